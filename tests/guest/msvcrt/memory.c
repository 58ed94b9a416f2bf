/* SPDX-License-Identifier: MIT
 *
 * memcpy, memmove, memset and memcmp at every length and offset: short ones and long ones go different ways.
 */
#include "guest.h"

#define MOST 320

/* Through pointers, so that the compiler puts no code of its own in their place. */
static void *(__cdecl *volatile copy)(void *, const void *, size_t) = memcpy;
static void *(__cdecl *volatile move)(void *, const void *, size_t) = memmove;
static void *(__cdecl *volatile set)(void *, int, size_t) = memset;
static int(__cdecl *volatile compare)(const void *, const void *, size_t) = memcmp;

static unsigned char source[2 * MOST], target[2 * MOST], expected[2 * MOST];

static void fill(unsigned char *to, unsigned seed)
{
    for (unsigned i = 0; i < 2 * MOST; i++)
        to[i] = (unsigned char)((i + seed) * 167 >> 3);
}

static unsigned differences(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < 2 * MOST; i++)
        count += target[i] != expected[i];
    return count;
}

TEST(copies_what_was_asked_for_and_no_more)
{
    for (unsigned size = 0; size <= MOST; size++)
        for (unsigned at = 0; at < 17; at += 3) {
            fill(source, size);
            fill(target, 77);
            fill(expected, 77);
            for (unsigned i = 0; i < size; i++)
                expected[at + 5 + i] = source[at + i];
            CHECK(copy(target + at + 5, source + at, size) == target + at + 5);
            CHECK_EQ(differences(), 0);
        }
}

TEST(overlapping_blocks_move_in_both_directions)
{
    static const int distances[] = {-65, -33, -16, -9, -4, -1, 0, 1, 2, 7, 8, 15, 31, 48, 90};
    for (unsigned size = 0; size <= MOST; size += size < 130 ? 1 : 13)
        for (unsigned d = 0; d < sizeof(distances) / sizeof(*distances); d++) {
            unsigned from = 100, to = (unsigned)(100 + distances[d]);
            fill(target, size);
            fill(source, size);
            fill(expected, size);
            for (unsigned i = 0; i < size; i++)
                expected[to + i] = source[from + i];
            CHECK(move(target + to, target + from, size) == target + to);
            CHECK_EQ(differences(), 0);
        }
}

TEST(sets_what_was_asked_for_and_no_more)
{
    for (unsigned size = 0; size <= MOST; size++) {
        fill(target, size);
        fill(expected, size);
        for (unsigned i = 0; i < size; i++)
            expected[3 + i] = 0xA5;
        CHECK(set(target + 3, 0x7FFFA5, size) == target + 3);
        CHECK_EQ(differences(), 0);
    }
}

TEST(the_first_difference_decides)
{
    for (unsigned size = 0; size <= MOST; size++) {
        fill(source, 1);
        fill(target, 1);
        target[size] ^= 0xFF; /* behind the end */
        CHECK_EQ(compare(source, target, size), 0);
        fill(target, 1);
        for (unsigned at = 0; at < size; at += size < 140 ? 1 : 11) {
            unsigned char kept = source[at];
            source[at] = 0x80, target[at] = 0x7F;
            for (unsigned i = at + 1; i < size; i++)
                target[i] = (unsigned char)(source[i] + 1); /* what follows says the contrary */
            CHECK(compare(source, target, size) > 0);
            CHECK(compare(target, source, size) < 0);
            source[at] = kept;
            fill(target, 1);
        }
    }
}

TEST(nothing_outside_the_blocks_is_touched)
{
    unsigned char *pages = VirtualAlloc(NULL, 3 * 4096, MEM_RESERVE, PAGE_NOACCESS);
    CHECK(pages && VirtualAlloc(pages + 4096, 4096, MEM_COMMIT, PAGE_READWRITE));
    unsigned char *start = pages + 4096, *end = pages + 8192;
    for (unsigned size = 0; size <= MOST; size++) {
        set(end - size, 'x', size);
        copy(start, end - size, size);
        move(end - size, start, size);
        CHECK_EQ(compare(start, end - size, size), 0);
        CHECK_EQ(compare(end - size, start, size), 0);
    }
    CHECK(VirtualFree(pages, 0, MEM_RELEASE));
}

GUEST_MAIN(RUN(copies_what_was_asked_for_and_no_more); RUN(overlapping_blocks_move_in_both_directions);
           RUN(sets_what_was_asked_for_and_no_more); RUN(the_first_difference_decides);
           RUN(nothing_outside_the_blocks_is_touched);)
