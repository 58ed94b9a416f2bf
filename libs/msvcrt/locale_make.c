/* SPDX-License-Identifier: MIT
 *
 * Making a locale out of the names of its categories: tables for its code page, conventions, names.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "common/text_format.h"
#include "common/wide.h"
#include <win/winnls.h>
#include "crt_ctype.h"
#include "crt_locale_make.h"
#include "msvcrt.h"

/* ---- names ---- */

static bool parse_code_page(const char *text, const struct crt_locale_data *data, unsigned *page)
{
    if (!strcasecmp(text, "ACP") || !*text)
        *page = *text ? data->ansi : 0;
    else if (!strcasecmp(text, "OCP"))
        *page = data->oem;
    else if (!strcasecmp(text, "UTF-8") || !strcasecmp(text, "UTF8"))
        *page = CP_UTF8;
    else {
        const char *end;
        uint64_t number = text_to_number(text, &end, 10);
        if (*end || number > 65535)
            return false;
        *page = (unsigned)number;
    }
    struct nls_codepage_info info;
    return *page && *page != CP_UTF7 && nls_codepage_info(*page, &info);
}

bool crt_locale_parse(const char *name, struct crt_locale_choice *choice)
{
    *choice = (struct crt_locale_choice){.name = "C"};
    if (!strcmp(name, "C"))
        return true;
    if (strlen(name) >= CRT_LOCALE_NAME)
        return false;
    const char *dot = strchr(name, '.');
    size_t length = dot ? (size_t)(dot - name) : strlen(name);
    const char *country = memchr(name, '_', length);
    size_t language_length = country ? (size_t)(country - name) : length;
    size_t country_length = country ? length - language_length - 1 : 0;
    if (country && (!country_length || !language_length))
        return false;
    const struct crt_locale_data *data =
        length ? crt_locale_find(name, language_length, country ? country + 1 : NULL, country_length)
               : crt_locale_find("ENU", 3, NULL, 0); /* the user's default */
    char tag[CRT_LOCALE_TAG];
    bool tagged = CRT_IS_UCRT && !data && (data = crt_locale_find_tag(name, length, tag));
    if (!data)
        return false;
    unsigned page = length ? data->ansi : nls_acp();
    if (dot && !parse_code_page(dot + 1, data, &page))
        return false;
    if (dot && !length && !strcasecmp(dot + 1, "ACP"))
        page = nls_acp();
    if (dot && !length && !strcasecmp(dot + 1, "OCP"))
        page = nls_oemcp();
    choice->data = data;
    choice->code_page = page;
    char suffix[8] = "utf8";
    if (!CRT_IS_UCRT || page != CP_UTF8)
        text_format(suffix, sizeof(suffix), "%u", page);
    if (tagged && memchr(name, '-', length))
        text_format(choice->name, sizeof(choice->name), "%s%s%s", tag, dot ? "." : "", dot ? suffix : "");
    else
        text_format(choice->name, sizeof(choice->name), "%s_%s.%s", data->language, data->country, suffix);
    return true;
}

/* ---- tables ---- */

struct tables {
    uint16_t ctype[257];
    unsigned char lower[256], upper[256];
};

static unsigned char map_byte(unsigned page, unsigned char byte, WCHAR from, WCHAR to)
{
    char mapped;
    bool used = false;
    if (from == to || nls_encode(page, 0, &to, 1, &mapped, 1, NULL, &used) != 1 || used)
        return byte;
    return (unsigned char)mapped;
}

static void fill_tables(struct tables *tables, unsigned page)
{
    memcpy(tables->ctype, crt_ctype_c, sizeof(tables->ctype));
    memcpy(tables->lower, crt_locale_c.lower, 256);
    memcpy(tables->upper, crt_locale_c.upper, 256);
    for (unsigned byte = 0x80; byte < 256 && page != CP_UTF8; byte++) {
        WCHAR c;
        char text = (char)byte;
        if (nls_is_lead_byte(page, (unsigned char)byte)) {
            tables->ctype[byte + 1] = CTYPE_LEADBYTE;
            continue;
        }
        if (nls_decode(page, NLS_STRICT, &text, 1, &c, 1) != 1)
            continue;
        tables->ctype[byte + 1] = nls_ctype(c, 0) & 0x1FF;
        tables->lower[byte] = map_byte(page, (unsigned char)byte, c, nls_to_lower(c));
        tables->upper[byte] = map_byte(page, (unsigned char)byte, c, nls_to_upper(c));
    }
}

/* ---- conventions ---- */

static const WCHAR *new_wide(const char *utf8)
{
    size_t size = utf8_to_wide(utf8, NULL, 0);
    WCHAR *to = msvcrt_malloc(size * sizeof(WCHAR));
    if (to)
        utf8_to_wide(utf8, to, size);
    return to ? to : u"";
}

static const char *new_narrow(unsigned page, const char *utf8)
{
    WCHAR wide[16];
    char to[32];
    size_t units = utf8_to_wide(utf8, wide, countof(wide)) - 1;
    ptrdiff_t length = nls_encode(page ? page : 1252, 0, wide, units, to, sizeof(to) - 1, NULL, NULL);
    if (length < 0)
        length = 0;
    char *copy = msvcrt_malloc((size_t)length + 1);
    if (!copy)
        return "";
    memcpy(copy, to, (size_t)length);
    copy[length] = 0;
    return copy;
}

