/* SPDX-License-Identifier: MIT
 *
 * The queue of an I/O completion port, and the limit of the threads that run on its behalf.
 *
 * A packet goes to a waiter directly, the one that came last, for its caches are warm; it is queued only
 * where nobody waits, or where as many threads as the port allows are running already. Who counts as running
 * is the thread's own affair: a thread that has asked a port belongs to it until it asks another one or ends,
 * and runs unless it waits, for the port or for anything else. Before it sleeps it steps aside
 * (port_step_aside), which may hand a queued packet to a waiter; when it wakes it counts again, even beyond
 * the limit: that many only *begin* to run.
 *
 * A port without a limit counts nobody, and nobody belongs to it; so its threads pay nothing when they sleep.
 * All others pay for a lock that nobody else has, beside a system call that takes a hundred times as long.
 *
 * Two ways were not taken. Counting by what Linux knows (which threads of the process sleep) would have seen
 * every kind of sleep, those in sockets and page faults too, but asks /proc for each packet. A semaphore of
 * tokens needs no list of waiters, but the kernel wakes in the order of coming, and a place cannot be given
 * back together with a packet.
 *
 * A waiter is woken after the lock is let go; by then it may have timed out, found its answer, and be gone.
 * Therefore members are never freed, and a waiter that is woken looks whether there is an answer.
 */
#include <limits.h>
#include <stdlib.h>
#include "kernel/ke/apc.h"
#include "port.h"

enum { ANSWER_NONE, ANSWER_PACKET, ANSWER_CLOSED };

struct packet {
    struct packet *next;
    struct completion_source *source; /* who is to be told that it is taken; NULL: nobody */
    FILE_IO_COMPLETION_INFORMATION info;
};

static pthread_mutex_t unused_lock = PTHREAD_MUTEX_INITIALIZER; /* nothing else is locked under it */
static struct port_member *unused;

static void keep(struct object *object)
{
}

static const struct object_type inner_type = {.name = "Semaphore", .destroy = keep, .wait = &sync_wait_ops};

/* ---- packets ---- */

static void free_packets(struct packet *packet)
{
    while (packet) {
        struct packet *next = packet->next;
        if (packet->source)
            packet->source->taken(packet->source);
        free(packet);
        packet = next;
    }
}

/* And what those see who wait for the port's handle. */
static void set_depth_locked(struct port *port, uint32_t depth)
{
    uint32_t before = atomic_exchange(&port->queued, depth);
    if (!before && depth)
        sync_set(&port->depth);
    else if (before && !depth)
        sync_reset(&port->depth);
}

static uint32_t depth_locked(struct port *port)
{
    return atomic_load_explicit(&port->queued, memory_order_relaxed);
}

static void append_locked(struct port *port, struct packet *packet)
{
    *port->last = packet;
    port->last = &packet->next;
    set_depth_locked(port, depth_locked(port) + 1);
}

static void prepend_locked(struct port *port, struct packet *packet)
{
    if (!(packet->next = port->first))
        port->last = &packet->next;
    port->first = packet;
    set_depth_locked(port, depth_locked(port) + 1);
}

/* A chain of the first packets; NULL: there are none. */
static struct packet *pop_locked(struct port *port, ULONG room)
{
    struct packet *first = port->first, **end = &port->first;
    ULONG count = 0;
    while (*end && count < room) {
        end = &(*end)->next;
        count++;
    }
    if (!count)
        return NULL;
    struct packet *rest = *end;
    *end = NULL;
    port->first = rest;
    if (!rest)
        port->last = &port->first;
    set_depth_locked(port, depth_locked(port) - count);
    return first;
}

/* ---- waiters ---- */

static void push_waiter_locked(struct port *port, struct port_member *member)
{
    atomic_store_explicit(&member->answer, ANSWER_NONE, memory_order_relaxed);
    member->packet = NULL;
    member->waits_at = port;
    member->next = port->waiters;
    member->link = &port->waiters;
    if (member->next)
        member->next->link = &member->next;
    port->waiters = member;
}

static void unlink_waiter_locked(struct port_member *member)
{
    *member->link = member->next;
    if (member->next)
        member->next->link = member->link;
}

/* The caller wakes it (wake_waiter). */
static void answer_locked(struct port_member *member, struct packet *packet, uint32_t answer)
{
    unlink_waiter_locked(member);
    member->packet = packet;
    atomic_store_explicit(&member->answer, answer, memory_order_release);
}

static void wake_waiter(struct port_member *member)
{
    if (member)
        sync_set(&member->wake);
}

