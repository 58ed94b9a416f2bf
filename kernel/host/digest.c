/* SPDX-License-Identifier: MIT
 *
 * OpenSSL's EVP interface, bound by name at run time: decant needs no library that its user may not have, and
 * pays for none that the program does not use. The prototypes are those of EVP_DigestInit(3); a digest here
 * is an EVP_MD_CTX.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include "digest.h"

static struct {
    void *(*EVP_get_digestbyname)(const char *name);
    void *(*EVP_MD_CTX_new)(void);
    void (*EVP_MD_CTX_free)(void *context);
    int (*EVP_MD_CTX_copy_ex)(void *to, const void *from);
    int (*EVP_DigestInit_ex)(void *context, const void *type, void *engine);
    int (*EVP_DigestUpdate)(void *context, const void *data, size_t size);
    int (*EVP_DigestFinal_ex)(void *context, unsigned char *value, unsigned *size);
    int (*PKCS5_PBKDF2_HMAC)(const char *password, int password_size, const unsigned char *salt,
                             int salt_size, int iterations, const void *digest, int key_size,
                             unsigned char *key);
} crypto;

static bool loaded;

static void load_crypto(void)
{
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return;
    loaded = true;
#define BIND(name) loaded &= (*(void **)&crypto.name = dlsym(library, #name)) != NULL
    BIND(EVP_get_digestbyname);
    BIND(EVP_MD_CTX_new);
    BIND(EVP_MD_CTX_free);
    BIND(EVP_MD_CTX_copy_ex);
    BIND(EVP_DigestInit_ex);
    BIND(EVP_DigestUpdate);
    BIND(EVP_DigestFinal_ex);
    BIND(PKCS5_PBKDF2_HMAC);
#undef BIND
}

static const void *hash_by_name(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_crypto);
    return loaded ? crypto.EVP_get_digestbyname(name) : NULL;
}

int host_digest_create(const char *name, struct host_digest **out)
{
    const void *type = hash_by_name(name);
    if (!type)
        return -ENOSYS;
    void *context = crypto.EVP_MD_CTX_new();
    if (!context)
        return -ENOMEM;
    if (crypto.EVP_DigestInit_ex(context, type, NULL) != 1) {
        crypto.EVP_MD_CTX_free(context);
        return -ENOSYS;
    }
    *out = context;
    return 0;
}

int host_digest_copy(const struct host_digest *from, struct host_digest **out)
{
    void *context = crypto.EVP_MD_CTX_new();
    if (!context)
        return -ENOMEM;
    if (crypto.EVP_MD_CTX_copy_ex(context, from) != 1) {
        crypto.EVP_MD_CTX_free(context);
        return -ENOMEM;
    }
    *out = context;
    return 0;
}

int host_digest_update(struct host_digest *digest, const void *data, size_t size)
{
    return crypto.EVP_DigestUpdate(digest, data, size) == 1 ? 0 : -EINVAL;
}

int host_digest_finish(struct host_digest *digest, void *value)
{
    return crypto.EVP_DigestFinal_ex(digest, value, NULL) == 1 ? 0 : -EINVAL;
}

void host_digest_free(struct host_digest *digest)
{
    if (digest)
        crypto.EVP_MD_CTX_free(digest);
}

int host_digest_pbkdf2(const char *name, const void *password, size_t password_size, const void *salt,
                       size_t salt_size, uint32_t iterations, void *key, size_t key_size)
{
    const void *type = hash_by_name(name);
    if (!type)
        return -ENOSYS;
    if (password_size > INT_MAX || salt_size > INT_MAX || iterations > INT_MAX || key_size > INT_MAX)
        return -EINVAL;
    return crypto.PKCS5_PBKDF2_HMAC(password ? password : "", (int)password_size, salt, (int)salt_size,
                                    (int)iterations, type, (int)key_size, key) == 1
               ? 0
               : -EINVAL;
}
