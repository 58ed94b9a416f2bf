/* SPDX-License-Identifier: MIT
 *
 * tlhelp32.h: snapshots of processes and threads, those of the whole system, and of this process's modules.
 * Heaps are in none.
 */
#include <stdlib.h>
#include <string.h>
#include <ldr/ldr.h>
#include "kernel/ob/handle.h"
#include "kernel/ps/process_list.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/minwinbase.h>
#include "kernel32.h"

#define TH32CS_SNAPHEAPLIST 0x01u
#define TH32CS_SNAPPROCESS  0x02u
#define TH32CS_SNAPTHREAD   0x04u
#define TH32CS_SNAPMODULE   0x08u
#define TH32CS_SNAPMODULE32 0x10u
#define TH32CS_INHERIT      0x80000000u

typedef struct {
    DWORD dwSize;
    DWORD cntUsage;
    DWORD th32ProcessID;
    ULONG_PTR th32DefaultHeapID;
    DWORD th32ModuleID;
    DWORD cntThreads;
    DWORD th32ParentProcessID;
    LONG pcPriClassBase;
    DWORD dwFlags;
    WCHAR szExeFile[MAX_PATH];
} PROCESSENTRY32W, *LPPROCESSENTRY32W;
ASSERT_SIZE(PROCESSENTRY32W, 568, 556);

typedef struct {
    DWORD dwSize;
    DWORD cntUsage;
    DWORD th32ProcessID;
    ULONG_PTR th32DefaultHeapID;
    DWORD th32ModuleID;
    DWORD cntThreads;
    DWORD th32ParentProcessID;
    LONG pcPriClassBase;
    DWORD dwFlags;
    CHAR szExeFile[MAX_PATH];
} PROCESSENTRY32, *LPPROCESSENTRY32;
ASSERT_SIZE(PROCESSENTRY32, 304, 296);

typedef struct {
    DWORD dwSize;
    DWORD cntUsage;
    DWORD th32ThreadID;
    DWORD th32OwnerProcessID;
    LONG tpBasePri;
    LONG tpDeltaPri;
    DWORD dwFlags;
} THREADENTRY32, *LPTHREADENTRY32;
ASSERT_SIZE(THREADENTRY32, 28, 28);

#define MAX_MODULE_NAME32 255

typedef struct {
    DWORD dwSize;
    DWORD th32ModuleID;
    DWORD th32ProcessID;
    DWORD GlblcntUsage;
    DWORD ProccntUsage;
    BYTE *modBaseAddr;
    DWORD modBaseSize;
    HMODULE hModule;
    WCHAR szModule[MAX_MODULE_NAME32 + 1];
    WCHAR szExePath[MAX_PATH];
} MODULEENTRY32W, *LPMODULEENTRY32W;
ASSERT_SIZE(MODULEENTRY32W, 1080, 1064);

typedef struct {
    DWORD dwSize;
    DWORD th32ModuleID;
    DWORD th32ProcessID;
    DWORD GlblcntUsage;
    DWORD ProccntUsage;
    BYTE *modBaseAddr;
    DWORD modBaseSize;
    HMODULE hModule;
    CHAR szModule[MAX_MODULE_NAME32 + 1];
    CHAR szExePath[MAX_PATH];
} MODULEENTRY32, *LPMODULEENTRY32;
ASSERT_SIZE(MODULEENTRY32, 568, 548);

/* A list and how far it was read. */
struct cursor {
    size_t count;
    _Atomic size_t at;
};

struct snapshot {
    struct object object;
    struct process_entry *processes;
    struct thread_entry *threads;
    MODULEENTRY32W *modules;
    struct cursor process, thread, module;
};

static void destroy(struct object *object)
{
    struct snapshot *snapshot = container_of(object, struct snapshot, object);
    free(snapshot->processes);
    free(snapshot->threads);
    free(snapshot->modules);
    free(snapshot);
}

/* Windows keeps a snapshot in a section. */
static const struct object_type snapshot_type = {.name = "Section",
                                                 .generic_read = 0x20005,
                                                 .generic_write = 0x20002,
                                                 .generic_execute = 0x20008,
                                                 .all_access = 0xF001F,
                                                 .destroy = destroy};

static void copy_name(WCHAR *to, size_t room, const UNICODE_STRING *from)
{
    size_t length = from->Length / sizeof(WCHAR);
    length = length < room ? length : room - 1;
    memcpy(to, from->Buffer, length * sizeof(WCHAR));
    to[length] = 0;
}

struct modules {
    MODULEENTRY32W *entries;
    size_t count, room;
    bool failed;
};

