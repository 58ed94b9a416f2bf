/* SPDX-License-Identifier: MIT
 *
 * Compressed exception tables (__CxxFrameHandler4). No compiler at hand emits them, so the functions that
 * have them are written in assembly, as Microsoft's compiler lays them out; the throwing and the outer
 * catching is clang's, with plain tables. Both use the modern runtime.
 */
#include "counted.h"
#include "msvc.h"
#include "type_info.h"

extern "C" {
__declspec(dllimport) void *set_terminate(void (*handler)(void));
__declspec(dllimport) int __uncaught_exceptions(void);
__declspec(dllimport) void **__current_exception(void);
__declspec(dllimport) void *_set_se_translator(void (*translator)(unsigned, EXCEPTION_POINTERS *));
__declspec(dllimport) int _is_exception_typeof(const void *type, EXCEPTION_POINTERS *pointers);

typedef void (*callee)(int);
int fh4_select(callee call, int argument);
int fh4_objects(callee call, int argument);
int fh4_rethrows(callee call, int argument);
int fh4_constructor(callee call, int argument);
int fh4_inner(callee call, int argument);
int fh4_separated(callee call, int argument);
int fh4_synchronous(callee call, int argument);
int fh4_dots(callee call, int argument);
int fh4_no_throw(callee call, int argument);

static int uncaught;

/* What the assembly calls. */
void fh4_destroy(char *object)
{
    mark(*object);
    uncaught = __uncaught_exceptions();
}

void fh4_caught(void)
{
    mark(*__current_exception() ? 'c' : '!');
    CHECK_EQ(__uncaught_exceptions(), 0);
}

void fh4_throw_again(void)
{
    throw;
}

void fh4_throw_char(void)
{
    throw 'x';
}

/* Descriptors that the tables name. */
extern const char int_type[] __asm__("??_R0H@8");
}

/* The compiler makes the descriptors of int and Counted because of these. */
NOINLINE static void throws(int which)
{
    switch (which) {
    case 1:
        throw 41;
    case 2:
        throw Counted(7);
    case 3:
        throw 2.5;
    case 4:
        RaiseException(0xE0001234, 0, 0, 0);
    }
}

/* ---- the functions with compressed tables ----
 * num: a number of five bytes, for what the assembler computes. prolog: a frame of 0x60 bytes, establisher at
 * RSP. */
