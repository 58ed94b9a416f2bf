/* SPDX-License-Identifier: MIT
 *
 * pathcch.h: paths as text, of any length that Windows knows, with the prefixes "\\?\" and "\\?\UNC\". A
 * result that fits in MAX_PATH loses such a prefix; a longer one gets it, if the caller allows long paths at
 * all.
 */
#include <string.h>
#include <ntdll.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/winbase_heap.h>

#define PATHCCH_ALLOW_LONG_PATHS          0x01u
#define PATHCCH_FORCE_ENABLE_LONG_NAME    0x02u
#define PATHCCH_FORCE_DISABLE_LONG_NAME   0x04u
#define PATHCCH_DO_NOT_NORMALIZE_SEGMENTS 0x08u
#define PATHCCH_ENSURE_EXTENDED_LENGTH    0x10u
#define PATHCCH_ENSURE_TRAILING_SLASH     0x20u
#define PATHCCH_MAX_CCH                   0x8000u
#define PATHCCH_E_FILENAME_TOO_LONG       ((HRESULT)0x800700CE)
#define E_INSUFFICIENT_BUFFER             ((HRESULT)0x8007007A)

static bool is_drive(LPCWSTR path)
{
    WCHAR letter = path[0] | 0x20;
    return letter >= 'a' && letter <= 'z' && path[1] == ':';
}

static bool begins(LPCWSTR path, const char *prefix)
{
    for (; *prefix; path++, prefix++)
        if ((*path >= 'a' && *path <= 'z' ? *path - 0x20 : *path) != (WCHAR)*prefix)
            return false;
    return true;
}

/* Past `parts` names and the backslash behind the last one. */
static size_t skip_names(LPCWSTR path, unsigned parts)
{
    size_t at = 0;
    while (path[at])
        if (path[at++] == '\\' && !--parts)
            break;
    return at;
}

/* The characters of the root: "C:\", "\\server\share\", "\\?\C:\", "\\?\UNC\server\share\", "\\?\Volume{…}\",
 * "\". */
static size_t root_length(LPCWSTR path)
{
    if (begins(path, "\\\\?\\UNC\\"))
        return 8 + skip_names(path + 8, 2);
    if (begins(path, "\\\\?\\VOLUME{"))
        return 4 + skip_names(path + 4, 1);
    if (begins(path, "\\\\?\\") && is_drive(path + 4))
        return path[6] == '\\' ? 7 : 6;
    if (path[0] == '\\' && path[1] == '\\' && path[2] != '?')
        return 2 + skip_names(path + 2, 2);
    if (is_drive(path))
        return path[2] == '\\' ? 3 : 2;
    return path[0] == '\\';
}

HRESULT WINAPI PathCchSkipRoot(LPCWSTR pszPath, LPCWSTR *ppszRootEnd)
{
    size_t length = pszPath && *pszPath && ppszRootEnd ? root_length(pszPath) : 0;
    if (!length)
        return E_INVALIDARG;
    *ppszRootEnd = pszPath + length;
    return S_OK;
}

/* ---- taking "." and ".." out ---- */

/* Without the prefix that says "a long path"; its characters. */
static size_t drop_prefix(LPCWSTR in, WCHAR *out)
{
    if (begins(in, "\\\\?\\UNC\\")) {
        out[0] = out[1] = '\\';
        memcpy(out + 2, in + 8, (wide_length(in + 8) + 1) * sizeof(WCHAR));
    } else {
        if (begins(in, "\\\\?\\") && is_drive(in + 4))
            in += 4;
        memcpy(out, in, (wide_length(in) + 1) * sizeof(WCHAR));
    }
    return wide_length(out);
}

/* In place; `path` has room for one more character. The root is not removed, a share's name included ("the
 * root segment of the path cannot be removed"). What is left of a relative path whose first name was removed
 * lies in the root folder, as the single backslash does that stands for nothing being left. */
