/* SPDX-License-Identifier: MIT
 *
 * The entry of the system services and the way out (x86-64).
 *
 * A stub comes here by a jump, with the service's number in EAX. What Windows' convention lets a function keep is noted
 * in the thread's struct border, so the bodies may be functions of Linux' convention, the context of a thread in a
 * service is known without asking it, and a service that is abandoned leaves nothing behind. The body runs on the
 * thread's host stack. Until the last note (border_entry_noted) no register has changed but R11: a signal's handler sends a thread
 * that it finds before there back to its stub.
 *
 * On the way out the registers are restored first, then in_service is cleared, then the pending word is looked at: at
 * each instruction a thread is on one side or on the other, and whoever sets a bit and sends a signal is seen on both.
 *
 * A service that is entered from within a service (the kernel side's debts: kernel/README.md) is a plain call.
 */
#ifdef __x86_64__
#define HOST_STACK 0x2000
#define IN_SERVICE 0x2008
#define PENDING    0x200C
#define NUMBER     0x2010
#define NOTE_RSP   0x2018
#define NOTE_RBX   0x2020
#define NOTE_RBP   0x2028
#define NOTE_RSI   0x2030
#define NOTE_RDI   0x2038
#define NOTE_R12   0x2040
#define NOTE_R13   0x2048
#define NOTE_R14   0x2050
#define NOTE_R15   0x2058
#define NOTE_RIP   0x2060
#define NOTE_XMM   0x2070
#define TEB_SELF   0x30

.macro label name
    .globl \name
    .hidden \name
\name:
.endm

.macro note_common
    mov %rbx, %gs:NOTE_RBX
    mov %rbp, %gs:NOTE_RBP
    mov %r12, %gs:NOTE_R12
    mov %r13, %gs:NOTE_R13
    mov %r14, %gs:NOTE_R14
    mov %r15, %gs:NOTE_R15
    mov %rsp, %gs:NOTE_RSP
    mov %eax, %gs:NUMBER
.endm

/* Bits are pending: back, and onto the empty host stack again. The result waits in RAX, RDX. Nothing is noted anew: the
 * registers are those of the note, unless a bit says that they were changed. */
.macro go_back_pending
    movl $1, %gs:IN_SERVICE
    mov %gs:HOST_STACK, %rsp
    push %rax
    push %rdx
    mov %gs:TEB_SELF, %rdi
    mov %rsp, %rsi
    call border_pending
    pop %rdx
    pop %rax
.endm

    .text
    .balign 64
/* RCX, RDX, R8, R9 and the stack hold the arguments, as Windows passes them. */
label border_entry
    .cfi_startproc
    cmpl $0, %gs:IN_SERVICE
    jne .Lnested
    note_common
    mov %rsi, %gs:NOTE_RSI
    mov %rdi, %gs:NOTE_RDI
    movaps %xmm6, %gs:NOTE_XMM
    movaps %xmm7, %gs:NOTE_XMM + 16
    movaps %xmm8, %gs:NOTE_XMM + 32
    movaps %xmm9, %gs:NOTE_XMM + 48
    movaps %xmm10, %gs:NOTE_XMM + 64
    movaps %xmm11, %gs:NOTE_XMM + 80
    movaps %xmm12, %gs:NOTE_XMM + 96
    movaps %xmm13, %gs:NOTE_XMM + 112
    movaps %xmm14, %gs:NOTE_XMM + 128
    movaps %xmm15, %gs:NOTE_XMM + 144
    movl $1, %gs:IN_SERVICE
label border_entry_noted
    cld
    mov %rsp, %r11
    mov %gs:HOST_STACK, %rsp
    .cfi_undefined rip /* an unwinder goes no further: beyond is user code, at the noted context */
    mov %rcx, %rdi
    mov %rdx, %rsi
    mov %r8, %rdx
    mov %r9, %rcx
    lea service_table(%rip), %r10
    mov %eax, %eax
    shl $4, %rax
    add %rax, %r10
    movzbl 8(%r10), %eax
    sub $4, %eax
    jbe 2f
label border_arguments
    mov 0x28(%r11), %r8
    mov 0x30(%r11), %r9
    sub $2, %eax
    jbe 2f
    /* The rest, the last first, so that the stack is aligned at the call. */
    test $1, %al
    jz 1f
    sub $8, %rsp
1:  pushq 0x30(%r11,%rax,8)
    dec %eax
    jnz 1b
label border_arguments_end
2:  xor %eax, %eax
    call *(%r10)
label border_out
    mov %gs:NOTE_RSI, %rsi
    mov %gs:NOTE_RDI, %rdi
    movaps %gs:NOTE_XMM, %xmm6
    movaps %gs:NOTE_XMM + 16, %xmm7
    movaps %gs:NOTE_XMM + 32, %xmm8
    movaps %gs:NOTE_XMM + 48, %xmm9
    movaps %gs:NOTE_XMM + 64, %xmm10
    movaps %gs:NOTE_XMM + 80, %xmm11
    movaps %gs:NOTE_XMM + 96, %xmm12
    movaps %gs:NOTE_XMM + 112, %xmm13
    movaps %gs:NOTE_XMM + 128, %xmm14
    movaps %gs:NOTE_XMM + 144, %xmm15
    mov %gs:NOTE_RSP, %rsp
    movl $0, %gs:IN_SERVICE
