/* SPDX-License-Identifier: MIT
 *
 * Random numbers, hashes, HMAC and PBKDF2 by bcrypt, and hashes by advapi32.
 */
#include "guest.h"
#include <bcrypt.h>
#include <wincrypt.h>
#define STATUS_OK          0
#define BAD_HANDLE         ((NTSTATUS)0xC0000008)
#define BAD_PARAMETER      ((NTSTATUS)0xC000000D)
#define TOO_SMALL          ((NTSTATUS)0xC0000023)
#define STATUS_MISSING     ((NTSTATUS)0xC0000225)
#define STATUS_UNSUPPORTED ((NTSTATUS)0xC00000BB)
#define ABC                (PUCHAR) "abc", 3

static const char *hex(const BYTE *bytes, unsigned size)
{
    static char text[129];
    for (unsigned i = 0; i < size; i++) {
        text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    text[2 * size] = 0;
    return text;
}

TEST(random_numbers)
{
    BCRYPT_ALG_HANDLE algorithm;
    BYTE a[32] = {0}, b[32] = {0};
    CHECK_EQ(BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_RNG_ALGORITHM, NULL, 0), STATUS_OK);
    CHECK_EQ(BCryptGenRandom(algorithm, a, sizeof(a), 0), STATUS_OK);
    CHECK_EQ(BCryptGenRandom(NULL, b, sizeof(b), BCRYPT_USE_SYSTEM_PREFERRED_RNG), STATUS_OK);
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    CHECK_EQ(BCryptGenRandom(NULL, b, sizeof(b), 0), BAD_HANDLE);
    CHECK_EQ(BCryptCloseAlgorithmProvider(algorithm, 0), STATUS_OK);
    CHECK_EQ(BCryptOpenAlgorithmProvider(&algorithm, L"No such thing", NULL, 0), STATUS_MISSING);
    CHECK_EQ(BCryptOpenAlgorithmProvider(NULL, BCRYPT_RNG_ALGORITHM, NULL, 0), BAD_PARAMETER);
}

TEST(hashes)
{
    static const struct {
        LPCWSTR name;
        const char *value;
    } known[] = {
        {L"MD5", "900150983cd24fb0d6963f7d28e17f72"},
        {L"SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {L"SHA256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {L"SHA384",
         "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
        {L"SHA512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    };
    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
        BCRYPT_ALG_HANDLE algorithm;
        BCRYPT_HASH_HANDLE hash, copy;
        BYTE value[64];
        ULONG length = 0, size = 0;
        CHECK_EQ(BCryptOpenAlgorithmProvider(&algorithm, known[i].name, NULL, 0), STATUS_OK);
        CHECK_EQ(BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, (PUCHAR)&length, sizeof(length), &size, 0),
                 STATUS_OK);
        CHECK_EQ(size, 4);
        CHECK_EQ(BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0), STATUS_OK);
        CHECK_EQ(BCryptHashData(hash, (PUCHAR) "a", 1, 0), STATUS_OK);
        CHECK_EQ(BCryptDuplicateHash(hash, &copy, NULL, 0, 0), STATUS_OK);
        CHECK_EQ(BCryptHashData(hash, (PUCHAR) "bc", 2, 0), STATUS_OK);
        CHECK_EQ(BCryptFinishHash(hash, value, length - 1, 0), BAD_PARAMETER);
        CHECK_EQ(BCryptFinishHash(hash, value, length, 0), STATUS_OK);
        CHECK_TEXT(hex(value, length), known[i].value);
        CHECK_EQ(BCryptHashData(hash, ABC, 0), BAD_HANDLE);
        CHECK_EQ(BCryptDestroyHash(hash), STATUS_OK);
        CHECK_EQ(BCryptHashData(copy, (PUCHAR) "bc", 2, 0), STATUS_OK);
        CHECK_EQ(BCryptFinishHash(copy, value, length, 0), STATUS_OK);
        CHECK_TEXT(hex(value, length), known[i].value);
        CHECK_EQ(BCryptDestroyHash(copy), STATUS_OK);
        CHECK_EQ(BCryptCloseAlgorithmProvider(algorithm, 0), STATUS_OK);
    }
}

TEST(keyed_hashes)
{
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_HASH_HANDLE hash;
    BYTE value[32];
    /* RFC 4231, test case 2; RFC 6070's passwords with SHA-256 */
    const char *expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    CHECK_EQ(BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL,
                                         BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_HASH_REUSABLE_FLAG),
             STATUS_OK);
    CHECK_EQ(BCryptCreateHash(algorithm, &hash, NULL, 0, (PUCHAR) "Jefe", 4, 0), STATUS_OK);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(BCryptHashData(hash, (PUCHAR) "what do ya want for nothing?", 28, 0), STATUS_OK);
        CHECK_EQ(BCryptFinishHash(hash, value, sizeof(value), 0), STATUS_OK);
        CHECK_TEXT(hex(value, 32), expected);
    }
    CHECK_EQ(BCryptDestroyHash(hash), STATUS_OK);
    CHECK_EQ(BCryptDeriveKeyPBKDF2(algorithm, (PUCHAR) "password", 8, (PUCHAR) "salt", 4, 2, value, 32, 0),
             STATUS_OK);
    CHECK_TEXT(hex(value, 32), "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
    CHECK_EQ(BCryptCloseAlgorithmProvider(algorithm, 0), STATUS_OK);
    CHECK_EQ(BCryptGetProperty(NULL, BCRYPT_HASH_LENGTH, value, 4, &(ULONG){0}, 0), BAD_HANDLE);
}

