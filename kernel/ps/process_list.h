/* SPDX-License-Identifier: MIT
 *
 * The processes of the system, and what they run.
 */
#ifndef DECANT_KERNEL_PS_PROCESS_LIST_H
#define DECANT_KERNEL_PS_PROCESS_LIST_H

#include <win/winternl.h>
#include "syscall-shim/border.h"

struct process_entry {
    uint32_t id, parent, threads;
    int32_t priority; /* the base priority, as NT counts */
    WCHAR name[260];  /* of the program, without folders */
};

struct thread_entry {
    uint32_t id, process;
};

/* A picture of the system, allocated with malloc. */
NTSTATUS process_list(struct process_entry **entries, size_t *count);
NTSTATUS process_list_threads(struct thread_entry **entries, size_t *count);
NTSTATUS process_list_threads_of(uint32_t process, struct thread_entry **entries, size_t *count);

/* The full DOS name of the program that a process runs, allocated with malloc: for a process of decant's, the
 * Windows program. STATUS_INVALID_CID, STATUS_ACCESS_DENIED. */
NTSTATUS process_image_name(uint32_t id, WCHAR **name);

/* As services, for the user side. */
PRIVATE_SERVICE(process_image_name);
PRIVATE_SERVICE(process_list);
PRIVATE_SERVICE(process_list_threads);
PRIVATE_SERVICE(process_list_threads_of);

#endif
