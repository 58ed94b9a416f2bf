/* SPDX-License-Identifier: MIT
 *
 * A DLL whose initialization fails, and which imports what nobody provides.
 */
#include <windows.h>

__declspec(dllimport) int nobody_has_this(void);

__declspec(dllexport) int bad_calls_nobody(void)
{
    return nobody_has_this();
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    WCHAR text[8];
    return reason != DLL_PROCESS_ATTACH || GetEnvironmentVariableW(L"ldr_bad_works", text, 8) != 0;
}
