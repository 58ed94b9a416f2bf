/* SPDX-License-Identifier: MIT
 *
 * Starting processes. A PE image is started by running decant itself again; any other program is started as
 * it is, with its command line taken apart. What argv and the Unix environment cannot carry (the exact
 * command line, inherited handles under their values, lpReserved2) goes to a PE child in a piece of shared
 * memory, whose descriptor's number stands in the environment variable DECANT_HANDOVER; through the same
 * memory the child tells its whole 32-bit exit code and waits to be resumed. Both sides are the same
 * executable, so its layout is private, but it does not depend on the word size.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "process_create.h"
#include "kernel/ob/arena.h"
#include "kernel/io/file.h"
#include "kernel/io/file_internal.h"
#include "job.h"
#include "kernel/io/path.h"
#include "remote.h"
#include "kernel/host/host.h"
#include "kernel/host/shared.h"
#include "kernel/host/spawn.h"
#include <rtl/environment.h>
#include "common/wide.h"

#define MAGIC    0x31484344u /* DCH1 */
#define VARIABLE "DECANT_HANDOVER"

enum { INHERITED_FILE = 1, INHERITED_SYNC, INHERITED_OTHER };

struct inherited_handle {
    uint64_t handle;
    uint32_t kind;
    uint32_t value; /* a descriptor (NO_DESCRIPTOR: without one), or a slot of the arena */
    uint32_t access;
    uint32_t options;
    uint64_t object; /* where the parent has it: handles to one object stay handles to one object */
    struct remote_parcel parcel;
};

#define NO_DESCRIPTOR UINT32_MAX

struct process_result {
    uint32_t magic;
    _Atomic uint32_t gate; /* futex: 1: go */
    _Atomic uint32_t exited;
    uint32_t exit_code;
    _Atomic uint32_t adopted; /* futex: 1: the child has what it inherits */
    uint32_t unused;
    uint32_t window_flags, show_window;
    uint32_t command_units, title_units, runtime_size, handle_count; /* in this order behind the head */
    uint64_t standard[3];
    char arena[HOST_SHARED_PATH]; /* where the parent's shared objects are; "": it has none */
};

static struct process_result *handover; /* the child's side */

/* ---- the parent's side ---- */

struct inheritance {
    const struct process_start_info *info;
    struct inherited_handle *handles;
    int *keep;
    struct object **held; /* with a reference: what other threads close must last until the child has it */
    size_t count, keep_count, held_count, capacity;
    bool failed;
};

#define STANDARD_COUNT 3

static bool is_listed(const struct process_start_info *info, HANDLE handle)
{
    for (size_t i = 0; i < info->handle_count; i++)
        if (info->handles[i] == handle)
            return true;
    return !info->only_listed;
}

static bool note_handle(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes,
                        void *context)
{
    struct inheritance *all = context;
    struct inherited_handle entry = {
        .handle = (uintptr_t)handle, .access = access, .object = (uintptr_t)object};
    int descriptor;
    if (!(attributes & OBJ_INHERIT) || !is_listed(all->info, handle))
        return true;
    if (object->type == &file_type) {
        struct file *file = container_of(object, struct file, object);
        file_share_pointer(file);
        entry.kind = INHERITED_FILE;
        entry.value = (uint32_t)file->fd;
        entry.options = file->options;
        unsigned i = 0;
        while (i < 3 && all->info->parameters.standard[i] != handle) /* what becomes 0, 1 and 2 */
            i++;
        if (i < 3)
            entry.value = i;
        else if (entry.value <= 2) /* its number means something else in the child */
            return true;
    } else if (object->type->wait == &sync_wait_ops && object->type != &thread_type) {
        entry.kind = INHERITED_SYNC;
        if (!NT_SUCCESS(arena_share(container_of(object, struct sync_object, object), &entry.value)))
            return true;
    } else {
        entry.kind = INHERITED_OTHER;
        if (!NT_SUCCESS(remote_pack(object, &entry.parcel, &descriptor)))
            return true;
        entry.value = descriptor < 0 ? NO_DESCRIPTOR : (uint32_t)descriptor;
    }
    if (all->count == all->capacity) {
        all->capacity = all->capacity ? 2 * all->capacity : 32;
        struct inherited_handle *handles = realloc(all->handles, all->capacity * sizeof(*handles));
        all->handles = handles ? handles : all->handles;
        int *keep = realloc(all->keep, (all->capacity + 1) * sizeof(*keep));
        all->keep = keep ? keep : all->keep;
        struct object **held = realloc(all->held, all->capacity * sizeof(*held));
        all->held = held ? held : all->held;
        all->failed = !handles || !keep || !held;
        if (all->failed)
            return false;
    }
    all->handles[all->count++] = entry;
    object_reference(object);
    all->held[all->held_count++] = object;
    if (entry.kind == INHERITED_FILE ? entry.value > 2
                                     : entry.kind == INHERITED_OTHER && entry.value != NO_DESCRIPTOR)
        all->keep[all->keep_count++] = (int)entry.value;
    return true;
}