static GUESTAPI VOID add_module(PLDR_DATA_TABLE_ENTRY module, PVOID context, BOOLEAN *stop)
{
    struct modules *list = context;
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        MODULEENTRY32W *entries = realloc(list->entries, room * sizeof(*entries));
        if (!entries) {
            *stop = list->failed = true;
            return;
        }
        list->entries = entries;
        list->room = room;
    }
    MODULEENTRY32W *entry = &list->entries[list->count++];
    *entry = (MODULEENTRY32W){
        .dwSize = sizeof(*entry),
        .th32ModuleID = 1,
        .th32ProcessID = (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess,
        .GlblcntUsage = module->LoadCount,
        .ProccntUsage = module->LoadCount,
        .modBaseAddr = module->DllBase,
        .modBaseSize = module->SizeOfImage,
        .hModule = module->DllBase,
    };
    copy_name(entry->szModule, countof(entry->szModule), &module->BaseDllName);
    copy_name(entry->szExePath, countof(entry->szExePath), &module->FullDllName);
}

static NTSTATUS take_modules(struct snapshot *snapshot, DWORD process)
{
    WCHAR *name;
    struct modules list = {0};
    if (process && process != (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess) {
        /* What others have loaded is not known. */
        NTSTATUS status = sys_process_image_name(process, &name);
        if (NT_SUCCESS(status))
            free(name);
        return status == STATUS_INVALID_CID ? STATUS_INVALID_PARAMETER : STATUS_ACCESS_DENIED;
    }
    NTSTATUS status = LdrEnumerateLoadedModules(0, add_module, &list);
    snapshot->modules = list.entries;
    snapshot->module.count = list.count;
    return list.failed ? STATUS_NO_MEMORY : status;
}

HANDLE WINAPI CreateToolhelp32Snapshot(DWORD dwFlags, DWORD th32ProcessID)
{
    NTSTATUS status = STATUS_SUCCESS;
    HANDLE handle = INVALID_HANDLE_VALUE;
    const DWORD all = TH32CS_SNAPHEAPLIST | TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD | TH32CS_SNAPMODULE |
                      TH32CS_SNAPMODULE32;
    if (!(dwFlags & all)) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return handle;
    }
    struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
    if (!snapshot) {
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        return handle;
    }
    object_init(&snapshot->object, &snapshot_type);
    if (dwFlags & TH32CS_SNAPPROCESS)
        status = sys_process_list(&snapshot->processes, &snapshot->process.count);
    if (NT_SUCCESS(status) && dwFlags & TH32CS_SNAPTHREAD)
        status = sys_process_list_threads(&snapshot->threads, &snapshot->thread.count);
    /* A 64-bit process's own modules are all of its kind: SNAPMODULE32 alone finds none. */
    if (NT_SUCCESS(status) &&
        dwFlags & (sizeof(void *) == 8 ? TH32CS_SNAPMODULE : TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32))
        status = take_modules(snapshot, th32ProcessID);
    if (NT_SUCCESS(status))
        status = sys_handle_create(&snapshot->object, snapshot_type.all_access,
                                   dwFlags & TH32CS_INHERIT ? OBJ_INHERIT : 0, &handle);
    sys_object_release(&snapshot->object);
    return win32_result(status) ? handle : INVALID_HANDLE_VALUE;
}

static struct snapshot *get(HANDLE handle)
{
    struct object *object;
    if (!win32_result(sys_handle_get(handle, &snapshot_type, 0, &object)))
        return NULL;
    return container_of(object, struct snapshot, object);
}

/* The next index, or SIZE_MAX with ERROR_NO_MORE_FILES. */
static size_t step(struct cursor *cursor, bool first)
{
    if (first)
        atomic_store(&cursor->at, 0);
    size_t at = atomic_fetch_add(&cursor->at, 1);
    if (at < cursor->count)
        return at;
    atomic_store(&cursor->at, cursor->count);
    win32_fail(ERROR_NO_MORE_FILES);
    return SIZE_MAX;
}

static BOOL next_process(HANDLE handle, LPPROCESSENTRY32W entry, DWORD least, bool first)
{
    if (entry->dwSize < least)
        return win32_fail(ERROR_BAD_LENGTH);
    struct snapshot *snapshot = get(handle);
    if (!snapshot)
        return FALSE;
    size_t at = step(&snapshot->process, first);
    if (at != SIZE_MAX) {
        const struct process_entry *process = &snapshot->processes[at];
        *entry = (PROCESSENTRY32W){
            .dwSize = entry->dwSize,
            .th32ProcessID = process->id,
            .cntThreads = process->threads,
            .th32ParentProcessID = process->parent,
            .pcPriClassBase = process->priority,
        };
        memcpy(entry->szExeFile, process->name, sizeof(entry->szExeFile));
    }
    sys_handle_put(handle, &snapshot->object);
    return at != SIZE_MAX;
}

