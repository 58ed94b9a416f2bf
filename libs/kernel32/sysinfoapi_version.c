/* SPDX-License-Identifier: MIT
 *
 * sysinfoapi.h and winbase.h: the system's version. It is Windows 10's for programs whose manifest says that
 * they know Windows 10, and 6.2, as "Targeting your application for Windows" has it, for those that have no
 * such manifest.
 */
#include <string.h>
#include "kernel/ke/system.h"
#include <rtl/nls.h>
#include <win/sysinfoapi.h>
#include "kernel32.h"

static void fill(OSVERSIONINFOEXW *info)
{
    struct system_version version;
    sys_system_reported_version(&version);
    info->dwMajorVersion = version.major;
    info->dwMinorVersion = version.minor;
    info->dwBuildNumber = version.build;
    info->dwPlatformId = 2; /* VER_PLATFORM_WIN32_NT */
    info->szCSDVersion[0] = 0;
    info->wServicePackMajor = info->wServicePackMinor = 0;
    info->wSuiteMask = 0x100;
    info->wProductType = 1;
    info->wReserved = 0;
}

BOOL WINAPI GetVersionExW(LPOSVERSIONINFOEXW lpVersionInformation)
{
    OSVERSIONINFOEXW info = {.dwOSVersionInfoSize = lpVersionInformation->dwOSVersionInfoSize};
    if (info.dwOSVersionInfoSize != OSVERSIONINFOW_SIZE && info.dwOSVersionInfoSize != sizeof(info))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    fill(&info);
    memcpy(lpVersionInformation, &info, info.dwOSVersionInfoSize);
    return TRUE;
}

BOOL WINAPI GetVersionExA(LPOSVERSIONINFOEXA lpVersionInformation)
{
    OSVERSIONINFOEXW wide;
    OSVERSIONINFOEXA info = {.dwOSVersionInfoSize = lpVersionInformation->dwOSVersionInfoSize};
    if (info.dwOSVersionInfoSize != OSVERSIONINFOA_SIZE && info.dwOSVersionInfoSize != sizeof(info))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    fill(&wide);
    info.dwMajorVersion = wide.dwMajorVersion;
    info.dwMinorVersion = wide.dwMinorVersion;
    info.dwBuildNumber = wide.dwBuildNumber;
    info.dwPlatformId = wide.dwPlatformId;
    info.wSuiteMask = wide.wSuiteMask;
    info.wProductType = wide.wProductType;
    memcpy(lpVersionInformation, &info, info.dwOSVersionInfoSize);
    return TRUE;
}

DWORD WINAPI GetVersion(void)
{
    struct system_version version;
    sys_system_reported_version(&version);
    return version.major | version.minor << 8 | version.build << 16;
}

#define PRODUCT_PROFESSIONAL 0x30
#define PRODUCT_UNDEFINED    0

BOOL WINAPI GetProductInfo(DWORD dwOSMajorVersion, DWORD dwOSMinorVersion, DWORD dwSpMajorVersion,
                           DWORD dwSpMinorVersion, PDWORD pdwReturnedProductType)
{
    if (!pdwReturnedProductType)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *pdwReturnedProductType = dwOSMajorVersion < 6 ? PRODUCT_UNDEFINED : PRODUCT_PROFESSIONAL;
    return dwOSMajorVersion >= 6;
}

BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW lpVersionInformation, DWORD dwTypeMask,
                               DWORDLONG dwlConditionMask)
{
    struct system_version version;
    sys_system_reported_version(&version);
    NTSTATUS status = sys_system_verify_version(&version, lpVersionInformation, dwTypeMask, dwlConditionMask);
    if (NT_SUCCESS(status))
        return TRUE;
    return win32_fail(status == STATUS_REVISION_MISMATCH ? ERROR_OLD_WIN_VERSION : ERROR_BAD_ARGUMENTS);
}

BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA lpVersionInformation, DWORD dwTypeMask,
                               DWORDLONG dwlConditionMask)
{
    OSVERSIONINFOEXW wide = {
        .dwOSVersionInfoSize = sizeof(wide),
        .dwMajorVersion = lpVersionInformation->dwMajorVersion,
        .dwMinorVersion = lpVersionInformation->dwMinorVersion,
        .dwBuildNumber = lpVersionInformation->dwBuildNumber,
        .dwPlatformId = lpVersionInformation->dwPlatformId,
        .wServicePackMajor = lpVersionInformation->wServicePackMajor,
        .wServicePackMinor = lpVersionInformation->wServicePackMinor,
        .wSuiteMask = lpVersionInformation->wSuiteMask,
        .wProductType = lpVersionInformation->wProductType,
    };
    return VerifyVersionInfoW(&wide, dwTypeMask, dwlConditionMask);
}
