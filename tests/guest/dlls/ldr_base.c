/* SPDX-License-Identifier: MIT
 *
 * A DLL that works at any address, if it can be relocated: it has a pointer to itself.
 */
#include <windows.h>

static int value = 41;
static int *volatile pointer = &value;

__declspec(dllexport) int base_value(void)
{
    return (*pointer)++;
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return TRUE;
}
