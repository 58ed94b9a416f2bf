/* SPDX-License-Identifier: MIT
 *
 * ws2tcpip.h: addresses as text and back, for IPv4 and IPv6 (RFC 4291, written as RFC 5952 has it), and the
 * release of asynchronous look-ups, which find nothing yet and so leave nothing to release.
 */
#include <string.h>
#include "common/text_format.h"
#include "ws2_32.h"

#define ADDRESS_TEXT 65 /* INET6_ADDRSTRLEN on Windows */

static INT fail(INT error)
{
    teb_set_last_error((ULONG)error);
    return -1;
}

/* ---- text to address ---- */

/* Four decimal numbers without leading zeros. */
static bool parse_ipv4(const char *text, BYTE out[4])
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned value = 0, digits = 0;
        for (; *text >= '0' && *text <= '9' && digits < 4; text++, digits++)
            value = value * 10 + (unsigned)(*text - '0');
        if (!digits || digits > 3 || value > 255)
            return false;
        if (*text++ != (i < 3 ? '.' : 0))
            return false;
        out[i] = (BYTE)value;
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_ipv6(const char *text, BYTE out[16])
{
    BYTE bytes[16] = {0};
    unsigned at = 0;
    int gap = -1; /* where :: stands */
    if (text[0] == ':' && *++text != ':')
        return false;
    while (*text) {
        if (*text == ':') {
            if (gap >= 0)
                return false;
            gap = (int)at;
            text++;
            continue;
        }
        const char *group = text;
        unsigned value = 0, digits = 0;
        for (int digit; (digit = hex_digit(*text)) >= 0 && digits < 5; text++, digits++)
            value = value << 4 | (unsigned)digit;
        if (*text == '.') {
            if (at > 12 || !parse_ipv4(group, bytes + at))
                return false;
            at += 4;
            break;
        }
        if (!digits || digits > 4 || at > 14)
            return false;
        bytes[at++] = (BYTE)(value >> 8);
        bytes[at++] = (BYTE)value;
        if (*text == ':') {
            if (!*++text)
                return false;
        } else if (*text) {
            return false;
        }
    }
    if (gap < 0 ? at != 16 : at > 14)
        return false;
    if (gap >= 0) {
        unsigned tail = at - (unsigned)gap;
        memmove(bytes + 16 - tail, bytes + gap, tail);
        memset(bytes + gap, 0, 16 - at);
    }
    memcpy(out, bytes, 16);
    return true;
}

/* 1; 0 where the text is no address; -1 with an error. */
INT WINAPI ws2_32_inet_pton(INT Family, const char *pszAddrString, PVOID pAddrBuf)
{
    if (Family != WIN_AF_INET && Family != WIN_AF_INET6)
        return fail(WSAEAFNOSUPPORT);
    if (!pszAddrString || !pAddrBuf)
        return fail(WSAEFAULT);
    BYTE bytes[16];
    bool six = Family == WIN_AF_INET6;
    if (six ? !parse_ipv6(pszAddrString, bytes) : !parse_ipv4(pszAddrString, bytes))
        return 0;
    memcpy(pAddrBuf, bytes, six ? 16 : 4);
    return 1;
}

INT WINAPI InetPtonW(INT Family, LPCWSTR pszAddrString, PVOID pAddrBuf)
{
    char text[ADDRESS_TEXT];
    unsigned length = 0;
    if (!pszAddrString)
        return fail(WSAEFAULT);
    for (; pszAddrString[length] && length < sizeof(text) - 1; length++)
        text[length] = pszAddrString[length] < 128 ? (char)pszAddrString[length] : '?';
    text[length] = 0;
    if (pszAddrString[length])
        return ws2_32_inet_pton(Family, "?", pAddrBuf);
    return ws2_32_inet_pton(Family, text, pAddrBuf);
}

/* ---- address to text ---- */

static void format_ipv6(const BYTE *bytes, char text[ADDRESS_TEXT])
{
    const char *end = text + ADDRESS_TEXT;
    unsigned groups[8], best = 8, best_length = 1;
    for (unsigned i = 0; i < 8; i++)
        groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    for (unsigned i = 0; i < 8; i++) {
        unsigned length = 0;
        while (i + length < 8 && !groups[i + length])
            length++;
        if (length > best_length) {
            best = i;
            best_length = length;
        }
    }
    bool mapped = best == 0 && ((best_length == 5 && groups[5] == 0xFFFF) || best_length == 6);
    unsigned count = mapped ? 6 : 8;
    for (unsigned i = 0; i < count; i++) {
        if (i == best) {
            text += text_format(text, (size_t)(end - text), "::");
            i += best_length - 1;
        } else {
            text += text_format(text, (size_t)(end - text), "%s%x", i && i != best + best_length ? ":" : "",
                                groups[i]);
        }
    }
    if (mapped)
        text_format(text, (size_t)(end - text), "%s%u.%u.%u.%u", best_length == 6 ? "" : ":", bytes[12],
                    bytes[13], bytes[14], bytes[15]);
}

/* The length; 0 with an error. */
static size_t format_address(INT family, const BYTE *address, char text[ADDRESS_TEXT], size_t room)
{
    if (family == WIN_AF_INET)
        text_format(text, ADDRESS_TEXT, "%u.%u.%u.%u", address[0], address[1], address[2], address[3]);
    else if (family == WIN_AF_INET6)
        format_ipv6(address, text);
    else
        return (size_t)(fail(WSAEAFNOSUPPORT) + 1);
    size_t length = strlen(text);
    if (room <= length)
        return (size_t)(fail(ERROR_INVALID_PARAMETER) + 1);
    return length;
}

const char *WINAPI ws2_32_inet_ntop(INT Family, const VOID *pAddr, char *pStringBuf, SIZE_T StringBufSize)
{
    char text[ADDRESS_TEXT];
    if (!pAddr || !pStringBuf) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    size_t length = format_address(Family, pAddr, text, StringBufSize);
    return length ? memcpy(pStringBuf, text, length + 1) : NULL;
}

LPCWSTR WINAPI InetNtopW(INT Family, const VOID *pAddr, LPWSTR pStringBuf, SIZE_T StringBufSize)
{
    char text[ADDRESS_TEXT];
    if (!pAddr || !pStringBuf) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    size_t length = format_address(Family, pAddr, text, StringBufSize);
    for (size_t i = 0; length && i <= length; i++)
        pStringBuf[i] = (BYTE)text[i];
    return length ? pStringBuf : NULL;
}

/* ---- what look-ups would have returned ---- */

VOID WINAPI FreeAddrInfoExW(PVOID pAddrInfoEx)
{
}
