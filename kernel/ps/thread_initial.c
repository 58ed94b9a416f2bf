/* SPDX-License-Identifier: MIT
 *
 * The registers of a thread that was made suspended and has not begun. On Windows it stands at the first
 * instruction of RtlUserThreadStart with the start routine and its argument in registers, and programs change
 * them there, or have it begin somewhere else. Here the thread waits on the host's stack until then and has
 * no such registers: so they are made up when somebody asks, kept when somebody sets them, and taken into
 * account when the thread begins, after DLLs have been told of it.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "thread_initial.h"
#include "kernel/ke/context.h"
#include "kernel/ke/leave.h"
#include <rtl/exception.h>

#ifdef __x86_64__
#define PC    Rip
#define SP    Rsp
#define START Rcx
#define PARAM Rdx
#define HOME  0x28u /* a return address, which is none, and home space */
#else
#define PC    Eip
#define SP    Esp
#define START Eax
#define PARAM Ebx
#define HOME  0x10u
#endif

static void fill(const struct thread_object *thread, CONTEXT *context)
{
    memset(context, 0, sizeof(*context));
    context->PC = (ULONG_PTR)user_doors.user_thread_start;
    context->SP = (ULONG_PTR)thread->stack_base - HOME;
    context->START = (ULONG_PTR)thread->start;
    context->PARAM = (ULONG_PTR)thread->argument;
    context->EFlags = 0x200;
#ifdef __x86_64__
    context->SegCs = 0x33;
    context->SegDs = context->SegEs = context->SegGs = context->SegSs = 0x2B;
    context->SegFs = 0x53;
    context->MxCsr = context->FltSave.MxCsr = 0x1F80;
    context->FltSave.ControlWord = 0x27F;
#else
    context->SegCs = 0x23;
    context->SegDs = context->SegEs = context->SegSs = 0x2B;
    context->SegFs = 0x53;
    context->FloatSave.ControlWord = 0x27F;
    context->FloatSave.TagWord = 0xFFFF;
    *(WORD *)context->ExtendedRegisters = 0x27F; /* as FXSAVE lays them out */
    *(DWORD *)(context->ExtendedRegisters + 24) = 0x1F80;
#endif
}

void thread_initial_get(const struct thread_object *thread, CONTEXT *context)
{
    CONTEXT made;
    const CONTEXT *from = atomic_load(&thread->initial);
    if (!from) {
        fill(thread, &made);
        from = &made;
    }
    context_copy_parts(context, from, context->ContextFlags, true);
}

NTSTATUS thread_initial_set(struct thread_object *thread, const CONTEXT *context)
{
    CONTEXT *initial = atomic_load(&thread->initial);
    if (!initial) {
        if (!(initial = malloc(sizeof(*initial))))
            return STATUS_NO_MEMORY;
        fill(thread, initial);
        initial->ContextFlags = CONTEXT_FULL;
        CONTEXT *other = NULL;
        if (!atomic_compare_exchange_strong(&thread->initial, &other, initial)) {
            free(initial);
            initial = other;
        }
    }
    context_copy_parts(initial, context, context->ContextFlags, false);
    return STATUS_SUCCESS;
}

CONTEXT *thread_initial(PVOID *start, PVOID *argument)
{
    struct thread_object *object = thread_self()->object;
    CONTEXT *initial = atomic_load(&object->initial);
    *start = object->start;
    *argument = object->argument;
    if (!initial)
        return NULL;
    if (initial->PC != (ULONG_PTR)user_doors.user_thread_start ||
        initial->SP != (ULONG_PTR)object->stack_base - HOME) {
        memset((char *)object->stack_base - HOME, 0, HOME); /* above our own frames */
        return initial;
    }
    *start = (PVOID)initial->START; /* the same, with frames that can be unwound */
    *argument = (PVOID)initial->PARAM;
    return NULL;
}
