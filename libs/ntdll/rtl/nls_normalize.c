/* SPDX-License-Identifier: MIT
 *
 * Unicode normalization (Standard Annex 15): full decomposition, canonical reordering, composition. The
 * tables cover the Basic Multilingual Plane; characters beyond it pass as they are (PARTIAL in exports.def).
 */
#include <stdlib.h>
#include <string.h>
#include "nls.h"
#include "nls_sort.h"
#include "common/wide.h"

enum {
    S_BASE = 0xAC00,
    L_BASE = 0x1100,
    V_BASE = 0x1161,
    T_BASE = 0x11A7,
    L_COUNT = 19,
    V_COUNT = 21,
    T_COUNT = 28
};

static unsigned combining(WCHAR c)
{
    return c < 0x300 ? 0 : nls_combining_page[nls_combining_index[c >> 8]][c & 255];
}

/* At most 18 units come out of one (U+FDFA). */
static size_t decompose_one(WCHAR c, bool compatible, WCHAR out[18])
{
    if (c >= S_BASE && c < S_BASE + L_COUNT * V_COUNT * T_COUNT) {
        unsigned index = c - S_BASE;
        out[0] = (WCHAR)(L_BASE + index / (V_COUNT * T_COUNT));
        out[1] = (WCHAR)(V_BASE + index % (V_COUNT * T_COUNT) / T_COUNT);
        out[2] = (WCHAR)(T_BASE + index % T_COUNT);
        return index % T_COUNT ? 3 : 2;
    }
    unsigned length;
    const uint16_t *units = nls_decompose(c, compatible, &length);
    if (!units) {
        out[0] = c;
        return 1;
    }
    memcpy(out, units, length * sizeof(WCHAR));
    return length;
}

static void reorder(WCHAR *text, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        unsigned class = combining(text[i]);
        if (!class)
            continue;
        WCHAR c = text[i];
        size_t to = i;
        for (; to > 0 && combining(text[to - 1]) > class; to--)
            text[to] = text[to - 1];
        text[to] = c;
    }
}

static WCHAR compose_pair(WCHAR first, WCHAR second)
{
    if (first >= L_BASE && first < L_BASE + L_COUNT && second >= V_BASE && second < V_BASE + V_COUNT)
        return (WCHAR)(S_BASE + ((first - L_BASE) * V_COUNT + (second - V_BASE)) * T_COUNT);
    if (first >= S_BASE && first < S_BASE + L_COUNT * V_COUNT * T_COUNT && (first - S_BASE) % T_COUNT == 0 &&
        second > T_BASE && second < T_BASE + T_COUNT)
        return (WCHAR)(first + (second - T_BASE));
    unsigned low = 0, high = nls_composition_count;
    uint32_t wanted = (uint32_t)first << 16 | second;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        uint32_t pair = (uint32_t)nls_compositions[middle].first << 16 | nls_compositions[middle].second;
        if (pair == wanted)
            return nls_compositions[middle].composed;
        if (pair < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static size_t compose(WCHAR *text, size_t length)
{
    size_t out = 0, starter = 0;
    bool has_starter = false;
    unsigned last_class = 0;
    for (size_t i = 0; i < length; i++) {
        WCHAR c = text[i];
        unsigned class = combining(c);
        bool blocked = has_starter && out - starter > 1 && last_class >= class;
        bool adjacent = has_starter && out - starter == 1;
        WCHAR composed = has_starter && (adjacent || !blocked) ? compose_pair(text[starter], c) : 0;
        if (composed) {
            text[starter] = composed;
            continue;
        }
        if (!class) {
            starter = out;
            has_starter = true;
        }
        last_class = class;
        text[out++] = c;
    }
    return out;
}

WCHAR *nls_normalize(int form, const WCHAR *text, size_t length, size_t *out_length)
{
    bool compatible = form == NormalizationKC || form == NormalizationKD;
    WCHAR units[18];
    size_t needed = 0;
    for (size_t i = 0; i < length; i++)
        needed += text[i] < 0xA0 ? 1 : decompose_one(text[i], compatible, units);
    WCHAR *result = malloc((needed + 1) * sizeof(WCHAR));
    if (!result)
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < length; i++) {
        size_t count = decompose_one(text[i], compatible, units);
        memcpy(result + at, units, count * sizeof(WCHAR));
        at += count;
    }
    reorder(result, at);
    if (form == NormalizationC || form == NormalizationKC)
        at = compose(result, at);
    result[at] = 0;
    *out_length = at;
    return result;
}

/* The place of the first unit that is not UTF-16, or the length. */
static size_t first_invalid(const WCHAR *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0xD800 || text[i] > 0xDFFF)
            continue;
        if (text[i] > 0xDBFF || i + 1 == length || text[i + 1] < 0xDC00 || text[i + 1] > 0xDFFF)
            return i;
        i++;
    }
    return length;
}

static bool valid_form(ULONG form)
{
    return form == NormalizationC || form == NormalizationD || form == NormalizationKC ||
           form == NormalizationKD;
}

/* On success *DestinationStringLength is the length in units, with the terminator when the source's was
 * counted. A destination of length 0 asks for an estimate. */
NTSTATUS WINAPI RtlNormalizeString(ULONG NormForm, PCWSTR SourceString, LONG SourceStringLength,
                                   PWSTR DestinationString, PLONG DestinationStringLength)
{
    if (!valid_form(NormForm))
        return STATUS_INVALID_PARAMETER;
    size_t length = SourceStringLength < 0 ? wide_length(SourceString) + 1 : (size_t)SourceStringLength;
    size_t bad = first_invalid(SourceString, length), units;
    if (bad < length) {
        *DestinationStringLength = -(LONG)bad;
        return STATUS_NO_UNICODE_TRANSLATION;
    }
    WCHAR *result = nls_normalize((int)NormForm, SourceString, length, &units);
    if (!result)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    if (*DestinationStringLength && (size_t)*DestinationStringLength < units)
        status = STATUS_BUFFER_TOO_SMALL;
    else if (*DestinationStringLength)
        memcpy(DestinationString, result, units * sizeof(WCHAR));
    *DestinationStringLength = (LONG)units;
    free(result);
    return status;
}

NTSTATUS WINAPI RtlIsNormalizedString(ULONG NormForm, PCWSTR SourceString, LONG SourceStringLength,
                                      PBOOLEAN Normalized)
{
    if (!valid_form(NormForm))
        return STATUS_INVALID_PARAMETER;
    size_t length = SourceStringLength < 0 ? wide_length(SourceString) : (size_t)SourceStringLength, units;
    if (first_invalid(SourceString, length) < length)
        return STATUS_NO_UNICODE_TRANSLATION;
    WCHAR *result = nls_normalize((int)NormForm, SourceString, length, &units);
    if (!result)
        return STATUS_NO_MEMORY;
    *Normalized = units == length && !memcmp(result, SourceString, units * sizeof(WCHAR));
    free(result);
    return STATUS_SUCCESS;
}
