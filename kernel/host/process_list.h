/* SPDX-License-Identifier: MIT
 *
 * The processes and threads that there are, as /proc shows them. host.h's convention holds.
 */
#ifndef DECANT_KERNEL_HOST_PROCESS_LIST_H
#define DECANT_KERNEL_HOST_PROCESS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct host_process {
    uint32_t id, parent, threads;
    int nice;
    char name[64]; /* as the kernel shortens it */
};

/* Calls visit for each until it returns false. */
int host_process_each(bool (*visit)(uint32_t id, void *), void *context);
int host_thread_each(uint32_t process, bool (*visit)(uint32_t id, void *), void *context);
/* -ESRCH or -ENOENT when it is gone. */
int host_process_info(uint32_t id, struct host_process *out);
/* The program's path; -EACCES for somebody else's process, -ENOENT for one of the kernel's. */
ssize_t host_process_program(uint32_t id, char *path, size_t size);
/* The process that a thread belongs to; 0: there is no such thread. */
uint32_t host_process_of_thread(uint32_t id);
/* Bytes of its own that a process may have writable (RLIMIT_DATA); UINT64_MAX: any number. */
int host_memory_limit(uint32_t process, uint64_t bytes);
/* Whether it runs the same Linux program as this process. */
bool host_process_is_like_self(uint32_t id);
ssize_t host_process_directory(uint32_t id, char *path, size_t size);
/* Its words, each ended by a NUL, as far as they fit. */
ssize_t host_process_words(uint32_t id, char *words, size_t size);

#endif