__asm__(R"(
.macro num value
    .byte 0x0F
    .long \value
.endm
.macro function name, info
    .text
    .globl \name
    .def \name
    .scl 2
    .type 32
    .endef
    .p2align 4
    .seh_proc \name
\name:
    sub $0x68, %rsp
    .seh_stackalloc 0x68
    .seh_endprologue
    .seh_handler __CxxFrameHandler4, @except, @unwind
    .seh_handlerdata
    .long \info@IMGREL
    .text
.endm
.macro funclet name
    .text
    .p2align 4
    .seh_proc \name
\name:
    sub $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_endprologue
.endm
.macro leave_funclet
    add $0x28, %rsp
    ret
    .seh_endproc
.endm
.macro call_it label
    mov %rcx, %rax
    mov %edx, %ecx
\label:
    call *%rax
    nop
.endm
.macro leave_function
    add $0x68, %rsp
    ret
.endm
.section .rdata, "dr"

# ---- try { call } catch (int v) {return v + 1} catch (Counted &c) {return c.value * 2} catch (...) {return -1} ----
function fh4_select, fh4_select_info
    call_it fh4_select_call
fh4_select_after:
    xor %eax, %eax
fh4_select_out:
    leave_function
fh4_select_0:
    mov 0x40(%rsp), %eax
    jmp fh4_select_out
fh4_select_1:
    mov $-1, %eax
    jmp fh4_select_out
.seh_endproc
funclet fh4_select_int
    incl 0x40(%rdx)
    xor %eax, %eax
    leave_funclet
funclet fh4_select_counted
    mov 0x48(%rdx), %rax
    mov (%rax), %eax
    add %eax, %eax
    mov %eax, 0x40(%rdx)
    call fh4_caught
    xor %eax, %eax
    leave_funclet
funclet fh4_select_all
    mov $1, %eax
    leave_funclet
.section .rdata, "dr"
fh4_select_info:
    .byte 0x18 # unwind map, try map
    .long fh4_select_unwind@IMGREL, fh4_select_try@IMGREL, fh4_select_states@IMGREL
fh4_select_unwind:
    .byte 2<<1, (1<<2)<<1, (2<<2)<<1
fh4_select_try:
    .byte 1<<1, 0, 0, 1<<1
    .long fh4_select_handlers@IMGREL
fh4_select_handlers:
    .byte 3<<1
    .byte 0x16 # type, object, one address
    .long "??_R0H@8"@IMGREL
    num 0x40
    .long fh4_select_int@IMGREL
    num fh4_select_0-fh4_select
    .byte 0x17, 8<<1 # adjectives: a reference
    .long "??_R0?AUCounted@@@8"@IMGREL
    num 0x48
    .long fh4_select_counted@IMGREL
    num fh4_select_0-fh4_select
    .byte 0x28 # ...: two addresses, as RVAs
    .long fh4_select_all@IMGREL, fh4_select_0@IMGREL, fh4_select_1@IMGREL
fh4_select_states:
    .byte 2<<1
    num fh4_select_call-fh4_select
    .byte 1<<1
    num fh4_select_after-fh4_select
    .byte 0

# ---- objects 'a' (destructor), 'b' (through a pointer), 'f' (funclet), then the call ----
function fh4_objects, fh4_objects_info
    movb $'a', 0x40(%rsp)
    movb $'b', 0x48(%rsp)
    lea 0x48(%rsp), %rax
    mov %rax, 0x50(%rsp)
    movb $'f', 0x58(%rsp)
    call_it fh4_objects_call
fh4_objects_after:
    xor %eax, %eax
    leave_function
.seh_endproc
funclet fh4_objects_funclet
    lea 0x58(%rdx), %rcx
    call fh4_destroy
    leave_funclet
.section .rdata, "dr"
fh4_objects_info:
    .byte 0x08
    .long fh4_objects_unwind@IMGREL, fh4_objects_states@IMGREL
fh4_objects_unwind:
    .byte 4<<1
1:  .byte (1<<2|1)<<1
    .long fh4_destroy@IMGREL
    num 0x40
2:  .byte ((10<<2|2)<<1)
    .long fh4_destroy@IMGREL
    num 0x50
3:  .byte (10<<2|0)<<1 # nothing to do
4:  .byte (1<<2|3)<<1
    .long fh4_objects_funclet@IMGREL
fh4_objects_states:
    .byte 2<<1
    num fh4_objects_call-fh4_objects
    .byte 4<<1
    num fh4_objects_after-fh4_objects
    .byte 0

# ---- try { call } catch (...) { throw; } ----
function fh4_rethrows, fh4_rethrows_info
    call_it fh4_rethrows_call
    xor %eax, %eax
    leave_function
.seh_endproc
funclet fh4_rethrows_all
    call fh4_caught
    call fh4_throw_again
    int3
    leave_funclet
.section .rdata, "dr"
fh4_rethrows_info:
    .byte 0x18
    .long fh4_select_unwind@IMGREL, fh4_rethrows_try@IMGREL, fh4_rethrows_states@IMGREL
fh4_rethrows_try:
    .byte 1<<1, 0, 0, 1<<1
    .long fh4_rethrows_handlers@IMGREL
fh4_rethrows_handlers:
    .byte 1<<1, 0
    .long fh4_rethrows_all@IMGREL
fh4_rethrows_states:
    .byte 1<<1
    num fh4_rethrows_call-fh4_rethrows
    .byte 1<<1

# ---- a constructor's function try block: member 'm', then the call; the handler ends by throwing again ----
function fh4_constructor, fh4_constructor_info
    movb $'m', 0x40(%rsp)
    call_it fh4_constructor_call
    xor %eax, %eax
    leave_function
.seh_endproc
.section .rdata, "dr"
fh4_constructor_info:
    .byte 0x18
    .long fh4_constructor_unwind@IMGREL, fh4_constructor_try@IMGREL, fh4_constructor_states@IMGREL
fh4_constructor_unwind:
    .byte 3<<1
    .byte (1<<2)<<1 # 0: try
    .byte (1<<2|1)<<1 # 1: the member, within it
    .long fh4_destroy@IMGREL
    num 0x40
    .byte (12<<2)<<1 # 2: catch
fh4_constructor_try:
    .byte 1<<1, 0, 1<<1, 2<<1
    .long fh4_rethrows_handlers@IMGREL
fh4_constructor_states:
    .byte 1<<1
    num fh4_constructor_call-fh4_constructor
    .byte 2<<1

# ---- object 'o'; try { call } catch (int) { object 'i'; try { throw 'x' } catch (char) {}; throw; } ----
# The block has tables of its own; it keeps the function's frame at 0x38 of its own.
function fh4_inner, fh4_inner_info
    movb $'o', 0x40(%rsp)
    movb $'i', 0x41(%rsp)
    call_it fh4_inner_call
    xor %eax, %eax
    leave_function
.seh_endproc
.p2align 4
.seh_proc fh4_inner_int
fh4_inner_int:
    sub $0x48, %rsp
    .seh_stackalloc 0x48
    .seh_endprologue
    .seh_handler __CxxFrameHandler4, @except, @unwind
    .seh_handlerdata
    .long fh4_inner_int_info@IMGREL
    .text
    mov %rdx, 0x38(%rsp)
    call fh4_caught
fh4_inner_try:
    call fh4_throw_char
    nop
fh4_inner_cont:
    call fh4_throw_again
    int3
    add $0x48, %rsp
    ret
    .seh_endproc
funclet fh4_inner_char
    call fh4_caught
    xor %eax, %eax
    leave_funclet
.section .rdata, "dr"
fh4_inner_info:
    .byte 0x18
    .long fh4_inner_unwind@IMGREL, fh4_inner_tries@IMGREL, fh4_inner_states@IMGREL
fh4_inner_unwind:
    .byte 3<<1
    .byte (1<<2|1)<<1 # 0: the object
    .long fh4_destroy@IMGREL
    num 0x40
    .byte (10<<2)<<1, (11<<2)<<1 # 1: try, 2: catch
fh4_inner_tries:
    .byte 1<<1, 1<<1, 1<<1, 2<<1
    .long fh4_inner_handlers@IMGREL
fh4_inner_handlers:
    .byte 1<<1, 0x02
    .long "??_R0H@8"@IMGREL, fh4_inner_int@IMGREL
fh4_inner_states:
    .byte 1<<1
    num fh4_inner_call-fh4_inner
    .byte 2<<1
fh4_inner_int_info:
    .byte 0x19 # a catch block's
    .long fh4_inner_int_unwind@IMGREL, fh4_inner_int_tries@IMGREL, fh4_inner_int_states@IMGREL
    .byte 0x38<<1
fh4_inner_int_unwind:
    .byte 3<<1
    .byte (1<<2|1)<<1
    .long fh4_destroy@IMGREL
    num 0x41
    .byte (10<<2)<<1, (11<<2)<<1
fh4_inner_int_tries:
    .byte 1<<1, 1<<1, 1<<1, 2<<1
    .long fh4_inner_int_handlers@IMGREL
fh4_inner_int_handlers:
    .byte 1<<1, 0x12
    .long "??_R0D@8"@IMGREL, fh4_inner_char@IMGREL
    num fh4_inner_cont-fh4_inner_int
fh4_inner_int_states:
    .byte 3<<1
    num 0
    .byte 1<<1
    num fh4_inner_try-fh4_inner_int
    .byte 2<<1
    num fh4_inner_cont-fh4_inner_try
    .byte 1<<1

# ---- the call lies in a cold part, apart from the function: one function's tables, two pieces of code ----
function fh4_separated, fh4_separated_info
    jmp fh4_separated_cold_body
fh4_separated_done:
    mov $77, %eax
    leave_function
.seh_endproc
function fh4_separated_cold, fh4_separated_info
fh4_separated_cold_body:
    call_it fh4_separated_call
    xor %eax, %eax
    leave_function
.seh_endproc
funclet fh4_separated_all
    xor %eax, %eax
    leave_funclet
.section .rdata, "dr"
fh4_separated_info:
    .byte 0x1A
    .long fh4_select_unwind@IMGREL, fh4_separated_try@IMGREL, fh4_separated_pieces@IMGREL
fh4_separated_try:
    .byte 1<<1, 0, 0, 1<<1
    .long fh4_separated_handlers@IMGREL
fh4_separated_handlers:
    .byte 1<<1, 0x18
    .long fh4_separated_all@IMGREL, fh4_separated_done@IMGREL
fh4_separated_pieces:
    .byte 2<<1
    .long fh4_separated@IMGREL, fh4_separated_none@IMGREL
    .long fh4_separated_cold@IMGREL, fh4_separated_states@IMGREL
fh4_separated_none:
    .byte 1<<1, 0, 0
fh4_separated_states:
    .byte 1<<1
    num fh4_separated_call-fh4_separated_cold
    .byte 1<<1

# ---- /EHs: catch (...) is for C++ only ----
function fh4_synchronous, fh4_synchronous_info
    call_it fh4_synchronous_call
    xor %eax, %eax
    leave_function
fh4_synchronous_0:
    mov $1, %eax
    leave_function
.seh_endproc
.section .rdata, "dr"
fh4_synchronous_info:
    .byte 0x38
    .long fh4_select_unwind@IMGREL, fh4_synchronous_try@IMGREL, fh4_synchronous_states@IMGREL
fh4_synchronous_try:
    .byte 1<<1, 0, 0, 1<<1
    .long fh4_synchronous_handlers@IMGREL
fh4_synchronous_handlers:
    .byte 1<<1, 0x10
    .long fh4_separated_all@IMGREL
    num fh4_synchronous_0-fh4_synchronous
fh4_synchronous_states:
    .byte 1<<1
    num fh4_synchronous_call-fh4_synchronous
    .byte 1<<1

# ---- catch (...) that is marked so: the same ----
function fh4_dots, fh4_dots_info
    call_it fh4_dots_call
    xor %eax, %eax
    leave_function
fh4_dots_0:
    mov $1, %eax
    leave_function
.seh_endproc
.section .rdata, "dr"
fh4_dots_info:
    .byte 0x18
    .long fh4_select_unwind@IMGREL, fh4_dots_try@IMGREL, fh4_dots_states@IMGREL
fh4_dots_try:
    .byte 1<<1, 0, 0, 1<<1
    .long fh4_dots_handlers@IMGREL
fh4_dots_handlers:
    .byte 1<<1, 0x11, 0x40<<1
    .long fh4_separated_all@IMGREL
    num fh4_dots_0-fh4_dots
fh4_dots_states:
    .byte 1<<1
    num fh4_dots_call-fh4_dots
    .byte 1<<1

# ---- noexcept ----
function fh4_no_throw, fh4_no_throw_info
    call_it fh4_no_throw_call
    xor %eax, %eax
    leave_function
.seh_endproc
.section .rdata, "dr"
fh4_no_throw_info:
    .byte 0x60
    .long fh4_no_throw_states@IMGREL
fh4_no_throw_states:
    .byte 0
.text
)");

