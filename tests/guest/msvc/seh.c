/* SPDX-License-Identifier: MIT
 *
 * __try, __except and __finally.
 */
#include "msvc.h"

static volatile int *volatile null;
static volatile int zero;

NOINLINE static void access(void)
{
    *null = 1;
}

NOINLINE static int catch_access(void)
{
    int result = 0;
    __try {
        access();
        result = 1;
    } __except (_exception_code() == 0xC0000005 ? 1 : 0) {
        result = 2;
    }
    return result;
}

NOINLINE static int filter_details(EXCEPTION_POINTERS *pointers)
{
    CHECK_EQ(pointers->ExceptionRecord->ExceptionCode, 0xC0000005);
    CHECK_EQ(pointers->ExceptionRecord->NumberParameters, 2);
    CHECK_EQ(pointers->ExceptionRecord->ExceptionInformation[0], 1);
    CHECK_EQ(pointers->ExceptionRecord->ExceptionInformation[1], 0);
    mark('f');
    return 1;
}

NOINLINE static void filter_sees_the_record(void)
{
    __try {
        access();
    } __except (filter_details(_exception_info())) {
        mark('x');
    }
    CHECK_TRAIL("fx");
}

NOINLINE static void inner_finally(void)
{
    __try {
        mark('a');
        access();
        mark('!');
    } __finally {
        mark(_abnormal_termination() ? 'b' : '?');
    }
}

NOINLINE static void finally_runs(void)
{
    __try {
        __try {
            inner_finally();
        } __finally {
            mark('c');
        }
    } __except (mark('F'), 1) {
        mark('d');
    }
    CHECK_TRAIL("aFbcd");
    __try {
        mark('1');
    } __finally {
        mark(_abnormal_termination() ? '?' : '2');
    }
    CHECK_TRAIL("12");
}

NOINLINE static int continue_filter(EXCEPTION_POINTERS *pointers)
{
    mark('c');
    return -1;
}

NOINLINE static void filters_may_continue(void)
{
    __try {
        RaiseException(0xE0000001, 0, 0, 0);
        mark('g');
    } __except (continue_filter(_exception_info())) {
        mark('!');
    }
    CHECK_TRAIL("cg");
}

NOINLINE static void continuing_what_may_not(void)
{
    __try {
        __try {
            RaiseException(0xE0000001, 1, 0, 0);
        } __except (_exception_code() == 0xE0000001 ? -1 : 0) {
            mark('!');
        }
    } __except (_exception_code() == 0xC0000025 ? 1 : 0) {
        mark('n');
    }
    CHECK_TRAIL("n");
}

NOINLINE static int raise_again(void)
{
    mark('1');
    RaiseException(0xE0000002, 0, 0, 0);
    return 0;
}

NOINLINE static void filters_may_raise(void)
{
    __try {
        __try {
            RaiseException(0xE0000001, 0, 0, 0);
        } __except (_exception_code() == 0xE0000001 ? raise_again() : 0) {
            mark('!');
        }
    } __except (_exception_code() == 0xE0000002 ? 1 : 0) {
        mark('2');
    }
    CHECK_TRAIL("12");
}

NOINLINE static void finally_that_raises(void)
{
    __try {
        mark('a');
        RaiseException(0xE0000001, 0, 0, 0);
    } __finally {
        mark('b');
        RaiseException(0xE0000002, 0, 0, 0);
    }
}

NOINLINE static void middle(void)
{
    __try {
        finally_that_raises();
    } __finally {
        mark('m');
    }
}

/* The second exception takes the place of the first one's unwind. */
NOINLINE static void unwinds_collide(void)
{
    __try {
        middle();
    } __except (mark(_exception_code() == 0xE0000001 ? '1' : '2'), 1) {
        mark(_exception_code() == 0xE0000001 ? 'x' : 'y');
    }
    CHECK_TRAIL("a1b2my");
}

