/* SPDX-License-Identifier: MIT
 *
 * Virtual memory and sections through their system services: odd sizes and addresses, protections across
 * regions, the classes of NtQueryVirtualMemory, views and what they refuse.
 */
#include "nt.h"

NT NtProtectVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG, PULONG);
NT NtQueryVirtualMemory(HANDLE, PVOID, ULONG, PVOID, SIZE_T, SIZE_T *);
NT NtReadVirtualMemory(HANDLE, LPCVOID, PVOID, SIZE_T, SIZE_T *);
NT NtWriteVirtualMemory(HANDLE, PVOID, LPCVOID, SIZE_T, SIZE_T *);
NT NtLockVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG);
NT NtUnlockVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG);
NT NtFlushVirtualMemory(HANDLE, PVOID *, SIZE_T *, PIO_STATUS_BLOCK);
NT NtFlushInstructionCache(HANDLE, PVOID, SIZE_T);
NT NtCreateSection(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PLARGE_INTEGER, ULONG, ULONG, HANDLE);
NT NtOpenSection(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtExtendSection(HANDLE, PLARGE_INTEGER);
NT NtQuerySection(HANDLE, ULONG, PVOID, SIZE_T, SIZE_T *);
NT NtMapViewOfSection(HANDLE, HANDLE, PVOID *, ULONG_PTR, SIZE_T, PLARGE_INTEGER, SIZE_T *, ULONG, ULONG,
                      ULONG);
NT NtUnmapViewOfSection(HANDLE, PVOID);
NT NtUnmapViewOfSectionEx(HANDLE, PVOID, ULONG);
NTSYSAPI VOID NTAPI NtFlushProcessWriteBuffers(void);

#define SELF GetCurrentProcess()

static NTSTATUS take(PVOID *base, SIZE_T *size, ULONG_PTR zero_bits, ULONG type, ULONG protect)
{
    return NtAllocateVirtualMemory(SELF, base, zero_bits, size, type, protect);
}

TEST(allocating)
{
    PVOID base = NULL, again;
    SIZE_T size = 1;
    CHECK_EQ(take(&base, &size, 0, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    CHECK_EQ(size, 4096); /* rounded up to pages */
    CHECK_EQ((ULONG_PTR)base % 65536, 0);
    again = (char *)base + 4095;
    size = 2; /* two bytes in two pages, the second of which is not ours */
    CHECK_EQ(take(&again, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    again = (char *)base + 100;
    size = 1;
    CHECK_EQ(take(&again, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    CHECK_EQ(again, base); /* rounded down */
    CHECK_EQ(size, 4096);
    CHECK_EQ(take(&again, &size, 0, MEM_RESERVE, PAGE_READWRITE), STATUS_CONFLICTING_ADDRESSES);
    size = 0;
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE | MEM_DECOMMIT), STATUS_INVALID_PARAMETER_4);
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, 0), STATUS_INVALID_PARAMETER_4);
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE), STATUS_SUCCESS);
    CHECK_EQ(size, 4096); /* what was released */
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE), STATUS_MEMORY_NOT_ALLOCATED);
    base = NULL;
    size = 0;
    CHECK_EQ(take(&base, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_INVALID_PARAMETER_4);
    size = 4096;
    CHECK_EQ(take(&base, &size, 0, 0, PAGE_READWRITE), STATUS_INVALID_PARAMETER_5);
    CHECK_EQ(take(&base, &size, 0, MEM_COMMIT | 4, PAGE_READWRITE), STATUS_INVALID_PARAMETER_5);
    CHECK_EQ(take(&base, &size, 0, MEM_COMMIT, PAGE_WRITECOPY), STATUS_INVALID_PAGE_PROTECTION);
    CHECK_EQ(take(&base, &size, 0, MEM_COMMIT, PAGE_READWRITE | PAGE_READONLY),
             STATUS_INVALID_PAGE_PROTECTION);
    CHECK_EQ(take(&base, &size, 0, MEM_COMMIT, PAGE_NOACCESS | PAGE_GUARD), STATUS_INVALID_PAGE_PROTECTION);
    CHECK_EQ(take(&base, &size, 25, MEM_COMMIT, PAGE_READWRITE), STATUS_INVALID_PARAMETER_3);
    CHECK_EQ(NtAllocateVirtualMemory((HANDLE)0x7FF0, &base, 0, &size, MEM_COMMIT, PAGE_READWRITE),
             STATUS_INVALID_HANDLE);
    size = (SIZE_T)1 << 60;
    CHECK(!NT_SUCCESS(take(&base, &size, 0, MEM_RESERVE, PAGE_READWRITE)));
    size = 4096;
    CHECK_EQ(take(&base, &size, 0x7FFFFFFF, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
             STATUS_SUCCESS); /* a mask */
    CHECK((ULONG_PTR)base < 0x80000000);
    size = 0;
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE), STATUS_SUCCESS);
}

