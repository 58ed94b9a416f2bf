/* SPDX-License-Identifier: MIT
 *
 * processthreadsapi.h: what other files call of it.
 */
#ifndef DECANT_WIN_PROCESSTHREADSAPI_H
#define DECANT_WIN_PROCESSTHREADSAPI_H

#include "minwinbase.h"

#define STILL_ACTIVE                      259u
#define CREATE_SUSPENDED                  0x00000004u
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000u
#define TLS_OUT_OF_INDEXES                0xFFFFFFFFu
#define FLS_OUT_OF_INDEXES                0xFFFFFFFFu

#define STARTF_USESHOWWINDOW    0x001u
#define STARTF_USESIZE          0x002u
#define STARTF_USEPOSITION      0x004u
#define STARTF_USECOUNTCHARS    0x008u
#define STARTF_USEFILLATTRIBUTE 0x010u
#define STARTF_USESTDHANDLES    0x100u

#define STARTUPINFO_FIELDS(string)                                                                           \
    DWORD cb;                                                                                                \
    string lpReserved;                                                                                       \
    string lpDesktop;                                                                                        \
    string lpTitle;                                                                                          \
    DWORD dwX;                                                                                               \
    DWORD dwY;                                                                                               \
    DWORD dwXSize;                                                                                           \
    DWORD dwYSize;                                                                                           \
    DWORD dwXCountChars;                                                                                     \
    DWORD dwYCountChars;                                                                                     \
    DWORD dwFillAttribute;                                                                                   \
    DWORD dwFlags;                                                                                           \
    WORD wShowWindow;                                                                                        \
    WORD cbReserved2;                                                                                        \
    LPBYTE lpReserved2;                                                                                      \
    HANDLE hStdInput;                                                                                        \
    HANDLE hStdOutput;                                                                                       \
    HANDLE hStdError;

typedef struct {
    STARTUPINFO_FIELDS(LPSTR)
} STARTUPINFOA, *LPSTARTUPINFOA;
ASSERT_SIZE(STARTUPINFOA, 104, 68);

typedef struct {
    STARTUPINFO_FIELDS(LPWSTR)
} STARTUPINFOW, *LPSTARTUPINFOW;
ASSERT_SIZE(STARTUPINFOW, 104, 68);

/* Opaque to programs, which ask InitializeProcThreadAttributeList for its size
 * (processthreadsapi_attributes.c). */
typedef struct proc_thread_attribute_list *LPPROC_THREAD_ATTRIBUTE_LIST;

typedef struct {
    STARTUPINFOA StartupInfo;
    LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList;
} STARTUPINFOEXA;
ASSERT_SIZE(STARTUPINFOEXA, 112, 72);

typedef struct {
    STARTUPINFOW StartupInfo;
    LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList;
} STARTUPINFOEXW;
ASSERT_SIZE(STARTUPINFOEXW, 112, 72);

#define PROC_THREAD_ATTRIBUTE_PARENT_PROCESS 0x20000u
#define PROC_THREAD_ATTRIBUTE_HANDLE_LIST    0x20002u

typedef struct {
    HANDLE hProcess;
    HANDLE hThread;
    DWORD dwProcessId;
    DWORD dwThreadId;
} PROCESS_INFORMATION, *LPPROCESS_INFORMATION;
ASSERT_SIZE(PROCESS_INFORMATION, 24, 16);

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes, SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress, LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId);
_Noreturn VOID WINAPI ExitThread(DWORD dwExitCode);
_Noreturn VOID WINAPI ExitProcess(UINT uExitCode);
HANDLE WINAPI GetCurrentProcess(VOID);
DWORD WINAPI GetCurrentProcessId(VOID);
HANDLE WINAPI GetCurrentThread(VOID);
DWORD WINAPI GetCurrentThreadId(VOID);
BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode);
DWORD WINAPI ResumeThread(HANDLE hThread);
DWORD WINAPI SuspendThread(HANDLE hThread);
BOOL WINAPI SwitchToThread(VOID);
#define CREATE_UNICODE_ENVIRONMENT   0x00000400u
#define EXTENDED_STARTUPINFO_PRESENT 0x00080000u

BOOL WINAPI CreateProcessA(LPCSTR lpApplicationName, LPSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles,
                           DWORD dwCreationFlags, LPVOID lpEnvironment, LPCSTR lpCurrentDirectory,
                           LPSTARTUPINFOA lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation);
BOOL WINAPI CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine,
                           LPSECURITY_ATTRIBUTES lpProcessAttributes,
                           LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles,
                           DWORD dwCreationFlags, LPVOID lpEnvironment, LPCWSTR lpCurrentDirectory,
                           LPSTARTUPINFOW lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation);
BOOL WINAPI InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList,
                                              DWORD dwAttributeCount, DWORD dwFlags, PSIZE_T lpSize);
BOOL WINAPI UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList, DWORD dwFlags,
                                      DWORD_PTR Attribute, PVOID lpValue, SIZE_T cbSize,
                                      PVOID lpPreviousValue, PSIZE_T lpReturnSize);
VOID WINAPI DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST lpAttributeList);
VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA lpStartupInfo);
VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW lpStartupInfo);
BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode);
BOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode);
DWORD WINAPI TlsAlloc(VOID);
BOOL WINAPI TlsFree(DWORD dwTlsIndex);
LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex);
BOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue);

#endif
