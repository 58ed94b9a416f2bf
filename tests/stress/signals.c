/* SPDX-License-Identifier: MIT
 *
 * Every signal is seen by exactly one waiter, also where waiters are killed.
 *
 *     signals.exe COUNT      a million take some 15 seconds
 *
 * A semaphore with a name is released COUNT times. Threads of this process and child processes wait for it
 * and count what they got: first without time-outs, then with such as often race with a release, and then
 * children are ended at any moment (TerminateProcess is a SIGKILL here) and others begin. Nothing may be
 * missing or be there twice; only of the last part somebody may have got one who was ended before he could
 * say so. Beside it two counts under a mutex stay the same, whoever dies with it.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, CHILDREN = 4, KILLS = 40, PATIENCE = 60000, LIMIT = 1000 };

struct shared {
    volatile LONG seen, stop, failures;
    volatile LONG patient; /* waits have no time-out */
    LONG first, second;    /* the same, under the mutex */
};

static HANDLE semaphore, mutex;
static struct shared *shared;
static char prefix[64];

static void make_objects(BOOL is_child)
{
    char name[100], path[MAX_PATH + 100];
    sprintf(name, "%s-count", prefix);
    semaphore = CreateSemaphoreA(NULL, 0, LIMIT, name);
    sprintf(name, "%s-mutex", prefix);
    mutex = CreateMutexA(NULL, FALSE, name);
    GetTempPathA(MAX_PATH, path);
    strcat(path, prefix);
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS,
                              is_child ? 0 : FILE_FLAG_DELETE_ON_CLOSE, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, sizeof(*shared), NULL);
    shared = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, sizeof(*shared));
    if (!semaphore || !mutex || !shared) {
        fprintf(stderr, "no objects: error %lu\n", GetLastError());
        ExitProcess(1);
    }
}

static void fail(const char *what, DWORD value)
{
    InterlockedIncrement(&shared->failures);
    fprintf(stderr, "%s: %lu\n", what, value);
}

static void count_under_mutex(void)
{
    DWORD result = WaitForSingleObject(mutex, PATIENCE);
    if (result == WAIT_ABANDONED)
        shared->second = shared->first; /* whoever died with it may have been between the two */
    else if (result != WAIT_OBJECT_0)
        return fail("the mutex was not handed over", result);
    if (shared->first != shared->second)
        fail("two had the mutex", (DWORD)(shared->first - shared->second));
    shared->first++;
    shared->second++;
    ReleaseMutex(mutex);
}

static DWORD WINAPI wait_on(void *number)
{
    unsigned seed = (unsigned)(ULONG_PTR)number + GetCurrentProcessId() * 2654435761u;
    while (!shared->stop) {
        seed = seed * 1103515245 + 12345;
        DWORD result = WaitForSingleObject(semaphore, shared->patient ? INFINITE : seed >> 16 & 3);
        if (result == WAIT_OBJECT_0)
            InterlockedIncrement(&shared->seen);
        else if (result != WAIT_TIMEOUT)
            fail("wait", result);
        if (!(seed >> 20 & 63))
            count_under_mutex();
    }
    return 0;
}

static HANDLE start_child(const char *self)
{
    char command[600];
    STARTUPINFOA startup = {sizeof(startup)};
    PROCESS_INFORMATION process;
    sprintf(command, "\"%s\" child %s", self, prefix);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return fail("CreateProcess", GetLastError()), NULL;
    CloseHandle(process.hThread);
    return process.hProcess;
}

/* Until all that was released has been seen, but for what `lost` allows: the dead may have taken that.
 * Nothing is done to the semaphore meanwhile, for that could wake somebody whose wake-up is lost. */
static void settle(LONG released, LONG lost, const char *what)
{
    ULONGLONG begin = GetTickCount64();
    LONG seen = -1;
    for (LONG before = -1; GetTickCount64() - begin < PATIENCE && seen < released; before = seen) {
        Sleep(lost ? 500 : 5);
        seen = shared->seen;
        if (seen >= released - lost && seen == before)
            break;
    }
    printf("%s: %ld released, %ld seen\n", what, released, seen);
    if (seen > released || seen < released - lost)
        fail("signals that are missing, or were seen twice", (DWORD)(released - seen));
}

static void release(LONG count, HANDLE *children, const char *self)
{
    unsigned seed = 1;
    LONG step = children ? count / KILLS + 1 : count + 1;
    for (LONG i = 0; i < count; i++) {
        while (!ReleaseSemaphore(semaphore, 1, NULL)) /* too many at once */
            Sleep(0);
        if (i % step)
            continue;
        seed = seed * 1103515245 + 12345;
        HANDLE *child = children ? &children[(seed >> 16) % CHILDREN] : NULL;
        if (child) {
            TerminateProcess(*child, 1);
            WaitForSingleObject(*child, PATIENCE);
            CloseHandle(*child);
            *child = start_child(self);
        }
    }
}

int main(int count, char **words)
{
    BOOL is_child = count > 2 && !strcmp(words[1], "child");
    LONG signals = count > 1 && !is_child ? atol(words[1]) : 200000;
    if (is_child)
        strcpy(prefix, words[2]);
    else
        sprintf(prefix, "signals-%lu", GetCurrentProcessId());
    make_objects(is_child);
    if (is_child)
        return (int)wait_on(NULL);
    HANDLE threads[THREADS], children[CHILDREN];
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, wait_on, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    for (int i = 0; i < CHILDREN; i++)
        children[i] = start_child(words[0]);
    LONG part = signals / 3, all = THREADS + CHILDREN;
    shared->patient = 1;
    release(part, NULL, words[0]);
    settle(part, 0, "without time-outs");
    shared->patient = 0;
    release(part + all, NULL, words[0]); /* some for those who still sleep */
    settle(2 * part + all, 0, "with time-outs");
    release(part, children, words[0]);
    settle(3 * part + all, KILLS + 1, "some are killed");
    shared->stop = 1;
    WaitForMultipleObjects(THREADS, threads, TRUE, PATIENCE);
    WaitForMultipleObjects(CHILDREN, children, TRUE, PATIENCE);
    return shared->failures != 0;
}
