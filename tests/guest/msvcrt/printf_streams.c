/* SPDX-License-Identifier: MIT
 *
 * Every form of printf on streams: what it returns and what reaches the file, with locales, lists of
 * arguments and numbered ones; bad arguments; how numbers and %n can be set to behave.
 */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include "imports.h"

#pragma GCC diagnostic ignored "-Wformat"

enum shape { PLAIN, LOCAL, LIST, LOCAL_LIST };

struct form {
    const char *name;
    void *const *function;
    int to_file, wide, numbered;
    enum shape shape;
};

#define FOUR(X, v, stem, suffix, to_file, wide, numbered)                                                    \
    X(stem##suffix, to_file, wide, numbered, PLAIN)                                                          \
    X(v##stem##suffix, to_file, wide, numbered, LIST)
#define UNDERLINED(X, stem, suffix, to_file, wide, numbered)                                                 \
    X(_##stem##suffix##_l, to_file, wide, numbered, LOCAL)                                                   \
    X(_v##stem##suffix##_l, to_file, wide, numbered, LOCAL_LIST)
#define FAMILY(X, stem, to_file, wide)                                                                       \
    FOUR(X, v, stem, , to_file, wide, 0)                                                                     \
    UNDERLINED(X, stem, , to_file, wide, 0)                                                                  \
    FOUR(X, v, stem, _s, to_file, wide, 0)                                                                   \
    UNDERLINED(X, stem, _s, to_file, wide, 0)                                                                \
    X(_##stem##_p, to_file, wide, 1, PLAIN)                                                                  \
    X(_v##stem##_p, to_file, wide, 1, LIST)                                                                  \
    UNDERLINED(X, stem, _p, to_file, wide, 1)
#define FORMS(X)                                                                                             \
    FAMILY(X, printf, 0, 0) FAMILY(X, wprintf, 0, 1) FAMILY(X, fprintf, 1, 0) FAMILY(X, fwprintf, 1, 1)
FORMS(IMPORT_DECLARE)
#define ROW(name, to_file, wide, numbered, shape) {IMPORTED(name), to_file, wide, numbered, shape},
static const struct form forms[] = {FORMS(ROW)};

static _locale_t locale;

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

static int call(const struct form *form, FILE *file, const void *format, ...)
{
    int result = -99;
    void *function = *form->function;
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    intptr_t first = va_arg(again, intptr_t), second = va_arg(again, intptr_t);
    errno = 0;
    if (form->to_file) {
        CALL(FILE * COMMA const void *, file, format)
    } else {
        CALL(const void *, format)
    }
    va_end(again);
    va_end(list);
    return result;
}

static void expect(const struct form *form, int result, int wanted, int error)
{
    if (result == wanted && errno == error)
        return;
    guest_fail(__FILE__, __LINE__, form->name);
    guest_write(" gives ");
    guest_write_number((unsigned)result);
    guest_write(" and errno ");
    guest_write_number((unsigned)errno);
    guest_write("\n");
}

/* Standard output goes into the file while `form` prints. */
static int print_into_file(const struct form *form, const void *format)
{
    int saved = -1, result;
    FILE *file = NULL;
    if (form->to_file) {
        file = fopen(scratch_path, "w");
        CHECK(file != NULL);
    } else {
        fflush(stdout);
        saved = _dup(1);
        int fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_WRONLY | _O_TEXT, 0600);
        CHECK_EQ(_dup2(fd, 1), 0);
        CHECK_EQ(_close(fd), 0);
    }
    result = call(form, file, format, "abc", 42);
    if (form->to_file) {
        CHECK_EQ(fclose(file), 0);
    } else {
        CHECK_EQ(fflush(stdout), 0);
        CHECK_EQ(_dup2(saved, 1), 0);
        CHECK_EQ(_close(saved), 0);
    }
    return result;
}

TEST(all_forms)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        const struct form *form = &forms[i];
        char bytes[16] = "";
        const void *format = form->numbered ? (form->wide ? (const void *)L"%2$d%1$hs\n" : "%2$d%1$s\n")
                                            : (form->wide ? (const void *)L"%hs%d\n" : "%s%d\n");
        errno = 0;
        expect(form, print_into_file(form, format), 6, 0);
        FILE *file = fopen(scratch_path, "rb");
        size_t got = file ? fread(bytes, 1, sizeof(bytes) - 1, file) : 0;
        if (got != 7 || memcmp(bytes, form->numbered ? "42abc\r\n" : "abc42\r\n", 7)) {
            guest_fail(__FILE__, __LINE__, form->name);
            guest_write(" wrote something else\n");
        }
        if (file)
            fclose(file);
        expect(form, call(form, stderr, NULL, "abc", 42), -1, EINVAL);
        if (form->to_file)
            expect(form, call(form, NULL, format, "abc", 42), -1, EINVAL);
    }
}

IMPORT_DECLARE(_set_output_format)
IMPORT_DECLARE(_get_output_format)

TEST(exponents_can_have_two_digits)
{
    char text[32];
    unsigned(__cdecl * set)(unsigned) = imported__set_output_format;
    unsigned(__cdecl * get)(void) = imported__get_output_format;
    CHECK_EQ(get(), 0);
    CHECK_EQ(set(1), 0);
    CHECK_EQ(get(), 1);
    sprintf(text, "%e %g", 1.5, 1e-100);
    CHECK_TEXT(text, "1.500000e+00 1e-100");
    CHECK_EQ(set(0), 1);
    sprintf(text, "%e", 1.5);
    CHECK_TEXT(text, "1.500000e+000");
}

TEST(counting_can_be_refused)
{
    int(__cdecl * set)(int) = LATE(_set_printf_count_output),
                  (__cdecl * get)(void) = LATE(_get_printf_count_output);
    if (!set || !get)
        return;
    char text[16];
    int count = 77;
    CHECK(set(1) == 0 || get() != 0);
    CHECK(get() != 0);
    CHECK_EQ(_snprintf(text, 16, "ab%n", &count), 2);
    CHECK_EQ(count, 2);
    CHECK(set(0) != 0);
    CHECK_EQ(get(), 0);
    errno = 0;
    CHECK_EQ(_snprintf(text, 16, "abc%n", &count), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(count, 2);
    set(1);
}

/* A stream that cannot be written to. */
TEST(errors_of_the_stream)
{
    FILE *file = fopen(scratch_path, "r");
    CHECK(file != NULL);
    errno = 0;
    CHECK_EQ(fprintf(file, "x"), -1);
    CHECK(ferror(file));
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(fclose(file), 0);
}

GUEST_MAIN(locale = _create_locale(LC_ALL, "C"); scratch_begin("printf"); RUN(all_forms);
           RUN(exponents_can_have_two_digits); RUN(counting_can_be_refused); RUN(errors_of_the_stream);
           _free_locale(locale); CHECK_EQ(remove(scratch_path), 0);)
