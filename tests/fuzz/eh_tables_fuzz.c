/* SPDX-License-Identifier: MIT
 *
 * Tables of C++ exceptions: whatever they say, reading them stays within the image and ends. The input is the
 * image; its first bytes say where the function starts, where its tables are, and of which generation they
 * are.
 */
// uses: libs/msvcrt/eh_tables.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "libs/msvcrt/eh_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct {
        uint8_t generation, begin, tables, unwind;
    } head;
    if (size < sizeof(head))
        return 0;
    memcpy(&head, data, sizeof(head));
    uint8_t *image = malloc(size);
    memcpy(image, data, size);
    struct eh_tables tables = {.base = image, .size = size, .begin = head.begin};
    eh_function_begin(&tables, head.begin, head.unwind);
    if (head.generation & 1 ? eh_open_compressed(&tables, head.tables)
                            : eh_open_plain(&tables, head.tables)) {
        struct eh_unwind unwind;
        struct eh_try block;
        struct eh_handler handler;
        int32_t known = eh_state_at(&tables, head.begin + 100u);
        for (int32_t i = -1; i < 40; i++)
            eh_unwind_at(&tables, i, &unwind);
        eh_unwind_at(&tables, known, &unwind);
        struct eh_cursor blocks = eh_try_blocks(&tables);
        while (eh_next_try(&tables, &blocks, &block))
            while (eh_next_handler(&tables, &block.handlers, &handler))
                if (handler.continuations > 2)
                    abort();
    }
    free(image);
    return 0;
}
