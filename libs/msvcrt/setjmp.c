/* SPDX-License-Identifier: MIT
 *
 * setjmp.h. The buffer's layout is Microsoft's (_JUMP_BUFFER), because compilers and debuggers know it. A
 * buffer whose Frame is zero is restored as it stands; any other asks for an unwind to that frame, so that
 * __finally blocks and destructors between here and there run, and RtlUnwindEx restores the buffer at its
 * end. On i386 what is to be unwound to is the registration that stood at FS:[0]; _setjmp3 adds the
 * compiler's own routine for the scopes of that frame.
 */
#include <string.h>
#include <rtl/exception.h>
#include "msvcrt.h"

#ifdef __x86_64__
struct crt_jump_buffer {
    uint64_t Frame, Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
    uint32_t MxCsr;
    uint16_t FpCsr, Spare;
    M128A Xmm6_15[10];
};

ASSERT_OFFSET(struct crt_jump_buffer, Rip, 0x50, 0);
ASSERT_OFFSET(struct crt_jump_buffer, Xmm6_15, 0x60, 0);
ASSERT_SIZE(struct crt_jump_buffer, 256, 0);

int CDECL msvcrt__setjmp(struct crt_jump_buffer *buffer, void *frame);
int CDECL msvcrt__setjmpex(struct crt_jump_buffer *buffer, void *frame);
__asm__(".text\n"
        ".globl msvcrt__setjmp, msvcrt__setjmpex\n"
        ".hidden msvcrt__setjmp, msvcrt__setjmpex\n"
        ".type msvcrt__setjmp, @function\n"
        "msvcrt__setjmp:\n"
        "msvcrt__setjmpex:\n"
        "    .cfi_startproc\n"
        "    mov %rdx, 0x00(%rcx)\n"
        "    mov %rbx, 0x08(%rcx)\n"
        "    lea 8(%rsp), %rax\n"
        "    mov %rax, 0x10(%rcx)\n"
        "    mov %rbp, 0x18(%rcx)\n"
        "    mov %rsi, 0x20(%rcx)\n"
        "    mov %rdi, 0x28(%rcx)\n"
        "    mov %r12, 0x30(%rcx)\n"
        "    mov %r13, 0x38(%rcx)\n"
        "    mov %r14, 0x40(%rcx)\n"
        "    mov %r15, 0x48(%rcx)\n"
        "    mov (%rsp), %rax\n"
        "    mov %rax, 0x50(%rcx)\n"
        "    stmxcsr 0x58(%rcx)\n"
        "    fnstcw 0x5C(%rcx)\n"
        "    movdqu %xmm6, 0x60(%rcx)\n"
        "    movdqu %xmm7, 0x70(%rcx)\n"
        "    movdqu %xmm8, 0x80(%rcx)\n"
        "    movdqu %xmm9, 0x90(%rcx)\n"
        "    movdqu %xmm10, 0xA0(%rcx)\n"
        "    movdqu %xmm11, 0xB0(%rcx)\n"
        "    movdqu %xmm12, 0xC0(%rcx)\n"
        "    movdqu %xmm13, 0xD0(%rcx)\n"
        "    movdqu %xmm14, 0xE0(%rcx)\n"
        "    movdqu %xmm15, 0xF0(%rcx)\n"
        "    xor %eax, %eax\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size msvcrt__setjmp, . - msvcrt__setjmp\n");

/* The buffer in RCX, the value in EDX. The status bits of MXCSR are kept, as fegetenv would see them. */
_Noreturn void CDECL crt_jump(struct crt_jump_buffer *buffer, int value);
__asm__(".text\n"
        ".type crt_jump, @function\n"
        "crt_jump:\n"
        "    .cfi_startproc\n"
        "    mov %edx, %eax\n"
        "    mov 0x08(%rcx), %rbx\n"
        "    mov 0x18(%rcx), %rbp\n"
        "    mov 0x20(%rcx), %rsi\n"
        "    mov 0x28(%rcx), %rdi\n"
        "    mov 0x30(%rcx), %r12\n"
        "    mov 0x38(%rcx), %r13\n"
        "    mov 0x40(%rcx), %r14\n"
        "    mov 0x48(%rcx), %r15\n"
        "    ldmxcsr 0x58(%rcx)\n"
        "    fnclex\n"
        "    fldcw 0x5C(%rcx)\n"
        "    movdqu 0x60(%rcx), %xmm6\n"
        "    movdqu 0x70(%rcx), %xmm7\n"
        "    movdqu 0x80(%rcx), %xmm8\n"
        "    movdqu 0x90(%rcx), %xmm9\n"
        "    movdqu 0xA0(%rcx), %xmm10\n"
        "    movdqu 0xB0(%rcx), %xmm11\n"
        "    movdqu 0xC0(%rcx), %xmm12\n"
        "    movdqu 0xD0(%rcx), %xmm13\n"
        "    movdqu 0xE0(%rcx), %xmm14\n"
        "    movdqu 0xF0(%rcx), %xmm15\n"
        "    mov 0x50(%rcx), %rdx\n"
        "    mov 0x10(%rcx), %rsp\n"
        "    jmp *%rdx\n"
        "    .cfi_endproc\n"
        ".size crt_jump, . - crt_jump\n");

