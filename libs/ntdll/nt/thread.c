/* SPDX-License-Identifier: MIT
 *
 * Threads. A thread is a pthread with a small host stack and a guest stack of its own: a mapping with a guard
 * below, as large as Windows would make it. The host's frames hold its start and its end; everything between
 * runs on the guest's stack, our functions too when the guest calls them. Ending a thread in the middle of
 * guest frames means going back to the host stack that thread_run has left in struct thread: nothing is
 * unwound, nothing is trusted, and pthread_exit, which would unwind through frames that libgcc cannot read,
 * is never called.
 *
 * Identifiers are the kernel's, so a thread or process that decant shows is the one that ps shows.
 *
 * Making a thread costs Linux a dozen system calls and as many page faults: the stacks, the guard, the signal
 * stack, the segment base, the C library's own. So a host thread whose guest thread has ended does not end:
 * it parks, with all of these in place, and the next guest thread costs one wake-up. Three things keep that
 * invisible. An identifier must not come back while somebody has a handle to its former bearer: a parked
 * thread is to be had only once the object is gone. What sticks to the host thread (nice value, affinity,
 * an opened guard, a fiber's stack) keeps it from parking. And what is counted or remembered per host thread
 * is taken off (times) or forgotten (THREAD_FORGET).
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "apc.h"
#include "process.h"
#include "suspend.h"
#include "thread.h"
#include "virtual.h"
#include "../host/host.h"
#include "../ldr/ldr.h"
#include "../rtl/exception.h"

#define DEFAULT_STACK 0x100000u
#define MOST_PARKED   16u
#define LARGEST_STACK (4 * DEFAULT_STACK) /* that is kept */

enum { JOB_NONE, JOB_RUN, JOB_END }; /* struct thread.job */

/* The loader tells DLLs of threads, on the guest's stack of the thread in question. */
/* FLS callbacks and the like of a thread that ends (rtl/fls.c). */
void fls_detach_thread(struct thread *thread) __attribute__((weak));

/* Guards the list and the cache. Nothing else is locked, and no guest code runs, while it is held. */
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread *list;
static struct thread *cache;     /* parked threads that are to be had */
static unsigned parked;          /* these, and those whose objects live yet */
static _Atomic uint32_t running; /* threads that have not begun to end */
static _Atomic uint32_t affinity_changes;
static uint32_t process_id;

extern const thread_forget __start_thread_forgets[] __attribute__((weak));
extern const thread_forget __stop_thread_forgets[] __attribute__((weak));

static void destroy_thread_object(struct object *object)
{
    struct thread_object *thread = container_of(object, struct thread_object, sync.object);
    if (thread->parked) {
        pthread_mutex_lock(&list_lock);
        thread->parked->next = cache;
        cache = thread->parked;
        pthread_mutex_unlock(&list_lock);
    }
    free(atomic_load(&thread->description));
    if (thread->process)
        object_release(&thread->process->object);
    free(thread);
}

/* The first thread of a child process ends with it, as far as can be seen from here. */
static struct object *child_of(struct object *object)
{
    struct process_object *process = container_of(object, struct thread_object, sync.object)->process;
    return process ? &process->object : NULL;
}

static NTSTATUS poll_thread(struct object *object, bool take)
{
    struct object *child = child_of(object);
    return child ? process_type.wait->poll(child, take) : sync_wait_ops.poll(object, take);
}

static struct sync_state *state_of_thread(struct object *object, bool *shared)
{
    return child_of(object) ? NULL : sync_wait_ops.state(object, shared);
}

static int descriptor_of_thread(struct object *object, bool *write)
{
    return process_type.wait->descriptor(child_of(object), write);
}

static const struct wait_ops thread_wait_ops = {
    .poll = poll_thread, .state = state_of_thread, .descriptor = descriptor_of_thread};

const struct object_type thread_type = {
    .name = "Thread",
    .generic_read = 0x20048,     /* READ_CONTROL, THREAD_QUERY_INFORMATION, THREAD_GET_CONTEXT */
    .generic_write = 0x20037,    /* TERMINATE, SUSPEND_RESUME, ALERT, SET_CONTEXT, SET_INFORMATION */
    .generic_execute = 0x120800, /* READ_CONTROL, SYNCHRONIZE, QUERY_LIMITED_INFORMATION */
    .all_access = 0x1FFFFF,
    .destroy = destroy_thread_object,
    .wait = &thread_wait_ops,
};

