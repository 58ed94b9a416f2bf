/* SPDX-License-Identifier: MIT
 *
 * Completion ports with a limit, whose threads wait for all that a thread can wait for. No packet and no
 * place may be lost.
 *
 *     ports.exe PACKETS [LIMIT [THREADS]]      a limit of 2 and 8 threads unless told
 *
 * A thread that gets a packet computes, sleeps, enters a lock that others want, asks another port, waits for
 * an event that only the next packet sets, lets a wait time out, or ends and is replaced. Packets are posted
 * by the threads themselves, so that as many are under way all the time. In the end every packet has been
 * seen once; then each place of the port is tried: so many threads may run at once as there are places, and
 * no more. Nobody waits longer than a minute: whoever does has lost something, and the program fails.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE = 60000, MOST = 64, WAYS = 8 };
enum { STOP = 1, WORK = 2, HOLD = 3 }; /* completion keys */

static HANDLE port, other_port, event;
static CRITICAL_SECTION section;
static SRWLOCK lock = SRWLOCK_INIT;
static volatile LONG left, seen, failures, holding, let_go;
static LONG packets;

static void fail(const char *what)
{
    InterlockedIncrement(&failures);
    fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    fflush(stderr);
}

static void post(HANDLE where, ULONG_PTR key)
{
    if (!PostQueuedCompletionStatus(where, 0, key, NULL))
        fail("post");
}

static void spin(unsigned rounds)
{
    for (volatile unsigned i = 0; i < rounds; i++)
        ;
}

static void use_other_port(void)
{
    DWORD count;
    ULONG_PTR key;
    OVERLAPPED *which;
    post(other_port, WORK);
    if (!GetQueuedCompletionStatus(other_port, &count, &key, &which, PATIENCE))
        fail("the other port");
}

static void work(unsigned random)
{
    switch (random % WAYS) {
    case 0:
        spin(random / 8 % 2000);
        break;
    case 1:
        Sleep(random / 8 % 64 == 0);
        break;
    case 2:
        EnterCriticalSection(&section);
        spin(random / 8 % 500);
        LeaveCriticalSection(&section);
        break;
    case 3:
        AcquireSRWLockExclusive(&lock);
        spin(random / 8 % 500);
        ReleaseSRWLockExclusive(&lock);
        break;
    case 4:
        use_other_port();
        break;
    case 5: /* somebody who comes later sets it, or the time is over */
        WaitForSingleObject(event, 2);
        break;
    default:
        SetEvent(event);
    }
}

static DWORD WINAPI run(LPVOID seed)
{
    unsigned random = (unsigned)(ULONG_PTR)seed;
    for (;;) {
        DWORD count, patience = random % 16 ? PATIENCE : 0;
        ULONG_PTR key;
        OVERLAPPED *which;
        random = random * 1664525 + 1013904223;
        if (!GetQueuedCompletionStatus(port, &count, &key, &which, patience)) {
            if (patience || GetLastError() != WAIT_TIMEOUT)
                fail("a packet is lost");
            if (patience)
                return 1;
            continue;
        }
        if (key == STOP)
            return 0;
        if (key == HOLD) { /* runs, and lets nobody else in its place */
            InterlockedIncrement(&holding);
            for (DWORD start = GetTickCount(); !let_go && GetTickCount() - start < PATIENCE;)
                ;
            InterlockedDecrement(&holding);
            continue;
        }
        work(random >> 8);
        InterlockedIncrement(&seen);
        if (InterlockedDecrement(&left) >= 0)
            post(port, WORK);
        if (random >> 8 & 1 << 20 &&
            random % 997 == 0) { /* its place is free again, and a new thread comes */
            HANDLE next = CreateThread(NULL, 0, run, (LPVOID)(ULONG_PTR)(random | 1), 0, NULL);
            if (!next)
                fail("a new thread");
            if (WaitForSingleObject(next, INFINITE) != WAIT_OBJECT_0)
                fail("a thread's end");
            CloseHandle(next);
            return 0;
        }
    }
}

static void wait_for(volatile LONG *value, LONG wanted)
{
    DWORD start = GetTickCount();
    while (*value != wanted && GetTickCount() - start < PATIENCE)
        Sleep(1);
    if (*value != wanted)
        fail("something is lost");
}

int main(int argc, char **argv)
{
    LONG limit = argc > 2 ? atoi(argv[2]) : 2, threads = argc > 3 ? atoi(argv[3]) : 8;
    HANDLE all[MOST];
    packets = argc > 1 ? atoi(argv[1]) : 100000;
    if (threads > MOST || threads <= limit || packets < 2 * threads) {
        fprintf(stderr,
                "ports PACKETS [LIMIT [THREADS]]: more threads than places, more packets than threads\n");
        return 2;
    }
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, (DWORD)limit);
    other_port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, (DWORD)limit);
    event = CreateEventW(NULL, FALSE, FALSE, NULL);
    InitializeCriticalSection(&section);
    left = packets - 2 * threads;
    for (LONG i = 0; i < threads; i++)
        all[i] = CreateThread(NULL, 0, run, (LPVOID)(ULONG_PTR)(2654435761u * (unsigned)(i + 1)), 0, NULL);
    for (LONG i = 0; i < 2 * threads; i++)
        post(port, WORK);
    for (LONG before = -1; seen < packets && before != seen;) { /* as long as there is any progress */
        before = seen;
        for (DWORD start = GetTickCount(); seen == before && GetTickCount() - start < PATIENCE;)
            Sleep(1);
    }
    if (seen != packets)
        fail("packets are lost");
    for (LONG i = 0; i < threads; i++)
        post(port, HOLD);
    wait_for(&holding, limit);
    Sleep(5);
    if (holding != limit)
        fail("more threads run than may");
    let_go = 1;
    for (LONG i = 0; i < threads; i++)
        post(port, STOP);
    for (LONG i = 0; i < threads; i++)
        if (WaitForSingleObject(all[i], PATIENCE) != WAIT_OBJECT_0)
            fail("a thread's end");
    printf("%ld packets, %ld failures\n", seen, failures);
    return failures != 0;
}
