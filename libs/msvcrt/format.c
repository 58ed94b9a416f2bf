/* SPDX-License-Identifier: MIT
 *
 * The printf engine, after "Format specification syntax: printf and wprintf functions" on Microsoft Learn, in
 * the dialect of msvcrt rather than of the UCRT:
 *
 *   - ties round away from zero ("What's new for Visual C++ 2003 through 2015" tells of it); an exponent has
 *     three digits at least;
 *   - infinities and NaNs are "1.#INF", "1.#QNAN", "1.#SNAN" and "-1.#IND", and go through rounding and
 * padding as if they were digits: %.2f of an infinity is the well-known "1.#J";
 *   - hh is h; F and N (far, near) mean nothing; an unknown conversion prints its letter;
 *   - '0' pads strings, too.
 *
 * Nothing is allocated. A converted number is a row of fragments (prefix, zeros, body, zeros, suffix), so
 * that no width or precision needs a buffer.
 */
#include <limits.h>
#include <string.h>
#include "format.h"
#include "format_double.h"

enum { EINVAL_ = 22, EILSEQ_ = 42, EOVERFLOW_ = 132 };

enum size { SIZE_NONE, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_WIDE };

#define SLOT sizeof(void *)

struct spec {
    bool left, plus, space, alternate, zero;
    int width, precision; /* precision -1: none given */
    enum size size;
    unsigned type;
    /* The _p family: which arguments these are, from 1; 0: the next one. */
    int value_at, width_at, precision_at;
    bool width_from_argument, precision_from_argument;
};

struct run {
    struct format_sink *sink;
    const char *narrow; /* what is left of the format, in one of the two forms */
    const WCHAR *wide;
    const char *arguments; /* the first one */
    const char *next;      /* the next one */
    const struct format_locale *locale;
    unsigned options;
    long long count;
    int error;
#ifndef __x86_64__
    unsigned char argument_size[100]; /* _p: by number, found in a pass of its own */
#endif
};

static inline unsigned peek(const struct run *run)
{
    return run->sink->wide ? *run->wide : (unsigned char)*run->narrow;
}

static inline unsigned peek_at(const struct run *run, size_t index)
{
    return run->sink->wide ? run->wide[index] : (unsigned char)run->narrow[index];
}

static inline void skip(struct run *run, size_t units)
{
    if (run->sink->wide)
        run->wide += units;
    else
        run->narrow += units;
}

/* ---- output ---- */

static void put(struct run *run, const void *units, size_t count)
{
    if (count)
        run->sink->put(run->sink, units, count);
    run->count += (long long)count;
}

static void put_ascii(struct run *run, const char *text, size_t count)
{
    if (!run->sink->wide) {
        put(run, text, count);
        return;
    }
    WCHAR units[64];
    while (count) {
        size_t part = count < countof(units) ? count : countof(units);
        for (size_t i = 0; i < part; i++)
            units[i] = (unsigned char)text[i];
        put(run, units, part);
        text += part;
        count -= part;
    }
}

static void put_fill(struct run *run, char c, long long count)
{
    char units[64];
    if (count <= 0)
        return;
    memset(units, c, sizeof(units));
    for (; count > (long long)sizeof(units); count -= sizeof(units)) {
        put_ascii(run, units, sizeof(units));
        if (run->count > INT_MAX)
            return;
    }
    put_ascii(run, units, (size_t)count);
}

static void put_piece(struct run *run, const struct spec *spec, const struct format_piece *piece)
{
    long long size = (long long)piece->prefix_size + piece->leading + piece->body_size + piece->trailing +
                     piece->suffix_size;
    long long padding = spec->width - size;
    if (!spec->left && !spec->zero)
        put_fill(run, ' ', padding);
    put_ascii(run, piece->prefix, (size_t)piece->prefix_size);
    if (!spec->left && spec->zero)
        put_fill(run, '0', padding);
    put_fill(run, '0', piece->leading);
    put_ascii(run, piece->body, (size_t)piece->body_size);
    put_fill(run, '0', piece->trailing);
    put_ascii(run, piece->suffix, (size_t)piece->suffix_size);
    if (spec->left)
        put_fill(run, ' ', padding);
}

