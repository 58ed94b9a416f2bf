/* SPDX-License-Identifier: MIT
 *
 * UTF-8 and UTF-16, for names: nothing is lost in either direction (wide.h says how).
 */
#include "wide.h"

/* One code point, or a byte that starts none, as 0xDC80 + its low bits. Returns the bytes consumed. */
static unsigned decode(const unsigned char *s, uint32_t *out)
{
    unsigned char lead = s[0];
    unsigned extra = lead >= 0xF0 && lead < 0xF5   ? 3
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                                                   : 0;
    if (lead < 0x80 || !extra) {
        *out = lead < 0x80 ? lead : 0xDC00u + lead;
        return 1;
    }
    uint32_t value = lead & (0x3F >> extra);
    for (unsigned i = 1; i <= extra; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *out = 0xDC00u + lead;
            return 1;
        }
        value = value << 6 | (s[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    /* A surrogate written out in three bytes counts as raw bytes where it would not come back as itself:
     * U+DC80 to U+DCFF stand for raw bytes already, and a high one would make a pair with such a byte behind
     * it. */
    if (value < least[extra] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDBFF) ||
        (value >= 0xDC80 && value <= 0xDCFF)) {
        *out = 0xDC00u + lead;
        return 1;
    }
    *out = value;
    return extra + 1;
}

size_t utf8_to_wide(const char *from, WCHAR *to, size_t size)
{
    const unsigned char *s = (const unsigned char *)from;
    size_t at = 0;
    while (*s) {
        uint32_t c;
        s += decode(s, &c);
        if (c >= 0x10000) {
            if (at + 1 < size) {
                to[at] = (WCHAR)(0xD800 + ((c - 0x10000) >> 10));
                to[at + 1] = (WCHAR)(0xDC00 + (c & 0x3FF));
            }
            at += 2;
        } else {
            if (at < size)
                to[at] = (WCHAR)c;
            at++;
        }
    }
    if (at < size)
        to[at] = 0;
    return at + 1;
}

size_t wide_to_utf8(const WCHAR *from, char *to, size_t size)
{
    size_t at = 0;
    while (*from) {
        uint32_t c = *from++;
        if (c >= 0xD800 && c < 0xDC00 && *from >= 0xDC00 && *from < 0xE000)
            c = wide_join(c, *from++);
        char bytes[4];
        size_t count = utf8_put(c, bytes);
        for (size_t i = 0; i < count; i++)
            if (at + i < size)
                to[at + i] = bytes[i];
        at += count;
    }
    if (at < size)
        to[at] = 0;
    return at + 1;
}
