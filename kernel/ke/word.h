/* SPDX-License-Identifier: MIT
 *
 * Sleeping on a word of the user side's own: what its locks are made of.
 */
#ifndef DECANT_KERNEL_KE_WORD_H
#define DECANT_KERNEL_KE_WORD_H

#include <stdint.h>
#include "syscall-shim/border.h"

/* host_futex_wait and host_futex_wait_bits, for a thread that makes room for another one of its completion
 * port. */
int word_wait(const void *word, uint32_t value, uint64_t deadline);
int word_wait_bits(const void *word, uint32_t value, uint32_t bits);

/* As services, for the user side. */
PRIVATE_SERVICE(word_wait);
PRIVATE_SERVICE(word_wait_bits);

#endif
