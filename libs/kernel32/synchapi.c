/* SPDX-License-Identifier: MIT
 *
 * synchapi.h: events, mutexes, semaphores. Waiting is in synchapi_wait.c, the locks in synchapi_lock.c.
 */
#include "kernel32.h"
#include "object_name.h"
#include "kernel/ke/event.h"
#include <win/synchapi.h>

/* ---- events ---- */

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES lpEventAttributes, LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE handle = NULL;
    if (dwFlags & ~(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET))
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status =
        NtCreateEvent(&handle, dwDesiredAccess, object_attributes(&name, lpEventAttributes, lpName),
                      dwFlags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent : SynchronizationEvent,
                      !!(dwFlags & CREATE_EVENT_INITIAL_SET));
    return object_created(status, handle);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES lpEventAttributes, LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    WITH_WIDE_NAME(lpName, CreateEventExW(lpEventAttributes, wide, dwFlags, dwDesiredAccess));
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset, BOOL bInitialState,
                           LPCWSTR lpName)
{
    return CreateEventExW(lpEventAttributes, lpName,
                          (bManualReset ? CREATE_EVENT_MANUAL_RESET : 0) |
                              (bInitialState ? CREATE_EVENT_INITIAL_SET : 0),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset, BOOL bInitialState,
                           LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, CreateEventW(lpEventAttributes, bManualReset, bInitialState, wide));
}

HANDLE WINAPI OpenEventW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    return object_open(NtOpenEvent, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenEventA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, OpenEventW(dwDesiredAccess, bInheritHandle, wide));
}

BOOL WINAPI SetEvent(HANDLE hEvent)
{
    return win32_result(NtSetEvent(hEvent, NULL));
}

BOOL WINAPI ResetEvent(HANDLE hEvent)
{
    return win32_result(NtResetEvent(hEvent, NULL));
}

BOOL WINAPI PulseEvent(HANDLE hEvent)
{
    return win32_result(NtPulseEvent(hEvent, NULL));
}

/* ---- mutexes ---- */

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES lpMutexAttributes, LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE handle = NULL;
    if (dwFlags & ~CREATE_MUTEX_INITIAL_OWNER)
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status =
        NtCreateMutant(&handle, dwDesiredAccess, object_attributes(&name, lpMutexAttributes, lpName),
                       !!(dwFlags & CREATE_MUTEX_INITIAL_OWNER));
    return object_created(status, handle);
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES lpMutexAttributes, LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    WITH_WIDE_NAME(lpName, CreateMutexExW(lpMutexAttributes, wide, dwFlags, dwDesiredAccess));
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCWSTR lpName)
{
    return CreateMutexExW(lpMutexAttributes, lpName, bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTANT_ALL_ACCESS);
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, CreateMutexW(lpMutexAttributes, bInitialOwner, wide));
}

HANDLE WINAPI OpenMutexW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    return object_open(NtOpenMutant, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenMutexA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, OpenMutexW(dwDesiredAccess, bInheritHandle, wide));
}

BOOL WINAPI ReleaseMutex(HANDLE hMutex)
{
    return win32_result(NtReleaseMutant(hMutex, NULL));
}

/* ---- semaphores ---- */

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                                 LONG lMaximumCount, LPCWSTR lpName, DWORD dwFlags, DWORD dwDesiredAccess)
{
    struct object_name name;
    HANDLE handle = NULL;
    if (dwFlags)
        return (HANDLE)(UINT_PTR)win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status =
        NtCreateSemaphore(&handle, dwDesiredAccess, object_attributes(&name, lpSemaphoreAttributes, lpName),
                          lInitialCount, lMaximumCount);
    return object_created(status, handle);
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                                 LONG lMaximumCount, LPCSTR lpName, DWORD dwFlags, DWORD dwDesiredAccess)
{
    WITH_WIDE_NAME(lpName, CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, wide,
                                              dwFlags, dwDesiredAccess));
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                               LONG lMaximumCount, LPCWSTR lpName)
{
    return CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, 0,
                              SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount,
                               LONG lMaximumCount, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, CreateSemaphoreW(lpSemaphoreAttributes, lInitialCount, lMaximumCount, wide));
}

HANDLE WINAPI OpenSemaphoreW(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)
{
    return object_open(NtOpenSemaphore, dwDesiredAccess, bInheritHandle, lpName);
}

HANDLE WINAPI OpenSemaphoreA(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)
{
    WITH_WIDE_NAME(lpName, OpenSemaphoreW(dwDesiredAccess, bInheritHandle, wide));
}

BOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount, LPLONG lpPreviousCount)
{
    return win32_result(NtReleaseSemaphore(hSemaphore, lReleaseCount, lpPreviousCount));
}
