/* SPDX-License-Identifier: MIT
 *
 * shellapi.h: CommandLineToArgvW. Its rules ("Parsing C command-line arguments", and the function's own
 * page): the program's name ends at a blank or at its closing quote and knows no escapes; in the rest 2n
 * backslashes before a quote are n backslashes and the quote, 2n+1 are n and a literal quote; a quote within
 * a quoted part that is followed by another one is a literal quote that ends the part.
 */
#include <string.h>
#include <win/winbase_heap.h>
#include <ntdll.h>
#include "common/wide.h"

static bool is_blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

struct arguments {
    WCHAR **list; /* NULL: counting */
    WCHAR *text;
    size_t units; /* of text, so far */
    int count;
};

static void begin(struct arguments *out)
{
    if (out->list)
        out->list[out->count] = out->text + out->units;
    out->count++;
}

static void put(struct arguments *out, WCHAR c)
{
    if (out->list)
        out->text[out->units] = c;
    out->units++;
}

static LPCWSTR program_name(struct arguments *out, LPCWSTR at)
{
    begin(out);
    if (*at == '"') {
        for (at++; *at && *at != '"'; at++)
            put(out, *at);
        if (*at)
            at++;
    } else {
        for (; *at && *at > ' '; at++)
            put(out, *at);
    }
    put(out, 0);
    return at;
}

static LPCWSTR argument(struct arguments *out, LPCWSTR at)
{
    bool quoted = false;
    begin(out);
    while (*at && (quoted || !is_blank(*at))) {
        size_t slashes = 0;
        while (at[slashes] == '\\')
            slashes++;
        if (at[slashes] != '"') {
            for (; slashes; slashes--)
                put(out, *at++);
            if (*at && (quoted || !is_blank(*at)))
                put(out, *at++);
            continue;
        }
        for (size_t i = 0; i < slashes / 2; i++)
            put(out, '\\');
        at += slashes + 1;
        if (slashes % 2) {
            put(out, '"');
        } else if (quoted && *at == '"') {
            put(out, '"');
            at++;
            quoted = false;
        } else {
            quoted = !quoted;
        }
    }
    put(out, 0);
    return at;
}

static void parse(struct arguments *out, LPCWSTR at)
{
    at = program_name(out, at);
    for (;;) {
        while (is_blank(*at))
            at++;
        if (!*at)
            return;
        at = argument(out, at);
    }
}

LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR lpCmdLine, int *pNumArgs)
{
    WCHAR program[MAX_PATH + 1];
    if (!lpCmdLine || !pNumArgs) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct arguments counted = {NULL, NULL, 0, 0};
    if (!*lpCmdLine) { /* documented: the program's own path */
        const UNICODE_STRING *path = &process_peb.ProcessParameters->ImagePathName;
        size_t length = path->Length / sizeof(WCHAR);
        if (length > MAX_PATH)
            length = MAX_PATH;
        memcpy(program, path->Buffer, length * sizeof(WCHAR));
        program[length] = 0;
        counted.count = 1;
        counted.units = length + 1;
    } else {
        parse(&counted, lpCmdLine);
    }
    size_t units = counted.units;
    size_t head = ((size_t)counted.count + 1) * sizeof(WCHAR *);
    WCHAR **list = LocalAlloc(0, head + units * sizeof(WCHAR));
    if (!list) {
        teb_set_last_error(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    struct arguments out = {list, (WCHAR *)((char *)list + head), 0, 0};
    if (*lpCmdLine) {
        parse(&out, lpCmdLine);
    } else {
        list[0] = out.text;
        memcpy(out.text, program, units * sizeof(WCHAR));
        out.count = 1;
    }
    list[out.count] = NULL;
    *pNumArgs = out.count;
    return list;
}
