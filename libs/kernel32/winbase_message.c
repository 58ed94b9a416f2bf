/* SPDX-License-Identifier: MIT
 *
 * FormatMessage: finds the text, in the caller's string, in a module's message table (RT_MESSAGETABLE) or
 * among the system's messages, which are English (winerror.def), and formats it.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include <win/winbase_heap.h>
#include "message.h"

#define RT_MESSAGETABLE 11

/* ---- the system's messages ---- */

static const struct system_message {
    DWORD code;
    const char *text;
} win32_messages[] = {
#define ERROR(name, value, text) {value, text},
#include <win/winerror.def>
#undef ERROR
};

/* HRESULTs that stand for no Win32 error. */
static const struct system_message hresult_messages[] = {
    {0x80004001, "Not implemented"},
    {0x80004002, "No such interface supported"},
    {0x80004003, "Invalid pointer"},
    {0x80004004, "Operation aborted"},
    {0x80004005, "Unspecified error"},
    {0x8000FFFF, "Catastrophic failure"},
    {0x80020009, "Exception occurred."},
    {0x80040154, "Class not registered"},
    {0x800401F0, "CoInitialize has not been called."},
};

static const char *find_message(const struct system_message *table, size_t count, DWORD code)
{
    size_t low = 0, high = count;
    while (low < high) { /* ascending */
        size_t middle = (low + high) / 2;
        if (table[middle].code == code)
            return table[middle].text;
        if (table[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The language of a request that English can answer. */
static bool language_is_english(DWORD language)
{
    return language == 0 || (language & 0x3FF) == 9 || language == 0x0400 || language == 0x0800;
}

/* malloc memory, with the line break that Windows' messages end in. */
static DWORD system_text(DWORD code, DWORD language, WCHAR **out)
{
    const char *text = find_message(hresult_messages, countof(hresult_messages), code);
    if (!text) {
        if ((code & 0xFFFF0000) == 0x80070000)
            code &= 0xFFFF;
        text = find_message(win32_messages, countof(win32_messages), code);
    }
    if (!text || !*text)
        return ERROR_MR_MID_NOT_FOUND;
    if (!language_is_english(language))
        return ERROR_RESOURCE_LANG_NOT_FOUND;
    size_t length = strlen(text);
    WCHAR *wide = malloc((length + 3) * sizeof(WCHAR));
    if (!wide)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < length; i++) /* the texts are ASCII */
        wide[i] = (WCHAR)(unsigned char)text[i];
    memcpy(wide + length, u"\r\n", 3 * sizeof(WCHAR));
    *out = wide;
    return 0;
}

/* ---- message tables ---- */

typedef struct {
    DWORD LowId;
    DWORD HighId;
    DWORD OffsetToEntries;
} MESSAGE_RESOURCE_BLOCK;

typedef struct {
    WORD Length;
    WORD Flags; /* 1: UTF-16 */
    BYTE Text[1];
} MESSAGE_RESOURCE_ENTRY;

/* A table is outside data: every offset is checked. */
static DWORD table_text(const BYTE *table, size_t size, DWORD id, WCHAR **out)
{
    DWORD blocks;
    if (size < sizeof(blocks))
        return ERROR_MR_MID_NOT_FOUND;
    memcpy(&blocks, table, sizeof(blocks));
    for (DWORD i = 0; i < blocks && (i + 1) * sizeof(MESSAGE_RESOURCE_BLOCK) <= size - 4; i++) {
        MESSAGE_RESOURCE_BLOCK block;
        memcpy(&block, table + 4 + i * sizeof(block), sizeof(block));
        if (id < block.LowId || id > block.HighId)
            continue;
        size_t at = block.OffsetToEntries;
        for (DWORD entry_id = block.LowId; at + 4 <= size; entry_id++) {
            MESSAGE_RESOURCE_ENTRY entry;
            memcpy(&entry, table + at, 4);
            if (entry.Length < 4 || entry.Length > size - at)
                break;
            if (entry_id != id) {
                at += entry.Length;
                continue;
            }
            size_t bytes = entry.Length - 4u, length = bytes / (entry.Flags & 1 ? 2 : 1);
            WCHAR *wide = calloc(bytes + 1, sizeof(WCHAR));
            if (!wide)
                return ERROR_NOT_ENOUGH_MEMORY;
            if (entry.Flags & 1)
                memcpy(wide, table + at + 4, length * 2);
            else
                nls_wide_from_ansi((const char *)table + at + 4, length, wide, length);
            *out = wide;
            return 0;
        }
    }
    return ERROR_MR_MID_NOT_FOUND;
}

static DWORD module_text(HMODULE module, DWORD id, DWORD language, WCHAR **out)
{
    LPCWSTR name = (LPCWSTR)(uintptr_t)1, type = (LPCWSTR)(uintptr_t)RT_MESSAGETABLE;
    HRSRC resource = FindResourceExW(module, type, name, (WORD)language);
    if (!resource) {
        DWORD error = teb_last_error();
        return error ? error : ERROR_RESOURCE_TYPE_NOT_FOUND;
    }
    const BYTE *table = LoadResource(module, resource);
    return table ? table_text(table, SizeofResource(module, resource), id, out) : teb_last_error();
}

/* ---- the functions ---- */

/* The formatted text in malloc memory; a Win32 error, or 0. */
static DWORD build(DWORD flags, const WCHAR *source_text, HMODULE module, DWORD id, DWORD language,
                   struct message_arguments *arguments, WCHAR **out, size_t *length)
{
    WCHAR *found = NULL;
    DWORD error = ERROR_INVALID_PARAMETER;
    if (flags & FORMAT_MESSAGE_FROM_STRING) {
        if (!source_text || flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE))
            return ERROR_INVALID_PARAMETER;
        error = 0;
    } else {
        if (flags & FORMAT_MESSAGE_FROM_HMODULE)
            error = module_text(module, id, language, &found);
        if (error && flags & FORMAT_MESSAGE_FROM_SYSTEM)
            error = system_text(id, language, &found);
    }
    if (!error)
        error = message_format(found ? found : source_text, flags, arguments, out, length);
    free(found);
    return error;
}

static void set_arguments(struct message_arguments *arguments, DWORD flags, ms_va_list *list, bool ansi)
{
    arguments->array = flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? (const ULONG_PTR *)list : NULL;
    arguments->list = flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? NULL : list;
    arguments->taken = 0;
    arguments->ansi = ansi;
}

/* Hands out `count` units of `unit` bytes each and a terminator. Returns the count or 0. */
static DWORD hand_out(DWORD flags, const void *text, size_t count, size_t unit, void *buffer, DWORD size)
{
    if (!count) { /* an empty message is no result; the last error says nothing of a failure */
        if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)
            *(void **)buffer = NULL;
        else if (size)
            memset(buffer, 0, unit);
        return (DWORD)win32_fail(ERROR_NO_WORK_DONE);
    }
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        size_t units = count + 1 > size ? count + 1 : size;
        void *memory = LocalAlloc(0, units * unit);
        if (!memory)
            return (DWORD)win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        memcpy(memory, text, (count + 1) * unit);
        *(void **)buffer = memory;
        return (DWORD)count;
    }
    if (count + 1 > size)
        return (DWORD)win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, text, (count + 1) * unit);
    return (DWORD)count;
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, ms_va_list *Arguments)
{
    struct message_arguments arguments;
    WCHAR *text;
    size_t length;
    if (!lpBuffer)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    set_arguments(&arguments, dwFlags, Arguments, false);
    DWORD error =
        build(dwFlags, lpSource, (HMODULE)lpSource, dwMessageId, dwLanguageId, &arguments, &text, &length);
    if (error)
        return (DWORD)win32_fail(error);
    DWORD result = hand_out(dwFlags, text, length, sizeof(WCHAR), lpBuffer, nSize);
    free(text);
    return result;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, ms_va_list *Arguments)
{
    struct message_arguments arguments;
    WCHAR local[NLS_LOCAL], *source = NULL, *text;
    size_t length;
    if (!lpBuffer)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags & FORMAT_MESSAGE_FROM_STRING &&
        !NT_SUCCESS(nls_ansi_to_wide(lpSource, local, NLS_LOCAL, &source)))
        return (DWORD)win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    set_arguments(&arguments, dwFlags, Arguments, true);
    DWORD error =
        build(dwFlags, source, (HMODULE)lpSource, dwMessageId, dwLanguageId, &arguments, &text, &length);
    nls_free(source, local);
    if (error)
        return (DWORD)win32_fail(error);
    char *bytes = NULL;
    DWORD result = 0;
    if (NT_SUCCESS(nls_wide_to_ansi(text, NULL, 0, &bytes)))
        result = hand_out(dwFlags, bytes, strlen(bytes), 1, lpBuffer, nSize);
    else
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    nls_free(bytes, NULL);
    free(text);
    return result;
}
