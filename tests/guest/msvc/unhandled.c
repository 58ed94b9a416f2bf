/* SPDX-License-Identifier: MIT
 *
 * The filter for what nobody handles: called by the program itself, and by the system at the end of the
 * stack.
 */
#include "children.h"

typedef int (*top_filter)(EXCEPTION_POINTERS *);
__declspec(dllimport) top_filter SetUnhandledExceptionFilter(top_filter);
__declspec(dllimport) int UnhandledExceptionFilter(EXCEPTION_POINTERS *);
__declspec(dllimport) void RtlCaptureContext(void *);
__declspec(dllimport) int TerminateProcess(void *, DWORD);

#define CODE 0xE0000077

static EXCEPTION_POINTERS *asked;
static int answer;
static volatile int *volatile null;

static int filter(EXCEPTION_POINTERS *pointers)
{
    mark('u');
    asked = pointers;
    return answer;
}

NOINLINE static int ask(EXCEPTION_POINTERS *pointers)
{
    int result = UnhandledExceptionFilter(pointers);
    return result;
}

NOINLINE static void raise(void)
{
    RaiseException(CODE, 0, 0, 0);
}

NOINLINE static void ask_in_a_filter(void)
{
    __try {
        raise();
        mark('g');
    } __except (ask(_exception_info())) {
        mark('x');
    }
}

NOINLINE static void called_by_the_program(void)
{
    __declspec(align(16)) char context[1232];
    EXCEPTION_RECORD record = {CODE, 0, 0, raise, 0, {0}};
    EXCEPTION_POINTERS pointers = {&record, context};
    top_filter before = SetUnhandledExceptionFilter(0);
    ask_in_a_filter(); /* no filter: the handler, after what the user is told */
    CHECK_TRAIL("x");
    RtlCaptureContext(context);
    CHECK_EQ(UnhandledExceptionFilter(&pointers), 1); /* of what was never raised: as security checks do it */
    SetUnhandledExceptionFilter(filter);
    answer = -1;
    CHECK_EQ(UnhandledExceptionFilter(&pointers), -1);
    CHECK_EQ(asked, &pointers);
    CHECK_TRAIL("u");
    ask_in_a_filter();
    CHECK_TRAIL("ug");
    answer = 1;
    CHECK_EQ(UnhandledExceptionFilter(&pointers), 1);
    ask_in_a_filter();
    CHECK_TRAIL("uux");
    answer = 0; /* "proceed with normal execution of UnhandledExceptionFilter" */
    CHECK_EQ(UnhandledExceptionFilter(&pointers), 1);
    ask_in_a_filter();
    CHECK_TRAIL("uux");
    CHECK_EQ(SetUnhandledExceptionFilter(before), filter);
}

/* ---- at the end of the stack ---- */

NOINLINE static void fault(void)
{
    *null = 1;
}

static int says_execute(EXCEPTION_POINTERS *pointers)
{
    mark('u');
    return 1;
}

NOINLINE static void unwound(int which, int code)
{
    __try {
        which ? fault() : raise();
    } __finally {
        mark('f');
        if (code)
            ExitProcess(trail[0] == 'u' && trail[1] == 'f' ? code : 99);
    }
}

/* The exception that comes out of the unwinding is caught, and the process lives on. */
NOINLINE static void saved(void)
{
    __try {
        __try {
            raise();
        } __finally {
            RaiseException(CODE + 1, 0, 0, 0);
        }
    } __except (_exception_code() == CODE + 1) {
        mark('x');
    }
    CHECK_TRAIL("ux");
    ExitProcess(failures ? 98 : 43);
}

static void child(char how)
{
    SetUnhandledExceptionFilter(says_execute);
    switch (how) {
    case 'r':
        unwound(0, 41);
    case 'a':
        unwound(1, 42);
    case 's':
        saved();
    case 'c':
        unwound(0, 0); /* through to the end: the exception's code */
    case 'v':
        unwound(1, 0);
    case 't': /* what a security check does */
        SetUnhandledExceptionFilter(0);
        ask_in_a_filter();
        TerminateProcess((void *)-1, trail[0] == 'x' ? 0xC0000409 : 97);
    }
    ExitProcess(96);
}

void mainCRTStartup(void)
{
    if (child_letter())
        child(child_letter());
    SetErrorMode(2); /* no box */
    called_by_the_program();
    CHECK_EQ(child_code('r'), 41);
    CHECK_EQ(child_code('a'), 42);
    CHECK_EQ(child_code('s'), 43);
    CHECK_EQ(child_code('c'), CODE);
    CHECK_EQ(child_code('v'), 0xC0000005);
    CHECK_EQ(child_code('t'), 0xC0000409);
    ExitProcess(failures);
}
