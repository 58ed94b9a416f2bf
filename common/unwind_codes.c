/* SPDX-License-Identifier: MIT
 *
 * One step up the stack by .pdata's unwind codes ("x64 exception handling" on Microsoft Learn): version 1 and
 * 2, chained entries, machine frames. Pure: it reads nothing but what struct unwind_step bounds, which makes
 * it fit for tests and the fuzzer.
 *
 * Three places a thread can be in: the prologue (undo only the codes that have run), the body (undo all), the
 * epilogue (the unwind codes do not describe it: its instructions are of a fixed form and are carried out).
 */
#ifdef __x86_64__
#include <string.h>
#include <rtl/exception.h>

enum {
    UWOP_PUSH_NONVOL,
    UWOP_ALLOC_LARGE,
    UWOP_ALLOC_SMALL,
    UWOP_SET_FPREG,
    UWOP_SAVE_NONVOL,
    UWOP_SAVE_NONVOL_FAR,
    UWOP_EPILOG, /* version 1: UWOP_SAVE_XMM, never emitted */
    UWOP_SPARE,  /* version 1: UWOP_SAVE_XMM_FAR, never emitted */
    UWOP_SAVE_XMM128,
    UWOP_SAVE_XMM128_FAR,
    UWOP_PUSH_MACHFRAME,
};

struct unwind_info {
    const BYTE *bytes;
    unsigned version, flags, prologue, count, frame_register, frame_offset;
};

static DWORD64 *integer_register(CONTEXT *context, unsigned number)
{
    return &context->Rax + number; /* Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8 … in encoding order */
}

static const BYTE *image_bytes(const struct unwind_step *step, uint64_t rva, uint64_t size)
{
    return rva <= step->image_size && size <= step->image_size - rva ? step->image + rva : NULL;
}

static void *stack_bytes(const struct unwind_step *step, uint64_t address, unsigned size)
{
    if (address < step->stack_low || address > step->stack_high || size > step->stack_high - address)
        return NULL;
    return (void *)(uintptr_t)address;
}

static bool load(struct unwind_step *step, unsigned number, uint64_t address)
{
    DWORD64 *slot = stack_bytes(step, address, 8);
    if (!slot)
        return false;
    memcpy(integer_register(step->context, number), slot, 8);
    if (step->pointers)
        step->pointers->IntegerContext[number] = slot;
    return true;
}

static bool load_xmm(struct unwind_step *step, unsigned number, uint64_t address)
{
    M128A *slot = stack_bytes(step, address, 16);
    if (!slot)
        return false;
    memcpy(&step->context->FltSave.XmmRegisters[number], slot, 16);
    if (step->pointers)
        step->pointers->FloatingContext[number] = slot;
    return true;
}

static bool pop(struct unwind_step *step, DWORD64 *value)
{
    void *slot = stack_bytes(step, step->context->Rsp, 8);
    if (!slot)
        return false;
    memcpy(value, slot, 8);
    step->context->Rsp += 8;
    return true;
}

static bool read_info(const struct unwind_step *step, DWORD rva, struct unwind_info *info)
{
    const BYTE *head = image_bytes(step, rva, 4);
    if (!head)
        return false;
    info->version = head[0] & 7;
    info->flags = head[0] >> 3;
    info->prologue = head[1];
    info->count = head[2];
    info->frame_register = head[3] & 15;
    info->frame_offset = head[3] >> 4;
    info->bytes = image_bytes(step, rva, 4 + 2 * info->count);
    return info->bytes && (info->version == 1 || info->version == 2);
}

/* How many slots a code takes. */
static unsigned code_size(unsigned operation, unsigned detail, unsigned version)
{
    switch (operation) {
    case UWOP_ALLOC_LARGE:
        return detail ? 3 : 2;
    case UWOP_SAVE_NONVOL:
    case UWOP_SAVE_XMM128:
        return 2;
    case UWOP_SAVE_NONVOL_FAR:
    case UWOP_SAVE_XMM128_FAR:
        return 3;
    case UWOP_EPILOG:
        return version == 1 ? 2 : 1;
    case UWOP_SPARE:
        return version == 1 ? 3 : 2;
    default:
        return 1;
    }
}

static unsigned slot_at(const struct unwind_info *info, unsigned index)
{
    return info->bytes[4 + 2 * index] | (unsigned)info->bytes[5 + 2 * index] << 8;
}

