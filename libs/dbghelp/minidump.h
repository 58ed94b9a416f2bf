/* SPDX-License-Identifier: MIT
 *
 * What the two halves of MiniDumpWriteDump share: the picture of the threads, and the file.
 */
#ifndef DECANT_DBGHELP_MINIDUMP_H
#define DECANT_DBGHELP_MINIDUMP_H

#include <win/minidumpapiset.h>
#include "dbghelp.h"

struct dump_thread {
    DWORD id, suspended;
    LONG priority;
    TEB *teb;
    HANDLE handle; /* NULL: the calling thread */
    bool stands, taken;
    CONTEXT context;
    /* The stack that is in use: where it was, and a copy. */
    uintptr_t stack;
    char *copy;
    size_t size, room;
};

struct dump_threads {
    size_t count;
    struct dump_thread *list;
    char *memory; /* of the copies */
    size_t memory_size;
};

/* Stops all other threads, looks at them, and lets them go on. `self`: the caller's state. */
NTSTATUS dump_take_threads(struct dump_threads *threads, const CONTEXT *self);
void dump_free_threads(struct dump_threads *threads);

#endif
