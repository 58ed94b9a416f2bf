/* SPDX-License-Identifier: MIT
 *
 * listdir FOLDER: what is in a folder and below it, through FindFirstFile alone.
 */
#include <stdio.h>
#include <windows.h>

struct entry {
    wchar_t name[MAX_PATH];
    int is_folder;
    unsigned long long size;
};

static int by_name(const void *a, const void *b)
{
    return lstrcmpW(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int list(const wchar_t *folder, int depth)
{
    wchar_t pattern[MAX_PATH];
    WIN32_FIND_DATAW data;
    struct entry *entries = NULL;
    size_t count = 0;
    _snwprintf(pattern, MAX_PATH, L"%ls\\*", folder);
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "%ls: error %lu\n", folder, GetLastError());
        return 1;
    }
    do {
        if (!wcscmp(data.cFileName, L".") || !wcscmp(data.cFileName, L".."))
            continue;
        entries = realloc(entries, (count + 1) * sizeof(*entries));
        wcscpy(entries[count].name, data.cFileName);
        entries[count].is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        entries[count++].size = (unsigned long long)data.nFileSizeHigh << 32 | data.nFileSizeLow;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    qsort(entries, count, sizeof(*entries), by_name);
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        wchar_t path[MAX_PATH];
        if (!entries[i].is_folder) {
            printf("%*s%ls (%llu)\n", depth * 2, "", entries[i].name, entries[i].size);
            continue;
        }
        printf("%*s%ls\\\n", depth * 2, "", entries[i].name);
        _snwprintf(path, MAX_PATH, L"%ls\\%ls", folder, entries[i].name);
        failed |= list(path, depth + 1);
    }
    free(entries);
    return failed;
}

int wmain(int argc, wchar_t **argv)
{
    return list(argc > 1 ? argv[1] : L".", 0);
}
