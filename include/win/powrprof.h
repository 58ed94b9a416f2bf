/* SPDX-License-Identifier: MIT
 *
 * powrprof.h, powerbase.h and what winnt.h has for them: power information.
 */
#ifndef DECANT_WIN_POWRPROF_H
#define DECANT_WIN_POWRPROF_H

#include "winnt.h"

typedef enum {
    SystemPowerCapabilities = 4,
    SystemBatteryState = 5,
    ProcessorInformation = 11,
    LastWakeTime = 14,
    LastSleepTime = 15,
} POWER_INFORMATION_LEVEL;

typedef enum {
    PowerSystemUnspecified,
    PowerSystemWorking,
    PowerSystemSleeping1,
    PowerSystemSleeping2,
    PowerSystemSleeping3,
    PowerSystemHibernate,
    PowerSystemShutdown,
} SYSTEM_POWER_STATE;

typedef struct {
    DWORD Granularity;
    DWORD Capacity;
} BATTERY_REPORTING_SCALE;
ASSERT_SIZE(BATTERY_REPORTING_SCALE, 8, 8);

typedef struct {
    BOOLEAN PowerButtonPresent;
    BOOLEAN SleepButtonPresent;
    BOOLEAN LidPresent;
    BOOLEAN SystemS1;
    BOOLEAN SystemS2;
    BOOLEAN SystemS3;
    BOOLEAN SystemS4;
    BOOLEAN SystemS5;
    BOOLEAN HiberFilePresent;
    BOOLEAN FullWake;
    BOOLEAN VideoDimPresent;
    BOOLEAN ApmPresent;
    BOOLEAN UpsPresent;
    BOOLEAN ThermalControl;
    BOOLEAN ProcessorThrottle;
    BYTE ProcessorMinThrottle;
    BYTE ProcessorMaxThrottle;
    BOOLEAN FastSystemS4;
    BYTE spare2[3];
    BOOLEAN DiskSpinDown;
    BYTE spare3[8];
    BOOLEAN SystemBatteriesPresent;
    BOOLEAN BatteriesAreShortTerm;
    BATTERY_REPORTING_SCALE BatteryScale[3];
    SYSTEM_POWER_STATE AcOnLineWake;
    SYSTEM_POWER_STATE SoftLidWake;
    SYSTEM_POWER_STATE RtcWake;
    SYSTEM_POWER_STATE MinDeviceWakeState;
    SYSTEM_POWER_STATE DefaultLowLatencyWake;
} SYSTEM_POWER_CAPABILITIES, *PSYSTEM_POWER_CAPABILITIES;
ASSERT_SIZE(SYSTEM_POWER_CAPABILITIES, 76, 76);

typedef struct {
    BOOLEAN AcOnLine;
    BOOLEAN BatteryPresent;
    BOOLEAN Charging;
    BOOLEAN Discharging;
    BOOLEAN Spare1[4];
    DWORD MaxCapacity; /* percent here: the unit is the driver's, and only the ratio means anything */
    DWORD RemainingCapacity;
    DWORD Rate;
    DWORD EstimatedTime; /* seconds; all ones: unknown */
    DWORD DefaultAlert1;
    DWORD DefaultAlert2;
} SYSTEM_BATTERY_STATE, *PSYSTEM_BATTERY_STATE;
ASSERT_SIZE(SYSTEM_BATTERY_STATE, 32, 32);

/* Documented, and in no header of Microsoft's either. */
typedef struct {
    ULONG Number;
    ULONG MaxMhz;
    ULONG CurrentMhz;
    ULONG MhzLimit;
    ULONG MaxIdleState;
    ULONG CurrentIdleState;
} PROCESSOR_POWER_INFORMATION;
ASSERT_SIZE(PROCESSOR_POWER_INFORMATION, 24, 24);

#define DEVICE_NOTIFY_CALLBACK 2

typedef enum {
    PlatformRoleUnspecified,
    PlatformRoleDesktop,
    PlatformRoleMobile,
} POWER_PLATFORM_ROLE;

NTSTATUS WINAPI NtPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer,
                                   ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength);

#endif
