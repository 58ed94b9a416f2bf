/* SPDX-License-Identifier: MIT
 *
 * What Linux knows of a thread: its segment base, its identifiers, the end of the process.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <asm/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "host.h"

int host_set_guest_segment(void *teb)
{
#ifdef __x86_64__
    return syscall(SYS_arch_prctl, ARCH_SET_GS, teb) ? -errno : 0;
#else
#error "the 32-bit program sets FS through set_thread_area; it is not built yet"
#endif
}

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
