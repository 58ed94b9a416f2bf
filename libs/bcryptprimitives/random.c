/* SPDX-License-Identifier: MIT
 *
 * Random numbers for the process, as the runtimes of Go and Rust ask for them ("The Windows 10 random number
 * generation infrastructure").
 */
#include <ntdll.h>
#include <rtl/account.h>

/* Never fails, and its callers do not look. */
BOOL WINAPI ProcessPrng(PBYTE pbData, SIZE_T cbData)
{
    return NT_SUCCESS(system_random(pbData, cbData));
}
