/* SPDX-License-Identifier: MIT
 *
 * Contexts with the extended state of the processor (CONTEXT_XSTATE): the upper halves of the vector
 * registers above all.
 */
#ifndef DECANT_COMMON_XSTATE_H
#define DECANT_COMMON_XSTATE_H

#include <rtl/exception.h>

/* x87 and SSE, which a CONTEXT has room for; the rest of the processor's state is behind it. */
#define XSTATE_LEGACY_MASK 3ull
#define XSAVE_LEGACY_SIZE  512u
/* An area in XSAVE's standard layout with all that programs are given. */
#define XSAVE_AREA_SIZE 0xB00u

/* The features that the processor and the system have enabled, as far as programs are given them. */
ULONG64 xstate_enabled(void);

/* The size of a context with these parts; zero where the flags make no sense. */
ULONG xstate_context_size(DWORD flags);
/* Makes a context of these parts in a buffer of that size, wherever its alignment allows. */
CONTEXT *xstate_context_initialize(void *buffer, DWORD flags);
/* STATUS_INVALID_PARAMETER: the source lacks that part. STATUS_BUFFER_OVERFLOW: the other one does. */
NTSTATUS xstate_context_copy(CONTEXT *to, DWORD flags, const CONTEXT *from);

/* The header of the extended state that a context has, behind which the state lies. NULL: it has none, or
 * what says so is not what it should be. *size, if given: of both. */
XSAVE_AREA_HEADER *xstate_of_context(const CONTEXT *context, ULONG *size);
/* Where a feature is; NULL: not in this context, or not in this machine. */
void *xstate_locate(CONTEXT *context, DWORD feature, DWORD *size);
ULONG64 xstate_mask(const CONTEXT *context);
/* False: there is no room for what is asked for. */
bool xstate_set_mask(CONTEXT *context, ULONG64 mask);

/* Declares that an area of XSAVE's, as the kernel makes it for a signal, is the extended state of the context
 * that `extension` stands behind. */
void xstate_attach(CONTEXT *context, CONTEXT_EX *extension, void *area, size_t size);
/* Between a context and such an area: what the context's mask asks for. */
void xstate_from_area(CONTEXT *context, const void *area);
void xstate_to_area(const CONTEXT *context, void *area);
/* Makes such an area, aligned to 64 bytes and XSAVE_AREA_SIZE large, for context_restore; NULL: the context
 * has no extended state. */
void *xstate_make_area(const CONTEXT *context, void *area);

#endif
