/* SPDX-License-Identifier: MIT
 *
 * What the scanf engine's files share: the state of one call, and of one field in it.
 */
#ifndef DECANT_MSVCRT_SCAN_RUN_H
#define DECANT_MSVCRT_SCAN_RUN_H

#include "format_spec.h"
#include "scan.h"

#define SCAN_END (-1)

struct scan_field {
    bool suppress;
    long long width; /* units at most; -1: none given */
    enum format_size size;
    unsigned type;
    const void *set; /* %[: behind the bracket and the caret */
    size_t set_size;
    bool set_inverted;
};

struct scan_run {
    struct scan_source *source;
    struct format_cursor format;
    const char *arguments;
    const struct format_locale *locale;
    unsigned options;
    long long taken; /* units of the input */
    int assigned;
    bool matched;
    int error;
};

/* What a conversion came to. */
enum scan_outcome { SCAN_MATCHED, SCAN_MISMATCH, SCAN_INPUT_END };

/* The input (scan.c). */
int scan_get(struct scan_run *run);
void scan_unget(struct scan_run *run, int c); /* SCAN_END: nothing */
int scan_skip_spaces(struct scan_run *run);   /* is the first unit behind them */
bool scan_is_space(int c);

/* The arguments: where a field goes (NULL is the error EINVAL), and the size of a buffer. */
void *scan_next_target(struct scan_run *run);
unsigned scan_next_size(struct scan_run *run);
void scan_store_integer(void *to, enum format_size size, uint64_t value);

/* What the letters read (scan_number.c, scan_text.c). */
enum scan_outcome scan_integer(struct scan_run *run, struct scan_field *field);
enum scan_outcome scan_double(struct scan_run *run, const struct scan_field *field);
enum scan_outcome scan_text(struct scan_run *run, const struct scan_field *field);

#endif