/* Undoes the codes that stand for instructions at or before `offset`. */
static bool undo_codes(struct unwind_step *step, const struct unwind_info *info, unsigned offset,
                       bool *machine_frame)
{
    CONTEXT *context = step->context;
    for (unsigned i = 0; i < info->count;) {
        unsigned code = slot_at(info, i), operation = code >> 8 & 15, detail = code >> 12;
        unsigned size = code_size(operation, detail, info->version);
        if (size > info->count - i)
            return false;
        unsigned one = size > 1 ? slot_at(info, i + 1) : 0;
        unsigned far = size > 2 ? one | slot_at(info, i + 2) << 16 : 0;
        i += size;
        if ((code & 0xFF) > offset && !(info->version == 2 && operation == UWOP_EPILOG))
            continue;
        switch (operation) {
        case UWOP_PUSH_NONVOL:
            if (!load(step, detail, context->Rsp))
                return false;
            if (detail != 4)
                context->Rsp += 8;
            break;
        case UWOP_ALLOC_LARGE:
            context->Rsp += detail ? far : one * 8u;
            break;
        case UWOP_ALLOC_SMALL:
            context->Rsp += detail * 8u + 8;
            break;
        case UWOP_SET_FPREG:
            context->Rsp = *integer_register(context, info->frame_register) - info->frame_offset * 16u;
            break;
        case UWOP_SAVE_NONVOL:
            if (!load(step, detail, step->frame + one * 8u))
                return false;
            break;
        case UWOP_SAVE_NONVOL_FAR:
            if (!load(step, detail, step->frame + far))
                return false;
            break;
        case UWOP_SAVE_XMM128:
            if (!load_xmm(step, detail, step->frame + one * 16u))
                return false;
            break;
        case UWOP_SAVE_XMM128_FAR:
            if (!load_xmm(step, detail, step->frame + far))
                return false;
            break;
        case UWOP_PUSH_MACHFRAME: {
            uint64_t at = context->Rsp + (detail ? 8 : 0);
            const BYTE *frame = stack_bytes(step, at, 40);
            if (!frame)
                return false;
            memcpy(&context->Rip, frame, 8);
            memcpy(&context->Rsp, frame + 24, 8);
            *machine_frame = true;
            break;
        }
        case UWOP_EPILOG:
        case UWOP_SPARE: /* nothing to undo */
            break;
        default:
            return false;
        }
    }
    return true;
}

static int32_t read_s32(const BYTE *at)
{
    int32_t value;
    memcpy(&value, at, 4);
    return value;
}

/* The length of an epilogue's last instruction at `code` (a return, or a jump out of the function), or 0. */
static unsigned epilogue_end(const BYTE *code, unsigned available, uint64_t rva, RUNTIME_FUNCTION entry)
{
    if (available >= 1 && code[0] == 0xC3)
        return 1;
    if (available >= 2 && code[0] == 0xF3 && code[1] == 0xC3)
        return 2;
    if (available >= 3 && code[0] == 0xC2)
        return 3;
    uint64_t target;
    if (available >= 5 && code[0] == 0xE9)
        target = rva + 5 + (uint64_t)(int64_t)read_s32(code + 1);
    else if (available >= 2 && code[0] == 0xEB)
        target = rva + 2 + (uint64_t)(int64_t)(int8_t)code[1];
    else {
        unsigned rex = available && (code[0] & 0xF0) == 0x40; /* jmp *mem, jmp *reg: FF /4 */
        if (available >= rex + 2 && code[rex] == 0xFF && (code[rex + 1] & 0x38) == 0x20)
            return 2 + rex;
        return 0;
    }
    /* A jump within the function is no end, unless to its very start (a tail call of itself). */
    return target == entry.BeginAddress || target < entry.BeginAddress || target >= entry.EndAddress ? 5 : 0;
}

/* Whether a call ends at rva. What follows a call is not the bare jump of an epilogue, but may well be a jump
 * to a part of the function that lies elsewhere. */
static bool follows_a_call(const struct unwind_step *step, uint64_t rva)
{
    const BYTE *code = rva >= 7 ? image_bytes(step, rva - 7, 7) : NULL;
    if (!code)
        return false;
    return code[2] == 0xE8 || (code[5] == 0xFF && (code[6] & 0xF8) == 0xD0) ||
           (code[1] == 0xFF && (code[2] & 0x38) == 0x10) || (code[4] == 0xFF && (code[5] & 0xF8) == 0x50);
}

/* Whether pc stands in an epilogue; carries out the rest of it if so. The form is fixed: an optional
 * `add rsp, n` or `lea rsp, [frame + n]`, pops, a return or a jump. */
