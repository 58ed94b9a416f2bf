/* SPDX-License-Identifier: MIT
 *
 * What job.c and job_limits.c share. job_lock guards jobs and members.
 */
#ifndef DECANT_KERNEL_PS_JOB_INTERNAL_H
#define DECANT_KERNEL_PS_JOB_INTERNAL_H

#include <pthread.h>
#include "kernel/io/completion.h"
#include "job.h"
#include <rtl/threadpool.h>

struct member {
    struct member *next;
    struct job *job;
    struct process_object *process;
    PTP_WAIT watch; /* NULL: nobody wants to know */
    bool told;      /* of its end */
};

struct job {
    struct object object;
    struct job *next, **link; /* in the list of all */
    struct member *members;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    ULONG total, limit_ended;
    struct port *port; /* with a reference; NULL: none */
    PVOID key;
    PTP_TIMER clock;      /* looks at the members' times; NULL: no limit was ever set */
    LONGLONG time_before; /* that had been used when the job's limit was set */
    DWORD end_of_time;    /* JOB_OBJECT_xxx_AT_END_OF_JOB */
    bool out_of_time;     /* that has been done */
};

extern pthread_mutex_t job_lock;

bool job_is_live(struct member *member);
void job_tell_locked(struct job *job, ULONG message, uint32_t id);
/* Ends all but this process; whether that one is a member. */
bool job_kill_all_locked(struct job *job, NTSTATUS code);
/* User time of all members, 100 ns. */
LONGLONG job_user_time_locked(struct job *job);

/* What the limits say of a process that is a member now. */
void job_limit_member_locked(struct job *job, struct process_object *process);
NTSTATUS job_set_limits(struct job *job, const void *info, ULONG length, bool extended);
/* The job goes. */
void job_stop_clock(struct job *job);

#endif
