/* SPDX-License-Identifier: MIT
 *
 * What the runtime keeps for a program: the environment in both forms, errno, handlers for what goes wrong,
 * the command line and modes behind their accessors, exit functions, threads. What ends a process is done by
 * a child: this program, started with a word that says how.
 */
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "imports.h"

#define CALLED(X)                                                                                            \
    X(_purecall)                                                                                             \
    X(_set_error_mode)                                                                                       \
    X(_c_exit)                                                                                               \
    X(__dllonexit)                                                                                           \
    X(_assert)                                                                                               \
    X(_wassert)                                                                                              \
    X(_loaddll)                                                                                              \
    X(_unloaddll)                                                                                            \
    X(_getdllprocaddr)                                                                                       \
    X(_sleep)                                                                                                \
    X(_seterrormode)                                                                                         \
    X(__threadid)                                                                                            \
    X(__threadhandle)                                                                                        \
    X(__fpecode)                                                                                             \
    X(__pxcptinfoptrs)                                                                                       \
    X(_XcptFilter)                                                                                           \
    X(__CppXcptFilter)                                                                                       \
    X(_putenv_s)                                                                                             \
    X(_wputenv_s)                                                                                            \
    X(_wgetenv_s)                                                                                            \
    X(getenv_s)
CALLED(IMPORT_DECLARE)
#define FN(result, name, ...) ((result(__cdecl *)(__VA_ARGS__))imported_##name)

typedef void(__cdecl *invalid_handler)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned,
                                       uintptr_t);

/* ---- the environment ---- */

TEST(environment_by_the_secure_forms)
{
    char value[16];
    wchar_t wide[16];
    size_t needed = 99;
#define getenv_s   FN(int, getenv_s, size_t *, char *, size_t, const char *)
#define _wgetenv_s FN(int, _wgetenv_s, size_t *, wchar_t *, size_t, const wchar_t *)
#define _putenv_s  FN(int, _putenv_s, const char *, const char *)
#define _wputenv_s FN(int, _wputenv_s, const wchar_t *, const wchar_t *)
    CHECK_EQ(_putenv_s("DECANT_A", "one=1"), 0);
    CHECK_EQ(getenv_s(&needed, value, sizeof(value), "decant_a"), 0);
    CHECK(needed == 6 && !strcmp(value, "one=1"));
    CHECK_EQ(_wgetenv_s(&needed, wide, 16, L"DECANT_A"), 0);
    CHECK(needed == 6 && !wcscmp(wide, L"one=1"));
    CHECK_EQ(_wputenv_s(L"DECANT_A", L"two"), 0);
    CHECK_TEXT(getenv("DECANT_A"), "two");
    CHECK_EQ(getenv_s(&needed, NULL, 0, "DECANT_A"), 0); /* asks for the size */
    CHECK_EQ(needed, 4);
    errno = 0;
    strcpy(value, "old");
    CHECK_EQ(getenv_s(&needed, value, 3, "DECANT_A"), ERANGE);
    CHECK(needed == 4 && errno == ERANGE && !*value);
    CHECK_EQ(_wgetenv_s(&needed, wide, 2, L"DECANT_A"), ERANGE);
    CHECK(needed == 4 && !*wide);
    CHECK_EQ(getenv_s(&needed, value, 16, "DECANT_NO_SUCH"), 0);
    CHECK(!needed && !*value);
    CHECK_EQ(getenv_s(NULL, value, 16, "DECANT_A"), EINVAL);
    CHECK_EQ(getenv_s(&needed, NULL, 16, "DECANT_A"), EINVAL);
    CHECK_EQ(_wgetenv_s(&needed, wide, 16, NULL), EINVAL);
    CHECK_EQ(_putenv_s("DECANT_A", ""), 0); /* removes it */
    CHECK(!getenv("DECANT_A") && !_wgetenv(L"DECANT_A"));
    CHECK_EQ(_putenv_s("", "x"), EINVAL);
    CHECK_EQ(_putenv_s("A=B", "x"), EINVAL);
    CHECK_EQ(_putenv_s(NULL, "x"), EINVAL);
    CHECK_EQ(_wputenv_s(L"DECANT_A", NULL), EINVAL);
    int(__cdecl * dup)(char **, size_t *, const char *) = LATE(_dupenv_s);
    int(__cdecl * wide_dup)(wchar_t **, size_t *, const wchar_t *) = LATE(_wdupenv_s);
    if (dup && wide_dup) {
        char *copy = (char *)1;
        wchar_t *wide_copy = NULL;
        CHECK_EQ(dup(&copy, &needed, "DECANT_A"), 0);
        CHECK(!copy && !needed);
        CHECK_EQ(_wputenv_s(L"DECANT_A", L"three"), 0);
        CHECK_EQ(dup(&copy, &needed, "DECANT_A"), 0);
        CHECK(copy && needed == 6 && !strcmp(copy, "three"));
        CHECK_EQ(wide_dup(&wide_copy, &needed, L"DECANT_A"), 0);
        CHECK(wide_copy && needed == 6 && !wcscmp(wide_copy, L"three"));
        free(copy);
        free(wide_copy);
        CHECK_EQ(dup(NULL, NULL, "DECANT_A"), EINVAL);
    }
    int(__cdecl * get)(char ***) = LATE(_get_environ),
                            (__cdecl * wide_get)(wchar_t ***) = LATE(_get_wenviron);
    if (get && wide_get) {
        char **environment;
        wchar_t **wide_environment;
        CHECK(get(&environment) == 0 && environment == _environ);
        CHECK(wide_get(&wide_environment) == 0 && wide_environment == _wenviron);
        CHECK_EQ(get(NULL), EINVAL);
    }
}

