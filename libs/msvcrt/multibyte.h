/* SPDX-License-Identifier: MIT
 *
 * One character at a time between a locale's code page and UTF-16.
 */
#ifndef DECANT_MSVCRT_MULTIBYTE_H
#define DECANT_MSVCRT_MULTIBYTE_H

#include "crt_locale.h"

/* How many bytes a character has that begins with `lead`; 0: none does. */
unsigned crt_char_length(const struct crt_locale *locale, unsigned char lead);
/* The character at `from`, of at most `size` bytes: its bytes, -1 where it is invalid or cut off. to: two
 * units, *units of which are set. A NUL is one byte long. */
int crt_decode_char(const struct crt_locale *locale, const char *from, size_t size, WCHAR to[2],
                    unsigned *units);
/* The character at `from` (`size` units may be looked at, for a surrogate pair) as bytes: their number, -1
 * where the code page has none. *units: what was consumed. */
int crt_encode_char(const struct crt_locale *locale, const WCHAR *from, size_t size, char to[8],
                    unsigned *units);

#endif
