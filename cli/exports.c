/* SPDX-License-Identifier: MIT
 *
 * `decant exports [--json] [DLL...]`: the support table of the built-in DLLs.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "cli.h"
#include "export_table.h"

const char *export_level_text(enum export_level level)
{
    static const char *const text[] = {
        [EXPORT_FULL] = "full",       [EXPORT_PARTIAL] = "partial", [EXPORT_STUB] = "stub",
        [EXPORT_FORWARD] = "forward", [EXPORT_DATA] = "data",
    };
    return text[level];
}

static void print_json_string(const char *text)
{
    putchar('"');
    for (; *text; text++)
        printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    putchar('"');
}

static bool is_selected(const char *library, int count, char **names)
{
    size_t stem = strlen(library) - 4;
    for (int i = 0; i < count; i++)
        if (!strcasecmp(library, names[i]) ||
            (strlen(names[i]) == stem && !strncasecmp(library, names[i], stem)))
            return true;
    return count == 0;
}

static void print_row(const char *library, const struct export_row *row, bool json, bool first)
{
    if (!json) {
        printf("%-14s %-40s %-8s%s%s\n", library, row->name, export_level_text(row->level),
               *row->note ? " " : "", row->note);
        return;
    }
    printf("%s\n  {\"dll\": \"%s\", \"name\": ", first ? "" : ",", library);
    print_json_string(row->name);
    printf(", \"level\": \"%s\", \"home\": \"%s\", \"note\": ", export_level_text(row->level), row->home);
    print_json_string(row->note);
    putchar('}');
}

int cli_exports(int argc, char **argv)
{
    bool json = argc > 1 && !strcmp(argv[1], "--json");
    char **names = argv + 1 + json;
    int count = argc - 1 - json, found = 0;
    for (int i = 0; i < count; i++)
        if (names[i][0] == '-') {
            fputs("usage: decant exports [--json] [DLL...]\n", stderr);
            return 2;
        }
    if (json)
        putchar('[');
    for (const struct export_dll *dll = export_table; dll->library; dll++)
        for (const struct export_row *row = dll->rows; is_selected(dll->library, count, names) && row->name;
             row++)
            print_row(dll->library, row, json, found++ == 0);
    if (json)
        puts("\n]");
    if (found || !count)
        return 0;
    fprintf(stderr, "decant: %s is not a built-in DLL\n", names[0]);
    return 1;
}
