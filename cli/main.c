/* SPDX-License-Identifier: MIT
 *
 * The command line: `decant program.exe [args]`, or a subcommand, each in a file of its own.
 */
#include <stdio.h>
#include <string.h>
#include "cli.h"

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: decant PROGRAM.EXE [ARGUMENTS]   (decant --help for more)\n", stderr);
        return 2;
    }
    return cli_run(argc - 1, argv + 1);
}
