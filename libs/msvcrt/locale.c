/* SPDX-License-Identifier: MIT
 *
 * locale.h: which locale is in force, for the process or for one thread, and setlocale, which changes that.
 */
#include <rtl/exception.h>
#include <string.h>
#include "crt_locale_make.h"
#include "msvcrt.h"

extern int msvcrt___mb_cur_max, msvcrt___setlc_active, msvcrt___unguarded_readlc_active;
extern unsigned msvcrt___lc_codepage, msvcrt___lc_collate_cp, msvcrt___lc_handle[CRT_LC_COUNT];
extern const uint16_t *msvcrt__pctype;

static const struct crt_locale *process_locale = &crt_locale_c;
static struct crt_locale *made; /* all that were ever asked for */
static _Thread_local const struct crt_locale *thread_locale;
static _Thread_local bool per_thread;

void crt_locale_attach(void)
{
    msvcrt___mb_cur_max = 1;
}

const struct crt_locale *crt_locale_current(void)
{
    const struct crt_locale *own = thread_locale;
    return own ? own : __atomic_load_n(&process_locale, __ATOMIC_ACQUIRE);
}

/* ---- setlocale ---- */

/* "LC_COLLATE=...;LC_CTYPE=..." names each category. */
static bool parse_composite(const char *text, struct crt_locale_choice *choices)
{
    static const char *const categories[] = {"LC_COLLATE", "LC_CTYPE", "LC_MONETARY", "LC_NUMERIC",
                                             "LC_TIME"};
    while (*text) {
        const char *equals = strchr(text, '=');
        if (!equals)
            return false;
        const char *end = strchrnul(equals, ';');
        char name[CRT_LOCALE_NAME];
        size_t length = (size_t)(end - equals - 1);
        if (length >= sizeof(name))
            return false;
        memcpy(name, equals + 1, length);
        name[length] = 0;
        size_t i = 0;
        while (i < countof(categories) && (strlen(categories[i]) != (size_t)(equals - text) ||
                                           memcmp(categories[i], text, (size_t)(equals - text))))
            i++;
        if (i == countof(categories) || !crt_locale_parse(name, &choices[i + 1]))
            return false;
        text = *end ? end + 1 : end;
    }
    return true;
}

static const struct crt_locale *find_or_make_locked(const struct crt_locale_choice *choices)
{
    bool all_c = true;
    for (int i = 1; i < CRT_LC_COUNT; i++)
        all_c &= !choices[i].data;
    if (all_c)
        return &crt_locale_c;
    for (struct crt_locale *at = made; at; at = at->next) {
        bool same = true;
        for (int i = 1; i < CRT_LC_COUNT; i++)
            same &= !strcmp(at->name[i], choices[i].name);
        if (same)
            return at;
    }
    struct crt_locale *fresh = crt_locale_make(choices);
    if (fresh) {
        fresh->next = made;
        made = fresh;
    }
    return fresh;
}

/* The locale that differs from `base` in one category, or in all. */
static const struct crt_locale *derive_locked(const struct crt_locale *base, int category, const char *name)
{
    struct crt_locale_choice choices[CRT_LC_COUNT];
    for (int i = 1; i < CRT_LC_COUNT; i++)
        if (!crt_locale_parse(base->name[i], &choices[i]))
            return NULL;
    if (category == CRT_LC_ALL && !strncmp(name, "LC_", 3)) {
        if (!parse_composite(name, choices))
            return NULL;
    } else {
        struct crt_locale_choice choice;
        if (!crt_locale_parse(name, &choice))
            return NULL;
        for (int i = 1; i < CRT_LC_COUNT; i++)
            if (category == CRT_LC_ALL || category == i)
                choices[i] = choice;
    }
    return find_or_make_locked(choices);
}

static void publish_locked(const struct crt_locale *locale)
{
    if (per_thread) {
        thread_locale = locale;
        return;
    }
    __atomic_store_n(&process_locale, locale, __ATOMIC_RELEASE);
    msvcrt___mb_cur_max = locale->mb_cur_max;
    msvcrt___lc_codepage = locale->code_page;
    msvcrt___lc_collate_cp = locale->collate_code_page;
    memcpy(msvcrt___lc_handle, locale->lcid, sizeof(locale->lcid));
    msvcrt__pctype = locale->ctype;
}

