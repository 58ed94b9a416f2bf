/* SPDX-License-Identifier: MIT
 *
 * complex.h for float.
 */
#include <complex.h>
#include "../msvcrt/msvcrt.h"

#define REAL           float
#define COMPLEX        float _Complex
#define NUMBER         struct crt_fcomplex
#define NAME(function) msvcrt_##function##f
#define HOST(function) function##f
#define BUILD(verb)    msvcrt__FC##verb
#define PUT            to_host
#define GET            from_host
#include "complex_template.h"
