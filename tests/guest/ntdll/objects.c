/* SPDX-License-Identifier: MIT
 *
 * Handles and waitable objects through their system services: rights, counts, attributes, duplicates, what
 * each query tells, and waits with their odd arguments.
 */
#include "nt.h"

NT NtOpenEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtQueryEvent(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtSetEvent(HANDLE, PLONG);
NT NtResetEvent(HANDLE, PLONG);
NT NtClearEvent(HANDLE);
NT NtPulseEvent(HANDLE, PLONG);
NT NtCreateMutant(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, BOOLEAN);
NT NtOpenMutant(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtReleaseMutant(HANDLE, PLONG);
NT NtQueryMutant(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtCreateSemaphore(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, LONG, LONG);
NT NtOpenSemaphore(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtReleaseSemaphore(HANDLE, LONG, PLONG);
NT NtQuerySemaphore(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtCreateTimer(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);
NT NtOpenTimer(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtSetTimer(HANDLE, PLARGE_INTEGER, PVOID, PVOID, BOOLEAN, LONG, PBOOLEAN);
NT NtCancelTimer(HANDLE, PBOOLEAN);
NT NtQueryTimer(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtWaitForMultipleObjects(ULONG, HANDLE *, ULONG, BOOLEAN, PLARGE_INTEGER);
NT NtSignalAndWaitForSingleObject(HANDLE, HANDLE, BOOLEAN, PLARGE_INTEGER);
NT NtDelayExecution(BOOLEAN, PLARGE_INTEGER);
NT NtYieldExecution(void);
NT NtTestAlert(void);
NT NtQueueApcThread(HANDLE, PVOID, PVOID, PVOID, PVOID);
NT NtDuplicateObject(HANDLE, HANDLE, HANDLE, PHANDLE, ACCESS_MASK, ULONG, ULONG);
NT NtSetInformationObject(HANDLE, ULONG, PVOID, ULONG);
NT NtCompareObjects(HANDLE, HANDLE);

NT NtCreateTimer2(PHANDLE, PVOID, POBJECT_ATTRIBUTES, ULONG, ACCESS_MASK);
NT NtSetTimer2(HANDLE, PLARGE_INTEGER, PLARGE_INTEGER, PVOID);
NT NtCancelTimer2(HANDLE, PVOID);

#define SELF GetCurrentProcess()

static LARGE_INTEGER zero;

TEST(events)
{
    HANDLE manual, autoreset, weak;
    LONG previous = 9, basic[2];
    ULONG length = 0;
    CHECK_EQ(NtCreateEvent(&manual, EVENT_ALL_ACCESS, NULL, 2, FALSE), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtCreateEvent(&manual, EVENT_ALL_ACCESS, NULL, 0, FALSE), STATUS_SUCCESS);
    CHECK_EQ(NtCreateEvent(&autoreset, EVENT_ALL_ACCESS, NULL, 1, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtQueryEvent(manual, 0, basic, 8, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 8);
    CHECK_EQ(basic[0] | basic[1], 0);
    CHECK_EQ(NtQueryEvent(autoreset, 0, basic, 8, NULL), STATUS_SUCCESS);
    CHECK(basic[0] == 1 && basic[1] == 1);
    CHECK_EQ(NtQueryEvent(manual, 0, basic, 7, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryEvent(manual, 0, basic, 12, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryEvent(manual, 1, basic, 8, NULL), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtSetEvent(manual, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    CHECK_EQ(NtSetEvent(manual, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 1);
    CHECK_EQ(NtResetEvent(manual, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 1);
    CHECK_EQ(NtPulseEvent(manual, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    CHECK_EQ(NtWaitForSingleObject(manual, FALSE, &zero), STATUS_TIMEOUT);
    CHECK_EQ(NtWaitForSingleObject(autoreset, FALSE, &zero), STATUS_WAIT_0);
    CHECK_EQ(NtWaitForSingleObject(autoreset, FALSE, &zero), STATUS_TIMEOUT);
    NtSetEvent(autoreset, NULL);
    CHECK_EQ(NtClearEvent(autoreset), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForSingleObject(autoreset, FALSE, &zero), STATUS_TIMEOUT);
    CHECK_EQ(NtDuplicateObject(SELF, manual, SELF, &weak, 1 /* EVENT_QUERY_STATE */, 0, 0), STATUS_SUCCESS);
    CHECK_EQ(NtSetEvent(weak, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtQueryEvent(weak, 0, basic, 8, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForSingleObject(weak, FALSE, &zero), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtReleaseMutant(manual, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtSetEvent((HANDLE)0x7FF0, NULL), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtSetEvent(NULL, NULL), STATUS_INVALID_HANDLE);
    NtClose(weak);
    NtClose(autoreset);
    NtClose(manual);
}

TEST(mutants_and_semaphores)
{
    HANDLE mutant, semaphore;
    LONG previous = 9;
    struct {
        LONG count;
        BOOLEAN owned, abandoned;
    } state;
    LONG counts[2];
    CHECK_EQ(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtQueryMutant(mutant, 0, &state, 8, NULL), STATUS_SUCCESS);
    CHECK(state.count == 0 && state.owned && !state.abandoned);
    CHECK_EQ(NtWaitForSingleObject(mutant, FALSE, NULL), STATUS_WAIT_0);
    CHECK_EQ(NtQueryMutant(mutant, 0, &state, 8, NULL), STATUS_SUCCESS);
    CHECK_EQ(state.count, -1);
    CHECK_EQ(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, -1);
    CHECK_EQ(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    CHECK_EQ(NtReleaseMutant(mutant, &previous), STATUS_MUTANT_NOT_OWNED);
    CHECK_EQ(NtQueryMutant(mutant, 0, &state, 8, NULL), STATUS_SUCCESS);
    CHECK(state.count == 1 && !state.owned);
    CHECK_EQ(NtQueryMutant(mutant, 0, &state, 4, NULL), STATUS_INFO_LENGTH_MISMATCH);
    NtClose(mutant);
    CHECK_EQ(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 3, 2), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 0), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, -1, 2), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 1, 3), STATUS_SUCCESS);
    CHECK_EQ(NtReleaseSemaphore(semaphore, 2, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 1);
    CHECK_EQ(NtReleaseSemaphore(semaphore, 1, &previous), STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    CHECK_EQ(NtReleaseSemaphore(semaphore, 0, &previous), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtQuerySemaphore(semaphore, 0, counts, 8, NULL), STATUS_SUCCESS);
    CHECK(counts[0] == 3 && counts[1] == 3);
    NtClose(semaphore);
}

TEST(timers)
{
    HANDLE timer;
    BOOLEAN previous = 9;
    LARGE_INTEGER due = {.QuadPart = -3600ll * 10000000}, past = {.QuadPart = 1};
    struct {
        LARGE_INTEGER remaining;
        BOOLEAN signaled;
    } state;
    CHECK_EQ(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, 2), STATUS_INVALID_PARAMETER_4);
    CHECK_EQ(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, 0), STATUS_SUCCESS);
    CHECK_EQ(NtSetTimer(timer, &due, NULL, NULL, FALSE, -1, NULL), STATUS_INVALID_PARAMETER_6);
    CHECK_EQ(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    CHECK_EQ(NtQueryTimer(timer, 0, &state, sizeof(state), NULL), STATUS_SUCCESS);
    CHECK(!state.signaled && state.remaining.QuadPart > 0 && state.remaining.QuadPart <= -due.QuadPart);
    CHECK_EQ(NtSetTimer(timer, &past, NULL, NULL, FALSE, 0, &previous), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForSingleObject(timer, FALSE, NULL), STATUS_WAIT_0);
    CHECK_EQ(NtQueryTimer(timer, 0, &state, sizeof(state), NULL), STATUS_SUCCESS);
    CHECK_EQ(state.signaled, TRUE);
    CHECK_EQ(NtCancelTimer(timer, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, TRUE);
    CHECK_EQ(NtQueryTimer(timer, 0, &state, 8, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryTimer(timer, 1, &state, sizeof(state), NULL), STATUS_INVALID_INFO_CLASS);
    NtClose(timer);
}

static LONG apc_count;
static void NTAPI on_apc(PVOID a, PVOID b, PVOID c)
{
    CHECK((ULONG_PTR)a == 1 && (ULONG_PTR)b == 2 && (ULONG_PTR)c == 3);
    apc_count++;
}

TEST(waits)
{
    HANDLE events[65], both[2];
    LARGE_INTEGER soon = {.QuadPart = -10000};
    for (unsigned i = 0; i < 65; i++)
        CHECK_EQ(NtCreateEvent(&events[i], EVENT_ALL_ACCESS, NULL, 1, i == 63 || i == 2), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForMultipleObjects(0, events, 1, FALSE, &zero), STATUS_INVALID_PARAMETER_1);
    CHECK_EQ(NtWaitForMultipleObjects(65, events, 1, FALSE, &zero), STATUS_INVALID_PARAMETER_1);
    CHECK_EQ(NtWaitForMultipleObjects(2, events, 2, FALSE, &zero), STATUS_INVALID_PARAMETER_3);
    CHECK_EQ(NtWaitForMultipleObjects(64, events, 1, FALSE, &zero), STATUS_WAIT_0 + 2);
    CHECK_EQ(NtWaitForMultipleObjects(64, events, 1, FALSE, &zero), STATUS_WAIT_0 + 63);
    CHECK_EQ(NtWaitForMultipleObjects(64, events, 1, FALSE, &soon), STATUS_TIMEOUT);
    both[0] = both[1] = events[0];
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 0, FALSE, &zero), STATUS_INVALID_PARAMETER_MIX);
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 1, FALSE, &zero), STATUS_TIMEOUT);
    both[1] = (HANDLE)0x7FF0;
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 1, FALSE, &zero), STATUS_INVALID_HANDLE);
    both[1] = events[1];
    NtSetEvent(events[0], NULL);
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 0, FALSE, &zero), STATUS_TIMEOUT); /* takes neither */
    NtSetEvent(events[1], NULL);
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 0, FALSE, &zero), STATUS_WAIT_0);
    CHECK_EQ(NtWaitForMultipleObjects(2, both, 1, FALSE, &zero), STATUS_TIMEOUT);
    /* What an alertable wait runs first. */
    CHECK_EQ(NtTestAlert(), STATUS_SUCCESS);
    CHECK_EQ(NtQueueApcThread(GetCurrentThread(), on_apc, (PVOID)1, (PVOID)2, (PVOID)3), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForSingleObject(events[0], FALSE, &zero), STATUS_TIMEOUT);
    CHECK_EQ(apc_count, 0);
    CHECK_EQ(NtWaitForSingleObject(events[0], TRUE, NULL), STATUS_USER_APC);
    CHECK_EQ(apc_count, 1);
    NtQueueApcThread(GetCurrentThread(), on_apc, (PVOID)1, (PVOID)2, (PVOID)3);
    CHECK_EQ(NtDelayExecution(TRUE, &soon), STATUS_USER_APC);
    CHECK_EQ(apc_count, 2);
    CHECK_EQ(NtDelayExecution(TRUE, &soon), STATUS_SUCCESS);
    CHECK_EQ(NtDelayExecution(FALSE, &zero), STATUS_SUCCESS);
    NTSTATUS yielded = NtYieldExecution();
    CHECK(yielded == STATUS_SUCCESS || yielded == STATUS_NO_YIELD_PERFORMED);
    CHECK_EQ(NtSignalAndWaitForSingleObject(events[3], events[3], FALSE, NULL), STATUS_WAIT_0);
    CHECK_EQ(NtSignalAndWaitForSingleObject(events[3], events[4], FALSE, &zero), STATUS_TIMEOUT);
    CHECK_EQ(NtWaitForSingleObject(events[3], FALSE, &zero), STATUS_WAIT_0);
    CHECK_EQ(NtSignalAndWaitForSingleObject(GetCurrentThread(), events[4], FALSE, &zero),
             STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtSignalAndWaitForSingleObject(events[3], (HANDLE)0x7FF0, FALSE, &zero), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtWaitForSingleObject(events[3], FALSE, &zero), STATUS_TIMEOUT); /* nothing was signaled */
    for (unsigned i = 0; i < 65; i++)
        CHECK_EQ(NtClose(events[i]), STATUS_SUCCESS);
}

TEST(handles)
{
    HANDLE event, copy, kept = NULL;
    struct {
        ULONG attributes, access, handles, pointers, rest[10];
    } basic;
    union {
        UNICODE_STRING name;
        char bytes[512];
    } type;
    BOOLEAN flags[2] = {TRUE, TRUE};
    ULONG length = 0;
    CHECK_EQ(NtClose((HANDLE)0x7FF0), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtClose(NULL), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtClose(GetCurrentProcess()), STATUS_SUCCESS);
    CHECK_EQ(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 1, FALSE), STATUS_SUCCESS);
    CHECK_EQ(NtQueryObject(event, 0, &basic, 56, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 56);
    CHECK_EQ(basic.access, EVENT_ALL_ACCESS);
    CHECK_EQ(basic.handles, 1);
    CHECK_EQ(basic.attributes, 0);
    CHECK_EQ(NtDuplicateObject(SELF, event, SELF, &copy, 0, OBJ_INHERIT, DUPLICATE_SAME_ACCESS),
             STATUS_SUCCESS);
    CHECK_EQ(NtQueryObject(copy, 0, &basic, 56, NULL), STATUS_SUCCESS);
    CHECK_EQ(basic.handles, 2);
    CHECK_EQ(basic.attributes, OBJ_INHERIT);
    CHECK_EQ(NtQueryObject(copy, 0, &basic, 55, &length), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryObject(copy, 99, &basic, 56, &length), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtQueryObject((HANDLE)0x7FF0, 0, &basic, 56, NULL), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtQueryObject(event, 2, &type, 16, &length), STATUS_INFO_LENGTH_MISMATCH);
    CHECK(length > 100 && length < 200);
    CHECK_EQ(NtQueryObject(event, 2, &type, sizeof(type), NULL), STATUS_SUCCESS);
    CHECK(same_counted(&type.name, L"Event"));
    CHECK_EQ(NtQueryObject(GetCurrentThread(), 2, &type, sizeof(type), NULL), STATUS_SUCCESS);
    CHECK(same_counted(&type.name, L"Thread"));
    CHECK_EQ(NtCompareObjects(event, copy), STATUS_SUCCESS);
    CHECK_EQ(NtCompareObjects(event, GetCurrentProcess()), (NTSTATUS)0xC00001AC /* STATUS_NOT_SAME_OBJECT */);
    CHECK_EQ(NtCompareObjects(event, (HANDLE)0x7FF0), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtSetInformationObject(copy, 4, flags, 2), STATUS_SUCCESS);
    CHECK_EQ(NtClose(copy), STATUS_HANDLE_NOT_CLOSABLE);
    CHECK_EQ(NtDuplicateObject(SELF, copy, SELF, &kept, 0, 0,
                               DUPLICATE_SAME_ACCESS | 4 /* DUPLICATE_SAME_ATTRIBUTES */),
             STATUS_SUCCESS);
    CHECK_EQ(NtQueryObject(kept, 4, flags, 2, NULL), STATUS_SUCCESS);
    CHECK_EQ(flags[0], TRUE);
    flags[0] = flags[1] = FALSE;
    CHECK_EQ(NtSetInformationObject(copy, 4, flags, 1), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtSetInformationObject(copy, 4, flags, 2), STATUS_SUCCESS);
    CHECK_EQ(NtSetInformationObject(kept, 4, flags, 2), STATUS_SUCCESS);
    CHECK_EQ(NtDuplicateObject(SELF, kept, NULL, NULL, 0, 0, DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
    CHECK_EQ(NtClose(kept), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtDuplicateObject(event, copy, SELF, &kept, 0, 0, 2), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtDuplicateObject(SELF, (HANDLE)0x7FF0, SELF, &kept, 0, 0, 2), STATUS_INVALID_HANDLE);
    CHECK_EQ(NtClose(copy), STATUS_SUCCESS);
    CHECK_EQ(NtClose(event), STATUS_SUCCESS);
}

/* A name in this session's folder, by way of a handle that CreateEvent gave us. */
TEST(names)
{
    UNICODE_STRING missing = STR(L"\\BaseNamedObjects\\decant-missing"), path = STR(L"relative");
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle;
    InitializeObjectAttributes(&attributes, &missing, 0, NULL, NULL);
    CHECK_EQ(NtOpenEvent(&handle, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(NtOpenMutant(&handle, MUTANT_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(NtOpenSemaphore(&handle, SEMAPHORE_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(NtOpenTimer(&handle, TIMER_ALL_ACCESS, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    attributes.ObjectName = &path;
    CHECK_EQ(NtOpenEvent(&handle, EVENT_ALL_ACCESS, &attributes), STATUS_OBJECT_PATH_SYNTAX_BAD);
}

/* Of high resolution: their periods are finer than a millisecond. */
TEST(fine_timers)
{
    HANDLE timer, manual;
    LARGE_INTEGER due = {.QuadPart = -1000}, period = {.QuadPart = 1000},
                  long_time = {.QuadPart = -200000000}, bad = {.QuadPart = -1};
    struct {
        ULONG version, reserved;
        LONGLONG tolerance;
    } parameters = {0, 0, -1};
    CHECK_EQ(NtCreateTimer2(&timer, NULL, NULL, 0x4 /* of high resolution */, TIMER_ALL_ACCESS),
             STATUS_SUCCESS);
    CHECK_EQ(NtSetTimer2(timer, &due, &period, &parameters), STATUS_SUCCESS);
    for (int i = 0; i < 20; i++)
        CHECK_EQ(NtWaitForSingleObject(timer, FALSE, &long_time), STATUS_WAIT_0);
    CHECK_EQ(NtCancelTimer2(timer, NULL), STATUS_SUCCESS);
    NtWaitForSingleObject(timer, FALSE, &zero); /* it may have been signaled before it was cancelled */
    CHECK_EQ(NtWaitForSingleObject(timer, FALSE, &due), STATUS_TIMEOUT);
    CHECK_EQ(NtSetTimer2(timer, &due, NULL, NULL), STATUS_SUCCESS); /* once */
    CHECK_EQ(NtWaitForSingleObject(timer, FALSE, &long_time), STATUS_WAIT_0);
    CHECK_EQ(NtWaitForSingleObject(timer, FALSE, &due), STATUS_TIMEOUT);
    CHECK(!NT_SUCCESS(NtSetTimer2(timer, &due, &bad, NULL)));
    CHECK(!NT_SUCCESS(NtSetTimer2(NULL, &due, NULL, NULL)));
    CHECK_EQ(NtCreateTimer2(&manual, NULL, NULL, 0x80000000 /* manual */, SYNCHRONIZE), STATUS_SUCCESS);
    CHECK_EQ(NtSetTimer2(manual, &due, NULL, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtClose(manual), STATUS_SUCCESS);
    CHECK_EQ(NtCreateTimer2(&manual, NULL, NULL, 0x80000000, TIMER_ALL_ACCESS), STATUS_SUCCESS);
    CHECK_EQ(NtSetTimer2(manual, &due, NULL, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForSingleObject(manual, FALSE, &long_time), STATUS_WAIT_0);
    CHECK_EQ(NtWaitForSingleObject(manual, FALSE, &zero), STATUS_WAIT_0); /* still */
    CHECK_EQ(NtClose(manual), STATUS_SUCCESS);
    CHECK_EQ(NtClose(timer), STATUS_SUCCESS);
}

GUEST_MAIN(RUN(fine_timers); RUN(events); RUN(mutants_and_semaphores); RUN(timers); RUN(waits); RUN(handles);
           RUN(names);)