label border_out_done
    cmpl $0, %gs:PENDING
    jne .Lpending
    ret
label border_out_end

.Lpending:
    go_back_pending
    jmp border_out

/* RAX: the result. What the bodies' frames hold of the caller's registers is dropped with them. */
label border_abandon
    mov %gs:NOTE_RBX, %rbx
    mov %gs:NOTE_RBP, %rbp
    mov %gs:NOTE_R12, %r12
    mov %gs:NOTE_R13, %r13
    mov %gs:NOTE_R14, %r14
    mov %gs:NOTE_R15, %r15
    cmpl $0x300, %gs:NUMBER /* BORDER_PRIVATE */
    jb border_out
    jmp .Lprivate_out
    .cfi_endproc

.Lnested:
    .cfi_startproc
    push %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset rbp, 0
    mov %rsp, %rbp
    .cfi_def_cfa_register rbp
    push %rdi
    push %rsi
    .cfi_offset rdi, -24
    .cfi_offset rsi, -32
    sub $160, %rsp
    and $-16, %rsp
    movaps %xmm6, (%rsp)
    movaps %xmm7, 16(%rsp)
    movaps %xmm8, 32(%rsp)
    movaps %xmm9, 48(%rsp)
    movaps %xmm10, 64(%rsp)
    movaps %xmm11, 80(%rsp)
    movaps %xmm12, 96(%rsp)
    movaps %xmm13, 112(%rsp)
    movaps %xmm14, 128(%rsp)
    movaps %xmm15, 144(%rsp)
    push %rbx
    push %r12
    mov %rsp, %rbx /* its caller's RBX lies at (%rbx) + 8 */
    mov %rcx, %rdi
    mov %rdx, %rsi
    mov %r8, %rdx
    mov %r9, %rcx
    lea service_table(%rip), %r10
    mov %eax, %eax
    shl $4, %rax
    add %rax, %r10
    movzbl 8(%r10), %eax
    sub $4, %eax
    jbe 2f
    mov 0x30(%rbp), %r8
    mov 0x38(%rbp), %r9
    sub $2, %eax
    jbe 2f
    test $1, %al
    jz 1f
    sub $8, %rsp
1:  pushq 0x38(%rbp,%rax,8)
    dec %eax
    jnz 1b
2:  xor %eax, %eax
    call *(%r10)
    mov %rbx, %rsp
    pop %r12
    pop %rbx
    movaps (%rsp), %xmm6
    movaps 16(%rsp), %xmm7
    movaps 32(%rsp), %xmm8
    movaps 48(%rsp), %xmm9
    movaps 64(%rsp), %xmm10
    movaps 80(%rsp), %xmm11
    movaps 96(%rsp), %xmm12
    movaps 112(%rsp), %xmm13
    movaps 128(%rsp), %xmm14
    movaps 144(%rsp), %xmm15
    mov -16(%rbp), %rsi
    mov -8(%rbp), %rdi
    mov %rbp, %rsp
    pop %rbp
    .cfi_def_cfa rsp, 8
    ret
    .cfi_endproc

    .balign 64
/* The same for what decant's own DLLs call: the arguments as Linux passes them, and so what is kept. */
label border_private_entry
    .cfi_startproc
    cmpl $0, %gs:IN_SERVICE
    jne .Lprivate_nested
    note_common
    mov (%rsp), %r11
    mov %r11, %gs:NOTE_RIP
    movl $1, %gs:IN_SERVICE
    mov %eax, %eax
    mov %rsp, %r11
    lea service_table(%rip), %r10
    shl $4, %rax
    add %rax, %r10
    cmpb $0, 9(%r10)
    jne 3f
    mov %gs:HOST_STACK, %rsp
    .cfi_undefined rip
    movzbl 8(%r10), %eax
    sub $6, %eax
    jbe 2f
    test $1, %al
    jz 1f
    sub $8, %rsp
1:  pushq (%r11,%rax,8)
    dec %eax
    jnz 1b
2:  xor %eax, %eax
    call *(%r10)
.Lprivate_out:
    mov %gs:NOTE_RSP, %rsp
    movl $0, %gs:IN_SERVICE
    cmpl $0, %gs:PENDING
    jne .Lprivate_pending
    ret
3:  sub $8, %rsp /* on the caller's stack: as many as come in registers */
    call *(%r10)
    jmp .Lprivate_out

.Lprivate_pending:
    go_back_pending
    jmp .Lprivate_out
    .cfi_endproc

.Lprivate_nested:
    .cfi_startproc
    mov %eax, %eax
    shl $4, %rax
    lea service_table(%rip), %r10
    jmp *(%r10,%rax)
    .cfi_endproc

    .section .note.GNU-stack, "", @progbits
#endif
