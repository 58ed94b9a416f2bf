/* SPDX-License-Identifier: MIT
 *
 * The Ldr* functions, and the Rtl* ones about images, as ntdll exports them.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "../rtl/exception.h"

/* ---- load and unload ---- */

/* A counted string as a terminated one, to be freed. */
static WCHAR *terminated(PCUNICODE_STRING string)
{
    WCHAR *text = malloc(string->Length + sizeof(WCHAR));
    if (text) {
        memcpy(text, string->Buffer, string->Length);
        text[string->Length / sizeof(WCHAR)] = 0;
    }
    return text;
}

NTSTATUS WINAPI LdrLoadDll(PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name, PVOID *BaseAddress)
{
    if (!Name || !Name->Buffer || !BaseAddress)
        return STATUS_INVALID_PARAMETER;
    WCHAR *name = terminated(Name);
    if (!name)
        return STATUS_NO_MEMORY;
    ULONG flags = Characteristics && (*Characteristics & IMAGE_FILE_EXECUTABLE_IMAGE)
                      ? LOAD_LIBRARY_DONT_RESOLVE_DLL_REFERENCES
                      : 0;
    NTSTATUS status = ldr_load_library(name, flags, BaseAddress);
    free(name);
    return status;
}

NTSTATUS WINAPI LdrUnloadDll(PVOID BaseAddress)
{
    return ldr_free_library(BaseAddress);
}

NTSTATUS WINAPI LdrGetDllHandleEx(ULONG Flags, PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name,
                                  PVOID *BaseAddress)
{
    const ULONG unchanged = 1, pin = 2; /* LDR_GET_DLL_HANDLE_EX_xxx */
    if ((Flags & ~(unchanged | pin)) || Flags == (unchanged | pin) || !Name || !Name->Buffer)
        return STATUS_INVALID_PARAMETER;
    WCHAR *name = terminated(Name);
    if (!name)
        return STATUS_NO_MEMORY;
    HMODULE handle = NULL;
    if (BaseAddress) /* before a reference is counted */
        guest_touch_write(BaseAddress, sizeof(*BaseAddress));
    ldr_lock();
    NTSTATUS status = ldr_get_handle(name, &handle);
    if (NT_SUCCESS(status) && !(Flags & unchanged))
        status = LdrAddRefDll(Flags & pin ? 1 : 0, handle);
    ldr_unlock();
    free(name);
    if (BaseAddress)
        *BaseAddress = handle;
    return status;
}

NTSTATUS WINAPI LdrGetDllHandle(PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name, PVOID *BaseAddress)
{
    return LdrGetDllHandleEx(1, Path, Characteristics, Name, BaseAddress);
}

NTSTATUS WINAPI LdrAddRefDll(ULONG Flags, PVOID BaseAddress)
{
    const ULONG pin = 1;
    if (Flags & ~pin)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = STATUS_SUCCESS;
    ldr_lock();
    struct module *module = ldr_module_of(BaseAddress);
    if (!module) {
        status = STATUS_DLL_NOT_FOUND;
    } else if (Flags & pin) {
        module->pinned = true;
        module->entry.LoadCount = 0xFFFF;
    } else if (!module->pinned) {
        module->loads++;
        module->entry.LoadCount = (USHORT)(module->loads < 0xFFFE ? module->loads : 0xFFFE);
    }
    ldr_unlock();
    return status;
}

NTSTATUS WINAPI LdrGetProcedureAddress(PVOID BaseAddress, PCANSI_STRING Name, ULONG Ordinal, PVOID *Address)
{
    struct module *module = BaseAddress ? ldr_module_of(BaseAddress) : ldr_program();
    if (!module)
        return STATUS_DLL_NOT_FOUND;
    if (!Name) {
        if (!Ordinal)
            return STATUS_INVALID_PARAMETER;
        *Address = ldr_find_export(module, NULL, Ordinal);
        return *Address ? STATUS_SUCCESS : STATUS_ORDINAL_NOT_FOUND;
    }
    char local[256], *text = local;
    if (Name->Length >= sizeof(local))
        text = malloc((size_t)Name->Length + 1);
    if (!text)
        return STATUS_NO_MEMORY;
    memcpy(text, Name->Buffer, Name->Length);
    text[Name->Length] = 0;
    *Address = ldr_find_export(module, text, 0);
    if (text != local)
        free(text);
    return *Address ? STATUS_SUCCESS : STATUS_ENTRYPOINT_NOT_FOUND;
}

NTSTATUS WINAPI LdrDisableThreadCalloutsForDll(PVOID BaseAddress)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    ldr_lock();
    struct module *module = ldr_module_of(BaseAddress);
    /* A module with static thread-local storage needs the calls; it goes on getting them. */
    if (module) {
        if (!module->tls_index)
            module->entry.Flags |= LDRP_DONT_CALL_FOR_THREADS;
        status = STATUS_SUCCESS;
    }
    ldr_unlock();
    return status;
}

