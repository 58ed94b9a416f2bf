/* SPDX-License-Identifier: MIT
 *
 * Threads: results, identifiers, exit codes, suspended starts, ExitThread from deep within, TLS and FLS.
 */
#include "guest.h"

static DWORD WINAPI returns_its_argument(LPVOID argument)
{
    return (DWORD)(DWORD_PTR)argument;
}

TEST(a_thread_runs_and_its_code_is_kept)
{
    DWORD id = 0, code = 0;
    HANDLE thread = CreateThread(NULL, 0, returns_its_argument, (LPVOID)0x12345678, 0, &id);
    CHECK(thread != NULL);
    CHECK(id != 0);
    CHECK_EQ(GetThreadId(thread), id);
    CHECK_EQ(GetProcessIdOfThread(thread), GetCurrentProcessId());
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(thread, 0), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 0x12345678);
    CHECK(CloseHandle(thread));
    CHECK_FAILS(CloseHandle(thread), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(WaitForSingleObject(thread, 0), WAIT_FAILED, ERROR_INVALID_HANDLE);
}

static DWORD seen_id;
static DWORD WINAPI tells_its_id(LPVOID argument)
{
    seen_id = GetCurrentThreadId();
    return 0;
}

TEST(a_suspended_thread_waits_to_be_resumed)
{
    DWORD id, code;
    HANDLE thread = CreateThread(NULL, 0, tells_its_id, NULL, CREATE_SUSPENDED, &id);
    CHECK_EQ(WaitForSingleObject(thread, 20), WAIT_TIMEOUT);
    CHECK_EQ(seen_id, 0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, STILL_ACTIVE);
    CHECK_EQ(ResumeThread(thread), 1);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(seen_id, id);
    CHECK(id != GetCurrentThreadId());
    CloseHandle(thread);
}

/* Deep within: a recursion, called back from a function of ours (run-once). */
static BOOL WINAPI leaves_from_within(PINIT_ONCE once, PVOID depth, PVOID *context)
{
    INIT_ONCE inner = INIT_ONCE_STATIC_INIT;
    if (!depth)
        ExitThread(77);
    InitOnceExecuteOnce(&inner, leaves_from_within, (char *)depth - 1, NULL);
    return FALSE;
}

static DWORD WINAPI exits_in_a_callback(LPVOID argument)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    InitOnceExecuteOnce(&once, leaves_from_within, (PVOID)20, NULL);
    return 1;
}

TEST(exit_thread_leaves_from_anywhere)
{
    for (int i = 0; i < 20; i++) {
        DWORD code = 0;
        HANDLE thread = CreateThread(NULL, 0, exits_in_a_callback, NULL, 0, NULL);
        CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(thread, &code));
        CHECK_EQ(code, 77);
        CloseHandle(thread);
    }
}

TEST(threads_open_by_identifier)
{
    DWORD code;
    HANDLE self = OpenThread(THREAD_ALL_ACCESS, FALSE, GetCurrentThreadId());
    CHECK(self != NULL);
    CHECK(GetExitCodeThread(self, &code));
    CHECK_EQ(code, STILL_ACTIVE);
    CHECK_EQ(GetThreadId(self), GetCurrentThreadId());
    CHECK_EQ(WaitForSingleObject(self, 0), WAIT_TIMEOUT);
    CHECK(CloseHandle(self));
    CHECK_FAILS(OpenThread(THREAD_ALL_ACCESS, FALSE, 0), 0, ERROR_INVALID_PARAMETER);
    CHECK_EQ(GetThreadId(GetCurrentThread()), GetCurrentThreadId());
}

static char *volatile deep_stack;
static DWORD WINAPI uses_much_stack(LPVOID argument)
{
    volatile char block[3 * 1024 * 1024];
    for (size_t i = sizeof(block); i >= 4096; i -= 4096)
        block[i - 1] = 1;
    deep_stack = (char *)block;
    return block[4095];
}

TEST(a_stack_is_as_large_as_asked)
{
    DWORD code = 0;
    HANDLE thread =
        CreateThread(NULL, 4 * 1024 * 1024, uses_much_stack, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 1);
    CloseHandle(thread);
}

static DWORD slot;
static DWORD WINAPI has_its_own_slot(LPVOID argument)
{
    if (TlsGetValue(slot))
        return 1;
    TlsSetValue(slot, argument);
    Sleep(1);
    return TlsGetValue(slot) == argument ? 0 : 2;
}

