/* SPDX-License-Identifier: MIT
 *
 * Which file, or which built-in DLL, a name means. "Dynamic-link library search order" (Microsoft Learn): a
 * full path is taken as it is; any other name is looked for in the program's folder, the system's, the
 * current one and those of PATH, or in the folders that the flags of LoadLibraryEx ask for. Built-in DLLs
 * come before all of them, as Windows' known DLLs do.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "../rtl/exception.h"
#include "kernel/host/host.h"
#include "kernel/io/path.h"
#include "../rtl/environment.h"
#include "common/wide.h"

static const WCHAR system_folder[] = u"C:\\windows\\system32\\";
static const WCHAR windows_folder[] = u"C:\\windows\\";

struct user_folder {
    struct user_folder *next;
    WCHAR path[];
};
static struct user_folder *user_folders; /* AddDllDirectory's, the latest first */
static WCHAR *dll_directory;             /* SetDllDirectory's; NULL: none was set */
static ULONG default_directories;        /* SetDefaultDllDirectories' */

/* ---- folders ---- */

bool ldr_is_system_folder(const WCHAR *path, size_t length)
{
    size_t windows = countof(windows_folder) - 1;
    if (length < windows)
        return false;
    for (size_t i = 0; i < windows; i++)
        if (ascii_lower(path[i] == '/' ? '\\' : path[i]) != ascii_lower(windows_folder[i]))
            return false;
    static const char *const below[] = {"", "system32\\", "syswow64\\", "sysnative\\", "system\\"};
    for (unsigned i = 0; i < countof(below); i++) {
        size_t size = strlen(below[i]), j = 0;
        if (length != windows + size)
            continue;
        while (j < size && ascii_lower(path[windows + j]) == (WCHAR)below[i][j])
            j++;
        if (j == size)
            return true;
    }
    return false;
}

bool ldr_has_path(const WCHAR *name)
{
    for (; *name; name++)
        if (*name == '\\' || *name == '/' || *name == ':')
            return true;
    return false;
}

/* Opens folder + name; the folder may lack its closing backslash. folder NULL: the name alone. */
static int try_folder(const WCHAR *folder, size_t length, const WCHAR *name, struct ldr_file *file)
{
    size_t name_length = wide_length(name);
    WCHAR *path = malloc((length + name_length + 2) * sizeof(WCHAR));
    if (!path)
        return -1;
    if (length)
        memcpy(path, folder, length * sizeof(WCHAR));
    if (length && path[length - 1] != '\\' && path[length - 1] != '/')
        path[length++] = '\\';
    memcpy(path + length, name, (name_length + 1) * sizeof(WCHAR));
    file->fd = -1;
    file->unix_path = NULL;
    if (NT_SUCCESS(sys_path_dos_to_unix(path, SIZE_MAX, PATH_FOLD, &file->unix_path)))
        file->fd = sys_host_open(file->unix_path, 0 /* O_RDONLY */, 0);
    if (file->fd >= 0) {
        ULONG size = RtlGetFullPathName_U(path, 0, NULL, NULL);
        file->full_name = malloc(size + sizeof(WCHAR));
        if (file->full_name && size) {
            RtlGetFullPathName_U(path, size + sizeof(WCHAR), file->full_name, NULL);
            free(path);
            return 0;
        }
        free(file->full_name);
        sys_host_close(file->fd);
    }
    free(file->unix_path);
    free(path);
    return -1;
}

static int try_path(const WCHAR *path, const WCHAR *name, struct ldr_file *file)
{
    return try_folder(path, wide_length(path), name, file);
}

static int try_program_folder(const struct ldr_search *search, const WCHAR *name, struct ldr_file *file)
{
    if (search->folder)
        return try_path(search->folder, name, file);
    const UNICODE_STRING *full = &ldr_program()->entry.FullDllName, *base = &ldr_program()->entry.BaseDllName;
    return try_folder(full->Buffer, (full->Length - base->Length) / sizeof(WCHAR), name, file);
}

static int try_search_path(const WCHAR *name, struct ldr_file *file)
{
    static const UNICODE_STRING variable = {8, 10, u"PATH"};
    SIZE_T length;
    WCHAR *list = NULL;
    int result = -1;
    if (RtlQueryEnvironmentVariable(NULL, variable.Buffer, 4, NULL, 0, &length) != STATUS_BUFFER_TOO_SMALL)
        return -1;
    list = malloc(length * sizeof(WCHAR));
    if (!list || !NT_SUCCESS(RtlQueryEnvironmentVariable(NULL, variable.Buffer, 4, list, length, &length)))
        goto out;
    for (WCHAR *at = list; *at && result;) {
        bool quoted = *at == '"';
        WCHAR *start = at += quoted;
        while (*at && *at != (quoted ? '"' : ';'))
            at++;
        if (at > start)
            result = try_folder(start, (size_t)(at - start), name, file);
        while (*at && *at != ';')
            at++;
        at += *at == ';';
    }
out:
    free(list);
    return result;
}

