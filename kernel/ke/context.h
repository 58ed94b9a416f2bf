/* SPDX-License-Identifier: MIT
 *
 * The parts of a CONTEXT.
 */
#ifndef DECANT_KERNEL_KE_CONTEXT_H
#define DECANT_KERNEL_KE_CONTEXT_H

#include <stdbool.h>
#include <win/winnt.h>

/* Copies the parts that flags (CONTEXT_xxx) name; with `fixed` also those that a thread may only be asked
 * for. */
void context_copy_parts(CONTEXT *to, const CONTEXT *from, DWORD flags, bool fixed);

#endif
