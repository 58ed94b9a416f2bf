/* SPDX-License-Identifier: MIT
 *
 * process.h: other programs. The _spawn family joins its arguments with blanks, unquoted, as Microsoft
 * documents, and looks for .com, .exe, .bat and .cmd where a name has no extension. _P_OVERLAY cannot replace
 * this process: it starts the other one, waits, and ends with its exit code, which is what a shell expects of
 * exec.
 */
#include <string.h>
#include <win/winerror.h>
#include "common/wide.h"
#include "crt_process.h"
#include "kernel32_calls.h"
#include "msvcrt.h"

size_t fd_inheritance(void *block, size_t size);
WCHAR *CDECL msvcrt__wgetenv(const WCHAR *name);
int CDECL msvcrt__wsearchenv_s(const WCHAR *file, const WCHAR *variable, WCHAR *to, size_t size);

/* Who runs what only a command interpreter can where there is no cmd.exe. */
static const WCHAR host_shell[] = u"Z:\\bin\\sh";

#define INFINITE_WAIT   0xFFFFFFFFu
#define UNICODE_BLOCK   0x400u /* CREATE_UNICODE_ENVIRONMENT */
#define WITHOUT_CONSOLE 0x8u   /* DETACHED_PROCESS */

/* errno for a failed start: the few that these functions document. */
static intptr_t start_failed(DWORD error)
{
    crt_thread.doserrno = error;
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        crt_set_errno(ENOENT);
        break;
    case ERROR_BAD_EXE_FORMAT:
    case ERROR_BAD_FORMAT:
        crt_set_errno(ENOEXEC);
        break;
    case ERROR_ACCESS_DENIED:
        crt_set_errno(EACCES);
        break;
    case ERROR_FILENAME_EXCED_RANGE:
        crt_set_errno(E2BIG);
        break;
    case ERROR_INVALID_PARAMETER:
        crt_set_errno(EINVAL);
        break;
    default:
        crt_set_errno(ENOMEM);
        break;
    }
    return -1;
}

intptr_t crt_process_wait(HANDLE process)
{
    DWORD code = (DWORD)-1;
    WaitForSingleObject(process, INFINITE_WAIT);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    return (int)code;
}

intptr_t crt_process_create(int mode, const WCHAR *program, WCHAR *command_line, WCHAR *environment,
                            const HANDLE standard[3])
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    size_t inherited = mode != CRT_P_DETACH && !standard ? fd_inheritance(NULL, 0) : 0;
    if (inherited && inherited <= 0xFFFF && (startup.lpReserved2 = msvcrt_malloc(inherited))) {
        fd_inheritance(startup.lpReserved2, inherited);
        startup.cbReserved2 = (WORD)inherited;
    }
    if (standard) {
        startup.dwFlags = 0x100; /* STARTF_USESTDHANDLES */
        startup.hStdInput = standard[0];
        startup.hStdOutput = standard[1];
        startup.hStdError = standard[2];
    }
    DWORD flags = (environment ? UNICODE_BLOCK : 0) | (mode == CRT_P_DETACH ? WITHOUT_CONSOLE : 0);
    BOOL started =
        CreateProcessW(program, command_line, NULL, NULL, TRUE, flags, environment, NULL, &startup, &process);
    DWORD error = teb_last_error();
    msvcrt_free(startup.lpReserved2);
    if (!started)
        return start_failed(error);
    CloseHandle(process.hThread);
    switch (mode) {
    case CRT_P_OVERLAY:
        msvcrt__exit((int)crt_process_wait(process.hProcess));
    case CRT_P_WAIT:
        return crt_process_wait(process.hProcess);
    case CRT_P_DETACH:
        CloseHandle(process.hProcess);
        return 0;
    default:
        return (intptr_t)process.hProcess;
    }
}

/* ---- vectors to what CreateProcessW takes ---- */

/* Arguments with blanks between them, or variables each with its terminator and one more at the end. */
static WCHAR *join(const WCHAR *const *vector, WCHAR separator)
{
    size_t size = 2;
    for (size_t i = 0; vector[i]; i++)
        size += wide_length(vector[i]) + 1;
    WCHAR *text = msvcrt_malloc(size * sizeof(WCHAR)), *at = text;
    if (!text)
        return NULL;
    for (size_t i = 0; vector[i]; i++) {
        size_t length = wide_length(vector[i]);
        if (i && separator)
            *at++ = separator;
        memcpy(at, vector[i], length * sizeof(WCHAR));
        at += length;
        if (!separator)
            *at++ = 0;
    }
    at[0] = at[1] = 0;
    return text;
}