/* ---- the tests ---- */

NOINLINE static void selects()
{
    CHECK_EQ(fh4_select(throws, 0), 0);
    CHECK_EQ(fh4_select(throws, 1), 42);
    CHECK_EQ(fh4_select(throws, 2), 14);
    CHECK_TRAIL("c");
    CHECK_EQ(Counted::alive, 0);
    CHECK_EQ(fh4_select(throws, 3), -1);
    CHECK_EQ(fh4_select(throws, 4), -1); /* no /EHs: anything */
    CHECK_EQ(*__current_exception() == 0, 1);
}

NOINLINE static void destroys()
{
    try {
        fh4_objects(throws, 1);
        mark('!');
    } catch (int value) {
        CHECK_EQ(value, 41);
    }
    CHECK_TRAIL("fba");
    CHECK_EQ(uncaught, 1);
    CHECK_EQ(__uncaught_exceptions(), 0);
    CHECK_EQ(fh4_objects(throws, 0), 0);
    CHECK_TRAIL("");
}

NOINLINE static void rethrows()
{
    try {
        fh4_rethrows(throws, 2);
    } catch (Counted &counted) {
        CHECK_EQ(counted.value, 7);
        CHECK_EQ(Counted::alive, 1);
    }
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("c");
    try { /* the member is gone when the handler runs */
        fh4_constructor(throws, 1);
        mark('!');
    } catch (int value) {
        CHECK_EQ(value, 41);
        mark('e');
    }
    CHECK_TRAIL("mce");
    CHECK_EQ(fh4_constructor(throws, 0), 0);
    CHECK_TRAIL("");
    try { /* a catch block with tables, and within it another try */
        fh4_inner(throws, 1);
    } catch (int value) {
        CHECK_EQ(value, 41);
        mark('e');
    }
    CHECK_TRAIL("ccioe");
    CHECK_EQ(fh4_separated(throws, 2), 77);
    CHECK_EQ(fh4_separated(throws, 0), 0);
    CHECK_EQ(Counted::alive, 0);
}

