/* SPDX-License-Identifier: MIT
 *
 * Every form of scanf: from streams and strings, char and wchar_t, with locales and with the buffers' sizes
 * of the _s forms; what is left unread; what ends a field.
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include "imports.h"

#pragma GCC diagnostic ignored "-Wformat"

enum source { STANDARD, FILE_, TEXT_, COUNTED };

struct form {
    const char *name;
    void *const *function;
    enum source source;
    int wide, secure, local;
};

#define PAIR(X, stem, suffix, source, wide, secure)                                                          \
    X(stem##suffix, source, wide, secure, 0) X(_##stem##suffix##_l, source, wide, secure, 1)
#define FAMILY(X, stem, source, wide) PAIR(X, stem, , source, wide, 0) PAIR(X, stem, _s, source, wide, 1)
#define COUNTED_FAMILY(X, stem, wide)                                                                        \
    X(stem, COUNTED, wide, 0, 0)                                                                             \
    X(stem##_l, COUNTED, wide, 0, 1) X(stem##_s, COUNTED, wide, 1, 0) X(stem##_s_l, COUNTED, wide, 1, 1)
#define FORMS(X)                                                                                             \
    FAMILY(X, scanf, STANDARD, 0)                                                                            \
    FAMILY(X, wscanf, STANDARD, 1)                                                                           \
    FAMILY(X, fscanf, FILE_, 0)                                                                              \
    FAMILY(X, fwscanf, FILE_, 1)                                                                             \
    FAMILY(X, sscanf, TEXT_, 0)                                                                              \
    FAMILY(X, swscanf, TEXT_, 1) COUNTED_FAMILY(X, _snscanf, 0) COUNTED_FAMILY(X, _snwscanf, 1)
FORMS(IMPORT_DECLARE)
#define ROW(name, source, wide, secure, local) {IMPORTED(name), source, wide, secure, local},
static const struct form forms[] = {FORMS(ROW)};

static _locale_t locale;

#define CALL(prototype, ...)                                                                                 \
    return form->local ? ((int(__cdecl *)(prototype, _locale_t, ...))function)(                              \
                             __VA_ARGS__, locale, arguments[0], arguments[1], arguments[2], arguments[3])    \
                       : ((int(__cdecl *)(prototype, ...))function)(__VA_ARGS__, arguments[0], arguments[1], \
                                                                    arguments[2], arguments[3])
#define COMMA ,

/* Scans the line that stands in `scratch_path`, too, if the form reads a stream. */
static int call_raw(const struct form *form, const void *text, size_t length, const void *format,
                    void *const *arguments)
{
    void *function = *form->function;
    errno = 0;
    switch (form->source) {
    case TEXT_:
        CALL(const void *COMMA const void *, text, format);
    case COUNTED:
        CALL(const void *COMMA size_t COMMA const void *, text, length, format);
    case FILE_:
        CALL(FILE * COMMA const void *, stdin, format);
    default:
        CALL(const void *, format);
    }
}

/* Scans `text`, which is ASCII, by whichever way the form reads. */
static int call(const struct form *form, const char *text, const char *format, void *const *arguments)
{
    wchar_t wide_text[64], wide_format[64];
    size_t length = strlen(text);
    for (size_t i = 0; i <= length; i++)
        wide_text[i] = (unsigned char)text[i];
    for (size_t i = 0; i <= strlen(format); i++)
        wide_format[i] = (unsigned char)format[i];
    if (form->source == STANDARD || form->source == FILE_) {
        FILE *file = fopen(scratch_path, "w");
        CHECK(file && fputs(text, file) == 0 && fclose(file) == 0);
        CHECK(freopen(scratch_path, "r", stdin) == stdin);
    }
    if (form->source == COUNTED) { /* what lies behind the count is not looked at */
        char counted[64];
        strcpy(counted, text);
        strcat(counted, "9");
        wide_text[length] = '9';
        wide_text[length + 1] = 0;
        return call_raw(form, form->wide ? (void *)wide_text : counted, length,
                        form->wide ? (void *)wide_format : (void *)format, arguments);
    }
    return call_raw(form, form->wide ? (void *)wide_text : (void *)text, length,
                    form->wide ? (void *)wide_format : (void *)format, arguments);
}

static void expect(const struct form *form, int line, int result, int wanted, int error)
{
    if (result == wanted && errno == error)
        return;
    guest_fail(__FILE__, line, form->name);
    guest_write(" gives ");
    guest_write_number((unsigned)result);
    guest_write(" and errno ");
    guest_write_number((unsigned)errno);
    guest_write("\n");
}
#define EXPECT(result, wanted, error) expect(form, __LINE__, result, wanted, error)

static int is_text(const struct form *form, const void *units, const char *expected)
{
    for (size_t i = 0; i <= strlen(expected); i++)
        if ((form->wide ? ((const wchar_t *)units)[i] : ((const char *)units)[i]) != expected[i])
            return 0;
    return 1;
}