static bool has_room_locked(const struct port *port)
{
    return port->running < port->limit;
}

static bool is_limited(const struct port *port)
{
    return port->limit != PORT_UNLIMITED;
}

/* Gives the first packet to a waiter, if there are both and another thread may run: who is to be woken. */
static struct port_member *dispatch_locked(struct port *port)
{
    struct port_member *waiter = port->waiters;
    if (!waiter || !port->first || !has_room_locked(port))
        return NULL;
    port->running += is_limited(port);
    answer_locked(waiter, pop_locked(port, 1), ANSWER_PACKET);
    return waiter;
}

/* ---- who runs ---- */

/* The lock is let go of. */
static void leave_unlock(struct port_member *member)
{
    struct port *port = member->port;
    member->runs = false;
    port->running--;
    struct port_member *woken = dispatch_locked(port);
    pthread_mutex_unlock(&port->lock);
    wake_waiter(woken);
}

void port_member_leave(struct port_member *member)
{
    pthread_mutex_lock(&member->port->lock);
    leave_unlock(member);
}

static void run_locked(struct port_member *member)
{
    member->runs = member->port;
    if (member->runs)
        member->port->running++;
}

void port_member_return(struct port_member *member)
{
    pthread_mutex_lock(&member->port->lock);
    run_locked(member);
    pthread_mutex_unlock(&member->port->lock);
}

static void leave_port(struct port_member *member)
{
    struct port *port = member->port;
    if (!port)
        return;
    if (member->runs)
        port_member_leave(member);
    member->port = NULL;
    object_release(&port->object);
}

/* The calling thread's; it belongs to `port` from now on. NULL: no memory. */
static struct port_member *join_port(struct port *port)
{
    struct thread *thread = thread_self();
    struct port_member *member = thread->port_member;
    if (!member) {
        pthread_mutex_lock(&unused_lock);
        if ((member = unused))
            unused = member->next;
        pthread_mutex_unlock(&unused_lock);
        if (!member) {
            if (!(member = calloc(1, sizeof(*member))))
                return NULL;
            sync_init(&member->wake, &inner_type, SYNC_EVENT_AUTO, 0);
        }
        thread->port_member = member;
    }
    if (member->port != port) {
        leave_port(member);
        if (is_limited(port)) {
            object_reference(&port->object);
            member->port = port;
        }
    }
    return member;
}

static void lock_or_try(pthread_mutex_t *lock, bool trylock, bool *locked)
{
    *locked = trylock ? pthread_mutex_trylock(lock) == 0 : pthread_mutex_lock(lock) == 0;
}

/* It may have been terminated while it waited; a packet that it was given then goes to the next one. */
void port_forget_thread(struct thread *thread, bool trylock)
{
    struct port_member *member = thread->port_member, *woken = NULL;
    struct port *at = member ? member->waits_at : NULL;
    bool locked;
    if (!member)
        return;
    if (at) {
        lock_or_try(&at->lock, trylock, &locked);
        if (!locked)
            return;
        if (!atomic_load(&member->answer)) {
            unlink_waiter_locked(member);
        } else if (member->packet) {
            prepend_locked(at, member->packet);
            at->running -= is_limited(at);
            woken = dispatch_locked(at);
        }
        pthread_mutex_unlock(&at->lock);
        wake_waiter(woken);
        member->waits_at = NULL;
    }
    if (trylock) { /* nor is the member used again: it may be in the middle of being one */
        if (member->runs && !pthread_mutex_trylock(&member->port->lock))
            leave_unlock(member);
        return;
    }
    thread->port_member = NULL;
    leave_port(member);
    pthread_mutex_lock(&unused_lock);
    member->next = unused;
    unused = member;
    pthread_mutex_unlock(&unused_lock);
}

/* ---- the port ---- */

struct port *port_create(uint32_t limit)
{
    struct port *port = calloc(1, sizeof(*port));
    if (!port)
        return NULL;
    sync_init(&port->depth, &inner_type, SYNC_EVENT_MANUAL, 0);
    pthread_mutex_init(&port->lock, NULL);
    port->last = &port->first;
    port->limit = limit;
    return port;
}

void port_destroy(struct port *port)
{
    free_packets(port->first);
    pthread_mutex_destroy(&port->lock);
    free(port);
}

void port_close(struct port *port)
{
    pthread_mutex_lock(&port->lock);
    port->closed = true;
    struct packet *packets = pop_locked(port, UINT32_MAX);
    for (struct port_member *waiter; (waiter = port->waiters);) {
        answer_locked(waiter, NULL, ANSWER_CLOSED);
        sync_set(&waiter->wake);
    }
    pthread_mutex_unlock(&port->lock);
    free_packets(packets);
}

