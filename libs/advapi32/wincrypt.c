/* SPDX-License-Identifier: MIT
 *
 * wincrypt.h and ntsecapi.h: providers and random numbers. A provider is a context without keys;
 * encryption is not here (STUB).
 */
#include <stdlib.h>
#include <rtl/account.h>
#include "advapi32.h"
#include "wincrypt.h"

#define PROVIDER_MAGIC        0x764F7250u
#define CRYPT_DELETEKEYSET    0x10u
#define NTE_BAD_PROV_TYPE     0x80090014u
#define NTE_PROV_TYPE_NOT_DEF 0x80090017u

struct provider {
    DWORD magic;
    LONG references;
};

static struct provider *provider_of(HCRYPTPROV handle)
{
    struct provider *provider = (struct provider *)handle;
    return provider && handle % sizeof(DWORD) == 0 && provider->magic == PROVIDER_MAGIC ? provider : NULL;
}

bool crypt_is_provider(HCRYPTPROV handle)
{
    return provider_of(handle) != NULL;
}

BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *phProv, LPCWSTR szContainer, LPCWSTR szProvider,
                                 DWORD dwProvType, DWORD dwFlags)
{
    if (!phProv)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (dwProvType < 1 || dwProvType > 999)
        return win32_fail(NTE_BAD_PROV_TYPE);
    if (dwProvType != 1 && dwProvType != 24) /* PROV_RSA_FULL, PROV_RSA_AES */
        return win32_fail(NTE_PROV_TYPE_NOT_DEF);
    if (dwFlags & CRYPT_DELETEKEYSET) {
        *phProv = 0;
        return TRUE; /* there never is a key set */
    }
    struct provider *provider = malloc(sizeof(*provider));
    if (!provider)
        return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    *provider = (struct provider){PROVIDER_MAGIC, 1};
    *phProv = (HCRYPTPROV)provider;
    return TRUE;
}

BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *phProv, LPCSTR szContainer, LPCSTR szProvider, DWORD dwProvType,
                                 DWORD dwFlags)
{
    return CryptAcquireContextW(phProv, NULL, NULL, dwProvType, dwFlags);
}

BOOL WINAPI CryptContextAddRef(HCRYPTPROV hProv, LPDWORD pdwReserved, DWORD dwFlags)
{
    struct provider *provider = provider_of(hProv);
    if (!provider)
        return win32_fail(ERROR_INVALID_PARAMETER);
    __atomic_add_fetch(&provider->references, 1, __ATOMIC_RELAXED);
    return TRUE;
}

BOOL WINAPI CryptReleaseContext(HCRYPTPROV hProv, DWORD dwFlags)
{
    struct provider *provider = provider_of(hProv);
    if (!provider)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if (__atomic_sub_fetch(&provider->references, 1, __ATOMIC_ACQ_REL) == 0) {
        provider->magic = 0;
        free(provider);
    }
    return dwFlags ? win32_fail(NTE_BAD_FLAGS) : TRUE; /* documented: released all the same */
}

BOOL WINAPI CryptGenRandom(HCRYPTPROV hProv, DWORD dwLen, BYTE *pbBuffer)
{
    if (!provider_of(hProv) || (dwLen && !pbBuffer))
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(system_random(pbBuffer, dwLen));
}

/* RtlGenRandom */
BOOLEAN WINAPI SystemFunction036(PVOID RandomBuffer, ULONG RandomBufferLength)
{
    return NT_SUCCESS(system_random(RandomBuffer, RandomBufferLength));
}
