/* SPDX-License-Identifier: MIT
 *
 * Look-up without regard to case, for names that do not exist as they are spelled. That happens on every
 * failed search and before every file that is created, so folders that were read are remembered: a few of
 * them, each with a hash table of its names, valid as long as the folder's modification time stands. What we
 * create and remove ourselves is entered into the table instead of reading the folder again (thousands of
 * files unpacked into one folder would cost a square otherwise), and a folder that the program has just
 * listed is remembered by that. If another process adds a name in between, within the tick of the file
 * system's clock, the worst outcome is that two spellings of one name come to exist.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include <rtl/nls.h>
#include "path_buffer.h"

#define FOLDERS   16
#define MAX_NAMES 100000u /* folders with more are read each time */

struct folder {
    uint64_t device, inode;
    int64_t modified;
    uint64_t used; /* when it was last asked: the oldest one makes room */
    char *listing; /* what host_read_directory gave, of which the table is made when it is asked for first */
    size_t listing_size;
    char *names; /* NUL-terminated names, one after the other; offset 0 is not used */
    size_t names_size, names_capacity;
    uint32_t *table; /* offsets into names; 0: free, 1: removed */
    uint32_t table_size, count;
};

static struct folder folders[FOLDERS];
static uint64_t uses;
static _Atomic uint64_t changes; /* how often path_note_changed was called */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The next code point, upper-cased; undecodable bytes stand for themselves. */
static uint32_t next_folded(const unsigned char **at)
{
    uint32_t c = *(*at)++;
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    unsigned extra = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
    const unsigned char *from = *at;
    uint32_t value = c & (0x3F >> extra);
    for (unsigned i = 0; i < extra; i++) {
        if ((from[i] & 0xC0) != 0x80)
            return 0x80000000u | c;
        value = value << 6 | (from[i] & 0x3F);
    }
    if (!extra)
        return 0x80000000u | c;
    *at += extra;
    return value < 0x10000 ? nls_to_upper((WCHAR)value) : value;
}

static uint32_t hash_name(const char *name)
{
    const unsigned char *at = (const unsigned char *)name;
    uint32_t hash = 2166136261u;
    while (*at)
        hash = (hash ^ next_folded(&at)) * 16777619u;
    return hash ^ hash >> 15;
}

static bool same_name(const char *a, const char *b)
{
    const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;
    while (*x && *y)
        if (next_folded(&x) != next_folded(&y))
            return false;
    return *x == *y;
}

static void folder_clear(struct folder *folder)
{
    free(folder->names);
    free(folder->table);
    free(folder->listing);
    memset(folder, 0, sizeof(*folder));
}

static void table_put(struct folder *folder, uint32_t offset)
{
    uint32_t mask = folder->table_size - 1, at = hash_name(folder->names + offset) & mask;
    while (folder->table[at] > 1)
        at = (at + 1) & mask;
    folder->table[at] = offset;
}

static bool folder_add(struct folder *folder, const char *name)
{
    size_t size = strlen(name) + 1;
    if (folder->names_size + size > folder->names_capacity) {
        size_t capacity = (folder->names_capacity + size + 512) * 2;
        char *names = realloc(folder->names, capacity);
        if (!names)
            return false;
        if (!folder->names)
            folder->names_size = 2; /* no name has the offset 0 or 1 */
        folder->names = names;
        folder->names_capacity = capacity;
    }
    if ((folder->count + 1) * 2 > folder->table_size) {
        uint32_t table_size = folder->table_size ? folder->table_size * 4 : 64, old_size = folder->table_size;
        uint32_t *old = folder->table, *table = calloc(table_size, sizeof(*table));
        if (!table)
            return false;
        folder->table = table;
        folder->table_size = table_size;
        for (uint32_t i = 0; i < old_size; i++)
            if (old[i] > 1)
                table_put(folder, old[i]);
        free(old);
    }
    memcpy(folder->names + folder->names_size, name, size);
    table_put(folder, (uint32_t)folder->names_size);
    folder->names_size += size;
    folder->count++;
    return true;
}

