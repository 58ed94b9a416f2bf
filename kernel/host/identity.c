/* SPDX-License-Identifier: MIT
 *
 * User, groups, home directory, random numbers. The databases are asked only when a name is wanted: a plain
 * run never opens them.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include "identity.h"

#define SCRATCH 4096 /* for a row of the database */

uint32_t host_user_id(void)
{
    return (uint32_t)getuid();
}

uint32_t host_group_id(void)
{
    return (uint32_t)getgid();
}

int host_group_ids(uint32_t *groups, int count)
{
    gid_t ids[64];
    int found = getgroups(64, ids);
    if (found < 0)
        return -errno;
    for (int i = 0; i < found && i < count; i++)
        groups[i] = (uint32_t)ids[i];
    return found < count ? found : count;
}

static int copy_name(const char *name, char *buffer, size_t size)
{
    size_t length = strlen(name);
    if (length >= size)
        return -ENAMETOOLONG;
    memcpy(buffer, name, length + 1);
    return (int)length;
}

int host_user_name(uint32_t id, char *buffer, size_t size)
{
    char scratch[SCRATCH];
    struct passwd row, *found = NULL;
    if (getpwuid_r((uid_t)id, &row, scratch, sizeof(scratch), &found) || !found)
        return -ENOENT;
    return copy_name(row.pw_name, buffer, size);
}

int host_group_name(uint32_t id, char *buffer, size_t size)
{
    char scratch[SCRATCH];
    struct group row, *found = NULL;
    if (getgrgid_r((gid_t)id, &row, scratch, sizeof(scratch), &found) || !found)
        return -ENOENT;
    return copy_name(row.gr_name, buffer, size);
}

int host_user_by_name(const char *name, uint32_t *id)
{
    char scratch[SCRATCH];
    struct passwd row, *found = NULL;
    if (getpwnam_r(name, &row, scratch, sizeof(scratch), &found) || !found)
        return -ENOENT;
    *id = (uint32_t)row.pw_uid;
    return 0;
}

int host_group_by_name(const char *name, uint32_t *id)
{
    char scratch[SCRATCH];
    struct group row, *found = NULL;
    if (getgrnam_r(name, &row, scratch, sizeof(scratch), &found) || !found)
        return -ENOENT;
    *id = (uint32_t)row.gr_gid;
    return 0;
}

int host_home(char *buffer, size_t size)
{
    const char *home = getenv("HOME");
    if (home && *home == '/')
        return copy_name(home, buffer, size);
    char scratch[SCRATCH];
    struct passwd row, *found = NULL;
    if (getpwuid_r(getuid(), &row, scratch, sizeof(scratch), &found) || !found)
        return -ENOENT;
    return copy_name(row.pw_dir, buffer, size);
}

int host_random(void *buffer, size_t size)
{
    char *at = buffer;
    while (size) {
        ssize_t count = getrandom(at, size < 256 ? size : 256, 0);
        if (count < 0 && errno != EINTR)
            return -errno;
        if (count > 0) {
            at += count;
            size -= (size_t)count;
        }
    }
    return 0;
}
