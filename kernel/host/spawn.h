/* SPDX-License-Identifier: MIT
 *
 * Starting other programs. A part of the boundary that host.h describes; by its conventions.
 */
#ifndef DECANT_KERNEL_HOST_SPAWN_H
#define DECANT_KERNEL_HOST_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_spawn {
    const char *path; /* absolute; NULL: this program itself */
    char *const *argv;
    char *const *environment;
    const char *directory; /* NULL: the parent's */
    int standard[3];       /* what becomes 0, 1 and 2; -1: /dev/null */
    const int *keep;       /* descriptors above 2 that the child has under the same numbers */
    size_t keep_count;
};

/* Starts it. *process: its identifier; the result: its pidfd. -ENOENT, -EACCES, -ENOEXEC …; -ENOSYS:
 * there are no pidfds (Linux 5.3), and nothing was started. */
int host_spawn(const struct host_spawn *spawn, uint32_t *process);
/* Memory that a child gets by descriptor: a zeroed, shared mapping. */
int host_shared_memory(size_t size, void **base);
/* Maps the whole of such a descriptor. */
int host_map_shared(int fd, void **base, size_t *size);
/* Keeps a descriptor that was inherited from the next program; 0, 1 and 2 go on. */
void host_close_on_exec(int fd);
/* The first bytes of a file, for telling what it is; how many. */
int host_read_head(const char *path, void *out, size_t size);
int host_is_executable(const char *path);

#endif
