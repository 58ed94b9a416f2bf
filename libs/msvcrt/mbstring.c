/* SPDX-License-Identifier: MIT
 *
 * The multibyte code page, single characters, and moving along strings of them.
 */
#include "mbstring.h"

enum { TYPE_PUNCT = 0x02, TYPE_LEAD = 0x04, TYPE_TRAIL = 0x08, TYPE_UPPER = 0x10, TYPE_LOWER = 0x20 };

extern unsigned char msvcrt__mbctype[257], msvcrt__mbcasemap[256];
static unsigned current_page, current_code_page;

int CDECL msvcrt__ismbbprint_l(unsigned c, const struct crt_locale *locale);

static bool double_byte(unsigned code_page)
{
    struct nls_codepage_info info;
    return code_page != CP_UTF8 && nls_codepage_info(code_page, &info) && info.max_char_size == 2;
}

bool crt_mb_trail(unsigned page, unsigned c)
{
    switch (page) {
    case 0:
        return false;
    case 932:
        return c >= 0x40 && c <= 0xFC && c != 0x7F;
    case 949:
        return (c >= 0x41 && c <= 0x5A) || (c >= 0x61 && c <= 0x7A) || (c >= 0x81 && c <= 0xFE);
    case 950:
        return (c >= 0x40 && c <= 0x7E) || (c >= 0xA1 && c <= 0xFE);
    case 1361:
        return (c >= 0x31 && c <= 0x7E) || (c >= 0x81 && c <= 0xFE);
    default:
        return c >= 0x40 && c <= 0xFE && c != 0x7F;
    }
}

static void use(unsigned code_page)
{
    current_code_page = code_page;
    current_page = double_byte(code_page) ? code_page : 0;
    memset(msvcrt__mbctype, 0, sizeof(msvcrt__mbctype));
    for (unsigned c = 0; c < 256; c++) {
        unsigned char type = 0;
        if (c < 0x80)
            type = c >= 'A' && c <= 'Z' ? TYPE_UPPER : c >= 'a' && c <= 'z' ? TYPE_LOWER : 0;
        msvcrt__mbcasemap[c] = (unsigned char)(type & TYPE_UPPER ? c + 32 : type & TYPE_LOWER ? c - 32 : 0);
        if (mb_lead(current_page, c))
            type |= TYPE_LEAD;
        if (crt_mb_trail(current_page, c))
            type |= TYPE_TRAIL;
        if (current_page == 932 && c >= 0xA1 && c <= 0xDF)
            type |= c <= 0xA5 ? TYPE_PUNCT : 0x01; /* _MP, _MS */
        msvcrt__mbctype[c + 1] = type;
    }
}

void crt_mbstring_attach(void)
{
    if (nls_acp() != CP_UTF8)
        use(nls_acp());
}

int CDECL msvcrt__setmbcp(int code_page)
{
    struct nls_codepage_info info;
    unsigned wanted = code_page == 0    ? 0                               /* _MB_CP_SBCS */
                      : code_page == -2 ? nls_oemcp()                     /* _MB_CP_OEM */
                      : code_page == -3 ? nls_acp()                       /* _MB_CP_ANSI */
                      : code_page == -4 ? crt_locale_current()->code_page /* _MB_CP_LOCALE */
                                        : (unsigned)code_page;
    if (wanted && !nls_codepage_info(wanted, &info)) {
        crt_invalid(EINVAL);
        return -1;
    }
    msvcrt__lock(CRT_LOCK_MBCTYPE);
    use(wanted);
    msvcrt__unlock(CRT_LOCK_MBCTYPE);
    return 0;
}

int CDECL msvcrt__getmbcp(void)
{
    return (int)current_page;
}

unsigned char *CDECL msvcrt___p__mbctype(void)
{
    return msvcrt__mbctype;
}

unsigned crt_mb_page(const struct crt_locale *locale)
{
    if (!locale)
        return current_page;
    return locale->mb_cur_max == 2 ? locale->code_page : 0;
}

/* ---- characters ---- */

static WCHAR to_wide(unsigned page, unsigned code)
{
    char bytes[2];
    WCHAR wide[2];
    unsigned length = code > 0xFF ? 2 : 1;
    mb_store((mbchar *)bytes, code, length);
    return nls_decode(page, NLS_STRICT, bytes, length, wide, 2) == 1 ? wide[0] : 0;
}