NOINLINE static int caught_in_finally(void)
{
    __try {
        __try {
            RaiseException(0xE0000001, 0, 0, 0);
        } __finally {
            __try {
                RaiseException(0xE0000003, 0, 0, 0);
            } __except (_exception_code() == 0xE0000003) {
                mark('i');
            }
        }
    } __except (_exception_code() == 0xE0000001) {
        mark('o');
    }
    CHECK_TRAIL("io");
    return 0;
}

/* clang expects an exception from calls only. */
NOINLINE static int quotient(int a, int by)
{
    return a / by;
}

NOINLINE static int divide(int by)
{
    __try {
        return quotient(10, by);
    } __except (_exception_code() == 0xC0000094) {
        return -1;
    }
}

NOINLINE static int recurse(int depth)
{
    volatile char room[200];
    room[0] = (char)depth;
    if (depth < 0)
        RaiseException(0xE0000009, 0, 0, 0); /* else the compiler sees that nothing is raised here */
    return depth < 1 << 30 ? recurse(depth + 1) + room[0] : 0;
}

__declspec(dllimport) int _resetstkoflw(void);
static int overflow_code;

NOINLINE static int overflow(void)
{
    __try {
        return recurse(0);
    } __except (overflow_code = _exception_code(), 1) {
        return -2;
    }
}

/* Handlers that need more stack than there is by default. */
__declspec(dllimport) int SetThreadStackGuarantee(DWORD *);
__declspec(dllimport) void *CreateThread(void *, unsigned long long, DWORD (*)(void *), void *, DWORD,
                                         DWORD *);
__declspec(dllimport) DWORD WaitForSingleObject(void *, DWORD);
__declspec(dllimport) int GetExitCodeThread(void *, DWORD *);

NOINLINE static int needs_stack(DWORD size)
{
    volatile char here = 0;
    for (DWORD i = 0; i < size; i += 0x800)
        *(&here - i) = 1;
    return 1;
}

NOINLINE static int overflow_with(DWORD size)
{
    __try {
        return recurse(0);
    } __except (needs_stack(size)) {
        return -3;
    }
}

static DWORD guaranteed(void *unused)
{
    DWORD size = 0x20000;
    CHECK_EQ(SetThreadStackGuarantee(&size), 1);
    CHECK_EQ(overflow_with(0x1F000), -3);
    CHECK_EQ(_resetstkoflw() != 0, 1);
    CHECK_EQ(overflow_with(0x1F000), -3);
    return 42;
}

NOINLINE static void a_guaranteed_stack(void)
{
    DWORD code = 0;
    void *thread = CreateThread(0, 0x100000, guaranteed, 0, 0x10000, 0);
    CHECK_EQ(WaitForSingleObject(thread, 20000), 0);
    CHECK_EQ(GetExitCodeThread(thread, &code) && code == 42, 1);
}

NOINLINE static int keeps_registers(int a, int b, int c, double x)
{
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        int d = a * i, e = b + i, f = c - i;
        __try {
            access();
        } __except (1) {
            sum += d + e + f + (int)x;
        }
    }
    return sum;
}

void mainCRTStartup(void)
{
    null = 0;
    CHECK_EQ(catch_access(), 2);
    filter_sees_the_record();
    finally_runs();
    filters_may_continue();
    continuing_what_may_not();
    filters_may_raise();
    unwinds_collide();
    caught_in_finally();
    CHECK_EQ(divide(2), 5);
    CHECK_EQ(divide(zero), -1);
    CHECK_EQ(keeps_registers(1, 2, 3, 4.0), 30);
    CHECK_EQ(overflow(), -2);
    CHECK_EQ((DWORD)overflow_code, 0xC00000FD);
    CHECK_EQ(_resetstkoflw() != 0, 1); /* and once more */
    overflow_code = 0;
    CHECK_EQ(overflow(), -2);
    CHECK_EQ((DWORD)overflow_code, 0xC00000FD);
    a_guaranteed_stack();
    ExitProcess(failures);
}