static int write_handover(const struct process_start_info *info, const struct inheritance *all,
                          struct process_result **out)
{
    size_t command = wide_length(info->command_line) + 1;
    size_t title = info->parameters.title ? wide_length(info->parameters.title) + 1 : 0;
    size_t runtime = (info->parameters.runtime_data_size + 7u) & ~7u;
    size_t handles = all->count * sizeof(struct inherited_handle);
    void *base;
    int fd = host_shared_memory(
        sizeof(struct process_result) + handles + runtime + (command + title) * sizeof(WCHAR), &base);
    if (fd < 0)
        return fd;
    struct process_result *head = base;
    char *at = (char *)(head + 1);
    *head = (struct process_result){.magic = MAGIC,
                                    .window_flags = info->parameters.window_flags,
                                    .show_window = info->parameters.show_window,
                                    .command_units = (uint32_t)command,
                                    .title_units = (uint32_t)title,
                                    .runtime_size = info->parameters.runtime_data_size,
                                    .handle_count = (uint32_t)all->count};
    atomic_store(&head->gate, !info->suspended);
    for (unsigned i = 0; i < 3; i++)
        head->standard[i] = (uintptr_t)info->parameters.standard[i];
    snprintf(head->arena, sizeof(head->arena), "%s", arena_where());
    memcpy(at, all->handles, handles);
    at += handles;
    memcpy(at, info->parameters.runtime_data, info->parameters.runtime_data_size);
    at += runtime;
    memcpy(at, info->command_line, command * sizeof(WCHAR));
    at += command * sizeof(WCHAR);
    if (title)
        memcpy(at, info->parameters.title, title * sizeof(WCHAR));
    *out = head;
    return fd;
}

/* A list of Windows folders ("C:\a;Z:\usr\bin") as Linux knows it. */
static char *unix_path_list(const WCHAR *value, size_t units)
{
    char *list = malloc(units * 3 + 1), *at = list;
    for (size_t i = 0; list && i < units;) {
        size_t end = i;
        while (end < units && value[end] != ';')
            end++;
        char *folder;
        if (end > i && NT_SUCCESS(path_dos_to_unix(value + i, end - i, PATH_AS_GIVEN, &folder))) {
            size_t length = strlen(folder), used = (size_t)(at - list);
            char *longer = realloc(list, used + length + 3 * (units - end) + 3);
            if (longer) {
                list = longer;
                at = list + used;
                if (used)
                    *at++ = ':';
                memcpy(at, folder, length);
                at += length;
            }
            free(folder);
        }
        i = end + 1;
    }
    if (list)
        *at = 0;
    return list;
}

/* NAME=value strings; a Linux program gets its PATH in Linux form. `extra` is one more. */
static char **unix_environment(const WCHAR *block, bool native, const char *extra)
{
    size_t count = 0, used = 0;
    for (const WCHAR *at = block; *at; at += wide_length(at) + 1)
        count++;
    char **environment = calloc(count + 2, sizeof(char *));
    for (const WCHAR *at = block; environment && *at; at += wide_length(at) + 1) {
        if (*at == '=') /* the current folders of drives */
            continue;
        size_t units = wide_length(at);
        bool is_path = native && units > 5 && at[4] == '=';
        for (unsigned i = 0; is_path && i < 4; i++)
            is_path = ascii_upper(at[i]) == (WCHAR) "PATH"[i];
        char *list = is_path ? unix_path_list(at + 5, units - 5) : NULL;
        char *text = malloc(list ? strlen(list) + 6 : units * 3 + 1);
        if (text && list)
            sprintf(text, "PATH=%s", list);
        else if (text)
            wide_to_utf8(at, text, units * 3 + 1);
        free(list);
        if (text)
            environment[used++] = text;
    }
    if (environment && extra)
        environment[used] = strdup(extra);
    return environment;
}