static const struct crt_locale *set_locale(int category, const char *name)
{
    if ((unsigned)category >= CRT_LC_COUNT) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (!name)
        return crt_locale_current();
    guest_touch(name, strlen(name));
    msvcrt__lock(CRT_LOCK_LOCALE);
    const struct crt_locale *locale = derive_locked(crt_locale_current(), category, name);
    if (locale)
        publish_locked(locale);
    msvcrt__unlock(CRT_LOCK_LOCALE);
    return locale;
}

char *CDECL msvcrt_setlocale(int category, const char *name)
{
    const struct crt_locale *locale = set_locale(category, name);
    return locale ? (char *)locale->name[category] : NULL;
}

/* Names of locales are ASCII. */
static const char *plain_name(const WCHAR *name, char *to, size_t size)
{
    size_t i = 0;
    for (; name[i] && i + 1 < size; i++)
        to[i] = name[i] < 0x80 ? (char)name[i] : '?';
    to[i] = 0;
    return to;
}

WCHAR *CDECL msvcrt__wsetlocale(int category, const WCHAR *name)
{
    char plain[CRT_LC_COUNT * (CRT_LOCALE_NAME + 16)];
    const struct crt_locale *locale =
        set_locale(category, name ? plain_name(name, plain, sizeof(plain)) : NULL);
    return locale ? (WCHAR *)locale->wide_name[category] : NULL;
}

int CDECL msvcrt__configthreadlocale(int mode)
{
    int old = per_thread ? 1 : 2; /* _ENABLE_PER_THREAD_LOCALE, _DISABLE_PER_THREAD_LOCALE */
    switch (mode) {
    case 1:
        if (!thread_locale)
            thread_locale = crt_locale_current();
        per_thread = true;
        return old;
    case 2:
        thread_locale = NULL;
        per_thread = false;
        return old;
    case 0:
        return old;
    default:
        crt_invalid(EINVAL);
        return -1;
    }
}

/* ---- locale objects ---- */

struct crt_locale *CDECL msvcrt__create_locale(int category, const char *name)
{
    if ((unsigned)category >= CRT_LC_COUNT || !name)
        return NULL;
    guest_touch(name, strlen(name));
    msvcrt__lock(CRT_LOCK_LOCALE);
    const struct crt_locale *locale = derive_locked(&crt_locale_c, category, name);
    msvcrt__unlock(CRT_LOCK_LOCALE);
    return (struct crt_locale *)locale;
}

struct crt_locale *CDECL msvcrt__wcreate_locale(int category, const WCHAR *name)
{
    char plain[CRT_LC_COUNT * (CRT_LOCALE_NAME + 16)];
    return name ? msvcrt__create_locale(category, plain_name(name, plain, sizeof(plain))) : NULL;
}

struct crt_locale *CDECL msvcrt__get_current_locale(void)
{
    return (struct crt_locale *)crt_locale_current();
}

void CDECL msvcrt__free_locale(struct crt_locale *locale)
{
    /* Locales are shared and stay: the next setlocale of the same name finds it. */
}

/* ---- what start-up code and macros ask ---- */

struct crt_lconv *CDECL msvcrt_localeconv(void)
{
    return crt_locale_current()->lconv;
}

int CDECL msvcrt___lconv_init(void)
{
    return 0; /* printf reads the locale in force at each call */
}

unsigned CDECL msvcrt____lc_codepage_func(void)
{
    return crt_locale_current()->code_page;
}

unsigned CDECL msvcrt____lc_collate_cp_func(void)
{
    return crt_locale_current()->collate_code_page;
}

const unsigned *CDECL msvcrt____lc_handle_func(void)
{
    return crt_locale_current()->lcid;
}

int CDECL msvcrt____mb_cur_max_func(void)
{
    return crt_locale_current()->mb_cur_max;
}

int CDECL msvcrt____mb_cur_max_l_func(const struct crt_locale *locale)
{
    return crt_locale_or_current(locale)->mb_cur_max;
}

int CDECL msvcrt____setlc_active_func(void)
{
    return msvcrt___setlc_active;
}

int *CDECL msvcrt____unguarded_readlc_active_add_func(void)
{
    return &msvcrt___unguarded_readlc_active;
}
