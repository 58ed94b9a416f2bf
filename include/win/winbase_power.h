/* SPDX-License-Identifier: MIT
 *
 * winbase.h's power status.
 */
#ifndef DECANT_WIN_WINBASE_POWER_H
#define DECANT_WIN_WINBASE_POWER_H

#include "windef.h"

typedef struct {
    BYTE ACLineStatus; /* 0: on battery, 1: on line */
    BYTE BatteryFlag;  /* 1 high, 2 low, 4 critical, 8 charging, 128 none */
    BYTE BatteryLifePercent;
    BYTE SystemStatusFlag;
    DWORD BatteryLifeTime; /* seconds; all ones: unknown */
    DWORD BatteryFullLifeTime;
} SYSTEM_POWER_STATUS, *LPSYSTEM_POWER_STATUS;
ASSERT_SIZE(SYSTEM_POWER_STATUS, 12, 12);

#endif
