/* SPDX-License-Identifier: MIT
 *
 * A DLL that imports what nobody provides.
 */
#include <windows.h>

__declspec(dllimport) int nobody_has_this(void);

__declspec(dllexport) int bad_calls_nobody(void)
{
    return nobody_has_this();
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return TRUE;
}
