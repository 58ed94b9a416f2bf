/* SPDX-License-Identifier: MIT
 *
 * winnls.h: code pages, the mapping of characters (case, width, kana, sort keys), normalization.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/nls_sort.h>
#include "common/wide.h"
#include "nls.h"

/* ---- code pages ---- */

UINT WINAPI GetACP(void)
{
    return nls_acp();
}

UINT WINAPI GetOEMCP(void)
{
    return nls_oemcp();
}

static bool page_info(UINT page, struct nls_codepage_info *info)
{
    return nls_codepage_info(nls_resolve_codepage(page), info) && info->number != CP_SYMBOL;
}

BOOL WINAPI IsValidCodePage(UINT CodePage)
{
    struct nls_codepage_info info; /* CP_ACP and its like are no page numbers */
    return CodePage > CP_THREAD_ACP && CodePage != CP_SYMBOL && nls_codepage_info(CodePage, &info);
}

BOOL WINAPI GetCPInfo(UINT CodePage, LPCPINFO lpCPInfo)
{
    struct nls_codepage_info info;
    if (!lpCPInfo || !page_info(CodePage, &info))
        return win32_fail(ERROR_INVALID_PARAMETER);
    lpCPInfo->MaxCharSize = info.max_char_size;
    memcpy(lpCPInfo->DefaultChar, info.default_char, sizeof(info.default_char));
    memcpy(lpCPInfo->LeadByte, info.lead_ranges, sizeof(info.lead_ranges));
    return TRUE;
}

BOOL WINAPI GetCPInfoExW(UINT CodePage, DWORD dwFlags, LPCPINFOEXW lpCPInfoEx)
{
    struct nls_codepage_info info;
    if (!lpCPInfoEx || dwFlags || !page_info(CodePage, &info))
        return win32_fail(ERROR_INVALID_PARAMETER);
    memset(lpCPInfoEx, 0, sizeof(*lpCPInfoEx));
    GetCPInfo(CodePage, (LPCPINFO)lpCPInfoEx);
    lpCPInfoEx->UnicodeDefaultChar = info.unicode_default;
    lpCPInfoEx->CodePage = info.number;
    char name[128];
    unsigned length = 0, digits = info.number;
    char number[8], *at = number + sizeof(number);
    for (unsigned i = 0; i < 5 || digits; i++, digits /= 10)
        *--at = (char)('0' + digits % 10);
    while (info.number < 10000 && *at == '0') /* "1252  (ANSI - Latin I)" */
        at++;
    while (at < number + sizeof(number))
        name[length++] = *at++;
    while (length < 6)
        name[length++] = ' ';
    name[length++] = '(';
    while (*info.name && length < sizeof(name) - 2)
        name[length++] = *info.name++;
    name[length++] = ')';
    for (unsigned i = 0; i < length; i++)
        lpCPInfoEx->CodePageName[i] = (WCHAR)name[i];
    return TRUE;
}

BOOL WINAPI GetCPInfoExA(UINT CodePage, DWORD dwFlags, LPCPINFOEXA lpCPInfoEx)
{
    CPINFOEXW wide;
    if (!lpCPInfoEx)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!GetCPInfoExW(CodePage, dwFlags, &wide))
        return FALSE;
    memset(lpCPInfoEx, 0, sizeof(*lpCPInfoEx));
    memcpy(lpCPInfoEx, &wide, offsetof(CPINFOEXA, CodePageName));
    for (unsigned i = 0; wide.CodePageName[i]; i++)
        lpCPInfoEx->CodePageName[i] = (CHAR)wide.CodePageName[i];
    return TRUE;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT CodePage, BYTE TestChar)
{
    return nls_is_lead_byte(CodePage, TestChar);
}

BOOL WINAPI IsDBCSLeadByte(BYTE TestChar)
{
    return nls_is_lead_byte(CP_ACP, TestChar);
}

