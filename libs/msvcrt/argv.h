/* SPDX-License-Identifier: MIT
 *
 * Command lines and argument vectors, independent of any C runtime's data. An argument vector is one
 * allocation: the pointers, a NULL, and the texts behind them.
 */
#ifndef DECANT_MSVCRT_ARGV_H
#define DECANT_MSVCRT_ARGV_H

#include <win/windef.h>

/* Splits a command line by the documented rules ("Parsing C command-line arguments"). argv and text may be
 * NULL: then it only counts. `quoted` (may be NULL) gets a 1 for each argument whose wildcards stand in
 * quotes. Returns the number of arguments; *units is the length of all texts with their terminators. */
size_t crt_split_arguments(const WCHAR *line, WCHAR **argv, WCHAR *text, unsigned char *quoted,
                           size_t *units);

/* The inverse, for one argument: appends it to `to`, quoted where it must be; returns the units written. With
 * `to` NULL it only counts. */
size_t crt_quote_argument(const WCHAR *argument, WCHAR *to);

#endif
