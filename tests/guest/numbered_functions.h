/* SPDX-License-Identifier: MIT
 *
 * A megabyte of code: function i, at `functions + i * STRIDE`, returns i.
 */
#ifndef DECANT_TESTS_GUEST_NUMBERED_FUNCTIONS_H
#define DECANT_TESTS_GUEST_NUMBERED_FUNCTIONS_H

#define FUNCTIONS 0x4000
#define STRIDE    64

__asm__(".text\n"
        ".balign 64\n"
        "functions:\n"
        ".set number, 0\n"
        ".rept 0x4000\n"
        "movl $number, %eax\n"
        "ret\n"
        ".balign 64, 0xCC\n"
        ".set number, number + 1\n"
        ".endr\n");
extern const char functions[];

#endif
