/* SPDX-License-Identifier: MIT
 *
 * What wincrypt's files share.
 */
#ifndef DECANT_ADVAPI32_WINCRYPT_H
#define DECANT_ADVAPI32_WINCRYPT_H

#include <ntdll.h>

#define NTE_BAD_FLAGS 0x80090009u

typedef ULONG_PTR HCRYPTPROV;
typedef ULONG_PTR HCRYPTHASH;
typedef ULONG_PTR HCRYPTKEY;

bool crypt_is_provider(HCRYPTPROV handle);

#endif
