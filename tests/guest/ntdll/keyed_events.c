/* SPDX-License-Identifier: MIT
 *
 * Keyed events, alerts and wait completion packets.
 */
#include "nt.h"

NT NtCreateKeyedEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);
NT NtWaitForKeyedEvent(HANDLE, PVOID, BOOLEAN, PLARGE_INTEGER);
NT NtReleaseKeyedEvent(HANDLE, PVOID, BOOLEAN, PLARGE_INTEGER);
NT NtCreateWaitCompletionPacket(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtAssociateWaitCompletionPacket(HANDLE, HANDLE, HANDLE, PVOID, PVOID, NTSTATUS, ULONG_PTR, PBOOLEAN);
NT NtCancelWaitCompletionPacket(HANDLE, BOOLEAN);
NT NtRemoveIoCompletion(HANDLE, PVOID *, PVOID *, PIO_STATUS_BLOCK, PLARGE_INTEGER);
NT NtCreateIoCompletion(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);

NT NtOpenKeyedEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtOpenIoCompletion(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtSetIoCompletion(HANDLE, PVOID, PVOID, NTSTATUS, ULONG_PTR);
NT NtOpenJobObject(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);

NT NtWaitForAlertByThreadId(PVOID, PLARGE_INTEGER);
NT NtAlertThreadByThreadId(HANDLE);

static HANDLE keyed;
static LONG passed;
static LARGE_INTEGER soon = {.QuadPart = -10000}, at_once = {.QuadPart = 0};

static DWORD WINAPI waits_for_key(PVOID key)
{
    NTSTATUS status = NtWaitForKeyedEvent(keyed, key, FALSE, NULL);
    InterlockedIncrement(&passed);
    return (DWORD)status;
}

static VOID CALLBACK nothing(ULONG_PTR argument)
{
}

TEST(keyed_events)
{
    HANDLE threads[8], thread;
    passed = 0;
    CHECK_EQ(NtCreateKeyedEvent(&keyed, EVENT_ALL_ACCESS & 0xF0003, NULL, 0), STATUS_SUCCESS);
    CHECK_EQ(NtWaitForKeyedEvent(keyed, (PVOID)1, FALSE, &at_once), STATUS_INVALID_PARAMETER_1);
    CHECK_EQ(NtWaitForKeyedEvent(keyed, (PVOID)2, FALSE, &at_once), STATUS_TIMEOUT);
    CHECK_EQ(NtReleaseKeyedEvent(keyed, (PVOID)2, FALSE, &soon), STATUS_TIMEOUT); /* nobody comes */
    CHECK_EQ(NtWaitForKeyedEvent(NULL, (PVOID)2, FALSE, &soon), STATUS_TIMEOUT);
    CHECK_EQ(NtWaitForKeyedEvent((HANDLE)0x7FF0, (PVOID)2, FALSE, &soon), STATUS_INVALID_HANDLE);
    for (int i = 0; i < 8; i++)
        threads[i] = CreateThread(NULL, 0, waits_for_key, (PVOID)(ULONG_PTR)(0x1000 + 2 * (i % 2)), 0, NULL);
    for (int i = 0; i < 4; i++) /* each wakes one of its own key, and waits for it to be there */
        CHECK_EQ(NtReleaseKeyedEvent(keyed, (PVOID)0x1002, FALSE, NULL), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(threads[7], 20000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(threads[0], 0), WAIT_TIMEOUT);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(NtReleaseKeyedEvent(keyed, (PVOID)0x1000, FALSE, NULL), STATUS_SUCCESS);
    CHECK_EQ(WaitForMultipleObjects(8, threads, TRUE, 20000), WAIT_OBJECT_0);
    CHECK_EQ(passed, 8);
    for (int i = 0; i < 8; i++)
        CHECK(CloseHandle(threads[i]));
    CHECK(QueueUserAPC(nothing, GetCurrentThread(), 0));
    CHECK_EQ(NtReleaseKeyedEvent(keyed, (PVOID)2, TRUE, NULL), STATUS_USER_APC);
    /* The event without a handle. */
    CHECK_EQ(NtClose(keyed), STATUS_SUCCESS);
    keyed = NULL;
    thread = CreateThread(NULL, 0, waits_for_key, (PVOID)4, 0, NULL);
    CHECK_EQ(NtReleaseKeyedEvent(NULL, (PVOID)4, FALSE, NULL), STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(CloseHandle(thread));
}

TEST(wait_completion_packets)
{
    HANDLE packet, port, event = CreateEventW(NULL, FALSE, FALSE, NULL),
                         mutex = CreateMutexW(NULL, FALSE, NULL);
    PVOID key, context;
    IO_STATUS_BLOCK iosb;
    BOOLEAN already = 7;
    LARGE_INTEGER long_time = {.QuadPart = -200000000};
    CHECK_EQ(NtCreateIoCompletion(&port, GENERIC_ALL, NULL, 0), STATUS_SUCCESS);
    CHECK_EQ(NtCreateWaitCompletionPacket(&packet, GENERIC_ALL, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_CANCELLED);
    CHECK_EQ(NtCancelWaitCompletionPacket(event, FALSE), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtAssociateWaitCompletionPacket(packet, event, event, NULL, NULL, 0, 0, NULL),
             STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, mutex, NULL, NULL, 0, 0, NULL),
             STATUS_OBJECT_TYPE_MISMATCH);
    for (int i = 0; i < 20; i++) {
        CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, event, (PVOID)1, (PVOID)2, STATUS_PENDING, 3,
                                                 &already),
                 STATUS_SUCCESS);
        CHECK_EQ(already, FALSE);
        CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, event, NULL, NULL, 0, 0, NULL),
                 STATUS_INVALID_PARAMETER_1); /* in use */
        CHECK(SetEvent(event));
        CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, &long_time), STATUS_SUCCESS);
        CHECK_EQ(key, (PVOID)1);
        CHECK_EQ(context, (PVOID)2);
        CHECK_EQ(iosb.Status, STATUS_PENDING);
        CHECK_EQ(iosb.Information, 3);
        CHECK_EQ(WaitForSingleObject(event, 0), WAIT_TIMEOUT); /* the packet took it */
    }
    /* Cancelled in time: the object is nobody's. */
    CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, event, NULL, NULL, 0, 0, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_SUCCESS);
    CHECK(SetEvent(event));
    CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, &soon), STATUS_TIMEOUT);
    /* Signaled already: the packet is there at once, and can be taken back from the port. */
    CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, event, NULL, NULL, 0, 0, &already),
             STATUS_SUCCESS);
    CHECK_EQ(already, TRUE);
    CHECK_EQ(NtCancelWaitCompletionPacket(packet, FALSE), STATUS_PENDING);
    CHECK_EQ(NtCancelWaitCompletionPacket(packet, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, &at_once), STATUS_TIMEOUT);
    CHECK_EQ(NtCancelWaitCompletionPacket(packet, TRUE), STATUS_CANCELLED);
    /* A queued packet outlives its handle. */
    CHECK(SetEvent(event));
    CHECK_EQ(NtAssociateWaitCompletionPacket(packet, port, event, (PVOID)9, NULL, 0, 0, NULL),
             STATUS_SUCCESS);
    CHECK_EQ(NtClose(packet), STATUS_SUCCESS);
    CHECK_EQ(NtRemoveIoCompletion(port, &key, &context, &iosb, &at_once), STATUS_SUCCESS);
    CHECK_EQ(key, (PVOID)9);
    CHECK_EQ(NtClose(port), STATUS_SUCCESS);
    CHECK(CloseHandle(event) && CloseHandle(mutex));
}

