/* SPDX-License-Identifier: MIT
 *
 * Handles of other processes: given to them, inherited, taken from them, closed there; and their threads.
 * Started with "serve" it does what the orders say that it reads from its standard input.
 */
#include "guest.h"

enum order {
    SIGNAL,
    WAIT,
    RELEASE,
    WRITE,
    CLOSE,
    INHERITS,
    MAKE_MUTEX,
    MAKE_EVENT,
    PROCESS_ID,
    MAP,
    TAKE,
    START,
    START_COUNTING,
    RESUME,
    EXIT
};

struct order_text {
    ULONG order, argument;
    ULONG64 handle;
};

struct answer {
    ULONG64 value;
    ULONG error, more;
};

#define SELF  GetCurrentProcess()
#define AS_IS DUPLICATE_SAME_ACCESS

/* ---- the child's side ---- */

static volatile LONG *counter;

static DWORD WINAPI wait_and_end(LPVOID event)
{
    WaitForSingleObject(event, 20000);
    return 77;
}

static DWORD WINAPI count(LPVOID unused)
{
    while (*counter >= 0)
        ++*counter;
    return 0;
}

static void obey(const struct order_text *text, struct answer *answer)
{
    HANDLE handle = (HANDLE)(ULONG_PTR)text->handle, made = NULL;
    DWORD flags = 0, done;
    SetLastError(0xDEADBEEF);
    switch (text->order) {
    case SIGNAL:
        answer->value = SetEvent(handle);
        break;
    case WAIT:
        answer->value = WaitForSingleObject(handle, text->argument);
        break;
    case RELEASE:
        answer->value = ReleaseMutex(handle);
        break;
    case WRITE:
        answer->value = WriteFile(handle, "hello", 5, &done, NULL) && done == 5;
        break;
    case CLOSE:
        answer->value = CloseHandle(handle);
        break;
    case INHERITS:
        answer->value = GetHandleInformation(handle, &flags);
        answer->more = flags;
        break;
    case MAKE_MUTEX:
        answer->value = (ULONG_PTR)CreateMutexW(NULL, TRUE, NULL);
        break;
    case MAKE_EVENT:
        answer->value = (ULONG_PTR)CreateEventW(NULL, TRUE, TRUE, NULL);
        break;
    case PROCESS_ID:
        answer->value = GetProcessId(handle);
        break;
    case MAP:
        counter = MapViewOfFile(handle, FILE_MAP_WRITE, 0, 0, 0);
        if (counter)
            answer->value = (ULONG64)InterlockedExchange(counter, (LONG)text->argument);
        break;
    case TAKE: { /* as a child does that has learnt a handle's value on its command line */
        HANDLE parent = OpenProcess(PROCESS_DUP_HANDLE, FALSE, text->argument);
        if (parent && !DuplicateHandle(parent, handle, SELF, &made, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE))
            made = NULL;
        answer->value = (ULONG_PTR)made;
        break;
    }
    case START:
    case START_COUNTING:
        answer->value =
            (ULONG_PTR)CreateThread(NULL, 0, text->order == START ? wait_and_end : count, handle, 0, &flags);
        answer->more = flags;
        break;
    case RESUME:
        answer->value = ResumeThread(handle);
        break;
    case EXIT:
        ExitProcess(text->argument);
    }
    answer->error = GetLastError();
}

static int serve(void)
{
    struct order_text text;
    DWORD done;
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &text, sizeof(text), &done, NULL) &&
           done == sizeof(text)) {
        struct answer answer = {0};
        obey(&text, &answer);
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), &answer, sizeof(answer), &done, NULL);
    }
    return 0;
}

/* ---- the parent's side ---- */

struct child {
    HANDLE process, thread, orders, answers;
    DWORD id;
};

static struct child one, two;
static struct answer last;

static void start(struct child *child, DWORD flags)
{
    WCHAR path[MAX_PATH], command[] = L"remote serve";
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process = {0};
    CHECK(CreatePipe(&startup.hStdInput, &child->orders, &inherited, 0));
    CHECK(CreatePipe(&child->answers, &startup.hStdOutput, &inherited, 0));
    CHECK(SetHandleInformation(child->orders, HANDLE_FLAG_INHERIT, 0));
    CHECK(SetHandleInformation(child->answers, HANDLE_FLAG_INHERIT, 0));
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK(CreateProcessW(path, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &process));
    CloseHandle(startup.hStdInput);
    CloseHandle(startup.hStdOutput);
    child->process = process.hProcess;
    child->thread = process.hThread;
    child->id = process.dwProcessId;
}

