/* SPDX-License-Identifier: MIT
 *
 * Jobs: groups of processes that are counted and ended together. A job belongs to the process that made it: a
 * list of members, each with a reference to its process object, and, where a completion port wants to be
 * told, a watch of the thread pool's for its end.
 *
 * A member's children are members on Windows. Those of this process are entered when they are started; those
 * of other members are found, when they are asked for or ended, by their parents in /proc. One whose parent
 * has ended is found no more, and one that this process did not start is in no job that the child itself
 * could see.
 *
 * Limits are in job_limits.c. Closing the last handle ends the members if that was asked for, and so does the
 * end of this process, but not its death by SIGKILL.
 *
 * job_lock guards jobs and members. A watch is stopped without it, for its call takes it.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "job_internal.h"
#include "kernel/ob/named.h"
#include "kernel/mm/probe.h"
#include "kernel/host/process_list.h"
#include "kernel/services.h"
#include <rtl/threadpool.h>

#define MOST_DESCENDANTS 1000

pthread_mutex_t job_lock = PTHREAD_MUTEX_INITIALIZER;
static struct job *jobs;

static struct job *job_of(struct object *object)
{
    return container_of(object, struct job, object);
}

bool job_is_live(struct member *member)
{
    return process_exit_code(member->process) == (uint32_t)STATUS_PENDING;
}

/* ---- ending ---- */

struct family {
    uint32_t ids[MOST_DESCENDANTS];
    unsigned count;
    bool grown;
};

static bool is_in(const struct family *family, uint32_t id)
{
    for (unsigned i = 0; i < family->count; i++)
        if (family->ids[i] == id)
            return true;
    return false;
}

static bool add_child(uint32_t id, void *context)
{
    struct family *family = context;
    struct host_process process;
    if (!is_in(family, id) && !host_process_info(id, &process) && is_in(family, process.parent)) {
        family->ids[family->count++] = id;
        family->grown = true;
    }
    return family->count < MOST_DESCENDANTS;
}

/* The members that live, and what descends from them; of this process's children only those that are members,
 * for the others broke away. Allocated: it is too much for a stack. */
static struct family *family_of_locked(struct job *job)
{
    struct family *family = calloc(1, sizeof(*family));
    bool self = false;
    if (!family)
        return NULL;
    for (struct member *member = job->members; member && family->count < MOST_DESCENDANTS;
         member = member->next)
        if (member->process->id == host_process_id())
            self = true;
        else if (job_is_live(member))
            family->ids[family->count++] = member->process->id;
    family->grown = family->count != 0;
    while (family->grown && family->count < MOST_DESCENDANTS) {
        family->grown = false;
        host_process_each(add_child, family);
    }
    if (self && family->count < MOST_DESCENDANTS)
        family->ids[family->count++] = host_process_id();
    return family;
}

static void kill_process(uint32_t id)
{
    int fd = host_process_open(id);
    if (fd < 0)
        return;
    host_process_kill(fd);
    host_close(fd);
}

/* Ends all but this process; whether that one is a member. */
bool job_kill_all_locked(struct job *job, NTSTATUS code)
{
    bool self = false;
    struct family *family = family_of_locked(job);
    for (struct member *member = job->members; member; member = member->next) {
        uint64_t none = 0;
        if (member->process->id == host_process_id()) {
            self = true;
        } else if (job_is_live(member)) {
            atomic_compare_exchange_strong(&member->process->killed, &none, 1ull << 32 | (uint32_t)code);
            host_process_kill(member->process->pidfd);
        }
    }
    for (unsigned i = 0; family && i < family->count; i++)
        if (family->ids[i] != host_process_id())
            kill_process(family->ids[i]);
    free(family);
    return self;
}

static bool kills_on_close(const struct job *job)
{
    return job->limits.BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
}

void job_process_exit(void)
{
    if (!jobs || pthread_mutex_trylock(&job_lock))
        return;
    for (struct job *job = jobs; job; job = job->next)
        if (kills_on_close(job))
            job_kill_all_locked(job, 0);
    pthread_mutex_unlock(&job_lock);
}

/* ---- messages ---- */

void job_tell_locked(struct job *job, ULONG message, uint32_t id)
{
    FILE_IO_COMPLETION_INFORMATION info = {job->key, (PVOID)(ULONG_PTR)id, {{0}, message}};
    if (job->port)
        completion_post_source(job->port, &info, NULL);
}

static void member_ended(void *context)
{
    struct member *member = context;
    struct job *job = member->job;
    unsigned live = 0;
    pthread_mutex_lock(&job_lock);
    member->told = true;
    uint32_t code = process_exit_code(member->process);
    job_tell_locked(job,
                    code >= 0xC0000000u ? JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS : JOB_OBJECT_MSG_EXIT_PROCESS,
                    member->process->id);
    for (struct member *other = job->members; other; other = other->next)
        live += !other->told;
    if (!live)
        job_tell_locked(job, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0);
    pthread_mutex_unlock(&job_lock);
}

