/* SPDX-License-Identifier: MIT
 *
 * How a Win32 function ends that reports by BOOL and last error, in every DLL that has such functions.
 */
#ifndef DECANT_RTL_WIN32_RESULT_H
#define DECANT_RTL_WIN32_RESULT_H

#include "../ntdll.h"

/* The one place where a status becomes the last error. Returns whether it was a success, so that a body ends
 * in `return win32_result(status);`. The last error is left alone on success. */
static inline BOOL win32_result(NTSTATUS status)
{
    if (NT_SUCCESS(status))
        return TRUE;
    teb_set_last_error(RtlNtStatusToDosError(status));
    return FALSE;
}

/* Sets the last error and is FALSE (or, cast, NULL). */
static inline BOOL win32_fail(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

#endif
