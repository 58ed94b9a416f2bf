/* SPDX-License-Identifier: MIT
 *
 * winbase.h: power. Linux' power_supply class says whether the machine runs on its battery.
 */
#include <nt/system.h>
#include <win/winbase_power.h>
#include "kernel32.h"

BOOL WINAPI GetSystemPowerStatus(LPSYSTEM_POWER_STATUS lpSystemPowerStatus)
{
    int percent;
    bool charging, battery = system_battery(&percent, &charging);
    *lpSystemPowerStatus = (SYSTEM_POWER_STATUS){
        .ACLineStatus = !battery || charging,
        .BatteryFlag = !battery ? 128
                                : (charging ? 8 : 0) | (percent > 66   ? 1
                                                        : percent < 5  ? 4
                                                        : percent < 33 ? 2
                                                                       : 0),
        .BatteryLifePercent = battery ? (BYTE)percent : 255,
        .BatteryLifeTime = MAXDWORD,
        .BatteryFullLifeTime = MAXDWORD,
    };
    return TRUE;
}
