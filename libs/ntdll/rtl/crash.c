/* SPDX-License-Identifier: MIT
 *
 * The crash report: one or two lines on stderr when nobody wants an exception. What happened, where as
 * module+offset, what was touched, and who called. It runs on a thread whose memory may be in any state, so
 * it allocates nothing, takes no lock, and reads the guest's memory with care.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "common/text_format.h"
#include "exception.h"
#include "kernel/host/host.h"
#include "../ldr/ldr.h"

#ifdef __x86_64__
#define CONTEXT_PC(context) ((context)->Rip)
#define CONTEXT_SP(context) ((context)->Rsp)
#else
#define CONTEXT_PC(context) ((context)->Eip)
#define CONTEXT_SP(context) ((context)->Esp)
#endif

#define BACKTRACE_FRAMES 6

struct text {
    char bytes[900];
    size_t used;
};

static void append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void append(struct text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = text_format_list(text->bytes + text->used, sizeof(text->bytes) - text->used, format, list);
    va_end(list);
    if (length > 0)
        text->used += (size_t)length;
    if (text->used >= sizeof(text->bytes))
        text->used = sizeof(text->bytes) - 1;
}

/* Which export a function of ours is: its face's thunk jumps there. */
static bool append_export(struct text *text, uintptr_t pc)
{
#ifdef __x86_64__
    extern const struct dll_face __start_dll_faces[], __stop_dll_faces[];
    uint64_t start;
    if (!unwind_elf_function(pc, &start))
        return false;
    for (const struct dll_face *row = __start_dll_faces; row < __stop_dll_faces; row++) {
        char *face = (char *)&row->face + row->face;
        const IMAGE_NT_HEADERS *nt = (const void *)(face + ((IMAGE_DOS_HEADER *)face)->e_lfanew);
        const IMAGE_EXPORT_DIRECTORY *exports =
            (const void *)(face +
                           nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress);
        const DWORD *functions = (const void *)(face + exports->AddressOfFunctions);
        const DWORD *names = (const void *)(face + exports->AddressOfNames);
        const WORD *ordinals = (const void *)(face + exports->AddressOfNameOrdinals);
        for (DWORD i = 0; i < exports->NumberOfNames; i++) {
            const BYTE *thunk = (const BYTE *)face + functions[ordinals[i]];
            int32_t distance;
            memcpy(&distance, thunk + 1, 4);
            if (*thunk != 0xE9 || (uintptr_t)thunk + 5 + (uintptr_t)(intptr_t)distance != start)
                continue;
            append(text, "%s!%s+0x%zx", (char *)&row->name + row->name, face + names[i],
                   (size_t)(pc - start));
            return true;
        }
    }
#endif
    return false;
}

static bool is_ours(uintptr_t pc)
{
    extern const char __executable_start[], _end[];
    return pc - (uintptr_t)__executable_start < (uintptr_t)(_end - __executable_start);
}

/* Which library of Linux's it is. */
static bool append_library(struct text *text, uintptr_t pc)
{
#ifdef __x86_64__
    const char *library;
    uint64_t start;
    if (unwind_elf_name(pc, &start, &library)) {
        append(text, "%s+0x%zx", library, (size_t)(pc - start));
        return true;
    }
#endif
    return false;
}

/* "program.exe+0x1234", "msvcrt.dll!strlen+0x12", "decant+0x1234", or the bare address. */
static void append_place(struct text *text, uintptr_t pc)
{
    extern const char __executable_start[];
    if (is_ours(pc) && append_export(text, pc))
        return;
    struct module *module = ldr_find_module_at((void *)pc);
    if (module) {
        WCHAR wide[64] = {0};
        char name[65];
        size_t length = module->entry.BaseDllName.Length / sizeof(WCHAR);
        if (length > countof(wide) - 1)
            length = countof(wide) - 1;
        host_copy_try(wide, module->entry.BaseDllName.Buffer, length * sizeof(WCHAR));
        for (length = 0; length < countof(wide) && wide[length]; length++)
            name[length] = wide[length] < 0x20 || wide[length] > 0x7E ? '?' : (char)wide[length];
        name[length] = 0;
        append(text, "%s+0x%zx", name, (size_t)(pc - (uintptr_t)module->entry.DllBase));
    } else if (is_ours(pc))
        append(text, "decant+0x%zx", (size_t)(pc - (uintptr_t)__executable_start));
    else if (!append_library(text, pc))
        append(text, "0x%zx", (size_t)pc);
}

