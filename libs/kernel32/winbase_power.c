/* SPDX-License-Identifier: MIT
 *
 * winbase.h: power. Linux' power_supply class says whether the machine runs on its battery.
 */
#include "kernel/ke/system.h"
#include <win/winbase_power.h>
#include "kernel32.h"

BOOL WINAPI GetSystemPowerStatus(LPSYSTEM_POWER_STATUS lpSystemPowerStatus)
{
    int percent;
    bool charging, battery = sys_system_battery(&percent, &charging);
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

#define ES_SYSTEM_REQUIRED   0x01u
#define ES_DISPLAY_REQUIRED  0x02u
#define ES_AWAYMODE_REQUIRED 0x40u
#define ES_CONTINUOUS        0x80000000u

/* What a thread asks for lasts with ES_CONTINUOUS only, and the answer is what it asked for before. */
DWORD WINAPI SetThreadExecutionState(DWORD esFlags)
{
    const DWORD required = ES_SYSTEM_REQUIRED | ES_DISPLAY_REQUIRED | ES_AWAYMODE_REQUIRED;
    struct thread *thread = thread_self();
    DWORD before = ES_CONTINUOUS | thread->execution_state;
    if (!esFlags || esFlags & ~(required | ES_CONTINUOUS) ||
        (esFlags & (ES_AWAYMODE_REQUIRED | ES_CONTINUOUS)) == ES_AWAYMODE_REQUIRED)
        return (DWORD)win32_fail(ERROR_INVALID_PARAMETER);
    if (esFlags & ES_CONTINUOUS)
        thread->execution_state = esFlags & required;
    return before;
}
