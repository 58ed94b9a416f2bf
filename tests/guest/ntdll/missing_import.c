/* SPDX-License-Identifier: MIT
 *
 * Imports that nothing provides, of a DLL that is not there: the program runs until it calls one, and that is
 * an exception at the call, which it may handle. (Real Windows refuses such a DLL at once.) What the
 * process's parameters say is checked on the way.
 */
#include "guest.h"
#include <winternl.h>

static DWORD code;

static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != 0xC0000139)
        return EXCEPTION_CONTINUE_SEARCH;
    code = pointers->ExceptionRecord->ExceptionCode;
    HMODULE caller = NULL; /* the exception is the DLL's: its address and its state */
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       pointers->ExceptionRecord->ExceptionAddress, &caller);
    CHECK_EQ(caller, GetModuleHandleW(L"ldr_bad.dll"));
    CHECK_EQ(pointers->ContextRecord->Rip, pointers->ExceptionRecord->ExceptionAddress);
    CHECK_EQ(pointers->ExceptionRecord->ExceptionFlags, EXCEPTION_NONCONTINUABLE);
    ExitProcess(guest_failures ? 1 : 0);
}

TEST(the_program_starts_without_it)
{
    HMODULE module;
    module = LoadLibraryW(L"ldr_bad.dll");
    if (!module) { /* Windows */
        CHECK_ERROR(ERROR_MOD_NOT_FOUND);
        return;
    }
    CHECK_EQ(GetModuleHandleW(L"ldr_nobody.dll"), NULL);
    CHECK_FAILS(LoadLibraryW(L"ldr_nobody.dll"), NULL, ERROR_MOD_NOT_FOUND);
    CHECK(AddVectoredExceptionHandler(1, handler) != NULL);
    int (*call)(void) = (int (*)(void))GetProcAddress(module, "bad_calls_nobody");
    CHECK(call != NULL);
    call();
    CHECK(!"the call returned");
}

TEST(the_parameters_are_there)
{
    PEB *peb;
    __asm__("movq %%gs:0x60, %0" : "=r"(peb));
    RTL_USER_PROCESS_PARAMETERS *parameters = peb->ProcessParameters;
    WCHAR name[MAX_PATH];
    GetModuleFileNameW(NULL, name, MAX_PATH);
    CHECK_WIDE(parameters->ImagePathName.Buffer, name);
    CHECK_WIDE(parameters->CommandLine.Buffer, GetCommandLineW());
    CHECK_EQ(*(void **)((BYTE *)peb + 0x10), GetModuleHandleW(NULL));
    CHECK_EQ(*(DWORD *)((BYTE *)peb + 0x118), 10);  /* OSMajorVersion */
    CHECK(*(WORD *)((BYTE *)peb + 0x120) >= 10240); /* OSBuildNumber */
    CHECK(*(DWORD *)((BYTE *)peb + 0xB8) >= 1);     /* NumberOfProcessors */
    const UNICODE_STRING *folder = (const void *)((BYTE *)parameters + 0x38);
    CHECK(folder->Length >= 6 && folder->Buffer[folder->Length / 2 - 1] == '\\');
    CHECK(folder->Buffer[folder->Length / 2] == 0);
}

GUEST_MAIN(RUN(the_parameters_are_there); RUN(the_program_starts_without_it);)
