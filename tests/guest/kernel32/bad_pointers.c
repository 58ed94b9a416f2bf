/* SPDX-License-Identifier: MIT
 *
 * A pointer that leads nowhere, handed to functions that work under locks of the system's own: the caller
 * gets its fault or its error, what had been made for it is gone, and every other thread goes on.
 */
#include "guest.h"
#include <psapi.h>
#include <winternl.h>

#define BAD ((void *)0x10010) /* in the 64 KiB behind the first ones, where nothing is mapped */

enum { RETURNED, FAULTED };

NTSYSAPI NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, PULONG index);
NTSYSAPI NTSTATUS NTAPI LdrGetDllHandle(PWSTR path, PULONG characteristics, PUNICODE_STRING name,
                                        PVOID *base);

static DWORD faulting_thread;
static WCHAR ini[MAX_PATH];

static WINAPI void leave(void)
{
    ExitThread(FAULTED);
}

/* The thread that made the call ends where it stands; frames of the system's are not unwound. */
static LONG WINAPI on_fault(EXCEPTION_POINTERS *info)
{
    CONTEXT *context = info->ContextRecord;
    if (info->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION ||
        GetCurrentThreadId() != faulting_thread)
        return EXCEPTION_CONTINUE_SEARCH;
    context->Rip = (DWORD64)(ULONG_PTR)leave;
    context->Rsp = ((context->Rsp - 256) & ~15ull) - 8;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD run(DWORD(WINAPI *function)(void *), void *argument)
{
    DWORD code = 99;
    HANDLE thread = CreateThread(NULL, 0, function, argument, CREATE_SUSPENDED, &faulting_thread);
    ResumeThread(thread);
    if (WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0)
        GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

/* What needs each of the locks. */
static DWORD WINAPI use_everything(void *unused)
{
    WCHAR text[100];
    DWORD needed, index = FlsAlloc(NULL);
    HMODULE modules[4];
    HANDLE pipe[2];
    CHECK(index != FLS_OUT_OF_INDEXES && FlsFree(index));
    CHECK(CreatePipe(&pipe[0], &pipe[1], NULL, 0) && CloseHandle(pipe[0]) && CloseHandle(pipe[1]));
    GetConsoleTitleW(text, 100);
    GetDllDirectoryW(100, text);
    CHECK(K32EnumProcessModules(GetCurrentProcess(), modules, sizeof(modules), &needed));
    CHECK(LoadLibraryW(L"kernel32.dll") != NULL);
    CHECK(WritePrivateProfileStringW(L"s", L"k", L"v", ini));
    ATOM atom = AddAtomW(L"a name of this test");
    CHECK(atom && FindAtomW(L"a name of this test") == atom && DeleteAtom(atom) == 0);
    return RETURNED;
}

static void everything_works(void)
{
    CHECK_EQ(run(use_everything, NULL), RETURNED);
}

static DWORD handle_count(void)
{
    DWORD count = 0;
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &count));
    return count;
}

static DWORD WINAPI bad_pipe(void *argument)
{
    HANDLE end;
    CHECK(!(argument ? CreatePipe(&end, BAD, NULL, 0) : CreatePipe(BAD, &end, NULL, 0)));
    return RETURNED;
}

TEST(no_room_for_a_pipe)
{
    everything_works(); /* once, so that what it opens for good is open */
    DWORD before = handle_count();
    CHECK_EQ(run(bad_pipe, NULL), FAULTED);
    CHECK_EQ(run(bad_pipe, BAD), FAULTED);
    CHECK_EQ(handle_count(), before);
    everything_works();
}

static DWORD WINAPI bad_title(void *unused)
{
    CHECK_EQ(GetConsoleTitleW(BAD, 100), 0);
    return RETURNED;
}

TEST(no_room_for_a_title)
{
    SetConsoleTitleW(L"of this test");
    run(bad_title, NULL); /* the console may answer with an error, too */
    everything_works();
}

static DWORD WINAPI bad_directory(void *unused)
{
    GetDllDirectoryW(100, BAD);
    return RETURNED;
}

TEST(no_room_for_a_folder)
{
    run(bad_directory, NULL);
    everything_works();
}

static DWORD WINAPI bad_index(void *unused)
{
    RtlFlsAlloc(NULL, BAD);
    return RETURNED;
}

TEST(no_room_for_an_index)
{
    DWORD first = FlsAlloc(NULL);
    CHECK(FlsFree(first));
    CHECK_EQ(run(bad_index, NULL), FAULTED);
    DWORD second = FlsAlloc(NULL);
    CHECK_EQ(second, first); /* none was taken for good */
    CHECK(FlsFree(second));
    everything_works();
}

TEST(no_room_for_modules)
{
    DWORD needed;
    HMODULE module;
    CHECK(!K32EnumProcessModules(GetCurrentProcess(), BAD, 100, &needed));
    CHECK_ERROR(ERROR_NOACCESS);
    CHECK(!K32EnumProcessModules(GetCurrentProcess(), &module, sizeof(module), BAD));
    CHECK_ERROR(ERROR_NOACCESS);
    everything_works();
}

static DWORD WINAPI bad_profile(void *part)
{
    LPCWSTR texts[3] = {L"section", L"key", L"value"};
    texts[(ULONG_PTR)part] = BAD;
    WritePrivateProfileStringW(texts[0], texts[1], texts[2], ini);
    return RETURNED;
}

static DWORD WINAPI bad_section(void *unused)
{
    WritePrivateProfileSectionW(L"section", BAD, ini);
    return RETURNED;
}

TEST(no_text_for_a_profile)
{
    for (ULONG_PTR part = 0; part < 3; part++)
        run(bad_profile, (void *)part);
    run(bad_section, NULL);
    everything_works();
}

static DWORD WINAPI bad_atom(void *unused)
{
    FindAtomW(BAD);
    AddAtomW(BAD);
    return RETURNED;
}

TEST(no_name_for_an_atom)
{
    run(bad_atom, NULL);
    everything_works();
}

static DWORD WINAPI bad_handle(void *unused)
{
    UNICODE_STRING name = {24, 24, (PWSTR)L"kernel32.dll"};
    LdrGetDllHandle(NULL, NULL, &name, BAD);
    return RETURNED;
}

TEST(no_room_for_a_module)
{
    run(bad_handle, NULL);
    everything_works();
}

GUEST_MAIN(WCHAR folder[MAX_PATH]; GetTempPathW(MAX_PATH, folder); GetTempFileNameW(folder, L"bad", 0, ini);
           AddVectoredExceptionHandler(1, on_fault); RUN(no_room_for_a_pipe); RUN(no_room_for_a_title);
           RUN(no_room_for_a_folder); RUN(no_room_for_an_index); RUN(no_room_for_modules);
           RUN(no_text_for_a_profile); RUN(no_name_for_an_atom); RUN(no_room_for_a_module); DeleteFileW(ini);)
