/* SPDX-License-Identifier: MIT
 *
 * What the printf families share: on streams (printf.c), strings (printf_string.c) and the console (conio.c).
 */
#ifndef DECANT_MSVCRT_PRINTF_H
#define DECANT_MSVCRT_PRINTF_H

#include "stream.h"

struct crt_locale;

/* A guest's va_list as the address of its first argument. */
#define CRT_ARGUMENTS(list) ((const void *)(list))

/* Options that the program chose for all of them. */
unsigned crt_format_options(void);

int crt_print(CRT_FILE *file, bool wide, const void *format, const struct crt_locale *locale,
              const void *arguments, unsigned options);

#endif