/* Members are added only, until the job goes; so the list may be walked without the lock. */
static void watch_member(struct member *member)
{
    PTP_WAIT watch;
    if (member->watch || member->process->pidfd < 0 ||
        !NT_SUCCESS(tp_watch_create(member_ended, member, &watch)))
        return;
    member->watch = watch;
    tp_watch_start(watch, &member->process->object);
}

/* ---- the object ---- */

static void destroy_job(struct object *object)
{
    struct job *job = job_of(object);
    pthread_mutex_lock(&job_lock);
    *job->link = job->next;
    if (job->next)
        job->next->link = job->link;
    pthread_mutex_unlock(&job_lock);
    job_stop_clock(job);
    while (job->members) {
        struct member *member = job->members;
        job->members = member->next;
        if (member->watch) {
            tp_watch_stop(member->watch);
            TpReleaseWait(member->watch);
        }
        object_release(&member->process->object);
        free(member);
    }
    if (job->port)
        completion_put_port(job->port);
    free(job);
}

static void close_job(struct object *object)
{
    struct job *job = job_of(object);
    if (!named_closed(object) || !kills_on_close(job))
        return;
    pthread_mutex_lock(&job_lock);
    bool self = job_kill_all_locked(job, 0);
    pthread_mutex_unlock(&job_lock);
    if (self)
        process_terminate(0);
}

static const struct object_type job_type = {
    .name = "Job",
    .generic_read = 0x20004,
    .generic_write = 0x2000B,
    .generic_execute = 0x120000,
    .all_access = JOB_OBJECT_ALL_ACCESS,
    .destroy = destroy_job,
    .close = close_job,
    .query_name = named_query,
};

NTSTATUS svc_NtCreateJobObject(PHANDLE JobHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS status = probe_create(JobHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    struct job *job = calloc(1, sizeof(*job));
    if (!job)
        return STATUS_NO_MEMORY;
    object_init(&job->object, &job_type);
    pthread_mutex_lock(&job_lock);
    job->next = jobs;
    job->link = &jobs;
    if (jobs)
        jobs->link = &job->next;
    jobs = job;
    pthread_mutex_unlock(&job_lock);
    status = named_create(&job->object, DesiredAccess, ObjectAttributes, JobHandle);
    object_release(&job->object);
    return status;
}

NTSTATUS svc_NtOpenJobObject(PHANDLE JobHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes)
{
    NTSTATUS status = probe_create(JobHandle, ObjectAttributes);
    return NT_SUCCESS(status) ? named_open(&job_type, DesiredAccess, ObjectAttributes, JobHandle) : status;
}

static NTSTATUS get(HANDLE handle, ACCESS_MASK access, struct job **job)
{
    struct object *object;
    NTSTATUS status = handle_get(handle, &job_type, access, &object);
    if (NT_SUCCESS(status))
        *job = job_of(object);
    return status;
}

static struct member *find_locked(struct job *job, uint32_t id)
{
    struct member *member = job->members;
    while (member && member->process->id != id)
        member = member->next;
    return member;
}

static unsigned count_live_locked(struct job *job)
{
    unsigned live = 0;
    for (struct member *member = job->members; member; member = member->next)
        live += job_is_live(member);
    return live;
}

/* STATUS_QUOTA_EXCEEDED: there would be too many, and it is ended, as documented. */
static NTSTATUS add_member_locked(struct job *job, struct process_object *process, struct member **out)
{
    const JOBOBJECT_BASIC_LIMIT_INFORMATION *limits = &job->limits.BasicLimitInformation;
    *out = NULL;
    if (find_locked(job, process->id))
        return STATUS_SUCCESS;
    if (limits->LimitFlags & JOB_OBJECT_LIMIT_ACTIVE_PROCESS &&
        count_live_locked(job) >= limits->ActiveProcessLimit) {
        job->limit_ended++;
        job_tell_locked(job, JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT, 0);
        return STATUS_QUOTA_EXCEEDED;
    }
    struct member *member = calloc(1, sizeof(*member));
    if (!member)
        return STATUS_NO_MEMORY;
    object_reference(&process->object);
    *member = (struct member){.next = job->members, .job = job, .process = process};
    job->members = member;
    job->total++;
    job_limit_member_locked(job, process);
    job_tell_locked(job, JOB_OBJECT_MSG_NEW_PROCESS, process->id);
    *out = job->port ? member : NULL;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtAssignProcessToJobObject(HANDLE JobHandle, HANDLE ProcessHandle)
{
    struct object *object;
    struct job *job;
    struct member *member;
    NTSTATUS status = get(JobHandle, JOB_OBJECT_ASSIGN_PROCESS, &job);
    if (!NT_SUCCESS(status))
        return status;
    status = sync_get_typed(ProcessHandle, &process_type, 0x101, &object); /* to end it, to set its quota */
    if (NT_SUCCESS(status)) {
        struct process_object *process = container_of(object, struct process_object, object);
        if (process_exit_code(process) != (uint32_t)STATUS_PENDING) {
            status = STATUS_PROCESS_IS_TERMINATING;
        } else {
            pthread_mutex_lock(&job_lock);
            status = add_member_locked(job, process, &member);
            pthread_mutex_unlock(&job_lock);
            if (status == STATUS_QUOTA_EXCEEDED)
                svc_NtTerminateProcess(ProcessHandle, status);
            else if (NT_SUCCESS(status) && member)
                watch_member(member);
        }
        sync_put(ProcessHandle, object);
    }
    handle_put(JobHandle, &job->object);
    return status;
}

void job_adopt_child(struct process_object *child)
{
    struct member *member;
    if (!jobs)
        return;
    pthread_mutex_lock(&job_lock);
    for (struct job *job = jobs; job; job = job->next)
        if (find_locked(job, host_process_id()) &&
            !(job->limits.BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK) &&
            NT_SUCCESS(add_member_locked(job, child, &member)) && member)
            watch_member(member); /* a new one: its call cannot have begun */
    pthread_mutex_unlock(&job_lock);
}

NTSTATUS svc_NtTerminateJobObject(HANDLE JobHandle, NTSTATUS ExitStatus)
{
    struct job *job;
    NTSTATUS status = get(JobHandle, JOB_OBJECT_TERMINATE, &job);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&job_lock);
    bool self = job_kill_all_locked(job, ExitStatus);
    pthread_mutex_unlock(&job_lock);
    if (self)
        process_terminate(ExitStatus);
    handle_put(JobHandle, &job->object);
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtIsProcessInJob(HANDLE ProcessHandle, HANDLE JobHandle)
{
    struct object *object;
    struct job *wanted = NULL;
    bool found = false;
    NTSTATUS status = JobHandle ? get(JobHandle, JOB_OBJECT_QUERY, &wanted) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status))
        return status;
    status = sync_get_typed(ProcessHandle, &process_type, PROCESS_QUERY_LIMITED_INFORMATION, &object);
    if (NT_SUCCESS(status)) {
        pthread_mutex_lock(&job_lock);
        for (struct job *job = jobs; job && !found; job = job->next)
            found = (!wanted || job == wanted) && find_locked(job, ((struct process_object *)object)->id);
        pthread_mutex_unlock(&job_lock);
        sync_put(ProcessHandle, object);
        status = found ? STATUS_PROCESS_IN_JOB : STATUS_PROCESS_NOT_IN_JOB;
    }
    if (wanted)
        handle_put(JobHandle, &wanted->object);
    return status;
}

