/* SPDX-License-Identifier: MIT
 *
 * The queue of an I/O completion port, and which threads run on its behalf. completion.h has the services.
 */
#ifndef DECANT_KERNEL_IO_PORT_H
#define DECANT_KERNEL_IO_PORT_H

#include <pthread.h>
#include "completion.h"
#include "kernel/ke/sync.h"
#include "syscall-shim/border.h"

#define PORT_UNLIMITED 0xFFFFFFFFu

struct packet;

struct port {
    struct object object;
    pthread_mutex_t lock; /* of all that follows */
    struct packet *first, **last;
    struct port_member *waiters; /* who came last is served first */
    uint32_t limit, running;     /* running is counted only where there is a limit */
    bool closed;                 /* its last handle is */
    _Atomic uint32_t queued;     /* packets in the queue */
    struct sync_object depth;    /* an event without a handle: whether there are any */
};

/* What a thread is to ports, once it has waited for one. Used again, never freed: whoever wakes a waiter
 * touches it when that one may be gone already. */
struct port_member {
    struct port_member *next, **link; /* among those who wait at `waits_at`; or unused ones */
    struct port *waits_at;            /* has this waiter in its list or has answered it: no reference */
    struct port *port;                /* whose limit the thread counts for, with a reference; NULL: none */
    bool runs;                        /* is among the running ones of `port` */
    struct packet *packet;            /* the answer */
    _Atomic uint32_t answer;          /* PORT_ANSWER_xxx */
    struct sync_object wake;
};

struct port *port_create(uint32_t limit);
void port_destroy(struct port *port);
/* The last handle is closed: who waits is told, what is queued is dropped. */
void port_close(struct port *port);

NTSTATUS port_post(struct port *port, const FILE_IO_COMPLETION_INFORMATION *info,
                   struct completion_source *source);
/* Removes up to `room` packets. STATUS_SUCCESS, STATUS_TIMEOUT, STATUS_USER_APC, STATUS_ABANDONED_WAIT_0. */
NTSTATUS port_remove(struct port *port, FILE_IO_COMPLETION_INFORMATION *out, ULONG room, ULONG *count,
                     bool alertable, uint64_t deadline);
bool port_take_back(struct port *port, struct completion_source *source);

/* A thread ends; `trylock`: it may hold locks. */
void port_forget_thread(struct thread *thread, bool trylock);

void port_member_leave(struct port_member *member);
void port_member_return(struct port_member *member);

/* Around whatever may sleep: a thread that does makes room for another one of its port. One look at a word of
 * the thread's own where there is none. */
static inline struct port_member *port_step_aside(void)
{
    struct port_member *member = thread_self()->port_member;
    if (!member || !member->runs)
        return NULL;
    port_member_leave(member);
    return member;
}

static inline void port_step_back(struct port_member *member)
{
    if (member)
        port_member_return(member);
}

#endif
