/* SPDX-License-Identifier: MIT
 *
 * psapi.h's functions about modules, which kernel32 exports with the prefix K32. This process only.
 */
#include <stdlib.h>
#include <string.h>
#include <ldr/ldr.h>
#include "kernel/mm/probe.h"
#include "kernel/mm/virtual.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include "kernel32.h"

typedef struct {
    LPVOID lpBaseOfDll;
    DWORD SizeOfImage;
    LPVOID EntryPoint;
} MODULEINFO, *LPMODULEINFO;
ASSERT_SIZE(MODULEINFO, 24, 12);

static bool check(HANDLE process)
{
    return win32_result(sys_virtual_check_process(process, 0));
}

struct list {
    HMODULE *modules;
    DWORD count, room;
};

static GUESTAPI VOID collect(PLDR_DATA_TABLE_ENTRY entry, PVOID context, BOOLEAN *stop)
{
    struct list *list = context;
    if (list->count < list->room)
        list->modules[list->count] = entry->DllBase;
    list->count++;
}

/* In load order: the program comes first. */
BOOL WINAPI K32EnumProcessModules(HANDLE hProcess, HMODULE *lphModule, DWORD cb, LPDWORD lpcbNeeded)
{
    struct list list = {NULL, 0, 0};
    if (!check(hProcess))
        return FALSE;
    if (!lpcbNeeded)
        return win32_fail(ERROR_NOACCESS);
    /* Into memory of ours: collect runs under the loader lock. */
    NTSTATUS status = LdrEnumerateLoadedModules(0, collect, &list);
    DWORD wanted = lphModule ? cb / (DWORD)sizeof(HMODULE) : 0;
    if (NT_SUCCESS(status) && wanted) {
        list.room = wanted < list.count ? wanted : list.count;
        list.count = 0;
        if (!(list.modules = malloc(list.room * sizeof(HMODULE))))
            return win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        status = LdrEnumerateLoadedModules(0, collect, &list);
        DWORD filled = list.count < list.room ? list.count : list.room;
        if (!sys_probe_write(lphModule, filled * sizeof(HMODULE)))
            status = STATUS_ACCESS_VIOLATION;
        else
            memcpy(lphModule, list.modules, filled * sizeof(HMODULE));
        free(list.modules);
    }
    if (NT_SUCCESS(status) && !sys_probe_write(lpcbNeeded, sizeof(*lpcbNeeded)))
        status = STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        return win32_result(status);
    *lpcbNeeded = list.count * (DWORD)sizeof(HMODULE);
    return TRUE;
}

BOOL WINAPI K32EnumProcessModulesEx(HANDLE hProcess, HMODULE *lphModule, DWORD cb, LPDWORD lpcbNeeded,
                                    DWORD dwFilterFlag)
{
    const DWORD all = 3; /* LIST_MODULES_32BIT | LIST_MODULES_64BIT */
    if (dwFilterFlag & ~all)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return K32EnumProcessModules(hProcess, lphModule, cb, lpcbNeeded);
}

BOOL WINAPI K32GetModuleInformation(HANDLE hProcess, HMODULE hModule, LPMODULEINFO lpmodinfo, DWORD cb)
{
    if (!check(hProcess))
        return FALSE;
    if (cb < sizeof(*lpmodinfo))
        return win32_fail(ERROR_INSUFFICIENT_BUFFER);
    struct module *module = ldr_module_of(hModule ? hModule : GetModuleHandleW(NULL));
    if (!module)
        return win32_fail(ERROR_INVALID_HANDLE);
    *lpmodinfo = (MODULEINFO){module->entry.DllBase, module->entry.SizeOfImage, module->entry.EntryPoint};
    return TRUE;
}

/* GetModuleFileName's rules, but a bad handle is one. */
DWORD WINAPI K32GetModuleFileNameExW(HANDLE hProcess, HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    if (!check(hProcess))
        return 0;
    DWORD length = GetModuleFileNameW(hModule, lpFilename, nSize);
    if (!length && teb_last_error() == ERROR_MOD_NOT_FOUND)
        win32_fail(ERROR_INVALID_HANDLE);
    return length;
}

DWORD WINAPI K32GetModuleFileNameExA(HANDLE hProcess, HMODULE hModule, LPSTR lpFilename, DWORD nSize)
{
    if (!check(hProcess))
        return 0;
    DWORD length = GetModuleFileNameA(hModule, lpFilename, nSize);
    if (!length && teb_last_error() == ERROR_MOD_NOT_FOUND)
        win32_fail(ERROR_INVALID_HANDLE);
    return length;
}

/* The name's last part, cut to fit, with its NUL. */
DWORD WINAPI K32GetModuleBaseNameW(HANDLE hProcess, HMODULE hModule, LPWSTR lpBaseName, DWORD nSize)
{
    WCHAR name[MAX_PATH];
    if (!check(hProcess) || !nSize)
        return 0;
    struct module *module = ldr_module_of(hModule ? hModule : GetModuleHandleW(NULL));
    if (!module)
        return (DWORD)win32_fail(ERROR_INVALID_HANDLE);
    size_t length = module->entry.BaseDllName.Length / sizeof(WCHAR);
    if (length >= MAX_PATH)
        length = MAX_PATH - 1;
    memcpy(name, module->entry.BaseDllName.Buffer, length * sizeof(WCHAR));
    if (length >= nSize)
        length = nSize - 1;
    memcpy(lpBaseName, name, length * sizeof(WCHAR));
    lpBaseName[length] = 0;
    return (DWORD)length;
}

DWORD WINAPI K32GetModuleBaseNameA(HANDLE hProcess, HMODULE hModule, LPSTR lpBaseName, DWORD nSize)
{
    WCHAR name[MAX_PATH];
    DWORD units = K32GetModuleBaseNameW(hProcess, hModule, name, MAX_PATH);
    if (!units || !nSize)
        return 0;
    size_t length = nls_ansi_from_wide(name, units, NULL, 0);
    if (length >= nSize)
        length = nSize - 1;
    memset(lpBaseName, 0, length + 1);
    nls_ansi_from_wide(name, units, lpBaseName, length);
    return (DWORD)length;
}
