/* SPDX-License-Identifier: MIT
 *
 * winbase.h: the IsBad…Ptr family, which asks instead of trying: every page of the range is looked up.
 */
#include "kernel/mm/virtual.h"
#include <win/memoryapi.h>
#include "kernel32.h"

static BOOL bad_range(const void *address, UINT_PTR size, bool write, bool execute)
{
    MEMORY_BASIC_INFORMATION info;
    uintptr_t at = (uintptr_t)address, end = at + size;
    if (!size)
        return FALSE;
    if (!address || end < at)
        return TRUE;
    for (; at < end; at = (uintptr_t)info.BaseAddress + info.RegionSize) {
        if (!NT_SUCCESS(NtQueryVirtualMemory(NtCurrentProcess(), (PVOID)at, 0, &info, sizeof(info), NULL)))
            return TRUE;
        const ULONG writable =
            PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
        const ULONG runs = PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
        ULONG allowed = write ? writable : execute ? runs : writable | runs | PAGE_READONLY;
        if (info.State != MEM_COMMIT || info.Protect & PAGE_GUARD || !(info.Protect & allowed))
            return TRUE;
    }
    return FALSE;
}

BOOL WINAPI IsBadReadPtr(const VOID *lp, UINT_PTR ucb)
{
    return bad_range(lp, ucb, false, false);
}

BOOL WINAPI IsBadHugeReadPtr(const VOID *lp, UINT_PTR ucb)
{
    return bad_range(lp, ucb, false, false);
}

BOOL WINAPI IsBadWritePtr(LPVOID lp, UINT_PTR ucb)
{
    return bad_range(lp, ucb, true, false);
}

BOOL WINAPI IsBadHugeWritePtr(LPVOID lp, UINT_PTR ucb)
{
    return bad_range(lp, ucb, true, false);
}

BOOL WINAPI IsBadCodePtr(FARPROC lpfn)
{
    return bad_range((const void *)(uintptr_t)lpfn, 1, false, false);
}

/* Bad if it runs into what cannot be read before its end or `max` units. */
static BOOL bad_string(const char *text, UINT_PTR max, size_t unit)
{
    if (!max)
        return FALSE;
    for (uintptr_t at = (uintptr_t)text, page = 1; max; max--, at += unit) {
        if (page != at / PAGE_SIZE && bad_range((const void *)at, unit, false, false))
            return TRUE;
        page = at / PAGE_SIZE;
        if (unit == 1 ? !*(const char *)at : !*(const WCHAR *)at)
            return FALSE;
    }
    return FALSE;
}

BOOL WINAPI IsBadStringPtrA(LPCSTR lpsz, UINT_PTR ucchMax)
{
    return bad_string(lpsz, ucchMax, 1);
}

BOOL WINAPI IsBadStringPtrW(LPCWSTR lpsz, UINT_PTR ucchMax)
{
    return bad_string((const char *)lpsz, ucchMax, sizeof(WCHAR));
}
