/* SPDX-License-Identifier: MIT
 *
 * Every form of _spawn and _exec: arguments as a list and as a vector, with an environment and a search along
 * PATH, char and wchar_t; modes; what they refuse. The program starts itself. An _exec ends its process with
 * 0 once the other has started, so what that one does is seen through a pipe.
 */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "imports.h"

/* (l)ist or (v)ector, with an (e)nvironment, along the (p)ath. */
#define SUFFIXES(X, stem, wide)                                                                              \
    X(stem##l, wide, 0, 0, 0)                                                                                \
    X(stem##le, wide, 0, 1, 0)                                                                               \
    X(stem##lp, wide, 0, 0, 1)                                                                               \
    X(stem##lpe, wide, 0, 1, 1)                                                                              \
    X(stem##v, wide, 1, 0, 0)                                                                                \
    X(stem##ve, wide, 1, 1, 0)                                                                               \
    X(stem##vp, wide, 1, 0, 1)                                                                               \
    X(stem##vpe, wide, 1, 1, 1)
#define SPAWNS(X) SUFFIXES(X, _spawn, 0) SUFFIXES(X, _wspawn, 1)
#define EXECS(X)  SUFFIXES(X, _exec, 0) SUFFIXES(X, _wexec, 1)
SPAWNS(IMPORT_DECLARE)
EXECS(IMPORT_DECLARE)

struct form {
    const char *name;
    void *const *function;
    int wide, vector, environment, path;
};
#define ROW(name, wide, vector, environment, path) {IMPORTED(name), wide, vector, environment, path},
static const struct form spawns[] = {SPAWNS(ROW)}, execs[] = {EXECS(ROW)};

static char self[MAX_PATH], name[MAX_PATH]; /* the whole path, and the name alone */

static const void *text(const struct form *form, const char *ascii)
{
    static wchar_t wide[8][MAX_PATH];
    static int next;
    if (!form->wide)
        return ascii;
    wchar_t *to = wide[next++ % 8];
    MultiByteToWideChar(CP_ACP, 0, ascii, -1, to, MAX_PATH);
    return to;
}

/* Starts `program` with three arguments. mode -1: an _exec, which has none. */
static intptr_t start(const struct form *form, int mode, const char *program, const char *verb,
                      const char *word)
{
    void *function = *form->function;
    const void *path = text(form, program), *first = text(form, "self"), *second = text(form, verb),
               *third = text(form, word);
    const void *root = text(form, getenv("SystemRoot") ? "SystemRoot=C:\\Windows" : "DECANT_X=1");
    const void *vector[] = {first, second, third, NULL},
               *environment[] = {text(form, "DECANT_E=env"), root, NULL};
    errno = 0;
    if (mode < 0 && form->vector)
        return ((intptr_t(__cdecl *)(const void *, const void **, const void **))function)(path, vector,
                                                                                           environment);
    if (mode < 0)
        return ((intptr_t(__cdecl *)(const void *, const void *, ...))function)(path, first, second, third,
                                                                                NULL, environment);
    if (form->vector)
        return ((intptr_t(__cdecl *)(int, const void *, const void **, const void **))function)(
            mode, path, vector, environment);
    return ((intptr_t(__cdecl *)(int, const void *, const void *, ...))function)(mode, path, first, second,
                                                                                 third, NULL, environment);
}

/* What a started program says: how many arguments it has, their last, and DECANT_E. */
static int child(int argc, char **argv)
{
    if (!strcmp(argv[1], "say")) {
        printf("%d %s %s;", argc, argv[2], getenv("DECANT_E") ? getenv("DECANT_E") : "-");
        return 5;
    }
    const struct form *form = &execs[atoi(argv[2])];
    start(form, -1, form->path ? getenv("DECANT_NAME") : getenv("DECANT_SELF"), "say", "exec");
    return 99; /* it came back */
}

static void expect(const struct form *form, int line, int good)
{
    if (good)
        return;
    guest_fail(__FILE__, line, form->name);
    guest_write(" failed\n");
}
#define EXPECT(condition) expect(form, __LINE__, condition)

static char said[256];

/* Standard output into a pipe around a call. */
static int saved_output, ends[2];

static void listen(void)
{
    fflush(stdout);
    saved_output = _dup(1);
    CHECK_EQ(_pipe(ends, 4096, _O_BINARY | _O_NOINHERIT), 0);
    CHECK_EQ(_dup2(ends[1], 1), 0);
    CHECK_EQ(_close(ends[1]), 0);
}

static const char *heard(void)
{
    int length = 0, got;
    CHECK_EQ(_dup2(saved_output, 1), 0);
    CHECK_EQ(_close(saved_output), 0);
    while ((got = _read(ends[0], said + length, sizeof(said) - 1 - (unsigned)length)) > 0)
        length += got;
    said[length] = 0;
    CHECK_EQ(_close(ends[0]), 0);
    return said;
}

TEST(all_forms_of_spawn)
{
    for (size_t i = 0; i < sizeof(spawns) / sizeof(*spawns); i++) {
        const struct form *form = &spawns[i];
        const char *program = form->path ? name : self;
        listen();
        intptr_t code = start(form, _P_WAIT, program, "say", "wait");
        heard();
        EXPECT(code == 5);
        EXPECT(!strcmp(said, form->environment ? "3 wait env;" : "3 wait own;"));
    }
    /* The other modes, and what is refused, by a form of each kind. */
    for (size_t i = 0; i < sizeof(spawns) / sizeof(*spawns); i += 5) {
        const struct form *form = &spawns[i];
        const char *program = form->path ? name : self;
        int status = -1;
        listen();
        intptr_t process = start(form, _P_NOWAIT, program, "say", "nowait");
        EXPECT(process != -1 && process != 0);
        EXPECT(_cwait(&status, process, _WAIT_CHILD) == process && status == 5);
        EXPECT(start(form, _P_DETACH, program, "say", "detach") == 0);
        heard(); /* both have ended then */
        EXPECT(strstr(said, "3 nowait ") == said);
        EXPECT(start(form, 77, program, "say", "x") == -1 && errno == EINVAL);
        EXPECT(start(form, _P_WAIT, "decant-no-such", "say", "x") == -1 && errno == ENOENT);
        EXPECT(start(form, _P_WAIT, "", "say", "x") == -1 && (errno == EINVAL || errno == ENOENT));
    }
}

TEST(all_forms_of_exec)
{
    char number[12];
    for (size_t i = 0; i < sizeof(execs) / sizeof(*execs); i++) {
        const struct form *form = &execs[i];
        sprintf(number, "%d", (int)i);
        listen();
        intptr_t code = _spawnl(_P_WAIT, self, "self", "exec", number, NULL);
        heard();                        /* to the end of the one that was started */
        EXPECT(code == 0 || code == 5); /* of the one that ended, or of the one that took its place */
        EXPECT(!strcmp(said, form->environment ? "3 exec env;" : "3 exec own;"));
        EXPECT(start(form, -1, "decant-no-such", "say", "x") == -1 && errno == ENOENT);
    }
}

IMPORT_DECLARE(_wsystem)
IMPORT_DECLARE(_wpopen)

TEST(commands)
{
    wchar_t command[MAX_PATH + 32];
    int(__cdecl * run)(const wchar_t *) = imported__wsystem;
    FILE *(__cdecl * open)(const wchar_t *, const wchar_t *) = imported__wpopen;
    CHECK(run(NULL) != 0);
    swprintf_s(command, MAX_PATH + 32, L"%hs say wsystem", self);
    listen();
    int code = run(command);
    heard();
    CHECK_EQ(code, 5);
    CHECK_TEXT(said, "3 wsystem own;");
    FILE *file = open(command, L"rb");
    CHECK(file && fgets(said, sizeof(said), file) && !strcmp(said, "3 wsystem own;"));
    CHECK_EQ(_pclose(file), 5);
    errno = 0;
    CHECK(!open(command, L"q"));
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK(!open(NULL, L"r"));
    CHECK_EQ(errno, EINVAL);
    errno = 0;
    CHECK_EQ(_pclose(NULL), -1);
    CHECK_EQ(errno, EINVAL);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argc, argv);
    char *slash, path[4096];
    GetModuleFileNameA(NULL, self, sizeof(self));
    slash = strrchr(self, '\\');
    strcpy(name, slash + 1);
    *slash = 0;
    snprintf(path, sizeof(path), "PATH=C:\\no such folder;%s;%.3000s", self,
             getenv("PATH") ? getenv("PATH") : "");
    *slash = '\\';
    CHECK_EQ(_putenv(path), 0);
    sprintf(path, "DECANT_SELF=%s", self);
    CHECK_EQ(_putenv(path), 0);
    sprintf(path, "DECANT_NAME=%s", name);
    CHECK_EQ(_putenv(path), 0);
    CHECK_EQ(_putenv("DECANT_E=own"), 0);
    RUN(all_forms_of_spawn);
    RUN(all_forms_of_exec);
    RUN(commands);
    return guest_failures > 250 ? 250 : guest_failures;
}
