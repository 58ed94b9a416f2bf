/* SPDX-License-Identifier: MIT
 *
 * The process's Linux environment and the texts of errors (environment.h).
 */
#include "environment.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *host_variable(const char *name)
{
    return getenv(name);
}

char **host_variables(void)
{
    return environ;
}

int host_real_path(const char *path, char *to, size_t size)
{
    char *found = realpath(path, NULL);
    if (!found)
        return -errno;
    size_t length = strlen(found) + 1;
    if (length <= size)
        memcpy(to, found, length);
    free(found);
    return length <= size ? 0 : -ENAMETOOLONG;
}

const char *host_error_text(int error)
{
    const char *text = strerrordesc_np(error < 0 ? -error : error);
    return text ? text : "unknown error";
}
