/* SPDX-License-Identifier: MIT
 *
 * The way out of a service. The entry (syscall-shim/entry_*.S) comes here when bits are pending, with the
 * body returned, no lock held and the host stack empty: so here a thread may stand, end, or be sent to an
 * APC, and nothing has to be undone.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "apc.h"
#include "context.h"
#include "leave.h"
#include "kernel/host/host.h"
#include "kernel/host/suspend.h"
#include "common/copy.h"

struct user_doors user_doors;

/* Held for moments by whoever looks at the registers of a thread that stands, and taken by that thread before
 * it goes on. Handlers take it, too: they do so on the user side alone, where nobody holds it. */
static pthread_mutex_t hold_lock = PTHREAD_MUTEX_INITIALIZER;

void border_register(const struct user_doors *doors)
{
    user_doors = *doors;
}

int32_t border_not_implemented(void)
{
    return STATUS_NOT_IMPLEMENTED;
}

void thread_hold(void)
{
    pthread_mutex_lock(&hold_lock);
}

void thread_let_go(void)
{
    pthread_mutex_unlock(&hold_lock);
}

uint32_t thread_answer(struct thread_object *object)
{
    uint32_t request = atomic_load(&object->stop_request);
    atomic_store(&object->stop_answer, request);
    host_futex_wake(&object->stop_answer, 64, false);
    return request;
}

void thread_stand(struct thread_object *object, void *registers)
{
    if (registers) {
        thread_hold();
        object->registers = registers;
        thread_let_go();
    }
    for (;;) {
        uint32_t request = thread_answer(object);
        if (atomic_load(&object->suspended) <= 0 || thread_is_cut())
            break;
        host_futex_wait(&object->stop_request, request, HOST_FOREVER, false);
    }
    thread_hold();
    object->registers = NULL;
    thread_let_go();
}

_Noreturn void thread_stand_for_good(struct thread_object *object)
{
    atomic_store(&object->stopped, true);
    host_futex_wake(&object->stopped, 1, false);
    for (;;)
        host_pause();
}

#ifdef __x86_64__
#define RESULT Rax

/* What a thread in a service will find when it goes on. */
static void note_to_context(const struct border *note, uintptr_t result, CONTEXT *context)
{
    memset(context, 0, sizeof(*context));
    context->ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    context->Rax = result;
    context->Rbx = note->rbx;
    context->Rbp = note->rbp;
    context->R12 = note->r12;
    context->R13 = note->r13;
    context->R14 = note->r14;
    context->R15 = note->r15;
    context->Rsp = note->rsp;
    if (note->number < BORDER_PRIVATE) {
        context->Rsi = note->rsi;
        context->Rdi = note->rdi;
        context->Rip = (DWORD64)(uintptr_t)service_stubs[note->number] + BORDER_STUB_RETURN;
        memcpy(&context->Xmm6, note->xmm, sizeof(note->xmm));
    } else {
        context->Rip = note->rip;
        context->Rsp += sizeof(note->rip);
    }
    context->EFlags = 0x202;
    context->SegCs = 0x33;
    context->SegDs = context->SegEs = context->SegGs = context->SegSs = 0x2B;
    context->SegFs = 0x53;
    context->MxCsr = context->FltSave.MxCsr = 0x1F80;
    context->FltSave.ControlWord = 0x27F;
}
#else
#define RESULT Eax

static void note_to_context(const struct border *note, uintptr_t result, CONTEXT *context)
{
    memset(context, 0, sizeof(*context));
    context->ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    context->Eax = result;
    context->Ebx = note->ebx;
    context->Ebp = note->ebp;
    context->Esi = note->esi;
    context->Edi = note->edi;
    context->Esp = note->esp + 4; /* behind the entry's return address */
    context->Eip = note->number < BORDER_PRIVATE
                       ? (DWORD)(uintptr_t)service_stubs[note->number] + BORDER_STUB_RETURN
                       : 0;
    context->EFlags = 0x202;
    context->SegCs = 0x23;
    context->SegDs = context->SegEs = context->SegSs = 0x2B;
    context->SegFs = 0x53;
    context->FloatSave.ControlWord = 0x27F;
    context->FloatSave.TagWord = 0xFFFF;
}
#endif

