/* SPDX-License-Identifier: MIT
 *
 * The variables that msvcrt exports as data, and that live in its face there. ucrtbase exports functions only
 * (__p___argc, __acrt_iob_func …), so here they are plain memory.
 */
#include "../msvcrt/msvcrt.h"

#define CELL(name, size) unsigned char msvcrt_##name[size] __attribute__((aligned(16)))
#define POINTER          sizeof(void *)

CELL(_HUGE, 8);
CELL(__argc, 4);
CELL(__argv, POINTER);
CELL(__badioinfo, 56);
CELL(__initenv, POINTER);
CELL(__lc_codepage, 4);
CELL(__lc_collate_cp, 4);
CELL(__lc_handle, 24);
CELL(__mb_cur_max, 4);
CELL(__pioinfo, 64 * POINTER);
CELL(__setlc_active, 4);
CELL(__unguarded_readlc_active, 4);
CELL(__wargv, POINTER);
CELL(__winitenv, POINTER);
CELL(_acmdln, POINTER);
CELL(_commode, 4);
CELL(_ctype, 514);
CELL(_daylight, 4);
CELL(_dstbias, 4);
CELL(_environ, POINTER);
CELL(_fmode, 4);
CELL(_iob, 20 * 48);
CELL(_mbcasemap, 256);
CELL(_mbctype, 257);
CELL(_osplatform, 4);
CELL(_osver, 4);
CELL(_pctype, POINTER);
CELL(_pgmptr, POINTER);
CELL(_pwctype, POINTER);
CELL(_sys_errlist, 44 * POINTER);
CELL(_sys_nerr, 4);
CELL(_timezone, 4);
CELL(_tzname, 2 * POINTER);
CELL(_wcmdln, POINTER);
CELL(_wctype, 514);
CELL(_wenviron, POINTER);
CELL(_winmajor, 4);
CELL(_winminor, 4);
CELL(_winver, 4);
CELL(_wpgmptr, POINTER);
