/* SPDX-License-Identifier: MIT
 *
 * complex.h for double, which long double is as well.
 */
#include <complex.h>
#include "../msvcrt/msvcrt.h"

#define REAL           double
#define COMPLEX        double _Complex
#define NUMBER         struct crt_dcomplex
#define NAME(function) msvcrt_##function
#define HOST(function) function
#define BUILD(verb)    msvcrt__C##verb
#define PUT            to_host
#define GET            from_host
#include "complex_template.h"
