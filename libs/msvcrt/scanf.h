/* SPDX-License-Identifier: MIT
 *
 * scanf on streams and on text of at most `length` units, for all its forms.
 */
#ifndef DECANT_MSVCRT_SCANF_H
#define DECANT_MSVCRT_SCANF_H

#include "printf.h"
#include "scan.h"

int crt_scan_stream(CRT_FILE *file, bool wide, unsigned options, const void *format,
                    const struct crt_locale *locale, const void *arguments);
int crt_scan_string(const void *text, size_t length, bool wide, unsigned options, const void *format,
                    const struct crt_locale *locale, const void *arguments);
/* From the console (conio.c). */
int crt_scan_console(bool wide, unsigned options, const void *format, const struct crt_locale *locale,
                     const void *arguments);

#endif
