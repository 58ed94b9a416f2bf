/* SPDX-License-Identifier: MIT
 *
 * Where exceptions may not come from: noexcept in its forms, destructors, threads; and the other ways in
 * which the compiler's runtime ends a process. Each in a process of its own. (noexcept of compressed tables:
 * cxx4.cpp.)
 */
#include "children.h"
#include "type_info.h"

#define IMPORT __declspec(dllimport)

extern "C" {
IMPORT void *set_terminate(void (*)(void));
IMPORT void *set_unexpected(void (*)(void));
IMPORT __attribute__((noreturn)) void terminate(void);
IMPORT __attribute__((noreturn)) void unexpected(void);
IMPORT __attribute__((noreturn)) void __report_gsfailure(unsigned long long);
IMPORT int _purecall(void);
IMPORT void *_set_purecall_handler(void (*)(void));
IMPORT DWORD _set_abort_behavior(DWORD, DWORD);
IMPORT void *CreateThread(void *, unsigned long long, DWORD (*)(void *), void *, DWORD, DWORD *);
IMPORT void Sleep(DWORD);

int fh3_no_throw(void (*call)(void));
int seh_no_throw(void (*call)(void));
}

/* No compiler at hand emits the flag of plain tables that says noexcept, nor the handler of C functions that
 * let no exception pass. The latter has a __try around its call, whose filter is seh_filter. */
__asm__(R"(
    .text
    .globl fh3_no_throw
    .def fh3_no_throw; .scl 2; .type 32; .endef
    .seh_proc fh3_no_throw
fh3_no_throw:
    subq $0x38, %rsp
    .seh_stackalloc 0x38
    .seh_endprologue
    .seh_handler __CxxFrameHandler3, @except, @unwind
    .seh_handlerdata
    .long fh3_no_throw_info@IMGREL
    .text
    movq $-2, 0x20(%rsp)
    callq *%rcx
    nop
    movl $1, %eax
    addq $0x38, %rsp
    retq
    .seh_endproc
    .section .rdata, "dr"
    .p2align 2
fh3_no_throw_info:
    .long 0x19930522, 0, 0, 0, 0, 1, fh3_no_throw_states@IMGREL, 0x20, 0, 5 # noexcept, /EHs
fh3_no_throw_states:
    .long fh3_no_throw@IMGREL, -1

    .text
    .globl seh_no_throw
    .def seh_no_throw; .scl 2; .type 32; .endef
    .seh_proc seh_no_throw
seh_no_throw:
    subq $0x38, %rsp
    .seh_stackalloc 0x38
    .seh_endprologue
    .seh_handler __C_specific_handler_noexcept, @except, @unwind
    .seh_handlerdata
    .long 1
    .long seh_no_throw_begin@IMGREL, seh_no_throw_end@IMGREL, seh_no_throw_filter@IMGREL, seh_no_throw_caught@IMGREL
    .text
seh_no_throw_begin:
    callq *%rcx
    nop
seh_no_throw_end:
    movl $1, %eax
    addq $0x38, %rsp
    retq
seh_no_throw_caught:
    movl $2, %eax
    addq $0x38, %rsp
    retq
    .seh_endproc
    .seh_proc seh_no_throw_filter
seh_no_throw_filter:
    subq $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_endprologue
    callq seh_filter
    addq $0x28, %rsp
    retq
    .seh_endproc
)");

extern "C" int seh_filter(EXCEPTION_POINTERS *pointers)
{
    return pointers->ExceptionRecord->ExceptionCode == 0xE0000001;
}

struct Marker {
    ~Marker()
    {
        mark('d');
    }
};

static void nothing()
{
}

static void throw_int()
{
    throw 5;
}

static void raise_one()
{
    RaiseException(0xE0000001, 0, 0, 0);
}

static void raise_two()
{
    RaiseException(0xE0000002, 0, 0, 0);
}

NOINLINE static void by_the_compiler(void (*volatile call)()) noexcept
{
    call();
}

struct Throws {
    ~Throws() noexcept(false)
    {
        throw 7;
    }
};

NOINLINE static void while_unwinding()
{
    try {
        Throws throws;
        throw 8;
    } catch (int) {
        mark('!');
    }
}

static DWORD thread(void *)
{
    throw 9;
}

/* What a handler sees, as an exit code: how far the destructors of the frames above are. */
static void at_terminate()
{
    ExitProcess(trail[0] ? 90 : 50);
}

static void at_unexpected()
{
    mark('u');
    throw 'e'; /* may leave: into the handler of whoever called */
}

static void at_purecall()
{
    ExitProcess(51);
}

NOINLINE static void within(void (*call)())
{
    Marker marker;
    call();
}

static void c_try()
{
    seh_no_throw(raise_two);
}

static void cxx_no_throw()
{
    fh3_no_throw(throw_int);
}

static void (*volatile no_throw)(void (*volatile)()) = by_the_compiler; /* not to be looked into */

static void compiled()
{
    no_throw(throw_int);
}

static void nothing_to_rethrow()
{
    throw;
}

static void end(char how)
{
    _set_abort_behavior(0, 1); /* no message */
    if (how < 'a') {           /* without a handler */
        how += 32;
    } else {
        set_terminate(at_terminate);
        _set_purecall_handler(at_purecall);
    }
    try {
        switch (how) {
        case 'n':
            within(compiled);
            break;
        case 'f':
            within(cxx_no_throw);
            break;
        case 's':
            within(c_try);
            break;
        case 'd':
            while_unwinding();
            break;
        case 'r':
            within(nothing_to_rethrow);
            break;
        case 't':
            terminate();
        case 'g':
            __report_gsfailure(1);
        case 'p':
            _purecall();
            break;
        case 'h':
            CreateThread(0, 0, thread, 0, 0, 0);
            Sleep(20000);
        }
    } catch (...) {
    }
    ExitProcess(99);
}

NOINLINE static int expects()
{
    set_unexpected(at_unexpected);
    try {
        unexpected();
    } catch (char) {
        return 1;
    }
    return 0;
}

#define FAST_FAIL 0xC0000409

extern "C" void mainCRTStartup()
{
    if (child_letter())
        end(child_letter());
    CHECK_EQ(fh3_no_throw(nothing), 1);
    CHECK_EQ(seh_no_throw(nothing), 1);
    CHECK_EQ(seh_no_throw(raise_one), 2); /* it is caught within: fine */
    CHECK_EQ(expects(), 1);
    CHECK_TRAIL("u");
    CHECK_EQ(child_code('n'), 50);
    CHECK_EQ(child_code('f'), 50);
    CHECK_EQ(child_code('s'), 50);
    CHECK_EQ(child_code('d'), 50);
    CHECK_EQ(child_code('r'), 50);
    CHECK_EQ(child_code('t'), 50);
    CHECK_EQ(child_code('p'), 51);
    CHECK_EQ(child_code('N'), FAST_FAIL);
    CHECK_EQ(child_code('S'), FAST_FAIL);
    CHECK_EQ(child_code('T'), FAST_FAIL);
    CHECK_EQ(child_code('g'), FAST_FAIL);
    CHECK_EQ(child_code('h'), 0xE06D7363);
    ExitProcess(failures);
}
