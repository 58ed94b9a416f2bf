/* SPDX-License-Identifier: MIT
 *
 * Child processes: exit codes in full, command line, environment, standard handles, inherited handles, named
 * objects across processes, abandonment by a process that was killed. The child is this program itself.
 */
#include "guest.h"

#ifndef ERROR_OBJECT_NAME_EXISTS /* not in every winerror.h */
#define ERROR_OBJECT_NAME_EXISTS 698
#endif

static WCHAR self[1024], line[2048];

static int length_of(const WCHAR *text)
{
    int length = 0;
    while (text[length])
        length++;
    return length;
}

static int starts_with(const WCHAR *text, const WCHAR *prefix)
{
    while (*prefix)
        if (*text++ != *prefix++)
            return 0;
    return 1;
}

/* What this program does as a child: the text behind " //". */
static const WCHAR *errand(void)
{
    for (const WCHAR *at = GetCommandLineW(); *at; at++)
        if (starts_with(at, L" //"))
            return at + 3;
    return NULL;
}

static BOOL start(const WCHAR *arguments, BOOL inherit, DWORD flags, STARTUPINFOW *startup,
                  PROCESS_INFORMATION *out)
{
    STARTUPINFOW plain = {.cb = sizeof(plain)};
    int at = 0;
    line[at++] = '"';
    for (int i = 0; self[i]; i++)
        line[at++] = self[i];
    line[at++] = '"';
    while (*arguments)
        line[at++] = *arguments++;
    line[at] = 0;
    return CreateProcessW(NULL, line, NULL, NULL, inherit, flags, NULL, NULL, startup ? startup : &plain,
                          out);
}

static DWORD end_of(PROCESS_INFORMATION *process)
{
    DWORD code = 0xDEAD;
    CHECK_EQ(WaitForSingleObject(process->hProcess, 30000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(process->hProcess, &code));
    CHECK(CloseHandle(process->hThread));
    CHECK(CloseHandle(process->hProcess));
    return code;
}

TEST(exit_codes_have_32_bits)
{
    PROCESS_INFORMATION process;
    CHECK(start(L" //code", FALSE, 0, NULL, &process));
    CHECK(process.dwProcessId != GetCurrentProcessId());
    CHECK_EQ(GetProcessId(process.hProcess), process.dwProcessId);
    CHECK_EQ(end_of(&process), 0x12345678);
}

TEST(a_suspended_process_waits)
{
    PROCESS_INFORMATION process;
    CHECK(start(L" //code", FALSE, CREATE_SUSPENDED, NULL, &process));
    CHECK_EQ(WaitForSingleObject(process.hProcess, 30), WAIT_TIMEOUT);
    CHECK_EQ(ResumeThread(process.hThread), 1);
    CHECK_EQ(end_of(&process), 0x12345678);
}

TEST(handles_and_environment_are_inherited)
{
    PROCESS_INFORMATION process;
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), before = event;
    WCHAR value[32] = L"event=00000000";
    CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    for (int i = 0; i < 8; i++)
        value[6 + i] = L"0123456789abcdef"[(DWORD_PTR)event >> (28 - 4 * i) & 15];
    CHECK(SetEnvironmentVariableW(L"DECANT_TEST_VALUE", value));
    CHECK(start(L" //event", TRUE, 0, NULL, &process));
    CHECK_EQ(WaitForSingleObject(before, 30000), WAIT_OBJECT_0);
    CHECK_EQ(end_of(&process), 0);
    CloseHandle(event);
    (void)inheritable;
}

/* A handle's value as a child finds it in the environment. */
static void hand_over(HANDLE handle)
{
    WCHAR value[32] = L"file=00000000";
    for (int i = 0; i < 8; i++)
        value[5 + i] = L"0123456789abcdef"[(DWORD_PTR)handle >> (28 - 4 * i) & 15];
    CHECK(SetEnvironmentVariableW(L"DECANT_TEST_VALUE", value));
}