/* ---- the lock ---- */

NTSTATUS WINAPI LdrLockLoaderLock(ULONG Flags, PULONG Disposition, PULONG_PTR Cookie)
{
    const ULONG raise = 1, try_only = 2; /* LDR_LOCK_LOADER_LOCK_FLAG_xxx */
    if (Cookie)
        *Cookie = 0;
    if (Disposition)
        *Disposition = 0;
    if (Flags & ~(raise | try_only))
        return STATUS_INVALID_PARAMETER_1;
    if (!Cookie)
        return STATUS_INVALID_PARAMETER_3;
    if (Flags & try_only) {
        if (!Disposition)
            return STATUS_INVALID_PARAMETER_2;
        if (!ldr_try_lock()) {
            *Disposition = 2;
            return STATUS_SUCCESS;
        }
    } else {
        ldr_lock();
    }
    if (Disposition)
        *Disposition = 1;
    *Cookie = (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread << 16 | 1;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI LdrUnlockLoaderLock(ULONG Flags, ULONG_PTR Cookie)
{
    if (Flags & ~1u)
        return STATUS_INVALID_PARAMETER_1;
    if (!Cookie)
        return STATUS_SUCCESS;
    if (Cookie >> 16 != (ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread)
        return STATUS_INVALID_PARAMETER_2;
    ldr_unlock();
    return STATUS_SUCCESS;
}

BOOLEAN WINAPI RtlDllShutdownInProgress(VOID)
{
    return ldr_data()->ShutdownInProgress;
}

/* ---- enumeration ---- */

NTSTATUS WINAPI LdrFindEntryForAddress(PVOID Address, PLDR_DATA_TABLE_ENTRY *Entry)
{
    struct module *module = ldr_find_module_at(Address);
    if (!module)
        return STATUS_NO_MORE_ENTRIES;
    *Entry = &module->entry;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI LdrEnumerateLoadedModules(ULONG Flags, PLDR_ENUM_CALLBACK Callback, PVOID Context)
{
    if (Flags || !Callback)
        return STATUS_INVALID_PARAMETER;
    BOOLEAN stop = FALSE;
    struct module *module;
    ldr_lock();
    FOR_EACH_MODULE(module)
    {
        Callback(&module->entry, Context, &stop);
        if (stop)
            break;
    }
    ldr_unlock();
    return STATUS_SUCCESS;
}

/* ---- notifications ---- */

struct notification {
    struct notification *next;
    PLDR_DLL_NOTIFICATION_FUNCTION function;
    PVOID context;
};
static struct notification *notifications;

/* LDR_DLL_LOADED_NOTIFICATION_DATA; the one for unloading has the same layout. */
struct notification_data {
    ULONG Flags;
    PCUNICODE_STRING FullDllName;
    PCUNICODE_STRING BaseDllName;
    PVOID DllBase;
    ULONG SizeOfImage;
};

void ldr_notify_locked(struct module *module, ULONG reason)
{
    struct notification_data data = {0, &module->entry.FullDllName, &module->entry.BaseDllName,
                                     module->entry.DllBase, module->entry.SizeOfImage};
    for (struct notification *at = notifications, *next; at; at = next) {
        next = at->next;
        at->function(reason, &data, at->context);
    }
}

NTSTATUS WINAPI LdrRegisterDllNotification(ULONG Flags, PLDR_DLL_NOTIFICATION_FUNCTION Function,
                                           PVOID Context, PVOID *Cookie)
{
    if (Flags || !Function || !Cookie)
        return STATUS_INVALID_PARAMETER;
    guest_touch_write(Cookie, sizeof(*Cookie));
    struct notification *fresh = malloc(sizeof(*fresh));
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct notification){NULL, Function, Context};
    ldr_lock();
    struct notification **link = &notifications;
    while (*link)
        link = &(*link)->next;
    *link = fresh;
    ldr_unlock();
    *Cookie = fresh;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI LdrUnregisterDllNotification(PVOID Cookie)
{
    NTSTATUS status = STATUS_DLL_NOT_FOUND;
    ldr_lock();
    for (struct notification **link = &notifications; *link; link = &(*link)->next) {
        if (*link == Cookie) {
            struct notification *gone = *link;
            *link = gone->next;
            free(gone);
            status = STATUS_SUCCESS;
            break;
        }
    }
    ldr_unlock();
    return status;
}

/* ---- images ---- */

NTSTATUS WINAPI RtlImageNtHeaderEx(ULONG Flags, PVOID Base, ULONGLONG Size, IMAGE_NT_HEADERS **OutHeaders)
{
    const ULONG no_range_check = 1;
    if (!OutHeaders || (Flags & ~no_range_check))
        return STATUS_INVALID_PARAMETER;
    *OutHeaders = NULL;
    if (!Base || Base == (PVOID)-1)
        return STATUS_INVALID_PARAMETER;
    const IMAGE_DOS_HEADER *dos = Base;
    bool bounded = !(Flags & no_range_check);
    if (bounded && Size < sizeof(*dos))
        return STATUS_INVALID_IMAGE_FORMAT;
    if (dos->e_magic != IMAGE_DOS_SIGNATURE || dos->e_lfanew < 0 || dos->e_lfanew >= 0x10000000)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (bounded && (ULONGLONG)dos->e_lfanew + 4 + sizeof(IMAGE_FILE_HEADER) >= Size)
        return STATUS_INVALID_IMAGE_FORMAT;
    IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)((char *)Base + dos->e_lfanew);
    if (headers->Signature != IMAGE_NT_SIGNATURE)
        return STATUS_INVALID_IMAGE_FORMAT;
    *OutHeaders = headers;
    return STATUS_SUCCESS;
}

IMAGE_NT_HEADERS *WINAPI RtlImageNtHeader(PVOID Base)
{
    IMAGE_NT_HEADERS *headers;
    RtlImageNtHeaderEx(1, Base, 0, &headers);
    return headers;
}

IMAGE_SECTION_HEADER *WINAPI RtlImageRvaToSection(const IMAGE_NT_HEADERS *NtHeaders, PVOID Base, ULONG Rva)
{
    IMAGE_SECTION_HEADER *section = (IMAGE_SECTION_HEADER *)((char *)&NtHeaders->OptionalHeader +
                                                             NtHeaders->FileHeader.SizeOfOptionalHeader);
    for (unsigned i = 0; i < NtHeaders->FileHeader.NumberOfSections; i++, section++)
        if (Rva - section->VirtualAddress < section->SizeOfRawData && Rva >= section->VirtualAddress)
            return section;
    return NULL;
}

/* An RVA's address in a file that is mapped as it is; NULL where no section holds it. */
PVOID WINAPI RtlAddressInSectionTable(const IMAGE_NT_HEADERS *NtHeaders, PVOID Base, ULONG Rva)
{
    const IMAGE_SECTION_HEADER *section = RtlImageRvaToSection(NtHeaders, Base, Rva);
    return section ? (char *)Base + section->PointerToRawData + (Rva - section->VirtualAddress) : NULL;
}

PPEB WINAPI RtlGetCurrentPeb(VOID)
{
    return &process_peb;
}

PVOID WINAPI RtlImageRvaToVa(const IMAGE_NT_HEADERS *NtHeaders, PVOID Base, ULONG Rva,
                             IMAGE_SECTION_HEADER **LastRvaSection)
{
    IMAGE_SECTION_HEADER *section = LastRvaSection ? *LastRvaSection : NULL;
    if (!section || Rva - section->VirtualAddress >= section->SizeOfRawData)
        section = RtlImageRvaToSection(NtHeaders, Base, Rva);
    if (!section)
        return NULL;
    if (LastRvaSection)
        *LastRvaSection = section;
    return (char *)Base + section->PointerToRawData + (Rva - section->VirtualAddress);
}

PVOID WINAPI RtlImageDirectoryEntryToData(PVOID Base, BOOLEAN MappedAsImage, USHORT DirectoryEntry,
                                          PULONG Size)
{
    if ((uintptr_t)Base & 3) { /* a data file's handle */
        MappedAsImage = !((uintptr_t)Base & 1);
        Base = (PVOID)((uintptr_t)Base & ~(uintptr_t)3);
    }
    IMAGE_NT_HEADERS *headers = RtlImageNtHeader(Base);
    if (!headers || DirectoryEntry >= IMAGE_NUMBEROF_DIRECTORY_ENTRIES)
        return NULL;
    IMAGE_DATA_DIRECTORY directory = {0};
    DWORD headers_size = 0;
    if (headers->OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC) {
        const IMAGE_OPTIONAL_HEADER64 *optional = &((IMAGE_NT_HEADERS64 *)headers)->OptionalHeader;
        if (DirectoryEntry < optional->NumberOfRvaAndSizes)
            directory = optional->DataDirectory[DirectoryEntry];
        headers_size = optional->SizeOfHeaders;
    } else if (headers->OptionalHeader.Magic == IMAGE_NT_OPTIONAL_HDR32_MAGIC) {
        const IMAGE_OPTIONAL_HEADER32 *optional = &((IMAGE_NT_HEADERS32 *)headers)->OptionalHeader;
        if (DirectoryEntry < optional->NumberOfRvaAndSizes)
            directory = optional->DataDirectory[DirectoryEntry];
        headers_size = optional->SizeOfHeaders;
    }
    if (!directory.VirtualAddress)
        return NULL;
    *Size = directory.Size;
    if (MappedAsImage || directory.VirtualAddress < headers_size)
        return (char *)Base + directory.VirtualAddress;
    return RtlImageRvaToVa(headers, Base, directory.VirtualAddress, NULL);
}
