/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: CreateProcess. Which file is meant is settled here, by CreateProcess's own rules; what
 * starting it takes is ntdll's business. A name that no Windows program has may be a Linux one: it is looked
 * for without ".exe", too.
 */
#include "kernel32.h"
#include "process_attributes.h"
#include "kernel/io/path.h"
#include "kernel/ps/process_create.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include <stdlib.h>
#include <string.h>
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>

#define FULL_NAME 1024

static bool has_folder_or_drive(const WCHAR *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (name[i] == '\\' || name[i] == '/' || name[i] == ':')
            return true;
    return false;
}

static bool has_extension(const WCHAR *name, size_t length)
{
    while (length-- && name[length] != '\\' && name[length] != '/')
        if (name[length] == '.')
            return true;
    return false;
}

/* A DOS name as the Linux path of a file that exists, or NULL. To be freed. */
static char *existing(const WCHAR *name, size_t length)
{
    char *path;
    if (!NT_SUCCESS(sys_path_dos_to_unix(name, length, PATH_FOLD, &path)))
        return NULL;
    if (sys_process_is_file(path))
        return path;
    free(path);
    return NULL;
}

/* The program that a name in a command line means: with .exe where it has no extension, along the search
 * path where it has no folder. */
static char *find_program(const WCHAR *name, size_t length)
{
    WCHAR text[FULL_NAME], found[FULL_NAME];
    char *path = NULL;
    if (!length || length + 5 > countof(text))
        return NULL;
    memcpy(text, name, length * sizeof(WCHAR));
    text[length] = 0;
    bool extension = has_extension(text, length);
    for (int bare = extension; bare < 2 && !path; bare++) {
        memcpy(text + length, bare ? u"" : u".exe", (bare ? 1 : 5) * sizeof(WCHAR));
        if (has_folder_or_drive(text, length))
            path = existing(text, SIZE_MAX);
        else if (SearchPathW(NULL, text, NULL, countof(found), found, NULL) - 1 < countof(found) - 1)
            path = existing(found, SIZE_MAX);
    }
    return path;
}

/* The first word of a command line: quoted, or, where it is not, the shortest that is a program ("c:\program
 * files\sub dir\program name" is tried blank by blank, as documented). */
static char *program_of_line(const WCHAR *line)
{
    while (*line == ' ' || *line == '\t')
        line++;
    size_t end = 0;
    if (*line == '"') {
        for (end = 1; line[end] && line[end] != '"'; end++)
            ;
        return find_program(line + 1, end - 1);
    }
    for (;;) {
        while (line[end] && line[end] != ' ' && line[end] != '\t')
            end++;
        char *path = find_program(line, end);
        if (path || !line[end])
            return path;
        end++;
    }
}

/* An ANSI environment block in UTF-16, allocated. */
static WCHAR *wide_block(const char *block)
{
    size_t size = 0;
    while (block[size] || block[size + 1])
        size++;
    WCHAR *wide = calloc(size + 3, sizeof(WCHAR));
    if (wide)
        nls_wide_from_ansi(block, size + 1, wide, size + 2);
    return wide;
}

/* Why the program that is to start is not one: 2, or 3 where its folder is missing as well, and what is there
 * but is no readable file is denied. A command line's name has been looked for in several places, and is
 * merely not found. */
static BOOL fail_without_program(LPCWSTR application)
{
    if (!application)
        return win32_fail(ERROR_FILE_NOT_FOUND);
    return GetFileAttributesW(application) == INVALID_FILE_ATTRIBUTES ? FALSE
                                                                      : win32_fail(ERROR_ACCESS_DENIED);
}

static void take_startup(struct process_start_info *info, const STARTUPINFOW *startup)
{
    const RTL_USER_PROCESS_PARAMETERS *own = process_peb.ProcessParameters;
    struct inherited_parameters *parameters = &info->parameters;
    parameters->window_flags = startup->dwFlags;
    parameters->show_window = startup->wShowWindow;
    parameters->title = startup->lpTitle;
    if (startup->cbReserved2 && startup->lpReserved2) {
        parameters->runtime_data = startup->lpReserved2;
        parameters->runtime_data_size = startup->cbReserved2;
    }
    bool given = startup->dwFlags & STARTF_USESTDHANDLES;
    parameters->standard[0] = given ? startup->hStdInput : own->StandardInput;
    parameters->standard[1] = given ? startup->hStdOutput : own->StandardOutput;
    parameters->standard[2] = given ? startup->hStdError : own->StandardError;
}

