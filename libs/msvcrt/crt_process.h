/* SPDX-License-Identifier: MIT
 *
 * What process.c, process_spawn.c and process_popen.c share.
 */
#ifndef DECANT_MSVCRT_PROCESS_H
#define DECANT_MSVCRT_PROCESS_H

#include "argv.h"

enum { CRT_P_WAIT, CRT_P_NOWAIT, CRT_P_OVERLAY, CRT_P_NOWAITO, CRT_P_DETACH };
enum { CRT_PROGRAM_SIZE = 2 * MAX_PATH }; /* of a program's path, with the terminator */

WCHAR *CDECL msvcrt_wcschr(const WCHAR *in, WCHAR c);

/* Starts `program` (NULL: the command line's first word, searched for) and does what the mode says: the exit
 * code, the process's handle, 0, or -1 and errno. environment: a block, or NULL; standard: three handles, or
 * NULL. */
intptr_t crt_process_create(int mode, const WCHAR *program, WCHAR *command_line, WCHAR *environment,
                            const HANDLE standard[3]);
/* Waits for the end, closes the handle, returns the exit code. */
intptr_t crt_process_wait(HANDLE process);
intptr_t crt_spawn(int mode, bool search, const WCHAR *name, const WCHAR *const *argv,
                   const WCHAR *const *env);
WCHAR *crt_shell_command(const WCHAR *command, WCHAR program[CRT_PROGRAM_SIZE]);

#endif
