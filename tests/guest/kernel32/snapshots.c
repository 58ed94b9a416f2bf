/* SPDX-License-Identifier: MIT
 *
 * Snapshots of processes, threads and modules; the names of programs.
 */
#include "guest.h"
#include <tlhelp32.h>
#include <psapi.h>

BOOL WINAPI K32EnumProcesses(DWORD *ids, DWORD size, DWORD *needed);

static const WCHAR *base_name(const WCHAR *path)
{
    const WCHAR *name = path;
    for (; *path; path++)
        if (*path == '\\')
            name = path + 1;
    return name;
}

TEST(processes)
{
    WCHAR path[MAX_PATH];
    PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
    PROCESSENTRY32 narrow = {.dwSize = sizeof(narrow)};
    int self = 0, count = 0;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    CHECK(snapshot != INVALID_HANDLE_VALUE);
    CHECK(Process32FirstW(snapshot, &entry));
    do {
        CHECK_EQ(entry.dwSize, sizeof(entry));
        count++;
        if (entry.th32ProcessID != GetCurrentProcessId())
            continue;
        self++;
        CHECK_WIDE(entry.szExeFile, base_name(path));
        CHECK(entry.cntThreads >= 1);
        CHECK(entry.th32ParentProcessID != 0);
    } while (Process32NextW(snapshot, &entry));
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK_EQ(self, 1);
    CHECK(count > 1);
    CHECK_FAILS(Process32NextW(snapshot, &entry), FALSE, ERROR_NO_MORE_FILES);
    CHECK(Process32First(snapshot, &narrow)); /* from the beginning again */
    for (count--; Process32Next(snapshot, &narrow);)
        count--;
    CHECK_EQ(count, 0);
    entry.dwSize = 20;
    CHECK_FAILS(Process32FirstW(snapshot, &entry), FALSE, ERROR_BAD_LENGTH);
    CHECK(CloseHandle(snapshot));
    entry.dwSize = sizeof(entry);
    CHECK_FAILS(Process32FirstW(snapshot, &entry), FALSE, ERROR_INVALID_HANDLE);
}

static DWORD WINAPI idle(LPVOID event)
{
    return WaitForSingleObject(event, 20000);
}

TEST(threads)
{
    THREADENTRY32 entry = {.dwSize = sizeof(entry)};
    DWORD other;
    int found = 0;
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, idle, event, 0, &other);
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    CHECK(snapshot != INVALID_HANDLE_VALUE);
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        if (entry.th32OwnerProcessID == GetCurrentProcessId())
            found += entry.th32ThreadID == other || entry.th32ThreadID == GetCurrentThreadId();
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK_EQ(found, 2);
    CHECK(SetEvent(event));
    WaitForSingleObject(thread, 20000);
    CHECK(CloseHandle(thread));
    CHECK(CloseHandle(event));
    CHECK(CloseHandle(snapshot));
}

TEST(modules)
{
    WCHAR path[MAX_PATH];
    MODULEENTRY32W entry = {.dwSize = sizeof(entry)};
    int found = 0;
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, GetCurrentProcessId());
    CHECK(snapshot != INVALID_HANDLE_VALUE);
    CHECK(Module32FirstW(snapshot, &entry));
    CHECK_EQ(entry.hModule, GetModuleHandleW(NULL));
    CHECK_EQ(entry.th32ProcessID, GetCurrentProcessId());
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK_WIDE(entry.szExePath, path);
    CHECK_WIDE(entry.szModule, base_name(path));
    while (Module32NextW(snapshot, &entry))
        found += entry.modBaseAddr == (BYTE *)GetModuleHandleW(L"kernel32.dll");
    CHECK_ERROR(ERROR_NO_MORE_FILES);
    CHECK_EQ(found, 1);
    CHECK(CloseHandle(snapshot));
    CHECK_FAILS(CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, 0x7FFFFFF0), INVALID_HANDLE_VALUE,
                ERROR_INVALID_PARAMETER);
}

TEST(image_names)
{
    WCHAR path[MAX_PATH], image[MAX_PATH];
    DWORD size = MAX_PATH, ids[4096], needed = 0, found = 0;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    CHECK(QueryFullProcessImageNameW(GetCurrentProcess(), 0, image, &size));
    CHECK_WIDE(image, path);
    CHECK_EQ(size, lstrlenW(path));
    size = 3;
    CHECK_FAILS(QueryFullProcessImageNameW(GetCurrentProcess(), 0, image, &size), FALSE,
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(QueryFullProcessImageNameW(NULL, 0, image, &size), FALSE, ERROR_INVALID_HANDLE);
    DWORD length = K32GetProcessImageFileNameW(GetCurrentProcess(), image, MAX_PATH);
    CHECK_EQ(length, lstrlenW(image));
    CHECK_WIDE(base_name(image), base_name(path));
    image[8] = 0;
    CHECK_WIDE(image, L"\\Device\\");
    CHECK(K32EnumProcesses(ids, sizeof(ids), &needed));
    for (DWORD i = 0; i < needed / sizeof(DWORD); i++)
        found += ids[i] == GetCurrentProcessId();
    CHECK_EQ(found, 1);
}

GUEST_MAIN(RUN(processes); RUN(threads); RUN(modules); RUN(image_names);)