static unsigned map(unsigned page, unsigned code, bool up)
{
    if (code < 0x80) {
        if (up)
            return code - 'a' < 26 ? code - 32 : code;
        return code - 'A' < 26 ? code + 32 : code;
    }
    if (!page)
        return code < 256 ? (up ? crt_locale_current()->upper : crt_locale_current()->lower)[code] : code;
    WCHAR wide = to_wide(page, code), mapped = up ? nls_to_upper(wide) : nls_to_lower(wide);
    char bytes[4];
    bool used = false;
    if (!wide || wide == mapped)
        return code;
    ptrdiff_t length = nls_encode(page, 0, &mapped, 1, bytes, sizeof(bytes), NULL, &used);
    return used || length != (code > 0xFF ? 2 : 1) ? code : mb_code((mbchar *)bytes, (unsigned)length);
}

unsigned crt_mb_lower(unsigned page, unsigned code)
{
    return map(page, code, false);
}

unsigned crt_mb_upper(unsigned page, unsigned code)
{
    return map(page, code, true);
}

unsigned crt_mb_class(unsigned page, unsigned code)
{
    if (code < 0x100 && (!page || code < 0x80))
        return crt_locale_current()->ctype[code];
    WCHAR wide = page ? to_wide(page, code) : 0;
    return wide ? nls_ctype(wide, 0) : 0;
}

size_t crt_mb_bytes(unsigned page, const mbchar *s, size_t count)
{
    const mbchar *at = s;
    for (; count && *at; count--)
        at += mb_length(page, at);
    return (size_t)(at - s);
}

unsigned CDECL msvcrt__mbctolower_l(unsigned c, const struct crt_locale *locale)
{
    return crt_mb_lower(crt_mb_page(locale), c);
}
MB_PLAIN(unsigned, _mbctolower, (unsigned c), c)

unsigned CDECL msvcrt__mbctoupper_l(unsigned c, const struct crt_locale *locale)
{
    return crt_mb_upper(crt_mb_page(locale), c);
}
MB_PLAIN(unsigned, _mbctoupper, (unsigned c), c)

size_t CDECL msvcrt__mbclen_l(const mbchar *s, const struct crt_locale *locale)
{
    return mb_length(crt_mb_page(locale), s);
}
MB_PLAIN(size_t, _mbclen, (const mbchar *s), s)

void CDECL msvcrt__mbccpy_l(mbchar *to, const mbchar *from, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    memcpy(to, from, mb_length(page, from));
}

void CDECL msvcrt__mbccpy(mbchar *to, const mbchar *from)
{
    msvcrt__mbccpy_l(to, from, NULL);
}

int CDECL msvcrt__mbccpy_s_l(mbchar *to, size_t size, int *copied, const mbchar *from,
                             const struct crt_locale *locale)
{
    if (copied)
        *copied = 0;
    if (!to || !size)
        return crt_invalid(EINVAL);
    *to = 0;
    if (!from)
        return crt_invalid(EINVAL);
    unsigned page = crt_mb_page(locale), length = mb_length(page, from);
    if (mb_lead(page, *from) && !from[1]) {
        crt_set_errno(CRT_EILSEQ);
        return CRT_EILSEQ;
    }
    if (length > size)
        return crt_invalid(ERANGE);
    memcpy(to, from, length);
    if (copied)
        *copied = (int)length;
    return 0;
}

int CDECL msvcrt__mbccpy_s(mbchar *to, size_t size, int *copied, const mbchar *from)
{
    return msvcrt__mbccpy_s_l(to, size, copied, from, NULL);
}

/* ---- along the string ---- */

unsigned CDECL msvcrt__mbsnextc_l(const mbchar *s, const struct crt_locale *locale)
{
    return mb_code(s, mb_length(crt_mb_page(locale), s));
}
MB_PLAIN(unsigned, _mbsnextc, (const mbchar *s), s)

mbchar *CDECL msvcrt__mbsinc_l(const mbchar *s, const struct crt_locale *locale)
{
    return (mbchar *)s + mb_length(crt_mb_page(locale), s);
}
MB_PLAIN(mbchar *, _mbsinc, (const mbchar *s), s)

/* The character before `at` in the string from `start`: walked to from the start, for a trail byte may look
 * like a lead byte. */
