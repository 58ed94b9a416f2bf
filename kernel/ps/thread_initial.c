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
#include <rtl/exception.h>

#define PART(flag, first, last)                                                                              \
    {                                                                                                        \
        flag & 0xFFFF, offsetof(CONTEXT, first),                                                             \
            offsetof(CONTEXT, last) + sizeof(((CONTEXT *)0)->last) - offsetof(CONTEXT, first)                \
    }

struct part {
    DWORD flag;
    size_t offset, size;
};

/* What a thread may be given, and what it may only be asked for. */
#ifdef __x86_64__
static const struct part free_parts[] = {
    PART(CONTEXT_CONTROL, Rsp, Rsp),
    PART(CONTEXT_CONTROL, Rip, Rip),
    PART(CONTEXT_INTEGER, Rax, Rbx),
    PART(CONTEXT_INTEGER, Rbp, R15),
    PART(CONTEXT_FLOATING_POINT, MxCsr, MxCsr),
    PART(CONTEXT_FLOATING_POINT, FltSave, FltSave),
};
static const struct part fixed_parts[] = {
    PART(CONTEXT_CONTROL, SegCs, SegCs),
    PART(CONTEXT_CONTROL, SegSs, EFlags),
    PART(CONTEXT_SEGMENTS, SegDs, SegGs),
    PART(CONTEXT_DEBUG_REGISTERS, Dr0, Dr7),
};
#define PC    Rip
#define SP    Rsp
#define START Rcx
#define PARAM Rdx
#define HOME  0x28u /* a return address, which is none, and home space */
#else
static const struct part free_parts[] = {
    PART(CONTEXT_CONTROL, Ebp, Eip),
    PART(CONTEXT_CONTROL, Esp, Esp),
    PART(CONTEXT_INTEGER, Edi, Eax),
    PART(CONTEXT_FLOATING_POINT, FloatSave, FloatSave),
    PART(CONTEXT_EXTENDED_REGISTERS, ExtendedRegisters, ExtendedRegisters),
};
static const struct part fixed_parts[] = {
    PART(CONTEXT_CONTROL, SegCs, EFlags),
    PART(CONTEXT_CONTROL, SegSs, SegSs),
    PART(CONTEXT_SEGMENTS, SegGs, SegDs),
    PART(CONTEXT_DEBUG_REGISTERS, Dr0, Dr7),
};
#define PC    Eip
#define SP    Esp
#define START Eax
#define PARAM Ebx
#define HOME  0x10u
#endif

VOID WINAPI RtlUserThreadStart(LPTHREAD_START_ROUTINE StartAddress, PVOID Parameter)
{
    thread_exit((NTSTATUS)StartAddress(Parameter));
}

/* As the guest knows the function: in ntdll's face (tools/exports.py), which unit tests do not have. */
static ULONG_PTR entry_point(void)
{
    extern const char thunk_RtlUserThreadStart[] __attribute__((weak, visibility("hidden")));
    return (ULONG_PTR)(thunk_RtlUserThreadStart ? (const void *)thunk_RtlUserThreadStart
                                                : (const void *)RtlUserThreadStart);
}

static void fill(const struct thread_object *thread, CONTEXT *context)
{
    memset(context, 0, sizeof(*context));
    context->PC = entry_point();
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

static void copy(CONTEXT *to, const CONTEXT *from, DWORD flags, const struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (flags & parts[i].flag)
            memcpy((char *)to + parts[i].offset, (const char *)from + parts[i].offset, parts[i].size);
}

void thread_initial_get(const struct thread_object *thread, CONTEXT *context)
{
    CONTEXT made;
    const CONTEXT *from = atomic_load(&thread->initial);
    if (!from) {
        fill(thread, &made);
        from = &made;
    }
    copy(context, from, context->ContextFlags, free_parts, countof(free_parts));
    copy(context, from, context->ContextFlags, fixed_parts, countof(fixed_parts));
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
    copy(initial, context, context->ContextFlags, free_parts, countof(free_parts));
    return STATUS_SUCCESS;
}

void thread_initial_apply(struct thread_object *thread, PVOID *start, PVOID *argument)
{
    CONTEXT *initial = atomic_load(&thread->initial);
    if (!initial)
        return;
    if (initial->PC != entry_point() || initial->SP != (ULONG_PTR)thread->stack_base - HOME) {
        memset((char *)thread->stack_base - HOME, 0, HOME); /* above our own frames */
        context_restore(initial, NULL);
    }
    *start = (PVOID)initial->START; /* the same, with frames that can be unwound */
    *argument = (PVOID)initial->PARAM;
}