TEST(properties)
{
    BCRYPT_ALG_HANDLE algorithm;
    WCHAR name[16];
    ULONG size = 0;
    CHECK_EQ(BCryptOpenAlgorithmProvider(&algorithm, L"SHA1", NULL, 0), STATUS_OK);
    CHECK_EQ(BCryptGetProperty(algorithm, BCRYPT_ALGORITHM_NAME, NULL, 0, &size, 0), STATUS_OK);
    CHECK_EQ(size, 10);
    CHECK_EQ(BCryptGetProperty(algorithm, BCRYPT_ALGORITHM_NAME, (PUCHAR)name, 4, &size, 0), TOO_SMALL);
    CHECK_EQ(BCryptGetProperty(algorithm, BCRYPT_ALGORITHM_NAME, (PUCHAR)name, sizeof(name), &size, 0),
             STATUS_OK);
    CHECK_WIDE(name, L"SHA1");
    CHECK_EQ(BCryptGetProperty(algorithm, L"nothing", (PUCHAR)name, sizeof(name), &size, 0),
             STATUS_UNSUPPORTED);
    CHECK_EQ(BCryptCloseAlgorithmProvider(algorithm, 0), STATUS_OK);
}

/* Handles that are always there, and all in one call. */
TEST(at_once)
{
    BYTE value[32], again[32];
    BOOLEAN fips = 7;
    BCRYPT_ALG_HANDLE sha256 = (BCRYPT_ALG_HANDLE)0x41, keyed = (BCRYPT_ALG_HANDLE)0xB1;
    CHECK_EQ(BCryptHash(sha256, NULL, 0, ABC, value, sizeof(value)), STATUS_OK);
    CHECK_TEXT(hex(value, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_EQ(BCryptHash(keyed, (PUCHAR) "Jefe", 4, (PUCHAR) "what do ya want for nothing?", 28, value,
                        sizeof(value)),
             STATUS_OK);
    CHECK_TEXT(hex(value, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK_EQ(BCryptHash((BCRYPT_ALG_HANDLE)0x81, NULL, 0, ABC, value, sizeof(value)) >= 0, FALSE);
    CHECK_EQ(BCryptHash(sha256, NULL, 0, ABC, value, 31) >= 0, FALSE);
    CHECK_EQ(BCryptGetFipsAlgorithmMode(&fips), STATUS_OK);
    CHECK(fips == FALSE || fips == TRUE);
    CHECK_EQ(BCryptGetFipsAlgorithmMode(NULL), BAD_PARAMETER);
    BOOL(WINAPI * process_prng)
    (PBYTE, SIZE_T) = (void *)GetProcAddress(LoadLibraryA("bcryptprimitives.dll"), "ProcessPrng");
    CHECK(process_prng != NULL);
    memset(value, 0, sizeof(value));
    CHECK_EQ(process_prng && process_prng(value, sizeof(value)), TRUE);
    CHECK_EQ(process_prng && process_prng(again, sizeof(again)), TRUE);
    CHECK(memcmp(value, again, sizeof(value)) != 0);
}

TEST(hashes_of_wincrypt)
{
    HCRYPTPROV provider;
    HCRYPTHASH hash;
    BYTE value[32];
    DWORD number = 0, size = sizeof(number);
    CHECK(CryptAcquireContextW(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
    CHECK(CryptCreateHash(provider, CALG_SHA_256, 0, 0, &hash));
    CHECK(CryptHashData(hash, (const BYTE *)"abc", 3, 0));
    CHECK(CryptGetHashParam(hash, HP_HASHSIZE, (BYTE *)&number, &size, 0));
    CHECK_EQ(number, 32);
    size = 8;
    CHECK_FAILS(CryptGetHashParam(hash, HP_HASHVAL, value, &size, 0), FALSE, ERROR_MORE_DATA);
    CHECK_EQ(size, 32);
    CHECK(CryptGetHashParam(hash, HP_HASHVAL, value, &size, 0));
    CHECK_TEXT(hex(value, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_FAILS(CryptHashData(hash, (const BYTE *)"abc", 3, 0), FALSE, (DWORD)NTE_BAD_HASH_STATE);
    CHECK(CryptDestroyHash(hash));
    CHECK_FAILS(CryptCreateHash(provider, 0x8FFF, 0, 0, &hash), FALSE, (DWORD)NTE_BAD_ALGID);
    CHECK(CryptReleaseContext(provider, 0));
}

GUEST_MAIN(RUN(random_numbers); RUN(hashes); RUN(keyed_hashes); RUN(properties); RUN(at_once);
           RUN(hashes_of_wincrypt);)
