/* SPDX-License-Identifier: MIT
 *
 * What ntdll's files share: the process and the threads of it. Everything else has a header of its own:
 * kernel/host/host.h (Linux), kernel/ob/handle.h (objects), ldr/ldr.h (modules), the headers of nt/ (one per
 * family of services).
 */
#ifndef DECANT_NTDLL_H
#define DECANT_NTDLL_H

#include <stdatomic.h>
#include <win/winternl.h>
#include <win/winerror.h>
#include "syscall-shim/border.h"

/* A thread that runs guest code. The TEB comes first, so NtCurrentTeb() is its address too. */
struct thread {
    union {
        TEB teb;
        char teb_pages[0x2000];
    };
    struct border border; /* what the entry of the services notes; at a fixed place */
    void *guest_stack;    /* lowest address of the stack's mapping */
    size_t guest_stack_size;
    CONTEXT *changed_context;           /* what it is to go on with: kernel/ke/leave.c */
    struct thread_object *object;       /* what handles to this thread refer to */
    struct thread *next, **link;        /* in the list of threads, kernel/ps/thread.c */
    struct sync_object *owned_mutexes;  /* kernel/ke/sync.c */
    _Atomic(struct wait_record *) wait; /* while it waits, kernel/ke/block.c */
    _Atomic bool wait_alertable;
    _Atomic uint32_t apc_pending;           /* a futex word: 1 while APCs are queued */
    struct apc *apcs, *last_apc;            /* kernel/ke/apc.c */
    _Atomic(struct timer_apc *) timer_apcs; /* completion routines of timers, kernel/ke/timer.c */
    struct port_member *port_member;        /* kernel/io/port.c: NULL until it waits for a completion port */
    uint32_t execution_state; /* SetThreadExecutionState's ES_xxx that last, without ES_CONTINUOUS */
    bool ending;              /* on its way out: no second ExitThread */
    /* The host thread, which may serve one guest thread after another (kernel/ps/thread.c). */
    uint32_t host_id;                    /* the kernel's identifier */
    _Atomic uint32_t job;                /* futex: what it is to do next */
    uint32_t affinity_changes;           /* how many changes of the process's affinity it has seen */
    uint64_t user_before, kernel_before; /* nanoseconds that its former guest threads have used */
    struct heap_cache *heap_cache;       /* libs/ntdll/rtl/heap_slots.c: stays with the host thread */
};

_Static_assert(offsetof(struct thread, border) == 0x2000, "syscall-shim/entry_*.S has the offsets");

static inline struct thread *thread_self(void)
{
    return (struct thread *)NtCurrentTeb();
}

/* Whether the calling thread, in a service, is to end or to stop for good: nothing is waited for any more. */
static inline bool thread_is_cut(void)
{
    return atomic_load(&thread_self()->border.pending) & (PENDING_END | PENDING_EXIT);
}

extern PEB process_peb;

/* Starts the program: builds PEB, TEB and process parameters, loads `image` and what it needs, runs it.
 * image: Linux path of the program. argv[0] is the program as the user named it. Returns only if the program
 * could not be started: 126 or 127, after one line on stderr. */
int process_start(const char *image, int argc, char **argv);

/* Ends the process the way Windows does: DLLs are told, then the exit code is mapped to what a shell expects
 * (DESIGN: 0-255 pass; a crash status becomes 128 + the like signal; a non-zero code never becomes zero). */
_Noreturn void process_exit(NTSTATUS status);
/* The same at once: no DLL is told. */
_Noreturn void process_terminate(NTSTATUS status);

/* The one message channel to the user: "decant: ..." on stderr, one line, never on stdout. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a STUB row's thunk calls: names the function on stderr, unless *logged says that it has been, and sets
 * the last error. */
void WINAPI dll_stub_called(const char *name, const char *library, ULONG error, BYTE *logged);

/* ---- system services (Nt*) that other DLLs call, by family ---- */

NTSTATUS WINAPI NtClose(HANDLE Handle);
NTSTATUS WINAPI NtReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                           PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                           PLARGE_INTEGER ByteOffset, PULONG Key);
NTSTATUS WINAPI NtWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                            PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer, ULONG Length,
                            PLARGE_INTEGER ByteOffset, PULONG Key);
/* Leaves the status in the TEB, for RtlGetLastNtStatus; the other form touches no TEB. */
ULONG WINAPI RtlNtStatusToDosError(NTSTATUS Status);
ULONG WINAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS Status);
NTSTATUS WINAPI RtlGetLastNtStatus(VOID);

/* What a host_* result means (the sign of `error` does not matter): one look-up in errno.def. */
NTSTATUS status_from_errno(int error);

/* As services, for the user side. */
PRIVATE_SERVICE_NORETURN(process_terminate);

#endif
