/* SPDX-License-Identifier: MIT
 *
 * Other programs: this one starts itself, by _spawn in its modes, by _popen, and with another environment.
 */
#include <errno.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include "guest.h"

static char self[MAX_PATH];

static int child(int argc, char **argv)
{
    if (!strcmp(argv[1], "count"))
        return argc;
    if (!strcmp(argv[1], "env"))
        return getenv("DECANT_CHILD") ? atoi(getenv("DECANT_CHILD")) : 99;
    if (!strcmp(argv[1], "say")) {
        puts("first");
        puts("second");
        return 4;
    }
    if (!strcmp(argv[1], "read")) {
        char line[32];
        return fgets(line, sizeof(line), stdin) ? atoi(line) : 98;
    }
    return 97;
}

TEST(waiting_gives_the_exit_code)
{
    CHECK_EQ(_spawnl(_P_WAIT, self, "self", "count", "x", NULL), 3);
    const char *argv[] = {"self", "count", "a", "b", NULL};
    CHECK_EQ(_spawnv(_P_WAIT, self, argv), 4);
    CHECK_EQ(_spawnl(_P_WAIT, self, "self", "count", "two words", NULL), 4); /* nothing is quoted */
}

TEST(a_handle_can_be_waited_for)
{
    int status = 0;
    intptr_t process = _spawnl(_P_NOWAIT, self, "self", "count", NULL);
    CHECK(process != -1);
    CHECK_EQ(_cwait(&status, process, 0), process);
    CHECK_EQ(status, 2);
    errno = 0;
    CHECK_EQ(_cwait(&status, -1, 0), -1);
    CHECK_EQ(errno, ECHILD);
}

TEST(environments_are_passed)
{
    _putenv("DECANT_CHILD=12");
    CHECK_EQ(_spawnl(_P_WAIT, self, "self", "env", NULL), 12);
    const char *root = getenv("SystemRoot");
    char system_root[MAX_PATH] = "SystemRoot=";
    strcat(system_root, root ? root : "C:\\Windows");
    const char *env[] = {"DECANT_CHILD=34", system_root, NULL};
    CHECK_EQ(_spawnle(_P_WAIT, self, "self", "env", NULL, env), 34);
}

TEST(what_is_missing_is_enoent)
{
    errno = 0;
    CHECK_EQ(_spawnl(_P_WAIT, "decant_no_such_program", "x", NULL), -1);
    CHECK_EQ(errno, ENOENT);
    errno = 0;
    CHECK_EQ(_spawnlp(_P_WAIT, "decant_no_such_program", "x", NULL), -1);
    CHECK_EQ(errno, ENOENT);
}

TEST(pipes_to_commands)
{
    char command[MAX_PATH + 16], line[32] = "";
    sprintf(command, "%s say", self);
    FILE *file = _popen(command, "r");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK(fgets(line, sizeof(line), file) != NULL);
    CHECK_TEXT(line, "first\n");
    CHECK(fgets(line, sizeof(line), file) != NULL);
    CHECK_TEXT(line, "second\n");
    CHECK(fgets(line, sizeof(line), file) == NULL);
    CHECK_EQ(_pclose(file), 4);
    sprintf(command, "%s read", self);
    file = _popen(command, "w");
    CHECK(file != NULL);
    if (!file)
        return;
    fputs("57\n", file);
    CHECK_EQ(_pclose(file), 57);
}

TEST(system_runs_a_command)
{
    char command[MAX_PATH + 16];
    CHECK(system(NULL) != 0);
    sprintf(command, "%s count 1 2 3", self);
    CHECK_EQ(system(command), 5);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argc, argv);
    GetModuleFileNameA(NULL, self, sizeof(self));
    RUN(waiting_gives_the_exit_code);
    RUN(a_handle_can_be_waited_for);
    RUN(environments_are_passed);
    RUN(what_is_missing_is_enoent);
    RUN(pipes_to_commands);
    RUN(system_runs_a_command);
    return guest_failures > 250 ? 250 : guest_failures;
}