BOOL WINAPI EnumSystemCodePagesW(CODEPAGE_ENUMPROCW lpCodePageEnumProc, DWORD dwFlags)
{
    if (!lpCodePageEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags != LCID_INSTALLED && dwFlags != LCID_SUPPORTED)
        return win32_fail(ERROR_INVALID_FLAGS);
    for (unsigned i = 0, page; (page = nls_codepage_at(i)); i++) {
        WCHAR text[8];
        unsigned count = page > 9999 ? 5 : page > 999 ? 4 : page > 99 ? 3 : 2;
        for (unsigned k = count; k-- > 0; page /= 10)
            text[k] = (WCHAR)('0' + page % 10);
        text[count] = 0;
        if (!lpCodePageEnumProc(text))
            break;
    }
    return TRUE;
}

BOOL WINAPI EnumSystemCodePagesA(CODEPAGE_ENUMPROCA lpCodePageEnumProc, DWORD dwFlags)
{
    if (!lpCodePageEnumProc)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags != LCID_INSTALLED && dwFlags != LCID_SUPPORTED)
        return win32_fail(ERROR_INVALID_FLAGS);
    for (unsigned i = 0, page; (page = nls_codepage_at(i)); i++) {
        char text[8];
        unsigned count = page > 9999 ? 5 : page > 999 ? 4 : page > 99 ? 3 : 2;
        for (unsigned k = count; k-- > 0; page /= 10)
            text[k] = (char)('0' + page % 10);
        text[count] = 0;
        if (!lpCodePageEnumProc(text))
            break;
    }
    return TRUE;
}

/* ---- width and kana ---- */

/* Fullwidth katakana of the halfwidth ones U+FF61..U+FF9F. */
static const WCHAR katakana[] =
    u"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
    u"マミムメモヤユヨラリルレロワン゛゜";

static WCHAR voiced(WCHAR base, WCHAR mark)
{
    if (mark == 0xFF9E) {
        if (base == u'ウ')
            return u'ヴ';
        if ((base >= u'カ' && base <= u'チ' && base % 2) || base == u'ツ' || base == u'テ' || base == u'ト' ||
            (base >= u'ハ' && base <= u'ホ' && (base - u'ハ') % 3 == 0))
            return base + 1;
    } else if (base >= u'ハ' && base <= u'ホ' && (base - u'ハ') % 3 == 0) {
        return base + 2;
    }
    return 0;
}

/* One unit of `from` (or two, where a mark follows) widened; returns the units consumed. */
static size_t widen(const WCHAR *from, size_t length, WCHAR *out)
{
    WCHAR c = *from;
    if (c >= 0xFF61 && c <= 0xFF9F) {
        c = katakana[c - 0xFF61];
        WCHAR marked = length > 1 && (from[1] == 0xFF9E || from[1] == 0xFF9F) ? voiced(c, from[1]) : 0;
        *out = marked ? marked : c;
        return marked ? 2 : 1;
    }
    *out = c == ' ' ? 0x3000 : c > ' ' && c < 0x7F ? (WCHAR)(c + 0xFEE0) : c;
    return 1;
}

/* One unit narrowed into one or two. */
static size_t narrow(WCHAR c, WCHAR out[2])
{
    if (c == 0x3000 || (c > 0xFF00 && c < 0xFF5F)) {
        out[0] = c == 0x3000 ? ' ' : (WCHAR)(c - 0xFEE0);
        return 1;
    }
    for (unsigned i = 0; i < countof(katakana) - 1; i++) {
        WCHAR half = (WCHAR)(0xFF61 + i);
        out[0] = half;
        if (katakana[i] == c)
            return 1;
        for (WCHAR mark = 0xFF9E; mark <= 0xFF9F; mark++) {
            if (c >= u'ウ' && voiced(katakana[i], mark) == c) {
                out[1] = mark;
                return 2;
            }
        }
    }
    out[0] = c;
    return 1;
}

/* ---- LCMapString ---- */

#define MAP_CASE (LCMAP_LOWERCASE | LCMAP_UPPERCASE)
#define MAP_ALL                                                                                              \
    (LCMAP_TITLECASE | LCMAP_BYTEREV | LCMAP_HIRAGANA | LCMAP_KATAKANA | LCMAP_HALFWIDTH | LCMAP_FULLWIDTH | \
     LCMAP_LINGUISTIC_CASING)

struct output {
    WCHAR *to;
    size_t at, size;
};

