/* SPDX-License-Identifier: MIT
 *
 * What advapi32's files share.
 */
#ifndef DECANT_ADVAPI32_H
#define DECANT_ADVAPI32_H

#include <ntdll.h>
#include <rtl/heap.h>
#include <rtl/nls.h>
#include <rtl/security.h>
#include <rtl/string.h>
#include <rtl/wide.h>

static inline BOOL advapi_result(NTSTATUS status)
{
    if (NT_SUCCESS(status))
        return TRUE;
    teb_set_last_error(RtlNtStatusToDosError(status));
    return FALSE;
}

static inline BOOL advapi_fail(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

#endif
