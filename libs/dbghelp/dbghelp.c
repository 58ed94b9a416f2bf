/* SPDX-License-Identifier: MIT
 *
 * dbghelp.h: sessions of symbols, options, search paths. There is no reader of symbol files: every address
 * lies in a module without symbols, which is a documented answer (ERROR_MOD_NOT_FOUND), and programs print
 * plain addresses.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"
#include "dbghelp.h"
#include "rtl/locks.h"

#define SYMOPT_DEFAULT 0x8u /* SYMOPT_NO_CPP: documented as the options of a new process */

struct session {
    HANDLE process; /* any value that the caller likes */
    WCHAR *search_path;
    struct session *next;
};

static RTL_SRWLOCK sessions_lock;
static struct session *sessions;
static atomic_uint options = SYMOPT_DEFAULT;

DWORD WINAPI SymGetOptions(void)
{
    return atomic_load(&options);
}

DWORD WINAPI SymSetOptions(DWORD SymOptions)
{
    atomic_store(&options, SymOptions);
    return SymOptions;
}

/* Where the session is linked; where a new one would be linked. */
static struct session **find_locked(HANDLE process)
{
    struct session **link = &sessions;
    while (*link && (*link)->process != process)
        link = &(*link)->next;
    return link;
}

bool dbghelp_is_open(HANDLE process)
{
    RtlAcquireSRWLockExclusive(&sessions_lock);
    bool found = *find_locked(process) != NULL;
    RtlReleaseSRWLockExclusive(&sessions_lock);
    return found;
}

static WCHAR *copy_path(LPCWSTR path)
{
    size_t size = ((path ? wide_length(path) : 1) + 1) * sizeof(WCHAR);
    WCHAR *copy = malloc(size);
    return copy ? memcpy(copy, path ? path : u".", size) : NULL;
}

BOOL WINAPI SymInitializeW(HANDLE hProcess, LPCWSTR UserSearchPath, BOOL fInvadeProcess)
{
    struct session *session = calloc(1, sizeof(*session));
    WCHAR *path = copy_path(UserSearchPath);
    DWORD error = session && path ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    if (!hProcess)
        error = ERROR_INVALID_HANDLE;
    RtlAcquireSRWLockExclusive(&sessions_lock);
    struct session **link = find_locked(hProcess);
    if (!error && *link)
        error = ERROR_INVALID_PARAMETER; /* documented: once, until SymCleanup */
    if (!error) {
        *session = (struct session){hProcess, path, NULL};
        *link = session;
    }
    RtlReleaseSRWLockExclusive(&sessions_lock);
    if (!error)
        return TRUE;
    free(session);
    free(path);
    return dbghelp_fail(error);
}

BOOL WINAPI SymInitialize(HANDLE hProcess, LPCSTR UserSearchPath, BOOL fInvadeProcess)
{
    WCHAR *path = NULL;
    if (UserSearchPath) {
        size_t size = strlen(UserSearchPath) + 1;
        path = malloc(size * sizeof(WCHAR));
        if (!path)
            return dbghelp_fail(ERROR_NOT_ENOUGH_MEMORY);
        utf8_to_wide(UserSearchPath, path, size);
    }
    BOOL done = SymInitializeW(hProcess, path, fInvadeProcess);
    free(path);
    return done;
}

BOOL WINAPI SymCleanup(HANDLE hProcess)
{
    RtlAcquireSRWLockExclusive(&sessions_lock);
    struct session **link = find_locked(hProcess), *session = *link;
    if (session)
        *link = session->next;
    RtlReleaseSRWLockExclusive(&sessions_lock);
    if (!session)
        return dbghelp_fail(ERROR_INVALID_HANDLE);
    free(session->search_path);
    free(session);
    return TRUE;
}

BOOL WINAPI SymGetSearchPathW(HANDLE hProcess, LPWSTR SearchPath, DWORD SearchPathLength)
{
    if (!SearchPath || !SearchPathLength)
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    RtlAcquireSRWLockExclusive(&sessions_lock);
    struct session *session = *find_locked(hProcess);
    if (session) { /* cut, if there is no room */
        size_t length = wide_length(session->search_path);
        length = length < SearchPathLength ? length : SearchPathLength - 1;
        memcpy(SearchPath, session->search_path, length * sizeof(WCHAR));
        SearchPath[length] = 0;
    }
    RtlReleaseSRWLockExclusive(&sessions_lock);
    return session || dbghelp_fail(ERROR_INVALID_HANDLE);
}

BOOL WINAPI SymSetSearchPathW(HANDLE hProcess, LPCWSTR SearchPath)
{
    WCHAR *path = copy_path(SearchPath), *old = path;
    if (!path)
        return dbghelp_fail(ERROR_NOT_ENOUGH_MEMORY);
    RtlAcquireSRWLockExclusive(&sessions_lock);
    struct session *session = *find_locked(hProcess);
    if (session) {
        old = session->search_path;
        session->search_path = path;
    }
    RtlReleaseSRWLockExclusive(&sessions_lock);
    free(old);
    return session || dbghelp_fail(ERROR_INVALID_HANDLE);
}

/* ---- lines, of which there are none: nothing reads debug information ---- */

static BOOL no_lines(HANDLE process, DWORD64 address)
{
    PVOID base;
    if (!dbghelp_is_open(process))
        return dbghelp_fail(ERROR_INVALID_HANDLE);
    return dbghelp_fail(RtlPcToFileHeader((PVOID)(uintptr_t)address, &base) ? ERROR_INVALID_ADDRESS
                                                                            : ERROR_MOD_NOT_FOUND);
}

BOOL WINAPI SymGetLineFromAddr64(HANDLE hProcess, DWORD64 qwAddr, DWORD *pdwDisplacement, PVOID Line64)
{
    return no_lines(hProcess, qwAddr);
}

BOOL WINAPI SymGetLineFromAddrW64(HANDLE hProcess, DWORD64 dwAddr, DWORD *pdwDisplacement, PVOID Line)
{
    return no_lines(hProcess, dwAddr);
}