static bool finish_epilogue(struct unwind_step *step, const struct unwind_info *info, uint64_t rva,
                            RUNTIME_FUNCTION entry, bool *bad)
{
    uint64_t at = rva, limit = entry.EndAddress;
    if (limit < rva || limit - rva > 256)
        limit = rva + 256;
    if (limit > step->image_size)
        limit = step->image_size;
    const BYTE *code = image_bytes(step, rva, limit - rva);
    if (!code)
        return false;
    unsigned size = (unsigned)(limit - rva), i = 0;
    int64_t add = 0;
    int lea = -1;
    if (size >= 4 && code[0] == 0x48 && code[1] == 0x83 && code[2] == 0xC4) {
        add = (int8_t)code[3];
        i = 4;
    } else if (size >= 7 && code[0] == 0x48 && code[1] == 0x81 && code[2] == 0xC4) {
        add = read_s32(code + 3);
        i = 7;
    } else if (size >= 4 && (code[0] & 0xFE) == 0x48 && code[1] == 0x8D && (code[2] & 0x38) == 0x20) {
        unsigned mod = code[2] >> 6, rm = (code[2] & 7) | (code[0] & 1) << 3;
        if (!info->frame_register || rm != info->frame_register || (rm & 7) == 4 || mod == 0 || mod == 3)
            return false;
        if (mod == 2 && size < 7)
            return false;
        lea = (int)rm;
        add = mod == 1 ? (int8_t)code[3] : read_s32(code + 3);
        i = mod == 1 ? 4 : 7;
    }
    unsigned pops[16], count = 0;
    for (;;) {
        if (i < size && (code[i] & 0xF8) == 0x58) {
            if (count == 16)
                return false;
            pops[count++] = code[i] & 7;
            i++;
        } else if (i + 1 < size && (code[i] & 0xF0) == 0x40 && (code[i + 1] & 0xF8) == 0x58) {
            if (count == 16)
                return false;
            pops[count++] = (code[i + 1] & 7) | (code[i] & 1) << 3;
            i += 2;
        } else
            break;
    }
    if (!epilogue_end(code + i, size - i, at + i, entry) || (!i && info->count && follows_a_call(step, rva)))
        return false;
    CONTEXT *context = step->context;
    if (lea >= 0)
        context->Rsp = *integer_register(context, (unsigned)lea);
    context->Rsp += (uint64_t)add;
    for (unsigned k = 0; k < count; k++) {
        if (!load(step, pops[k], context->Rsp)) {
            *bad = true;
            return true;
        }
        if (pops[k] != 4)
            context->Rsp += 8;
    }
    *bad = !pop(step, &context->Rip);
    return true;
}

/* Version 2 lists the epilogues: the first UWOP_EPILOG's offset is their length, each one's position counts
 * back from the function's end. */
static bool in_listed_epilogue(const struct unwind_info *info, uint64_t rva, RUNTIME_FUNCTION entry)
{
    unsigned length = 0;
    for (unsigned i = 0; i < info->count; i++) {
        unsigned code = slot_at(info, i), distance;
        if ((code >> 8 & 15) != UWOP_EPILOG)
            break;
        if (!i) {
            length = code & 0xFF;
            if (!(code >> 12 & 1)) /* no epilogue at the end itself */
                continue;
            distance = length;
        } else
            distance = (code & 0xFF) | (code >> 12) << 8;
        if (distance && distance <= entry.EndAddress - entry.BeginAddress &&
            rva - (entry.EndAddress - distance) < length)
            return true;
    }
    return false;
}

/* The frame pointer holds once the prologue has set it. */
static bool frame_is_set(const struct unwind_info *info, uint64_t offset)
{
    if (!info->frame_register)
        return false;
    if (offset >= info->prologue || (info->flags & UNW_FLAG_CHAININFO))
        return true;
    for (unsigned i = 0; i < info->count;) {
        unsigned code = slot_at(info, i), operation = code >> 8 & 15;
        if (operation == UWOP_SET_FPREG)
            return offset >= (code & 0xFF);
        i += code_size(operation, code >> 12, info->version);
    }
    return false;
}

bool unwind_pdata_step(struct unwind_step *step, uint64_t pc, RUNTIME_FUNCTION entry, DWORD handler_type)
{
    CONTEXT *context = step->context;
    struct unwind_info info;
    bool machine_frame = false, bad = false, first = true;
    uint64_t rva = pc - (uint64_t)(uintptr_t)step->image;
    step->handler = 0;
    step->handler_data = NULL;
    step->frame = context->Rsp;
    for (unsigned hops = 0; hops < 32; hops++) {
        /* An odd address of unwind data is that of another entry, which holds the data. */
        if (entry.UnwindData & 1) {
            const BYTE *other = image_bytes(step, entry.UnwindData & ~1u, sizeof(entry));
            if (!other)
                return false;
            memcpy(&entry, other, sizeof(entry));
            continue;
        }
        if (!read_info(step, entry.UnwindData, &info))
            return false;
        uint64_t offset = first ? rva - entry.BeginAddress : ~0ull;
        if (first) {
            step->frame = frame_is_set(&info, offset)
                              ? *integer_register(context, info.frame_register) - info.frame_offset * 16u
                              : context->Rsp;
            bool in_prologue = offset < info.prologue;
            if (!in_prologue && (info.version == 1 || in_listed_epilogue(&info, rva, entry)) &&
                finish_epilogue(step, &info, rva, entry, &bad))
                return !bad;
        } else if (info.frame_register)
            step->frame = *integer_register(context, info.frame_register) - info.frame_offset * 16u;
        if (!undo_codes(step, &info, offset > 255 ? 255 : (unsigned)offset, &machine_frame))
            return false;
        DWORD after = entry.UnwindData + 4 + 2 * ((info.count + 1) & ~1u);
        if (info.flags & UNW_FLAG_CHAININFO) {
            const BYTE *chained = image_bytes(step, after, sizeof(entry));
            if (!chained)
                return false;
            memcpy(&entry, chained, sizeof(entry));
            first = false;
            continue;
        }
        if ((info.flags & handler_type) && offset >= info.prologue) {
            const BYTE *handler = image_bytes(step, after, 4);
            if (!handler)
                return false;
            memcpy(&step->handler, handler, 4);
            step->handler_data = handler + 4;
        }
        return machine_frame || pop(step, &context->Rip);
    }
    return false;
}
#endif
