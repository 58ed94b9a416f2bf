/* SPDX-License-Identifier: MIT
 *
 * Process objects. A process is waited for by its pidfd; this one never ends for those who could ask.
 */
#include <stdlib.h>
#include "process.h"
#include "../host/host.h"

static void destroy_process(struct object *object)
{
    struct process_object *process = (struct process_object *)object;
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
