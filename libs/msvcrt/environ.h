/* SPDX-License-Identifier: MIT
 *
 * The environment as vectors, and what start-up shares with it.
 */
#ifndef DECANT_MSVCRT_ENVIRON_H
#define DECANT_MSVCRT_ENVIRON_H

#include <win/windef.h>

/* _environ and _wenviron, made on first use; NULL where memory is short. */
char **crt_narrow_environment(void);
WCHAR **crt_wide_environment(void);

/* Replaces arguments with unquoted wildcards by the names that match; frees `argv` and returns another vector
 * where there were any. */
WCHAR **crt_expand_wildcards(WCHAR **argv, const unsigned char *quoted, int *argc);

#endif