BOOL WINAPI Process32FirstW(HANDLE hSnapshot, LPPROCESSENTRY32W lppe)
{
    return next_process(hSnapshot, lppe, sizeof(*lppe), true);
}

BOOL WINAPI Process32NextW(HANDLE hSnapshot, LPPROCESSENTRY32W lppe)
{
    return next_process(hSnapshot, lppe, sizeof(*lppe), false);
}

static void to_ansi(const WCHAR *from, CHAR *to, size_t size)
{
    memset(to, 0, size);
    nls_ansi_from_wide(from, wide_length(from), to, size - 1);
}

static BOOL next_process_ansi(HANDLE handle, LPPROCESSENTRY32 entry, bool first)
{
    PROCESSENTRY32W wide = {.dwSize = entry->dwSize};
    if (!next_process(handle, &wide, sizeof(*entry), first))
        return FALSE;
    memcpy(entry, &wide, offsetof(PROCESSENTRY32, szExeFile));
    to_ansi(wide.szExeFile, entry->szExeFile, sizeof(entry->szExeFile));
    return TRUE;
}

BOOL WINAPI Process32First(HANDLE hSnapshot, LPPROCESSENTRY32 lppe)
{
    return next_process_ansi(hSnapshot, lppe, true);
}

BOOL WINAPI Process32Next(HANDLE hSnapshot, LPPROCESSENTRY32 lppe)
{
    return next_process_ansi(hSnapshot, lppe, false);
}

static BOOL next_thread(HANDLE handle, LPTHREADENTRY32 entry, bool first)
{
    if (entry->dwSize < sizeof(*entry))
        return win32_fail(ERROR_BAD_LENGTH);
    struct snapshot *snapshot = get(handle);
    if (!snapshot)
        return FALSE;
    size_t at = step(&snapshot->thread, first);
    if (at != SIZE_MAX)
        *entry = (THREADENTRY32){
            .dwSize = entry->dwSize,
            .th32ThreadID = snapshot->threads[at].id,
            .th32OwnerProcessID = snapshot->threads[at].process,
            .tpBasePri = 8,
        };
    sys_handle_put(handle, &snapshot->object);
    return at != SIZE_MAX;
}

BOOL WINAPI Thread32First(HANDLE hSnapshot, LPTHREADENTRY32 lpte)
{
    return next_thread(hSnapshot, lpte, true);
}

BOOL WINAPI Thread32Next(HANDLE hSnapshot, LPTHREADENTRY32 lpte)
{
    return next_thread(hSnapshot, lpte, false);
}

static BOOL next_module(HANDLE handle, LPMODULEENTRY32W entry, DWORD least, bool first)
{
    if (entry->dwSize < least)
        return win32_fail(ERROR_BAD_LENGTH);
    struct snapshot *snapshot = get(handle);
    if (!snapshot)
        return FALSE;
    size_t at = step(&snapshot->module, first);
    if (at != SIZE_MAX) {
        DWORD size = entry->dwSize;
        *entry = snapshot->modules[at];
        entry->dwSize = size;
    }
    sys_handle_put(handle, &snapshot->object);
    return at != SIZE_MAX;
}

BOOL WINAPI Module32FirstW(HANDLE hSnapshot, LPMODULEENTRY32W lpme)
{
    return next_module(hSnapshot, lpme, sizeof(*lpme), true);
}

BOOL WINAPI Module32NextW(HANDLE hSnapshot, LPMODULEENTRY32W lpme)
{
    return next_module(hSnapshot, lpme, sizeof(*lpme), false);
}

static BOOL next_module_ansi(HANDLE handle, LPMODULEENTRY32 entry, bool first)
{
    MODULEENTRY32W wide = {.dwSize = entry->dwSize};
    if (!next_module(handle, &wide, sizeof(*entry), first))
        return FALSE;
    memcpy(entry, &wide, offsetof(MODULEENTRY32, szModule));
    to_ansi(wide.szModule, entry->szModule, sizeof(entry->szModule));
    to_ansi(wide.szExePath, entry->szExePath, sizeof(entry->szExePath));
    return TRUE;
}

BOOL WINAPI Module32First(HANDLE hSnapshot, LPMODULEENTRY32 lpme)
{
    return next_module_ansi(hSnapshot, lpme, true);
}

BOOL WINAPI Module32Next(HANDLE hSnapshot, LPMODULEENTRY32 lpme)
{
    return next_module_ansi(hSnapshot, lpme, false);
}
