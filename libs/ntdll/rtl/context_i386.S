/* SPDX-License-Identifier: MIT
 *
 * The processor's state taken and put back, and the calls of frames' handlers (i386).
 *
 * No user-mode instruction loads EIP, ESP and the flags at once here: two words below the target's stack pointer carry
 * the address and the flags. The i386 conventions have no red zone, and nothing else stands there.
 */
#ifdef __i386__
#define ContextFlags 0x00
#define FloatSave    0x1C
#define SegGs        0x8C
#define SegFs        0x90
#define SegEs        0x94
#define SegDs        0x98
#define Edi          0x9C
#define Esi          0xA0
#define Ebx          0xA4
#define Edx          0xA8
#define Ecx          0xAC
#define Eax          0xB0
#define Ebp          0xB4
#define Eip          0xB8
#define SegCs        0xBC
#define EFlags       0xC0
#define Esp          0xC4
#define SegSs        0xC8
#define ExtendedRegisters 0xCC
#define SizeOfContext 0x2CC

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

/* Everything but Eax, Esp, Eip and the flags, into the context at EAX; ECX is spent. */
.macro capture_registers
    movl $0x10007, ContextFlags(%eax)
    mov %ecx, Ecx(%eax)
    mov %edx, Edx(%eax)
    mov %ebx, Ebx(%eax)
    mov %esi, Esi(%eax)
    mov %edi, Edi(%eax)
    mov %ebp, Ebp(%eax)
    .irp segment, cs, ss, ds, es, fs, gs
    mov %\segment, %ecx
    .ifc \segment, cs
    mov %ecx, SegCs(%eax)
    .endif
    .ifc \segment, ss
    mov %ecx, SegSs(%eax)
    .endif
    .ifc \segment, ds
    mov %ecx, SegDs(%eax)
    .endif
    .ifc \segment, es
    mov %ecx, SegEs(%eax)
    .endif
    .ifc \segment, fs
    mov %ecx, SegFs(%eax)
    .endif
    .ifc \segment, gs
    mov %ecx, SegGs(%eax)
    .endif
    .endr
.endm

    .text

/* VOID WINAPI RtlCaptureContext(PCONTEXT): the caller's state, just after the call. */
function RtlCaptureContext
    pushfl
    .cfi_adjust_cfa_offset 4
    push %eax
    .cfi_adjust_cfa_offset 4
    mov 12(%esp), %eax
    capture_registers
    mov (%esp), %ecx
    mov %ecx, Eax(%eax)
    mov 4(%esp), %ecx
    mov %ecx, EFlags(%eax)
    mov 8(%esp), %ecx
    mov %ecx, Eip(%eax)
    lea 16(%esp), %ecx
    mov %ecx, Esp(%eax)
    mov Ecx(%eax), %ecx
    pop %eax
    .cfi_adjust_cfa_offset -4
    popfl
    .cfi_adjust_cfa_offset -4
    ret $4
end_function RtlCaptureContext

/* VOID WINAPI RtlRaiseException(PEXCEPTION_RECORD): dispatches with the caller's state. */
function RtlRaiseException
    push %ebp
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebp, 0
    mov %esp, %ebp
    .cfi_def_cfa_register ebp
    pushfl
    push %eax
    sub $SizeOfContext, %esp
    mov %esp, %eax
    capture_registers
    mov -8(%ebp), %ecx
    mov %ecx, Eax(%eax)
    mov -4(%ebp), %ecx
    mov %ecx, EFlags(%eax)
    mov (%ebp), %ecx
    mov %ecx, Ebp(%eax)
    mov 4(%ebp), %ecx
    mov %ecx, Eip(%eax)
    lea 12(%ebp), %ecx
    mov %ecx, Esp(%eax)
    mov 8(%ebp), %ecx
    and $-16, %esp
    sub $16, %esp
    mov %ecx, (%esp)
    mov %eax, 4(%esp)
    movl $0, 8(%esp)
    cld
    call exception_raise
    hlt
end_function RtlRaiseException

/* void context_restore(CONTEXT *, void *xstate): whatever xstate would hold has a place in the context here. */
function context_restore
    mov 4(%esp), %ecx
    testb $8, ContextFlags(%ecx)
    jz 1f
    frstor FloatSave(%ecx)
1:  testb $0x20, ContextFlags(%ecx)
    jz 2f
    sub $512, %esp
    and $-16, %esp
    mov %ecx, %edx
    lea ExtendedRegisters(%ecx), %esi
    mov %esp, %edi
    mov $128, %ecx
    cld
    rep movsl
    fxrstor (%esp)
    mov %edx, %ecx
2:  mov Eip(%ecx), %eax
    mov EFlags(%ecx), %edx
    and $0x250DD5, %edx
    or $0x202, %edx
    mov Esp(%ecx), %esp
    push Eip(%ecx)
    push %edx
    mov Eax(%ecx), %eax
    mov Edx(%ecx), %edx
    mov Ebx(%ecx), %ebx
    mov Esi(%ecx), %esi
    mov Edi(%ecx), %edi
    mov Ebp(%ecx), %ebp
    mov Ecx(%ecx), %ecx
    popfl
    ret
end_function context_restore

/* EXCEPTION_DISPOSITION call_frame_handler(record, frame, context, dispatcher, guard): calls frame's handler below a
 * registration of our own, {next, guard, frame}, which tells what an exception in there means. Handlers may spoil the
 * registers that a function is to keep. */
function call_frame_handler
    push %ebp
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebp, 0
    mov %esp, %ebp
    .cfi_def_cfa_register ebp
    push %ebx
    push %esi
    push %edi
    push 12(%ebp)
    push 24(%ebp)
    push %fs:0
    mov %esp, %fs:0
    mov 12(%ebp), %eax
    push 20(%ebp)
    push 16(%ebp)
    push %eax
    push 8(%ebp)
    cld
    call *4(%eax)
    lea -24(%ebp), %esp
    pop %fs:0
    add $8, %esp
    pop %edi
    pop %esi
    pop %ebx
    pop %ebp
    .cfi_def_cfa esp, 4
    ret
end_function call_frame_handler

/* Where an APC enters: the stack pointer is at the routine and its three arguments, the context behind them. */
function KiUserApcDispatcher
    lea 16(%esp), %ebx
    pop %eax
    call *%eax
    push %ebx
    call apc_again
    push $0
    push %ebx
    call context_restore
    hlt
end_function KiUserApcDispatcher

function KiUserRestoreContext
    mov %esp, %eax
    push $0
    push %eax
    call context_restore
    hlt
end_function KiUserRestoreContext

    .section .note.GNU-stack, "", @progbits
#endif
