/* SPDX-License-Identifier: MIT
 *
 * winver.h: version information of files. GetFileVersionInfo hands out a copy of the file's VERSIONINFO
 * resource: a tree of nodes, each with a name, a value and children, all aligned to four bytes
 * ("VS_VERSIONINFO structure"). VerQueryValue walks that tree by a path. Behind the resource the buffer holds
 * as much room again, as Windows' does: there the A form puts its strings, at the place of the wide one plus
 * the resource's size.
 */
#include <string.h>
#include <ntdll.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include <win/winver.h>

#define RT_VERSION_ID     ((LPCWSTR)(uintptr_t)16)
#define VS_VERSION_INFO   ((LPCWSTR)(uintptr_t)1)
#define AS_DATAFILE       0x02u
#define AS_IMAGE_RESOURCE 0x20u
#define NODE_HEAD         6u /* three WORDs: length, value length, type */

static BOOL fail(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

static BOOL succeed(NTSTATUS status)
{
    return NT_SUCCESS(status) ? TRUE : fail(RtlNtStatusToDosError(status));
}

/* ---- files ---- */

/* The resource of a file that was opened as data; NULL with the last error set. */
static const BYTE *find_resource(HMODULE module, DWORD *size)
{
    HRSRC resource = FindResourceW(module, VS_VERSION_INFO, RT_VERSION_ID);
    const BYTE *bytes = resource ? LoadResource(module, resource) : NULL;
    *size = bytes ? SizeofResource(module, resource) : 0;
    WORD length = 0;
    if (bytes && *size >= NODE_HEAD)
        memcpy(&length, bytes, sizeof(length));
    if (bytes && length >= NODE_HEAD && length <= *size)
        *size = length;
    else if (bytes) {
        bytes = NULL;
        fail(ERROR_RESOURCE_DATA_NOT_FOUND);
    }
    return bytes;
}

static HMODULE open_file(LPCWSTR name)
{
    HMODULE module = LoadLibraryExW(name, NULL, AS_DATAFILE | AS_IMAGE_RESOURCE);
    if (!module && teb_last_error() == ERROR_MOD_NOT_FOUND)
        fail(ERROR_FILE_NOT_FOUND); /* these functions speak of files */
    return module;
}

/* The buffer's size for a resource of so many bytes. */
static DWORD with_room(DWORD size)
{
    return ((size + 3) & ~3u) * 2;
}

DWORD WINAPI GetFileVersionInfoSizeExW(DWORD dwFlags, LPCWSTR lpwstrFilename, LPDWORD lpdwHandle)
{
    DWORD size = 0;
    if (lpdwHandle)
        *lpdwHandle = 0;
    if (!lpwstrFilename)
        return (DWORD)fail(ERROR_INVALID_PARAMETER);
    HMODULE module = open_file(lpwstrFilename);
    if (!module)
        return 0;
    bool found = find_resource(module, &size) != NULL;
    DWORD error = teb_last_error();
    FreeLibrary(module);
    return found ? with_room(size) : (DWORD)fail(error);
}

DWORD WINAPI GetFileVersionInfoSizeW(LPCWSTR lptstrFilename, LPDWORD lpdwHandle)
{
    return GetFileVersionInfoSizeExW(FILE_VER_GET_LOCALISED, lptstrFilename, lpdwHandle);
}

DWORD WINAPI GetFileVersionInfoSizeExA(DWORD dwFlags, LPCSTR lpwstrFilename, LPDWORD lpdwHandle)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!succeed(nls_ansi_to_wide(lpwstrFilename, buffer, NLS_LOCAL, &wide)))
        return 0;
    DWORD size = GetFileVersionInfoSizeExW(dwFlags, wide, lpdwHandle);
    nls_free(wide, buffer);
    return size;
}

DWORD WINAPI GetFileVersionInfoSizeA(LPCSTR lptstrFilename, LPDWORD lpdwHandle)
{
    return GetFileVersionInfoSizeExA(FILE_VER_GET_LOCALISED, lptstrFilename, lpdwHandle);
}

/* A buffer that is too small gets the beginning, as documented. */
BOOL WINAPI GetFileVersionInfoExW(DWORD dwFlags, LPCWSTR lpwstrFilename, DWORD dwHandle, DWORD dwLen,
                                  LPVOID lpData)
{
    DWORD size;
    if (!lpwstrFilename)
        return fail(ERROR_INVALID_PARAMETER);
    if (!lpData)
        return fail(ERROR_INVALID_DATA);
    HMODULE module = open_file(lpwstrFilename);
    if (!module)
        return FALSE;
    const BYTE *bytes = find_resource(module, &size);
    DWORD error = teb_last_error();
    if (bytes) {
        memset(lpData, 0, dwLen);
        memcpy(lpData, bytes, size < dwLen ? size : dwLen);
    }
    FreeLibrary(module);
    if (!bytes)
        return fail(error);
    return size <= dwLen ? TRUE : fail(ERROR_INSUFFICIENT_BUFFER);
}

BOOL WINAPI GetFileVersionInfoW(LPCWSTR lptstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)
{
    return GetFileVersionInfoExW(FILE_VER_GET_LOCALISED, lptstrFilename, dwHandle, dwLen, lpData);
}

