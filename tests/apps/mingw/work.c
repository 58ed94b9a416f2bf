/* SPDX-License-Identifier: MIT
 *
 * C with threads of the Windows API, files, qsort, floating point, time, environment: what an everyday
 * console program does.
 */
#include <math.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <windows.h>

static CRITICAL_SECTION lock;
static long sum;

static unsigned __stdcall add(void *argument)
{
    for (int i = 0; i < 10000; i++) {
        EnterCriticalSection(&lock);
        sum += (int)(INT_PTR)argument;
        LeaveCriticalSection(&lock);
    }
    return 7;
}

static int by_length(const void *a, const void *b)
{
    return (int)strlen(*(char *const *)a) - (int)strlen(*(char *const *)b);
}

int main(int argc, char **argv)
{
    HANDLE threads[4];
    DWORD code = 0;
    InitializeCriticalSection(&lock);
    for (int i = 0; i < 4; i++)
        threads[i] = (HANDLE)_beginthreadex(NULL, 0, add, (void *)(INT_PTR)(i + 1), 0, NULL);
    WaitForMultipleObjects(4, threads, TRUE, INFINITE);
    GetExitCodeThread(threads[3], &code);
    printf("sum %ld, thread's code %lu\n", sum, code);

    char *words[] = {"three", "a", "seventeen", "of"};
    qsort(words, 4, sizeof(words[0]), by_length);
    printf("%s %s %s %s\n", words[0], words[1], words[2], words[3]);
    printf("%.6f %g %e %5.1f%%\n", sqrt(2), 1e-5, 12345.678, 99.95);

    FILE *file = fopen("work.txt", "w");
    for (int i = 0; i < 1000; i++)
        fprintf(file, "%d %s\n", i, i % 2 ? "odd" : "even");
    fclose(file);
    file = fopen("work.txt", "r");
    int number, odd = 0;
    char kind[16];
    while (fscanf(file, "%d %15s", &number, kind) == 2)
        odd += !strcmp(kind, "odd");
    fclose(file);
    printf("%d odd\n", odd);
    remove("work.txt");

    time_t zero = 86400;
    struct tm *utc = gmtime(&zero);
    char date[64];
    strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S %A", utc);
    printf("%s\n", date);
    _putenv("DECANT_WORK=done");
    printf("%s %d\n", getenv("DECANT_WORK"), argc);
    return argc > 1 ? atoi(argv[1]) : 0;
}
