/* SPDX-License-Identifier: MIT
 *
 * powrprof.h, powerbase.h and powersetting.h. There is one power scheme, the one that Windows calls balanced;
 * what the machine does about power is Linux' business.
 */
#include <stdlib.h>
#include <ntdll.h>
#include <rtl/win32_result.h>
#include <win/powrprof.h>
#include <win/winbase_heap.h>
#include <win/winerror.h>

static const GUID balanced = {0x381B4222, 0xF694, 0x41F0, {0x96, 0x85, 0xFF, 0x5B, 0xB2, 0x60, 0xDF, 0x2E}};

NTSTATUS WINAPI CallNtPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer,
                                       ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)
{
    return NtPowerInformation(InformationLevel, InputBuffer, InputBufferLength, OutputBuffer,
                              OutputBufferLength);
}

static BOOLEAN can(SYSTEM_POWER_CAPABILITIES *capabilities)
{
    return (BOOLEAN)win32_result(
        NtPowerInformation(SystemPowerCapabilities, NULL, 0, capabilities, sizeof(*capabilities)));
}

BOOLEAN WINAPI GetPwrCapabilities(PSYSTEM_POWER_CAPABILITIES lpspc)
{
    return can(lpspc);
}

BOOLEAN WINAPI IsPwrSuspendAllowed(void)
{
    SYSTEM_POWER_CAPABILITIES capabilities;
    return can(&capabilities) && (capabilities.SystemS1 || capabilities.SystemS2 || capabilities.SystemS3);
}

BOOLEAN WINAPI IsPwrHibernateAllowed(void)
{
    SYSTEM_POWER_CAPABILITIES capabilities;
    return can(&capabilities) && capabilities.SystemS4 && capabilities.HiberFilePresent;
}

BOOLEAN WINAPI IsPwrShutdownAllowed(void)
{
    SYSTEM_POWER_CAPABILITIES capabilities;
    return can(&capabilities) && capabilities.SystemS5;
}

/* The caller gives the GUID back with LocalFree. */
DWORD WINAPI PowerGetActiveScheme(HKEY UserRootPowerKey, GUID **ActivePolicyGuid)
{
    if (UserRootPowerKey || !ActivePolicyGuid)
        return ERROR_INVALID_PARAMETER;
    GUID *guid = LocalAlloc(0, sizeof(*guid));
    if (!guid)
        return ERROR_NOT_ENOUGH_MEMORY;
    *guid = balanced;
    *ActivePolicyGuid = guid;
    return ERROR_SUCCESS;
}

POWER_PLATFORM_ROLE WINAPI PowerDeterminePlatformRoleEx(ULONG Version)
{
    SYSTEM_POWER_CAPABILITIES capabilities;
    if (Version != 1 && Version != 2)
        return PlatformRoleUnspecified;
    return can(&capabilities) && capabilities.SystemBatteriesPresent ? PlatformRoleMobile
                                                                     : PlatformRoleDesktop;
}

POWER_PLATFORM_ROLE WINAPI PowerDeterminePlatformRole(void)
{
    return PowerDeterminePlatformRoleEx(1);
}

/* A registration is a handle and no more: nothing tells us that the machine will sleep. */
DWORD WINAPI PowerRegisterSuspendResumeNotification(DWORD Flags, HANDLE Recipient, PVOID *RegistrationHandle)
{
    if (Flags != DEVICE_NOTIFY_CALLBACK || !Recipient || !RegistrationHandle)
        return ERROR_INVALID_PARAMETER;
    void *registration = malloc(1);
    if (!registration)
        return ERROR_NOT_ENOUGH_MEMORY;
    *RegistrationHandle = registration;
    return ERROR_SUCCESS;
}

DWORD WINAPI PowerUnregisterSuspendResumeNotification(PVOID RegistrationHandle)
{
    if (!RegistrationHandle)
        return ERROR_INVALID_PARAMETER;
    free(RegistrationHandle);
    return ERROR_SUCCESS;
}
