/* SPDX-License-Identifier: MIT
 *
 * A digest keeps the state in which it began, the hash of HMAC's inner pad if it has a key, so that it can
 * begin anew (BCRYPT_HASH_REUSABLE_FLAG) without keeping the key.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/digest.h"
#include "../ntdll.h"
#include "digest.h"

const struct digest_type digest_types[DIGEST_KINDS] = {
    [DIGEST_MD5] = {"MD5", u"MD5", 0x8003, 16, 64},
    [DIGEST_SHA1] = {"SHA1", u"SHA1", 0x8004, 20, 64},
    [DIGEST_SHA256] = {"SHA256", u"SHA256", 0x800C, 32, 64},
    [DIGEST_SHA384] = {"SHA384", u"SHA384", 0x800D, 48, 128},
    [DIGEST_SHA512] = {"SHA512", u"SHA512", 0x800E, 64, 128},
};

struct digest {
    enum digest_kind kind;
    struct host_digest *begin; /* nothing, or the inner pad, hashed */
    struct host_digest *outer; /* the outer pad, hashed; NULL without a key */
    struct host_digest *state;
};

static NTSTATUS digest_status(int result)
{
    if (result >= 0)
        return STATUS_SUCCESS;
    return result == -ENOSYS   ? STATUS_NOT_SUPPORTED
           : result == -ENOMEM ? STATUS_NO_MEMORY
                               : STATUS_INVALID_PARAMETER;
}

/* The hash of one block: the key, each byte changed by `pad`. */
static int hash_pad(enum digest_kind kind, const BYTE *key, BYTE pad, struct host_digest **out)
{
    BYTE block[DIGEST_MAX_BLOCK];
    for (unsigned i = 0; i < digest_types[kind].block; i++)
        block[i] = key[i] ^ pad;
    int result = sys_host_digest_create(digest_types[kind].name, out);
    if (result >= 0)
        result = sys_host_digest_update(*out, block, digest_types[kind].block);
    explicit_bzero(block, sizeof(block));
    return result;
}

static int begin_keyed(struct digest *digest, const void *key, size_t key_size)
{
    BYTE block[DIGEST_MAX_BLOCK] = {0};
    int result = 0;
    if (key_size <= digest_types[digest->kind].block) {
        memcpy(block, key, key_size);
    } else { /* RFC 2104: a long key is hashed first */
        struct host_digest *hash = NULL;
        result = sys_host_digest_create(digest_types[digest->kind].name, &hash);
        if (result >= 0)
            result = sys_host_digest_update(hash, key, key_size);
        if (result >= 0)
            result = sys_host_digest_finish(hash, block);
        sys_host_digest_free(hash);
    }
    if (result >= 0)
        result = hash_pad(digest->kind, block, 0x36, &digest->begin);
    if (result >= 0)
        result = hash_pad(digest->kind, block, 0x5C, &digest->outer);
    explicit_bzero(block, sizeof(block));
    return result;
}

NTSTATUS digest_create(enum digest_kind kind, const void *key, size_t key_size, struct digest **out)
{
    struct digest *digest = calloc(1, sizeof(*digest));
    if (!digest)
        return STATUS_NO_MEMORY;
    digest->kind = kind;
    int result = key ? begin_keyed(digest, key, key_size)
                     : sys_host_digest_create(digest_types[kind].name, &digest->begin);
    if (result >= 0)
        result = sys_host_digest_copy(digest->begin, &digest->state);
    if (result < 0) {
        digest_free(digest);
        return digest_status(result);
    }
    *out = digest;
    return STATUS_SUCCESS;
}

NTSTATUS digest_copy(const struct digest *from, struct digest **out)
{
    struct digest *digest = calloc(1, sizeof(*digest));
    if (!digest)
        return STATUS_NO_MEMORY;
    digest->kind = from->kind;
    int result = sys_host_digest_copy(from->begin, &digest->begin);
    if (result >= 0 && from->outer)
        result = sys_host_digest_copy(from->outer, &digest->outer);
    if (result >= 0)
        result = sys_host_digest_copy(from->state, &digest->state);
    if (result < 0) {
        digest_free(digest);
        return digest_status(result);
    }
    *out = digest;
    return STATUS_SUCCESS;
}

NTSTATUS digest_update(struct digest *digest, const void *data, size_t size)
{
    return digest_status(sys_host_digest_update(digest->state, data, size));
}

NTSTATUS digest_finish(struct digest *digest, void *value)
{
    BYTE inner[DIGEST_MAX_SIZE];
    struct host_digest *outer = NULL, *anew = NULL;
    int result = sys_host_digest_copy(digest->begin, &anew);
    if (result >= 0 && digest->outer)
        result = sys_host_digest_copy(digest->outer, &outer);
    if (result >= 0)
        result = sys_host_digest_finish(digest->state, inner);
    if (result >= 0 && outer) {
        result = sys_host_digest_update(outer, inner, digest_types[digest->kind].size);
        if (result >= 0)
            result = sys_host_digest_finish(outer, inner);
    }
    sys_host_digest_free(outer);
    if (result < 0) {
        sys_host_digest_free(anew);
        return digest_status(result);
    }
    memcpy(value, inner, digest_types[digest->kind].size);
    sys_host_digest_free(digest->state);
    digest->state = anew;
    return STATUS_SUCCESS;
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    sys_host_digest_free(digest->begin);
    sys_host_digest_free(digest->outer);
    sys_host_digest_free(digest->state);
    free(digest);
}

NTSTATUS digest_pbkdf2(enum digest_kind kind, const void *password, size_t password_size, const void *salt,
                       size_t salt_size, uint32_t iterations, void *key, size_t key_size)
{
    return digest_status(sys_host_digest_pbkdf2(digest_types[kind].name, password, password_size, salt,
                                                salt_size, iterations, key, key_size));
}
