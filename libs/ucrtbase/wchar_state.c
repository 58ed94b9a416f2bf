/* SPDX-License-Identifier: MIT
 *
 * wchar.h and uchar.h: conversions with a state, in the locale's code page. A character beyond 16 bits is a
 * pair of surrogates for those that write UTF-16; mbrtowc, which has room for one unit, refuses it.
 */
#include "wchar_state.h"
#include <string.h>
#include "../msvcrt/msvcrt.h"

#define STATE(given)                                                                                         \
    ({                                                                                                       \
        static _Thread_local struct crt_mbstate own;                                                         \
        (given) ? (given) : &own;                                                                            \
    })

static size_t invalid(struct crt_mbstate *state)
{
    *state = (struct crt_mbstate){0};
    crt_set_errno(CRT_EILSEQ);
    return CRT_MB_INVALID;
}

size_t crt_mb_take(const struct crt_locale *locale, uint32_t *c, const char *from, size_t size,
                   struct crt_mbstate *state)
{
    size_t taken = 0;
    for (;;) {
        if (taken == size)
            return CRT_MB_INCOMPLETE;
        if (state->count >= sizeof(state->bytes)) /* not a state of ours */
            return invalid(state);
        unsigned char byte = (unsigned char)from[taken++];
        if (state->count && locale->code_page == CP_UTF8 && (byte & 0xC0) != 0x80)
            return invalid(state);
        state->bytes[state->count++] = byte;
        unsigned length = crt_char_length(locale, state->bytes[0]);
        if (!length)
            return invalid(state);
        if (state->count < length)
            continue;
        WCHAR units[2];
        unsigned made;
        if (crt_decode_char(locale, (const char *)state->bytes, length, units, &made) < 0)
            return invalid(state);
        *c = made == 2 ? 0x10000 + ((units[0] & 0x3FFu) << 10 | (units[1] & 0x3FFu)) : units[0];
        *state = (struct crt_mbstate){0};
        return *c ? taken : 0;
    }
}

size_t crt_mb_put(const struct crt_locale *locale, char *to, uint32_t c)
{
    struct crt_mbstate none;
    WCHAR units[2] = {(WCHAR)c};
    unsigned count = 1, used;
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return invalid(&none);
    if (c > 0xFFFF) {
        units[0] = (WCHAR)(0xD7C0 + (c >> 10));
        units[1] = (WCHAR)(0xDC00 | (c & 0x3FF));
        count = 2;
    }
    int length = crt_encode_char(locale, units, count, to, &used);
    return length < 0 || used != count ? invalid(&none) : (size_t)length;
}

size_t crt_mb_put_unit(const struct crt_locale *locale, char *to, WCHAR unit, struct crt_mbstate *state)
{
    bool low = (unit & 0xFC00) == 0xDC00, high = (unit & 0xFC00) == 0xD800;
    if (low != (state->half != 0))
        return invalid(state);
    if (high) {
        state->surrogate = unit;
        state->half = 1;
        return 0;
    }
    uint32_t c = low ? 0x10000 + ((state->surrogate & 0x3FF) << 10 | (unit & 0x3FFu)) : unit;
    *state = (struct crt_mbstate){0};
    return crt_mb_put(locale, to, c);
}

/* ---- wchar.h ---- */

size_t CDECL msvcrt_mbrtowc(WCHAR *to, const char *from, size_t size, struct crt_mbstate *state)
{
    uint32_t c = 0;
    state = STATE(state);
    if (!from) { /* back to the initial state, unless in the middle of a character */
        to = NULL;
        from = "";
        size = 1;
    }
    size_t length = crt_mb_take(crt_locale_current(), &c, from, size, state);
    if (length > 4)
        return length;
    if (c > 0xFFFF)
        return invalid(state);
    if (to)
        *to = (WCHAR)c;
    return length;
}

size_t CDECL msvcrt_mbrlen(const char *text, size_t size, struct crt_mbstate *state)
{
    return msvcrt_mbrtowc(NULL, text, size, STATE(state));
}

size_t CDECL msvcrt_wcrtomb(char *to, WCHAR c, struct crt_mbstate *state)
{
    char bytes[8];
    state = STATE(state);
    if (!to) {
        *state = (struct crt_mbstate){0};
        return 1;
    }
    size_t length = crt_mb_put_unit(crt_locale_current(), bytes, c, state);
    if (length != CRT_MB_INVALID)
        memcpy(to, bytes, length);
    return length;
}