/* ---- errors ---- */

static int invalid_calls;
static void __cdecl on_invalid(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                               unsigned line, uintptr_t reserved)
{
    invalid_calls++;
    CHECK(!expression && !function && !file && !line && !reserved);
}

TEST(bad_parameters_reach_the_handler)
{
    char text[4];
    /* The compiler's library has functions of its own by these names. */
    invalid_handler(__cdecl * set_handler)(invalid_handler) = LATE(_set_invalid_parameter_handler);
    invalid_handler(__cdecl * get_handler)(void) = LATE(_get_invalid_parameter_handler);
    if (!set_handler || !get_handler)
        return;
    CHECK(!get_handler());
    CHECK(!set_handler(on_invalid));
    CHECK(get_handler() == on_invalid);
    errno = 0;
    CHECK_EQ(_close(-1), -1);
    CHECK(!fopen(NULL, "r"));
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(invalid_calls >= 1, 1);
    int calls = invalid_calls;
    CHECK(!_wfopen(NULL, L"r"));
    CHECK(!_getcwd(text, 0));
    CHECK_EQ(getenv_s(NULL, text, 4, "x"), EINVAL);
    CHECK_EQ(invalid_calls, calls + 3);
    CHECK(set_handler(NULL) == on_invalid);
    CHECK(!fopen(NULL, "r"));
    CHECK_EQ(invalid_calls, calls + 3);
    void(__cdecl * invalid)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t) =
        LATE(_invalid_parameter);
    if (invalid) {
        set_handler(on_invalid);
        invalid(NULL, NULL, NULL, 0, 0);
        CHECK_EQ(invalid_calls, calls + 4);
        set_handler(NULL);
    }
}

TEST(error_numbers)
{
    int(__cdecl * get)(int *) = LATE(_get_errno), (__cdecl * set)(int) = LATE(_set_errno);
    int(__cdecl * get_system)(unsigned long *) = LATE(_get_doserrno),
                                            (__cdecl * set_system)(unsigned long) = LATE(_set_doserrno);
    int value = 0;
    unsigned long system_value = 0;
    errno = 17;
    _doserrno = 19;
    if (!get || !set || !get_system || !set_system)
        return;
    CHECK(get(&value) == 0 && value == 17);
    CHECK(get_system(&system_value) == 0 && system_value == 19);
    CHECK_EQ(set(5), 0);
    CHECK_EQ(set_system(6), 0);
    CHECK(errno == 5 && _doserrno == 6);
    CHECK_EQ(get(NULL), EINVAL);
    CHECK_EQ(get_system(NULL), EINVAL);
}

