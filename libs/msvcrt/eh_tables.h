/* SPDX-License-Identifier: MIT
 *
 * The tables that Microsoft's compilers give a function with C++ exceptions, in their two generations: plain
 * arrays (__CxxFrameHandler3) and compressed ones (__CxxFrameHandler4). Both describe the same things: the
 * state at each address, what unwinding does in a state and which comes after it, ranges of states that are
 * try blocks, and their handlers.
 *
 * The tables are a program's, so no read leaves the image; whatever leads outside, or in circles, sets `bad`,
 * and ends the iteration that it was met in.
 */
#ifndef DECANT_MSVCRT_EH_TABLES_H
#define DECANT_MSVCRT_EH_TABLES_H

#include <win/windef.h>

struct eh_tables {
    const BYTE *base; /* RVA 0 */
    uint64_t size;    /* of the image */
    bool compressed;
    bool bad;
    bool synchronous; /* catch (...) catches nothing but C++ exceptions (/EHs) */
    bool no_throw;    /* what is not caught here ends the program */
    bool funclet;     /* compressed: the tables are a catch block's own */
    bool separated;   /* compressed: the code lies in several pieces, each with a table of states */
    DWORD parent;     /* funclet: where its frame keeps that of the function */
    DWORD begin;      /* of the code that the tables were reached from */
    DWORD unwind_map, try_map, ip_map; /* 0: none */
    DWORD state_count, try_count, ip_count;
};

enum eh_action {
    EH_NOTHING,
    EH_OBJECT,  /* the action is the destructor of the object in the frame */
    EH_POINTER, /* of the object that a pointer in the frame leads to */
    EH_FUNCLET  /* the action is given the frame */
};

struct eh_unwind {
    int32_t to_state;
    enum eh_action kind;
    DWORD action; /* RVA */
    DWORD object; /* offset in the frame */
};

/* A place within a table: how many entries follow, and where. */
struct eh_cursor {
    DWORD at, left;
};

struct eh_try {
    int32_t low, high, catch_high;
    struct eh_cursor handlers;
};

struct eh_handler {
    DWORD adjectives;
    DWORD type;   /* RVA of the type's descriptor; 0: ... */
    DWORD object; /* where in the frame the caught object goes; 0: nowhere */
    DWORD code;   /* RVA */
    DWORD parent; /* where the block's frame keeps that of the function; plain tables only */
    unsigned continuations;
    DWORD continuation[2]; /* RVAs: where the function goes on, if the block gives such a number for an
                              address */
};

/* base, size and begin are the caller's to set. False: these are no tables. */
bool eh_open_plain(struct eh_tables *tables, DWORD rva);
bool eh_open_compressed(struct eh_tables *tables, DWORD rva);
/* -1 where nothing is to be undone. */
int32_t eh_state_at(struct eh_tables *tables, DWORD rva);
/* False: there is no such state. */
bool eh_unwind_at(struct eh_tables *tables, int32_t state, struct eh_unwind *unwind);
struct eh_cursor eh_try_blocks(struct eh_tables *tables);
bool eh_next_try(struct eh_tables *tables, struct eh_cursor *cursor, struct eh_try *block);
bool eh_next_handler(struct eh_tables *tables, struct eh_cursor *cursor, struct eh_handler *handler);
/* Where the function starts that a piece of .pdata belongs to: the end of its chain. */
DWORD eh_function_begin(const struct eh_tables *tables, DWORD begin, DWORD unwind_info);

#endif
