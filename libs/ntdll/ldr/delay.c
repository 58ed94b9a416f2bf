/* SPDX-License-Identifier: MIT
 *
 * Delay-loaded imports of images whose linker leaves them to the system ("ResolveDelayLoadedAPI"); most bring
 * a helper of their own, which needs LoadLibrary and GetProcAddress alone. The word of the address table says
 * which import is meant, so a call is answered anew even when another thread has bound the word meanwhile, or
 * the image has put it back (its unload table) to let go of the DLL. A DLL that was loaded here belongs to
 * the image's dependencies: it stays as long as its functions may be called, and goes with the image.
 *
 * What is missing is told to the image's hook, then to the system's routine; either may have an address to
 * answer with. Where neither has, the caller gets the stub of a missing import. The word stays unbound then,
 * so that the next call looks again.
 */
#include <win/delayloadhandler.h>
#include "internal.h"
#include "common/wide.h"

/* The DLL of a descriptor: the one that its handle says, or loaded now. */
static NTSTATUS load_delayed(struct module *parent, const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor,
                             const char *library, struct module **out)
{
    HMODULE *slot = pe_at(parent->entry.DllBase, &parent->info, descriptor->ModuleHandleRVA, sizeof(*slot));
    HMODULE handle = slot ? __atomic_load_n(slot, __ATOMIC_ACQUIRE) : NULL;
    *out = handle ? ldr_module_of(handle) : NULL;
    if (*out)
        return STATUS_SUCCESS;
    WCHAR wide[MAX_PATH];
    if (utf8_to_wide(library, wide, countof(wide)) > countof(wide))
        return STATUS_DLL_NOT_FOUND;
    NTSTATUS status = ldr_load_library(wide, 0, &handle);
    if (!NT_SUCCESS(status))
        return status;
    ldr_lock();
    *out = ldr_module_of(handle);
    if (!*out || !ldr_add_dependency_locked(parent, *out))
        status = STATUS_NO_MEMORY;
    else if (slot)
        __atomic_store_n(slot, handle, __ATOMIC_RELEASE);
    ldr_free_library(handle); /* the dependency holds it */
    ldr_unlock();
    return status;
}

/* An address from whoever is to be asked about an import that is missing. */
static void *missing(const DELAYLOAD_INFO *info, PDELAYLOAD_FAILURE_DLL_CALLBACK ask_image,
                     PDELAYLOAD_FAILURE_SYSTEM_ROUTINE ask_system)
{
    bool named = info->TargetApiDescriptor.ImportDescribedByName;
    const char *name = named ? info->TargetApiDescriptor.Description.Name : NULL;
    ULONG ordinal = named ? 0 : info->TargetApiDescriptor.Description.Ordinal;
    DELAYLOAD_INFO copy = *info;
    void *address = ask_image ? ask_image(DELAYLOAD_GPA_FAILURE, &copy) : NULL;
    if (!address && ask_system)
        address = ask_system(info->TargetDllName, name ? name : (LPCSTR)(uintptr_t)ordinal);
    return address ? address : ldr_missing_function(info->TargetDllName, name, (WORD)ordinal);
}

PVOID WINAPI LdrResolveDelayLoadedAPI(PVOID ParentModuleBase, const IMAGE_DELAYLOAD_DESCRIPTOR *Descriptor,
                                      PVOID FailureDllHook, PVOID FailureSystemHook, ULONG_PTR *ThunkAddress,
                                      ULONG Flags)
{
    struct pe_import import;
    struct module *parent = ldr_module_of(ParentModuleBase), *module = NULL;
    if (!parent ||
        pe_delayed_import(parent->entry.DllBase, &parent->info, Descriptor, ThunkAddress, &import) != PE_OK)
        return NULL;
    NTSTATUS status = load_delayed(parent, Descriptor, import.library, &module);
    if (NT_SUCCESS(status)) {
        void *address = ldr_find_export(module, import.name, import.ordinal);
        if (address) {
            __atomic_store_n(ThunkAddress, (ULONG_PTR)address, __ATOMIC_RELEASE);
            return address;
        }
        status = import.name ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_ORDINAL_NOT_FOUND;
    }
    DELAYLOAD_INFO info = {
        .Size = sizeof(info),
        .DelayloadDescriptor = Descriptor,
        .ThunkAddress = ThunkAddress,
        .TargetDllName = import.library,
        .TargetApiDescriptor = {.ImportDescribedByName = import.name != NULL},
        .TargetModuleBase = module ? module->entry.DllBase : NULL,
        .LastError = RtlNtStatusToDosError(status),
    };
    if (import.name)
        info.TargetApiDescriptor.Description.Name = import.name;
    else
        info.TargetApiDescriptor.Description.Ordinal = import.ordinal;
    return missing(&info, (PDELAYLOAD_FAILURE_DLL_CALLBACK)FailureDllHook,
                   (PDELAYLOAD_FAILURE_SYSTEM_ROUTINE)FailureSystemHook);
}