BOOL WINAPI GetFileVersionInfoExA(DWORD dwFlags, LPCSTR lpwstrFilename, DWORD dwHandle, DWORD dwLen,
                                  LPVOID lpData)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!succeed(nls_ansi_to_wide(lpwstrFilename, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = GetFileVersionInfoExW(dwFlags, wide, dwHandle, dwLen, lpData);
    nls_free(wide, buffer);
    return result;
}

BOOL WINAPI GetFileVersionInfoA(LPCSTR lptstrFilename, DWORD dwHandle, DWORD dwLen, LPVOID lpData)
{
    return GetFileVersionInfoExA(FILE_VER_GET_LOCALISED, lptstrFilename, dwHandle, dwLen, lpData);
}

/* ---- the tree ---- */

struct node {
    const BYTE *start;
    const WCHAR *name;
    size_t name_length;
    const BYTE *value;
    UINT value_size; /* as the node has it: WCHARs of text, bytes of data */
    bool text;
    const BYTE *children, *end;
};

static size_t aligned(size_t offset)
{
    return (offset + 3) & ~(size_t)3;
}

/* Offsets are aligned relative to the whole block. Nothing outside start..limit is read. */
static bool read_node(const BYTE *block, const BYTE *start, const BYTE *limit, struct node *node)
{
    WORD head[3];
    if ((size_t)(limit - start) < NODE_HEAD + sizeof(WCHAR))
        return false;
    memcpy(head, start, sizeof(head));
    if (head[0] < NODE_HEAD + sizeof(WCHAR) || head[0] > limit - start)
        return false;
    *node = (struct node){.start = start, .name = (const WCHAR *)(start + NODE_HEAD), .text = head[2] == 1};
    node->end = start + head[0];
    size_t room = (head[0] - NODE_HEAD) / sizeof(WCHAR);
    while (node->name_length < room && node->name[node->name_length])
        node->name_length++;
    if (node->name_length == room)
        return false;
    size_t size = (size_t)(node->end - block);
    size_t at = aligned((size_t)((const BYTE *)(node->name + node->name_length + 1) - block));
    size_t bytes = head[1] * (node->text ? sizeof(WCHAR) : 1);
    if (at > size)
        at = size;
    if (bytes > size - at) { /* some resource compilers count the bytes of text */
        bytes = size - at;
        node->value_size = (UINT)(node->text ? bytes / sizeof(WCHAR) : bytes);
    } else {
        node->value_size = head[1];
    }
    node->value = block + at;
    at = aligned(at + bytes);
    node->children = block + (at < size ? at : size);
    return true;
}

static bool find_child(const BYTE *block, const struct node *parent, const WCHAR *name, size_t length,
                       struct node *child)
{
    for (const BYTE *at = parent->children; read_node(block, at, parent->end, child);) {
        if (!nls_compare_ordinal(child->name, child->name_length, name, length, true))
            return true;
        at = block + aligned((size_t)(child->end - block));
        if (at >= parent->end)
            break;
    }
    return false;
}

static BOOL query(LPCVOID pBlock, const WCHAR *path, struct node *node)
{
    const BYTE *block = pBlock;
    WORD length;
    if (!block || !path)
        return fail(ERROR_INVALID_PARAMETER);
    memcpy(&length, block, sizeof(length));
    if (!read_node(block, block, block + length, node))
        return fail(ERROR_INVALID_DATA);
    while (*path) {
        if (*path == '\\') {
            path++;
            continue;
        }
        size_t part = 0;
        while (path[part] && path[part] != '\\')
            part++;
        struct node parent = *node;
        if (!find_child(block, &parent, path, part, node))
            return fail(ERROR_RESOURCE_TYPE_NOT_FOUND);
        path += part;
    }
    return TRUE;
}

BOOL WINAPI VerQueryValueW(LPCVOID pBlock, LPCWSTR lpSubBlock, LPVOID *lplpBuffer, UINT *puLen)
{
    struct node node;
    if (!lplpBuffer)
        return fail(ERROR_INVALID_PARAMETER);
    if (!query(pBlock, lpSubBlock, &node))
        return FALSE;
    *lplpBuffer = (LPVOID)node.value;
    if (puLen)
        *puLen = node.value_size;
    return TRUE;
}

/* Text is converted into the room behind the resource: at most twice as many bytes as its WCHARs have are
 * needed there but for long UTF-8 sequences, which are cut at a character. */
BOOL WINAPI VerQueryValueA(LPCVOID pBlock, LPCSTR lpSubBlock, LPVOID *lplpBuffer, UINT *puLen)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    struct node node;
    if (!lplpBuffer || !lpSubBlock)
        return fail(ERROR_INVALID_PARAMETER);
    if (!succeed(nls_ansi_to_wide(lpSubBlock, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL found = query(pBlock, wide, &node);
    nls_free(wide, buffer);
    if (!found)
        return FALSE;
    UINT size = node.value_size;
    BYTE *value = (BYTE *)node.value;
    if (node.text && size) {
        WORD length;
        memcpy(&length, pBlock, sizeof(length));
        const WCHAR *text = (const WCHAR *)node.value;
        size_t units = 0;
        while (units < size && text[units])
            units++;
        size_t room = size * sizeof(WCHAR);
        value += aligned(length);
        size = (UINT)nls_ansi_from_wide(text, units, (char *)value, room - 1);
        if (size > room - 1) { /* whole characters have been written, then nothing */
            do
                units--;
            while ((size = (UINT)nls_ansi_from_wide(text, units, NULL, 0)) > room - 1);
        }
        value[size++] = 0;
    }
    *lplpBuffer = value;
    if (puLen)
        *puLen = size;
    return TRUE;
}
