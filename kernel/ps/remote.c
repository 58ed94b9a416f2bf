/* SPDX-License-Identifier: MIT
 *
 * Handles of other processes. A handle table is its process's own, and a descriptor can be put into a process
 * by that process alone. So a process that others may want to reach (it was started by one of ours, has
 * started one, or has opened one) has a thread that answers letters (kernel/host/mail.h): "enter this object
 * into your table", "what is behind this handle", "close it", "which is your thread so-and-so".
 *
 * The alternatives: to leave a note in shared memory, which the target finds when it meets a handle that it
 * does not know, needs no thread, but descriptors cannot lie there, and to close somebody else's handle it is
 * no help. To read the other's memory (process_vm_readv, pidfd_getfd) is what a debugger may do, not a child
 * of ours under Yama or in a container. A process that nobody is related to has neither place nor thread,
 * and can give and take nothing: STATUS_NOT_SUPPORTED.
 *
 * An object travels as a parcel: a file or section as its descriptor, which shares the open file as
 * inheritance does; events and their like as a slot of the arena; processes by identifier and pidfd; threads
 * as their state in the arena. The sender keeps it alive until the receiver has said that he has it. All
 * else, ports and jobs above all, is of one process: STATUS_NOT_SUPPORTED.
 *
 * The answering thread is the host's, with a TEB for those of our functions that ask who they are; it never
 * runs guest code. It takes the locks of handles and of the arena, so a process that was suspended in the
 * middle of them does not answer; who asks gives up after ten seconds.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include "kernel/ob/arena.h"
#include "kernel/ke/event.h"
#include "kernel/io/file.h"
#include "kernel/io/file_internal.h"
#include "kernel/ob/object.h"
#include "remote.h"
#include "kernel/mm/section.h"
#include "kernel/ke/suspend.h"
#include "thread_services.h"
#include "kernel/host/host.h"
#include "kernel/host/mail.h"
#include "kernel/host/process_list.h"
#include "kernel/services.h"

#define MAGIC 0x314D4344u /* DCM1 */

enum { GIVE = 1, TAKE, CLOSE, OPEN_THREAD }; /* letter.verb */
enum { PARCEL_FILE = 1, PARCEL_SECTION, PARCEL_SYNC, PARCEL_PROCESS, PARCEL_THREAD };

/* Nothing in it depends on the word size. */
struct letter {
    uint32_t magic;
    uint32_t verb;
    int32_t status; /* of an answer */
    uint32_t access, attributes, options;
    uint64_t handle;
    struct remote_parcel parcel;
};

/* ---- parcels ---- */

