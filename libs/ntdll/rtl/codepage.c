/* SPDX-License-Identifier: MIT
 *
 * Conversion between UTF-16 and every code page. UTF-8 is done here by hand. Pages of one and two bytes come
 * from built-in tables (nls_tables.h), so that they work in a bare container; the way back is a table of 128
 * KiB that is built when a page first encodes something. The few stateful or four-byte pages (UTF-7, GB18030,
 * ISO-2022-JP, EUC) go through the host's iconv. Sources: "Code Page Identifiers", "MultiByteToWideChar",
 * "WideCharToMultiByte"; for malformed UTF-8 the Unicode Standard's practice of one U+FFFD per maximal part.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/convert.h"
#include "nls.h"
#include "common/wide.h"

#define REPLACEMENT 0xFFFD

struct wide_sink {
    WCHAR *to;
    size_t at, size;
};

/* Adds a unit; false: it does not fit. Counting (size 0) always fits. */
static inline bool put_wide(struct wide_sink *sink, WCHAR c)
{
    if (sink->size) {
        if (sink->at >= sink->size)
            return false;
        sink->to[sink->at] = c;
    }
    sink->at++;
    return true;
}

struct byte_sink {
    char *to;
    size_t at, size;
};

static inline bool put_bytes(struct byte_sink *sink, const void *bytes, size_t count)
{
    if (sink->size) {
        if (sink->size - sink->at < count)
            return false;
        memcpy(sink->to + sink->at, bytes, count);
    }
    sink->at += count;
    return true;
}

/* ---- UTF-8 ---- */

/* The well-formed sequence at `s` (Unicode Standard, table 3-7): its length, the code point in *out; else 0,
 * and in *bad the length of the maximal part that could have begun one. */
static unsigned utf8_sequence(const unsigned char *s, size_t length, uint32_t *out, unsigned *bad)
{
    unsigned char lead = s[0];
    unsigned extra = lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : 3;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    *bad = 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    uint32_t value = lead & (0x3Fu >> extra);
    for (unsigned i = 1; i <= extra; i++) {
        if (i >= length || s[i] < low || s[i] > high) {
            *bad = i;
            return 0;
        }
        value = value << 6 | (s[i] & 0x3F);
        low = 0x80, high = 0xBF;
    }
    *out = value;
    return extra + 1;
}

static ptrdiff_t utf8_decode(unsigned flags, const unsigned char *s, size_t length, WCHAR *to, size_t size)
{
    struct wide_sink sink = {to, 0, size};
    size_t i = 0;
    while (i < length) {
        uint64_t eight;
        while (length - i >= 8 && (memcpy(&eight, s + i, 8), !(eight & 0x8080808080808080u)) &&
               (!size || size - sink.at >= 8)) {
            if (size)
                for (unsigned k = 0; k < 8; k++)
                    to[sink.at + k] = s[i + k];
            sink.at += 8;
            i += 8;
        }
        if (i == length)
            break;
        if (s[i] < 0x80) {
            if (!put_wide(&sink, s[i]))
                return NLS_TOO_SMALL;
            i++;
            continue;
        }
        uint32_t c = 0;
        unsigned bad, count = utf8_sequence(s + i, length - i, &c, &bad);
        if (!count && flags & NLS_STRICT)
            return NLS_INVALID;
        if (!count && flags & NLS_LOSSLESS) {
            /* A lone surrogate spelled out is one, unless it is one that stands for a raw byte. */
            if (length - i >= 3 && s[i] == 0xED && s[i + 1] >= 0xA0 && s[i + 1] <= 0xBF &&
                (s[i + 2] & 0xC0) == 0x80) {
                c = 0xD000u | (uint32_t)(s[i + 1] & 0x3F) << 6 | (s[i + 2] & 0x3F);
                count = c >= 0xDC80 && c <= 0xDCFF ? 0 : 3;
            }
            if (!count)
                c = 0xDC00u + s[i], count = 1;
        } else if (!count) {
            c = REPLACEMENT, count = bad;
        }
        if (c >= 0x10000) {
            if (size && size - sink.at < 2)
                return NLS_TOO_SMALL;
            put_wide(&sink, (WCHAR)(0xD7C0 + (c >> 10)));
            c = 0xDC00 | (c & 0x3FF);
        }
        if (!put_wide(&sink, (WCHAR)c))
            return NLS_TOO_SMALL;
        i += count;
    }
    return (ptrdiff_t)sink.at;
}

