/* SPDX-License-Identifier: MIT
 *
 * Addresses as text and back, byte order, events; psapi's old names.
 */
#include "guest.h"
#include <winsock2.h>
#include <ws2tcpip.h>
#define PSAPI_VERSION 1
#include <psapi.h>

TEST(ipv4)
{
    BYTE bytes[4] = {0};
    char text[32];
    WCHAR wide[32];
    CHECK_EQ(inet_pton(AF_INET, "192.0.2.33", bytes), 1);
    CHECK(bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 2 && bytes[3] == 33);
    CHECK_TEXT(inet_ntop(AF_INET, bytes, text, sizeof(text)), "192.0.2.33");
    CHECK_WIDE(InetNtopW(AF_INET, bytes, wide, 32), L"192.0.2.33");
    CHECK_EQ(inet_pton(AF_INET, "192.0.2", bytes), 0);
    CHECK_EQ(inet_pton(AF_INET, "192.0.2.256", bytes), 0);
    CHECK_EQ(InetPtonW(AF_INET, L"10.0.0.1", bytes), 1);
    CHECK_EQ(bytes[0], 10);
    CHECK_FAILS(inet_ntop(AF_INET, bytes, text, 4), NULL, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InetNtopW(99, bytes, wide, 32), NULL, WSAEAFNOSUPPORT);
    CHECK_FAILS(inet_pton(99, "1.2.3.4", bytes), -1, WSAEAFNOSUPPORT);
    CHECK_EQ(inet_addr("127.0.0.1"), 0x0100007F);
    CHECK_EQ(inet_addr("nothing"), INADDR_NONE);
    CHECK_TEXT(inet_ntoa((struct in_addr){.s_addr = 0x0100007F}), "127.0.0.1");
    CHECK_EQ(htons(0x1234), 0x3412);
    CHECK_EQ(ntohl(0x12345678), 0x78563412);
}

TEST(ipv6)
{
    static const struct {
        const char *given, *expected;
    } rows[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
        {"fe80::", "fe80::"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    };
    static const char *const wrong[] = {":",       ":::",     "1",   "1:2:3:4:5:6:7",  "1:2:3:4:5:6:7:8:9",
                                        "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:", "::1.2.3"};
    for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        BYTE bytes[16];
        char text[65] = "";
        CHECK_EQ(inet_pton(AF_INET6, rows[i].given, bytes), 1);
        CHECK(inet_ntop(AF_INET6, bytes, text, sizeof(text)) == text);
        CHECK_TEXT(text, rows[i].expected);
    }
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        BYTE bytes[16];
        CHECK_EQ(inet_pton(AF_INET6, wrong[i], bytes), 0);
    }
}

TEST(events)
{
    WSAEVENT event = WSACreateEvent();
    CHECK(event != WSA_INVALID_EVENT);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK(WSASetEvent(event));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_EVENT_0);
    CHECK(WSAResetEvent(event));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK(WSACloseEvent(event));
    freeaddrinfo(NULL);
    fd_set set = {.fd_count = 1, .fd_array = {5}};
    CHECK(FD_ISSET(5, &set) && !FD_ISSET(6, &set));
}

TEST(psapi_is_kernel32)
{
    HMODULE modules[4] = {NULL};
    DWORD needed = 0;
    CHECK(EnumProcessModules(GetCurrentProcess(), modules, sizeof(modules), &needed));
    CHECK(modules[0] == GetModuleHandleW(NULL));
    PROCESS_MEMORY_COUNTERS counters;
    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)));
    CHECK(counters.WorkingSetSize > 0);
}

GUEST_MAIN(WSADATA data; CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0); RUN(ipv4); RUN(ipv6); RUN(events);
           RUN(psapi_is_kernel32); CHECK_EQ(WSACleanup(), 0);)
