/* SPDX-License-Identifier: MIT
 *
 * What the machine and the system are: processors and nodes, versions, memory, power, names, clocks that are
 * read or cannot be set.
 */
#include "guest.h"

TEST(processors_and_nodes)
{
    PROCESSOR_NUMBER number = {0xFFFF, 0xFF, 0xFF};
    GROUP_AFFINITY affinity;
    ULONGLONG mask = 0, bytes = 0;
    UCHAR node = 0xAA;
    USHORT wide_node = 0xAAAA;
    DWORD_PTR process_mask, system_mask;
    CHECK(GetActiveProcessorGroupCount() >= 1);
    CHECK(GetMaximumProcessorGroupCount() >= GetActiveProcessorGroupCount());
    CHECK(GetActiveProcessorCount(0) >= 1);
    CHECK(GetMaximumProcessorCount(0) >= GetActiveProcessorCount(0));
    CHECK(GetMaximumProcessorCount(ALL_PROCESSOR_GROUPS) >= GetActiveProcessorCount(ALL_PROCESSOR_GROUPS));
    CHECK_FAILS(GetMaximumProcessorCount(77), 0, ERROR_INVALID_PARAMETER);
    GetCurrentProcessorNumberEx(&number);
    CHECK(number.Group < GetActiveProcessorGroupCount() && number.Number < 64 && number.Reserved == 0);
    CHECK(GetNumaNodeProcessorMask(0, &mask) && mask);
    CHECK_FAILS(GetNumaNodeProcessorMask(200, &mask), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(GetNumaNodeProcessorMaskEx(0, &affinity) && affinity.Mask && affinity.Group == 0);
    CHECK_FAILS(GetNumaNodeProcessorMaskEx(2000, &affinity), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(GetNumaAvailableMemoryNode(0, &bytes) && bytes > 0);
    CHECK_FAILS(GetNumaAvailableMemoryNode(200, &bytes), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(GetNumaProcessorNode(0, &node) && node != 0xAA);
    CHECK(GetNumaProcessorNodeEx(&number, &wide_node) && wide_node != 0xAAAA);
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &process_mask, &system_mask));
    CHECK(SetProcessAffinityMask(GetCurrentProcess(), process_mask));
    CHECK_FAILS(SetProcessAffinityMask(GetCurrentProcess(), 0), FALSE, ERROR_INVALID_PARAMETER);
}

TEST(architectures)
{
    SYSTEM_INFO info, native;
    USHORT machine = 0xAAAA, host = 0xAAAA;
    PVOID old = NULL;
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    CHECK_EQ(native.dwPageSize, info.dwPageSize);
    CHECK_EQ(native.dwNumberOfProcessors, info.dwNumberOfProcessors);
    CHECK(IsWow64Process2(GetCurrentProcess(), &machine, &host));
    if (sizeof(void *) == 8) { /* nothing to redirect */
        CHECK_EQ(machine, IMAGE_FILE_MACHINE_UNKNOWN);
        CHECK_EQ(host, IMAGE_FILE_MACHINE_AMD64);
        CHECK_EQ(native.wProcessorArchitecture, PROCESSOR_ARCHITECTURE_AMD64);
        CHECK_FAILS(Wow64DisableWow64FsRedirection(&old), FALSE, ERROR_INVALID_FUNCTION);
        CHECK_FAILS(Wow64RevertWow64FsRedirection(old), FALSE, ERROR_INVALID_FUNCTION);
    }
}

TEST(versions)
{
    OSVERSIONINFOEXA info = {.dwOSVersionInfoSize = sizeof(info)};
    OSVERSIONINFOEXW wide = {.dwOSVersionInfoSize = sizeof(wide)};
    DWORD product = 0xABCDABCD;
    CHECK(GetVersionExA((OSVERSIONINFOA *)&info) && GetVersionExW((OSVERSIONINFOW *)&wide));
    CHECK_EQ(info.dwMajorVersion, wide.dwMajorVersion);
    CHECK_EQ(info.dwBuildNumber, wide.dwBuildNumber);
    CHECK_EQ(info.dwPlatformId, VER_PLATFORM_WIN32_NT);
    info.dwOSVersionInfoSize = 3;
    CHECK_FAILS(GetVersionExA((OSVERSIONINFOA *)&info), FALSE, ERROR_INSUFFICIENT_BUFFER);
    OSVERSIONINFOEXA wanted = {.dwOSVersionInfoSize = sizeof(wanted), .dwMajorVersion = 5};
    ULONGLONG condition = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL);
    CHECK(VerifyVersionInfoA(&wanted, VER_MAJORVERSION, condition));
    wanted.dwMajorVersion = 99;
    CHECK_FAILS(VerifyVersionInfoA(&wanted, VER_MAJORVERSION, condition), FALSE, ERROR_OLD_WIN_VERSION);
    CHECK(GetProductInfo(6, 1, 0, 0, &product));
    CHECK(product != 0xABCDABCD);
}

