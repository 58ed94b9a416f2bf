/* SPDX-License-Identifier: MIT
 *
 * Keyed events: who waits for a key and who releases it meet; either sleeps until the other is there. All
 * keys of an event share one lock and one list, for those who are in it sleep. Who comes second takes the
 * first one of the other kind out of the list and signals it; so nobody is released twice, and a time-out
 * looks, under the lock, whether it came too late.
 *
 * The handle NULL is an event that every process has, for locks that cannot have a handle of their own.
 */
#include <pthread.h>
#include <stdlib.h>
#include "keyed_event.h"
#include "kernel/ob/named.h"
#include "kernel/mm/probe.h"
#include "sync.h"

struct party {
    struct party *next;
    PVOID key;
    bool releases, met;
    struct sync_object meeting; /* an event */
};

struct keyed_event {
    struct object object;
    pthread_mutex_t lock;
    struct party *first;
};

static void destroy(struct object *object)
{
    struct keyed_event *event = container_of(object, struct keyed_event, object);
    pthread_mutex_destroy(&event->lock);
    free(event);
}

static void closed(struct object *object)
{
    named_closed(object);
}

static void keep(struct object *object)
{
}

static const struct object_type meeting_type = {.name = "Event", .destroy = keep, .wait = &sync_wait_ops};

static const struct object_type keyed_event_type = {
    .name = "KeyedEvent",
    .generic_read = 0x20001,
    .generic_write = 0x20002,
    .generic_execute = 0x20000,
    .all_access = KEYEDEVENT_ALL_ACCESS,
    .destroy = destroy,
    .close = closed,
    .query_name = named_query,
};

static struct keyed_event common = {.object = {.type = &keyed_event_type, .references = 1},
                                    .lock = PTHREAD_MUTEX_INITIALIZER};

NTSTATUS svc_NtCreateKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, ULONG Flags)
{
    NTSTATUS status = probe_create(KeyedEventHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    if (Flags)
        return STATUS_INVALID_PARAMETER_4;
    struct keyed_event *event = calloc(1, sizeof(*event));
    if (!event)
        return STATUS_NO_MEMORY;
    object_init(&event->object, &keyed_event_type);
    pthread_mutex_init(&event->lock, NULL);
    status = named_create(&event->object, DesiredAccess, ObjectAttributes, KeyedEventHandle);
    object_release(&event->object);
    return status;
}

NTSTATUS svc_NtOpenKeyedEvent(PHANDLE KeyedEventHandle, ACCESS_MASK DesiredAccess,
                              POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS status = probe_create(KeyedEventHandle, ObjectAttributes);
    return NT_SUCCESS(status)
               ? named_open(&keyed_event_type, DesiredAccess, ObjectAttributes, KeyedEventHandle)
               : status;
}

/* Takes the longest waiting party of the other kind out of the list. */
static struct party *take_locked(struct keyed_event *event, PVOID key, bool releases)
{
    struct party **link = &event->first, *party;
    while ((party = *link) && (party->key != key || party->releases != releases))
        link = &party->next;
    if (party)
        *link = party->next;
    return party;
}

static void leave_locked(struct keyed_event *event, struct party *self)
{
    struct party **link = &event->first;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
}

static NTSTATUS wait_for_other(struct keyed_event *event, PVOID key, bool releases, BOOLEAN alertable,
                               uint64_t deadline)
{
    struct party *self = calloc(1, sizeof(*self)); /* not on the stack: a thread may be terminated here */
    if (!self)
        return STATUS_NO_MEMORY;
    *self = (struct party){.key = key, .releases = releases};
    sync_init(&self->meeting, &meeting_type, SYNC_EVENT_MANUAL, 0);
    pthread_mutex_lock(&event->lock);
    struct party *other = take_locked(event, key, !releases);
    if (other) {
        other->met = true;
        sync_set(&other->meeting);
    } else {
        struct party **last = &event->first;
        while (*last)
            last = &(*last)->next;
        *last = self;
    }
    pthread_mutex_unlock(&event->lock);
    NTSTATUS status = STATUS_SUCCESS;
    if (!other) {
        struct object *meeting = &self->meeting.object;
        status = sync_wait(&meeting, 1, false, alertable, deadline);
        pthread_mutex_lock(&event->lock);
        if (self->met)
            status = STATUS_SUCCESS;
        else
            leave_locked(event, self);
        pthread_mutex_unlock(&event->lock);
    }
    free(self);
    return status;
}

static NTSTATUS meet(HANDLE handle, PVOID key, bool releases, BOOLEAN alertable, PLARGE_INTEGER timeout)
{
    struct object *object = &common.object;
    if ((ULONG_PTR)key & 1) /* the low bit is the kernel's */
        return STATUS_INVALID_PARAMETER_1;
    if (!probe_read_optional(timeout, sizeof(*timeout)))
        return STATUS_ACCESS_VIOLATION;
    if (handle) {
        NTSTATUS status =
            handle_get(handle, &keyed_event_type, releases ? KEYEDEVENT_WAKE : KEYEDEVENT_WAIT, &object);
        if (!NT_SUCCESS(status))
            return status;
    }
    NTSTATUS status = wait_for_other(container_of(object, struct keyed_event, object), key, releases,
                                     alertable, sync_deadline(timeout));
    if (handle)
        handle_put(handle, object);
    return status;
}

NTSTATUS svc_NtWaitForKeyedEvent(HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable,
                                 PLARGE_INTEGER Timeout)
{
    return meet(KeyedEventHandle, Key, false, Alertable, Timeout);
}

NTSTATUS svc_NtReleaseKeyedEvent(HANDLE KeyedEventHandle, PVOID Key, BOOLEAN Alertable,
                                 PLARGE_INTEGER Timeout)
{
    return meet(KeyedEventHandle, Key, true, Alertable, Timeout);
}
