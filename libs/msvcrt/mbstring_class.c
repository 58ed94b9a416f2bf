/* SPDX-License-Identifier: MIT
 *
 * Classes of multibyte characters and of their bytes, and the Japanese kinds of characters (code page 932).
 */
#include "crt_ctype.h"
#include "mbstring.h"

static bool kana_byte(unsigned page, unsigned c)
{
    return page == 932 && c >= 0xA1 && c <= 0xDF;
}

#define BYTE_CLASS(name, expression)                                                                         \
    int CDECL msvcrt_##name##_l(unsigned c, const struct crt_locale *locale)                                 \
    {                                                                                                        \
        unsigned page = crt_mb_page(locale);                                                                 \
        unsigned type = c < 0x100 && (c < 0x80 || !page) ? crt_locale_or_current(locale)->ctype[c] : 0;      \
        (void)type;                                                                                          \
        return (expression) ? 1 : 0;                                                                         \
    }                                                                                                        \
    MB_PLAIN(int, name, (unsigned c), c)

BYTE_CLASS(_ismbbalnum, (type & CTYPE_ALNUM) || (kana_byte(page, c) && c > 0xA5))
BYTE_CLASS(_ismbbalpha, (type & CTYPE_ALPHA) || (kana_byte(page, c) && c > 0xA5))
BYTE_CLASS(_ismbbgraph, (type & CTYPE_GRAPH) || kana_byte(page, c))
BYTE_CLASS(_ismbbprint, (type & CTYPE_PRINT) || kana_byte(page, c))
BYTE_CLASS(_ismbbpunct, (type & CTYPE_PUNCT) || (kana_byte(page, c) && c <= 0xA5))
BYTE_CLASS(_ismbbkalnum, kana_byte(page, c) && c > 0xA5)
BYTE_CLASS(_ismbbkana, kana_byte(page, c))
BYTE_CLASS(_ismbbkprint, kana_byte(page, c))
BYTE_CLASS(_ismbbkpunct, kana_byte(page, c) && c <= 0xA5)
BYTE_CLASS(_ismbblead, c < 0x100 && mb_lead(page, c))
BYTE_CLASS(_ismbbtrail, crt_mb_trail(page, c))

#define CHARACTER_CLASS(name, mask)                                                                          \
    int CDECL msvcrt_##name##_l(unsigned c, const struct crt_locale *locale)                                 \
    {                                                                                                        \
        return (crt_mb_class(crt_mb_page(locale), c) & (mask)) != 0;                                         \
    }                                                                                                        \
    MB_PLAIN(int, name, (unsigned c), c)

CHARACTER_CLASS(_ismbcalnum, CTYPE_ALNUM)
CHARACTER_CLASS(_ismbcalpha, CTYPE_ALPHA)
CHARACTER_CLASS(_ismbcdigit, CTYPE_DIGIT)
CHARACTER_CLASS(_ismbcgraph, CTYPE_GRAPH)
CHARACTER_CLASS(_ismbclower, CTYPE_LOWER)
CHARACTER_CLASS(_ismbcprint, CTYPE_PRINT)
CHARACTER_CLASS(_ismbcpunct, CTYPE_PUNCT)
CHARACTER_CLASS(_ismbcspace, CTYPE_SPACE)
CHARACTER_CLASS(_ismbcupper, CTYPE_UPPER)

#define JAPANESE(name, low, high, hole)                                                                      \
    int CDECL msvcrt_##name##_l(unsigned c, const struct crt_locale *locale)                                 \
    {                                                                                                        \
        return crt_mb_page(locale) == 932 && c >= (low) && c <= (high) && c != (hole) &&                     \
               mb_lead(932, c >> 8) && crt_mb_trail(932, c & 0xFF);                                          \
    }                                                                                                        \
    MB_PLAIN(int, name, (unsigned c), c)

JAPANESE(_ismbchira, 0x829F, 0x82F1, 0)
JAPANESE(_ismbckata, 0x8340, 0x8396, 0x837F)
JAPANESE(_ismbcsymbol, 0x8141, 0x81AC, 0x817F)
JAPANESE(_ismbcl0, 0x8140, 0x889E, 0)
JAPANESE(_ismbcl1, 0x889F, 0x9872, 0)
JAPANESE(_ismbcl2, 0x989F, 0xEAA4, 0)

