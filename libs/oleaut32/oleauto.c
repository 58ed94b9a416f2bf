/* SPDX-License-Identifier: MIT
 *
 * oleauto.h: BSTRs. A BSTR points at the text; the four bytes before it hold its length in bytes, so it may
 * hold zeros; a terminator of two bytes follows. (On x86-64 the head is padded to eight bytes.) Their memory
 * is the process heap's, as programs free what others allocated.
 */
#include <string.h>
#include <rtl/heap.h>
#include "common/wide.h"
#include <win/oleauto.h>
#include <ntdll.h>

#define HEAD sizeof(void *)

static void *head_of(BSTR text)
{
    return (char *)text - HEAD;
}

static DWORD *length_of(BSTR text)
{
    return (DWORD *)((char *)text - sizeof(DWORD));
}

static BSTR allocate(const void *bytes, size_t size)
{
    if (size > 0x7FFFFFFF - HEAD - 2)
        return NULL;
    char *head = RtlAllocateHeap(heap_process(), 0, HEAD + size + 2 + size % 2);
    if (!head)
        return NULL;
    BSTR text = (BSTR)(head + HEAD);
    *length_of(text) = (DWORD)size;
    if (bytes)
        memcpy(text, bytes, size);
    memset((char *)text + size, 0, 2 + size % 2);
    return text;
}

BSTR WINAPI SysAllocString(const OLECHAR *psz)
{
    return psz ? allocate(psz, wide_length(psz) * sizeof(OLECHAR)) : NULL;
}

BSTR WINAPI SysAllocStringLen(const OLECHAR *strIn, UINT ui)
{
    return allocate(strIn, (size_t)ui * sizeof(OLECHAR));
}

BSTR WINAPI SysAllocStringByteLen(LPCSTR psz, UINT len)
{
    return allocate(psz, len);
}

/* Zero is failure; the old string is freed after the copy, which may lie within it. */
INT WINAPI SysReAllocString(BSTR *pbstr, const OLECHAR *psz)
{
    if (!pbstr)
        return 0;
    BSTR fresh = SysAllocString(psz);
    if (psz && !fresh)
        return 0;
    SysFreeString(*pbstr);
    *pbstr = fresh;
    return 1;
}

INT WINAPI SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len)
{
    if (!pbstr)
        return 0;
    BSTR fresh = SysAllocStringLen(NULL, len), old = *pbstr;
    if (!fresh)
        return 0;
    size_t size = (size_t)len * sizeof(OLECHAR);
    if (psz) {
        memmove(fresh, psz, size);
    } else if (old) { /* grown or shortened in place */
        size_t kept = *length_of(old) < size ? *length_of(old) : size;
        memcpy(fresh, old, kept);
    }
    SysFreeString(old);
    *pbstr = fresh;
    return 1;
}

VOID WINAPI SysFreeString(BSTR bstrString)
{
    if (bstrString)
        RtlFreeHeap(heap_process(), 0, head_of(bstrString));
}

UINT WINAPI SysStringLen(BSTR pbstr)
{
    return pbstr ? *length_of(pbstr) / (UINT)sizeof(OLECHAR) : 0;
}

UINT WINAPI SysStringByteLen(BSTR bstr)
{
    return bstr ? *length_of(bstr) : 0;
}

HRESULT WINAPI VarBstrCat(BSTR bstrLeft, BSTR bstrRight, BSTR *pbstrResult)
{
    if (!pbstrResult)
        return E_INVALIDARG;
    UINT left = SysStringByteLen(bstrLeft), right = SysStringByteLen(bstrRight);
    BSTR text = allocate(NULL, (size_t)left + right);
    if (!text)
        return E_OUTOFMEMORY;
    if (left)
        memcpy(text, bstrLeft, left);
    if (right)
        memcpy((char *)text + left, bstrRight, right);
    *pbstrResult = text;
    return S_OK;
}
