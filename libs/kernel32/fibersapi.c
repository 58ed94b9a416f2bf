/* SPDX-License-Identifier: MIT
 *
 * fibersapi.h and winbase.h: fibers, fiber-local storage.
 */
#include "kernel32.h"
#include <rtl/fiber.h>
#include <rtl/locks.h>
#include <win/processthreadsapi.h>

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION lpCallback)
{
    ULONG index;
    return win32_result(RtlFlsAlloc(lpCallback, &index)) ? index : FLS_OUT_OF_INDEXES;
}

BOOL WINAPI FlsFree(DWORD dwFlsIndex)
{
    return win32_result(RtlFlsFree(dwFlsIndex));
}

PVOID WINAPI FlsGetValue(DWORD dwFlsIndex)
{
    PVOID value = NULL;
    if (win32_result(RtlFlsGetValue(dwFlsIndex, &value)))
        teb_set_last_error(ERROR_SUCCESS);
    return value;
}

BOOL WINAPI FlsSetValue(DWORD dwFlsIndex, PVOID lpFlsData)
{
    return win32_result(RtlFlsSetValue(dwFlsIndex, lpFlsData));
}

/* ---- fibers ---- */

LPVOID WINAPI ConvertThreadToFiberEx(LPVOID lpParameter, DWORD dwFlags)
{
    if (dwFlags & ~FIBER_FLAG_FLOAT_SWITCH)
        return (LPVOID)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    if (fiber_is_current_thread())
        return (LPVOID)(UINT_PTR)win32_fail(ERROR_ALREADY_FIBER);
    PVOID fiber = fiber_convert_thread(lpParameter, dwFlags);
    return fiber ? fiber : (LPVOID)(UINT_PTR)win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

LPVOID WINAPI ConvertThreadToFiber(LPVOID lpParameter)
{
    return ConvertThreadToFiberEx(lpParameter, 0);
}

BOOL WINAPI ConvertFiberToThread(VOID)
{
    if (!fiber_is_current_thread())
        return win32_fail(ERROR_ALREADY_THREAD);
    fiber_convert_back();
    return TRUE;
}

LPVOID WINAPI CreateFiberEx(SIZE_T dwStackCommitSize, SIZE_T dwStackReserveSize, DWORD dwFlags,
                            PFIBER_START_ROUTINE lpStartAddress, LPVOID lpParameter)
{
    if (dwFlags & ~FIBER_FLAG_FLOAT_SWITCH)
        return (LPVOID)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    PVOID fiber = fiber_create(dwStackCommitSize, dwStackReserveSize, dwFlags, lpStartAddress, lpParameter);
    return fiber ? fiber : (LPVOID)(UINT_PTR)win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

LPVOID WINAPI CreateFiber(SIZE_T dwStackSize, PFIBER_START_ROUTINE lpStartAddress, LPVOID lpParameter)
{
    return CreateFiberEx(dwStackSize, 0, 0, lpStartAddress, lpParameter);
}

VOID WINAPI DeleteFiber(LPVOID lpFiber)
{
    fiber_delete(lpFiber);
}

/* For a thread that is a fiber only, as documented. */
VOID WINAPI SwitchToFiber(LPVOID lpFiber)
{
    fiber_switch_to(lpFiber);
}

BOOL WINAPI IsThreadAFiber(VOID)
{
    return fiber_is_current_thread();
}