static void tell(struct child *child, enum order order, HANDLE handle, ULONG argument)
{
    struct order_text text = {order, argument, (ULONG_PTR)handle};
    DWORD done;
    CHECK(WriteFile(child->orders, &text, sizeof(text), &done, NULL) && done == sizeof(text));
}

/* What the child's call returned; its error is last.error. */
static ULONG64 order(struct child *child, enum order which, HANDLE handle, ULONG argument)
{
    DWORD done;
    last = (struct answer){0};
    tell(child, which, handle, argument);
    CHECK(ReadFile(child->answers, &last, sizeof(last), &done, NULL) && done == sizeof(last));
    return last.value;
}

static void stop(struct child *child, DWORD code)
{
    DWORD ended = 0;
    tell(child, EXIT, NULL, code);
    CHECK_EQ(WaitForSingleObject(child->process, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(child->process, &ended));
    CHECK_EQ(ended, code);
    CloseHandle(child->orders);
    CloseHandle(child->answers);
    CloseHandle(child->thread);
    CloseHandle(child->process);
}

static HANDLE give(HANDLE object, struct child *child, DWORD access, BOOL inherit, DWORD options)
{
    HANDLE theirs = NULL;
    CHECK(DuplicateHandle(SELF, object, child->process, &theirs, access, inherit, options));
    CHECK(theirs != NULL);
    return theirs;
}

static HANDLE take(struct child *child, ULONG64 theirs, DWORD options)
{
    HANDLE object = NULL;
    CHECK(
        DuplicateHandle(child->process, (HANDLE)(ULONG_PTR)theirs, SELF, &object, 0, FALSE, AS_IS | options));
    return object;
}

TEST(given)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), theirs = give(event, &one, 0, FALSE, AS_IS);
    CHECK_EQ(order(&one, INHERITS, theirs, 0), TRUE);
    CHECK_EQ(last.more, 0);
    CHECK_EQ(order(&one, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(order(&one, WAIT, theirs, 0), WAIT_TIMEOUT);
    CHECK(SetEvent(event));
    CHECK_EQ(order(&one, WAIT, theirs, 20000), WAIT_OBJECT_0);
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
    CHECK_EQ(order(&one, CLOSE, theirs, 0), FALSE);
    CHECK_EQ(last.error, ERROR_INVALID_HANDLE);
    /* Rights and attributes are what was asked for. */
    theirs = give(event, &one, EVENT_MODIFY_STATE, TRUE, 0);
    CHECK_EQ(order(&one, INHERITS, theirs, 0), TRUE);
    CHECK_EQ(last.more, HANDLE_FLAG_INHERIT);
    CHECK_EQ(order(&one, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(order(&one, WAIT, theirs, 0), WAIT_FAILED);
    CHECK_EQ(last.error, ERROR_ACCESS_DENIED);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    /* Closed there, from here. */
    CHECK(DuplicateHandle(one.process, theirs, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
    CHECK_EQ(order(&one, CLOSE, theirs, 0), FALSE);
    CHECK_EQ(last.error, ERROR_INVALID_HANDLE);
    CHECK_FAILS(DuplicateHandle(one.process, theirs, NULL, NULL, 0, FALSE, DUPLICATE_CLOSE_SOURCE), FALSE,
                ERROR_INVALID_HANDLE);
    /* Ours is closed, theirs lives on; and again by the child's own wish. */
    theirs = give(event, &one, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE);
    CHECK_FAILS(SetEvent(event), FALSE, ERROR_INVALID_HANDLE);
    CHECK_EQ(order(&one, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(order(&one, WAIT, theirs, 0), WAIT_OBJECT_0);
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
}

TEST(taken)
{
    HANDLE mutex, other, bad = NULL;
    ULONG64 theirs = order(&one, MAKE_MUTEX, NULL, 0);
    mutex = take(&one, theirs, 0);
    CHECK_EQ(WaitForSingleObject(mutex, 0), WAIT_TIMEOUT);
    CHECK_FAILS(ReleaseMutex(mutex), FALSE, ERROR_NOT_OWNER);
    CHECK_EQ(order(&one, RELEASE, (HANDLE)(ULONG_PTR)theirs, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(mutex, 20000), WAIT_OBJECT_0);
    CHECK_EQ(order(&one, WAIT, (HANDLE)(ULONG_PTR)theirs, 0), WAIT_TIMEOUT);
    CHECK(ReleaseMutex(mutex));
    /* Taken away. */
    other = take(&one, theirs, DUPLICATE_CLOSE_SOURCE);
    CHECK_EQ(order(&one, WAIT, (HANDLE)(ULONG_PTR)theirs, 0), WAIT_FAILED);
    CHECK_EQ(last.error, ERROR_INVALID_HANDLE);
    CHECK_EQ(WaitForSingleObject(other, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0); /* the same one: owned twice */
    CHECK(ReleaseMutex(other) && ReleaseMutex(other));
    CHECK_FAILS(ReleaseMutex(mutex), FALSE, ERROR_NOT_OWNER);
    CHECK(CloseHandle(mutex) && CloseHandle(other));
    /* What the child opened last is the last that it has. */
    other = take(&one, order(&one, MAKE_EVENT, NULL, 0), DUPLICATE_CLOSE_SOURCE);
    CHECK_EQ(WaitForSingleObject(other, 0), WAIT_OBJECT_0);
    CHECK(CloseHandle(other));
    CHECK_FAILS(DuplicateHandle(one.process, (HANDLE)0x7FF0, SELF, &bad, 0, FALSE, AS_IS), FALSE,
                ERROR_INVALID_HANDLE);
    CHECK_EQ(bad, NULL);
    HANDLE weak = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, one.id);
    CHECK_FAILS(DuplicateHandle(weak, (HANDLE)(ULONG_PTR)4, SELF, &bad, 0, FALSE, AS_IS), FALSE,
                ERROR_ACCESS_DENIED);
    CHECK_FAILS(DuplicateHandle(SELF, one.thread, weak, &bad, 0, FALSE, AS_IS), FALSE, ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(weak));
}

TEST(files_and_sections)
{
    WCHAR folder[MAX_PATH], path[MAX_PATH];
    char text[8] = {0};
    DWORD done;
    HANDLE read, write, theirs;
    CHECK(GetTempPathW(MAX_PATH, folder) && GetTempFileNameW(folder, L"rem", 0, path));
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, "oh, ", 4, &done, NULL));
    theirs = give(file, &one, 0, FALSE, AS_IS);
    CHECK_EQ(order(&one, WRITE, theirs, 0), TRUE);
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_CURRENT), 9); /* both have one pointer */
    CHECK_EQ(SetFilePointer(file, 4, NULL, FILE_BEGIN), 4);
    CHECK(ReadFile(file, text, 5, &done, NULL) && done == 5);
    CHECK(guest_same_text(text, "hello"));
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
    theirs = give(file, &one, FILE_READ_DATA, FALSE, 0);
    CHECK_EQ(order(&one, WRITE, theirs, 0), FALSE);
    CHECK_EQ(last.error, ERROR_ACCESS_DENIED);
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
    CHECK(CloseHandle(file));
    CHECK_EQ(GetFileAttributesW(path), INVALID_FILE_ATTRIBUTES);

    CHECK(CreatePipe(&read, &write, NULL, 0));
    theirs = give(write, &one, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE);
    CHECK_EQ(order(&one, WRITE, theirs, 0), TRUE);
    CHECK(ReadFile(read, text, 8, &done, NULL) && done == 5);
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
    CHECK_FAILS(ReadFile(read, text, 8, &done, NULL), FALSE, ERROR_BROKEN_PIPE);
    CHECK(CloseHandle(read));

    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    volatile LONG *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(view != NULL);
    *view = 11;
    CHECK_EQ(order(&one, MAP, give(section, &one, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE), 22), 11);
    CHECK_EQ(*view, 22);
    CHECK(UnmapViewOfFile((LPCVOID)view));
}

TEST(processes)
{
    HANDLE object = NULL, theirs = give(SELF, &one, 0, FALSE, AS_IS);
    CHECK_EQ(order(&one, PROCESS_ID, theirs, 0), GetCurrentProcessId());
    CHECK_EQ(order(&one, CLOSE, theirs, 0), TRUE);
    theirs = give(two.process, &one, 0, FALSE, AS_IS);
    CHECK_EQ(order(&one, PROCESS_ID, theirs, 0), two.id);
    CHECK_EQ(order(&one, WAIT, theirs, 0), WAIT_TIMEOUT);
    object = take(&one, (ULONG_PTR)theirs, DUPLICATE_CLOSE_SOURCE);
    CHECK_EQ(GetProcessId(object), two.id);
    CHECK(CloseHandle(object));
    /* From one child to the other. */
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), first = give(event, &one, 0, FALSE, AS_IS);
    CHECK(
        DuplicateHandle(one.process, first, two.process, &theirs, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE));
    CHECK_EQ(order(&one, SIGNAL, first, 0), FALSE);
    CHECK_EQ(last.error, ERROR_INVALID_HANDLE);
    CHECK_EQ(order(&two, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    /* A child that takes by itself. */
    HANDLE copy = NULL;
    CHECK(DuplicateHandle(SELF, event, SELF, &copy, 0, FALSE, AS_IS));
    CHECK(ResetEvent(event));
    theirs = (HANDLE)(ULONG_PTR)order(&two, TAKE, copy, GetCurrentProcessId());
    CHECK(theirs != NULL);
    CHECK_FAILS(SetEvent(copy), FALSE, ERROR_INVALID_HANDLE);
    CHECK_EQ(order(&two, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(event));
}

TEST(before_the_beginning_and_after_the_end)
{
    struct child child;
    HANDLE theirs = NULL, event = CreateEventW(NULL, FALSE, FALSE, NULL);
    start(&child, CREATE_SUSPENDED);
    theirs = give(event, &child, 0, FALSE, AS_IS);
    CHECK_EQ(SuspendThread(child.thread), 1);
    CHECK_EQ(ResumeThread(child.thread), 2);
    CHECK_EQ(ResumeThread(child.thread), 1);
    CHECK_EQ(order(&child, SIGNAL, theirs, 0), TRUE);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    CHECK_EQ(ResumeThread(child.thread), 0);
    CHECK_EQ(SuspendThread(child.thread), 0);
    tell(&child, SIGNAL, theirs, 0);
    CHECK_EQ(WaitForSingleObject(event, 20), WAIT_TIMEOUT); /* it stands still */
    CHECK_EQ(ResumeThread(child.thread), 1);
    CHECK_EQ(WaitForSingleObject(event, 20000), WAIT_OBJECT_0);
    DuplicateHandle(SELF, child.process, SELF, &theirs, 0, FALSE, AS_IS);
    stop(&child, 3);
    child.process = theirs;
    CHECK_FAILS(DuplicateHandle(SELF, event, child.process, &theirs, 0, FALSE, AS_IS), FALSE,
                ERROR_ACCESS_DENIED);
    CHECK(CloseHandle(event) && CloseHandle(child.process));
}

/* A handle to the same object that a child inherits, under its value. */
static HANDLE inheritable(HANDLE object)
{
    HANDLE made = NULL;
    CHECK(DuplicateHandle(SELF, object, SELF, &made, 0, TRUE, AS_IS));
    return made;
}

TEST(inherited)
{
    struct child child;
    WCHAR folder[MAX_PATH], path[MAX_PATH];
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    volatile LONG *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    CHECK(GetTempPathW(MAX_PATH, folder) && GetTempFileNameW(folder, L"rem", 0, path));
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    HANDLE all[6] = {inheritable(section),     inheritable(SELF),
                     inheritable(two.process), inheritable(GetCurrentThread()),
                     inheritable(file),        inheritable(file)};
    *view = 11;
    start(&child, 0);
    CHECK_EQ(order(&child, MAP, all[0], 22), 11);
    CHECK_EQ(*view, 22);
    CHECK_EQ(order(&child, PROCESS_ID, all[1], 0), GetCurrentProcessId());
    CHECK_EQ(order(&child, WAIT, all[1], 0), WAIT_TIMEOUT);
    CHECK_EQ(order(&child, PROCESS_ID, all[2], 0), two.id);
    CHECK_EQ(order(&child, WAIT, all[3], 0), WAIT_TIMEOUT);
    CHECK_EQ(order(&child, CLOSE, all[4], 0), TRUE);
    CHECK_EQ(order(&child, WRITE, all[5], 0), TRUE); /* the other one is a handle of its own */
    CHECK_EQ(SetFilePointer(file, 0, NULL, FILE_CURRENT), 5);
    CHECK_EQ(order(&child, INHERITS, all[5], 0), TRUE);
    CHECK_EQ(last.more, HANDLE_FLAG_INHERIT);
    stop(&child, 4);
    for (int i = 0; i < 6; i++)
        CHECK(CloseHandle(all[i]));
    CHECK(UnmapViewOfFile((LPCVOID)view) && CloseHandle(section) && CloseHandle(file));
}

static HANDLE open_thread(DWORD id, DWORD access)
{
    HANDLE thread = OpenThread(access, FALSE, id);
    CHECK(thread != NULL);
    return thread;
}

static DWORD code_of(HANDLE thread)
{
    DWORD code = 0;
    CHECK(GetExitCodeThread(thread, &code));
    return code;
}

TEST(threads)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), theirs = give(event, &one, 0, FALSE, AS_IS);
    HANDLE handle = (HANDLE)(ULONG_PTR)order(&one, START, theirs, 0);
    DWORD id = last.more;
    HANDLE thread = open_thread(id, SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION);
    HANDLE again = open_thread(id, SYNCHRONIZE), taken = take(&one, (ULONG_PTR)handle, 0);
    CHECK_EQ(GetThreadId(thread), id);
    CHECK_EQ(GetThreadId(taken), id);
    CHECK_EQ(GetProcessIdOfThread(thread), one.id);
    CHECK_EQ(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    CHECK_EQ(code_of(thread), STILL_ACTIVE);
    CHECK_FAILS(SuspendThread(thread), (DWORD)-1, ERROR_ACCESS_DENIED);
    CHECK_FAILS(TerminateThread(thread, 1), FALSE, ERROR_ACCESS_DENIED);
    CHECK(SetEvent(event));
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(again, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(taken, 0), WAIT_OBJECT_0);
    CHECK_EQ(code_of(thread), 77);
    CHECK_EQ(code_of(taken), 77);
    CHECK(CloseHandle(thread) && CloseHandle(again) && CloseHandle(taken));
    CHECK_EQ(order(&one, CLOSE, handle, 0), TRUE);
    CHECK_FAILS(OpenThread(SYNCHRONIZE, FALSE, 0xFFFFFFF0), NULL, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(event));
}

TEST(threads_that_are_stopped)
{
    HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    volatile LONG *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    order(&one, MAP, give(section, &one, 0, FALSE, AS_IS | DUPLICATE_CLOSE_SOURCE), 0);
    HANDLE handle = (HANDLE)(ULONG_PTR)order(&one, START_COUNTING, NULL, 0);
    HANDLE thread = open_thread(last.more, SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION |
                                               THREAD_SUSPEND_RESUME | THREAD_TERMINATE);
    for (int i = 0; i < 20000 && !*view; i++)
        Sleep(1);
    CHECK_EQ(SuspendThread(thread), 0);
    LONG before = *view;
    Sleep(10);
    CHECK_EQ(*view, before);
    CHECK_EQ(SuspendThread(thread), 1);
    CHECK_EQ(order(&one, RESUME, handle, 0), 2);
    CHECK_EQ(ResumeThread(thread), 1);
    for (int i = 0; i < 20000 && *view == before; i++)
        Sleep(1);
    CHECK(*view != before);
    CHECK(TerminateThread(thread, 55));
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK_EQ(code_of(thread), 55);
    CHECK_EQ(order(&one, WAIT, handle, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread));
    CHECK(UnmapViewOfFile((LPCVOID)view));
}

/* Nobody is left who could say that the thread has ended. */
TEST(threads_of_a_process_that_is_ended)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), theirs = give(event, &two, 0, FALSE, AS_IS);
    order(&two, START, theirs, 0);
    HANDLE thread = open_thread(last.more, SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION);
    HANDLE first = open_thread(GetThreadId(two.thread), SYNCHRONIZE);
    CHECK_EQ(WaitForSingleObject(thread, 0), WAIT_TIMEOUT);
    CHECK(TerminateProcess(two.process, 9));
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(first, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread) && CloseHandle(first) && CloseHandle(event));
}

static int tests(void)
{
    start(&one, 0);
    start(&two, 0);
    RUN(given);
    RUN(taken);
    RUN(files_and_sections);
    RUN(processes);
    RUN(before_the_beginning_and_after_the_end);
    RUN(inherited);
    RUN(threads);
    RUN(threads_that_are_stopped);
    RUN(threads_of_a_process_that_is_ended);
    stop(&one, 0);
    return guest_failures;
}

static BOOL is_child(void)
{
    const WCHAR *line = GetCommandLineW();
    while (*line && *line != ' ')
        line++;
    return guest_same_wide(line, L" serve");
}

GUEST_MAIN(if (is_child()) ExitProcess((UINT)serve()); tests();)
