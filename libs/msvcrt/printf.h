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

/* What is printed, and with which text and conventions. */
struct crt_print_request {
    bool wide;
    unsigned options;
    const void *format;
    const struct crt_locale *locale;
    const void *arguments;
};

/* The four ways of a buffer's end (printf_string.c). */
int crt_print_unbounded(void *buffer, const struct crt_print_request *request);
int crt_print_bounded(void *buffer, size_t count, const struct crt_print_request *request);
int crt_print_closed(void *buffer, size_t count, const struct crt_print_request *request);
int crt_print_secure(void *buffer, size_t size, const struct crt_print_request *request);
int crt_print_truncated(void *buffer, size_t size, size_t count, const struct crt_print_request *request);
int crt_print_count(const struct crt_print_request *request);
/* C99's snprintf: a terminator always, and the length that there would be. */
int crt_print_standard(void *buffer, size_t count, const struct crt_print_request *request);

int crt_print(CRT_FILE *file, bool wide, const void *format, const struct crt_locale *locale,
              const void *arguments, unsigned options);
/* On the console (conio.c). */
int crt_print_console(bool wide, unsigned options, const void *format, const struct crt_locale *locale,
                      const void *arguments);

#endif
