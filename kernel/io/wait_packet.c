/* SPDX-License-Identifier: MIT
 *
 * Wait completion packets: an object that becomes signaled puts a packet into a completion port. The waiting
 * is done by the thread pool's waiters (rtl/threadpool_wait.c), so that a thousand packets need sixteen
 * threads, not a thousand.
 *
 * A packet is idle, waiting, or queued until somebody takes it from the port. packet_lock guards that; it is
 * not held while a wait is stopped, for the waiter's call takes it.
 */
#include <pthread.h>
#include <stdlib.h>
#include "completion.h"
#include "kernel/ke/event.h"
#include "kernel/ob/named.h"
#include "kernel/mm/probe.h"
#include "wait_packet.h"
#include <rtl/threadpool.h>

struct wait_packet {
    struct object object;
    struct completion_source source;
    enum { IDLE, WAITING, QUEUED } state;
    PTP_WAIT watch;
    struct port *port; /* with a reference, unless idle */
    FILE_IO_COMPLETION_INFORMATION info;
};

static pthread_mutex_t packet_lock = PTHREAD_MUTEX_INITIALIZER;

static struct wait_packet *packet_of(struct object *object)
{
    return container_of(object, struct wait_packet, object);
}

/* The packet may be associated anew. */
static void leave_port(struct wait_packet *packet)
{
    pthread_mutex_lock(&packet_lock);
    struct port *port = packet->port;
    packet->port = NULL;
    packet->state = IDLE;
    pthread_mutex_unlock(&packet_lock);
    completion_put_port(port);
}

/* The port has no packet of it any more. A queued packet keeps the object alive. */
static void taken(struct completion_source *source)
{
    struct wait_packet *packet = container_of(source, struct wait_packet, source);
    leave_port(packet);
    object_release(&packet->object);
}

static void enqueue(struct wait_packet *packet)
{
    pthread_mutex_lock(&packet_lock);
    packet->state = QUEUED;
    object_reference(&packet->object);
    struct port *port = packet->port;
    pthread_mutex_unlock(&packet_lock);
    if (!NT_SUCCESS(completion_post_source(port, &packet->info, &packet->source)))
        taken(&packet->source);
}

static void signaled(void *context)
{
    enqueue(context);
}

/* Ends a wait. False: it was over already. */
static bool stop_waiting(struct wait_packet *packet)
{
    if (!tp_watch_stop(packet->watch))
        return false;
    leave_port(packet);
    return true;
}

static void close_packet(struct object *object)
{
    struct wait_packet *packet = packet_of(object);
    pthread_mutex_lock(&packet_lock);
    bool waiting = packet->state == WAITING;
    pthread_mutex_unlock(&packet_lock);
    if (named_closed(object) && waiting)
        stop_waiting(packet);
}

static void destroy_packet(struct object *object)
{
    TpReleaseWait(packet_of(object)->watch);
    free(packet_of(object));
}

static const struct object_type packet_type = {
    .name = "WaitCompletionPacket",
    .generic_read = 0x1,
    .generic_write = 0x1,
    .generic_execute = 0x1,
    .all_access = 0xF0001,
    .destroy = destroy_packet,
    .close = close_packet,
    .query_name = named_query,
};

