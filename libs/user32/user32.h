/* SPDX-License-Identifier: MIT
 *
 * What user32's files share. There is no window system: functions on text and resources are real, functions
 * on windows fail as they document it for a process that has none.
 */
#ifndef DECANT_USER32_H
#define DECANT_USER32_H

#include <ntdll.h>
#include <rtl/nls.h>
#include <rtl/win32_result.h>
#include <win/winuser.h>

#endif
