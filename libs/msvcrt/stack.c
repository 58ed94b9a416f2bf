/* SPDX-License-Identifier: MIT
 *
 * malloc.h: after a stack overflow that was handled.
 */
#include <rtl/exception.h>
#include "msvcrt.h"

/* Arms the guard below the stack again: non-zero where that was done. */
int CDECL msvcrt__resetstkoflw(void)
{
    return sys_exception_reset_guard();
}
