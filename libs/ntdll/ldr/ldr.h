/* SPDX-License-Identifier: MIT
 *
 * Modules: the program, its native DLLs, and the faces of the built-in ones, in one list that is also the
 * PEB's. Everything is guarded by the loader lock (PEB->LoaderLock) except looking an address up, which takes
 * no lock. docs/loader.md tells the whole story.
 *
 *     modules.c   the list, look-ups, reference counts
 *     search.c    which file a name means
 *     load.c      bringing a module and what it needs into memory
 *     unload.c    and out of it again
 *     library.c   LoadLibrary and its relatives
 *     program.c   the program itself
 *     bind.c      imports, forwarders
 *     delay.c     imports that are bound on their first use
 *     missing.c   stubs for what nothing provides
 *     tls.c       thread-local storage of images
 *     attach.c    DllMain and TLS callbacks
 *     ldrapi.c    the Ldr* functions that programs and kernel32 call
 *     resource.c  resources
 */
#ifndef DECANT_LDR_H
#define DECANT_LDR_H

#include <pe.h>
#include "../ntdll.h"

/* A built-in DLL's descriptor, in the section dll_faces (tools/exports.py). Addresses are relative to the
 * field. */
struct dll_face {
    int32_t name;
    int32_t face;
    uint32_t size;
    uint32_t data;      /* RVA of the writable part */
    uint32_t data_size; /* bytes; 0: none */
};

struct module {
    LDR_DATA_TABLE_ENTRY entry; /* linked into the PEB's lists */
    struct pe_info info;
    char *unix_path;              /* NULL: built in */
    struct module **dependencies; /* what it imports from, or forwards to: each at most once */
    uint32_t dependency_count, dependency_room;
    uint32_t loads; /* LoadLibrary calls that FreeLibrary has not taken back */
    bool builtin;
    bool pinned;      /* stays until the process ends: the program and what it imports */
    bool bound;       /* its imports are bound */
    bool initialized; /* DllMain was called for the process */
    bool initializing;
    bool marked;              /* load.c: still needed */
    bool references_resolved; /* false: loaded with DONT_RESOLVE_DLL_REFERENCES */
    uint32_t tls_index;       /* 1 + its index; 0: no TLS directory */
    uint32_t missing_count;   /* imports that are bound to a stub */
};

/* ---- the program's start and end (start.c) ---- */

/* Maps the program itself. The error is reported in one line; NULL then. */
struct module *ldr_map_program(const char *unix_path);
/* Loads what the program imports and binds it. Needs TEB and process parameters. */
bool ldr_bind_program(struct module *program);
/* Calls every DllMain and TLS callback for the process's start (on the guest's stack), or its end. */
NTSTATUS ldr_attach_process(void);
void ldr_detach_process(void);

/* ---- threads (kernel/ps/thread.c) ---- */

/* To be called by a new thread on its guest stack before its start routine: gives it its thread-local storage
 * and calls DllMain and TLS callbacks with DLL_THREAD_ATTACH. */
void ldr_attach_thread(void);
/* To be called by a thread that ends, still on its guest stack: DLL_THREAD_DETACH, and its thread-local
 * storage goes. Not called when the process ends. */
void ldr_detach_thread(void);

/* ---- look-ups ---- */

/* Finds a loaded module by base name ("kernel32" or "kernel32.dll", any case). Takes the loader lock. */
struct module *ldr_find_module(PCWSTR name);
/* Finds the module that an address lies in. Takes no lock; may be called in a signal handler. */
struct module *ldr_find_module_at(const void *address);
/* The program. */
struct module *ldr_program(void);
/* An export's address, through forwarders; NULL where there is none. name NULL: by ordinal. */
void *ldr_find_export(struct module *module, const char *name, DWORD ordinal);
/* The stub of a function that nothing provides, the same one for the same words: called, it says so in one
 * line and raises STATUS_ENTRYPOINT_NOT_FOUND. name NULL: by ordinal. NULL where memory is short. */
void *ldr_missing_function(const char *library, const char *name, WORD ordinal);
/* "module+0x1234" of an address, for messages. */
void ldr_describe_address(const void *address, char *text, size_t size);

/* ---- policy ---- */

/* Overrides which of the two a DLL is taken from ("foo" or "foo.dll", any case), before the program is
 * mapped. */
void ldr_prefer_native(const char *name);
void ldr_prefer_builtin(const char *name);

/* The host DLL of an API set ("api-ms-win-core-file-l1-2-0.dll" → "kernelbase.dll"); NULL where it is none
 * that is known. */
const char *ldr_api_set_host(const char *name);
/* The like for a set that is not in the table, by its family's name. */
const char *ldr_api_set_family(const char *name);
bool ldr_is_api_set(const char *name);

