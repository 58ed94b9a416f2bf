/* SPDX-License-Identifier: MIT
 *
 * One step up the stack through our own code, by .eh_frame (DWARF 5 section 6.4, the LSB's "Exception
 * Frames"). GCC writes there what a function of the Windows calling convention saves, RSI, RDI and XMM6-15
 * included, so an exception that is raised in a guest callback finds its way up through us without any cost
 * on the way down.
 *
 * _dl_find_object names the object that holds an address without a lock; the object's .eh_frame_hdr is a
 * sorted table. Nothing here allocates. The data is our own executable's and libc's: trusted, but bounded.
 */
#ifdef __x86_64__
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include "eh_frame.h"
#include <rtl/exception.h>

#define STATES 4 /* DW_CFA_remember_state may nest; compilers go one deep */

enum rule_kind {
    RULE_SAME,
    RULE_UNDEFINED,
    RULE_OFFSET,
    RULE_VAL_OFFSET,
    RULE_REGISTER,
    RULE_EXPRESSION,
    RULE_VAL_EXPRESSION
};

struct rule {
    uint8_t kind;
    int32_t value;             /* offset from the CFA, or register */
    const uint8_t *expression; /* its length as ULEB128, then its operations */
};

struct rows {
    struct rule rules[COLUMNS];
    unsigned cfa_register;
    int64_t cfa_offset;
    const uint8_t *cfa_expression; /* NULL: register + offset */
};

struct cie {
    const uint8_t *instructions, *end;
    uint64_t code_align;
    int64_t data_align;
    uint8_t encoding; /* of the FDE's addresses */
    bool augmented;
};

/* A DW_EH_PE_* encoded address, without indirection. */
static uint64_t read_encoded(const uint8_t **at, uint8_t encoding)
{
    uint64_t place = (uint64_t)(uintptr_t)*at, value;
    switch (encoding & 0x0F) {
    case 0x02:
        value = EH_READ(uint16_t, at);
        break;
    case 0x03:
        value = EH_READ(uint32_t, at);
        break;
    case 0x0A:
        value = (uint64_t)(int64_t)EH_READ(int16_t, at);
        break;
    case 0x0B:
        value = (uint64_t)(int64_t)EH_READ(int32_t, at);
        break;
    case 0x01:
        value = eh_uleb(at);
        break;
    case 0x09:
        value = (uint64_t)eh_sleb(at);
        break;
    default:
        value = EH_READ(uint64_t, at);
    }
    if ((encoding & 0x70) == 0x10)
        value += place;
    return value;
}