TEST(memory_and_power)
{
    MEMORYSTATUS old = {0};
    MEMORYSTATUSEX status = {.dwLength = sizeof(status)};
    ULONGLONG kilobytes = 0;
    SYSTEM_POWER_STATUS power;
    GlobalMemoryStatus(&old);
    CHECK(GlobalMemoryStatusEx(&status));
    CHECK_EQ(old.dwLength, sizeof(old));
    CHECK(old.dwMemoryLoad <= 100 && old.dwTotalPhys && old.dwTotalVirtual >= old.dwAvailVirtual);
    if (sizeof(void *) == 8)
        CHECK_EQ(old.dwTotalPhys, status.ullTotalPhys);
    if (GetPhysicallyInstalledSystemMemory(
            &kilobytes)) /* ERROR_INVALID_DATA where the firmware does not say */
        CHECK(kilobytes >= status.ullTotalPhys / 1024);
    CHECK_FAILS(GetPhysicallyInstalledSystemMemory(NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(GetSystemPowerStatus(&power));
    CHECK(power.ACLineStatus <= 1 || power.ACLineStatus == 255);
    CHECK(power.BatteryLifePercent <= 100 || power.BatteryLifePercent == 255);
}

TEST(names)
{
    WCHAR name[256], again[256];
    char narrow[256];
    DWORD size = 0, narrow_size = 256;
    CHECK_FAILS(GetComputerNameExW(ComputerNameDnsHostname, NULL, &size), FALSE, ERROR_MORE_DATA);
    CHECK(size > 1 && size < 256);
    DWORD needed = size;
    CHECK(GetComputerNameExW(ComputerNameDnsHostname, name, &size));
    CHECK_EQ(size, needed - 1);
    CHECK(GetComputerNameExA(ComputerNameDnsHostname, narrow, &narrow_size));
    MultiByteToWideChar(CP_ACP, 0, narrow, -1, again, 256);
    CHECK_WIDE(again, name);
    CHECK_FAILS(GetComputerNameExW((COMPUTER_NAME_FORMAT)99, name, &size), FALSE, ERROR_INVALID_PARAMETER);
}

typedef VOID WINAPI query_time(ULONGLONG *);

TEST(clocks_are_read)
{
    FILETIME coarse, fine;
    ULONGLONG interrupt, precise, unbiased, unbiased_precise, cycles = 0, more = 0;
    DWORD adjustment, increment;
    BOOL disabled;
    GetSystemTimeAsFileTime(&coarse);
    GetSystemTimePreciseAsFileTime(&fine);
    LONGLONG difference =
        (LONGLONG)((ULARGE_INTEGER){{fine.dwLowDateTime, fine.dwHighDateTime}}.QuadPart -
                   (ULARGE_INTEGER){{coarse.dwLowDateTime, coarse.dwHighDateTime}}.QuadPart);
    CHECK(difference > -600000000 && difference < 600000000);
    /* kernelbase alone has these */
    HMODULE base = LoadLibraryW(L"kernelbase.dll");
    query_time *query_precise = (query_time *)GetProcAddress(base, "QueryUnbiasedInterruptTimePrecise"),
               *query = (query_time *)GetProcAddress(base, "QueryInterruptTime"),
               *query_interrupt_precise = (query_time *)GetProcAddress(base, "QueryInterruptTimePrecise");
    CHECK(QueryUnbiasedInterruptTime(&unbiased));
    query_precise(&unbiased_precise);
    query(&interrupt);
    query_interrupt_precise(&precise);
    CHECK(interrupt && precise && unbiased && unbiased_precise);
    CHECK(unbiased <= precise);
    CHECK_FAILS(QueryUnbiasedInterruptTime(NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(QueryProcessCycleTime(GetCurrentProcess(), &cycles) && cycles);
    CHECK(QueryProcessCycleTime(GetCurrentProcess(), &more) && more >= cycles);
    CHECK(GetSystemTimeAdjustment(&adjustment, &increment, &disabled));
    CHECK(increment > 0 && (disabled == TRUE || disabled == FALSE));
}

TEST(clocks_are_not_set)
{
    SYSTEMTIME nonsense = {.wYear = 2000, .wMonth = 13, .wDay = 1};
    CHECK_EQ(SetSystemTime(&nonsense), FALSE); /* for want of the privilege or of a thirteenth month */
    CHECK_EQ(SetLocalTime(&nonsense), FALSE);
}

TEST(zones)
{
    TIME_ZONE_INFORMATION zone;
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    SYSTEMTIME utc = {.wYear = 2021, .wMonth = 7, .wDay = 1, .wHour = 12}, local, back;
    CHECK(GetDynamicTimeZoneInformation(&dynamic) != TIME_ZONE_ID_INVALID);
    CHECK(GetTimeZoneInformationForYear(2021, NULL, &zone));
    CHECK(zone.Bias >= -15 * 60 && zone.Bias <= 15 * 60);
    CHECK(SystemTimeToTzSpecificLocalTimeEx(&dynamic, &utc, &local));
    CHECK(TzSpecificLocalTimeToSystemTimeEx(&dynamic, &local, &back));
    CHECK(back.wYear == 2021 && back.wMonth == 7 && back.wDay == 1 && back.wHour == 12);
}

GUEST_MAIN(RUN(processors_and_nodes); RUN(architectures); RUN(versions); RUN(memory_and_power); RUN(names);
           RUN(clocks_are_read); RUN(clocks_are_not_set); RUN(zones);)
