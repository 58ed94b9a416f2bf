/* SPDX-License-Identifier: MIT
 *
 * ws2tcpip.h: getaddrinfo and getnameinfo, by this machine's resolver. They return their error, and set it as
 * the last one. An entry, its address and its name are one block of memory, whose head is the ADDRINFO.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/resolve.h>
#include "common/text_format.h"
#include "common/wide.h"
#include "ws2_32.h"

#define AI_PASSIVE     0x1
#define AI_CANONNAME   0x2
#define AI_NUMERICHOST 0x4
#define AI_NUMERICSERV 0x8

/* ADDRINFOA and ADDRINFOW, which differ in the type of the name. */
typedef struct addrinfo_any {
    INT ai_flags, ai_family, ai_socktype, ai_protocol;
    SIZE_T ai_addrlen;
    PVOID ai_canonname;
    PVOID ai_addr;
    struct addrinfo_any *ai_next;
} ADDRINFO_ANY;
ASSERT_SIZE(ADDRINFO_ANY, 48, 32);

struct entry {
    ADDRINFO_ANY info;
    SOCKADDR_IN6 address;
    WCHAR name[];
};

struct query {
    ADDRINFO_ANY hints;
    bool wide;
    USHORT port; /* as the network has it */
    struct host_address addresses[HOST_ADDRESSES_MAX];
    int count;
    char canonical[HOST_NAME_MAX_SIZE];
};

static INT done(INT error)
{
    if (error)
        teb_set_last_error((ULONG)error);
    return error;
}

static void free_entries(ADDRINFO_ANY *first)
{
    while (first) {
        ADDRINFO_ANY *next = first->ai_next;
        free(first);
        first = next;
    }
}

VOID WINAPI ws2_32_freeaddrinfo(PVOID pAddrInfo)
{
    free_entries(pAddrInfo);
}

VOID WINAPI FreeAddrInfoW(PVOID pAddrInfo)
{
    free_entries(pAddrInfo);
}

/* ---- getaddrinfo ---- */

static INT find_port(const char *service, struct query *q)
{
    const char *end;
    uint64_t number = *service ? text_to_number(service, &end, 10) : 0;
    bool udp = q->hints.ai_socktype == WIN_SOCK_DGRAM;
    int port = (int)number;
    if (*service && (*end || *service < '0' || *service > '9' || number > 0xFFFF)) {
        if (q->hints.ai_flags & AI_NUMERICSERV)
            return WSAHOST_NOT_FOUND;
        port = resolve_service(service, udp);
        if (port < 0 && !q->hints.ai_socktype)
            port = resolve_service(service, true);
        if (port < 0)
            return WSATYPE_NOT_FOUND;
    }
    q->port = __builtin_bswap16((uint16_t)port);
    return 0;
}

static bool parse_address(const char *text, struct host_address *out)
{
    memset(out, 0, sizeof(*out));
    if (ws2_32_inet_pton(WIN_AF_INET, text, out->bytes) == 1)
        return true;
    char bare[HOST_NAME_MAX_SIZE];
    const char *scope = strchr(text, '%');
    size_t length = scope ? (size_t)(scope - text) : strlen(text);
    if (length >= sizeof(bare))
        return false;
    memcpy(bare, text, length);
    bare[length] = 0;
    out->six = ws2_32_inet_pton(WIN_AF_INET6, bare, out->bytes) == 1;
    out->scope = scope ? (uint32_t)text_to_number(scope + 1, NULL, 10) : 0;
    return out->six;
}

/* Without a name: this machine, or for AI_PASSIVE every address of it; IPv6 first. */
static void own_addresses(struct query *q, unsigned families)
{
    bool passive = q->hints.ai_flags & AI_PASSIVE;
    if (families & 2) {
        struct host_address *six = &q->addresses[q->count++];
        six->six = true;
        six->bytes[15] = !passive;
    }
    if (families & 1) {
        struct host_address *four = &q->addresses[q->count++];
        if (!passive)
            memcpy(four->bytes, (BYTE[]){127, 0, 0, 1}, 4);
    }
}