_Noreturn void CDECL msvcrt_longjmp(struct crt_jump_buffer *buffer, int value)
{
    if (!value)
        value = 1;
    if (buffer->Frame) {
        CONTEXT context;
        EXCEPTION_RECORD record;
        memset(&record, 0, sizeof(record));
        record.ExceptionCode = STATUS_LONGJUMP;
        record.NumberParameters = 1;
        record.ExceptionInformation[0] = (ULONG_PTR)buffer;
        RtlUnwindEx((PVOID)buffer->Frame, (PVOID)buffer->Rip, &record, (PVOID)(uintptr_t)(unsigned)value,
                    &context, NULL);
    }
    crt_jump(buffer, value);
}
#else
struct crt_jump_buffer {
    uint32_t Ebp, Ebx, Edi, Esi, Esp, Eip;
    EXCEPTION_REGISTRATION_RECORD *Registration;
    uint32_t TryLevel;
    uint32_t Cookie; /* JUMP_COOKIE: the fields below are in use */
    void(GUESTCDECL *UnwindFunc)(struct crt_jump_buffer *);
    uint32_t UnwindData[6];
};
ASSERT_SIZE(struct crt_jump_buffer, 0, 64);
ASSERT_OFFSET(struct crt_jump_buffer, Registration, 0, 0x18);
ASSERT_OFFSET(struct crt_jump_buffer, UnwindData, 0, 0x28);

#define JUMP_COOKIE 0x56433230u /* 'VC20' */

int CDECL msvcrt__setjmp(struct crt_jump_buffer *buffer);
int CDECL msvcrt__setjmp3(struct crt_jump_buffer *buffer, int count, ...);

/* What is not a register: `count` further arguments are the unwinding routine, the level, and the routine's
 * data. */
__attribute__((used)) void crt_setjmp_rest(struct crt_jump_buffer *buffer, int count,
                                           const uint32_t *arguments)
{
    bool framed = buffer->Registration != (EXCEPTION_REGISTRATION_RECORD *)(uintptr_t)-1;
    buffer->Cookie = JUMP_COOKIE;
    buffer->UnwindFunc = NULL;
    buffer->TryLevel = framed && count < 2 ? ((uint32_t *)buffer->Registration)[3] : ~0u;
    memset(buffer->UnwindData, 0, sizeof(buffer->UnwindData));
    if (!framed || count < 1)
        return;
    buffer->UnwindFunc = (void(GUESTCDECL *)(struct crt_jump_buffer *))(uintptr_t)arguments[0];
    if (count >= 2)
        buffer->TryLevel = arguments[1];
    for (int i = 0; i < count - 2 && i < 6; i++)
        buffer->UnwindData[i] = arguments[2 + i];
}

__asm__(".text\n"
        ".globl msvcrt__setjmp, msvcrt__setjmp3\n"
        ".hidden msvcrt__setjmp, msvcrt__setjmp3\n"
        ".type msvcrt__setjmp, @function\n"
        ".type msvcrt__setjmp3, @function\n"
        "msvcrt__setjmp:\n"
        "    mov 4(%esp), %edx\n"
        "    movl $0, 0x20(%edx)\n" /* no cookie */
        "    xor %ecx, %ecx\n"
        "    jmp 1f\n"
        "msvcrt__setjmp3:\n"
        "    mov 4(%esp), %edx\n"
        "    mov $1, %ecx\n"
        "1:  mov %ebp, 0x00(%edx)\n"
        "    mov %ebx, 0x04(%edx)\n"
        "    mov %edi, 0x08(%edx)\n"
        "    mov %esi, 0x0C(%edx)\n"
        "    mov %esp, 0x10(%edx)\n" /* the return address is still there */
        "    mov (%esp), %eax\n"
        "    mov %eax, 0x14(%edx)\n"
        "    mov %fs:0, %eax\n"
        "    mov %eax, 0x18(%edx)\n"
        "    jecxz 2f\n"
        "    push %ebp\n"
        "    mov %esp, %ebp\n"
        "    and $-16, %esp\n"
        "    sub $16, %esp\n"
        "    mov %edx, (%esp)\n"
        "    mov 12(%ebp), %eax\n"
        "    mov %eax, 4(%esp)\n"
        "    lea 16(%ebp), %eax\n"
        "    mov %eax, 8(%esp)\n"
        "    call crt_setjmp_rest\n"
        "    leave\n"
        "2:  xor %eax, %eax\n"
        "    ret\n"
        ".size msvcrt__setjmp, . - msvcrt__setjmp\n");

_Noreturn void CDECL crt_jump(struct crt_jump_buffer *buffer, int value);
__asm__(".text\n"
        ".type crt_jump, @function\n"
        "crt_jump:\n"
        "    mov 4(%esp), %edx\n"
        "    mov 8(%esp), %eax\n"
        "    mov 0x00(%edx), %ebp\n"
        "    mov 0x04(%edx), %ebx\n"
        "    mov 0x08(%edx), %edi\n"
        "    mov 0x0C(%edx), %esi\n"
        "    mov 0x10(%edx), %esp\n"
        "    add $4, %esp\n"
        "    jmp *0x14(%edx)\n"
        ".size crt_jump, . - crt_jump\n");

_Noreturn void CDECL msvcrt_longjmp(struct crt_jump_buffer *buffer, int value)
{
    if (buffer->Registration != NtCurrentTeb()->NtTib.ExceptionList)
        RtlUnwind(buffer->Registration, NULL, NULL, NULL);
    if (buffer->Cookie == JUMP_COOKIE && buffer->UnwindFunc)
        buffer->UnwindFunc(buffer);
    crt_jump(buffer, value ? value : 1);
}
#endif
