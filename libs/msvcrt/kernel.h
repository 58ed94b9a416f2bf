/* SPDX-License-Identifier: MIT
 *
 * What the I/O half of msvcrt calls of kernel32 and ntdll.
 */
#ifndef DECANT_MSVCRT_KERNEL_H
#define DECANT_MSVCRT_KERNEL_H

#include <win/consoleapi.h>
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/namedpipeapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>
#include <win/sysinfoapi.h>
#include <win/winbase_file.h>
#include <ntdll.h>
#include <rtl/locks.h>

#ifndef DUPLICATE_SAME_ACCESS
#define DUPLICATE_SAME_ACCESS 2
#endif

#endif
