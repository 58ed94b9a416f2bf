/* SPDX-License-Identifier: MIT
 *
 * Resources of modules and of data files: the tree is walked by loader/pe_resource.c, here stand the rules by
 * which a language is chosen ("Multilingual User Interface": exact, then the primary language, then neutral;
 * who asks for the neutral one gets the user's, English, or whatever there is).
 */
#include <string.h>
#include "internal.h"
#include "resource.h"

#define LANG_ENGLISH_US 0x0409u

bool ldr_resources_open(PVOID handle, struct pe_resources *resources)
{
    uintptr_t bits = (uintptr_t)handle & 3;
    void *base = (void *)((uintptr_t)handle & ~(uintptr_t)3);
    size_t size = 0;
    if (!handle)
        base = process_peb.ImageBaseAddress;
    if (bits)
        size = ldr_datafile_size(handle);
    else {
        struct module *module = ldr_module_of(base);
        size = module ? module->entry.SizeOfImage : 0;
    }
    return size && pe_resources_open(resources, base, size, bits == 1);
}

/* Type, name and language as LDR_RESOURCE_INFO holds them: numbers below 65536, else strings. */
static struct pe_resource_id id_of(ULONG_PTR value)
{
    struct pe_resource_id id = {.number = (DWORD)value};
    if (value >> 16) {
        const WCHAR *text = (const WCHAR *)value;
        size_t length = 0;
        while (text[length])
            length++;
        id.text = text;
        id.length = (WORD)length;
    }
    return id;
}

/* The languages to look for, in their order; returns how many. */
static unsigned languages_for(WORD wanted, WORD out[6])
{
    unsigned count = 0;
    bool neutral = !(wanted & 0x3FF);
    out[count++] = wanted;
    if (!neutral)
        out[count++] = wanted & 0x3FF; /* the primary language alone */
    out[count++] = 0;
    if (neutral) {
        out[count++] = LANG_ENGLISH_US;
        out[count++] = LANG_ENGLISH_US & 0x3FF;
    }
    return count;
}

static NTSTATUS find_language(const struct pe_resources *resources, DWORD names, WORD wanted, bool exact,
                              DWORD *entry)
{
    WORD languages[6];
    unsigned count = exact ? 1 : languages_for(wanted, languages);
    bool is_directory;
    if (exact)
        languages[0] = wanted;
    for (unsigned i = 0; i < count; i++) {
        struct pe_resource_id id = {.number = languages[i]};
        if (pe_resource_find(resources, names, &id, entry, &is_directory) && !is_directory)
            return STATUS_SUCCESS;
    }
    struct pe_resource_id any;
    if (!exact && !(wanted & 0x3FF) && pe_resource_entry(resources, names, 0, &any, entry, &is_directory) &&
        !is_directory)
        return STATUS_SUCCESS;
    return STATUS_RESOURCE_LANG_NOT_FOUND;
}

NTSTATUS ldr_find_resource_directory(const struct pe_resources *resources, const ULONG_PTR *path,
                                     unsigned levels, DWORD *directory)
{
    static const NTSTATUS missing[] = {STATUS_RESOURCE_TYPE_NOT_FOUND, STATUS_RESOURCE_NAME_NOT_FOUND,
                                       STATUS_RESOURCE_LANG_NOT_FOUND};
    *directory = 0;
    for (unsigned level = 0; level < levels; level++) {
        struct pe_resource_id id = id_of(path[level]);
        bool is_directory;
        DWORD child;
        if (!pe_resource_find(resources, *directory, &id, &child, &is_directory) || !is_directory)
            return missing[level];
        *directory = child;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS find_resource(PVOID base, const ULONG_PTR *path, ULONG levels, bool exact,
                              const IMAGE_RESOURCE_DATA_ENTRY **out)
{
    struct pe_resources resources;
    DWORD names, entry;
    if (levels != 3)
        return STATUS_INVALID_PARAMETER;
    if (!ldr_resources_open(base, &resources))
        return STATUS_RESOURCE_DATA_NOT_FOUND;
    NTSTATUS status = ldr_find_resource_directory(&resources, path, 2, &names);
    if (NT_SUCCESS(status))
        status = find_language(&resources, names, (WORD)path[2], exact, &entry);
    if (!NT_SUCCESS(status))
        return status;
    *out = pe_resource_data_entry(&resources, entry);
    return *out ? STATUS_SUCCESS : STATUS_RESOURCE_DATA_NOT_FOUND;
}

NTSTATUS WINAPI LdrFindResource_U(PVOID BaseAddress, const LDR_RESOURCE_INFO *ResourceInfo, ULONG Level,
                                  IMAGE_RESOURCE_DATA_ENTRY **ResourceDataEntry)
{
    const IMAGE_RESOURCE_DATA_ENTRY *entry;
    NTSTATUS status = find_resource(BaseAddress, (const ULONG_PTR *)ResourceInfo, Level, false, &entry);
    if (NT_SUCCESS(status))
        *ResourceDataEntry = (IMAGE_RESOURCE_DATA_ENTRY *)entry;
    return status;
}

NTSTATUS WINAPI LdrAccessResource(PVOID BaseAddress, const IMAGE_RESOURCE_DATA_ENTRY *ResourceDataEntry,
                                  PVOID *ResourceBuffer, ULONG *ResourceLength)
{
    struct pe_resources resources;
    if (!ldr_resources_open(BaseAddress, &resources))
        return STATUS_RESOURCE_DATA_NOT_FOUND;
    uintptr_t offset = (uintptr_t)ResourceDataEntry - (uintptr_t)resources.tree;
    if (offset > UINT32_MAX || !pe_resource_data_entry(&resources, (DWORD)offset))
        return STATUS_RESOURCE_DATA_NOT_FOUND;
    const void *data = pe_resource_data(&resources, ResourceDataEntry);
    if (!data)
        return STATUS_RESOURCE_DATA_NOT_FOUND;
    if (ResourceBuffer)
        *ResourceBuffer = (PVOID)data;
    if (ResourceLength)
        *ResourceLength = ResourceDataEntry->Size;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI LdrFindResourceDirectory_U(PVOID BaseAddress, const LDR_RESOURCE_INFO *ResourceInfo,
                                           ULONG Level, IMAGE_RESOURCE_DIRECTORY **ResourceDirectory)
{
    struct pe_resources resources;
    DWORD directory;
    if (Level > 3)
        return STATUS_INVALID_PARAMETER;
    if (!ldr_resources_open(BaseAddress, &resources))
        return STATUS_RESOURCE_DATA_NOT_FOUND;
    NTSTATUS status =
        ldr_find_resource_directory(&resources, (const ULONG_PTR *)ResourceInfo, Level, &directory);
    if (NT_SUCCESS(status))
        *ResourceDirectory = (IMAGE_RESOURCE_DIRECTORY *)(resources.tree + directory);
    return status;
}
