/* SPDX-License-Identifier: MIT
 *
 * From `decant program.exe` to the program's entry point: PEB, TEB, process parameters, the guest's stack,
 * and the way back. How a thread gets onto its guest stack and off it again is told in kernel/ps/thread.c.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "../ntdll.h"
#include "kernel/host/environment.h"
#include "kernel/host/host.h"
#include "../ldr/ldr.h"
#include "exception.h"
#include "kernel/io/file.h"
#include "kernel/ps/job.h"
#include "kernel/ps/process_create.h"
#include "kernel/ke/suspend.h"
#include "kernel/ps/thread.h"
#include "kernel/mm/virtual.h"
#include "heap.h"
#include "parameters.h"
#include "thread_start.h"

void WINAPI dll_stub_called(const char *name, const char *library, ULONG error, BYTE *logged)
{
    /* Read before it is written: a program that calls a stub in a loop on all its threads shares the line. */
    if (!__atomic_load_n(logged, __ATOMIC_RELAXED) && !__atomic_exchange_n(logged, 1, __ATOMIC_RELAXED))
        report("%s: %s is not implemented", library, name);
    teb_set_last_error(error);
}

_Noreturn void process_exit(NTSTATUS status)
{
    if (sys_thread_begin_exit(status))
        ldr_detach_process();
    sys_process_terminate(status);
}

/* What programs read in the PEB besides what the loader and the parameters enter: Windows 10 22H2. */
static void fill_peb(const struct pe_info *info)
{
    process_peb.OSMajorVersion = 10;
    process_peb.OSMinorVersion = 0;
    process_peb.OSBuildNumber = 19045;
    process_peb.OSPlatformId = 2; /* VER_PLATFORM_WIN32_NT */
    process_peb.NumberOfProcessors = sys_host_processor_count();
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
    teb->CurrentLocale = 0x409;
#ifndef __x86_64__
    teb->NtTib.ExceptionList = (EXCEPTION_REGISTRATION_RECORD *)(uintptr_t)-1;
#endif
}

/* A descriptor that is closed is a handle that is none: NULL. It is occupied, lest a file of the guest take
 * its number, and our messages with it. Handles that the parent chose, and this process has inherited, are
 * the standard ones under their own values. */
static void open_standard_handles(const HANDLE inherited[3])
{
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    HANDLE *slots[] = {&parameters->StandardInput, &parameters->StandardOutput, &parameters->StandardError};
    for (int fd = 0; fd < 3; fd++)
        if (inherited[fd] && NT_SUCCESS(sys_handle_query(inherited[fd], NULL, NULL)))
            *slots[fd] = inherited[fd];
        else if (!NT_SUCCESS(sys_file_open_standard(fd, slots[fd])))
            sys_host_occupy(fd);
}

/* The first frame on the guest's stack: DllMain and TLS callbacks, then the program. One that returns from
 * its entry point ends its thread. */
static DWORD WINAPI guest_main(struct module *module)
{
    NTSTATUS status = ldr_attach_process();
    if (!NT_SUCCESS(status))
        process_exit(status);
    NTSTATUS(GUESTAPI * entry)(PEB *) = module->entry.EntryPoint;
    if (!entry) /* an entry point of zero is the image's first byte */
        entry = module->entry.DllBase;
    thread_exit(entry(&process_peb));
}

int process_start(const char *image, int argc, char **argv)
{
    struct inherited_parameters inherited = {0};
    char path[PATH_MAX];
    int error = sys_host_real_path(image, path, sizeof(path));
    if (error) {
        report("%s: %s", image, sys_host_error_text(error));
        return error == -ENOENT || error == -ENOTDIR ? 127 : 126;
    }
    heap_start();
    sys_virtual_start();
    exception_start();
    struct module *module = ldr_map_program(path);
    if (!module)
        return 126;
    fill_peb(&module->info);
    struct thread *thread = sys_thread_allocate(module->info.stack_reserve);
    if (!thread || host_set_guest_segment(&thread->teb) || !NT_SUCCESS(sys_thread_adopt(thread))) {
        report("%s: not enough memory", image);
        return 126;
    }
    heap_start_threads();
    fill_teb(&thread->teb);
    thread_start_register();
    sys_exception_process_start(thread);
    bool child = sys_handover_begin(&inherited);
    if (parameters_create(path, argc, argv, &inherited))
        return 126;
    if (child)
        sys_handover_handles();
    open_standard_handles(inherited.standard);
    if (!ldr_bind_program(module))
        return 126;
    NTSTATUS code = sys_thread_run(thread, guest_main, module);
    /* The program's first thread has ended and others go on: the last of them ends the process. Its signals
     * are blocked since it left the guest's stack. */
    sys_exception_thread_end(thread);
    sys_thread_finish(thread, code);
    host_pause();
}
