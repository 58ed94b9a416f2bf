/* SPDX-License-Identifier: MIT
 *
 * Fibers. A switch is a call that returns on another stack: it leaves the registers that Windows' ABI has a
 * callee preserve on the stack that it leaves, and takes them from the one that it enters. What the TEB says
 * of the stack, and the fiber-local storage, change hands beside it. The control words of SSE and x87 belong
 * to the fiber only with FIBER_FLAG_FLOAT_SWITCH; otherwise they stay as they are.
 *
 * A fiber's stack is made and guarded as a thread's is (kernel/ps/thread.c). Locks, APCs and the last error
 * stay with the thread.
 */
#include <stdlib.h>
#include "kernel/ps/thread.h"
#include "kernel/mm/virtual.h"
#include "exception.h"
#include "fiber.h"
#include "locks.h"
#include "thread_start.h"

/* The first fields lie where Windows has them; GetFiberData reads the first. */
struct fiber {
    PVOID parameter;
    PVOID exception_list, stack_base, stack_limit, deallocation_stack;
    void *stack_pointer; /* while another fiber runs */
    PVOID fls;
    PFIBER_START_ROUTINE start;
    size_t stack_size; /* 0: the stack is a thread's own */
    ULONG guaranteed;
    bool float_switch;
};
ASSERT_OFFSET(struct fiber, stack_base, 16, 8);

#ifdef __x86_64__
/* What a switch leaves on the stack. */
struct frame {
    M128A xmm[10]; /* 6 to 15 */
    ULONG mxcsr;
    USHORT control, pad;
    ULONG64 r15, r14, r13, r12, rdi, rsi, rbx, rbp;
    void *rip;
};
_Static_assert(offsetof(struct frame, r15) == 0xA8, "known to fiber_switch");

/* Saves the stack pointer to *from and goes on where `to` was saved. */
void WINAPI fiber_switch(void **from, void *to, ULONG restore_control);
void fiber_begin(void);
__asm__(".text\n"
        ".type fiber_switch, @function\n"
        "fiber_switch:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %rsi\n"
        "    push %rdi\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $0xA8, %rsp\n"
        "    movaps %xmm6, (%rsp)\n"
        "    movaps %xmm7, 0x10(%rsp)\n"
        "    movaps %xmm8, 0x20(%rsp)\n"
        "    movaps %xmm9, 0x30(%rsp)\n"
        "    movaps %xmm10, 0x40(%rsp)\n"
        "    movaps %xmm11, 0x50(%rsp)\n"
        "    movaps %xmm12, 0x60(%rsp)\n"
        "    movaps %xmm13, 0x70(%rsp)\n"
        "    movaps %xmm14, 0x80(%rsp)\n"
        "    movaps %xmm15, 0x90(%rsp)\n"
        "    stmxcsr 0xA0(%rsp)\n"
        "    fnstcw 0xA4(%rsp)\n"
        "    mov %rsp, (%rcx)\n"
        "    mov %rdx, %rsp\n"
        "    movaps (%rsp), %xmm6\n"
        "    movaps 0x10(%rsp), %xmm7\n"
        "    movaps 0x20(%rsp), %xmm8\n"
        "    movaps 0x30(%rsp), %xmm9\n"
        "    movaps 0x40(%rsp), %xmm10\n"
        "    movaps 0x50(%rsp), %xmm11\n"
        "    movaps 0x60(%rsp), %xmm12\n"
        "    movaps 0x70(%rsp), %xmm13\n"
        "    movaps 0x80(%rsp), %xmm14\n"
        "    movaps 0x90(%rsp), %xmm15\n"
        "    test %r8d, %r8d\n"
        "    jz 1f\n"
        "    ldmxcsr 0xA0(%rsp)\n"
        "    fldcw 0xA4(%rsp)\n"
        "1:  add $0xA8, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rdi\n"
        "    pop %rsi\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size fiber_switch, . - fiber_switch\n"
        ".type fiber_begin, @function\n"
        "fiber_begin:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n" /* the fiber's stack ends here: see rtl/unwind.c */
        "    mov %rbx, %rdi\n"
        "    cld\n"
        "    call fiber_run\n"
        "    ud2\n"
        "    .cfi_endproc\n"
        ".size fiber_begin, . - fiber_begin\n");

/* The first frame on a fiber's stack. */
_Noreturn __attribute__((used)) void fiber_run(struct fiber *fiber)
{
    fiber->start(fiber->parameter);
    thread_exit(0); /* "If the function returns, the thread running the fiber exits" */
}

