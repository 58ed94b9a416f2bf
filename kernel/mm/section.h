/* SPDX-License-Identifier: MIT
 *
 * Sections: memory that is shared, or a file's.
 */
#ifndef DECANT_KERNEL_MM_SECTION_H
#define DECANT_KERNEL_MM_SECTION_H

#include <win/memoryapi.h>
#include <win/winternl.h>

typedef struct {
    PVOID BaseAddress;
    ULONG AllocationAttributes;
    LARGE_INTEGER MaximumSize;
} SECTION_BASIC_INFORMATION;

/* A section on its way to another process; its descriptor goes along. */
struct object;
struct section_parcel {
    uint32_t protect, attributes;
    uint64_t file; /* 1: of a file */
    uint64_t size;
};
/* False: it is no section. *descriptor stays the section's. */
bool section_pack(struct object *object, struct section_parcel *parcel, int *descriptor);
/* With a reference; the descriptor is used up. */
NTSTATUS section_unpack(const struct section_parcel *parcel, int descriptor, struct object **out);

enum { SectionBasicInformation = 0 };
enum { ViewShare = 1, ViewUnmap = 2 };

NTSTATUS WINAPI NtCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
                                ULONG SectionPageProtection, ULONG AllocationAttributes, HANDLE FileHandle);
NTSTATUS WINAPI NtOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, PVOID *BaseAddress,
                                   ULONG_PTR ZeroBits, SIZE_T CommitSize, PLARGE_INTEGER SectionOffset,
                                   PSIZE_T ViewSize, ULONG InheritDisposition, ULONG AllocationType,
                                   ULONG Win32Protect);
NTSTATUS WINAPI NtUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress);
NTSTATUS WINAPI NtUnmapViewOfSectionEx(HANDLE ProcessHandle, PVOID BaseAddress, ULONG Flags);
NTSTATUS WINAPI NtQuerySection(HANDLE SectionHandle, ULONG SectionInformationClass, PVOID SectionInformation,
                               SIZE_T SectionInformationLength, PSIZE_T ReturnLength);
NTSTATUS WINAPI NtExtendSection(HANDLE SectionHandle, PLARGE_INTEGER NewSectionSize);

#endif