static void put(struct output *out, WCHAR c, DWORD flags)
{
    if (flags & LCMAP_BYTEREV)
        c = (WCHAR)(c << 8 | c >> 8);
    if (out->at < out->size)
        out->to[out->at] = c;
    out->at++;
}

static WCHAR map_case(WCHAR c, DWORD flags, bool *in_word)
{
    if ((flags & LCMAP_TITLECASE) == LCMAP_TITLECASE) {
        bool letter = nls_ctype(c, 0) & 0x100 || (c == '\'' && *in_word);
        WCHAR mapped = letter && !*in_word ? nls_to_upper(c) : nls_to_lower(c);
        *in_word = letter;
        return mapped;
    }
    return flags & LCMAP_UPPERCASE ? nls_to_upper(c) : flags & LCMAP_LOWERCASE ? nls_to_lower(c) : c;
}

static size_t map_text(DWORD flags, const WCHAR *from, size_t length, WCHAR *to, size_t size)
{
    struct output out = {to, 0, size};
    bool in_word = false;
    if (!(flags & ~(DWORD)(MAP_CASE | LCMAP_LINGUISTIC_CASING)) &&
        (flags & LCMAP_TITLECASE) != LCMAP_TITLECASE) { /* the common case, also in place */
        for (size_t i = 0; i < length && i < size; i++)
            to[i] = flags & LCMAP_UPPERCASE ? nls_to_upper(from[i]) : nls_to_lower(from[i]);
        return length;
    }
    for (size_t i = 0; i < length;) {
        WCHAR units[2];
        size_t count = 1, consumed = 1;
        units[0] = from[i];
        if (flags & LCMAP_FULLWIDTH)
            consumed = widen(from + i, length - i, units);
        if (flags & LCMAP_KATAKANA && units[0] >= 0x3041 && units[0] <= 0x3096)
            units[0] = (WCHAR)(units[0] + 0x60);
        else if (flags & LCMAP_HIRAGANA && units[0] >= 0x30A1 && units[0] <= 0x30F6)
            units[0] = (WCHAR)(units[0] - 0x60);
        units[0] = map_case(units[0], flags, &in_word);
        if (flags & LCMAP_HALFWIDTH)
            count = narrow(units[0], units);
        for (size_t k = 0; k < count; k++)
            put(&out, units[k], flags);
        i += consumed;
    }
    return out.at;
}

static DWORD map_flags_error(DWORD flags)
{
    const DWORD norms = NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE |
                        NORM_IGNOREWIDTH | SORT_STRINGSORT | SORT_DIGITSASNUMBERS | LINGUISTIC_IGNORECASE |
                        LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING;
    if (flags & LCMAP_SORTKEY)
        return flags & (MAP_ALL & ~LCMAP_BYTEREV) ? ERROR_INVALID_FLAGS : ERROR_SUCCESS;
    if (flags & ~(MAP_ALL | norms) || (flags & LCMAP_HIRAGANA && flags & LCMAP_KATAKANA) ||
        (flags & LCMAP_HALFWIDTH && flags & LCMAP_FULLWIDTH))
        return ERROR_INVALID_FLAGS;
    if (flags & norms)
        return flags & MAP_ALL || flags & ~(NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS) ? ERROR_INVALID_FLAGS
                                                                                      : ERROR_SUCCESS;
    if (flags & LCMAP_LINGUISTIC_CASING && !(flags & MAP_CASE))
        return ERROR_INVALID_FLAGS;
    return flags ? ERROR_SUCCESS : ERROR_INVALID_FLAGS;
}

/* NORM_IGNORENONSPACE and NORM_IGNORESYMBOLS alone: the text without marks or signs. */
static size_t strip_text(DWORD flags, const WCHAR *from, size_t length, WCHAR *to, size_t size)
{
    struct output out = {to, 0, size};
    for (size_t i = 0; i < length; i++) {
        if ((flags & NORM_IGNORENONSPACE && nls_ctype(from[i], 2) & 1) ||
            (flags & NORM_IGNORESYMBOLS && nls_ctype(from[i], 0) & 0x10))
            continue;
        put(&out, from[i], 0);
    }
    return out.at;
}

