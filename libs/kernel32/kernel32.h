/* SPDX-License-Identifier: MIT
 *
 * What kernel32's files share. kernel32 is thin: check, convert, call ntdll, convert back. Semantics live
 * below.
 */
#ifndef DECANT_KERNEL32_H
#define DECANT_KERNEL32_H

#include <ntdll.h>
#include <rtl/win32_result.h>

#endif
