/* SPDX-License-Identifier: MIT
 *
 * Handles of other processes: giving them one, taking one from them; and their threads.
 */
#ifndef DECANT_NT_REMOTE_H
#define DECANT_NT_REMOTE_H

#include "process.h"
#include "thread.h"

/* From now on other processes can reach this one. Costs a few system calls and a thread, once. */
void remote_serve(void);

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
