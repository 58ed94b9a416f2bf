/* SPDX-License-Identifier: MIT
 *
 * RTL counted strings: initialization, comparison, case, copying. Comparison is by code unit, after folding
 * up where case does not count, as Windows' object names and file systems do it.
 */
#include <string.h>
#include "../ntdll.h"
#include "heap.h"
#include "nls.h"
#include "string.h"
#include "common/wide.h"

#define LONGEST_UNICODE 0xFFFE /* bytes in a UNICODE_STRING, terminator included */

void *string_allocate(size_t size)
{
    return RtlAllocateHeap(heap_process(), 0, size);
}

void string_free(void *memory)
{
    RtlFreeHeap(heap_process(), 0, memory);
}

NTSTATUS WINAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t bytes = SourceString ? wide_length(SourceString) * sizeof(WCHAR) : 0;
    *DestinationString = (UNICODE_STRING){0, 0, (PWSTR)SourceString};
    if (bytes > LONGEST_UNICODE - sizeof(WCHAR))
        return STATUS_NAME_TOO_LONG;
    if (SourceString) {
        DestinationString->Length = (USHORT)bytes;
        DestinationString->MaximumLength = (USHORT)(bytes + sizeof(WCHAR));
    }
    return STATUS_SUCCESS;
}

VOID WINAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    if (!NT_SUCCESS(RtlInitUnicodeStringEx(DestinationString, SourceString))) { /* cut off, as documented */
        DestinationString->Length = LONGEST_UNICODE - sizeof(WCHAR);
        DestinationString->MaximumLength = LONGEST_UNICODE;
    }
}

NTSTATUS WINAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString, PCSTR SourceString)
{
    size_t bytes = SourceString ? strlen(SourceString) : 0;
    *DestinationString = (ANSI_STRING){0, 0, (PSTR)SourceString};
    if (bytes > 0xFFFE)
        return STATUS_NAME_TOO_LONG;
    if (SourceString) {
        DestinationString->Length = (USHORT)bytes;
        DestinationString->MaximumLength = (USHORT)(bytes + 1);
    }
    return STATUS_SUCCESS;
}

VOID WINAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSTR SourceString)
{
    if (!NT_SUCCESS(RtlInitAnsiStringEx(DestinationString, SourceString))) {
        DestinationString->Length = 0xFFFE;
        DestinationString->MaximumLength = 0xFFFF;
    }
}

VOID WINAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
    if (UnicodeString->Buffer)
        string_free(UnicodeString->Buffer);
    *UnicodeString = (UNICODE_STRING){0, 0, NULL};
}

VOID WINAPI RtlFreeAnsiString(PANSI_STRING AnsiString)
{
    if (AnsiString->Buffer)
        string_free(AnsiString->Buffer);
    *AnsiString = (ANSI_STRING){0, 0, NULL};
}

BOOLEAN WINAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t bytes = (wide_length(SourceString) + 1) * sizeof(WCHAR);
    if (bytes > LONGEST_UNICODE)
        return FALSE;
    PWSTR copy = string_allocate(bytes);
    if (!copy)
        return FALSE;
    memcpy(copy, SourceString, bytes);
    *DestinationString = (UNICODE_STRING){(USHORT)(bytes - sizeof(WCHAR)), (USHORT)bytes, copy};
    return TRUE;
}

BOOLEAN WINAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING DestinationString, PCSTR SourceString)
{
    ANSI_STRING ansi;
    if (!NT_SUCCESS(RtlInitAnsiStringEx(&ansi, SourceString)))
        return FALSE;
    return NT_SUCCESS(RtlAnsiStringToUnicodeString(DestinationString, &ansi, TRUE));
}

#define DUPLICATE_TERMINATE       1u
#define DUPLICATE_EMPTY_ALLOCATES 2u

NTSTATUS WINAPI RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn, PUNICODE_STRING StringOut)
{
    if (!StringOut || Flags > 3 || Flags == DUPLICATE_EMPTY_ALLOCATES)
        return STATUS_INVALID_PARAMETER;
    size_t length = StringIn ? StringIn->Length : 0;
    size_t bytes = length + (Flags & DUPLICATE_TERMINATE ? sizeof(WCHAR) : 0);
    *StringOut = (UNICODE_STRING){0, 0, NULL};
    if (!length && !(Flags & DUPLICATE_EMPTY_ALLOCATES))
        return STATUS_SUCCESS;
    if (bytes > LONGEST_UNICODE)
        return STATUS_NAME_TOO_LONG;
    PWSTR copy = string_allocate(bytes);
    if (!copy)
        return STATUS_NO_MEMORY;
    if (length)
        memcpy(copy, StringIn->Buffer, length);
    if (Flags & DUPLICATE_TERMINATE)
        copy[length / sizeof(WCHAR)] = 0;
    *StringOut = (UNICODE_STRING){(USHORT)length, (USHORT)bytes, copy};
    return STATUS_SUCCESS;
}

/* ---- comparison ---- */

LONG WINAPI RtlCompareUnicodeStrings(PCWSTR String1, SIZE_T String1Length, PCWSTR String2,
                                     SIZE_T String2Length, BOOLEAN CaseInSensitive)
{
    return nls_compare_ordinal(String1, String1Length, String2, String2Length, CaseInSensitive);
}