/* "" is this computer, as documented. */
static INT find_addresses(const char *node, struct query *q)
{
    unsigned families = q->hints.ai_family == WIN_AF_INET ? 1 : q->hints.ai_family == WIN_AF_INET6 ? 2 : 3;
    if (!node) {
        own_addresses(q, families);
        return 0;
    }
    if (parse_address(node, &q->addresses[0])) {
        q->count = families & (q->addresses[0].six ? 2 : 1) ? 1 : 0;
        text_format(q->canonical, sizeof(q->canonical), "%s", node);
        return q->count ? 0 : WSAHOST_NOT_FOUND;
    }
    if (q->hints.ai_flags & AI_NUMERICHOST)
        return WSAHOST_NOT_FOUND;
    q->count = resolve_name(node, families, q->addresses, q->canonical);
    return q->count > 0 ? 0 : q->count == 0 ? WSAHOST_NOT_FOUND : WSATRY_AGAIN;
}

static struct entry *make_entry(const struct query *q, const struct host_address *from, bool first)
{
    struct entry *entry = calloc(1, sizeof(*entry) + HOST_NAME_MAX_SIZE * sizeof(WCHAR));
    if (!entry)
        return NULL;
    entry->info = q->hints;
    entry->info.ai_flags = 0;
    entry->info.ai_family = from->six ? WIN_AF_INET6 : WIN_AF_INET;
    entry->info.ai_addr = &entry->address;
    entry->info.ai_addrlen = from->six ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN);
    entry->info.ai_canonname = NULL;
    entry->info.ai_next = NULL;
    if (from->six) {
        entry->address = (SOCKADDR_IN6){WIN_AF_INET6, q->port, 0, {0}, from->scope};
        memcpy(entry->address.sin6_addr, from->bytes, 16);
    } else {
        SOCKADDR_IN *four = (SOCKADDR_IN *)&entry->address;
        four->sin_family = WIN_AF_INET;
        four->sin_port = q->port;
        memcpy(four->sin_addr, from->bytes, 4);
    }
    if (first && (q->hints.ai_flags & AI_CANONNAME)) {
        entry->info.ai_canonname = entry->name;
        if (q->wide)
            utf8_to_wide(q->canonical, entry->name, HOST_NAME_MAX_SIZE);
        else
            strcpy((char *)entry->name, q->canonical);
    }
    return entry;
}

static INT look_up(const char *node, const char *service, const ADDRINFO_ANY *hints, bool wide,
                   ADDRINFO_ANY **out)
{
    struct query q = {.wide = wide};
    if (!ws2_32_is_started())
        return WSANOTINITIALISED;
    if (!out)
        return WSAEFAULT;
    *out = NULL;
    if (hints) {
        q.hints = *hints;
        if (hints->ai_addrlen || hints->ai_canonname || hints->ai_addr || hints->ai_next)
            return WSANO_RECOVERY;
        if (hints->ai_family != WIN_AF_UNSPEC && hints->ai_family != WIN_AF_INET &&
            hints->ai_family != WIN_AF_INET6)
            return WSAEAFNOSUPPORT;
        if (hints->ai_socktype < 0 || hints->ai_socktype > 5)
            return WSAESOCKTNOSUPPORT;
        if ((hints->ai_flags & AI_CANONNAME) && !node)
            return WSAEINVAL;
    }
    if (!node && !service)
        return WSAHOST_NOT_FOUND;
    INT error = service ? find_port(service, &q) : 0;
    if (!error)
        error = find_addresses(node, &q);
    ADDRINFO_ANY **link = out;
    for (int i = 0; !error && i < q.count; i++) {
        struct entry *entry = make_entry(&q, &q.addresses[i], i == 0);
        if (!entry) {
            free_entries(*out);
            *out = NULL;
            return ERROR_NOT_ENOUGH_MEMORY;
        }
        *link = &entry->info;
        link = &entry->info.ai_next;
    }
    return error;
}

INT WINAPI ws2_32_getaddrinfo(const char *pNodeName, const char *pServiceName, const ADDRINFO_ANY *pHints,
                              ADDRINFO_ANY **ppResult)
{
    return done(look_up(pNodeName, pServiceName, pHints, false, ppResult));
}

INT WINAPI GetAddrInfoW(LPCWSTR pNodeName, LPCWSTR pServiceName, const ADDRINFO_ANY *pHints,
                        ADDRINFO_ANY **ppResult)
{
    char node[HOST_NAME_MAX_SIZE * 3], service[HOST_NAME_MAX_SIZE];
    if ((pNodeName && wide_length(pNodeName) >= HOST_NAME_MAX_SIZE) ||
        (pServiceName && wide_length(pServiceName) >= HOST_NAME_MAX_SIZE / 3))
        return done(WSAHOST_NOT_FOUND);
    if (pNodeName)
        wide_to_utf8(pNodeName, node, sizeof(node));
    if (pServiceName)
        wide_to_utf8(pServiceName, service, sizeof(service));
    return done(look_up(pNodeName ? node : NULL, pServiceName ? service : NULL, pHints, true, ppResult));
}

