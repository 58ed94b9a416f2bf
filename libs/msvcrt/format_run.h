/* SPDX-License-Identifier: MIT
 *
 * What the printf engine's files share: the state of one call, and of one conversion in it.
 */
#ifndef DECANT_MSVCRT_FORMAT_RUN_H
#define DECANT_MSVCRT_FORMAT_RUN_H

#include "format_double.h"
#include "format_spec.h"

struct format_conversion {
    bool left, plus, space, alternate, zero;
    int width, precision; /* precision -1: none given */
    enum format_size size;
    unsigned type;
    /* The _p family: which arguments these are, from 1; 0: the next one. */
    int value_at, width_at, precision_at;
    bool width_from_argument, precision_from_argument;
};

#define FORMAT_MOST_ARGUMENTS 100 /* that have numbers: _ARGMAX */

struct format_run {
    struct format_sink *sink;
    struct format_cursor format;
    const char *arguments; /* the first one */
    const char *next;      /* the next one */
    const struct format_locale *locale;
    unsigned options;
    long long count;
    int error;
#ifndef __x86_64__
    unsigned char argument_size[FORMAT_MOST_ARGUMENTS]; /* _p: by number, found in a pass of its own */
#endif
};

/* Output (format_put.c). */
void format_put(struct format_run *run, const void *units, size_t count);
void format_put_fill(struct format_run *run, char c, long long count);
void format_put_piece(struct format_run *run, const struct format_conversion *conversion,
                      const struct format_piece *piece);

/* What stands after a '%', up to and with the letter (0 at the end of the format). */
void format_parse(struct format_run *run, struct format_conversion *conversion);
/* The _p family: whether the format numbers its arguments as it must, or not at all (format_position.c). */
bool format_number_arguments(struct format_run *run);

/* The argument of a number, from 1, or the next one (format.c). */
int format_argument_int(struct format_run *run, int number);
uint64_t format_argument_64(struct format_run *run, int number);
const void *format_argument_pointer(struct format_run *run, int number);

/* What the letters print (format_number.c, format_text.c). */
void format_print_integer(struct format_run *run, struct format_conversion *conversion);
void format_print_double(struct format_run *run, const struct format_conversion *conversion);
void format_print_character(struct format_run *run, const struct format_conversion *conversion);
void format_print_string(struct format_run *run, const struct format_conversion *conversion);
void format_print_counted_string(struct format_run *run, const struct format_conversion *conversion);

#endif
