/* SPDX-License-Identifier: MIT
 *
 * Waitable objects by their A, Ex and Open functions, and waits on addresses.
 */
#include "guest.h"

static HANDLE invalid(void)
{
    return (HANDLE)(INT_PTR)0x7770;
}

static BOOL same_object(HANDLE one, HANDLE two)
{
    BOOL(WINAPI * compare)
    (HANDLE, HANDLE) = (void *)GetProcAddress(GetModuleHandleA("kernelbase"), "CompareObjectHandles");
    return !compare || compare(one, two);
}

TEST(mutexes_by_ansi_name)
{
    HANDLE one = CreateMutexA(NULL, TRUE, "decant-variant-mutex");
    CHECK(one != NULL);
    CHECK_FAILS(OpenMutexA(SYNCHRONIZE, FALSE, "decant-variant-none"), 0, ERROR_FILE_NOT_FOUND);
    HANDLE two = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "decant-variant-mutex");
    CHECK(two != NULL);
    HANDLE three = CreateMutexExA(NULL, "decant-variant-mutex", CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(three != NULL && same_object(one, three));
    HANDLE other = CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS);
    CHECK(ReleaseMutex(other));
    CHECK_FAILS(ReleaseMutex(other), FALSE, ERROR_NOT_OWNER);
    HANDLE weak = CreateMutexExW(NULL, L"decant-variant-mutex", 0, SYNCHRONIZE);
    CHECK_EQ(WaitForSingleObject(weak, 0), WAIT_OBJECT_0);
    CHECK(ReleaseMutex(one) && ReleaseMutex(one));
    CHECK_FAILS(ReleaseMutex(one), FALSE, ERROR_NOT_OWNER);
    CHECK_FAILS(CreateEventExA(NULL, "decant-variant-mutex", 0, EVENT_ALL_ACCESS), 0, ERROR_INVALID_HANDLE);
    CHECK(CloseHandle(one) && CloseHandle(two) && CloseHandle(three) && CloseHandle(other) &&
          CloseHandle(weak));
    CHECK_FAILS(OpenMutexA(SYNCHRONIZE, FALSE, "decant-variant-mutex"), 0, ERROR_FILE_NOT_FOUND);
}

TEST(semaphores_by_name)
{
    LONG count;
    HANDLE one = CreateSemaphoreA(NULL, 1, 2, "decant-variant-semaphore");
    CHECK(one != NULL);
    HANDLE two = CreateSemaphoreExW(NULL, 0, 5, L"decant-variant-semaphore", 0, SEMAPHORE_ALL_ACCESS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    HANDLE three = CreateSemaphoreExA(NULL, 0, 5, "decant-variant-semaphore", 0, SYNCHRONIZE);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK_FAILS(ReleaseSemaphore(three, 1, NULL), FALSE, ERROR_ACCESS_DENIED);
    HANDLE four = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE, "decant-variant-semaphore");
    CHECK(ReleaseSemaphore(four, 1, &count));
    CHECK_EQ(count, 1);
    CHECK_FAILS(WaitForSingleObject(four, 0), WAIT_FAILED, ERROR_ACCESS_DENIED);
    CHECK_FAILS(ReleaseSemaphore(two, 1, &count), FALSE, ERROR_TOO_MANY_POSTS);
    HANDLE five = OpenSemaphoreW(SYNCHRONIZE, FALSE, L"decant-variant-semaphore");
    CHECK_EQ(WaitForSingleObject(five, 0), WAIT_OBJECT_0);
    CHECK_FAILS(OpenSemaphoreW(SYNCHRONIZE, FALSE, L"decant-variant-none"), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(CreateSemaphoreA(NULL, 3, 2, NULL), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateSemaphoreA(NULL, -1, 2, NULL), 0, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(one) && CloseHandle(two) && CloseHandle(three) && CloseHandle(four) &&
          CloseHandle(five));
}

TEST(timers_by_name)
{
    LARGE_INTEGER at_once = {.QuadPart = -1};
    HANDLE one = CreateWaitableTimerExW(NULL, L"decant-variant-timer", CREATE_WAITABLE_TIMER_MANUAL_RESET,
                                        TIMER_ALL_ACCESS);
    CHECK(one != NULL);
    HANDLE two = OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"decant-variant-timer");
    CHECK(two && same_object(one, two));
    HANDLE three = CreateWaitableTimerExA(NULL, "decant-variant-timer", 0, TIMER_ALL_ACCESS);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    CHECK(SetWaitableTimerEx(two, &at_once, 0, NULL, NULL, NULL, 0));
    CHECK_EQ(WaitForSingleObject(one, 5000), WAIT_OBJECT_0);
    CHECK_EQ(WaitForSingleObject(three, 0), WAIT_OBJECT_0);
    CHECK_FAILS(OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"decant-variant-none"), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(SetWaitableTimerEx(two, &at_once, -1, NULL, NULL, NULL, 0), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(one) && CloseHandle(two) && CloseHandle(three));
    HANDLE precise = CreateWaitableTimerExW(NULL, NULL, 2 /* high resolution */, TIMER_ALL_ACCESS);
    CHECK(precise != NULL);
    CHECK(CloseHandle(precise));
}

