/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <rtl/nls.h>

static void check_decode(unsigned page, unsigned flags, const char *bytes, size_t length,
                         const WCHAR *expected, size_t units)
{
    WCHAR wide[64];
    assert_int_equal(nls_decode(page, flags, bytes, length, NULL, 0), units);
    assert_int_equal(nls_decode(page, flags, bytes, length, wide, units ? units : 1), units);
    assert_memory_equal(wide, expected, units * sizeof(WCHAR));
    if (units > 1)
        assert_int_equal(nls_decode(page, flags, bytes, length, wide, units - 1), NLS_TOO_SMALL);
}
#define DECODES(page, flags, bytes, expected)                                                                \
    check_decode(page, flags, bytes, sizeof(bytes) - 1, expected, sizeof(expected) / sizeof(WCHAR) - 1)

static void check_encode(unsigned page, unsigned flags, const WCHAR *wide, size_t units, const char *expected,
                         size_t length)
{
    char bytes[64];
    assert_int_equal(nls_encode(page, flags, wide, units, NULL, 0, NULL, NULL), length);
    assert_int_equal(nls_encode(page, flags, wide, units, bytes, length ? length : 1, NULL, NULL), length);
    assert_memory_equal(bytes, expected, length);
    if (length > 1)
        assert_int_equal(nls_encode(page, flags, wide, units, bytes, length - 1, NULL, NULL), NLS_TOO_SMALL);
}
#define ENCODES(page, flags, wide, expected)                                                                 \
    check_encode(page, flags, wide, sizeof(wide) / sizeof(WCHAR) - 1, expected, sizeof(expected) - 1)

static void utf8_is_decoded(void **state)
{
    (void)state;
    DECODES(CP_UTF8, 0, "plain ASCII, longer than eight", u"plain ASCII, longer than eight");
    DECODES(CP_UTF8, 0, "gr\xC3\xBC\xC3\x9F", u"grüß");
    DECODES(CP_UTF8, 0, "\xF0\x9F\x98\x80", u"\U0001F600");
    DECODES(CP_UTF8, 0, "", u"");
    DECODES(CP_UTF8, 0, "a\0b", u"a\0b");
}

static void malformed_utf8_is_replaced_part_by_part(void **state)
{
    (void)state;
    DECODES(CP_UTF8, 0, "a\xC3", u"a\uFFFD");
    DECODES(CP_UTF8, 0, "\xE2\x82z", u"\uFFFDz");
    DECODES(CP_UTF8, 0, "\xC0\xAF", u"\uFFFD\uFFFD");
    DECODES(CP_UTF8, 0, "\xED\xA0\x80", u"\uFFFD\uFFFD\uFFFD");
    DECODES(CP_UTF8, 0, "\xF4\x90\x80\x80", u"\uFFFD\uFFFD\uFFFD\uFFFD");
    assert_int_equal(nls_decode(CP_UTF8, NLS_STRICT, "\xFF", 1, NULL, 0), NLS_INVALID);
}

static void lossless_utf8_comes_back(void **state)
{
    (void)state;
    static const char *names[] = {"\xFF\xFE", "a\x80z", "\xC3", "\xED\xB2\x80", "\xED\xA0\x80", "\xE2\x82"};
    for (size_t i = 0; i < countof(names); i++) {
        WCHAR wide[16];
        char back[16];
        ptrdiff_t units = nls_decode(CP_UTF8, NLS_LOSSLESS, names[i], strlen(names[i]), wide, 16);
        assert_true(units > 0);
        ptrdiff_t bytes = nls_encode(CP_UTF8, NLS_LOSSLESS, wide, (size_t)units, back, 16, NULL, NULL);
        assert_int_equal(bytes, strlen(names[i]));
        assert_memory_equal(back, names[i], (size_t)bytes);
    }
}

static void utf8_is_encoded(void **state)
{
    (void)state;
    ENCODES(CP_UTF8, 0, u"grüß \U0001F600", "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80");
    static const WCHAR lone[] = {'a', 0xD800, 'b', 0};
    ENCODES(CP_UTF8, 0, lone,
            "a\xEF\xBF\xBD"
            "b");
    assert_int_equal(nls_encode(CP_UTF8, NLS_STRICT, lone, 3, NULL, 0, NULL, NULL), NLS_INVALID);
}

static void single_byte_pages(void **state)
{
    (void)state;
    DECODES(1252, 0, "\x80\x81\xFC", u"\u20AC\x81ü");
    ENCODES(1252, 0, u"\u20ACü", "\x80\xFC");
    DECODES(437, 0, "\x81\xE1", u"üß");
    ENCODES(850, 0, u"üß", "\x81\xE1");
    DECODES(437, NLS_GLYPHS, "\x01\x0D", u"\u263A\u266A");
    DECODES(866, 0, "\x8F\xE0", u"Пр");
    DECODES(1251, 0, "\xCF\xF0", u"Пр");
    DECODES(28591, 0, "\xA4\xFF", u"¤ÿ");
    DECODES(1253, 0, "\xAA", u"\uF8F9");
    assert_int_equal(nls_decode(1253, NLS_STRICT, "\xAA", 1, NULL, 0), NLS_INVALID);
}

static void double_byte_pages(void **state)
{
    (void)state;
    DECODES(932, 0, "\x93\xFA\x96\x7B\xB1", u"日本\uFF71");
    ENCODES(932, 0, u"日本\uFF71", "\x93\xFA\x96\x7B\xB1");
    DECODES(936, 0, "\xD6\xD0\x80", u"中\u20AC");
    DECODES(949, 0, "\xC7\xD1", u"한");
    DECODES(950, 0, "\xA4\xA4", u"中");
    assert_int_equal(nls_decode(932, NLS_STRICT, "\x93\x20", 2, NULL, 0), NLS_INVALID);
    assert_int_equal(nls_decode(932, NLS_STRICT, "\x93", 1, NULL, 0), NLS_INVALID);
    assert_true(nls_is_lead_byte(932, 0x81));
    assert_false(nls_is_lead_byte(932, 0xB1));
    assert_false(nls_is_lead_byte(1252, 0x81));
}

