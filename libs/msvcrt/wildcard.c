/* SPDX-License-Identifier: MIT
 *
 * Wildcards on the command line: an argument with an unquoted * or ? is replaced by the names that match it,
 * in the order of the alphabet, each behind the argument's own folder; where nothing matches it stays.
 */
#include <stdlib.h>
#include <string.h>
#include "common/sort.h"
#include "common/wide.h"
#include <win/fileapi.h>
#include "environ.h"
#include "msvcrt.h"

/* A vector that grows; each text is an allocation of its own. */
struct list {
    WCHAR **items;
    size_t count, room;
    bool failed;
};

static void append(struct list *list, const WCHAR *folder, size_t folder_length, const WCHAR *name)
{
    size_t length = wide_length(name);
    if (list->count + 1 >= list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        WCHAR **items = msvcrt_realloc(list->items, room * sizeof(WCHAR *));
        if (!items) {
            list->failed = true;
            return;
        }
        list->items = items;
        list->room = room;
    }
    WCHAR *text = msvcrt_malloc((folder_length + length + 1) * sizeof(WCHAR));
    if (!text) {
        list->failed = true;
        return;
    }
    memcpy(text, folder, folder_length * sizeof(WCHAR));
    memcpy(text + folder_length, name, (length + 1) * sizeof(WCHAR));
    list->items[list->count++] = text;
    list->items[list->count] = NULL;
}

static int by_name(const void *a, const void *b)
{
    const WCHAR *x = *(WCHAR *const *)a, *y = *(WCHAR *const *)b;
    int order = wide_compare_ascii(x, y);
    while (!order && *x && *x == *y)
        x++, y++;
    return order ? order : *x - *y;
}

static bool has_wildcard(const WCHAR *text)
{
    for (; *text; text++)
        if (*text == '*' || *text == '?')
            return true;
    return false;
}

static void expand(struct list *list, const WCHAR *pattern)
{
    size_t folder = 0, first = list->count;
    for (size_t i = 0; pattern[i]; i++)
        if (pattern[i] == '/' || pattern[i] == '\\' || pattern[i] == ':')
            folder = i + 1;
    WIN32_FIND_DATAW data;
    HANDLE search = FindFirstFileW(pattern, &data);
    if (search != INVALID_HANDLE_VALUE) {
        do {
            const WCHAR *name = data.cFileName;
            if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
                continue;
            append(list, pattern, folder, name);
        } while (FindNextFileW(search, &data));
        FindClose(search);
    }
    if (list->count == first)
        append(list, pattern, 0, pattern);
    sort_elements(list->items + first, list->count - first, sizeof(WCHAR *), by_name);
}

WCHAR **crt_expand_wildcards(WCHAR **argv, const unsigned char *quoted, int *argc)
{
    bool any = false;
    for (int i = 1; i < *argc; i++)
        any |= !quoted[i] && has_wildcard(argv[i]);
    if (!any)
        return argv;
    struct list list = {0};
    for (int i = 0; i < *argc; i++) {
        if (i && !quoted[i] && has_wildcard(argv[i]))
            expand(&list, argv[i]);
        else
            append(&list, argv[i], 0, argv[i]);
    }
    msvcrt_free(argv);
    *argc = (int)list.count;
    return list.failed ? NULL : list.items;
}
