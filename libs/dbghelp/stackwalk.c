/* SPDX-License-Identifier: MIT
 *
 * dbghelp.h: walking this process's stacks by RtlVirtualUnwind, and the modules that are loaded. Frames of
 * built-in DLLs are walked like any other.
 */
#include <string.h>
#include <ldr/ldr.h>
#include "kernel/mm/probe.h"
#include "common/wide.h"
#include <win/pe.h>
#include "dbghelp.h"

typedef struct {
    DWORD64 Offset;
    WORD Segment;
    INT Mode;
} ADDRESS64;
ASSERT_SIZE(ADDRESS64, 16, 16);

/* STACKFRAME64 as far as anything is said here; KdHelp follows. */
typedef struct {
    ADDRESS64 AddrPC, AddrReturn, AddrFrame, AddrStack, AddrBStore;
    PVOID FuncTableEntry;
    DWORD64 Params[4];
    BOOL Far, Virtual;
    DWORD64 Reserved[3];
} STACKFRAME64;

#ifdef __x86_64__
#define ADDR_MODE_FLAT 3

PVOID WINAPI SymFunctionTableAccess64(HANDLE hProcess, DWORD64 AddrBase)
{
    DWORD64 base;
    return RtlLookupFunctionEntry(AddrBase, &base, NULL);
}

/* One frame up; the frame that was left is *establisher. */
static void step(CONTEXT *context, DWORD64 *establisher)
{
    DWORD64 base = 0;
    PVOID data;
    PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(context->Rip, &base, NULL);
    *establisher = context->Rsp;
    if (function) {
        RtlVirtualUnwind(0, base, context->Rip, function, context, &data, establisher, NULL);
    } else { /* a leaf, or the end of the world */
        const DWORD64 *top = (const DWORD64 *)context->Rsp;
        context->Rip = sys_probe_read(top, sizeof(*top)) ? *top : 0;
        context->Rsp += sizeof(*top);
    }
}

/* The first call describes the frame that the context is of, each further one its caller. `Virtual` tells
 * them apart: "the caller should clear the frame before the first call". */
BOOL WINAPI StackWalk64(DWORD MachineType, HANDLE hProcess, HANDLE hThread, STACKFRAME64 *StackFrame,
                        PVOID ContextRecord, PVOID ReadMemoryRoutine, PVOID FunctionTableAccessRoutine,
                        PVOID GetModuleBaseRoutine, PVOID TranslateAddress)
{
    CONTEXT *context = ContextRecord, caller;
    DWORD64 establisher;
    if (!StackFrame || !context || MachineType != IMAGE_FILE_MACHINE_AMD64)
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!StackFrame->Virtual) {
        if (StackFrame->AddrPC.Offset) /* the caller's word counts */
            context->Rip = StackFrame->AddrPC.Offset;
    } else {
        DWORD64 before = context->Rsp;
        if (!StackFrame->AddrReturn.Offset)
            return FALSE; /* that was the last */
        step(context, &establisher);
        if (context->Rsp <= before)
            return FALSE;
    }
    if (!context->Rip || context->Rsp & 7)
        return FALSE;
    memcpy(&caller, context, sizeof(caller));
    establisher = context->Rsp;
    step(&caller, &establisher);
    const ADDRESS64 flat = {0, 0, ADDR_MODE_FLAT};
    StackFrame->AddrPC = StackFrame->AddrReturn = StackFrame->AddrFrame = StackFrame->AddrStack = flat;
    StackFrame->AddrPC.Offset = context->Rip;
    StackFrame->AddrReturn.Offset = caller.Rip;
    StackFrame->AddrFrame.Offset = establisher;
    StackFrame->AddrStack.Offset = context->Rsp;
    StackFrame->FuncTableEntry = SymFunctionTableAccess64(hProcess, context->Rip);
    StackFrame->Virtual = TRUE;
    return TRUE;
}
#endif

/* ---- modules ---- */

DWORD64 WINAPI SymGetModuleBase64(HANDLE hProcess, DWORD64 qwAddr)
{
    PVOID base;
    if (!dbghelp_is_open(hProcess))
        return (DWORD64)dbghelp_fail(ERROR_INVALID_HANDLE);
    if (!RtlPcToFileHeader((PVOID)(uintptr_t)qwAddr, &base))
        return (DWORD64)dbghelp_fail(ERROR_MOD_NOT_FOUND);
    return (DWORD64)(uintptr_t)base;
}

/* PENUMLOADED_MODULES_CALLBACK64 and its W form differ in the name alone. */
typedef BOOL(GUESTAPI *module_callback)(const void *name, DWORD64 base, ULONG size, PVOID context);

struct enumeration {
    module_callback callback;
    PVOID context;
    bool wide;
};

static GUESTAPI VOID tell_module(PLDR_DATA_TABLE_ENTRY module, PVOID context, BOOLEAN *stop)
{
    const struct enumeration *wanted = context;
    const UNICODE_STRING *path = &module->FullDllName;
    WCHAR wide[MAX_PATH];
    char narrow[MAX_PATH * 3];
    size_t length = path->Length / sizeof(WCHAR) < MAX_PATH ? path->Length / sizeof(WCHAR) : MAX_PATH - 1;
    memcpy(wide, path->Buffer, length * sizeof(WCHAR));
    wide[length] = 0;
    if (!wanted->wide)
        wide_to_utf8(wide, narrow, sizeof(narrow));
    *stop = !wanted->callback(wanted->wide ? (void *)wide : narrow, (DWORD64)(uintptr_t)module->DllBase,
                              module->SizeOfImage, wanted->context);
}

static BOOL enumerate(module_callback callback, PVOID context, bool wide)
{
    struct enumeration wanted = {callback, context, wide};
    if (!callback)
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    LdrEnumerateLoadedModules(0, tell_module, &wanted);
    return TRUE;
}

BOOL WINAPI EnumerateLoadedModules64(HANDLE hProcess, module_callback Callback, PVOID UserContext)
{
    return enumerate(Callback, UserContext, false);
}

BOOL WINAPI EnumerateLoadedModulesW64(HANDLE hProcess, module_callback Callback, PVOID UserContext)
{
    return enumerate(Callback, UserContext, true);
}