TEST(protecting_and_asking)
{
    PVOID base = NULL, at;
    SIZE_T size = 0x8000, done;
    ULONG old = 0;
    MEMORY_BASIC_INFORMATION info;
    char bytes[16] = "0123456789abcde";
    CHECK_EQ(take(&base, &size, 0, MEM_RESERVE, PAGE_READWRITE), STATUS_SUCCESS);
    at = base;
    size = 0x4000;
    CHECK_EQ(take(&at, &size, 0, MEM_COMMIT, PAGE_READWRITE), STATUS_SUCCESS);
    at = (char *)base + 0x1FFF;
    size = 2;
    CHECK_EQ(NtProtectVirtualMemory(SELF, &at, &size, PAGE_READONLY, &old), STATUS_SUCCESS);
    CHECK_EQ(at, (char *)base + 0x1000);
    CHECK_EQ(size, 0x2000);
    CHECK_EQ(old, PAGE_READWRITE);
    CHECK_EQ(NtQueryVirtualMemory(SELF, (char *)base + 0x1234, 0, &info, sizeof(info), &done),
             STATUS_SUCCESS);
    CHECK_EQ(done, sizeof(info));
    CHECK_EQ(info.BaseAddress, (char *)base + 0x1000);
    CHECK_EQ(info.AllocationBase, base);
    CHECK_EQ(info.RegionSize, 0x2000);
    CHECK_EQ(info.Protect, PAGE_READONLY);
    CHECK_EQ(info.AllocationProtect, PAGE_READWRITE);
    CHECK_EQ(NtQueryVirtualMemory(SELF, (char *)base + 0x4000, 0, &info, sizeof(info), NULL), STATUS_SUCCESS);
    CHECK_EQ(info.State, MEM_RESERVE);
    CHECK_EQ(info.Protect, 0);
    CHECK_EQ(NtQueryVirtualMemory(SELF, base, 0, &info, sizeof(info) - 1, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryVirtualMemory(SELF, base, 0x7777, &info, sizeof(info), NULL), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtQueryVirtualMemory(SELF, (PVOID) ~(ULONG_PTR)0xFFF, 0, &info, sizeof(info), NULL),
             STATUS_INVALID_PARAMETER);
    at = (char *)base + 0x3000;
    size = 0x2000; /* the second page is reserved only */
    CHECK_EQ(NtProtectVirtualMemory(SELF, &at, &size, PAGE_READONLY, &old), STATUS_NOT_COMMITTED);
    at = base;
    size = 0x1000;
    CHECK_EQ(NtProtectVirtualMemory(SELF, &at, &size, 0x40000, &old), STATUS_INVALID_PAGE_PROTECTION);
    /* Copying between address spaces counts what it could. */
    CHECK_EQ(NtWriteVirtualMemory(SELF, base, bytes, 16, &done), STATUS_SUCCESS);
    CHECK_EQ(done, 16);
    char back[32];
    CHECK_EQ(NtReadVirtualMemory(SELF, base, back, 16, &done), STATUS_SUCCESS);
    CHECK_TEXT(back, bytes);
    CHECK_EQ(NtReadVirtualMemory(SELF, (char *)base + 0x3FF8, back, 16, &done), STATUS_PARTIAL_COPY);
    CHECK(done <= 8);
    CHECK_EQ(NtWriteVirtualMemory(SELF, BAD_POINTER, bytes, 16, &done), STATUS_PARTIAL_COPY);
    CHECK_EQ(done, 0);
    at = base;
    size = 0x1000;
    NTSTATUS locked = NtLockVirtualMemory(SELF, &at, &size, 1);
    if (NT_SUCCESS(locked)) {
        CHECK_EQ(at, base);
        CHECK_EQ(size, 0x1000);
        CHECK_EQ(NtUnlockVirtualMemory(SELF, &at, &size, 1), STATUS_SUCCESS);
    }
    CHECK_EQ(NtFlushInstructionCache(SELF, base, 16), STATUS_SUCCESS);
    CHECK_EQ(NtFlushInstructionCache((HANDLE)0x7FF0, base, 16), STATUS_INVALID_HANDLE);
    NtFlushProcessWriteBuffers();
    at = (char *)base + 0x800;
    size = 0x1000; /* touches two pages */
    CHECK_EQ(NtFreeVirtualMemory(SELF, &at, &size, MEM_DECOMMIT), STATUS_SUCCESS);
    CHECK_EQ(at, base);
    CHECK_EQ(size, 0x2000);
    at = (char *)base + 0x1000;
    size = 0;
    CHECK_EQ(NtFreeVirtualMemory(SELF, &at, &size, MEM_RELEASE), STATUS_FREE_VM_NOT_AT_BASE);
    size = 0x9000;
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE), STATUS_UNABLE_TO_FREE_VM);
    size = 0;
    CHECK_EQ(NtFreeVirtualMemory(SELF, &base, &size, MEM_RELEASE), STATUS_SUCCESS);
    CHECK_EQ(NtQueryVirtualMemory(SELF, base, 0, &info, sizeof(info), NULL), STATUS_SUCCESS);
    CHECK_EQ(info.State, MEM_FREE);
}

