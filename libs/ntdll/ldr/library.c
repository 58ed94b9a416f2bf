/* SPDX-License-Identifier: MIT
 *
 * LoadLibrary, GetModuleHandle and FreeLibrary, by name and by handle: what a name means, which flags go
 * together, and who has a reference.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "kernel/host/host.h"
#include "common/wide.h"

/* `name` with ".dll" where its last part has no extension, without a closing dot, slashes made backslashes.
 */
static WCHAR *library_name(const WCHAR *name)
{
    size_t length = wide_length(name);
    WCHAR *out = malloc((length + 5) * sizeof(WCHAR));
    if (!out)
        return NULL;
    bool dot = false;
    for (size_t i = 0; i < length; i++) {
        out[i] = name[i] == '/' ? '\\' : name[i];
        if (out[i] == '\\')
            dot = false;
        else if (out[i] == '.')
            dot = true;
    }
    if (length && name[length - 1] == '.')
        length--;
    else if (!dot)
        for (unsigned i = 0; i < 4; i++)
            out[length++] = u".dll"[i];
    out[length] = 0;
    return out;
}

static const WCHAR *base_name(const WCHAR *path)
{
    const WCHAR *base = path;
    for (; *path; path++)
        if (*path == '\\')
            base = path + 1;
    return base;
}

/* The module that a library name means, if it is loaded: by base name, or by full name where it has a folder.
 */
static struct module *find_loaded_locked(const WCHAR *name)
{
    char utf8[MAX_PATH];
    if (!ldr_has_path(name)) {
        if (wide_to_utf8(name, utf8, sizeof(utf8)) <= sizeof(utf8) && ldr_is_api_set(utf8)) {
            const char *host = ldr_api_set_host(utf8);
            WCHAR wide[64];
            if (host && utf8_to_wide(host, wide, countof(wide)) <= countof(wide))
                return ldr_find_base_name_locked(wide, wide_length(wide));
        }
        return ldr_find_base_name_locked(name, wide_length(name));
    }
    return ldr_find_full_name_locked(name);
}

/* The built-in DLL that a library name means. A file of that name elsewhere does not count: what the system
 * provides is taken from us, wherever a program keeps a copy of it (docs/loader.md). */
static const struct dll_face *find_face_locked(const WCHAR *name, const WCHAR *base)
{
    char utf8[MAX_PATH];
    if (wide_to_utf8(base, utf8, sizeof(utf8)) > sizeof(utf8))
        return NULL;
    const char *host = base == name ? ldr_api_set_host(utf8) : NULL;
    if (ldr_takes_native_locked(utf8))
        return NULL;
    return ldr_find_face(host ? host : utf8);
}

static WCHAR *folder_of(const WCHAR *path)
{
    size_t length = (size_t)(base_name(path) - path);
    WCHAR *folder = malloc((length + 1) * sizeof(WCHAR));
    if (folder) {
        memcpy(folder, path, length * sizeof(WCHAR));
        folder[length] = 0;
    }
    return folder;
}

