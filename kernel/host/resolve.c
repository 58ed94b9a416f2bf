/* SPDX-License-Identifier: MIT
 *
 * Names of hosts and services: the C library's resolver.
 */
#include "resolve.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static bool take(const struct sockaddr *from, struct host_address *to)
{
    memset(to, 0, sizeof(*to));
    if (from->sa_family == AF_INET) {
        memcpy(to->bytes, &((const struct sockaddr_in *)from)->sin_addr, 4);
        return true;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
    to->six = true;
    to->scope = six->sin6_scope_id;
    memcpy(to->bytes, &six->sin6_addr, 16);
    return from->sa_family == AF_INET6;
}

int host_resolve(const char *name, unsigned families, struct host_address out[HOST_ADDRESSES_MAX],
                 char *canonical)
{
    const struct addrinfo hints = {
        .ai_flags = AI_CANONNAME,
        .ai_family = families == 1   ? AF_INET
                     : families == 2 ? AF_INET6
                                     : AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *found;
    int error = getaddrinfo(name, NULL, &hints, &found), count = 0;
    if (error)
        return error == EAI_AGAIN || error == EAI_SYSTEM ? -EAGAIN : error == EAI_MEMORY ? -ENOMEM : 0;
    const char *full = found->ai_canonname ? found->ai_canonname : name;
    size_t length = strnlen(full, HOST_NAME_MAX_SIZE - 1);
    memcpy(canonical, full, length);
    canonical[length] = 0;
    for (const struct addrinfo *at = found; at && count < HOST_ADDRESSES_MAX; at = at->ai_next)
        count += take(at->ai_addr, &out[count]);
    freeaddrinfo(found);
    return count;
}

bool host_resolve_address(const struct host_address *address, char *name)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_scope_id = address->scope};
    memcpy(&four.sin_addr, address->bytes, 4);
    memcpy(&six.sin6_addr, address->bytes, 16);
    const void *from = address->six ? (void *)&six : &four;
    return !getnameinfo(from, address->six ? sizeof(six) : sizeof(four), name, HOST_NAME_MAX_SIZE, NULL, 0,
                        NI_NAMEREQD);
}

int host_service_port(const char *name, bool udp)
{
    char buffer[1024];
    struct servent entry, *found;
    if (getservbyname_r(name, udp ? "udp" : "tcp", &entry, buffer, sizeof(buffer), &found) || !found)
        return -1;
    return ntohs((uint16_t)entry.s_port);
}

bool host_service_name(uint16_t port, bool udp, char *name, size_t size)
{
    char buffer[1024];
    struct servent entry, *found;
    if (getservbyport_r(htons(port), udp ? "udp" : "tcp", &entry, buffer, sizeof(buffer), &found) || !found)
        return false;
    size_t length = strlen(entry.s_name);
    if (length >= size)
        return false;
    memcpy(name, entry.s_name, length + 1);
    return true;
}
