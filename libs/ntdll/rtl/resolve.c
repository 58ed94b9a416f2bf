/* SPDX-License-Identifier: MIT
 *
 * Names of hosts and services: between ws2_32 and the host.
 */
#include "resolve.h"
#include "kernel/ke/system.h"

int resolve_name(const char *name, unsigned families, struct host_address out[HOST_ADDRESSES_MAX],
                 char *canonical)
{
    char own[HOST_NAME_MAX_SIZE];
    if (!*name) {
        if (!sys_system_computer_name(own, sizeof(own)))
            return 0;
        name = own;
    }
    return sys_host_resolve(name, families, out, canonical);
}

bool resolve_address(const struct host_address *address, char *name)
{
    return sys_host_resolve_address(address, name);
}

int resolve_service(const char *name, bool udp)
{
    return sys_host_service_port(name, udp);
}

bool resolve_port(uint16_t port, bool udp, char *name, size_t size)
{
    return sys_host_service_name(port, udp, name, size);
}