static ptrdiff_t utf8_encode(unsigned flags, const WCHAR *from, size_t length, char *to, size_t size,
                             bool *used)
{
    struct byte_sink sink = {to, 0, size};
    for (size_t i = 0; i < length; i++) {
        uint32_t c = from[i];
        char bytes[4];
        if (c < 0x80) {
            if (size) {
                if (sink.at >= size)
                    return NLS_TOO_SMALL;
                to[sink.at] = (char)c;
            }
            sink.at++;
            continue;
        }
        bool surrogate = c >= 0xD800 && c < 0xE000;
        if (surrogate && c < 0xDC00 && i + 1 < length && from[i + 1] >= 0xDC00 && from[i + 1] < 0xE000) {
            c = wide_join(c, from[++i]);
        } else if (surrogate && flags & NLS_STRICT) {
            return NLS_INVALID;
        } else if (surrogate && !(flags & NLS_LOSSLESS)) {
            c = REPLACEMENT;
            if (used)
                *used = true;
        }
        unsigned count = utf8_put(c, bytes); /* of U+DC80 to U+DCFF only those of NLS_LOSSLESS are left */
        if (!put_bytes(&sink, bytes, count))
            return NLS_TOO_SMALL;
    }
    return (ptrdiff_t)sink.at;
}

/* ---- pages of one and two bytes ---- */

