/* SPDX-License-Identifier: MIT
 *
 * winnls.h: numbers and amounts as text. The value comes as digits with at most one '-' and one '.', of any
 * length; it is rounded half away from zero digit by digit, so that no precision is lost, and then written by
 * a pattern, in which '-' is the negative sign, 'n' the number and '$' the currency symbol.
 */
#include <string.h>
#include "common/wide.h"
#include "nls.h"

#define LOCALE_SGROUPING    0x0010u
#define LOCALE_IDIGITS      0x0011u
#define LOCALE_ILZERO       0x0012u
#define LOCALE_SCURRENCY    0x0014u
#define LOCALE_SMONDECIMAL  0x0016u
#define LOCALE_SMONTHOUSAND 0x0017u
#define LOCALE_SMONGROUPING 0x0018u
#define LOCALE_ICURRDIGITS  0x0019u
#define LOCALE_ICURRENCY    0x001Bu
#define LOCALE_INEGCURR     0x001Cu
#define LOCALE_SNEGATIVE    0x0051u
#define LOCALE_INEGNUMBER   0x1010u

/* How a value is written, for numbers and currency alike. */
struct layout {
    UINT digits, leading_zero, grouping;
    LPCWSTR decimal, thousand, negative, symbol;
    const char *positive_pattern, *negative_pattern; /* NULL: there is no such order */
};

static const char *const negative_numbers[] = {"(n)", "-n", "- n", "n-", "n -"};
static const char *const positive_amounts[] = {"$n", "n$", "$ n", "n $"};
static const char *const negative_amounts[] = {"($n)", "-$n",  "$-n",   "$n-",  "(n$)", "-n$",
                                               "n-$",  "n$-",  "-n $",  "-$ n", "n $-", "$ n-",
                                               "$ -n", "n- $", "($ n)", "(n $)"};

static const char *pattern(const char *const *patterns, size_t count, UINT order)
{
    return order < count ? patterns[order] : NULL;
}

/* ---- the value ---- */

struct value {
    bool negative, carry; /* carry: rounding made a digit more */
    LPCWSTR whole, fraction;
    size_t whole_length, fraction_length;
    size_t round_from; /* the digit that rounding adds one to; those behind it become zero */
    bool rounded;
};

