/* SPDX-License-Identifier: MIT
 *
 * threads: counts the primes below a hundred thousand with four threads, which take their work from a
 * counter, then adds the squares of one to a hundred in the thread pool, and has a timer call three times.
 */
#include <windows.h>
#include <stdio.h>

enum { THREADS = 4, LIMIT = 100000, STEP = 1000 };

static LONG volatile next, primes, squares, ticks;
static HANDLE ticked;

static int is_prime(LONG n)
{
    if (n < 2)
        return 0;
    for (LONG i = 2; i * i <= n; i++)
        if (n % i == 0)
            return 0;
    return 1;
}

static DWORD WINAPI count_primes(void *unused)
{
    DWORD found = 0;
    for (LONG from; (from = InterlockedExchangeAdd(&next, STEP)) < LIMIT;)
        for (LONG n = from; n < from + STEP; n++)
            found += (DWORD)is_prime(n);
    InterlockedExchangeAdd(&primes, (LONG)found);
    return found;
}

static void CALLBACK add_square(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    static LONG volatile number;
    LONG n = InterlockedIncrement(&number);
    InterlockedExchangeAdd(&squares, n * n);
}

static void CALLBACK tick(void *unused, BOOLEAN fired)
{
    if (InterlockedIncrement(&ticks) == 3)
        SetEvent(ticked);
}

int wmain(void)
{
    HANDLE threads[THREADS], timer;
    DWORD sum = 0, code;
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, count_primes, NULL, 0, NULL);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (int i = 0; i < THREADS; i++) {
        GetExitCodeThread(threads[i], &code);
        CloseHandle(threads[i]);
        sum += code;
    }
    printf("%ld primes below %d; the threads' exit codes add up to %lu\n", primes, LIMIT, sum);

    PTP_WORK work = CreateThreadpoolWork(add_square, NULL, NULL);
    for (int i = 0; i < 100; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(work);
    printf("the squares of 1 to 100 add up to %ld\n", squares);

    ticked = CreateEventW(NULL, TRUE, FALSE, NULL);
    CreateTimerQueueTimer(&timer, NULL, tick, NULL, 1, 1, WT_EXECUTEDEFAULT);
    WaitForSingleObject(ticked, INFINITE);
    DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE);
    printf("the timer has called\n");
    return 0;
}
