/* SPDX-License-Identifier: MIT
 *
 * winsock2.h: events, which are kernel32's events that are reset by hand.
 */
#include <ntdll.h>
#include <win/handleapi.h>
#include <win/synchapi.h>

HANDLE WINAPI WSACreateEvent(void)
{
    return CreateEventW(NULL, TRUE, FALSE, NULL);
}

BOOL WINAPI WSACloseEvent(HANDLE hEvent)
{
    return CloseHandle(hEvent);
}

BOOL WINAPI WSASetEvent(HANDLE hEvent)
{
    return SetEvent(hEvent);
}

BOOL WINAPI WSAResetEvent(HANDLE hEvent)
{
    return ResetEvent(hEvent);
}

DWORD WINAPI WSAWaitForMultipleEvents(DWORD cEvents, const HANDLE *lphEvents, BOOL fWaitAll, DWORD dwTimeout,
                                      BOOL fAlertable)
{
    return WaitForMultipleObjectsEx(cEvents, lphEvents, fWaitAll, dwTimeout, fAlertable);
}

/* fd_set: a count and as many SOCKETs. */
INT WINAPI ws2_32___WSAFDIsSet(ULONG_PTR fd, const void *set)
{
    const struct {
        UINT fd_count;
        ULONG_PTR fd_array[64];
    } *sockets = set;
    for (UINT i = 0; i < sockets->fd_count && i < 64; i++)
        if (sockets->fd_array[i] == fd)
            return TRUE;
    return FALSE;
}
