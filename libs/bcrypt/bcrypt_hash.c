/* SPDX-License-Identifier: MIT
 *
 * bcrypt.h: hashes, HMAC and PBKDF2. The state lives in memory of ours, not in the caller's hash object,
 * which Windows has allowed to be absent since version 7.
 */
#include <stdlib.h>
#include "bcrypt.h"

#define HASH_MAGIC 0x68736148u

struct bcrypt_hash *bcrypt_hash_of(HANDLE handle)
{
    struct bcrypt_hash *hash = handle;
    return hash && (uintptr_t)hash % sizeof(void *) == 0 && hash->magic == HASH_MAGIC ? hash : NULL;
}

/* Adopts the digest. */
static NTSTATUS new_hash(const struct bcrypt_algorithm *algorithm, bool finished, struct digest *digest,
                         HANDLE *out)
{
    struct bcrypt_hash *hash = malloc(sizeof(*hash));
    if (!hash) {
        digest_free(digest);
        return STATUS_NO_MEMORY;
    }
    *hash = (struct bcrypt_hash){HASH_MAGIC, finished, *algorithm, digest};
    *out = hash;
    return STATUS_SUCCESS;
}

static NTSTATUS check_object(const void *object, ULONG size)
{
    return object && size < BCRYPT_OBJECT_LENGTH ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptCreateHash(HANDLE hAlgorithm, HANDLE *phHash, PUCHAR pbHashObject, ULONG cbHashObject,
                                 PUCHAR pbSecret, ULONG cbSecret, ULONG dwFlags)
{
    const struct bcrypt_algorithm *algorithm = bcrypt_algorithm_of(hAlgorithm);
    struct digest *digest;
    if (!algorithm)
        return STATUS_INVALID_HANDLE;
    if (algorithm->random)
        return STATUS_NOT_SUPPORTED;
    if (!phHash || dwFlags & ~BCRYPT_HASH_REUSABLE_FLAG || (cbSecret && (!pbSecret || !algorithm->keyed)))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = check_object(pbHashObject, cbHashObject);
    if (NT_SUCCESS(status))
        status = digest_create(algorithm->kind,
                               !algorithm->keyed ? NULL
                               : pbSecret        ? (const void *)pbSecret
                                                 : "",
                               cbSecret, &digest);
    if (!NT_SUCCESS(status))
        return status;
    struct bcrypt_algorithm own = *algorithm;
    own.reusable |= (dwFlags & BCRYPT_HASH_REUSABLE_FLAG) != 0;
    return new_hash(&own, false, digest, phHash);
}

NTSTATUS WINAPI BCryptHashData(HANDLE hHash, PUCHAR pbInput, ULONG cbInput, ULONG dwFlags)
{
    struct bcrypt_hash *hash = bcrypt_hash_of(hHash);
    if (!hash || hash->finished)
        return STATUS_INVALID_HANDLE;
    if ((!pbInput && cbInput) || dwFlags)
        return STATUS_INVALID_PARAMETER;
    return digest_update(hash->digest, pbInput, cbInput);
}

NTSTATUS WINAPI BCryptFinishHash(HANDLE hHash, PUCHAR pbOutput, ULONG cbOutput, ULONG dwFlags)
{
    struct bcrypt_hash *hash = bcrypt_hash_of(hHash);
    if (!hash || hash->finished)
        return STATUS_INVALID_HANDLE;
    if (!pbOutput || dwFlags || cbOutput != digest_types[hash->algorithm.kind].size)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = digest_finish(hash->digest, pbOutput);
    hash->finished = NT_SUCCESS(status) && !hash->algorithm.reusable;
    return status;
}

NTSTATUS WINAPI BCryptDuplicateHash(HANDLE hHash, HANDLE *phNewHash, PUCHAR pbHashObject, ULONG cbHashObject,
                                    ULONG dwFlags)
{
    struct bcrypt_hash *hash = bcrypt_hash_of(hHash);
    struct digest *digest;
    if (!hash)
        return STATUS_INVALID_HANDLE;
    if (!phNewHash || dwFlags)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = check_object(pbHashObject, cbHashObject);
    if (NT_SUCCESS(status))
        status = digest_copy(hash->digest, &digest);
    return NT_SUCCESS(status) ? new_hash(&hash->algorithm, hash->finished, digest, phNewHash) : status;
}

NTSTATUS WINAPI BCryptDestroyHash(HANDLE hHash)
{
    struct bcrypt_hash *hash = bcrypt_hash_of(hHash);
    if (!hash)
        return STATUS_INVALID_HANDLE;
    hash->magic = 0;
    digest_free(hash->digest);
    free(hash);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptHash(HANDLE hAlgorithm, PUCHAR pbSecret, ULONG cbSecret, PUCHAR pbInput, ULONG cbInput,
                           PUCHAR pbOutput, ULONG cbOutput)
{
    HANDLE hash;
    NTSTATUS status = BCryptCreateHash(hAlgorithm, &hash, NULL, 0, pbSecret, cbSecret, 0);
    if (!NT_SUCCESS(status))
        return status;
    status = BCryptHashData(hash, pbInput, cbInput, 0);
    if (NT_SUCCESS(status))
        status = BCryptFinishHash(hash, pbOutput, cbOutput, 0);
    BCryptDestroyHash(hash);
    return status;
}

/* hPrf: a hash opened with BCRYPT_ALG_HANDLE_HMAC_FLAG. */
NTSTATUS WINAPI BCryptDeriveKeyPBKDF2(HANDLE hPrf, PUCHAR pbPassword, ULONG cbPassword, PUCHAR pbSalt,
                                      ULONG cbSalt, ULONGLONG cIterations, PUCHAR pbDerivedKey,
                                      ULONG cbDerivedKey, ULONG dwFlags)
{
    const struct bcrypt_algorithm *algorithm = bcrypt_algorithm_of(hPrf);
    if (!algorithm)
        return STATUS_INVALID_HANDLE;
    if (algorithm->random || !algorithm->keyed || !pbDerivedKey || !cbDerivedKey || !cIterations ||
        cIterations > INT32_MAX || (!pbPassword && cbPassword) || (!pbSalt && cbSalt) || dwFlags)
        return STATUS_INVALID_PARAMETER;
    return digest_pbkdf2(algorithm->kind, pbPassword, cbPassword, pbSalt, cbSalt, (uint32_t)cIterations,
                         pbDerivedKey, cbDerivedKey);
}
