/* SPDX-License-Identifier: MIT
 *
 * The list of modules, by load order as the PEB shows it, and a table of them sorted by address. The list is
 * read and changed under the loader lock. The table is read without any lock, by the unwinder and by signal
 * handlers: its readers look whether it was changed meanwhile and look again (a sequence lock). A table that
 * was outgrown is kept, as a reader may still be in it; each is twice as large as the one before.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "internal.h"
#include "kernel/mm/virtual.h"
#include "../rtl/locks.h"
#include "common/wide.h"

struct address_range {
    uintptr_t base;
    size_t size;
    struct module *module;
};

struct address_table {
    uint32_t count, room;
    struct address_range ranges[];
};

/* The same value that RtlInitializeCriticalSection gives. */
RTL_CRITICAL_SECTION ldr_loader_lock = {.DebugInfo = (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1,
                                        .LockCount = -1};
static PEB_LDR_DATA list = {
    .Length = sizeof(PEB_LDR_DATA),
    .Initialized = TRUE,
    .InLoadOrderModuleList = {&list.InLoadOrderModuleList, &list.InLoadOrderModuleList},
    .InMemoryOrderModuleList = {&list.InMemoryOrderModuleList, &list.InMemoryOrderModuleList},
    .InInitializationOrderModuleList = {&list.InInitializationOrderModuleList,
                                        &list.InInitializationOrderModuleList},
};
static _Atomic(struct address_table *) table;
static _Atomic uint32_t table_sequence; /* odd while the table changes */

void ldr_lock(void)
{
    RtlEnterCriticalSection(&ldr_loader_lock);
}

bool ldr_try_lock(void)
{
    return RtlTryEnterCriticalSection(&ldr_loader_lock);
}

void ldr_unlock(void)
{
    RtlLeaveCriticalSection(&ldr_loader_lock);
}

PEB_LDR_DATA *ldr_data(void)
{
    return &list;
}

static void append(LIST_ENTRY *head, LIST_ENTRY *entry)
{
    entry->Flink = head;
    entry->Blink = head->Blink;
    head->Blink->Flink = entry;
    head->Blink = entry;
}

static void unlink_entry(LIST_ENTRY *entry)
{
    if (entry->Flink) {
        entry->Flink->Blink = entry->Blink;
        entry->Blink->Flink = entry->Flink;
        entry->Flink = entry->Blink = NULL;
    }
}

static void set_string(UNICODE_STRING *string, PWSTR text)
{
    string->Buffer = text;
    string->Length = (USHORT)(wide_length(text) * sizeof(WCHAR));
    string->MaximumLength = (USHORT)(string->Length + sizeof(WCHAR));
}

static bool table_insert_locked(struct module *module)
{
    struct address_table *old = atomic_load_explicit(&table, memory_order_relaxed), *now = old;
    if (!old || old->count == old->room) {
        uint32_t room = old ? old->room * 2 : 32;
        now = calloc(1, sizeof(*now) + room * sizeof(now->ranges[0]));
        if (!now)
            return false;
        now->room = room;
        if (old) {
            memcpy(now->ranges, old->ranges, old->count * sizeof(old->ranges[0]));
            now->count = old->count;
        }
    }
    struct address_range range = {(uintptr_t)module->entry.DllBase, module->entry.SizeOfImage, module};
    uint32_t at = now->count;
    while (at && now->ranges[at - 1].base > range.base)
        at--;
    atomic_fetch_add(&table_sequence, 1);
    memmove(now->ranges + at + 1, now->ranges + at, (now->count - at) * sizeof(range));
    now->ranges[at] = range;
    now->count++;
    atomic_store(&table, now);
    atomic_fetch_add(&table_sequence, 1);
    return true;
}

static void table_remove_locked(struct module *module)
{
    struct address_table *now = atomic_load_explicit(&table, memory_order_relaxed);
    uint32_t at = 0;
    while (at < now->count && now->ranges[at].module != module)
        at++;
    if (at == now->count)
        return;
    atomic_fetch_add(&table_sequence, 1);
    memmove(now->ranges + at, now->ranges + at + 1, (now->count - at - 1) * sizeof(now->ranges[0]));
    now->count--;
    atomic_fetch_add(&table_sequence, 1);
}

struct module *ldr_find_module_at(const void *address)
{
    for (;;) {
        uint32_t before = atomic_load(&table_sequence);
        struct address_table *now = atomic_load(&table);
        struct module *found = NULL;
        if (!now)
            return NULL;
        uint32_t low = 0, high = now->count < now->room ? now->count : now->room;
        while (low < high) {
            uint32_t middle = (low + high) / 2;
            if (now->ranges[middle].base <= (uintptr_t)address)
                low = middle + 1;
            else
                high = middle;
        }
        if (low && (uintptr_t)address - now->ranges[low - 1].base < now->ranges[low - 1].size)
            found = now->ranges[low - 1].module;
        if (!(before & 1) && atomic_load(&table_sequence) == before)
            return found;
    }
}

struct module *ldr_add_module_locked(void *base, const struct pe_info *info, WCHAR *full_name,
                                     char *unix_path)
{
    struct module *module = calloc(1, sizeof(*module));
    if (!module || !full_name || wide_length(full_name) > 0x7FFE)
        goto fail;
    module->info = *info;
    module->unix_path = unix_path;
    module->references_resolved = true;
    LDR_DATA_TABLE_ENTRY *entry = &module->entry;
    entry->DllBase = base;
    entry->SizeOfImage = info->size_of_image;
    entry->EntryPoint = info->entry ? (char *)base + info->entry : NULL;
    entry->TimeDateStamp = info->timestamp;
    entry->Flags = info->characteristics & IMAGE_FILE_DLL ? LDRP_IMAGE_DLL : 0;
    entry->HashLinks.Flink = entry->HashLinks.Blink = &entry->HashLinks;
    set_string(&entry->FullDllName, full_name);
    WCHAR *name = full_name;
    for (WCHAR *c = full_name; *c; c++)
        if (*c == '\\')
            name = c + 1;
    set_string(&entry->BaseDllName, name);
    if (!table_insert_locked(module))
        goto fail;
    sys_virtual_add_image(base, info);
    append(&list.InLoadOrderModuleList, &entry->InLoadOrderLinks);
    append(&list.InMemoryOrderModuleList, &entry->InMemoryOrderLinks);
    return module;
fail:
    free(module);
    return NULL;
}

void ldr_remove_module_locked(struct module *module)
{
    table_remove_locked(module);
    unlink_entry(&module->entry.InLoadOrderLinks);
    unlink_entry(&module->entry.InMemoryOrderLinks);
    unlink_entry(&module->entry.InInitializationOrderLinks);
    free(module->entry.FullDllName.Buffer);
    free(module->unix_path);
    free(module->dependencies);
    free(module);
}

struct module *ldr_find_base_name_locked(const WCHAR *name, size_t length)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        const UNICODE_STRING *other = &module->entry.BaseDllName;
        if (other->Length == length * sizeof(WCHAR) && !wide_compare_ascii(other->Buffer, name))
            return module;
    }
    return NULL;
}

