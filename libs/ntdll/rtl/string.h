/* SPDX-License-Identifier: MIT
 *
 * Counted strings: the Rtl functions that other DLLs of ours call too. Lengths are in bytes, as in the
 * structures.
 */
#ifndef DECANT_RTL_STRING_H
#define DECANT_RTL_STRING_H

#include <win/winternl.h>

/* string.c */
VOID WINAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);
NTSTATUS WINAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString);
VOID WINAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSTR SourceString);
NTSTATUS WINAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString, PCSTR SourceString);
VOID WINAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString);
VOID WINAPI RtlFreeAnsiString(PANSI_STRING AnsiString);
BOOLEAN WINAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString);
BOOLEAN WINAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING DestinationString, PCSTR SourceString);
NTSTATUS WINAPI RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn, PUNICODE_STRING StringOut);
LONG WINAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                    BOOLEAN CaseInSensitive);
LONG WINAPI RtlCompareUnicodeStrings(PCWSTR String1, SIZE_T String1Length, PCWSTR String2,
                                     SIZE_T String2Length, BOOLEAN CaseInSensitive);
BOOLEAN WINAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                     BOOLEAN CaseInSensitive);
BOOLEAN WINAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                      BOOLEAN CaseInSensitive);
WCHAR WINAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter);
WCHAR WINAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter);
NTSTATUS WINAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                       BOOLEAN AllocateDestinationString);
NTSTATUS WINAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                         BOOLEAN AllocateDestinationString);
VOID WINAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString);
NTSTATUS WINAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source);
NTSTATUS WINAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source);
NTSTATUS WINAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive, ULONG HashAlgorithm,
                                     PULONG HashValue);

/* string_convert.c */
NTSTATUS WINAPI RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                       PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                       ULONG BytesInMultiByteString);
NTSTATUS WINAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                          ULONG BytesInMultiByteString);
NTSTATUS WINAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString,
                                       PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                       ULONG BytesInUnicodeString);
NTSTATUS WINAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                          ULONG BytesInUnicodeString);
NTSTATUS WINAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
                                  PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                                  ULONG UTF8StringByteCount);
NTSTATUS WINAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
                                  PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                                  ULONG UnicodeStringByteCount);
NTSTATUS WINAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString,
                                             BOOLEAN AllocateDestinationString);
NTSTATUS WINAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString,
                                             BOOLEAN AllocateDestinationString);

/* string_number.c */
NTSTATUS WINAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String);
NTSTATUS WINAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String);
NTSTATUS WINAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value);
NTSTATUS WINAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid);
NTSTATUS WINAPI RtlStringFromGUID(const GUID *Guid, PUNICODE_STRING GuidString);

/* What the Rtl functions that return a new string allocate from. */
void *string_allocate(size_t size);
void string_free(void *memory);

#endif
