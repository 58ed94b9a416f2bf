/* SPDX-License-Identifier: MIT
 *
 * A C++ exception, thrown and caught one frame up: the same source for Windows (mingw-w64) and for Linux.
 */
#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif
#include "measure.h"

static double now()
{
#ifdef _WIN32
    LARGE_INTEGER count, frequency;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
#else
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
#endif
}

__attribute__((noinline)) static void thrower(int value)
{
    throw value;
}

static volatile int sum;

int main()
{
    MEASURE("throw+catch", try { thrower(i); } catch (int value) { sum = sum + value; });
    return 0;
}