static void free_strings(char **strings)
{
    for (char **at = strings; strings && *at; at++)
        free(*at);
    free(strings);
}

/* A command line taken apart by the rules of Microsoft's C runtimes. The program's name has none of them: it
 * ends at the second quote, or at a blank. */
static char **split_command_line(const WCHAR *line, const char *image)
{
    size_t size = wide_length(line) * 3 + 1, count = 1;
    char *text = malloc(size), **argv = calloc(size / 2 + 3, sizeof(char *));
    if (!text || !argv) {
        free(text);
        free(argv);
        return NULL;
    }
    wide_to_utf8(line, text, size);
    char *at = text;
    bool quoted = false;
    for (; *at && (quoted || (*at != ' ' && *at != '\t')); at++)
        quoted ^= *at == '"';
    argv[0] = strdup(image);
    while (*at) {
        while (*at == ' ' || *at == '\t')
            at++;
        if (!*at)
            break;
        char *word = malloc(strlen(at) + 1), *put = word;
        if (!word)
            break;
        for (quoted = false; *at && (quoted || (*at != ' ' && *at != '\t'));) {
            size_t slashes = strspn(at, "\\");
            at += slashes;
            bool before_quote = *at == '"';
            for (size_t i = before_quote ? slashes / 2 : slashes; i--;)
                *put++ = '\\';
            if (before_quote && slashes % 2) {
                *put++ = *at++;
            } else if (before_quote) {
                if (quoted && at[1] == '"')
                    *put++ = *at++;
                else
                    quoted = !quoted;
                at++;
            } else if (*at && (quoted || (*at != ' ' && *at != '\t'))) {
                *put++ = *at++;
            }
        }
        *put = 0;
        argv[count++] = word;
    }
    free(text);
    return argv;
}

/* A standard handle's file, with a reference; NULL: it has none. */
static struct file *standard_file(HANDLE handle)
{
    struct file *file;
    if (!NT_SUCCESS(file_get(handle, 0, &file)))
        return NULL;
    file_share_pointer(file);
    object_reference(&file->object);
    handle_put(handle, &file->object);
    return file;
}

/* What is inherited besides descriptors is found by the child itself: it has to last until then. */
static void wait_for_adoption(const struct inheritance *all, struct process_result *result, int pidfd)
{
    struct host_poll poll = {.fd = pidfd};
    bool any = false;
    for (size_t i = 0; i < all->count; i++)
        any |= all->handles[i].kind != INHERITED_FILE;
    while (any && !atomic_load(&result->adopted) && host_poll_many(&poll, 1, 0) <= 0)
        host_futex_wait(&result->adopted, 0, host_monotonic() + 20000000, true);
}

static void let_go(struct inheritance *all, struct file *const standard[STANDARD_COUNT])
{
    for (size_t i = 0; i < all->held_count; i++)
        object_release(all->held[i]);
    for (unsigned i = 0; i < STANDARD_COUNT; i++)
        if (standard[i])
            object_release(&standard[i]->object);
    free(all->handles);
    free(all->held);
    free(all->keep);
}

/* No descriptor is free, or no memory: that says nothing of the file. */
static bool is_shortage(int error)
{
    return error == -EMFILE || error == -ENFILE || error == -ENOMEM;
}

bool process_is_file(const char *path)
{
    char byte;
    int got = host_read_head(path, &byte, 1);
    return got >= 0 || is_shortage(got); /* who starts it learns the reason */
}

bool process_is_folder(const char *path)
{
    char byte;
    return host_read_head(path, &byte, 1) == -EISDIR;
}

