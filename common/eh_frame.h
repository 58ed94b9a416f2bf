/* SPDX-License-Identifier: MIT
 *
 * What eh_frame.c and eh_expression.c share: the columns, and reading DWARF's numbers.
 */
#ifndef DECANT_COMMON_EH_FRAME_H
#define DECANT_COMMON_EH_FRAME_H

#include <string.h>
#include <win/winnt.h>

#define COLUMNS    33 /* rax rdx rcx rbx rsi rdi rbp rsp r8-r15 return-address xmm0-15 */
#define COLUMN_RSP 7
#define COLUMN_RIP 16
#define COLUMN_XMM 17

#ifdef __x86_64__
/* A search for a handler: the frame that it is at, and the registers where the exception was raised. (The
 * context itself is no good for them: libgcc's handler unwinds with it for its working space.) */
struct search {
    DISPATCHER_CONTEXT dispatcher;
    DWORD64 integers[17]; /* Rax … Rip */
    M128A xmm[10];        /* 6 … 15 */
};
#endif

static inline uint64_t eh_uleb(const uint8_t **at)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
        byte = *(*at)++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7F) << shift;
        shift += 7;
    } while (byte & 0x80);
    return value;
}

static inline int64_t eh_sleb(const uint8_t **at)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
        byte = *(*at)++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7F) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (shift < 64 && (byte & 0x40))
        value |= ~0ull << shift;
    return (int64_t)value;
}

#define EH_READ(type, at)                                                                                    \
    ({                                                                                                       \
        type value_;                                                                                         \
        memcpy(&value_, *(at), sizeof(value_));                                                              \
        *(at) += sizeof(value_);                                                                             \
        value_;                                                                                              \
    })

/* The register of a column in a CONTEXT; NULL: it is none of the integer registers. */
DWORD64 *eh_register(CONTEXT *context, unsigned column);
/* Runs the expression at `at`, its length in front, on a stack of 16 places of which `depth` are filled.
 * False: something in it is not known here. */
bool eh_evaluate(const uint8_t *at, CONTEXT *context, uint64_t *stack, unsigned depth, uint64_t *result);

#endif
