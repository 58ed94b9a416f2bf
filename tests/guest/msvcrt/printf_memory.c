/* SPDX-License-Identifier: MIT
 *
 * Every form of printf into memory: what it returns, what stands in the buffer and in errno when the text
 * fits, fills the buffer exactly, or does not fit; locales; the numbered arguments of the _p forms.
 */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include "imports.h"

/* How a form takes its format and its arguments. */
enum shape { PLAIN, LOCAL, LIST, LOCAL_LIST };
enum kind {
    UNBOUNDED, /* (buffer, format) */
    BOUNDED,   /* (buffer, count, format): no terminator at the end, -1 */
    CLOSED,    /* (buffer, count, format): always a terminator, -1 */
    SECURE,    /* (buffer, size, format): ERANGE, and the buffer is emptied */
    NUMBERED,  /* the same of a _p form */
    CUT,       /* (buffer, size, count, format): _TRUNCATE, or ERANGE */
    COUNT,     /* (format) */
    NUMBERED_COUNT,
};

struct form {
    const char *name;
    void *const *function;
    enum kind kind;
    enum shape shape;
};

#define FOUR(X, plain, local, list, local_list, kind)                                                        \
    X(plain, kind, PLAIN) X(local, kind, LOCAL) X(list, kind, LIST) X(local_list, kind, LOCAL_LIST)
#define THREE(X, local, list, local_list, kind)                                                              \
    X(local, kind, LOCAL) X(list, kind, LIST) X(local_list, kind, LOCAL_LIST)
#define NARROW(X)                                                                                            \
    FOUR(X, sprintf, _sprintf_l, vsprintf, _vsprintf_l, UNBOUNDED)                                           \
    FOUR(X, _snprintf, _snprintf_l, _vsnprintf, _vsnprintf_l, BOUNDED)                                       \
    FOUR(X, _snprintf_c, _snprintf_c_l, _vsnprintf_c, _vsnprintf_c_l, CLOSED)                                \
    FOUR(X, sprintf_s, _sprintf_s_l, vsprintf_s, _vsprintf_s_l, SECURE)                                      \
    THREE(X, _sprintf_p_l, _vsprintf_p, _vsprintf_p_l, NUMBERED)                                             \
    FOUR(X, _snprintf_s, _snprintf_s_l, _vsnprintf_s, _vsnprintf_s_l, CUT)                                   \
    FOUR(X, _scprintf, _scprintf_l, _vscprintf, _vscprintf_l, COUNT)                                         \
    THREE(X, _scprintf_p_l, _vscprintf_p, _vscprintf_p_l, NUMBERED_COUNT)
#define WIDE(X)                                                                                              \
    X(swprintf, UNBOUNDED, PLAIN)                                                                            \
    X(vswprintf, UNBOUNDED, LIST)                                                                            \
    X(_swprintf, UNBOUNDED, PLAIN)                                                                           \
    X(_vswprintf, UNBOUNDED, LIST)                                                                           \
    X(_vswprintf_l, UNBOUNDED, LOCAL_LIST)                                                                   \
    FOUR(X, _snwprintf, _snwprintf_l, _vsnwprintf, _vsnwprintf_l, BOUNDED)                                   \
    FOUR(X, _swprintf_c, _swprintf_c_l, _vswprintf_c, _vswprintf_c_l, CLOSED)                                \
    FOUR(X, swprintf_s, _swprintf_s_l, vswprintf_s, _vswprintf_s_l, SECURE)                                  \
    THREE(X, _swprintf_p_l, _vswprintf_p, _vswprintf_p_l, NUMBERED)                                          \
    FOUR(X, _snwprintf_s, _snwprintf_s_l, _vsnwprintf_s, _vsnwprintf_s_l, CUT)                               \
    FOUR(X, _scwprintf, _scwprintf_l, _vscwprintf, _vscwprintf_l, COUNT)                                     \
    THREE(X, _scwprintf_p_l, _vscwprintf_p, _vscwprintf_p_l, NUMBERED_COUNT)
NARROW(IMPORT_DECLARE)
WIDE(IMPORT_DECLARE)

#define ROW(name, kind, shape) {IMPORTED(name), kind, shape},
static const struct form narrow_forms[] = {NARROW(ROW)}, wide_forms[] = {WIDE(ROW)};

#define TRUNCATE ((size_t)-1)
static _locale_t locale;
static char narrow[16];
static wchar_t wide[16];

