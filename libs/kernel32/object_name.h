/* SPDX-License-Identifier: MIT
 *
 * From a Win32 object name and security attributes to OBJECT_ATTRIBUTES, for all that have names: events,
 * mutexes, semaphores, timers, file mappings, jobs.
 */
#ifndef DECANT_KERNEL32_OBJECT_NAME_H
#define DECANT_KERNEL32_OBJECT_NAME_H

#include <rtl/nls.h>
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

/* The whole of an Open function, whose service is NtOpenXxx. NULL: ERROR_INVALID_PARAMETER without a name. */
typedef NTSTATUS(WINAPI *object_open_service)(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
HANDLE object_open(object_open_service service, DWORD access, BOOL inherit, LPCWSTR name);

/* The A form of a function with a name: converts it to `wide` and calls the W form. */
#define WITH_WIDE_NAME(name, call)                                                                           \
    do {                                                                                                     \
        WCHAR buffer_[NLS_LOCAL], *wide;                                                                     \
        NTSTATUS status_ = nls_ansi_to_wide(name, buffer_, NLS_LOCAL, &wide);                                \
        if (!NT_SUCCESS(status_))                                                                            \
            return (HANDLE)(UINT_PTR)win32_result(status_);                                                  \
        HANDLE handle_ = call;                                                                               \
        nls_free(wide, buffer_);                                                                             \
        return handle_;                                                                                      \
    } while (0)

#endif
