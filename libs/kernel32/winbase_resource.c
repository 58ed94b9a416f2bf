/* SPDX-License-Identifier: MIT
 *
 * winbase.h: changing the resources of a file. BeginUpdateResource reads all that there are, UpdateResource
 * changes that list, EndUpdateResource writes a new tree into the file (loader/pe_rewrite.c finds room for
 * it). The file is changed at the end only, and by one write after the other: nothing is lost if it is
 * refused before.
 */
#include <stdlib.h>
#include <string.h>
#include <pe.h>
#include <rtl/nls.h>
#include "common/sort.h"
#include "common/wide.h"
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/libloaderapi.h>
#include "kernel32.h"
#include "resource_id.h"

#define UPDATE_MAGIC 0x52505544u

/* A type or a name: text in capitals, or a number where text is NULL. */
struct label {
    WCHAR *text;
    WORD length, number;
};

struct resource {
    struct label label[2]; /* type, name */
    WORD language;
    DWORD codepage, size;
    void *data;
};

struct update {
    DWORD magic;
    WCHAR *path;
    void *file;
    size_t file_size;
    struct resource *resources;
    unsigned count, room;
};

/* ---- the list ---- */

static void free_resource(struct resource *resource)
{
    free(resource->label[0].text);
    free(resource->label[1].text);
    free(resource->data);
}

static void free_update(struct update *update)
{
    for (unsigned i = 0; i < update->count; i++)
        free_resource(&update->resources[i]);
    free(update->resources);
    free(update->path);
    free(update->file);
    update->magic = 0;
    free(update);
}

/* Text before numbers, each ascending: the order in which a tree is searched. */
static int compare_labels(const struct label *a, const struct label *b)
{
    if (!a->text || !b->text)
        return a->text ? -1 : b->text ? 1 : (int)a->number - (int)b->number;
    for (unsigned i = 0; i < a->length && i < b->length; i++)
        if (a->text[i] != b->text[i])
            return (int)a->text[i] - (int)b->text[i];
    return (int)a->length - (int)b->length;
}

static int compare_resources(const void *left, const void *right)
{
    const struct resource *a = left, *b = right;
    int order = compare_labels(&a->label[0], &b->label[0]);
    if (!order)
        order = compare_labels(&a->label[1], &b->label[1]);
    return order ? order : (int)a->language - (int)b->language;
}

static bool set_label(struct label *label, const WCHAR *text, size_t length, WORD number)
{
    *label = (struct label){.number = number};
    if (!text)
        return true;
    label->text = malloc((length + 1) * sizeof(WCHAR));
    if (!label->text)
        return false;
    memcpy(label->text, text, length * sizeof(WCHAR));
    label->length = (WORD)length;
    for (size_t i = 0; i < length; i++)
        label->text[i] = ascii_upper(label->text[i]);
    return true;
}

/* Takes over what `resource` holds, also when it fails. */
static bool add_resource(struct update *update, struct resource *resource)
{
    if (update->count == update->room) {
        unsigned room = update->room ? update->room * 2 : 16;
        struct resource *larger = realloc(update->resources, room * sizeof(*larger));
        if (!larger) {
            free_resource(resource);
            return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        }
        update->resources = larger;
        update->room = room;
    }
    update->resources[update->count++] = *resource;
    return true;
}

/* ---- what the file has ---- */

