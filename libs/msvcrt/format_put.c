/* SPDX-License-Identifier: MIT
 *
 * The printf engine's output: units, fill, and the fragments of a number, into a sink of char or WCHAR.
 */
#include <limits.h>
#include <string.h>
#include "format_run.h"

void format_put(struct format_run *run, const void *units, size_t count)
{
    if (count)
        run->sink->put(run->sink, units, count);
    run->count += (long long)count;
}

static void put_ascii(struct format_run *run, const char *text, size_t count)
{
    if (!run->sink->wide) {
        format_put(run, text, count);
        return;
    }
    WCHAR units[64];
    while (count) {
        size_t part = count < countof(units) ? count : countof(units);
        for (size_t i = 0; i < part; i++)
            units[i] = (unsigned char)text[i];
        format_put(run, units, part);
        text += part;
        count -= part;
    }
}

void format_put_fill(struct format_run *run, char c, long long count)
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

void format_put_piece(struct format_run *run, const struct format_conversion *conversion,
                      const struct format_piece *piece)
{
    long long size = (long long)piece->prefix_size + piece->leading + piece->body_size + piece->trailing +
                     piece->suffix_size;
    long long padding = conversion->width - size;
    if (!conversion->left && !conversion->zero)
        format_put_fill(run, ' ', padding);
    put_ascii(run, piece->prefix, (size_t)piece->prefix_size);
    if (!conversion->left && conversion->zero)
        format_put_fill(run, '0', padding);
    format_put_fill(run, '0', piece->leading);
    put_ascii(run, piece->body, (size_t)piece->body_size);
    format_put_fill(run, '0', piece->trailing);
    put_ascii(run, piece->suffix, (size_t)piece->suffix_size);
    if (conversion->left)
        format_put_fill(run, ' ', padding);
}