mbchar *CDECL msvcrt__mbsdec_l(const mbchar *start, const mbchar *at, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (start >= at)
        return NULL;
    if (!page)
        return (mbchar *)at - 1;
    const mbchar *s = start;
    for (const mbchar *next; (next = s + mb_length(page, s)) < at;)
        s = next;
    return (mbchar *)s;
}
MB_PLAIN(mbchar *, _mbsdec, (const mbchar *start, const mbchar *at), start, at)

mbchar *CDECL msvcrt__mbsninc_l(const mbchar *s, size_t count, const struct crt_locale *locale)
{
    return s ? (mbchar *)s + crt_mb_bytes(crt_mb_page(locale), s, count) : NULL;
}
MB_PLAIN(mbchar *, _mbsninc, (const mbchar *s, size_t count), s, count)

size_t CDECL msvcrt__mbsnlen_l(const mbchar *s, size_t size, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    size_t count = 0, at = 0;
    for (; at < size && s[at]; count++)
        at += mb_length(page, s + at);
    return at >= size ? size : count;
}
MB_PLAIN(size_t, _mbsnlen, (const mbchar *s, size_t size), s, size)

size_t CDECL msvcrt__mbslen_l(const mbchar *s, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    size_t count = 0;
    for (; *s; count++)
        s += mb_length(page, s);
    return count;
}
MB_PLAIN(size_t, _mbslen, (const mbchar *s), s)

/* Bytes in the first `count` characters, and characters in the first `count` bytes. */
size_t CDECL msvcrt__mbsnbcnt_l(const mbchar *s, size_t count, const struct crt_locale *locale)
{
    return crt_mb_bytes(crt_mb_page(locale), s, count);
}
MB_PLAIN(size_t, _mbsnbcnt, (const mbchar *s, size_t count), s, count)

size_t CDECL msvcrt__mbsnccnt_l(const mbchar *s, size_t count, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    size_t characters = 0;
    for (size_t at = 0; at < count && s[at]; characters++)
        at += mb_length(page, s + at);
    return characters;
}
MB_PLAIN(size_t, _mbsnccnt, (const mbchar *s, size_t count), s, count)

enum { BYTE_SINGLE = 0, BYTE_LEAD = 1, BYTE_TRAIL = 2, BYTE_ILLEGAL = -1 };

int CDECL msvcrt__mbbtype_l(mbchar c, int before, const struct crt_locale *locale)
{
    unsigned page = crt_mb_page(locale);
    if (before == BYTE_LEAD)
        return crt_mb_trail(page, c) ? BYTE_TRAIL : BYTE_ILLEGAL;
    if (mb_lead(page, c))
        return BYTE_LEAD;
    return msvcrt__ismbbprint_l(c, locale) ? BYTE_SINGLE : BYTE_ILLEGAL;
}
MB_PLAIN(int, _mbbtype, (mbchar c, int before), c, before)

int CDECL msvcrt__mbsbtype_l(const mbchar *s, size_t index, const struct crt_locale *locale)
{
    int type = BYTE_ILLEGAL;
    do {
        if (!*s)
            return BYTE_ILLEGAL;
        type = msvcrt__mbbtype_l(*s++, type, locale);
    } while (index--);
    return type;
}
MB_PLAIN(int, _mbsbtype, (const mbchar *s, size_t index), s, index)

/* Whether the byte at `at` is the first or the second of a character in the string from `start`. */
static int position(const mbchar *start, const mbchar *at, unsigned page, bool second)
{
    while (start < at && *start) {
        unsigned length = mb_length(page, start);
        if (length == 2 && start + 1 == at)
            return second ? -1 : 0;
        start += length;
    }
    return !second && start == at && mb_lead(page, *at) && at[1] ? -1 : 0;
}

int CDECL msvcrt__ismbslead_l(const mbchar *start, const mbchar *at, const struct crt_locale *locale)
{
    return position(start, at, crt_mb_page(locale), false);
}
MB_PLAIN(int, _ismbslead, (const mbchar *start, const mbchar *at), start, at)

int CDECL msvcrt__ismbstrail_l(const mbchar *start, const mbchar *at, const struct crt_locale *locale)
{
    return position(start, at, crt_mb_page(locale), true);
}
MB_PLAIN(int, _ismbstrail, (const mbchar *start, const mbchar *at), start, at)
