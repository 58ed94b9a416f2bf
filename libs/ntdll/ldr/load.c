/* SPDX-License-Identifier: MIT
 *
 * Bringing modules into memory and out of it again. A module is mapped, entered into the lists, bound (which
 * loads what it needs, in the same way), given its thread-local storage and its protections; only when all of
 * that has been done for everything that is new is DllMain called, those first that others need.
 *
 * What is needed is found by marking, not by counting: from the program and from every module that
 * LoadLibrary was called for, along their imports. So DLLs that import each other go when nobody else needs
 * them.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "../host/host.h"
#include "../nt/virtual.h"
#include "../rtl/parameters.h"
#include "../rtl/wide.h"

static struct module *program;

struct module *ldr_program(void)
{
    return program;
}

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

#define RELATIVE(field) ((void *)((char *)&(field) + (field)))

struct module *ldr_load_builtin_locked(const struct dll_face *face)
{
    void *base = RELATIVE(face->face);
    struct pe_info info;
    if (pe_info_of(base, &info) != PE_OK)
        return NULL;
    if (face->data_size && host_protect((char *)base + face->data, face->data_size, HOST_READ | HOST_WRITE))
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

static void unload(struct module *module)
{
    void *base = module->entry.DllBase;
    struct pe_info info = module->info;
    bool builtin = module->builtin;
    ldr_notify_locked(module, LDR_DLL_NOTIFICATION_REASON_UNLOADED);
    ldr_tls_remove_locked(module);
    ldr_remove_module_locked(module);
    virtual_remove(base);
    if (!builtin)
        pe_unmap(base, &info);
}

/* Maps a file that ldr_search_file found; takes over what `file` holds. *why, if given: what is wrong with
 * it. */
static NTSTATUS map_file_locked(struct ldr_file *file, struct module **out, const char **why)
{
    struct module *module = ldr_find_file_locked(file->unix_path);
    struct pe_info info;
    void *base = NULL;
    enum pe_error error = PE_OK;
    if (!module) {
        error = pe_load(file->fd, &info, &base);
        if (!error)
            module = ldr_add_module_locked(base, &info, file->full_name, file->unix_path);
        if (module)
            file->full_name = NULL, file->unix_path = NULL;
        else if (!error)
            pe_unmap(base, &info);
    }
    host_close(file->fd);
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

/* Imports, storage, protections: all but DllMain. */
static NTSTATUS complete_locked(struct module *module, const struct ldr_search *search)
{
    if (module->bound)
        return STATUS_SUCCESS;
    module->bound = true;
    NTSTATUS status = STATUS_SUCCESS;
    if (module->info.characteristics & IMAGE_FILE_DLL || module == program) {
        status = ldr_bind_locked(module, search);
        if (NT_SUCCESS(status))
            status = ldr_tls_add_locked(module);
    }
    if (NT_SUCCESS(status))
        status = status_of_pe_error(pe_protect(module->entry.DllBase, &module->info));
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
    if (face && !ldr_wants_native(name))
        return ldr_load_builtin_locked(face);
    struct ldr_file file;
    if (!NT_SUCCESS(ldr_search_file(wide, search, &file)))
        return face ? ldr_load_builtin_locked(face) : NULL;
    char *path = strdup(file.unix_path);
    const char *why = "it cannot be bound";
    NTSTATUS status = map_file_locked(&file, &module, &why);
    if (NT_SUCCESS(status))
        status = complete_locked(module, search);
    if (!NT_SUCCESS(status)) {
        report("%s: %s; what is imported from it is missing", path ? path : name, why);
        module = NULL;
    }
    free(path);
    return module;
}

/* ---- unloading ---- */

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

/* ---- LoadLibrary ---- */

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
    if (ldr_wants_native(utf8))
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
        return map_file_locked(&file, out, NULL);
    host_close(file.fd);
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
            status = status_of_pe_error(pe_protect(module->entry.DllBase, &module->info));
        }
    } else {
        status = complete_locked(module, search);
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
        host_close(file.fd);
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

/* ---- the program ---- */

struct module *ldr_map_program(const char *unix_path)
{
    struct pe_info info;
    void *base;
    int fd = host_open(unix_path, 0, 0);
    if (fd < 0) {
        report("%s: %s", unix_path, strerror(-fd));
        return NULL;
    }
    enum pe_error error = pe_load(fd, &info, &base);
    host_close(fd);
    if (!error && info.characteristics & IMAGE_FILE_DLL)
        error = PE_IS_DLL;
    if (error) {
        report("%s: %s", unix_path, pe_error_text(error));
        return NULL;
    }
    size_t size = parameters_path_size(unix_path);
    WCHAR *full_name = malloc(size * sizeof(WCHAR));
    char *path = strdup(unix_path);
    if (full_name && path) {
        parameters_path(unix_path, full_name, size);
        program = ldr_add_module_locked(base, &info, full_name, path);
    }
    if (!program) {
        report("%s: not enough memory", unix_path);
        return NULL;
    }
    program->pinned = true;
    process_peb.ImageBaseAddress = base;
    process_peb.Ldr = ldr_data();
    process_peb.LoaderLock = &ldr_loader_lock;
    return program;
}

bool ldr_bind_program(struct module *module_of_program)
{
    static const char *const always[] = {"ntdll.dll", "kernel32.dll", "kernelbase.dll"};
    struct ldr_search search = {0};
    struct module *module;
    ldr_lock();
    for (unsigned i = 0; i < countof(always); i++) {
        module = ldr_load_builtin_locked(ldr_find_face(always[i]));
        if (module)
            module->pinned = true;
    }
    NTSTATUS status = complete_locked(module_of_program, &search);
    if (NT_SUCCESS(status))
        status = ldr_tls_attach_thread_locked(NtCurrentTeb());
    FOR_EACH_MODULE(module)
    {
        module->pinned = true;
        module->entry.LoadCount = 0xFFFF;
    }
    ldr_unlock();
    if (!NT_SUCCESS(status))
        report("%s: its imports cannot be bound (status 0x%08X)", module_of_program->unix_path,
               (unsigned)status);
    return NT_SUCCESS(status);
}
