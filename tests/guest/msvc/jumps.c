/* SPDX-License-Identifier: MIT
 *
 * Ways out of __try that are no exceptions: goto and return, _local_unwind as Microsoft's compilers call it
 * for them (clang calls its __finally blocks by itself, so those functions are written in assembly), longjmp.
 */
#include "msvc.h"

typedef unsigned long long u64;
__declspec(dllimport) void _local_unwind(void *frame, void *target);
__declspec(dllimport) void longjmp(void *, int);
#ifdef MODERN
__declspec(dllimport) __attribute__((returns_twice)) int __intrinsic_setjmp(void *, void *);
__declspec(dllimport) __attribute__((returns_twice)) int __intrinsic_setjmpex(void *, void *);
#else
#define __intrinsic_setjmp   _setjmp
#define __intrinsic_setjmpex _setjmpex
__declspec(dllimport) __attribute__((returns_twice)) int _setjmp(void *, void *);
__declspec(dllimport) __attribute__((returns_twice)) int _setjmpex(void *, void *);
#endif

NOINLINE static void raise(void)
{
    RaiseException(0xE0000031, 0, 0, 0);
}

NOINLINE static int returns(int which)
{
    for (int i = 0; i < 3; i++) {
        __try {
            __try {
                if (which == 0)
                    return 7;
                if (which == 1)
                    break;
                if (which == 2)
                    continue;
                if (which == 3)
                    goto out;
                if (which == 4)
                    __leave;
                raise();
            } __finally {
                mark(_abnormal_termination() ? 'a' : 'n');
            }
            mark('-');
        } __finally {
            mark('o');
        }
    }
    return 8;
out:
    return 9;
}

NOINLINE static void by_the_compiler(void)
{
    CHECK_EQ(returns(0), 7);
    CHECK_TRAIL("ao");
    CHECK_EQ(returns(1), 8);
    CHECK_TRAIL("ao");
    CHECK_EQ(returns(2), 8);
    CHECK_TRAIL("aoaoao");
    CHECK_EQ(returns(3), 9);
    CHECK_TRAIL("ao");
    CHECK_EQ(returns(4), 8);
    CHECK_TRAIL("n-on-on-o");
}

/* ---- by _local_unwind ----
 * Two __try blocks with __finally, one in the other, around a call of way(frame, labels): labels are
 * addresses behind both, behind the inner one, and within it. Result: which label was come to. */
int scopes(void (*way)(void *frame, void **labels));
/* The same; its inner __finally, when an exception runs it, leaves for behind both (0), behind itself (1), or
 * not at all. The result then: 16 more. */
int swallows(void (*call)(void), int which);

void scopes_inner(int abnormal)
{
    mark(abnormal ? 'i' : '!');
}

void scopes_outer(int abnormal)
{
    mark(abnormal ? 'o' : '.');
}