/* ---- getnameinfo ---- */

#define NI_NOFQDN      0x01
#define NI_NUMERICHOST 0x02
#define NI_NAMEREQD    0x04
#define NI_NUMERICSERV 0x08
#define NI_DGRAM       0x10

static INT name_of(const SOCKADDR_IN6 *from, INT length, INT flags, char *node, char *service)
{
    struct host_address address = {0};
    if (!ws2_32_is_started())
        return WSANOTINITIALISED;
    if (!from)
        return WSAEFAULT;
    if (from->sin6_family != WIN_AF_INET && from->sin6_family != WIN_AF_INET6)
        return WSAEAFNOSUPPORT;
    address.six = from->sin6_family == WIN_AF_INET6;
    if (length < (INT)(address.six ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN)))
        return WSAEFAULT;
    if (address.six) {
        memcpy(address.bytes, from->sin6_addr, 16);
        address.scope = from->sin6_scope_id;
    } else {
        memcpy(address.bytes, ((const SOCKADDR_IN *)from)->sin_addr, 4);
    }
    if (node && ((flags & NI_NUMERICHOST) || !resolve_address(&address, node))) {
        if (flags & NI_NAMEREQD)
            return WSAHOST_NOT_FOUND;
        ws2_32_inet_ntop(from->sin6_family, address.bytes, node, HOST_NAME_MAX_SIZE);
        if (address.scope)
            text_format(node + strlen(node), HOST_NAME_MAX_SIZE - strlen(node), "%%%u", address.scope);
    } else if (node && (flags & NI_NOFQDN)) {
        node[strcspn(node, ".")] = 0;
    }
    uint16_t port = __builtin_bswap16(from->sin6_port);
    if ((flags & NI_NUMERICSERV) || !resolve_port(port, flags & NI_DGRAM, service, HOST_NAME_MAX_SIZE))
        text_format(service, HOST_NAME_MAX_SIZE, "%u", port);
    return 0;
}

INT WINAPI ws2_32_getnameinfo(const SOCKADDR_IN6 *pSockaddr, INT SockaddrLength, char *pNodeBuffer,
                              DWORD NodeBufferSize, char *pServiceBuffer, DWORD ServiceBufferSize, INT Flags)
{
    char node[HOST_NAME_MAX_SIZE], service[HOST_NAME_MAX_SIZE];
    if (!(pNodeBuffer && NodeBufferSize) && !(pServiceBuffer && ServiceBufferSize))
        return done(WSAHOST_NOT_FOUND);
    bool wants_node = pNodeBuffer && NodeBufferSize, wants_service = pServiceBuffer && ServiceBufferSize;
    INT error = name_of(pSockaddr, SockaddrLength, Flags, wants_node ? node : NULL, service);
    if (!error && ((wants_node && strlen(node) >= NodeBufferSize) ||
                   (wants_service && strlen(service) >= ServiceBufferSize)))
        error = ERROR_INSUFFICIENT_BUFFER;
    if (!error && wants_node)
        strcpy(pNodeBuffer, node);
    if (!error && wants_service)
        strcpy(pServiceBuffer, service);
    return done(error);
}

INT WINAPI GetNameInfoW(const SOCKADDR_IN6 *pSockaddr, INT SockaddrLength, LPWSTR pNodeBuffer,
                        DWORD NodeBufferSize, LPWSTR pServiceBuffer, DWORD ServiceBufferSize, INT Flags)
{
    char node[HOST_NAME_MAX_SIZE] = "", service[HOST_NAME_MAX_SIZE] = "";
    bool wants_node = pNodeBuffer && NodeBufferSize, wants_service = pServiceBuffer && ServiceBufferSize;
    INT error = ws2_32_getnameinfo(pSockaddr, SockaddrLength, wants_node ? node : NULL, sizeof(node),
                                   wants_service ? service : NULL, sizeof(service), Flags);
    if (!error && ((wants_node && strlen(node) >= NodeBufferSize) ||
                   (wants_service && strlen(service) >= ServiceBufferSize)))
        return done(ERROR_INSUFFICIENT_BUFFER);
    if (!error && wants_node)
        utf8_to_wide(node, pNodeBuffer, NodeBufferSize);
    if (!error && wants_service)
        utf8_to_wide(service, pServiceBuffer, ServiceBufferSize);
    return error;
}
