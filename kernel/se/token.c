/* SPDX-License-Identifier: MIT
 *
 * Access tokens. There is one, the process's: its user and groups are those of the Unix process (see
 * common/security.h), and it holds the privileges whose Unix counterpart the process has: all of them for
 * root, else those that every user has. What is enabled or disabled is remembered; nothing is granted by it,
 * since Linux itself decides.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <ntdll.h>
#include "kernel/host/host.h"
#include "kernel/host/identity.h"
#include "common/security.h"
#include "kernel/ob/handle.h"
#include "kernel/mm/probe.h"

#define PRIVILEGES 13
#define GROUPS     64

struct token {
    struct object object;
    pthread_mutex_t lock; /* of the attributes */
    unsigned count;
    LUID_AND_ATTRIBUTES privileges[PRIVILEGES];
};

static void token_destroy(struct object *object)
{
    free(container_of(object, struct token, object));
}

static const struct object_type token_type = {
    .name = "Token",
    .generic_read = STANDARD_RIGHTS_READ | TOKEN_QUERY,
    .generic_write =
        STANDARD_RIGHTS_WRITE | TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_GROUPS | TOKEN_ADJUST_DEFAULT,
    .generic_execute = STANDARD_RIGHTS_EXECUTE,
    .all_access = TOKEN_ALL_ACCESS,
    .destroy = token_destroy,
};

/* LUIDs are the well-known ones (winnt.h's SE_xxx_PRIVILEGE). */
static const struct {
    BYTE luid;
    bool everybody;
    bool enabled;
} known_privileges[PRIVILEGES] = {
    {8, false, false},  /* SeSecurityPrivilege */
    {9, false, false},  /* SeTakeOwnershipPrivilege */
    {12, false, false}, /* SeSystemtimePrivilege */
    {14, false, false}, /* SeIncreaseBasePriorityPrivilege */
    {17, false, false}, /* SeBackupPrivilege */
    {18, false, false}, /* SeRestorePrivilege */
    {19, true, false},  /* SeShutdownPrivilege */
    {20, false, false}, /* SeDebugPrivilege */
    {23, true, true},   /* SeChangeNotifyPrivilege */
    {25, true, false},  /* SeUndockPrivilege */
    {33, true, false},  /* SeIncreaseWorkingSetPrivilege */
    {34, true, false},  /* SeTimeZonePrivilege */
    {35, true, false},  /* SeCreateSymbolicLinkPrivilege: anybody may, on Linux */
};

static struct token *process_token(void)
{
    static struct token *token;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (!token && (token = calloc(1, sizeof(*token)))) {
        object_init(&token->object, &token_type);
        pthread_mutex_init(&token->lock, NULL);
        for (unsigned i = 0; i < PRIVILEGES; i++) {
            if (host_user_id() && !known_privileges[i].everybody)
                continue;
            DWORD attributes =
                known_privileges[i].enabled ? SE_PRIVILEGE_ENABLED | SE_PRIVILEGE_ENABLED_BY_DEFAULT : 0;
            token->privileges[token->count++] =
                (LUID_AND_ATTRIBUTES){{known_privileges[i].luid, 0}, attributes};
        }
    }
    pthread_mutex_unlock(&lock);
    return token;
}

NTSTATUS svc_NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
                                  PHANDLE TokenHandle)
{
    if (!probe_write(TokenHandle, sizeof(*TokenHandle)))
        return STATUS_ACCESS_VIOLATION;
    if (ProcessHandle != NtCurrentProcess()) { /* another process of this user has the like */
        struct object *process;
        NTSTATUS status = handle_get(ProcessHandle, NULL, 0, &process);
        if (!NT_SUCCESS(status))
            return status;
        bool right = strcmp(process->type->name, "Process") == 0;
        handle_put(ProcessHandle, process);
        if (!right)
            return STATUS_OBJECT_TYPE_MISMATCH;
    }
    struct token *token = process_token();
    if (!token)
        return STATUS_NO_MEMORY;
    HANDLE handle;
    NTSTATUS status = handle_create(&token->object, object_map_access(&token_type, DesiredAccess),
                                    HandleAttributes, &handle);
    if (NT_SUCCESS(status))
        *TokenHandle = handle;
    return status;
}

NTSTATUS svc_NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, PHANDLE TokenHandle)
{
    return svc_NtOpenProcessTokenEx(ProcessHandle, DesiredAccess, 0, TokenHandle);
}

/* No thread impersonates anybody. */
NTSTATUS svc_NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                 ULONG HandleAttributes, PHANDLE TokenHandle)
{
    if (!probe_write(TokenHandle, sizeof(*TokenHandle)))
        return STATUS_ACCESS_VIOLATION;
    if (ThreadHandle != NtCurrentThread()) {
        struct object *thread;
        NTSTATUS status = handle_get(ThreadHandle, NULL, 0, &thread);
        if (!NT_SUCCESS(status))
            return status;
        handle_put(ThreadHandle, thread);
    }
    return STATUS_NO_TOKEN;
}