/* From a catch of plain tables into functions with compressed ones and back. */
NOINLINE static void mixes()
{
    try {
        throw Counted(3);
    } catch (Counted &counted) {
        CHECK_EQ(fh4_select(throws, 1), 42);
        CHECK_EQ(fh4_select([](int) { throw; }, 0), 6);
        CHECK_EQ(Counted::alive, 1);
        CHECK_EQ(counted.value, 3);
    }
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("c");
}

static void translate(unsigned code, EXCEPTION_POINTERS *pointers)
{
    CHECK_EQ(pointers->ExceptionRecord->ExceptionCode, code);
    throw(int)(code & 0xFFFF);
}

NOINLINE static int raises_through(int (*function)(callee, int))
{
    __try {
        return function(throws, 4);
    } __except (1) {
        return 5;
    }
}

NOINLINE static int is_int(EXCEPTION_POINTERS *pointers)
{
    return _is_exception_typeof(int_type, pointers);
}

NOINLINE static int throws_through(int which)
{
    __try {
        __try {
            throws(which);
        } __except (is_int((EXCEPTION_POINTERS *)_exception_info())) {
            return 6;
        }
    } __except (1) {
        return 7;
    }
    return 0;
}

NOINLINE static void structured()
{
    CHECK_EQ(fh4_synchronous(throws, 3), 1);
    CHECK_EQ(raises_through(fh4_synchronous), 5);
    CHECK_EQ(fh4_dots(throws, 3), 1);
    CHECK_EQ(raises_through(fh4_dots), 5);
    CHECK_EQ(throws_through(1), 6);
    CHECK_EQ(throws_through(3), 7);
    CHECK_EQ(_set_se_translator(translate) == 0, 1);
    CHECK_EQ(fh4_select(throws, 4), 0x1235);
    CHECK_EQ(raises_through(fh4_synchronous), 5); /* not asked there */
    CHECK_EQ(_set_se_translator(0) == (void *)translate, 1);
}

static void at_terminate()
{
    mark('t');
    CHECK_TRAIL("t");
    ExitProcess(failures);
}

extern "C" void mainCRTStartup()
{
    selects();
    destroys();
    rethrows();
    mixes();
    structured();
    CHECK_EQ(fh4_no_throw(throws, 0), 0);
    set_terminate(at_terminate);
    fh4_no_throw(throws, 1);
    say("noexcept let an exception pass\n");
    ExitProcess(99);
}
