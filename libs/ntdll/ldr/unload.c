/* SPDX-License-Identifier: MIT
 *
 * Taking modules out of memory. What is needed is found by marking, not by counting: from the program and
 * from every module that LoadLibrary was called for, along their imports. So DLLs that import each other go
 * when nobody else needs them.
 */
#include "internal.h"
#include "kernel/mm/virtual.h"

static void unload(struct module *module)
{
    void *base = module->entry.DllBase;
    struct pe_info info = module->info;
    bool builtin = module->builtin;
    ldr_notify_locked(module, LDR_DLL_NOTIFICATION_REASON_UNLOADED);
    ldr_tls_remove_locked(module);
    ldr_remove_module_locked(module);
    sys_virtual_remove(base);
    if (!builtin)
        sys_pe_unmap(base, &info);
}

static void mark(struct module *module)
{
    if (module->marked)
        return;
    module->marked = true;
    for (uint32_t i = 0; i < module->dependency_count; i++)
        mark(module->dependencies[i]);
}

static struct module *next_unmarked_locked(void)
{
    struct module *module;
    /* In the reverse of the order in which they were initialized, then those that never were. */
    for (LIST_ENTRY *link = ldr_data()->InInitializationOrderModuleList.Blink;
         link != &ldr_data()->InInitializationOrderModuleList; link = link->Blink) {
        module = container_of(link, struct module, entry.InInitializationOrderLinks);
        if (!module->marked && module->initialized)
            return module;
    }
    return NULL;
}

void ldr_sweep_locked(void)
{
    static bool sweeping; /* a DllMain that calls FreeLibrary: the outer sweep looks again */
    struct module *module;
    if (sweeping)
        return;
    sweeping = true;
    do {
        FOR_EACH_MODULE(module)
        module->marked = false;
        FOR_EACH_MODULE(module)
        {
            if (module->pinned || module->loads || module->initializing)
                mark(module);
        }
        module = next_unmarked_locked();
        if (module) {
            module->initialized = false;
            ldr_uninitialize_locked(module, NULL);
        }
    } while (module);
    /* Nobody's DllMain ran since the last marks. */
    for (LIST_ENTRY *link = ldr_data()->InLoadOrderModuleList.Flink, *next;
         link != &ldr_data()->InLoadOrderModuleList; link = next) {
        next = link->Flink;
        module = container_of(link, struct module, entry.InLoadOrderLinks);
        if (!module->marked)
            unload(module);
    }
    sweeping = false;
}
