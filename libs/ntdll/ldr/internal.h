/* SPDX-License-Identifier: MIT
 *
 * What the loader's own files share. Functions ending in _locked need the loader lock.
 */
#ifndef DECANT_LDR_INTERNAL_H
#define DECANT_LDR_INTERNAL_H

#include "ldr.h"

/* ---- modules.c ---- */

extern RTL_CRITICAL_SECTION ldr_loader_lock; /* PEB->LoaderLock */
void ldr_lock(void);
bool ldr_try_lock(void);
void ldr_unlock(void);
PEB_LDR_DATA *ldr_data(void);

/* Enters a mapped image into the lists and the address table. full_name is the module's from then on. NULL
 * where memory is short. */
struct module *ldr_add_module_locked(void *base, const struct pe_info *info, WCHAR *full_name,
                                     char *unix_path);
/* Takes it out of all lists and frees what describes it; the image stays mapped. */
void ldr_remove_module_locked(struct module *module);
struct module *ldr_find_base_name_locked(const WCHAR *name, size_t length);
struct module *ldr_find_full_name_locked(const WCHAR *name);
struct module *ldr_find_file_locked(const char *unix_path);
bool ldr_add_dependency_locked(struct module *module, struct module *dependency);

#define FOR_EACH_MODULE(module)                                                                              \
    for (LIST_ENTRY *link_ = ldr_data()->InLoadOrderModuleList.Flink;                                        \
         link_ != &ldr_data()->InLoadOrderModuleList &&                                                      \
         (module = container_of(link_, struct module, entry.InLoadOrderLinks));                              \
         link_ = link_->Flink)

/* ---- search.c ---- */

/* Where a load looks: the folders that LoadLibrary's flags ask for, and the altered search path's first one.
 */
struct ldr_search {
    ULONG flags;         /* LOAD_LIBRARY_SEARCH_xxx; 0: the standard order */
    const WCHAR *folder; /* instead of the program's folder, with its backslash; NULL: the program's */
};

/* Whether a name holds a folder or a drive. */
bool ldr_has_path(const WCHAR *name);
/* A file that was found, open; all three are the finder's to give back. */
struct ldr_file {
    int fd;
    char *unix_path;
    WCHAR *full_name;
};

/* The file that `name` means, wherever the search leads. STATUS_DLL_NOT_FOUND. */
NTSTATUS ldr_search_file(const WCHAR *name, const struct ldr_search *search, struct ldr_file *file);
/* Whether a folder, with its closing backslash, is one of the system's. */
bool ldr_is_system_folder(const WCHAR *path, size_t length);

/* ---- policy.c ---- */

/* Whether a DLL is to be taken from a file although there is a built-in one. */
bool ldr_takes_native_locked(const char *name);
/* Of a DLL that has no such file: whether the built-in one must not take its place, which is said then. */
bool ldr_needs_native_locked(const char *name);
const struct dll_face *ldr_find_face(const char *name);

/* ---- load.c ---- */

/* The module that an import names, loaded where it is not yet; NULL where there is none. */
struct module *ldr_load_import_locked(const char *name, const struct ldr_search *search);
struct module *ldr_load_builtin_locked(const struct dll_face *face);
NTSTATUS status_of_pe_error(enum pe_error error);
/* Maps a file that ldr_search_file found; takes over what `file` holds. *why, if given: what is wrong with
 * it. */
NTSTATUS ldr_map_file_locked(struct ldr_file *file, struct module **out, const char **why);
/* Imports, storage, protections: all but DllMain. */
NTSTATUS ldr_complete_locked(struct module *module, const struct ldr_search *search);

/* An address in a struct dll_face. */
#define RELATIVE(field) ((void *)((char *)&(field) + (field)))

/* ---- unload.c ---- */

/* Unloads what nothing needs any more. */
void ldr_sweep_locked(void);

/* ---- bind.c ---- */

/* Binds a module's imports, loading what it needs. */
NTSTATUS ldr_bind_locked(struct module *module, const struct ldr_search *search);
/* An export through its forwarders, loading what they lead to; `user` will need those. */
void *ldr_find_export_locked(struct module *module, const char *name, DWORD ordinal, int hint,
                             const struct ldr_search *search);

/* ---- missing.c ---- */

/* A new stub for an import that nothing provides. name NULL: by ordinal. NULL where memory is short. */
void *ldr_missing_stub_locked(const char *library, const char *name, WORD ordinal);

/* ---- tls.c ---- */

/* Gives a module that has a TLS directory its index, and every thread its storage. */
NTSTATUS ldr_tls_add_locked(struct module *module);
void ldr_tls_remove_locked(struct module *module);
NTSTATUS ldr_tls_attach_thread_locked(TEB *teb);
void ldr_tls_detach_thread_locked(TEB *teb);
/* Like DllMain: an exception that leaves a callback of a LoadLibrary is the status. */
NTSTATUS ldr_tls_callbacks(struct module *module, DWORD reason, void *reserved);

/* ---- attach.c ---- */

/* Calls DllMain of a module and of all it needs, those first. STATUS_DLL_INIT_FAILED. */
NTSTATUS ldr_initialize_locked(struct module *module, void *reserved);
void ldr_uninitialize_locked(struct module *module, void *reserved);

/* ---- ldrapi.c ---- */

#define LDR_DLL_NOTIFICATION_REASON_LOADED   1u
#define LDR_DLL_NOTIFICATION_REASON_UNLOADED 2u
void ldr_notify_locked(struct module *module, ULONG reason);

/* ---- datafile.c ---- */

/* LOAD_LIBRARY_AS_DATAFILE and its relatives: the file, or its image without relocation, as a handle with a
 * low bit set. */
NTSTATUS ldr_map_datafile(int fd, bool as_image, HMODULE *out);
/* The like for an image that is in memory anyway. */
NTSTATUS ldr_share_datafile(void *image, HMODULE *out);
NTSTATUS ldr_unmap_datafile(HMODULE handle);
/* The bytes behind such a handle; SIZE_MAX where the image knows itself, 0 where it is none. */
size_t ldr_datafile_size(HMODULE handle);

#endif
