/* SPDX-License-Identifier: MIT
 *
 * Processes: this one, and those that it starts or opens.
 */
#ifndef DECANT_NT_PROCESS_H
#define DECANT_NT_PROCESS_H

#include "sync.h"

struct process_object {
    struct object object;
    uint32_t id;
    int pidfd;                  /* readable once the process has ended; -1: this process */
    bool child;                 /* ours to reap */
    _Atomic uint32_t exit_code; /* STATUS_PENDING (STILL_ACTIVE) until it is known */
};

extern const struct object_type process_type;

/* The object of this process; no reference is taken. */
struct object *process_self(void);

#endif