INT WINAPI LCMapStringEx(LPCWSTR lpLocaleName, DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc,
                         LPWSTR lpDestStr, INT cchDest, PVOID lpVersionInformation, PVOID lpReserved,
                         LPARAM sortHandle)
{
    DWORD flags = dwMapFlags & ~LOCALE_USE_CP_ACP;
    if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr))
        return win32_fail(ERROR_INVALID_PARAMETER);
    DWORD error = map_flags_error(flags);
    if (!error && lpSrcStr == lpDestStr && flags & ~(DWORD)(MAP_CASE | LCMAP_LINGUISTIC_CASING))
        error = ERROR_INVALID_FLAGS; /* only case is mapped in place */
    if (error)
        return win32_fail(error);
    if (!locale_find_name(lpLocaleName))
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = cchSrc < 0 ? wide_length(lpSrcStr) + 1 : (size_t)cchSrc, count;
    if (flags & LCMAP_SORTKEY)
        count = nls_sort_key(flags, lpSrcStr, cchSrc < 0 ? length - 1 : length, (BYTE *)lpDestStr,
                             (size_t)cchDest);
    else if (flags & (NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS))
        count = strip_text(flags, lpSrcStr, length, lpDestStr, (size_t)cchDest);
    else
        count = map_text(flags, lpSrcStr, length, lpDestStr, (size_t)cchDest);
    if (cchDest && count > (size_t)cchDest)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    return (INT)count;
}

INT WINAPI LCMapStringW(LCID Locale, DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc, LPWSTR lpDestStr,
                        INT cchDest)
{
    /* Mapping is the same for every locale that is there; one that is not is mapped like them. */
    return LCMapStringEx(NULL, dwMapFlags, lpSrcStr, cchSrc, lpDestStr, cchDest, NULL, NULL, 0);
}

INT WINAPI LCMapStringA(LCID Locale, DWORD dwMapFlags, LPCSTR lpSrcStr, INT cchSrc, LPSTR lpDestStr,
                        INT cchDest)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    size_t length;
    if (!lpSrcStr || !cchSrc || cchDest < 0 || (cchDest && !lpDestStr))
        return win32_fail(ERROR_INVALID_PARAMETER);
    NTSTATUS status = nls_ansi_to_wide_counted(lpSrcStr, cchSrc < 0 ? strlen(lpSrcStr) + 1 : (size_t)cchSrc,
                                               buffer, NLS_LOCAL, &wide, &length);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    INT result = 0;
    if (dwMapFlags & LCMAP_SORTKEY) {
        result =
            LCMapStringW(Locale, dwMapFlags, wide, cchSrc < 0 ? -1 : (INT)length, (LPWSTR)lpDestStr, cchDest);
    } else {
        INT units = LCMapStringW(Locale, dwMapFlags, wide, (INT)length, NULL, 0);
        WCHAR *mapped = units ? malloc((size_t)units * sizeof(WCHAR)) : NULL;
        if (mapped && LCMapStringW(Locale, dwMapFlags, wide, (INT)length, mapped, units))
            result = text_return_ansi(mapped, (size_t)units, lpDestStr, cchDest);
        else if (units && !mapped)
            win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        free(mapped);
    }
    nls_free(wide, buffer);
    return result;
}

/* ---- search ---- */

INT WINAPI FindNLSStringEx(LPCWSTR lpLocaleName, DWORD dwFindNLSStringFlags, LPCWSTR lpStringSource,
                           INT cchSource, LPCWSTR lpStringValue, INT cchValue, PINT pcchFound,
                           PVOID lpVersionInformation, LPVOID lpReserved, LPARAM sortHandle)
{
    enum { STARTSWITH = 0x00100000, ENDSWITH = 0x00200000, FROMSTART = 0x00400000, FROMEND = 0x00800000 };
    DWORD where = dwFindNLSStringFlags & (STARTSWITH | ENDSWITH | FROMSTART | FROMEND);
    DWORD flags = dwFindNLSStringFlags & ~where;
    if (!lpStringSource || !lpStringValue || !cchSource || !cchValue || cchSource < -1 || cchValue < -1) {
        teb_set_last_error(ERROR_INVALID_PARAMETER);
        return -1;
    }
    size_t source = cchSource < 0 ? wide_length(lpStringSource) : (size_t)cchSource;
    size_t value = cchValue < 0 ? wide_length(lpStringValue) : (size_t)cchValue;
    teb_set_last_error(ERROR_SUCCESS);
    for (size_t i = 0; i <= source; i++) {
        size_t at = where == FROMEND ? source - i : i;
        if (where == STARTSWITH && at)
            break;
        for (size_t n = value; n <= source - at && n <= value * 4 + 4; n++) { /* marks may follow letters */
            if (where == ENDSWITH && at + n != source)
                continue;
            if (nls_compare(flags, lpStringSource + at, n, lpStringValue, value))
                continue;
            if (pcchFound)
                *pcchFound = (INT)n;
            return (INT)at;
        }
    }
    return -1;
}