TEST(error_modes)
{
#define set_error_mode FN(int, _set_error_mode, int)
    CHECK_EQ(set_error_mode(3), 0); /* asks */
    CHECK_EQ(set_error_mode(1), 0);
    CHECK_EQ(set_error_mode(3), 1);
    CHECK_EQ(set_error_mode(0), 1);
    errno = 0;
    CHECK_EQ(set_error_mode(9), -1);
    CHECK_EQ(errno, EINVAL);
    UINT old = SetErrorMode(0);
    FN(void, _seterrormode, int)(SEM_NOOPENFILEERRORBOX);
    CHECK_EQ(SetErrorMode(old), SEM_NOOPENFILEERRORBOX);
    unsigned(__cdecl * set)(unsigned, unsigned) = LATE(_set_abort_behavior);
    if (set) {
        unsigned before = set(0, 1);
        CHECK_EQ(set(before, 1) & 1, 0);
        CHECK_EQ(set(0, 0), before);
    }
}

/* ---- start ---- */

TEST(accessors)
{
    /* The compiler's library has some of these by itself; here the DLL's are meant. */
    void *(__cdecl * argv)(void) = LATE(__p___argv), *(__cdecl * line)(void) = LATE(__p__acmdln),
                     *(__cdecl * wide_line)(void) = LATE(__p__wcmdln),
                     *(__cdecl * commit)(void) = LATE(__p__commode),
                     *(__cdecl * text)(void) = LATE(__p__fmode);
    CHECK(!argv || *(char ***)argv() == __argv);
    if (line && wide_line) {
        CHECK_TEXT(*(char **)line(), GetCommandLineA());
        CHECK_WIDE(*(wchar_t **)wide_line(), GetCommandLineW());
    }
    CHECK(!commit || !*(int *)commit());
    int *mode = text ? text() : &_fmode, old = *mode, fd;
    char c[4];
    scratch_begin("state");
    *mode = _O_BINARY; /* what is opened from now on */
    fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_RDWR, 0600);
    CHECK(_write(fd, "\r\n", 2) == 2 && _lseek(fd, 0, SEEK_SET) == 0);
    CHECK_EQ(_read(fd, c, 4), 2);
    CHECK_EQ(_close(fd), 0);
    int(__cdecl * set)(int) = LATE(_set_fmode), (__cdecl * get)(int *) = LATE(_get_fmode), value;
    if (set && get) {
        CHECK(get(&value) == 0 && value == _O_BINARY);
        CHECK_EQ(set(_O_TEXT), 0);
        fd = _open(scratch_path, _O_RDONLY);
        CHECK_EQ(_read(fd, c, 4), 1);
        CHECK_EQ(_close(fd), 0);
        CHECK_EQ(set(5), EINVAL);
        CHECK_EQ(get(NULL), EINVAL);
    }
    *mode = old;
    CHECK_EQ(remove(scratch_path), 0);
    const struct {
        const char *name;
        void *data;
    } late[] = {
        {"__p___argc", &__argc},
        {"__p___wargv", &__wargv},
        {"__p__environ", &_environ},
        {"__p__wenviron", &_wenviron},
        {"__p___initenv", (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "__initenv")},
        {"__p___winitenv", (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "__winitenv")},
        {"__p__pgmptr", (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "_pgmptr")},
        {"__p__wpgmptr", (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "_wpgmptr")},
        {"__p___mb_cur_max", (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "__mb_cur_max")},
    };
    for (size_t i = 0; i < sizeof(late) / sizeof(*late); i++) {
        void *(__cdecl * accessor)(void) =
            (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), late[i].name);
        if (accessor)
            CHECK(accessor() == late[i].data);
    }
    char path[MAX_PATH], *name = NULL;
    wchar_t *wide_name = NULL;
    int(__cdecl * get_name)(char **) = LATE(_get_pgmptr),
                                 (__cdecl * get_wide)(wchar_t **) = LATE(_get_wpgmptr);
    GetModuleFileNameA(NULL, path, MAX_PATH);
    if (get_name && get_wide) {
        CHECK(get_name(&name) == 0 && !_stricmp(name, path));
        CHECK(get_wide(&wide_name) == 0 && wcslen(wide_name) == strlen(path));
        CHECK_EQ(get_name(NULL), EINVAL);
    }
}

