/* SPDX-License-Identifier: MIT
 *
 * What tests in Microsoft's dialect share (clang for the MSVC target, lld-link, import libraries made from
 * exports.def): there is no SDK, so the few declarations that they need stand here. No C runtime is linked.
 */
#ifndef DECANT_TESTS_MSVC_H
#define DECANT_TESTS_MSVC_H

#ifdef __cplusplus
extern "C" {
#endif
typedef unsigned long DWORD;
typedef unsigned long long ULONG_PTR;

typedef struct EXCEPTION_RECORD_ {
    DWORD ExceptionCode, ExceptionFlags;
    struct EXCEPTION_RECORD_ *ExceptionRecord;
    void *ExceptionAddress;
    DWORD NumberParameters;
    ULONG_PTR ExceptionInformation[15];
} EXCEPTION_RECORD;

typedef struct {
    EXCEPTION_RECORD *ExceptionRecord;
    void *ContextRecord;
} EXCEPTION_POINTERS;

__declspec(dllimport) void *GetStdHandle(DWORD);
__declspec(dllimport) int WriteFile(void *, const void *, DWORD, DWORD *, void *);
__declspec(dllimport) void ExitProcess(unsigned);
__declspec(dllimport) void RaiseException(DWORD, DWORD, DWORD, const ULONG_PTR *);
unsigned long _exception_code(void);
void *_exception_info(void);
int _abnormal_termination(void);
extern int _fltused;
int _fltused;
#ifdef __cplusplus
}
#endif

static int failures;

static void say(const char *text)
{
    DWORD length = 0, written;
    while (text[length])
        length++;
    WriteFile(GetStdHandle((DWORD)-12), text, length, &written, 0);
}

static void say_number(unsigned long long value)
{
    char digits[24], *at = digits + sizeof(digits);
    *--at = 0;
    do
        *--at = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    say("0x");
    say(at);
}

static void check_equal(int line, const char *what, unsigned long long actual, unsigned long long expected)
{
    if (actual == expected)
        return;
    failures++;
    say("line ");
    say_number(line);
    say(": ");
    say(what);
    say(" is ");
    say_number(actual);
    say(", not ");
    say_number(expected);
    say("\n");
}

#define CHECK_EQ(actual, expected)                                                                           \
    check_equal(__LINE__, #actual, (unsigned long long)(actual), (unsigned long long)(expected))

/* A trail of letters, to check the order in which things happened. */
static char trail[64];
static int trail_length;

static void mark(char letter)
{
    if (trail_length < 63)
        trail[trail_length++] = letter;
    trail[trail_length] = 0;
}

static void check_trail(int line, const char *expected)
{
    int i = 0;
    while (trail[i] && trail[i] == expected[i])
        i++;
    if (trail[i] != expected[i]) {
        failures++;
        say("line ");
        say_number(line);
        say(": went ");
        say(trail);
        say(", not ");
        say(expected);
        say("\n");
    }
    trail_length = 0;
    trail[0] = 0;
}

#define CHECK_TRAIL(expected) check_trail(__LINE__, expected)
#define NOINLINE              __declspec(noinline)

#endif
