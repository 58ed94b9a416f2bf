/* SPDX-License-Identifier: MIT
 *
 * A program that crashes: the report on stderr says what, where, and who called; the exit code is what a
 * shell shows for the like signal. `x86_64-w64-mingw32-addr2line -e crash.exe` turns the offsets into lines.
 */
#include <stdio.h>
#include <string.h>

struct person {
    const char *name;
    struct person *next;
};

__attribute__((noinline)) static size_t longest(const struct person *people)
{
    size_t most = 0;
    for (; people; people = people->next) {
        size_t length = strlen(people->name);
        most = length > most ? length : most;
    }
    return most;
}

int wmain(void)
{
    struct person last = {(const char *)16, NULL}, first = {"Ada", &last};
    printf("looking\n");
    fflush(stdout);
    printf("%d\n", (int)longest(&first));
    return 0;
}
