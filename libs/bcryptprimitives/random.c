/* SPDX-License-Identifier: MIT
 *
 * Random numbers for the process, as the runtimes of Go and Rust ask for them ("The Windows 10 random number
 * generation infrastructure").
 */
#include <host/identity.h>
#include <ntdll.h>

/* Never fails, and its callers do not look. */
BOOL WINAPI ProcessPrng(PBYTE pbData, SIZE_T cbData)
{
    return host_random(pbData, cbData) >= 0;
}
