/* SPDX-License-Identifier: MIT
 *
 * Handles of other processes: giving them one, taking one from them; and their threads.
 */
#ifndef DECANT_KERNEL_PS_REMOTE_H
#define DECANT_KERNEL_PS_REMOTE_H

#include "process.h"
#include "kernel/mm/section.h"
#include "thread.h"

/* From now on other processes can reach this one. Costs a few system calls and a thread, once. */
void remote_serve(void);

/* An object on its way to another process. Nothing in it depends on the word size. */
struct remote_parcel {
    uint32_t kind;
    uint32_t process; /* of a process or thread */
    uint32_t value;   /* a thread's identifier; a file's options */
    uint32_t slot;    /* in the arena */
    struct section_parcel section;
};
/* *descriptor: what goes along, the object's own; -1. The object is to live until the parcel has arrived.
 * STATUS_NOT_SUPPORTED: it is of one process. */
NTSTATUS remote_pack(struct object *object, struct remote_parcel *parcel, int *descriptor);
/* The object that was sent, with a reference. The descriptor is used up. */
NTSTATUS remote_unpack(const struct remote_parcel *parcel, int descriptor, struct object **out);

/* What a handle of another process refers to, with a reference. options: DUPLICATE_CLOSE_SOURCE. */
NTSTATUS remote_take(struct process_object *process, HANDLE handle, ULONG options, struct object **object,
                     ACCESS_MASK *access, ULONG *attributes);
/* A handle to `object` in another process. */
NTSTATUS remote_give(struct process_object *process, struct object *object, ACCESS_MASK access,
                     ULONG attributes, HANDLE *handle);
NTSTATUS remote_close(struct process_object *process, HANDLE handle);

/* Suspends, resumes or ends a thread of another process. *before: SuspendThread's count. */
enum remote_verb { REMOTE_SUSPEND = 16, REMOTE_RESUME, REMOTE_TERMINATE };
NTSTATUS remote_control(struct thread_object *thread, enum remote_verb verb, NTSTATUS code, ULONG *before);

/* A thread of another process, with a reference. STATUS_INVALID_CID; STATUS_ACCESS_DENIED. */
NTSTATUS remote_open_thread(uint32_t thread, struct thread_object **out);

#endif
