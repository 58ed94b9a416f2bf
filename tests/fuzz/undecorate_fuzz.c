/* SPDX-License-Identifier: MIT
 *
 * Undecorating names: any text ends in a readable or the same name, within bounds. The first two bytes are
 * the flags.
 */
// uses: libs/msvcrt/undecorate.c libs/msvcrt/undecorate_type.c
// uses: common/text_format.c
// flags: -I libs/msvcrt
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "libs/msvcrt/msvcrt.h"
#include "libs/msvcrt/undecorate.h"

void *CDECL msvcrt_malloc(size_t size)
{
    return malloc(size);
}

void CDECL msvcrt_free(void *memory)
{
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    char *name = malloc(size - 1);
    memcpy(name, data + 2, size - 2);
    name[size - 2] = 0;
    char *text = undecorate_name(name, data[0] | (unsigned)data[1] << 8);
    if (!text || strlen(text) > 0x40000 + size)
        abort();
    free(text);
    free(name);
    return 0;
}
