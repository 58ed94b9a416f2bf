/* SPDX-License-Identifier: MIT
 *
 * A DLL whose initialization fails.
 */
#include <windows.h>

__declspec(dllexport) int refuses_function(void)
{
    return 1;
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return reason != DLL_PROCESS_ATTACH;
}
