/* SPDX-License-Identifier: MIT
 *
 * combaseapi.h and objbase.h: task memory, GUIDs, entering an apartment. No class is registered
 * (REGDB_E_CLASSNOTREG).
 */
#include <string.h>
#include "kernel/ps/thread.h"
#include <ntdll.h>
#include <rtl/account.h>
#include <rtl/heap.h>
#include <rtl/string.h>
#include "common/wide.h"

#define CO_E_CLASSSTRING   ((HRESULT)0x800401F3)
#define RPC_E_CHANGED_MODE ((HRESULT)0x80010106)
#define COINIT_APARTMENT   2u

/* Per thread: how often it entered, and in which mode. */
static __thread unsigned apartment_entries;
static __thread unsigned apartment_mode;

static void forget_apartment(void)
{
    apartment_entries = apartment_mode = 0;
}
THREAD_FORGET(forget_apartment);

HRESULT WINAPI CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit)
{
    if (pvReserved)
        return E_INVALIDARG;
    if (apartment_entries && apartment_mode != (dwCoInit & COINIT_APARTMENT))
        return RPC_E_CHANGED_MODE;
    apartment_mode = dwCoInit & COINIT_APARTMENT;
    return apartment_entries++ ? S_FALSE : S_OK;
}

HRESULT WINAPI CoInitialize(LPVOID pvReserved)
{
    return CoInitializeEx(pvReserved, COINIT_APARTMENT);
}

VOID WINAPI CoUninitialize(void)
{
    if (apartment_entries)
        apartment_entries--;
}

HRESULT WINAPI OleInitialize(LPVOID pvReserved)
{
    return CoInitializeEx(pvReserved, COINIT_APARTMENT);
}

VOID WINAPI OleUninitialize(void)
{
    CoUninitialize();
}

LPVOID WINAPI CoTaskMemAlloc(SIZE_T cb)
{
    return RtlAllocateHeap(heap_process(), 0, cb);
}

LPVOID WINAPI CoTaskMemRealloc(LPVOID pv, SIZE_T cb)
{
    if (!pv)
        return CoTaskMemAlloc(cb);
    if (cb)
        return RtlReAllocateHeap(heap_process(), 0, pv, cb);
    RtlFreeHeap(heap_process(), 0, pv);
    return NULL;
}

VOID WINAPI CoTaskMemFree(LPVOID pv)
{
    if (pv)
        RtlFreeHeap(heap_process(), 0, pv);
}

HRESULT WINAPI CoCreateGuid(GUID *pguid)
{
    if (!pguid)
        return E_INVALIDARG;
    if (!NT_SUCCESS(system_random(pguid, sizeof(*pguid))))
        return E_FAIL;
    pguid->Data3 = (WORD)((pguid->Data3 & 0x0FFF) | 0x4000); /* random, RFC 4122 */
    pguid->Data4[0] = (BYTE)((pguid->Data4[0] & 0x3F) | 0x80);
    return S_OK;
}

/* The characters written with the terminator; zero where they do not fit. */
INT WINAPI StringFromGUID2(const GUID *rguid, LPWSTR lpsz, INT cchMax)
{
    UNICODE_STRING text;
    if (cchMax < 39 || !NT_SUCCESS(RtlStringFromGUID(rguid, &text)))
        return 0;
    memcpy(lpsz, text.Buffer, 39 * sizeof(WCHAR));
    RtlFreeUnicodeString(&text);
    return 39;
}

HRESULT WINAPI StringFromCLSID(const GUID *rclsid, LPWSTR *lplpsz)
{
    WCHAR *text = CoTaskMemAlloc(39 * sizeof(WCHAR));
    if (!text)
        return E_OUTOFMEMORY;
    StringFromGUID2(rclsid, text, 39);
    *lplpsz = text;
    return S_OK;
}

HRESULT WINAPI CLSIDFromString(LPCWSTR lpsz, GUID *pclsid)
{
    UNICODE_STRING text;
    if (!pclsid)
        return E_INVALIDARG;
    memset(pclsid, 0, sizeof(*pclsid));
    if (!lpsz) /* documented: the null class */
        return S_OK;
    RtlInitUnicodeString(&text, lpsz);
    return NT_SUCCESS(RtlGUIDFromString(&text, pclsid)) ? S_OK : CO_E_CLASSSTRING;
}

HRESULT WINAPI IIDFromString(LPCWSTR lpsz, GUID *lpiid)
{
    HRESULT result = CLSIDFromString(lpsz, lpiid);
    return FAILED(result) ? E_INVALIDARG : result;
}
