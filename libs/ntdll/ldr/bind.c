/* SPDX-License-Identifier: MIT
 *
 * Imports and exports. An import is bound to the export's address, through as many forwarders as there are;
 * one that nothing provides is bound to a stub that says so when it is called (missing.c), and the program
 * runs until then. Addresses that a linker bound beforehand (bound imports) are never trusted: every import
 * is looked up, which costs less than to find out whether they still hold.
 */
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "internal.h"

#define MAX_FORWARDS 32

/* "dll.name" or "dll.#5": loads the DLL. *name NULL: by *ordinal. */
static struct module *follow_locked(const char *forwarder, const char **name, DWORD *ordinal,
                                    const struct ldr_search *search)
{
    char library[MAX_PATH];
    const char *dot = strrchr(forwarder, '.');
    if (!dot || dot == forwarder || (size_t)(dot - forwarder) > sizeof(library) - 5)
        return NULL;
    memcpy(library, forwarder, (size_t)(dot - forwarder));
    strcpy(library + (dot - forwarder), ".dll");
    *name = dot[1] == '#' ? NULL : dot + 1;
    *ordinal = dot[1] == '#' ? (DWORD)text_to_number(dot + 2, NULL, 10) : 0;
    return ldr_load_import_locked(library, search);
}

void *ldr_find_export_locked(struct module *module, const char *name, DWORD ordinal, int hint,
                             const struct ldr_search *search)
{
    for (unsigned hops = 0; hops < MAX_FORWARDS; hops++) {
        const char *forwarder;
        void *address = pe_find_export(module->entry.DllBase, &module->info, name, ordinal, hint, &forwarder);
        if (!forwarder)
            return address;
        struct module *next = follow_locked(forwarder, &name, &ordinal, search);
        if (!next || !ldr_add_dependency_locked(module, next))
            return NULL;
        module = next;
        hint = -1;
    }
    return NULL;
}

void *ldr_find_export(struct module *module, const char *name, DWORD ordinal)
{
    const char *forwarder;
    void *address = pe_find_export(module->entry.DllBase, &module->info, name, ordinal, -1, &forwarder);
    if (!forwarder)
        return address; /* the usual case takes no lock */
    struct ldr_search search = {0};
    ldr_lock();
    address = ldr_find_export_locked(module, name, ordinal, -1, &search);
    /* What the forwarder led to may be new. */
    if (address) {
        struct module *target = ldr_find_module_at(address);
        if (target && !target->initialized && !NT_SUCCESS(ldr_initialize_locked(target, NULL)))
            address = NULL;
    }
    ldr_unlock();
    return address;
}

static void *bind_one_locked(struct module *module, struct module *provider, const struct pe_import *import,
                             const struct ldr_search *search)
{
    void *address = NULL;
    if (provider)
        address = ldr_find_export_locked(provider, import->name, import->ordinal, import->hint, search);
    if (!address) {
        module->missing_count++;
        address = ldr_missing_stub_locked(import->library, import->name, import->ordinal);
    }
    return address;
}

NTSTATUS ldr_bind_locked(struct module *module, const struct ldr_search *search)
{
    void *base = module->entry.DllBase;
    struct pe_imports imports;
    struct pe_import import;
    struct module *provider = NULL;
    const char *library = NULL;
    enum pe_error error;
    pe_imports_begin(&imports, base, &module->info);
    while (!(error = pe_imports_next(&imports, &import)) && import.slot) {
        if (import.library != library) {
            library = import.library;
            provider = ldr_load_import_locked(library, search);
            if (provider && !ldr_add_dependency_locked(module, provider))
                return STATUS_NO_MEMORY;
        }
        void *address = bind_one_locked(module, provider, &import, search);
        if (!address)
            return STATUS_NO_MEMORY;
        ULONG_PTR value = (ULONG_PTR)address;
        memcpy(import.slot, &value, sizeof(value));
    }
    return status_of_pe_error(error);
}
