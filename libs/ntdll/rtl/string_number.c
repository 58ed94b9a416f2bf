/* SPDX-License-Identifier: MIT
 *
 * RTL numbers and GUIDs as text, and back.
 */
#include <string.h>
#include "exception.h"
#include "nls.h"
#include "string.h"
#include "common/wide.h"

/* Digits of `value`, right-aligned in 65 characters; returns the first. NULL: no such base. */
static char *digits_of(ULONGLONG value, ULONG base, char buffer[65])
{
    char *at = buffer + 64;
    if (!base)
        base = 10;
    if (base != 2 && base != 8 && base != 10 && base != 16)
        return NULL;
    *at = 0;
    do
        *--at = "0123456789ABCDEF"[value % base];
    while (value /= base);
    return at;
}

static NTSTATUS number_to_unicode(ULONGLONG value, ULONG base, PUNICODE_STRING string)
{
    char buffer[65], *text = digits_of(value, base, buffer);
    if (!text)
        return STATUS_INVALID_PARAMETER;
    size_t length = strlen(text);
    string->Length = (USHORT)(length * sizeof(WCHAR));
    if (string->MaximumLength < string->Length)
        return STATUS_BUFFER_OVERFLOW;
    for (size_t i = 0; i < length; i++)
        string->Buffer[i] = (WCHAR)text[i];
    if (string->MaximumLength >= string->Length + sizeof(WCHAR))
        string->Buffer[length] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String)
{
    return number_to_unicode(Value, Base, String);
}

NTSTATUS WINAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String)
{
    return number_to_unicode(Value, Base, String);
}

NTSTATUS WINAPI RtlIntegerToChar(ULONG Value, ULONG Base, ULONG OutputLength, PCHAR String)
{
    char buffer[65], *text = digits_of(Value, Base, buffer);
    if (!text)
        return STATUS_INVALID_PARAMETER;
    size_t length = strlen(text);
    if (length > OutputLength)
        return STATUS_BUFFER_OVERFLOW;
    if (!String)
        return STATUS_ACCESS_VIOLATION;
    memcpy(String, text, length + (length < OutputLength));
    return STATUS_SUCCESS;
}

/* Leading blanks, a sign, a prefix 0x / 0o / 0b where the base is left open, then as many digits as there
 * are. */
static NTSTATUS parse_number(WCHAR (*get)(const void *, size_t), const void *text, size_t length, ULONG base,
                             ULONG *value)
{
    size_t i = 0;
    bool negative = false;
    while (i < length && get(text, i) && get(text, i) <= ' ')
        i++;
    if (i < length && (get(text, i) == '+' || get(text, i) == '-'))
        negative = get(text, i++) == '-';
    if (!base) {
        base = 10;
        if (i + 1 < length && get(text, i) == '0') {
            WCHAR letter = get(text, i + 1);
            base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
            i += base == 10 ? 0 : 2;
        }
    } else if (base != 2 && base != 8 && base != 10 && base != 16) {
        return STATUS_INVALID_PARAMETER;
    }
    ULONG total = 0;
    for (; i < length; i++) {
        WCHAR c = ascii_lower(get(text, i));
        ULONG digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
        if (digit >= base)
            break;
        total = total * base + digit;
    }
    total = negative ? 0 - total : total;
    return host_copy_try(value, &total, sizeof(total)) ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

static WCHAR get_wide(const void *text, size_t i)
{
    return ((const WCHAR *)text)[i];
}

static WCHAR get_byte(const void *text, size_t i)
{
    return ((const unsigned char *)text)[i];
}

NTSTATUS WINAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value)
{
    return parse_number(get_wide, String->Buffer, String->Length / sizeof(WCHAR), Base, Value);
}

NTSTATUS WINAPI RtlCharToInteger(PCSTR String, ULONG Base, PULONG Value)
{
    return parse_number(get_byte, String, strlen(String), Base, Value);
}

/* ---- GUIDs: {8-4-4-4-12} ---- */

NTSTATUS WINAPI RtlStringFromGUID(const GUID *Guid, PUNICODE_STRING GuidString)
{
    static const char hex[] = "0123456789ABCDEF";
    WCHAR *at = string_allocate(39 * sizeof(WCHAR));
    if (!at)
        return STATUS_NO_MEMORY;
    *GuidString = (UNICODE_STRING){38 * sizeof(WCHAR), 39 * sizeof(WCHAR), at};
    *at++ = '{';
    for (int shift = 28; shift >= 0; shift -= 4)
        *at++ = (WCHAR)hex[Guid->Data1 >> shift & 15];
    *at++ = '-';
    for (int shift = 12; shift >= 0; shift -= 4)
        *at++ = (WCHAR)hex[Guid->Data2 >> shift & 15];
    *at++ = '-';
    for (int shift = 12; shift >= 0; shift -= 4)
        *at++ = (WCHAR)hex[Guid->Data3 >> shift & 15];
    for (int i = 0; i < 8; i++) {
        if (i == 0 || i == 2)
            *at++ = '-';
        *at++ = (WCHAR)hex[Guid->Data4[i] >> 4];
        *at++ = (WCHAR)hex[Guid->Data4[i] & 15];
    }
    at[0] = '}';
    at[1] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
    static const char pattern[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
    BYTE bytes[16];
    unsigned nibbles = 0;
    if (GuidString->Length != 38 * sizeof(WCHAR))
        return STATUS_INVALID_PARAMETER;
    for (unsigned i = 0; i < 38; i++) {
        WCHAR c = ascii_lower(GuidString->Buffer[i]);
        if (pattern[i] != 'x') {
            if (c != (WCHAR)pattern[i])
                return STATUS_INVALID_PARAMETER;
            continue;
        }
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return STATUS_INVALID_PARAMETER;
        bytes[nibbles / 2] = (BYTE)(nibbles % 2 ? bytes[nibbles / 2] << 4 | digit : digit);
        nibbles++;
    }
    Guid->Data1 = (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 | (DWORD)bytes[2] << 8 | bytes[3];
    Guid->Data2 = (WORD)(bytes[4] << 8 | bytes[5]);
    Guid->Data3 = (WORD)(bytes[6] << 8 | bytes[7]);
    memcpy(Guid->Data4, bytes + 8, 8);
    return STATUS_SUCCESS;
}
