/* SPDX-License-Identifier: MIT
 *
 * Memory that may not be there: see copy.h.
 */
#include "copy.h"

int host_touch_try(void *at, bool write)
{
    return (int)host_touch_byte(at, write);
}

int host_copy_try(void *to, const void *from, size_t size)
{
    return (int)host_copy_bytes(to, from, size);
}
