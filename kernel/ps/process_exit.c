/* SPDX-License-Identifier: MIT
 *
 * The end of the process, once DLLs have been told or are not to be: what is to be put back, and the exit
 * code.
 */
#include "job.h"
#include "process.h"
#include "process_create.h"
#include "kernel/io/file.h"
#include "kernel/ob/arena.h"
#include "kernel/host/host.h"

PEB process_peb;

/* What a shell shows for the like signal (DESIGN: section 4). */
static int shell_code(DWORD code)
{
    switch ((NTSTATUS)code) {
    case STATUS_ACCESS_VIOLATION:
    case STATUS_STACK_OVERFLOW:
    case STATUS_BAD_STACK:
    case STATUS_PRIVILEGED_INSTRUCTION:
        return 139; /* SIGSEGV */
    case STATUS_INTEGER_DIVIDE_BY_ZERO:
    case STATUS_INTEGER_OVERFLOW:
    case STATUS_FLOAT_DENORMAL_OPERAND:
    case STATUS_FLOAT_DIVIDE_BY_ZERO:
    case STATUS_FLOAT_INEXACT_RESULT:
    case STATUS_FLOAT_INVALID_OPERATION:
    case STATUS_FLOAT_OVERFLOW:
    case STATUS_FLOAT_STACK_CHECK:
    case STATUS_FLOAT_UNDERFLOW:
    case STATUS_FLOAT_MULTIPLE_FAULTS:
    case STATUS_FLOAT_MULTIPLE_TRAPS:
        return 136; /* SIGFPE */
    case STATUS_ILLEGAL_INSTRUCTION:
        return 132; /* SIGILL */
    case STATUS_BREAKPOINT:
    case STATUS_SINGLE_STEP:
        return 133; /* SIGTRAP */
    case STATUS_IN_PAGE_ERROR:
    case STATUS_DATATYPE_MISALIGNMENT:
        return 135; /* SIGBUS */
    case STATUS_STACK_BUFFER_OVERRUN:
    case STATUS_HEAP_CORRUPTION:
    case STATUS_ASSERTION_FAILURE:
    case STATUS_FAIL_FAST_EXCEPTION:
        return 134; /* SIGABRT */
    case STATUS_CONTROL_C_EXIT:
        return 130; /* SIGINT */
    default:
        return code && !(code & 0xFF) ? 255 : (int)(code & 0xFF);
    }
}

_Noreturn void process_terminate(NTSTATUS status)
{
    static _Thread_local bool ending; /* again: something here has crashed */
    if (!ending) {
        ending = true;
        handover_exit(status);
        file_process_exit();
        job_process_exit();
        arena_process_exit();
    }
    host_exit(shell_code((DWORD)status));
}

int process_exit_code_for_shell(NTSTATUS status)
{
    return shell_code((DWORD)status);
}