/* The slot of a name; exact: of this very spelling. NULL: not there. */
static uint32_t *folder_find(struct folder *folder, const char *name, bool exact)
{
    if (!folder->table_size)
        return NULL;
    uint32_t mask = folder->table_size - 1;
    for (uint32_t at = hash_name(name) & mask; folder->table[at]; at = (at + 1) & mask) {
        uint32_t offset = folder->table[at];
        if (offset > 1 &&
            (exact ? !strcmp(folder->names + offset, name) : same_name(folder->names + offset, name)))
            return &folder->table[at];
    }
    return NULL;
}

/* Reads the folder; *found gets the name looked for where it shows up. */
static int folder_read(struct folder *folder, const char *path, const char *name, char *found)
{
    int fd = host_open_directory(path);
    if (fd < 0)
        return fd;
    char *buffer = malloc(32768);
    ssize_t got = buffer ? host_read_directory(fd, buffer, 32768) : -12;
    for (; got > 0; got = host_read_directory(fd, buffer, 32768)) {
        for (ssize_t at = 0; at < got;) {
            const struct host_dirent *entry = (const struct host_dirent *)(buffer + at);
            at += entry->length;
            if ((!*found && same_name(entry->name, name) && strlen(entry->name) < 256) ||
                !strcmp(entry->name, name))
                strcpy(found, entry->name);
            if (folder && (folder->count >= MAX_NAMES || !folder_add(folder, entry->name))) {
                folder_clear(folder);
                folder = NULL;
            }
        }
    }
    free(buffer);
    host_close(fd);
    return (int)got;
}

/* Makes the table out of the listing. */
static void folder_unfold(struct folder *folder)
{
    char *listing = folder->listing;
    folder->listing = NULL;
    for (size_t at = 0; at < folder->listing_size;) {
        const struct host_dirent *entry = (const struct host_dirent *)(listing + at);
        at += entry->length;
        if (!folder_add(folder, entry->name)) {
            folder_clear(folder);
            break;
        }
    }
    free(listing);
}

static struct folder *folder_of_locked(const struct host_stat *info)
{
    for (size_t i = 0; i < FOLDERS; i++)
        if (folders[i].inode == info->inode && folders[i].device == info->device) {
            if (folders[i].listing)
                folder_unfold(&folders[i]);
            return folders[i].table ? &folders[i] : NULL;
        }
    return NULL;
}

static struct folder *oldest_locked(void)
{
    struct folder *folder = &folders[0];
    for (size_t i = 1; i < FOLDERS; i++)
        if (folders[i].used < folder->used)
            folder = &folders[i];
    return folder;
}

uint64_t path_changes(void)
{
    return changes;
}

void path_note_listing(const struct host_stat *info, uint64_t since, const char *listing, size_t size)
{
    char *copy = malloc(size);
    if (!copy)
        return;
    memcpy(copy, listing, size);
    pthread_mutex_lock(&lock);
    struct folder *folder = NULL;
    for (size_t i = 0; i < FOLDERS && !folder; i++)
        if (folders[i].inode == info->inode && folders[i].device == info->device)
            folder = &folders[i];
    if ((folder && folder->modified == info->write) || changes != since) { /* it is known, or old already */
        free(copy);
    } else {
        if (!folder)
            folder = oldest_locked();
        folder_clear(folder);
        folder->device = info->device;
        folder->inode = info->inode;
        folder->modified = info->write;
        folder->listing = copy;
        folder->listing_size = size;
    }
    if (folder)
        folder->used = ++uses;
    pthread_mutex_unlock(&lock);
}

/* Looks for `name` (shorter than 256 bytes) in the folder at `path`, whatever its case, as spelled if there
 * are several. found: 256 bytes, empty where there is none. */
static int find_name(const char *path, const struct host_stat *info, const char *name, char *found)
{
    int error = 0;
    *found = 0;
    pthread_mutex_lock(&lock);
    struct folder *folder = folder_of_locked(info);
    if (folder && folder->modified == info->write) {
        uint32_t *slot = folder_find(folder, name, true);
        if (!slot)
            slot = folder_find(folder, name, false);
        if (slot && strlen(folder->names + *slot) < 256)
            strcpy(found, folder->names + *slot);
    } else {
        if (!folder)
            folder = oldest_locked();
        folder_clear(folder);
        error = folder_read(folder, path, name, found);
        if (folder->table) {
            folder->device = info->device;
            folder->inode = info->inode;
            folder->modified = info->write;
        }
    }
    folder->used = ++uses;
    pthread_mutex_unlock(&lock);
    return error < 0 ? error : 0;
}

