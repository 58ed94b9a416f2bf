/* SPDX-License-Identifier: MIT
 *
 * Error modes, encoded pointers, the debugger that is not there, the stack's guarantee.
 */
#include "guest.h"

TEST(error_modes)
{
    UINT before = GetErrorMode();
    CHECK_EQ(SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX), before);
    CHECK_EQ(GetErrorMode(), SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    SetErrorMode(before);
    DWORD old = 77;
    CHECK_EQ(SetThreadErrorMode(SEM_NOGPFAULTERRORBOX, &old), TRUE);
    CHECK_EQ(old, 0);
    CHECK_EQ(GetThreadErrorMode(), SEM_NOGPFAULTERRORBOX);
    CHECK_FAILS(SetThreadErrorMode(0x100, NULL), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(SetThreadErrorMode(0, &old), TRUE);
    CHECK_EQ(old, SEM_NOGPFAULTERRORBOX);
}

TEST(encoded_pointers)
{
    int target;
    PVOID encoded = EncodePointer(&target);
    CHECK(encoded != &target);
    CHECK_EQ(DecodePointer(encoded), &target);
    CHECK_EQ(DecodePointer(EncodePointer(NULL)), 0);
    CHECK_EQ(DecodeSystemPointer(EncodeSystemPointer(&target)), &target);
}

TEST(no_debugger)
{
    BOOL present = 7;
    CHECK_EQ(IsDebuggerPresent(), FALSE);
    CHECK_EQ(CheckRemoteDebuggerPresent(GetCurrentProcess(), &present), TRUE);
    CHECK_EQ(present, FALSE);
    CHECK_FAILS(CheckRemoteDebuggerPresent(GetCurrentProcess(), NULL), FALSE, ERROR_INVALID_PARAMETER);
    SetLastError(5);
    OutputDebugStringA("unheard\n");
    OutputDebugStringW(L"unheard\n");
    CHECK_EQ(GetLastError(), 5);
}

TEST(stack_guarantee)
{
    ULONG size = 0;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE); /* asks */
    ULONG before = size;
    size = 0x4000;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    CHECK_EQ(size, before);
    size = 0;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    CHECK(size >= 0x4000);
    before = size;
    size = 0x18000;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    CHECK_EQ(size, before);
    size = 0x8000; /* it does not shrink */
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    size = 0;
    CHECK_EQ(SetThreadStackGuarantee(&size), TRUE);
    CHECK(size >= 0x18000);
    size = 0x40000000; /* more than the stack has */
    CHECK_FAILS(SetThreadStackGuarantee(&size), FALSE, ERROR_INVALID_PARAMETER);
}

static LONG CALLBACK count_breaks(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_BREAKPOINT)
        return EXCEPTION_CONTINUE_SEARCH;
    pointers->ContextRecord->Rip++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

TEST(a_break_is_an_exception)
{
    PVOID handler = AddVectoredExceptionHandler(1, count_breaks);
    DebugBreak();
    RemoveVectoredExceptionHandler(handler);
}

GUEST_MAIN(RUN(error_modes); RUN(encoded_pointers); RUN(no_debugger); RUN(stack_guarantee);
           RUN(a_break_is_an_exception);)