static bool is_file(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != 0xFFFFFFFF && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* Copies `name` to `found` with the extension that makes it a file. */
static bool with_extension(const WCHAR *name, WCHAR *found)
{
    static const WCHAR *const extensions[] = {u".com", u".exe", u".bat", u".cmd"};
    size_t length = wide_length(name);
    bool has_extension = false;
    if (length + 5 > CRT_PROGRAM_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        has_extension = name[i] == '.' ? true : name[i] == '/' || name[i] == '\\' ? false : has_extension;
    memcpy(found, name, (length + 1) * sizeof(WCHAR));
    for (size_t i = 0; !has_extension && i < countof(extensions); i++) {
        memcpy(found + length, extensions[i], 5 * sizeof(WCHAR));
        if (is_file(found))
            return true;
    }
    found[length] = 0; /* a Linux program needs no extension */
    return is_file(found);
}

static bool search_path(const WCHAR *name, WCHAR *found)
{
    WCHAR full[CRT_PROGRAM_SIZE];
    const WCHAR *path = msvcrt__wgetenv(u"PATH");
    for (const WCHAR *at = name; *at; at++)
        if (*at == '/' || *at == '\\' || *at == ':')
            return false;
    while (path && *path) {
        size_t length = 0;
        for (; path[length] && path[length] != ';'; length++)
            ;
        size_t at = 0;
        for (size_t i = 0; i < length && at < MAX_PATH; i++)
            if (path[i] != '"')
                full[at++] = path[i];
        path += length + (path[length] == ';');
        size_t name_length = wide_length(name);
        if (!at || at + name_length + 2 > countof(full))
            continue;
        if (full[at - 1] != '\\' && full[at - 1] != '/')
            full[at++] = '\\';
        memcpy(full + at, name, (name_length + 1) * sizeof(WCHAR));
        if (with_extension(full, found))
            return true;
    }
    return false;
}

intptr_t crt_spawn(int mode, bool search, const WCHAR *name, const WCHAR *const *argv,
                   const WCHAR *const *env)
{
    if (!name || !*name || !argv || !argv[0] || !*argv[0] || mode < 0 || mode > CRT_P_DETACH) {
        crt_invalid(EINVAL);
        return -1;
    }
    WCHAR *program = msvcrt_malloc(CRT_PROGRAM_SIZE * sizeof(WCHAR));
    WCHAR *command_line = join(argv, ' '), *environment = env ? join(env, 0) : NULL;
    intptr_t result = -1;
    if (!program || !command_line || (env && !environment))
        crt_set_errno(ENOMEM);
    else if (!with_extension(name, program) && !(search && search_path(name, program)))
        crt_set_errno(ENOENT);
    else
        result = crt_process_create(mode, program, command_line, environment, NULL);
    msvcrt_free(program);
    msvcrt_free(command_line);
    msvcrt_free(environment);
    return result;
}

intptr_t CDECL msvcrt__cwait(int *status, intptr_t process, int action)
{
    DWORD code;
    if (!process || process == -1 || process == -2 || !GetExitCodeProcess((HANDLE)process, &code) ||
        WaitForSingleObject((HANDLE)process, INFINITE_WAIT)) {
        crt_thread.doserrno = ERROR_INVALID_HANDLE;
        crt_set_errno(ECHILD);
        if (status)
            *status = -1;
        return -1;
    }
    GetExitCodeProcess((HANDLE)process, &code);
    CloseHandle((HANDLE)process);
    if (status)
        *status = (int)code;
    return process;
}

/* ---- the command interpreter ---- */

/* The command interpreter: what COMSPEC names, or cmd.exe on PATH. */
static bool find_interpreter(WCHAR *found)
{
    const WCHAR *named = msvcrt__wgetenv(u"COMSPEC");
    if (named && is_file(named) && wide_length(named) < CRT_PROGRAM_SIZE) {
        memcpy(found, named, (wide_length(named) + 1) * sizeof(WCHAR));
        return true;
    }
    return search_path(u"cmd.exe", found);
}

static bool is_plain(const WCHAR *command)
{
    bool blank = true;
    for (const WCHAR *at = command; *at; at++) {
        if (msvcrt_wcschr(u"|<>&^%;`$*?()'", *at))
            return false;
        blank = blank && (*at == ' ' || *at == '\t');
    }
    return !blank;
}

/* What is given to the host's shell: the command as one argument. */
static WCHAR *host_shell_command(const WCHAR *command)
{
    size_t length = crt_quote_argument(command, NULL);
    WCHAR *quoted = msvcrt_malloc((length + 1) * sizeof(WCHAR));
    if (!quoted)
        return NULL;
    crt_quote_argument(command, quoted);
    quoted[length] = 0;
    const WCHAR *words[] = {u"sh", u"-c", quoted, NULL};
    WCHAR *line = join(words, ' ');
    msvcrt_free(quoted);
    return line;
}

/* The command line that runs `command`: by the interpreter where there is one; else the command itself where
 * it is plain, or the host's shell. To be freed; `program` is what to start, or empty: the line's first
 * word. */
WCHAR *crt_shell_command(const WCHAR *command, WCHAR program[CRT_PROGRAM_SIZE])
{
    if (find_interpreter(program)) {
        const WCHAR *words[] = {program, u"/c", command, NULL};
        return join(words, ' ');
    }
    if (is_plain(command)) {
        const WCHAR *words[] = {command, NULL};
        program[0] = 0;
        return join(words, ' ');
    }
    memcpy(program, host_shell, sizeof(host_shell));
    return host_shell_command(command);
}

int CDECL msvcrt__wsystem(const WCHAR *command)
{
    WCHAR program[CRT_PROGRAM_SIZE];
    if (!command) {
        if (find_interpreter(program) || is_file(host_shell))
            return 1;
        crt_set_errno(ENOENT);
        return 0;
    }
    WCHAR *line = crt_shell_command(command, program);
    if (!line) {
        crt_set_errno(ENOMEM);
        return -1;
    }
    int result = (int)crt_process_create(CRT_P_WAIT, *program ? program : NULL, line, NULL, NULL);
    msvcrt_free(line);
    return result;
}

int CDECL msvcrt_system(const char *command)
{
    WCHAR *wide = command ? crt_widen(command) : NULL;
    int result = command && !wide ? -1 : msvcrt__wsystem(wide);
    msvcrt_free(wide);
    return result;
}
