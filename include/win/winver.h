/* SPDX-License-Identifier: MIT
 *
 * winver.h: version information.
 */
#ifndef DECANT_WIN_WINVER_H
#define DECANT_WIN_WINVER_H

#include "windef.h"

#define FILE_VER_GET_LOCALISED  0x01u
#define FILE_VER_GET_NEUTRAL    0x02u
#define FILE_VER_GET_PREFETCHED 0x04u

typedef struct tagVS_FIXEDFILEINFO {
    DWORD dwSignature; /* VS_FFI_SIGNATURE */
    DWORD dwStrucVersion;
    DWORD dwFileVersionMS;
    DWORD dwFileVersionLS;
    DWORD dwProductVersionMS;
    DWORD dwProductVersionLS;
    DWORD dwFileFlagsMask;
    DWORD dwFileFlags;
    DWORD dwFileOS;
    DWORD dwFileType;
    DWORD dwFileSubtype;
    DWORD dwFileDateMS;
    DWORD dwFileDateLS;
} VS_FIXEDFILEINFO;
ASSERT_SIZE(VS_FIXEDFILEINFO, 52, 52);

#endif
