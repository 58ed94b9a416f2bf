/* SPDX-License-Identifier: MIT
 *
 * Linux calls that may last: reading a pipe, waiting for a lock. They end early where the thread is to end.
 */
#ifndef DECANT_KERNEL_HOST_SLEEP_H
#define DECANT_KERNEL_HOST_SLEEP_H

#include <stdint.h>

/* What such a call returns, negated, that was cut short; no errno of Linux'. */
#define HOST_CUT 512

/* The result, -errno (-EINTR among them), or -HOST_CUT where PENDING_END or PENDING_EXIT is set for the
 * calling thread. */
long host_sleep_call(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                     uintptr_t f);

/* The calling thread runs guest code from now on; NULL: it does no longer. */
struct thread;
void host_sleep_for(struct thread *thread);

/* The instructions between the look at the pending word and the end of the call. */
extern const char host_sleep_begin[], host_sleep_end[], host_sleep_cut[];

#endif
