/* SPDX-License-Identifier: MIT
 *
 * What kernel32's files about text share: the locales that are there, and the endings of A-functions.
 */
#ifndef DECANT_KERNEL32_NLS_H
#define DECANT_KERNEL32_NLS_H

#include <win/stringapiset.h>
#include <win/winnls.h>
#include <rtl/nls.h>
#include "kernel32.h"

struct locale {
    LCID lcid;
    const WCHAR *name;
    unsigned column; /* in the table of LCTYPEs */
};

/* The locale meant, defaults resolved; NULL: not one that is there. name NULL: the user's. */
const struct locale *locale_find(LCID lcid);
const struct locale *locale_find_name(LPCWSTR name);
/* A string of the locale; NULL: no such LCTYPE. */
const WCHAR *locale_text(const struct locale *locale, LCTYPE type);

/* The end of a W-function that returns a counted text: `length` units with the terminator. size 0 asks for
 * the size. Returns the count, or 0 with ERROR_INSUFFICIENT_BUFFER. */
INT text_return(const WCHAR *text, size_t length, LPWSTR to, INT size);
/* The like for an A-function; negative or missing results pass through. */
INT text_return_ansi(const WCHAR *text, size_t length, LPSTR to, INT size);

#endif