static const struct nls_page *page_find(unsigned number)
{
    static const struct nls_page *_Atomic last;
    const struct nls_page *page = atomic_load_explicit(&last, memory_order_relaxed);
    if (page && page->number == number)
        return page;
    unsigned low = 0, high = nls_page_count;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (nls_pages[middle].number == number) {
            atomic_store_explicit(&last, &nls_pages[middle], memory_order_relaxed);
            return &nls_pages[middle];
        }
        if (nls_pages[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int lead_index(const struct nls_page *page, unsigned char byte)
{
    if (!page->leads || page->single[byte] != 0xFFFF)
        return -1;
    int low = 0, high = page->lead_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (page->leads[middle] == byte)
            return middle;
        if (page->leads[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static const WCHAR screen_glyphs[32] =
    u"\0\u263A\u263B\u2665\u2666\u2663\u2660\u2022\u25D8\u25CB\u25D9\u2642\u2640\u266A\u266B\u263C"
    u"\u25BA\u25C4\u2195\u203C\u00B6\u00A7\u25AC\u21A8\u2191\u2193\u2192\u2190\u221F\u2194\u25B2\u25BC";

static ptrdiff_t page_decode(const struct nls_page *page, unsigned flags, const unsigned char *s,
                             size_t length, WCHAR *to, size_t size)
{
    struct wide_sink sink = {to, 0, size};
    for (size_t i = 0; i < length; i++) {
        WCHAR c = page->single[s[i]];
        int lead = c == 0xFFFF ? lead_index(page, s[i]) : -1;
        if (lead >= 0) {
            unsigned char trail = i + 1 < length ? s[i + 1] : 0;
            c = trail >= NLS_TRAIL_FIRST ? page->trails[lead][trail - NLS_TRAIL_FIRST] : 0;
            if (!c) {
                if (flags & NLS_STRICT)
                    return NLS_INVALID;
                /* A lead byte alone takes a NUL or a missing trail byte for nothing. */
                c = trail ? page->number == 932 ? 0x30FB : '?' : 0;
            }
            if (trail)
                i++;
        } else if (flags & NLS_GLYPHS && s[i] && (s[i] < 32 || s[i] == 127)) {
            c = s[i] == 127 ? 0x2302 : screen_glyphs[s[i]];
        } else if (flags & NLS_STRICT && c >= 0xF700 && c <= 0xF8FF) {
            return NLS_INVALID;
        }
        if (!put_wide(&sink, c))
            return NLS_TOO_SMALL;
    }
    return (ptrdiff_t)sink.at;
}

#define REVERSE_PAGES 64
static const uint16_t *_Atomic reverse_tables[REVERSE_PAGES];
_Static_assert(sizeof(WCHAR) == 2, "reverse tables are indexed by a UTF-16 unit");

/* Characters to bytes; 0: none. Of several spellings the lowest wins, save that Windows-932 prefers the IBM
 * extensions (FAxx..) to their NEC selection (EDxx, EExx). */
static const uint16_t *page_reverse(const struct nls_page *page)
{
    unsigned slot = (unsigned)(page - nls_pages);
    const uint16_t *found = atomic_load_explicit(&reverse_tables[slot], memory_order_acquire);
    if (found)
        return found;
    uint16_t *table = calloc(0x10000, sizeof(*table));
    if (!table)
        return NULL;
    for (int lead = page->lead_count; lead-- > 0;) {
        if (page->number == 932 && (page->leads[lead] == 0xED || page->leads[lead] == 0xEE))
            continue;
        for (int trail = 0xFF; trail >= NLS_TRAIL_FIRST; trail--) {
            uint16_t c = page->trails[lead][trail - NLS_TRAIL_FIRST];
            if (c)
                table[c] = (uint16_t)(page->leads[lead] << 8 | trail);
        }
    }
    for (int byte = 255; byte >= 0; byte--)
        if (page->single[byte] != 0xFFFF)
            table[page->single[byte]] = (uint16_t)byte;
    const uint16_t *expected = NULL;
    if (!atomic_compare_exchange_strong(&reverse_tables[slot], &expected, table)) {
        free(table);
        return expected;
    }
    return table;
}

/* The nearest character for one that the page lacks: without marks, width or typography. 0: none. */
static WCHAR best_fit(const uint16_t *reverse, WCHAR c)
{
    static const WCHAR near[][2] = {
        {0xA0, ' '},    {0xA6, '|'},    {0xA9, 'c'},    {0xAB, '<'},    {0xAD, '-'},   {0xAE, 'r'},
        {0xB4, '\''},   {0xB5, 0x3BC},  {0xB7, '.'},    {0xB8, ','},    {0xBB, '>'},   {0xD0, 'D'},
        {0xD7, 'x'},    {0xD8, 'O'},    {0xF0, 'd'},    {0xF8, 'o'},    {0x110, 'D'},  {0x111, 'd'},
        {0x126, 'H'},   {0x127, 'h'},   {0x131, 'i'},   {0x141, 'L'},   {0x142, 'l'},  {0x166, 'T'},
        {0x167, 't'},   {0x180, 'b'},   {0x192, 'f'},   {0x2B9, '\''},  {0x2BA, '"'},  {0x2BC, '\''},
        {0x2C4, '^'},   {0x2C6, '^'},   {0x2C8, '\''},  {0x2CB, '`'},   {0x2CD, '_'},  {0x2DC, '~'},
        {0x300, '`'},   {0x302, '^'},   {0x303, '~'},   {0x30E, '"'},   {0x331, '_'},  {0x332, '_'},
        {0x393, 'G'},   {0x398, 'T'},   {0x3A3, 'S'},   {0x3A6, 'F'},   {0x3A9, 'O'},  {0x3B1, 'a'},
        {0x3B4, 'd'},   {0x3B5, 'e'},   {0x3BC, 0xB5},  {0x3C0, 'p'},   {0x3C3, 's'},  {0x3C4, 't'},
        {0x3C6, 'f'},   {0x2010, '-'},  {0x2011, '-'},  {0x2013, '-'},  {0x2014, '-'}, {0x2017, '='},
        {0x2018, '\''}, {0x2019, '\''}, {0x201A, '\''}, {0x201C, '"'},  {0x201D, '"'}, {0x201E, '"'},
        {0x2020, '+'},  {0x2022, 0xB7}, {0x2026, '.'},  {0x2032, '\''}, {0x2033, '"'}, {0x2035, '`'},
        {0x2039, '<'},  {0x203A, '>'},  {0x2044, '/'},  {0x2212, '-'},  {0x2215, '/'}, {0x2216, '\\'},
        {0x2217, '*'},  {0x221E, '8'},  {0x2223, '|'},  {0x2236, ':'},  {0x223C, '~'}, {0x2303, '^'},
        {0x2329, '<'},  {0x232A, '>'},  {0x2758, '|'},  {0x3008, '<'},  {0x3009, '>'}, {0x301A, '['},
        {0x301B, ']'},
    };
    unsigned low = 0, high = countof(near), length;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (near[middle][0] == c)
            return reverse[near[middle][1]] ? near[middle][1] : 0;
        if (near[middle][0] < c)
            low = middle + 1;
        else
            high = middle;
    }
    const uint16_t *units = nls_decompose(c, true, &length);
    if (!units || !reverse[units[0]])
        return 0;
    for (unsigned i = 1; i < length; i++)
        if (!nls_combining_page[nls_combining_index[units[i] >> 8]][units[i] & 255])
            return 0;
    return units[0];
}

static ptrdiff_t page_encode(const struct nls_page *page, unsigned flags, const WCHAR *from, size_t length,
                             char *to, size_t size, const char *default_char, bool *used)
{
    struct byte_sink sink = {to, 0, size};
    const uint16_t *reverse = page_reverse(page);
    if (!reverse)
        return NLS_NO_MEMORY;
    for (size_t i = 0; i < length; i++) {
        WCHAR c = from[i];
        unsigned code = reverse[c];
        if (!code && c) {
            WCHAR other = flags & NLS_NO_BEST_FIT ? 0 : best_fit(reverse, c);
            code = other ? reverse[other] : 0;
        }
        unsigned char bytes[2] = {(unsigned char)(code >> 8), (unsigned char)code};
        size_t count = code > 0xFF ? 2 : 1;
        if (!code && c) {
            if (flags & NLS_STRICT)
                return NLS_INVALID;
            const char *replacement = default_char ? default_char : "?";
            bool wide = page->leads && replacement[0] && replacement[1] &&
                        lead_index(page, (unsigned char)replacement[0]) >= 0;
            bytes[0] = (unsigned char)replacement[0];
            bytes[1] = (unsigned char)(wide ? replacement[1] : replacement[0]);
            count = wide ? 2 : 1;
            if (used)
                *used = true;
            /* A pair of surrogates is one character, but Windows replaces each unit. */
        }
        if (!put_bytes(&sink, count == 2 ? bytes : bytes + 1, count))
            return NLS_TOO_SMALL;
    }
    return (ptrdiff_t)sink.at;
}

/* ---- pages by iconv ---- */

static const struct iconv_page {
    unsigned number;
    const char *iconv_name;
    const char *name;
    unsigned max_char_size;
} iconv_pages[] = {
    {20932, "EUC-JP", "JIS X 0208-1990 & 0212-1990", 3},
    {50220, "ISO-2022-JP", "ISO-2022 Japanese with no halfwidth Katakana", 5},
    {50221, "ISO-2022-JP", "ISO-2022 Japanese with halfwidth Katakana", 5},
    {50225, "ISO-2022-KR", "ISO-2022 Korean", 5},
    {51932, "EUC-JP", "EUC-Japanese", 3},
    {51936, "EUC-CN", "EUC-Simplified Chinese", 2},
    {51949, "EUC-KR", "EUC-Korean", 2},
    {54936, "GB18030", "GB18030 Simplified Chinese", 4},
    {65000, "UTF-7", "Unicode (UTF-7)", 5},
};

static const struct iconv_page *iconv_find(unsigned number)
{
    for (unsigned i = 0; i < countof(iconv_pages); i++)
        if (iconv_pages[i].number == number)
            return &iconv_pages[i];
    return NULL;
}

/* What a program passes may be no memory: the fault is to be the program's, before the kernel side reads it.
 */
static void touch(const void *from, size_t size)
{
    const volatile char *bytes = from;
    for (size_t at = 0; at < size; at += 4096)
        (void)bytes[at];
    if (size)
        (void)bytes[size - 1];
}

static ptrdiff_t iconv_decode(const struct iconv_page *page, unsigned flags, const char *from, size_t length,
                              WCHAR *to, size_t size)
{
    touch(from, length);
    void *conversion = sys_host_convert_open("UTF-16LE", page->iconv_name);
    if (!conversion)
        return NLS_BAD_PAGE;
    struct wide_sink sink = {to, 0, size};
    ptrdiff_t result = 0;
    char *in = (char *)from;
    while (length && !result) {
        WCHAR block[128];
        char *out = (char *)block;
        size_t room = sizeof(block);
        long converted = sys_host_convert(conversion, &in, &length, &out, &room);
        for (WCHAR *c = block; c < (WCHAR *)out && !result; c++)
            if (!put_wide(&sink, *c))
                result = NLS_TOO_SMALL;
        if (converted >= 0 || converted == -E2BIG || result)
            continue;
        if (flags & NLS_STRICT)
            result = NLS_INVALID;
        else if (!put_wide(&sink, '?'))
            result = NLS_TOO_SMALL;
        in++, length--;
    }
    sys_host_convert_close(conversion);
    return result ? result : (ptrdiff_t)sink.at;
}

static ptrdiff_t iconv_encode(const struct iconv_page *page, unsigned flags, const WCHAR *from, size_t length,
                              char *to, size_t size, const char *default_char, bool *used)
{
    touch(from, length * sizeof(WCHAR));
    void *conversion = sys_host_convert_open(page->iconv_name, "UTF-16LE");
    if (!conversion)
        return NLS_BAD_PAGE;
    struct byte_sink sink = {to, 0, size};
    ptrdiff_t result = 0;
    char *in = (char *)from;
    size_t left = length * sizeof(WCHAR);
    bool flushed = false;
    while (!flushed && !result) {
        char block[128], *out = block;
        size_t room = sizeof(block);
        flushed = !left;
        long converted =
            sys_host_convert(conversion, flushed ? NULL : &in, flushed ? NULL : &left, &out, &room);
        if (!put_bytes(&sink, block, (size_t)(out - block)))
            result = NLS_TOO_SMALL;
        if (converted >= 0 || converted == -E2BIG || flushed || result)
            continue;
        if (flags & NLS_STRICT)
            result = NLS_INVALID;
        else if (!put_bytes(&sink, default_char ? default_char : "?", 1))
            result = NLS_TOO_SMALL;
        if (used)
            *used = true;
        in += sizeof(WCHAR), left -= sizeof(WCHAR);
    }
    sys_host_convert_close(conversion);
    return result ? result : (ptrdiff_t)sink.at;
}

/* ---- the interface ---- */

ptrdiff_t nls_decode(unsigned codepage, unsigned flags, const char *from, size_t length, WCHAR *to,
                     size_t size)
{
    codepage = nls_resolve_codepage(codepage);
    if (codepage == CP_UTF8)
        return utf8_decode(flags, (const unsigned char *)from, length, to, size);
    const struct nls_page *page = page_find(codepage);
    if (page)
        return page_decode(page, flags, (const unsigned char *)from, length, to, size);
    const struct iconv_page *other = iconv_find(codepage);
    return other ? iconv_decode(other, flags, from, length, to, size) : NLS_BAD_PAGE;
}

ptrdiff_t nls_encode(unsigned codepage, unsigned flags, const WCHAR *from, size_t length, char *to,
                     size_t size, const char *default_char, bool *used)
{
    codepage = nls_resolve_codepage(codepage);
    if (codepage == CP_UTF8)
        return utf8_encode(flags, from, length, to, size, used);
    const struct nls_page *page = page_find(codepage);
    if (page)
        return page_encode(page, flags, from, length, to, size, default_char, used);
    const struct iconv_page *other = iconv_find(codepage);
    return other ? iconv_encode(other, flags, from, length, to, size, default_char, used) : NLS_BAD_PAGE;
}

bool nls_codepage_info(unsigned codepage, struct nls_codepage_info *info)
{
    *info = (struct nls_codepage_info){codepage, 1, {'?', 0}, '?', {0}, ""};
    if (codepage == CP_UTF8) {
        info->max_char_size = 4;
        info->unicode_default = REPLACEMENT;
        info->name = "Unicode (UTF-8)";
        return true;
    }
    const struct nls_page *page = page_find(codepage);
    const struct iconv_page *other = page ? NULL : iconv_find(codepage);
    if (other) {
        info->max_char_size = other->max_char_size;
        info->name = other->name;
        return true;
    }
    if (!page)
        return false;
    info->name = page->name;
    if (page->single['?'] != '?') /* EBCDIC */
        info->default_char[0] = 0x6F;
    if (!page->leads)
        return true;
    info->max_char_size = 2;
    if (codepage == 932)
        info->unicode_default = 0x30FB;
    unsigned at = 0;
    for (unsigned i = 0; i < page->lead_count && at < 10; i++) {
        if (i && page->leads[i] == page->leads[i - 1] + 1) {
            info->lead_ranges[at - 1] = page->leads[i];
        } else {
            info->lead_ranges[at++] = page->leads[i];
            info->lead_ranges[at++] = page->leads[i];
        }
    }
    return true;
}

unsigned nls_codepage_at(unsigned index)
{
    unsigned tables = 0, others = 0;
    for (;;) { /* a merge of the two ascending lists, then UTF-8 */
        unsigned a = tables < nls_page_count ? nls_pages[tables].number : UINT32_MAX;
        unsigned b = others < countof(iconv_pages) ? iconv_pages[others].number : UINT32_MAX;
        unsigned next = a < b ? a : b;
        if (next == UINT32_MAX)
            return index ? 0 : CP_UTF8;
        if (next != CP_SYMBOL && !index--)
            return next;
        if (a < b)
            tables++;
        else
            others++;
    }
}

bool nls_is_lead_byte(unsigned codepage, unsigned char byte)
{
    const struct nls_page *page = page_find(nls_resolve_codepage(codepage));
    return page && lead_index(page, byte) >= 0;
}