/* ---- normalization ---- */

INT WINAPI NormalizeString(INT NormForm, LPCWSTR lpSrcString, INT cwSrcLength, LPWSTR lpDstString,
                           INT cwDstLength)
{
    LONG length = cwDstLength;
    if (!lpSrcString || cwSrcLength < -1 || cwDstLength < 0 || (cwDstLength && !lpDstString))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!cwSrcLength) {
        teb_set_last_error(ERROR_SUCCESS);
        return 0;
    }
    NTSTATUS status = RtlNormalizeString((ULONG)NormForm, lpSrcString, cwSrcLength, lpDstString, &length);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        teb_set_last_error(ERROR_INSUFFICIENT_BUFFER);
        return -length; /* documented: the negated estimate of what is needed */
    }
    if (status == STATUS_NO_UNICODE_TRANSLATION) {
        teb_set_last_error(ERROR_NO_UNICODE_TRANSLATION);
        return length;
    }
    if (!win32_result(status))
        return 0;
    teb_set_last_error(ERROR_SUCCESS);
    return length;
}

BOOL WINAPI IsNormalizedString(INT NormForm, LPCWSTR lpString, INT cwLength)
{
    BOOLEAN normalized = FALSE;
    if (!lpString || cwLength < -1)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(RtlIsNormalizedString((ULONG)NormForm, lpString, cwLength, &normalized)))
        return FALSE;
    teb_set_last_error(ERROR_SUCCESS);
    return normalized;
}

/* ---- versions ---- */

BOOL WINAPI GetNLSVersionEx(DWORD function, LPCWSTR lpLocaleName, LPNLSVERSIONINFOEX lpVersionInformation)
{
    if (function != 1) /* COMPARE_STRING */
        return win32_fail(ERROR_INVALID_FLAGS);
    if (!lpVersionInformation || !locale_find_name(lpLocaleName))
        return win32_fail(ERROR_INVALID_PARAMETER);
    DWORD size = lpVersionInformation->dwNLSVersionInfoSize;
    if (size != sizeof(NLSVERSIONINFOEX) && size != offsetof(NLSVERSIONINFOEX, dwEffectiveId))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    lpVersionInformation->dwNLSVersion = 0x0006020F; /* Windows 10 */
    lpVersionInformation->dwDefinedVersion = 0x0006020F;
    if (size == sizeof(NLSVERSIONINFOEX)) {
        lpVersionInformation->dwEffectiveId = 0;
        memset(&lpVersionInformation->guidCustomVersion, 0, sizeof(GUID));
    }
    return TRUE;
}

BOOL WINAPI GetNLSVersion(DWORD Function, LCID Locale, LPNLSVERSIONINFO lpVersionInformation)
{
    return GetNLSVersionEx(Function, NULL, lpVersionInformation);
}

BOOL WINAPI IsNLSDefinedString(DWORD Function, DWORD dwFlags, LPNLSVERSIONINFO lpVersionInformation,
                               LPCWSTR lpString, INT cchStr)
{
    if (!lpString || cchStr < -1 || dwFlags || Function != 1)
        return win32_fail(ERROR_INVALID_PARAMETER);
    size_t length = cchStr < 0 ? wide_length(lpString) : (size_t)cchStr;
    for (size_t i = 0; i < length; i++)
        if (!nls_ctype(lpString[i], 0))
            return win32_fail(ERROR_SUCCESS);
    return TRUE;
}