static size_t count_digits(LPCWSTR text)
{
    size_t count = 0;
    while (text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

static unsigned kept_digit(const struct value *value, size_t at)
{
    if (at < value->whole_length)
        return value->whole[at] - '0';
    at -= value->whole_length;
    return at < value->fraction_length ? value->fraction[at] - '0' : 0;
}

/* The digit at `at` after rounding to `kept` digits. */
static unsigned digit(const struct value *value, size_t at)
{
    if (!value->rounded || (!value->carry && at < value->round_from))
        return kept_digit(value, at);
    return value->carry || at > value->round_from ? 0 : kept_digit(value, at) + 1;
}

static bool parse_value(LPCWSTR text, UINT digits, struct value *out)
{
    memset(out, 0, sizeof(*out));
    out->negative = *text == '-';
    text += out->negative;
    out->whole_length = count_digits(text);
    out->whole = text;
    text += out->whole_length;
    if (*text == '.')
        text++;
    out->fraction = text;
    out->fraction_length = text > out->whole + out->whole_length ? count_digits(text) : 0;
    if (text[out->fraction_length] || !(out->whole_length + out->fraction_length))
        return false;
    while (out->whole_length && *out->whole == '0')
        out->whole++, out->whole_length--;
    size_t kept = out->whole_length + digits;
    out->rounded = out->fraction_length > digits && out->fraction[digits] >= '5';
    if (out->rounded) {
        out->round_from = kept;
        while (out->round_from && kept_digit(out, out->round_from - 1) == 9)
            out->round_from--;
        out->carry = !out->round_from;
        out->round_from -= !out->carry;
    }
    bool zero = !out->carry;
    for (size_t i = 0; i < kept && zero; i++)
        zero = !digit(out, i);
    out->negative &= !zero;
    return true;
}

/* ---- the text ---- */

struct output {
    LPWSTR to;
    size_t at, size;
};

static void put(struct output *out, WCHAR c)
{
    if (out->at < out->size)
        out->to[out->at] = c;
    out->at++;
}

static void put_text(struct output *out, LPCWSTR text)
{
    while (*text)
        put(out, *text++);
}

/* Whether a separator follows the digit that has `right` others to its right in the whole part. grouping: the
 * sizes of the groups as decimal digits, the rightmost group's first; the last repeats unless a 0 follows
 * ("32" is 12,34,56,789; "30" is 123456,789). */
static bool ends_group(UINT grouping, size_t right)
{
    UINT scale = 1, size = 0;
    size_t end = 0;
    while (grouping / scale > 9)
        scale *= 10;
    for (; scale; scale /= 10) {
        size = grouping / scale % 10;
        end += size;
        if (!size || end >= right)
            return size && end == right;
    }
    return (right - end) % size == 0;
}

static void put_number(struct output *out, const struct value *value, const struct layout *layout)
{
    size_t whole = value->whole_length + value->carry;
    if (!whole && layout->leading_zero)
        put(out, '0');
    for (size_t i = 0; i < whole; i++) {
        unsigned d = value->carry ? (i ? 0 : 1) : digit(value, i);
        put(out, (WCHAR)('0' + d));
        if (ends_group(layout->grouping, whole - 1 - i))
            put_text(out, layout->thousand);
    }
    if (layout->digits)
        put_text(out, layout->decimal);
    for (size_t i = 0; i < layout->digits; i++)
        put(out, (WCHAR)('0' + digit(value, value->whole_length + i)));
}

static INT format(LPCWSTR text, const struct layout *layout, LPWSTR to, INT size)
{
    struct value value;
    struct output out = {to, 0, (size_t)size};
    if (layout->digits > 9 || layout->leading_zero > 1 || layout->grouping > 9999 || !layout->decimal ||
        !layout->thousand || !layout->symbol || !layout->positive_pattern || !layout->negative_pattern ||
        !parse_value(text, layout->digits, &value))
        return win32_fail(ERROR_INVALID_PARAMETER);
    for (const char *at = value.negative ? layout->negative_pattern : layout->positive_pattern; *at; at++) {
        if (*at == 'n')
            put_number(&out, &value, layout);
        else if (*at == '$')
            put_text(&out, layout->symbol);
        else if (*at == '-')
            put_text(&out, layout->negative);
        else
            put(&out, (WCHAR)*at);
    }
    put(&out, 0);
    if (size && out.at > (size_t)size)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    return (INT)out.at;
}

/* What every form of both functions checks first. */
static DWORD arguments_error(const struct locale *locale, DWORD flags, LPCVOID value, LPCVOID format_given,
                             LPCVOID to, INT size)
{
    if (!locale || !value || size < 0 || (size && (!to || to == value)))
        return ERROR_INVALID_PARAMETER;
    return flags & ~(format_given ? 0 : LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP) ? ERROR_INVALID_FLAGS
                                                                                   : ERROR_SUCCESS;
}

/* ---- what the locale says ---- */

static UINT locale_number(const struct locale *locale, LCTYPE type)
{
    UINT value = 0;
    for (const WCHAR *text = locale_text(locale, type); *text; text++)
        value = value * 10 + (UINT)(*text - '0');
    return value;
}

/* "3;2;0" as 32, "3" (which does not repeat) as 30. */
static UINT locale_grouping(const struct locale *locale, LCTYPE type)
{
    UINT value = 0;
    const WCHAR *text = locale_text(locale, type);
    for (; *text && *text != '0'; text += text[1] ? 2 : 1)
        value = value * 10 + (UINT)(*text - '0');
    return *text ? value : value * 10;
}

/* ---- numbers ---- */

static INT number_format(const struct locale *locale, DWORD flags, LPCWSTR value, const NUMBERFMTW *given,
                         LPWSTR to, INT size)
{
    DWORD error = arguments_error(locale, flags, value, given, to, size);
    if (error)
        return win32_fail(error);
    NUMBERFMTW of_locale = {
        locale_number(locale, LOCALE_IDIGITS),         locale_number(locale, LOCALE_ILZERO),
        locale_grouping(locale, LOCALE_SGROUPING),     (LPWSTR)locale_text(locale, LOCALE_SDECIMAL),
        (LPWSTR)locale_text(locale, LOCALE_STHOUSAND), locale_number(locale, LOCALE_INEGNUMBER)};
    const NUMBERFMTW *used = given ? given : &of_locale;
    struct layout layout = {used->NumDigits,
                            used->LeadingZero,
                            used->Grouping,
                            used->lpDecimalSep,
                            used->lpThousandSep,
                            locale_text(locale, LOCALE_SNEGATIVE),
                            u"",
                            "n",
                            pattern(negative_numbers, countof(negative_numbers), used->NegativeOrder)};
    return format(value, &layout, to, size);
}

INT WINAPI GetNumberFormatW(LCID Locale, DWORD dwFlags, LPCWSTR lpValue, const NUMBERFMTW *lpFormat,
                            LPWSTR lpNumberStr, INT cchNumber)
{
    return number_format(locale_find(Locale), dwFlags, lpValue, lpFormat, lpNumberStr, cchNumber);
}

INT WINAPI GetNumberFormatEx(LPCWSTR lpLocaleName, DWORD dwFlags, LPCWSTR lpValue, const NUMBERFMTW *lpFormat,
                             LPWSTR lpNumberStr, INT cchNumber)
{
    return number_format(locale_find_name(lpLocaleName), dwFlags, lpValue, lpFormat, lpNumberStr, cchNumber);
}

/* ---- currency ---- */

static INT currency_format(const struct locale *locale, DWORD flags, LPCWSTR value, const CURRENCYFMTW *given,
                           LPWSTR to, INT size)
{
    DWORD error = arguments_error(locale, flags, value, given, to, size);
    if (error)
        return win32_fail(error);
    CURRENCYFMTW of_locale = {
        locale_number(locale, LOCALE_ICURRDIGITS),        locale_number(locale, LOCALE_ILZERO),
        locale_grouping(locale, LOCALE_SMONGROUPING),     (LPWSTR)locale_text(locale, LOCALE_SMONDECIMAL),
        (LPWSTR)locale_text(locale, LOCALE_SMONTHOUSAND), locale_number(locale, LOCALE_INEGCURR),
        locale_number(locale, LOCALE_ICURRENCY),          (LPWSTR)locale_text(locale, LOCALE_SCURRENCY)};
    const CURRENCYFMTW *used = given ? given : &of_locale;
    struct layout layout = {used->NumDigits,
                            used->LeadingZero,
                            used->Grouping,
                            used->lpDecimalSep,
                            used->lpThousandSep,
                            locale_text(locale, LOCALE_SNEGATIVE),
                            used->lpCurrencySymbol,
                            pattern(positive_amounts, countof(positive_amounts), used->PositiveOrder),
                            pattern(negative_amounts, countof(negative_amounts), used->NegativeOrder)};
    return format(value, &layout, to, size);
}

INT WINAPI GetCurrencyFormatW(LCID Locale, DWORD dwFlags, LPCWSTR lpValue, const CURRENCYFMTW *lpFormat,
                              LPWSTR lpCurrencyStr, INT cchCurrency)
{
    return currency_format(locale_find(Locale), dwFlags, lpValue, lpFormat, lpCurrencyStr, cchCurrency);
}

INT WINAPI GetCurrencyFormatEx(LPCWSTR lpLocaleName, DWORD dwFlags, LPCWSTR lpValue,
                               const CURRENCYFMTW *lpFormat, LPWSTR lpCurrencyStr, INT cchCurrency)
{
    return currency_format(locale_find_name(lpLocaleName), dwFlags, lpValue, lpFormat, lpCurrencyStr,
                           cchCurrency);
}

/* ---- the A-forms ---- */

#define LONGEST_ANSI 256 /* units of a value or a result; Windows has such a bound there as well */
#define LONGEST_PART 16

/* A separator or symbol; NULL stays NULL, what is too long is refused. */
static bool widen_part(LPCSTR from, WCHAR to[LONGEST_PART], LPWSTR *out)
{
    *out = NULL;
    if (!from)
        return true;
    *out = to;
    size_t length = strlen(from) + 1;
    return length <= LONGEST_PART && nls_wide_from_ansi(from, length, to, LONGEST_PART) <= LONGEST_PART;
}

static bool widen_value(LPCSTR from, WCHAR to[LONGEST_ANSI])
{
    size_t length = 0;
    for (; from[length]; length++) { /* anything but ASCII is no digit */
        if (length + 1 == LONGEST_ANSI)
            return false;
        to[length] = (BYTE)from[length];
    }
    to[length] = 0;
    return true;
}

INT WINAPI GetNumberFormatA(LCID Locale, DWORD dwFlags, LPCSTR lpValue, const NUMBERFMTA *lpFormat,
                            LPSTR lpNumberStr, INT cchNumber)
{
    WCHAR value[LONGEST_ANSI], text[2 * LONGEST_ANSI], parts[2][LONGEST_PART];
    NUMBERFMTW wide;
    DWORD error = arguments_error(locale_find(Locale), dwFlags, lpValue, lpFormat, lpNumberStr, cchNumber);
    if (error)
        return win32_fail(error);
    if (!widen_value(lpValue, value))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (lpFormat) {
        memcpy(&wide, lpFormat, sizeof(wide)); /* the same but for the pointers */
        if (!widen_part(lpFormat->lpDecimalSep, parts[0], &wide.lpDecimalSep) ||
            !widen_part(lpFormat->lpThousandSep, parts[1], &wide.lpThousandSep))
            return win32_fail(ERROR_INVALID_PARAMETER);
    }
    INT units = GetNumberFormatW(Locale, dwFlags, value, lpFormat ? &wide : NULL, text, countof(text));
    return units ? text_return_ansi(text, (size_t)units, lpNumberStr, cchNumber) : 0;
}

INT WINAPI GetCurrencyFormatA(LCID Locale, DWORD dwFlags, LPCSTR lpValue, const CURRENCYFMTA *lpFormat,
                              LPSTR lpCurrencyStr, INT cchCurrency)
{
    WCHAR value[LONGEST_ANSI], text[2 * LONGEST_ANSI], parts[3][LONGEST_PART];
    CURRENCYFMTW wide;
    DWORD error =
        arguments_error(locale_find(Locale), dwFlags, lpValue, lpFormat, lpCurrencyStr, cchCurrency);
    if (error)
        return win32_fail(error);
    if (!widen_value(lpValue, value))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (lpFormat) {
        memcpy(&wide, lpFormat, sizeof(wide));
        if (!widen_part(lpFormat->lpDecimalSep, parts[0], &wide.lpDecimalSep) ||
            !widen_part(lpFormat->lpThousandSep, parts[1], &wide.lpThousandSep) ||
            !widen_part(lpFormat->lpCurrencySymbol, parts[2], &wide.lpCurrencySymbol))
            return win32_fail(ERROR_INVALID_PARAMETER);
    }
    INT units = GetCurrencyFormatW(Locale, dwFlags, value, lpFormat ? &wide : NULL, text, countof(text));
    return units ? text_return_ansi(text, (size_t)units, lpCurrencyStr, cchCurrency) : 0;
}
