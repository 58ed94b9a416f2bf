/* SPDX-License-Identifier: MIT
 *
 * utilapiset.h: the speaker.
 */
#ifndef DECANT_WIN_UTILAPISET_H
#define DECANT_WIN_UTILAPISET_H

#include "windef.h"

BOOL WINAPI Beep(DWORD dwFreq, DWORD dwDuration);

#endif
