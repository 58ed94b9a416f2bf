/* SPDX-License-Identifier: MIT
 *
 * Tables of msvcrt's exports by name. Their addresses come from the import table itself, so that neither a
 * macro nor an inline function of the compiler's headers stands between a test and the DLL.
 *
 *     #define FORMS(X) X(sprintf, 1) X(_snprintf, 2)
 *     FORMS(IMPORT_DECLARE)
 *     #define ROW(name, number) {IMPORTED(name), number},
 *     static const struct form forms[] = {FORMS(ROW)};
 *
 * A DLL of some other version may lack a few of the names, which no import library has: LATE(name) looks such
 * a one up, and is NULL without it.
 */
#ifndef DECANT_TESTS_MSVCRT_IMPORTS_H
#define DECANT_TESTS_MSVCRT_IMPORTS_H

#include "guest.h"

#define IMPORT_DECLARE(name, ...) extern void *const imported_##name __asm__("__imp_" #name);
/* The name, and where the address of the function is. */
#define IMPORTED(name) #name, &imported_##name

#define LATE(name) ((void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), #name))

GUEST_UNUSED static char scratch_path[MAX_PATH + 64];

/* A path in the folder for temporary files, which no other test and no other run of this one has. */
GUEST_UNUSED static void scratch_begin(const char *topic)
{
    DWORD length = GetTempPathA(MAX_PATH, scratch_path), id = GetCurrentProcessId();
    char *to = scratch_path + length;
    for (const char *from = "decant-"; *from;)
        *to++ = *from++;
    while (*topic)
        *to++ = *topic++;
    *to++ = '-';
    for (; id; id /= 10)
        *to++ = (char)('0' + id % 10);
    *to = 0;
}

#endif
