/* SPDX-License-Identifier: MIT
 *
 * I/O completion ports: as queues between threads, and as what files report to.
 */
#include "guest.h"
#include "file_scratch.h"

static DWORD bytes;
static ULONG_PTR key;
static OVERLAPPED *overlapped;

TEST(a_queue)
{
    OVERLAPPED one, two;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    CHECK(port != NULL);
    overlapped = &one;
    CHECK_FAILS(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0), FALSE, WAIT_TIMEOUT);
    CHECK_EQ(overlapped, NULL);
    CHECK_FAILS(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 5), FALSE, WAIT_TIMEOUT);
    CHECK_EQ(WaitForSingleObject(port, 0), WAIT_TIMEOUT);
    CHECK(PostQueuedCompletionStatus(port, 11, 22, &one));
    CHECK(PostQueuedCompletionStatus(port, 33, (ULONG_PTR)-1, &two));
    CHECK(PostQueuedCompletionStatus(port, 0, 0, NULL));
    CHECK_EQ(WaitForSingleObject(port, 0), WAIT_OBJECT_0);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
    CHECK_EQ(bytes, 11);
    CHECK_EQ(key, 22);
    CHECK_EQ(overlapped, &one);
    OVERLAPPED_ENTRY entries[4];
    ULONG count = 9;
    CHECK(GetQueuedCompletionStatusEx(port, entries, 4, &count, INFINITE, FALSE));
    CHECK_EQ(count, 2);
    CHECK_EQ(entries[0].dwNumberOfBytesTransferred, 33);
    CHECK_EQ(entries[0].lpCompletionKey, (ULONG_PTR)-1);
    CHECK_EQ(entries[0].lpOverlapped, &two);
    CHECK_EQ(entries[1].lpOverlapped, NULL);
    CHECK_FAILS(GetQueuedCompletionStatusEx(port, entries, 4, &count, 0, FALSE), FALSE, WAIT_TIMEOUT);
    CHECK_FAILS(GetQueuedCompletionStatusEx(port, entries, 0, &count, 0, FALSE), FALSE,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0), NULL, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(port));
    CHECK_FAILS(PostQueuedCompletionStatus(port, 0, 0, NULL), FALSE, ERROR_INVALID_HANDLE);
}

static HANDLE shared_port;
static LONG received, abandoned;

static DWORD WINAPI receive(LPVOID unused)
{
    DWORD count;
    ULONG_PTR value;
    OVERLAPPED *which;
    while (GetQueuedCompletionStatus(shared_port, &count, &value, &which, 20000))
        InterlockedExchangeAdd(&received, (LONG)value);
    if (GetLastError() == ERROR_ABANDONED_WAIT_0 && !which)
        InterlockedIncrement(&abandoned);
    return 0;
}

TEST(threads)
{
    HANDLE workers[4];
    shared_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 2);
    for (int i = 0; i < 4; i++)
        workers[i] = CreateThread(NULL, 0, receive, NULL, 0, NULL);
    for (int i = 0; i < 2000; i++)
        CHECK(PostQueuedCompletionStatus(shared_port, 0, 1, NULL));
    for (int i = 0; i < 2000 && InterlockedExchangeAdd(&received, 0) < 2000; i++)
        Sleep(1);
    CHECK_EQ(received, 2000);
    Sleep(5); /* they wait by now, most likely */
    CHECK(CloseHandle(shared_port));
    CHECK_EQ(WaitForMultipleObjects(4, workers, TRUE, 20000), WAIT_OBJECT_0);
    CHECK(abandoned > 0);
    for (int i = 0; i < 4; i++)
        CloseHandle(workers[i]);
}

static VOID CALLBACK apc(ULONG_PTR argument)
{
    *(int *)argument = 1;
}

TEST(alertable)
{
    int called = 0;
    ULONG count;
    OVERLAPPED_ENTRY entry;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    CHECK(QueueUserAPC(apc, GetCurrentThread(), (ULONG_PTR)&called));
    CHECK_FAILS(GetQueuedCompletionStatusEx(port, &entry, 1, &count, 20000, TRUE), FALSE, WAIT_IO_COMPLETION);
    CHECK_EQ(called, 1);
    CHECK(CloseHandle(port));
}

static VOID CALLBACK done(DWORD error, DWORD count, LPOVERLAPPED which)
{
}

TEST(files)
{
    char text[8];
    DWORD moved = 0;
    HANDLE plain = CreateFileW(L"port", GENERIC_WRITE, 3, NULL, CREATE_ALWAYS, 0, NULL);
    HANDLE file = CreateFileW(L"port", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING,
                              FILE_FLAG_OVERLAPPED, NULL);
    CHECK(plain != INVALID_HANDLE_VALUE && file != INVALID_HANDLE_VALUE);
    CHECK_FAILS(CreateIoCompletionPort(plain, NULL, 7, 0), NULL, ERROR_INVALID_PARAMETER);
    HANDLE port = CreateIoCompletionPort(file, NULL, 7, 0);
    CHECK(port != NULL);
    CHECK_FAILS(CreateIoCompletionPort(file, port, 8, 0), NULL, ERROR_INVALID_PARAMETER);

    OVERLAPPED write = {0}, read = {0}, silent = {0};
    CHECK(WriteFile(file, "hello", 5, NULL, &write) || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 20000));
    CHECK_EQ(bytes, 5);
    CHECK_EQ(key, 7);
    CHECK_EQ(overlapped, &write);
    CHECK(ReadFile(file, text, 8, NULL, &read) || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 20000));
    CHECK_EQ(bytes, 5);
    CHECK_EQ(overlapped, &read);
    CHECK_EQ(text[4], 'o');

    /* With the low bit of the event's handle set, the port is not told. */
    silent.hEvent = (HANDLE)((ULONG_PTR)CreateEventW(NULL, TRUE, FALSE, NULL) | 1);
    CHECK(ReadFile(file, text, 8, NULL, &silent) || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResult(file, &silent, &moved, TRUE));
    CHECK_EQ(moved, 5);
    CHECK_FAILS(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0), FALSE, WAIT_TIMEOUT);
    CHECK(CloseHandle((HANDLE)((ULONG_PTR)silent.hEvent & ~(ULONG_PTR)1)));

    /* Nor is it where the caller knows already. */
    OVERLAPPED again = {0};
    CHECK(SetFileCompletionNotificationModes(file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    if (WriteFile(file, "HELLO", 5, NULL, &again))
        CHECK_FAILS(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0), FALSE, WAIT_TIMEOUT);
    else
        CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 20000));

    CHECK_FAILS(ReadFileEx(file, text, 8, &read, done), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(port));
    CHECK(CloseHandle(file));
    CHECK(CloseHandle(plain));
    CHECK(DeleteFileW(L"port"));
}

GUEST_MAIN(RUN(a_queue); RUN(threads); RUN(alertable); scratch_enter(); RUN(files); scratch_leave();)
