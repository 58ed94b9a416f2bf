/* SPDX-License-Identifier: MIT
 *
 * Command lines. Words from a shell, quoted as one line, come apart into the same words, by
 * CommandLineToArgvW and by the C runtime; both read any line without harm, and need exactly the room that
 * they asked for.
 */
// uses: libs/ntdll/rtl/command_line.c common/utf.c libs/shell32/shellapi.c libs/msvcrt/argv.c
#include <stdlib.h>
#include <string.h>
#include <win/winternl.h>
#include <libs/msvcrt/argv.h>
#include <rtl/parameters.h>
#include "common/wide.h"

PEB process_peb;

LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR lpCmdLine, int *pNumArgs);

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    return malloc(uBytes);
}

/* The runtime's vector, in one block that is no byte too long. */
static WCHAR **split(const WCHAR *line, size_t *count)
{
    size_t units, again;
    *count = crt_split_arguments(line, NULL, NULL, NULL, &units);
    WCHAR **vector = malloc((*count + 1) * sizeof(WCHAR *) + units * sizeof(WCHAR));
    unsigned char *quoted = malloc(*count);
    if (crt_split_arguments(line, vector, (WCHAR *)(vector + *count + 1), quoted, &again) != *count ||
        again != units)
        abort();
    free(quoted);
    return vector;
}

static void compare(const WCHAR *wide, const char *word)
{
    size_t size = wide_to_utf8(wide, NULL, 0);
    char *narrow = malloc(size);
    wide_to_utf8(wide, narrow, size);
    if (strcmp(narrow, word))
        abort();
    free(narrow);
}

/* The bytes as words that a NUL ends. */
static void there_and_back(const char *text, size_t size)
{
    char *words[66] = {"program"}, *copy = malloc(size + 1);
    int argc = 1, api_count;
    size_t crt_count;
    memcpy(copy, text, size);
    copy[size] = 0;
    for (char *at = copy; argc < 65 && at <= copy + size; at += strlen(at) + 1)
        words[argc++] = at;
    char *line = parameters_quote(argc, words);
    size_t units = utf8_to_wide(line, NULL, 0);
    WCHAR *wide = malloc(units * sizeof(WCHAR));
    utf8_to_wide(line, wide, units);
    WCHAR **api = CommandLineToArgvW(wide, &api_count), **crt = split(wide, &crt_count);
    if (api_count != argc || crt_count != (size_t)argc)
        abort();
    for (int i = 0; i < argc; i++) {
        compare(api[i], words[i]);
        compare(crt[i], words[i]);
    }
    free(api);
    free(crt);
    free(wide);
    free(line);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static WCHAR path[] = u"Z:\\program.exe";
    static RTL_USER_PROCESS_PARAMETERS parameters = {.ImagePathName = {sizeof(path) - 2, sizeof(path), path}};
    process_peb.ProcessParameters = &parameters;
    there_and_back((const char *)data, size);
    size_t length = size / sizeof(WCHAR), count;
    WCHAR *line = malloc((length + 1) * sizeof(WCHAR));
    memcpy(line, data, length * sizeof(WCHAR));
    line[length] = 0;
    int api_count;
    free(CommandLineToArgvW(line, &api_count));
    free(split(line, &count));
    free(line);
    return 0;
}
