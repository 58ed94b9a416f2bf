/* SPDX-License-Identifier: MIT
 *
 * winsock2.h: this computer's name, and the older look-up by name, whose answer lives until the thread's next
 * one.
 */
#include <string.h>
#include "kernel/ke/system.h"
#include <rtl/resolve.h>
#include "common/wide.h"
#include "ws2_32.h"

INT WINAPI ws2_32_gethostname(char *name, INT namelen)
{
    char own[HOST_NAME_MAX_SIZE];
    if (!ws2_32_is_started())
        return ws2_32_fail(WSANOTINITIALISED);
    if (!name || namelen <= 0 || !sys_system_computer_name(own, sizeof(own)) ||
        strlen(own) >= (size_t)namelen)
        return ws2_32_fail(WSAEFAULT);
    strcpy(name, own);
    return 0;
}

INT WINAPI GetHostNameW(LPWSTR name, INT namelen)
{
    char own[HOST_NAME_MAX_SIZE];
    WCHAR wide[HOST_NAME_MAX_SIZE];
    if (!ws2_32_is_started())
        return ws2_32_fail(WSANOTINITIALISED);
    if (!name || namelen <= 0 || !sys_system_computer_name(own, sizeof(own)))
        return ws2_32_fail(WSAEFAULT);
    utf8_to_wide(own, wide, HOST_NAME_MAX_SIZE);
    size_t length = wide_length(wide);
    if (length >= (size_t)namelen)
        return ws2_32_fail(WSAEFAULT);
    memcpy(name, wide, (length + 1) * sizeof(WCHAR));
    return 0;
}

/* struct hostent. */
typedef struct {
    char *h_name;
    char **h_aliases;
    SHORT h_addrtype, h_length;
    char **h_addr_list;
} HOSTENT;
ASSERT_SIZE(HOSTENT, 32, 16);

/* IPv4 only, as documented. */
HOSTENT *WINAPI ws2_32_gethostbyname(const char *name)
{
    static __thread struct {
        HOSTENT entry;
        char *none, *list[HOST_ADDRESSES_MAX + 1];
        BYTE addresses[HOST_ADDRESSES_MAX][4];
        char name[HOST_NAME_MAX_SIZE];
    } answer;
    struct host_address found[HOST_ADDRESSES_MAX];
    int count;
    if (!ws2_32_is_started()) {
        ws2_32_fail(WSANOTINITIALISED);
        return NULL;
    }
    memset(found, 0, sizeof(found));
    if (name && ws2_32_inet_pton(WIN_AF_INET, name, found[0].bytes) == 1) {
        count = 1;
        strcpy(answer.name, name);
    } else {
        count = resolve_name(name ? name : "", 1, found, answer.name);
    }
    if (count <= 0) {
        ws2_32_fail(count ? WSATRY_AGAIN : WSAHOST_NOT_FOUND);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        memcpy(answer.addresses[i], found[i].bytes, 4);
        answer.list[i] = (char *)answer.addresses[i];
    }
    answer.list[count] = NULL;
    answer.entry = (HOSTENT){answer.name, &answer.none, WIN_AF_INET, 4, answer.list};
    return &answer.entry;
}
