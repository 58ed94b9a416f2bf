/* SPDX-License-Identifier: MIT
 *
 * Console control handlers (consoleapi.h, consoleapi2.h).
 */
#include "kernel/io/console_event.h"
#include "kernel32.h"
#include <rtl/console_control.h>

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, BOOL Add)
{
    if (!HandlerRoutine) {
        sys_console_event_ignore(Add);
        return TRUE;
    }
    return win32_result(Add ? console_control_add(HandlerRoutine) : console_control_remove(HandlerRoutine));
}

BOOL WINAPI GenerateConsoleCtrlEvent(DWORD dwCtrlEvent, DWORD dwProcessGroupId)
{
    if (dwCtrlEvent > CTRL_BREAK_EVENT)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(sys_console_event_send((enum console_event)dwCtrlEvent, dwProcessGroupId));
}
