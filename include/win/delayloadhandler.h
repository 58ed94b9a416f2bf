/* SPDX-License-Identifier: MIT
 *
 * What the system's delay-load helper tells of a failure.
 */
#ifndef DECANT_WIN_DELAYLOADHANDLER_H
#define DECANT_WIN_DELAYLOADHANDLER_H

#include <win/pe.h>

#define DELAYLOAD_GPA_FAILURE 4

typedef struct _DELAYLOAD_PROC_DESCRIPTOR {
    ULONG ImportDescribedByName;
    union {
        LPCSTR Name;
        ULONG Ordinal;
    } Description;
} DELAYLOAD_PROC_DESCRIPTOR;
ASSERT_SIZE(DELAYLOAD_PROC_DESCRIPTOR, 16, 8);

typedef struct _DELAYLOAD_INFO {
    ULONG Size;
    const IMAGE_DELAYLOAD_DESCRIPTOR *DelayloadDescriptor;
    ULONG_PTR *ThunkAddress;
    LPCSTR TargetDllName;
    DELAYLOAD_PROC_DESCRIPTOR TargetApiDescriptor;
    PVOID TargetModuleBase; /* NULL: it could not be loaded */
    PVOID Unused;
    ULONG LastError;
} DELAYLOAD_INFO, *PDELAYLOAD_INFO;
ASSERT_SIZE(DELAYLOAD_INFO, 72, 36);
ASSERT_OFFSET(DELAYLOAD_INFO, TargetApiDescriptor, 32, 16);
ASSERT_OFFSET(DELAYLOAD_INFO, LastError, 64, 32);

typedef PVOID(GUESTAPI *PDELAYLOAD_FAILURE_DLL_CALLBACK)(ULONG NotificationReason,
                                                         PDELAYLOAD_INFO DelayloadInfo);
/* ProcedureName: or an ordinal. */
typedef PVOID(GUESTAPI *PDELAYLOAD_FAILURE_SYSTEM_ROUTINE)(LPCSTR DllName, LPCSTR ProcedureName);

#endif
