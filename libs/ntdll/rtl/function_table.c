/* SPDX-License-Identifier: MIT
 *
 * Which function an address belongs to: by .pdata of its module, by a table that the program registered for
 * code that it generates ("RtlAddFunctionTable" and its relatives), or, for our own code, by one pseudo entry
 * that stands for all of it (unwind.c says why).
 */
#include <stdlib.h>
#include "exception.h"
#include "../ldr/ldr.h"

#ifdef __x86_64__

static RUNTIME_FUNCTION elf_function = {0, 0xFFFFFFFF, ELF_UNWIND_DATA};

/* Tables that the program registered. Readers take no lock: the list is only ever prepended to, entries are
 * never freed, and an entry that was deleted has no range any more. */
struct dynamic_table {
    struct dynamic_table *next;
    uint64_t base, start, end; /* start == end: deleted, free for reuse by nobody */
    RUNTIME_FUNCTION *functions;
    DWORD count;
    bool growable;
    PGET_RUNTIME_FUNCTION_CALLBACK callback;
    PVOID context;
    uint64_t identifier;
};
static struct dynamic_table *dynamic_tables;

static struct dynamic_table *add_table(struct dynamic_table table)
{
    struct dynamic_table *entry = malloc(sizeof(*entry));
    if (!entry)
        return NULL;
    *entry = table;
    entry->next = __atomic_load_n(&dynamic_tables, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&dynamic_tables, &entry->next, entry, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED))
        ;
    return entry;
}

static void remove_table(struct dynamic_table *table)
{
    __atomic_store_n(&table->end, 0, __ATOMIC_RELEASE);
}

/* The entry that covers an RVA in a sorted table. An entry of generated code may leave its end open. */
static RUNTIME_FUNCTION *search(RUNTIME_FUNCTION *functions, DWORD count, DWORD rva)
{
    RUNTIME_FUNCTION *base = functions;
    if (!count)
        return NULL;
    while (count > 1) { /* no branch depends on what is compared: the addresses have no pattern to predict */
        DWORD half = count / 2;
        base = base[half].BeginAddress <= rva ? base + half : base;
        count -= half;
    }
    return base->BeginAddress <= rva && rva < base->EndAddress ? base : NULL;
}

BOOLEAN WINAPI RtlAddFunctionTable(PRUNTIME_FUNCTION FunctionTable, DWORD EntryCount, DWORD64 BaseAddress)
{
    struct dynamic_table table = {.base = BaseAddress, .functions = FunctionTable, .count = EntryCount};
    if (!EntryCount)
        return FALSE;
    table.start = ~0ull;
    for (DWORD i = 0; i < EntryCount; i++) { /* the table need not be sorted */
        uint64_t begin = BaseAddress + FunctionTable[i].BeginAddress;
        uint64_t end = BaseAddress + FunctionTable[i].EndAddress;
        table.start = begin < table.start ? begin : table.start;
        table.end = end > table.end ? end : table.end;
    }
    return add_table(table) != NULL;
}

BOOLEAN WINAPI RtlDeleteFunctionTable(PRUNTIME_FUNCTION FunctionTable)
{
    struct dynamic_table *table = __atomic_load_n(&dynamic_tables, __ATOMIC_ACQUIRE);
    for (; table; table = table->next) {
        if (table->end && !table->growable &&
            (table->callback ? table->identifier == (uint64_t)(uintptr_t)FunctionTable
                             : table->functions == FunctionTable)) {
            remove_table(table);
            return TRUE;
        }
    }
    return FALSE;
}

BOOLEAN WINAPI RtlInstallFunctionTableCallback(DWORD64 TableIdentifier, DWORD64 BaseAddress, DWORD Length,
                                               PGET_RUNTIME_FUNCTION_CALLBACK Callback, PVOID Context,
                                               PCWSTR OutOfProcessCallbackDll)
{
    if ((TableIdentifier & 3) != 3)
        return FALSE;
    return add_table((struct dynamic_table){.base = BaseAddress,
                                            .start = BaseAddress,
                                            .end = BaseAddress + Length,
                                            .callback = Callback,
                                            .context = Context,
                                            .identifier = TableIdentifier}) != NULL;
}