static volatile LONG turns;

/* Passes the turn back and forth with the thread whose identifier it gets. */
static DWORD WINAPI answers_alerts(LPVOID other)
{
    for (int i = 0; i < 500; i++) {
        if (NtWaitForAlertByThreadId(NULL, NULL) != STATUS_ALERTED)
            return 1;
        InterlockedIncrement(&turns);
        if (NtAlertThreadByThreadId(other))
            return 2;
    }
    return 0;
}

TEST(alerts)
{
    DWORD id, code = 9;
    HANDLE self = (HANDLE)(ULONG_PTR)GetCurrentThreadId();
    CHECK_EQ(NtWaitForAlertByThreadId(NULL, &at_once), STATUS_TIMEOUT);
    CHECK_EQ(NtWaitForAlertByThreadId((PVOID)&turns, &soon), STATUS_TIMEOUT);
    CHECK_EQ(NtAlertThreadByThreadId(self), STATUS_SUCCESS);
    CHECK_EQ(NtAlertThreadByThreadId(self), STATUS_SUCCESS); /* two are one */
    CHECK_EQ(NtWaitForAlertByThreadId(NULL, NULL), STATUS_ALERTED);
    CHECK_EQ(NtWaitForAlertByThreadId(NULL, &at_once), STATUS_TIMEOUT);
    CHECK_EQ(NtAlertThreadByThreadId((HANDLE)(ULONG_PTR)0xFFFFFFF0), STATUS_INVALID_CID);
    CHECK_EQ(NtAlertThreadByThreadId(NULL), STATUS_INVALID_CID);
    HANDLE thread = CreateThread(NULL, 0, answers_alerts, self, 0, &id);
    for (LONG i = 0; i < 500; i++) {
        CHECK_EQ(turns, i);
        CHECK_EQ(NtAlertThreadByThreadId((HANDLE)(ULONG_PTR)id), STATUS_SUCCESS);
        CHECK_EQ(NtWaitForAlertByThreadId(NULL, NULL), STATUS_ALERTED);
    }
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code) && code == 0);
    CHECK(CloseHandle(thread));
}

