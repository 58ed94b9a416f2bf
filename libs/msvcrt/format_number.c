/* SPDX-License-Identifier: MIT
 *
 * The printf engine's numbers. A converted number is a row of fragments (prefix, zeros, body, zeros, suffix),
 * so that no width or precision needs a buffer.
 */
#include <string.h>
#include "format_run.h"

static int digits_of(uint64_t value, unsigned base, bool upper, char buffer[24])
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char *at = buffer + 24;
    if (base == 10)
        for (; value; value /= 10)
            *--at = (char)('0' + value % 10);
    else
        for (unsigned shift = base == 16 ? 4 : 3; value; value >>= shift)
            *--at = digits[value & (base - 1)];
    return (int)(buffer + 24 - at);
}

static uint64_t integer_argument(struct format_run *run, const struct format_conversion *conversion,
                                 bool is_signed)
{
    if (conversion->size == FORMAT_SIZE_64)
        return format_argument_64(run, conversion->value_at);
    int value = format_argument_int(run, conversion->value_at);
    if (conversion->size == FORMAT_SIZE_BYTE)
        return is_signed ? (uint64_t)(int64_t)(signed char)value : (unsigned char)value;
    if (conversion->size == FORMAT_SIZE_SHORT)
        return is_signed ? (uint64_t)(int64_t)(short)value : (unsigned short)value;
    return is_signed ? (uint64_t)(int64_t)value : (unsigned)value;
}

void format_print_integer(struct format_run *run, struct format_conversion *conversion)
{
    char buffer[24];
    struct format_piece piece = {.body = buffer};
    bool is_signed = conversion->type == 'd' || conversion->type == 'i';
    bool upper = conversion->type == 'X';
    unsigned base = is_signed || conversion->type == 'u' ? 10 : conversion->type == 'o' ? 8 : 16;
    uint64_t value;
    if (conversion->type == 'p') {
        value = (uintptr_t)format_argument_pointer(run, conversion->value_at);
        conversion->precision = (int)(2 * sizeof(void *));
        upper = true;
    } else {
        value = integer_argument(run, conversion, is_signed);
    }
    if (is_signed) {
        if ((int64_t)value < 0) {
            piece.prefix[piece.prefix_size++] = '-';
            value = 0 - value;
        } else if (conversion->plus || conversion->space) {
            piece.prefix[piece.prefix_size++] = conversion->plus ? '+' : ' ';
        }
    }
    if (conversion->precision >= 0)
        conversion->zero = false;
    int digits = digits_of(value, base, upper, buffer);
    int wanted = conversion->precision < 0 ? 1 : conversion->precision;
    piece.body = buffer + sizeof(buffer) - digits;
    piece.body_size = digits;
    piece.leading = wanted > digits ? wanted - digits : 0;
    if (conversion->alternate && base == 8 && !piece.leading)
        piece.leading = 1;
    if (conversion->alternate && base == 16 && value) {
        piece.prefix[piece.prefix_size++] = '0';
        piece.prefix[piece.prefix_size++] = upper ? 'X' : 'x';
    }
    format_put_piece(run, conversion, &piece);
}

/* ---- floating point ---- */

void format_print_double(struct format_run *run, const struct format_conversion *conversion)
{
    char body[FORMAT_DOUBLE_BODY];
    uint64_t bits = format_argument_64(run, conversion->value_at);
    double value;
    memcpy(&value, &bits, sizeof(value));
    struct format_double_options options = {
        .type = conversion->type,
        .precision = conversion->precision,
        .alternate = conversion->alternate,
        .sign = conversion->plus    ? '+'
                : conversion->space ? ' '
                                    : 0,
        .mark = run->locale->decimal_point,
        .two_digit_exponent = run->options & FORMAT_TWO_DIGIT_EXPONENT,
        .iso = run->options & FORMAT_ISO,
        .ieee_rounding = run->options & FORMAT_IEEE_ROUNDING,
    };
    struct format_piece piece;
    format_double(&piece, body, value, &options);
    struct format_conversion field = *conversion;
    if (options.iso && !__builtin_isfinite(value))
        field.zero = false;
    format_put_piece(run, &field, &piece);
}