void path_note_changed(const char *path, bool created)
{
    const char *slash = strrchr(path, '/');
    struct host_stat info;
    if (!slash)
        return;
    changes++;
    pthread_mutex_lock(&lock);
    bool any = false;
    for (size_t i = 0; i < FOLDERS; i++)
        any |= folders[i].table || folders[i].listing;
    pthread_mutex_unlock(&lock);
    if (!any)
        return;
    struct path_buffer parent;
    path_buffer_init(&parent);
    bool done = path_buffer_append(&parent, path, slash == path ? 1 : (size_t)(slash - path)) &&
                host_stat(parent.text, true, &info) >= 0;
    path_buffer_free(&parent);
    if (!done)
        return;
    pthread_mutex_lock(&lock);
    struct folder *folder = folder_of_locked(&info);
    if (folder) {
        uint32_t *slot = folder_find(folder, slash + 1, true);
        if (created && !slot && !folder_add(folder, slash + 1)) {
            folder_clear(folder);
        } else {
            if (!created && slot) {
                *slot = 1;
            }
            folder->modified = info.write;
        }
    }
    pthread_mutex_unlock(&lock);
}

/* Puts `name` in place of what stands at [start, end). */
static bool splice(struct path_buffer *path, size_t start, size_t end, const char *name)
{
    size_t size = strlen(name), tail = path->length - end;
    if (!path_buffer_reserve(path, start + size + tail))
        return false;
    memmove(path->text + start + size, path->text + end, tail + 1);
    memcpy(path->text + start, name, size);
    path->length = start + size + tail;
    return true;
}

static bool prefix_exists(struct path_buffer *path, size_t length)
{
    struct host_stat info;
    char kept = path->text[length];
    path->text[length] = 0;
    bool exists = host_stat(length ? path->text : "/", false, &info) >= 0;
    path->text[length] = kept;
    return exists;
}

/* Where the name that begins after the slash at `slash` ends. */
static size_t name_end(const struct path_buffer *path, size_t slash)
{
    const char *next = strchr(path->text + slash + 1, '/');
    return next ? (size_t)(next - path->text) : path->length;
}

/* Each name from the slash at `at` on becomes one that is there. *no_folder: there is none up to `at`. */
static NTSTATUS fold_from(struct path_buffer *path, size_t at, bool *no_folder)
{
    size_t start = at;
    *no_folder = false;
    while (at < path->length) {
        size_t end = name_end(path, at);
        char found[256], name[256];
        if (end - at - 1 >= sizeof(name))
            return STATUS_OBJECT_NAME_INVALID;
        memcpy(name, path->text + at + 1, end - at - 1);
        name[end - at - 1] = 0;
        path->text[at] = 0;
        struct host_stat info;
        const char *folder = at ? path->text : "/";
        int error = host_stat(folder, true, &info);
        *no_folder = at == start && (error == -2 || error == -20); /* ENOENT, ENOTDIR */
        if (error >= 0)
            error = find_name(folder, &info, name, found);
        path->text[at] = '/';
        if (error < 0 && error != -2 && error != -20)
            return status_from_errno(error);
        if (error < 0)
            return STATUS_OBJECT_PATH_NOT_FOUND;
        if (!*found)
            return end == path->length ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_PATH_NOT_FOUND;
        if (!splice(path, at + 1, end, found))
            return STATUS_NO_MEMORY;
        at = name_end(path, at);
    }
    return STATUS_SUCCESS;
}

static size_t parent_end(const struct path_buffer *path, size_t at)
{
    while (at > 0 && path->text[at - 1] != '/')
        at--;
    return at - (at > 0);
}

NTSTATUS path_fold_missing(struct path_buffer *path)
{
    /* As a rule only the last name is missing, and looking into its folder tells. */
    for (size_t at = path->length;;) {
        bool no_folder;
        at = parent_end(path, at);
        NTSTATUS status = fold_from(path, at, &no_folder);
        if (!no_folder || at == 0)
            return status;
    }
}

NTSTATUS path_fold(struct path_buffer *path)
{
    return prefix_exists(path, path->length) ? STATUS_SUCCESS : path_fold_missing(path);
}
