/* SPDX-License-Identifier: MIT
 *
 * Reading the tables of C++ exceptions (eh_tables.h). The plain ones are those that clang emits as well
 * (llvm/lib/CodeGen/AsmPrinter/WinException.cpp). The compressed ones are described in "Making C++ Exception
 * Handling Smaller On x64" (Microsoft's C++ team blog); what it leaves open was read off real programs:
 *
 *     header       one byte of flags, then the RVAs that they announce
 *     unwind map   count; per state: (bytes back to the state after it) << 2 | kind, action, object
 *     try map      count; per block: low, high, catch_high, RVA of its handlers
 *     handlers     count; per handler: one byte of flags, then what they announce, and where to go on
 *     states       count; per change: bytes since the one before, state + 1
 *
 * Numbers are unsigned and 1 to 5 bytes long; the low bits of the first one say how long. A state whose way
 * back leads before the first entry is followed by none.
 */
#include <string.h>
#include "eh_tables.h"

#define MAGIC_FIRST 0x19930520u
#define MAGIC_LAST  0x19930522u

#define FUNC_SYNCHRONOUS 1u
#define FUNC_NO_THROW    4u

struct plain_function {
    DWORD magic; /* 29 bits, and flags of the compiler's */
    DWORD state_count, unwind_map, try_count, try_map, ip_count, ip_map;
    DWORD unwind_help, specifications, flags;
};

struct plain_unwind {
    int32_t to_state;
    DWORD action;
};

struct plain_try {
    int32_t low, high, catch_high;
    DWORD handler_count, handlers;
};

struct plain_handler {
    DWORD adjectives, type, object, code, parent;
};

struct plain_state {
    DWORD ip;
    int32_t state;
};

/* ---- bounded reading ---- */

static bool fetch(struct eh_tables *tables, uint64_t rva, void *to, size_t size)
{
    if (tables->bad || rva > tables->size || tables->size - rva < size) {
        tables->bad = true;
        memset(to, 0, size);
        return false;
    }
    memcpy(to, tables->base + rva, size);
    return true;
}

static bool fetch_row(struct eh_tables *tables, DWORD table, DWORD index, void *to, size_t size)
{
    return fetch(tables, table + (uint64_t)index * size, to, size);
}

static BYTE next_byte(struct eh_tables *tables, DWORD *at)
{
    BYTE value;
    if (fetch(tables, *at, &value, 1))
        ++*at;
    return value;
}

static DWORD next_rva(struct eh_tables *tables, DWORD *at)
{
    DWORD value;
    if (fetch(tables, *at, &value, 4))
        *at += 4;
    return value;
}

static DWORD next_number(struct eh_tables *tables, DWORD *at)
{
    BYTE first = next_byte(tables, at), more[4] = {0};
    unsigned length = !(first & 1) ? 0 : !(first & 2) ? 1 : !(first & 4) ? 2 : !(first & 8) ? 3 : 4;
    if (!fetch(tables, *at, more, length))
        return 0;
    *at += length;
    uint64_t value = first;
    for (unsigned i = 0; i < length; i++)
        value |= (uint64_t)more[i] << (8 + 8 * i);
    return (DWORD)(value >> (length == 4 ? 8 : length + 1));
}

/* ---- the function ---- */

bool eh_open_plain(struct eh_tables *tables, DWORD rva)
{
    struct plain_function function = {0};
    tables->compressed = tables->bad = tables->funclet = tables->separated = false;
    tables->parent = 0;
    size_t short_size = offsetof(struct plain_function, specifications);
    if (!fetch(tables, rva, &function, short_size))
        return false;
    DWORD magic = function.magic & 0x1FFFFFFF;
    if (magic < MAGIC_FIRST || magic > MAGIC_LAST)
        return false;
    if (magic == MAGIC_LAST && !fetch(tables, rva, &function, sizeof(function)))
        return false;
    tables->synchronous = function.flags & FUNC_SYNCHRONOUS;
    tables->no_throw = function.flags & FUNC_NO_THROW;
    tables->unwind_map = function.unwind_map;
    tables->try_map = function.try_map;
    tables->ip_map = function.ip_map;
    tables->state_count = function.state_count;
    tables->try_count = function.try_count;
    tables->ip_count = function.ip_count;
    return true;
}

