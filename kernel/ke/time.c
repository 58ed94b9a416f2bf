/* SPDX-License-Identifier: MIT
 *
 * The clocks. System time is the host's real-time clock; the performance counter runs at 10 MHz, as it does
 * on today's Windows, from the host's boot, and goes on while the machine sleeps (CLOCK_BOOTTIME; like the
 * real-time clock it is read in the vDSO, without a system call). The tick count is the same clock in
 * milliseconds.
 */
#include <ntdll.h>
#include "kernel/host/host.h"
#include "common/time.h"
#include "kernel/mm/probe.h"

LONGLONG time_now(void)
{
    struct host_time now;
    host_clock_realtime(&now);
    return time_from_unix(now.seconds, now.nanoseconds);
}

LONGLONG time_since_boot(void)
{
    struct host_time now;
    host_clock_boottime(&now);
    return now.seconds * TICKS_PER_SECOND + now.nanoseconds / 100;
}

LONGLONG time_awake(void)
{
    struct host_time now;
    host_clock_monotonic(&now);
    return now.seconds * TICKS_PER_SECOND + now.nanoseconds / 100;
}

LONGLONG WINAPI RtlGetSystemTimePrecise(void)
{
    return time_now();
}

BOOL WINAPI RtlQueryPerformanceCounter(PLARGE_INTEGER PerformanceCount)
{
    PerformanceCount->QuadPart = time_since_boot();
    return TRUE;
}

BOOL WINAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER Frequency)
{
    Frequency->QuadPart = TICKS_PER_SECOND;
    return TRUE;
}

NTSTATUS svc_NtQueryPerformanceCounter(PLARGE_INTEGER PerformanceCounter, PLARGE_INTEGER PerformanceFrequency)
{
    if (!probe_write(PerformanceCounter, sizeof(*PerformanceCounter)) ||
        !probe_write_optional(PerformanceFrequency, sizeof(*PerformanceFrequency)))
        return STATUS_ACCESS_VIOLATION;
    PerformanceCounter->QuadPart = time_since_boot();
    if (PerformanceFrequency)
        PerformanceFrequency->QuadPart = TICKS_PER_SECOND;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQuerySystemTime(PLARGE_INTEGER SystemTime)
{
    if (!probe_write(SystemTime, sizeof(*SystemTime)))
        return STATUS_ACCESS_VIOLATION;
    SystemTime->QuadPart = time_now();
    return STATUS_SUCCESS;
}

/* The clock is the host's. */
NTSTATUS svc_NtSetSystemTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER PreviousTime)
{
    return STATUS_PRIVILEGE_NOT_HELD;
}

ULONG svc_NtGetTickCount(void)
{
    return (ULONG)(time_since_boot() / TICKS_PER_MS);
}

/* In 100 ns. Linux' timers are finer than what may be asked for here; what is set is remembered only. */
#define COARSEST 156250u
#define FINEST   5000u
static _Atomic ULONG resolution = COARSEST;

NTSTATUS svc_NtQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime)
{
    if (!probe_write(MaximumTime, sizeof(*MaximumTime)) || !probe_write(MinimumTime, sizeof(*MinimumTime)) ||
        !probe_write(CurrentTime, sizeof(*CurrentTime)))
        return STATUS_ACCESS_VIOLATION;
    *MaximumTime = COARSEST;
    *MinimumTime = FINEST;
    *CurrentTime = resolution;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution, PULONG ActualTime)
{
    if (!probe_write(ActualTime, sizeof(*ActualTime)))
        return STATUS_ACCESS_VIOLATION;
    if (!SetResolution && resolution == COARSEST)
        return STATUS_TIMER_RESOLUTION_NOT_SET;
    resolution = !SetResolution           ? COARSEST
                 : DesiredTime < FINEST   ? FINEST
                 : DesiredTime > COARSEST ? COARSEST
                                          : DesiredTime;
    *ActualTime = resolution;
    return STATUS_SUCCESS;
}