/* Units without the terminator; *from is where it stopped, NULL after the terminator. */
size_t CDECL msvcrt_mbsrtowcs(WCHAR *to, const char **from, size_t count, struct crt_mbstate *state)
{
    if (!from || !*from) {
        crt_invalid(EINVAL);
        return CRT_MB_INVALID;
    }
    const struct crt_locale *locale = crt_locale_current();
    const char *at = *from;
    size_t made = 0;
    state = STATE(state);
    for (;;) {
        uint32_t c = 0;
        struct crt_mbstate before = *state;
        if (to && made >= count)
            break;
        size_t length = crt_mb_take(locale, &c, at, 8, state); /* a NUL ends it early */
        if (length > 4) {
            if (to)
                *from = at;
            return length == CRT_MB_INCOMPLETE ? invalid(state) : length;
        }
        size_t units = c > 0xFFFF ? 2 : 1;
        if (to && units > count - made) {
            *state = before;
            break; /* half a pair is not written */
        }
        if (to && units == 2) {
            to[made] = (WCHAR)(0xD7C0 + (c >> 10));
            to[made + 1] = (WCHAR)(0xDC00 | (c & 0x3FF));
        } else if (to) {
            to[made] = (WCHAR)c;
        }
        if (!length) {
            if (to)
                *from = NULL;
            return made;
        }
        made += units;
        at += length;
    }
    *from = at;
    return made;
}

size_t CDECL msvcrt_wcsrtombs(char *to, const WCHAR **from, size_t count, struct crt_mbstate *state)
{
    if (!from || !*from) {
        crt_invalid(EINVAL);
        return CRT_MB_INVALID;
    }
    const struct crt_locale *locale = crt_locale_current();
    const WCHAR *at = *from;
    size_t made = 0;
    state = STATE(state);
    for (;; at++) {
        char bytes[8];
        struct crt_mbstate before = *state;
        size_t length = crt_mb_put_unit(locale, bytes, *at, state);
        if (length == CRT_MB_INVALID) {
            if (to)
                *from = at - before.half;
            return length;
        }
        if (to && length > count - made) {
            *state = (struct crt_mbstate){0};
            *from = at - before.half; /* of a pair, neither half is taken */
            return made;
        }
        if (to)
            memcpy(to + made, bytes, length);
        if (!*at) {
            if (to)
                *from = NULL;
            return made;
        }
        made += length;
    }
}

int CDECL msvcrt_btowc(int c)
{
    WCHAR to[2];
    unsigned units;
    char byte = (char)c;
    if (c < 0 || c > 255 || crt_char_length(crt_locale_current(), (unsigned char)c) != 1 ||
        crt_decode_char(crt_locale_current(), &byte, 1, to, &units) != 1 || units != 1)
        return 0xFFFF; /* WEOF is an unsigned short */
    return to[0];
}

int CDECL msvcrt_wctob(WCHAR c)
{
    char bytes[8];
    unsigned units;
    if (c == 0xFFFF || crt_encode_char(crt_locale_current(), &c, 1, bytes, &units) != 1)
        return -1;
    return (unsigned char)bytes[0];
}

/* ---- uchar.h: char16_t and char32_t against UTF-8, in every locale ---- */

static const struct crt_locale utf8 = {.code_page = CP_UTF8};

size_t CDECL msvcrt_mbrtoc16(char16_t *to, const char *from, size_t size, struct crt_mbstate *state)
{
    uint32_t c = 0;
    state = STATE(state);
    if (state->half) {
        if (to)
            *to = (char16_t)state->surrogate;
        *state = (struct crt_mbstate){0};
        return CRT_MB_PENDING;
    }
    if (!from) {
        to = NULL;
        from = "";
        size = 1;
    }
    size_t length = crt_mb_take(&utf8, &c, from, size, state);
    if (length > 4)
        return length;
    if (c > 0xFFFF) {
        state->surrogate = 0xDC00 | (c & 0x3FF);
        state->half = 1;
        c = 0xD7C0 + (c >> 10);
    }
    if (to)
        *to = (char16_t)c;
    return length;
}

size_t CDECL msvcrt_mbrtoc32(uint32_t *to, const char *from, size_t size, struct crt_mbstate *state)
{
    uint32_t c = 0;
    state = STATE(state);
    size_t length = crt_mb_take(&utf8, &c, from ? from : "", from ? size : 1, state);
    if (length <= 4 && to && from)
        *to = c;
    return length;
}

size_t CDECL msvcrt_c16rtomb(char *to, char16_t c, struct crt_mbstate *state)
{
    state = STATE(state);
    if (!to) {
        *state = (struct crt_mbstate){0};
        return 1;
    }
    return crt_mb_put_unit(&utf8, to, c, state);
}

size_t CDECL msvcrt_c32rtomb(char *to, uint32_t c, struct crt_mbstate *state)
{
    return to ? crt_mb_put(&utf8, to, c) : 1;
}
