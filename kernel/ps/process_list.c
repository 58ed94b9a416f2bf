/* SPDX-License-Identifier: MIT
 *
 * The processes of the system. Linux programs are shown as what they are, under Linux's identifiers; a
 * process of decant's is shown as the Windows program that it runs, which its command line names.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/host.h"
#include "kernel/host/process_list.h"
#include <ntdll.h>
#include "common/wide.h"
#include "kernel/io/path.h"
#include "process_list.h"

#define PATH_ROOM 4096

/* The Windows program in the command line of one of decant's processes; NULL: it has none. */
static const char *program_in(const char *words, size_t length)
{
    const char *at = words, *end = words + length;
    bool value = false, first = true;
    for (; at < end && *at; at += strlen(at) + 1) {
        if (!first && !value) {
            if (!strcmp(at, "--"))
                return at + 3 < end ? at + 3 : NULL;
            if (*at != '-')
                return at;
            value = true; /* both options that may precede a program take one */
        } else {
            value = false;
        }
        first = false;
    }
    return NULL;
}

/* The Linux path of what a process runs, into `path` (PATH_ROOM bytes); -errno. */
static ssize_t program_path(uint32_t id, char *path)
{
    ssize_t length = host_process_program(id, path, PATH_ROOM);
    if (length < 0 || !host_process_is_like_self(id))
        return length;
    char words[1024];
    ssize_t size = host_process_words(id, words, sizeof(words));
    const char *program = size > 0 ? program_in(words, (size_t)size) : NULL;
    if (!program)
        return length;
    ssize_t folder = *program == '/' ? 0 : host_process_directory(id, path, PATH_ROOM);
    if (folder < 0 || (size_t)folder + strlen(program) + 2 > PATH_ROOM)
        return length;
    if (folder)
        path[folder++] = '/';
    strcpy(path + folder, program);
    return (ssize_t)strlen(path);
}

struct list {
    char *entries;
    size_t count, room, size;
    char *path;
    uint32_t process;
    bool failed;
};

static void *add(struct list *list)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        char *entries = realloc(list->entries, room * list->size);
        if (!entries) {
            list->failed = true;
            return NULL;
        }
        list->entries = entries;
        list->room = room;
    }
    return list->entries + list->count++ * list->size;
}

static int32_t priority_of(int nice)
{
    return nice >= 15 ? 4 : nice >= 5 ? 6 : nice > -5 ? 8 : nice > -15 ? 10 : 13;
}

static bool add_process(uint32_t id, void *context)
{
    struct list *list = context;
    struct host_process info;
    if (host_process_info(id, &info))
        return true; /* gone by now */
    struct process_entry *entry = add(list);
    if (!entry)
        return false;
    entry->id = id;
    entry->parent = info.parent;
    entry->threads = info.threads;
    entry->priority = priority_of(info.nice);
    const char *name = info.name;
    if (program_path(id, list->path) > 0) {
        name = list->path;
        for (const char *at = list->path; *at; at++)
            if ((*at == '/' || *at == '\\') && at[1])
                name = at + 1;
    }
    utf8_to_wide(name, entry->name, countof(entry->name));
    entry->name[countof(entry->name) - 1] = 0;
    return true;
}

static NTSTATUS finish(struct list *list, size_t *count)
{
    free(list->path);
    *count = list->count;
    if (!list->failed)
        return STATUS_SUCCESS;
    free(list->entries);
    return STATUS_NO_MEMORY;
}

NTSTATUS process_list(struct process_entry **entries, size_t *count)
{
    struct list list = {.size = sizeof(struct process_entry), .path = malloc(PATH_ROOM)};
    if (!list.path)
        return STATUS_NO_MEMORY;
    int error = host_process_each(add_process, &list);
    NTSTATUS status = finish(&list, count);
    *entries = (struct process_entry *)(void *)list.entries;
    return error ? status_from_errno(error) : status;
}

static bool add_thread(uint32_t id, void *context)
{
    struct list *list = context;
    struct thread_entry *entry = add(list);
    if (entry)
        *entry = (struct thread_entry){id, list->process};
    return entry;
}

static bool add_threads(uint32_t id, void *context)
{
    struct list *list = context;
    list->process = id;
    host_thread_each(id, add_thread, list);
    return !list->failed;
}

NTSTATUS process_list_threads(struct thread_entry **entries, size_t *count)
{
    struct list list = {.size = sizeof(struct thread_entry)};
    int error = host_process_each(add_threads, &list);
    NTSTATUS status = finish(&list, count);
    *entries = (struct thread_entry *)(void *)list.entries;
    return error ? status_from_errno(error) : status;
}

NTSTATUS process_list_threads_of(uint32_t process, struct thread_entry **entries, size_t *count)
{
    struct list list = {.size = sizeof(struct thread_entry), .process = process};
    int error = host_thread_each(process, add_thread, &list);
    NTSTATUS status = finish(&list, count);
    *entries = (struct thread_entry *)(void *)list.entries;
    return error ? status_from_errno(error) : status;
}

NTSTATUS process_image_name(uint32_t id, WCHAR **name)
{
    if (id == host_process_id()) {
        const UNICODE_STRING *own = &process_peb.ProcessParameters->ImagePathName;
        *name = malloc(own->Length + sizeof(WCHAR));
        if (!*name)
            return STATUS_NO_MEMORY;
        memcpy(*name, own->Buffer, own->Length);
        (*name)[own->Length / sizeof(WCHAR)] = 0;
        return STATUS_SUCCESS;
    }
    struct host_process info;
    char *path = malloc(PATH_ROOM);
    if (!path)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    if (host_process_info(id, &info))
        status = STATUS_INVALID_CID;
    else if (program_path(id, path) <= 0)
        status = STATUS_ACCESS_DENIED;
    else if (!(*name = path_unix_to_dos(path)))
        status = STATUS_NO_MEMORY;
    free(path);
    return status;
}
