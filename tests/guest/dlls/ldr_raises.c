/* SPDX-License-Identifier: MIT
 *
 * A DLL that raises an exception wherever the environment variable RAISES says.
 */
#include <windows.h>

static char wish(void)
{
    char text[2] = "";
    GetEnvironmentVariableA("RAISES", text, 2);
    return text[0];
}

static void NTAPI callback(PVOID instance, DWORD reason, PVOID reserved)
{
    if (reason == DLL_PROCESS_ATTACH && wish() == 't')
        RaiseException(0xC0001234, 0, 0, NULL);
}

ULONG _tls_index;
static char tls_data[8] = {1};
static PIMAGE_TLS_CALLBACK callbacks[] = {callback, NULL};
const IMAGE_TLS_DIRECTORY64 _tls_used = {
    (ULONG_PTR)tls_data, (ULONG_PTR)(tls_data + 8), (ULONG_PTR)&_tls_index, (ULONG_PTR)callbacks, 0, 0};

__declspec(dllexport) int raises_function(void)
{
    return 1;
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    char now = wish();
    if (reason == DLL_PROCESS_ATTACH && now == 'a')
        *(volatile int *)16 = 1;
    if (reason == DLL_PROCESS_ATTACH && now == 'c')
        RaiseException(0xE06D7363, EXCEPTION_NONCONTINUABLE, 0, NULL);
    if (reason == DLL_PROCESS_ATTACH && now == 'g')
        RaiseException(0x20474343, 0, 0, NULL);
    if (reason == DLL_PROCESS_DETACH && now == 'd')
        *(volatile int *)16 = 1;
    return TRUE;
}