/* ---- asking and setting ---- */

LONGLONG job_user_time_locked(struct job *job)
{
    LONGLONG time = 0;
    for (struct member *member = job->members; member; member = member->next) {
        struct host_task_times used;
        if (!host_task_times(member->process->id, 0, &used))
            member->process->used = used; /* what is known once it is gone */
        time += (LONGLONG)member->process->used.user / 100;
    }
    return time;
}

static void account_locked(struct job *job, JOBOBJECT_BASIC_ACCOUNTING_INFORMATION *info)
{
    struct family *family = family_of_locked(job);
    unsigned live = count_live_locked(job), found = family ? family->count : live;
    *info = (JOBOBJECT_BASIC_ACCOUNTING_INFORMATION){0};
    info->TotalUserTime.QuadPart = job_user_time_locked(job);
    for (struct member *member = job->members; member; member = member->next)
        info->TotalKernelTime.QuadPart += (LONGLONG)member->process->used.system / 100;
    info->ThisPeriodTotalUserTime.QuadPart = info->TotalUserTime.QuadPart - job->time_before;
    info->ThisPeriodTotalKernelTime = info->TotalKernelTime;
    info->TotalProcesses = job->total + (found - live);
    info->ActiveProcesses = found;
    info->TotalTerminatedProcesses = job->limit_ended;
    free(family);
}