static size_t default_stack(void)
{
    static size_t size;
    struct pe_info info;
    if (!size)
        size = process_peb.ImageBaseAddress && pe_info_of(process_peb.ImageBaseAddress, &info) == PE_OK &&
                       info.stack_reserve
                   ? (size_t)info.stack_reserve
                   : DEFAULT_STACK;
    return size;
}

static void set_up_teb(struct thread *thread)
{
    char *stack = thread->guest_stack;
    thread->teb.NtTib.Self = &thread->teb.NtTib;
    thread->teb.NtTib.Version = 0x1E00; /* until there is a fiber */
    thread->teb.NtTib.StackBase = stack + thread->guest_stack_size;
    thread->teb.NtTib.StackLimit = stack + STACK_GUARD_ALL;
    thread->teb.DeallocationStack = stack;
    thread->teb.ProcessEnvironmentBlock = &process_peb;
    thread->teb.StaticUnicodeString.Buffer = thread->teb.StaticUnicodeBuffer;
    thread->teb.StaticUnicodeString.MaximumLength = sizeof(thread->teb.StaticUnicodeBuffer);
}

static size_t whole_stack(size_t stack_size)
{
    if (!stack_size)
        stack_size = default_stack();
    return (stack_size + STACK_GUARD_ALL + 0xFFFF) & ~(size_t)0xFFFF;
}

/* A parked thread with a stack of that size. Where all that may park have other sizes, one of them ends. */
static struct thread *take_parked(size_t stack_size)
{
    struct thread *thread = NULL, *odd = NULL;
    pthread_mutex_lock(&list_lock);
    struct thread **link = &cache;
    while (*link && (*link)->guest_stack_size != stack_size)
        link = &(*link)->next;
    if (!*link && parked == MOST_PARKED)
        link = &cache;
    if (*link) {
        thread = *link;
        *link = thread->next;
        parked--;
    }
    pthread_mutex_unlock(&list_lock);
    if (thread && thread->guest_stack_size != stack_size) {
        odd = thread;
        thread = NULL;
        atomic_store(&odd->job, JOB_END);
        host_futex_wake(&odd->job, 1, false);
    }
    if (thread) {
        memset(thread, 0, offsetof(struct thread, host_stack));
        thread->apc_pending = 0;
        thread->apcs = NULL;
        thread->owned_mutexes = NULL;
        thread->blocked = thread->ending = false;
        set_up_teb(thread);
    }
    return thread;
}

struct thread *thread_allocate(size_t stack_size)
{
    void *block, *stack;
    stack_size = whole_stack(stack_size);
    if (host_map_aligned(sizeof(struct thread), 0x10000, HOST_READ | HOST_WRITE, &block))
        return NULL;
    if (host_map_aligned(stack_size, 0x10000, HOST_READ | HOST_WRITE, &stack)) {
        host_unmap(block, sizeof(struct thread));
        return NULL;
    }
    struct thread *thread = block;
    thread->guest_stack = stack;
    thread->guest_stack_size = stack_size;
    set_up_teb(thread);
    virtual_add_stack(stack, stack_size, STACK_GUARD_ALL); /* for VirtualQuery only */
    return thread;
}

void thread_free(struct thread *thread)
{
    virtual_remove(thread->guest_stack);
    host_unmap(thread->guest_stack, thread->guest_stack_size);
    host_unmap(thread, sizeof(*thread));
}

/* Whether the host thread of a guest thread that has ended may wait for another one. */
static bool may_park(struct thread *thread)
{
    const struct thread_object *object = thread->object;
    const char *stack = thread->guest_stack;
    bool may = false;
    if (atomic_load(&object->terminate) || object->unusual || thread->guest_stack_size > LARGEST_STACK ||
        thread->teb.DeallocationStack != stack || thread->teb.NtTib.StackLimit != stack + STACK_GUARD_ALL)
        return false;
    pthread_mutex_lock(&list_lock);
    if (parked < MOST_PARKED) {
        parked++;
        may = true;
    }
    pthread_mutex_unlock(&list_lock);
    return may;
}

static struct thread_object *new_object(struct thread *thread)
{
    struct thread_object *object = calloc(1, sizeof(*object));
    if (!object)
        return NULL;
    sync_init(&object->sync, &thread_type, SYNC_EVENT_MANUAL, 0);
    atomic_init(&object->exit_code, (uint32_t)STATUS_PENDING);
    atomic_init(&object->thread, thread);
    object->used.created = host_realtime();
    thread->object = object;
    return object;
}

static void set_id(struct thread *thread, uint32_t id)
{
    thread->host_id = id;
    atomic_store_explicit(&thread->object->id, id, memory_order_relaxed);
    thread->teb.ClientId.UniqueProcess = (HANDLE)(uintptr_t)process_id;
    thread->teb.ClientId.UniqueThread = (HANDLE)(uintptr_t)id;
}

