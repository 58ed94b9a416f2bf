/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: processes and threads.
 */
#include "kernel32.h"

VOID WINAPI ExitProcess(UINT uExitCode)
{
    process_exit((NTSTATUS)uExitCode);
}
