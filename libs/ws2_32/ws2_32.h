/* SPDX-License-Identifier: MIT
 *
 * What ws2_32's files share: errors, addresses, whether WSAStartup has been called.
 */
#ifndef DECANT_WS2_32_H
#define DECANT_WS2_32_H

#include <ntdll.h>

#define SOCKET_ERROR       (-1)
#define WSAEFAULT          10014
#define WSAEINVAL          10022
#define WSAESOCKTNOSUPPORT 10044
#define WSAEAFNOSUPPORT    10047
#define WSAVERNOTSUPPORTED 10092
#define WSANOTINITIALISED  10093
#define WSATYPE_NOT_FOUND  10109
#define WSAHOST_NOT_FOUND  11001
#define WSATRY_AGAIN       11002
#define WSANO_RECOVERY     11003

#define WIN_AF_UNSPEC   0
#define WIN_AF_INET     2
#define WIN_AF_INET6    23
#define WIN_SOCK_STREAM 1
#define WIN_SOCK_DGRAM  2
#define WIN_SOCK_RAW    3

typedef struct {
    USHORT sin_family, sin_port;
    BYTE sin_addr[4];
    BYTE sin_zero[8];
} SOCKADDR_IN;
ASSERT_SIZE(SOCKADDR_IN, 16, 16);

typedef struct {
    USHORT sin6_family, sin6_port;
    ULONG sin6_flowinfo;
    BYTE sin6_addr[16];
    ULONG sin6_scope_id;
} SOCKADDR_IN6;
ASSERT_SIZE(SOCKADDR_IN6, 28, 28);

bool ws2_32_is_started(void);
INT WINAPI ws2_32_inet_pton(INT Family, const char *pszAddrString, PVOID pAddrBuf);
const char *WINAPI ws2_32_inet_ntop(INT Family, const VOID *pAddr, char *pStringBuf, SIZE_T StringBufSize);

static inline INT ws2_32_fail(INT error)
{
    teb_set_last_error((ULONG)error);
    return SOCKET_ERROR;
}

#endif
