/* SPDX-License-Identifier: MIT
 *
 * Unwind codes: whatever an image's .pdata and .xdata say, one step reads nothing outside the image and the
 * stack, and ends. The input is the image; its first bytes say where the function and the thread are.
 */
// uses: common/unwind_codes.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <rtl/exception.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t stack[1024] __attribute__((aligned(16)));
    static CONTEXT context;
    KNONVOLATILE_CONTEXT_POINTERS pointers;
    struct {
        uint16_t pc, begin, end, unwind;
        uint8_t type, registers;
    } head;
    if (size < sizeof(head))
        return 0;
    memcpy(&head, data, sizeof(head));
    uint8_t *image = malloc(size);
    memcpy(image, data, size);
    memset(&context, 0, sizeof(context));
    for (unsigned i = 0; i < 16; i++)
        (&context.Rax)[i] = (uintptr_t)stack + 8 * ((head.registers * (i + 1)) & 127);
    struct unwind_step step = {.image = image,
                               .image_size = size,
                               .stack_low = (uintptr_t)stack,
                               .stack_high = (uintptr_t)stack + sizeof(stack),
                               .context = &context,
                               .pointers = head.type & 4 ? &pointers : NULL};
    RUNTIME_FUNCTION entry = {head.begin, head.end, head.unwind};
    context.Rip = (uintptr_t)image + head.pc;
    if (unwind_pdata_step(&step, context.Rip, entry, head.type & 3) && step.handler_data &&
        ((uint8_t *)step.handler_data < image || (uint8_t *)step.handler_data > image + size))
        abort();
    free(image);
    return 0;
}
