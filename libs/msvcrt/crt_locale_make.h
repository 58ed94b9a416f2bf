/* SPDX-License-Identifier: MIT
 *
 * From names to locales: what locale.c asks of locale_make.c.
 */
#ifndef DECANT_MSVCRT_LOCALE_MAKE_H
#define DECANT_MSVCRT_LOCALE_MAKE_H

#include "crt_locale.h"

#define CRT_LOCALE_NAME 96

/* What one category is set to. */
struct crt_locale_choice {
    const struct crt_locale_data *data; /* NULL: the C locale */
    unsigned code_page;
    char name[CRT_LOCALE_NAME]; /* in full: "English_United States.1252" */
};

/* "C", "", ".1252", "German", "german_austria.850" … False: there is no such locale. */
bool crt_locale_parse(const char *name, struct crt_locale_choice *choice);

/* choices: indexed by category, from 1. NULL where memory is short. */
struct crt_locale *crt_locale_make(const struct crt_locale_choice *choices);

#endif
