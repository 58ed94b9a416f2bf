/* SPDX-License-Identifier: MIT
 *
 * Locales. A locale never changes once made and is never freed: setlocale and _create_locale find one that
 * was made before by its names, so a program that switches to and fro costs nothing, and readers take no
 * lock.
 */
#ifndef DECANT_MSVCRT_LOCALE_H
#define DECANT_MSVCRT_LOCALE_H

#include <win/windef.h>

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
    unsigned lcid[CRT_LC_COUNT];
    const uint16_t *ctype; /* entry of c at c; -1 is valid */
    const unsigned char *lower, *upper;
    struct crt_lconv *lconv;
    const char *name[CRT_LC_COUNT]; /* [0]: what setlocale(LC_ALL, NULL) returns */
    struct crt_locale *next;
};

extern struct crt_locale crt_locale_c;
/* The one that setlocale chose for the process, or _configthreadlocale for the thread. */
const struct crt_locale *crt_locale_current(void);

static inline const struct crt_locale *crt_locale_or_current(const struct crt_locale *locale)
{
    return locale ? locale : crt_locale_current();
}

#endif