static int started;
static int __cdecl good_start(void)
{
    started++;
    return 0;
}
static int __cdecl bad_start(void)
{
    started += 10;
    return 7;
}

TEST(initializers)
{
    int(__cdecl * table[])(void) = {good_start, NULL, bad_start, good_start};
    int(__cdecl * run)(void *, void *) = LATE(_initterm_e);
    if (!run)
        return;
    CHECK_EQ(run(table, table + 2), 0);
    CHECK_EQ(started, 1);
    CHECK_EQ(run(table, table + 4), 7);
    CHECK_EQ(started, 12);
}

TEST(modes_of_new)
{
    int(__cdecl * set)(int) =
        (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "?_set_new_mode@@YAHH@Z"),
                  (__cdecl * get)(void) =
                      (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "?_query_new_mode@@YAHXZ");
    if (!set || !get)
        return;
    int old = get();
    CHECK_EQ(set(1), old);
    CHECK_EQ(get(), 1);
    errno = 0;
    CHECK_EQ(set(2), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(set(old), 1);
}

TEST(dlls_by_the_old_names)
{
    intptr_t module = FN(intptr_t, _loaddll, char *)("kernel32.dll");
    CHECK_EQ(module, (intptr_t)GetModuleHandleA("kernel32.dll"));
    CHECK(FN(void *, _getdllprocaddr, intptr_t, char *, intptr_t)(module, "Sleep", -1) ==
          (void *)GetProcAddress((HMODULE)module, "Sleep"));
    CHECK(!FN(void *, _getdllprocaddr, intptr_t, char *, intptr_t)(module, "NoSuchFunction", -1));
    CHECK_EQ(FN(int, _unloaddll, intptr_t)(module), 0);
    CHECK_EQ(FN(int, _unloaddll, intptr_t)(0x1234), ERROR_MOD_NOT_FOUND);
    CHECK_EQ(FN(intptr_t, _loaddll, char *)("decant-no-such.dll"), 0);
}

/* ---- exit functions of a table of one's own ---- */

typedef int(__cdecl *exit_function)(void);
static int __cdecl exit_one(void)
{
    return 1;
}
static int __cdecl exit_two(void)
{
    return 2;
}

TEST(tables_of_exit_functions)
{
    exit_function *begin = malloc(sizeof(*begin)), *end = begin;
#define dllonexit FN(exit_function, __dllonexit, exit_function, exit_function **, exit_function **)
    for (int i = 0; i < 40; i++)
        CHECK(dllonexit(i % 2 ? exit_two : exit_one, &begin, &end) == (i % 2 ? exit_two : exit_one));
    CHECK_EQ(end - begin, 40);
    for (int i = 0; i < 40; i++)
        CHECK_EQ(begin[i](), i % 2 + 1);
    free(begin);
    FN(void, _c_exit, void)(); /* comes back, and the streams still work */
    CHECK_EQ(fflush(NULL), 0);
}

/* ---- threads and signals ---- */

static unsigned __stdcall thread(void *event)
{
    CHECK_EQ(FN(unsigned long, __threadid, void)(), GetCurrentThreadId());
    CHECK(GetThreadPriority((HANDLE)FN(uintptr_t, __threadhandle, void)()) == THREAD_PRIORITY_NORMAL);
    return 3;
}

static void __cdecl plain_thread(void *event)
{
    SetEvent(event);
    _endthread();
    CHECK(!"reached");
}

TEST(threads)
{
    HANDLE it = (HANDLE)_beginthreadex(NULL, 0, thread, NULL, 0, NULL);
    DWORD code = 0;
    CHECK_EQ(WaitForSingleObject(it, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(it, &code) && code == 3);
    CloseHandle(it);
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK((intptr_t)_beginthread(plain_thread, 0, event) != -1);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CloseHandle(event);
    errno = 0;
    CHECK_EQ(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL), 0);
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ((intptr_t)_beginthread(NULL, 0, NULL), -1);
    CHECK_EQ(errno, EINVAL);
    FN(void, _sleep, unsigned long)(1);
}

static int signal_seen, code_seen;
static EXCEPTION_POINTERS *pointers_seen;

static void __cdecl on_float(int number, int code)
{
    signal_seen = number;
    code_seen = code;
    pointers_seen = *FN(EXCEPTION_POINTERS **, __pxcptinfoptrs, void)();
    CHECK_EQ(*FN(int *, __fpecode, void)(), code);
}

static void __cdecl on_fault(int number)
{
    signal_seen = number;
    pointers_seen = *FN(EXCEPTION_POINTERS **, __pxcptinfoptrs, void)();
}

TEST(exceptions_become_signals)
{
    EXCEPTION_RECORD record = {.ExceptionCode = EXCEPTION_FLT_DIVIDE_BY_ZERO};
    CONTEXT context = {0};
    EXCEPTION_POINTERS pointers = {&record, &context};
#define filter FN(int, _XcptFilter, unsigned long, EXCEPTION_POINTERS *)
    CHECK(signal(SIGFPE, (void(__cdecl *)(int))(void *)on_float) == SIG_DFL);
    CHECK_EQ(filter(record.ExceptionCode, &pointers), EXCEPTION_CONTINUE_EXECUTION);
    CHECK(signal_seen == SIGFPE && code_seen == 0x83 && pointers_seen == &pointers);
    CHECK(signal(SIGFPE, SIG_DFL) == SIG_DFL);
    CHECK(signal(SIGSEGV, on_fault) == SIG_DFL);
    record.ExceptionCode = EXCEPTION_ACCESS_VIOLATION;
    CHECK_EQ(filter(record.ExceptionCode, &pointers), EXCEPTION_CONTINUE_EXECUTION);
    CHECK(signal_seen == SIGSEGV && pointers_seen == &pointers);
    CHECK(!*FN(EXCEPTION_POINTERS **, __pxcptinfoptrs, void)());
    signal(SIGILL, SIG_IGN);
    CHECK_EQ(filter(EXCEPTION_ILLEGAL_INSTRUCTION, &pointers), EXCEPTION_CONTINUE_EXECUTION);
    signal(SIGILL, SIG_DFL);
    /* Of C++ exceptions alone; any other is not looked at. */
    signal_seen = 0;
    signal(SIGSEGV, on_fault);
    CHECK_EQ(
        FN(int, __CppXcptFilter, unsigned long, EXCEPTION_POINTERS *)(EXCEPTION_ACCESS_VIOLATION, &pointers),
        EXCEPTION_CONTINUE_SEARCH);
    CHECK_EQ(signal_seen, 0);
    signal(SIGSEGV, SIG_DFL);
}

/* ---- ends ---- */

static void __cdecl on_purecall(void)
{
    _exit(41);
}

static void __cdecl on_abort(int number)
{
    _exit(number == SIGABRT ? 42 : 1);
}

static void __cdecl write_at_exit(void)
{
    _write(1, "at exit\n", 8);
}

static int child(const char *how)
{
    fputs("kept;", stdout); /* in the buffer */
    if (!strcmp(how, "purecall")) {
        void *(__cdecl * set)(void(__cdecl *)(void)) = LATE(_set_purecall_handler);
        void *(__cdecl * get)(void) = LATE(_get_purecall_handler);
        if (!set)
            return 41;
        if (set(on_purecall) || (get && get() != (void *)on_purecall))
            return 1;
        FN(void, _purecall, void)();
    } else if (!strcmp(how, "pure")) {
        FN(void, _purecall, void)();
    } else if (!strcmp(how, "assert")) {
        FN(void, _assert, const char *, const char *, unsigned)("1 > 2", "file.c", 12);
    } else if (!strcmp(how, "wassert")) {
        FN(void, _wassert, const wchar_t *, const wchar_t *, unsigned)(L"3 > 4", L"wide.c", 34);
    } else if (!strcmp(how, "abort")) {
        abort();
    } else if (!strcmp(how, "aborted")) {
        signal(SIGABRT, on_abort);
        abort();
    } else if (!strcmp(how, "raise")) {
        raise(SIGTERM);
    } else if (!strcmp(how, "exit")) {
        int(__cdecl * at_exit)(void(__cdecl *)(void)) = LATE(atexit); /* a program has one of its own */
        if (!at_exit || at_exit(write_at_exit))
            atexit(write_at_exit);
        exit(9);
    } else if (!strcmp(how, "_exit")) {
        atexit(write_at_exit);
        _exit(10);
    } else if (!strcmp(how, "cexit")) {
        atexit(write_at_exit);
        _cexit();
        _exit(11);
    }
    return 77;
}

TEST(ends_of_processes)
{
    static const struct {
        const char *how;
        int code;
        const char *says; /* somewhere in what it wrote; after a '!': nowhere */
    } cases[] = {
        {"purecall", 41, "!R6025"},
        {"pure", 255, "R6025"},
        {"assert", 3, "Assertion failed: 1 > 2, file file.c, line 12"},
        {"wassert", 3, "Assertion failed: 3 > 4, file wide.c, line 34"},
        {"abort", 3, "unusual way"},
        {"aborted", 42, ""},
        {"raise", 3, "!unusual"},
        {"exit", 9, "at exit\nkept;"},
        {"_exit", 10, "!at exit"},
        {"cexit", 11, "at exit\nkept;"},
    };
    char self[MAX_PATH], text[1024];
    GetModuleFileNameA(NULL, self, MAX_PATH);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        fflush(stdout);
        int saved[2] = {_dup(1), _dup(2)};
        int fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_RDWR | _O_BINARY | _O_APPEND, 0600);
        CHECK(_dup2(fd, 1) == 0 && _dup2(fd, 2) == 0);
        intptr_t code = _spawnl(_P_WAIT, self, "self", cases[i].how, NULL);
        CHECK(_dup2(saved[0], 1) == 0 && _dup2(saved[1], 2) == 0);
        CHECK(_close(saved[0]) == 0 && _close(saved[1]) == 0);
        CHECK_EQ(_lseek(fd, 0, SEEK_SET), 0);
        int got = _read(fd, text, sizeof(text) - 1);
        text[got > 0 ? got : 0] = 0;
        CHECK_EQ(_close(fd), 0);
        const char *says = cases[i].says;
        if (code != cases[i].code || (*says == '!' ? !!strstr(text, says + 1) : !strstr(text, says))) {
            guest_fail(__FILE__, __LINE__, cases[i].how);
            guest_write(" ends with ");
            guest_write_number((unsigned)code);
            guest_write(" and says ");
            guest_write(text);
            guest_write("\n");
        }
    }
    CHECK_EQ(remove(scratch_path), 0);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argv[1]);
    RUN(environment_by_the_secure_forms);
    RUN(bad_parameters_reach_the_handler);
    RUN(error_numbers);
    RUN(error_modes);
    RUN(accessors);
    RUN(initializers);
    RUN(modes_of_new);
    RUN(dlls_by_the_old_names);
    RUN(tables_of_exit_functions);
    RUN(threads);
    RUN(exceptions_become_signals);
    RUN(ends_of_processes);
    return guest_failures > 250 ? 250 : guest_failures;
}