int CDECL msvcrt__ismbclegal_l(unsigned c, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    return c <= 0xFFFF && mb_lead(page, c >> 8) && crt_mb_trail(page, c & 0xFF);
}
MB_PLAIN(int, _ismbclegal, (unsigned c), c)

/* ---- kana ---- */

unsigned CDECL msvcrt__mbctohira_l(unsigned c, const struct crt_locale *locale)
{
    if (msvcrt__ismbckata_l(c, locale) && c <= 0x8393)
        return c - 0x8340 - (c > 0x837F) + 0x829F;
    return c;
}
MB_PLAIN(unsigned, _mbctohira, (unsigned c), c)

unsigned CDECL msvcrt__mbctokata_l(unsigned c, const struct crt_locale *locale)
{
    if (!msvcrt__ismbchira_l(c, locale))
        return c;
    unsigned kata = c - 0x829F + 0x8340;
    return kata + (kata >= 0x837F);
}
MB_PLAIN(unsigned, _mbctokata, (unsigned c), c)

/* Half-width to full-width: the characters' numbers in Unicode are related, those in 932 are not. */
unsigned CDECL msvcrt__mbbtombc_l(unsigned c, const struct crt_locale *locale)
{
    WCHAR wide = 0;
    char bytes[4];
    bool used = false;
    if (crt_mb_page(locale) != 932)
        return c;
    switch (c) { /* the signs of JIS, whose full forms are not those of Unicode */
    case 0x20:
        return 0x8140;
    case 0x22:
        return 0x8168;
    case 0x27:
        return 0x8166;
    case 0x5C:
        return 0x818F;
    case 0x7E:
        return 0x8150;
    case 0xDE:
        return 0x814A;
    case 0xDF:
        return 0x814B;
    }
    if (c > 0x20 && c < 0x7F)
        wide = (WCHAR)(c - 0x20 + 0xFF00);
    else if (kana_byte(932, c)) {
        unsigned length;
        const uint16_t *full = nls_decompose((WCHAR)(c - 0xA1 + 0xFF61), true, &length);
        wide = full && length == 1 ? full[0] : 0;
    }
    if (!wide || nls_encode(932, 0, &wide, 1, bytes, sizeof(bytes), NULL, &used) != 2 || used)
        return c;
    return mb_code((mbchar *)bytes, 2);
}
MB_PLAIN(unsigned, _mbbtombc, (unsigned c), c)

unsigned CDECL msvcrt__mbctombb_l(unsigned c, const struct crt_locale *locale)
{
    if (msvcrt__ismbchira_l(c, locale))
        c = msvcrt__mbctokata_l(c, locale);
    for (unsigned half = 0x20; c > 0xFF && half < 0xE0; half++)
        if (msvcrt__mbbtombc_l(half, locale) == c)
            return half;
    return c;
}
MB_PLAIN(unsigned, _mbctombb, (unsigned c), c)

/* JIS X 0208's rows and cells, and Shift-JIS. */
unsigned CDECL msvcrt__mbcjistojms_l(unsigned c, const struct crt_locale *locale)
{
    unsigned row = c >> 8, cell = c & 0xFF;
    if (crt_mb_page(locale) != 932)
        return c;
    if (row < 0x21 || row > 0x7E || cell < 0x21 || cell > 0x7E)
        return 0;
    cell += row & 1 ? (cell > 0x5F ? 0x20 : 0x1F) : 0x7E;
    row = (row - 0x21) / 2 + 0x81;
    return (row > 0x9F ? row + 0x40 : row) << 8 | cell;
}
MB_PLAIN(unsigned, _mbcjistojms, (unsigned c), c)

unsigned CDECL msvcrt__mbcjmstojis_l(unsigned c, const struct crt_locale *locale)
{
    unsigned lead = c >> 8, trail = c & 0xFF;
    if (crt_mb_page(locale) != 932)
        return c;
    if (!msvcrt__ismbclegal_l(c, locale) || lead >= 0xF0)
        return 0;
    unsigned row = ((lead >= 0xE0 ? lead - 0x40 : lead) - 0x81) * 2 + 0x21;
    if (trail >= 0x9F)
        return (row + 1) << 8 | (trail - 0x7E);
    return row << 8 | (trail - (trail > 0x7F ? 0x20 : 0x1F));
}
MB_PLAIN(unsigned, _mbcjmstojis, (unsigned c), c)