/* ---- arguments ---- */

static const char *argument(struct run *run, int number, size_t size)
{
    const char *at = run->next;
    if (number) {
        at = run->arguments;
#ifdef __x86_64__
        at += (size_t)(number - 1) * SLOT;
#else
        for (int i = 1; i < number; i++)
            at += run->argument_size[i - 1] ? run->argument_size[i - 1] : SLOT;
#endif
        return at;
    }
    run->next = at + (size + SLOT - 1) / SLOT * SLOT;
    return at;
}

static int argument_int(struct run *run, int number)
{
    int value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

static uint64_t argument_64(struct run *run, int number)
{
    uint64_t value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

static const void *argument_pointer(struct run *run, int number)
{
    const void *value;
    memcpy(&value, argument(run, number, sizeof(value)), sizeof(value));
    return value;
}

/* ---- the format ---- */

/* A decimal number, at most INT_MAX. */
static int parse_number(struct run *run)
{
    long long value = 0;
    for (; peek(run) >= '0' && peek(run) <= '9'; skip(run, 1))
        if (value <= INT_MAX)
            value = value * 10 + (int)(peek(run) - '0');
    return value > INT_MAX ? INT_MAX : (int)value;
}

/* "12$": the number of an argument; 0 and nothing taken if there is none. */
static int parse_position(struct run *run)
{
    size_t digits = 0;
    int number = 0;
    if (!(run->options & FORMAT_POSITIONAL))
        return 0;
    while (digits < 3 && peek_at(run, digits) >= '0' && peek_at(run, digits) <= '9')
        number = number * 10 + (int)(peek_at(run, digits++) - '0');
    if (!digits || peek_at(run, digits) != '$' || number < 1 || number > 100)
        return 0;
    skip(run, digits + 1);
    return number;
}

static void parse_flags(struct run *run, struct spec *spec)
{
    for (;; skip(run, 1)) {
        switch (peek(run)) {
        case '-':
            spec->left = true;
            break;
        case '+':
            spec->plus = true;
            break;
        case ' ':
            spec->space = true;
            break;
        case '#':
            spec->alternate = true;
            break;
        case '0':
            spec->zero = true;
            break;
        default:
            return;
        }
    }
}

static bool is_integer_conversion(unsigned c)
{
    return c == 'd' || c == 'i' || c == 'o' || c == 'u' || c == 'x' || c == 'X';
}

static void parse_size(struct run *run, struct spec *spec)
{
    for (;;) {
        switch (peek(run)) {
        case 'h':
            spec->size = SIZE_SHORT;
            break;
        case 'l':
            if (peek_at(run, 1) == 'l') {
                skip(run, 1);
                spec->size = SIZE_64;
            } else {
                spec->size = SIZE_LONG;
            }
            break;
        case 'w':
            spec->size = SIZE_WIDE;
            break;
        case 'L': /* a long double is a double */
        case 'F': /* far and near */
        case 'N':
            break;
        case 'j':
            spec->size = SIZE_64;
            break;
        case 't':
        case 'z':
            spec->size = sizeof(void *) == 8 ? SIZE_64 : SIZE_NONE;
            break;
        case 'I':
            if (peek_at(run, 1) == '6' && peek_at(run, 2) == '4') {
                skip(run, 2);
                spec->size = SIZE_64;
            } else if (peek_at(run, 1) == '3' && peek_at(run, 2) == '2') {
                skip(run, 2);
                spec->size = SIZE_NONE;
            } else if (is_integer_conversion(peek_at(run, 1))) {
                spec->size = sizeof(void *) == 8 ? SIZE_64 : SIZE_NONE;
            } else {
                return; /* prints itself */
            }
            break;
        default:
            return;
        }
        skip(run, 1);
    }
}

/* What stands after a '%', up to and with the letter (0 at the end of the format). */
static void parse_spec(struct run *run, struct spec *spec)
{
    *spec = (struct spec){.precision = -1};
    spec->value_at = parse_position(run);
    parse_flags(run, spec);
    if (peek(run) == '*') {
        skip(run, 1);
        spec->width_from_argument = true;
        spec->width_at = parse_position(run);
    } else {
        spec->width = parse_number(run);
    }
    if (peek(run) == '.') {
        skip(run, 1);
        if (peek(run) == '*') {
            skip(run, 1);
            spec->precision_from_argument = true;
            spec->precision_at = parse_position(run);
        } else {
            spec->precision = parse_number(run);
        }
    }
    parse_size(run, spec);
    spec->type = peek(run);
    if (spec->type)
        skip(run, 1);
}

/* ---- integers ---- */

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

static uint64_t integer_argument(struct run *run, const struct spec *spec, bool is_signed)
{
    if (spec->size == SIZE_64)
        return argument_64(run, spec->value_at);
    int value = argument_int(run, spec->value_at);
    if (spec->size == SIZE_SHORT)
        return is_signed ? (uint64_t)(int64_t)(short)value : (unsigned short)value;
    return is_signed ? (uint64_t)(int64_t)value : (unsigned)value;
}

static void print_integer(struct run *run, struct spec *spec)
{
    char buffer[24];
    struct format_piece piece = {.body = buffer};
    bool is_signed = spec->type == 'd' || spec->type == 'i';
    bool upper = spec->type == 'X';
    unsigned base = is_signed || spec->type == 'u' ? 10 : spec->type == 'o' ? 8 : 16;
    uint64_t value;
    if (spec->type == 'p') {
        value = (uintptr_t)argument_pointer(run, spec->value_at);
        spec->precision = (int)(2 * sizeof(void *));
        upper = true;
    } else {
        value = integer_argument(run, spec, is_signed);
    }
    if (is_signed) {
        if ((int64_t)value < 0) {
            piece.prefix[piece.prefix_size++] = '-';
            value = 0 - value;
        } else if (spec->plus || spec->space) {
            piece.prefix[piece.prefix_size++] = spec->plus ? '+' : ' ';
        }
    }
    if (spec->precision >= 0)
        spec->zero = false;
    int digits = digits_of(value, base, upper, buffer);
    int wanted = spec->precision < 0 ? 1 : spec->precision;
    piece.body = buffer + sizeof(buffer) - digits;
    piece.body_size = digits;
    piece.leading = wanted > digits ? wanted - digits : 0;
    if (spec->alternate && base == 8 && !piece.leading)
        piece.leading = 1;
    if (spec->alternate && base == 16 && value) {
        piece.prefix[piece.prefix_size++] = '0';
        piece.prefix[piece.prefix_size++] = upper ? 'X' : 'x';
    }
    put_piece(run, spec, &piece);
}

/* ---- floating point ---- */

static void print_double(struct run *run, struct spec *spec)
{
    char body[FORMAT_DOUBLE_BODY];
    uint64_t bits = argument_64(run, spec->value_at);
    double value;
    memcpy(&value, &bits, sizeof(value));
    struct format_double_options options = {
        .type = spec->type,
        .precision = spec->precision,
        .alternate = spec->alternate,
        .sign = spec->plus    ? '+'
                : spec->space ? ' '
                              : 0,
        .mark = run->locale->decimal_point,
        .two_digit_exponent = run->options & FORMAT_TWO_DIGIT_EXPONENT,
    };
    struct format_piece piece;
    format_double(&piece, body, value, &options);
    put_piece(run, spec, &piece);
}

/* ---- text ---- */

/* WCHARs into a sink of bytes. */
static bool put_narrowed(struct run *run, const WCHAR *text, size_t count)
{
    const struct format_locale *locale = run->locale;
    char out[8];
    while (count) {
        size_t used = 1;
        int made = 1;
        if (!locale->codepage || *text < 0x80) {
            out[0] = (char)*text;
            if (*text > 0xFF)
                made = -1;
        } else {
            made = locale->to_bytes(locale->codepage, text, count, &used, out);
        }
        if (made < 0) {
            run->error = EILSEQ_;
            return false;
        }
        put(run, out, (size_t)made);
        text += used;
        count -= used;
    }
    return true;
}

/* Bytes into a sink of WCHARs. */
static bool put_widened(struct run *run, const char *text, size_t count)
{
    const struct format_locale *locale = run->locale;
    WCHAR out[2];
    while (count) {
        size_t used = 1;
        int made = 1;
        if (!locale->codepage || (unsigned char)*text < 0x80)
            out[0] = (unsigned char)*text;
        else
            made = locale->to_wide(locale->codepage, text, count, &used, out);
        if (made < 0) {
            run->error = EILSEQ_;
            return false;
        }
        put(run, out, (size_t)made);
        text += used;
        count -= used;
    }
    return true;
}

/* `count` units of text that is wide or not, within the field. */
static void print_text(struct run *run, const struct spec *spec, const void *text, size_t count, bool wide)
{
    long long padding = spec->width - (long long)count;
    if (!spec->left)
        put_fill(run, spec->zero ? '0' : ' ', padding);
    if (wide == run->sink->wide)
        put(run, text, count);
    else if (wide)
        put_narrowed(run, text, count);
    else
        put_widened(run, text, count);
    if (spec->left)
        put_fill(run, ' ', padding);
}

/* Whether %c, %s and their capital forms mean WCHARs here. */
static bool means_wide(const struct run *run, const struct spec *spec)
{
    bool capital = spec->type == 'C' || spec->type == 'S';
    switch (spec->size) {
    case SIZE_SHORT:
        return false;
    case SIZE_LONG:
    case SIZE_WIDE:
        return true;
    default:
        return run->sink->wide != capital;
    }
}

static size_t length_within(const void *text, bool wide, int most)
{
    size_t limit = most < 0 ? SIZE_MAX : (size_t)most, length = 0;
    if (wide) {
        while (length < limit && ((const WCHAR *)text)[length])
            length++;
        return length;
    }
    return most < 0 ? strlen(text) : strnlen(text, limit);
}

static void print_string(struct run *run, const struct spec *spec)
{
    const void *text = argument_pointer(run, spec->value_at);
    bool wide = means_wide(run, spec);
    if (!text) {
        text = wide ? (const void *)u"(null)" : "(null)";
    }
    print_text(run, spec, text, length_within(text, wide, spec->precision), wide);
}

/* %Z: an ANSI_STRING or UNICODE_STRING, whose length counts bytes. */
static void print_counted_string(struct run *run, const struct spec *spec)
{
    const struct {
        USHORT Length, MaximumLength;
        const void *Buffer;
    } *string = argument_pointer(run, spec->value_at);
    bool wide = spec->size == SIZE_LONG || spec->size == SIZE_WIDE;
    size_t count;
    if (!string || !string->Buffer) {
        print_text(run, spec, "(null)", length_within("(null)", false, spec->precision), false);
        return;
    }
    count = wide ? string->Length / sizeof(WCHAR) : string->Length;
    if (spec->precision >= 0 && count > (size_t)spec->precision)
        count = (size_t)spec->precision;
    print_text(run, spec, string->Buffer, count, wide);
}

/* A character without the other form prints nothing at all, not even padding. */
static void print_character(struct run *run, const struct spec *spec)
{
    const struct format_locale *locale = run->locale;
    WCHAR wide = (WCHAR)argument_int(run, spec->value_at), units[2] = {wide, 0};
    char narrow = (char)wide, bytes[8] = {narrow};
    size_t used;
    int made = 1;
    if (means_wide(run, spec) == run->sink->wide) {
        print_text(run, spec, run->sink->wide ? (const void *)units : bytes, 1, run->sink->wide);
    } else if (run->sink->wide) {
        if (locale->codepage && (unsigned char)narrow >= 0x80)
            made = locale->to_wide(locale->codepage, &narrow, 1, &used, units);
        else
            units[0] = (unsigned char)narrow;
        if (made >= 0)
            print_text(run, spec, units, (size_t)made, true);
    } else {
        if (locale->codepage && wide >= 0x80)
            made = locale->to_bytes(locale->codepage, &wide, 1, &used, bytes);
        else if (wide > 0xFF)
            made = -1;
        if (made >= 0)
            print_text(run, spec, bytes, (size_t)made, false);
    }
}

/* %n */
static void store_count(struct run *run, const struct spec *spec)
{
    void *to = (void *)argument_pointer(run, spec->value_at);
    if ((run->options & FORMAT_NO_COUNT) || !to) {
        run->error = EINVAL_;
        return;
    }
    int64_t count = run->count;
    size_t size = spec->size == SIZE_SHORT ? sizeof(short)
                  : spec->size == SIZE_64  ? sizeof(count)
                                           : sizeof(int);
    memcpy(to, &count, size); /* little-endian */
}

/* ---- the run ---- */

static void print_spec(struct run *run, struct spec *spec)
{
    if (spec->width_from_argument) {
        spec->width = argument_int(run, spec->width_at);
        if (spec->width < 0) {
            spec->left = true;
            spec->width = spec->width == INT_MIN ? INT_MAX : -spec->width;
        }
    }
    if (spec->precision_from_argument) {
        spec->precision = argument_int(run, spec->precision_at);
        if (spec->precision < 0)
            spec->precision = -1;
    }
    switch (spec->type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'p':
        print_integer(run, spec);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
        print_double(run, spec);
        break;
    case 'c':
    case 'C':
        print_character(run, spec);
        break;
    case 's':
    case 'S':
        print_string(run, spec);
        break;
    case 'Z':
        print_counted_string(run, spec);
        break;
    case 'n':
        store_count(run, spec);
        break;
    case 0:
        break;
    default: { /* unknown: the letter itself */
        char narrow = (char)spec->type;
        WCHAR wide = (WCHAR)spec->type;
        put(run, run->sink->wide ? (const void *)&wide : &narrow, 1);
    }
    }
}

/* Text up to the next '%' or the end. */
static void print_literal(struct run *run)
{
    if (run->sink->wide) {
        const WCHAR *end = run->wide;
        while (*end && *end != '%')
            end++;
        put(run, run->wide, (size_t)(end - run->wide));
        run->wide = end;
    } else {
        const char *end = run->narrow;
        while (*end && *end != '%')
            end++;
        put(run, run->narrow, (size_t)(end - run->narrow));
        run->narrow = end;
    }
}

#ifndef __x86_64__
/* Arguments of the _p family may be named in any order, and 64-bit ones take two slots. */
static void size_arguments(struct run *run)
{
    struct run scan = *run;
    struct spec spec;
    while (peek(&scan)) {
        if (peek(&scan) != '%') {
            skip(&scan, 1);
            continue;
        }
        skip(&scan, 1);
        parse_spec(&scan, &spec);
        bool big = (spec.type && strchr("eEfgGaA", (int)spec.type)) ||
                   (spec.size == SIZE_64 && is_integer_conversion(spec.type));
        if (spec.value_at)
            run->argument_size[spec.value_at - 1] = big ? 8 : 4;
    }
}
#endif

int format_print(struct format_sink *sink, const void *format, const void *arguments,
                 const struct format_locale *locale, unsigned options, int *error)
{
    struct run run = {.sink = sink,
                      .narrow = format,
                      .wide = format,
                      .arguments = arguments,
                      .next = arguments,
                      .locale = locale,
                      .options = options};
    struct spec spec;
#ifndef __x86_64__
    if (options & FORMAT_POSITIONAL)
        size_arguments(&run);
#endif
    for (;;) {
        print_literal(&run);
        if (!peek(&run))
            break;
        skip(&run, 1);
        parse_spec(&run, &spec);
        print_spec(&run, &spec);
        if (run.count > INT_MAX)
            run.error = EOVERFLOW_;
        if (run.error) {
            *error = run.error;
            return -1;
        }
    }
    return (int)run.count;
}
