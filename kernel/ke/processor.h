/* SPDX-License-Identifier: MIT
 *
 * Which processors share a core, a package, a cache.
 */
#ifndef DECANT_KERNEL_KE_PROCESSOR_H
#define DECANT_KERNEL_KE_PROCESSOR_H

#include <win/systemtopologyapi.h>

/* Everything that is known, as SYSTEM_LOGICAL_PROCESSOR_INFORMATION rows; at most `size` of them are written.
 * Returns how many there are. */
unsigned processor_topology(SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows, unsigned size);

#endif
