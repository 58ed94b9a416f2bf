/* SPDX-License-Identifier: MIT
 *
 * Who runs the process and random numbers, for the DLLs above ntdll: they do not call the host themselves.
 * Names are UTF-8, numbers are Linux' own (a user is S-1-22-1-number, a group S-1-22-2-number).
 */
#ifndef DECANT_RTL_ACCOUNT_H
#define DECANT_RTL_ACCOUNT_H

#include <win/winternl.h>

uint32_t account_current_user(void);
/* STATUS_NONE_MAPPED where the system's databases know nothing; STATUS_BUFFER_TOO_SMALL. */
NTSTATUS account_user_name(uint32_t id, char *buffer, size_t size);
NTSTATUS account_group_name(uint32_t id, char *buffer, size_t size);
NTSTATUS account_user_by_name(const char *name, uint32_t *id);
NTSTATUS account_group_by_name(const char *name, uint32_t *id);

/* Fills the buffer from the kernel's pool; fails only where the kernel has none. */
NTSTATUS system_random(void *buffer, size_t size);

#endif
