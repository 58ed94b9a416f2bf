/* SPDX-License-Identifier: MIT
 *
 * Jobs: members, limits, accounting, messages, ending them together. Started with "sleep" it sleeps; with
 * "parent" it starts one that does, and then sleeps.
 */
#include "guest.h"

static PROCESS_INFORMATION start(WCHAR *command)
{
    WCHAR path[MAX_PATH];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process = {0};
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK(CreateProcessW(path, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process));
    CloseHandle(process.hThread);
    return process;
}

static PROCESS_INFORMATION start_sleeper(void)
{
    WCHAR command[] = L"job sleep";
    return start(command);
}

static DWORD exit_code(HANDLE process)
{
    DWORD code = 0;
    CHECK_EQ(WaitForSingleObject(process, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process, &code));
    return code;
}

static DWORD active(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION info;
    DWORD size = 0;
    CHECK(QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &info, sizeof(info), &size));
    CHECK_EQ(size, sizeof(info));
    return info.ActiveProcesses;
}

TEST(names)
{
    WCHAR name[] = L"decant-job-00000000";
    char narrow[sizeof(name) / sizeof(WCHAR)];
    DWORD id = GetCurrentProcessId();
    for (int i = 0; i < 8; i++, id >>= 4)
        name[11 + i] = L"0123456789abcdef"[id & 15];
    for (size_t i = 0; i < sizeof(narrow); i++)
        narrow[i] = (char)name[i];
    CHECK_FAILS(OpenJobObjectW(JOB_OBJECT_QUERY, FALSE, name), NULL, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(OpenJobObjectW(JOB_OBJECT_QUERY, FALSE, NULL), NULL, ERROR_INVALID_PARAMETER);
    SetLastError(1);
    HANDLE first = CreateJobObjectW(NULL, name);
    CHECK(first != NULL);
    CHECK_ERROR(ERROR_SUCCESS);
    HANDLE second = CreateJobObjectA(NULL, narrow);
    CHECK(second != NULL && second != first);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    HANDLE third = OpenJobObjectA(JOB_OBJECT_QUERY, FALSE, narrow);
    PROCESS_INFORMATION child = start_sleeper();
    CHECK(AssignProcessToJobObject(first, child.hProcess));
    CHECK_EQ(active(second), 1);
    CHECK_EQ(active(third), 1);
    CHECK_FAILS(TerminateJobObject(third, 5), FALSE, ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(first) && CloseHandle(third));
    CHECK(TerminateJobObject(second, 5));
    CHECK_EQ(exit_code(child.hProcess), 5);
    CHECK(CloseHandle(second) && CloseHandle(child.hProcess));
    CHECK_FAILS(OpenJobObjectW(JOB_OBJECT_QUERY, FALSE, name), NULL, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CreateJobObjectW(NULL, L"a\\b"), NULL, ERROR_PATH_NOT_FOUND);
}

TEST(members)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    PROCESS_INFORMATION first = start_sleeper(), second = start_sleeper();
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION info;
    struct {
        JOBOBJECT_BASIC_PROCESS_ID_LIST list;
        ULONG_PTR more[4];
    } ids;
    BOOL in;
    CHECK(job != NULL);
    CHECK(IsProcessInJob(first.hProcess, job, &in) && !in);
    CHECK_EQ(active(job), 0);
    CHECK(AssignProcessToJobObject(job, first.hProcess));
    CHECK(AssignProcessToJobObject(job, second.hProcess));
    CHECK(IsProcessInJob(first.hProcess, job, &in) && in);
    CHECK_EQ(active(job), 2);
    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof(ids), NULL));
    CHECK_EQ(ids.list.NumberOfAssignedProcesses, 2);
    CHECK_EQ(ids.list.NumberOfProcessIdsInList, 2);
    CHECK_EQ(ids.list.ProcessIdList[0] + ids.list.ProcessIdList[1], first.dwProcessId + second.dwProcessId);
    CHECK_FAILS(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof(ids.list), NULL),
                FALSE, ERROR_MORE_DATA);
    CHECK_EQ(ids.list.NumberOfProcessIdsInList, 1);
    CHECK(TerminateProcess(first.hProcess, 5));
    CHECK_EQ(exit_code(first.hProcess), 5);
    CHECK_FAILS(AssignProcessToJobObject(job, first.hProcess), FALSE, ERROR_ACCESS_DENIED); /* it has ended */
    CHECK_EQ(active(job), 1);
    CHECK(TerminateJobObject(job, 99));
    CHECK_EQ(exit_code(second.hProcess), 99);
    CHECK(QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &info, sizeof(info), NULL));
    CHECK_EQ(info.ActiveProcesses, 0);
    CHECK_EQ(info.TotalProcesses, 2);
    CHECK_FAILS(QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &info, 5, NULL), FALSE,
                ERROR_BAD_LENGTH);
    CHECK_FAILS(AssignProcessToJobObject(first.hProcess, job), FALSE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateJobObject(NULL, 0), FALSE, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(first.hProcess) && CloseHandle(second.hProcess) && CloseHandle(job));
}

