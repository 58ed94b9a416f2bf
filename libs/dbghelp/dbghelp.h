/* SPDX-License-Identifier: MIT
 *
 * What dbghelp's files share. "DbgHelp functions are single threaded", says their documentation; these lock
 * all the same.
 */
#ifndef DECANT_DBGHELP_H
#define DECANT_DBGHELP_H

#include <ntdll.h>
#include <rtl/exception.h>
#include <win/winerror.h>

static inline BOOL dbghelp_fail(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

/* Whether SymInitialize has been called with the handle, and SymCleanup not yet. */
bool dbghelp_is_open(HANDLE process);

#endif
