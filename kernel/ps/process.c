/* SPDX-License-Identifier: MIT
 *
 * Process objects. A process is waited for by its pidfd; this one never ends for those who could ask.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include "process.h"
#include "kernel/host/host.h"

/* Children that nobody has a handle to any more, and that have not ended: they are reaped by whoever comes by
 * with another process, so that no more zombies stay than there were of them at one time. A helper thread or
 * SIGCHLD would do it at once, but the signal may be the program's own, and a zombie costs next to nothing.
 */
struct orphan {
    struct orphan *next;
    int pidfd;
};
static pthread_mutex_t orphans_lock = PTHREAD_MUTEX_INITIALIZER; /* nothing else is locked while it is held */
static struct orphan *orphans;

static bool reap(int pidfd)
{
    int status;
    if (host_process_reap(pidfd, &status) == -EAGAIN)
        return false;
    host_close(pidfd);
    return true;
}

void process_reap_orphans(void)
{
    pthread_mutex_lock(&orphans_lock);
    for (struct orphan **link = &orphans; *link;) {
        struct orphan *orphan = *link;
        if (reap(orphan->pidfd)) {
            *link = orphan->next;
            free(orphan);
        } else {
            link = &orphan->next;
        }
    }
    pthread_mutex_unlock(&orphans_lock);
}

static void add_orphan(int pidfd)
{
    struct orphan *orphan = malloc(sizeof(*orphan));
    if (!orphan) {
        host_close(pidfd);
        return;
    }
    pthread_mutex_lock(&orphans_lock);
    *orphan = (struct orphan){orphans, pidfd};
    orphans = orphan;
    pthread_mutex_unlock(&orphans_lock);
}

static void destroy_process(struct object *object)
{
    struct process_object *process = (struct process_object *)object;
    process_result_free(atomic_load(&process->result));
    process_reap_orphans();
    if (process->pidfd >= 0 && !process->child)
        host_close(process->pidfd);
    else if (process->pidfd >= 0 && !reap(process->pidfd))
        add_orphan(process->pidfd);
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

/* Under a lock, for only one of several who ask can reap it. */
static uint32_t settle_exit_code_locked(struct process_object *process)
{
    uint32_t code = atomic_load(&process->exit_code);
    struct host_poll poll = {.fd = process->pidfd};
    if (code != (uint32_t)STATUS_PENDING || host_poll_many(&poll, 1, 0) <= 0)
        return code;
    /* It has ended. Only a parent may know how: of others' ends Linux says nothing. */
    int status = 0;
    code = process->child && host_process_reap(process->pidfd, &status) == 0 ? (uint32_t)status : 0;
    uint64_t killed = atomic_load(&process->killed);
    if (killed && (code == 128 + 9 || !process->child))
        code = (uint32_t)killed;
    process_result_code(atomic_load(&process->result), &code); /* all 32 bits of it */
    process->ended = host_realtime();
    atomic_store(&process->exit_code, code);
    return code;
}

uint32_t process_exit_code(struct process_object *process)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    uint32_t code = atomic_load(&process->exit_code);
    if (process->pidfd < 0 || code != (uint32_t)STATUS_PENDING)
        return code;
    pthread_mutex_lock(&lock);
    code = settle_exit_code_locked(process);
    pthread_mutex_unlock(&lock);
    return code;
}

NTSTATUS process_open(uint32_t id, struct process_object **out)
{
    if (id == host_process_id()) {
        *out = (struct process_object *)process_self();
        object_reference(&(*out)->object);
        return STATUS_SUCCESS;
    }
    process_reap_orphans();
    int fd = id ? host_process_open(id) : -ESRCH;
    if (fd < 0)
        return fd == -EPERM ? STATUS_ACCESS_DENIED : STATUS_INVALID_CID;
    return process_from_descriptor(id, fd, out);
}

NTSTATUS process_from_descriptor(uint32_t id, int pidfd, struct process_object **out)
{
    struct process_object *process = calloc(1, sizeof(*process));
    if (!process) {
        host_close(pidfd);
        return STATUS_NO_MEMORY;
    }
    object_init(&process->object, &process_type);
    process->id = id;
    process->pidfd = pidfd;
    atomic_init(&process->exit_code, (uint32_t)STATUS_PENDING);
    host_task_times(id, 0, &process->used);
    *out = process;
    return STATUS_SUCCESS;
}