TEST(an_inherited_file_is_the_same_one)
{
    PROCESS_INFORMATION process;
    WCHAR folder[MAX_PATH + 1], path[MAX_PATH + 1];
    char text[16] = "";
    DWORD done, flags;
    GetTempPathW(MAX_PATH, folder);
    CHECK(GetTempFileNameW(folder, L"inh", 0, path) != 0);
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, &inheritable, CREATE_ALWAYS, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(GetHandleInformation(file, &flags) && (flags & HANDLE_FLAG_INHERIT));
    CHECK(WriteFile(file, "abc", 3, &done, NULL));
    hand_over(file);
    CHECK(start(L" //file", TRUE, 0, NULL, &process));
    CHECK_EQ(end_of(&process), 0);
    /* One file object: the child has moved its position and its end. */
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_CURRENT), 5);
    CHECK_EQ(GetFileSize(file, NULL), 5);
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_BEGIN), 0);
    CHECK(ReadFile(file, text, sizeof(text) - 1, &done, NULL));
    CHECK_EQ(done, 5);
    CHECK_TEXT(text, "abcde");
    /* Without inheritance, or without the mark, the value is no handle of the child's. */
    CHECK(start(L" //none", FALSE, 0, NULL, &process));
    CHECK_EQ(end_of(&process), 0);
    CHECK(SetHandleInformation(file, HANDLE_FLAG_INHERIT, 0));
    CHECK(start(L" //none", TRUE, 0, NULL, &process));
    CHECK_EQ(end_of(&process), 0);
    CHECK(CloseHandle(file));
    CHECK(DeleteFileW(path));
}

/* An attribute list: of two inheritable handles the child gets the one that is listed. */
TEST(only_listed_handles_are_inherited)
{
    ULONG_PTR storage[32];
    SIZE_T size = 0;
    LPPROC_THREAD_ATTRIBUTE_LIST list = (LPPROC_THREAD_ATTRIBUTE_LIST)storage;
    PROCESS_INFORMATION process;
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    WCHAR path[MAX_PATH];
    STARTUPINFOEXW startup = {.StartupInfo.cb = sizeof(startup), .lpAttributeList = list};
    CHECK_FAILS(InitializeProcThreadAttributeList(NULL, 2, 0, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
    CHECK(size > 0 && size <= sizeof(storage));
    CHECK(InitializeProcThreadAttributeList(list, 2, 0, &size));
    GetModuleFileNameW(NULL, path, MAX_PATH);
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, &inheritable, OPEN_EXISTING, 0, NULL);
    HANDLE other = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, &inheritable, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE && other != INVALID_HANDLE_VALUE);
    CHECK_FAILS(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &file, 3, NULL, NULL),
                FALSE, ERROR_BAD_LENGTH);
    CHECK_FAILS(UpdateProcThreadAttribute(list, 0, 0x2FFFF, &file, 8, NULL, NULL), FALSE,
                ERROR_NOT_SUPPORTED);
    CHECK(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &file, sizeof(file), NULL,
                                    NULL));
    CHECK_FAILS(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &file, sizeof(file),
                                          NULL, NULL),
                FALSE, ERROR_OBJECT_NAME_EXISTS);
    hand_over(file);
    CHECK(start(L" //disk", TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.StartupInfo, &process));
    CHECK_EQ(end_of(&process), 1);
    hand_over(other);
    CHECK(start(L" //disk", TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.StartupInfo, &process));
    CHECK_EQ(end_of(&process), 0);
    CHECK(start(L" //disk", TRUE, 0, &startup.StartupInfo, &process));
    CHECK_EQ(end_of(&process), 1);
    HANDLE own = GetCurrentProcess();
    CHECK(UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS, &own, sizeof(own), NULL,
                                    NULL));
    CHECK_FAILS(
        UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_MITIGATION_POLICY, storage, 8, NULL, NULL),
        FALSE, ERROR_GEN_FAILURE);
    CHECK(SetHandleInformation(file, HANDLE_FLAG_INHERIT, 0));
    CHECK_FAILS(start(L" //disk", TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.StartupInfo, &process), FALSE,
                ERROR_INVALID_PARAMETER);
    startup.StartupInfo.cb = sizeof(startup.StartupInfo);
    CHECK_FAILS(start(L" //disk", TRUE, EXTENDED_STARTUPINFO_PRESENT, &startup.StartupInfo, &process), FALSE,
                ERROR_INVALID_PARAMETER);
    DeleteProcThreadAttributeList(list);
    CHECK_FAILS(InitializeProcThreadAttributeList(NULL, 1, 4, &size), FALSE, ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    CloseHandle(other);
}

/* Names that no other run of this test has: its identifier is in the environment. */
static const WCHAR *name_of(const WCHAR *prefix)
{
    static WCHAR name[64];
    int at = 0;
    while (*prefix)
        name[at++] = *prefix++;
    GetEnvironmentVariableW(L"DECANT_TEST_RUN", name + at, 20);
    return name;
}