static size_t simplify(WCHAR *path, ULONG flags)
{
    size_t root = root_length(path), length = root;
    bool absolute = root && path[root - 1] == '\\';
    for (LPCWSTR at = path + root; *at;) {
        size_t part = 0;
        while (at[part] && at[part] != '\\')
            part++;
        bool more = at[part] != 0;
        bool up = part == 2 && at[0] == '.' && at[1] == '.';
        if (up || (part == 1 && at[0] == '.')) {
            if (up && length > root) { /* the name before, and what ends it */
                length--;
                while (length > root && path[length - 1] != '\\')
                    length--;
                if (!length)
                    path[length++] = '\\', root = 1;
            }
            if (!more && length > root)
                length--;
        } else {
            memmove(path + length, at, (part + more) * sizeof(WCHAR));
            length += part + more;
        }
        at += part + more;
    }
    if (!(flags & PATHCCH_DO_NOT_NORMALIZE_SEGMENTS))
        while (length > root && path[length - 1] == '.' && !(length - 1 > root && path[length - 2] == '*'))
            length--;
    if (!length || (root == 2 && length == 2 && !absolute)) /* nothing is left; "C:" is its root folder */
        path[length++] = '\\';
    path[length] = 0;
    return length;
}

/* The result, from LocalAlloc. `extra`: room for a prefix and a backslash. */
static HRESULT canonicalize(LPCWSTR in, ULONG flags, WCHAR **out, size_t *out_length)
{
    const ULONG force = PATHCCH_FORCE_ENABLE_LONG_NAME | PATHCCH_FORCE_DISABLE_LONG_NAME;
    if (flags & ~0x3Fu || (flags & force) == force ||
        ((flags & force) && !(flags & PATHCCH_ALLOW_LONG_PATHS)))
        return E_INVALIDARG;
    size_t length = wide_length(in);
    if (length >= PATHCCH_MAX_CCH)
        return PATHCCH_E_FILENAME_TOO_LONG;
    WCHAR *buffer = LocalAlloc(0, (length + 16) * sizeof(WCHAR));
    if (!buffer)
        return E_OUTOFMEMORY;
    WCHAR *path = buffer + 8;
    drop_prefix(in, path);
    length = simplify(path, flags);
    if ((flags & PATHCCH_ENSURE_TRAILING_SLASH) && path[length - 1] != '\\') {
        path[length++] = '\\';
        path[length] = 0;
    }
    bool is_long = length >= MAX_PATH;
    if (is_long && (!(flags & PATHCCH_ALLOW_LONG_PATHS) || length >= PATHCCH_MAX_CCH - 8)) {
        LocalFree(buffer);
        return PATHCCH_E_FILENAME_TOO_LONG;
    }
    bool unc = path[0] == '\\' && path[1] == '\\' && path[2] != '?';
    if ((flags & PATHCCH_ENSURE_EXTENDED_LENGTH) || (is_long && !(flags & PATHCCH_FORCE_ENABLE_LONG_NAME))) {
        LPCWSTR prefix = unc ? u"\\\\?\\UNC" : is_drive(path) ? u"\\\\?\\" : u"";
        size_t size = wide_length(prefix);
        path -= size - (unc ? 1 : 0);
        memcpy(path, prefix, size * sizeof(WCHAR));
        length += size - (unc ? 1 : 0);
    }
    memmove(buffer, path, (length + 1) * sizeof(WCHAR));
    *out = buffer;
    *out_length = length;
    return S_OK;
}

HRESULT WINAPI PathAllocCanonicalize(LPCWSTR pszPathIn, ULONG dwFlags, LPWSTR *ppszPathOut)
{
    size_t length;
    if (!ppszPathOut)
        return E_INVALIDARG;
    *ppszPathOut = NULL;
    return pszPathIn ? canonicalize(pszPathIn, dwFlags, ppszPathOut, &length) : E_INVALIDARG;
}

/* A path that was allocated, to the caller's buffer. */
static HRESULT deliver(HRESULT result, WCHAR *path, size_t length, LPWSTR out, SIZE_T room)
{
    if (result == S_OK && length >= room)
        result = room > MAX_PATH ? PATHCCH_E_FILENAME_TOO_LONG : E_INSUFFICIENT_BUFFER;
    if (result == S_OK)
        memcpy(out, path, (length + 1) * sizeof(WCHAR));
    else
        *out = 0;
    LocalFree(path);
    return result;
}