/* What kind of program this is; STATUS_SUCCESS where it can be started. */
static NTSTATUS classify(const char *image, bool *native)
{
    char head[64];
    int got = host_read_head(image, head, sizeof(head));
    *native = false;
    if (got < 0)
        return got == -ENOENT || got == -ENOTDIR ? STATUS_OBJECT_NAME_NOT_FOUND
               : is_shortage(got)                ? status_from_errno(got)
                                                 : STATUS_ACCESS_DENIED;
    *native = got < 2 || head[0] != 'M' || head[1] != 'Z';
    if (!*native)
        return STATUS_SUCCESS;
    size_t length = strlen(image);
    if (length > 4 && (!strcasecmp(image + length - 4, ".bat") || !strcasecmp(image + length - 4, ".cmd"))) {
        report("%s: batch files need cmd.exe, which decant does not have", image);
        return STATUS_INVALID_IMAGE_FORMAT;
    }
    if (got < 2 || (memcmp(head, "#!", 2) && memcmp(head, "\177E", 2)))
        return STATUS_INVALID_IMAGE_FORMAT;
    return host_is_executable(image) ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

static NTSTATUS make_objects(int pidfd, uint32_t id, struct process_result *result, bool suspended,
                             struct process_object **process, struct thread_object **thread)
{
    *process = calloc(1, sizeof(**process));
    *thread = calloc(1, sizeof(**thread));
    if (!*process || !*thread) {
        free(*process);
        free(*thread);
        host_close(pidfd);
        return STATUS_NO_MEMORY;
    }
    object_init(&(*process)->object, &process_type);
    (*process)->id = id;
    (*process)->pidfd = pidfd;
    (*process)->child = true;
    atomic_init(&(*process)->exit_code, (uint32_t)STATUS_PENDING);
    atomic_init(&(*process)->result, result);
    host_task_times(id, 0, &(*process)->used);
    /* Its first thread: all that can be done with it from here is to resume it. */
    sync_init(&(*thread)->sync, &thread_type, SYNC_EVENT_MANUAL, 0);
    (*thread)->id = id;
    atomic_init(&(*thread)->exit_code, (uint32_t)STATUS_PENDING);
    atomic_init(&(*thread)->suspended, suspended);
    (*thread)->process = *process;
    object_reference(&(*process)->object);
    return STATUS_SUCCESS;
}

NTSTATUS process_create(const struct process_start_info *info, struct process_object **process,
                        struct thread_object **thread)
{
    bool native;
    process_reap_orphans();
    NTSTATUS status = classify(info->image, &native);
    if (!NT_SUCCESS(status))
        return status;
    if (!native)
        remote_serve();
    struct inheritance all = {.info = info};
    struct process_result *result = NULL;
    char extra[48] = "", *pe_argv[] = {(char *)"decant", (char *)info->image, NULL}, **argv = pe_argv;
    int fd = -1, only[1];
    if (info->inherit)
        handle_enumerate(note_handle, &all);
    struct host_spawn spawn = {.directory = info->directory, .keep = all.keep, .keep_count = all.keep_count};
    struct file *standard[STANDARD_COUNT];
    for (unsigned i = 0; i < STANDARD_COUNT; i++) {
        standard[i] = standard_file(info->parameters.standard[i]);
        spawn.standard[i] = standard[i] ? standard[i]->fd : -1;
    }
    if (native) {
        spawn.path = info->image;
        spawn.keep_count = 0; /* it would not know what they are */
        argv = split_command_line(info->command_line, info->image);
    } else {
        fd = write_handover(info, &all, &result);
        if (fd >= 0) {
            if (!all.keep)
                spawn.keep = only;
            ((int *)spawn.keep)[spawn.keep_count++] = fd;
            snprintf(extra, sizeof(extra), VARIABLE "=%d", fd);
        }
    }
    if (!info->environment)
        RtlAcquirePebLock();
    spawn.environment =
        unix_environment(info->environment ? info->environment : process_peb.ProcessParameters->Environment,
                         native, native ? NULL : extra);
    if (!info->environment)
        RtlReleasePebLock();
    spawn.argv = argv;
    uint32_t id = 0;
    int pidfd = all.failed || !argv || !spawn.environment ? -ENOMEM
                : !native && fd < 0                       ? fd
                                                          : host_spawn(&spawn, &id);
    if (argv != pe_argv)
        free_strings(argv);
    free_strings((char **)spawn.environment);
    if (pidfd >= 0 && !native)
        wait_for_adoption(&all, result, pidfd);
    let_go(&all, standard);
    if (fd >= 0)
        host_close(fd);
    if (pidfd >= 0) {
        NTSTATUS made = make_objects(pidfd, id, result, info->suspended && !native, process, thread);
        if (NT_SUCCESS(made))
            job_adopt_child(*process);
        return made;
    }
    if (result)
        host_unmap(result, 1);
    if (pidfd == -ENOSYS)
        report("this kernel, or a filter of system calls, refuses pidfd_open: no process can be started");
    return pidfd == -ENOENT     ? STATUS_OBJECT_NAME_NOT_FOUND
           : pidfd == -ENOEXEC  ? STATUS_INVALID_IMAGE_FORMAT
           : pidfd == -EACCES   ? STATUS_ACCESS_DENIED
           : is_shortage(pidfd) ? status_from_errno(pidfd)
                                : STATUS_NO_MEMORY;
}

bool process_result_code(struct process_result *result, uint32_t *code)
{
    if (!result || !atomic_load(&result->exited))
        return false;
    *code = result->exit_code;
    return true;
}

void process_result_free(struct process_result *result)
{
    if (result)
        host_unmap(result, 1); /* rounds up to its pages but for a long command line's, which are few */
}

void process_open_gate(struct process_result *result)
{
    if (result && !atomic_exchange(&result->gate, 1))
        host_futex_wake(&result->gate, 1, true);
}

/* ---- the child's side ---- */

bool handover_begin(struct inherited_parameters *out)
{
    const char *number = getenv(VARIABLE);
    void *base;
    size_t size;
    if (!number)
        return false;
    int fd = atoi(number);
    unsetenv(VARIABLE);
    if (fd <= 2 || host_map_shared(fd, &base, &size))
        return false;
    host_close(fd);
    struct process_result *head = base;
    if (size < sizeof(*head) || head->magic != MAGIC)
        return false;
    handover = head;
    head->arena[sizeof(head->arena) - 1] = 0;
    arena_set_where(head->arena);
    const char *at = (const char *)(head + 1) + head->handle_count * sizeof(struct inherited_handle);
    out->runtime_data = at;
    out->runtime_data_size = (USHORT)head->runtime_size;
    at += (head->runtime_size + 7u) & ~7u;
    out->command_line = (const WCHAR *)at;
    at += head->command_units * sizeof(WCHAR);
    out->title = head->title_units ? (const WCHAR *)at : NULL;
    out->window_flags = head->window_flags;
    out->show_window = (USHORT)head->show_window;
    for (unsigned i = 0; i < 3; i++)
        out->standard[i] = (HANDLE)(uintptr_t)head->standard[i];
    return true;
}

static NTSTATUS make_object(const struct inherited_handle *entry, struct object **out)
{
    struct sync_object *sync;
    struct file *file;
    if (entry->kind != INHERITED_SYNC && entry->value != NO_DESCRIPTOR)
        host_close_on_exec((int)entry->value);
    if (entry->kind == INHERITED_OTHER)
        return remote_unpack(&entry->parcel, entry->value == NO_DESCRIPTOR ? -1 : (int)entry->value, out);
    if (entry->kind == INHERITED_FILE) {
        file = file_allocate((int)entry->value, FILE_KIND_UNKNOWN, entry->options);
        *out = file ? &file->object : NULL;
        return file ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    NTSTATUS status = arena_adopt(entry->value, &sync);
    *out = NT_SUCCESS(status) ? &sync->object : NULL;
    return status;
}

/* An object that an earlier entry has made, or a new one; with a reference. A file that is a standard one as
 * well has two descriptors here, and each is somebody's to close. */
static NTSTATUS object_of_entry(const struct inherited_handle *entries, uint32_t index, struct object **out)
{
    for (uint32_t i = 0; i < index; i++)
        if (entries[i].object == entries[index].object && entries[i].value == entries[index].value) {
            HANDLE handle = (HANDLE)(uintptr_t)entries[i].handle;
            NTSTATUS status = handle_get(handle, NULL, 0, out);
            if (NT_SUCCESS(status)) {
                object_reference(*out);
                handle_put(handle, *out);
            }
            return status;
        }
    return make_object(&entries[index], out);
}

void handover_handles(void)
{
    if (!handover)
        return;
    const struct inherited_handle *entries = (const struct inherited_handle *)(handover + 1);
    for (uint32_t i = 0; i < handover->handle_count; i++) {
        struct object *object;
        if (!NT_SUCCESS(object_of_entry(entries, i, &object)))
            continue;
        handle_insert_at((HANDLE)(uintptr_t)entries[i].handle, object, entries[i].access, OBJ_INHERIT);
        object_release(object);
    }
    remote_serve(); /* also to a parent that does not let us begin yet */
    atomic_store(&handover->adopted, 1);
    host_futex_wake(&handover->adopted, 1, true);
    while (!atomic_load(&handover->gate))
        host_futex_wait(&handover->gate, 0, HOST_FOREVER, true);
}

void handover_exit(NTSTATUS status)
{
    if (!handover)
        return;
    handover->exit_code = (uint32_t)status;
    atomic_store(&handover->exited, 1);
}
