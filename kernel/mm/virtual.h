/* SPDX-License-Identifier: MIT
 *
 * The guest's address space. Everything that the guest may ask VirtualQuery about is entered here: what it
 * allocates itself, images (the loader enters them), thread stacks, views of sections. All else that Linux
 * has mapped is answered from /proc.
 */
#ifndef DECANT_KERNEL_MM_VIRTUAL_H
#define DECANT_KERNEL_MM_VIRTUAL_H

#include <pe.h>
#include <win/memoryapi.h>
#include <win/winternl.h>
#include "syscall-shim/border.h"

/* ZeroBits: up to here a count of leading zero bits, from 32 on a mask of the bits that an address may have.
 */
#define MAX_ZERO_BITS 21

struct object;

/* Reserves the page of KUSER_SHARED_DATA. */
void virtual_start(void);

/* Enters an image that is mapped and protected; the face of a built-in DLL, too. virtual_remove comes before
 * it is unmapped, so that nothing takes its place in the meantime while it still stands here. */
NTSTATUS virtual_add_image(void *base, const struct pe_info *info);
/* Enters a thread's stack, mapped at [base, base + size): the lowest `guard` bytes have no access and are
 * shown as a guard, the rest can be read and written. What happens there when the stack overflows is the
 * signal handler's business (rtl/exception.h). */
NTSTATUS virtual_add_stack(void *base, size_t size, size_t guard);
/* Shows a larger guard of that stack, which it has got. */
void virtual_set_stack_guard(void *base, size_t guard);
/* Forgets an image or a stack; unmaps nothing. */
void virtual_remove(void *base);

/* For the handler of SIGSEGV and SIGBUS, on the thread that faulted. access: what it tried, as the first word
 * of an access violation's ExceptionInformation says it (0 read, 1 write, 8 execute).
 *
 * True: the access may be tried again (the first touch of KUSER_SHARED_DATA). False: *status is what to
 * raise: STATUS_GUARD_PAGE_VIOLATION (the guard is gone by now, so that the access succeeds if the handler
 * continues), STATUS_IN_PAGE_ERROR (a mapped file lost
 * that page) or STATUS_ACCESS_VIOLATION. Takes the map's lock, allocates nothing that is not spare. */
bool virtual_handle_fault(void *address, unsigned access, bool in_service, NTSTATUS *status);

/* Maps [*base, + size) of a descriptor for a section's view. *base 0: where there is room. `owner` is
 * referenced and released with the view. prot: the view's; maximum: what VirtualProtect may give it.
 * STATUS_CONFLICTING_ADDRESSES, STATUS_NO_MEMORY, STATUS_MAPPED_ALIGNMENT. */
struct virtual_view {
    struct object *owner;
    int fd;
    uint64_t offset;
    size_t size; /* whole pages */
    size_t
        inside; /* bytes from `offset` that the descriptor has; the pages after them are anonymous memory */
    ULONG protect; /* PAGE_xxx */
    bool shared;   /* writes reach the descriptor */
    bool writable; /* may become so */
    bool committed;
    bool top_down;
    ULONG_PTR zero_bits;
};
NTSTATUS virtual_map_view(void **base, const struct virtual_view *view);
/* base: any address in the view. STATUS_NOT_MAPPED_VIEW. */
NTSTATUS virtual_unmap_view(const void *address);
/* The section whose view holds the address, referenced; NULL. *offset: of that address in the section. */
struct object *virtual_view_owner(const void *address, uint64_t *offset);

/* Whether a handle stands for this process; STATUS_ACCESS_DENIED for another one. */
NTSTATUS virtual_check_process(HANDLE process, ACCESS_MASK access);
/* Bytes that the guest has committed itself. */
uint64_t virtual_committed(void);
/* The highest address a guest may use. */
extern const uintptr_t virtual_highest;

/* Linux protections (host.h) for PAGE_xxx; a guard page has none. */
unsigned virtual_host_protection(ULONG protect);

NTSTATUS WINAPI NtAllocateVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, ULONG_PTR ZeroBits,
                                        PSIZE_T RegionSize, ULONG AllocationType, ULONG Protect);
NTSTATUS WINAPI NtAllocateVirtualMemoryEx(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                          ULONG AllocationType, ULONG PageProtection,
                                          PMEM_EXTENDED_PARAMETER ExtendedParameters,
                                          ULONG ExtendedParameterCount);
NTSTATUS WINAPI NtFreeVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                    ULONG FreeType);
NTSTATUS WINAPI NtProtectVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                       ULONG NewProtect, PULONG OldProtect);
NTSTATUS WINAPI NtQueryVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, ULONG MemoryInformationClass,
                                     PVOID MemoryInformation, SIZE_T MemoryInformationLength,
                                     PSIZE_T ReturnLength);
NTSTATUS WINAPI NtLockVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                    ULONG MapType);
NTSTATUS WINAPI NtUnlockVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                      ULONG MapType);
NTSTATUS WINAPI NtFlushVirtualMemory(HANDLE ProcessHandle, PVOID *BaseAddress, PSIZE_T RegionSize,
                                     PIO_STATUS_BLOCK IoStatus);
NTSTATUS WINAPI NtReadVirtualMemory(HANDLE ProcessHandle, LPCVOID BaseAddress, PVOID Buffer,
                                    SIZE_T BufferSize, PSIZE_T NumberOfBytesRead);
NTSTATUS WINAPI NtWriteVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, LPCVOID Buffer,
                                     SIZE_T BufferSize, PSIZE_T NumberOfBytesWritten);
NTSTATUS WINAPI NtFlushInstructionCache(HANDLE ProcessHandle, PVOID BaseAddress, SIZE_T Length);

/* As services, for the user side. */
PRIVATE_SERVICE(virtual_add_image);
PRIVATE_SERVICE(virtual_add_stack);
PRIVATE_SERVICE(virtual_check_process);
PRIVATE_SERVICE(virtual_remove);
PRIVATE_SERVICE(virtual_start);

#endif
