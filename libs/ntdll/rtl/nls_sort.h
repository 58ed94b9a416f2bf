/* SPDX-License-Identifier: MIT
 *
 * Linguistic comparison and normalization.
 */
#ifndef DECANT_RTL_NLS_SORT_H
#define DECANT_RTL_NLS_SORT_H

#include <win/winternl.h>

/* CompareString's flags. */
#define NORM_IGNORECASE            0x00000001u
#define NORM_IGNORENONSPACE        0x00000002u
#define NORM_IGNORESYMBOLS         0x00000004u
#define SORT_DIGITSASNUMBERS       0x00000008u
#define LINGUISTIC_IGNORECASE      0x00000010u
#define LINGUISTIC_IGNOREDIACRITIC 0x00000020u
#define SORT_STRINGSORT            0x00001000u
#define NORM_IGNOREKANATYPE        0x00010000u
#define NORM_IGNOREWIDTH           0x00020000u
#define NORM_LINGUISTIC_CASING     0x08000000u

/* < 0, 0, > 0. Equal means equal under the flags. */
int nls_compare(unsigned flags, const WCHAR *a, size_t a_length, const WCHAR *b, size_t b_length);
/* A byte string such that memcmp of two keys orders as nls_compare does. Returns its size, ending zero
 * included; writes nothing past `size`. */
size_t nls_sort_key(unsigned flags, const WCHAR *text, size_t length, BYTE *to, size_t size);

/* Normalization forms (NORM_FORM). */
enum {
    NormalizationOther = 0,
    NormalizationC = 1,
    NormalizationD = 2,
    NormalizationKC = 5,
    NormalizationKD = 6
};

/* `text` in the given form, in memory of its own (free()); NULL without memory. */
WCHAR *nls_normalize(int form, const WCHAR *text, size_t length, size_t *out_length);

NTSTATUS WINAPI RtlNormalizeString(ULONG NormForm, PCWSTR SourceString, LONG SourceStringLength,
                                   PWSTR DestinationString, PLONG DestinationStringLength);
NTSTATUS WINAPI RtlIsNormalizedString(ULONG NormForm, PCWSTR SourceString, LONG SourceStringLength,
                                      PBOOLEAN Normalized);

#endif
