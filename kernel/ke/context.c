/* SPDX-License-Identifier: MIT
 *
 * The parts of a CONTEXT, as Windows divides them by ContextFlags.
 */
#include <stddef.h>
#include <string.h>
#include "context.h"

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
#endif

static void copy(CONTEXT *to, const CONTEXT *from, DWORD flags, const struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (flags & parts[i].flag)
            memcpy((char *)to + parts[i].offset, (const char *)from + parts[i].offset, parts[i].size);
}

void context_copy_parts(CONTEXT *to, const CONTEXT *from, DWORD flags, bool fixed)
{
    copy(to, from, flags, free_parts, countof(free_parts));
    if (fixed)
        copy(to, from, flags, fixed_parts, countof(fixed_parts));
}