static void what_a_page_lacks(void **state)
{
    (void)state;
    char out[8];
    bool used = false;
    ENCODES(1252, 0, u"\u0100\u2011\uFF21", "A-A");
    assert_int_equal(nls_encode(1252, NLS_NO_BEST_FIT, u"\u0100", 1, out, 8, NULL, &used), 1);
    assert_int_equal(out[0], '?');
    assert_true(used);
    assert_int_equal(nls_encode(1252, 0, u"日", 1, out, 8, "_", &used), 1);
    assert_int_equal(out[0], '_');
    assert_int_equal(nls_encode(1252, NLS_STRICT, u"日", 1, out, 8, NULL, NULL), NLS_INVALID);
}

static void every_page_round_trips(void **state)
{
    (void)state;
    for (unsigned i = 0, page; (page = nls_codepage_at(i)); i++) {
        struct nls_codepage_info info;
        assert_true(nls_codepage_info(page, &info));
        assert_true(info.number == page && *info.name);
        ptrdiff_t bytes;
        char out[8];
        WCHAR back[8];
        bytes = nls_encode(page, 0, u"Az09", 4, out, sizeof(out), NULL, NULL);
        assert_true(bytes >= 4);
        assert_int_equal(nls_decode(page, 0, out, (size_t)bytes, back, 8), 4);
        assert_memory_equal(back, u"Az09", 8);
    }
    assert_int_equal(nls_decode(12345, 0, "a", 1, NULL, 0), NLS_BAD_PAGE);
}

static void lead_byte_ranges(void **state)
{
    (void)state;
    struct nls_codepage_info info;
    assert_true(nls_codepage_info(932, &info));
    assert_memory_equal(info.lead_ranges, "\x81\x9F\xE0\xFC\0\0", 6);
    assert_true(nls_codepage_info(1361, &info));
    assert_memory_equal(info.lead_ranges, "\x84\xD3\xD8\xDE\xE0\xF9\0\0", 8);
}

static void the_helpers_of_a_functions(void **state)
{
    (void)state;
    WCHAR buffer[4], *wide;
    assert_int_equal(nls_ansi_to_wide("abc", buffer, 4, &wide), STATUS_SUCCESS);
    assert_ptr_equal(wide, buffer);
    assert_memory_equal(wide, u"abc", 8);
    assert_int_equal(nls_ansi_to_wide("abcd", buffer, 4, &wide), STATUS_SUCCESS);
    assert_ptr_not_equal(wide, buffer);
    assert_memory_equal(wide, u"abcd", 10);
    nls_free(wide, buffer);
    assert_int_equal(nls_ansi_to_wide(NULL, buffer, 4, &wide), STATUS_SUCCESS);
    assert_null(wide);
    char bytes[3], *text;
    assert_int_equal(nls_wide_to_ansi(u"ä", bytes, 3, &text), STATUS_SUCCESS);
    assert_ptr_equal(text, bytes);
    assert_string_equal(text, "ä");
    assert_int_equal(nls_wide_to_ansi(u"äb", bytes, 3, &text), STATUS_SUCCESS);
    assert_string_equal(text, "äb");
    nls_free(text, bytes);
}

static void case_is_folded_by_pairs(void **state)
{
    (void)state;
    static const WCHAR pairs[][2] = {{'A', 'a'},       {u'Ä', u'ä'},     {u'Ω', u'ω'},
                                     {u'Ж', u'ж'},     {0x178, 0xFF},    {0x1F88, 0x1F80},
                                     {0xFF21, 0xFF41}, {0x24B6, 0x24D0}, {0x1C4, 0x1C6}};
    for (size_t i = 0; i < countof(pairs); i++) {
        assert_int_equal(nls_to_upper(pairs[i][1]), pairs[i][0]);
        assert_int_equal(nls_to_lower(pairs[i][0]), pairs[i][1]);
    }
    static const WCHAR alone[] = {u'ß', 0xB5, 0x130, 0x131, 0x17F, 0x212A, 0x1C5, u'1', u'日'};
    for (size_t i = 0; i < countof(alone); i++) {
        assert_int_equal(nls_to_upper(alone[i]), alone[i]);
        assert_int_equal(nls_to_lower(alone[i]), alone[i]);
    }
}

static void ordinal_order(void **state)
{
    (void)state;
    assert_true(nls_compare_ordinal(u"abc", 3, u"ABC", 3, true) == 0);
    assert_true(nls_compare_ordinal(u"abc", 3, u"ABC", 3, false) > 0);
    assert_true(nls_compare_ordinal(u"ab", 2, u"abc", 3, true) < 0);
    assert_true(nls_compare_ordinal(u"_", 1, u"a", 1, true) > 0); /* '_' stands after 'A' */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_decoded),          cmocka_unit_test(malformed_utf8_is_replaced_part_by_part),
        cmocka_unit_test(lossless_utf8_comes_back), cmocka_unit_test(utf8_is_encoded),
        cmocka_unit_test(single_byte_pages),        cmocka_unit_test(double_byte_pages),
        cmocka_unit_test(what_a_page_lacks),        cmocka_unit_test(every_page_round_trips),
        cmocka_unit_test(lead_byte_ranges),         cmocka_unit_test(the_helpers_of_a_functions),
        cmocka_unit_test(case_is_folded_by_pairs),  cmocka_unit_test(ordinal_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
