/* SPDX-License-Identifier: MIT
 *
 * Which processors share a core, a package, a cache.
 */
#ifndef DECANT_KERNEL_KE_PROCESSOR_H
#define DECANT_KERNEL_KE_PROCESSOR_H

#include <win/systemtopologyapi.h>
#include "syscall-shim/border.h"

/* Everything that is known, as SYSTEM_LOGICAL_PROCESSOR_INFORMATION rows; at most `size` of them are written.
 * Returns how many there are. */
unsigned processor_topology(SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows, unsigned size);

/* As services, for the user side. */
PRIVATE_SERVICE(processor_topology);

#endif
