/* SPDX-License-Identifier: MIT
 *
 * From `decant program.exe` to the program's entry point: PEB, TEB, process parameters, the guest's stack,
 * and the way back. The guest runs on a stack of its own, as large as its header asks for, with a guard
 * below; our functions run on that stack too when the guest calls them. Ending a thread in the middle of
 * guest frames means going back to the host stack that is remembered in struct thread: nothing is unwound,
 * nothing is trusted.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../ntdll.h"
#include "../host/host.h"
#include "../ldr/ldr.h"
#include "exception.h"
#include "../nt/file.h"
#include "heap.h"
#include "parameters.h"

#define DEFAULT_STACK 0x100000u
#define STACK_GUARD   0x1000u

PEB process_peb;
static struct thread *first_thread;

void report(const char *format, ...)
{
    char line[1024];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(line, sizeof(line) - 1, format, list);
    va_end(list);
    if (length < 0)
        return;
    if ((size_t)length > sizeof(line) - 2)
        length = sizeof(line) - 2;
    line[length++] = '\n';
    char prefixed[sizeof(line) + 8] = "decant: ";
    memcpy(prefixed + 8, line, (size_t)length);
    host_write(2, prefixed, (size_t)length + 8);
}

void WINAPI dll_stub_called(const char *name, const char *library, ULONG error)
{
    static const char *last; /* once a name is enough for the common loop; two alternating names are rare */
    if (last != name)
        report("%s: %s is not implemented", library, name);
    last = name;
    teb_set_last_error(error);
}

static struct thread *thread_allocate(size_t stack_size)
{
    void *block, *stack;
    stack_size = (stack_size ? stack_size : DEFAULT_STACK) + 0xFFFF;
    stack_size &= ~(size_t)0xFFFF;
    if (host_map_aligned(sizeof(struct thread), 0x10000, HOST_READ | HOST_WRITE, &block))
        return NULL;
    if (host_map_aligned(stack_size, 0x10000, HOST_READ | HOST_WRITE, &stack) ||
        host_protect(stack, STACK_GUARD, 0))
        return NULL;
    struct thread *thread = block;
    thread->guest_stack = stack;
    thread->guest_stack_size = stack_size;
    thread->teb.NtTib.Self = &thread->teb.NtTib;
    thread->teb.NtTib.StackBase = (char *)stack + stack_size;
    thread->teb.NtTib.StackLimit = (char *)stack + STACK_GUARD;
    thread->teb.DeallocationStack = stack;
    thread->teb.ProcessEnvironmentBlock = &process_peb;
    return thread;
}

/* Runs entry(argument) on the guest's stack, in the state in which Windows starts a thread: MXCSR 0x1F80, x87
 * control word 0x27F, direction flag clear, RSP 16-byte aligned before the call, 32 bytes of home space. */
int call_on_guest_stack(void *entry, void *argument, void *stack_top, void **host_stack);
__asm__(".text\n"
        ".type call_on_guest_stack, @function\n"
        "call_on_guest_stack:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n" /* the guest's stack ends here: see rtl/unwind.c */
        "    push %rbp\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    .cfi_rel_offset rbp, 0\n"
        "    mov %rsp, %rbp\n"
        "    .cfi_def_cfa_register rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    mov %rsp, (%rcx)\n"
        "    mov %rdx, %rsp\n"
        "    sub $48, %rsp\n"
        "    movl $0x1F80, 32(%rsp)\n"
        "    ldmxcsr 32(%rsp)\n"
        "    movw $0x27F, 32(%rsp)\n"
        "    fldcw 32(%rsp)\n"
        "    cld\n"
        "    mov %rsi, %rcx\n"
        "    call *%rdi\n"
        "    lea -40(%rbp), %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    .cfi_def_cfa rsp, 8\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size call_on_guest_stack, . - call_on_guest_stack\n");

