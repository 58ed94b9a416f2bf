/* SPDX-License-Identifier: MIT
 *
 * `decant check program.exe`: what a program imports, and which of it is there. Functions that are
 * implemented in full are counted, the others listed. The exit code is 0 if nothing is missing, 1 otherwise.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <ldr/ldr.h>
#include <pe.h>
#include "cli.h"
#include "export_table.h"

struct counts {
    unsigned full, partial, stub, missing, native;
};

static const struct export_dll *find_dll(const char *library)
{
    for (const struct export_dll *dll = export_table; dll->library; dll++)
        if (!strcasecmp(dll->library, library))
            return dll;
    return NULL;
}

/* name NULL: by ordinal. Forwarded exports count as what they lead to. */
static const struct export_row *find_row(const struct export_dll *dll, const char *name, unsigned ordinal)
{
    for (unsigned hops = 0; dll && hops < 8; hops++) {
        const struct export_row *row = dll->rows;
        while (row->name && (name ? strcmp(row->name, name) : row->ordinal != ordinal))
            row++;
        if (!row->name || row->level != EXPORT_FORWARD)
            return row->name ? row : NULL;
        char library[64];
        const char *dot = strrchr(row->note, '.');
        if (!dot || dot - row->note > 58)
            return NULL;
        snprintf(library, sizeof(library), "%.*s.dll", (int)(dot - row->note), row->note);
        dll = find_dll(library);
        name = dot[1] == '#' ? NULL : dot + 1;
        ordinal = dot[1] == '#' ? (unsigned)strtoul(dot + 2, NULL, 10) : 0;
    }
    return NULL;
}

static void check_function(const char *library, const struct export_dll *dll, const char *name,
                           unsigned ordinal, struct counts *counts)
{
    char number[16];
    const struct export_row *row = find_row(dll, name, ordinal);
    if (!name) {
        snprintf(number, sizeof(number), "#%u", ordinal);
        name = row ? row->name : number;
    }
    if (!row) {
        counts->missing++;
        printf("missing  %s!%s\n", library, name);
    } else if (row->level == EXPORT_PARTIAL || row->level == EXPORT_STUB) {
        if (row->level == EXPORT_STUB)
            counts->stub++;
        else
            counts->partial++;
        printf("%-8s %s!%s%s%s\n", export_level_text(row->level), library, name, *row->note ? ": " : "",
               row->note);
    } else {
        counts->full++;
    }
}

/* A DLL that is not built in must lie beside the program, under its name in any case. */
static bool is_beside(const char *program, const char *library)
{
    const char *slash = strrchr(program, '/');
    char path[4096] = ".";
    if (slash)
        snprintf(path, sizeof(path), "%.*s", (int)(slash - program + 1), program);
    DIR *folder = opendir(path);
    bool found = false;
    for (struct dirent *entry; folder && !found && (entry = readdir(folder));)
        found = !strcasecmp(entry->d_name, library);
    if (folder)
        closedir(folder);
    return found;
}

/* The DLL that answers for an import; NULL where it is missing or native, which is said once. */
static const struct export_dll *check_library(const char *program, const char *library, bool *native,
                                              struct counts *counts)
{
    const char *host = ldr_api_set_host(library);
    if (!host && ldr_is_api_set(library))
        host = ldr_api_set_family(library);
    const struct export_dll *dll = find_dll(host ? host : library);
    *native = !dll && is_beside(program, library);
    if (*native)
        counts->native++;
    if (!dll)
        printf("%s  %s\n", *native ? "native " : "missing", library);
    return dll;
}

/* walk: the imports that are bound at the start, or the delay-loaded ones. */
static void check_imports(struct pe_imports *walk, const char *program, struct counts *counts)
{
    struct pe_import import;
    const char *library = NULL;
    const struct export_dll *dll = NULL;
    bool native = false;
    while (pe_imports_next(walk, &import) == PE_OK && import.slot) {
        if (import.library != library) {
            library = import.library;
            dll = check_library(program, library, &native, counts);
        }
        if (!native)
            check_function(library, dll, import.name, import.ordinal, counts);
    }
}

int cli_check(int argc, char **argv)
{
    struct counts counts = {0};
    struct pe_imports walk;
    struct pe_info info;
    void *base;
    if (argc != 2 || argv[1][0] == '-') {
        fputs("usage: decant check PROGRAM.EXE\n", stderr);
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "decant: %s: %s\n", argv[1], strerror(errno));
        return errno == ENOENT || errno == ENOTDIR ? 127 : 126;
    }
    enum pe_error error = pe_load(fd, false, &info, &base);
    close(fd);
    if (error) {
        fprintf(stderr, "decant: %s: %s\n", argv[1], pe_error_text(error));
        return 126;
    }
    pe_imports_begin(&walk, base, &info);
    check_imports(&walk, argv[1], &counts);
    pe_delayed_imports_begin(&walk, base, &info);
    check_imports(&walk, argv[1], &counts);
    printf("%u functions implemented, %u partly, %u stubs, %u missing", counts.full, counts.partial,
           counts.stub, counts.missing);
    printf(counts.native ? "; %u native DLLs\n" : "\n", counts.native);
    return counts.missing ? 1 : 0;
}
