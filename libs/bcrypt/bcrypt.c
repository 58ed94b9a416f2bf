/* SPDX-License-Identifier: MIT
 *
 * bcrypt.h: algorithm providers, their properties, random numbers. The algorithms are "RNG" and the hashes
 * of rtl/digest.h, with and without a key; ciphers and signatures are not found.
 */
#include <string.h>
#include <rtl/account.h>
#include "common/wide.h"
#include "bcrypt.h"

#define KINDS DIGEST_KINDS

/* Every algorithm with every combination of its flags; an open handle is an address in here. */
static const struct bcrypt_algorithm algorithms[] = {
#define FOUR(kind)                                                                                           \
    {false, kind, false, false}, {false, kind, true, false}, {false, kind, false, true},                     \
    {                                                                                                        \
        false, kind, true, true                                                                              \
    }
    FOUR(DIGEST_MD5),    FOUR(DIGEST_SHA1),   FOUR(DIGEST_SHA256),
    FOUR(DIGEST_SHA384), FOUR(DIGEST_SHA512), {true, 0, false, false},
#undef FOUR
};
#define RANDOM (&algorithms[4 * KINDS])

/* "CNG Algorithm Pseudo-handles": 0x21 MD5 … 0x61 SHA512, 0x81 RNG, 0x91 HMAC-MD5 … 0xD1 HMAC-SHA512. */
static const struct bcrypt_algorithm *pseudo_algorithm(uintptr_t value)
{
    unsigned number = (unsigned)(value >> 4);
    if ((value & 15) != 1 || value > 0xD1)
        return NULL;
    if (number == 8)
        return RANDOM;
    if (number >= 2 && number < 2 + KINDS)
        return &algorithms[4 * (number - 2)];
    if (number >= 9 && number < 9 + KINDS)
        return &algorithms[4 * (number - 9) + 1];
    return NULL;
}

const struct bcrypt_algorithm *bcrypt_algorithm_of(HANDLE handle)
{
    uintptr_t value = (uintptr_t)handle, first = (uintptr_t)algorithms;
    if (value >= first && value <= (uintptr_t)RANDOM && (value - first) % sizeof(*algorithms) == 0)
        return handle;
    return pseudo_algorithm(value);
}

NTSTATUS WINAPI BCryptOpenAlgorithmProvider(HANDLE *phAlgorithm, LPCWSTR pszAlgId, LPCWSTR pszImplementation,
                                            ULONG dwFlags)
{
    if (!phAlgorithm || !pszAlgId || dwFlags & ~(BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_HASH_REUSABLE_FLAG | 1))
        return STATUS_INVALID_PARAMETER;
    if (pszImplementation && wide_compare_ascii(pszImplementation, u"Microsoft Primitive Provider"))
        return STATUS_NOT_FOUND;
    if (!wide_compare_ascii(pszAlgId, u"RNG")) {
        if (dwFlags & (BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_HASH_REUSABLE_FLAG))
            return STATUS_INVALID_PARAMETER;
        *phAlgorithm = (HANDLE)RANDOM;
        return STATUS_SUCCESS;
    }
    for (unsigned kind = 0; kind < KINDS; kind++) {
        if (wide_compare_ascii(pszAlgId, digest_types[kind].identifier))
            continue;
        unsigned variant =
            (dwFlags & BCRYPT_ALG_HANDLE_HMAC_FLAG ? 1 : 0) + (dwFlags & BCRYPT_HASH_REUSABLE_FLAG ? 2 : 0);
        *phAlgorithm = (HANDLE)&algorithms[4 * kind + variant];
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_FOUND;
}

NTSTATUS WINAPI BCryptCloseAlgorithmProvider(HANDLE hAlgorithm, ULONG dwFlags)
{
    return bcrypt_algorithm_of(hAlgorithm) ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS WINAPI BCryptGenRandom(HANDLE hAlgorithm, PUCHAR pbBuffer, ULONG cbBuffer, ULONG dwFlags)
{
    const struct bcrypt_algorithm *algorithm = bcrypt_algorithm_of(hAlgorithm);
    bool preferred = dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG;
    if (hAlgorithm ? !algorithm || !algorithm->random || preferred : !preferred)
        return STATUS_INVALID_HANDLE;
    if (!pbBuffer && cbBuffer)
        return STATUS_INVALID_PARAMETER;
    return system_random(pbBuffer, cbBuffer);
}

/* Whether only FIPS 140's algorithms are allowed: never. */
NTSTATUS WINAPI BCryptGetFipsAlgorithmMode(BOOLEAN *pfEnabled)
{
    if (!pfEnabled)
        return STATUS_INVALID_PARAMETER;
    *pfEnabled = FALSE;
    return STATUS_SUCCESS;
}

/* ---- properties ---- */

NTSTATUS WINAPI BCryptGetProperty(HANDLE hObject, LPCWSTR pszProperty, PUCHAR pbOutput, ULONG cbOutput,
                                  ULONG *pcbResult, ULONG dwFlags)
{
    const struct bcrypt_algorithm *algorithm = bcrypt_algorithm_of(hObject);
    struct bcrypt_hash *hash = algorithm ? NULL : bcrypt_hash_of(hObject);
    if (hash)
        algorithm = &hash->algorithm;
    if (!algorithm)
        return STATUS_INVALID_HANDLE;
    if (!pszProperty || !pcbResult || dwFlags)
        return STATUS_INVALID_PARAMETER;
    const struct digest_type *type = algorithm->random ? NULL : &digest_types[algorithm->kind];
    DWORD number;
    const void *value = &number;
    ULONG size = sizeof(number);
    if (!wide_compare_ascii(pszProperty, u"AlgorithmName")) {
        value = type ? type->identifier : u"RNG";
        size = (ULONG)((wide_length(value) + 1) * sizeof(WCHAR));
    } else if (type && !wide_compare_ascii(pszProperty, u"HashDigestLength")) {
        number = type->size;
    } else if (type && !wide_compare_ascii(pszProperty, u"HashBlockLength")) {
        number = type->block;
    } else if (type && !wide_compare_ascii(pszProperty, u"ObjectLength")) {
        number = BCRYPT_OBJECT_LENGTH;
    } else {
        return STATUS_NOT_SUPPORTED;
    }
    *pcbResult = size;
    if (!pbOutput)
        return STATUS_SUCCESS;
    if (cbOutput < size)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(pbOutput, value, size);
    return STATUS_SUCCESS;
}
