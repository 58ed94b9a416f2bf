/* SPDX-License-Identifier: MIT
 *
 * What the two halves of undecorating share: a reader of the decorated name that builds text as it goes. Each
 * function moves `at` over what it has understood, and sets `bad` when it has not.
 */
#ifndef DECANT_MSVCRT_UNDECORATE_PARSE_H
#define DECANT_MSVCRT_UNDECORATE_PARSE_H

#include <win/windef.h>
#include "undecorate.h"

#define UNDECORATE_LIMIT 0x40000u /* bytes of text, intermediate ones included */
#define UNDECORATE_DEPTH 64u

struct undecorate_piece {
    struct undecorate_piece *next;
    char text[];
};

struct undecorate {
    const char *at;
    unsigned flags;
    bool bad;
    unsigned depth;
    size_t used;
    struct undecorate_piece *pieces;
    const char *names[10], *types[10]; /* what digits stand for */
    unsigned name_count, type_count;
};

enum undecorate_kind {
    NAME_PLAIN,
    NAME_CONSTRUCTOR,
    NAME_DESTRUCTOR,
    NAME_CONVERSION /* the result's type is the rest of the name */
};

typedef void *(GUESTCDECL *undecorate_allocate)(size_t);
typedef void(GUESTCDECL *undecorate_release)(void *);

const char *undecorate_join(struct undecorate *u, const char *const *parts, size_t count);
const char *undecorate_span(struct undecorate *u, const char *text, size_t length);
#define JOIN(u, ...)                                                                                         \
    undecorate_join(u, (const char *const[]){__VA_ARGS__},                                                   \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* undecorate.c */
const char *undecorate_symbol(struct undecorate *u);
const char *undecorate_qualified(struct undecorate *u);
const char *undecorate_operator(struct undecorate *u, enum undecorate_kind *kind);

/* undecorate_type.c. `name` is what is declared: it goes to where a declaration has it. */
const char *undecorate_type(struct undecorate *u, const char *name);
const char *undecorate_variable(struct undecorate *u, const char *name);
const char *undecorate_template_arguments(struct undecorate *u);
const char *undecorate_number(struct undecorate *u);
/* The qualifiers of a member function's `this`, as they stand behind it. */
const char *undecorate_this(struct undecorate *u);
/* From the calling convention on. */
const char *undecorate_function(struct undecorate *u, const char *before, const char *name, const char *self,
                                enum undecorate_kind kind);

#endif