/* The FDE that covers pc, by the sorted table; NULL: none. */
static const uint8_t *find_fde(const uint8_t *header, uint64_t pc)
{
    /* version 1, eh_frame: any, count: udata4, table: datarel sdata4; every linker writes these */
    if (header[0] != 1 || header[2] != 0x03 || header[3] != 0x3B)
        return NULL;
    const uint8_t *at = header + 4;
    read_encoded(&at, header[1]);
    uint32_t count = EH_READ(uint32_t, &at);
    const struct {
        int32_t start, fde;
    } *table = (const void *)at;
    int64_t offset = (int64_t)(pc - (uint64_t)(uintptr_t)header);
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (table[middle].start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? header + table[low - 1].fde : NULL;
}

static bool read_cie(const uint8_t *at, struct cie *cie)
{
    uint32_t length = EH_READ(uint32_t, &at);
    cie->end = at + length;
    if (length == 0xFFFFFFFF || EH_READ(uint32_t, &at))
        return false;
    uint8_t version = *at++;
    const char *augmentation = (const char *)at;
    at += strlen(augmentation) + 1;
    cie->code_align = eh_uleb(&at);
    cie->data_align = eh_sleb(&at);
    if (version == 1)
        at++;
    else
        eh_uleb(&at);
    cie->encoding = 0;
    cie->augmented = augmentation[0] == 'z';
    if (cie->augmented) {
        uint64_t size = eh_uleb(&at);
        const uint8_t *after = at + size;
        for (const char *c = augmentation + 1; *c; c++) {
            if (*c == 'R')
                cie->encoding = *at++;
            else if (*c == 'P') {
                uint8_t encoding = *at++;
                read_encoded(&at, encoding);
            } else if (*c == 'L')
                at++;
            else if (*c != 'S' && *c != 'B')
                break;
        }
        at = after;
    } else if (augmentation[0])
        return false;
    cie->instructions = at;
    return true;
}

static void set_rule(struct rows *rows, uint64_t column, enum rule_kind kind, int64_t value,
                     const uint8_t *expression)
{
    if (column < COLUMNS)
        rows->rules[column] = (struct rule){(uint8_t)kind, (int32_t)value, expression};
}

static const uint8_t *skip_expression(const uint8_t **at)
{
    const uint8_t *expression = *at;
    uint64_t length = eh_uleb(at);
    *at += length;
    return expression;
}

/* Runs call frame instructions until the row for `limit` is complete. */
static bool run_instructions(const struct cie *cie, const uint8_t *at, const uint8_t *end, uint64_t pc,
                             uint64_t limit, struct rows *rows, const struct rows *initial)
{
    struct rows saved[STATES];
    unsigned depth = 0;
    while (at < end && pc <= limit) {
        uint8_t code = *at++;
        uint64_t column, value;
        switch (code & 0xC0) {
        case 0x40:
            pc += (code & 0x3F) * cie->code_align;
            continue;
        case 0x80:
            set_rule(rows, code & 0x3F, RULE_OFFSET, (int64_t)eh_uleb(&at) * cie->data_align, NULL);
            continue;
        case 0xC0:
            if ((code & 0x3F) < COLUMNS)
                rows->rules[code & 0x3F] = initial->rules[code & 0x3F];
            continue;
        default:
            break;
        }
        switch (code) {
        case 0x00: /* nop */
            break;
        case 0x01: /* set_loc */
            pc = read_encoded(&at, cie->encoding);
            break;
        case 0x02: /* advance_loc1, 2, 4 */
            pc += EH_READ(uint8_t, &at) * cie->code_align;
            break;
        case 0x03:
            pc += EH_READ(uint16_t, &at) * cie->code_align;
            break;
        case 0x04:
            pc += EH_READ(uint32_t, &at) * cie->code_align;
            break;
        case 0x05: /* offset_extended */
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_OFFSET, (int64_t)eh_uleb(&at) * cie->data_align, NULL);
            break;
        case 0x06: /* restore_extended */
            column = eh_uleb(&at);
            if (column < COLUMNS)
                rows->rules[column] = initial->rules[column];
            break;
        case 0x07: /* undefined, same_value */
            set_rule(rows, eh_uleb(&at), RULE_UNDEFINED, 0, NULL);
            break;
        case 0x08:
            set_rule(rows, eh_uleb(&at), RULE_SAME, 0, NULL);
            break;
        case 0x09: /* register */
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_REGISTER, (int64_t)eh_uleb(&at), NULL);
            break;
        case 0x0A: /* remember_state, restore_state */
            if (depth == STATES)
                return false;
            saved[depth++] = *rows;
            break;
        case 0x0B:
            if (!depth)
                return false;
            *rows = saved[--depth];
            break;
        case 0x0C: /* def_cfa, _register, _offset, _expression */
            rows->cfa_register = (unsigned)eh_uleb(&at);
            rows->cfa_offset = (int64_t)eh_uleb(&at);
            rows->cfa_expression = NULL;
            break;
        case 0x0D:
            rows->cfa_register = (unsigned)eh_uleb(&at);
            break;
        case 0x0E:
            rows->cfa_offset = (int64_t)eh_uleb(&at);
            break;
        case 0x0F:
            rows->cfa_expression = skip_expression(&at);
            break;
        case 0x10: /* expression, val_expression */
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_EXPRESSION, 0, skip_expression(&at));
            break;
        case 0x16:
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_VAL_EXPRESSION, 0, skip_expression(&at));
            break;
        case 0x11: /* offset_extended_sf */
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_OFFSET, eh_sleb(&at) * cie->data_align, NULL);
            break;
        case 0x12: /* def_cfa_sf, def_cfa_offset_sf */
            rows->cfa_register = (unsigned)eh_uleb(&at);
            rows->cfa_offset = eh_sleb(&at) * cie->data_align;
            rows->cfa_expression = NULL;
            break;
        case 0x13:
            rows->cfa_offset = eh_sleb(&at) * cie->data_align;
            break;
        case 0x14: /* val_offset, val_offset_sf */
            column = eh_uleb(&at);
            value = eh_uleb(&at);
            set_rule(rows, column, RULE_VAL_OFFSET, (int64_t)value * cie->data_align, NULL);
            break;
        case 0x15:
            column = eh_uleb(&at);
            set_rule(rows, column, RULE_VAL_OFFSET, eh_sleb(&at) * cie->data_align, NULL);
            break;
        case 0x2E: /* GNU_args_size */
            eh_uleb(&at);
            break;
        default:
            return false;
        }
    }
    return true;
}