TEST(limits)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    PROCESS_INFORMATION first = start_sleeper(), second = start_sleeper();
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0}, got;
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    CHECK_FAILS(SetInformationJobObject(job, JobObjectBasicLimitInformation, &limits.BasicLimitInformation,
                                        sizeof(limits.BasicLimitInformation)),
                FALSE, ERROR_INVALID_PARAMETER); /* one of the extended ones */
    CHECK_FAILS(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, 3), FALSE,
                ERROR_BAD_LENGTH);
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    CHECK(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)));
    CHECK(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &got, sizeof(got), NULL));
    CHECK_EQ(got.BasicLimitInformation.LimitFlags, limits.BasicLimitInformation.LimitFlags);
    CHECK_EQ(got.BasicLimitInformation.ActiveProcessLimit, 1);
    CHECK(AssignProcessToJobObject(job, first.hProcess));
    CHECK_FAILS(AssignProcessToJobObject(job, second.hProcess), FALSE, ERROR_NOT_ENOUGH_QUOTA);
    exit_code(second.hProcess); /* it was ended for that */
    CHECK_EQ(WaitForSingleObject(first.hProcess, 0), WAIT_TIMEOUT);
    CHECK(CloseHandle(job));
    exit_code(first.hProcess);
    CHECK(CloseHandle(first.hProcess) && CloseHandle(second.hProcess));
}

static void limit(HANDLE job, JOBOBJECT_EXTENDED_LIMIT_INFORMATION *limits, DWORD flags)
{
    limits->BasicLimitInformation.LimitFlags = flags;
    CHECK(SetInformationJobObject(job, JobObjectExtendedLimitInformation, limits, sizeof(*limits)));
}

TEST(limits_of_processors_and_priority)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    PROCESS_INFORMATION child = start_sleeper();
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    DWORD_PTR own, system, mask = 0;
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &own, &system));
    limits.BasicLimitInformation.Affinity = own & (~own + 1); /* the first one */
    limits.BasicLimitInformation.PriorityClass = BELOW_NORMAL_PRIORITY_CLASS;
    limit(job, &limits, JOB_OBJECT_LIMIT_AFFINITY | JOB_OBJECT_LIMIT_PRIORITY_CLASS);
    CHECK(AssignProcessToJobObject(job, child.hProcess));
    CHECK(GetProcessAffinityMask(child.hProcess, &mask, &system));
    CHECK_EQ(mask, limits.BasicLimitInformation.Affinity);
    limits.BasicLimitInformation.Affinity = own; /* for those that are members already */
    limit(job, &limits, JOB_OBJECT_LIMIT_AFFINITY);
    CHECK(GetProcessAffinityMask(child.hProcess, &mask, &system));
    CHECK_EQ(mask, own);
    limits.BasicLimitInformation.Affinity = ~system;
    if (~system)
        CHECK_FAILS(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)),
                    FALSE, ERROR_INVALID_PARAMETER);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PRIORITY_CLASS;
    limits.BasicLimitInformation.PriorityClass = 3;
    CHECK_FAILS(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)),
                FALSE, ERROR_INVALID_PARAMETER);
    CHECK(TerminateJobObject(job, 0));
    exit_code(child.hProcess);
    CHECK(CloseHandle(child.hProcess) && CloseHandle(job));
}