enum {
    HEADER_FUNCLET = 1,
    HEADER_SEPARATED = 2,
    HEADER_BLOCKS = 4, /* the compiler moved blocks; a number of its own follows */
    HEADER_UNWIND_MAP = 8,
    HEADER_TRY_MAP = 16,
    HEADER_SYNCHRONOUS = 32,
    HEADER_NO_THROW = 64
};

/* The count that a compressed table begins with; `at` then is its first entry. */
static DWORD open_table(struct eh_tables *tables, DWORD *at)
{
    return *at ? next_number(tables, at) : 0;
}

bool eh_open_compressed(struct eh_tables *tables, DWORD rva)
{
    tables->compressed = true;
    tables->bad = false;
    DWORD at = rva;
    BYTE header = next_byte(tables, &at);
    tables->funclet = header & HEADER_FUNCLET;
    tables->separated = header & HEADER_SEPARATED;
    tables->synchronous = header & HEADER_SYNCHRONOUS;
    tables->no_throw = header & HEADER_NO_THROW;
    if (header & HEADER_BLOCKS)
        next_number(tables, &at);
    tables->unwind_map = header & HEADER_UNWIND_MAP ? next_rva(tables, &at) : 0;
    tables->try_map = header & HEADER_TRY_MAP ? next_rva(tables, &at) : 0;
    tables->ip_map = next_rva(tables, &at);
    tables->parent = tables->funclet ? next_number(tables, &at) : 0;
    tables->state_count = open_table(tables, &tables->unwind_map);
    tables->try_count = open_table(tables, &tables->try_map);
    tables->ip_count = open_table(tables, &tables->ip_map);
    if (tables->separated) { /* one table per piece, found by where the piece starts */
        DWORD pieces = tables->ip_count;
        at = tables->ip_map;
        tables->ip_map = tables->ip_count = 0;
        for (DWORD i = 0; i < pieces && !tables->bad; i++) {
            DWORD begin = next_rva(tables, &at), map = next_rva(tables, &at);
            if (begin == tables->begin && !tables->bad) {
                tables->ip_map = map;
                tables->ip_count = open_table(tables, &tables->ip_map);
                break;
            }
        }
    }
    return !tables->bad;
}

/* ---- states ---- */

int32_t eh_state_at(struct eh_tables *tables, DWORD rva)
{
    struct plain_state row;
    if (tables->compressed) {
        DWORD at = tables->ip_map, ip = tables->begin;
        int32_t state = -1;
        for (DWORD i = 0; i < tables->ip_count; i++) {
            DWORD distance = next_number(tables, &at), next = next_number(tables, &at);
            if (tables->bad || distance > rva - ip || rva < ip)
                break;
            ip += distance;
            state = (int32_t)(next - 1);
        }
        return state;
    }
    DWORD low = 0, high = tables->ip_count;
    while (low < high) {
        DWORD middle = low + (high - low) / 2;
        if (!fetch_row(tables, tables->ip_map, middle, &row, sizeof(row)))
            return -1;
        if (row.ip <= rva)
            low = middle + 1;
        else
            high = middle;
    }
    return low && fetch_row(tables, tables->ip_map, low - 1, &row, sizeof(row)) ? row.state : -1;
}

/* Reads one entry of the compressed map; where it leads back to is a position, -1 for before all. */
static bool next_unwind(struct eh_tables *tables, DWORD *at, struct eh_unwind *unwind, int64_t *back)
{
    DWORD start = *at, number = next_number(tables, at), distance = number >> 2;
    unwind->kind = (enum eh_action)(number & 3);
    unwind->action = unwind->kind != EH_NOTHING ? next_rva(tables, at) : 0;
    unwind->object = unwind->kind == EH_OBJECT || unwind->kind == EH_POINTER ? next_number(tables, at) : 0;
    *back = (int64_t)start - distance;
    if (!distance)
        tables->bad = true;
    return !tables->bad;
}

static bool compressed_unwind(struct eh_tables *tables, DWORD state, struct eh_unwind *unwind)
{
    int64_t back, ignored;
    struct eh_unwind other;
    DWORD at = tables->unwind_map;
    for (DWORD i = 0; i <= state; i++)
        if (!next_unwind(tables, &at, unwind, &back))
            return false;
    unwind->to_state = -1;
    if (back < (int64_t)tables->unwind_map)
        return true;
    at = tables->unwind_map;
    for (DWORD i = 0; i < state; i++) {
        if (at == back) {
            unwind->to_state = (int32_t)i;
            return true;
        }
        if (!next_unwind(tables, &at, &other, &ignored))
            return false;
    }
    tables->bad = true; /* into the middle of an entry */
    return false;
}