/* Carries a row out: the caller's registers replace the callee's. */
static bool apply(const struct rows *rows, CONTEXT *context, KNONVOLATILE_CONTEXT_POINTERS *pointers)
{
    uint64_t stack[16], cfa;
    /* Rules read the callee's registers; only these may be the source of others. */
    DWORD64 before[17];
    memcpy(before, &context->Rax, 16 * 8);
    before[16] = context->Rip;
    if (rows->cfa_expression) {
        if (!eh_evaluate(rows->cfa_expression, context, stack, 0, &cfa))
            return false;
    } else {
        DWORD64 *base = eh_register(context, rows->cfa_register);
        if (!base)
            return false;
        cfa = *base + (uint64_t)rows->cfa_offset;
    }
    CONTEXT *old = context;
    DWORD64 result[17];
    memcpy(result, before, sizeof(result));
    result[4] = cfa; /* Rsp, in the order of a CONTEXT */
    for (unsigned column = 0; column < COLUMNS; column++) {
        const struct rule *rule = &rows->rules[column];
        uint64_t address = cfa + (uint64_t)(int64_t)rule->value, value;
        if (rule->kind == RULE_SAME)
            continue;
        DWORD64 *home = eh_register(old, column);
        unsigned index = column == COLUMN_RIP ? 16 : home ? (unsigned)(home - &old->Rax) : 0;
        switch (rule->kind) {
        case RULE_UNDEFINED:
            if (column == COLUMN_RIP)
                result[16] = 0;
            continue;
        case RULE_EXPRESSION:
            stack[0] = cfa;
            if (!eh_evaluate(rule->expression, old, stack, 1, &address))
                return false;
            /* fall through */
        case RULE_OFFSET:
            if (!home) {
                memcpy(&old->FltSave.XmmRegisters[column - COLUMN_XMM], (const void *)(uintptr_t)address, 16);
                if (pointers)
                    pointers->FloatingContext[column - COLUMN_XMM] = (M128A *)(uintptr_t)address;
                continue;
            }
            memcpy(&result[index], (const void *)(uintptr_t)address, 8);
            if (pointers && index < 16)
                pointers->IntegerContext[index] = (DWORD64 *)(uintptr_t)address;
            continue;
        case RULE_VAL_EXPRESSION:
            stack[0] = cfa;
            if (!eh_evaluate(rule->expression, old, stack, 1, &value))
                return false;
            break;
        case RULE_VAL_OFFSET:
            value = address;
            break;
        default: { /* RULE_REGISTER */
            DWORD64 *source = eh_register(old, (unsigned)rule->value);
            if (!source)
                return false;
            value = *source;
        }
        }
        if (home)
            result[index] = value;
    }
    memcpy(&context->Rax, result, 16 * 8);
    context->Rip = result[16];
    return true;
}

/* Whether a call instruction ends at pc: then pc is a return address, and the call itself is what the tables
 * are asked for (it may be the last instruction of a function that the callee does not return to). */