TEST(mappings_by_ansi_name)
{
    HANDLE one = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 65536 * 2,
                                    "decant-variant-section");
    HANDLE two = OpenFileMappingA(FILE_MAP_READ | FILE_MAP_WRITE, FALSE, "decant-variant-section");
    CHECK(one && two);
    char *a = MapViewOfFileEx(one, FILE_MAP_WRITE, 0, 0, 0, NULL);
    char *b = MapViewOfFileEx(two, FILE_MAP_READ, 0, 65536, 10, NULL);
    CHECK(a && b && a != b);
    a[65536] = 'x';
    CHECK_EQ(b[0], 'x');
    CHECK_FAILS(MapViewOfFileEx(two, FILE_MAP_READ, 0, 100, 10, NULL), 0, ERROR_MAPPED_ALIGNMENT);
    CHECK_FAILS(MapViewOfFileEx(two, FILE_MAP_READ, 0, 0, 0, a), 0, ERROR_INVALID_ADDRESS);
    char *c = MapViewOfFileExNuma(two, FILE_MAP_READ, 0, 0, 0, NULL, NUMA_NO_PREFERRED_NODE);
    CHECK(c && c[65536] == 'x');
    CHECK(UnmapViewOfFile(a) && UnmapViewOfFile(b) && UnmapViewOfFile(c));
    CHECK_FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, "decant-variant-none"), 0, ERROR_FILE_NOT_FOUND);
    HANDLE three = CreateFileMappingNumaW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL,
                                          NUMA_NO_PREFERRED_NODE);
    CHECK(three != NULL);
    CHECK(CloseHandle(one) && CloseHandle(two) && CloseHandle(three));
    CHECK_FAILS(MapViewOfFileEx(invalid(), FILE_MAP_READ, 0, 0, 0, NULL), 0, ERROR_INVALID_HANDLE);
}

static volatile LONG word;
static BOOL(WINAPI *wait_on_address)(volatile void *, void *, SIZE_T, DWORD);
static void(WINAPI *wake_all)(void *);

static DWORD WINAPI waker(void *unused)
{
    word = 1;
    wake_all((void *)&word);
    return 0;
}

TEST(waits_on_addresses)
{
    HMODULE module = LoadLibraryA("api-ms-win-core-synch-l1-2-0.dll");
    wait_on_address = (void *)GetProcAddress(module, "WaitOnAddress");
    wake_all = (void *)GetProcAddress(module, "WakeByAddressAll");
    if (!wait_on_address || !wake_all)
        return;
    LONG zero = 0, other = 5;
    CHECK(wait_on_address(&word, &other, sizeof(word), INFINITE));
    CHECK_FAILS(wait_on_address(&word, &zero, sizeof(word), 1), FALSE, ERROR_TIMEOUT);
    CHECK_FAILS(wait_on_address(&word, &zero, 3, 1), FALSE, ERROR_INVALID_PARAMETER);
    HANDLE thread = CreateThread(NULL, 0, waker, NULL, 0, NULL);
    while (word == 0)
        CHECK(wait_on_address(&word, &zero, sizeof(word), 10000));
    WaitForSingleObject(thread, INFINITE);
    CHECK(CloseHandle(thread));
}

TEST(waits_with_alerts)
{
    HANDLE events[2] = {CreateEventExA(NULL, NULL, CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS),
                        CreateEventExA(NULL, NULL, CREATE_EVENT_MANUAL_RESET, EVENT_ALL_ACCESS)};
    CHECK_EQ(WaitForMultipleObjectsEx(2, events, FALSE, 1000, TRUE), WAIT_OBJECT_0);
    CHECK_EQ(WaitForMultipleObjectsEx(2, events, FALSE, 1, TRUE), WAIT_TIMEOUT);
    CHECK_FAILS(WaitForMultipleObjectsEx(0, events, FALSE, 0, FALSE), WAIT_FAILED, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WaitForMultipleObjectsEx(65, events, FALSE, 0, FALSE), WAIT_FAILED, ERROR_INVALID_PARAMETER);
    HANDLE twice[2] = {events[1], events[1]};
    CHECK_FAILS(WaitForMultipleObjectsEx(2, twice, TRUE, 0, FALSE), WAIT_FAILED, ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(events[0]) && CloseHandle(events[1]));
}

TEST(threads_are_described)
{
    HMODULE kernel = GetModuleHandleA("kernel32");
    HRESULT(WINAPI * describe)(HANDLE, PCWSTR) = (void *)GetProcAddress(kernel, "SetThreadDescription");
    HRESULT(WINAPI * description)(HANDLE, PWSTR *) = (void *)GetProcAddress(kernel, "GetThreadDescription");
    PWSTR text = NULL;
    ULONG_PTR low = 0, high = 0;
    if (describe && description) {
        CHECK(description(GetCurrentThread(), &text) >= 0);
        CHECK_WIDE(text, L"");
        LocalFree(text);
        CHECK(describe(GetCurrentThread(), L"worker \x20AC") >= 0);
        CHECK(description(GetCurrentThread(), &text) >= 0);
        CHECK_WIDE(text, L"worker \x20AC");
        LocalFree(text);
        CHECK(describe(invalid(), L"x") < 0);
    }
    GetCurrentThreadStackLimits(&low, &high);
    CHECK(low < (ULONG_PTR)&text && (ULONG_PTR)&text < high);
}

GUEST_MAIN(RUN(mutexes_by_ansi_name); RUN(semaphores_by_name); RUN(timers_by_name);
           RUN(mappings_by_ansi_name); RUN(waits_on_addresses); RUN(waits_with_alerts);
           RUN(threads_are_described);)