__asm__(".text\n"
        ".globl scopes\n"
        ".def scopes; .scl 2; .type 32; .endef\n"
        ".seh_proc scopes\n"
        "scopes:\n"
        "    pushq %rbx\n"
        "    .seh_pushreg %rbx\n"
        "    subq $0x50, %rsp\n"
        "    .seh_stackalloc 0x50\n"
        "    .seh_endprologue\n"
        "    .seh_handler __C_specific_handler, @except, @unwind\n"
        "    .seh_handlerdata\n"
        "    .long 2\n"
        "    .long scopes_1@IMGREL, scopes_2@IMGREL, scopes_inner_block@IMGREL, 0\n"
        "    .long scopes_0@IMGREL, scopes_3@IMGREL, scopes_outer_block@IMGREL, 0\n"
        "    .text\n"
        "    movq %rcx, %rax\n"
        "    movl $0x1234, %ebx\n"
        "    leaq scopes_3(%rip), %rcx\n"
        "    movq %rcx, 0x30(%rsp)\n"
        "    leaq scopes_2(%rip), %rcx\n"
        "    movq %rcx, 0x38(%rsp)\n"
        "    leaq scopes_within(%rip), %rcx\n"
        "    movq %rcx, 0x40(%rsp)\n"
        "    movq %rsp, %rcx\n"
        "    leaq 0x30(%rsp), %rdx\n"
        "scopes_0:\n"
        "    nop\n"
        "scopes_1:\n"
        "    callq *%rax\n"
        "    nop\n"
        "scopes_within:\n"
        "    movl $3, %eax\n"
        "    jmp scopes_out\n"
        "scopes_2:\n"
        "    movl $2, %eax\n"
        "    jmp scopes_out\n"
        "scopes_3:\n"
        "    movl $1, %eax\n"
        "scopes_out:\n"
        "    cmpl $0x1234, %ebx\n"
        "    je 1f\n"
        "    movl $-1, %eax\n"
        "1:  addq $0x50, %rsp\n"
        "    popq %rbx\n"
        "    retq\n"
        "    .seh_endproc\n"
        ".seh_proc scopes_inner_block\n"
        "scopes_inner_block:\n"
        "    subq $0x28, %rsp\n"
        "    .seh_stackalloc 0x28\n"
        "    .seh_endprologue\n"
        "    movzbl %cl, %ecx\n"
        "    callq scopes_inner\n"
        "    addq $0x28, %rsp\n"
        "    retq\n"
        "    .seh_endproc\n"
        ".seh_proc scopes_outer_block\n"
        "scopes_outer_block:\n"
        "    subq $0x28, %rsp\n"
        "    .seh_stackalloc 0x28\n"
        "    .seh_endprologue\n"
        "    movzbl %cl, %ecx\n"
        "    callq scopes_outer\n"
        "    addq $0x28, %rsp\n"
        "    retq\n"
        "    .seh_endproc\n"

        ".globl swallows\n"
        ".def swallows; .scl 2; .type 32; .endef\n"
        ".seh_proc swallows\n"
        "swallows:\n"
        "    pushq %rbx\n"
        "    .seh_pushreg %rbx\n"
        "    subq $0x50, %rsp\n"
        "    .seh_stackalloc 0x50\n"
        "    .seh_endprologue\n"
        "    .seh_handler __C_specific_handler, @except, @unwind\n"
        "    .seh_handlerdata\n"
        "    .long 2\n"
        "    .long swallows_1@IMGREL, swallows_2@IMGREL, swallows_block@IMGREL, 0\n"
        "    .long swallows_0@IMGREL, swallows_3@IMGREL, scopes_outer_block@IMGREL, 0\n"
        "    .text\n"
        "    movl $0x1234, %ebx\n"
        "    movl %edx, 0x30(%rsp)\n"
        "swallows_0:\n"
        "    nop\n"
        "swallows_1:\n"
        "    callq *%rcx\n"
        "    nop\n"
        "swallows_2:\n"
        "    movl $18, %eax\n"
        "    jmp swallows_out\n"
        "swallows_3:\n"
        "    movl $17, %eax\n"
        "swallows_out:\n"
        "    cmpl $0x1234, %ebx\n"
        "    je 1f\n"
        "    movl $-1, %eax\n"
        "1:  addq $0x50, %rsp\n"
        "    popq %rbx\n"
        "    retq\n"
        "    .seh_endproc\n"
        ".seh_proc swallows_block\n"
        "swallows_block:\n"
        "    pushq %rbx\n"
        "    .seh_pushreg %rbx\n"
        "    subq $0x20, %rsp\n"
        "    .seh_stackalloc 0x20\n"
        "    .seh_endprologue\n"
        "    movq %rdx, %rbx\n"
        "    movzbl %cl, %ecx\n"
        "    callq scopes_inner\n"
        "    cmpl $1, 0x30(%rbx)\n"
        "    ja 2f\n"
        "    leaq swallows_3(%rip), %rdx\n"
        "    jb 1f\n"
        "    leaq swallows_2(%rip), %rdx\n"
        "1:  movq %rbx, %rcx\n"
        "    callq _local_unwind\n"
        "    int3\n"
        "2:  addq $0x20, %rsp\n"
        "    popq %rbx\n"
        "    retq\n"
        "    .seh_endproc\n");

static int label;

NOINLINE static void leaves(void *frame, void **labels)
{
    __try {
        _local_unwind(frame, labels[label]);
        mark('!');
    } __finally {
        mark('f');
    }
}

static void stays(void *frame, void **labels)
{
}

NOINLINE static int swallowing(int which)
{
    __try {
        return swallows(raise, which);
    } __except (mark('?'), 1) {
        return -2;
    }
}

NOINLINE static void by_local_unwind(void)
{
    CHECK_EQ(scopes(stays), 3);
    CHECK_TRAIL("");
    label = 0;
    CHECK_EQ(scopes(leaves), 1);
    CHECK_TRAIL("fio");
    label = 1; /* still within the outer block */
    CHECK_EQ(scopes(leaves), 2);
    CHECK_TRAIL("fi");
    label = 2; /* within both */
    CHECK_EQ(scopes(leaves), 3);
    CHECK_TRAIL("f");
    /* goto and return out of a __finally that an exception runs: the exception is no more */
    CHECK_EQ(swallowing(2), -2);
    CHECK_TRAIL("?io");
    CHECK_EQ(swallowing(1), 18);
    CHECK_TRAIL("?i");
    CHECK_EQ(swallowing(0), 17);
    CHECK_TRAIL("?io");
    CHECK_EQ(swallowing(2), -2); /* and a next one is a new one */
    CHECK_TRAIL("?io");
}

/* ---- longjmp ---- */

static __declspec(align(16)) u64 buffer[32];

NOINLINE static void jumps(int value)
{
    __try {
        __try {
            longjmp(buffer, value);
        } __finally {
            mark('f');
        }
    } __except (mark('!'), 1) { /* no exception: it is not asked */
        mark('!');
    }
}

NOINLINE static int sets(int value)
{
    volatile int result = -1;
    int came = __intrinsic_setjmp(buffer, __builtin_frame_address(0));
    if (!came)
        jumps(value);
    result = came;
    return result;
}

NOINLINE static int sets_without_a_frame(int value)
{
    int came = __intrinsic_setjmpex(buffer, 0);
    if (!came)
        jumps(value);
    return came;
}

NOINLINE static void by_longjmp(void)
{
    CHECK_EQ(sets(5), 5);
    CHECK_TRAIL("f");
    CHECK_EQ(sets(0), 1); /* zero cannot come */
    CHECK_TRAIL("f");
    CHECK_EQ(sets_without_a_frame(6), 6); /* the registers alone */
    CHECK_TRAIL("");
}

void mainCRTStartup(void)
{
    by_the_compiler();
    by_local_unwind();
    by_longjmp();
    ExitProcess(failures);
}
