/* SPDX-License-Identifier: MIT
 *
 * `decant path -u|-w PATH`: a Windows path as a Unix path, or the other way round, as a program would see it
 * in the current folder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/io/path.h"
#include "common/wide.h"
#include "cli.h"

static char *to_unix(const char *windows)
{
    char *result = NULL;
    size_t units = utf8_to_wide(windows, NULL, 0);
    WCHAR *wide = malloc(units * sizeof(WCHAR));
    if (wide) {
        utf8_to_wide(windows, wide, units);
        NTSTATUS status = path_dos_to_unix(wide, SIZE_MAX, PATH_FOLD, &result);
        if (status == STATUS_OBJECT_PATH_NOT_FOUND)
            status = path_dos_to_unix(wide, SIZE_MAX, PATH_AS_GIVEN, &result);
        if (!NT_SUCCESS(status))
            result = NULL;
    }
    free(wide);
    return result;
}

static char *to_windows(const char *unix_path)
{
    char *result = NULL;
    WCHAR *wide = path_unix_to_dos(unix_path);
    if (wide) {
        size_t bytes = wide_to_utf8(wide, NULL, 0);
        result = malloc(bytes);
        if (result)
            wide_to_utf8(wide, result, bytes);
    }
    free(wide);
    return result;
}

int cli_path(int argc, char **argv)
{
    if (argc != 3 || (strcmp(argv[1], "-u") && strcmp(argv[1], "-w"))) {
        fputs("usage: decant path -u|-w PATH\n", stderr);
        return 2;
    }
    char *result = argv[1][1] == 'u' ? to_unix(argv[2]) : to_windows(argv[2]);
    if (!result) {
        fprintf(stderr, "decant: %s: not a valid path\n", argv[2]);
        return 1;
    }
    puts(result);
    free(result);
    return 0;
}
