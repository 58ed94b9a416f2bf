/* SPDX-License-Identifier: MIT
 *
 * Locales. A locale never changes once made and is never freed: setlocale and _create_locale find one that
 * was made before by its names, so a program that switches to and fro costs nothing, and readers take no
 * lock.
 */
#ifndef DECANT_MSVCRT_LOCALE_H
#define DECANT_MSVCRT_LOCALE_H

#include <rtl/nls.h>

enum { CRT_LC_ALL, CRT_LC_COLLATE, CRT_LC_CTYPE, CRT_LC_MONETARY, CRT_LC_NUMERIC, CRT_LC_TIME, CRT_LC_COUNT };

/* Windows' struct lconv; the wide fields are there since Windows 7's msvcrt. */
struct crt_lconv {
    const char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol,
        *mon_decimal_point, *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes, n_sep_by_space,
        p_sign_posn, n_sign_posn;
    const WCHAR *_W_decimal_point, *_W_thousands_sep, *_W_int_curr_symbol, *_W_currency_symbol,
        *_W_mon_decimal_point, *_W_mon_thousands_sep, *_W_positive_sign, *_W_negative_sign;
};

/* A guest's _locale_t points here; the two leading pointers are what Microsoft's struct consists of. */
struct crt_locale {
    void *locinfo;
    void *mbcinfo;
    unsigned code_page; /* 0: the C locale, bytes are Latin-1 */
    int mb_cur_max;
    unsigned collate_code_page;
    unsigned lcid[CRT_LC_COUNT];
    const uint16_t *ctype; /* entry of c at c; -1 is valid */
    const unsigned char *lower, *upper;
    struct crt_lconv *lconv;
    const char *name[CRT_LC_COUNT]; /* [0]: what setlocale(LC_ALL, NULL) returns */
    const WCHAR *wide_name[CRT_LC_COUNT];
    const WCHAR *tag[CRT_LC_COUNT]; /* "en-US"; NULL: the C locale */
    struct crt_locale *next;
};

extern struct crt_locale crt_locale_c;

/* A language and country as setlocale names them, and their conventions (locale_names.c). */
struct crt_locale_data {
    const char *language, *language_short, *country, *country_short;
    unsigned lcid, ansi, oem;
    const char *decimal, *thousands; /* UTF-8 */
    const char *currency, *symbol;
    char frac_digits, cs_precedes, sep_by_space, p_sign_posn, n_sign_posn;
};
/* Finds by the names' first `language_length` and `country_length` bytes, in full or short form, any case; no
 * country: the language's first. NULL where there is none. */
const struct crt_locale_data *crt_locale_find(const char *language, size_t language_length,
                                              const char *country, size_t country_length);
/* Finds by the Windows name ("en-US", or "en" alone), which is stored in full as Windows spells it. */
#define CRT_LOCALE_TAG 16
const struct crt_locale_data *crt_locale_find_tag(const char *name, size_t length, char tag[CRT_LOCALE_TAG]);

/* The one that setlocale chose for the process, or _configthreadlocale for the thread. */
const struct crt_locale *crt_locale_current(void);

static inline const struct crt_locale *crt_locale_or_current(const struct crt_locale *locale)
{
    return locale ? locale : crt_locale_current();
}

/* The case of a UTF-16 unit: the C locale knows ASCII alone. */
static inline WCHAR crt_wide_lower(const struct crt_locale *locale, WCHAR c)
{
    if (c < 0x80 || !locale->code_page)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return nls_to_lower(c);
}

static inline WCHAR crt_wide_upper(const struct crt_locale *locale, WCHAR c)
{
    if (c < 0x80 || !locale->code_page)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    return nls_to_upper(c);
}

#endif
