/* SPDX-License-Identifier: MIT
 *
 * API sets. "api-ms-win-core-file-l1-2-0.dll" is a contract, not a file: its name is looked up without the
 * version ("-l1-2-0"), because every version of a contract has the same host. A contract that the table does
 * not have (a newer Windows knows more of them) is answered, for imports, by its family's host, so that a
 * program is not refused for a new name of an old function.
 */
#include <string.h>
#include <strings.h>
#include "ldr.h"

static const struct {
    const char *name, *host;
} sets[] = {
#define API_SET(name, host) {name, host},
#include "apiset.def"
#undef API_SET
};

static const struct {
    const char *prefix, *host;
} families[] = {
    {"api-ms-win-core-", "kernelbase.dll"},     {"api-ms-win-crt-", "ucrtbase.dll"},
    {"api-ms-win-eventing-", "advapi32.dll"},   {"api-ms-win-security-", "advapi32.dll"},
    {"api-ms-win-service-", "advapi32.dll"},    {"api-ms-win-shcore-", "shcore.dll"},
    {"api-ms-win-shell-", "shell32.dll"},       {"api-ms-win-mm-", "winmm.dll"},
    {"api-ms-win-ntuser-", "user32.dll"},       {"api-ms-win-rtcore-ntuser-", "user32.dll"},
    {"ext-ms-win-advapi32-", "advapi32.dll"},   {"ext-ms-win-gdi-", "gdi32.dll"},
    {"ext-ms-win-kernel32-", "kernel32.dll"},   {"ext-ms-win-ntuser-", "user32.dll"},
    {"ext-ms-win-rtcore-gdi-", "gdi32.dll"},    {"ext-ms-win-rtcore-ntuser-", "user32.dll"},
    {"ext-ms-win-kernelbase-", "kernel32.dll"},
};

bool ldr_is_api_set(const char *name)
{
    return !strncasecmp(name, "api-", 4) || !strncasecmp(name, "ext-", 4);
}

/* The length of the name without ".dll" and without its version "-l1-2-0". */
static size_t contract_length(const char *name)
{
    size_t length = strlen(name);
    if (length > 4 && !strcasecmp(name + length - 4, ".dll"))
        length -= 4;
    size_t at = length;
    for (int part = 0; part < 3; part++) {
        while (at && name[at - 1] >= '0' && name[at - 1] <= '9')
            at--;
        if (part == 2 && at && (name[at - 1] | 32) == 'l')
            at--;
        if (!at || name[at - 1] != '-')
            return length;
        at--;
    }
    return at;
}

const char *ldr_api_set_host(const char *name)
{
    if (!ldr_is_api_set(name))
        return NULL;
    size_t length = contract_length(name), low = 0, high = countof(sets);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncasecmp(name, sets[middle].name, length);
        if (!order && sets[middle].name[length])
            order = -1;
        if (!order)
            return sets[middle].host;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *ldr_api_set_family(const char *name)
{
    for (unsigned i = 0; i < countof(families); i++)
        if (!strncasecmp(name, families[i].prefix, strlen(families[i].prefix)))
            return families[i].host;
    return NULL;
}
