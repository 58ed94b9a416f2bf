/* SPDX-License-Identifier: MIT
 *
 * Fibers: stacks that a thread changes between by itself.
 */
#ifndef DECANT_RTL_FIBER_H
#define DECANT_RTL_FIBER_H

#include "../ntdll.h"

#define FIBER_FLAG_FLOAT_SWITCH 0x1u
#define TEB_HAS_FIBER_DATA      0x4u /* in TEB.SameTebFlags */

typedef VOID(GUESTAPI *PFIBER_START_ROUTINE)(PVOID lpFiberParameter);

static inline bool fiber_is_current_thread(void)
{
    return NtCurrentTeb()->SameTebFlags & TEB_HAS_FIBER_DATA;
}

/* Makes the calling thread a fiber, which it must not be yet; NULL when memory is out. */
PVOID fiber_convert_thread(PVOID parameter, ULONG flags);
/* The reverse, for a thread that is one. */
void fiber_convert_back(void);
/* A new fiber, with a stack as a thread would have it; NULL when memory is out. */
PVOID fiber_create(SIZE_T commit, SIZE_T reserve, ULONG flags, PFIBER_START_ROUTINE start, PVOID parameter);
/* Ends the calling thread if it runs that fiber. */
void fiber_delete(PVOID fiber);
void fiber_switch_to(PVOID fiber);

#endif
