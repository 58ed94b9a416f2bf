/* SPDX-License-Identifier: MIT
 *
 * Heaps. The process heap is there from the program's start; every DLL of ours may use it directly:
 * RtlAllocateHeap(heap_process(), 0, size).
 */
#ifndef DECANT_RTL_HEAP_H
#define DECANT_RTL_HEAP_H

#include "../ntdll.h"
#include <win/heapapi.h>

/* Enters the process heap into the PEB; nothing is allocated. */
void heap_start(void);
/* From here on the calling thread, and all others, have their TEBs in the guest's segment register. */
void heap_start_threads(void);
/* Gives back what a thread keeps; on that thread, as it ends. */
void heap_detach_thread(struct thread *thread);
HANDLE heap_process(void);

/* Whether `memory` is the start of a block of `heap`, without ever faulting; its size goes to *size (may be
 * NULL).
 */
bool heap_owns(HANDLE heap, const void *memory, SIZE_T *size);

PVOID WINAPI RtlAllocateHeap(HANDLE HeapHandle, ULONG Flags, SIZE_T Size);
ULONG WINAPI RtlFreeHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress);
PVOID WINAPI RtlReAllocateHeap(HANDLE HeapHandle, ULONG Flags, PVOID BaseAddress, SIZE_T Size);
SIZE_T WINAPI RtlSizeHeap(HANDLE HeapHandle, ULONG Flags, PCVOID BaseAddress);
PVOID WINAPI RtlCreateHeap(ULONG Flags, PVOID HeapBase, SIZE_T ReserveSize, SIZE_T CommitSize, PVOID Lock,
                           PVOID Parameters);
PVOID WINAPI RtlDestroyHeap(PVOID HeapHandle);
BOOLEAN WINAPI RtlValidateHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress);
NTSTATUS WINAPI RtlWalkHeap(PVOID HeapHandle, PRTL_HEAP_WALK_ENTRY Entry);
BOOLEAN WINAPI RtlLockHeap(PVOID HeapHandle);
BOOLEAN WINAPI RtlUnlockHeap(PVOID HeapHandle);
SIZE_T WINAPI RtlCompactHeap(PVOID HeapHandle, ULONG Flags);
ULONG WINAPI RtlGetProcessHeaps(ULONG NumberOfHeaps, PVOID *ProcessHeaps);
/* The value that a block allocated with HEAP_SETTABLE_USER_VALUE carries. */
BOOLEAN WINAPI RtlSetUserValueHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID UserValue);
BOOLEAN WINAPI RtlGetUserInfoHeap(PVOID HeapHandle, ULONG Flags, PVOID BaseAddress, PVOID *UserValue,
                                  PULONG UserFlags);
NTSTATUS WINAPI RtlQueryHeapInformation(PVOID HeapHandle, ULONG HeapInformationClass, PVOID HeapInformation,
                                        SIZE_T HeapInformationLength, PSIZE_T ReturnLength);
NTSTATUS WINAPI RtlSetHeapInformation(PVOID HeapHandle, ULONG HeapInformationClass, PVOID HeapInformation,
                                      SIZE_T HeapInformationLength);

#endif