LONG WINAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                    BOOLEAN CaseInSensitive)
{
    return nls_compare_ordinal(String1->Buffer, String1->Length / sizeof(WCHAR), String2->Buffer,
                               String2->Length / sizeof(WCHAR), CaseInSensitive);
}

BOOLEAN WINAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                     BOOLEAN CaseInSensitive)
{
    return String1->Length == String2->Length &&
           RtlCompareUnicodeString(String1, String2, CaseInSensitive) == 0;
}

BOOLEAN WINAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                      BOOLEAN CaseInSensitive)
{
    size_t length = String1->Length / sizeof(WCHAR);
    return String1->Length <= String2->Length &&
           nls_compare_ordinal(String1->Buffer, length, String2->Buffer, length, CaseInSensitive) == 0;
}

static unsigned char upper_byte(unsigned char c)
{
    return c >= 'a' && c <= 'z' ? (unsigned char)(c - 32) : c;
}

LONG WINAPI RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    size_t common = String1->Length < String2->Length ? String1->Length : String2->Length;
    for (size_t i = 0; i < common; i++) {
        unsigned char a = (unsigned char)String1->Buffer[i], b = (unsigned char)String2->Buffer[i];
        int difference = CaseInSensitive ? upper_byte(a) - upper_byte(b) : a - b;
        if (difference)
            return difference;
    }
    return (LONG)String1->Length - (LONG)String2->Length;
}

BOOLEAN WINAPI RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    return String1->Length == String2->Length && RtlCompareString(String1, String2, CaseInSensitive) == 0;
}

BOOLEAN WINAPI RtlPrefixString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    STRING start = {String1->Length, String1->Length, String2->Buffer};
    return String1->Length <= String2->Length && RtlEqualString(String1, &start, CaseInSensitive);
}

/* ---- case ---- */

WCHAR WINAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
    return nls_to_upper(SourceCharacter);
}

WCHAR WINAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
    return nls_to_lower(SourceCharacter);
}

CHAR WINAPI RtlUpperChar(CHAR Character)
{
    return (CHAR)upper_byte((unsigned char)Character);
}

VOID WINAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
    USHORT length = SourceString->Length < DestinationString->MaximumLength
                        ? SourceString->Length
                        : DestinationString->MaximumLength;
    for (USHORT i = 0; i < length; i++)
        DestinationString->Buffer[i] = RtlUpperChar(SourceString->Buffer[i]);
    DestinationString->Length = length;
}

static NTSTATUS change_case(PUNICODE_STRING to, PCUNICODE_STRING from, bool allocate, bool upper)
{
    if (allocate) {
        PWSTR buffer = string_allocate(from->Length ? from->Length : sizeof(WCHAR));
        if (!buffer)
            return STATUS_NO_MEMORY;
        *to = (UNICODE_STRING){0, from->Length, buffer};
    } else if (from->Length > to->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (size_t i = 0; i < from->Length / sizeof(WCHAR); i++)
        to->Buffer[i] = upper ? nls_to_upper(from->Buffer[i]) : nls_to_lower(from->Buffer[i]);
    to->Length = from->Length;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                       BOOLEAN AllocateDestinationString)
{
    return change_case(DestinationString, SourceString, AllocateDestinationString, true);
}

NTSTATUS WINAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                         BOOLEAN AllocateDestinationString)
{
    return change_case(DestinationString, SourceString, AllocateDestinationString, false);
}

/* ---- copying ---- */

VOID WINAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    USHORT length = SourceString ? SourceString->Length : 0;
    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength & ~(USHORT)1;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
    if (length + sizeof(WCHAR) <= DestinationString->MaximumLength)
        DestinationString->Buffer[length / sizeof(WCHAR)] = 0;
}

VOID WINAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
    USHORT length = SourceString ? SourceString->Length : 0;
    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
}

static NTSTATUS append(PUNICODE_STRING to, PCWSTR from, size_t bytes)
{
    if (!bytes)
        return STATUS_SUCCESS;
    if (to->Length + bytes > to->MaximumLength)
        return STATUS_BUFFER_TOO_SMALL;
    memmove((char *)to->Buffer + to->Length, from, bytes);
    to->Length = (USHORT)(to->Length + bytes);
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength)
        to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
    return append(Destination, Source, Source ? wide_length(Source) * sizeof(WCHAR) : 0);
}

NTSTATUS WINAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source)
{
    return append(Destination, Source->Buffer, Source->Length);
}

NTSTATUS WINAPI RtlAppendAsciizToString(PSTRING Destination, PCSTR Source)
{
    size_t length = Source ? strlen(Source) : 0;
    if (Destination->Length + length > Destination->MaximumLength)
        return STATUS_BUFFER_TOO_SMALL;
    if (length)
        memmove(Destination->Buffer + Destination->Length, Source, length);
    Destination->Length = (USHORT)(Destination->Length + length);
    return STATUS_SUCCESS;
}

/* x65599, the documented default algorithm. */
NTSTATUS WINAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive, ULONG HashAlgorithm,
                                     PULONG HashValue)
{
    ULONG hash = 0;
    if (!String || !HashValue || HashAlgorithm > 1)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < String->Length / sizeof(WCHAR); i++)
        hash = hash * 65599 + (CaseInSensitive ? nls_to_upper(String->Buffer[i]) : String->Buffer[i]);
    *HashValue = hash;
    return STATUS_SUCCESS;
}