TEST(tls_is_per_thread)
{
    HANDLE threads[4];
    slot = TlsAlloc();
    CHECK(slot != TLS_OUT_OF_INDEXES);
    SetLastError(5);
    CHECK_EQ(TlsGetValue(slot), 0);
    CHECK_ERROR(ERROR_SUCCESS);
    CHECK(TlsSetValue(slot, &slot));
    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, has_its_own_slot, (LPVOID)(DWORD_PTR)(i + 1), 0, NULL);
    CHECK_EQ(WaitForMultipleObjects(4, threads, TRUE, INFINITE), WAIT_OBJECT_0);
    for (int i = 0; i < 4; i++) {
        DWORD code = 9;
        GetExitCodeThread(threads[i], &code);
        CHECK_EQ(code, 0);
        CloseHandle(threads[i]);
    }
    CHECK_EQ(TlsGetValue(slot), &slot);
    CHECK(TlsFree(slot));
    CHECK_FAILS(TlsFree(slot), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(TlsSetValue(5000, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(TlsGetValue(5000), 0, ERROR_INVALID_PARAMETER);
}

TEST(tls_has_1088_slots)
{
    static DWORD slots[1088];
    int count = 0;
    for (; count < 1088; count++) {
        slots[count] = TlsAlloc();
        if (slots[count] == TLS_OUT_OF_INDEXES)
            break;
        CHECK(slots[count] != 0); /* which programs take for "no slot yet" */
        TlsSetValue(slots[count], (LPVOID)(DWORD_PTR)(count + 1));
    }
    CHECK(count > 1000);
    for (int i = 0; i < count; i++)
        CHECK_EQ(TlsGetValue(slots[i]), i + 1);
    for (int i = 0; i < count; i++)
        CHECK(TlsFree(slots[i]));
    DWORD again = TlsAlloc();
    CHECK_EQ(TlsGetValue(again), 0);
    TlsFree(again);
}

static LONG callbacks;
static void WINAPI on_fls(PVOID value)
{
    InterlockedExchangeAdd(&callbacks, (LONG)(LONG_PTR)value);
}

static DWORD fls;
static DWORD WINAPI stores_in_fls(LPVOID argument)
{
    FlsSetValue(fls, argument);
    return 0;
}

TEST(fls_calls_back)
{
    fls = FlsAlloc(on_fls);
    CHECK(fls != FLS_OUT_OF_INDEXES);
    HANDLE thread = CreateThread(NULL, 0, stores_in_fls, (LPVOID)5, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CloseHandle(thread);
    CHECK_EQ(callbacks, 5);
    SetLastError(5);
    CHECK_EQ(FlsGetValue(fls), 0);
    CHECK_ERROR(ERROR_SUCCESS);
    CHECK(FlsSetValue(fls, (PVOID)100));
    CHECK_EQ(FlsGetValue(fls), 100);
    CHECK(FlsFree(fls));
    CHECK_EQ(callbacks, 105);
    CHECK_FAILS(FlsFree(fls), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(FlsSetValue(FLS_OUT_OF_INDEXES, NULL), FALSE, ERROR_INVALID_PARAMETER);
}

static DWORD WINAPI ends_the_process(LPVOID argument)
{
    Sleep(20);
    ExitThread((DWORD)guest_failures);
}

static DWORD used_slot;

static DWORD WINAPI looks_fresh(LPVOID argument)
{
    if (TlsGetValue(used_slot) || GetLastError())
        return 0;
    TlsSetValue(used_slot, argument);
    SetLastError(55);
    if (GetCurrentThreadId() % 3 == 0)
        SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
    return GetCurrentThreadId();
}

/* One thread after another, and none sees what another has left; an identifier belongs to one thread for as
 * long as somebody has a handle to it. */
TEST(every_thread_is_new)
{
    HANDLE kept[12];
    DWORD ids[12], code;
    FILETIME made, ended, kernel, user;
    used_slot = TlsAlloc();
    for (int i = 0; i < 60; i++) {
        DWORD id = 0;
        HANDLE thread = CreateThread(NULL, 0, looks_fresh, &ids, 0, &id);
        CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(thread, &code));
        CHECK_EQ(code, id);
        CHECK(GetThreadTimes(thread, &made, &ended, &kernel, &user));
        CHECK(CompareFileTime(&made, &ended) <= 0);
        CHECK_EQ(user.dwHighDateTime, 0);
        for (int k = 0; k < i / 5; k++)
            CHECK(ids[k] != id);
        if (i % 5 == 4) {
            kept[i / 5] = thread;
            ids[i / 5] = id;
        } else {
            CloseHandle(thread);
        }
    }
    for (int i = 0; i < 12; i++)
        CloseHandle(kept[i]);
    TlsFree(used_slot);
}

static void check_stack(void)
{
    MEMORY_BASIC_INFORMATION info = {0}, guard = {0};
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    CHECK_EQ(VirtualQuery(&info, &info, sizeof(info)), sizeof(info));
    CHECK_EQ(info.State, MEM_COMMIT);
    CHECK_EQ(info.Type, MEM_PRIVATE);
    CHECK_EQ(info.Protect, PAGE_READWRITE);
    CHECK_EQ((char *)info.BaseAddress + info.RegionSize, (char *)tib->StackBase);
    CHECK(info.AllocationBase < tib->StackLimit);
    CHECK_EQ(VirtualQuery((char *)tib->StackLimit - 1, &guard, sizeof(guard)), sizeof(guard));
    CHECK_EQ(guard.AllocationBase, info.AllocationBase);
    CHECK_EQ(guard.State, MEM_COMMIT);
    CHECK_EQ(guard.Type, MEM_PRIVATE);
    CHECK_EQ(guard.Protect, PAGE_READWRITE | PAGE_GUARD);
}

static DWORD WINAPI looks_at_its_stack(LPVOID argument)
{
    check_stack();
    return 0;
}

TEST(stacks_are_private_memory_with_a_guard)
{
    check_stack();
    for (int i = 0; i < 3; i++) { /* with a new stack and, where they are kept, with a used one */
        HANDLE thread = CreateThread(NULL, i == 2 ? 0x300000 : 0, looks_at_its_stack, NULL, 0, NULL);
        CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
        CloseHandle(thread);
    }
}

TEST(group_affinity)
{
    GROUP_AFFINITY all, before, one = {0}, wrong = {.Mask = 1, .Group = 1};
    CHECK(GetThreadGroupAffinity(GetCurrentThread(), &all));
    CHECK(all.Mask != 0);
    one.Mask = all.Mask & -all.Mask;
    one.Group = all.Group;
    CHECK(SetThreadGroupAffinity(GetCurrentThread(), &one, &before));
    CHECK_EQ(before.Mask, all.Mask);
    CHECK(SetThreadGroupAffinity(GetCurrentThread(), &all, &before));
    CHECK_EQ(before.Mask, one.Mask);
    CHECK_FAILS(SetThreadGroupAffinity(GetCurrentThread(), &wrong, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetThreadGroupAffinity(NULL, &all), FALSE, ERROR_INVALID_HANDLE);
}

TEST(execution_state)
{
    CHECK_EQ(SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED), ES_CONTINUOUS);
    CHECK_EQ(SetThreadExecutionState(ES_DISPLAY_REQUIRED), ES_CONTINUOUS | ES_SYSTEM_REQUIRED);
    CHECK_EQ(SetThreadExecutionState(ES_CONTINUOUS), ES_CONTINUOUS | ES_SYSTEM_REQUIRED);
    CHECK_EQ(SetThreadExecutionState(ES_CONTINUOUS), ES_CONTINUOUS);
    CHECK_EQ(SetThreadExecutionState(0x100), 0);
}

GUEST_MAIN(RUN(a_thread_runs_and_its_code_is_kept); RUN(a_suspended_thread_waits_to_be_resumed);
           RUN(exit_thread_leaves_from_anywhere); RUN(threads_open_by_identifier);
           RUN(a_stack_is_as_large_as_asked); RUN(tls_is_per_thread); RUN(tls_has_1088_slots);
           RUN(fls_calls_back); RUN(every_thread_is_new); RUN(stacks_are_private_memory_with_a_guard);
           RUN(group_affinity); RUN(execution_state);
           /* The last thread's code is the process's: this one ends first. */
           CloseHandle(CreateThread(NULL, 0, ends_the_process, NULL, 0, NULL)); ExitThread(99);)
