/* SPDX-License-Identifier: MIT
 *
 * winbase.h: users and privileges by name. Names of users and groups come from the system's databases
 * (S-1-22-1-uid, S-1-22-2-gid), those of the well-known SIDs from a table.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/account.h>
#include "common/text_format.h"
#include "advapi32.h"

enum { SidTypeUser = 1, SidTypeGroup = 2, SidTypeAlias = 4, SidTypeWellKnownGroup = 5, SidTypeLabel = 10 };

/* The name under which the process runs; its number where the database knows none. */
static void user_name(uint32_t uid, char buffer[256])
{
    if (!NT_SUCCESS(account_user_name(uid, buffer, 256)))
        text_format(buffer, 256, "%u", uid);
}

BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
{
    char name[256];
    WCHAR wide[256];
    if (!pcbBuffer)
        return win32_fail(ERROR_INVALID_PARAMETER);
    user_name(account_current_user(), name);
    DWORD needed = (DWORD)utf8_to_wide(name, wide, countof(wide)), size = *pcbBuffer;
    *pcbBuffer = needed;
    if (!lpBuffer || size < needed)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(lpBuffer, wide, needed * sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
{
    WCHAR wide[256];
    DWORD units = countof(wide);
    if (!pcbBuffer)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!GetUserNameW(wide, &units))
        return FALSE;
    DWORD needed = (DWORD)nls_ansi_from_wide(wide, units, NULL, 0), size = *pcbBuffer;
    *pcbBuffer = needed;
    if (!lpBuffer || size < needed)
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    nls_ansi_from_wide(wide, units, lpBuffer, size);
    return TRUE;
}

/* ---- privileges ---- */

static const char *const privilege_names[] = {
    [2] = "SeCreateTokenPrivilege",
    [3] = "SeAssignPrimaryTokenPrivilege",
    [4] = "SeLockMemoryPrivilege",
    [5] = "SeIncreaseQuotaPrivilege",
    [6] = "SeMachineAccountPrivilege",
    [7] = "SeTcbPrivilege",
    [8] = "SeSecurityPrivilege",
    [9] = "SeTakeOwnershipPrivilege",
    [10] = "SeLoadDriverPrivilege",
    [11] = "SeSystemProfilePrivilege",
    [12] = "SeSystemtimePrivilege",
    [13] = "SeProfileSingleProcessPrivilege",
    [14] = "SeIncreaseBasePriorityPrivilege",
    [15] = "SeCreatePagefilePrivilege",
    [16] = "SeCreatePermanentPrivilege",
    [17] = "SeBackupPrivilege",
    [18] = "SeRestorePrivilege",
    [19] = "SeShutdownPrivilege",
    [20] = "SeDebugPrivilege",
    [21] = "SeAuditPrivilege",
    [22] = "SeSystemEnvironmentPrivilege",
    [23] = "SeChangeNotifyPrivilege",
    [24] = "SeRemoteShutdownPrivilege",
    [25] = "SeUndockPrivilege",
    [26] = "SeSyncAgentPrivilege",
    [27] = "SeEnableDelegationPrivilege",
    [28] = "SeManageVolumePrivilege",
    [29] = "SeImpersonatePrivilege",
    [30] = "SeCreateGlobalPrivilege",
    [31] = "SeTrustedCredManAccessPrivilege",
    [32] = "SeRelabelPrivilege",
    [33] = "SeIncreaseWorkingSetPrivilege",
    [34] = "SeTimeZonePrivilege",
    [35] = "SeCreateSymbolicLinkPrivilege",
    [36] = "SeDelegateSessionUserImpersonatePrivilege",
};

static bool same_name(const char *name, LPCWSTR other)
{
    while (*name && ascii_lower((WCHAR)*name) == ascii_lower(*other))
        name++, other++;
    return !*name && !*other;
}

BOOL WINAPI LookupPrivilegeValueW(LPCWSTR lpSystemName, LPCWSTR lpName, PLUID lpLuid)
{
    if (!lpName || !lpLuid)
        return win32_fail(ERROR_INVALID_PARAMETER);
    for (DWORD i = 2; i < countof(privilege_names); i++) {
        if (same_name(privilege_names[i], lpName)) {
            *lpLuid = (LUID){i, 0};
            return TRUE;
        }
    }
    return win32_fail(ERROR_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeValueA(LPCSTR lpSystemName, LPCSTR lpName, PLUID lpLuid)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!lpName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!win32_result(nls_ansi_to_wide(lpName, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = LookupPrivilegeValueW(NULL, wide, lpLuid);
    nls_free(wide, buffer);
    return result;
}

/* The needed size, terminator included, goes to *size on failure, else the length. */
static BOOL return_name(const char *name, void *to, LPDWORD size, bool wide)
{
    DWORD length = (DWORD)strlen(name);
    if (*size < length + 1) {
        *size = length + 1;
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    for (DWORD i = 0; i <= length; i++) {
        if (wide)
            ((WCHAR *)to)[i] = (WCHAR)name[i];
        else
            ((char *)to)[i] = name[i];
    }
    *size = length;
    return TRUE;
}

static const char *privilege_name(const LUID *luid)
{
    if (luid->HighPart || luid->LowPart >= countof(privilege_names))
        return NULL;
    return privilege_names[luid->LowPart];
}

BOOL WINAPI LookupPrivilegeNameW(LPCWSTR lpSystemName, PLUID lpLuid, LPWSTR lpName, LPDWORD cchName)
{
    const char *name = privilege_name(lpLuid);
    return name ? return_name(name, lpName, cchName, true) : win32_fail(ERROR_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeNameA(LPCSTR lpSystemName, PLUID lpLuid, LPSTR lpName, LPDWORD cchName)
{
    const char *name = privilege_name(lpLuid);
    return name ? return_name(name, lpName, cchName, false) : win32_fail(ERROR_NO_SUCH_PRIVILEGE);
}

/* ---- accounts ---- */

static const struct {
    BYTE authority, count;
    WORD values[2];
    BYTE use;
    const char *domain, *name;
} well_known[] = {
    {1, 1, {0}, SidTypeWellKnownGroup, "", "Everyone"},
    {3, 1, {0}, SidTypeWellKnownGroup, "", "CREATOR OWNER"},
    {3, 1, {1}, SidTypeWellKnownGroup, "", "CREATOR GROUP"},
    {5, 1, {2}, SidTypeWellKnownGroup, "NT AUTHORITY", "NETWORK"},
    {5, 1, {4}, SidTypeWellKnownGroup, "NT AUTHORITY", "INTERACTIVE"},
    {5, 1, {11}, SidTypeWellKnownGroup, "NT AUTHORITY", "Authenticated Users"},
    {5, 1, {18}, SidTypeWellKnownGroup, "NT AUTHORITY", "SYSTEM"},
    {5, 2, {32, 544}, SidTypeAlias, "BUILTIN", "Administrators"},
    {5, 2, {32, 545}, SidTypeAlias, "BUILTIN", "Users"},
    {16, 1, {0x2000}, SidTypeLabel, "Mandatory Label", "Medium Mandatory Level"},
    {16, 1, {0x3000}, SidTypeLabel, "Mandatory Label", "High Mandatory Level"},
};

struct account {
    char name[256];
    char domain[32];
    DWORD use;
};

static bool account_of_sid(PSID sid, struct account *account)
{
    BYTE other[SECURITY_MAX_SID_SIZE];
    const SID *head = sid;
    DWORD numbers[2];
    for (unsigned i = 0; i < countof(well_known); i++) {
        sid_make(other, well_known[i].authority, well_known[i].count,
                 (const DWORD[]){well_known[i].values[0], well_known[i].values[1]});
        if (RtlEqualSid(sid, other)) {
            text_format(account->name, sizeof(account->name), "%s", well_known[i].name);
            text_format(account->domain, sizeof(account->domain), "%s", well_known[i].domain);
            account->use = well_known[i].use;
            return true;
        }
    }
    if (head->SubAuthorityCount != 2 || head->IdentifierAuthority.Value[5] != 22)
        return false;
    memcpy(numbers, (char *)sid + 8, sizeof(numbers));
    bool user = numbers[0] == 1;
    text_format(account->domain, sizeof(account->domain), user ? "Unix User" : "Unix Group");
    account->use = user ? SidTypeUser : SidTypeGroup;
    NTSTATUS status = user ? account_user_name(numbers[1], account->name, sizeof(account->name))
                           : account_group_name(numbers[1], account->name, sizeof(account->name));
    return numbers[0] <= 2 && NT_SUCCESS(status);
}

/* Both names or neither; sizes as documented. */
static BOOL return_account(const struct account *account, LPWSTR name, LPDWORD name_size, LPWSTR domain,
                           LPDWORD domain_size, PDWORD use)
{
    WCHAR wide_name[256], wide_domain[32];
    DWORD name_units = (DWORD)utf8_to_wide(account->name, wide_name, countof(wide_name));
    DWORD domain_units = (DWORD)utf8_to_wide(account->domain, wide_domain, countof(wide_domain));
    if (*name_size < name_units || *domain_size < domain_units) {
        *name_size = name_units;
        *domain_size = domain_units;
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(name, wide_name, name_units * sizeof(WCHAR));
    memcpy(domain, wide_domain, domain_units * sizeof(WCHAR));
    *name_size = name_units - 1;
    *domain_size = domain_units - 1;
    *use = account->use;
    return TRUE;
}

BOOL WINAPI LookupAccountSidW(LPCWSTR lpSystemName, PSID Sid, LPWSTR Name, LPDWORD cchName,
                              LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PDWORD peUse)
{
    struct account account;
    if (!RtlValidSid(Sid) || !cchName || !cchReferencedDomainName || !peUse)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!account_of_sid(Sid, &account))
        return win32_fail(ERROR_NONE_MAPPED);
    return return_account(&account, Name, cchName, ReferencedDomainName, cchReferencedDomainName, peUse);
}

BOOL WINAPI LookupAccountSidA(LPCSTR lpSystemName, PSID Sid, LPSTR Name, LPDWORD cchName,
                              LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PDWORD peUse)
{
    WCHAR name[256], domain[32];
    DWORD name_units = countof(name), domain_units = countof(domain);
    if (!cchName || !cchReferencedDomainName)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (!LookupAccountSidW(NULL, Sid, name, &name_units, domain, &domain_units, peUse))
        return FALSE;
    DWORD name_bytes = (DWORD)nls_ansi_from_wide(name, name_units + 1, NULL, 0);
    DWORD domain_bytes = (DWORD)nls_ansi_from_wide(domain, domain_units + 1, NULL, 0);
    bool fits = *cchName >= name_bytes && *cchReferencedDomainName >= domain_bytes;
    if (fits) {
        nls_ansi_from_wide(name, name_units + 1, Name, *cchName);
        nls_ansi_from_wide(domain, domain_units + 1, ReferencedDomainName, *cchReferencedDomainName);
    }
    *cchName = name_bytes - fits;
    *cchReferencedDomainName = domain_bytes - fits;
    return fits ? TRUE : win32_fail(ERROR_INSUFFICIENT_BUFFER);
}

BOOL WINAPI LookupAccountNameW(LPCWSTR lpSystemName, LPCWSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                               LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName, PDWORD peUse)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    struct account account;
    uint32_t id;
    if (!lpAccountName || !cbSid || !cchReferencedDomainName || !peUse)
        return win32_fail(ERROR_INVALID_PARAMETER);
    for (LPCWSTR at = lpAccountName; *at; at++) /* DOMAIN\name */
        if (*at == '\\')
            lpAccountName = at + 1;
    DWORD size = 0;
    for (unsigned i = 0; i < countof(well_known) && !size; i++)
        if (same_name(well_known[i].name, lpAccountName))
            size = sid_make(sid, well_known[i].authority, well_known[i].count,
                            (const DWORD[]){well_known[i].values[0], well_known[i].values[1]});
    if (!size && wide_to_utf8(lpAccountName, account.name, sizeof(account.name)) <= sizeof(account.name)) {
        if (NT_SUCCESS(account_user_by_name(account.name, &id)))
            size = sid_of_user(sid, id);
        else if (NT_SUCCESS(account_group_by_name(account.name, &id)))
            size = sid_of_group(sid, id);
    }
    if (!size || !account_of_sid(sid, &account))
        return win32_fail(ERROR_NONE_MAPPED);
    WCHAR domain[32];
    DWORD units = (DWORD)utf8_to_wide(account.domain, domain, countof(domain));
    bool fits = Sid && *cbSid >= size && *cchReferencedDomainName >= units;
    if (fits) {
        memcpy(Sid, sid, size);
        memcpy(ReferencedDomainName, domain, units * sizeof(WCHAR));
        *peUse = account.use;
    }
    *cbSid = size;
    *cchReferencedDomainName = units - fits;
    return fits ? TRUE : win32_fail(ERROR_INSUFFICIENT_BUFFER);
}
