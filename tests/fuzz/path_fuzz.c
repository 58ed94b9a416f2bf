/* SPDX-License-Identifier: MIT
 *
 * Names from programs: whatever they are, the Linux path that comes out is absolute and has no "." or ".." in
 * it, and converting it back and forth again leads to the same file.
 */
// uses: kernel/io/path.c kernel/io/path_current.c kernel/io/path_fold.c kernel/io/path_unix.c
// uses: common/name_match.c common/errno.c common/utf.c kernel/host/file.c kernel/host/sleep.c
// uses: kernel/host/file_stat.c kernel/host/file_tree.c build/nls_tables.c
#include <stdlib.h>
#include <string.h>
#include <ntdll.h>
#include "common/name_match.h"
#include "kernel/io/path.h"
#include "common/wide.h"

PEB process_peb;
static RTL_USER_PROCESS_PARAMETERS parameters;

static void check(const char *path)
{
    if (path[0] != '/')
        abort();
    for (const char *at = path; at; at = strchr(at + 1, '/'))
        if (!strncmp(at, "/./", 3) || !strcmp(at, "/.") || !strncmp(at, "/../", 4) || !strcmp(at, "/.."))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static WCHAR here[] = u"Z:\\here\\it is\\";
    parameters.CurrentDirectory.DosPath = (UNICODE_STRING){sizeof(here) - 2, sizeof(here), here};
    process_peb.ProcessParameters = &parameters;
    size_t length = size / sizeof(WCHAR);
    WCHAR *name = malloc((length + 1) * sizeof(WCHAR));
    memcpy(name, data, length * sizeof(WCHAR));
    name[length] = 0;
    char *path, *again;
    if (NT_SUCCESS(path_dos_to_unix(name, length, PATH_AS_GIVEN, &path))) {
        check(path);
        WCHAR *dos = path_unix_to_dos(path);
        if (dos && NT_SUCCESS(path_dos_to_unix(dos, SIZE_MAX, PATH_AS_GIVEN, &again)))
            check(again), free(again);
        free(dos);
        free(path);
    }
    if (length > 1)
        name_matches(name, length / 2, name + length / 2, length - length / 2);
    free(name);
    return 0;
}
