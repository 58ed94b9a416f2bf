/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: thread-local storage. TlsGetValue is on many programs' hot paths: the first 64 slots
 * are read straight from the TEB.
 */
#include "kernel32.h"
#include <rtl/locks.h>
#include <win/processthreadsapi.h>

DWORD WINAPI TlsAlloc(VOID)
{
    DWORD index;
    return win32_result(tls_alloc(&index)) ? index : TLS_OUT_OF_INDEXES;
}

BOOL WINAPI TlsFree(DWORD dwTlsIndex)
{
    return win32_result(tls_free(dwTlsIndex));
}

LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex)
{
    PVOID value = NULL;
    if (dwTlsIndex < countof(((TEB *)0)->TlsSlots)) {
        teb_set_last_error(ERROR_SUCCESS); /* documented: this success is told */
        return NtCurrentTeb()->TlsSlots[dwTlsIndex];
    }
    if (win32_result(tls_get(dwTlsIndex, &value)))
        teb_set_last_error(ERROR_SUCCESS);
    return value;
}

BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
{
    return win32_result(tls_set(dwTlsIndex, lpTlsValue));
}
