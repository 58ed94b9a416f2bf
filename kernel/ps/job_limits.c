/* SPDX-License-Identifier: MIT
 *
 * The limits of jobs that Linux can be told of, or that can be watched. Affinity and priority class are set
 * for every thread of every member; the memory of a process becomes its RLIMIT_DATA, which counts what can be
 * written and is its own, and so what Windows calls committed; all of them are inherited by what a member
 * starts. Times are looked at fifty times a second by a timer of the pool. Refused are those of which Linux
 * knows nothing (working sets, scheduling classes) or which would have to be shared (the memory of a job).
 */
#include <string.h>
#include "job_internal.h"
#include "thread.h"
#include "kernel/host/host.h"
#include "kernel/host/process_list.h"

#define BASIC_LIMITS    0xFFu
#define EXTENDED_LIMITS 0x7FFFu
#define SUPPORTED_LIMITS                                                                                     \
    (JOB_OBJECT_LIMIT_PROCESS_TIME | JOB_OBJECT_LIMIT_JOB_TIME | JOB_OBJECT_LIMIT_ACTIVE_PROCESS |           \
     JOB_OBJECT_LIMIT_AFFINITY | JOB_OBJECT_LIMIT_PRIORITY_CLASS | JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME |      \
     JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION |                         \
     JOB_OBJECT_LIMIT_BREAKAWAY_OK | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK |                                  \
     JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)
#define TIMES        (JOB_OBJECT_LIMIT_PROCESS_TIME | JOB_OBJECT_LIMIT_JOB_TIME)
#define CLOCK_PERIOD 20               /* milliseconds */
#define OUT_OF_TIME  ((NTSTATUS)1816) /* ERROR_NOT_ENOUGH_QUOTA, as documented */

/* ---- what Linux enforces ---- */

static bool set_affinity(uint32_t thread, void *mask)
{
    host_affinity_set(thread, *(const ULONG_PTR *)mask);
    return true;
}

static bool set_nice(uint32_t thread, void *nice)
{
    host_nice_set(thread, *(const int *)nice);
    return true;
}

/* Windows' priority classes as nice values, as NtSetInformationProcess has them. False: there is no such. */
static bool nice_of_class(DWORD class, int *nice)
{
    static const struct {
        DWORD class;
        int nice;
    } classes[] = {{0x40, 15}, {0x4000, 7}, {0x20, 0}, {0x8000, -5}, {0x80, -10}, {0x100, -15}};
    for (unsigned i = 0; i < countof(classes); i++)
        if (classes[i].class == class) {
            *nice = classes[i].nice;
            return true;
        }
    return false;
}

void job_limit_member_locked(struct job *job, struct process_object *process)
{
    const JOBOBJECT_BASIC_LIMIT_INFORMATION *limits = &job->limits.BasicLimitInformation;
    int nice;
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_AFFINITY) {
        ULONG_PTR mask = limits->Affinity;
        if (process->id == host_process_id())
            thread_set_affinity_all(mask);
        else
            host_thread_each(process->id, set_affinity, &mask);
    }
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_PRIORITY_CLASS && nice_of_class(limits->PriorityClass, &nice))
        host_thread_each(process->id, set_nice, &nice);
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_PROCESS_MEMORY)
        host_memory_limit(process->id, job->limits.ProcessMemoryLimit);
}

/* ---- times ---- */

static void end_process_locked(struct job *job, struct member *member)
{
    uint64_t none = 0;
    atomic_compare_exchange_strong(&member->process->killed, &none, 1ull << 32 | (uint32_t)OUT_OF_TIME);
    job->limit_ended++;
    job_tell_locked(job, JOB_OBJECT_MSG_END_OF_PROCESS_TIME, member->process->id);
    host_process_kill(member->process->pidfd);
}

/* Whether this process is to end, too. */
static bool look_at_times_locked(struct job *job)
{
    const JOBOBJECT_BASIC_LIMIT_INFORMATION *limits = &job->limits.BasicLimitInformation;
    bool self = false;
    for (struct member *member = job->members; member && limits->LimitFlags & JOB_OBJECT_LIMIT_PROCESS_TIME;
         member = member->next) {
        struct host_task_times used;
        if (!job_is_live(member) || atomic_load(&member->process->killed) ||
            host_task_times(member->process->id, 0, &used) ||
            (LONGLONG)(used.user / 100) < limits->PerProcessUserTimeLimit.QuadPart)
            continue;
        if (member->process->pidfd < 0)
            self = true;
        else
            end_process_locked(job, member);
    }
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_JOB_TIME && !job->out_of_time &&
        job_user_time_locked(job) - job->time_before >= limits->PerJobUserTimeLimit.QuadPart) {
        job->out_of_time = true;
        if (job->end_of_time == JOB_OBJECT_POST_AT_END_OF_JOB && job->port)
            job_tell_locked(job, JOB_OBJECT_MSG_END_OF_JOB_TIME, 0);
        else
            self |= job_kill_all_locked(job, OUT_OF_TIME);
    }
    return self;
}