void service_context_get(struct thread *thread, uintptr_t result, CONTEXT *context)
{
    CONTEXT now, *changed = thread->changed_context;
    if (!changed) {
        note_to_context(&thread->border, result, &now);
        changed = &now;
    }
    context_copy_parts(context, changed, context->ContextFlags, true);
}

NTSTATUS service_context_set(struct thread *thread, const CONTEXT *context)
{
    CONTEXT *changed = thread->changed_context;
    if (!changed) {
        if (!(changed = malloc(sizeof(*changed))))
            return STATUS_NO_MEMORY;
        note_to_context(&thread->border, 0, changed);
        changed->ContextFlags = CONTEXT_CONTROL;
        thread->changed_context = changed;
    }
    changed->ContextFlags |= context->ContextFlags;
    context_copy_parts(changed, context, context->ContextFlags, false);
    atomic_fetch_or(&thread->border.pending, PENDING_CONTEXT);
    return STATUS_SUCCESS;
}

/* Has the way out return into a door of the user side, whose stack pointer is at this context, below what the
 * guest has on its stack. */
static void enter_user(struct thread *thread, void (*door)(void), const void *frame, size_t size)
{
    struct border *note = &thread->border;
    uintptr_t back = (uintptr_t)door;
#ifdef __x86_64__
    uintptr_t at = ((note->rsp - size) & ~(uintptr_t)15) - sizeof(back);
    note->rsp = at;
#else
    uintptr_t at = ((note->esp - size) & ~(uintptr_t)15) - sizeof(back);
    note->esp = at;
#endif
    if (host_copy_try((void *)at, &back, sizeof(back)) ||
        host_copy_try((void *)(at + sizeof(back)), frame, size))
        process_terminate(STATUS_STACK_OVERFLOW); /* there is no room to say so in */
}

/* The registers were changed while the thread stood. */
static void enter_changed(struct thread *thread, uintptr_t result)
{
    thread_hold();
    CONTEXT context, *changed = thread->changed_context;
    thread->changed_context = NULL;
    atomic_fetch_and(&thread->border.pending, ~(uint32_t)PENDING_CONTEXT);
    thread_let_go();
    context = *changed;
    free(changed);
    if (!(context.ContextFlags & CONTEXT_INTEGER & 0xFFFF))
        context.RESULT = result;
    context.ContextFlags = CONTEXT_FULL | CONTEXT_SEGMENTS;
    enter_user(thread, user_doors.restore, &context, sizeof(context));
}

/* The frame of KiUserApcDispatcher, as Windows lays it out. */
static bool enter_apc(struct thread *thread, uintptr_t result)
{
    struct user_apc apc;
    if (!apc_next(&apc))
        return false;
#ifdef __x86_64__
    CONTEXT frame;
    note_to_context(&thread->border, result, &frame);
    frame.P1Home = (DWORD64)(uintptr_t)apc.a;
    frame.P2Home = (DWORD64)(uintptr_t)apc.b;
    frame.P3Home = (DWORD64)(uintptr_t)apc.c;
    frame.P4Home = (DWORD64)(uintptr_t)apc.routine;
#else
    struct {
        struct user_apc apc;
        CONTEXT context;
    } frame = {.apc = apc};
    note_to_context(&thread->border, result, &frame.context);
#endif
    enter_user(thread, user_doors.apc, &frame, sizeof(frame));
    return true;
}

void border_pending(struct thread *thread, uintptr_t result[2])
{
    struct thread_object *object = thread->object;
    uint32_t bits;
    while ((bits = atomic_load(&thread->border.pending))) {
        if (bits & PENDING_EXIT)
            thread_stand_for_good(object);
        if (bits & PENDING_END)
            thread_leave(thread, (NTSTATUS)object->terminate_code);
        if (bits & PENDING_SUSPEND) {
            atomic_fetch_and(&thread->border.pending, ~(uint32_t)PENDING_SUSPEND);
            thread_stand(object, NULL);
            continue;
        }
        if (bits & PENDING_APC) {
            atomic_fetch_and(&thread->border.pending, ~(uint32_t)PENDING_APC);
            if (enter_apc(thread, result[1]))
                return; /* further ones run from there; further bits are seen by the next service */
            continue;
        }
        if (bits & PENDING_CONTEXT) {
            enter_changed(thread, result[1]);
            return;
        }
    }
}
