/* SPDX-License-Identifier: MIT
 *
 * Text: code pages, character properties, and the one way by which A-functions convert.
 *
 * An A-function that passes one string down:
 *
 *     WCHAR buffer[NLS_LOCAL], *wide;
 *     NTSTATUS status = nls_ansi_to_wide(lpFileName, buffer, NLS_LOCAL, &wide);
 *     if (!NT_SUCCESS(status))
 *         return win32_result(status);
 *     BOOL result = DeleteFileW(wide);
 *     nls_free(wide, buffer);
 *     return result;
 *
 * The ANSI, OEM and console code pages are UTF-8 unless DECANT_ACP / DECANT_OEMCP say otherwise. Under UTF-8
 * these helpers lose nothing (common/wide.h): a byte that is not UTF-8 becomes U+DC80..U+DCFF and comes back
 * as that byte, so that an A-program can open every file that it finds. MultiByteToWideChar, by contrast,
 * follows its documentation (U+FFFD).
 */
#ifndef DECANT_RTL_NLS_H
#define DECANT_RTL_NLS_H

#include <win/winternl.h>
#include "common/nls_tables.h"

#define CP_ACP        0u
#define CP_OEMCP      1u
#define CP_MACCP      2u
#define CP_THREAD_ACP 3u
#define CP_SYMBOL     42u
#define CP_UTF7       65000u
#define CP_UTF8       65001u

/* The code pages in force: constant for the process, read from the environment on first use. */
unsigned nls_acp(void);
unsigned nls_oemcp(void);

/* CP_ACP, CP_OEMCP … replaced by the number meant. */
unsigned nls_resolve_codepage(unsigned codepage);

#define NLS_LOCAL 264 /* WCHARs of a local buffer: MAX_PATH and a bit */

/* `text` (NUL-terminated, in the ANSI code page) as UTF-16. *out is `buffer` when `size` units of it suffice,
 * else heap memory; NULL stays NULL. Give it back by nls_free(*out, buffer).
 * STATUS_SUCCESS or STATUS_NO_MEMORY. */
NTSTATUS nls_ansi_to_wide(const char *text, WCHAR *buffer, size_t size, WCHAR **out);
/* The like for `length` bytes that need no terminator (one is added). *out_length, if given: units without
 * it. */
NTSTATUS nls_ansi_to_wide_counted(const char *text, size_t length, WCHAR *buffer, size_t size, WCHAR **out,
                                  size_t *out_length);
/* UTF-16 to the ANSI code page, for arguments that go down as A-text or to a callback. */
NTSTATUS nls_wide_to_ansi(const WCHAR *text, char *buffer, size_t size, char **out);
void nls_free(void *out, const void *buffer);

/* Conversion into the caller's buffer, the usual end of an A-function that returns text: `length` units of
 * `text` become bytes at `to`. Returns the bytes needed; writes only whole characters and nothing past
 * `size`, adds no terminator. */
size_t nls_ansi_from_wide(const WCHAR *text, size_t length, char *to, size_t size);
size_t nls_wide_from_ansi(const char *text, size_t length, WCHAR *to, size_t size);
size_t nls_oem_from_wide(const WCHAR *text, size_t length, char *to, size_t size);
size_t nls_wide_from_oem(const char *text, size_t length, WCHAR *to, size_t size);

/* ---- any code page (codepage.c) ---- */

#define NLS_STRICT      1u /* an invalid sequence or a character without equivalent is an error */
#define NLS_NO_BEST_FIT 2u /* only characters that come back as they were */
#define NLS_LOSSLESS    4u /* UTF-8 only: raw bytes as U+DC80..U+DCFF, both ways */
#define NLS_GLYPHS      8u /* OEM pages: 0x01..0x1F and 0x7F as the signs of the PC's screen */

enum { NLS_BAD_PAGE = -1, NLS_INVALID = -2, NLS_TOO_SMALL = -3, NLS_NO_MEMORY = -4 };

/* Bytes to UTF-16. size 0: counts only. Returns the units, or one of the errors above. On NLS_TOO_SMALL and
 * NLS_INVALID, what fits before the place has been written. */
ptrdiff_t nls_decode(unsigned codepage, unsigned flags, const char *from, size_t length, WCHAR *to,
                     size_t size);
/* UTF-16 to bytes. default_char: NUL-terminated, in that page; NULL: the page's own. *used, if given: whether
 * it was needed. */
ptrdiff_t nls_encode(unsigned codepage, unsigned flags, const WCHAR *from, size_t length, char *to,
                     size_t size, const char *default_char, bool *used);

struct nls_codepage_info {
    unsigned number;
    unsigned max_char_size;
    char default_char[2];
    WCHAR unicode_default;
    BYTE lead_ranges[12]; /* pairs, ended by two zeros */
    const char *name;
};
/* False: no such page. */
bool nls_codepage_info(unsigned codepage, struct nls_codepage_info *info);
/* The valid pages in ascending order; 0 after the last. */
unsigned nls_codepage_at(unsigned index);
bool nls_is_lead_byte(unsigned codepage, unsigned char byte);

/* ---- characters ---- */

static inline WCHAR nls_to_upper(WCHAR c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    return (WCHAR)(c + nls_upper_page[nls_upper_index[c >> 8]][c & 255]);
}

static inline WCHAR nls_to_lower(WCHAR c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return (WCHAR)(c + nls_lower_page[nls_lower_index[c >> 8]][c & 255]);
}

/* kind 0, 1, 2: the CT_CTYPE1, 2, 3 bits. */
static inline WORD nls_ctype(WCHAR c, unsigned kind)
{
    return nls_ctype_class[nls_ctype_page[nls_ctype_index[c >> 8]][c & 255]][kind];
}

/* Compares by code unit, case folded up if `fold`: < 0, 0, > 0. This is RtlCompareUnicodeString's order. */
int nls_compare_ordinal(const WCHAR *a, size_t a_length, const WCHAR *b, size_t b_length, bool fold);

/* Decomposition of one BMP character: its units (full, not reordered), or NULL where there is none. */
const uint16_t *nls_decompose(WCHAR c, bool compatible, unsigned *length);

#endif
