/* SPDX-License-Identifier: MIT
 *
 * _popen: a command with one of its standard streams on a pipe to us. The processes of open pipes are a short
 * list under the popen lock.
 */
#include "crt_process.h"
#include "kernel32_calls.h"
#include "msvcrt.h"
#include "stream.h"

int CDECL msvcrt__open_osfhandle(intptr_t handle, int flags);
int CDECL msvcrt__close(int fd);
CRT_FILE *CDECL msvcrt__wfdopen(int fd, const WCHAR *mode);
intptr_t CDECL msvcrt__cwait(int *status, intptr_t process, int action);

struct open_pipe {
    struct open_pipe *next;
    CRT_FILE *file;
    intptr_t process;
};

static struct open_pipe *open_pipes;

/* Starts the command with `theirs` as its standard input or output. */
static intptr_t start(const WCHAR *command, HANDLE theirs, bool we_read)
{
    WCHAR program[CRT_PROGRAM_SIZE];
    WCHAR *line = crt_shell_command(command, program);
    HANDLE standard[3] = {GetStdHandle((DWORD)-10), GetStdHandle((DWORD)-11), GetStdHandle((DWORD)-12)};
    if (!line) {
        crt_set_errno(ENOMEM);
        return -1;
    }
    standard[we_read ? 1 : 0] = theirs;
    SetHandleInformation(theirs, 1, 1); /* HANDLE_FLAG_INHERIT */
    intptr_t process = crt_process_create(CRT_P_NOWAIT, *program ? program : NULL, line, NULL, standard);
    msvcrt_free(line);
    return process;
}

CRT_FILE *CDECL msvcrt__wpopen(const WCHAR *command, const WCHAR *mode)
{
    if (!command || !mode || (*mode != 'r' && *mode != 'w')) {
        crt_invalid(EINVAL);
        return NULL;
    }
    bool we_read = *mode == 'r';
    HANDLE read_end, write_end;
    struct open_pipe *pipe = msvcrt_malloc(sizeof(*pipe));
    if (!pipe)
        return NULL;
    if (!CreatePipe(&read_end, &write_end, NULL, 0)) {
        crt_set_errno(EMFILE);
        msvcrt_free(pipe);
        return NULL;
    }
    HANDLE ours = we_read ? read_end : write_end, theirs = we_read ? write_end : read_end;
    const WCHAR full_mode[] = {*mode, mode[1] == 'b' ? 'b' : 't', 0};
    int flags = full_mode[1] == 'b' ? 0x8000 : 0x4000; /* _O_BINARY, _O_TEXT */
    pipe->process = start(command, theirs, we_read);
    int error = crt_thread.error;
    CloseHandle(theirs);
    int fd = pipe->process == -1 ? -1 : msvcrt__open_osfhandle((intptr_t)ours, flags | 0x80);
    pipe->file = fd == -1 ? NULL : msvcrt__wfdopen(fd, full_mode);
    if (!pipe->file) {
        if (fd != -1)
            msvcrt__close(fd);
        else
            CloseHandle(ours);
        if (pipe->process == -1)
            crt_set_errno(error);
        else
            CloseHandle((HANDLE)pipe->process);
        msvcrt_free(pipe);
        return NULL;
    }
    CRT_FILE *file = pipe->file;
    msvcrt__lock(CRT_LOCK_POPEN);
    pipe->next = open_pipes;
    open_pipes = pipe;
    msvcrt__unlock(CRT_LOCK_POPEN);
    return file;
}

CRT_FILE *CDECL msvcrt__popen(const char *command, const char *mode)
{
    WCHAR *wide_command = command ? crt_widen(command) : NULL, *wide_mode = mode ? crt_widen(mode) : NULL;
    CRT_FILE *file = msvcrt__wpopen(wide_command, wide_mode);
    msvcrt_free(wide_command);
    msvcrt_free(wide_mode);
    return file;
}

int CDECL msvcrt__pclose(CRT_FILE *file)
{
    struct open_pipe *found = NULL;
    msvcrt__lock(CRT_LOCK_POPEN);
    for (struct open_pipe **at = &open_pipes; file && *at; at = &(*at)->next)
        if ((*at)->file == file) {
            found = *at;
            *at = found->next;
            break;
        }
    msvcrt__unlock(CRT_LOCK_POPEN);
    if (!found) {
        crt_invalid(EINVAL);
        return -1;
    }
    int status = -1, error = crt_thread.error;
    msvcrt_fclose(file);
    if (msvcrt__cwait(&status, found->process, 0) != -1)
        crt_set_errno(error);
    msvcrt_free(found);
    return status;
}
