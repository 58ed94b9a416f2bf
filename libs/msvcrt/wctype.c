/* SPDX-License-Identifier: MIT
 *
 * wctype.h: the classes of UTF-16 units are those of GetStringType, the same in every locale; the case
 * mapping knows ASCII alone in the C locale.
 */
#include <rtl/nls.h>
#include "crt_ctype.h"
#include "crt_locale.h"
#include "msvcrt.h"

typedef WCHAR wint;

static inline int classify(wint c, int mask)
{
    if (c < 256)
        return crt_ctype_latin1[c + 1] & mask;
    return c == 0xFFFF ? 0 : nls_ctype(c, 0) & mask; /* WEOF */
}

int CDECL msvcrt_iswctype(wint c, uint16_t type)
{
    return classify(c, type);
}

int CDECL msvcrt__iswctype_l(wint c, uint16_t type, const struct crt_locale *locale)
{
    return classify(c, type);
}

int CDECL msvcrt_is_wctype(wint c, uint16_t type)
{
    return classify(c, type);
}

#define CLASS(name, mask)                                                                                    \
    int CDECL msvcrt_##name(wint c)                                                                          \
    {                                                                                                        \
        return classify(c, mask);                                                                            \
    }                                                                                                        \
    int CDECL msvcrt__##name##_l(wint c, const struct crt_locale *locale)                                    \
    {                                                                                                        \
        return classify(c, mask);                                                                            \
    }

CLASS(iswalnum, CTYPE_ALNUM)
CLASS(iswalpha, CTYPE_ALPHA)
CLASS(iswcntrl, CTYPE_CONTROL)
CLASS(iswdigit, CTYPE_DIGIT)
CLASS(iswgraph, CTYPE_GRAPH)
CLASS(iswlower, CTYPE_LOWER)
CLASS(iswprint, CTYPE_PRINT)
CLASS(iswpunct, CTYPE_PUNCT)
CLASS(iswspace, CTYPE_SPACE)
CLASS(iswupper, CTYPE_UPPER)
CLASS(iswxdigit, CTYPE_HEX)

int CDECL msvcrt_iswascii(wint c)
{
    return c < 0x80;
}

wint CDECL msvcrt_towlower(wint c)
{
    return crt_wide_lower(crt_locale_current(), c);
}

wint CDECL msvcrt_towupper(wint c)
{
    return crt_wide_upper(crt_locale_current(), c);
}

wint CDECL msvcrt__towlower_l(wint c, const struct crt_locale *locale)
{
    return crt_wide_lower(crt_locale_or_current(locale), c);
}

wint CDECL msvcrt__towupper_l(wint c, const struct crt_locale *locale)
{
    return crt_wide_upper(crt_locale_or_current(locale), c);
}
