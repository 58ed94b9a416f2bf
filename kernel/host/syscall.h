/* SPDX-License-Identifier: MIT
 *
 * System calls that every program makes by the thousand, without glibc's wrapper: no thread of ours is ever
 * cancelled, and -errno is what host.h promises anyway. Elsewhere glibc's functions do.
 */
#ifndef DECANT_KERNEL_HOST_SYSCALL_H
#define DECANT_KERNEL_HOST_SYSCALL_H

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The result, or -errno. */
static inline long host_syscall(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
#ifdef __x86_64__
    register uintptr_t fourth __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
#else
    long result = syscall(number, a, b, c, d);
    return result < 0 ? -errno : result;
#endif
}

#endif
