/* SPDX-License-Identifier: MIT
 *
 * Names of hosts and services, as this machine's resolver finds them (hosts file, DNS).
 */
#ifndef DECANT_KERNEL_HOST_RESOLVE_H
#define DECANT_KERNEL_HOST_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "syscall-shim/border.h"

enum { HOST_ADDRESSES_MAX = 32, HOST_NAME_MAX_SIZE = 256 };

struct host_address {
    bool six;
    uint32_t scope;    /* of a link-local address */
    uint8_t bytes[16]; /* 4 of them for IPv4 */
};

/* The addresses of a name, in the resolver's order; `families`: bit 0 IPv4, bit 1 IPv6. `canonical` holds
 * HOST_NAME_MAX_SIZE bytes. Their number; 0: there is no such name; -EAGAIN: nobody could be asked. */
int host_resolve(const char *name, unsigned families, struct host_address out[HOST_ADDRESSES_MAX],
                 char *canonical);
/* The name of an address, to HOST_NAME_MAX_SIZE bytes; whether it has one. */
bool host_resolve_address(const struct host_address *address, char *name);
/* The port of a service by name, or -1; the name of the service at a port, or false. */
int host_service_port(const char *name, bool udp);
bool host_service_name(uint16_t port, bool udp, char *name, size_t size);

/* As services, for the user side. */
PRIVATE_SERVICE(host_resolve);
PRIVATE_SERVICE(host_resolve_address);
PRIVATE_SERVICE(host_service_name);
PRIVATE_SERVICE(host_service_port);

#endif
