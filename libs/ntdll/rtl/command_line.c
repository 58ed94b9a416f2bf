/* SPDX-License-Identifier: MIT
 *
 * A Unix command line is a list of words and a Windows one a string: the words are quoted so that the rules
 * by which programs take the string apart give the same words again ("Parsing C command-line arguments",
 * CommandLineToArgvW). A word without blanks and quotes stays as it is, so that a pattern (*.c) that the
 * shell left alone is expanded by programs that do that themselves, as on Windows.
 */
#include <stdlib.h>
#include <string.h>
#include "parameters.h"

/* Backslashes count only before a quote: there each is doubled, and one more escapes the quote itself. */
static char *put_word(char *at, const char *word)
{
    if (*word && !strpbrk(word, " \t\n\v\""))
        return stpcpy(at, word);
    *at++ = '"';
    for (size_t backslashes = 0;; word++) {
        if (*word == '"' || !*word) {
            memset(at, '\\', backslashes + (*word == '"'));
            at += backslashes + (*word == '"');
        }
        if (!*word)
            break;
        backslashes = *word == '\\' ? backslashes + 1 : 0;
        *at++ = *word;
    }
    *at++ = '"';
    return at;
}

/* The program's own name knows no escapes: quotes alone, which a name with blanks needs. */
static char *put_program(char *at, const char *name)
{
    bool quoted = !*name || strpbrk(name, " \t");
    if (quoted)
        *at++ = '"';
    if (*name == '/')
        at = stpcpy(at, "Z:");
    for (; *name; name++)
        *at++ = *name == '/' ? '\\' : *name;
    if (quoted)
        *at++ = '"';
    return at;
}

char *parameters_quote(int argc, char **argv)
{
    size_t most = 3;
    for (int i = 0; i < argc; i++)
        most += 2 * strlen(argv[i]) + 3;
    char *line = malloc(most), *at = line;
    if (!line)
        return NULL;
    at = put_program(at, argv[0]);
    for (int i = 1; i < argc; i++) {
        *at++ = ' ';
        at = put_word(at, argv[i]);
    }
    *at = 0;
    return line;
}