bool eh_unwind_at(struct eh_tables *tables, int32_t state, struct eh_unwind *unwind)
{
    struct plain_unwind row;
    if (state < 0 || (DWORD)state >= tables->state_count)
        return false;
    if (tables->compressed)
        return compressed_unwind(tables, (DWORD)state, unwind);
    if (!fetch_row(tables, tables->unwind_map, (DWORD)state, &row, sizeof(row)))
        return false;
    *unwind = (struct eh_unwind){
        .to_state = row.to_state, .kind = row.action ? EH_FUNCLET : EH_NOTHING, .action = row.action};
    return true;
}

/* ---- try blocks and handlers ---- */

struct eh_cursor eh_try_blocks(struct eh_tables *tables)
{
    return (struct eh_cursor){tables->try_map, tables->try_count};
}

bool eh_next_try(struct eh_tables *tables, struct eh_cursor *cursor, struct eh_try *block)
{
    if (!cursor->left || tables->bad)
        return false;
    cursor->left--;
    if (tables->compressed) {
        block->low = (int32_t)next_number(tables, &cursor->at);
        block->high = (int32_t)next_number(tables, &cursor->at);
        block->catch_high = (int32_t)next_number(tables, &cursor->at);
        block->handlers.at = next_rva(tables, &cursor->at);
        block->handlers.left = open_table(tables, &block->handlers.at);
        return !tables->bad;
    }
    struct plain_try row;
    if (!fetch(tables, cursor->at, &row, sizeof(row)))
        return false;
    cursor->at += sizeof(row);
    block->low = row.low;
    block->high = row.high;
    block->catch_high = row.catch_high;
    block->handlers = (struct eh_cursor){row.handlers, row.handler_count};
    return true;
}

enum { HANDLER_HAS_ADJECTIVES = 1, HANDLER_HAS_TYPE = 2, HANDLER_HAS_OBJECT = 4, HANDLER_CONTINUES_RVA = 8 };

static bool next_compressed_handler(struct eh_tables *tables, DWORD *at, struct eh_handler *handler)
{
    BYTE flags = next_byte(tables, at);
    handler->adjectives = flags & HANDLER_HAS_ADJECTIVES ? next_number(tables, at) : 0;
    handler->type = flags & HANDLER_HAS_TYPE ? next_rva(tables, at) : 0;
    handler->object = flags & HANDLER_HAS_OBJECT ? next_number(tables, at) : 0;
    handler->code = next_rva(tables, at);
    handler->continuations = flags >> 4 & 3;
    if (handler->continuations > 2)
        tables->bad = true;
    for (unsigned i = 0; i < handler->continuations && !tables->bad; i++)
        handler->continuation[i] =
            flags & HANDLER_CONTINUES_RVA ? next_rva(tables, at) : tables->begin + next_number(tables, at);
    return !tables->bad;
}

bool eh_next_handler(struct eh_tables *tables, struct eh_cursor *cursor, struct eh_handler *handler)
{
    if (!cursor->left || tables->bad)
        return false;
    cursor->left--;
    memset(handler, 0, sizeof(*handler));
    if (tables->compressed)
        return next_compressed_handler(tables, &cursor->at, handler);
    struct plain_handler row;
    if (!fetch(tables, cursor->at, &row, sizeof(row)))
        return false;
    cursor->at += sizeof(row);
    handler->adjectives = row.adjectives;
    handler->type = row.type;
    handler->object = row.object;
    handler->code = row.code;
    handler->parent = row.parent;
    return true;
}

DWORD eh_function_begin(const struct eh_tables *tables, DWORD begin, DWORD unwind_info)
{
    struct eh_tables reader = *tables;
    reader.bad = false;
    for (int depth = 0; depth < 32;
         depth++) { /* UNWIND_INFO: version and flags, prolog, count of codes, frame */
        BYTE head[4];
        DWORD next[3];
        if (!fetch(&reader, unwind_info, head, sizeof(head)) || !(head[0] >> 3 & 4))
            break;
        if (!fetch(&reader, unwind_info + 4 + 2 * (uint64_t)((head[2] + 1u) & ~1u), next, sizeof(next)))
            break;
        begin = next[0];
        unwind_info = next[2];
    }
    return begin;
}