static void *first_frame(struct fiber *fiber)
{
    struct frame *frame = (struct frame *)(void *)((char *)fiber->stack_base - 64) - 1;
    *frame = (struct frame){.mxcsr = 0x1F80, .control = 0x27F, .rbx = (uintptr_t)fiber};
    frame->rip = (void *)fiber_begin;
    return (void *)(((uintptr_t)frame) & ~(uintptr_t)15) == frame ? frame : NULL;
}
#else
/* The 32-bit program's switch is not written yet: no fiber is made there (docs/i386.md). */
static void *first_frame(struct fiber *fiber)
{
    return NULL;
}

static void fiber_switch(void **from, void *to, BOOLEAN with_float)
{
    __builtin_unreachable();
}
#endif

static void set_current(TEB *teb, struct fiber *fiber)
{
    teb->NtTib.FiberData = fiber;
    teb->SameTebFlags =
        (USHORT)(fiber ? teb->SameTebFlags | TEB_HAS_FIBER_DATA : teb->SameTebFlags & ~TEB_HAS_FIBER_DATA);
}

PVOID fiber_convert_thread(PVOID parameter, ULONG flags)
{
    struct fiber *fiber = calloc(1, sizeof(*fiber));
    if (!fiber)
        return NULL;
    fiber->parameter = parameter;
    fiber->float_switch = flags & FIBER_FLAG_FLOAT_SWITCH;
    set_current(NtCurrentTeb(), fiber);
    return fiber;
}

void fiber_convert_back(void)
{
    TEB *teb = NtCurrentTeb();
    struct fiber *fiber = teb->NtTib.FiberData;
    set_current(teb, NULL);
    teb->NtTib.Version = 0x1E00;
    free(fiber); /* where the stack is the fiber's, the thread runs on it to its end */
}

PVOID fiber_create(SIZE_T commit, SIZE_T reserve, ULONG flags, PFIBER_START_ROUTINE start, PVOID parameter)
{
    void *stack;
    struct fiber *fiber = calloc(1, sizeof(*fiber));
    if (!fiber)
        return NULL;
    size_t wanted = sys_thread_stack_size(commit, reserve);
    size_t size = ((wanted ? wanted : 0x100000) + STACK_GUARD_ALL + 0xFFFF) & ~(size_t)0xFFFF;
    if (sys_host_map_aligned(size, 0x10000, HOST_READ | HOST_WRITE, &stack)) {
        free(fiber);
        return NULL;
    }
    if (sys_host_protect(stack, STACK_GUARD_ALL, 0)) {
        sys_host_unmap(stack, size);
        free(fiber);
        return NULL;
    }
    sys_virtual_add_stack(stack, size, STACK_GUARD_ALL);
    fiber->parameter = parameter;
    fiber->start = start;
    fiber->stack_base = (char *)stack + size;
    fiber->stack_limit = (char *)stack + STACK_GUARD_ALL;
    fiber->deallocation_stack = stack;
    fiber->stack_size = size;
    fiber->float_switch = flags & FIBER_FLAG_FLOAT_SWITCH;
    fiber->exception_list = (PVOID)(LONG_PTR)(sizeof(PVOID) == 4 ? -1 : 0);
    fiber->stack_pointer = first_frame(fiber);
    if (!fiber->stack_pointer) {
        fiber_delete(fiber);
        return NULL;
    }
    return fiber;
}

void fiber_delete(PVOID Fiber)
{
    struct fiber *fiber = Fiber;
    if (fiber_is_current_thread() && NtCurrentTeb()->NtTib.FiberData == fiber)
        thread_exit(1);
    fls_release(&fiber->fls);
    if (fiber->stack_size) {
        sys_virtual_remove(fiber->deallocation_stack);
        sys_host_unmap(fiber->deallocation_stack, fiber->stack_size);
    }
    free(fiber);
}

void fiber_switch_to(PVOID Fiber)
{
    TEB *teb = NtCurrentTeb();
    struct fiber *from = teb->NtTib.FiberData, *to = Fiber;
    if (from == to)
        return;
    from->exception_list = teb->NtTib.ExceptionList;
    from->stack_base = teb->NtTib.StackBase;
    from->stack_limit = teb->NtTib.StackLimit;
    from->deallocation_stack = teb->DeallocationStack;
    from->guaranteed = teb->GuaranteedStackBytes;
    from->fls = teb->FlsData;
    teb->NtTib.ExceptionList = to->exception_list;
    teb->NtTib.StackBase = to->stack_base;
    teb->NtTib.StackLimit = to->stack_limit;
    teb->DeallocationStack = to->deallocation_stack;
    teb->GuaranteedStackBytes = to->guaranteed;
    teb->FlsData = to->fls;
    teb->NtTib.FiberData = to;
    fiber_switch(&from->stack_pointer, to->stack_pointer, to->float_switch);
}
