/* SPDX-License-Identifier: MIT
 *
 * Threads as the C runtime starts them, and what it keeps for each.
 */
#include <string.h>
#include "buffers.h"
#include "msvcrt.h"

struct crt_buffers *crt_buffers(void)
{
    if (!crt_thread.buffers)
        crt_thread.buffers = msvcrt_calloc(1, sizeof(struct crt_buffers));
    return crt_thread.buffers;
}

void crt_thread_detach(void)
{
    msvcrt_free(crt_thread.buffers);
    crt_thread.buffers = NULL;
}
