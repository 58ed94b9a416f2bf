/* SPDX-License-Identifier: MIT
 *
 * What tests/stress/starts.py starts: makes named objects that all who run now share, and a thread.
 */
#include <windows.h>
#include <stdio.h>

static DWORD WINAPI count(LPVOID semaphore)
{
    return !ReleaseSemaphore(semaphore, 1, NULL);
}

int main(void)
{
    HANDLE mutex = CreateMutexA(NULL, FALSE, "starts-mutex"), own = CreateSemaphoreA(NULL, 0, 1, NULL);
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, "starts-event"), thread;
    if (!mutex || !event || !own || WaitForSingleObject(mutex, 60000) != WAIT_OBJECT_0)
        return 1;
    thread = CreateThread(NULL, 0, count, own, 0, NULL);
    if (WaitForSingleObject(own, 60000) != WAIT_OBJECT_0 || WaitForSingleObject(event, 0) != WAIT_OBJECT_0 ||
        WaitForSingleObject(thread, 60000) != WAIT_OBJECT_0 || !ReleaseMutex(mutex))
        return 2;
    puts("started");
    return 0;
}
