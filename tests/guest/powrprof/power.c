/* SPDX-License-Identifier: MIT
 *
 * What the machine says about power, at any machine: a program's view is consistent.
 */
#include "guest.h"
#include <powrprof.h>

typedef struct {
    ULONG Number, MaxMhz, CurrentMhz, MhzLimit, MaxIdleState, CurrentIdleState;
} PROCESSOR_POWER_INFORMATION;
typedef struct {
    PVOID callback, context;
} SUBSCRIBE_PARAMETERS;

__declspec(dllimport) DWORD WINAPI PowerRegisterSuspendResumeNotification(DWORD, HANDLE, PVOID *);
__declspec(dllimport) DWORD WINAPI PowerUnregisterSuspendResumeNotification(PVOID);
__declspec(dllimport) POWER_PLATFORM_ROLE WINAPI PowerDeterminePlatformRoleEx(ULONG);

#define INVALID_PARAMETER ((LONG)0xC000000D)
#define BUFFER_TOO_SMALL  ((LONG)0xC0000023)

TEST(processors)
{
    static PROCESSOR_POWER_INFORMATION list[256];
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    ULONG size = system.dwNumberOfProcessors * sizeof(*list);
    CHECK_EQ(CallNtPowerInformation(ProcessorInformation, NULL, 0, list, size), 0);
    for (DWORD i = 0; i < system.dwNumberOfProcessors; i++) {
        CHECK_EQ(list[i].Number, i);
        CHECK(list[i].MaxMhz >= 100 && list[i].MaxMhz < 20000);
        CHECK(list[i].CurrentMhz > 0 && list[i].MhzLimit > 0);
    }
    CHECK_EQ(CallNtPowerInformation(ProcessorInformation, NULL, 0, list, size - 1), BUFFER_TOO_SMALL);
    CHECK_EQ(CallNtPowerInformation(ProcessorInformation, list, 4, list, size), INVALID_PARAMETER);
    CHECK_EQ(CallNtPowerInformation(ProcessorInformation, NULL, 0, NULL, 0), INVALID_PARAMETER);
}

TEST(capabilities)
{
    SYSTEM_POWER_CAPABILITIES can, same;
    SYSTEM_BATTERY_STATE battery;
    SYSTEM_POWER_STATUS status;
    CHECK_EQ(GetPwrCapabilities(&can), TRUE);
    CHECK_EQ(CallNtPowerInformation(SystemPowerCapabilities, NULL, 0, &same, sizeof(same)), 0);
    CHECK_EQ(memcmp(&can, &same, sizeof(can)), 0);
    CHECK_EQ(CallNtPowerInformation(SystemPowerCapabilities, NULL, 0, &same, sizeof(same) - 1),
             BUFFER_TOO_SMALL);
    CHECK_EQ(IsPwrSuspendAllowed() != 0, can.SystemS1 || can.SystemS2 || can.SystemS3);
    CHECK_EQ(IsPwrHibernateAllowed() != 0, can.SystemS4 && can.HiberFilePresent);
    CHECK_EQ(IsPwrShutdownAllowed() != 0, can.SystemS5 != 0);
    CHECK_EQ(CallNtPowerInformation(SystemBatteryState, NULL, 0, &battery, sizeof(battery)), 0);
    CHECK_EQ(GetSystemPowerStatus(&status), TRUE);
    CHECK_EQ(battery.BatteryPresent != 0, can.SystemBatteriesPresent && !(status.BatteryFlag & 128));
    CHECK(battery.AcOnLine || battery.BatteryPresent);
    CHECK(battery.RemainingCapacity <= battery.MaxCapacity);
}

TEST(times)
{
    ULONGLONG sleep = 1, wake = 1;
    CHECK_EQ(CallNtPowerInformation(LastSleepTime, NULL, 0, &sleep, sizeof(sleep)), 0);
    CHECK_EQ(CallNtPowerInformation(LastWakeTime, NULL, 0, &wake, sizeof(wake)), 0);
    CHECK(wake >= sleep);
    CHECK_EQ(CallNtPowerInformation(LastWakeTime, NULL, 0, &wake, 4), BUFFER_TOO_SMALL);
}

TEST(schemes)
{
    GUID *scheme = NULL;
    CHECK_EQ(PowerGetActiveScheme(NULL, &scheme), ERROR_SUCCESS);
    CHECK(scheme != NULL);
    if (scheme)
        CHECK(scheme->Data1 != 0);
    CHECK_EQ(LocalFree(scheme), 0);
    CHECK_EQ(PowerGetActiveScheme(NULL, NULL), ERROR_INVALID_PARAMETER);
    POWER_PLATFORM_ROLE role = PowerDeterminePlatformRole();
    CHECK(role > PlatformRoleUnspecified && role < PlatformRoleMaximum);
    CHECK(PowerDeterminePlatformRoleEx(2) > PlatformRoleUnspecified);
}

static ULONG CALLBACK told(PVOID context, ULONG type, PVOID setting)
{
    return 0;
}

TEST(notifications)
{
    SUBSCRIBE_PARAMETERS parameters = {told, NULL};
    PVOID handle = NULL;
    CHECK_EQ(PowerRegisterSuspendResumeNotification(2, &parameters, &handle), ERROR_SUCCESS);
    CHECK(handle != NULL);
    CHECK_EQ(PowerUnregisterSuspendResumeNotification(handle), ERROR_SUCCESS);
    CHECK_EQ(PowerRegisterSuspendResumeNotification(2, NULL, &handle), ERROR_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(processors); RUN(capabilities); RUN(times); RUN(schemes); RUN(notifications);)
