/* SPDX-License-Identifier: MIT
 *
 * NtPowerInformation: what the machine can do about power, its battery, its processors' frequencies. Linux
 * tells by text files below /sys; what it does not tell is what a machine has that is never put to sleep.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <win/powrprof.h>
#include "kernel/mm/probe.h"
#include "system.h"
#include "kernel/host/host.h"

/* A frequency file's contents, kHz, in MHz; 0: there is none. */
static ULONG frequency(unsigned cpu, const char *which)
{
    char path[96], text[32];
    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/cpufreq/%s", cpu, which);
    return host_read_text(path, text, sizeof(text)) > 0 ? (ULONG)(strtoul(text, NULL, 10) / 1000) : 0;
}

/* Where nothing scales frequencies (virtual machines), they are those of the first processor in the list. */
static ULONG listed_frequency(void)
{
    char text[3000];
    const char *at = host_read_text("/proc/cpuinfo", text, sizeof(text)) > 0 ? strstr(text, "cpu MHz") : NULL;
    at = at ? strchr(at, ':') : NULL;
    return at ? (ULONG)strtoul(at + 1, NULL, 10) : 0;
}

static void processor(unsigned number, ULONG listed, PROCESSOR_POWER_INFORMATION *info)
{
    ULONG most = frequency(number, "cpuinfo_max_freq"), now = frequency(number, "scaling_cur_freq");
    ULONG limit = frequency(number, "scaling_max_freq");
    if (!most)
        most = listed;
    *info = (PROCESSOR_POWER_INFORMATION){
        .Number = number, .MaxMhz = most, .CurrentMhz = now ? now : most, .MhzLimit = limit ? limit : most};
}

static NTSTATUS processors(PROCESSOR_POWER_INFORMATION *list, ULONG size)
{
    unsigned count = system_processor_count();
    if (size < count * sizeof(*list))
        return STATUS_BUFFER_TOO_SMALL;
    ULONG listed = listed_frequency();
    for (unsigned i = 0; i < count; i++)
        processor(i, listed, &list[i]);
    return STATUS_SUCCESS;
}

static void capabilities(SYSTEM_POWER_CAPABILITIES *can)
{
    char states[64] = "";
    int percent;
    bool charging;
    host_read_text("/sys/power/state", states, sizeof(states));
    *can = (SYSTEM_POWER_CAPABILITIES){
        .PowerButtonPresent = TRUE,
        .SystemS3 = strstr(states, "mem") != NULL,
        .SystemS4 = strstr(states, "disk") != NULL,
        .SystemS5 = TRUE,
        .HiberFilePresent = strstr(states, "disk") != NULL,
        .ProcessorThrottle = frequency(0, "cpuinfo_max_freq") != 0,
        .ProcessorMaxThrottle = 100,
        .SystemBatteriesPresent = system_battery(&percent, &charging),
    };
}

static void battery(SYSTEM_BATTERY_STATE *state)
{
    int percent;
    bool charging, present = system_battery(&percent, &charging);
    *state = (SYSTEM_BATTERY_STATE){.AcOnLine = !present || charging, .EstimatedTime = MAXDWORD};
    if (!present)
        return;
    state->BatteryPresent = TRUE;
    state->Charging = charging && percent < 100;
    state->Discharging = !charging;
    state->MaxCapacity = 100;
    state->RemainingCapacity = (DWORD)percent;
}

NTSTATUS svc_NtPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer,
                                ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)
{
    static const struct {
        POWER_INFORMATION_LEVEL level;
        ULONG size;
    } levels[] = {{SystemPowerCapabilities, sizeof(SYSTEM_POWER_CAPABILITIES)},
                  {SystemBatteryState, sizeof(SYSTEM_BATTERY_STATE)},
                  {ProcessorInformation, sizeof(PROCESSOR_POWER_INFORMATION)},
                  {LastWakeTime, sizeof(ULONGLONG)},
                  {LastSleepTime, sizeof(ULONGLONG)}};
    unsigned i = 0;
    while (i < countof(levels) && levels[i].level != InformationLevel)
        i++;
    if (i == countof(levels))
        return STATUS_NOT_SUPPORTED;
    if (InputBuffer || !OutputBuffer) /* of all these levels */
        return STATUS_INVALID_PARAMETER;
    if (OutputBufferLength < levels[i].size)
        return STATUS_BUFFER_TOO_SMALL;
    if (!probe_write(OutputBuffer, OutputBufferLength))
        return STATUS_ACCESS_VIOLATION;
    switch (InformationLevel) {
    case SystemPowerCapabilities:
        capabilities(OutputBuffer);
        break;
    case SystemBatteryState:
        battery(OutputBuffer);
        break;
    case ProcessorInformation:
        return processors(OutputBuffer, OutputBufferLength);
    case LastWakeTime:
    case LastSleepTime: /* 100 ns since the start: it has never slept */
        memset(OutputBuffer, 0, sizeof(ULONGLONG));
        break;
    }
    return STATUS_SUCCESS;
}
