/* SPDX-License-Identifier: MIT
 *
 * Names of hosts and services for ws2_32: what this machine's resolver finds.
 */
#ifndef DECANT_RTL_RESOLVE_H
#define DECANT_RTL_RESOLVE_H

#include "kernel/host/resolve.h"

/* As host_resolve says; "": this computer. */
int resolve_name(const char *name, unsigned families, struct host_address out[HOST_ADDRESSES_MAX],
                 char *canonical);
bool resolve_address(const struct host_address *address, char *name);
int resolve_service(const char *name, bool udp);
bool resolve_port(uint16_t port, bool udp, char *name, size_t size);

#endif
