/* SPDX-License-Identifier: MIT
 *
 * werapi.h: error reporting. Nothing is ever reported to anybody but the user; the flags are kept.
 */
#include "kernel32.h"

#define WER_FAULT_REPORTING_ALL 0x7Fu

static DWORD flags;

HRESULT WINAPI WerSetFlags(DWORD dwFlags)
{
    if (dwFlags & ~WER_FAULT_REPORTING_ALL)
        return (HRESULT)0x80070057; /* E_INVALIDARG */
    __atomic_store_n(&flags, dwFlags, __ATOMIC_RELAXED);
    return 0;
}

HRESULT WINAPI WerGetFlags(HANDLE hProcess, PDWORD pdwFlags)
{
    if (!pdwFlags)
        return (HRESULT)0x80070057;
    *pdwFlags = __atomic_load_n(&flags, __ATOMIC_RELAXED);
    return 0;
}
