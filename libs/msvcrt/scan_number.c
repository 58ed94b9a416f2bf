/* SPDX-License-Identifier: MIT
 *
 * The scanf engine's numbers. They take the longest row of characters that could begin one, at most the
 * width; what cannot be put back (a sign, an "0x", an exponent's letter) stays taken.
 */
#include <string.h>
#include "common/decimal.h"
#include "scan_run.h"

static int digit_of(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static bool room(long long *width)
{
    if (!*width)
        return false;
    if (*width > 0)
        --*width;
    return true;
}

enum scan_outcome scan_integer(struct scan_run *run, struct scan_field *field)
{
    int base = field->type == 'o'                                               ? 8
               : field->type == 'x' || field->type == 'X' || field->type == 'p' ? 16
                                                                                : 10;
    int c = scan_skip_spaces(run);
    long long width = field->width;
    bool negative = false, any = false;
    uint64_t value = 0;
    if (c == SCAN_END)
        return SCAN_INPUT_END;
    if (!room(&width)) {
        scan_unget(run, c);
        return SCAN_MISMATCH;
    }
    if (c == '-' || c == '+') {
        negative = c == '-';
        c = room(&width) ? scan_get(run) : SCAN_END;
    }
    if (c == '0' && (base == 16 || field->type == 'i')) {
        any = true;
        c = room(&width) ? scan_get(run) : SCAN_END;
        if (c == 'x' || c == 'X') {
            base = 16;
            any = false;
            c = room(&width) ? scan_get(run) : SCAN_END;
        } else if (field->type == 'i') {
            base = 8;
        }
    }
    while (digit_of(c) < base) {
        value = value * (unsigned)base + (unsigned)digit_of(c);
        any = true;
        c = room(&width) ? scan_get(run) : SCAN_END;
    }
    scan_unget(run, c);
    if (!any)
        return SCAN_MISMATCH;
    if (field->type == 'p')
        field->size = FORMAT_SIZE_POINTER;
    if (!field->suppress) {
        void *to = scan_next_target(run);
        if (!to)
            return SCAN_MISMATCH;
        scan_store_integer(to, field->size, negative ? 0 - value : value);
        run->assigned++;
    }
    return SCAN_MATCHED;
}

/* ---- floating point ---- */

/* The characters of a number; c is the first one behind them. */
struct number_text {
    struct scan_run *run;
    long long width;
    int c;
    size_t length;
    char text[512];
};

static void take(struct number_text *number)
{
    if (number->length < sizeof(number->text) - 1)
        number->text[number->length++] = (char)number->c;
    number->c = room(&number->width) ? scan_get(number->run) : SCAN_END;
}

static bool take_digits(struct number_text *number, int base)
{
    bool any = false;
    for (; digit_of(number->c) < base; any = true)
        take(number);
    return any;
}

/* The letters of `word`, in either case; all of them? */
static bool take_word(struct number_text *number, const char *word)
{
    for (; *word && (number->c | 0x20) == *word; word++)
        take(number);
    return !*word;
}

/* The UCRT reads what it prints. The text in brackets behind a NaN says which, and is read over. */
static bool take_special(struct number_text *number)
{
    if ((number->c | 0x20) == 'i')
        return take_word(number, "inf") && ((number->c | 0x20) != 'i' || take_word(number, "inity"));
    if (!take_word(number, "nan"))
        return false;
    if (number->c != '(')
        return true;
    do
        take(number);
    while (digit_of(number->c) < 16 || ((number->c | 0x20) >= 'a' && (number->c | 0x20) <= 'z') ||
           number->c == '_');
    if (number->c != ')')
        return false;
    take(number);
    return true;
}

static bool take_number(struct number_text *number, bool iso)
{
    int base = 10, letter = 'e';
    bool digits = false;
    if (number->c == '-' || number->c == '+')
        take(number);
    if (iso && ((number->c | 0x20) == 'i' || (number->c | 0x20) == 'n'))
        return take_special(number);
    if (iso && number->c == '0') {
        take(number);
        digits = true;
        if ((number->c | 0x20) == 'x') {
            take(number);
            base = 16;
            letter = 'p';
            digits = false;
        }
    }
    digits |= take_digits(number, base);
    if (number->c == (unsigned char)number->run->locale->decimal_point) {
        number->c = '.';
        take(number);
        digits |= take_digits(number, base);
    }
    if (digits && (number->c | 0x20) == letter) {
        take(number);
        if (number->c == '-' || number->c == '+')
            take(number);
        take_digits(number, 10);
    }
    return digits;
}

enum scan_outcome scan_double(struct scan_run *run, const struct scan_field *field)
{
    struct number_text number = {.run = run, .width = field->width, .c = scan_skip_spaces(run)};
    if (number.c == SCAN_END)
        return SCAN_INPUT_END;
    bool found = room(&number.width) && take_number(&number, run->options & SCAN_ISO);
    scan_unget(run, number.c);
    if (!found)
        return SCAN_MISMATCH;
    if (field->suppress)
        return SCAN_MATCHED;
    void *to = scan_next_target(run);
    if (!to)
        return SCAN_MISMATCH;
    if (field->size == FORMAT_SIZE_LONG || field->size == FORMAT_SIZE_64 ||
        field->size == FORMAT_SIZE_LONG_DOUBLE) {
        double value = 0;
        double_parse(number.text, DOUBLE_PRECISE, &value, NULL);
        memcpy(to, &value, sizeof(value));
    } else {
        double wide = 0;
        double_parse(number.text, DOUBLE_AS_FLOAT, &wide, NULL);
        float value = (float)wide;
        memcpy(to, &value, sizeof(value));
    }
    run->assigned++;
    return SCAN_MATCHED;
}
