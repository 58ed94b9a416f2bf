/* SPDX-License-Identifier: MIT
 *
 * What user32's files share. There is no window system: functions on text and resources are real, functions
 * on windows fail as they document it for a process that has none.
 */
#ifndef DECANT_USER32_H
#define DECANT_USER32_H

#include <ntdll.h>
#include <rtl/nls.h>
#include <win/winuser.h>

static inline BOOL user32_fail(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

#endif
