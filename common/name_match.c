/* SPDX-License-Identifier: MIT
 *
 * Wildcards, as file systems match them (MS-FSA 2.1.4.4; FsRtlIsNameInExpression): besides * and ? the three
 * that kernel32 puts in their place to keep the promises of DOS: < matches up to the last period, > one
 * character or nothing before a period or the end, " a period or nothing at the end. All positions in the
 * pattern that may have been reached are followed at once, so that no pattern takes more than length times
 * length steps.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/nls.h>
#include "name_match.h"

bool name_has_wildcards(const WCHAR *pattern, size_t length)
{
    for (size_t i = 0; i < length; i++)
        switch (pattern[i]) {
        case '*':
        case '?':
        case '<':
        case '>':
        case '"':
            return true;
        }
    return false;
}

/* Positions that are reached without taking a character. next: the character ahead, 0 at the end. */
static void close_set(const WCHAR *pattern, size_t length, WCHAR next, uint8_t *set)
{
    for (size_t i = 0; i < length; i++) {
        if (!set[i])
            continue;
        WCHAR p = pattern[i];
        if (p == '*' || p == '<' || (p == '"' && !next) || (p == '>' && (!next || next == '.')))
            set[i + 1] = 1;
    }
}

bool name_matches(const WCHAR *pattern, size_t pattern_length, const WCHAR *name, size_t length)
{
    if (pattern_length == 1 && pattern[0] == '*')
        return true;
    uint8_t space[512], *set = space;
    size_t size = pattern_length + 1, last_dot = SIZE_MAX;
    if (2 * size > sizeof(space) && !(set = malloc(2 * size)))
        return false;
    uint8_t *now = set, *after = set + size;
    for (size_t i = 0; i < length; i++)
        if (name[i] == '.')
            last_dot = i;
    memset(now, 0, size);
    now[0] = 1;
    close_set(pattern, pattern_length, length ? name[0] : 0, now);
    for (size_t at = 0; at < length; at++) {
        WCHAR c = name[at];
        memset(after, 0, size);
        for (size_t i = 0; i < pattern_length; i++) {
            if (!now[i])
                continue;
            WCHAR p = pattern[i];
            if (p == '*' || (p == '<' && at != last_dot))
                after[i] = 1;
            else if (p == '?' || (p == '>' && c != '.') || (p == '"' && c == '.') ||
                     (p != '<' && p != '>' && p != '"' && nls_to_upper(p) == nls_to_upper(c)))
                after[i + 1] = 1;
        }
        uint8_t *other = now;
        now = after;
        after = other;
        close_set(pattern, pattern_length, at + 1 < length ? name[at + 1] : 0, now);
    }
    bool matched = now[pattern_length];
    if (set != space)
        free(set);
    return matched;
}
