/* SPDX-License-Identifier: MIT
 *
 * `decant [--native DLL] [--builtin DLL] program.exe [args]`.
 */
#include <stdio.h>
#include <string.h>
#include <ntdll.h>
#include <ldr/ldr.h>
#include "cli.h"

int cli_run(int argc, char **argv)
{
    int at = 0;
    for (; at + 1 < argc; at += 2)
        if (!strcmp(argv[at], "--native"))
            ldr_prefer_native(argv[at + 1]);
        else if (!strcmp(argv[at], "--builtin"))
            ldr_prefer_builtin(argv[at + 1]);
        else
            break;
    if (at < argc && !strcmp(argv[at], "--"))
        at++;
    else if (at < argc && argv[at][0] == '-')
        at = argc;
    if (at >= argc) {
        fputs("usage: decant [--native DLL] [--builtin DLL] PROGRAM.EXE [ARGUMENTS]   (decant --help for "
              "more)\n",
              stderr);
        return 2;
    }
    return process_start(argv[at], argc - at, argv + at);
}
