/* SPDX-License-Identifier: MIT
 *
 * timeapi.h: timers that call, set or pulse. At most 16 at a time, as on Windows; each is a timer of the
 * process's timer queue, whose thread calls back. An identifier is a slot and how often the slot has been
 * used, so that an old one is refused.
 */
#include <ntdll.h>
#include <win/handleapi.h>
#include <win/synchapi.h>
#include "rtl/locks.h"

#define LEAST_PERIOD  1u
#define LONGEST_DELAY 1000000u
#define SLOTS         16u

#define TIME_PERIODIC             0x0001u
#define TIME_CALLBACK_EVENT_SET   0x0010u
#define TIME_CALLBACK_EVENT_PULSE 0x0020u
#define TIME_KILL_SYNCHRONOUS     0x0100u
#define MMSYSERR_INVALPARAM       11u
#define WT_EXECUTEINTIMERTHREAD   0x20u
#define WT_EXECUTEONLYONCE        0x08u

typedef VOID(GUESTAPI *time_callback)(UINT id, UINT message, DWORD_PTR user, DWORD_PTR one, DWORD_PTR two);
typedef VOID(GUESTAPI *timer_routine)(PVOID parameter, BOOLEAN fired);
BOOL WINAPI CreateTimerQueueTimer(HANDLE *timer, HANDLE queue, timer_routine routine, PVOID parameter,
                                  DWORD due, DWORD period, ULONG flags);
BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE completion);

static struct event {
    UINT id; /* 0: free */
    UINT uses, flags;
    PVOID target; /* function or event */
    DWORD_PTR user;
    HANDLE timer;
} events[SLOTS];
static RTL_SRWLOCK events_lock;

/* The slot of a live timer. */
static struct event *find_locked(UINT id)
{
    struct event *event = &events[id % SLOTS];
    return id && event->id == id ? event : NULL;
}

static VOID GUESTAPI on_timer(PVOID parameter, BOOLEAN fired)
{
    UINT id = (UINT)(uintptr_t)parameter;
    RtlAcquireSRWLockExclusive(&events_lock);
    struct event *found = find_locked(id), event = found ? *found : (struct event){0};
    bool last = found && !(event.flags & TIME_PERIODIC);
    if (last)
        found->id = 0;
    RtlReleaseSRWLockExclusive(&events_lock);
    if (!found) /* killed meanwhile */
        return;
    if (event.flags & TIME_CALLBACK_EVENT_SET)
        SetEvent(event.target);
    else if (event.flags & TIME_CALLBACK_EVENT_PULSE)
        PulseEvent(event.target);
    else
        ((time_callback)event.target)(id, 0, event.user, 0, 0);
    if (last)
        DeleteTimerQueueTimer(NULL, event.timer, NULL);
}

/* The timer's identifier; 0 where it could not be made. */
UINT WINAPI timeSetEvent(UINT uDelay, UINT uResolution, PVOID lpTimeProc, DWORD_PTR dwUser, UINT fuEvent)
{
    if (!lpTimeProc || uDelay < LEAST_PERIOD || uDelay > LONGEST_DELAY)
        return 0;
    UINT id = 0;
    RtlAcquireSRWLockExclusive(&events_lock);
    for (UINT i = 0; i < SLOTS && !id; i++) {
        struct event *event = &events[i];
        if (event->id)
            continue;
        id = (++event->uses & 0xFFFFFFu) * SLOTS + i;
        *event = (struct event){id, event->uses, fuEvent, lpTimeProc, dwUser, NULL};
        bool periodic = fuEvent & TIME_PERIODIC;
        if (!CreateTimerQueueTimer(&event->timer, NULL, on_timer, (PVOID)(uintptr_t)id, uDelay,
                                   periodic ? uDelay : 0,
                                   WT_EXECUTEINTIMERTHREAD | (periodic ? 0 : WT_EXECUTEONLYONCE)))
            id = event->id = 0;
        break;
    }
    RtlReleaseSRWLockExclusive(&events_lock);
    return id;
}

UINT WINAPI timeKillEvent(UINT uTimerID)
{
    RtlAcquireSRWLockExclusive(&events_lock);
    struct event *found = find_locked(uTimerID);
    HANDLE timer = found ? found->timer : NULL;
    bool wait = found && (found->flags & TIME_KILL_SYNCHRONOUS);
    if (found)
        found->id = 0;
    RtlReleaseSRWLockExclusive(&events_lock);
    if (!found)
        return MMSYSERR_INVALPARAM;
    DeleteTimerQueueTimer(NULL, timer, wait ? INVALID_HANDLE_VALUE : NULL);
    return 0;
}
