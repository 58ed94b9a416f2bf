/* SPDX-License-Identifier: MIT
 *
 * Information classes of processes, threads, the system and tokens; clocks; threads that are made, named,
 * suspended and ended through their system services; completion ports.
 */
#include "nt.h"

NT NtCreateThreadEx(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, HANDLE, PVOID, PVOID, ULONG, SIZE_T, SIZE_T,
                    SIZE_T, PVOID);
NT NtSetInformationThread(HANDLE, ULONG, PVOID, ULONG);
NT NtSuspendThread(HANDLE, PULONG);
NT NtResumeThread(HANDLE, PULONG);
NT NtTerminateThread(HANDLE, NTSTATUS);
NT NtGetContextThread(HANDLE, PCONTEXT);
NT NtSetContextThread(HANDLE, PCONTEXT);
NT NtOpenThread(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PVOID);
NT NtOpenProcess(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PVOID);
NT NtTerminateProcess(HANDLE, NTSTATUS);
NT NtQueryPerformanceCounter(PLARGE_INTEGER, PLARGE_INTEGER);
NT NtQueryTimerResolution(PULONG, PULONG, PULONG);
NT NtSetTimerResolution(ULONG, BOOLEAN, PULONG);
NT NtSetSystemTime(PLARGE_INTEGER, PLARGE_INTEGER);
NT NtOpenProcessToken(HANDLE, ACCESS_MASK, PHANDLE);
NT NtOpenProcessTokenEx(HANDLE, ACCESS_MASK, ULONG, PHANDLE);
NT NtOpenThreadToken(HANDLE, ACCESS_MASK, BOOLEAN, PHANDLE);
NT NtOpenThreadTokenEx(HANDLE, ACCESS_MASK, BOOLEAN, ULONG, PHANDLE);
NT NtQueryInformationToken(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtAdjustPrivilegesToken(HANDLE, BOOLEAN, PVOID, ULONG, PVOID, PULONG);
NT NtCreateIoCompletion(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);
NT NtSetIoCompletion(HANDLE, PVOID, PVOID, NTSTATUS, ULONG_PTR);
NT NtRemoveIoCompletion(HANDLE, PVOID *, PVOID *, PIO_STATUS_BLOCK, PLARGE_INTEGER);
NT NtRemoveIoCompletionEx(HANDLE, PVOID, ULONG, PULONG, PLARGE_INTEGER, BOOLEAN);
NT NtQueryIoCompletion(HANDLE, ULONG, PVOID, ULONG, PULONG);
NTSYSAPI VOID NTAPI RtlExitUserThread(NTSTATUS);
NTSYSAPI LONGLONG NTAPI RtlGetSystemTimePrecise(void);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceCounter(PLARGE_INTEGER);
NTSYSAPI BOOL NTAPI RtlQueryPerformanceFrequency(PLARGE_INTEGER);
NT RtlGetVersion(PRTL_OSVERSIONINFOW);
NTSYSAPI VOID NTAPI RtlGetNtVersionNumbers(PULONG, PULONG, PULONG);

#define SELF GetCurrentProcess()

static struct {
    HANDLE process, thread;
} id;

TEST(processes)
{
    PROCESS_BASIC_INFORMATION basic;
    LARGE_INTEGER times[4];
    ULONG_PTR port = 1, wow = 1;
    ULONG length = 0, count = 0;
    HANDLE other;
    CHECK_EQ(NtQueryInformationProcess(SELF, 0, &basic, sizeof(basic), &length), STATUS_SUCCESS);
    CHECK_EQ(length, sizeof(basic));
    CHECK_EQ(basic.PebBaseAddress, NtCurrentTeb()->ProcessEnvironmentBlock);
    CHECK_EQ(basic.UniqueProcessId, GetCurrentProcessId());
    CHECK_EQ(NtQueryInformationProcess(SELF, 0, &basic, sizeof(basic) - 1, &length),
             STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryInformationProcess(SELF, 4, times, sizeof(times), NULL), STATUS_SUCCESS);
    CHECK(times[0].QuadPart > 0 && times[2].QuadPart >= 0);
    CHECK_EQ(NtQueryInformationProcess(SELF, 7, &port, sizeof(port), NULL), STATUS_SUCCESS);
    CHECK_EQ(port, 0); /* no debugger */
    CHECK_EQ(NtQueryInformationProcess(SELF, 26, &wow, sizeof(wow), NULL), STATUS_SUCCESS);
    CHECK_EQ(wow, 0);
    CHECK_EQ(NtQueryInformationProcess(SELF, 20, &count, sizeof(count), NULL), STATUS_SUCCESS);
    CHECK(count > 0);
    CHECK_EQ(NtQueryInformationProcess(SELF, 30, &port, sizeof(port), NULL), STATUS_PORT_NOT_SET);
    CHECK_EQ(NtQueryInformationProcess(SELF, 0x7777, &port, sizeof(port), NULL), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtQueryInformationProcess((HANDLE)0x7FF0, 0, &basic, sizeof(basic), NULL),
             STATUS_INVALID_HANDLE);
    CHECK_EQ(NtQueryInformationProcess(GetCurrentThread(), 0, &basic, sizeof(basic), NULL),
             STATUS_OBJECT_TYPE_MISMATCH);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    id.process = (HANDLE)(ULONG_PTR)GetCurrentProcessId();
    id.thread = NULL;
    CHECK_EQ(NtOpenProcess(&other, PROCESS_QUERY_LIMITED_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    CHECK_EQ(NtTerminateProcess(other, 1), STATUS_ACCESS_DENIED);
    NtClose(other);
    id.process = (HANDLE)0x7FFFFFF0;
    CHECK_EQ(NtOpenProcess(&other, PROCESS_QUERY_LIMITED_INFORMATION, &attributes, &id), STATUS_INVALID_CID);
    id.process = NULL;
    id.thread = (HANDLE)(ULONG_PTR)GetCurrentThreadId();
    CHECK_EQ(NtOpenThread(&other, THREAD_QUERY_LIMITED_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    CHECK_EQ(NtSuspendThread(other, NULL), STATUS_ACCESS_DENIED);
    NtClose(other);
    id.thread = (HANDLE)0x7FFFFFF0;
    CHECK_EQ(NtOpenThread(&other, THREAD_ALL_ACCESS, &attributes, &id), STATUS_INVALID_CID);
}

static volatile LONG ran;
static DWORD WINAPI body(void *argument)
{
    ran = (LONG)(LONG_PTR)argument;
    RtlExitUserThread(7);
    return 8;
}

TEST(threads)
{
    HANDLE thread;
    ULONG previous = 9, last = 9, length = 0;
    struct {
        NTSTATUS status;
        PVOID teb;
        HANDLE process, thread;
        ULONG_PTR affinity;
        LONG priority, base;
    } basic;
    PVOID start = NULL;
    union {
        UNICODE_STRING name;
        char bytes[64];
    } named;
    UNICODE_STRING name = STR(L"worker");
    CONTEXT context;
    CHECK_EQ(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, SELF, body, (PVOID)5, 1 /* suspended */, 0, 0,
                              0, NULL),
             STATUS_SUCCESS);
    CHECK_EQ(NtQueryInformationThread(thread, 0, &basic, sizeof(basic), &length), STATUS_SUCCESS);
    CHECK_EQ(length, 48);
    CHECK_EQ(basic.status, STATUS_PENDING);
    CHECK_EQ(basic.process, GetCurrentProcessId());
    CHECK_EQ(basic.thread, GetThreadId(thread));
    CHECK_EQ(NtQueryInformationThread(thread, 9, &start, sizeof(start), NULL), STATUS_SUCCESS);
    CHECK_EQ(start, body);
    CHECK_EQ(NtQueryInformationThread(thread, 12, &last, sizeof(last), NULL), STATUS_SUCCESS);
    CHECK_EQ(last, 0); /* not the last thread */
    CHECK_EQ(NtSetInformationThread(thread, 38, &name, sizeof(name)), STATUS_SUCCESS);
    CHECK_EQ(NtQueryInformationThread(thread, 38, &named, 16, &length), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(NtQueryInformationThread(thread, 38, &named, sizeof(named), NULL), STATUS_SUCCESS);
    CHECK(same_counted(&named.name, L"worker"));
    CHECK_EQ(NtSetInformationThread(thread, 38, &name, 4), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtSetInformationThread(thread, 3, (LONG[]){-2}, 4), STATUS_SUCCESS);
    CHECK_EQ(NtSetInformationThread(thread, 3, (LONG[]){99}, 4), STATUS_INVALID_PARAMETER);
    CHECK_EQ(NtSetInformationThread(thread, 3, (LONG[]){0}, 2), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtSetInformationThread(thread, 0x7777, &name, 4), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtSuspendThread(thread, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 1);
    CHECK_EQ(NtResumeThread(thread, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 2);
    CHECK_EQ(ran, 0);
    CHECK_EQ(NtResumeThread(thread, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 1);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CHECK_EQ(ran, 5);
    CHECK_EQ(NtQueryInformationThread(thread, 0, &basic, sizeof(basic), NULL), STATUS_SUCCESS);
    CHECK_EQ(basic.status, 7);
    CHECK_EQ(NtSuspendThread(thread, &previous), STATUS_THREAD_IS_TERMINATING);
    CHECK_EQ(NtResumeThread(thread, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    NtClose(thread);
    CHECK_EQ(
        NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, SELF, Sleep, (PVOID)INFINITE, 0, 0, 0, 0, NULL),
        STATUS_SUCCESS);
    CHECK_EQ(NtSuspendThread(thread, NULL), STATUS_SUCCESS);
    context.ContextFlags = CONTEXT_FULL;
    NTSTATUS status = NtGetContextThread(thread, &context);
    if (NT_SUCCESS(status)) {
        CHECK(context.Rip && context.Rsp);
        CHECK_EQ(NtSetContextThread(thread, &context), STATUS_SUCCESS);
    } else {
        CHECK_EQ(status, STATUS_UNSUCCESSFUL); /* it had not begun yet */
    }
    CHECK_EQ(NtTerminateThread(thread, 3), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0);
    CHECK_EQ(NtQueryInformationThread(thread, 0, &basic, sizeof(basic), NULL), STATUS_SUCCESS);
    CHECK_EQ(basic.status, 3);
    NtClose(thread);
}

TEST(the_system)
{
    union {
        ULONG words[16];
        LARGE_INTEGER large[8];
    } info;
    static char processors[256 * 48];
    ULONG length = 0, coarsest, finest, current, major = 0, minor, build;
    LARGE_INTEGER counter, again, frequency, now;
    CHECK_EQ(NtQuerySystemInformation(0, &info, 64, &length), STATUS_SUCCESS);
    CHECK_EQ(length, 64);
    CHECK_EQ(info.words[2], 4096);
    CHECK_EQ(info.words[6], 65536);
    CHECK_EQ(NtQuerySystemInformation(0, &info, 63, &length), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(length, 64);
    CHECK_EQ(NtQuerySystemInformation(3, &info, 48, &length), STATUS_SUCCESS);
    CHECK(info.large[0].QuadPart > 0 && info.large[1].QuadPart > info.large[0].QuadPart);
    CHECK_EQ(NtQuerySystemInformation(8, processors, sizeof(processors), &length), STATUS_SUCCESS);
    CHECK(length && length % 48 == 0);
    CHECK_EQ(NtQuerySystemInformation(0x7777, &info, 64, &length), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(NtQueryPerformanceCounter(&counter, &frequency), STATUS_SUCCESS);
    CHECK(RtlQueryPerformanceCounter(&again) && again.QuadPart >= counter.QuadPart);
    CHECK(RtlQueryPerformanceFrequency(&again) && again.QuadPart == frequency.QuadPart);
    CHECK_EQ(NtQuerySystemTime(&now), STATUS_SUCCESS);
    CHECK(RtlGetSystemTimePrecise() >= now.QuadPart - 1000000);
    CHECK_EQ(NtSetSystemTime(&now, NULL), STATUS_PRIVILEGE_NOT_HELD);
    CHECK_EQ(NtQueryTimerResolution(&coarsest, &finest, &current), STATUS_SUCCESS);
    CHECK(coarsest >= finest && current <= coarsest && current >= finest);
    CHECK_EQ(NtSetTimerResolution(finest, TRUE, &current), STATUS_SUCCESS);
    CHECK_EQ(NtSetTimerResolution(0, FALSE, &current), STATUS_SUCCESS);
    RtlGetNtVersionNumbers(&major, &minor, &build);
    RTL_OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof(version)};
    CHECK_EQ(RtlGetVersion(&version), STATUS_SUCCESS);
    CHECK(version.dwMajorVersion == major && version.dwMinorVersion == minor);
    CHECK_EQ(version.dwBuildNumber, build & 0xFFFF);
}

TEST(tokens)
{
    HANDLE token, weak, thread_token;
    ULONG length = 0, elevation = 9;
    char user[128];
    CHECK_EQ(NtOpenProcessToken(SELF, TOKEN_QUERY, &token), STATUS_SUCCESS);
    CHECK_EQ(NtQueryInformationToken(token, 1, NULL, 0, &length), STATUS_BUFFER_TOO_SMALL);
    CHECK(length > 16 && length <= sizeof(user));
    CHECK_EQ(NtQueryInformationToken(token, 1, user, length, &length), STATUS_SUCCESS);
    CHECK(IsValidSid(*(PSID *)user));
    CHECK_EQ(NtQueryInformationToken(token, 20, &elevation, 4, &length), STATUS_SUCCESS);
    CHECK(elevation <= 1);
    CHECK_EQ(NtQueryInformationToken(token, 0x7777, user, sizeof(user), &length), STATUS_INVALID_INFO_CLASS);
    TOKEN_PRIVILEGES privileges = {0};
    CHECK_EQ(NtAdjustPrivilegesToken(token, FALSE, &privileges, 0, NULL, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtOpenProcessTokenEx(SELF, TOKEN_ADJUST_PRIVILEGES, 0, &weak), STATUS_SUCCESS);
    CHECK_EQ(NtAdjustPrivilegesToken(weak, FALSE, &privileges, 0, NULL, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtQueryInformationToken(weak, 1, user, sizeof(user), &length), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtOpenThreadToken(GetCurrentThread(), TOKEN_QUERY, FALSE, &thread_token), STATUS_NO_TOKEN);
    CHECK_EQ(NtOpenThreadTokenEx(GetCurrentThread(), TOKEN_QUERY, FALSE, 0, &thread_token), STATUS_NO_TOKEN);
    NtClose(weak);
    NtClose(token);
}

TEST(completion_ports)
{
    HANDLE port;
    PVOID key, context;
    IO_STATUS_BLOCK iosb;
    LARGE_INTEGER zero = {.QuadPart = 0};
    ULONG depth = 9, removed = 9;
    struct {
        PVOID key, context;
        IO_STATUS_BLOCK iosb;
    } packets[4];
    CHECK_EQ(NtCreateIoCompletion(&port, 0x1F0003, NULL, 0), STATUS_SUCCESS);
    CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, &zero), STATUS_TIMEOUT);
    for (ULONG_PTR i = 1; i <= 4; i++)
        CHECK_EQ(NtSetIoCompletion(port, (PVOID)i, (PVOID)(i * 10), STATUS_END_OF_FILE, i * 100),
                 STATUS_SUCCESS);
    CHECK_EQ(NtQueryIoCompletion(port, 0, &depth, sizeof(depth), NULL), STATUS_SUCCESS);
    CHECK_EQ(depth, 4);
    CHECK_EQ(NtQueryIoCompletion(port, 0, &depth, 8, NULL), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, NULL), STATUS_SUCCESS);
    CHECK((ULONG_PTR)key == 1 && (ULONG_PTR)context == 10 && iosb.Information == 100);
    CHECK_EQ(iosb.Status, STATUS_END_OF_FILE);
    CHECK_EQ(NtRemoveIoCompletionEx(port, packets, 4, &removed, &zero, FALSE), STATUS_SUCCESS);
    CHECK_EQ(removed, 3);
    CHECK_EQ(packets[2].iosb.Information, 400);
    CHECK_EQ(NtRemoveIoCompletionEx(port, packets, 4, &removed, &zero, FALSE), STATUS_TIMEOUT);
    CHECK_EQ(NtRemoveIoCompletionEx(port, packets, 0, &removed, &zero, FALSE), STATUS_INVALID_PARAMETER);
    NtClose(port);
}

GUEST_MAIN(RUN(processes); RUN(threads); RUN(the_system); RUN(tokens); RUN(completion_ports);)
