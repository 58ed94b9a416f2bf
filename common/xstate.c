/* SPDX-License-Identifier: MIT
 *
 * The extended state of the processor in contexts. A CONTEXT with CONTEXT_XSTATE is followed by a CONTEXT_EX,
 * which says where the state is: XSAVE's header (which features are there) and, in XSAVE's standard layout,
 * the features beyond SSE. For an exception that is the area which the kernel made for the signal, so that
 * what a handler changes is what is put back; the state of a context made by InitializeContext lies behind
 * it.
 *
 * A guest may have copied a CONTEXT without what follows it: nothing is believed that is not as it should be.
 */
#include <cpuid.h>
#include <string.h>
#include "xstate.h"

#define XSTATE_ALIGNMENT  64u
#define XSTATE_GIVEN      0xE7ull     /* x87, SSE, AVX, AVX-512: those of which a use is known */
#define CONTEXT_REPORTED  0xF8000000u /* bits that the system sets in a context that it hands out */
#define KERNEL_SAVED_MASK 472u
#ifdef __x86_64__
#define CONTEXT_MACHINE   CONTEXT_AMD64
#define CONTEXT_ALIGNMENT 16u
#define LEGACY_AREA(c)    ((BYTE *)&(c)->FltSave)
#define LEGACY_FLAG       CONTEXT_FLOATING_POINT
#define LEGACY_REGISTERS  16u
#else
#define CONTEXT_MACHINE   CONTEXT_i386
#define CONTEXT_ALIGNMENT 4u
#define LEGACY_AREA(c)    ((c)->ExtendedRegisters)
#define LEGACY_FLAG       CONTEXT_EXTENDED_REGISTERS
#define LEGACY_REGISTERS  8u
#endif
#define PART(flag) ((flag) & ~CONTEXT_MACHINE)

/* What the processor says, asked once: CPUID is slow in a virtual machine. Who asks at the same time writes
 * the same. */
static struct {
    ULONG64 enabled;
    struct {
        ULONG offset, size;
    } places[8]; /* of the features beyond SSE, in XSAVE's standard layout */
    ULONG size;  /* of the header and all features behind it */
} layout;

static void ask_processor(void)
{
    unsigned a, b, c, d;
    ULONG64 enabled = XSTATE_LEGACY_MASK;
    ULONG end = XSAVE_LEGACY_SIZE + sizeof(XSAVE_AREA_HEADER);
    if (__get_cpuid(1, &a, &b, &c, &d) && c & bit_OSXSAVE) {
        __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
        enabled |= a & XSTATE_GIVEN;
    }
    for (unsigned i = 2; i < countof(layout.places); i++) {
        if (!(enabled >> i & 1))
            continue;
        if (!__get_cpuid_count(0xD, i, &a, &b, &c, &d) || b < end || a + b > XSAVE_AREA_SIZE) {
            enabled &= ~(1ull << i);
            continue;
        }
        layout.places[i].offset = b;
        layout.places[i].size = a;
        end = a + b;
    }
    layout.size = end - XSAVE_LEGACY_SIZE;
    __atomic_store_n(&layout.enabled, enabled, __ATOMIC_RELEASE);
}

ULONG64 xstate_enabled(void)
{
    if (!__atomic_load_n(&layout.enabled, __ATOMIC_ACQUIRE))
        ask_processor();
    return layout.enabled;
}

static bool place_of(unsigned feature, ULONG *offset, ULONG *size)
{
    if (feature < 2 || feature >= countof(layout.places) || !(xstate_enabled() >> feature & 1))
        return false;
    *offset = layout.places[feature].offset;
    *size = layout.places[feature].size;
    return true;
}

static ULONG state_size(void)
{
    xstate_enabled();
    return layout.size;
}

/* ---- making ---- */

static bool has_state(DWORD flags)
{
    return flags & PART(CONTEXT_XSTATE);
}

ULONG xstate_context_size(DWORD flags)
{
    if (!(flags & CONTEXT_MACHINE) || flags & ~(CONTEXT_ALL | CONTEXT_XSTATE | CONTEXT_REPORTED))
        return 0;
    ULONG size = CONTEXT_ALIGNMENT - 1 + sizeof(CONTEXT) + sizeof(CONTEXT_EX);
    return has_state(flags) ? size + XSTATE_ALIGNMENT - 1 + state_size() : size;
}

