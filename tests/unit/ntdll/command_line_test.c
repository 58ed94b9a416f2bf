/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <rtl/parameters.h>

static void check(const char *word, const char *quoted)
{
    char *argv[] = {"p.exe", (char *)word};
    char *line = parameters_quote(2, argv);
    assert_string_equal(line + 6, quoted);
    free(line);
}

static void words_are_quoted_as_documented(void **state)
{
    (void)state;
    check("plain", "plain");
    check("", "\"\"");
    check("a b", "\"a b\"");
    check("a\"b", "\"a\\\"b\"");
    check("a\\b", "a\\b");
    check("a b\\", "\"a b\\\\\"");
    check("a\\\\\"b", "\"a\\\\\\\\\\\"b\"");
    check("*.c", "*.c");
    check("a\tb", "\"a\tb\"");
}

static void the_program_is_in_windows_form(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"hello.exe", "hello.exe"},
        {"./x/hello.exe", ".\\x\\hello.exe"},
        {"/a/b.exe", "Z:\\a\\b.exe"},
        {"/a b/c.exe", "\"Z:\\a b\\c.exe\""},
    };
    for (unsigned i = 0; i < countof(rows); i++) {
        char *argv[] = {(char *)rows[i][0]};
        char *line = parameters_quote(1, argv);
        assert_string_equal(line, rows[i][1]);
        free(line);
    }
}

/* Microsoft's rules for all words but the first, written down on their own. */
static int take_apart(const char *line, char words[][64])
{
    int count = 0;
    while (*line == ' ' || *line == '\t')
        line++;
    while (*line) {
        char *out = words[count++];
        bool quoted = false;
        for (;;) {
            size_t backslashes = 0;
            while (*line == '\\')
                line++, backslashes++;
            if (*line == '"') {
                for (size_t i = 0; i < backslashes / 2; i++)
                    *out++ = '\\';
                if (backslashes % 2)
                    *out++ = '"';
                else if (quoted && line[1] == '"')
                    *out++ = *line++;
                else
                    quoted = !quoted;
                line++;
                continue;
            }
            for (size_t i = 0; i < backslashes; i++)
                *out++ = '\\';
            if (!*line || (!quoted && (*line == ' ' || *line == '\t')))
                break;
            *out++ = *line++;
        }
        *out = 0;
        while (*line == ' ' || *line == '\t')
            line++;
    }
    return count;
}

static void any_words_come_back(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int round = 0; round < 20000; round++) {
        char words[4][16], back[8][64];
        char *argv[5] = {"p"};
        for (int i = 0; i < 4; i++) {
            int length = (int)((seed = seed * 1103515245 + 12345) >> 16) % 10;
            for (int j = 0; j < length; j++)
                words[i][j] = "\\\\\"\" \tab*"[((seed = seed * 1103515245 + 12345) >> 16) % 9];
            words[i][length] = 0;
            argv[i + 1] = words[i];
        }
        char *line = parameters_quote(5, argv);
        assert_int_equal(take_apart(line + 2, back), 4);
        for (int i = 0; i < 4; i++)
            assert_string_equal(back[i], words[i]);
        free(line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_quoted_as_documented),
        cmocka_unit_test(the_program_is_in_windows_form),
        cmocka_unit_test(any_words_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