static WCHAR name_text[] = L"\\BaseNamedObjects\\decant-keyed-0-00000000";

TEST(names)
{
    HANDLE first, second, third, thread;
    PVOID key, context;
    IO_STATUS_BLOCK iosb;
    DWORD id = GetCurrentProcessId();
    for (int i = 0; i < 8; i++, id >>= 4)
        name_text[sizeof(name_text) / sizeof(WCHAR) - 2 - i] = L"0123456789abcdef"[id & 15];
    UNICODE_STRING name = STR(name_text);
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes), .ObjectName = &name};
    CHECK_EQ(NtOpenKeyedEvent(&first, GENERIC_ALL, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(NtCreateKeyedEvent(&first, GENERIC_ALL, &attributes, 0), STATUS_SUCCESS);
    CHECK_EQ(NtCreateKeyedEvent(&second, GENERIC_ALL, &attributes, 0), STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(NtOpenKeyedEvent(&second, 2 /* to wake */, &attributes), STATUS_SUCCESS);
    attributes.Attributes = OBJ_OPENIF;
    CHECK_EQ(NtCreateKeyedEvent(&third, GENERIC_ALL, &attributes, 0), STATUS_OBJECT_NAME_EXISTS);
    CHECK_EQ(NtClose(third), STATUS_SUCCESS);
    CHECK_EQ(NtCreateIoCompletion(&third, GENERIC_ALL, &attributes, 0), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtOpenIoCompletion(&third, GENERIC_ALL, &attributes), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtOpenJobObject(&third, GENERIC_ALL, &attributes), STATUS_OBJECT_TYPE_MISMATCH);
    keyed = first;
    passed = 0;
    thread = CreateThread(NULL, 0, waits_for_key, (PVOID)6, 0, NULL);
    CHECK_EQ(NtReleaseKeyedEvent(second, (PVOID)6, FALSE, NULL), STATUS_SUCCESS); /* the same one */
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CHECK_EQ(NtWaitForKeyedEvent(second, (PVOID)6, FALSE, &at_once), STATUS_ACCESS_DENIED);
    CHECK(CloseHandle(thread));
    CHECK_EQ(NtClose(first), STATUS_SUCCESS);
    CHECK_EQ(NtClose(second), STATUS_SUCCESS);

    CHECK_EQ(NtCreateIoCompletion(&first, GENERIC_ALL, &attributes, 0), STATUS_SUCCESS); /* free again */
    CHECK_EQ(NtOpenIoCompletion(&second, GENERIC_ALL, &attributes), STATUS_SUCCESS);
    CHECK_EQ(NtClose(first), STATUS_SUCCESS); /* not the last one */
    CHECK_EQ(NtSetIoCompletion(second, (PVOID)1, NULL, 0, 0), STATUS_SUCCESS);
    CHECK_EQ(NtOpenIoCompletion(&first, GENERIC_ALL, &attributes), STATUS_SUCCESS);
    CHECK_EQ(NtRemoveIoCompletion(first, &key, &context, &iosb, &at_once), STATUS_SUCCESS);
    CHECK_EQ(key, (PVOID)1);
    CHECK_EQ(NtClose(first), STATUS_SUCCESS);
    CHECK_EQ(NtClose(second), STATUS_SUCCESS);
    CHECK_EQ(NtOpenIoCompletion(&first, GENERIC_ALL, &attributes), STATUS_OBJECT_NAME_NOT_FOUND);

    CHECK_EQ(NtCreateWaitCompletionPacket(&first, GENERIC_ALL, &attributes), STATUS_SUCCESS);
    attributes.Attributes = 0;
    CHECK_EQ(NtCreateWaitCompletionPacket(&second, GENERIC_ALL, &attributes), STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(NtClose(first), STATUS_SUCCESS);
}

GUEST_MAIN(RUN(names); RUN(alerts); RUN(keyed_events); RUN(wait_completion_packets);)