static int try_user_folders(const WCHAR *name, struct ldr_file *file)
{
    for (struct user_folder *folder = user_folders; folder; folder = folder->next)
        if (!try_path(folder->path, name, file))
            return 0;
    return dll_directory && *dll_directory ? try_path(dll_directory, name, file) : -1;
}

static int search_flagged(const WCHAR *name, const struct ldr_search *search, ULONG flags,
                          struct ldr_file *file)
{
    struct ldr_search program = {0};
    if (flags & LOAD_LIBRARY_SEARCH_DEFAULT_DIRS)
        flags |= LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS |
                 LOAD_LIBRARY_SEARCH_SYSTEM32;
    if ((flags & LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR) && search->folder && !try_path(search->folder, name, file))
        return 0;
    if ((flags & LOAD_LIBRARY_SEARCH_APPLICATION_DIR) && !try_program_folder(&program, name, file))
        return 0;
    if ((flags & LOAD_LIBRARY_SEARCH_USER_DIRS) && !try_user_folders(name, file))
        return 0;
    return flags & LOAD_LIBRARY_SEARCH_SYSTEM32 ? try_path(system_folder, name, file) : -1;
}

static int search_standard(const WCHAR *name, const struct ldr_search *search, struct ldr_file *file)
{
    if (!try_program_folder(search, name, file))
        return 0;
    if (dll_directory && *dll_directory && !try_path(dll_directory, name, file))
        return 0;
    if (!try_path(system_folder, name, file) || !try_path(windows_folder, name, file))
        return 0;
    if (!dll_directory && !try_folder(NULL, 0, name, file))
        return 0;
    return try_search_path(name, file);
}

NTSTATUS ldr_search_file(const WCHAR *name, const struct ldr_search *search, struct ldr_file *file)
{
    ULONG flags = search->flags & LOAD_LIBRARY_SEARCH_ALL;
    int result;
    if (sys_path_type(name, wide_length(name)) != RtlPathTypeRelative)
        result = try_folder(NULL, 0, name, file);
    else if (flags || (!search->folder && default_directories))
        result = search_flagged(name, search, flags ? flags : default_directories, file);
    else
        result = search_standard(name, search, file);
    return result ? STATUS_DLL_NOT_FOUND : STATUS_SUCCESS;
}

/* ---- what the program changes ---- */

NTSTATUS ldr_set_dll_directory(PCWSTR path)
{
    WCHAR *copy = NULL;
    if (path) {
        for (const WCHAR *c = path; *c; c++)
            if (*c == ';') /* one folder, not a list of them */
                return STATUS_INVALID_PARAMETER;
        size_t size = (wide_length(path) + 1) * sizeof(WCHAR);
        copy = malloc(size);
        if (!copy)
            return STATUS_NO_MEMORY;
        memcpy(copy, path, size);
    }
    ldr_lock();
    free(dll_directory);
    dll_directory = copy;
    ldr_unlock();
    return STATUS_SUCCESS;
}

/* The guest's buffer is written without the lock; a folder set meanwhile is an answer as good. */
size_t ldr_get_dll_directory(PWSTR buffer, size_t size)
{
    ldr_lock();
    size_t length = dll_directory ? wide_length(dll_directory) : 0;
    WCHAR *copy = length < size ? malloc((length + 1) * sizeof(WCHAR)) : NULL;
    if (copy) {
        if (length)
            memcpy(copy, dll_directory, length * sizeof(WCHAR));
        copy[length] = 0;
    }
    ldr_unlock();
    if (copy) {
        guest_touch_write(buffer, (length + 1) * sizeof(WCHAR));
        memcpy(buffer, copy, (length + 1) * sizeof(WCHAR));
        free(copy);
    }
    return length;
}

NTSTATUS ldr_add_dll_directory(PCWSTR path, PVOID *cookie)
{
    size_t length = wide_length(path);
    RTL_PATH_TYPE type = sys_path_type(path, length);
    if (type != RtlPathTypeDriveAbsolute && type != RtlPathTypeUncAbsolute && type != RtlPathTypeLocalDevice)
        return STATUS_INVALID_PARAMETER;
    if (!RtlDoesFileExists_U(path))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    struct user_folder *folder = malloc(sizeof(*folder) + (length + 1) * sizeof(WCHAR));
    if (!folder)
        return STATUS_NO_MEMORY;
    memcpy(folder->path, path, (length + 1) * sizeof(WCHAR));
    ldr_lock();
    folder->next = user_folders;
    user_folders = folder;
    ldr_unlock();
    *cookie = folder;
    return STATUS_SUCCESS;
}

NTSTATUS ldr_remove_dll_directory(PVOID cookie)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    ldr_lock();
    for (struct user_folder **link = &user_folders; *link; link = &(*link)->next) {
        if (*link == cookie) {
            struct user_folder *gone = *link;
            *link = gone->next;
            free(gone);
            status = STATUS_SUCCESS;
            break;
        }
    }
    ldr_unlock();
    return status;
}

NTSTATUS ldr_set_default_directories(ULONG flags)
{
    const ULONG allowed = LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_USER_DIRS |
                          LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    if (!flags || (flags & ~allowed))
        return STATUS_INVALID_PARAMETER;
    default_directories = flags;
    return STATUS_SUCCESS;
}