/* ---- the Ldr functions that other DLLs of ours call ---- */

#define LOAD_LIBRARY_DONT_RESOLVE_DLL_REFERENCES 0x00000001u
#define LOAD_LIBRARY_AS_DATAFILE                 0x00000002u
#define LOAD_WITH_ALTERED_SEARCH_PATH            0x00000008u
#define LOAD_IGNORE_CODE_AUTHZ_LEVEL             0x00000010u
#define LOAD_LIBRARY_AS_IMAGE_RESOURCE           0x00000020u
#define LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE       0x00000040u
#define LOAD_LIBRARY_REQUIRE_SIGNED_TARGET       0x00000080u
#define LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR         0x00000100u
#define LOAD_LIBRARY_SEARCH_APPLICATION_DIR      0x00000200u
#define LOAD_LIBRARY_SEARCH_USER_DIRS            0x00000400u
#define LOAD_LIBRARY_SEARCH_SYSTEM32             0x00000800u
#define LOAD_LIBRARY_SEARCH_DEFAULT_DIRS         0x00001000u
#define LOAD_LIBRARY_SAFE_CURRENT_DIRS           0x00002000u
#define LOAD_LIBRARY_SEARCH_ALL                  0x00001F00u

/* LoadLibraryEx, in NTSTATUS. `name` is used as documented there: ".dll" is added where it has no extension.
 */
NTSTATUS ldr_load_library(PCWSTR name, ULONG flags, HMODULE *out);
/* GetModuleHandle; NULL is the program. */
NTSTATUS ldr_get_handle(PCWSTR name, HMODULE *out);
NTSTATUS ldr_free_library(HMODULE module);
/* The module of a handle; NULL where it is none (a handle of a data file, say). */
struct module *ldr_module_of(HMODULE handle);

typedef VOID(GUESTAPI *PLDR_DLL_NOTIFICATION_FUNCTION)(ULONG Reason, PVOID Data, PVOID Context);

typedef VOID(GUESTAPI *PLDR_ENUM_CALLBACK)(PLDR_DATA_TABLE_ENTRY Entry, PVOID Context, BOOLEAN *Stop);

NTSTATUS WINAPI LdrEnumerateLoadedModules(ULONG Flags, PLDR_ENUM_CALLBACK Callback, PVOID Context);
NTSTATUS WINAPI LdrLoadDll(PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name, PVOID *BaseAddress);
NTSTATUS WINAPI LdrUnloadDll(PVOID BaseAddress);
NTSTATUS WINAPI LdrGetDllHandle(PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name,
                                PVOID *BaseAddress);
NTSTATUS WINAPI LdrGetDllHandleEx(ULONG Flags, PWSTR Path, PULONG Characteristics, PCUNICODE_STRING Name,
                                  PVOID *BaseAddress);
NTSTATUS WINAPI LdrGetProcedureAddress(PVOID BaseAddress, PCANSI_STRING Name, ULONG Ordinal, PVOID *Address);
NTSTATUS WINAPI LdrAddRefDll(ULONG Flags, PVOID BaseAddress);
NTSTATUS WINAPI LdrDisableThreadCalloutsForDll(PVOID BaseAddress);
NTSTATUS WINAPI LdrLockLoaderLock(ULONG Flags, PULONG Disposition, PULONG_PTR Cookie);
NTSTATUS WINAPI LdrUnlockLoaderLock(ULONG Flags, ULONG_PTR Cookie);
PVOID WINAPI LdrResolveDelayLoadedAPI(PVOID ParentModuleBase, const IMAGE_DELAYLOAD_DESCRIPTOR *Descriptor,
                                      PVOID FailureDllHook, PVOID FailureSystemHook, ULONG_PTR *ThunkAddress,
                                      ULONG Flags);
NTSTATUS WINAPI LdrFindEntryForAddress(PVOID Address, PLDR_DATA_TABLE_ENTRY *Entry);
IMAGE_NT_HEADERS *WINAPI RtlImageNtHeader(PVOID Base);
PVOID WINAPI RtlImageDirectoryEntryToData(PVOID Base, BOOLEAN MappedAsImage, USHORT DirectoryEntry,
                                          PULONG Size);

/* ---- DLL folders (libloaderapi.c, winbase.c) ---- */

NTSTATUS ldr_set_dll_directory(PCWSTR path); /* NULL: as at the start; "": no current folder */
/* Length without the NUL; copies nothing where `size` units do not hold it. */
size_t ldr_get_dll_directory(PWSTR buffer, size_t size);
NTSTATUS ldr_add_dll_directory(PCWSTR path, PVOID *cookie);
NTSTATUS ldr_remove_dll_directory(PVOID cookie);
NTSTATUS ldr_set_default_directories(ULONG flags);

#endif
