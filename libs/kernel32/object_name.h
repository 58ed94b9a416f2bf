/* SPDX-License-Identifier: MIT
 *
 * From a Win32 object name and security attributes to OBJECT_ATTRIBUTES, for all that have names: events,
 * mutexes, semaphores, timers, file mappings.
 */
#ifndef DECANT_KERNEL32_OBJECT_NAME_H
#define DECANT_KERNEL32_OBJECT_NAME_H

#include <win/minwinbase.h>
#include <win/winternl.h>

struct object_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING string;
};

/* Attributes with OBJ_OPENIF that point into *buffer and at `name`; NULL where there is nothing to say. */
POBJECT_ATTRIBUTES object_attributes(struct object_name *buffer, const SECURITY_ATTRIBUTES *security,
                                     LPCWSTR name);
/* The end of a Create function: the handle or NULL, and the last error: ERROR_ALREADY_EXISTS or ERROR_SUCCESS
 * with a handle. */
HANDLE object_created(NTSTATUS status, HANDLE handle);

#endif
