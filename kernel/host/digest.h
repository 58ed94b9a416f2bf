/* SPDX-License-Identifier: MIT
 *
 * Hash functions, by the system's libcrypto (OpenSSL 3), which is loaded when the first one is asked for: a
 * plain run never does. -ENOSYS where there is none. host.h's convention holds.
 */
#ifndef DECANT_KERNEL_HOST_DIGEST_H
#define DECANT_KERNEL_HOST_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include "syscall-shim/border.h"

struct host_digest;

/* name: "MD5", "SHA1", "SHA256" … as OpenSSL spells it. */
int host_digest_create(const char *name, struct host_digest **out);
int host_digest_copy(const struct host_digest *from, struct host_digest **out);
int host_digest_update(struct host_digest *digest, const void *data, size_t size);
/* Writes the whole value; nothing can be added afterwards. */
int host_digest_finish(struct host_digest *digest, void *value);
void host_digest_free(struct host_digest *digest);
/* PBKDF2 (RFC 8018) with HMAC of the named hash. */
int host_digest_pbkdf2(const char *name, const void *password, size_t password_size, const void *salt,
                       size_t salt_size, uint32_t iterations, void *key, size_t key_size);

/* As services, for the user side. */
PRIVATE_SERVICE(host_digest_copy);
PRIVATE_SERVICE(host_digest_create);
PRIVATE_SERVICE(host_digest_finish);
PRIVATE_SERVICE(host_digest_free);
PRIVATE_SERVICE(host_digest_pbkdf2);
PRIVATE_SERVICE(host_digest_update);

#endif
