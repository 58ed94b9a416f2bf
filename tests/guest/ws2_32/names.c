/* SPDX-License-Identifier: MIT
 *
 * getaddrinfo and its peers, as far as no network is needed: numbers, "localhost", this computer, what is
 * refused.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include "guest.h"

static WSADATA data;

TEST(before_the_start)
{
    ADDRINFOA *found = (void *)8;
    char name[64];
    CHECK_EQ(getaddrinfo("127.0.0.1", NULL, NULL, &found), WSANOTINITIALISED);
    CHECK_FAILS(gethostname(name, 64), SOCKET_ERROR, WSANOTINITIALISED);
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

TEST(numbers)
{
    ADDRINFOA hints, *found = NULL;
    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    hints.ai_flags = AI_NUMERICHOST | AI_CANONNAME;
    CHECK_EQ(getaddrinfo("192.0.2.7", "8080", &hints, &found), 0);
    CHECK(found != NULL && found->ai_next == NULL);
    CHECK_EQ(found->ai_family, AF_INET);
    CHECK_EQ(found->ai_socktype, SOCK_STREAM);
    CHECK_EQ(found->ai_protocol, IPPROTO_TCP);
    CHECK_EQ(found->ai_addrlen, sizeof(struct sockaddr_in));
    CHECK_TEXT(found->ai_canonname, "192.0.2.7");
    const struct sockaddr_in *four = (void *)found->ai_addr;
    CHECK_EQ(four->sin_port, htons(8080));
    CHECK_EQ(four->sin_addr.s_addr, htonl(0xC0000207));
    freeaddrinfo(found);
    hints.ai_flags = AI_NUMERICHOST;
    CHECK_EQ(getaddrinfo("2001:db8::5", NULL, &hints, &found), 0);
    const struct sockaddr_in6 *six = (void *)found->ai_addr;
    CHECK_EQ(six->sin6_family, AF_INET6);
    CHECK_EQ(six->sin6_addr.s6_addr[15], 5);
    CHECK_EQ(found->ai_addrlen, sizeof(struct sockaddr_in6));
    freeaddrinfo(found);
    CHECK_EQ(getaddrinfo("localhost", NULL, &hints, &found), WSAHOST_NOT_FOUND);
    CHECK_EQ(found, 0);
    hints.ai_family = AF_INET6;
    CHECK_EQ(getaddrinfo("192.0.2.7", NULL, &hints, &found), WSAHOST_NOT_FOUND);
}

TEST(refusals)
{
    ADDRINFOA hints, *found = NULL;
    memset(&hints, 0, sizeof(hints));
    CHECK_EQ(getaddrinfo(NULL, NULL, NULL, &found), WSAHOST_NOT_FOUND);
    CHECK_EQ(GetLastError(), WSAHOST_NOT_FOUND);
    hints.ai_family = 99;
    CHECK_EQ(getaddrinfo("127.0.0.1", NULL, &hints, &found), WSAEAFNOSUPPORT);
    hints.ai_family = 0;
    hints.ai_socktype = SOCK_STREAM;
    CHECK_EQ(getaddrinfo("127.0.0.1", "no-such-service", &hints, &found), WSATYPE_NOT_FOUND);
}

TEST(without_a_name)
{
    ADDRINFOA hints, *found = NULL;
    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    CHECK_EQ(getaddrinfo(NULL, "80", &hints, &found), 0);
    CHECK_EQ(((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    freeaddrinfo(found);
    hints.ai_flags = AI_PASSIVE;
    CHECK_EQ(getaddrinfo(NULL, "80", &hints, &found), 0);
    CHECK_EQ(((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr, INADDR_ANY);
    freeaddrinfo(found);
}

TEST(local_host)
{
    ADDRINFOW hints, *found = NULL;
    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_DGRAM;
    CHECK_EQ(GetAddrInfoW(L"localhost", L"53", &hints, &found), 0);
    CHECK_EQ(((struct sockaddr_in *)found->ai_addr)->sin_addr.s_addr >> 0 & 255, 127);
    FreeAddrInfoW(found);
    struct hostent *entry = gethostbyname("localhost");
    CHECK(entry != NULL && entry->h_addrtype == AF_INET && entry->h_length == 4);
    CHECK_EQ((BYTE)entry->h_addr_list[0][0], 127);
    entry = gethostbyname("192.0.2.9");
    CHECK(entry != NULL && (BYTE)entry->h_addr_list[0][3] == 9 && !entry->h_addr_list[1]);
}

TEST(this_computer)
{
    char name[256];
    WCHAR wide[256];
    CHECK_EQ(gethostname(name, 256), 0);
    CHECK(name[0] != 0);
    CHECK_EQ(GetHostNameW(wide, 256), 0);
    int same = 1;
    for (int i = 0; same && name[i]; i++)
        same = (BYTE)name[i] == wide[i] || (BYTE)name[i] >= 0x80;
    CHECK(same);
    CHECK_FAILS(gethostname(name, 1), SOCKET_ERROR, WSAEFAULT);
    CHECK_FAILS(GetHostNameW(wide, 1), SOCKET_ERROR, WSAEFAULT);
}

TEST(names_of_addresses)
{
    struct sockaddr_in address;
    char node[64], service[32];
    WCHAR wide[64];
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_port = htons(8081);
    address.sin_addr.s_addr = htonl(0xC0000221);
    const int numeric = NI_NUMERICHOST | NI_NUMERICSERV;
    CHECK_EQ(getnameinfo((void *)&address, sizeof(address), node, 64, service, 32, numeric), 0);
    CHECK_TEXT(node, "192.0.2.33");
    CHECK_TEXT(service, "8081");
    CHECK_EQ(GetNameInfoW((void *)&address, sizeof(address), wide, 64, NULL, 0, numeric), 0);
    CHECK_WIDE(wide, L"192.0.2.33");
    CHECK_EQ(getnameinfo((void *)&address, 4, node, 64, NULL, 0, numeric), WSAEFAULT);
    address.sin_family = 77;
    CHECK_EQ(getnameinfo((void *)&address, sizeof(address), node, 64, NULL, 0, numeric), WSAEAFNOSUPPORT);
    CHECK_EQ(WSACleanup(), 0);
}

GUEST_MAIN(RUN(before_the_start); RUN(numbers); RUN(refusals); RUN(without_a_name); RUN(local_host);
           RUN(this_computer); RUN(names_of_addresses);)