/* The child tells how many of 64 blocks of 4 MiB it gets. */
static DWORD allocate(void)
{
    DWORD count = 0;
    while (count < 64) {
        char *block = VirtualAlloc(NULL, 0x400000, MEM_RESERVE, PAGE_READWRITE); /* costs nothing */
        if (!block || !VirtualAlloc(block, 0x400000, MEM_COMMIT, PAGE_READWRITE))
            break;
        block[0] = 1;
        count++;
    }
    return count;
}

TEST(limits_of_memory)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    WCHAR command[] = L"job allocate", path[MAX_PATH];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    limits.ProcessMemoryLimit = 128 << 20;
    limit(job, &limits, JOB_OBJECT_LIMIT_PROCESS_MEMORY);
    for (int limited = 0; limited < 2; limited++) {
        CHECK(CreateProcessW(path, command, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup,
                             &process));
        if (limited)
            CHECK(AssignProcessToJobObject(job, process.hProcess));
        CHECK_EQ(ResumeThread(process.hThread), 1);
        DWORD count = exit_code(process.hProcess);
        if (limited)
            CHECK(count >= 8 && count < 32);
        else
            CHECK_EQ(count, 64);
        CHECK(CloseHandle(process.hThread) && CloseHandle(process.hProcess));
    }
    CHECK(CloseHandle(job));
}

static ULONG_PTR message(HANDLE port, DWORD wanted);

TEST(limits_of_time)
{
    HANDLE job = CreateJobObjectW(NULL, NULL),
           port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT information = {(PVOID)42, port};
    JOBOBJECT_END_OF_JOB_TIME_INFORMATION end = {JOB_OBJECT_POST_AT_END_OF_JOB};
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    WCHAR command[] = L"job spin";
    CHECK(SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &information,
                                  sizeof(information)));
    limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart = 300000; /* 30 milliseconds */
    limit(job, &limits, JOB_OBJECT_LIMIT_PROCESS_TIME);
    PROCESS_INFORMATION first = start(command);
    CHECK(AssignProcessToJobObject(job, first.hProcess));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_NEW_PROCESS), first.dwProcessId);
    CHECK_EQ(exit_code(first.hProcess), ERROR_NOT_ENOUGH_QUOTA);
    CHECK_EQ(message(port, JOB_OBJECT_MSG_END_OF_PROCESS_TIME), first.dwProcessId);

    /* The time of all: first a message, then the end. */
    end.EndOfJobTimeAction = 2;
    CHECK_FAILS(SetInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof(end)), FALSE,
                ERROR_INVALID_PARAMETER);
    end.EndOfJobTimeAction = JOB_OBJECT_POST_AT_END_OF_JOB;
    CHECK(SetInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof(end)));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_EXIT_PROCESS), first.dwProcessId);
    CHECK_EQ(message(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO), 0);
    limits.BasicLimitInformation.PerJobUserTimeLimit.QuadPart = 300000;
    limit(job, &limits, JOB_OBJECT_LIMIT_JOB_TIME);
    PROCESS_INFORMATION second = start(command);
    CHECK(AssignProcessToJobObject(job, second.hProcess));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_NEW_PROCESS), second.dwProcessId);
    CHECK_EQ(message(port, JOB_OBJECT_MSG_END_OF_JOB_TIME), 0);
    CHECK_EQ(WaitForSingleObject(second.hProcess, 0), WAIT_TIMEOUT);
    end.EndOfJobTimeAction = JOB_OBJECT_TERMINATE_AT_END_OF_JOB;
    CHECK(SetInformationJobObject(job, JobObjectEndOfJobTimeInformation, &end, sizeof(end)));
    limit(job, &limits, JOB_OBJECT_LIMIT_JOB_TIME); /* from now on */
    CHECK_EQ(exit_code(second.hProcess), ERROR_NOT_ENOUGH_QUOTA);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_JOB_TIME | JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME;
    CHECK_FAILS(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)),
                FALSE, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(first.hProcess) && CloseHandle(second.hProcess) && CloseHandle(job) &&
          CloseHandle(port));
}