/* Calls a form: what stands before the format differs by kind, what stands behind it by shape. */
#define CALL(prototype, ...)                                                                                 \
    switch (form->shape) {                                                                                   \
    case PLAIN:                                                                                              \
        result = ((int(__cdecl *)(prototype, ...))function)(__VA_ARGS__, first, second);                     \
        break;                                                                                               \
    case LOCAL:                                                                                              \
        result = ((int(__cdecl *)(prototype, _locale_t, ...))function)(__VA_ARGS__, locale, first, second);  \
        break;                                                                                               \
    case LIST:                                                                                               \
        result = ((int(__cdecl *)(prototype, va_list))function)(__VA_ARGS__, list);                          \
        break;                                                                                               \
    case LOCAL_LIST:                                                                                         \
        result = ((int(__cdecl *)(prototype, _locale_t, va_list))function)(__VA_ARGS__, locale, list);       \
    }
#define COMMA ,

/* Two arguments that fill a slot each. */
static int call(const struct form *form, void *buffer, size_t size, size_t count, const void *format, ...)
{
    int result = -99;
    void *function = *form->function;
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    intptr_t first = va_arg(again, intptr_t), second = va_arg(again, intptr_t);
    errno = 0;
    switch (form->kind) {
    case UNBOUNDED:
        CALL(void *COMMA const void *, buffer, format)
        break;
    case COUNT:
    case NUMBERED_COUNT:
        CALL(const void *, format)
        break;
    case CUT:
        CALL(void *COMMA size_t COMMA size_t COMMA const void *, buffer, size, count, format)
        break;
    default:
        CALL(void *COMMA size_t COMMA const void *, buffer, size, format)
    }
    va_end(again);
    va_end(list);
    return result;
}

static void expect(const struct form *form, const char *what, int result, int wanted, int error)
{
    if (result == wanted && errno == error)
        return;
    guest_fail(__FILE__, __LINE__, form->name);
    guest_write(what);
    guest_write(" gives ");
    guest_write_number((unsigned)result);
    guest_write(" and errno ");
    guest_write_number((unsigned)errno);
    guest_write("\n");
}

static void expect_bytes(const struct form *form, const char *what, const char *bytes, size_t size,
                         int is_wide)
{
    for (size_t i = 0; i < size; i++) {
        if ((is_wide ? wide[i] : narrow[i]) != bytes[i]) {
            guest_fail(__FILE__, __LINE__, form->name);
            guest_write(what);
            guest_write(": the buffer differs\n");
            return;
        }
    }
}

/* "abc42" into buffers of 16, 6, 5 and 3 units. */
static void check(const struct form *form, int is_wide)
{
    const void *format = is_wide ? (const void *)L"%hs%d" : "%s%d";
    void *buffer = is_wide ? (void *)wide : narrow;
    static const size_t sizes[] = {16, 6, 5, 3};
    static const char *const names[] = {" (room)", " (and a terminator)", " (exactly)", " (too small)"};
    for (int i = 0; i < 4; i++) {
        size_t size = sizes[i];
        int result = 5, error = 0;
        const char *bytes = "abc42\0~~";
        memset(narrow, '~', sizeof(narrow));
        for (int unit = 0; unit < 16; unit++)
            wide[unit] = '~';
        if (form->kind == COUNT || form->kind == NUMBERED_COUNT) {
            bytes = "~~~~~~~~";
        } else if (form->kind == BOUNDED && size <= 5) {
            bytes = size == 5 ? "abc42~~~" : "abc~~~~~";
            result = size == 5 ? 5 : -1;
        } else if (form->kind == CLOSED && size <= 5) {
            bytes = size == 5 ? "abc4\0~~~" : "ab\0~~~~~";
            result = -1;
        } else if ((form->kind == SECURE || form->kind == NUMBERED || form->kind == CUT) && size <= 5) {
            bytes = "";
            result = -1;
            error = ERANGE;
        }
        expect(form, names[i], call(form, buffer, size, size, format, "abc", 42), result, error);
        expect_bytes(form, names[i], bytes, *bytes ? 8 : 1, is_wide);
        if (form->kind == CUT && size <= 5) {
            expect(form, " (_TRUNCATE)", call(form, buffer, size, TRUNCATE, format, "abc", 42), -1, 0);
            expect_bytes(form, " (_TRUNCATE)", size == 5 ? "abc4" : "ab", size, is_wide);
            expect(form, " (count)", call(form, buffer, size, 2, format, "abc", 42), -1, 0);
            expect_bytes(form, " (count)", "ab", 3, is_wide);
        }
    }
    if (form->kind == NUMBERED || form->kind == NUMBERED_COUNT) {
        const void *numbered = is_wide ? (const void *)L"%2$d%1$hs" : "%2$d%1$s";
        expect(form, " (numbered)", call(form, buffer, 16, 16, numbered, "abc", 42), 5, 0);
        if (form->kind == NUMBERED)
            expect_bytes(form, " (numbered)", "42abc", 6, is_wide);
    }
    expect(form, " (no format)", call(form, buffer, 16, 16, NULL, 0, 0), -1, EINVAL);
    if (form->kind != COUNT && form->kind != NUMBERED_COUNT)
        expect(form, " (no buffer)", call(form, NULL, 16, 16, format, "abc", 42), -1, EINVAL);
    if (form->kind == CLOSED || form->kind == SECURE || form->kind == NUMBERED)
        expect(form, " (size 0)", call(form, buffer, 0, 0, format, "abc", 42), -1, EINVAL);
    if (form->kind == BOUNDED)
        expect(form, " (NULL, 0)", call(form, NULL, 0, 0, format, "abc", 42), 5, 0);
    if (form->kind == CUT)
        expect(form, " (NULL, 0, 0)", call(form, NULL, 0, 0, format, "abc", 42), 0, 0);
}

