/* SPDX-License-Identifier: MIT
 *
 * bcrypt.h: random numbers, the algorithm "RNG". Hashes and ciphers are not here yet: their algorithms are
 * not found.
 */
#include <ntdll.h>
#include <rtl/account.h>
#include <rtl/wide.h>

#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 2u
#define BCRYPT_RNG_ALG_HANDLE           ((HANDLE)(uintptr_t)0x81)

/* What an opened provider of random numbers is: nothing but an address. */
static const char random_provider;

NTSTATUS WINAPI BCryptOpenAlgorithmProvider(HANDLE *phAlgorithm, LPCWSTR pszAlgId, LPCWSTR pszImplementation,
                                            ULONG dwFlags)
{
    if (!phAlgorithm || !pszAlgId)
        return STATUS_INVALID_PARAMETER;
    if (wide_compare_ascii(pszAlgId, u"RNG"))
        return STATUS_NOT_FOUND;
    *phAlgorithm = (HANDLE)&random_provider;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptCloseAlgorithmProvider(HANDLE hAlgorithm, ULONG dwFlags)
{
    return hAlgorithm == &random_provider ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS WINAPI BCryptGenRandom(HANDLE hAlgorithm, PUCHAR pbBuffer, ULONG cbBuffer, ULONG dwFlags)
{
    bool preferred = dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG;
    if (hAlgorithm ? (hAlgorithm != &random_provider && hAlgorithm != BCRYPT_RNG_ALG_HANDLE) || preferred
                   : !preferred)
        return STATUS_INVALID_HANDLE;
    if (!pbBuffer && cbBuffer)
        return STATUS_INVALID_PARAMETER;
    return system_random(pbBuffer, cbBuffer);
}
