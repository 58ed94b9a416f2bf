/* SPDX-License-Identifier: MIT
 *
 * Hashes and HMAC (RFC 2104), which bcrypt and advapi32 share. The functions are the system's libcrypto's:
 * STATUS_NOT_SUPPORTED where it is not installed.
 */
#ifndef DECANT_RTL_DIGEST_H
#define DECANT_RTL_DIGEST_H

#include <win/winternl.h>

#define DIGEST_MAX_SIZE  64
#define DIGEST_MAX_BLOCK 128

enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512, DIGEST_KINDS };

struct digest_type {
    const char *name;        /* to the host */
    const WCHAR *identifier; /* to bcrypt */
    DWORD calg;              /* to advapi32 */
    DWORD size, block;       /* bytes of the value, of a block */
};
extern const struct digest_type digest_types[DIGEST_KINDS];

struct digest;

/* key: for HMAC; NULL for a plain hash. */
NTSTATUS digest_create(enum digest_kind kind, const void *key, size_t key_size, struct digest **out);
NTSTATUS digest_copy(const struct digest *from, struct digest **out);
NTSTATUS digest_update(struct digest *digest, const void *data, size_t size);
/* Writes digest_types[kind].size bytes, and begins anew. */
NTSTATUS digest_finish(struct digest *digest, void *value);
void digest_free(struct digest *digest);
NTSTATUS digest_pbkdf2(enum digest_kind kind, const void *password, size_t password_size, const void *salt,
                       size_t salt_size, uint32_t iterations, void *key, size_t key_size);

#endif