TEST(all_forms)
{
    for (size_t i = 0; i < sizeof(narrow_forms) / sizeof(*narrow_forms); i++)
        check(&narrow_forms[i], 0);
    for (size_t i = 0; i < sizeof(wide_forms) / sizeof(*wide_forms); i++)
        check(&wide_forms[i], 1);
}

/* Some versions of the DLL have these, too. */
TEST(forms_that_may_be_missing)
{
    static const char *const names[] = {"_sprintf_p", "_swprintf_p", "_scprintf_p", "_scwprintf_p"};
    for (int i = 0; i < 4; i++) {
        void *function = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), names[i]);
        struct form form = {names[i], &function, i < 2 ? NUMBERED : NUMBERED_COUNT, PLAIN};
        if (function)
            check(&form, i % 2);
    }
    void *function = LATE(_swprintf_l);
    struct form form = {"_swprintf_l", &function, UNBOUNDED, LOCAL};
    if (function)
        check(&form, 1);
}

static void __cdecl ignore(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                           unsigned line, uintptr_t reserved)
{
}

typedef int(__cdecl *secure)(char *, size_t, const char *, ...);

/* "sprintf_s": the format is checked; "printf_p Positional Parameters": numbers for all or for none, and none
 * may be left out. A plain printf prints what it does not know. */
TEST(formats_at_fault)
{
    static const char *const bad[] = {"a%yb", "a%", "%5", "%.2q"};
    static const char *const misnumbered[] = {"%1$d %d", "%2$d", "%1$d %3$d", "%1$*d", "%1$.*d", "%d %2$d"};
    static const struct {
        const char *format, *text;
    } numbered[] = {
        {"%1$d%%", "7%"},        {"%2$d %1$d", "8 7"},    {"%1$d %1$d %2$d", "7 7 8"},  {"%d %d %%", "7 8 %"},
        {"%1$*2$d", "       7"}, {"%2$.*1$d", "0000008"}, {"%3$d %2$*1$d", "9       8"}};
    char text[64];
    void *(__cdecl * set_handler)(void *) = LATE(_set_invalid_parameter_handler);
    void *old = set_handler ? set_handler((void *)ignore) : NULL;
    secure print_s = LATE(sprintf_s), print_p = LATE(_sprintf_p);
    int(__cdecl * print)(char *, const char *, ...) = LATE(sprintf);
    for (unsigned i = 0; print_s && i < sizeof(bad) / sizeof(*bad); i++) {
        errno = 0;
        strcpy(text, "before");
        if (print_s(text, sizeof(text), bad[i], 7, 8, 9) != -1 || errno != EINVAL || *text)
            guest_fail(__FILE__, (int)i, bad[i]);
    }
    for (unsigned i = 0; print_p && i < sizeof(misnumbered) / sizeof(*misnumbered); i++) {
        errno = 0;
        strcpy(text, "before");
        if (print_p(text, sizeof(text), misnumbered[i], 7, 8, 9) != -1 || errno != EINVAL || *text)
            guest_fail(__FILE__, (int)i, misnumbered[i]);
    }
    for (unsigned i = 0; print_p && i < sizeof(numbered) / sizeof(*numbered); i++) {
        CHECK_EQ(print_p(text, sizeof(text), numbered[i].format, 7, 8, 9), strlen(numbered[i].text));
        CHECK_TEXT(text, numbered[i].text);
    }
    CHECK_EQ(print(text, "a%yb", 7), 3);
    CHECK_TEXT(text, "ayb");
    if (set_handler)
        set_handler(old);
}

GUEST_MAIN(locale = _create_locale(LC_ALL, "C"); CHECK(locale != NULL); RUN(all_forms);
           RUN(forms_that_may_be_missing); RUN(formats_at_fault); _free_locale(locale);)
