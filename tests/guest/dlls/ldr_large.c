/* SPDX-License-Identifier: MIT
 *
 * A DLL with much code and a large table of pointers into it, which wants to be where the program is.
 */
#include <windows.h>
#include "../numbered_functions.h"

__asm__(".section .rdata,\"dr\"\n"
        ".balign 8\n"
        "pointers:\n"
        ".set number, 0\n"
        ".rept 0x4000\n"
        ".quad functions + number * 64\n"
        ".set number, number + 1\n"
        ".endr\n"
        ".rept 0x8000\n" /* the section becomes larger than what is read at once */
        ".quad 5\n"
        ".endr\n"
        ".text\n");
extern int (*const pointers[FUNCTIONS])(void);

__declspec(dllexport) int large_call(int number)
{
    return pointers[number]();
}

__declspec(dllexport) int large_pointer_is_right(int number)
{
    return (const char *)(ULONG_PTR)pointers[number] == functions + STRIDE * number;
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return TRUE;
}