static NTSTATUS list_locked(struct job *job, JOBOBJECT_BASIC_PROCESS_ID_LIST *info, ULONG length,
                            ULONG *needed)
{
    const ULONG head = offsetof(JOBOBJECT_BASIC_PROCESS_ID_LIST, ProcessIdList);
    if (length < sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    struct family *family = family_of_locked(job);
    if (!family)
        return STATUS_NO_MEMORY;
    ULONG room = (length - head) / sizeof(ULONG_PTR), count = family->count < room ? family->count : room;
    info->NumberOfAssignedProcesses = family->count;
    info->NumberOfProcessIdsInList = count;
    for (ULONG i = 0; i < count; i++)
        info->ProcessIdList[i] = family->ids[i];
    *needed = head + count * (ULONG)sizeof(ULONG_PTR);
    NTSTATUS status = count < family->count ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    free(family);
    return status;
}

static NTSTATUS query_locked(struct job *job, ULONG class, PVOID info, ULONG length, ULONG *needed)
{
    static const ULONG sizes[] = {
        [JobObjectBasicAccountingInformation] = sizeof(JOBOBJECT_BASIC_ACCOUNTING_INFORMATION),
        [JobObjectBasicLimitInformation] = sizeof(JOBOBJECT_BASIC_LIMIT_INFORMATION),
        [JobObjectExtendedLimitInformation] = sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION),
    };
    if (class == JobObjectBasicProcessIdList)
        return list_locked(job, info, length, needed);
    if (class >= countof(sizes) || !sizes[class])
        return STATUS_INVALID_INFO_CLASS;
    *needed = sizes[class];
    if (length != sizes[class])
        return STATUS_INFO_LENGTH_MISMATCH;
    if (class == JobObjectBasicAccountingInformation)
        account_locked(job, info);
    else
        memcpy(info, &job->limits, sizes[class]); /* the basic ones come first */
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryInformationJobObject(HANDLE JobHandle, ULONG JobInformationClass, PVOID JobInformation,
                                         ULONG JobInformationLength, PULONG ReturnLength)
{
    struct job *job;
    ULONG needed = 0;
    if (!probe_write(JobInformation, JobInformationLength) ||
        !probe_write_optional(ReturnLength, sizeof(*ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = STATUS_SUCCESS;
    if (JobHandle && !NT_SUCCESS(status = get(JobHandle, JOB_OBJECT_QUERY, &job)))
        return status;
    pthread_mutex_lock(&job_lock);
    if (!JobHandle) /* the one that this process is in */
        for (job = jobs; job && !find_locked(job, host_process_id());)
            job = job->next;
    status = job ? query_locked(job, JobInformationClass, JobInformation, JobInformationLength, &needed)
                 : STATUS_ACCESS_DENIED;
    pthread_mutex_unlock(&job_lock);
    if (JobHandle)
        handle_put(JobHandle, &job->object);
    if (ReturnLength)
        *ReturnLength = needed;
    return status;
}

static NTSTATUS set_port(struct job *job, const JOBOBJECT_ASSOCIATE_COMPLETION_PORT *info, ULONG length)
{
    struct port *port;
    if (length != sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = completion_get_port(info->CompletionPort, &port);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&job_lock);
    if (job->port)
        status = STATUS_INVALID_PARAMETER; /* once and for all */
    else
        job->port = port, job->key = info->CompletionKey;
    struct member *first = job->members;
    for (struct member *member = first; member && NT_SUCCESS(status); member = member->next)
        if (job_is_live(member))
            job_tell_locked(job, JOB_OBJECT_MSG_NEW_PROCESS, member->process->id);
    pthread_mutex_unlock(&job_lock);
    if (!NT_SUCCESS(status)) {
        completion_put_port(port);
        return status;
    }
    for (struct member *member = first; member; member = member->next)
        watch_member(member);
    return STATUS_SUCCESS;
}

static NTSTATUS set_end_of_time(struct job *job, const JOBOBJECT_END_OF_JOB_TIME_INFORMATION *info,
                                ULONG length)
{
    if (length != sizeof(*info))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (info->EndOfJobTimeAction > JOB_OBJECT_POST_AT_END_OF_JOB)
        return STATUS_INVALID_PARAMETER;
    job->end_of_time = info->EndOfJobTimeAction;
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtSetInformationJobObject(HANDLE JobHandle, ULONG JobInformationClass, PVOID JobInformation,
                                       ULONG JobInformationLength)
{
    struct job *job;
    if (!probe_read(JobInformation, JobInformationLength))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = get(JobHandle, JOB_OBJECT_SET_ATTRIBUTES, &job);
    if (!NT_SUCCESS(status))
        return status;
    if (JobInformationClass == JobObjectBasicLimitInformation ||
        JobInformationClass == JobObjectExtendedLimitInformation)
        status = job_set_limits(job, JobInformation, JobInformationLength,
                                JobInformationClass == JobObjectExtendedLimitInformation);
    else if (JobInformationClass == JobObjectEndOfJobTimeInformation)
        status = set_end_of_time(job, JobInformation, JobInformationLength);
    else if (JobInformationClass == JobObjectAssociateCompletionPortInformation)
        status = set_port(job, JobInformation, JobInformationLength);
    else
        status = STATUS_INVALID_INFO_CLASS;
    handle_put(JobHandle, &job->object);
    return status;
}
