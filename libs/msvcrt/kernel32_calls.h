/* SPDX-License-Identifier: MIT
 *
 * The functions of kernel32 that start other programs, and a few that go with them.
 */
#ifndef DECANT_MSVCRT_KERNEL32_CALLS_H
#define DECANT_MSVCRT_KERNEL32_CALLS_H

#include <win/errhandlingapi.h>
#include <win/fileapi.h>
#include <win/handleapi.h>
#include <win/processenv.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>
#include <win/utilapiset.h>

#endif
