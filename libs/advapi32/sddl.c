/* SPDX-License-Identifier: MIT
 *
 * sddl.h: SIDs as text and back. The text lies in LocalAlloc memory.
 */
#include <string.h>
#include <win/winbase_heap.h>
#include "advapi32.h"

BOOL WINAPI ConvertSidToStringSidW(PSID Sid, LPWSTR *StringSid)
{
    WCHAR text[256];
    UNICODE_STRING string = {0, sizeof(text), text};
    if (!StringSid)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(RtlConvertSidToUnicodeString(&string, Sid, FALSE)))
        return FALSE;
    WCHAR *copy = LocalAlloc(0, string.Length + sizeof(WCHAR));
    if (!copy)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(copy, text, string.Length + sizeof(WCHAR));
    *StringSid = copy;
    return TRUE;
}

BOOL WINAPI ConvertSidToStringSidA(PSID Sid, LPSTR *StringSid)
{
    WCHAR *wide;
    if (!StringSid)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!ConvertSidToStringSidW(Sid, &wide))
        return FALSE;
    size_t length = wide_length(wide) + 1;
    char *copy = LocalAlloc(0, length);
    for (size_t i = 0; copy && i < length; i++)
        copy[i] = (char)wide[i];
    LocalFree(wide);
    *StringSid = copy;
    return copy ? TRUE : win32_fail(ERROR_NOT_ENOUGH_MEMORY);
}

/* A decimal or 0x number; *at moves behind it. */
static bool parse_number(LPCWSTR *at, uint64_t *out)
{
    uint64_t value = 0;
    LPCWSTR start = *at;
    unsigned base = 10;
    if (start[0] == '0' && ascii_lower(start[1]) == 'x') {
        base = 16;
        *at += 2;
        start = *at;
    }
    for (;; (*at)++) {
        WCHAR c = ascii_lower(**at);
        unsigned digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    *out = value;
    return *at > start;
}

/* The two-letter names of SDDL that stand for whole SIDs. */
static DWORD named_sid(LPCWSTR text, BYTE *sid)
{
    static const struct {
        char name[3];
        BYTE authority, count;
        WORD values[2];
    } names[] = {{"WD", 1, 1, {0}},       {"CO", 3, 1, {0}},       {"CG", 3, 1, {1}},
                 {"AN", 5, 1, {7}},       {"AU", 5, 1, {11}},      {"SY", 5, 1, {18}},
                 {"LS", 5, 1, {19}},      {"NS", 5, 1, {20}},      {"BA", 5, 2, {32, 544}},
                 {"BU", 5, 2, {32, 545}}, {"BG", 5, 2, {32, 546}}, {"IU", 5, 1, {4}},
                 {"NU", 5, 1, {2}},       {"LW", 16, 1, {0x1000}}, {"ME", 16, 1, {0x2000}},
                 {"HI", 16, 1, {0x3000}}, {"SI", 16, 1, {0x4000}}};
    for (unsigned i = 0; i < countof(names); i++)
        if (text[0] == (WCHAR)names[i].name[0] && text[1] == (WCHAR)names[i].name[1] && !text[2])
            return sid_make(sid, names[i].authority, names[i].count,
                            (const DWORD[]){names[i].values[0], names[i].values[1]});
    return 0;
}

BOOL WINAPI ConvertStringSidToSidW(LPCWSTR StringSid, PSID *Sid)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    if (!StringSid || !Sid)
        return win32_fail(ERROR_INVALID_PARAMETER);
    DWORD size = named_sid(StringSid, sid);
    if (!size) {
        LPCWSTR at = StringSid;
        DWORD values[SID_MAX_SUB_AUTHORITIES], count = 0;
        uint64_t number = 0, authority = 0;
        bool valid = ascii_lower(at[0]) == 's' && at[1] == '-' && at[2] == '1' && at[3] == '-';
        at += valid ? 4 : 0;
        valid = valid && parse_number(&at, &authority) && authority <= UINT32_MAX;
        while (valid && *at == '-' && count < SID_MAX_SUB_AUTHORITIES) {
            at++;
            valid = parse_number(&at, &number) && number <= UINT32_MAX;
            values[count++] = (DWORD)number;
        }
        if (!valid || *at || !count)
            return win32_fail(ERROR_INVALID_SID);
        size = sid_make(sid, (ULONG)authority, count, values);
    }
    *Sid = LocalAlloc(0, size);
    if (!*Sid)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(*Sid, sid, size);
    return TRUE;
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR StringSid, PSID *Sid)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!win32_result(nls_ansi_to_wide(StringSid, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = ConvertStringSidToSidW(wide, Sid);
    nls_free(wide, buffer);
    return result;
}
