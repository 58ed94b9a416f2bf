/* SPDX-License-Identifier: MIT
 *
 * winsock2.h without sockets: start-up, the last error, byte order, addresses as text. Sockets are a later
 * matter; until then they fail with WSAENETDOWN, as on a machine whose network is down.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "ws2_32.h"

typedef struct {
    WORD wVersion;
    WORD wHighVersion;
#ifdef __x86_64__
    WORD iMaxSockets;
    WORD iMaxUdpDg;
    char *lpVendorInfo;
    char szDescription[257];
    char szSystemStatus[129];
#else
    char szDescription[257];
    char szSystemStatus[129];
    WORD iMaxSockets;
    WORD iMaxUdpDg;
    char *lpVendorInfo;
#endif
} WSADATA;
ASSERT_SIZE(WSADATA, 408, 400);

static atomic_int started;

bool ws2_32_is_started(void)
{
    return atomic_load(&started) > 0;
}

INT WINAPI WSAStartup(WORD wVersionRequested, WSADATA *lpWSAData)
{
    if (!lpWSAData)
        return WSAEFAULT;
    if (LOBYTE(wVersionRequested) < 1)
        return WSAVERNOTSUPPORTED;
    memset(lpWSAData, 0, sizeof(*lpWSAData));
    bool highest =
        LOBYTE(wVersionRequested) > 2 || (LOBYTE(wVersionRequested) == 2 && HIBYTE(wVersionRequested) > 2);
    lpWSAData->wVersion = highest ? MAKEWORD(2, 2) : wVersionRequested;
    lpWSAData->wHighVersion = MAKEWORD(2, 2);
    strcpy(lpWSAData->szDescription, "WinSock 2.0");
    strcpy(lpWSAData->szSystemStatus, "Running");
    atomic_fetch_add(&started, 1);
    return 0;
}

/* No transport is installed, which is an answer, not an error: programs that ask whether all providers hand
 * out file handles (the Go runtime does) go on. */
INT WINAPI WSAEnumProtocolsW(INT *lpiProtocols, PVOID lpProtocolBuffer, DWORD *lpdwBufferLength)
{
    if (!atomic_load(&started) || !lpdwBufferLength) {
        teb_set_last_error(lpdwBufferLength ? WSANOTINITIALISED : WSAEFAULT);
        return SOCKET_ERROR;
    }
    *lpdwBufferLength = 0;
    return 0;
}

INT WINAPI WSACleanup(void)
{
    if (atomic_fetch_sub(&started, 1) > 0)
        return 0;
    atomic_fetch_add(&started, 1);
    teb_set_last_error(WSANOTINITIALISED);
    return SOCKET_ERROR;
}

INT WINAPI WSAGetLastError(void)
{
    return (INT)teb_last_error();
}

VOID WINAPI WSASetLastError(INT iError)
{
    teb_set_last_error((ULONG)iError);
}

USHORT WINAPI ws2_32_htons(USHORT hostshort)
{
    return __builtin_bswap16(hostshort);
}

USHORT WINAPI ws2_32_ntohs(USHORT netshort)
{
    return __builtin_bswap16(netshort);
}

ULONG WINAPI ws2_32_htonl(ULONG hostlong)
{
    return __builtin_bswap32(hostlong);
}

ULONG WINAPI ws2_32_ntohl(ULONG netlong)
{
    return __builtin_bswap32(netlong);
}

/* One to four parts, each decimal, octal or hexadecimal; the last fills the rest of the address. */
ULONG WINAPI ws2_32_inet_addr(const char *cp)
{
    uint32_t parts[4];
    unsigned count = 0;
    if (!cp)
        return UINT32_MAX;
    for (;;) {
        const char *end;
        if (*cp < '0' || *cp > '9' || count == 4)
            return UINT32_MAX;
        uint64_t value = text_to_number(cp, &end, 0);
        if (value > UINT32_MAX)
            return UINT32_MAX;
        parts[count++] = (uint32_t)value;
        cp = end;
        if (*cp != '.')
            break;
        cp++;
    }
    if (*cp && *cp != ' ')
        return UINT32_MAX;
    uint32_t address = parts[count - 1];
    if (count > 1 && address >> (8 * (5 - count)))
        return UINT32_MAX;
    for (unsigned i = 0; i + 1 < count; i++) {
        if (parts[i] > 255)
            return UINT32_MAX;
        address |= parts[i] << (24 - 8 * i);
    }
    return __builtin_bswap32(address);
}

/* The text lives until the thread's next call, as documented. */
char *WINAPI ws2_32_inet_ntoa(ULONG in)
{
    static __thread char text[16];
    text_format(text, sizeof(text), "%u.%u.%u.%u", in & 255, in >> 8 & 255, in >> 16 & 255, in >> 24);
    return text;
}
