/* SPDX-License-Identifier: MIT
 *
 * The environment as vectors, and what start-up shares with it.
 */
#ifndef DECANT_MSVCRT_ENVIRON_H
#define DECANT_MSVCRT_ENVIRON_H

#include <stdbool.h>
#include <win/windef.h>

/* __argc with __wargv or __argv, made of the command line on first use, with wildcards expanded or not; false
 * where memory is short. */
bool crt_make_wide_arguments(bool expand);
bool crt_make_narrow_arguments(bool expand);

/* _environ and _wenviron, made on first use; NULL where memory is short. */
char **crt_narrow_environment(void);
WCHAR **crt_wide_environment(void);

/* Replaces arguments with unquoted wildcards by the names that match; frees `argv` and returns another vector
 * where there were any. */
WCHAR **crt_expand_wildcards(WCHAR **argv, const unsigned char *quoted, int *argc);

#endif
