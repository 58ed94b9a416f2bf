/* SPDX-License-Identifier: MIT
 *
 * What tests/stress/holders.py starts: holds named objects until it is killed, or looks what is left of them.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

static int say(const char *text)
{
    puts(text);
    fflush(stdout);
    return 0;
}

static HANDLE named(const char *who, int number)
{
    char name[128];
    snprintf(name, sizeof(name), "holders-%s-%d", who, number);
    return CreateMutexA(NULL, TRUE, name);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "hold") || !strcmp(what, "names")) {
        for (int i = 0; i < (*what == 'h' ? 1 : 50); i++)
            if (!named(argc > 2 ? argv[2] : "one", i))
                return printf("no name: %lu\n", GetLastError());
        say("holding");
        Sleep(INFINITE);
    }
    if (!strcmp(what, "wait")) {
        HANDLE mutex = OpenMutexA(SYNCHRONIZE | MUTEX_MODIFY_STATE, FALSE, "holders-one-0");
        if (!mutex)
            return printf("no mutex: %lu\n", GetLastError());
        say("waiting");
        DWORD result = WaitForSingleObject(mutex, 30000);
        if (result != WAIT_ABANDONED)
            return printf("the wait's result is %lu\n", result);
        say("abandoned");
        return !ReleaseMutex(mutex);
    }
    /* fresh: as many names as there is room for in all, were nothing left behind. */
    for (int i = 0; i < 3500; i++)
        if (!named("fresh", i) || GetLastError() != ERROR_SUCCESS)
            return printf("name %d: %lu\n", i, GetLastError());
    return say("all names are free");
}
