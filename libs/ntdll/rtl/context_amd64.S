/* SPDX-License-Identifier: MIT
 *
 * The processor's state taken and put back, and the frames that the stack walk must recognize (x86-64).
 *
 * Putting a state back ends in IRETQ, the only user-mode instruction that loads RIP, RSP and the flags at
 * once; its five words stand in the home space at the context's start, so nothing below the target's stack
 * pointer is touched.
 *
 * A frame whose caller is described by a CONTEXT (where a fault entered, and where a consolidated unwind
 * calls back) says so by CFI expressions over RBX, which points to that context: the stack walk goes from
 * there to the interrupted or consolidated frame as if it had called us.
 */
#ifdef __x86_64__
#define ContextFlags 0x30
#define MxCsr        0x34
#define SegCs        0x38
#define EFlags       0x44
#define Rax          0x78
#define Rcx          0x80
#define Rdx          0x88
#define Rbx          0x90
#define Rsp          0x98
#define Rbp          0xA0
#define Rsi          0xA8
#define Rdi          0xB0
#define R8           0xB8
#define R9           0xC0
#define R10          0xC8
#define R11          0xD0
#define R12          0xD8
#define R13          0xE0
#define R14          0xE8
#define R15          0xF0
#define Rip          0xF8
#define FltSave      0x100
#define SizeOfContext 0x4D0

/* DW_CFA_expression: register `reg` is saved at RBX + offset (DW_OP_breg3, a two-byte SLEB128). */
.macro saved_at reg, offset
    .cfi_escape 0x10, \reg, 3, 0x73, (\offset & 0x7F) | 0x80, \offset >> 7
.endm

.macro caller_is_context_in_rbx
    .cfi_escape 0x0F, 4, 0x73, (Rsp & 0x7F) | 0x80, Rsp >> 7, 0x06 /* CFA: *(rbx + Rsp) */
    saved_at 0, Rax
    saved_at 1, Rdx
    saved_at 2, Rcx
    saved_at 3, Rbx
    saved_at 4, Rsi
    saved_at 5, Rdi
    saved_at 6, Rbp
    saved_at 8, R8
    saved_at 9, R9
    saved_at 10, R10
    saved_at 11, R11
    saved_at 12, R12
    saved_at 13, R13
    saved_at 14, R14
    saved_at 15, R15
    saved_at 16, Rip
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    saved_at (17+\n), (0x1A0+16*\n)
    .endr
.endm

.macro function name
    .globl \name
    .hidden \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
.endm

.macro end_function name
    .cfi_endproc
    .size \name, . - \name
.endm

/* Everything but Rcx, Rsp, Rip and the flags, into the context at RCX. */
.macro capture_registers
    movl $0x10000F, ContextFlags(%rcx)
    mov %rax, Rax(%rcx)
    mov %rdx, Rdx(%rcx)
    mov %rbx, Rbx(%rcx)
    mov %rbp, Rbp(%rcx)
    mov %rsi, Rsi(%rcx)
    mov %rdi, Rdi(%rcx)
    mov %r8, R8(%rcx)
    mov %r9, R9(%rcx)
    mov %r10, R10(%rcx)
    mov %r11, R11(%rcx)
    mov %r12, R12(%rcx)
    mov %r13, R13(%rcx)
    mov %r14, R14(%rcx)
    mov %r15, R15(%rcx)
    fxsave FltSave(%rcx)
    stmxcsr MxCsr(%rcx)
    movl $0x002B0033, SegCs(%rcx)      /* Cs, Ds */
    movl $0x0053002B, SegCs + 4(%rcx)  /* Es, Fs */
    movl $0x002B002B, SegCs + 8(%rcx)  /* Gs, Ss */
.endm

    .text

/* VOID WINAPI RtlCaptureContext(PCONTEXT): the caller's state, just after the call. */
function RtlCaptureContext
    pushfq
    .cfi_adjust_cfa_offset 8
    capture_registers
    mov %rcx, Rcx(%rcx)
    mov (%rsp), %eax
    mov %eax, EFlags(%rcx)
    mov 8(%rsp), %rax
    mov %rax, Rip(%rcx)
    lea 16(%rsp), %rax
    mov %rax, Rsp(%rcx)
    mov Rax(%rcx), %rax
    popfq
    .cfi_adjust_cfa_offset -8
    ret