NTSTATUS svc_NtCreateWaitCompletionPacket(PHANDLE WaitCompletionPacketHandle, ACCESS_MASK DesiredAccess,
                                          POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS status = probe_create(WaitCompletionPacketHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    struct wait_packet *packet = calloc(1, sizeof(*packet));
    if (!packet)
        return STATUS_NO_MEMORY;
    object_init(&packet->object, &packet_type);
    packet->source.taken = taken;
    status = tp_watch_create(signaled, packet, &packet->watch);
    if (!NT_SUCCESS(status)) {
        free(packet);
        return status;
    }
    status = named_create(&packet->object, DesiredAccess, ObjectAttributes, WaitCompletionPacketHandle);
    object_release(&packet->object);
    return status;
}

/* The packet is ours to associate: it becomes a waiting one. */
static bool claim(struct wait_packet *packet, struct port *port, const FILE_IO_COMPLETION_INFORMATION *info)
{
    pthread_mutex_lock(&packet_lock);
    bool idle = packet->state == IDLE;
    if (idle) {
        packet->state = WAITING;
        packet->port = port;
        packet->info = *info;
    }
    pthread_mutex_unlock(&packet_lock);
    return idle;
}

static NTSTATUS associate(struct wait_packet *packet, struct object *target, BOOLEAN *already)
{
    const struct wait_ops *ops = target->type->wait;
    *already = ops->poll && ops->poll(target, true) == STATUS_WAIT_0;
    if (*already) {
        enqueue(packet);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = tp_watch_start(packet->watch, target);
    if (!NT_SUCCESS(status)) {
        pthread_mutex_lock(&packet_lock);
        packet->state = IDLE;
        pthread_mutex_unlock(&packet_lock);
    }
    return status;
}

/* A mutex cannot be waited for like this: it would have no thread to be owned by. */
NTSTATUS svc_NtAssociateWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, HANDLE IoCompletionHandle,
                                             HANDLE TargetObjectHandle, PVOID KeyContext, PVOID ApcContext,
                                             NTSTATUS IoStatus, ULONG_PTR IoStatusInformation,
                                             PBOOLEAN AlreadySignaled)
{
    if (!probe_write_optional(AlreadySignaled, sizeof(*AlreadySignaled)))
        return STATUS_ACCESS_VIOLATION;
    struct object *object, *target;
    struct port *port;
    BOOLEAN already;
    NTSTATUS status = handle_get(WaitCompletionPacketHandle, &packet_type, 1, &object);
    if (!NT_SUCCESS(status))
        return status;
    FILE_IO_COMPLETION_INFORMATION info = {KeyContext, ApcContext, {{0}, IoStatusInformation}};
    info.IoStatusBlock.Status = IoStatus;
    if (NT_SUCCESS(status = completion_get_port(IoCompletionHandle, &port))) {
        if (NT_SUCCESS(status = sync_get(TargetObjectHandle, SYNCHRONIZE, &target))) {
            if (!target->type->wait || target->type == &mutant_type)
                status = STATUS_OBJECT_TYPE_MISMATCH;
            else if (!claim(packet_of(object), port, &info))
                status = STATUS_INVALID_PARAMETER_1;
            else
                status = associate(packet_of(object), target, &already);
            sync_put(TargetObjectHandle, target);
        }
        if (!NT_SUCCESS(status))
            completion_put_port(port);
    }
    handle_put(WaitCompletionPacketHandle, object);
    if (NT_SUCCESS(status) && AlreadySignaled)
        *AlreadySignaled = already;
    return status;
}

NTSTATUS svc_NtCancelWaitCompletionPacket(HANDLE WaitCompletionPacketHandle, BOOLEAN RemoveSignaledPacket)
{
    struct object *object;
    NTSTATUS status = handle_get(WaitCompletionPacketHandle, &packet_type, 1, &object);
    if (!NT_SUCCESS(status))
        return status;
    struct wait_packet *packet = packet_of(object);
    struct port *port = NULL;
    pthread_mutex_lock(&packet_lock);
    int state = packet->state;
    pthread_mutex_unlock(&packet_lock);
    if (state == WAITING && stop_waiting(packet)) {
        handle_put(WaitCompletionPacketHandle, object);
        return STATUS_SUCCESS;
    }
    pthread_mutex_lock(&packet_lock); /* too late for that: it is in the port, or taken from there */
    status = packet->state == IDLE ? STATUS_CANCELLED : STATUS_PENDING;
    if (packet->state == QUEUED && RemoveSignaledPacket) {
        port = packet->port;
        object_reference((struct object *)port); /* its first member */
    }
    pthread_mutex_unlock(&packet_lock);
    if (port) {
        status = completion_take_back(port, &packet->source) ? STATUS_SUCCESS : STATUS_CANCELLED;
        completion_put_port(port);
    }
    handle_put(WaitCompletionPacketHandle, object);
    return status;
}
