/* SPDX-License-Identifier: MIT
 *
 * Text converted by the host's iconv, for the few code pages that decant has no table of.
 */
#ifndef DECANT_HOST_CONVERT_H
#define DECANT_HOST_CONVERT_H

#include <stddef.h>
#include "syscall-shim/border.h"

/* A conversion between two encodings by their Unix names, or NULL. */
void *host_convert_open(const char *to, const char *from);
/* As iconv: 0 or more, or -errno. What it reads and writes is memory that cannot fault. */
long host_convert(void *conversion, char **from, size_t *left, char **to, size_t *room);
void host_convert_close(void *conversion);

PRIVATE_SERVICE(host_convert_open);
PRIVATE_SERVICE(host_convert);
PRIVATE_SERVICE(host_convert_close);

#endif