static void append_backtrace(struct text *text, const CONTEXT *context)
{
#ifdef __x86_64__
    CONTEXT walk = *context;
    const TEB *teb = NtCurrentTeb();
    uintptr_t frames[BACKTRACE_FRAMES + 4];
    unsigned count = 0;
    while (count < countof(frames)) {
        DWORD64 base, frame;
        PVOID data;
        if (walk.Rsp < (uintptr_t)teb->NtTib.StackLimit || walk.Rsp >= (uintptr_t)teb->NtTib.StackBase ||
            (walk.Rsp & 7) || host_copy_try(&base, (void *)(uintptr_t)walk.Rsp, 8))
            break;
        PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(walk.Rip, &base, NULL);
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, walk.Rip, function, &walk, &data, &frame, NULL);
        if (!walk.Rip)
            break;
        frames[count++] = (uintptr_t)walk.Rip;
    }
    while (count && is_ours(frames[count - 1])) /* the thread's start */
        count--;
    for (unsigned i = 0; i < count && i < BACKTRACE_FRAMES; i++) {
        append(text, "%s", i ? ", " : "  called from ");
        append_place(text, frames[i]);
    }
#endif
}

#ifdef __x86_64__
/* The type that a C++ exception of Microsoft's compilers has, as its tables spell it. */
static void append_thrown_type(struct text *text, const EXCEPTION_RECORD *record)
{
    if (record->ExceptionCode != 0xE06D7363u || record->NumberParameters < 4)
        return;
    ULONG_PTR base = record->ExceptionInformation[3];
    DWORD rva, list[2];
    char name[64] = {0};
    if (host_copy_try(&rva, (char *)record->ExceptionInformation[2] + 12, 4) ||
        host_copy_try(list, (void *)(base + rva), 8) || !list[0] ||
        host_copy_try(&rva, (void *)(base + list[1] + 4), 4) ||
        host_copy_try(name, (void *)(base + rva + 16), sizeof(name) - 1))
        return;
    for (char *c = name; *c; c++)
        if (*c < 0x20 || *c > 0x7E)
            *c = '?';
    append(text, ": type %s", name);
}
#endif

void exception_report(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    struct text text = {.used = 0};
    DWORD code = record->ExceptionCode;
    const char *name = exception_name(code);
    uintptr_t pc = (uintptr_t)record->ExceptionAddress;
    append(&text, "unhandled exception 0x%08X", (unsigned)code);
    if (name)
        append(&text, " (%s)", name);
    append(&text, " at ");
    append_place(&text, pc);
    append(&text, " (0x%zx)", (size_t)pc);
    if ((code == (DWORD)STATUS_ACCESS_VIOLATION || code == (DWORD)STATUS_IN_PAGE_ERROR) &&
        record->NumberParameters >= 2) {
        ULONG_PTR kind = record->ExceptionInformation[0];
        append(&text, ": %s 0x%zx",
               kind == 1   ? "write to"
               : kind == 8 ? "execution of"
                           : "read from",
               (size_t)record->ExceptionInformation[1]);
    } else if (code == (DWORD)STATUS_STACK_BUFFER_OVERRUN && record->NumberParameters >= 1)
        append(&text, ": code %u", (unsigned)record->ExceptionInformation[0]);
#ifdef __x86_64__
    append_thrown_type(&text, record);
#endif
    report("%s", text.bytes);
    text.used = 0;
    append_backtrace(&text, context);
    if (text.used)
        report("%s", text.bytes);
}

_Noreturn void exception_crash(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    static __thread bool inside;
    static int reporting;
    NTSTATUS code = (NTSTATUS)record->ExceptionCode;
    if (inside) /* the report itself failed: its first line is out */
        sys_process_terminate(code);
    inside = true;
    while (__atomic_exchange_n(&reporting, 1, __ATOMIC_ACQ_REL)) /* another thread ends the process */
        sys_host_sleep_until(HOST_FOREVER / 2);
    exception_report(record, context);
    sys_process_terminate(code);
}