end_function RtlCaptureContext

/* VOID WINAPI RtlRaiseException(PEXCEPTION_RECORD): dispatches with the caller's state. */
function RtlRaiseException
    pushfq
    .cfi_adjust_cfa_offset 8
    sub $(SizeOfContext + 0x20), %rsp
    .cfi_adjust_cfa_offset SizeOfContext + 0x20
    mov %rcx, %rax
    lea 0x20(%rsp), %rcx
    capture_registers
    mov %rax, Rcx(%rcx)
    mov SizeOfContext + 0x20(%rsp), %edx
    mov %edx, EFlags(%rcx)
    mov SizeOfContext + 0x28(%rsp), %rdx
    mov %rdx, Rip(%rcx)
    lea SizeOfContext + 0x30(%rsp), %rdx
    mov %rdx, Rsp(%rcx)
    mov %rcx, %rsi
    mov %rax, %rdi
    xor %edx, %edx
    cld
    call exception_raise
    hlt
end_function RtlRaiseException

/* NTSTATUS WINAPI NtContinue(PCONTEXT, BOOLEAN): what the context leaves out is the caller's state. */
function NtContinue
    pushfq
    .cfi_adjust_cfa_offset 8
    sub $(SizeOfContext + 0x20), %rsp
    .cfi_adjust_cfa_offset SizeOfContext + 0x20
    mov %rdx, %r8
    mov %rcx, %rax
    lea 0x20(%rsp), %rcx
    capture_registers
    mov SizeOfContext + 0x20(%rsp), %edx
    mov %edx, EFlags(%rcx)
    mov SizeOfContext + 0x28(%rsp), %rdx
    mov %rdx, Rip(%rcx)
    lea SizeOfContext + 0x30(%rsp), %rdx
    mov %rdx, Rsp(%rcx)
    mov %rax, %rdx
    cld
    call context_continue
    hlt
end_function NtContinue

/* void context_restore(CONTEXT *rdi, void *xstate rsi): xstate holds what the context has no room for. */
function context_restore
    mov %rdi, %rcx
    testb $8, ContextFlags(%rcx)
    jz 2f
    mov MxCsr(%rcx), %eax
    and $0xFFFF, %eax
    mov %eax, FltSave + 24(%rcx)
    test %rsi, %rsi
    jz 1f
    /* The state's x87 and SSE parts come from the context, which the handler may have edited. */
    mov %rcx, %r8
    lea FltSave(%rcx), %rax
    mov %rsi, %rdi
    mov %rsi, %r9
    mov %rax, %rsi
    mov $52, %ecx
    cld
    rep movsq
    mov %r8, %rcx
    orq $3, 512(%r9)
    mov 472(%r9), %eax /* what the kernel saved, and no more: the area ends behind it */
    mov 476(%r9), %edx
    xrstor (%r9)
    jmp 2f
1:  fxrstor FltSave(%rcx)
2:  mov Rip(%rcx), %rax
    mov %rax, (%rcx)
    movq $0x33, 8(%rcx)
    mov EFlags(%rcx), %eax
    and $0x250DD5, %eax
    or $0x202, %eax
    mov %rax, 16(%rcx)
    mov Rsp(%rcx), %rax
    mov %rax, 24(%rcx)
    movq $0x2B, 32(%rcx)
    mov Rax(%rcx), %rax
    mov Rdx(%rcx), %rdx
    mov Rbx(%rcx), %rbx
    mov Rbp(%rcx), %rbp
    mov Rsi(%rcx), %rsi
    mov Rdi(%rcx), %rdi
    mov R8(%rcx), %r8
    mov R9(%rcx), %r9
    mov R10(%rcx), %r10
    mov R11(%rcx), %r11
    mov R12(%rcx), %r12
    mov R13(%rcx), %r13
    mov R14(%rcx), %r14
    mov R15(%rcx), %r15
    mov %rcx, %rsp
    mov Rcx(%rcx), %rcx
    iretq
end_function context_restore

