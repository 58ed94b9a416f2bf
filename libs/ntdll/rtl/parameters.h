/* SPDX-License-Identifier: MIT
 *
 * The process's parameters: command line, image path, current folder, environment.
 */
#ifndef DECANT_RTL_PARAMETERS_H
#define DECANT_RTL_PARAMETERS_H

#include <win/winternl.h>

/* "An application's command line": CreateProcess's limit, the closing NUL included. */
#define COMMAND_LINE_MAX 32768u

/* What a parent that is a Windows program hands to its child beyond argv; all zero otherwise. */
struct inherited_parameters {
    const WCHAR *command_line; /* used verbatim; NULL: made from argv */
    const void *runtime_data;  /* STARTUPINFO.lpReserved2 */
    USHORT runtime_data_size;
    ULONG window_flags; /* STARTUPINFO.dwFlags */
    USHORT show_window; /* STARTUPINFO.wShowWindow */
    const WCHAR *title;
    HANDLE standard[3]; /* with STARTF_USESTDHANDLES in window_flags */
};

/* Fills PEB->ProcessParameters. image: absolute Linux path. The standard handles are entered by whoever makes
 * them. Zero, or -1 after one line on stderr. */
int parameters_create(const char *image, int argc, char **argv, const struct inherited_parameters *inherited);

/* argv as one command line, in UTF-8, by the rules of CommandLineToArgvW and Microsoft's C runtimes, so that
 * both take it apart into the same words; argv[0], the program, in Windows form. To be freed; NULL: no
 * memory. */
char *parameters_quote(int argc, char **argv);

/* A Linux path, absolute or relative, as a Windows one. Returns the units needed, the NUL included. */
size_t parameters_path(const char *path, WCHAR *out, size_t size);
/* An upper bound of what parameters_path needs. */
size_t parameters_path_size(const char *path);

#endif