static void enlist(struct thread *thread)
{
    pthread_mutex_lock(&list_lock);
    thread->next = list;
    thread->link = &list;
    if (list)
        list->link = &thread->next;
    list = thread;
    pthread_mutex_unlock(&list_lock);
    atomic_fetch_add_explicit(&running, 1, memory_order_relaxed);
}

static void delist(struct thread *thread)
{
    pthread_mutex_lock(&list_lock);
    *thread->link = thread->next;
    if (thread->next)
        thread->next->link = thread->link;
    atomic_store_explicit(&thread->object->thread, NULL, memory_order_release);
    pthread_mutex_unlock(&list_lock);
}

NTSTATUS thread_adopt(struct thread *thread)
{
    if (!new_object(thread))
        return STATUS_NO_MEMORY;
    process_id = host_process_id();
    set_id(thread, host_thread_id());
    enlist(thread);
    return STATUS_SUCCESS;
}

/* Runs entry(argument) on the guest's stack, in the state in which Windows starts a thread: MXCSR 0x1F80, x87
 * control word 0x27F, direction flag clear, RSP 16-byte aligned before the call, 32 bytes of home space. The
 * stack pointer to come back to goes to *host_stack; return_to_host does so from anywhere. */
int call_on_guest_stack(void *entry, void *argument, void *stack_top, void **host_stack);
_Noreturn void return_to_host(void *host_stack, int code);
#ifdef __x86_64__
__asm__(".text\n"
        ".type call_on_guest_stack, @function\n"
        "call_on_guest_stack:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n" /* the guest's stack ends here: see rtl/unwind.c */
        "    push %rbp\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    .cfi_rel_offset rbp, 0\n"
        "    mov %rsp, %rbp\n"
        "    .cfi_def_cfa_register rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rcx)\n"
        "    mov %rdx, %rsp\n"
        "    sub $48, %rsp\n"
        "    movl $0x1F80, 32(%rsp)\n"
        "    ldmxcsr 32(%rsp)\n"
        "    movw $0x27F, 32(%rsp)\n"
        "    fldcw 32(%rsp)\n"
        "    movl $0, 32(%rsp)\n"
        "    cld\n"
        "    mov %rsi, %rcx\n"
        "    call *%rdi\n"
        "    lea -48(%rbp), %rsp\n"
        ".Lback_on_host:\n"
        "    cld\n"
        "    fninit\n"
        "    fldcw 4(%rsp)\n"
        "    ldmxcsr (%rsp)\n"
        "    add $8, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    .cfi_def_cfa rsp, 8\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size call_on_guest_stack, . - call_on_guest_stack\n"
        ".type return_to_host, @function\n"
        "return_to_host:\n"
        "    mov %rdi, %rsp\n"
        "    mov %esi, %eax\n"
        "    jmp .Lback_on_host\n"
        ".size return_to_host, . - return_to_host\n");
#else
/* i386: arguments on the stack, EBX, ESI, EDI and EBP kept, the guest's stack 16-byte aligned before the
 * call. Both cdecl and stdcall entries return here, because ESP comes from EBP. The FS:[0] chain starts
 * empty. */
__asm__(".text\n"
        ".type call_on_guest_stack, @function\n"
        "call_on_guest_stack:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined eip\n"
        "    push %ebp\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    .cfi_rel_offset ebp, 0\n"
        "    mov %esp, %ebp\n"
        "    .cfi_def_cfa_register ebp\n"
        "    push %ebx\n"
        "    push %esi\n"
        "    push %edi\n"
        "    sub $12, %esp\n"
        "    stmxcsr (%esp)\n"
        "    fnstcw 4(%esp)\n"
        "    mov 20(%ebp), %ecx\n"
        "    mov %esp, (%ecx)\n"
        "    mov 8(%ebp), %eax\n"
        "    mov 12(%ebp), %edx\n"
        "    mov 16(%ebp), %esp\n"
        "    sub $32, %esp\n"
        "    movl $0x1F80, (%esp)\n"
        "    ldmxcsr (%esp)\n"
        "    movw $0x27F, (%esp)\n"
        "    fldcw (%esp)\n"
        "    movl $-1, %fs:0\n"
        "    cld\n"
        "    mov %edx, (%esp)\n"
        "    call *%eax\n"
        "    lea -24(%ebp), %esp\n"
        ".Lback_on_host:\n"
        "    cld\n"
        "    fninit\n"
        "    fldcw 4(%esp)\n"
        "    ldmxcsr (%esp)\n"
        "    add $12, %esp\n"
        "    pop %edi\n"
        "    pop %esi\n"
        "    pop %ebx\n"
        "    pop %ebp\n"
        "    .cfi_def_cfa esp, 4\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size call_on_guest_stack, . - call_on_guest_stack\n"
        ".type return_to_host, @function\n"
        "return_to_host:\n"
        "    mov 8(%esp), %eax\n"
        "    mov 4(%esp), %esp\n"
        "    jmp .Lback_on_host\n"
        ".size return_to_host, . - return_to_host\n");