/* Where an APC enters: the stack pointer is at a context, whose first words are the routine's arguments and the routine. */
function KiUserApcDispatcher
    .cfi_signal_frame
    mov %rsp, %rbx
    caller_is_context_in_rbx
    sub $32, %rsp
1:  mov (%rbx), %rcx
    mov 8(%rbx), %rdx
    mov 16(%rbx), %r8
    mov %rbx, %r9
    call *24(%rbx)
    mov %rbx, %rdi
    call apc_again
    test %al, %al
    jnz 1b
    mov %rbx, %rdi
    xor %esi, %esi
    call context_restore
    hlt
end_function KiUserApcDispatcher

/* The stack pointer is at the context with which the thread goes on. */
function KiUserRestoreContext
    .cfi_signal_frame
    mov %rsp, %rbx
    caller_is_context_in_rbx
    mov %rbx, %rdi
    xor %esi, %esi
    call context_restore
    hlt
end_function KiUserRestoreContext

/* Where a fault enters the guest's stack: RBX and RSI: the context, RDI: the record, RDX: the rest of the
 * state. */
function exception_entry
    .cfi_signal_frame
    caller_is_context_in_rbx
    call exception_dispatch
    hlt
end_function exception_entry

/* void context_consolidate(CONTEXT *rdi, EXCEPTION_RECORD *rsi): calls the record's first parameter with the
 * record, in a frame whose caller is the context; then goes to the address that it returns in that context. */
function context_consolidate
    mov %rdi, %rbx
    caller_is_context_in_rbx
    and $-16, %rsp
    sub $32, %rsp
    mov %rsi, %rcx
    call *0x20(%rsi)
    mov %rax, Rip(%rbx)
    mov %rbx, %rdi
    xor %esi, %esi
    call context_restore
    hlt
end_function context_consolidate

/* EXCEPTION_DISPOSITION WINAPI execute_handler(record, frame, context, dispatcher), twice: what runs below
 * them differs in what a second exception means. The dispatcher context stands at 32(%rsp) for their own
 * handlers to find. */
.macro execute name
function \name
    sub $40, %rsp
    .cfi_adjust_cfa_offset 40
    mov %r9, 32(%rsp)
    call *0x30(%r9)
    .globl \name\()_return
    .hidden \name\()_return
\name\()_return:
    nop
    add $40, %rsp
    .cfi_adjust_cfa_offset -40
    ret
    .globl \name\()_end
    .hidden \name\()_end
\name\()_end:
end_function \name
.endm
    execute execute_exception_handler
    execute execute_unwind_handler

/* ULONG64 WINAPI guarded_call(entry, DllHandle, reason, reserved): what the entry returns, or with bit 63 set the
 * code of the exception that left it (guarded_exception in unwind.c unwinds to guarded_call_caught). */
function guarded_call
    sub $40, %rsp
    .cfi_adjust_cfa_offset 40
    mov %rcx, %rax
    mov %rdx, %rcx
    mov %r8, %rdx
    mov %r9, %r8
    call *%rax
    .globl guarded_call_begin
    .hidden guarded_call_begin
guarded_call_begin:
    nop
    mov %eax, %eax
    jmp 1f
    .globl guarded_call_caught
    .hidden guarded_call_caught
guarded_call_caught:
    mov %eax, %eax
    bts $63, %rax
    .globl guarded_call_end
    .hidden guarded_call_end
guarded_call_end:
1:  add $40, %rsp
    .cfi_adjust_cfa_offset -40
    ret
end_function guarded_call

/* int64_t exception_protected(body rdi, argument rsi, cleanup rdx): protected_frame in unwind.c finds the last two
 * at the frame's address. */
function exception_protected
    sub $24, %rsp
    .cfi_adjust_cfa_offset 24
    mov %rsi, (%rsp)
    mov %rdx, 8(%rsp)
    mov %rdi, %rax
    mov %rsi, %rdi
    call *%rax
    .globl protected_begin
    .hidden protected_begin
protected_begin:
    nop
    .globl protected_end
    .hidden protected_end
protected_end:
    add $24, %rsp
    .cfi_adjust_cfa_offset -24
    ret
end_function exception_protected

    .section .note.GNU-stack, "", @progbits
#endif
