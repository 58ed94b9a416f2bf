/* SPDX-License-Identifier: MIT
 *
 * Random waits and signals over threads and processes, in which no wake-up may be lost.
 *
 *     waits.exe ROUNDS [PROCESSES [THREADS]]      4 processes of 2 threads unless told
 *
 * There are tokens, all in named objects: three counts of semaphores, and one signal in each pair of
 * automatic events. A thread, again and again, takes one from somewhere (by a wait for one, for any or for
 * all of some objects) and puts it back elsewhere. There are fewer than threads want, so that they sleep; as
 * long as no wake-up is lost somebody can always go on, and in the end every token is there. Beside them a
 * count is changed under a mutex. A thread that waits for a minute has lost a wake-up: the program fails.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

enum { SEMAPHORES = 4, EVENTS = 4, PATIENCE = 60000, MOST = 16 };

static HANDLE semaphores[SEMAPHORES];      /* tokens */
static HANDLE full[EVENTS], empty[EVENTS]; /* each pair holds one signal: a token, or room for one */
static HANDLE mutex, changed; /* guards the shared count; a manual event that is pulsed by set and reset */
static volatile LONG *shared; /* [0]: count under the mutex; [1]: operations; [2]: failures */
static LONG rounds;

static void named(const char *what, int index, char *name)
{
    const char *session = getenv("STRESS_SESSION");
    sprintf(name, "Local\\stress-%s-%s-%d", session ? session : "0", what, index);
}

static void fail(const char *what, unsigned long value)
{
    InterlockedIncrement(&shared[2]);
    fprintf(stderr, "process %lu: %s: %lu\n", GetCurrentProcessId(), what, value);
    fflush(stderr);
}