struct module *ldr_find_full_name_locked(const WCHAR *name)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if (!wide_compare_ascii(module->entry.FullDllName.Buffer, name))
            return module;
    }
    return NULL;
}

struct module *ldr_find_file_locked(const char *unix_path)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if (module->unix_path && !strcmp(module->unix_path, unix_path))
            return module;
    }
    return NULL;
}

bool ldr_add_dependency_locked(struct module *module, struct module *dependency)
{
    if (module == dependency || dependency->pinned)
        return true;
    for (uint32_t i = 0; i < module->dependency_count; i++)
        if (module->dependencies[i] == dependency)
            return true;
    if (module->dependency_count == module->dependency_room) {
        uint32_t room = module->dependency_room ? module->dependency_room * 2 : 8;
        struct module **larger = realloc(module->dependencies, room * sizeof(*larger));
        if (!larger)
            return false;
        module->dependencies = larger;
        module->dependency_room = room;
    }
    module->dependencies[module->dependency_count++] = dependency;
    return true;
}

struct module *ldr_find_module(PCWSTR name)
{
    HMODULE handle;
    return NT_SUCCESS(ldr_get_handle(name, &handle)) ? ldr_module_of(handle) : NULL;
}

struct module *ldr_module_of(HMODULE handle)
{
    struct module *module = ldr_find_module_at(handle);
    return module && module->entry.DllBase == handle ? module : NULL;
}

void ldr_describe_address(const void *address, char *text, size_t size)
{
    struct module *module = ldr_find_module_at(address);
    if (!module) {
        text_format(text, size, "%p", address);
        return;
    }
    char name[256];
    if (wide_to_utf8(module->entry.BaseDllName.Buffer, name, sizeof(name)) > sizeof(name))
        name[sizeof(name) - 1] = 0;
    text_format(text, size, "%s+0x%zx", name,
                (size_t)((const char *)address - (char *)module->entry.DllBase));
}
