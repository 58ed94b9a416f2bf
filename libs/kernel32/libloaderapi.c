/* SPDX-License-Identifier: MIT
 *
 * libloaderapi.h: modules. All of it is the loader's (ntdll's ldr/); resources are in
 * libloaderapi_resource.c.
 */
#include <stdlib.h>
#include <string.h>
#include <ldr/ldr.h>
#include "kernel/ps/thread_services.h"
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include "kernel32.h"
#include <rtl/thread_start.h>

HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    HMODULE module = NULL;
    if (!lpLibFileName || hFile) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return win32_result(ldr_load_library(lpLibFileName, dwFlags, &module)) ? module : NULL;
}

HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!win32_result(nls_ansi_to_wide(lpLibFileName, buffer, NLS_LOCAL, &wide)))
        return NULL;
    HMODULE module = LoadLibraryExW(wide, hFile, dwFlags);
    nls_free(wide, buffer);
    return module;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName)
{
    return LoadLibraryExW(lpLibFileName, NULL, 0);
}

HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName)
{
    return LoadLibraryExA(lpLibFileName, NULL, 0);
}

BOOL WINAPI FreeLibrary(HMODULE hLibModule)
{
    if (!hLibModule)
        return win32_fail(ERROR_INVALID_HANDLE);
    return win32_result(ldr_free_library(hLibModule));
}

VOID WINAPI FreeLibraryAndExitThread(HMODULE hLibModule, DWORD dwExitCode)
{
    ldr_free_library(hLibModule);
    RtlExitUserThread((NTSTATUS)dwExitCode);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE hLibModule)
{
    return win32_result(LdrDisableThreadCalloutsForDll(hLibModule));
}

/* ---- handles ---- */

HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName)
{
    HMODULE module = NULL;
    return win32_result(ldr_get_handle(lpModuleName, &module)) ? module : NULL;
}

HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!win32_result(nls_ansi_to_wide(lpModuleName, buffer, NLS_LOCAL, &wide)))
        return NULL;
    HMODULE module = GetModuleHandleW(wide);
    nls_free(wide, buffer);
    return module;
}

BOOL WINAPI GetModuleHandleExW(DWORD dwFlags, LPCWSTR lpModuleName, HMODULE *phModule)
{
    const DWORD known = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT |
                        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    const DWORD both = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (!phModule)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *phModule = NULL;
    if ((dwFlags & ~known) || (dwFlags & both) == both)
        return win32_fail(ERROR_INVALID_PARAMETER);
    HMODULE module = NULL;
    ULONG_PTR cookie;
    NTSTATUS status = LdrLockLoaderLock(0, NULL, &cookie); /* so that it stays until it is referenced */
    if (!NT_SUCCESS(status))
        return win32_result(status);
    if (dwFlags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) {
        struct module *found = ldr_find_module_at(lpModuleName);
        module = found ? found->entry.DllBase : NULL;
        status = found ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
    } else {
        status = ldr_get_handle(lpModuleName, &module);
    }
    if (NT_SUCCESS(status) && !(dwFlags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT))
        status = LdrAddRefDll(dwFlags & GET_MODULE_HANDLE_EX_FLAG_PIN, module);
    LdrUnlockLoaderLock(0, cookie);
    if (!win32_result(status))
        return FALSE;
    *phModule = module;
    return TRUE;
}