static bool is_return_address(const uint8_t *pc)
{
    return pc[-5] == 0xE8 || (pc[-2] == 0xFF && (pc[-1] & 0xF8) == 0xD0) ||
           (pc[-6] == 0xFF && (pc[-5] & 0x38) == 0x10) || (pc[-3] == 0xFF && (pc[-2] & 0xF8) == 0x50) ||
           (pc[-7] == 0xFF && pc[-6] == 0x14) || (pc[-4] == 0xFF && pc[-3] == 0x54);
}

bool unwind_elf_object(uint64_t pc, uint64_t *start, uint64_t *end)
{
    struct dl_find_object object;
    if (_dl_find_object((void *)(uintptr_t)pc, &object))
        return false;
    *start = (uint64_t)(uintptr_t)object.dlfo_map_start;
    *end = (uint64_t)(uintptr_t)object.dlfo_map_end;
    return true;
}

bool unwind_elf_name(uint64_t pc, uint64_t *start, const char **name)
{
    struct dl_find_object object;
    if (_dl_find_object((void *)(uintptr_t)pc, &object))
        return false;
    const char *path = object.dlfo_link_map->l_name, *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    *start = object.dlfo_link_map->l_addr;
    return true;
}

/* An FDE, taken apart. */
struct fde {
    struct cie cie;
    uint64_t start;
    const uint8_t *instructions, *end;
};

/* The FDE of the function that pc lies in. */
static bool open_fde(uint64_t pc, const struct dl_find_object *object, struct fde *fde)
{
    const uint8_t *at = object->dlfo_eh_frame ? find_fde(object->dlfo_eh_frame, pc) : NULL;
    if (!at)
        return false;
    uint32_t length = EH_READ(uint32_t, &at);
    fde->end = at + length;
    const uint8_t *id = at;
    uint32_t distance = EH_READ(uint32_t, &at);
    if (length == 0xFFFFFFFF || !distance || !read_cie(id - distance, &fde->cie))
        return false;
    fde->start = read_encoded(&at, fde->cie.encoding);
    if (pc - fde->start >= read_encoded(&at, fde->cie.encoding & 0x0F))
        return false;
    if (fde->cie.augmented) {
        uint64_t skip = eh_uleb(&at);
        at += skip;
    }
    fde->instructions = at;
    return true;
}

bool unwind_elf_function(uint64_t pc, uint64_t *start)
{
    struct dl_find_object object;
    struct fde fde;
    if (_dl_find_object((void *)(uintptr_t)pc, &object) || !open_fde(pc, &object, &fde))
        return false;
    *start = fde.start;
    return true;
}

/* ---- rows that were worked out before ---- */

/* An unwind passes the same few places of ours each time: the way from a raise to its handler. Their rows are
 * kept in a small form, which nearly all have (registers at offsets from a CFA that is a register and an
 * offset). Our own code only: it is never unmapped. An entry is written by whoever makes its sequence odd;
 * a reader that sees the sequence change takes the long way. */
#define KEPT_ROWS 64
#define KEPT_MOST 20

struct kept_row {
    uint32_t sequence;
    uint8_t cfa_register, count;
    int32_t cfa_offset;
    uint64_t pc;
    struct {
        int32_t column : 8, offset : 24;
    } saved[KEPT_MOST];
};
static struct kept_row kept_rows[KEPT_ROWS] __attribute__((aligned(64)));

static struct kept_row *kept_place(uint64_t pc)
{
    return &kept_rows[(pc ^ pc >> 6) % KEPT_ROWS];
}

