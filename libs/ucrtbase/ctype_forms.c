/* SPDX-License-Identifier: MIT
 *
 * ctype.h and wctype.h: what the UCRT has beyond msvcrt. wctype answers with the masks of iswctype, wctrans
 * with what towctrans knows.
 */
#include <string.h>
#include "../msvcrt/crt_ctype.h"
#include "../msvcrt/msvcrt.h"

typedef WCHAR wint;

wint CDECL msvcrt_towlower(wint c);
wint CDECL msvcrt_towupper(wint c);

/* ---- blanks: the tabulator is one, although its class is not ---- */

int CDECL msvcrt__isblank_l(int c, const struct crt_locale *locale)
{
    if (c == '\t')
        return CTYPE_BLANK;
    return c >= -1 && c < 256 ? crt_locale_or_current(locale)->ctype[c] & CTYPE_BLANK : 0;
}

int CDECL msvcrt_isblank(int c)
{
    return msvcrt__isblank_l(c, NULL);
}

int CDECL msvcrt_iswblank(wint c)
{
    return c == '\t' || (c != 0xFFFF && nls_ctype(c, 0) & CTYPE_BLANK) ? CTYPE_BLANK : 0;
}

int CDECL msvcrt__iswblank_l(wint c, const struct crt_locale *locale)
{
    return msvcrt_iswblank(c);
}

/* ---- what a name in C consists of ---- */

int CDECL msvcrt___iswcsymf(wint c)
{
    return c == '_' || (c != 0xFFFF && nls_ctype(c, 0) & CTYPE_ALPHA);
}

int CDECL msvcrt___iswcsym(wint c)
{
    return c == '_' || (c != 0xFFFF && nls_ctype(c, 0) & CTYPE_ALNUM);
}

int CDECL msvcrt__iswcsym_l(wint c, const struct crt_locale *locale)
{
    return msvcrt___iswcsym(c);
}

int CDECL msvcrt__iswcsymf_l(wint c, const struct crt_locale *locale)
{
    return msvcrt___iswcsymf(c);
}

/* ---- classes by name ---- */

static const struct {
    const char *name;
    uint16_t mask;
} classes[] = {
    {"alnum", CTYPE_ALNUM}, {"alpha", CTYPE_ALPHA}, {"blank", CTYPE_BLANK}, {"cntrl", CTYPE_CONTROL},
    {"digit", CTYPE_DIGIT}, {"graph", CTYPE_GRAPH}, {"lower", CTYPE_LOWER}, {"print", CTYPE_PRINT},
    {"punct", CTYPE_PUNCT}, {"space", CTYPE_SPACE}, {"upper", CTYPE_UPPER}, {"xdigit", CTYPE_HEX},
};

uint16_t CDECL msvcrt_wctype(const char *name)
{
    for (size_t i = 0; i < countof(classes); i++)
        if (!strcmp(classes[i].name, name))
            return classes[i].mask;
    return 0;
}

/* ---- mappings by name (ISO C 7.30.3.2): tolower and toupper, and 0 for any other ---- */

enum { TO_LOWER = 1, TO_UPPER };

uint16_t CDECL msvcrt_wctrans(const char *name)
{
    return !strcmp(name, "tolower") ? TO_LOWER : !strcmp(name, "toupper") ? TO_UPPER : 0;
}

wint CDECL msvcrt_towctrans(wint c, uint16_t mapping)
{
    return mapping == TO_LOWER ? msvcrt_towlower(c) : mapping == TO_UPPER ? msvcrt_towupper(c) : c;
}
