/* SPDX-License-Identifier: MIT
 *
 * For C++ tests that clang builds for Microsoft's ABI. The virtual table of type_info, which every type
 * descriptor begins with; the C runtime's library has it otherwise.
 */
#ifndef DECANT_TESTS_GUEST_MSVC_TYPE_INFO_H
#define DECANT_TESTS_GUEST_MSVC_TYPE_INFO_H

__asm__(
    ".section .rdata, \"dr\"\n.globl \"??_7type_info@@6B@\"\n\"??_7type_info@@6B@\":\n.quad 0, 0\n.text\n");

#pragma clang diagnostic ignored "-Wexceptions"

#endif
