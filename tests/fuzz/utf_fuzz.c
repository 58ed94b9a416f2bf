/* SPDX-License-Identifier: MIT
 *
 * Linux names to UTF-16 and back: every byte string comes back as it was.
 */
// uses: common/utf.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = malloc(size + 1);
    memcpy(name, data, size);
    name[size] = 0;
    size_t units = utf8_to_wide(name, NULL, 0);
    WCHAR *wide = malloc(units * sizeof(WCHAR));
    if (utf8_to_wide(name, wide, units) != units)
        abort();
    size_t bytes = wide_to_utf8(wide, NULL, 0);
    char *back = malloc(bytes);
    wide_to_utf8(wide, back, bytes);
    if (strcmp(name, back))
        abort();
    free(name);
    free(wide);
    free(back);
    return 0;
}
