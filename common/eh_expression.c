/* SPDX-License-Identifier: MIT
 *
 * DWARF expressions (DWARF 5 section 2.5), as far as they occur in frame descriptions: those of procedure
 * linkage tables, of signal frames, and our own.
 */
#ifdef __x86_64__
#include <string.h>
#include "eh_frame.h"

DWORD64 *eh_register(CONTEXT *context, unsigned column)
{
    static const uint8_t order[16] = {0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};
    return column == COLUMN_RIP ? &context->Rip : column < 16 ? &context->Rax + order[column] : NULL;
}

bool eh_evaluate(const uint8_t *at, CONTEXT *context, uint64_t *stack, unsigned depth, uint64_t *result)
{
    uint64_t length = eh_uleb(&at);
    const uint8_t *end = at + length;
    while (at < end) {
        uint8_t code = *at++;
        if (depth >= 14)
            return false;
        if (code >= 0x30 && code <= 0x4F) { /* lit0-31 */
            stack[depth++] = code - 0x30u;
            continue;
        }
        if (code >= 0x70 && code <= 0x80) { /* breg0-16 */
            stack[depth++] = *eh_register(context, code - 0x70u) + (uint64_t)eh_sleb(&at);
            continue;
        }
        switch (code) {
        case 0x08: /* const1u … const8s, constu, consts */
            stack[depth++] = EH_READ(uint8_t, &at);
            continue;
        case 0x09:
            stack[depth++] = (uint64_t)(int64_t)EH_READ(int8_t, &at);
            continue;
        case 0x0A:
            stack[depth++] = EH_READ(uint16_t, &at);
            continue;
        case 0x0B:
            stack[depth++] = (uint64_t)(int64_t)EH_READ(int16_t, &at);
            continue;
        case 0x0C:
            stack[depth++] = EH_READ(uint32_t, &at);
            continue;
        case 0x0D:
            stack[depth++] = (uint64_t)(int64_t)EH_READ(int32_t, &at);
            continue;
        case 0x0E:
        case 0x0F:
            stack[depth++] = EH_READ(uint64_t, &at);
            continue;
        case 0x10:
            stack[depth++] = eh_uleb(&at);
            continue;
        case 0x11:
            stack[depth++] = (uint64_t)eh_sleb(&at);
            continue;
        default:
            break;
        }
        if (!depth)
            return false;
        uint64_t top = stack[depth - 1];
        switch (code) {
        case 0x06: /* deref */
            memcpy(&stack[depth - 1], (const void *)(uintptr_t)top, 8);
            continue;
        case 0x12: /* dup */
            stack[depth++] = top;
            continue;
        case 0x13: /* drop */
            depth--;
            continue;
        case 0x23: /* plus_uconst */
            stack[depth - 1] = top + eh_uleb(&at);
            continue;
        case 0x96: /* nop */
            continue;
        default:
            break;
        }
        if (depth < 2)
            return false;
        uint64_t *left = &stack[depth - 2];
        depth--;
        switch (code) {
        case 0x1A:
            *left &= top;
            break;
        case 0x1C:
            *left -= top;
            break;
        case 0x1E:
            *left *= top;
            break;
        case 0x21:
            *left |= top;
            break;
        case 0x22:
            *left += top;
            break;
        case 0x24:
            *left <<= top & 63;
            break;
        case 0x25:
            *left >>= top & 63;
            break;
        case 0x29:
            *left = *left == top;
            break;
        case 0x2A:
            *left = (int64_t)*left >= (int64_t)top;
            break;
        case 0x2B:
            *left = (int64_t)*left > (int64_t)top;
            break;
        case 0x2C:
            *left = (int64_t)*left <= (int64_t)top;
            break;
        case 0x2D:
            *left = (int64_t)*left < (int64_t)top;
            break;
        case 0x2E:
            *left = *left != top;
            break;
        default:
            return false;
        }
    }
    if (!depth)
        return false;
    *result = stack[depth - 1];
    return true;
}
#endif
