/* SPDX-License-Identifier: MIT
 *
 * Splitting a command line into arguments. Microsoft's rules: blanks separate, double quotes hold blanks
 * together, 2n backslashes before a quote are n backslashes and the quote is a delimiter, 2n+1 backslashes
 * before one are n and a literal quote, backslashes elsewhere are themselves, and "" within quotes is one
 * literal quote. The program's name comes first and knows no escapes.
 */
#include "argv.h"

struct splitter {
    WCHAR **argv;
    WCHAR *text;
    size_t units;
};

static inline void put(struct splitter *out, WCHAR c)
{
    if (out->text)
        out->text[out->units] = c;
    out->units++;
}

static inline bool blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

static const WCHAR *split_program(struct splitter *out, const WCHAR *line)
{
    bool inside = false;
    for (; *line && (inside || !blank(*line)); line++) {
        if (*line == '"')
            inside = !inside;
        else
            put(out, *line);
    }
    put(out, 0);
    return line;
}

static const WCHAR *split_argument(struct splitter *out, const WCHAR *line, bool *quoted)
{
    bool inside = false;
    *quoted = false;
    while (*line && (inside || !blank(*line))) {
        size_t slashes = 0;
        while (*line == '\\')
            slashes++, line++;
        if (*line != '"') {
            while (slashes--)
                put(out, '\\');
            if (!*line || (blank(*line) && !inside))
                break;
            if (inside && (*line == '*' || *line == '?'))
                *quoted = true;
            put(out, *line++);
            continue;
        }
        for (size_t i = 0; i < slashes / 2; i++)
            put(out, '\\');
        if (slashes % 2) {
            put(out, '"');
        } else if (inside && line[1] == '"') {
            put(out, '"');
            line++;
        } else {
            inside = !inside;
        }
        line++;
    }
    put(out, 0);
    return line;
}

size_t crt_split_arguments(const WCHAR *line, WCHAR **argv, WCHAR *text, unsigned char *quoted, size_t *units)
{
    struct splitter out = {argv, text, 0};
    size_t count = 0;
    if (argv)
        argv[count] = text;
    if (quoted)
        quoted[count] = 1;
    count++;
    line = split_program(&out, line);
    for (;;) {
        while (blank(*line))
            line++;
        if (!*line)
            break;
        bool in_quotes;
        if (argv)
            argv[count] = text + out.units;
        line = split_argument(&out, line, &in_quotes);
        if (quoted)
            quoted[count] = in_quotes;
        count++;
    }
    if (argv)
        argv[count] = NULL;
    *units = out.units;
    return count;
}

size_t crt_quote_argument(const WCHAR *argument, WCHAR *to)
{
    struct splitter out = {NULL, to, 0};
    bool quote = !*argument;
    for (const WCHAR *at = argument; *at; at++)
        if (blank(*at) || *at == '"')
            quote = true;
    if (quote)
        put(&out, '"');
    size_t slashes = 0;
    for (; *argument; argument++) {
        if (*argument == '"')
            for (slashes++; slashes; slashes--)
                put(&out, '\\');
        slashes = *argument == '\\' ? slashes + 1 : 0;
        put(&out, *argument);
    }
    if (quote) {
        for (; slashes; slashes--)
            put(&out, '\\');
        put(&out, '"');
    }
    return out.units;
}