static void check(const struct form *form)
{
    wchar_t text[8] = {0};
    void *size = (void *)(uintptr_t)5, *one = (void *)(uintptr_t)1;
    int a = 0, b = 0;
    double d = 0;
    EXPECT(call(form, "12 -7 x", "%d%i", (void *[]){&a, &b, NULL, NULL}), 2, 0);
    CHECK(a == 12 && b == -7);
    EXPECT(call(form, "2.5e1,ff", "%lf,%x", (void *[]){&d, &a, NULL, NULL}), 2, 0);
    CHECK(d == 25 && a == 255);
    if (form->secure) {
        EXPECT(call(form, " four 7", "%s%d", (void *[]){text, size, &a, NULL}), 2, 0);
        CHECK(is_text(form, text, "four") && a == 7);
        /* Too small: nothing of it is stored, and scanning ends. */
        EXPECT(call(form, "fives 7", "%s%d", (void *[]){text, size, &a, NULL}), 0, ENOMEM);
        CHECK(is_text(form, text, ""));
        EXPECT(call(form, "abc-7", "%[a-z]%d", (void *[]){text, size, &a, NULL}), 2, 0);
        CHECK(is_text(form, text, "abc") && a == -7);
        EXPECT(call(form, "xy", "%c%c", (void *[]){text, one, text + 2, one}), 2, 0);
        CHECK((char)text[0] == 'x' && (char)text[2] == 'y');
    } else {
        EXPECT(call(form, " four 7", "%s%d", (void *[]){text, &a, NULL, NULL}), 2, 0);
        CHECK(is_text(form, text, "four") && a == 7);
        EXPECT(call(form, "abc-7", "%[a-z]%d", (void *[]){text, &a, NULL, NULL}), 2, 0);
        CHECK(is_text(form, text, "abc") && a == -7);
        EXPECT(call(form, "xy", "%c%c", (void *[]){text, text + 2, NULL, NULL}), 2, 0);
        CHECK((char)text[0] == 'x' && (char)text[2] == 'y');
    }
    EXPECT(call(form, "5 x", "%d%d", (void *[]){&a, &b, NULL, NULL}), 1, 0);
    EXPECT(call(form, "x", "%d", (void *[]){&a, NULL, NULL, NULL}), 0, 0);
    EXPECT(call(form, "  ", "%d", (void *[]){&a, NULL, NULL, NULL}), EOF, 0);
    EXPECT(call(form, "12 34", "%*d%d%n", (void *[]){&a, &b, NULL, NULL}), 1, 0);
    CHECK(a == 34 && b == 5);
    EXPECT(call_raw(form, L"1", 1, NULL, (void *[]){&a, NULL, NULL, NULL}), EOF, EINVAL);
    if (form->source == TEXT_ || form->source == COUNTED)
        EXPECT(call_raw(form, NULL, 1, L"%d", (void *[]){&a, NULL, NULL, NULL}), EOF, EINVAL);
}

TEST(all_forms)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
        check(&forms[i]);
}

TEST(what_is_left_unread)
{
    char rest[16];
    int a = 0;
    const struct {
        const char *text, *format;
        int result;
        const char *rest;
    } cases[] = {
        {"12abc\n", "%d", 1, "abc\n"},      {"12abc\n", "%1d", 1, "2abc\n"}, {"x12\n", "%d", 0, "x12\n"},
        {"1;2\n", "%d:", 1, ";2\n"},        {"7 \n", "%d ", 1, ""},          {"0xg\n", "%x", 0, "g\n"},
        {"0x1fg\n", "%i", 1, "g\n"},        {"-x\n", "%d", 0, "x\n"},        {"%5z\n", "%%%d", 1, "z\n"},
        {"3\nnext\n", "%d", 1, "\nnext\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        FILE *file = fopen(scratch_path, "w");
        CHECK(file && fputs(cases[i].text, file) == 0 && fclose(file) == 0);
        file = fopen(scratch_path, "r");
        CHECK_EQ(fscanf(file, cases[i].format, &a), cases[i].result);
        size_t got = fread(rest, 1, sizeof(rest) - 1, file);
        rest[got] = 0;
        if (strcmp(rest, cases[i].rest)) {
            guest_fail(__FILE__, __LINE__, cases[i].format);
            guest_write(" leaves ");
            guest_write(rest);
            guest_write("\n");
        }
        CHECK_EQ(fclose(file), 0);
    }
}

GUEST_MAIN(locale = _create_locale(LC_ALL, "C"); scratch_begin("scanf"); RUN(all_forms);
           RUN(what_is_left_unread); fclose(stdin); _free_locale(locale); CHECK_EQ(remove(scratch_path), 0);)
