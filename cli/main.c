/* SPDX-License-Identifier: MIT
 *
 * The command line: `decant program.exe [args]`, or a subcommand, each in a file of its own. A program whose
 * name is that of a subcommand is run as ./NAME.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include "cli.h"
#include "kernel/ps/thread.h"

#define LEAST_STACK (256u << 10) /* what a start may need of the host's stack, with room to spare */

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

static int run(int argc, char **argv)
{
    if (thread_boot())
        return 126;
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

static struct {
    int argc, code;
    char **argv;
} words;

static void run_words(void)
{
    words.code = run(words.argc, words.argv);
}

/* Where the limit on the stack (ulimit -s) leaves too little for a start, and may not be raised for the child
 * processes' sake, the start gets a stack of its own. Below some 10 KiB not even the C library comes up. */
static int run_on_own_stack(int argc, char **argv)
{
    static ucontext_t here, there;
    void *stack = mmap(NULL, 2 * LEAST_STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED || getcontext(&there)) {
        fputs("decant: not enough memory for a stack (see ulimit -s)\n", stderr);
        return 126;
    }
    there.uc_stack = (stack_t){.ss_sp = stack, .ss_size = 2 * LEAST_STACK};
    there.uc_link = &here;
    words.argc = argc;
    words.argv = argv;
    makecontext(&there, run_words, 0);
    swapcontext(&here, &there);
    return words.code;
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    if (!getrlimit(RLIMIT_STACK, &limit) && limit.rlim_cur < LEAST_STACK)
        return run_on_own_stack(argc, argv);
    return run(argc, argv);
}