static unsigned next_random(unsigned *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static int waited(DWORD result, DWORD count)
{
    InterlockedIncrement(&shared[1]);
    if (result < WAIT_OBJECT_0 + count)
        return (int)(result - WAIT_OBJECT_0);
    fail(result == WAIT_TIMEOUT ? "a wake-up is lost" : "wait",
         result == WAIT_FAILED ? GetLastError() : result);
    return -1;
}

static int wait_one(HANDLE handle)
{
    return waited(WaitForSingleObject(handle, PATIENCE), 1) == 0;
}

/* A token out of some place and into another: through the semaphores, by waits for any of them. */
static int through_semaphores(unsigned *seed)
{
    HANDLE any[SEMAPHORES];
    unsigned first = next_random(seed) % SEMAPHORES;
    for (unsigned i = 0; i < SEMAPHORES; i++)
        any[i] = semaphores[(first + i) % SEMAPHORES];
    if (waited(WaitForMultipleObjects(SEMAPHORES, any, FALSE, PATIENCE), SEMAPHORES) < 0)
        return 0;
    if (!ReleaseSemaphore(semaphores[next_random(seed) % SEMAPHORES], 1, NULL))
        return fail("ReleaseSemaphore", GetLastError()), 0;
    return 1;
}

/* From one of the events, and into its other half: whoever took a token has made room there, and who takes
 * room makes a token. So a pair always holds one signal, or somebody has it in his hands; the handles that
 * are waited for have a whole pair among them, so that the wait ends. */
static int through_events(unsigned *seed)
{
    HANDLE any[EVENTS + 1];
    unsigned first = next_random(seed) % (2 * EVENTS);
    for (unsigned i = 0; i <= EVENTS; i++) {
        unsigned at = (first + i) % (2 * EVENTS);
        any[i] = at < EVENTS ? full[at] : empty[at - EVENTS];
    }
    int got = waited(WaitForMultipleObjects(EVENTS + 1, any, FALSE, PATIENCE), EVENTS + 1);
    if (got < 0)
        return 0;
    unsigned at = (first + (unsigned)got) % (2 * EVENTS);
    if (!SetEvent(at < EVENTS ? empty[at] : full[at - EVENTS]))
        return fail("SetEvent", GetLastError()), 0;
    return 1;
}

/* A semaphore's token and the mutex, both or none. */
static int through_all(unsigned *seed)
{
    HANDLE both[2] = {semaphores[next_random(seed) % SEMAPHORES], mutex};
    DWORD result = WaitForMultipleObjects(2, both, TRUE, next_random(seed) % 4 ? 1 : 0);
    InterlockedIncrement(&shared[1]);
    if (result == WAIT_TIMEOUT)
        return 1; /* neither is taken: the end's count tells */
    if (result > WAIT_OBJECT_0 + 1)
        return fail("wait for all", result), 0;
    LONG count = shared[0];
    shared[0] = count + 1; /* under the mutex: not interlocked on purpose */
    if (!ReleaseMutex(mutex) || !ReleaseSemaphore(semaphores[next_random(seed) % SEMAPHORES], 1, NULL))
        return fail("release", GetLastError()), 0;
    InterlockedIncrement(&shared[3]);
    return 1;
}

static int through_mutex(unsigned *seed)
{
    if (!wait_one(mutex))
        return 0;
    LONG count = shared[0];
    if (next_random(seed) % 8 == 0)
        SwitchToThread();
    shared[0] = count + 1;
    InterlockedIncrement(&shared[3]);
    if (next_random(seed) % 2 ? !ReleaseMutex(mutex)
                              : SignalObjectAndWait(mutex, changed, 0, FALSE) == WAIT_FAILED)
        return fail("ReleaseMutex", GetLastError()), 0;
    return 1;
}

static DWORD WINAPI play(LPVOID argument)
{
    unsigned seed = (unsigned)(ULONG_PTR)argument * 2654435761u + GetCurrentProcessId();
    for (LONG i = 0; i < rounds && !shared[2]; i++) {
        unsigned what = next_random(&seed) % 8;
        int fine = what < 3   ? through_semaphores(&seed)
                   : what < 6 ? through_events(&seed)
                   : what < 7 ? through_mutex(&seed)
                              : through_all(&seed);
        if (!fine)
            return 1;
    }
    return 0;
}

static void open_all(void)
{
    char name[128];
    for (int i = 0; i < SEMAPHORES; i++) {
        named("semaphore", i, name);
        semaphores[i] = CreateSemaphoreA(NULL, i == 0 ? 3 : 0, 1000, name); /* three tokens */
    }
    for (int i = 0; i < EVENTS; i++) {
        named("full", i, name);
        full[i] = CreateEventA(NULL, FALSE, i % 2 == 0, name);
        named("empty", i, name);
        empty[i] = CreateEventA(NULL, FALSE, i % 2 != 0, name);
    }
    named("mutex", 0, name);
    mutex = CreateMutexA(NULL, FALSE, name);
    named("changed", 0, name);
    changed = CreateEventA(NULL, TRUE, TRUE, name);
    HANDLE file = CreateFileA(getenv("STRESS_FILE"), GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 4096, NULL);
    shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    if (!shared) {
        fprintf(stderr, "no shared memory: %lu\n", GetLastError());
        exit(2);
    }
}

/* Takes what is there until nothing is: the tokens that the program began with. */
static LONG count_tokens(HANDLE *places, int count)
{
    LONG tokens = 0;
    while (WaitForMultipleObjects((DWORD)count, places, FALSE, 0) < WAIT_OBJECT_0 + (DWORD)count)
        tokens++;
    return tokens;
}

static void check_end(void)
{
    HANDLE pairs[2 * EVENTS];
    for (int i = 0; i < EVENTS; i++) {
        pairs[i] = full[i];
        pairs[EVENTS + i] = empty[i];
    }
    LONG semaphore_tokens = count_tokens(semaphores, SEMAPHORES),
         event_tokens = count_tokens(pairs, 2 * EVENTS);
    if (semaphore_tokens != 3)
        fail("tokens of semaphores, not 3", (unsigned long)semaphore_tokens);
    if (event_tokens != EVENTS)
        fail("tokens of events, not one a pair", (unsigned long)event_tokens);
    if (shared[0] != shared[3])
        fail("changes under the mutex that were lost", (unsigned long)(shared[3] - shared[0]));
}

int main(int argc, char **argv)
{
    rounds = argc > 1 ? atoi(argv[1]) : 1000;
    int processes = argc > 2 ? atoi(argv[2]) : 4, threads = argc > 3 ? atoi(argv[3]) : 2;
    int child = argc > 4;
    HANDLE handles[MOST];
    PROCESS_INFORMATION started[MOST];
    if (processes > MOST || threads > MOST || processes < 1 || threads < 1)
        return 2;
    char session[32], command[512], folder[MAX_PATH], path[MAX_PATH];
    if (!child) {
        sprintf(session, "%lu", GetCurrentProcessId());
        _putenv_s("STRESS_SESSION", session);
        GetTempPathA(sizeof(folder), folder);
        GetTempFileNameA(folder, "wai", 0, path);
        _putenv_s("STRESS_FILE", path);
    }
    open_all();
    for (int i = 1; i < processes && !child; i++) {
        STARTUPINFOA startup = {.cb = sizeof(startup)};
        snprintf(command, sizeof(command), "\"%s\" %ld %d %d child", argv[0], rounds, processes, threads);
        if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &started[i])) {
            fprintf(stderr, "CreateProcess: %lu\n", GetLastError());
            return 2;
        }
    }
    for (int i = 0; i < threads; i++)
        handles[i] = CreateThread(NULL, 0, play, (LPVOID)(ULONG_PTR)(i + 1), 0, NULL);
    DWORD code = WaitForMultipleObjects((DWORD)threads, handles, TRUE, INFINITE) == WAIT_FAILED;
    for (int i = 1; i < processes && !child; i++) {
        DWORD other = 1;
        WaitForSingleObject(started[i].hProcess, INFINITE);
        GetExitCodeProcess(started[i].hProcess, &other);
        code |= other;
    }
    if (child)
        return code || shared[2];
    check_end();
    DeleteFileA(path); /* goes with the views */
    printf("%ld waits and as many signals over %d processes of %d threads, %ld failures\n", (long)shared[1],
           processes, threads, (long)shared[2]);
    return code || shared[2] || shared[1] == 0;
}
