/* SPDX-License-Identifier: MIT
 *
 * The process's Linux environment, which decant is set up by, and the texts of errors. What is returned
 * stays.
 */
#ifndef DECANT_HOST_ENVIRONMENT_H
#define DECANT_HOST_ENVIRONMENT_H

#include <stddef.h>
#include "syscall-shim/border.h"

/* A variable's value, or NULL. */
const char *host_variable(const char *name);
/* All of them, "NAME=value", closed by a NULL. */
char **host_variables(void);
/* The absolute path of a file that exists, without links: 0 or -errno. */
int host_real_path(const char *path, char *to, size_t size);
/* What an errno (its sign does not matter) means, in English. */
const char *host_error_text(int error);

PRIVATE_SERVICE(host_variable);
PRIVATE_SERVICE(host_variables);
PRIVATE_SERVICE(host_real_path);
PRIVATE_SERVICE(host_error_text);

#endif
