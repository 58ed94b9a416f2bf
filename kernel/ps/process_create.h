/* SPDX-License-Identifier: MIT
 *
 * Starting processes, and what a parent hands to its child.
 */
#ifndef DECANT_KERNEL_PS_PROCESS_CREATE_H
#define DECANT_KERNEL_PS_PROCESS_CREATE_H

#include "process.h"
#include "thread.h"
#include <rtl/parameters.h>
#include "syscall-shim/border.h"

struct process_start_info {
    const char *image;         /* Linux path of the program */
    const WCHAR *command_line; /* as the child will see it */
    const WCHAR *environment;  /* a block; NULL: this process's */
    const char *directory;     /* Linux path; NULL: this process's */
    bool inherit;              /* inheritable handles go to the child */
    bool only_listed;          /* of these, only those in `handles` */
    const HANDLE *handles;
    size_t handle_count;
    bool suspended;
    struct inherited_parameters parameters;
};

/* Starts a PE image in a decant of its own, or any Linux program. The caller gets a reference to each object.
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_IMAGE_FORMAT, STATUS_ACCESS_DENIED … */
NTSTATUS process_create(const struct process_start_info *info, struct process_object **process,
                        struct thread_object **thread);

/* What a Linux path is: a file that can be read; a folder. */
bool process_is_file(const char *path);
bool process_is_folder(const char *path);

/* In the child, first thing: what the parent has left. False: the parent is no Windows program. */
bool handover_begin(struct inherited_parameters *out);
/* Enters the inherited handles into the table, before anything else is in it, and waits for ResumeThread
 * where the process was made suspended. */
void handover_handles(void);
/* Tells the parent the full exit code. */
void handover_exit(NTSTATUS status);

/* As services, for the user side. */
PRIVATE_SERVICE(handover_begin);
PRIVATE_SERVICE(handover_handles);
PRIVATE_SERVICE(process_create);
PRIVATE_SERVICE(process_is_file);
PRIVATE_SERVICE(process_is_folder);

#endif
