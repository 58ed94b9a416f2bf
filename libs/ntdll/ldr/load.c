/* SPDX-License-Identifier: MIT
 *
 * Bringing modules into memory. A module is mapped, entered into the lists, bound (which loads what it needs,
 * in the same way), given its thread-local storage and its protections; only when all of that has been done
 * for everything that is new is DllMain called, those first that others need.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "kernel/host/host.h"
#include "common/wide.h"

NTSTATUS status_of_pe_error(enum pe_error error)
{
    switch (error) {
    case PE_OK:
        return STATUS_SUCCESS;
    case PE_NO_MEMORY:
        return STATUS_NO_MEMORY;
    case PE_IO:
        return STATUS_IN_PAGE_ERROR;
    case PE_NO_RELOCATION:
        return STATUS_CONFLICTING_ADDRESSES;
    default:
        return STATUS_INVALID_IMAGE_FORMAT;
    }
}

static WCHAR *wide_copy(const char *prefix, const char *text)
{
    size_t length = strlen(prefix), units = utf8_to_wide(text, NULL, 0);
    WCHAR *wide = malloc((length + units) * sizeof(WCHAR));
    if (!wide)
        return NULL;
    for (size_t i = 0; i < length; i++)
        wide[i] = (WCHAR)prefix[i];
    utf8_to_wide(text, wide + length, units);
    return wide;
}

struct module *ldr_load_builtin_locked(const struct dll_face *face)
{
    void *base = RELATIVE(face->face);
    struct pe_info info;
    if (pe_info_of(base, &info) != PE_OK)
        return NULL;
    if (face->data_size &&
        sys_host_protect((char *)base + face->data, face->data_size, HOST_READ | HOST_WRITE))
        return NULL;
    WCHAR *full_name = wide_copy("C:\\windows\\system32\\", RELATIVE(face->name));
    struct module *module = ldr_add_module_locked(base, &info, full_name, NULL);
    if (!module) {
        free(full_name);
        return NULL;
    }
    module->builtin = true;
    module->bound = true;
    ldr_notify_locked(module, LDR_DLL_NOTIFICATION_REASON_LOADED);
    return module;
}

NTSTATUS ldr_map_file_locked(struct ldr_file *file, struct module **out, const char **why)
{
    struct module *module = ldr_find_file_locked(file->unix_path);
    struct pe_info info;
    void *base = NULL;
    enum pe_error error = PE_OK;
    if (!module) {
        error = sys_pe_load(file->fd, true, &info, &base);
        if (!error)
            module = ldr_add_module_locked(base, &info, file->full_name, file->unix_path);
        if (module)
            file->full_name = NULL, file->unix_path = NULL;
        else if (!error)
            sys_pe_unmap(base, &info);
    }
    sys_host_close(file->fd);
    free(file->full_name);
    free(file->unix_path);
    if (!module && !error)
        error = PE_NO_MEMORY;
    if (!module && why)
        *why = pe_error_text(error);
    if (!module)
        return status_of_pe_error(error);
    *out = module;
    return STATUS_SUCCESS;
}

NTSTATUS ldr_complete_locked(struct module *module, const struct ldr_search *search)
{
    if (module->bound)
        return STATUS_SUCCESS;
    module->bound = true;
    NTSTATUS status = STATUS_SUCCESS;
    if (module->info.characteristics & IMAGE_FILE_DLL || module == ldr_program()) {
        status = ldr_bind_locked(module, search);
        if (NT_SUCCESS(status))
            status = ldr_tls_add_locked(module);
    }
    if (NT_SUCCESS(status))
        status = status_of_pe_error(sys_pe_protect(module->entry.DllBase, &module->info));
    if (NT_SUCCESS(status))
        ldr_notify_locked(module, LDR_DLL_NOTIFICATION_REASON_LOADED);
    return status;
}

/* A name without a folder, in the form in which modules are known: with an extension, API sets replaced. */
static bool module_name(const char *name, char out[MAX_PATH])
{
    size_t length = strlen(name);
    const char *host = ldr_api_set_host(name);
    if (!host && ldr_is_api_set(name) && !ldr_find_face(name))
        host = ldr_api_set_family(name);
    if (host) {
        strcpy(out, host);
        return true;
    }
    if (!length || length > MAX_PATH - 5)
        return false;
    strcpy(out, name);
    if (!strchr(name, '.'))
        strcpy(out + length, ".dll");
    else if (name[length - 1] == '.')
        out[length - 1] = 0;
    return true;
}

struct module *ldr_load_import_locked(const char *import, const struct ldr_search *search)
{
    char name[MAX_PATH];
    WCHAR wide[MAX_PATH];
    if (!module_name(import, name))
        return NULL;
    size_t units = utf8_to_wide(name, wide, countof(wide));
    if (units > countof(wide))
        return NULL;
    struct module *module = ldr_find_base_name_locked(wide, units - 1);
    if (module)
        return module;
    const struct dll_face *face = ldr_find_face(name);
    if (face && !ldr_takes_native_locked(name))
        return ldr_load_builtin_locked(face);
    struct ldr_file file;
    if (!NT_SUCCESS(ldr_search_file(wide, search, &file)))
        return face && !ldr_needs_native_locked(name) ? ldr_load_builtin_locked(face) : NULL;
    char *path = strdup(file.unix_path);
    const char *why = "it cannot be bound";
    NTSTATUS status = ldr_map_file_locked(&file, &module, &why);
    if (NT_SUCCESS(status))
        status = ldr_complete_locked(module, search);
    if (!NT_SUCCESS(status)) {
        report("%s: %s; what is imported from it is missing", path ? path : name, why);
        module = NULL;
    }
    free(path);
    return module;
}