#endif

NTSTATUS thread_run(struct thread *thread, void *entry, void *argument)
{
    return call_on_guest_stack(entry, argument, thread->teb.NtTib.StackBase, &thread->host_stack);
}

/* The first frame on the guest's stack. */
static DWORD WINAPI guest_start(struct thread *thread)
{
    struct thread_object *object = thread->object;
    ldr_attach_thread();
    thread_exit((NTSTATUS)((LPTHREAD_START_ROUTINE)object->start)(object->argument));
}

/* What becomes of a host thread and its block when its guest thread has ended. POISONED: it was terminated
 * while it was at something of ours that may still be in a list. */
enum fate { PARKS, ENDS, POISONED };
static enum fate end_guest_thread(struct thread *thread, NTSTATUS code);

/* One guest thread, from its gate to its end. */
static enum fate run_guest_thread(struct thread *thread)
{
    struct thread_object *object = thread->object;
    while (!atomic_load_explicit(&object->gate, memory_order_acquire))
        host_futex_wait(&object->gate, 0, HOST_FOREVER, false);
    if (atomic_load(&object->terminate)) {
        atomic_fetch_sub(&running, 1);
        return end_guest_thread(thread, (NTSTATUS)object->terminate_code);
    }
    thread_check_exit();
    host_unblock_signals();
    NTSTATUS code = thread_run(thread, guest_start, thread);
    host_block_signals();
    return end_guest_thread(thread, code);
}

/* The first frame on the host's stack. */
static void host_start(void *argument)
{
    struct thread *thread = argument;
    enum fate fate;
    host_set_guest_segment(&thread->teb);
    set_id(thread, host_thread_id());
    if (exception_thread_start(thread))
        report("a thread has no guard below its stack: not enough memory");
    while ((fate = run_guest_thread(thread)) == PARKS) {
        while (atomic_load_explicit(&thread->job, memory_order_acquire) == JOB_NONE)
            host_futex_wait(&thread->job, JOB_NONE, HOST_FOREVER, false);
        if (atomic_load(&thread->job) == JOB_END)
            break;
        for (const thread_forget *forget = __start_thread_forgets; forget < __stop_thread_forgets; forget++)
            (*forget)();
    }
    exception_thread_end(thread);
    if (fate != POISONED)
        thread_free(thread);
}

/* A host thread for a guest thread that is entered in the list. */
static int start_host_thread(struct thread *thread)
{
    struct thread_object *object = thread->object;
    uint32_t id = thread->host_id, changes = atomic_load(&affinity_changes);
    if (id) {
        set_id(thread, id);
        if (thread->affinity_changes != changes)
            host_affinity_set(id, process_peb.ActiveProcessAffinityMask);
        thread->affinity_changes = changes;
        atomic_store_explicit(&thread->job, JOB_RUN, memory_order_release);
        host_futex_wake(&thread->job, 1, false);
        return 0;
    }
    thread->affinity_changes = changes;
    int error = host_thread_start(host_start, thread, &id);
    if (!error) /* the thread says so, too, but the caller must know it now */
        atomic_store_explicit(&object->id, id, memory_order_relaxed);
    return error;
}

NTSTATUS thread_create(PVOID start, PVOID argument, size_t stack_size, bool suspended,
                       struct thread_object **out)
{
    struct thread *thread = take_parked(whole_stack(stack_size));
    if (!thread)
        thread = thread_allocate(stack_size);
    if (!thread)
        return STATUS_NO_MEMORY;
    struct thread_object *object = new_object(thread);
    if (!object) {
        if (thread->host_id) {
            atomic_store(&thread->job, JOB_END);
            host_futex_wake(&thread->job, 1, false);
        } else {
            thread_free(thread);
        }
        return STATUS_NO_MEMORY;
    }
    object->start = start;
    object->argument = argument;
    atomic_init(&object->suspended, suspended);
    atomic_init(&object->gate, !suspended);
    object_reference(&object->sync.object); /* one for the thread, one for the caller */
    enlist(thread);
    if (start_host_thread(thread)) {
        delist(thread);
        atomic_fetch_sub(&running, 1);
        object_release(&object->sync.object);
        object_release(&object->sync.object);
        thread_free(thread);
        return STATUS_NO_MEMORY;
    }
    *out = object;
    return STATUS_SUCCESS;
}

