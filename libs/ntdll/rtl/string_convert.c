/* SPDX-License-Identifier: MIT
 *
 * RTL conversions between UTF-16 and the ANSI or OEM code page, and UTF-8. All counts are bytes. A result
 * that is too long for its buffer is cut off between characters; the functions on UNICODE_STRING refuse
 * instead.
 */
#include <string.h>
#include "nls.h"
#include "string.h"

/* Whole characters only, as many as fit; returns the units or bytes written. */
static size_t decode_cut(unsigned page, unsigned flags, const char *from, size_t length, WCHAR *to,
                         size_t size)
{
    ptrdiff_t units = size ? nls_decode(page, flags, from, length, to, size) : 0;
    if (units != NLS_TOO_SMALL)
        return units < 0 ? 0 : (size_t)units;
    size_t fit = size;
    if (to[size - 1] >= 0xD800 && to[size - 1] < 0xDC00)
        fit--;
    return fit;
}

static size_t encode_cut(unsigned page, unsigned flags, const WCHAR *from, size_t length, char *to,
                         size_t size)
{
    size_t at = 0;
    ptrdiff_t bytes = size ? nls_encode(page, flags, from, length, to, size, NULL, NULL) : 0;
    if (bytes != NLS_TOO_SMALL)
        return bytes < 0 ? 0 : (size_t)bytes;
    for (size_t i = 0; i < length && at < size;) { /* the rare case: character by character */
        size_t units = from[i] >= 0xD800 && from[i] < 0xDC00 && i + 1 < length ? 2 : 1;
        bytes = nls_encode(page, flags, from + i, units, to + at, size - at, NULL, NULL);
        if (bytes < 0)
            break;
        at += (size_t)bytes;
        i += units;
    }
    return at;
}

static NTSTATUS to_unicode_n(unsigned page, PWCH to, ULONG size, PULONG actual, const CHAR *from,
                             ULONG length)
{
    size_t units = decode_cut(page, NLS_LOSSLESS, from, length, to, size / sizeof(WCHAR));
    if (actual)
        *actual = (ULONG)(units * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

static NTSTATUS from_unicode_n(unsigned page, PCHAR to, ULONG size, PULONG actual, PCWCH from, ULONG length)
{
    size_t bytes = encode_cut(page, NLS_LOSSLESS, from, length / sizeof(WCHAR), to, size);
    if (actual)
        *actual = (ULONG)bytes;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                       PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                       ULONG BytesInMultiByteString)
{
    return to_unicode_n(nls_acp(), UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString,
                        MultiByteString, BytesInMultiByteString);
}

NTSTATUS WINAPI RtlOemToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                 PULONG BytesInUnicodeString, const CHAR *OemString, ULONG BytesInOemString)
{
    return to_unicode_n(nls_oemcp(), UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString, OemString,
                        BytesInOemString);
}

NTSTATUS WINAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                          ULONG BytesInMultiByteString)
{
    *BytesInUnicodeString =
        (ULONG)(nls_wide_from_ansi(MultiByteString, BytesInMultiByteString, NULL, 0) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString,
                                       PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                       ULONG BytesInUnicodeString)
{
    return from_unicode_n(nls_acp(), MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString,
                          UnicodeString, BytesInUnicodeString);
}

NTSTATUS WINAPI RtlUnicodeToOemN(PCHAR OemString, ULONG MaxBytesInOemString, PULONG BytesInOemString,
                                 PCWCH UnicodeString, ULONG BytesInUnicodeString)
{
    return from_unicode_n(nls_oemcp(), OemString, MaxBytesInOemString, BytesInOemString, UnicodeString,
                          BytesInUnicodeString);
}

NTSTATUS WINAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                          ULONG BytesInUnicodeString)
{
    *BytesInMultiByteString =
        (ULONG)nls_ansi_from_wide(UnicodeString, BytesInUnicodeString / sizeof(WCHAR), NULL, 0);
    return STATUS_SUCCESS;
}

/* ---- UTF-8 ---- */

