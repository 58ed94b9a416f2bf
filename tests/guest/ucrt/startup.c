/* SPDX-License-Identifier: MIT
 *
 * What the modern runtime does around main: arguments, environment, tables of exit functions, and how a
 * process ends by each of its ways (seen from its parent; a child is told its way by an argument).
 */
#include "../guest.h"
#include <io.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>

int __cdecl _configure_narrow_argv(int mode);

static char order[16];
static size_t steps;
static _onexit_table_t own;

static void step(char c)
{
    order[steps++] = c;
}

static int __cdecl first(void)
{
    step('1');
    return 0;
}

static int __cdecl late(void)
{
    step('L');
    return 0;
}

static int __cdecl second(void)
{
    step('2');
    _register_onexit_function(&own, late);
    return 0;
}

TEST(exit_tables)
{
    CHECK_EQ(_initialize_onexit_table(NULL), -1);
    CHECK_EQ(_register_onexit_function(NULL, first), -1);
    CHECK_EQ(_execute_onexit_table(NULL), -1);
    CHECK_EQ(_initialize_onexit_table(&own), 0);
    CHECK_EQ(_register_onexit_function(&own, first), 0);
    CHECK_EQ(_register_onexit_function(&own, second), 0);
    CHECK_EQ(_execute_onexit_table(&own), 0);
    CHECK(!strcmp(order, "2L1"));
    CHECK_EQ(_execute_onexit_table(&own), 0); /* it is empty now */
    CHECK_EQ(steps, 3);
}

TEST(arguments_and_environment)
{
    CHECK(__argc >= 1 && __argv[0] && !__argv[__argc]);
    CHECK(getenv("PATH") != NULL);
    CHECK(*__p___argc() == __argc && *__p___argv() == __argv);
}

/* ---- ways to end ---- */

static void say_one(void)
{
    write(1, "1", 1);
}

static void say_two(void)
{
    write(1, "2", 1);
}

static void end(const char *way)
{
    atexit(say_one);
    at_quick_exit(say_two);
    printf("buffered ");
    if (!strcmp(way, "exit"))
        exit(7);
    if (!strcmp(way, "_Exit"))
        _Exit(8);
    if (!strcmp(way, "quick_exit"))
        quick_exit(9);
    if (!strcmp(way, "abort"))
        abort();
    if (!strcmp(way, "quiet-abort")) {
        _set_abort_behavior(0, _CALL_REPORTFAULT);
        abort();
    }
    if (!strcmp(way, "invalid")) {
        _set_invalid_parameter_handler(NULL); /* the start-up code has set one */
        _configure_narrow_argv(77);
    }
    if (!strcmp(way, "fault"))
        *(volatile int *)8 = 1;
}

static DWORD ending(const char *way, const char *expected)
{
    char path[MAX_PATH], command[MAX_PATH + 32], output[64] = "";
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    HANDLE from, to;
    DWORD got, length = 0, code = 0;
    GetModuleFileNameA(NULL, path, sizeof(path));
    snprintf(command, sizeof(command), "\"%s\" %s", path, way);
    CHECK(CreatePipe(&from, &to, &inherit, 0));
    STARTUPINFOA startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .hStdOutput = to};
    PROCESS_INFORMATION process;
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        return 0;
    CloseHandle(to);
    while (ReadFile(from, output + length, sizeof(output) - 1 - length, &got, NULL) && got)
        length += got;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    CloseHandle(from);
    CHECK(!strcmp(output, expected));
    return code;
}

TEST(ways_to_end)
{
    /* Whatever ends the process in order flushes, as the runtime's DLL is told of it. */
    CHECK_EQ(ending("exit", "1buffered "), 7);
    CHECK_EQ(ending("_Exit", "buffered "), 8);
    CHECK_EQ(ending("quick_exit", "2buffered "), 9);
    CHECK_EQ(ending("abort", ""), STATUS_STACK_BUFFER_OVERRUN);
    CHECK_EQ(ending("quiet-abort", "buffered "), 3);
    CHECK_EQ(ending("invalid", ""), STATUS_STACK_BUFFER_OVERRUN);
    CHECK_EQ(ending("fault", ""), STATUS_ACCESS_VIOLATION);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        end(argv[1]);
        return 100;
    }
    RUN(exit_tables);
    RUN(arguments_and_environment);
    RUN(ways_to_end);
    return guest_failures;
}
