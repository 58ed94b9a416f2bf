/* SPDX-License-Identifier: MIT
 *
 * Numbers and size prefixes in the formats of printf and scanf, in msvcrt's dialect or the
 * UCRT's; in both w is another l.
 */
#include <limits.h>
#include "format_spec.h"

int format_read_number(struct format_cursor *cursor)
{
    long long value = 0;
    for (; format_is_digit(format_peek(cursor)); format_skip(cursor, 1))
        if (value <= INT_MAX)
            value = value * 10 + (int)(format_peek(cursor) - '0');
    return value > INT_MAX ? INT_MAX : (int)value;
}

/* Behind an 'I': "64", "32" or nothing. Returns the units taken. */
static size_t size_after_i(const struct format_cursor *cursor, enum format_size *size)
{
    unsigned first = format_peek_at(cursor, 1), second = first ? format_peek_at(cursor, 2) : 0;
    if (first == '6' && second == '4') {
        *size = FORMAT_SIZE_64;
        return 2;
    }
    if (first == '3' && second == '2') {
        *size = FORMAT_SIZE_NONE;
        return 2;
    }
    *size = FORMAT_SIZE_POINTER;
    return 0;
}

enum format_size format_read_size(struct format_cursor *cursor, bool I_needs_integer)
{
    enum format_size size = FORMAT_SIZE_NONE, after_i;
    for (;; format_skip(cursor, 1)) {
        size_t more;
        switch (format_peek(cursor)) {
        case 'h':
            size = FORMAT_SIZE_SHORT;
            if (cursor->iso && format_peek_at(cursor, 1) == 'h') {
                format_skip(cursor, 1);
                size = FORMAT_SIZE_BYTE;
            }
            break;
        case 'l':
            size = FORMAT_SIZE_LONG;
            if (format_peek_at(cursor, 1) == 'l') {
                format_skip(cursor, 1);
                size = FORMAT_SIZE_64;
            }
            break;
        case 'w':
            size = FORMAT_SIZE_WIDE;
            break;
        case 'L':
            size = FORMAT_SIZE_LONG_DOUBLE;
            break;
        case 'j':
            size = FORMAT_SIZE_64;
            break;
        case 't':
        case 'z':
            size = FORMAT_SIZE_POINTER;
            break;
        case 'F':
        case 'N':
            if (cursor->iso)
                return size;
            break;
        case 'I':
            more = size_after_i(cursor, &after_i);
            if (!more && I_needs_integer && !format_is_integer(format_peek_at(cursor, 1)))
                return size;
            format_skip(cursor, more);
            size = after_i;
            break;
        default:
            return size;
        }
    }
}

bool format_means_wide(enum format_size size, bool capital, bool wide)
{
    switch (size) {
    case FORMAT_SIZE_BYTE:
    case FORMAT_SIZE_SHORT:
        return false;
    case FORMAT_SIZE_LONG:
    case FORMAT_SIZE_WIDE:
        return true;
    default:
        return wide != capital;
    }
}
