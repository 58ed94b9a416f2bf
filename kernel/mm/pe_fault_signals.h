/* SPDX-License-Identifier: MIT
 *
 * Which signals may be blocked: all but those that a fault sends, since one that comes while it is blocked
 * ends the process, and memory may fault that is read when it is used (pe_demand.c).
 */
#ifndef DECANT_KERNEL_MM_PE_FAULT_SIGNALS_H
#define DECANT_KERNEL_MM_PE_FAULT_SIGNALS_H

#include <signal.h>

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};

static inline void all_but_faults(sigset_t *set)
{
    sigfillset(set);
    for (unsigned i = 0; i < sizeof(fault_signals) / sizeof(fault_signals[0]); i++)
        sigdelset(set, fault_signals[i]);
}

#endif
