/* SPDX-License-Identifier: MIT
 *
 * What Linux knows of a thread: its segment base, its identifiers, the end of the process.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "kernel/mm/pe_fault_signals.h"
#include "host.h"

#ifdef __x86_64__
int host_set_guest_segment(void *teb)
{
    return syscall(SYS_arch_prctl, ARCH_SET_GS, teb) ? -errno : 0;
}
#else
/* The C library's thread-local data hangs on GS here, so FS is the guest's as it is on Windows: a descriptor
 * of this thread's, in the place that the process's first thread was given (set_thread_area(2)). */
int host_set_guest_segment(void *teb)
{
    static _Atomic int place = -1;
    struct user_desc descriptor = {
        .entry_number = (unsigned)atomic_load_explicit(&place, memory_order_relaxed),
        .base_addr = (unsigned)(uintptr_t)teb,
        .limit = 0xFFFFF,
        .seg_32bit = 1,
        .limit_in_pages = 1,
        .useable = 1,
    };
    if (syscall(SYS_set_thread_area, &descriptor))
        return -errno;
    atomic_store_explicit(&place, (int)descriptor.entry_number, memory_order_relaxed);
    unsigned selector = descriptor.entry_number << 3 | 3;
    __asm__ volatile("movw %w0, %%fs" : : "r"(selector));
    return 0;
}
#endif

uint32_t host_thread_id(void)
{
    return (uint32_t)syscall(SYS_gettid);
}

uint32_t host_process_id(void)
{
    return (uint32_t)getpid();
}

unsigned host_processor_count(void)
{
    cpu_set_t set;
    int count =
        sched_getaffinity(0, sizeof(set), &set) ? (int)sysconf(_SC_NPROCESSORS_ONLN) : CPU_COUNT(&set);
    return count > 0 ? (unsigned)count : 1;
}

int host_name(char *name, size_t size)
{
    struct utsname system;
    if (uname(&system))
        return -errno;
    snprintf(name, size, "%s", system.nodename);
    return 0;
}

_Noreturn void host_exit(int code)
{
    _exit(code);
}

/* The kernel side's frames of a thread, and the C library's thread-local data. */
#define HOST_STACK (256u << 10)

struct start {
    void (*run)(void *);
    void *argument;
    _Atomic uint32_t
        known; /* the creator has learnt the identifier: before that, the thread must not be gone */
};

static void *thread_entry(void *argument)
{
    struct start *start = argument;
    start->run(start->argument);
    while (!atomic_load_explicit(&start->known, memory_order_acquire))
        sched_yield();
    free(start);
    return NULL;
}

/* The kernel's identifier of a thread that was just made: the C library has it from clone(2), and tells it
 * through the thread's CPU clock, whose number holds its complement (include/linux/posix-timers.h). */
static uint32_t id_of(pthread_t thread)
{
    clockid_t clock;
    return pthread_getcpuclockid(thread, &clock) ? 0 : ~((uint32_t)clock >> 3) & 0x1FFFFFFF;
}

void host_barrier_prepare(void)
{
    static _Atomic bool done; /* only the first call comes while there is one thread, and needs to */
    if (!done)
        syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
    done = true;
}

int host_thread_start(void (*run)(void *), void *argument, uint32_t *id)
{
    struct start *start = malloc(sizeof(*start));
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    if (!start)
        return -ENOMEM;
    host_barrier_prepare();
    start->run = run;
    start->argument = argument;
    atomic_init(&start->known, 0);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, HOST_STACK);
    all_but_faults(&all);
    pthread_attr_setsigmask_np(&attributes, &all);
    int error = pthread_create(&thread, &attributes, thread_entry, start);
    pthread_attr_destroy(&attributes);
    if (error) {
        free(start);
        return -error;
    }
    *id = id_of(thread);
    atomic_store_explicit(&start->known, 1, memory_order_release);
    return 0;
}