HRESULT WINAPI PathCchCanonicalizeEx(LPWSTR pszPathOut, SIZE_T cchPathOut, LPCWSTR pszPathIn, ULONG dwFlags)
{
    WCHAR *path = NULL;
    size_t length = 0;
    if (!pszPathOut || !cchPathOut || cchPathOut > PATHCCH_MAX_CCH)
        return E_INVALIDARG;
    HRESULT result = canonicalize(pszPathIn ? pszPathIn : u"", dwFlags, &path, &length);
    return deliver(result, path, length, pszPathOut, cchPathOut);
}

HRESULT WINAPI PathCchCanonicalize(LPWSTR pszPathOut, SIZE_T cchPathOut, LPCWSTR pszPathIn)
{
    return PathCchCanonicalizeEx(pszPathOut, cchPathOut, pszPathIn, 0);
}

/* ---- combining ---- */

static HRESULT combine(LPCWSTR in, LPCWSTR more, ULONG flags, WCHAR **out, size_t *out_length)
{
    in = in ? in : u"";
    more = more ? more : u"";
    size_t head = wide_length(in), tail = wide_length(more), root = root_length(more);
    if (head >= PATHCCH_MAX_CCH || tail >= PATHCCH_MAX_CCH)
        return PATHCCH_E_FILENAME_TOO_LONG;
    if (root == 1 && head) { /* on the first one's drive or share */
        head = root_length(in);
        if (head && in[head - 1] == '\\')
            head--;
    } else if (root) {
        head = 0;
    }
    bool between = head && tail && in[head - 1] != '\\' && more[0] != '\\';
    WCHAR *joined = LocalAlloc(0, (head + tail + 2) * sizeof(WCHAR));
    if (!joined)
        return E_OUTOFMEMORY;
    memcpy(joined, in, head * sizeof(WCHAR));
    if (between)
        joined[head++] = '\\';
    memcpy(joined + head, more, (tail + 1) * sizeof(WCHAR));
    HRESULT result = canonicalize(joined, flags, out, out_length);
    LocalFree(joined);
    return result;
}

HRESULT WINAPI PathAllocCombine(LPCWSTR pszPathIn, LPCWSTR pszMore, ULONG dwFlags, LPWSTR *ppszPathOut)
{
    size_t length;
    if (!ppszPathOut)
        return E_INVALIDARG;
    *ppszPathOut = NULL;
    return pszPathIn || pszMore ? combine(pszPathIn, pszMore, dwFlags, ppszPathOut, &length) : E_INVALIDARG;
}

HRESULT WINAPI PathCchCombineEx(LPWSTR pszPathOut, SIZE_T cchPathOut, LPCWSTR pszPathIn, LPCWSTR pszMore,
                                ULONG dwFlags)
{
    WCHAR *path = NULL;
    size_t length = 0;
    if (!pszPathOut || !cchPathOut || cchPathOut > PATHCCH_MAX_CCH)
        return E_INVALIDARG;
    HRESULT result = combine(pszPathIn, pszMore, dwFlags, &path, &length);
    return deliver(result, path, length, pszPathOut, cchPathOut);
}

HRESULT WINAPI PathCchCombine(LPWSTR pszPathOut, SIZE_T cchPathOut, LPCWSTR pszPathIn, LPCWSTR pszMore)
{
    return PathCchCombineEx(pszPathOut, cchPathOut, pszPathIn, pszMore, 0);
}

/* The last name and the backslash before it go; S_FALSE: there is only a root. */
HRESULT WINAPI PathCchRemoveFileSpec(LPWSTR pszPath, SIZE_T cchPath)
{
    if (!pszPath || !cchPath || cchPath > PATHCCH_MAX_CCH)
        return E_INVALIDARG;
    size_t end = 0;
    while (end < cchPath && pszPath[end])
        end++;
    if (end == cchPath)
        return E_INVALIDARG;
    size_t root = root_length(pszPath), at = end;
    while (at > root && pszPath[at - 1] != '\\')
        at--;
    if (at > root)
        at--;
    pszPath[at] = 0;
    return at == end ? S_FALSE : S_OK;
}
