/* SPDX-License-Identifier: MIT
 *
 * errno to NTSTATUS: one look-up in errno.def.
 */
#include <errno.h>
#include <ntdll.h>
#include "kernel/host/sleep.h"

NTSTATUS status_from_errno(int error)
{
    static const NTSTATUS table[] = {
#define ERRNO(name, status) [name] = (NTSTATUS)(status),
#include <win/errno.def>
#undef ERRNO
    };
    unsigned code = (unsigned)(error < 0 ? -error : error);
    if (code == 0)
        return STATUS_SUCCESS;
    if (code == HOST_CUT)
        return STATUS_THREAD_IS_TERMINATING;
    return code < countof(table) && table[code] ? table[code] : (NTSTATUS)STATUS_UNSUCCESSFUL;
}
