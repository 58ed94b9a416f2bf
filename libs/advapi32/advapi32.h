/* SPDX-License-Identifier: MIT
 *
 * What advapi32's files share.
 */
#ifndef DECANT_ADVAPI32_H
#define DECANT_ADVAPI32_H

#include <ntdll.h>
#include <rtl/heap.h>
#include <rtl/nls.h>
#include "common/security.h"
#include <rtl/string.h>
#include "common/wide.h"
#include <rtl/win32_result.h>

#endif