static NTSTATUS load_new_locked(const WCHAR *name, const struct ldr_search *search, struct module **out)
{
    const WCHAR *base = base_name(name);
    const struct dll_face *face = find_face_locked(name, base);
    if (face && (base == name || ldr_is_system_folder(name, (size_t)(base - name)))) {
        WCHAR known[64];
        utf8_to_wide(RELATIVE(face->name), known, countof(known));
        *out = ldr_find_base_name_locked(known, wide_length(known));
        if (!*out)
            *out = ldr_load_builtin_locked(face);
        return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    struct ldr_file file;
    NTSTATUS status = ldr_search_file(name, search, &file);
    if (!NT_SUCCESS(status))
        return status;
    struct module *known = ldr_find_full_name_locked(file.full_name);
    if (!known && face)
        known = ldr_find_base_name_locked(base, wide_length(base));
    if (!known && face)
        known = ldr_load_builtin_locked(face);
    if (!known)
        return ldr_map_file_locked(&file, out, NULL);
    sys_host_close(file.fd);
    free(file.full_name);
    free(file.unix_path);
    *out = known;
    return STATUS_SUCCESS;
}

static NTSTATUS load_library_locked(const WCHAR *name, ULONG flags, const struct ldr_search *search,
                                    HMODULE *out)
{
    struct module *module = find_loaded_locked(name);
    NTSTATUS status = module ? STATUS_SUCCESS : load_new_locked(name, search, &module);
    if (!NT_SUCCESS(status))
        return status;
    if (module->pinned) { /* the usual case: it is there and stays */
        *out = module->entry.DllBase;
        return STATUS_SUCCESS;
    }
    module->loads++; /* first, so that no DllMain's FreeLibrary takes it away */
    if (flags & LOAD_LIBRARY_DONT_RESOLVE_DLL_REFERENCES) {
        if (!module->bound) {
            module->bound = module->initialized = true;
            module->references_resolved = false;
            status = status_of_pe_error(sys_pe_protect(module->entry.DllBase, &module->info));
        }
    } else {
        status = ldr_complete_locked(module, search);
        if (NT_SUCCESS(status))
            status = ldr_initialize_locked(module, NULL);
    }
    if (!NT_SUCCESS(status)) {
        module->loads--;
        ldr_sweep_locked();
        return status;
    }
    module->entry.LoadCount = (USHORT)(module->loads < 0xFFFE ? module->loads : 0xFFFE);
    *out = module->entry.DllBase;
    return STATUS_SUCCESS;
}

/* The flags that contradict each other, as LoadLibraryEx documents them. */
static NTSTATUS check_flags(const WCHAR *name, ULONG flags)
{
    const ULONG known =
        LOAD_LIBRARY_DONT_RESOLVE_DLL_REFERENCES | LOAD_LIBRARY_AS_DATAFILE | LOAD_WITH_ALTERED_SEARCH_PATH |
        LOAD_IGNORE_CODE_AUTHZ_LEVEL | LOAD_LIBRARY_AS_IMAGE_RESOURCE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE |
        LOAD_LIBRARY_REQUIRE_SIGNED_TARGET | LOAD_LIBRARY_SEARCH_ALL | LOAD_LIBRARY_SAFE_CURRENT_DIRS;
    if (!*name || (flags & ~known))
        return STATUS_INVALID_PARAMETER;
    if ((flags & LOAD_WITH_ALTERED_SEARCH_PATH) && (flags & LOAD_LIBRARY_SEARCH_ALL))
        return STATUS_INVALID_PARAMETER;
    if ((flags & LOAD_LIBRARY_AS_DATAFILE) && (flags & LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE))
        return STATUS_INVALID_PARAMETER;
    bool full = name[0] == '\\' || name[0] == '/' || (name[0] && name[1] == ':');
    if ((flags & LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR) && !full)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS load_datafile(const WCHAR *name, ULONG flags, const struct ldr_search *search, HMODULE *out)
{
    ldr_lock();
    const WCHAR *base = base_name(name);
    const struct dll_face *face = find_face_locked(name, base);
    struct ldr_file file;
    NTSTATUS status = ldr_search_file(name, search, &file);
    if (NT_SUCCESS(status)) {
        status = ldr_map_datafile(file.fd, flags & LOAD_LIBRARY_AS_IMAGE_RESOURCE, out);
        sys_host_close(file.fd);
        free(file.full_name);
        free(file.unix_path);
    } else if (face && (base == name || ldr_is_system_folder(name, (size_t)(base - name)))) {
        /* There is no file of a built-in DLL: its face serves, which is an image. */
        status = ldr_share_datafile(RELATIVE(face->face), out);
    }
    ldr_unlock();
    return status;
}

NTSTATUS ldr_load_library(PCWSTR name, ULONG flags, HMODULE *out)
{
    NTSTATUS status = check_flags(name, flags);
    if (!NT_SUCCESS(status))
        return status;
    WCHAR *full = library_name(name), *folder = NULL;
    if (!full)
        return STATUS_NO_MEMORY;
    struct ldr_search search = {.flags = flags & LOAD_LIBRARY_SEARCH_ALL};
    if ((flags & (LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR)) && ldr_has_path(full))
        search.folder = folder = folder_of(full);
    if (flags &
        (LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE | LOAD_LIBRARY_AS_IMAGE_RESOURCE)) {
        status = load_datafile(full, flags, &search, out);
    } else {
        ldr_lock();
        status = load_library_locked(full, flags, &search, out);
        ldr_unlock();
    }
    free(folder);
    free(full);
    return status;
}

NTSTATUS ldr_get_handle(PCWSTR name, HMODULE *out)
{
    if (!name) {
        *out = process_peb.ImageBaseAddress;
        return STATUS_SUCCESS;
    }
    WCHAR *full = library_name(name);
    if (!full)
        return STATUS_NO_MEMORY;
    ldr_lock();
    struct module *module = find_loaded_locked(full);
    if (module)
        *out = module->entry.DllBase;
    ldr_unlock();
    free(full);
    return module ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

NTSTATUS ldr_free_library(HMODULE handle)
{
    NTSTATUS status = STATUS_SUCCESS;
    if ((uintptr_t)handle & 3)
        return ldr_unmap_datafile(handle);
    ldr_lock();
    struct module *module = ldr_module_of(handle);
    if (!module) {
        status = STATUS_DLL_NOT_FOUND;
    } else if (!module->pinned && module->loads) {
        module->loads--;
        module->entry.LoadCount = (USHORT)(module->loads < 0xFFFE ? module->loads : 0xFFFE);
        if (!module->loads)
            ldr_sweep_locked();
    }
    ldr_unlock();
    return status;
}
