/* SPDX-License-Identifier: MIT
 *
 * UTF-16 strings, which the host's libc cannot handle: its wchar_t is 32 bits wide. Linux names are UTF-8.
 */
#ifndef DECANT_COMMON_WIDE_H
#define DECANT_COMMON_WIDE_H

#include <win/windef.h>

/* Eight characters at a time, which never cross a page; the very first is looked at by itself, so that a wild
 * pointer faults where it points to. */
__attribute__((no_sanitize_address)) static inline size_t wide_length(const WCHAR *text)
{
    const WCHAR *end = text;
#ifdef __SSE2__
    typedef short characters __attribute__((vector_size(16), may_alias));
    typedef char bytes __attribute__((vector_size(16)));
    if (*text && !((uintptr_t)text & 1)) {
        const characters *at = (const characters *)((uintptr_t)text & ~(uintptr_t)15);
        unsigned skip = (unsigned)((uintptr_t)text & 15);
        unsigned zeros = (unsigned)__builtin_ia32_pmovmskb128((bytes)(*at == 0)) >> skip << skip;
        while (!zeros)
            zeros = (unsigned)__builtin_ia32_pmovmskb128((bytes)(*++at == 0));
        end = (const WCHAR *)((const char *)at + __builtin_ctz(zeros));
        return (size_t)(end - text);
    }
#endif
    while (*end)
        end++;
    return (size_t)(end - text);
}

static inline WCHAR ascii_lower(WCHAR c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static inline WCHAR ascii_upper(WCHAR c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

/* Compares ignoring the case of ASCII letters only (module names, option words). */
static inline int wide_compare_ascii(const WCHAR *a, const WCHAR *b)
{
    while (*a && ascii_lower(*a) == ascii_lower(*b))
        a++, b++;
    return (int)ascii_lower(*a) - (int)ascii_lower(*b);
}

static inline uint32_t wide_join(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
}

/* One code point in UTF-8, up to four bytes; returns how many. U+DC80..U+DCFF are raw bytes, see below; other
 * lone surrogates become three bytes. */
static inline unsigned utf8_put(uint32_t c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c >= 0xDC80 && c <= 0xDCFF) {
        to[0] = (char)(c - 0xDC00);
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3F));
        to[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3F));
    to[2] = (char)(0x80 | (c >> 6 & 0x3F));
    to[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* UTF-8 to UTF-16 and back. Bytes that are not UTF-8 become U+DC80..U+DCFF and come back as those bytes, so
 * that every Linux file name has one Windows spelling and opens again by it; lone surrogates of a Windows
 * name become three bytes. Sizes count units including the terminator; returns the units needed, writes
 * nothing past `size`. */
size_t utf8_to_wide(const char *from, WCHAR *to, size_t size);
size_t wide_to_utf8(const WCHAR *from, char *to, size_t size);

#endif
