/* SPDX-License-Identifier: MIT
 *
 * What tests load late: exports by name and by ordinal.
 */
#include <windows.h>

__declspec(dllexport) int late_value(int x)
{
    return x + 40;
}

int late_by_ordinal(int a, int b)
{
    return a * b;
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return TRUE;
}
