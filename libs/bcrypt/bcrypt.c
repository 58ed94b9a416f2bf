/* SPDX-License-Identifier: MIT
 *
 * bcrypt.h: random numbers. Hashes and ciphers are not here yet (STUB).
 */
#include <host/identity.h>
#include <ntdll.h>

#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 2u
#define BCRYPT_RNG_ALG_HANDLE           ((HANDLE)(uintptr_t)0x81)

NTSTATUS WINAPI BCryptGenRandom(HANDLE hAlgorithm, PUCHAR pbBuffer, ULONG cbBuffer, ULONG dwFlags)
{
    if (hAlgorithm == BCRYPT_RNG_ALG_HANDLE ? dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG
                                            : hAlgorithm || !(dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG))
        return STATUS_INVALID_HANDLE;
    if (!pbBuffer && cbBuffer)
        return STATUS_INVALID_PARAMETER;
    return host_random(pbBuffer, cbBuffer) < 0 ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}
