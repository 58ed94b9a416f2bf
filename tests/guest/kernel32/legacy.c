/* SPDX-License-Identifier: MIT
 *
 * Functions that few programs call any more, each of which still has something to say; and two ways to end
 * a process at once, seen from the parent.
 */
#include "../guest.h"

#define STATUS_FAIL_FAST_EXCEPTION      0xC0000602
#define WER_FAULT_REPORTING_FLAG_NOHEAP 1
HRESULT WINAPI WerSetFlags(DWORD dwFlags);
HRESULT WINAPI WerGetFlags(HANDLE hProcess, DWORD *pdwFlags);

TEST(heaps_are_asked)
{
    HEAP_SUMMARY about = {.cb = 1};
    HANDLE heap = HeapCreate(0, 0, 0);
    CHECK_FAILS(HeapSummary(heap, 0, &about), FALSE, ERROR_INVALID_PARAMETER);
    about.cb = sizeof(about);
    CHECK(HeapSummary(heap, 0, &about));
    SIZE_T before = about.cbAllocated;
    void *block = HeapAlloc(heap, 0, 5000);
    CHECK(HeapSummary(heap, 0, &about));
    CHECK(about.cbAllocated >= before + 5000 && about.cbCommitted >= about.cbAllocated);
    CHECK(about.cbReserved >= about.cbCommitted);
    CHECK(HeapFree(heap, 0, block));
    CHECK(HeapDestroy(heap));
    /* Nothing moves: the largest free block, or zero where that is not known. */
    HLOCAL held = LocalAlloc(LMEM_FIXED, 64);
    SetLastError(77);
    LocalCompact(0);
    LocalShrink(held, 32);
    GlobalCompact(0);
    CHECK_EQ(LocalSize(held), 64);
    CHECK(LocalFree(held) == NULL);
}

TEST(reports_of_errors)
{
    DWORD flags = 99;
    CHECK_EQ(WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP), S_OK);
    CHECK_EQ(WerGetFlags(GetCurrentProcess(), &flags), S_OK);
    CHECK_EQ(flags, WER_FAULT_REPORTING_FLAG_NOHEAP);
    CHECK_EQ(WerSetFlags(0x80000000), E_INVALIDARG);
    CHECK_EQ(WerSetFlags(0), S_OK);
}

TEST(speaker_and_clock)
{
    CHECK_FAILS(Beep(36, 1), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(Beep(32768, 1), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(Beep(440, 1));
    DYNAMIC_TIME_ZONE_INFORMATION zone;
    DWORD first, last;
    GetDynamicTimeZoneInformation(&zone);
    SetLastError(0);
    if (!SetDynamicTimeZoneInformation(&zone)) /* the same again: no change, where one is allowed to */
        CHECK_ERROR(ERROR_PRIVILEGE_NOT_HELD);
    if (!SetTimeZoneInformation((TIME_ZONE_INFORMATION *)&zone))
        CHECK_ERROR(ERROR_PRIVILEGE_NOT_HELD);
    DWORD result = GetDynamicTimeZoneInformationEffectiveYears(&zone, &first, &last);
    CHECK(result == ERROR_FILE_NOT_FOUND || (result == ERROR_SUCCESS && first <= last));
}

TEST(environment_in_the_ansi_code_page)
{
    CHECK(SetEnvironmentVariableW(L"DECANT_GRÖSSE", L"ä"));
    char name[32] = "", *block = GetEnvironmentStringsA();
    int found = 0;
    WideCharToMultiByte(CP_ACP, 0, L"DECANT_GRÖSSE=ä", -1, name, sizeof(name), NULL, NULL);
    for (char *at = block; *at; at += lstrlenA(at) + 1)
        found += guest_same_text(at, name);
    CHECK_EQ(found, 1);
    CHECK(FreeEnvironmentStringsA(block));
    CHECK(SetEnvironmentVariableW(L"DECANT_GRÖSSE", NULL));
}

static DWORD WINAPI leaves(LPVOID library)
{
    FreeLibraryAndExitThread(library, 42);
    return 0;
}

TEST(a_thread_leaves_with_its_library)
{
    DWORD code;
    HMODULE library = LoadLibraryW(L"version.dll"); /* nothing else here holds it */
    CHECK(library != NULL);
    HANDLE thread = CreateThread(NULL, 0, leaves, library, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    CHECK_EQ(code, 42);
    CHECK(CloseHandle(thread));
    CHECK(GetModuleHandleW(L"version.dll") == NULL);
}

TEST(resources_of_what_is_no_program)
{
    CHECK_FAILS(BeginUpdateResourceA("no such folder\\x.exe", FALSE) != NULL, FALSE, ERROR_PATH_NOT_FOUND);
    CHECK(!EndUpdateResourceA(NULL, TRUE));
}

/* ---- ends ---- */

static DWORD end_of(const WCHAR *way)
{
    WCHAR command[MAX_PATH + 16], path[MAX_PATH];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    DWORD code = 0;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    lstrcpyW(command, L"x ");
    lstrcatW(command, way);
    if (!CreateProcessW(path, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return 0;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

static LONG WINAPI never(EXCEPTION_POINTERS *pointers)
{
    ExitProcess(99);
}

TEST(ends_at_once)
{
    CHECK_EQ(end_of(L"fatal"), 5);
    CHECK_EQ(end_of(L"failfast"), STATUS_FAIL_FAST_EXCEPTION);
    CHECK_EQ(end_of(L"failfast-record"), 0xC0001234);
}

static void end(const WCHAR *way)
{
    if (way[0] != 'x')
        return;
    /* No handler is asked. */
    AddVectoredExceptionHandler(1, never);
    SetUnhandledExceptionFilter(never);
    if (guest_same_wide(way, L"x fatal"))
        FatalExit(5);
    EXCEPTION_RECORD record = {.ExceptionCode = 0xC0001234};
    if (guest_same_wide(way, L"x failfast"))
        RaiseFailFastException(NULL, NULL, 0);
    if (guest_same_wide(way, L"x failfast-record"))
        RaiseFailFastException(&record, NULL, FAIL_FAST_GENERATE_EXCEPTION_ADDRESS);
}

GUEST_MAIN(end(GetCommandLineW()); RUN(heaps_are_asked); RUN(reports_of_errors); RUN(speaker_and_clock);
           RUN(environment_in_the_ansi_code_page); RUN(a_thread_leaves_with_its_library);
           RUN(resources_of_what_is_no_program); RUN(ends_at_once);)
