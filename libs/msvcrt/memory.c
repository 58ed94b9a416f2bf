/* SPDX-License-Identifier: MIT
 *
 * string.h for memory. Programs call these for a few bytes at a time, millions of times. To call glibc from a
 * function of the Windows convention costs more than the work itself then: ten registers (xmm6 to xmm15) must
 * be saved, which glibc may change and the caller keeps. So short blocks are done here with the registers
 * that are free, and only what is long goes to glibc. Every byte is read before one is written, so that
 * blocks may overlap, and nothing outside them is touched.
 */
#include <stdint.h>
#include <string.h>
#include "msvcrt.h"

#define LONG_BLOCK 96 /* six registers of 16 bytes */

typedef uint64_t block __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t eight __attribute__((aligned(1), may_alias));
typedef uint32_t four __attribute__((aligned(1), may_alias));
typedef uint16_t two __attribute__((aligned(1), may_alias));

static __attribute__((noinline)) void *CDECL move_long(void *to, const void *from, size_t size)
{
    return memmove(to, from, size);
}

static inline void move_short(char *to, const char *from, size_t size)
{
    if (size >= 8) {
        eight low = *(const eight *)from, high = *(const eight *)(from + size - 8);
        *(eight *)to = low;
        *(eight *)(to + size - 8) = high;
    } else if (size >= 4) {
        four low = *(const four *)from, high = *(const four *)(from + size - 4);
        *(four *)to = low;
        *(four *)(to + size - 4) = high;
    } else if (size >= 2) {
        two low = *(const two *)from, high = *(const two *)(from + size - 2);
        *(two *)to = low;
        *(two *)(to + size - 2) = high;
    } else if (size) {
        *to = *from;
    }
}

/* From both ends to the middle, where they overlap. */
static inline void *move(void *destination, const void *source, size_t size)
{
    char *to = destination, *to_end = to + size;
    const char *from = source, *end = from + size;
    if (size < 16) {
        move_short(to, from, size);
        return destination;
    }
    if (size > LONG_BLOCK)
        return move_long(destination, source, size);
    block a = *(const block *)from, z = *(const block *)(end - 16);
    if (size > 32) {
        block b = *(const block *)(from + 16), y = *(const block *)(end - 32);
        if (size > 64) {
            block c = *(const block *)(from + 32), x = *(const block *)(end - 48);
            *(block *)(to + 32) = c;
            *(block *)(to_end - 48) = x;
        }
        *(block *)(to + 16) = b;
        *(block *)(to_end - 32) = y;
    }
    *(block *)to = a;
    *(block *)(to_end - 16) = z;
    return destination;
}

/* Overlapping copies work on Windows x64, and programs lean on it. */
void *CDECL msvcrt_memcpy(void *to, const void *from, size_t size)
{
    return move(to, from, size);
}

void *CDECL msvcrt_memmove(void *to, const void *from, size_t size)
{
    return move(to, from, size);
}

static __attribute__((noinline)) void *CDECL set_long(void *to, int value, size_t size)
{
    return memset(to, value, size);
}

void *CDECL msvcrt_memset(void *to, int value, size_t size)
{
    char *at = to, *end = at + size;
    uint64_t byte = (unsigned char)value, bytes = byte * 0x0101010101010101ull;
    if (size > LONG_BLOCK)
        return set_long(to, value, size);
    if (size >= 16) {
        block fill = {bytes, bytes};
        for (; at < end - 16; at += 16)
            *(block *)at = fill;
        *(block *)(end - 16) = fill;
    } else if (size >= 8) {
        *(eight *)at = bytes;
        *(eight *)(end - 8) = bytes;
    } else if (size >= 4) {
        *(four *)at = (uint32_t)bytes;
        *(four *)(end - 4) = (uint32_t)bytes;
    } else if (size) {
        at[0] = at[size >> 1] = end[-1] = (char)byte;
    }
    return to;
}

/* The sign of what differs first, which lies lowest in memory. */
static inline int order(uint64_t a, uint64_t b)
{
    a = __builtin_bswap64(a);
    b = __builtin_bswap64(b);
    return (a > b) - (a < b);
}

static __attribute__((noinline)) int CDECL compare_long(const void *a, const void *b, size_t size)
{
    int result = memcmp(a, b, size);
    return (result > 0) - (result < 0);
}

static inline int compare_short(const unsigned char *a, const unsigned char *b, size_t size)
{
    if (size >= 8) {
        eight x = *(const eight *)a, y = *(const eight *)b;
        if (x != y)
            return order(x, y);
        return order(*(const eight *)(a + size - 8), *(const eight *)(b + size - 8));
    }
    if (size >= 4) {
        four x = *(const four *)a, y = *(const four *)b;
        if (x != y)
            return order(x, y);
        return order(*(const four *)(a + size - 4), *(const four *)(b + size - 4));
    }
    for (; size; a++, b++, size--)
        if (*a != *b)
            return *a < *b ? -1 : 1;
    return 0;
}

static inline int compare_block(const unsigned char *a, const unsigned char *b)
{
    block x = *(const block *)a, y = *(const block *)b;
#ifdef __SSE2__
    typedef char bytes __attribute__((vector_size(16)));
    unsigned same = (unsigned)__builtin_ia32_pmovmskb128((bytes)((bytes)x == (bytes)y));
    if (same == 0xFFFF)
        return 0;
    unsigned at = (unsigned)__builtin_ctz(~same);
    return a[at] < b[at] ? -1 : 1;
#else
    return x[0] != y[0] ? order(x[0], y[0]) : order(x[1], y[1]);
#endif
}

int CDECL msvcrt_memcmp(const void *first, const void *second, size_t size)
{
    const unsigned char *a = first, *b = second;
    int result;
    if (size < 16)
        return compare_short(a, b, size);
    size_t soon = size <= 2 * LONG_BLOCK ? size : 2 * LONG_BLOCK, at = 0;
    for (; at + 16 <= soon; at += 16)
        if ((result = compare_block(a + at, b + at)) != 0)
            return result;
    if (soon < size)
        return compare_long(a + at, b + at, size - at);
    return at < size ? compare_block(a + size - 16, b + size - 16) : 0;
}
