/* SPDX-License-Identifier: MIT
 *
 * What a STARTUPINFOEX's attribute list says to CreateProcess.
 */
#ifndef DECANT_KERNEL32_PROCESS_ATTRIBUTES_H
#define DECANT_KERNEL32_PROCESS_ATTRIBUTES_H

#include "kernel/ps/process_create.h"
#include <win/processthreadsapi.h>

/* Takes over what the list holds; `info` keeps pointers into the caller's memory. Call it where
 * EXTENDED_STARTUPINFO_PRESENT is set. STATUS_INVALID_PARAMETER, STATUS_INVALID_HANDLE, STATUS_NOT_SUPPORTED.
 */
NTSTATUS process_attributes_take(const STARTUPINFOEXW *startup, struct process_start_info *info);

#endif
