/* SPDX-License-Identifier: MIT
 *
 * Names from programs: whatever they are, the Linux path that comes out is absolute and has no "." or ".." in
 * it, and converting it back and forth again leads to the same file.
 */
// uses: libs/ntdll/nt/path.c libs/ntdll/nt/path_current.c libs/ntdll/nt/path_fold.c libs/ntdll/nt/path_unix.c
// uses: libs/ntdll/nt/name_match.c libs/ntdll/rtl/error.c libs/ntdll/rtl/utf.c libs/ntdll/host/file.c
// uses: libs/ntdll/host/file_stat.c libs/ntdll/host/file_tree.c build/libs/ntdll/nls_tables.c
#include <stdlib.h>
#include <string.h>
#include <ntdll.h>
#include <nt/name_match.h>
#include <nt/path.h>
#include <rtl/wide.h>

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
