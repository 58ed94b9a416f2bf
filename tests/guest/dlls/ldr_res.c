/* SPDX-License-Identifier: MIT
 *
 * A DLL that is nothing but resources.
 */
#include <windows.h>

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    return TRUE;
}
