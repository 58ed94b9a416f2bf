/* SPDX-License-Identifier: MIT
 *
 * What ldr_one imports and forwards to; the two import each other.
 */
#include <windows.h>

__declspec(dllimport) int one_function(int x);
static volatile LONG initialized;

__declspec(dllexport) int two_function(int x)
{
    return x + 1 + initialized;
}

__declspec(dllexport) int two_calls_one(int x)
{
    return one_function(x);
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    if (reason == DLL_PROCESS_ATTACH) {
        initialized = 1;
        DisableThreadLibraryCalls(instance);
    }
    return TRUE;
}