static struct crt_lconv *new_lconv(const struct crt_locale_choice *choices)
{
    struct crt_lconv *lconv = msvcrt_malloc(sizeof(*lconv));
    if (!lconv)
        return NULL;
    *lconv = *crt_locale_c.lconv;
    const struct crt_locale_data *numeric = choices[CRT_LC_NUMERIC].data,
                                 *money = choices[CRT_LC_MONETARY].data;
    if (numeric) {
        unsigned page = choices[CRT_LC_NUMERIC].code_page;
        lconv->decimal_point = new_narrow(page, numeric->decimal);
        lconv->thousands_sep = new_narrow(page, numeric->thousands);
        lconv->grouping = "\3";
        lconv->_W_decimal_point = new_wide(numeric->decimal);
        lconv->_W_thousands_sep = new_wide(numeric->thousands);
    }
    if (money) {
        unsigned page = choices[CRT_LC_MONETARY].code_page;
        lconv->int_curr_symbol = money->currency;
        lconv->currency_symbol = new_narrow(page, money->symbol);
        lconv->mon_decimal_point = new_narrow(page, money->decimal);
        lconv->mon_thousands_sep = new_narrow(page, money->thousands);
        lconv->mon_grouping = "\3";
        lconv->negative_sign = "-";
        lconv->int_frac_digits = lconv->frac_digits = money->frac_digits;
        lconv->p_cs_precedes = lconv->n_cs_precedes = money->cs_precedes;
        lconv->p_sep_by_space = lconv->n_sep_by_space = money->sep_by_space;
        lconv->p_sign_posn = money->p_sign_posn;
        lconv->n_sign_posn = money->n_sign_posn;
        lconv->_W_int_curr_symbol = new_wide(money->currency);
        lconv->_W_currency_symbol = new_wide(money->symbol);
        lconv->_W_mon_decimal_point = new_wide(money->decimal);
        lconv->_W_mon_thousands_sep = new_wide(money->thousands);
        lconv->_W_negative_sign = u"-";
    }
    return lconv;
}

/* ---- the whole ---- */

struct made {
    struct crt_locale locale;
    struct tables tables;
    char names[CRT_LC_COUNT][CRT_LOCALE_NAME];
    WCHAR tags[CRT_LC_COUNT][CRT_LOCALE_TAG];
    char all[CRT_LC_COUNT * (CRT_LOCALE_NAME + 16)];
};

static void name_all(struct made *made)
{
    static const char *const categories[] = {"",           "LC_COLLATE", "LC_CTYPE", "LC_MONETARY",
                                             "LC_NUMERIC", "LC_TIME"};
    bool same = true;
    for (int i = 2; i < CRT_LC_COUNT; i++)
        same &= !strcmp(made->names[i], made->names[1]);
    if (same) {
        strcpy(made->all, made->names[1]);
        return;
    }
    char *at = made->all;
    for (int i = 1; i < CRT_LC_COUNT; i++)
        at += text_format(at, sizeof(made->all) - (size_t)(at - made->all), "%s%s=%s", i > 1 ? ";" : "",
                          categories[i], made->names[i]);
}

struct crt_locale *crt_locale_make(const struct crt_locale_choice *choices)
{
    struct made *made = msvcrt_calloc(1, sizeof(*made));
    if (!made)
        return NULL;
    struct crt_locale *locale = &made->locale;
    *locale = crt_locale_c;
    locale->next = NULL;
    locale->lconv = new_lconv(choices);
    if (!locale->lconv) {
        msvcrt_free(made);
        return NULL;
    }
    const struct crt_locale_choice *ctype = &choices[CRT_LC_CTYPE];
    if (ctype->data) {
        struct nls_codepage_info info = {0};
        nls_codepage_info(ctype->code_page, &info);
        fill_tables(&made->tables, ctype->code_page);
        locale->code_page = ctype->code_page;
        locale->mb_cur_max = (int)info.max_char_size;
        locale->ctype = made->tables.ctype + 1;
        locale->lower = made->tables.lower;
        locale->upper = made->tables.upper;
    }
    locale->collate_code_page = choices[CRT_LC_COLLATE].code_page;
    for (int i = 1; i < CRT_LC_COUNT; i++) {
        memcpy(made->names[i], choices[i].name, CRT_LOCALE_NAME);
        locale->lcid[i] = choices[i].data ? choices[i].data->lcid : 0;
    }
    name_all(made);
    locale->name[0] = made->all;
    locale->wide_name[0] = new_wide(made->all);
    for (int i = 1; i < CRT_LC_COUNT; i++) {
        locale->name[i] = made->names[i];
        locale->wide_name[i] = new_wide(made->names[i]);
        if (choices[i].data && LCIDToLocaleName(locale->lcid[i], made->tags[i], CRT_LOCALE_TAG, 0))
            locale->tag[i] = made->tags[i];
    }
    return locale;
}