static BOOL finish(struct process_object *process, struct thread_object *thread,
                   const SECURITY_ATTRIBUTES *process_security, const SECURITY_ATTRIBUTES *thread_security,
                   PROCESS_INFORMATION *out)
{
    HANDLE handles[2] = {NULL, NULL};
    NTSTATUS status = sys_handle_create(
        &process->object, PROCESS_ALL_ACCESS,
        process_security && process_security->bInheritHandle ? OBJ_INHERIT : 0, &handles[0]);
    if (NT_SUCCESS(status))
        status = sys_handle_create(&thread->sync.object, 0x1FFFFF,
                                   thread_security && thread_security->bInheritHandle ? OBJ_INHERIT : 0,
                                   &handles[1]);
    if (NT_SUCCESS(status))
        *out = (PROCESS_INFORMATION){handles[0], handles[1], process->id, thread->id};
    else if (handles[0])
        sys_handle_close(handles[0]);
    sys_object_release(&process->object);
    sys_object_release(&thread->sync.object);
    return win32_result(status);
}

BOOL WINAPI CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles,
                           DWORD dwCreationFlags, LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory,
                           LPSTARTUPINFOW lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation)
{
    struct process_start_info info = {.inherit = bInheritHandles,
                                      .suspended = dwCreationFlags & CREATE_SUSPENDED,
                                      .command_line = lpCommandLine ? lpCommandLine : lpApplicationName};
    struct process_object *process;
    struct thread_object *thread;
    char *directory = NULL, *image = NULL;
    WCHAR *block = NULL;
    if (!info.command_line || !lpStartupInfo || !lpProcessInformation)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (wide_length(info.command_line) >= COMMAND_LINE_MAX)
        return win32_fail(ERROR_FILENAME_EXCED_RANGE);
    image = lpApplicationName ? existing(lpApplicationName, SIZE_MAX) : program_of_line(lpCommandLine);
    if (!image)
        return fail_without_program(lpApplicationName);
    NTSTATUS status = STATUS_SUCCESS;
    if (lpCurrentDirectory) {
        status = sys_path_dos_to_unix(lpCurrentDirectory, SIZE_MAX, PATH_FOLD, &directory);
        if (!NT_SUCCESS(status) || !sys_process_is_folder(directory)) {
            free(directory);
            free(image);
            return win32_fail(ERROR_DIRECTORY);
        }
    }
    if (lpEnvironment && !(dwCreationFlags & CREATE_UNICODE_ENVIRONMENT)) {
        block = wide_block(lpEnvironment);
        status = block ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    info.image = image;
    info.directory = directory;
    info.environment = block ? block : lpEnvironment;
    take_startup(&info, lpStartupInfo);
    if (NT_SUCCESS(status) && dwCreationFlags & EXTENDED_STARTUPINFO_PRESENT)
        status = process_attributes_take((const STARTUPINFOEXW *)lpStartupInfo, &info);
    if (NT_SUCCESS(status))
        status = sys_process_create(&info, &process, &thread);
    free(block);
    free(directory);
    free(image);
    if (!win32_result(status))
        return FALSE;
    return finish(process, thread, lpProcessAttributes, lpThreadAttributes, lpProcessInformation);
}

BOOL WINAPI CreateProcessA(LPCSTR lpApplicationName, LPSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles,
                           DWORD dwCreationFlags, LPVOID lpEnvironment, LPCSTR lpCurrentDirectory,
                           LPSTARTUPINFOA lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation)
{
    WCHAR *application = NULL, *line = NULL, *directory = NULL, *title = NULL;
    STARTUPINFOEXW extended = {.lpAttributeList = NULL};
    STARTUPINFOW *startup = &extended.StartupInfo;
    BOOL result = FALSE;
    if (!lpStartupInfo)
        return win32_fail(ERROR_INVALID_PARAMETER);
    memcpy(&extended, lpStartupInfo,
           dwCreationFlags & EXTENDED_STARTUPINFO_PRESENT ? sizeof(extended) : sizeof(*startup));
    NTSTATUS status = nls_ansi_to_wide(lpApplicationName, NULL, 0, &application);
    if (NT_SUCCESS(status))
        status = nls_ansi_to_wide(lpCommandLine, NULL, 0, &line);
    if (NT_SUCCESS(status))
        status = nls_ansi_to_wide(lpCurrentDirectory, NULL, 0, &directory);
    if (NT_SUCCESS(status))
        status = nls_ansi_to_wide(lpStartupInfo->lpTitle, NULL, 0, &title);
    startup->lpTitle = title;
    startup->lpDesktop = startup->lpReserved = NULL;
    if (win32_result(status))
        result = CreateProcessW(application, line, lpProcessAttributes, lpThreadAttributes, bInheritHandles,
                                dwCreationFlags, lpEnvironment, directory, startup, lpProcessInformation);
    DWORD error = teb_last_error();
    nls_free(application, NULL);
    nls_free(line, NULL);
    nls_free(directory, NULL);
    nls_free(title, NULL);
    teb_set_last_error(error);
    return result;
}
