/* SPDX-License-Identifier: MIT
 *
 * system and _popen give a command to the interpreter as it stands: to what COMSPEC names, or to the cmd.exe
 * on PATH. This program is its own interpreter: started with /c it prints what follows, and ends with the
 * number in it.
 */
#include <errno.h>
#include <io.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "guest.h"

static char self[MAX_PATH], folder[MAX_PATH], output[MAX_PATH + 16];

/* Behind "/c ": "exit 7" ends with 7. What came is left in a file too, since system() shows it to nobody. */
static int interpret(void)
{
    const char *command = strstr(GetCommandLineA(), " /c ");
    const char *name = getenv("DECANT_SAID"), *number;
    if (!command)
        return 90;
    command += 4;
    FILE *said = fopen(name ? name : "", "w");
    if (said) {
        fputs(command, said);
        fclose(said);
    }
    printf("<%s>", command);
    number = strstr(command, "exit ");
    return number ? atoi(number + 5) : 0;
}

static const char *said(void)
{
    static char text[256];
    FILE *file = fopen(output, "r");
    if (!file)
        return "nothing";
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    remove(output);
    return text;
}

static void set(const char *name, const char *value)
{
    char text[4096];
    snprintf(text, sizeof(text), "%s=%s", name, value);
    CHECK_EQ(_putenv(text), 0);
}

TEST(comspec_gets_the_command_as_it_stands)
{
    set("COMSPEC", self);
    errno = 0;
    CHECK(system(NULL) != 0);
    CHECK_EQ(errno, 0);
    CHECK_EQ(system("exit 7"), 7);
    CHECK_TEXT(said(), "exit 7");
    CHECK_EQ(system("say \"two words\" | more > 'x' & exit 300"), 300);
    CHECK_TEXT(said(), "say \"two words\" | more > 'x' & exit 300");
    CHECK_EQ(system(""), 0);
    CHECK_TEXT(said(), "");
    CHECK_EQ(_wsystem(L"exit 8"), 8);
    CHECK_TEXT(said(), "exit 8");
    CHECK(_wsystem(NULL) != 0);
}

TEST(pipes_to_the_interpreter)
{
    char line[64] = "";
    FILE *file = _popen("a < b; exit 9", "r");
    CHECK(file != NULL);
    CHECK(file && fgets(line, sizeof(line), file));
    CHECK_TEXT(line, "<a < b; exit 9>");
    CHECK_EQ(file ? _pclose(file) : -1, 9);
    said();
}

TEST(an_interpreter_without_a_format)
{
    char text[MAX_PATH + 16];
    snprintf(text, sizeof(text), "%s\\text.exe", folder);
    FILE *file = fopen(text, "w");
    CHECK(file != NULL);
    if (!file)
        return;
    fputs("no program at all, but text\n", file);
    fclose(file);
    set("COMSPEC", text);
    errno = 0;
    CHECK_EQ(system("exit 7"), -1);
    CHECK_EQ(errno, ENOEXEC);
    CHECK_TEXT(said(), "nothing");
    remove(text);
}

TEST(cmd_on_path_stands_in)
{
    char cmd[MAX_PATH + 16];
    snprintf(cmd, sizeof(cmd), "%s\\cmd.exe", folder);
    CHECK(CopyFileA(self, cmd, FALSE));
    set("COMSPEC", "C:\\decant-no-such\\cmd.exe");
    set("PATH", folder);
    CHECK(system(NULL) != 0);
    CHECK_EQ(system("exit 11 > x"), 11);
    CHECK_TEXT(said(), "exit 11 > x");
    set("COMSPEC", ""); /* not set at all */
    CHECK_EQ(system("exit 12 > x"), 12);
    CHECK_TEXT(said(), "exit 12 > x");
    CHECK(DeleteFileA(cmd));
}

int main(int argc, char **argv)
{
    char temporary[MAX_PATH];
    if (argc > 1 && !strcmp(argv[1], "/c"))
        return interpret();
    GetModuleFileNameA(NULL, self, sizeof(self));
    GetTempPathA(sizeof(temporary), temporary);
    snprintf(folder, sizeof(folder), "%.200sdecant-interpreter-%d", temporary, _getpid());
    CHECK(CreateDirectoryA(folder, NULL));
    snprintf(output, sizeof(output), "%s\\said", folder);
    set("DECANT_SAID", output);
    RUN(comspec_gets_the_command_as_it_stands);
    RUN(pipes_to_the_interpreter);
    RUN(an_interpreter_without_a_format);
    RUN(cmd_on_path_stands_in);
    CHECK(RemoveDirectoryA(folder));
    return guest_failures > 250 ? 250 : guest_failures;
}
