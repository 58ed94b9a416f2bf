/* SPDX-License-Identifier: MIT
 *
 * stdlib.h and inttypes.h: division in 64 bits.
 */
#include "../msvcrt/msvcrt.h"

struct crt_lldiv {
    int64_t quot, rem;
};

struct crt_lldiv CDECL msvcrt_lldiv(int64_t numerator, int64_t denominator)
{
    return (struct crt_lldiv){numerator / denominator, numerator % denominator};
}
