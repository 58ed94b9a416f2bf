/* SPDX-License-Identifier: MIT
 *
 * The frame handlers of Visual C++'s generations, with the tables of each: the header has grown by a list of
 * exception specifications (2) and by flags (3). No compiler at hand emits the older ones, so their functions
 * are written in assembly. (The fourth, compressed ones: cxx4.cpp.)
 */
#include "msvc.h"
#include "type_info.h"

typedef void (*callee)();
extern "C" {
int generation_1(callee);
int generation_2(callee);
int generation_3(callee);

void generation_destroy(char *object)
{
    mark(*object);
}
}

/* Object 'o' (a destructor's funclet); try { call() } catch (int v) { return v + 1 }. The handler of the
 * catch block finds the frame of the function in RDX and returns where to go on. */
__asm__(R"(
.macro generation name, handler, magic
    .text
    .globl \name
    .def \name
    .scl 2
    .type 32
    .endef
    .p2align 4
    .seh_proc \name
\name:
    subq $0x48, %rsp
    .seh_stackalloc 0x48
    .seh_endprologue
    .seh_handler \handler, @except, @unwind
    .seh_handlerdata
    .long \name\()_info@IMGREL
    .text
    movq $-2, 0x20(%rsp)
    movb $'o', 0x30(%rsp)
\name\()_call:
    callq *%rcx
    nop
\name\()_after:
    xorl %eax, %eax
    jmp \name\()_out
\name\()_caught:
    movl 0x28(%rsp), %eax
\name\()_out:
    addq $0x48, %rsp
    retq
    .seh_endproc
    .p2align 4
    .seh_proc \name\()_catch
\name\()_catch:
    subq $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_endprologue
    incl 0x28(%rdx)
    leaq \name\()_caught(%rip), %rax
    addq $0x28, %rsp
    retq
    .seh_endproc
    .p2align 4
    .seh_proc \name\()_cleanup
\name\()_cleanup:
    subq $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_endprologue
    leaq 0x30(%rdx), %rcx
    callq generation_destroy
    addq $0x28, %rsp
    retq
    .seh_endproc
    .section .rdata, "dr"
    .p2align 2
\name\()_info:
    .long \magic, 3, \name\()_unwind@IMGREL, 1, \name\()_try@IMGREL, 4, \name\()_states@IMGREL, 0x20
.if \magic > 0x19930520
    .long 0
.else
    .long 0x7FFFFFF0 # no longer the header's
.endif
.if \magic > 0x19930521
    .long 1
.else
    .long -1
.endif
\name\()_unwind:
    .long -1, 0 # 0: the try block
    .long 0, \name\()_cleanup@IMGREL # 1: the object in it
    .long -1, 0 # 2: the catch block
\name\()_try:
    .long 0, 1, 2, 1, \name\()_handlers@IMGREL
\name\()_handlers:
    .long 0, "??_R0H@8"@IMGREL, 0x28, \name\()_catch@IMGREL, 0x38
\name\()_states:
    .long \name@IMGREL, -1, \name\()_call@IMGREL, 1, \name\()_after@IMGREL, -1, \name\()_catch@IMGREL, 2
    .text
.endm
generation generation_1, __CxxFrameHandler, 0x19930520
generation generation_2, __CxxFrameHandler2, 0x19930521
generation generation_3, __CxxFrameHandler3, 0x19930522
)");

static void nothing()
{
}

static void throws_int()
{
    throw 41;
}

static void throws_double()
{
    throw 2.5;
}

NOINLINE static int lets_through(int (*function)(callee))
{
    try {
        return function(throws_double);
    } catch (double value) {
        mark('d');
        return (int)(value * 2);
    }
}

extern "C" void mainCRTStartup()
{
    int (*const functions[])(callee) = {generation_1, generation_2, generation_3};
    for (auto function : functions) {
        CHECK_EQ(function(nothing), 0);
        CHECK_TRAIL("");
        CHECK_EQ(function(throws_int), 42);
        CHECK_TRAIL("o");
        CHECK_EQ(lets_through(function), 5);
        CHECK_TRAIL("od");
    }
    ExitProcess(failures);
}