/* What a shell shows for the like signal (DESIGN: section 4). */
static int shell_code(DWORD code)
{
    switch ((NTSTATUS)code) {
    case STATUS_ACCESS_VIOLATION:
    case STATUS_STACK_OVERFLOW:
    case STATUS_BAD_STACK:
    case STATUS_PRIVILEGED_INSTRUCTION:
        return 139; /* SIGSEGV */
    case STATUS_INTEGER_DIVIDE_BY_ZERO:
    case STATUS_INTEGER_OVERFLOW:
    case STATUS_FLOAT_DENORMAL_OPERAND:
    case STATUS_FLOAT_DIVIDE_BY_ZERO:
    case STATUS_FLOAT_INEXACT_RESULT:
    case STATUS_FLOAT_INVALID_OPERATION:
    case STATUS_FLOAT_OVERFLOW:
    case STATUS_FLOAT_STACK_CHECK:
    case STATUS_FLOAT_UNDERFLOW:
    case STATUS_FLOAT_MULTIPLE_FAULTS:
    case STATUS_FLOAT_MULTIPLE_TRAPS:
        return 136; /* SIGFPE */
    case STATUS_ILLEGAL_INSTRUCTION:
        return 132; /* SIGILL */
    case STATUS_BREAKPOINT:
    case STATUS_SINGLE_STEP:
        return 133; /* SIGTRAP */
    case STATUS_IN_PAGE_ERROR:
    case STATUS_DATATYPE_MISALIGNMENT:
        return 135; /* SIGBUS */
    case STATUS_STACK_BUFFER_OVERRUN:
    case STATUS_ASSERTION_FAILURE:
    case STATUS_FAIL_FAST_EXCEPTION:
        return 134; /* SIGABRT */
    case STATUS_CONTROL_C_EXIT:
        return 130; /* SIGINT */
    default:
        return code && !(code & 0xFF) ? 255 : (int)(code & 0xFF);
    }
}

_Noreturn void process_terminate(NTSTATUS status)
{
    host_exit(shell_code((DWORD)status));
}

_Noreturn void process_exit(NTSTATUS status)
{
    ldr_detach_process();
    process_terminate(status);
}

/* What programs read in the PEB besides what the loader and the parameters enter: Windows 10 22H2. */
static void fill_peb(const struct pe_info *info)
{
    process_peb.OSMajorVersion = 10;
    process_peb.OSMinorVersion = 0;
    process_peb.OSBuildNumber = 19045;
    process_peb.OSPlatformId = 2; /* VER_PLATFORM_WIN32_NT */
    process_peb.NumberOfProcessors = host_processor_count();
    process_peb.ActiveProcessAffinityMask = process_peb.NumberOfProcessors >= 8 * sizeof(ULONG_PTR)
                                                ? ~(ULONG_PTR)0
                                                : ((ULONG_PTR)1 << process_peb.NumberOfProcessors) - 1;
    process_peb.ImageSubsystem = info->subsystem;
    process_peb.ImageSubsystemMajorVersion = info->subsystem_major;
    process_peb.ImageSubsystemMinorVersion = info->subsystem_minor;
    process_peb.CriticalSectionTimeout.QuadPart = -25920000000000; /* 30 days, the documented default */
    process_peb.HeapSegmentReserve = 0x100000;
    process_peb.HeapSegmentCommit = 0x2000;
    process_peb.HeapDeCommitTotalFreeThreshold = 0x10000;
    process_peb.HeapDeCommitFreeBlockThreshold = 0x1000;
    process_peb.SessionId = 1;
}

static void fill_teb(TEB *teb)
{
    teb->ClientId.UniqueProcess = (HANDLE)(uintptr_t)host_process_id();
    teb->ClientId.UniqueThread = (HANDLE)(uintptr_t)host_thread_id();
    teb->StaticUnicodeString.Buffer = teb->StaticUnicodeBuffer;
    teb->StaticUnicodeString.MaximumLength = sizeof(teb->StaticUnicodeBuffer);
    teb->CurrentLocale = 0x409;
#ifndef __x86_64__
    teb->NtTib.ExceptionList = (EXCEPTION_REGISTRATION_RECORD *)(uintptr_t)-1;
#endif
}

/* A descriptor that is closed is a handle that is none: NULL. */
static void open_standard_handles(void)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    HANDLE *slots[] = {&parameters->StandardInput, &parameters->StandardOutput, &parameters->StandardError};
    for (int fd = 0; fd < 3; fd++)
        file_open_standard(fd, slots[fd]);
}

int process_start(const char *image, int argc, char **argv)
{
    struct inherited_parameters inherited = {0};
    char *path = realpath(image, NULL);
    if (!path) {
        report("%s: %s", image, strerror(errno));
        return errno == ENOENT || errno == ENOTDIR ? 127 : 126;
    }
    heap_start();
    struct module *module = ldr_map_program(path);
    if (!module)
        return 126;
    fill_peb(&module->info);
    struct thread *thread = first_thread = thread_allocate(module->info.stack_reserve);
    if (!thread || host_set_guest_segment(&thread->teb)) {
        report("%s: not enough memory", image);
        return 126;
    }
    fill_teb(&thread->teb);
    exception_process_start(thread);
    if (parameters_create(path, argc, argv, &inherited))
        return 126;
    open_standard_handles();
    free(path);
    if (!ldr_bind_program(module) || !ldr_attach_process())
        return 126;
    int code = call_on_guest_stack(module->entry.EntryPoint, &process_peb, thread->teb.NtTib.StackBase,
                                   &thread->host_stack);
    process_exit(code);
}
