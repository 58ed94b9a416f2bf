/* SPDX-License-Identifier: MIT
 *
 * The scanf engine's numbers. They take the longest row of characters that could begin one, at most the
 * width; what cannot be put back (a sign, an "0x", an exponent's letter) stays taken.
 */
#include <stdlib.h>
#include <string.h>
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
        void *to = scan_next_argument(run);
        if (!to) {
            run->error = FORMAT_EINVAL;
            return SCAN_MISMATCH;
        }
        scan_store_integer(to, field->size, negative ? 0 - value : value);
        run->assigned++;
    }
    return SCAN_MATCHED;
}

enum scan_outcome scan_double(struct scan_run *run, const struct scan_field *field)
{
    char text[512];
    size_t length = 0;
    long long width = field->width;
    bool digits = false;
    int c = scan_skip_spaces(run);
    if (c == SCAN_END)
        return SCAN_INPUT_END;
    if (!room(&width)) {
        scan_unget(run, c);
        return SCAN_MISMATCH;
    }
#define TAKE()                                                                                               \
    do {                                                                                                     \
        if (length < sizeof(text) - 1)                                                                       \
            text[length++] = (char)c;                                                                        \
        c = room(&width) ? scan_get(run) : SCAN_END;                                                         \
    } while (0)
    if (c == '-' || c == '+')
        TAKE();
    for (; c >= '0' && c <= '9'; digits = true)
        TAKE();
    if (c == (unsigned char)run->locale->decimal_point) {
        c = '.';
        TAKE();
        for (; c >= '0' && c <= '9'; digits = true)
            TAKE();
    }
    if (digits && (c == 'e' || c == 'E')) {
        TAKE();
        if (c == '-' || c == '+')
            TAKE();
        while (c >= '0' && c <= '9')
            TAKE();
    }
#undef TAKE
    scan_unget(run, c);
    if (!digits)
        return SCAN_MISMATCH;
    text[length] = 0;
    if (!field->suppress) {
        void *to = scan_next_argument(run);
        if (!to) {
            run->error = FORMAT_EINVAL;
            return SCAN_MISMATCH;
        }
        if (field->size == FORMAT_SIZE_LONG || field->size == FORMAT_SIZE_64 ||
            field->size == FORMAT_SIZE_LONG_DOUBLE) {
            double value = strtod(text, NULL);
            memcpy(to, &value, sizeof(value));
        } else {
            float value = strtof(text, NULL);
            memcpy(to, &value, sizeof(value));
        }
        run->assigned++;
    }
    return SCAN_MATCHED;
}
