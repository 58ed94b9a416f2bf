/* SPDX-License-Identifier: MIT
 *
 * RtlIsTextUnicode: whether bytes look like UTF-16. Each test is one property of the bytes, documented with
 * advapi32's IsTextUnicode; the statistical one is a guess there, too: of text in one script the high bytes
 * vary little, the low bytes much.
 */
#include "../ntdll.h"
#include "nls.h"

enum {
    ASCII16 = 0x1,
    STATISTICS = 0x2,
    CONTROLS = 0x4,
    SIGNATURE = 0x8,
    REVERSE_ASCII16 = 0x10,
    REVERSE_STATISTICS = 0x20,
    REVERSE_CONTROLS = 0x40,
    REVERSE_SIGNATURE = 0x80,
    ILLEGAL_CHARS = 0x100,
    ODD_LENGTH = 0x200,
    DBCS_LEADBYTE = 0x400,
    NULL_BYTES = 0x1000,
    UNICODE_MASK = 0x000F,
    NOT_UNICODE_MASK = 0x0F00
};

#define LOOKED_AT 1024u /* units: enough to know */

static bool is_control(unsigned unit)
{
    return unit == '\r' || unit == '\n' || unit == ' ' || unit == '\t' || unit == 0x3000;
}

static unsigned distance(unsigned a, unsigned b)
{
    return a > b ? a - b : b - a;
}

static INT look_at_units(const BYTE *bytes, size_t units)
{
    INT found = ASCII16 | REVERSE_ASCII16;
    unsigned low_changes = 0, high_changes = 0;
    for (size_t i = 0; i < units; i++) {
        unsigned low = bytes[2 * i], high = bytes[2 * i + 1], unit = high << 8 | low, other = low << 8 | high;
        if (unit >= 0x80)
            found &= ~ASCII16;
        if (other >= 0x80)
            found &= ~REVERSE_ASCII16;
        if (is_control(unit))
            found |= CONTROLS;
        if (is_control(other))
            found |= REVERSE_CONTROLS;
        if (unit == 0 || unit == 0xFFFF || unit == 0x0A0D || unit == 0x0D0A || (unit == 0xFFFE && i))
            found |= ILLEGAL_CHARS;
        if (!low || !high)
            found |= NULL_BYTES;
        low_changes += i ? distance(low, bytes[2 * i - 2]) : 0;
        high_changes += i ? distance(high, bytes[2 * i - 1]) : 0;
    }
    if (3 * high_changes < low_changes)
        found |= STATISTICS;
    if (3 * low_changes < high_changes)
        found |= REVERSE_STATISTICS;
    unsigned first = (unsigned)(bytes[1] << 8 | bytes[0]);
    return found | (first == 0xFEFF ? SIGNATURE : first == 0xFFFE ? REVERSE_SIGNATURE : 0);
}

BOOLEAN WINAPI RtlIsTextUnicode(LPCVOID buf, INT len, INT *pf)
{
    const BYTE *bytes = buf;
    INT asked = pf ? *pf : INT32_MAX;
    if (len < 2) {
        if (pf)
            *pf = 0;
        return FALSE;
    }
    size_t units = (size_t)len / 2;
    INT found = look_at_units(bytes, units < LOOKED_AT ? units : LOOKED_AT);
    found |= len % 2 ? ODD_LENGTH : 0;
    for (INT i = 0; i < len && !(found & DBCS_LEADBYTE); i++)
        found |= bytes[i] >= 0x80 && nls_is_lead_byte(CP_ACP, bytes[i]) ? DBCS_LEADBYTE : 0;
    found &= asked;
    if (pf)
        *pf = found;
    if (found & SIGNATURE)
        return TRUE;
    return !(found & NOT_UNICODE_MASK) && (found & UNICODE_MASK);
}
