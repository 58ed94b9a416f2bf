/* SPDX-License-Identifier: MIT
 *
 * wincrypt.h: hashes. The value is computed when it is first asked for, and nothing can be added from then
 * on, as documented.
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/digest.h>
#include "advapi32.h"
#include "wincrypt.h"

#define HASH_MAGIC         0x48736152u
#define HP_ALGID           1u
#define HP_HASHVAL         2u
#define HP_HASHSIZE        4u
#define NTE_BAD_KEY        0x80090003u
#define NTE_BAD_ALGID      0x80090008u
#define NTE_BAD_TYPE       0x8009000Au
#define NTE_BAD_HASH_STATE 0x8009000Cu

struct hash {
    DWORD magic;
    enum digest_kind kind;
    bool finished;
    struct digest *digest;
    BYTE value[DIGEST_MAX_SIZE];
};

static struct hash *hash_of(HCRYPTHASH handle)
{
    struct hash *hash = (struct hash *)handle;
    return hash && handle % sizeof(void *) == 0 && hash->magic == HASH_MAGIC ? hash : NULL;
}

BOOL WINAPI CryptCreateHash(HCRYPTPROV hProv, DWORD Algid, HCRYPTKEY hKey, DWORD dwFlags, HCRYPTHASH *phHash)
{
    unsigned kind = 0;
    if (!crypt_is_provider(hProv) || !phHash)
        return win32_fail(ERROR_INVALID_PARAMETER);
    while (kind < DIGEST_KINDS && digest_types[kind].calg != Algid)
        kind++;
    if (kind == DIGEST_KINDS)
        return win32_fail(NTE_BAD_ALGID);
    if (hKey)
        return win32_fail(NTE_BAD_KEY);
    if (dwFlags)
        return win32_fail(NTE_BAD_FLAGS);
    struct hash *hash = calloc(1, sizeof(*hash));
    NTSTATUS status = hash ? digest_create(kind, NULL, 0, &hash->digest) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status)) {
        free(hash);
        return win32_result(status);
    }
    hash->magic = HASH_MAGIC;
    hash->kind = kind;
    *phHash = (HCRYPTHASH)hash;
    return TRUE;
}

BOOL WINAPI CryptHashData(HCRYPTHASH hHash, const BYTE *pbData, DWORD dwDataLen, DWORD dwFlags)
{
    struct hash *hash = hash_of(hHash);
    if (!hash || (!pbData && dwDataLen))
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags)
        return win32_fail(NTE_BAD_FLAGS);
    if (hash->finished)
        return win32_fail(NTE_BAD_HASH_STATE);
    return win32_result(digest_update(hash->digest, pbData, dwDataLen));
}

BOOL WINAPI CryptGetHashParam(HCRYPTHASH hHash, DWORD dwParam, BYTE *pbData, DWORD *pdwDataLen, DWORD dwFlags)
{
    struct hash *hash = hash_of(hHash);
    if (!hash || !pdwDataLen)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwFlags)
        return win32_fail(NTE_BAD_FLAGS);
    const struct digest_type *type = &digest_types[hash->kind];
    const void *value;
    switch (dwParam) {
    case HP_ALGID:
        value = &type->calg;
        break;
    case HP_HASHSIZE:
        value = &type->size;
        break;
    case HP_HASHVAL:
        value = hash->value;
        break;
    default:
        return win32_fail(NTE_BAD_TYPE);
    }
    DWORD size = dwParam == HP_HASHVAL ? type->size : sizeof(DWORD), room = *pdwDataLen;
    *pdwDataLen = size;
    if (!pbData)
        return TRUE;
    if (room < size)
        return win32_fail(ERROR_MORE_DATA);
    if (dwParam == HP_HASHVAL && !hash->finished) {
        NTSTATUS status = digest_finish(hash->digest, hash->value);
        if (!NT_SUCCESS(status))
            return win32_result(status);
        hash->finished = true;
    }
    memcpy(pbData, value, size);
    return TRUE;
}

BOOL WINAPI CryptDuplicateHash(HCRYPTHASH hHash, DWORD *pdwReserved, DWORD dwFlags, HCRYPTHASH *phHash)
{
    struct hash *hash = hash_of(hHash);
    if (!hash || !phHash || pdwReserved || dwFlags)
        return win32_fail(ERROR_INVALID_PARAMETER);
    struct hash *copy = malloc(sizeof(*copy));
    if (!copy)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    *copy = *hash;
    NTSTATUS status = digest_copy(hash->digest, &copy->digest);
    if (!NT_SUCCESS(status)) {
        free(copy);
        return win32_result(status);
    }
    *phHash = (HCRYPTHASH)copy;
    return TRUE;
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH hHash)
{
    struct hash *hash = hash_of(hHash);
    if (!hash)
        return win32_fail(ERROR_INVALID_HANDLE);
    hash->magic = 0;
    digest_free(hash->digest);
    free(hash);
    return TRUE;
}
