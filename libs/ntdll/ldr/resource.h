/* SPDX-License-Identifier: MIT
 *
 * Resources of modules, for kernel32 and for those who load strings and version information.
 */
#ifndef DECANT_LDR_RESOURCE_H
#define DECANT_LDR_RESOURCE_H

#include "ldr.h"

typedef struct {
    ULONG_PTR Type; /* a number below 65536, or a string's address */
    ULONG_PTR Name;
    ULONG_PTR Language;
} LDR_RESOURCE_INFO, *PLDR_RESOURCE_INFO;

/* The resources behind a handle as LoadLibraryEx gives it (NULL: the program's). */
bool ldr_resources_open(PVOID handle, struct pe_resources *resources);
/* The directory that `levels` steps of type, name, language lead to. STATUS_RESOURCE_xxx_NOT_FOUND. */
NTSTATUS ldr_find_resource_directory(const struct pe_resources *resources, const ULONG_PTR *path,
                                     unsigned levels, DWORD *directory);

NTSTATUS WINAPI LdrFindResource_U(PVOID BaseAddress, const LDR_RESOURCE_INFO *ResourceInfo, ULONG Level,
                                  IMAGE_RESOURCE_DATA_ENTRY **ResourceDataEntry);
NTSTATUS WINAPI LdrAccessResource(PVOID BaseAddress, const IMAGE_RESOURCE_DATA_ENTRY *ResourceDataEntry,
                                  PVOID *ResourceBuffer, ULONG *ResourceLength);
NTSTATUS WINAPI LdrFindResourceDirectory_U(PVOID BaseAddress, const LDR_RESOURCE_INFO *ResourceInfo,
                                           ULONG Level, IMAGE_RESOURCE_DIRECTORY **ResourceDirectory);

#endif
