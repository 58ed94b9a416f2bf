/* SPDX-License-Identifier: MIT
 *
 * `decant program.exe [args]`.
 */
#include <ntdll.h>
#include "cli.h"

int cli_run(int argc, char **argv)
{
    return process_start(argv[0], argc, argv);
}
