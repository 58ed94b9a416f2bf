/* SPDX-License-Identifier: MIT
 *
 * sysinfoapi.h: what the system says of itself.
 */
#include "guest.h"

TEST(processors_and_pages)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    CHECK_EQ(info.dwPageSize, 0x1000);
    CHECK_EQ(info.dwAllocationGranularity, 0x10000);
    CHECK(info.dwNumberOfProcessors >= 1);
    CHECK(info.dwActiveProcessorMask & 1);
    CHECK_EQ(info.lpMinimumApplicationAddress, (ULONG_PTR)0x10000);
#ifdef _WIN64
    CHECK_EQ(info.wProcessorArchitecture, PROCESSOR_ARCHITECTURE_AMD64);
    CHECK_EQ(info.lpMaximumApplicationAddress, (ULONG_PTR)0x7FFFFFFEFFFF);
#endif
    CHECK_EQ(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE), TRUE);
    CHECK_EQ(IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE_DOUBLE), TRUE);
    CHECK_EQ(IsProcessorFeaturePresent(1000), FALSE);
}

TEST(memory)
{
    MEMORYSTATUSEX status;
    status.dwLength = sizeof(status);
    CHECK_EQ(GlobalMemoryStatusEx(&status), TRUE);
    CHECK(status.ullTotalPhys > 1 << 20 && status.ullAvailPhys <= status.ullTotalPhys);
    CHECK(status.ullTotalPageFile >= status.ullTotalPhys);
    CHECK(status.ullAvailVirtual <= status.ullTotalVirtual);
    CHECK(status.dwMemoryLoad <= 100);
    status.dwLength = 4;
    CHECK_FAILS(GlobalMemoryStatusEx(&status), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(version)
{
    OSVERSIONINFOEXW info;
    memset(&info, 0, sizeof(info));
    CHECK_FAILS(GetVersionExW((OSVERSIONINFOW *)&info), FALSE, ERROR_INSUFFICIENT_BUFFER);
    info.dwOSVersionInfoSize = sizeof(info);
    CHECK_EQ(GetVersionExW((OSVERSIONINFOW *)&info), TRUE);
    CHECK_EQ(info.dwPlatformId, VER_PLATFORM_WIN32_NT);
    CHECK(info.dwMajorVersion > 6 || (info.dwMajorVersion == 6 && info.dwMinorVersion >= 1));
    CHECK_EQ(GetVersion() & 0xFF, info.dwMajorVersion);
    DWORDLONG mask = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL);
    mask = VerSetConditionMask(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
    info.dwMajorVersion = 6;
    info.dwMinorVersion = 1;
    CHECK_EQ(VerifyVersionInfoW(&info, VER_MAJORVERSION | VER_MINORVERSION, mask), TRUE);
    info.dwMajorVersion = 5;
    info.dwMinorVersion = 9;
    CHECK_EQ(VerifyVersionInfoW(&info, VER_MAJORVERSION | VER_MINORVERSION, mask), TRUE);
    info.dwMajorVersion = 99;
    CHECK_FAILS(VerifyVersionInfoW(&info, VER_MAJORVERSION | VER_MINORVERSION, mask), FALSE,
                ERROR_OLD_WIN_VERSION);
    CHECK_FAILS(VerifyVersionInfoW(&info, 0, mask), FALSE, ERROR_BAD_ARGUMENTS);
}

TEST(folders)
{
    WCHAR wide[MAX_PATH];
    char text[MAX_PATH];
    UINT length = GetSystemDirectoryW(wide, MAX_PATH);
    CHECK(length > 3 && length < MAX_PATH);
    CHECK_EQ(wide[length], 0);
    CHECK_EQ(GetSystemDirectoryW(wide, length), length + 1);
    CHECK_EQ(GetSystemDirectoryW(NULL, 0), length + 1);
    CHECK_EQ(GetSystemDirectoryA(text, MAX_PATH), length);
    CHECK_EQ(text[length], 0);
    CHECK(GetWindowsDirectoryA(text, MAX_PATH) < length);
    CHECK(GetSystemWindowsDirectoryW(wide, MAX_PATH) < length);
}

TEST(names)
{
    WCHAR wide[256];
    char text[256];
    DWORD size = 256, needed;
    CHECK_EQ(GetComputerNameW(wide, &size), TRUE);
    CHECK(size >= 1 && size <= MAX_COMPUTERNAME_LENGTH);
    CHECK_EQ(wide[size], 0);
    needed = size;
    CHECK_FAILS(GetComputerNameW(wide, &size), FALSE, ERROR_BUFFER_OVERFLOW);
    CHECK_EQ(size, needed + 1);
    CHECK_EQ(GetComputerNameA(text, &size), TRUE);
    size = 1;
    CHECK_FAILS(GetComputerNameExA(ComputerNameDnsHostname, text, &size), FALSE, ERROR_MORE_DATA);
    CHECK_EQ(GetComputerNameExA(ComputerNameDnsHostname, text, &size), TRUE);
    CHECK_FAILS(GetComputerNameExA(100, text, &size), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(topology)
{
    static SYSTEM_LOGICAL_PROCESSOR_INFORMATION rows[256];
    static char text[16384];
    SYSTEM_INFO info;
    DWORD length = 0, cores = 0;
    ULONG_PTR mask = 0;
    GetSystemInfo(&info);
    CHECK_FAILS(GetLogicalProcessorInformation(NULL, &length), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(length > 0 && length <= sizeof(rows));
    CHECK_EQ(GetLogicalProcessorInformation(rows, &length), TRUE);
    for (DWORD i = 0; i < length / sizeof(rows[0]); i++)
        if (rows[i].Relationship == RelationProcessorCore) {
            cores++;
            CHECK_EQ(mask & rows[i].ProcessorMask, 0);
            mask |= rows[i].ProcessorMask;
        }
    CHECK(cores >= 1 && cores <= info.dwNumberOfProcessors);
    CHECK_EQ(mask, info.dwActiveProcessorMask);
    length = sizeof(text);
    CHECK_EQ(GetLogicalProcessorInformationEx(RelationGroup, (void *)text, &length), TRUE);
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *group = (void *)text;
    CHECK_EQ(group->Size, length);
    CHECK_EQ(group->Group.ActiveGroupCount, 1);
    CHECK_EQ(group->Group.GroupInfo[0].ActiveProcessorCount, info.dwNumberOfProcessors);
    CHECK_EQ(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS), info.dwNumberOfProcessors);
    CHECK(GetCurrentProcessorNumber() < info.dwNumberOfProcessors);
    ULONG node = 77;
    CHECK_EQ(GetNumaHighestNodeNumber(&node), TRUE);
    CHECK(node < 64);
}

TEST(usage)
{
    FILETIME idle, kernel, user;
    CHECK_EQ(GetSystemTimes(&idle, &kernel, &user), TRUE);
    CHECK(kernel.dwHighDateTime > idle.dwHighDateTime ||
          (kernel.dwHighDateTime == idle.dwHighDateTime && kernel.dwLowDateTime >= idle.dwLowDateTime));
    IO_COUNTERS io;
    CHECK_EQ(GetProcessIoCounters(GetCurrentProcess(), &io), TRUE);
    ULONG64 before = 0, after = 0;
    CHECK_EQ(QueryThreadCycleTime(GetCurrentThread(), &before), TRUE);
    for (volatile int i = 0; i < 1000000; i++)
        ;
    CHECK_EQ(QueryThreadCycleTime(GetCurrentThread(), &after), TRUE);
    CHECK(after > before);
    BOOL wow = 77;
    CHECK_EQ(IsWow64Process(GetCurrentProcess(), &wow), TRUE);
    CHECK(wow == FALSE || wow == TRUE);
}

GUEST_MAIN(RUN(processors_and_pages); RUN(memory); RUN(version); RUN(folders); RUN(names); RUN(topology);
           RUN(usage);)
