/* SPDX-License-Identifier: MIT
 *
 * What arena.py lets run, many at once or after each other:
 *
 *     many N       makes N events with names, all there at once, and uses each
 *     hold NAME    owns a mutex of that name and sleeps
 *     new NAME     says whether a mutex of that name was there ("old") or not, and has it then
 *     parent       a child, which has none of the parent's environment, sets an event that it inherited
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int many(int count)
{
    HANDLE *events = malloc(count * sizeof(*events));
    char name[32];
    for (int i = 0; i < count; i++) {
        sprintf(name, "many-%d", i);
        events[i] = CreateEventA(NULL, FALSE, FALSE, name);
        if (!events[i] || GetLastError())
            return printf("event %d: error %lu\n", i, GetLastError()), 1;
    }
    for (int i = 0; i < count; i++) {
        sprintf(name, "many-%d", i);
        HANDLE again = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);
        if (!again || !SetEvent(again) || WaitForSingleObject(events[i], 0) ||
            WaitForSingleObject(events[i], 0) != WAIT_TIMEOUT)
            return printf("event %d is not itself: error %lu\n", i, GetLastError()), 1;
        CloseHandle(again);
    }
    printf("%d names\n", count);
    return 0;
}

static int parent(const char *self)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    HANDLE event = CreateEventA(&inherit, FALSE, FALSE, NULL);
    char command[600], environment[300] = "SystemRoot=";
    STARTUPINFOA startup = {sizeof(startup)};
    PROCESS_INFORMATION process;
    GetEnvironmentVariableA("SystemRoot", environment + strlen(environment), 200);
    sprintf(command, "\"%s\" child %llx", self, (unsigned long long)(ULONG_PTR)event);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, environment, NULL, &startup, &process))
        return printf("CreateProcess: error %lu\n", GetLastError()), 1;
    WaitForSingleObject(process.hProcess, INFINITE);
    printf(WaitForSingleObject(event, 0) ? "not set\n" : "set\n");
    return 0;
}

int main(int count, char **words)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    const char *what = count > 1 ? words[1] : "", *name = count > 2 ? words[2] : "0";
    if (!strcmp(what, "many"))
        return many(atoi(name));
    if (!strcmp(what, "parent"))
        return parent(words[0]);
    if (!strcmp(what, "child"))
        return !SetEvent((HANDLE)(ULONG_PTR)strtoull(name, NULL, 16));
    HANDLE mutex = CreateMutexA(NULL, TRUE, name);
    DWORD error = GetLastError();
    if (!mutex)
        return printf("error %lu\n", error), 1;
    if (!strcmp(what, "new"))
        return puts(error == ERROR_ALREADY_EXISTS   ? "old"
                    : WaitForSingleObject(mutex, 0) ? "not owned"
                                                    : "new"),
               0;
    puts("holding");
    Sleep(INFINITE);
    return 0;
}
