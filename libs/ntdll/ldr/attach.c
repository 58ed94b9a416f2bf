/* SPDX-License-Identifier: MIT
 *
 * DllMain and TLS callbacks: who is told of what, and in which order. A module's imports are initialized
 * before it; in a circle, the one that was reached first comes last. Ends are told in the reverse order. All
 * of it happens under the loader lock, as on Windows ("DllMain entry point", "Dynamic-Link Library Best
 * Practices").
 */
#include "internal.h"
#include "kernel/host/host.h"
#include "../rtl/exception.h"
#include "../rtl/heap.h"
#include "kernel/ke/suspend.h"
#include "../rtl/locks.h"

/* STATUS_DLL_INIT_FAILED when it returned FALSE. An exception that leaves the DllMain of a LoadLibrary or a
 * FreeLibrary (without `reserved`) ends that call, and its code is the status; all others end the process. */
static NTSTATUS call_entry(struct module *module, DWORD reason, void *reserved)
{
    PDLL_ENTRY entry = (PDLL_ENTRY)module->entry.EntryPoint;
    NTSTATUS status = STATUS_SUCCESS;
    BOOL fine = TRUE;
    if (module == ldr_program() || !entry || !(module->info.characteristics & IMAGE_FILE_DLL))
        return STATUS_SUCCESS;
    if (reserved || reason == DLL_THREAD_ATTACH || reason == DLL_THREAD_DETACH)
        fine = entry(module->entry.DllBase, reason, reserved);
    else if (!exception_guard_entry(entry, module->entry.DllBase, reason, NULL, &fine, &status))
        return status;
    return fine ? STATUS_SUCCESS : STATUS_DLL_INIT_FAILED;
}

static void append_initialized_locked(struct module *module)
{
    LIST_ENTRY *head = &ldr_data()->InInitializationOrderModuleList,
               *entry = &module->entry.InInitializationOrderLinks;
    entry->Flink = head;
    entry->Blink = head->Blink;
    head->Blink->Flink = entry;
    head->Blink = entry;
}

NTSTATUS ldr_initialize_locked(struct module *module, void *reserved)
{
    if (module->initialized || module->initializing || !module->references_resolved)
        return STATUS_SUCCESS;
    module->initializing = true;
    NTSTATUS status = STATUS_SUCCESS;
    for (uint32_t i = 0; i < module->dependency_count && NT_SUCCESS(status); i++)
        status = ldr_initialize_locked(module->dependencies[i], reserved);
    if (NT_SUCCESS(status)) {
        if (module != ldr_program()) /* the list names DLLs only */
            append_initialized_locked(module);
        module->initialized = true;
        module->entry.Flags |= LDRP_ENTRY_PROCESSED;
        status = ldr_tls_callbacks(module, DLL_PROCESS_ATTACH, reserved);
        if (NT_SUCCESS(status))
            status = call_entry(module, DLL_PROCESS_ATTACH, reserved);
        if (status == STATUS_DLL_INIT_FAILED)
            ldr_uninitialize_locked(module, reserved);
        if (NT_SUCCESS(status))
            module->entry.Flags |= LDRP_PROCESS_ATTACH_CALLED;
        else
            module->initialized = false;
    }
    module->initializing = false;
    return status;
}

void ldr_uninitialize_locked(struct module *module, void *reserved)
{
    ldr_tls_callbacks(module, DLL_PROCESS_DETACH, reserved);
    call_entry(module, DLL_PROCESS_DETACH, reserved);
}

NTSTATUS ldr_attach_process(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct module *module;
    ldr_lock();
    /* ntdll, kernel32 and kernelbase come first, whoever imports them; the program comes last. */
    for (LIST_ENTRY *link = ldr_program()->entry.InLoadOrderLinks.Flink;
         link != &ldr_data()->InLoadOrderModuleList && NT_SUCCESS(status); link = link->Flink) {
        module = container_of(link, struct module, entry.InLoadOrderLinks);
        status = ldr_initialize_locked(module, (void *)1);
        if (status == STATUS_DLL_INIT_FAILED) {
            char name[64];
            ldr_describe_address(module->entry.DllBase, name, sizeof(name));
            report("%s: the initialization of a DLL that it needs failed (%s)", ldr_program()->unix_path,
                   name);
        }
    }
    if (NT_SUCCESS(status))
        status = ldr_initialize_locked(ldr_program(), (void *)1);
    ldr_unlock();
    return status;
}

#define LOCK_PATIENCE 1000000000ull

/* Other threads are stopped while this one holds the lock, so that DllMain is not running anywhere. Whoever
 * does not give it back in time is stopped with it, and loses it. */
static void lock_and_stop_others(void)
{
    uint64_t deadline = sys_host_monotonic() + LOCK_PATIENCE;
    bool locked = ldr_try_lock();
    for (unsigned tries = 0; !locked && sys_host_monotonic() < deadline; tries++) {
        if (tries < 100)
            sys_host_yield();
        else
            sys_host_sleep_until(sys_host_monotonic() + 200000);
        locked = ldr_try_lock();
    }
    sys_thread_stop_others();
    if (!locked) {
        RtlInitializeCriticalSection(&ldr_loader_lock);
        ldr_lock();
    }
}

void ldr_detach_process(void)
{
    if (!ldr_program() || ldr_data()->ShutdownInProgress)
        return;
    lock_and_stop_others();
    ldr_data()->ShutdownInProgress = TRUE;
    ldr_data()->ShutdownThreadId = NtCurrentTeb()->ClientId.UniqueThread;
    LIST_ENTRY *head = &ldr_data()->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = head->Blink; link != head; link = link->Blink) {
        struct module *module = container_of(link, struct module, entry.InInitializationOrderLinks);
        if (module->initialized)
            ldr_uninitialize_locked(module, (void *)1);
    }
    if (ldr_program()->initialized)
        ldr_tls_callbacks(ldr_program(), DLL_PROCESS_DETACH, (void *)1);
}

/* Calls every module that wants to hear of threads. */
static void tell_of_thread_locked(DWORD reason, bool backwards)
{
    LIST_ENTRY *head = &ldr_data()->InInitializationOrderModuleList;
    for (LIST_ENTRY *link = backwards ? head->Blink : head->Flink; link != head;
         link = backwards ? link->Blink : link->Flink) {
        struct module *module = container_of(link, struct module, entry.InInitializationOrderLinks);
        if (!module->initialized || (module->entry.Flags & LDRP_DONT_CALL_FOR_THREADS))
            continue;
        ldr_tls_callbacks(module, reason, NULL);
        call_entry(module, reason, NULL);
    }
    if (ldr_program()->initialized)
        ldr_tls_callbacks(ldr_program(), reason, NULL);
}

void ldr_attach_thread(void)
{
    ldr_lock();
    ldr_tls_attach_thread_locked(NtCurrentTeb());
    if (!ldr_data()->ShutdownInProgress)
        tell_of_thread_locked(DLL_THREAD_ATTACH, false);
    ldr_unlock();
}

void ldr_detach_thread(void)
{
    ldr_lock();
    if (!ldr_data()->ShutdownInProgress)
        tell_of_thread_locked(DLL_THREAD_DETACH, true);
    ldr_tls_detach_thread_locked(NtCurrentTeb());
    ldr_unlock();
    heap_detach_thread(thread_self());
}
