/* SPDX-License-Identifier: MIT
 *
 * The picture of the threads that a dump holds: their registers and stacks, all of one moment. While threads
 * stand they may hold any lock, malloc's included: what is needed then is allocated and opened before, and
 * written out when they run again. A thread that begins or ends meanwhile is not in the picture.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/ps/process_list.h"
#include "kernel/ke/suspend.h"
#include "kernel/ps/thread_services.h"
#include "kernel/mm/virtual.h"
#include "minidump.h"

#ifdef __x86_64__
#define CONTEXT_SP(context) ((context)->Rsp)
#else
#define CONTEXT_SP(context) ((context)->Esp)
#endif

/* How large a thread's stack can be. */
static size_t whole_stack(const TEB *teb)
{
    TEB copy;
    if (host_copy_try(&copy, teb, sizeof(copy)))
        return 0;
    return (size_t)((char *)copy.NtTib.StackBase - (char *)copy.DeallocationStack);
}

static bool open_thread(struct dump_thread *thread, DWORD id)
{
    const ACCESS_MASK access = THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT | THREAD_QUERY_INFORMATION;
    const CLIENT_ID *own = &NtCurrentTeb()->ClientId;
    CLIENT_ID client = {own->UniqueProcess, (HANDLE)(ULONG_PTR)id};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes)};
    THREAD_BASIC_INFORMATION info;
    *thread = (struct dump_thread){.id = id};
    if (id == (DWORD)(ULONG_PTR)own->UniqueThread) {
        thread->teb = NtCurrentTeb();
    } else {
        if (!NT_SUCCESS(NtOpenThread(&thread->handle, access, &attributes, &client)))
            return false; /* a thread of ours, or one that is gone */
        if (!NT_SUCCESS(NtQueryInformationThread(thread->handle, ThreadBasicInformation, &info, sizeof(info),
                                                 NULL))) {
            NtClose(thread->handle);
            return false;
        }
        thread->teb = info.TebBaseAddress;
        thread->priority = info.BasePriority;
    }
    thread->room = whole_stack(thread->teb);
    return true;
}

static NTSTATUS open_threads(struct dump_threads *threads)
{
    DWORD process = (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess;
    struct thread_entry *entries;
    size_t count;
    NTSTATUS status = sys_process_list_threads_of(process, &entries, &count);
    if (!NT_SUCCESS(status))
        return status;
    threads->list = calloc(count + 1, sizeof(*threads->list));
    for (size_t i = 0; threads->list && i < count; i++)
        if (open_thread(&threads->list[threads->count], entries[i].id))
            threads->memory_size += threads->list[threads->count++].room;
    free(entries);
    if (!threads->list)
        return STATUS_NO_MEMORY;
    PVOID memory = NULL; /* of which no more is touched than stacks are in use */
    status = NtAllocateVirtualMemory(NtCurrentProcess(), &memory, 0, &threads->memory_size,
                                     MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    threads->memory = memory;
    for (size_t i = 0; NT_SUCCESS(status) && i < threads->count; i++) {
        threads->list[i].copy = memory;
        memory = (char *)memory + threads->list[i].room;
    }
    return status;
}

/* From the stack pointer up. */
static void take_stack(struct dump_thread *thread)
{
    TEB teb;
    uintptr_t top, pointer = (uintptr_t)CONTEXT_SP(&thread->context);
    if (host_copy_try(&teb, thread->teb, sizeof(teb)))
        return;
    top = (uintptr_t)teb.NtTib.StackBase;
    if (pointer < (uintptr_t)teb.NtTib.StackLimit || pointer >= top || top - pointer > thread->room ||
        host_copy_try(thread->copy, (void *)pointer, top - pointer))
        return;
    thread->stack = pointer;
    thread->size = top - pointer;
}

NTSTATUS dump_take_threads(struct dump_threads *threads, const CONTEXT *self)
{
    ULONG before;
    *threads = (struct dump_threads){0};
    NTSTATUS status = open_threads(threads);
    if (!NT_SUCCESS(status))
        return status;
    for (size_t i = 0; i < threads->count; i++) {
        struct dump_thread *thread = &threads->list[i];
        thread->stands = thread->handle && NT_SUCCESS(NtSuspendThread(thread->handle, &before));
        thread->suspended = thread->stands ? before : 0;
    }
    for (size_t i = 0; i < threads->count; i++) {
        struct dump_thread *thread = &threads->list[i];
        thread->context.ContextFlags = CONTEXT_ALL;
        if (!thread->handle)
            thread->context = *self;
        thread->taken = !thread->handle ||
                        (thread->stands && NT_SUCCESS(NtGetContextThread(thread->handle, &thread->context)));
        if (thread->taken)
            take_stack(thread);
    }
    for (size_t i = 0; i < threads->count; i++)
        if (threads->list[i].stands)
            NtResumeThread(threads->list[i].handle, NULL);
    return STATUS_SUCCESS;
}

void dump_free_threads(struct dump_threads *threads)
{
    SIZE_T size = 0;
    PVOID memory = threads->memory;
    for (size_t i = 0; i < threads->count; i++)
        if (threads->list[i].handle)
            NtClose(threads->list[i].handle);
    free(threads->list);
    if (memory)
        NtFreeVirtualMemory(NtCurrentProcess(), &memory, &size, MEM_RELEASE);
}
