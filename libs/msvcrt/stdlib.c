/* SPDX-License-Identifier: MIT
 *
 * stdlib.h's arithmetic and random numbers. rand() is Microsoft's generator: one state per thread.
 */
#include <stdlib.h>
#include "msvcrt.h"

/* RtlGenRandom, of advapi32: what rand_s is documented to use. */
BOOLEAN WINAPI SystemFunction036(PVOID RandomBuffer, ULONG RandomBufferLength);

struct crt_div {
    int quot, rem;
};

int CDECL msvcrt_rand(void)
{
    uint32_t seed = crt_thread.random_less1 + 1;
    seed = seed * 214013 + 2531011;
    crt_thread.random_less1 = seed - 1;
    return (int)(seed >> 16 & 0x7FFF);
}

void CDECL msvcrt_srand(unsigned seed)
{
    crt_thread.random_less1 = seed - 1;
}

int CDECL msvcrt_rand_s(unsigned *value)
{
    if (!value)
        return crt_invalid(EINVAL);
    SystemFunction036(value, sizeof(*value));
    return 0;
}

int CDECL msvcrt_abs(int value)
{
    return value < 0 ? -value : value;
}

int32_t CDECL msvcrt_labs(int32_t value)
{
    return value < 0 ? -value : value;
}

int64_t CDECL msvcrt__abs64(int64_t value)
{
    return value < 0 ? -value : value;
}

struct crt_div CDECL msvcrt_div(int numerator, int denominator)
{
    return (struct crt_div){numerator / denominator, numerator % denominator};
}

struct crt_div CDECL msvcrt_ldiv(int32_t numerator, int32_t denominator)
{
    return (struct crt_div){numerator / denominator, numerator % denominator};
}

unsigned CDECL msvcrt__rotl(unsigned value, int shift)
{
    return value << (shift & 31) | value >> (-shift & 31);
}

unsigned CDECL msvcrt__rotr(unsigned value, int shift)
{
    return value >> (shift & 31) | value << (-shift & 31);
}

uint32_t CDECL msvcrt__lrotl(uint32_t value, int shift)
{
    return msvcrt__rotl(value, shift);
}

uint32_t CDECL msvcrt__lrotr(uint32_t value, int shift)
{
    return msvcrt__rotr(value, shift);
}

uint64_t CDECL msvcrt__rotl64(uint64_t value, int shift)
{
    return value << (shift & 63) | value >> (-shift & 63);
}

uint64_t CDECL msvcrt__rotr64(uint64_t value, int shift)
{
    return value >> (shift & 63) | value << (-shift & 63);
}

uint16_t CDECL msvcrt__byteswap_ushort(uint16_t value)
{
    return __builtin_bswap16(value);
}

uint32_t CDECL msvcrt__byteswap_ulong(uint32_t value)
{
    return __builtin_bswap32(value);
}

uint64_t CDECL msvcrt__byteswap_uint64(uint64_t value)
{
    return __builtin_bswap64(value);
}
