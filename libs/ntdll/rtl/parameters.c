/* SPDX-License-Identifier: MIT
 *
 * RTL_USER_PROCESS_PARAMETERS, in one allocation, as a program finds it in its PEB.
 */
#include <stdlib.h>
#include <string.h>
#include "../ntdll.h"
#include "kernel/host/environment.h"
#include "kernel/host/host.h"
#include "kernel/io/path.h"
#include "environment.h"
#include "parameters.h"
#include "common/wide.h"

#define NORMALIZED 1u /* Flags: pointers are pointers, not offsets */

size_t parameters_path_size(const char *path)
{
    return strlen(path) + 3;
}

size_t parameters_path(const char *path, WCHAR *out, size_t size)
{
    WCHAR *dos = path[0] == '/' ? sys_path_unix_to_dos(path) : NULL;
    size_t units;
    if (dos) {
        units = wide_length(dos) + 1;
        if (units <= size)
            memcpy(out, dos, units * sizeof(WCHAR));
        free(dos);
        if (units <= size)
            return units;
    }
    units = utf8_to_wide(path, out, size);
    for (size_t i = 0; i < units && i < size; i++)
        if (out[i] == '/')
            out[i] = '\\';
    return units;
}

/* One string of the block: `limit` units of room at *at. */
static void take(UNICODE_STRING *string, WCHAR **at, size_t length, size_t limit)
{
    string->Buffer = *at;
    string->Length = (USHORT)(length * sizeof(WCHAR));
    string->MaximumLength = (USHORT)(limit * sizeof(WCHAR));
    *at += limit;
}

static size_t copy_wide(WCHAR *to, const WCHAR *from)
{
    size_t length = wide_length(from);
    memcpy(to, from, (length + 1) * sizeof(WCHAR));
    return length;
}

int parameters_create(const char *image, int argc, char **argv, const struct inherited_parameters *inherited)
{
    static const char desktop[] = "WinSta0\\Default";
    char folder[4097];
    if (sys_host_current_directory(folder, sizeof(folder) - 1) < 0)
        strcpy(folder, "/");
    if (folder[1])
        strcat(folder, "/"); /* the current folder's name ends in a backslash */
    char *quoted = inherited->command_line ? NULL : parameters_quote(argc, argv);
    size_t line = inherited->command_line ? wide_length(inherited->command_line) + 1
                  : quoted                ? utf8_to_wide(quoted, NULL, 0)
                                          : 1;
    if (line > COMMAND_LINE_MAX) {
        report("%s: the command line has %zu characters; Windows allows 32767", argv[0], line - 1);
        return -1;
    }
    size_t image_size = parameters_path_size(image), folder_size = parameters_path_size(folder);
    size_t title_size = inherited->title ? wide_length(inherited->title) + 1 : image_size;
    if (folder_size < MAX_PATH)
        folder_size = MAX_PATH;
    size_t units = line + image_size + folder_size + title_size + sizeof(desktop) + 1 + 1;
    RTL_USER_PROCESS_PARAMETERS *block =
        calloc(1, sizeof(*block) + units * sizeof(WCHAR) + inherited->runtime_data_size);
    SIZE_T environment_size;
    WCHAR *environment = block ? environment_create(sys_host_variables(), &environment_size) : NULL;
    if (!environment || image_size > 0x7FFF || folder_size > 0x7FFF) {
        report("%s: %s", image, environment ? "the path is too long" : "not enough memory");
        return -1;
    }
    block->MaximumLength = block->Length =
        (ULONG)(sizeof(*block) + units * sizeof(WCHAR) + inherited->runtime_data_size);
    block->Flags = NORMALIZED;
    block->Environment = environment;
    block->EnvironmentSize = environment_size;
    WCHAR *at = (WCHAR *)(block + 1);
    size_t length = parameters_path(folder, at, folder_size) - 1;
    if (at[length - 1] != '\\') {
        at[length++] = '\\';
        at[length] = 0;
    }
    take(&block->CurrentDirectory.DosPath, &at, length, folder_size);
    take(&block->ImagePathName, &at, parameters_path(image, at, image_size) - 1, image_size);
    if (inherited->command_line)
        memcpy(at, inherited->command_line, line * sizeof(WCHAR));
    else
        utf8_to_wide(quoted ? quoted : "", at, line);
    free(quoted);
    take(&block->CommandLine, &at, line - 1, line);
    if (line == COMMAND_LINE_MAX) /* 65536 bytes do not fit the field */
        block->CommandLine.MaximumLength = 0xFFFE;
    size_t title =
        inherited->title ? copy_wide(at, inherited->title) : copy_wide(at, block->ImagePathName.Buffer);
    take(&block->WindowTitle, &at, title, title_size);
    take(&block->DesktopInfo, &at, utf8_to_wide(desktop, at, sizeof(desktop)) - 1, sizeof(desktop));
    take(&block->ShellInfo, &at, 0, 1);
    if (inherited->runtime_data_size) {
        memcpy(at, inherited->runtime_data, inherited->runtime_data_size);
        block->RuntimeData.Buffer = at;
        block->RuntimeData.Length = block->RuntimeData.MaximumLength = inherited->runtime_data_size;
    }
    block->WindowFlags = inherited->window_flags;
    block->ShowWindowFlags = inherited->show_window;
    process_peb.ProcessParameters = block;
    process_peb.FastPebLock = environment_lock();
    return 0;
}