void host_block_signals(void)
{
    sigset_t all;
    all_but_faults(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

void host_unblock_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
}

/* ---- what the kernel knows of threads and processes ---- */

/* /proc/…/stat: fields 14 and 15 are user and system time, 22 the start, all in clock ticks (proc(5)). The
 * second field, a name in parentheses, may hold anything. */
static int read_stat(const char *path, uint64_t *user, uint64_t *system, uint64_t *start)
{
    char text[1024];
    int fd = host_open(path, O_RDONLY, 0);
    if (fd < 0)
        return fd;
    ssize_t got = host_read(fd, text, sizeof(text) - 1);
    host_close(fd);
    if (got <= 0)
        return got < 0 ? (int)got : -ESRCH;
    text[got] = 0;
    char *at = strrchr(text, ')');
    unsigned long long u, s, begun;
    if (!at ||
        sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %*d %*d %llu",
               &u, &s, &begun) != 3)
        return -EIO;
    *user = u;
    *system = s;
    *start = begun;
    return 0;
}

int host_task_times(uint32_t process, uint32_t thread, struct host_task_times *out)
{
    char path[64];
    uint64_t user = 0, system = 0, start = 0;
    if (thread)
        snprintf(path, sizeof(path), "/proc/%u/task/%u/stat", process, thread);
    else
        snprintf(path, sizeof(path), "/proc/%u/stat", process);
    int error = read_stat(path, &user, &system, &start);
    if (error)
        return error;
    uint64_t tick = 1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK);
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    uint64_t since_boot = (uint64_t)boot.tv_sec * 1000000000ull + (uint64_t)boot.tv_nsec;
    out->user = user * tick;
    out->system = system * tick;
    out->created = host_realtime() - since_boot + start * tick;
    struct rusage usage;
    if (process == host_process_id() && (!thread || thread == host_thread_id()) &&
        !getrusage(thread ? RUSAGE_THREAD : RUSAGE_SELF, &usage)) { /* finer than ticks */
        out->user = (uint64_t)usage.ru_utime.tv_sec * 1000000000ull + (uint64_t)usage.ru_utime.tv_usec * 1000;
        out->system =
            (uint64_t)usage.ru_stime.tv_sec * 1000000000ull + (uint64_t)usage.ru_stime.tv_usec * 1000;
    }
    return 0;
}

void host_own_times(struct host_task_times *out)
{
    struct rusage usage;
    if (getrusage(RUSAGE_THREAD, &usage))
        return;
    out->user = (uint64_t)usage.ru_utime.tv_sec * 1000000000ull + (uint64_t)usage.ru_utime.tv_usec * 1000;
    out->system = (uint64_t)usage.ru_stime.tv_sec * 1000000000ull + (uint64_t)usage.ru_stime.tv_usec * 1000;
}

int host_affinity_get(uint32_t task, uint64_t *mask)
{
    cpu_set_t set;
    if (sched_getaffinity((pid_t)task, sizeof(set), &set))
        return -errno;
    *mask = 0;
    for (unsigned i = 0; i < 64; i++)
        *mask |= CPU_ISSET(i, &set) ? 1ull << i : 0;
    return 0;
}

int host_affinity_set(uint32_t task, uint64_t mask)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (unsigned i = 0; i < 64; i++)
        if (mask >> i & 1)
            CPU_SET(i, &set);
    return sched_setaffinity((pid_t)task, sizeof(set), &set) ? -errno : 0;
}

int host_affinity_system(uint64_t *mask)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    *mask = count >= 64 ? ~0ull : (1ull << count) - 1;
    return 0;
}

int host_process_reap(int pidfd, int *status)
{
    siginfo_t info = {0};
    int result;
    do
        result = waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
    while (result && errno == EINTR);
    if (result)
        return -errno;
    if (!info.si_pid)
        return -EAGAIN;
    *status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    return 0;
}

uint32_t host_parent_process_id(void)
{
    return (uint32_t)getppid();
}

int host_nice_set(uint32_t task, int nice)
{
    return setpriority(PRIO_PROCESS, task, nice) ? -errno : 0;
}

int host_process_open(uint32_t process)
{
    int fd = (int)syscall(SYS_pidfd_open, (pid_t)process, 0);
    return fd < 0 ? -errno : fd;
}

int host_process_kill(int pidfd)
{
    return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) ? -errno : 0;
}

void host_barrier_all(void)
{
    host_barrier_prepare();
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0))
        syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}