BOOL WINAPI GetModuleHandleExA(DWORD dwFlags, LPCSTR lpModuleName, HMODULE *phModule)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!lpModuleName || (dwFlags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS))
        return GetModuleHandleExW(dwFlags, (LPCWSTR)lpModuleName, phModule);
    if (!win32_result(nls_ansi_to_wide(lpModuleName, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = GetModuleHandleExW(dwFlags, wide, phModule);
    nls_free(wide, buffer);
    return result;
}

/* ---- file names ---- */

/* A module's full name in memory of its own; NULL with the last error set. */
static WCHAR *file_name_of(HMODULE handle)
{
    WCHAR *copy = NULL;
    ULONG_PTR cookie;
    LdrLockLoaderLock(0, NULL, &cookie);
    struct module *module = handle ? ldr_module_of(handle) : ldr_program();
    if (module) {
        const UNICODE_STRING *name = &module->entry.FullDllName;
        copy = malloc(name->Length + sizeof(WCHAR));
        if (copy)
            memcpy(copy, name->Buffer, name->Length + sizeof(WCHAR));
        else
            win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    } else {
        win32_fail(ERROR_MOD_NOT_FOUND);
    }
    LdrUnlockLoaderLock(0, cookie);
    return copy;
}

/* A name that does not fit is cut, and still ends in a NUL: the return value is the buffer's size then. */
DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    WCHAR *name = file_name_of(hModule);
    if (!name)
        return 0;
    size_t length = wide_length(name);
    if (length < nSize) {
        memcpy(lpFilename, name, (length + 1) * sizeof(WCHAR));
    } else {
        if (nSize) {
            memcpy(lpFilename, name, (nSize - 1) * sizeof(WCHAR));
            lpFilename[nSize - 1] = 0;
        }
        length = nSize;
        win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    free(name);
    return (DWORD)length;
}

DWORD WINAPI GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
{
    WCHAR *name = file_name_of(hModule);
    if (!name)
        return 0;
    size_t units = wide_length(name), length = nls_ansi_from_wide(name, units, NULL, 0);
    if (length < nSize) {
        nls_ansi_from_wide(name, units, lpFilename, length);
        lpFilename[length] = 0;
    } else {
        if (nSize) {
            memset(lpFilename, 0, nSize); /* whole characters only are written */
            nls_ansi_from_wide(name, units, lpFilename, nSize - 1);
        }
        length = nSize;
        win32_fail(ERROR_INSUFFICIENT_BUFFER);
    }
    free(name);
    return (DWORD)length;
}

/* ---- exports ---- */

FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
{
    void *address;
    NTSTATUS status;
    if ((uintptr_t)lpProcName >> 16) {
        size_t length = strlen(lpProcName);
        ANSI_STRING name = {(USHORT)length, (USHORT)(length + 1), (PSTR)lpProcName};
        status = length < 0xFFFF ? LdrGetProcedureAddress(hModule, &name, 0, &address)
                                 : STATUS_ENTRYPOINT_NOT_FOUND;
    } else {
        status = LdrGetProcedureAddress(hModule, NULL, (ULONG)(uintptr_t)lpProcName, &address);
        if (status == STATUS_ORDINAL_NOT_FOUND || status == STATUS_INVALID_PARAMETER)
            status = lpProcName ? STATUS_ENTRYPOINT_NOT_FOUND : STATUS_INVALID_PARAMETER;
    }
    return win32_result(status) ? (FARPROC)address : NULL;
}

PVOID WINAPI ResolveDelayLoadedAPI(PVOID ParentModuleBase,
                                   const IMAGE_DELAYLOAD_DESCRIPTOR *DelayloadDescriptor,
                                   PVOID FailureDllHook, PVOID FailureSystemHook, ULONG_PTR *ThunkAddress,
                                   ULONG Flags)
{
    return LdrResolveDelayLoadedAPI(ParentModuleBase, DelayloadDescriptor, FailureDllHook, FailureSystemHook,
                                    ThunkAddress, Flags);
}

/* What images give ResolveDelayLoadedAPI as the system's routine. pszProcName: or an ordinal. */
FARPROC WINAPI DelayLoadFailureHook(LPCSTR pszDllName, LPCSTR pszProcName)
{
    bool named = (uintptr_t)pszProcName >> 16;
    return (FARPROC)ldr_missing_function(pszDllName, named ? pszProcName : NULL,
                                         named ? 0 : (WORD)(uintptr_t)pszProcName);
}

/* ---- folders of DLLs ---- */

BOOL WINAPI SetDllDirectoryW(LPCWSTR lpPathName)
{
    return win32_result(ldr_set_dll_directory(lpPathName));
}

BOOL WINAPI SetDllDirectoryA(LPCSTR lpPathName)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if (!win32_result(nls_ansi_to_wide(lpPathName, buffer, NLS_LOCAL, &wide)))
        return FALSE;
    BOOL result = SetDllDirectoryW(wide);
    nls_free(wide, buffer);
    return result;
}

DWORD WINAPI GetDllDirectoryW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    size_t length = ldr_get_dll_directory(lpBuffer, lpBuffer ? nBufferLength : 0);
    return (DWORD)(length < nBufferLength && lpBuffer ? length : length + 1);
}

DWORD WINAPI GetDllDirectoryA(DWORD nBufferLength, LPSTR lpBuffer)
{
    size_t size = ldr_get_dll_directory(NULL, 0) + 1;
    WCHAR *wide = malloc(size * sizeof(WCHAR));
    if (!wide) {
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    size_t units = ldr_get_dll_directory(wide, size);
    size_t length = units < size ? nls_ansi_from_wide(wide, units, NULL, 0) : 0;
    if (length < nBufferLength && lpBuffer) {
        nls_ansi_from_wide(wide, units, lpBuffer, length);
        lpBuffer[length] = 0;
    } else {
        length++;
    }
    free(wide);
    return (DWORD)length;
}

PVOID WINAPI AddDllDirectory(PCWSTR NewDirectory)
{
    PVOID cookie;
    if (!NewDirectory) {
        win32_fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return win32_result(ldr_add_dll_directory(NewDirectory, &cookie)) ? cookie : NULL;
}

BOOL WINAPI RemoveDllDirectory(PVOID Cookie)
{
    return win32_result(ldr_remove_dll_directory(Cookie));
}

BOOL WINAPI SetDefaultDllDirectories(DWORD DirectoryFlags)
{
    return win32_result(ldr_set_default_directories(DirectoryFlags));
}
