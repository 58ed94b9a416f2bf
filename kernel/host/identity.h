/* SPDX-License-Identifier: MIT
 *
 * Who runs the process, as Linux knows it. host.h's convention holds.
 */
#ifndef DECANT_KERNEL_HOST_IDENTITY_H
#define DECANT_KERNEL_HOST_IDENTITY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "syscall-shim/border.h"

uint32_t host_user_id(void);
uint32_t host_group_id(void);
/* The supplementary groups: how many were written, at most `count`. */
int host_group_ids(uint32_t *groups, int count);
/* Names, as far as the system's databases know them; -ENOENT where they do not, -ENAMETOOLONG. Returns the
 * length without terminator. */
int host_user_name(uint32_t id, char *buffer, size_t size);
int host_group_name(uint32_t id, char *buffer, size_t size);
int host_user_by_name(const char *name, uint32_t *id);
int host_group_by_name(const char *name, uint32_t *id);
/* The user's home directory: $HOME, else what the database says. */
int host_home(char *buffer, size_t size);
/* `size` random bytes; never fails once the system's pool is ready, and waits until it is. */
int host_random(void *buffer, size_t size);

/* As services, for the user side. */
PRIVATE_SERVICE(host_group_by_name);
PRIVATE_SERVICE(host_group_name);
PRIVATE_SERVICE(host_random);
PRIVATE_SERVICE(host_user_by_name);
PRIVATE_SERVICE(host_user_id);
PRIVATE_SERVICE(host_user_name);

#endif