static void *align(void *at, size_t alignment)
{
    return (void *)(((uintptr_t)at + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

static void describe(CONTEXT *context, CONTEXT_EX *extension, void *state, ULONG size)
{
    LONG to_context = (LONG)((char *)context - (char *)extension);
    *extension = (CONTEXT_EX){.All = {to_context, (DWORD)sizeof(CONTEXT)},
                              .Legacy = {to_context, (DWORD)sizeof(CONTEXT)}};
    if (!state)
        return;
    extension->XState = (CONTEXT_CHUNK){(LONG)((char *)state - (char *)extension), size};
    extension->All.Length = (DWORD)((char *)state + size - (char *)context);
}

CONTEXT *xstate_context_initialize(void *buffer, DWORD flags)
{
    CONTEXT *context = align(buffer, CONTEXT_ALIGNMENT);
    CONTEXT_EX *extension = (CONTEXT_EX *)(context + 1);
    void *state = has_state(flags) ? align(extension + 1, XSTATE_ALIGNMENT) : NULL;
    context->ContextFlags = flags;
    describe(context, extension, state, state_size());
    if (state)
        memset(state, 0, sizeof(XSAVE_AREA_HEADER));
    return context;
}

#ifdef __x86_64__
void xstate_attach(CONTEXT *context, CONTEXT_EX *extension, void *area, size_t size)
{
    context->ContextFlags |= CONTEXT_XSTATE;
    describe(context, extension, (char *)area + XSAVE_LEGACY_SIZE, (ULONG)(size - XSAVE_LEGACY_SIZE));
}
#endif

/* ---- finding ---- */

XSAVE_AREA_HEADER *xstate_of_context(const CONTEXT *context, ULONG *size)
{
    const LONG to_context = -(LONG)sizeof(CONTEXT);
    CONTEXT_EX extension;
    if (!has_state(context->ContextFlags) || host_copy_try(&extension, context + 1, sizeof(extension)))
        return NULL;
    if (extension.All.Offset != to_context || extension.Legacy.Offset != to_context ||
        extension.Legacy.Length != sizeof(CONTEXT) || extension.XState.Length < state_size() ||
        extension.XState.Length > 0x4000 || extension.XState.Offset < (LONG)sizeof(extension) ||
        extension.XState.Offset > 0x4000)
        return NULL;
    if (size)
        *size = extension.XState.Length;
    return (void *)((char *)(context + 1) + extension.XState.Offset);
}

void *xstate_locate(CONTEXT *context, DWORD feature, DWORD *size)
{
    ULONG offset, length;
    char *at;
    if (feature <= XSTATE_LEGACY_SSE) {
        offset = feature ? 160 : 0;
        length = feature ? LEGACY_REGISTERS * 16 : 160;
        at = (char *)LEGACY_AREA(context);
    } else {
        at = (char *)xstate_of_context(context, NULL);
        if (!at || !place_of(feature, &offset, &length))
            return NULL;
        at -= XSAVE_LEGACY_SIZE;
    }
    if (size)
        *size = length;
    return at + offset;
}

/* ---- masks ---- */

ULONG64 xstate_mask(const CONTEXT *context)
{
    const XSAVE_AREA_HEADER *header = xstate_of_context(context, NULL);
    return (context->ContextFlags & PART(LEGACY_FLAG) ? XSTATE_LEGACY_MASK : 0) |
           (header ? header->Mask & xstate_enabled() & ~XSTATE_LEGACY_MASK : 0);
}

bool xstate_set_mask(CONTEXT *context, ULONG64 mask)
{
    XSAVE_AREA_HEADER *header = xstate_of_context(context, NULL);
    ULONG64 given = xstate_enabled() & ~XSTATE_LEGACY_MASK;
    if (mask & XSTATE_LEGACY_MASK)
        context->ContextFlags |= LEGACY_FLAG;
    if (header)
        header->Mask = (header->Mask & ~given) | (mask & given);
    return header || !(mask & ~XSTATE_LEGACY_MASK);
}

/* ---- copying ---- */

/* The features of a mask, from one area to another; areas begin at XSAVE's legacy part. */
static void copy_features(void *to, const void *from, ULONG64 mask)
{
    ULONG offset, size;
    for (unsigned i = 2; i < countof(layout.places); i++)
        if (mask >> i & 1 && place_of(i, &offset, &size))
            memcpy((char *)to + offset, (const char *)from + offset, size);
}

static void *area_of(XSAVE_AREA_HEADER *header)
{
    return (char *)header - XSAVE_LEGACY_SIZE;
}

#ifdef __x86_64__
static void copy_registers(CONTEXT *to, DWORD flags, const CONTEXT *from)
{
    if (flags & PART(CONTEXT_CONTROL)) {
        to->SegCs = from->SegCs;
        to->SegSs = from->SegSs;
        to->EFlags = from->EFlags;
        to->Rsp = from->Rsp;
        to->Rip = from->Rip;
    }
    if (flags & PART(CONTEXT_INTEGER)) {
        DWORD64 rsp = to->Rsp;
        memcpy(&to->Rax, &from->Rax, 16 * sizeof(DWORD64));
        to->Rsp = rsp;
    }
    if (flags & PART(CONTEXT_SEGMENTS)) {
        to->SegDs = from->SegDs;
        to->SegEs = from->SegEs;
        to->SegFs = from->SegFs;
        to->SegGs = from->SegGs;
    }
    if (flags & PART(CONTEXT_FLOATING_POINT)) {
        to->FltSave = from->FltSave;
        to->MxCsr = from->MxCsr;
    }
    if (flags & PART(CONTEXT_DEBUG_REGISTERS))
        memcpy(&to->Dr0, &from->Dr0, 6 * sizeof(DWORD64));
}
#else
static void copy_registers(CONTEXT *to, DWORD flags, const CONTEXT *from)
{
    if (flags & PART(CONTEXT_CONTROL))
        memcpy(&to->Ebp, &from->Ebp, 6 * sizeof(DWORD));
    if (flags & PART(CONTEXT_INTEGER))
        memcpy(&to->Edi, &from->Edi, 6 * sizeof(DWORD));
    if (flags & PART(CONTEXT_SEGMENTS))
        memcpy(&to->SegGs, &from->SegGs, 4 * sizeof(DWORD));
    if (flags & PART(CONTEXT_FLOATING_POINT))
        to->FloatSave = from->FloatSave;
    if (flags & PART(CONTEXT_DEBUG_REGISTERS))
        memcpy(&to->Dr0, &from->Dr0, 6 * sizeof(DWORD));
    if (flags & PART(CONTEXT_EXTENDED_REGISTERS))
        memcpy(to->ExtendedRegisters, from->ExtendedRegisters, sizeof(to->ExtendedRegisters));
}
#endif

NTSTATUS xstate_context_copy(CONTEXT *to, DWORD flags, const CONTEXT *from)
{
    if (!xstate_context_size(flags))
        return STATUS_INVALID_PARAMETER;
    if (has_state(flags)) {
        XSAVE_AREA_HEADER *source = xstate_of_context(from, NULL), *target = xstate_of_context(to, NULL);
        if (!source)
            return STATUS_INVALID_PARAMETER;
        if (!target)
            return STATUS_BUFFER_OVERFLOW;
        ULONG64 mask = source->Mask & xstate_enabled() & ~XSTATE_LEGACY_MASK;
        copy_features(area_of(target), area_of(source), mask);
        xstate_set_mask(to, mask);
    }
    copy_registers(to, flags, from);
    to->ContextFlags |= flags;
    return STATUS_SUCCESS;
}

/* ---- the kernel's areas ---- */

static ULONG64 *area_mask(void *area)
{
    return &((XSAVE_AREA_HEADER *)((char *)area + XSAVE_LEGACY_SIZE))->Mask;
}

void xstate_from_area(CONTEXT *context, const void *area)
{
    XSAVE_AREA_HEADER *header = xstate_of_context(context, NULL);
    if (!header)
        return;
    header->Mask &= *area_mask((void *)area) & xstate_enabled() & ~XSTATE_LEGACY_MASK;
    copy_features(area_of(header), area, header->Mask);
}

void xstate_to_area(const CONTEXT *context, void *area)
{
    XSAVE_AREA_HEADER *header = xstate_of_context(context, NULL);
    if (!header)
        return;
    ULONG64 saved, mask = header->Mask & xstate_enabled() & ~XSTATE_LEGACY_MASK;
    memcpy(&saved, (char *)area + KERNEL_SAVED_MASK, sizeof(saved));
    mask &= saved;
    copy_features(area, area_of(header), mask);
    *area_mask(area) |= mask;
}

void *xstate_make_area(const CONTEXT *context, void *area)
{
    XSAVE_AREA_HEADER *header = xstate_of_context(context, NULL);
    if (!header)
        return NULL;
    ULONG64 enabled = xstate_enabled();
    memset(area, 0, XSAVE_AREA_SIZE);
    memcpy((char *)area + KERNEL_SAVED_MASK, &enabled, sizeof(enabled));
    *area_mask(area) = header->Mask & enabled & ~XSTATE_LEGACY_MASK;
    copy_features(area, area_of(header), *area_mask(area));
    return area;
}