static bool read_leaf(struct update *update, const struct pe_resources *resources,
                      const struct pe_resource_id *ids, DWORD offset)
{
    const IMAGE_RESOURCE_DATA_ENTRY *at = pe_resource_data_entry(resources, offset);
    const void *data = at ? pe_resource_data(resources, at) : NULL;
    struct resource resource = {.language = (WORD)ids[2].number};
    IMAGE_RESOURCE_DATA_ENTRY entry;
    if (!data)
        return true; /* out of bounds: nobody could have loaded it */
    memcpy(&entry, at, sizeof(entry));
    resource.codepage = entry.CodePage;
    resource.size = entry.Size;
    resource.data = malloc(entry.Size ? entry.Size : 1);
    bool made = set_label(&resource.label[0], ids[0].text, ids[0].length, (WORD)ids[0].number);
    made = set_label(&resource.label[1], ids[1].text, ids[1].length, (WORD)ids[1].number) && made;
    if (!made || !resource.data) {
        free_resource(&resource);
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    memcpy(resource.data, data, entry.Size);
    return add_resource(update, &resource);
}

static bool read_level(struct update *update, const struct pe_resources *resources,
                       struct pe_resource_id *ids, unsigned level, DWORD directory)
{
    unsigned count = pe_resource_count(resources, directory);
    for (unsigned i = 0; i < count; i++) {
        DWORD child;
        bool is_directory;
        if (!pe_resource_entry(resources, directory, i, &ids[level], &child, &is_directory) ||
            is_directory != (level < 2))
            continue;
        if (is_directory ? !read_level(update, resources, ids, level + 1, child)
                         : !read_leaf(update, resources, ids, child))
            return false;
    }
    return true;
}

static bool read_file(struct update *update)
{
    HANDLE file = CreateFileW(update->path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    LARGE_INTEGER size;
    if (file == INVALID_HANDLE_VALUE)
        return false;
    bool done = GetFileSizeEx(file, &size);
    if (done && (size.QuadPart <= 0 || size.QuadPart > 0x7FFFFFFF))
        done = win32_fail(ERROR_BAD_EXE_FORMAT);
    if (done) {
        DWORD got = 0;
        update->file_size = (size_t)size.QuadPart;
        update->file = malloc(update->file_size);
        done = update->file ? ReadFile(file, update->file, (DWORD)size.QuadPart, &got, NULL)
                            : win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        if (done && got != (DWORD)size.QuadPart)
            done = win32_fail(ERROR_HANDLE_EOF);
    }
    CloseHandle(file);
    return done;
}

HANDLE WINAPI BeginUpdateResourceW(LPCWSTR pFileName, BOOL bDeleteExistingResources)
{
    struct pe_info info;
    struct pe_resources resources;
    struct pe_resource_id ids[3];
    if (!pFileName) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct update *update = calloc(1, sizeof(*update));
    size_t size = (wide_length(pFileName) + 1) * sizeof(WCHAR);
    if (!update || !(update->path = malloc(size))) {
        free(update);
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    memcpy(update->path, pFileName, size);
    update->magic = UPDATE_MAGIC;
    bool done = read_file(update);
    if (done && pe_parse(update->file, update->file_size, update->file_size, &info) != PE_OK)
        done = win32_fail(ERROR_BAD_EXE_FORMAT);
    if (done && !bDeleteExistingResources &&
        pe_resources_open(&resources, update->file, update->file_size, true))
        done = read_level(update, &resources, ids, 0, 0);
    if (done)
        return update;
    free_update(update);
    return NULL;
}

HANDLE WINAPI BeginUpdateResourceA(LPCSTR pFileName, BOOL bDeleteExistingResources)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!win32_result(nls_ansi_to_wide(pFileName, buffer, NLS_LOCAL, &wide)))
        return NULL;
    HANDLE update = BeginUpdateResourceW(wide, bDeleteExistingResources);
    nls_free(wide, buffer);
    return update;
}

/* ---- changes ---- */

static bool label_from_argument(struct label *label, LPCWSTR argument)
{
    ULONG_PTR id;
    *label = (struct label){0};
    if (!resource_id_from_wide(argument, &id))
        return false;
    if (!(id >> 16))
        return set_label(label, NULL, 0, (WORD)id);
    size_t length = wide_length((const WCHAR *)id);
    if (length > 0xFFFF)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return set_label(label, (const WCHAR *)id, length, 0) || win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

static struct update *update_of(HANDLE handle)
{
    struct update *update = handle;
    if (update && update != INVALID_HANDLE_VALUE && update->magic == UPDATE_MAGIC)
        return update;
    win32_fail(ERROR_INVALID_HANDLE);
    return NULL;
}

BOOL WINAPI UpdateResourceW(HANDLE hUpdate, LPCWSTR lpType, LPCWSTR lpName, WORD wLanguage, LPVOID lpData,
                            DWORD cb)
{
    struct update *update = update_of(hUpdate);
    struct resource resource = {.language = wLanguage, .size = cb};
    if (!update)
        return FALSE;
    if (!label_from_argument(&resource.label[0], lpType) ||
        !label_from_argument(&resource.label[1], lpName)) {
        free_resource(&resource);
        return FALSE;
    }
    bool remove = !lpData && !cb;
    if (!remove) {
        resource.data = malloc(cb ? cb : 1);
        if (!resource.data || (cb && !lpData)) {
            free_resource(&resource);
            return win32_fail(lpData ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
        }
        memcpy(resource.data, lpData, cb);
    }
    for (unsigned i = 0; i < update->count; i++) {
        struct resource *old = &update->resources[i];
        if (compare_resources(old, &resource))
            continue;
        free_resource(old);
        if (remove) {
            free_resource(&resource);
            *old = update->resources[--update->count];
        } else {
            *old = resource;
        }
        return TRUE;
    }
    if (remove) {
        free_resource(&resource);
        return win32_fail(ERROR_INVALID_PARAMETER); /* there is no such resource */
    }
    return add_resource(update, &resource);
}

BOOL WINAPI UpdateResourceA(HANDLE hUpdate, LPCSTR lpType, LPCSTR lpName, WORD wLanguage, LPVOID lpData,
                            DWORD cb)
{
    WCHAR type_buffer[NLS_LOCAL], name_buffer[NLS_LOCAL], *type, *name;
    if (!resource_id_from_ansi(lpType, type_buffer, &type))
        return FALSE;
    BOOL result = FALSE;
    if (resource_id_from_ansi(lpName, name_buffer, &name)) {
        result = UpdateResourceW(hUpdate, type, name, wLanguage, lpData, cb);
        resource_id_free(name, name_buffer);
    }
    resource_id_free(type, type_buffer);
    return result;
}

/* ---- the tree ----
 *
 * All directories by level, then names, then data entries, then data, each aligned to 8 bytes. The same walk
 * counts and writes: tree NULL counts. */

struct tree {
    char *bytes;
    DWORD rva;
    DWORD directories, strings, entries, data; /* where the next of each goes */
};

static void put_word(struct tree *tree, DWORD at, WORD value)
{
    if (tree->bytes)
        memcpy(tree->bytes + at, &value, sizeof(value));
}

static void put_dword(struct tree *tree, DWORD at, DWORD value)
{
    if (tree->bytes)
        memcpy(tree->bytes + at, &value, sizeof(value));
}

/* An entry's id field. */
static DWORD put_label(struct tree *tree, const struct label *label)
{
    if (!label->text)
        return label->number;
    DWORD at = tree->strings;
    tree->strings += 2 + label->length * 2u;
    put_word(tree, at, label->length);
    if (tree->bytes)
        memcpy(tree->bytes + at + 2, label->text, label->length * sizeof(WCHAR));
    return at | 0x80000000u;
}

static DWORD put_leaf(struct tree *tree, const struct resource *resource)
{
    DWORD at = tree->entries, data = tree->data;
    tree->entries += sizeof(IMAGE_RESOURCE_DATA_ENTRY);
    tree->data += (resource->size + 7) & ~7u;
    put_dword(tree, at, tree->rva + data);
    put_dword(tree, at + 4, resource->size);
    put_dword(tree, at + 8, resource->codepage);
    if (tree->bytes)
        memcpy(tree->bytes + data, resource->data, resource->size);
    return at;
}

/* The end of the run of resources that agree in their labels up to `level` with the first. */
static unsigned run_end(const struct resource *resources, unsigned from, unsigned to, unsigned level)
{
    unsigned end = from + 1;
    while (level < 2 && end < to &&
           !compare_labels(&resources[from].label[level], &resources[end].label[level]))
        end++;
    return end;
}

/* The directory of resources[from..to), which agree in all labels above `level`. */
static DWORD put_directory(struct tree *tree, const struct resource *resources, unsigned from, unsigned to,
                           unsigned level)
{
    WORD named = 0, numbered = 0;
    for (unsigned i = from; i < to; i = run_end(resources, i, to, level))
        if (level < 2 && resources[i].label[level].text)
            named++;
        else
            numbered++;
    DWORD at = tree->directories, entry = at + sizeof(IMAGE_RESOURCE_DIRECTORY);
    tree->directories = entry + (named + numbered) * (DWORD)sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY);
    put_word(tree, at + offsetof(IMAGE_RESOURCE_DIRECTORY, NumberOfNamedEntries), named);
    put_word(tree, at + offsetof(IMAGE_RESOURCE_DIRECTORY, NumberOfIdEntries), numbered);
    for (unsigned i = from, end; i < to; i = end, entry += sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY)) {
        end = run_end(resources, i, to, level);
        put_dword(tree, entry,
                  level < 2 ? put_label(tree, &resources[i].label[level]) : resources[i].language);
        put_dword(tree, entry + 4,
                  level < 2 ? put_directory(tree, resources, i, end, level + 1) | 0x80000000u
                            : put_leaf(tree, &resources[i]));
    }
    return at;
}

struct tree_layout {
    const struct update *update;
    struct tree sizes;
};

static void write_tree(void *bytes, DWORD rva, void *context)
{
    const struct tree_layout *layout = context;
    struct tree tree = {.bytes = bytes, .rva = rva};
    tree.strings = layout->sizes.directories;
    tree.entries = (tree.strings + layout->sizes.strings + 7) & ~7u;
    tree.data = tree.entries + layout->sizes.entries;
    put_directory(&tree, layout->update->resources, 0, layout->update->count, 0);
}

static bool write_file(const struct update *update, const void *bytes, size_t size)
{
    HANDLE file = CreateFileW(update->path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    DWORD put = 0;
    bool done = WriteFile(file, bytes, (DWORD)size, &put, NULL);
    if (done && put != size)
        done = win32_fail(ERROR_DISK_FULL);
    if (done)
        done = SetEndOfFile(file);
    CloseHandle(file);
    return done;
}

BOOL WINAPI EndUpdateResourceW(HANDLE hUpdate, BOOL fDiscard)
{
    struct update *update = update_of(hUpdate);
    bool done = update;
    if (!update)
        return FALSE;
    if (!fDiscard) {
        struct tree_layout layout = {.update = update};
        sort_elements(update->resources, update->count, sizeof(*update->resources), compare_resources);
        put_directory(&layout.sizes, update->resources, 0, update->count, 0);
        DWORD size = ((layout.sizes.directories + layout.sizes.strings + 7) & ~7u) + layout.sizes.entries +
                     layout.sizes.data;
        void *bytes;
        size_t whole;
        enum pe_error error =
            pe_replace_resources(update->file, update->file_size, size, write_tree, &layout, &bytes, &whole);
        done = error ? win32_fail(error == PE_NO_MEMORY ? ERROR_NOT_ENOUGH_MEMORY : ERROR_BAD_EXE_FORMAT)
                     : write_file(update, bytes, whole);
        if (!error)
            free(bytes);
    }
    free_update(update);
    return done;
}

BOOL WINAPI EndUpdateResourceA(HANDLE hUpdate, BOOL fDiscard)
{
    return EndUpdateResourceW(hUpdate, fDiscard);
}
