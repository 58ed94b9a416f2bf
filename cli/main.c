/* SPDX-License-Identifier: MIT
 *
 * The command line: `decant program.exe [args]`, or a subcommand, each in a file of its own. A program whose
 * name is that of a subcommand is run as ./NAME.
 */
#include <stdio.h>
#include <string.h>
#include "cli.h"

static const char help[] =
    "decant runs Windows console programs on Linux.\n"
    "\n"
    "  decant PROGRAM.EXE [ARGUMENTS]  run it\n"
    "  decant check PROGRAM.EXE        what it imports, and what of that is missing\n"
    "  decant exports [--json] [DLL]   what the built-in DLLs support\n"
    "  decant path -u|-w PATH          a Windows path as a Unix path, or the other way round\n"
    "  decant --version\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} subcommands[] = {
    {"check", cli_check},
    {"exports", cli_exports},
    {"path", cli_path},
};

int main(int argc, char **argv)
{
    if (argc < 2)
        return cli_run(0, argv + 1);
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        fputs(help, stdout);
        return 0;
    }
    if (!strcmp(argv[1], "--version")) {
        puts("decant " DECANT_VERSION);
        return 0;
    }
    for (size_t i = 0; i < sizeof(subcommands) / sizeof(subcommands[0]); i++)
        if (!strcmp(argv[1], subcommands[i].name))
            return subcommands[i].run(argc - 1, argv + 1);
    return cli_run(argc - 1, argv + 1);
}