static VOID WINAPI tick(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    struct job *job = context;
    pthread_mutex_lock(&job_lock);
    bool self = look_at_times_locked(job);
    pthread_mutex_unlock(&job_lock);
    if (self)
        process_terminate(OUT_OF_TIME);
}

static NTSTATUS make_clock(struct job *job)
{
    PTP_TIMER clock;
    LARGE_INTEGER soon = {.QuadPart = -CLOCK_PERIOD * 10000};
    if (job->clock)
        return STATUS_SUCCESS;
    NTSTATUS status = TpAllocTimer(&clock, tick, job, NULL);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&job_lock);
    bool ours = !job->clock;
    if (ours)
        job->clock = clock;
    pthread_mutex_unlock(&job_lock);
    if (ours)
        TpSetTimer(clock, &soon, CLOCK_PERIOD, 0);
    else
        TpReleaseTimer(clock);
    return STATUS_SUCCESS;
}

void job_stop_clock(struct job *job)
{
    if (!job->clock)
        return;
    TpSetTimer(job->clock, NULL, 0, 0);
    TpWaitForTimer(job->clock, TRUE);
    TpReleaseTimer(job->clock);
}

/* ---- setting ---- */

static NTSTATUS check(const JOBOBJECT_BASIC_LIMIT_INFORMATION *limits, ULONG known)
{
    DWORD flags = limits->LimitFlags;
    int nice;
    if (flags & ~known)
        return STATUS_INVALID_PARAMETER;
    if (flags & ~SUPPORTED_LIMITS)
        return STATUS_NOT_SUPPORTED;
    if ((flags & JOB_OBJECT_LIMIT_JOB_TIME && flags & JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME) ||
        (flags & JOB_OBJECT_LIMIT_AFFINITY &&
         (!limits->Affinity || limits->Affinity & ~process_system_affinity())) ||
        (flags & JOB_OBJECT_LIMIT_PRIORITY_CLASS && !nice_of_class(limits->PriorityClass, &nice)) ||
        (flags & JOB_OBJECT_LIMIT_PROCESS_TIME && limits->PerProcessUserTimeLimit.QuadPart <= 0) ||
        (flags & JOB_OBJECT_LIMIT_JOB_TIME && limits->PerJobUserTimeLimit.QuadPart <= 0))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* Only what a new limit says is undone: what Linux was told of affinity and priority stays, as on Windows. */
static void replace_locked(struct job *job, const void *info, ULONG size)
{
    JOBOBJECT_BASIC_LIMIT_INFORMATION *limits = &job->limits.BasicLimitInformation, before = *limits;
    memcpy(&job->limits, info, size);
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME) {
        limits->LimitFlags |= before.LimitFlags & JOB_OBJECT_LIMIT_JOB_TIME;
        limits->PerJobUserTimeLimit = before.PerJobUserTimeLimit;
    } else if (limits->LimitFlags & JOB_OBJECT_LIMIT_JOB_TIME) {
        job->time_before = job_user_time_locked(job);
        job->out_of_time = false;
    }
    for (struct member *member = job->members; member; member = member->next)
        if (job_is_live(member)) {
            if (before.LimitFlags & ~limits->LimitFlags & JOB_OBJECT_LIMIT_PROCESS_MEMORY)
                host_memory_limit(member->process->id, UINT64_MAX);
            job_limit_member_locked(job, member->process);
        }
}

NTSTATUS job_set_limits(struct job *job, const void *info, ULONG length, bool extended)
{
    const JOBOBJECT_EXTENDED_LIMIT_INFORMATION *limits = info;
    ULONG size = extended ? sizeof(*limits) : sizeof(limits->BasicLimitInformation);
    if (length != size)
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = check(info, extended ? EXTENDED_LIMITS : BASIC_LIMITS);
    if (NT_SUCCESS(status) && extended && !limits->ProcessMemoryLimit &&
        limits->BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_PROCESS_MEMORY)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && ((const JOBOBJECT_BASIC_LIMIT_INFORMATION *)info)->LimitFlags & TIMES)
        status = make_clock(job);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&job_lock);
    replace_locked(job, info, size);
    pthread_mutex_unlock(&job_lock);
    return STATUS_SUCCESS;
}
