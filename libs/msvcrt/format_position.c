/* SPDX-License-Identifier: MIT
 *
 * The numbered arguments of the _p family, "%2$s", after "printf_p Positional Parameters" on Microsoft Learn:
 * where one conversion names its arguments all must, and each argument must be used. On i386 the sizes are
 * noted as well, since the arguments before one must be known to find it.
 */
#include <string.h>
#include "format_run.h"

struct numbers {
    bool used[FORMAT_MOST_ARGUMENTS];
    int highest;
    bool unnumbered;
};

static void note(struct numbers *numbers, int number)
{
    if (!number) {
        numbers->unnumbered = true;
        return;
    }
    numbers->used[number - 1] = true;
    if (number > numbers->highest)
        numbers->highest = number;
}

#ifndef __x86_64__
/* The size of an argument that is not an int. */
static void note_size(struct format_run *run, const struct format_conversion *conversion)
{
    bool big = (conversion->type && strchr("eEfgGaA", (int)conversion->type)) ||
               (conversion->size == FORMAT_SIZE_64 && format_is_integer(conversion->type));
    if (conversion->value_at)
        run->argument_size[conversion->value_at - 1] = big ? 8 : 4;
}
#endif

bool format_number_arguments(struct format_run *run)
{
    struct format_run scan = *run;
    struct numbers numbers = {.highest = 0};
    struct format_conversion conversion;
    while (format_peek(&scan.format)) {
        bool begins = format_peek(&scan.format) == '%';
        format_skip(&scan.format, 1);
        if (!begins)
            continue;
        format_parse(&scan, &conversion);
        if (conversion.width_from_argument)
            note(&numbers, conversion.width_at);
        if (conversion.precision_from_argument)
            note(&numbers, conversion.precision_at);
        if (conversion.type != '%')
            note(&numbers, conversion.value_at);
#ifndef __x86_64__
        note_size(run, &conversion);
#endif
    }
    if (numbers.highest && numbers.unnumbered)
        return false;
    for (int i = 0; i < numbers.highest; i++)
        if (!numbers.used[i])
            return false;
    return true;
}