_Noreturn void thread_exit(NTSTATUS code)
{
    struct thread *thread = thread_self();
    if (!thread->ending) {
        thread->ending = true;
        if (atomic_fetch_sub_explicit(&running, 1, memory_order_acq_rel) == 1)
            process_exit(code);
        if (fls_detach_thread)
            fls_detach_thread(thread);
        ldr_detach_thread();
    }
    return_to_host(thread->host_stack, code);
}

_Noreturn void thread_leave(struct thread *thread, NTSTATUS code)
{
    if (!thread->ending) {
        thread->ending = true;
        if (atomic_fetch_sub_explicit(&running, 1, memory_order_acq_rel) == 1)
            process_terminate(code);
    }
    return_to_host(thread->host_stack, code);
}

void thread_times(struct thread_object *object, struct host_task_times *out)
{
    uint64_t created = object->used.created;
    *out = object->used;
    pthread_mutex_lock(&list_lock);
    struct thread *thread = atomic_load(&object->thread);
    if (thread && !host_task_times(process_id, object->id, out)) {
        out->user -= out->user < thread->user_before ? out->user : thread->user_before;
        out->system -= out->system < thread->kernel_before ? out->system : thread->kernel_before;
    }
    pthread_mutex_unlock(&list_lock);
    out->created = created;
}

/* What the ending guest thread has used. */
static void settle_times(struct thread *thread)
{
    struct host_task_times now = {0};
    host_own_times(&now);
    thread->object->used.user = now.user - thread->user_before;
    thread->object->used.system = now.system - thread->kernel_before;
    thread->user_before = now.user;
    thread->kernel_before = now.system;
}

static enum fate end_guest_thread(struct thread *thread, NTSTATUS code)
{
    struct thread_object *object = thread->object;
    sync_abandon_all(thread);
    object->ended = host_realtime();
    if (atomic_load(&object->terminate)) /* it did not get to give back its thread-local storage */
        ldr_forget_thread(&thread->teb);
    delist(thread);
    settle_times(thread);
    apc_forget(thread);
    free(thread->teb.TlsExpansionSlots);
    enum fate fate = may_park(thread) ? PARKS : atomic_load(&object->terminate) == 2 ? POISONED : ENDS;
    if (fate == PARKS) { /* whoever lets go of the object last makes it available */
        atomic_store(&thread->job, JOB_NONE);
        object->parked = thread;
    }
    atomic_store_explicit(&object->exit_code, (uint32_t)code, memory_order_relaxed);
    sync_set(&object->sync);
    object_release(&object->sync.object);
    return fate;
}

void thread_finish(struct thread *thread, NTSTATUS code)
{
    thread->object->unusual = true; /* the process's first thread does not park */
    end_guest_thread(thread, code);
}

static void set_affinity(struct thread *thread, void *mask)
{
    host_affinity_set(thread->object->id, *(ULONG_PTR *)mask);
}

NTSTATUS thread_set_affinity_all(ULONG_PTR mask)
{
    if (host_affinity_set(0, mask))
        return STATUS_INVALID_PARAMETER;
    process_peb.ActiveProcessAffinityMask = mask;
    atomic_fetch_add(&affinity_changes, 1);
    thread_enumerate(set_affinity, &mask);
    return STATUS_SUCCESS;
}

bool thread_others(void)
{
    pthread_mutex_lock(&list_lock);
    bool others = list && (list->next || list != thread_self());
    pthread_mutex_unlock(&list_lock);
    return others;
}

uint32_t thread_count(void)
{
    return atomic_load(&running);
}

void thread_enumerate(void (*visit)(struct thread *, void *), void *context)
{
    pthread_mutex_lock(&list_lock);
    for (struct thread *thread = list; thread; thread = thread->next)
        visit(thread, context);
    pthread_mutex_unlock(&list_lock);
}

struct thread_object *thread_find(uint32_t id)
{
    struct thread_object *found = NULL;
    pthread_mutex_lock(&list_lock);
    for (struct thread *thread = list; thread && !found; thread = thread->next)
        if (thread->object->id == id) {
            found = thread->object;
            object_reference(&found->sync.object);
        }
    pthread_mutex_unlock(&list_lock);
    return found;
}