DWORD WINAPI RtlAddGrowableFunctionTable(PVOID *DynamicTable, PRUNTIME_FUNCTION FunctionTable,
                                         DWORD EntryCount, DWORD MaximumEntryCount, ULONG_PTR RangeBase,
                                         ULONG_PTR RangeEnd)
{
    struct dynamic_table *table = add_table((struct dynamic_table){.base = RangeBase,
                                                                   .start = RangeBase,
                                                                   .end = RangeEnd,
                                                                   .functions = FunctionTable,
                                                                   .count = EntryCount,
                                                                   .growable = true});
    if (!table)
        return (DWORD)STATUS_NO_MEMORY;
    *DynamicTable = table;
    return STATUS_SUCCESS;
}

VOID WINAPI RtlGrowFunctionTable(PVOID DynamicTable, DWORD NewEntryCount)
{
    __atomic_store_n(&((struct dynamic_table *)DynamicTable)->count, NewEntryCount, __ATOMIC_RELEASE);
}

VOID WINAPI RtlDeleteGrowableFunctionTable(PVOID DynamicTable)
{
    remove_table(DynamicTable);
}

static RUNTIME_FUNCTION *lookup_dynamic(uint64_t pc, DWORD64 *base)
{
    struct dynamic_table *table = __atomic_load_n(&dynamic_tables, __ATOMIC_ACQUIRE);
    for (; table; table = table->next) {
        uint64_t end = __atomic_load_n(&table->end, __ATOMIC_ACQUIRE);
        if (pc < table->start || pc >= end)
            continue;
        *base = table->base;
        if (table->callback)
            return table->callback(pc, table->context);
        DWORD count = __atomic_load_n(&table->count, __ATOMIC_ACQUIRE), rva = (DWORD)(pc - table->base);
        if (table->growable)
            return search(table->functions, count, rva);
        for (DWORD i = 0; i < count; i++)
            if (rva >= table->functions[i].BeginAddress && rva < table->functions[i].EndAddress)
                return &table->functions[i];
    }
    return NULL;
}

PRUNTIME_FUNCTION WINAPI RtlLookupFunctionEntry(DWORD64 ControlPc, PDWORD64 ImageBase,
                                                PUNWIND_HISTORY_TABLE HistoryTable)
{
    extern const char __executable_start[], _end[];
    uint64_t end;
    struct module *module;
    bool ours = ControlPc - (uint64_t)(uintptr_t)__executable_start < (uint64_t)(_end - __executable_start);
    if (!ours && (module = ldr_find_module_at((void *)(uintptr_t)ControlPc))) {
        IMAGE_DATA_DIRECTORY pdata = module->info.directory[IMAGE_DIRECTORY_ENTRY_EXCEPTION];
        *ImageBase = (uintptr_t)module->entry.DllBase;
        RUNTIME_FUNCTION *functions =
            pdata.Size ? pe_at(module->entry.DllBase, &module->info, pdata.VirtualAddress, pdata.Size) : NULL;
        return functions ? search(functions, pdata.Size / sizeof(*functions), (DWORD)(ControlPc - *ImageBase))
                         : NULL;
    }
    if (ours) {
        *ImageBase = (uintptr_t)__executable_start;
        return &elf_function;
    }
    RUNTIME_FUNCTION *function = lookup_dynamic(ControlPc, ImageBase);
    if (function)
        return function;
    return unwind_elf_object(ControlPc, ImageBase, &end) ? &elf_function : NULL;
}
#endif

PVOID WINAPI RtlPcToFileHeader(PVOID PcValue, PVOID *BaseOfImage)
{
    struct module *module = ldr_find_module_at(PcValue);
    *BaseOfImage = module ? module->entry.DllBase : NULL;
    return *BaseOfImage;
}
