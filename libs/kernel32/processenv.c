/* SPDX-License-Identifier: MIT
 *
 * processenv.h: standard handles, environment, command line. All of it is kept in the process's parameters,
 * where programs also look by themselves.
 */
#include <stdlib.h>
#include <string.h>
#include <stdatomic.h>
#include <win/processenv.h>
#include <rtl/environment.h>
#include <rtl/heap.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include "kernel32.h"

static HANDLE *std_handle(DWORD which)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    switch (which) {
    case STD_INPUT_HANDLE:
        return &parameters->StandardInput;
    case STD_OUTPUT_HANDLE:
        return &parameters->StandardOutput;
    case STD_ERROR_HANDLE:
        return &parameters->StandardError;
    default:
        return NULL;
    }
}

HANDLE WINAPI GetStdHandle(DWORD nStdHandle)
{
    HANDLE *handle = std_handle(nStdHandle);
    if (handle)
        return *handle;
    win32_fail(ERROR_INVALID_HANDLE);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI SetStdHandle(DWORD nStdHandle, HANDLE hHandle)
{
    return SetStdHandleEx(nStdHandle, hHandle, NULL);
}

BOOL WINAPI SetStdHandleEx(DWORD nStdHandle, HANDLE hHandle, PHANDLE phPrevValue)
{
    HANDLE *handle = std_handle(nStdHandle);
    if (!handle)
        return win32_fail(ERROR_INVALID_HANDLE);
    HANDLE previous = __atomic_exchange_n(handle, hHandle, __ATOMIC_SEQ_CST);
    if (phPrevValue)
        *phPrevValue = previous;
    return TRUE;
}

LPWSTR WINAPI GetCommandLineW(VOID)
{
    return process_peb.ProcessParameters->CommandLine.Buffer;
}

LPSTR WINAPI GetCommandLineA(VOID)
{
    static _Atomic(char *) line;
    char *known = atomic_load_explicit(&line, memory_order_acquire);
    if (known)
        return known;
    UNICODE_STRING *wide = &process_peb.ProcessParameters->CommandLine;
    size_t units = wide->Length / sizeof(WCHAR), size = nls_ansi_from_wide(wide->Buffer, units, NULL, 0);
    char *made = malloc(size + 1);
    if (!made)
        return (LPSTR) "";
    nls_ansi_from_wide(wide->Buffer, units, made, size);
    made[size] = 0;
    if (atomic_compare_exchange_strong(&line, &known, made))
        return made;
    free(made); /* another thread was faster */
    return known;
}

static size_t block_length(const WCHAR *block)
{
    const WCHAR *at = block;
    while (*at)
        at += wide_length(at) + 1;
    return (size_t)(at - block) + 1;
}

LPWSTR WINAPI GetEnvironmentStringsW(VOID)
{
    PWSTR block;
    return win32_result(RtlCreateEnvironment(TRUE, &block)) ? block : NULL;
}

LPSTR WINAPI GetEnvironmentStringsA(VOID)
{
    LPWSTR wide = GetEnvironmentStringsW();
    if (!wide)
        return NULL;
    size_t length = block_length(wide), size = nls_ansi_from_wide(wide, length, NULL, 0);
    char *block = RtlAllocateHeap(heap_process(), 0, size + 1);
    if (block) {
        nls_ansi_from_wide(wide, length, block, size);
        block[size] = 0;
    } else {
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    RtlDestroyEnvironment(wide);
    return block;
}

/* The oldest entry point of the three; its strings are ANSI. */
LPSTR WINAPI GetEnvironmentStrings(VOID)
{
    return GetEnvironmentStringsA();
}

BOOL WINAPI FreeEnvironmentStringsW(LPWSTR penv)
{
    return win32_result(RtlDestroyEnvironment(penv));
}

BOOL WINAPI FreeEnvironmentStringsA(LPSTR penv)
{
    return RtlFreeHeap(heap_process(), 0, penv) ? TRUE : win32_fail(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI SetEnvironmentStringsW(LPWSTR NewEnvironment)
{
    if (!NewEnvironment)
        return win32_fail(ERROR_INVALID_PARAMETER);
    return win32_result(
        RtlSetEnvironmentStrings(NewEnvironment, block_length(NewEnvironment) * sizeof(WCHAR)));
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR lpName, LPWSTR lpBuffer, DWORD nSize)
{
    SIZE_T length;
    NTSTATUS status =
        lpName ? RtlQueryEnvironmentVariable(NULL, lpName, wide_length(lpName), lpBuffer, nSize, &length)
               : STATUS_VARIABLE_NOT_FOUND;
    if (status == STATUS_BUFFER_TOO_SMALL)
        return (DWORD)length;
    return win32_result(status) ? (DWORD)length : 0;
}

/* A variable's value in memory of its own; NULL with the last error set. */
static WCHAR *environment_value(LPCWSTR name, size_t *length)
{
    WCHAR *value = NULL;
    for (DWORD size = 256;;) { /* another thread may make it longer between two calls */
        WCHAR *larger = realloc(value, size * sizeof(WCHAR));
        if (!larger) {
            free(value);
            win32_fail(ERROR_NOT_ENOUGH_MEMORY);
            return NULL;
        }
        value = larger;
        SIZE_T needed;
        NTSTATUS status = RtlQueryEnvironmentVariable(NULL, name, wide_length(name), value, size, &needed);
        if (NT_SUCCESS(status)) {
            *length = needed;
            return value;
        }
        if (status != STATUS_BUFFER_TOO_SMALL) {
            win32_result(status);
            free(value);
            return NULL;
        }
        size = (DWORD)needed;
    }
}

/* `length` units for a caller's ANSI buffer: the bytes written, or those needed with the NUL. */
static DWORD give_ansi(const WCHAR *text, size_t length, LPSTR buffer, DWORD size)
{
    size_t bytes = nls_ansi_from_wide(text, length, NULL, 0);
    if (bytes >= size)
        return (DWORD)bytes + 1;
    nls_ansi_from_wide(text, length, buffer, bytes);
    buffer[bytes] = 0;
    return (DWORD)bytes;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR lpName, LPSTR lpBuffer, DWORD nSize)
{
    WCHAR buffer[NLS_LOCAL], *name;
    if (!lpName) {
        win32_fail(ERROR_ENVVAR_NOT_FOUND);
        return 0;
    }
    if (!win32_result(nls_ansi_to_wide(lpName, buffer, NLS_LOCAL, &name)))
        return 0;
    size_t length;
    WCHAR *value = environment_value(name, &length);
    nls_free(name, buffer);
    DWORD result = value ? give_ansi(value, length, lpBuffer, nSize) : 0;
    free(value);
    return result;
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR lpName, LPCWSTR lpValue)
{
    if (!lpName) /* unlike an empty name, which is invalid */
        return win32_fail(ERROR_ENVVAR_NOT_FOUND);
    return win32_result(
        RtlSetEnvironmentVar(NULL, lpName, wide_length(lpName), lpValue, lpValue ? wide_length(lpValue) : 0));
}

BOOL WINAPI SetEnvironmentVariableA(LPCSTR lpName, LPCSTR lpValue)
{
    WCHAR name_buffer[NLS_LOCAL], value_buffer[NLS_LOCAL], *name, *value;
    if (!lpName)
        return win32_fail(ERROR_ENVVAR_NOT_FOUND);
    if (!win32_result(nls_ansi_to_wide(lpName, name_buffer, NLS_LOCAL, &name)))
        return FALSE;
    BOOL result = win32_result(nls_ansi_to_wide(lpValue, value_buffer, NLS_LOCAL, &value));
    if (result) {
        result = SetEnvironmentVariableW(name, value);
        nls_free(value, value_buffer);
    }
    nls_free(name, name_buffer);
    return result;
}

DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR lpSrc, LPWSTR lpDst, DWORD nSize)
{
    SIZE_T needed;
    RtlExpandEnvironmentStrings(NULL, lpSrc, wide_length(lpSrc), lpDst, lpDst ? nSize : 0, &needed);
    return (DWORD)needed;
}

DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR lpSrc, LPSTR lpDst, DWORD nSize)
{
    WCHAR buffer[NLS_LOCAL], *source, *expanded = NULL;
    DWORD size = 0, needed, result = 0;
    if (!win32_result(nls_ansi_to_wide(lpSrc, buffer, NLS_LOCAL, &source)))
        return 0;
    while ((needed = ExpandEnvironmentStringsW(source, expanded, size)) > size) {
        WCHAR *larger = realloc(expanded, needed * sizeof(WCHAR));
        if (!larger) {
            win32_fail(ERROR_NOT_ENOUGH_MEMORY);
            goto out;
        }
        expanded = larger;
        size = needed;
    }
    size_t bytes = nls_ansi_from_wide(expanded, needed, NULL, 0);
    if (lpDst && bytes <= nSize)
        nls_ansi_from_wide(expanded, needed, lpDst, bytes);
    result = (DWORD)bytes;
out:
    free(expanded);
    nls_free(source, buffer);
    return result;
}

/* Whether a search for a program starts in the current folder: always for a name with a folder, else unless
 * the variable says no. */
BOOL WINAPI NeedCurrentDirectoryForExePathW(LPCWSTR ExeName)
{
    for (const WCHAR *c = ExeName; *c; c++)
        if (*c == '\\')
            return TRUE;
    SIZE_T length;
    return RtlQueryEnvironmentVariable(NULL, u"NoDefaultCurrentDirectoryInExePath", 34, NULL, 0, &length) ==
           STATUS_VARIABLE_NOT_FOUND;
}

BOOL WINAPI NeedCurrentDirectoryForExePathA(LPCSTR ExeName)
{
    return NeedCurrentDirectoryForExePathW(strchr(ExeName, '\\') ? u"\\" : u"");
}
