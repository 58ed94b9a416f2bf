/* SPDX-License-Identifier: MIT
 *
 * Objects with names: creating, opening, colliding, going away.
 */
#include "guest.h"

static WCHAR name[64];

/* A name that no other run of this test has. */
static const WCHAR *named(const WCHAR *prefix)
{
    int at = 0;
    DWORD id = GetCurrentProcessId();
    while (*prefix)
        name[at++] = *prefix++;
    for (int i = 0; i < 8; i++, id >>= 4)
        name[at++] = L"0123456789abcdef"[id & 15];
    name[at] = 0;
    return name;
}

TEST(names_are_shared_and_go_away)
{
    SetLastError(1);
    HANDLE first = CreateEventW(NULL, TRUE, FALSE, named(L"decant-a-"));
    CHECK(first != NULL);
    CHECK_ERROR(ERROR_SUCCESS);
    HANDLE second = CreateEventW(NULL, FALSE, TRUE, name);
    CHECK(second != NULL && second != first);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK_EQ(WaitForSingleObject(second, 0), WAIT_TIMEOUT); /* the second's arguments are ignored */
    HANDLE third = OpenEventW(EVENT_MODIFY_STATE, FALSE, name);
    CHECK(third != NULL);
    CHECK(SetEvent(third));
    CHECK_FAILS(WaitForSingleObject(third, 0), WAIT_FAILED, ERROR_ACCESS_DENIED);
    CHECK_EQ(WaitForSingleObject(first, 0), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(second, 0), WAIT_OBJECT_0);
    CHECK_FAILS(CreateMutexW(NULL, FALSE, name), 0, ERROR_INVALID_HANDLE);
    CHECK_FAILS(OpenMutexW(SYNCHRONIZE, FALSE, name), 0, ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateSemaphoreW(NULL, 0, 1, name), 0, ERROR_INVALID_HANDLE);
    CloseHandle(first);
    CloseHandle(second);
    CloseHandle(third);
    CHECK_FAILS(OpenEventW(EVENT_ALL_ACCESS, FALSE, name), 0, ERROR_FILE_NOT_FOUND);
    first = CreateSemaphoreW(NULL, 1, 2, name);
    CHECK(first != NULL);
    CHECK_EQ(WaitForSingleObject(first, 0), WAIT_OBJECT_0);
    CloseHandle(first);
}

TEST(scopes_and_cases)
{
    HANDLE plain = CreateEventW(NULL, TRUE, FALSE, named(L"decant-b-"));
    HANDLE local = CreateEventW(NULL, TRUE, FALSE, named(L"Local\\decant-b-"));
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    HANDLE upper = CreateEventW(NULL, TRUE, FALSE, named(L"DECANT-B-"));
    CHECK_ERROR(ERROR_SUCCESS);
    HANDLE global = CreateEventW(NULL, TRUE, FALSE, named(L"Global\\decant-b-"));
    CHECK_ERROR(ERROR_SUCCESS);
    CHECK(plain && local && upper && global);
    CHECK_FAILS(CreateEventW(NULL, TRUE, FALSE, L"decant\\nowhere"), 0, ERROR_PATH_NOT_FOUND);
    CHECK_FAILS(OpenEventW(EVENT_ALL_ACCESS, FALSE, NULL), 0, ERROR_INVALID_PARAMETER);
    HANDLE narrow = OpenEventA(EVENT_ALL_ACCESS, FALSE, "decant-no-such-event");
    CHECK_EQ(narrow, 0);
    CHECK_ERROR(ERROR_FILE_NOT_FOUND);
    CloseHandle(plain);
    CloseHandle(local);
    CloseHandle(upper);
    CloseHandle(global);
}

static DWORD WINAPI leaves_it_owned(LPVOID argument)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, name);
    return WaitForSingleObject(mutex, 0);
}

TEST(named_mutexes)
{
    HANDLE mutex = CreateMutexW(NULL, TRUE, named(L"decant-c-"));
    HANDLE again = CreateMutexW(NULL, TRUE, name);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(ReleaseMutex(again));
    CHECK_FAILS(ReleaseMutex(again), FALSE, ERROR_NOT_OWNER); /* the second was no owner by creation */
    HANDLE thread = CreateThread(NULL, 0, leaves_it_owned, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(mutex, 1000), WAIT_ABANDONED);
    CHECK(ReleaseMutex(mutex));
    CloseHandle(thread);
    CloseHandle(mutex);
    CloseHandle(again);
}

GUEST_MAIN(RUN(names_are_shared_and_go_away); RUN(scopes_and_cases); RUN(named_mutexes);)