NTSTATUS svc_NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                               PHANDLE TokenHandle)
{
    return svc_NtOpenThreadTokenEx(ThreadHandle, DesiredAccess, OpenAsSelf, 0, TokenHandle);
}

/* The pseudo handles -4 (process), -5 (thread) and -6 (effective) name a token without opening one. */
static NTSTATUS token_get(HANDLE handle, ACCESS_MASK access, struct token **out)
{
    LONG_PTR value = (LONG_PTR)handle;
    struct object *object;
    if (value == -4 || value == -6) {
        *out = process_token();
        return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    if (value == -5)
        return STATUS_NO_TOKEN;
    NTSTATUS status = handle_get(handle, &token_type, access, &object);
    if (NT_SUCCESS(status))
        *out = container_of(object, struct token, object);
    return status;
}

static void token_put(HANDLE handle, struct token *token)
{
    if ((LONG_PTR)handle > 0)
        handle_put(handle, &token->object);
}

/* ---- queries ---- */

/* The answer is built here and copied out whole; pointers in it point into the caller's buffer. */
struct answer {
    char data[4096];
    size_t size;
};

/* Adds a SID behind the fixed part; returns where it will lie in the caller's buffer. */
static PSID add_sid(struct answer *answer, void *target, ULONG authority, unsigned count, const DWORD *values)
{
    PSID place = (char *)target + answer->size;
    answer->size += sid_make(answer->data + answer->size, authority, count, values);
    answer->size = (answer->size + 7) & ~(size_t)7;
    return place;
}

static void answer_sid(struct answer *answer, void *target, size_t fixed, ULONG authority, unsigned count,
                       const DWORD *values, DWORD attributes)
{
    answer->size = fixed;
    PSID sid = add_sid(answer, target, authority, count, values);
    memcpy(answer->data, &sid, sizeof(sid));
    if (fixed > sizeof(sid))
        memcpy(answer->data + sizeof(sid), &attributes, sizeof(attributes));
}

static void answer_groups(struct answer *answer, void *target)
{
    const DWORD on = SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED;
    TOKEN_GROUPS *groups = (TOKEN_GROUPS *)answer->data;
    uint32_t ids[GROUPS - 4];
    int found = host_group_ids(ids, GROUPS - 4);
    bool root = host_user_id() == 0;
    unsigned count = 3 + (unsigned)root + (found > 0 ? (unsigned)found : 0), at = 0;
    answer->size = offsetof(TOKEN_GROUPS, Groups) + count * sizeof(SID_AND_ATTRIBUTES);
    groups->GroupCount = count;
#define GROUP(authority, ...)                                                                                \
    do {                                                                                                     \
        const DWORD values_[] = {__VA_ARGS__};                                                               \
        groups->Groups[at].Attributes = on;                                                                  \
        groups->Groups[at++].Sid = add_sid(answer, target, authority, countof(values_), values_);            \
    } while (0)
    GROUP(22, 2, host_group_id());
    GROUP(1, 0);  /* Everyone */
    GROUP(5, 11); /* Authenticated Users */
    if (root)
        GROUP(5, 32, 544); /* Administrators */
    for (int i = 0; i < found; i++)
        GROUP(22, 2, ids[i]);
#undef GROUP
}

static NTSTATUS token_answer(struct token *token, ULONG class, void *target, struct answer *answer)
{
    const DWORD user[] = {1, host_user_id()}, group[] = {2, host_group_id()};
    bool root = host_user_id() == 0;
    DWORD number = 0;
    switch (class) {
    case TokenUser:
        answer_sid(answer, target, sizeof(SID_AND_ATTRIBUTES), 22, 2, user, 0);
        return STATUS_SUCCESS;
    case TokenOwner:
        answer_sid(answer, target, sizeof(PSID), 22, 2, user, 0);
        return STATUS_SUCCESS;
    case TokenPrimaryGroup:
        answer_sid(answer, target, sizeof(PSID), 22, 2, group, 0);
        return STATUS_SUCCESS;
    case TokenGroups:
        answer_groups(answer, target);
        return STATUS_SUCCESS;
    case TokenIntegrityLevel:
        answer_sid(answer, target, sizeof(SID_AND_ATTRIBUTES), 16, 1, (const DWORD[]){root ? 0x3000 : 0x2000},
                   SE_GROUP_INTEGRITY | 0x40);
        return STATUS_SUCCESS;
    case TokenPrivileges: {
        TOKEN_PRIVILEGES *privileges = (TOKEN_PRIVILEGES *)answer->data;
        pthread_mutex_lock(&token->lock);
        privileges->PrivilegeCount = token->count;
        memcpy(privileges->Privileges, token->privileges, token->count * sizeof(LUID_AND_ATTRIBUTES));
        pthread_mutex_unlock(&token->lock);
        answer->size = offsetof(TOKEN_PRIVILEGES, Privileges) + token->count * sizeof(LUID_AND_ATTRIBUTES);
        return STATUS_SUCCESS;
    }
    case TokenDefaultDacl:
    case TokenRestrictedSids:
        answer->size = sizeof(PVOID); /* none: a null pointer, a count of zero */
        memset(answer->data, 0, answer->size);
        return STATUS_SUCCESS;
    case TokenSource:
        answer->size = 16;
        memset(answer->data, 0, 16);
        memcpy(answer->data, "User32  ", 8);
        return STATUS_SUCCESS;
    case TokenStatistics: {
        TOKEN_STATISTICS *statistics = (TOKEN_STATISTICS *)answer->data;
        memset(statistics, 0, sizeof(*statistics));
        statistics->TokenId.LowPart = 0x3E7 + host_process_id();
        statistics->AuthenticationId.LowPart = 0x10000 + host_user_id();
        statistics->ExpirationTime.QuadPart = INT64_MAX;
        statistics->TokenType = 1;
        statistics->GroupCount = 3 + root;
        statistics->PrivilegeCount = token->count;
        answer->size = sizeof(*statistics);
        return STATUS_SUCCESS;
    }
    case TokenType:
        number = 1; /* TokenPrimary */
        break;
    case TokenElevationType:
        number = 1; /* TokenElevationTypeDefault: there is no other token to switch to */
        break;
    case TokenElevation:
        number = root;
        break;
    case TokenSessionId:
        number = process_peb.SessionId;
        break;
    case TokenHasRestrictions:
    case TokenUIAccess:
    case TokenIsAppContainer:
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    memcpy(answer->data, &number, sizeof(number));
    answer->size = sizeof(number);
    return STATUS_SUCCESS;
}

NTSTATUS svc_NtQueryInformationToken(HANDLE TokenHandle, ULONG TokenInformationClass, PVOID TokenInformation,
                                     ULONG TokenInformationLength, PULONG ReturnLength)
{
    struct token *token;
    struct answer answer;
    if (!probe_write(ReturnLength, sizeof(*ReturnLength)) ||
        !probe_write(TokenInformation, TokenInformationLength))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = token_get(TokenHandle, TOKEN_QUERY, &token);
    if (!NT_SUCCESS(status))
        return status;
    status = token_answer(token, TokenInformationClass, TokenInformation, &answer);
    token_put(TokenHandle, token);
    if (!NT_SUCCESS(status))
        return status;
    *ReturnLength = (ULONG)answer.size;
    if (TokenInformationLength < answer.size)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(TokenInformation, answer.data, answer.size);
    return STATUS_SUCCESS;
}

/* ---- privileges ---- */

NTSTATUS svc_NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges,
                                     PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
                                     PTOKEN_PRIVILEGES PreviousState, PULONG ReturnLength)
{
    struct token *token;
    if (!DisableAllPrivileges && !NewState)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        token_get(TokenHandle, TOKEN_ADJUST_PRIVILEGES | (PreviousState ? TOKEN_QUERY : 0), &token);
    if (!NT_SUCCESS(status))
        return status;
    LUID_AND_ATTRIBUTES changed[PRIVILEGES], after[PRIVILEGES];
    DWORD count = 0, matched = 0, wanted = DisableAllPrivileges ? 0 : NewState->PrivilegeCount;
    pthread_mutex_lock(&token->lock);
    memcpy(after, token->privileges, sizeof(after));
    for (unsigned i = 0; i < token->count; i++) {
        DWORD enabled = DisableAllPrivileges ? 0 : after[i].Attributes & SE_PRIVILEGE_ENABLED;
        for (DWORD k = 0; k < wanted; k++) {
            if (NewState->Privileges[k].Luid.LowPart != after[i].Luid.LowPart ||
                NewState->Privileges[k].Luid.HighPart)
                continue;
            enabled = NewState->Privileges[k].Attributes & SE_PRIVILEGE_ENABLED;
            matched++;
        }
        if ((after[i].Attributes & SE_PRIVILEGE_ENABLED) == enabled)
            continue;
        changed[count++] = after[i];
        after[i].Attributes = (after[i].Attributes & ~SE_PRIVILEGE_ENABLED) | enabled;
    }
    ULONG needed = (ULONG)(offsetof(TOKEN_PRIVILEGES, Privileges) + count * sizeof(LUID_AND_ATTRIBUTES));
    if (PreviousState && ReturnLength)
        *ReturnLength = needed;
    if (PreviousState && BufferLength < needed) {
        status = STATUS_BUFFER_TOO_SMALL;
    } else {
        memcpy(token->privileges, after, sizeof(after));
        if (PreviousState) {
            PreviousState->PrivilegeCount = count;
            memcpy(PreviousState->Privileges, changed, count * sizeof(changed[0]));
        }
        status = matched < wanted ? STATUS_NOT_ALL_ASSIGNED : STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&token->lock);
    token_put(TokenHandle, token);
    return status;
}
