/* SPDX-License-Identifier: MIT
 *
 * The border between the user side and the kernel side: what the entry notes of a thread, and what waits for
 * the thread on its way out. docs/border.md is the essay.
 */
#ifndef DECANT_BORDER_H
#define DECANT_BORDER_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers from here on are of services that only decant's own DLLs call. */
#define BORDER_PRIVATE 0x300u

/* Declares the stub by which the user side calls a function of the kernel side's (private.def). */
#define PRIVATE_SERVICE(function) extern __typeof__(function) sys_##function
#define PRIVATE_SERVICE_NORETURN(function)                                                                   \
    extern __typeof__(function) sys_##function __attribute__((noreturn))

/* What is to be done with a thread before it goes on with user code. Whoever sets a bit makes sure that it is
 * seen: border_ask. */
enum {
    PENDING_SUSPEND = 1, /* it stands while its suspend count is above zero */
    PENDING_END = 2,     /* it was terminated */
    PENDING_EXIT = 4,    /* the process ends: it stands for good */
    PENDING_CONTEXT = 8, /* its noted registers were changed: all are loaded */
    PENDING_APC = 16,    /* user APCs run, and the service was alertable */
};

/* Where a stub's return instruction stands. */
#ifdef __x86_64__
#define BORDER_STUB_RETURN 13u
#else
#define BORDER_STUB_RETURN 10u
#endif

/* At a fixed place in struct thread; entry_amd64.S has the offsets. */
struct border {
    void *host_stack;            /* the kernel side's stack begins here */
    _Atomic uint32_t in_service; /* 1 between the entry's last note and the way out's restoring */
    _Atomic uint32_t pending;    /* PENDING_xxx */
    uint32_t number;             /* of the service */
    uint32_t spare;
#ifdef __x86_64__
    uint64_t rsp; /* points to the address to which the stub returns */
    uint64_t rbx, rbp, rsi, rdi, r12, r13, r14, r15;
    uint64_t rip;        /* that address; of a private service */
    uint64_t xmm[10][2]; /* XMM6-15; of a public service */
#else
    uint32_t esp, ebx, ebp, esi, edi;
#endif
};

/* Whether the thread has been in a service since it began: what the note says is its. */
static inline bool border_is_noted(const struct border *border)
{
#ifdef __x86_64__
    return border->rsp;
#else
    return border->esp;
#endif
}

/* One row of services.def. */
struct service_row {
    const void *body;
    uint8_t arguments;
    uint8_t guest_stack; /* it stays on the caller's stack */
};

extern const struct service_row service_table[];
/* The stubs of public services, by number. */
extern const char *const service_stubs[BORDER_PRIVATE];

/* The ranges of the entry's code that a signal's handler asks for. Before `noted` a thread is still on the
 * user side and can begin again at its stub; a fault in `arguments` is the guest's, whose stack could not be
 * read. */
extern const char border_entry[], border_entry_noted[], border_private_entry[];
extern const char border_arguments[], border_arguments_end[];
/* From the clearing of in_service to the return. */
extern const char border_out_done[], border_out_end[];
/* Drops the service that the thread is in and goes the way out with the result in RAX (EAX). */
extern const char border_abandon[];

/* Called by the way out, on the host stack, with bits pending; returns when the thread may go on. */
struct thread;
void border_pending(struct thread *thread, uintptr_t result[2]);
/* The body of services that are not there. */
int32_t border_not_implemented(void);

#endif