static void name_this_run(void)
{
    WCHAR text[9] = L"00000000";
    DWORD id = GetCurrentProcessId();
    for (int i = 8; i--; id >>= 4)
        text[i] = L"0123456789abcdef"[id & 15];
    SetEnvironmentVariableW(L"DECANT_TEST_RUN", text);
}

TEST(a_killed_process_abandons_its_mutex)
{
    PROCESS_INFORMATION process;
    name_this_run();
    HANDLE mutex = CreateMutexW(NULL, FALSE, name_of(L"decant-test-mutex-"));
    HANDLE ready = CreateEventW(NULL, TRUE, FALSE, name_of(L"decant-test-ready-"));
    CHECK(start(L" //mutex", FALSE, 0, NULL, &process));
    CHECK_EQ(WaitForSingleObject(ready, 30000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(mutex, 0), WAIT_TIMEOUT);
    CHECK(TerminateProcess(process.hProcess, 55));
    CHECK_EQ(WaitForSingleObject(mutex, 30000), WAIT_ABANDONED);
    CHECK(ReleaseMutex(mutex));
    CHECK_EQ(end_of(&process), 55);
    CloseHandle(mutex);
    CloseHandle(ready);
}

/* Handles are closed while the child still runs: when it has ended, nothing of it stays. */
TEST(a_child_without_handles_goes)
{
    PROCESS_INFORMATION process;
    CHECK(start(L" //code", FALSE, CREATE_SUSPENDED, NULL, &process));
    HANDLE other = OpenProcess(SYNCHRONIZE, FALSE, process.dwProcessId);
    CHECK(other != NULL);
    CHECK(CloseHandle(process.hProcess));
    CHECK_EQ(ResumeThread(process.hThread), 1);
    CHECK(CloseHandle(process.hThread));
    CHECK_EQ(WaitForSingleObject(other, 30000), WAIT_OBJECT_0);
    CHECK(CloseHandle(other));
    CHECK_FAILS(OpenProcess(SYNCHRONIZE, FALSE, process.dwProcessId), 0, ERROR_INVALID_PARAMETER);
}

static DWORD read_all(HANDLE pipe, char *text, DWORD size)
{
    DWORD used = 0, got;
    while (used < size && ReadFile(pipe, text + used, size - used, &got, NULL) && got)
        used += got;
    text[used < size ? used : size - 1] = 0;
    return used;
}

/* Standard output to a pipe, an environment of its own, another current folder. */
TEST(standard_handles_environment_and_folder_are_given)
{
    static WCHAR block[] = L"DECANT_TEST_ONE=first\0DECANT_TEST_TWO=second\0";
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    PROCESS_INFORMATION process;
    HANDLE ours, theirs;
    WCHAR folder[MAX_PATH], command[1100] = L"x //show";
    char text[1024], expected[1024];
    int at = 0;
    GetTempPathW(MAX_PATH, folder);
    CHECK(CreatePipe(&ours, &theirs, &inheritable, 0));
    CHECK(SetHandleInformation(ours, HANDLE_FLAG_INHERIT, 0));
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .hStdOutput = theirs};
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    CHECK(CreateProcessW(self, command, NULL, NULL, TRUE, CREATE_UNICODE_ENVIRONMENT, block, folder, &startup,
                         &process));
    CloseHandle(theirs);
    read_all(ours, text, sizeof(text));
    CloseHandle(ours);
    CHECK_EQ(end_of(&process), 0x87654321);
    for (const char *part = "first,second,"; *part; part++)
        expected[at++] = *part;
    for (int i = 0; folder[i]; i++)
        expected[at++] = (char)folder[i];
    if (expected[at - 1] == '\\' && expected[at - 2] != ':')
        at--;
    expected[at] = 0;
    CHECK_TEXT(text, expected);
}

/* A program of the system's own, where this runs on Linux. */
TEST(linux_programs_are_started)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    PROCESS_INFORMATION process;
    HANDLE ours, theirs;
    WCHAR command[] = L"sh -c \"echo a \\\"b  c\\\"; exit 7\"";
    char text[64];
    if (GetFileAttributesW(L"Z:\\bin\\sh") == INVALID_FILE_ATTRIBUTES)
        return;
    CHECK(CreatePipe(&ours, &theirs, &inheritable, 0));
    CHECK(SetHandleInformation(ours, HANDLE_FLAG_INHERIT, 0));
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .hStdOutput = theirs};
    CHECK(CreateProcessW(L"Z:\\bin\\sh", command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
    CloseHandle(theirs);
    read_all(ours, text, sizeof(text));
    CloseHandle(ours);
    CHECK_TEXT(text, "a b  c\n");
    CHECK_EQ(WaitForSingleObject(process.hThread, 30000), WAIT_OBJECT_0);
    CHECK_EQ(end_of(&process), 7);
}

static void show(void)
{
    char text[300];
    WCHAR folder[MAX_PATH];
    DWORD written, length = 0;
    length += GetEnvironmentVariableA("DECANT_TEST_ONE", text, 20);
    text[length++] = ',';
    length += GetEnvironmentVariableA("DECANT_TEST_TWO", text + length, 20);
    text[length++] = ',';
    GetCurrentDirectoryW(MAX_PATH, folder);
    for (int i = 0; folder[i]; i++)
        text[length++] = (char)folder[i];
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, length, &written, NULL);
}

