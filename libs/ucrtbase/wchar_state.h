/* SPDX-License-Identifier: MIT
 *
 * Conversions that can stop in the middle of a character and go on with the next call: what they keep in a
 * mbstate_t, and the two that all the functions of wchar.h and uchar.h are made of.
 */
#ifndef DECANT_UCRTBASE_WCHAR_STATE_H
#define DECANT_UCRTBASE_WCHAR_STATE_H

#include "../msvcrt/multibyte.h"

/* Windows' mbstate_t: all zeros is the initial state. */
struct crt_mbstate {
    union {
        unsigned char bytes[4]; /* of an unfinished character */
        uint32_t surrogate;     /* the half of a pair that is still to come, or was given */
    };
    uint16_t count; /* of bytes */
    uint16_t half;  /* a surrogate is kept */
};

#define CRT_MB_INVALID    ((size_t)-1)
#define CRT_MB_INCOMPLETE ((size_t)-2)
#define CRT_MB_PENDING    ((size_t)-3)

/* Takes bytes until a character is whole: their number, 0 for NUL, or one of the first two above (EILSEQ is
 * set for the first). */
size_t crt_mb_take(const struct crt_locale *locale, uint32_t *c, const char *from, size_t size,
                   struct crt_mbstate *state);
/* A code point as bytes: their number, or CRT_MB_INVALID and EILSEQ. */
size_t crt_mb_put(const struct crt_locale *locale, char *to, uint32_t c);
/* One UTF-16 unit as bytes: none for the first half of a pair, which is kept. */
size_t crt_mb_put_unit(const struct crt_locale *locale, char *to, WCHAR unit, struct crt_mbstate *state);

#endif