static void keep_row(uint64_t pc, const struct rows *rows)
{
    struct kept_row row = {
        .pc = pc, .cfa_register = (uint8_t)rows->cfa_register, .cfa_offset = (int32_t)rows->cfa_offset};
    if (rows->cfa_expression || row.cfa_offset != rows->cfa_offset)
        return;
    for (int column = 0; column < COLUMNS; column++) {
        const struct rule *rule = &rows->rules[column];
        if (rule->kind == RULE_SAME)
            continue;
        if (rule->kind != RULE_OFFSET || row.count == KEPT_MOST || rule->value >= 1 << 23 ||
            rule->value < -(1 << 23))
            return;
        row.saved[row.count].column = column;
        row.saved[row.count++].offset = rule->value;
    }
    struct kept_row *place = kept_place(pc);
    uint32_t sequence = __atomic_load_n(&place->sequence, __ATOMIC_RELAXED);
    if (sequence & 1 || !__atomic_compare_exchange_n(&place->sequence, &sequence, sequence + 1, false,
                                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    memcpy((char *)place + sizeof(uint32_t), (char *)&row + sizeof(uint32_t), sizeof(row) - sizeof(uint32_t));
    __atomic_store_n(&place->sequence, sequence + 2, __ATOMIC_RELEASE);
}

static bool find_kept(uint64_t pc, struct kept_row *row)
{
    const struct kept_row *place = kept_place(pc);
    uint32_t sequence = __atomic_load_n(&place->sequence, __ATOMIC_ACQUIRE);
    if (sequence & 1 || place->pc != pc)
        return false;
    memcpy(row, place, sizeof(*row));
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(&place->sequence, __ATOMIC_RELAXED) == sequence && row->pc == pc;
}

static void apply_kept(const struct kept_row *row, CONTEXT *context, KNONVOLATILE_CONTEXT_POINTERS *pointers)
{
    uint64_t cfa = *eh_register(context, row->cfa_register) + (uint64_t)(int64_t)row->cfa_offset;
    context->Rsp = cfa;
    for (unsigned i = 0; i < row->count; i++) {
        void *at = (void *)(uintptr_t)(cfa + (uint64_t)(int64_t)row->saved[i].offset);
        unsigned column = (unsigned)row->saved[i].column;
        if (column >= COLUMN_XMM) {
            memcpy(&context->FltSave.XmmRegisters[column - COLUMN_XMM], at, 16);
            if (pointers)
                pointers->FloatingContext[column - COLUMN_XMM] = at;
        } else {
            DWORD64 *home = eh_register(context, column);
            memcpy(home, at, 8);
            if (pointers && column != COLUMN_RIP)
                pointers->IntegerContext[home - &context->Rax] = at;
        }
    }
}

static bool is_our_code(uint64_t pc)
{
    extern const char __executable_start[], _end[];
    return pc - (uint64_t)(uintptr_t)__executable_start < (uint64_t)(_end - __executable_start);
}

/* Below a handler that is being asked stand frames of ours that dispatch its exception, and hold nothing. The
 * walk goes from the handler's call to where the exception was raised at once: what the dispatcher's frames
 * would lead to, a good deal later. */
static bool skip_dispatcher(CONTEXT *context)
{
    extern const char execute_exception_handler_return[];
    if (context->Rip != (uintptr_t)execute_exception_handler_return)
        return false;
    const struct search *search = *(struct search **)(uintptr_t)(context->Rsp + 32); /* context_amd64.S */
    memcpy(&context->Rax, search->integers, sizeof(search->integers));
    memcpy(&context->FltSave.XmmRegisters[6], search->xmm, sizeof(search->xmm));
    return true;
}

bool unwind_elf_step(CONTEXT *context, KNONVOLATILE_CONTEXT_POINTERS *pointers)
{
    struct kept_row kept;
    bool ours = is_our_code(context->Rip);
    if (ours && !pointers && skip_dispatcher(context))
        return true;
    if (ours && find_kept(context->Rip, &kept)) {
        apply_kept(&kept, context, pointers);
        return true;
    }
    struct dl_find_object object;
    struct fde fde;
    struct rows rows = {0}, initial;
    uint64_t pc = context->Rip;
    if (_dl_find_object((void *)(uintptr_t)pc, &object))
        return false;
    if (pc - (uint64_t)(uintptr_t)object.dlfo_map_start > 7 &&
        is_return_address((const uint8_t *)(uintptr_t)pc))
        pc--;
    if (!open_fde(pc, &object, &fde) ||
        !run_instructions(&fde.cie, fde.cie.instructions, fde.cie.end, 0, 0, &rows, &rows))
        return false;
    initial = rows;
    if (!run_instructions(&fde.cie, fde.instructions, fde.end, fde.start, pc, &rows, &initial))
        return false;
    if (ours)
        keep_row(context->Rip, &rows);
    return apply(&rows, context, pointers);
}
#endif
