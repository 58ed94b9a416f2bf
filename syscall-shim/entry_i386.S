/* SPDX-License-Identifier: MIT
 *
 * The entry of the system services and the way out (i386). The stub has called it, so that the stack holds the address
 * behind that call, the caller's, and the arguments, as Windows' convention has them; the bodies take theirs in the same
 * order, on the host stack. What the 64-bit entry says of the notes holds here. TEB and struct border lie at FS.
 */
#ifdef __i386__
#define HOST_STACK 0x2000
#define IN_SERVICE 0x2004
#define PENDING    0x2008
#define NUMBER     0x200C
#define NOTE_ESP   0x2014
#define NOTE_EBX   0x2018
#define NOTE_EBP   0x201C
#define NOTE_ESI   0x2020
#define NOTE_EDI   0x2024
#define TEB_SELF   0x18

.macro label name
    .globl \name
    .hidden \name
\name:
.endm

    .text
    .balign 64
label border_entry
    .cfi_startproc
    cmpl $0, %fs:IN_SERVICE
    jne .Lnested
    mov %ebx, %fs:NOTE_EBX
    mov %ebp, %fs:NOTE_EBP
    mov %esi, %fs:NOTE_ESI
    mov %edi, %fs:NOTE_EDI
    mov %esp, %fs:NOTE_ESP
    mov %eax, %fs:NUMBER
    movl $1, %fs:IN_SERVICE
label border_entry_noted
    cld
    lea 8(%esp), %esi /* the arguments */
    mov %fs:HOST_STACK, %esp
    .cfi_undefined eip
    call 1f
1:  pop %ebx
    lea service_table - 1b(%ebx,%eax,8), %ebx
    movzbl 4(%ebx), %ecx
    lea 3(%ecx), %edx
    and $-4, %edx
    shl $2, %edx
    sub %edx, %esp /* aligned at the call */
    mov %esp, %edi
label border_arguments
    rep movsl
label border_arguments_end
    call *(%ebx)
    mov %fs:NOTE_EBX, %ebx
label border_out
    mov %fs:NOTE_ESI, %esi
    mov %fs:NOTE_EDI, %edi
    mov %fs:NOTE_ESP, %esp
    movl $0, %fs:IN_SERVICE
label border_out_done
    cmpl $0, %fs:PENDING
    jne .Lpending
    ret
label border_out_end
.Lpending:
    movl $1, %fs:IN_SERVICE
    mov %fs:HOST_STACK, %esp
    push %eax
    push %edx
    sub $4, %esp
    pushl %fs:TEB_SELF
    call border_pending
    add $8, %esp
    pop %edx
    pop %eax
    jmp border_out
label border_abandon
    mov %fs:NOTE_EBX, %ebx
    mov %fs:NOTE_EBP, %ebp
    jmp border_out
    .cfi_endproc

.Lnested:
    .cfi_startproc
    push %ebp
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebp, 0
    mov %esp, %ebp
    .cfi_def_cfa_register ebp
    push %ebx
    push %esi
    push %edi
    lea 12(%ebp), %esi
    call 1f
1:  pop %ebx
    lea service_table - 1b(%ebx,%eax,8), %ebx
    movzbl 4(%ebx), %ecx
    lea (,%ecx,4), %edx
    sub %edx, %esp
    and $-16, %esp
    mov %esp, %edi
    cld
    rep movsl
    call *(%ebx)
    lea -12(%ebp), %esp
    pop %edi
    pop %esi
    pop %ebx
    pop %ebp
    .cfi_def_cfa esp, 4
    ret
    .cfi_endproc

    .balign 64
/* What decant's own DLLs call: cdecl on both sides. */
label border_private_entry
    .cfi_startproc
    call 1f
1:  pop %ecx
    jmp *(service_table - 1b)(%ecx,%eax,8)
    .cfi_endproc

    .section .note.GNU-stack, "", @progbits
#endif
