/* SPDX-License-Identifier: MIT
 *
 * The subcommands. Each takes its own words (argv[0] is the subcommand, or the program for cli_run) and
 * returns an exit code: 2 for a wrong command line, after one line of usage on stderr.
 */
#ifndef DECANT_CLI_H
#define DECANT_CLI_H

int cli_run(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_exports(int argc, char **argv);
int cli_path(int argc, char **argv);

#endif