TEST(what_cannot_be_started)
{
    PROCESS_INFORMATION process;
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    WCHAR none[] = L"decant-no-such-program -x";
    CHECK_FAILS(CreateProcessW(NULL, none, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process), FALSE,
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CreateProcessW(L"C:\\decant-no-such\\program.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL,
                               &startup, &process),
                FALSE, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(CreateProcessW(L".", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process), FALSE,
                ERROR_ACCESS_DENIED);
    WCHAR line[] = L"C:\\decant-no-such\\program.exe";
    CHECK_FAILS(CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process), FALSE,
                ERROR_FILE_NOT_FOUND);
}

static HANDLE handed_over(void)
{
    WCHAR value[32];
    ULONG_PTR handle = 0;
    GetEnvironmentVariableW(L"DECANT_TEST_VALUE", value, 32);
    for (int i = 5; i < 13; i++)
        handle = handle << 4 | (ULONG_PTR)(value[i] - (value[i] > '9' ? 'a' - 10 : '0'));
    return (HANDLE)handle;
}

static int uses_file(HANDLE file)
{
    char text[2];
    DWORD done;
    if (GetFileType(file) != FILE_TYPE_DISK || SetFilePointer(file, 0, NULL, FILE_CURRENT) != 3)
        return 1;
    if (!WriteFile(file, "de", 2, &done, NULL) || done != 2)
        return 2;
    if (SetFilePointer(file, 0, NULL, FILE_BEGIN) || !ReadFile(file, text, 2, &done, NULL) || text[1] != 'b')
        return 3;
    return SetFilePointer(file, 0, NULL, FILE_END) == 5 && CloseHandle(file) ? 0 : 4;
}

static int as_child(const WCHAR *task)
{
    if (starts_with(task, L"file"))
        return uses_file(handed_over());
    if (starts_with(task, L"none") || starts_with(task, L"disk"))
        return GetFileType(handed_over()) == FILE_TYPE_DISK;
    if (starts_with(task, L"code"))
        ExitProcess(0x12345678);
    if (starts_with(task, L"show")) {
        show();
        return (int)0x87654321;
    }
    if (starts_with(task, L"event")) {
        WCHAR value[32];
        DWORD_PTR handle = 0;
        if (GetEnvironmentVariableW(L"DECANT_TEST_VALUE", value, 32) != 14)
            return 1;
        for (int i = 6; i < 14; i++)
            handle = handle * 16 + (value[i] <= '9' ? value[i] - '0' : value[i] - 'a' + 10);
        return SetEvent((HANDLE)handle) ? 0 : 2;
    }
    if (starts_with(task, L"mutex")) {
        HANDLE mutex = CreateMutexW(NULL, TRUE, name_of(L"decant-test-mutex-"));
        if (WaitForSingleObject(mutex, 10000) != WAIT_OBJECT_0)
            return 3;
        SetEvent(OpenEventW(EVENT_MODIFY_STATE, FALSE, name_of(L"decant-test-ready-")));
        Sleep(60000);
        return 4;
    }
    return 5;
}

void mainCRTStartup(void)
{
    const WCHAR *task = errand();
    if (task)
        ExitProcess((UINT)as_child(task));
    GetModuleFileNameW(NULL, self, 1000);
    CHECK(length_of(self) > 4);
    RUN(exit_codes_have_32_bits);
    RUN(a_suspended_process_waits);
    RUN(handles_and_environment_are_inherited);
    RUN(an_inherited_file_is_the_same_one);
    RUN(only_listed_handles_are_inherited);
    RUN(a_killed_process_abandons_its_mutex);
    RUN(a_child_without_handles_goes);
    RUN(standard_handles_environment_and_folder_are_given);
    RUN(linux_programs_are_started);
    RUN(what_cannot_be_started);
    ExitProcess((UINT)guest_failures);
}
