/* SPDX-License-Identifier: MIT
 *
 * The DLL of boundaries.cpp: it throws, lets exceptions pass, and catches them.
 */
#define BOUNDARIES_DLL
#include "boundaries.h"

void dll_throws(int number)
{
    throw Trouble(number, "trouble in the DLL");
}

void dll_calls(void (*callback)(int), int number, int *destroyed)
{
    struct Counter {
        int *count;
        ~Counter()
        {
            ++*count;
        }
    } counter{destroyed};
    callback(number);
}

int dll_catches(void (*callback)(int), int number)
{
    try {
        callback(number);
    } catch (const Trouble &trouble) {
        return trouble.number;
    } catch (...) {
        return -1;
    }
    return 0;
}
