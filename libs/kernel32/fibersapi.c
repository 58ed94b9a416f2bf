/* SPDX-License-Identifier: MIT
 *
 * fibersapi.h: fiber-local storage.
 */
#include "kernel32.h"
#include <rtl/locks.h>
#include <win/processthreadsapi.h>

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION lpCallback)
{
    ULONG index;
    return win32_result(RtlFlsAlloc(lpCallback, &index)) ? index : FLS_OUT_OF_INDEXES;
}

BOOL WINAPI FlsFree(DWORD dwFlsIndex)
{
    return win32_result(RtlFlsFree(dwFlsIndex));
}

PVOID WINAPI FlsGetValue(DWORD dwFlsIndex)
{
    PVOID value = NULL;
    if (win32_result(RtlFlsGetValue(dwFlsIndex, &value)))
        teb_set_last_error(ERROR_SUCCESS);
    return value;
}

BOOL WINAPI FlsSetValue(DWORD dwFlsIndex, PVOID lpFlsData)
{
    return win32_result(RtlFlsSetValue(dwFlsIndex, lpFlsData));
}
