/* SPDX-License-Identifier: MIT
 *
 * Sleeping on a word of the user side's own.
 */
#include "word.h"
#include "kernel/io/port.h"
#include "kernel/host/host.h"

int word_wait(const void *word, uint32_t value, uint64_t deadline)
{
    struct port_member *aside = port_step_aside();
    int result = host_futex_wait(word, value, deadline, false);
    port_step_back(aside);
    return result;
}

int word_wait_bits(const void *word, uint32_t value, uint32_t bits)
{
    struct port_member *aside = port_step_aside();
    int result = host_futex_wait_bits(word, value, bits);
    port_step_back(aside);
    return result;
}