static ULONG_PTR message(HANDLE port, DWORD wanted)
{
    DWORD number = 0;
    ULONG_PTR key = 0;
    OVERLAPPED *id = NULL;
    CHECK(GetQueuedCompletionStatus(port, &number, &key, &id, 20000));
    CHECK_EQ(key, 42);
    CHECK_EQ(number, wanted);
    return (ULONG_PTR)id;
}

TEST(messages)
{
    HANDLE job = CreateJobObjectW(NULL, NULL),
           port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT information = {(PVOID)42, port};
    PROCESS_INFORMATION first = start_sleeper(), second = start_sleeper();
    CHECK(AssignProcessToJobObject(job, first.hProcess));
    CHECK(SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &information,
                                  sizeof(information)));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_NEW_PROCESS), first.dwProcessId);
    CHECK(AssignProcessToJobObject(job, second.hProcess));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_NEW_PROCESS), second.dwProcessId);
    CHECK(TerminateProcess(first.hProcess, 0));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_EXIT_PROCESS), first.dwProcessId);
    CHECK(TerminateProcess(second.hProcess, 0xC0000005));
    CHECK_EQ(message(port, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS), second.dwProcessId);
    CHECK_EQ(message(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO), 0);
    CHECK(CloseHandle(first.hProcess) && CloseHandle(second.hProcess) && CloseHandle(job) &&
          CloseHandle(port));
}

/* What a member starts is a member, and ends with it. */
TEST(descendants)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    WCHAR command[] = L"job parent";
    PROCESS_INFORMATION parent = start(command);
    struct {
        JOBOBJECT_BASIC_PROCESS_ID_LIST list;
        ULONG_PTR more[4];
    } ids = {0};
    HANDLE child = NULL;
    CHECK(AssignProcessToJobObject(job, parent.hProcess));
    for (int i = 0; i < 10000 && active(job) < 2; i++)
        Sleep(1);
    CHECK(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof(ids), NULL));
    CHECK_EQ(ids.list.NumberOfProcessIdsInList, 2);
    const ULONG_PTR *id = (const ULONG_PTR *)&ids + 1; /* behind the two counts */
    child = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)(id[0] == parent.dwProcessId ? id[1] : id[0]));
    CHECK(child != NULL);
    CHECK(TerminateJobObject(job, 7));
    CHECK_EQ(exit_code(parent.hProcess), 7);
    CHECK_EQ(WaitForSingleObject(child, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(child) && CloseHandle(parent.hProcess) && CloseHandle(job));
}

/* This process in a job: its children are members from their start. */
TEST(own_children)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    BOOL in = FALSE;
    CHECK(AssignProcessToJobObject(job, GetCurrentProcess()));
    PROCESS_INFORMATION child = start_sleeper();
    CHECK(IsProcessInJob(child.hProcess, job, &in) && in);
    CHECK_EQ(active(job), 2);
    CHECK(TerminateProcess(child.hProcess, 1));
    CHECK_EQ(exit_code(child.hProcess), 1);
    CHECK_EQ(active(job), 1);
    CHECK(CloseHandle(child.hProcess)); /* the job stays: this process is in it */
}

static BOOL is_called(const WCHAR *word)
{
    const WCHAR *last = NULL;
    for (const WCHAR *c = GetCommandLineW(); *c; c++)
        if (*c == ' ')
            last = c + 1;
    return last && guest_same_wide(last, word);
}

static void spin(void)
{
    for (DWORD start = GetTickCount(); GetTickCount() - start < 60000;)
        ;
}

GUEST_MAIN(if (is_called(L"allocate")) ExitProcess(allocate()); if (is_called(L"spin")) spin();
           if (is_called(L"parent")) start_sleeper();
           if (is_called(L"parent") || is_called(L"sleep")) Sleep(60000); else {
               RUN(names);
               RUN(members);
               RUN(limits);
               RUN(limits_of_processors_and_priority);
               RUN(limits_of_memory);
               RUN(limits_of_time);
               RUN(messages);
               RUN(descendants);
               RUN(own_children);
           })
