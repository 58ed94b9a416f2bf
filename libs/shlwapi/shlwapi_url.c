/* SPDX-License-Identifier: MIT
 *
 * shlwapi.h: what kind of URL a text is. A scheme is at least two characters, so that "C:" is none.
 */
#include <ntdll.h>
#include "common/wide.h"

enum url_question {
    URLIS_URL,
    URLIS_OPAQUE,
    URLIS_NOHISTORY,
    URLIS_FILEURL,
    URLIS_APPLIABLE,
    URLIS_DIRECTORY,
    URLIS_HASQUERY
};

static bool is_scheme_character(WCHAR c, bool first)
{
    WCHAR lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') ||
           (!first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
}

/* The characters before the colon; 0: no URL. */
static size_t scheme_length(LPCWSTR url)
{
    size_t length = 0;
    while (is_scheme_character(url[length], !length))
        length++;
    return length >= 2 && url[length] == ':' ? length : 0;
}

static bool has_scheme(LPCWSTR url, size_t length, const char *name)
{
    size_t at = 0;
    while (at < length && name[at] && (url[at] | 0x20) == (WCHAR)name[at])
        at++;
    return at == length && !name[at];
}

/* Where the path ends: at a query or a fragment. */
static LPCWSTR end_of_path(LPCWSTR url)
{
    while (*url && *url != '?' && *url != '#')
        url++;
    return url;
}

BOOL WINAPI UrlIsW(LPCWSTR pszUrl, enum url_question UrlIs)
{
    size_t scheme = pszUrl ? scheme_length(pszUrl) : 0;
    if (!pszUrl)
        return FALSE;
    LPCWSTR end = end_of_path(pszUrl);
    switch (UrlIs) {
    case URLIS_URL:
        return scheme != 0;
    case URLIS_OPAQUE: /* without a hierarchy: "mailto:x" */
        return scheme && pszUrl[scheme + 1] != '/';
    case URLIS_FILEURL:
        return has_scheme(pszUrl, scheme, "file");
    case URLIS_DIRECTORY:
        return end > pszUrl && (end[-1] == '/' || end[-1] == '\\');
    case URLIS_HASQUERY:
        return *end == '?';
    default:
        return FALSE;
    }
}
