/* SPDX-License-Identifier: MIT
 *
 * Numbers and text on the host's side, for the sanitizers: every size of buffer, odd texts, random numbers.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/buffers.h>
#include <libs/msvcrt/crt_ctype.h>
#include <libs/msvcrt/crt_locale.h>
#include <libs/msvcrt/msvcrt.h>

/* What the tested files lean on. */
_Thread_local struct crt_thread crt_thread;
const uint16_t crt_ctype_c[257];
static struct crt_buffers buffers;

struct crt_buffers *crt_buffers(void)
{
    return &buffers;
}

int crt_invalid(int error)
{
    return crt_thread.error = error;
}

const struct crt_locale *crt_locale_current(void)
{
    return &crt_locale_c;
}

void *CDECL msvcrt_malloc(size_t size)
{
    return malloc(size);
}

void CDECL msvcrt_free(void *memory)
{
    free(memory);
}

double CDECL msvcrt_strtod(const char *text, char **end);
int32_t CDECL msvcrt_strtol(const char *text, char **end, int base);
uint64_t CDECL msvcrt__wcstoui64(const WCHAR *text, WCHAR **end, int base);
int CDECL msvcrt__i64toa_s(int64_t value, char *to, size_t size, int base);
int CDECL msvcrt__i64tow_s(int64_t value, WCHAR *to, size_t size, int base);
char *CDECL msvcrt__ecvt(double value, int count, int *point, int *sign);
char *CDECL msvcrt__fcvt(double value, int count, int *point, int *sign);
int CDECL msvcrt__gcvt_s(char *to, size_t size, double value, int count);

static void texts_of_any_kind(void **state)
{
    static const char *const rows[] = {"",    " ",  "+",   "-",  ".",   "e",      "1e",
                                       "1e+", "0x", "-0x", "1d", ".e1", "\t\n 1", "1.e5"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *exact = strdup(rows[i]), *end; /* on the heap: reading past the end is seen */
        msvcrt_strtod(exact, &end);
        assert_in_range((uintptr_t)end, (uintptr_t)exact, (uintptr_t)exact + strlen(exact));
        for (int base = 0; base <= 36; base++) {
            msvcrt_strtol(exact, &end, base);
            assert_in_range((uintptr_t)end, (uintptr_t)exact, (uintptr_t)exact + strlen(exact));
        }
        free(exact);
    }
    char *digits = malloc(5001); /* longer than the small buffer */
    memset(digits, '9', 5000);
    digits[5000] = 0;
    assert_true(msvcrt_strtod(digits, NULL) > 1e308);
    digits[0] = '.';
    assert_true(msvcrt_strtod(digits, NULL) == 1);
    free(digits);
}

static void every_buffer_size(void **state)
{
    for (int base = 2; base <= 36; base++)
        for (size_t size = 1; size <= 66; size++) {
            char *to = malloc(size);
            WCHAR *wide = malloc(size * sizeof(WCHAR));
            int error = msvcrt__i64toa_s(INT64_MIN, to, size, base);
            assert_int_equal(msvcrt__i64tow_s(INT64_MIN, wide, size, base), error);
            if (error) {
                assert_int_equal(error, ERANGE);
                assert_int_equal(*to, 0);
            } else {
                WCHAR *end;
                uint64_t back = msvcrt__wcstoui64(wide, &end, base);
                assert_true(back == 0x8000000000000000u && !*end);
            }
            free(to);
            free(wide);
        }
}

static void random_doubles(void **state)
{
    srandom(1);
    for (int i = 0; i < 3000; i++) {
        uint64_t bits = (uint64_t)random() << 42 ^ (uint64_t)random() << 21 ^ (uint64_t)random();
        double value;
        int point, sign;
        memcpy(&value, &bits, sizeof(value));
        if (i % 3 == 0)
            value = (double)random() / 1000;
        int count = (int)(random() % 400) - 20;
        msvcrt__ecvt(value, count, &point, &sign);
        assert_true(strlen(buffers.convert) < sizeof(buffers.convert));
        msvcrt__fcvt(value, count, &point, &sign);
        assert_true(strlen(buffers.convert) < sizeof(buffers.convert));
        char *to = malloc(40);
        if (!msvcrt__gcvt_s(to, 40, value, 17) && value == value && value - value == 0)
            assert_true(strtod(to, NULL) == value);
        free(to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_any_kind),
        cmocka_unit_test(every_buffer_size),
        cmocka_unit_test(random_doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