NTSTATUS remote_pack(struct object *object, struct remote_parcel *parcel, int *descriptor)
{
    *parcel = (struct remote_parcel){0};
    *descriptor = -1;
    if (object->type == &file_type) {
        struct file *file = container_of(object, struct file, object);
        file_share_pointer(file);
        parcel->kind = PARCEL_FILE;
        parcel->value = file->options;
        *descriptor = file->fd;
        return STATUS_SUCCESS;
    }
    if (object->type == &process_type) {
        struct process_object *process = container_of(object, struct process_object, object);
        parcel->kind = PARCEL_PROCESS;
        parcel->process = process->id;
        *descriptor = process->pidfd;
        return STATUS_SUCCESS;
    }
    if (object->type == &thread_type) {
        struct thread_object *thread = container_of(object, struct thread_object, sync.object);
        parcel->kind = PARCEL_THREAD;
        parcel->process = thread->process ? thread->process->id : host_process_id();
        parcel->value = thread->id;
        if (thread->process && !thread->sync.slot) /* a child's first: it ends with the child */
            return STATUS_SUCCESS;
        return arena_share(&thread->sync, &parcel->slot);
    }
    if (object->type->wait == &sync_wait_ops) {
        parcel->kind = PARCEL_SYNC;
        return arena_share(container_of(object, struct sync_object, object), &parcel->slot);
    }
    parcel->kind = PARCEL_SECTION;
    return section_pack(object, &parcel->section, descriptor) ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

static NTSTATUS unpack_process(const struct remote_parcel *parcel, struct process_object **out)
{
    NTSTATUS status = process_open(parcel->process, out);
    return status == STATUS_INVALID_CID ? STATUS_PROCESS_IS_TERMINATING : status;
}

static NTSTATUS unpack_thread(const struct remote_parcel *parcel, struct thread_object **out)
{
    struct process_object *process;
    if (parcel->process == host_process_id()) {
        *out = thread_find(parcel->value);
        return *out ? STATUS_SUCCESS : STATUS_THREAD_IS_TERMINATING;
    }
    NTSTATUS status = unpack_process(parcel, &process);
    if (!NT_SUCCESS(status))
        return status;
    status = thread_open_remote(process, parcel->value, parcel->slot, out);
    object_release(&process->object);
    return status;
}

NTSTATUS remote_unpack(const struct remote_parcel *parcel, int descriptor, struct object **out)
{
    NTSTATUS status = STATUS_NOT_SUPPORTED;
    if (parcel->kind == PARCEL_FILE && descriptor >= 0) {
        struct file *file = file_allocate(descriptor, FILE_KIND_UNKNOWN, parcel->value);
        if (!file)
            return STATUS_NO_MEMORY;
        *out = &file->object;
        return STATUS_SUCCESS;
    }
    if (parcel->kind == PARCEL_SECTION && descriptor >= 0)
        return section_unpack(&parcel->section, descriptor, out);
    if (parcel->kind == PARCEL_PROCESS && descriptor >= 0 && parcel->process != host_process_id())
        return process_from_descriptor(parcel->process, descriptor, (struct process_object **)out);
    if (descriptor >= 0)
        host_close(descriptor);
    if (parcel->kind == PARCEL_PROCESS) {
        status = unpack_process(parcel, (struct process_object **)out);
    } else if (parcel->kind == PARCEL_THREAD) {
        status = unpack_thread(parcel, (struct thread_object **)out);
    } else if (parcel->kind == PARCEL_SYNC) {
        struct sync_object *object;
        if (NT_SUCCESS(status = arena_adopt(parcel->slot, &object)))
            *out = &object->object;
    }
    return status;
}

/* ---- the answering side ---- */

static NTSTATUS find(HANDLE handle, struct object **object, struct letter *letter)
{
    ACCESS_MASK access = 0;
    ULONG attributes = 0;
    if (handle == NtCurrentThread())
        return STATUS_INVALID_HANDLE; /* whoever asks is no thread of this process */
    NTSTATUS status = sync_get(handle, 0, object);
    if (!NT_SUCCESS(status))
        return status;
    if (handle == NtCurrentProcess())
        access = process_type.all_access;
    else
        handle_query(handle, &access, &attributes);
    letter->access = access;
    letter->attributes = attributes;
    return STATUS_SUCCESS;
}

/* Sends what was asked for, and waits until it has arrived. */
static void hand_over(int fd, struct object *object, struct letter *letter)
{
    int descriptor;
    struct letter received;
    letter->status = remote_pack(object, &letter->parcel, &descriptor);
    if (!host_mail_send(fd, letter, sizeof(*letter), NT_SUCCESS(letter->status) ? descriptor : -1) &&
        NT_SUCCESS(letter->status))
        host_mail_receive(fd, &received, sizeof(received), NULL);
}

static void answer_take(int fd, struct letter *letter)
{
    HANDLE handle = (HANDLE)(uintptr_t)letter->handle;
    struct object *object;
    letter->status = find(handle, &object, letter);
    if (!NT_SUCCESS(letter->status)) {
        host_mail_send(fd, letter, sizeof(*letter), -1);
        return;
    }
    hand_over(fd, object, letter);
    sync_put(handle, object);
    if (letter->options & DUPLICATE_CLOSE_SOURCE)
        svc_NtClose(handle);
    host_mail_send(fd, letter, sizeof(*letter), -1); /* that it is closed */
}

static void answer_give(int fd, struct letter *letter, int descriptor)
{
    struct object *object;
    HANDLE handle;
    letter->status = remote_unpack(&letter->parcel, descriptor, &object);
    if (NT_SUCCESS(letter->status)) {
        letter->status = handle_create(object, letter->access, letter->attributes, &handle);
        object_release(object);
    }
    if (NT_SUCCESS(letter->status))
        letter->handle = (uintptr_t)handle;
    if (host_mail_send(fd, letter, sizeof(*letter), -1) && NT_SUCCESS(letter->status))
        handle_close(handle); /* nobody knows of it */
}

static void answer_open_thread(int fd, struct letter *letter)
{
    struct thread_object *thread = thread_find((uint32_t)letter->handle);
    if (!thread) {
        letter->status = STATUS_INVALID_CID;
        host_mail_send(fd, letter, sizeof(*letter), -1);
        return;
    }
    hand_over(fd, &thread->sync.object, letter);
    object_release(&thread->sync.object);
}

static void answer_control(int fd, struct letter *letter)
{
    struct thread_object *thread = thread_find((uint32_t)letter->handle);
    ULONG before = 0;
    HANDLE handle;
    letter->status = thread ? handle_create(&thread->sync.object, THREAD_ALL_ACCESS, 0, &handle)
                            : STATUS_THREAD_IS_TERMINATING;
    if (NT_SUCCESS(letter->status)) {
        letter->status = letter->verb == REMOTE_SUSPEND ? svc_NtSuspendThread(handle, &before)
                         : letter->verb == REMOTE_RESUME
                             ? svc_NtResumeThread(handle, &before)
                             : svc_NtTerminateThread(handle, (NTSTATUS)letter->options);
        handle_close(handle);
    }
    if (thread)
        object_release(&thread->sync.object);
    letter->options = before;
    host_mail_send(fd, letter, sizeof(*letter), -1);
}

static void answer(int fd)
{
    struct letter letter;
    int descriptor;
    if (host_mail_receive(fd, &letter, sizeof(letter), &descriptor))
        return;
    if (descriptor >= 0 && (letter.magic != MAGIC || letter.verb != GIVE))
        host_close(descriptor);
    if (letter.magic != MAGIC)
        return;
    switch (letter.verb) {
    case GIVE:
        answer_give(fd, &letter, descriptor);
        break;
    case TAKE:
        answer_take(fd, &letter);
        break;
    case CLOSE:
        letter.status = svc_NtClose((HANDLE)(uintptr_t)letter.handle);
        host_mail_send(fd, &letter, sizeof(letter), -1);
        break;
    case OPEN_THREAD:
        answer_open_thread(fd, &letter);
        break;
    case REMOTE_SUSPEND:
    case REMOTE_RESUME:
    case REMOTE_TERMINATE:
        answer_control(fd, &letter);
        break;
    }
}

static void serve(void *place)
{
    void *block;
    if (host_map_aligned(sizeof(struct thread), 0x10000, HOST_READ | HOST_WRITE, &block))
        return;
    struct thread *thread = block;
    thread->teb.NtTib.Self = &thread->teb.NtTib;
    thread->teb.ProcessEnvironmentBlock = &process_peb;
    thread->teb.ClientId.UniqueProcess = (HANDLE)(uintptr_t)host_process_id();
    thread->teb.ClientId.UniqueThread = (HANDLE)(uintptr_t)host_thread_id();
    if (host_set_guest_segment(&thread->teb))
        return;
    for (;;) {
        int fd = host_mail_accept((int)(intptr_t)place);
        if (fd >= 0) {
            answer(fd);
            host_close(fd);
        } else { /* descriptors are out, perhaps for now */
            host_service_sleep(10000000);
        }
    }
}

void remote_serve(void)
{
    static _Atomic bool begun;
    if (atomic_load_explicit(&begun, memory_order_relaxed) || atomic_exchange(&begun, true))
        return;
    int place = host_mail_listen();
    if (place >= 0 && host_service_start(serve, (void *)(intptr_t)place))
        host_close(place);
}

/* ---- the asking side ---- */

static NTSTATUS status_of(int error)
{
    return error == -ECONNREFUSED                    ? STATUS_NOT_SUPPORTED
           : error == -EPERM                         ? STATUS_ACCESS_DENIED
           : error == -EPIPE || error == -ECONNRESET ? STATUS_PROCESS_IS_TERMINATING
                                                     : STATUS_UNSUCCESSFUL;
}

/* A child of ours has a place as soon as it has begun; others, if they will ever have one, have it now or
 * very soon. */
static int call(struct process_object *process)
{
    uint64_t start = host_monotonic();
    uint64_t patience = atomic_load(&process->result) ? 10000000000ull : 50000000ull;
    for (;;) {
        if (process_exit_code(process) != (uint32_t)STATUS_PENDING)
            return -EPIPE;
        int fd = host_mail_connect(process->id);
        if (fd != -ECONNREFUSED || host_monotonic() - start > patience)
            return fd;
        host_sleep_until(host_monotonic() + 500000);
    }
}

static NTSTATUS exchange(int fd, struct letter *letter, int descriptor, int *received)
{
    uint32_t verb = letter->verb;
    letter->magic = MAGIC;
    int error = host_mail_send(fd, letter, sizeof(*letter), descriptor);
    if (!error)
        error = host_mail_receive(fd, letter, sizeof(*letter), received);
    if (error)
        return status_of(error);
    return letter->magic == MAGIC && letter->verb == verb ? letter->status : STATUS_UNSUCCESSFUL;
}

/* Asks for an object. *fd: still open where that has succeeded, for the sender waits to hear of it. */
static NTSTATUS ask(struct process_object *process, struct letter *letter, int *fd, struct object **object)
{
    int descriptor = -1;
    *fd = call(process);
    if (*fd < 0)
        return status_of(*fd);
    NTSTATUS status = exchange(*fd, letter, -1, &descriptor);
    if (NT_SUCCESS(status))
        status = remote_unpack(&letter->parcel, descriptor, object);
    return status;
}

NTSTATUS remote_take(struct process_object *process, HANDLE handle, ULONG options, struct object **object,
                     ACCESS_MASK *access, ULONG *attributes)
{
    struct letter letter = {.verb = TAKE, .handle = (uintptr_t)handle, .options = options};
    int fd;
    NTSTATUS status = ask(process, &letter, &fd, object);
    *access = letter.access;
    *attributes = letter.attributes;
    if (fd < 0)
        return status;
    /* It is here, or cannot be had: either way the source may be closed now. */
    host_mail_send(fd, &letter, sizeof(letter), -1);
    if (options & DUPLICATE_CLOSE_SOURCE)
        host_mail_receive(fd, &letter, sizeof(letter), NULL);
    host_close(fd);
    return status;
}

NTSTATUS remote_give(struct process_object *process, struct object *object, ACCESS_MASK access,
                     ULONG attributes, HANDLE *handle)
{
    struct letter letter = {.verb = GIVE, .access = access, .attributes = attributes};
    int descriptor;
    NTSTATUS status = remote_pack(object, &letter.parcel, &descriptor);
    if (!NT_SUCCESS(status))
        return status;
    int fd = call(process);
    if (fd < 0)
        return status_of(fd);
    status = exchange(fd, &letter, descriptor, NULL);
    host_close(fd);
    if (NT_SUCCESS(status))
        *handle = (HANDLE)(uintptr_t)letter.handle;
    return status;
}

NTSTATUS remote_close(struct process_object *process, HANDLE handle)
{
    struct letter letter = {.verb = CLOSE, .handle = (uintptr_t)handle};
    int fd = call(process);
    if (fd < 0)
        return status_of(fd);
    NTSTATUS status = exchange(fd, &letter, -1, NULL);
    host_close(fd);
    return status;
}

NTSTATUS remote_control(struct thread_object *thread, enum remote_verb verb, NTSTATUS code, ULONG *before)
{
    struct letter letter = {.verb = verb, .handle = thread->id, .options = (uint32_t)code};
    int fd = call(thread->process);
    if (fd < 0)
        return status_of(fd);
    NTSTATUS status = exchange(fd, &letter, -1, NULL);
    host_close(fd);
    if (before)
        *before = letter.options;
    return status;
}

NTSTATUS remote_open_thread(uint32_t thread, struct thread_object **out)
{
    struct letter letter = {.verb = OPEN_THREAD, .handle = thread};
    struct process_object *process;
    struct object *object;
    int fd;
    uint32_t id = host_process_of_thread(thread);
    NTSTATUS status = id ? process_open(id, &process) : STATUS_INVALID_CID;
    if (!NT_SUCCESS(status))
        return status;
    status = ask(process, &letter, &fd, &object);
    if (fd >= 0) {
        host_mail_send(fd, &letter, sizeof(letter), -1);
        host_close(fd);
    }
    if (NT_SUCCESS(status)) {
        if (object->type == &thread_type) {
            *out = container_of(object, struct thread_object, sync.object);
        } else {
            object_release(object);
            status = STATUS_INVALID_CID;
        }
    } else if (status == STATUS_NOT_SUPPORTED && id == thread) { /* no program of ours: it is its first */
        status = thread_open_remote(process, thread, 0, out);
    }
    object_release(&process->object);
    return status;
}
