/* SPDX-License-Identifier: MIT
 *
 * Process objects. A process is waited for by its pidfd; this one never ends for those who could ask.
 */
#include <errno.h>
#include <stdlib.h>
#include "process.h"
#include "../host/host.h"

static void destroy_process(struct object *object)
{
    struct process_object *process = (struct process_object *)object;
    process_exit_code(process); /* a child that has ended is reaped */
    process_result_free(atomic_load(&process->result));
    if (process->pidfd >= 0)
        host_close(process->pidfd);
    free(process);
}

static NTSTATUS poll_process(struct object *object, bool take)
{
    struct process_object *process = (struct process_object *)object;
    struct host_poll poll = {.fd = process->pidfd};
    (void)take;
    return process->pidfd >= 0 && host_poll_many(&poll, 1, 0) > 0 ? STATUS_WAIT_0 : STATUS_TIMEOUT;
}

static int descriptor_of_process(struct object *object, bool *write)
{
    *write = false;
    return ((struct process_object *)object)->pidfd;
}

static const struct wait_ops process_wait = {.poll = poll_process, .descriptor = descriptor_of_process};

const struct object_type process_type = {
    .name = "Process",
    .generic_read = 0x20410,     /* READ_CONTROL, PROCESS_QUERY_INFORMATION, PROCESS_VM_READ */
    .generic_write = 0x20BEA,    /* every right to change it */
    .generic_execute = 0x121001, /* READ_CONTROL, SYNCHRONIZE, TERMINATE, QUERY_LIMITED_INFORMATION */
    .all_access = 0x1FFFFF,
    .destroy = destroy_process,
    .wait = &process_wait,
};

struct object *process_self(void)
{
    static struct process_object self = {.object = {.type = &process_type, .references = 1},
                                         .pidfd = -1,
                                         .exit_code = (uint32_t)STATUS_PENDING};
    if (!self.id)
        self.id = host_process_id();
    return &self.object;
}

uint32_t process_exit_code(struct process_object *process)
{
    uint32_t code = atomic_load(&process->exit_code);
    if (process->pidfd < 0 || code != (uint32_t)STATUS_PENDING)
        return code;
    struct host_poll poll = {.fd = process->pidfd};
    if (host_poll_many(&poll, 1, 0) <= 0)
        return code;
    /* It has ended. Only a parent may know how: of others' ends Linux says nothing. */
    int status = 0;
    code = process->child && host_process_reap(process->pidfd, &status) == 0 ? (uint32_t)status : 0;
    process_result_code(atomic_load(&process->result), &code); /* all 32 bits of it */
    process->ended = host_realtime();
    uint32_t pending = (uint32_t)STATUS_PENDING;
    if (!atomic_compare_exchange_strong(&process->exit_code, &pending, code))
        code = pending;
    return code;
}

NTSTATUS process_open(uint32_t id, struct process_object **out)
{
    if (id == host_process_id()) {
        *out = (struct process_object *)process_self();
        object_reference(&(*out)->object);
        return STATUS_SUCCESS;
    }
    int fd = id ? host_process_open(id) : -ESRCH;
    if (fd < 0)
        return fd == -EPERM ? STATUS_ACCESS_DENIED : STATUS_INVALID_CID;
    struct process_object *process = calloc(1, sizeof(*process));
    if (!process) {
        host_close(fd);
        return STATUS_NO_MEMORY;
    }
    object_init(&process->object, &process_type);
    process->id = id;
    process->pidfd = fd;
    atomic_init(&process->exit_code, (uint32_t)STATUS_PENDING);
    host_task_times(id, 0, &process->used);
    *out = process;
    return STATUS_SUCCESS;
}
