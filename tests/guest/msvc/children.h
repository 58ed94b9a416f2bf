/* SPDX-License-Identifier: MIT
 *
 * Ways to end that a test cannot survive: it starts itself once more with a letter that says which one.
 */
#ifndef DECANT_TESTS_CHILDREN_H
#define DECANT_TESTS_CHILDREN_H

#include "msvc.h"

#ifdef __cplusplus
extern "C" {
#endif
struct startup_info {
    DWORD size;
    void *pointers[3];
    DWORD numbers[8];
    unsigned short words[2];
    void *more[4];
};
struct process_information {
    void *process, *thread;
    DWORD process_id, thread_id;
};
__declspec(dllimport) char *GetCommandLineA(void);
__declspec(dllimport) DWORD GetModuleFileNameA(void *, char *, DWORD);
__declspec(dllimport) int CreateProcessA(const char *, char *, void *, void *, int, DWORD, void *,
                                         const char *, struct startup_info *, struct process_information *);
__declspec(dllimport) DWORD WaitForSingleObject(void *, DWORD);
__declspec(dllimport) int GetExitCodeProcess(void *, DWORD *);
__declspec(dllimport) int CloseHandle(void *);
__declspec(dllimport) DWORD SetErrorMode(DWORD);
#ifdef __cplusplus
}
#endif

/* The letter that this process was started with; 0: it is the parent. */
static char child_letter(void)
{
    const char *line = GetCommandLineA();
    while (*line && *line != '*')
        line++;
    return *line ? line[1] : 0;
}

/* The exit code of the child that is started with a letter. */
NOINLINE static DWORD child_code(char letter)
{
    struct startup_info startup = {sizeof(startup), {0, 0, 0}, {0}, {0}, {0}};
    struct process_information process;
    char path[300], line[] = "child *x";
    DWORD code = 0xFFFF;
    line[7] = letter;
    SetErrorMode(2); /* SEM_NOGPFAULTERRORBOX, which the child inherits */
    GetModuleFileNameA(0, path, sizeof(path));
    if (!CreateProcessA(path, line, 0, 0, 0, 0, 0, 0, &startup, &process))
        return code;
    if (!WaitForSingleObject(process.process, 20000))
        GetExitCodeProcess(process.process, &code);
    CloseHandle(process.thread);
    CloseHandle(process.process);
    return code;
}

#endif
