/* SPDX-License-Identifier: MIT
 *
 * Where Linux enters for a fault (x86-64).
 */
#ifdef __x86_64__
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

    .text

/* The handler of the signals that are faults: with AC as C code expects it. */
function fault_signal_entry
    pushfq
    .cfi_adjust_cfa_offset 8
    andl $0xFFFBFFFF, (%rsp)
    popfq
    .cfi_adjust_cfa_offset -8
    jmp signal_on_fault
end_function fault_signal_entry

    .section .note.GNU-stack, "", @progbits
#endif
