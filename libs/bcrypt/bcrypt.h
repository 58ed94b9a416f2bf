/* SPDX-License-Identifier: MIT
 *
 * What bcrypt's files share: an algorithm provider is an address in a table, for it has no state.
 */
#ifndef DECANT_BCRYPT_H
#define DECANT_BCRYPT_H

#include <ntdll.h>
#include <rtl/digest.h>

#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 2u
#define BCRYPT_ALG_HANDLE_HMAC_FLAG     0x08u
#define BCRYPT_HASH_REUSABLE_FLAG       0x20u

/* What a caller's hash object must have, though nothing is kept there. */
#define BCRYPT_OBJECT_LENGTH 512u

struct bcrypt_algorithm {
    bool random; /* else a hash */
    BYTE kind;   /* enum digest_kind */
    bool keyed, reusable;
};

/* NULL: no handle of an algorithm, nor one of the pseudo-handles. */
const struct bcrypt_algorithm *bcrypt_algorithm_of(HANDLE handle);

struct bcrypt_hash {
    DWORD magic;
    bool finished;
    struct bcrypt_algorithm algorithm;
    struct digest *digest;
};
struct bcrypt_hash *bcrypt_hash_of(HANDLE handle);

#endif