TEST(sections)
{
    HANDLE section, limited;
    LARGE_INTEGER size = {.QuadPart = 0x21000}, offset = {.QuadPart = 0x10000}, odd = {.QuadPart = 0x1000};
    PVOID one = NULL, two = NULL;
    SIZE_T length = 0, done;
    struct {
        PVOID base;
        ULONG attributes;
        LARGE_INTEGER size;
    } info;
    UNICODE_STRING missing = STR(L"\\BaseNamedObjects\\decant-no-section");
    OBJECT_ATTRIBUTES attributes;
    CHECK_EQ(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE, SEC_COMMIT, NULL),
             STATUS_INVALID_PARAMETER_4);
    CHECK_EQ(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, 0, NULL),
             STATUS_INVALID_PARAMETER_6);
    CHECK_EQ(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, 3, SEC_COMMIT, NULL),
             STATUS_INVALID_PAGE_PROTECTION);
    CHECK_EQ(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, SEC_COMMIT, NULL),
             STATUS_SUCCESS);
    CHECK_EQ(NtQuerySection(section, 0, &info, sizeof(info), &done), STATUS_SUCCESS);
    CHECK_EQ(done, sizeof(info));
    CHECK_EQ(info.size.QuadPart, 0x21000);
    CHECK_EQ(info.attributes, SEC_COMMIT);
    CHECK_EQ(NtQuerySection(section, 0, &info, sizeof(info) - 1, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQuerySection(section, 9, &info, sizeof(info), NULL), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtExtendSection(section, &size), STATUS_SECTION_NOT_EXTENDED); /* no file behind it */
    CHECK_EQ(NtMapViewOfSection(section, SELF, &one, 0, 0, NULL, &length, 2, 0, PAGE_READWRITE),
             STATUS_SUCCESS);
    CHECK_EQ(length, 0x21000);
    length = 0;
    CHECK_EQ(NtMapViewOfSection(section, SELF, &two, 0, 0, &offset, &length, 2, 0, PAGE_READONLY),
             STATUS_SUCCESS);
    CHECK_EQ(length, 0x11000);
    ((volatile char *)one)[0x10005] = 42;
    CHECK_EQ(((volatile char *)two)[5], 42);
    PVOID third = NULL;
    length = 0;
    CHECK_EQ(NtMapViewOfSection(section, SELF, &third, 0, 0, &odd, &length, 2, 0, PAGE_READONLY),
             STATUS_MAPPED_ALIGNMENT);
    length = 0x22000;
    CHECK_EQ(NtMapViewOfSection(section, SELF, &third, 0, 0, NULL, &length, 2, 0, PAGE_READONLY),
             STATUS_INVALID_VIEW_SIZE);
    length = 0;
    CHECK_EQ(NtMapViewOfSection(section, SELF, &third, 0, 0, NULL, &length, 3, 0, PAGE_READONLY),
             STATUS_INVALID_PARAMETER_8);
    CHECK_EQ(NtMapViewOfSection(section, SELF, &third, 0, 0, NULL, &length, 2, 0, PAGE_EXECUTE_READWRITE),
             STATUS_SECTION_PROTECTION);
    CHECK_EQ(NtMapViewOfSection(section, SELF, &one, 0, 0, NULL, &length, 2, 0, PAGE_READONLY),
             STATUS_CONFLICTING_ADDRESSES); /* something is there */
    CHECK(DuplicateHandle(SELF, section, SELF, &limited, SECTION_MAP_READ, FALSE, 0));
    CHECK_EQ(NtMapViewOfSection(limited, SELF, &third, 0, 0, NULL, &length, 2, 0, PAGE_READWRITE),
             STATUS_ACCESS_DENIED);
    NtClose(limited);
    NtClose(section); /* the views live on */
    CHECK_EQ(((volatile char *)two)[5], 42);
    PVOID at = one;
    length = 0;
    IO_STATUS_BLOCK iosb;
    CHECK_EQ(NtFlushVirtualMemory(SELF, &at, &length, &iosb), STATUS_SUCCESS);
    CHECK_EQ(NtUnmapViewOfSection(SELF, (char *)one + 0x3000), STATUS_SUCCESS); /* any address in it */
    CHECK_EQ(NtUnmapViewOfSection(SELF, one), STATUS_NOT_MAPPED_VIEW);
    CHECK_EQ(NtUnmapViewOfSectionEx(SELF, two, 0), STATUS_SUCCESS);
    InitializeObjectAttributes(&attributes, &missing, 0, NULL, NULL);
    CHECK_EQ(NtOpenSection(&section, SECTION_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
}

GUEST_MAIN(RUN(allocating); RUN(protecting_and_asking); RUN(sections);)
