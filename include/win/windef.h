/* SPDX-License-Identifier: MIT
 *
 * The basic types of the Windows ABI, for x86-64 and i386 alike. `long` is 32 bits wide on Windows and a
 * wide character 16, so every type here has a fixed size. Names are Microsoft's ("Windows Data Types").
 */
#ifndef DECANT_WIN_WINDEF_H
#define DECANT_WIN_WINDEF_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <uchar.h>

/* Calling conventions. A host function may use SSE and expects a 16-byte aligned stack, which i386 guests do
 * not promise, and hand-written x86-64 code does not always give: it is realigned on entry. CDECL is what the
 * C runtimes use. */
#ifdef __x86_64__
#define WINAPI __attribute__((ms_abi, force_align_arg_pointer))
#define CDECL  __attribute__((ms_abi, force_align_arg_pointer))
/* A guest function that is called by us. */
#define GUESTAPI   __attribute__((ms_abi))
#define GUESTCDECL __attribute__((ms_abi))
typedef __builtin_ms_va_list ms_va_list;
#define ms_va_start(list, last) __builtin_ms_va_start(list, last)
#define ms_va_end(list)         __builtin_ms_va_end(list)
#define ms_va_copy(to, from)    __builtin_ms_va_copy(to, from)
#else
#define WINAPI                  __attribute__((stdcall, force_align_arg_pointer))
#define CDECL                   __attribute__((cdecl, force_align_arg_pointer))
#define GUESTAPI                __attribute__((stdcall))
#define GUESTCDECL              __attribute__((cdecl))
typedef __builtin_va_list ms_va_list;
#define ms_va_start(list, last) __builtin_va_start(list, last)
#define ms_va_end(list)         __builtin_va_end(list)
#define ms_va_copy(to, from)    __builtin_va_copy(to, from)
#endif

typedef void VOID, *PVOID, *LPVOID;
typedef const void *LPCVOID;
typedef char CHAR, *PCHAR, *LPSTR, *PSTR;
typedef const char *LPCSTR, *PCSTR, *PCCH;
typedef char16_t WCHAR, *PWCHAR, *LPWSTR, *PWSTR, *PWCH;
typedef const char16_t *LPCWSTR, *PCWSTR, *PCWCH;
typedef int8_t INT8;
typedef uint8_t BYTE, *PBYTE, *LPBYTE, UCHAR, *PUCHAR, BOOLEAN, *PBOOLEAN, UINT8;
typedef int16_t SHORT, *PSHORT, INT16;
typedef uint16_t WORD, *PWORD, *LPWORD, USHORT, *PUSHORT, UINT16, ATOM, LANGID;
typedef int32_t INT, *PINT, LONG, *PLONG, *LPLONG, BOOL, *PBOOL, *LPBOOL, INT32, HRESULT, NTSTATUS;
typedef uint32_t UINT, *PUINT, DWORD, *PDWORD, *LPDWORD, ULONG, *PULONG, UINT32, ACCESS_MASK, *PACCESS_MASK;
typedef uint32_t LCID, LCTYPE, COLORREF;
/* Windows aligns 64-bit members to 8 bytes on i386 too, Linux to 4. */
typedef int64_t __attribute__((aligned(8))) LONG64, INT64, LONGLONG;
typedef uint64_t __attribute__((aligned(8))) DWORD64, ULONG64, UINT64, ULONGLONG, DWORDLONG;
typedef LONGLONG *PLONGLONG;
typedef DWORD64 *PDWORD64;
typedef ULONGLONG *PULONGLONG;
typedef float FLOAT;
typedef double __attribute__((aligned(8))) DOUBLE;
typedef intptr_t INT_PTR, LONG_PTR, SSIZE_T, *PLONG_PTR, LRESULT, LPARAM;
typedef uintptr_t UINT_PTR, ULONG_PTR, DWORD_PTR, SIZE_T, *PULONG_PTR, *PDWORD_PTR, *PSIZE_T, KAFFINITY,
    WPARAM;
typedef void *HANDLE, **PHANDLE, **LPHANDLE, *HMODULE, *HINSTANCE, *HRSRC, *HGLOBAL, *HLOCAL, *HKEY, **PHKEY,
    *HWND, *HDC, *HICON, *HCURSOR, *HMENU, *HBRUSH, *HGDIOBJ, *HDESK, *HWINSTA;
typedef INT_PTR(GUESTAPI *FARPROC)(void);

typedef union {
    struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct {
    DWORD LowPart;
    LONG HighPart;
} LUID, *PLUID;

typedef struct {
    DWORD Data1;
    WORD Data2;
    WORD Data3;
    BYTE Data4[8];
} GUID, *PGUID, *LPGUID;

typedef struct {
    DWORD dwLowDateTime; /* 100 ns since 1601-01-01 UTC, low half */
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

#undef FALSE
#undef TRUE
#define FALSE                0
#define TRUE                 1
#define MAX_PATH             260
#define INFINITE             0xFFFFFFFFu
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define MAXDWORD             0xFFFFFFFFu

#define LOWORD(l)      ((WORD)((DWORD_PTR)(l)&0xFFFF))
#define HIWORD(l)      ((WORD)(((DWORD_PTR)(l) >> 16) & 0xFFFF))
#define LOBYTE(w)      ((BYTE)((DWORD_PTR)(w)&0xFF))
#define HIBYTE(w)      ((BYTE)(((DWORD_PTR)(w) >> 8) & 0xFF))
#define MAKELONG(a, b) ((LONG)(((WORD)(a)) | ((DWORD)((WORD)(b))) << 16))
#define MAKEWORD(a, b) ((WORD)(((BYTE)(a)) | ((WORD)((BYTE)(b))) << 8))

/* Size and offset of a structure that guests see, for both word sizes. */
#ifdef __x86_64__
#define ASSERT_SIZE(type, size64, size32) _Static_assert(sizeof(type) == (size64), "size of " #type)
#define ASSERT_OFFSET(type, field, off64, off32)                                                             \
    _Static_assert(offsetof(type, field) == (off64), "offset of " #type "." #field)
#else
#define ASSERT_SIZE(type, size64, size32) _Static_assert(sizeof(type) == (size32), "size of " #type)
#define ASSERT_OFFSET(type, field, off64, off32)                                                             \
    _Static_assert(offsetof(type, field) == (off32), "offset of " #type "." #field)
#endif
ASSERT_SIZE(LARGE_INTEGER, 8, 8);
ASSERT_SIZE(LIST_ENTRY, 16, 8);

#define countof(array)        (sizeof(array) / sizeof((array)[0]))
#define container_of(p, t, m) ((t *)((char *)(p)-offsetof(t, m)))

#endif
