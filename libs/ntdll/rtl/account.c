/* SPDX-License-Identifier: MIT
 *
 * Users, groups and random numbers as statuses: what advapi32, bcrypt and ole32 stand on.
 */
#include <errno.h>
#include "kernel/host/identity.h"
#include "../ntdll.h"
#include "account.h"

static NTSTATUS account_status(int result)
{
    if (result >= 0)
        return STATUS_SUCCESS;
    return result == -ENAMETOOLONG ? STATUS_BUFFER_TOO_SMALL : STATUS_NONE_MAPPED;
}

uint32_t account_current_user(void)
{
    return sys_host_user_id();
}

NTSTATUS account_user_name(uint32_t id, char *buffer, size_t size)
{
    return account_status(sys_host_user_name(id, buffer, size));
}

NTSTATUS account_group_name(uint32_t id, char *buffer, size_t size)
{
    return account_status(sys_host_group_name(id, buffer, size));
}

NTSTATUS account_user_by_name(const char *name, uint32_t *id)
{
    return account_status(sys_host_user_by_name(name, id));
}

NTSTATUS account_group_by_name(const char *name, uint32_t *id)
{
    return account_status(sys_host_group_by_name(name, id));
}

NTSTATUS system_random(void *buffer, size_t size)
{
    return sys_host_random(buffer, size) < 0 ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}