NTSTATUS WINAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
                                  PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                                  ULONG UTF8StringByteCount)
{
    if (!UTF8StringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UnicodeStringDestination && !UnicodeStringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    ptrdiff_t needed = nls_decode(CP_UTF8, 0, UTF8StringSource, UTF8StringByteCount, NULL, 0);
    bool valid = nls_decode(CP_UTF8, NLS_STRICT, UTF8StringSource, UTF8StringByteCount, NULL, 0) >= 0;
    size_t units = (size_t)needed, size = UnicodeStringMaxByteCount / sizeof(WCHAR);
    if (UnicodeStringDestination)
        units = decode_cut(CP_UTF8, 0, UTF8StringSource, UTF8StringByteCount, UnicodeStringDestination, size);
    if (UnicodeStringActualByteCount)
        *UnicodeStringActualByteCount = (ULONG)(units * sizeof(WCHAR));
    if (UnicodeStringDestination && units < (size_t)needed)
        return STATUS_BUFFER_TOO_SMALL;
    return valid ? STATUS_SUCCESS : STATUS_SOME_NOT_MAPPED;
}

NTSTATUS WINAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
                                  PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                                  ULONG UnicodeStringByteCount)
{
    if (!UnicodeStringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UTF8StringDestination && !UTF8StringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    if (UTF8StringDestination && UnicodeStringByteCount % sizeof(WCHAR))
        return STATUS_INVALID_PARAMETER_5;
    size_t length = UnicodeStringByteCount / sizeof(WCHAR);
    bool replaced = false;
    ptrdiff_t needed = nls_encode(CP_UTF8, 0, UnicodeStringSource, length, NULL, 0, NULL, &replaced);
    size_t bytes = (size_t)needed;
    if (UTF8StringDestination)
        bytes = encode_cut(CP_UTF8, 0, UnicodeStringSource, length, UTF8StringDestination,
                           UTF8StringMaxByteCount);
    if (UTF8StringActualByteCount)
        *UTF8StringActualByteCount = (ULONG)bytes;
    if (UTF8StringDestination && bytes < (size_t)needed)
        return STATUS_BUFFER_TOO_SMALL;
    return replaced ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

/* ---- counted strings ---- */

static NTSTATUS to_unicode_string(unsigned page, PUNICODE_STRING to, PCANSI_STRING from, bool allocate)
{
    ptrdiff_t units = nls_decode(page, NLS_LOSSLESS, from->Buffer, from->Length, NULL, 0);
    size_t bytes = (units < 0 ? 0 : (size_t)units) * sizeof(WCHAR) + sizeof(WCHAR);
    if (bytes > 0xFFFE)
        return STATUS_INVALID_PARAMETER_2;
    if (allocate) {
        to->Buffer = string_allocate(bytes);
        if (!to->Buffer)
            return STATUS_NO_MEMORY;
        to->MaximumLength = (USHORT)bytes;
    } else if (to->MaximumLength < bytes) {
        return STATUS_BUFFER_OVERFLOW;
    }
    to->Length = (USHORT)(bytes - sizeof(WCHAR));
    if (units > 0)
        nls_decode(page, NLS_LOSSLESS, from->Buffer, from->Length, to->Buffer, (size_t)units);
    to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS from_unicode_string(unsigned page, PANSI_STRING to, PCUNICODE_STRING from, bool allocate)
{
    size_t length = from->Length / sizeof(WCHAR);
    ptrdiff_t bytes = nls_encode(page, NLS_LOSSLESS, from->Buffer, length, NULL, 0, NULL, NULL);
    if (bytes < 0)
        bytes = 0;
    if (bytes > 0xFFFE)
        return STATUS_INVALID_PARAMETER_2;
    if (allocate) {
        to->Buffer = string_allocate((size_t)bytes + 1);
        if (!to->Buffer)
            return STATUS_NO_MEMORY;
        to->MaximumLength = (USHORT)(bytes + 1);
    } else if (to->MaximumLength <= bytes) { /* cut off, with a terminator */
        if (!to->MaximumLength)
            return STATUS_BUFFER_OVERFLOW;
        to->Length = (USHORT)encode_cut(page, NLS_LOSSLESS, from->Buffer, length, to->Buffer,
                                        (size_t)to->MaximumLength - 1);
        to->Buffer[to->Length] = 0;
        return STATUS_BUFFER_OVERFLOW;
    }
    if (bytes)
        nls_encode(page, NLS_LOSSLESS, from->Buffer, length, to->Buffer, (size_t)bytes, NULL, NULL);
    to->Length = (USHORT)bytes;
    to->Buffer[bytes] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString,
                                             BOOLEAN AllocateDestinationString)
{
    return to_unicode_string(nls_acp(), DestinationString, SourceString, AllocateDestinationString);
}

NTSTATUS WINAPI RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    return to_unicode_string(nls_oemcp(), DestinationString, SourceString, AllocateDestinationString);
}

NTSTATUS WINAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString,
                                             BOOLEAN AllocateDestinationString)
{
    return from_unicode_string(nls_acp(), DestinationString, SourceString, AllocateDestinationString);
}

NTSTATUS WINAPI RtlUnicodeStringToOemString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    return from_unicode_string(nls_oemcp(), DestinationString, SourceString, AllocateDestinationString);
}

ULONG WINAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING AnsiString)
{
    return (ULONG)((nls_wide_from_ansi(AnsiString->Buffer, AnsiString->Length, NULL, 0) + 1) * sizeof(WCHAR));
}

ULONG WINAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
    return (ULONG)nls_ansi_from_wide(UnicodeString->Buffer, UnicodeString->Length / sizeof(WCHAR), NULL, 0) +
           1;
}