NTSTATUS port_post(struct port *port, const FILE_IO_COMPLETION_INFORMATION *info,
                   struct completion_source *source)
{
    struct packet *packet = malloc(sizeof(*packet));
    if (!packet)
        return STATUS_INSUFFICIENT_RESOURCES;
    *packet = (struct packet){NULL, source, *info};
    pthread_mutex_lock(&port->lock);
    struct port_member *waiter = port->waiters;
    bool closed = port->closed;
    if (closed) {
        /* nobody can ask for it any more */
    } else if (waiter && !port->first && has_room_locked(port)) { /* past the queue */
        port->running += is_limited(port);
        answer_locked(waiter, packet, ANSWER_PACKET);
    } else {
        append_locked(port, packet);
        waiter = dispatch_locked(port);
    }
    pthread_mutex_unlock(&port->lock);
    if (closed)
        free_packets(packet);
    else
        wake_waiter(waiter);
    return STATUS_SUCCESS;
}

/* Sleeps until there is an answer. STATUS_WAIT_0: there is one. */
static NTSTATUS await_answer(struct port_member *self, bool alertable, uint64_t deadline)
{
    struct object *wake = &self->wake.object;
    NTSTATUS status;
    do
        status = sync_wait_leaving_apcs(&wake, 1, false, alertable, deadline);
    while (status == STATUS_WAIT_0 && !atomic_load_explicit(&self->answer, memory_order_acquire));
    return status;
}

/* The caller is in the list of waiters. What it is answered: a chain of packets. */
static NTSTATUS wait_for_packet(struct port *port, struct port_member *self, bool alertable,
                                uint64_t deadline, struct packet **packets)
{
    NTSTATUS status = await_answer(self, alertable, deadline);
    if (status != STATUS_WAIT_0) {
        pthread_mutex_lock(&port->lock);
        bool answered = atomic_load_explicit(&self->answer, memory_order_relaxed);
        if (!answered) {
            unlink_waiter_locked(self);
            run_locked(self);
        }
        pthread_mutex_unlock(&port->lock);
        if (answered) /* its wake is on the way */
            status = await_answer(self, false, HOST_FOREVER);
    }
    self->waits_at = NULL;
    if (status != STATUS_WAIT_0)
        return status;
    if (atomic_load(&self->answer) == ANSWER_CLOSED)
        return STATUS_ABANDONED_WAIT_0;
    self->runs = self->port; /* whoever answered has counted it */
    *packets = self->packet;
    self->packet = NULL;
    return STATUS_SUCCESS;
}

NTSTATUS port_remove(struct port *port, FILE_IO_COMPLETION_INFORMATION *out, ULONG room, ULONG *count,
                     bool alertable, uint64_t deadline)
{
    struct packet *packets = NULL;
    struct port_member *self = join_port(port);
    *count = 0;
    if (!self)
        return STATUS_NO_MEMORY;
    pthread_mutex_lock(&port->lock);
    port->running -= self->runs;
    self->runs = false;
    if (!port->closed && has_room_locked(port))
        packets = pop_locked(port, room);
    NTSTATUS status = packets ? STATUS_SUCCESS : port->closed ? STATUS_ABANDONED_WAIT_0 : STATUS_TIMEOUT;
    bool waits = status == STATUS_TIMEOUT && (deadline || alertable);
    if (waits)
        push_waiter_locked(port, self);
    else
        run_locked(self);
    pthread_mutex_unlock(&port->lock);
    if (waits) {
        status = wait_for_packet(port, self, alertable, deadline, &packets);
        if (packets && room > 1) {
            pthread_mutex_lock(&port->lock);
            packets->next = pop_locked(port, room - 1);
            pthread_mutex_unlock(&port->lock);
        }
    }
    for (struct packet *packet = packets; packet; packet = packet->next)
        out[(*count)++] = packet->info;
    free_packets(packets);
    if (status == STATUS_USER_APC)
        apc_deliver(thread_self());
    return status;
}

bool port_take_back(struct port *port, struct completion_source *source)
{
    pthread_mutex_lock(&port->lock);
    struct packet **link = &port->first, *packet;
    while ((packet = *link) && packet->source != source)
        link = &packet->next;
    if (packet) {
        if (!(*link = packet->next))
            port->last = link;
        packet->next = NULL;
        set_depth_locked(port, depth_locked(port) - 1);
    }
    pthread_mutex_unlock(&port->lock);
    free_packets(packet);
    return packet;
}
