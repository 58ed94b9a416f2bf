/* SPDX-License-Identifier: MIT
 *
 * Pointers that lead nowhere, given to functions of the system and of the C runtime. What runs in the
 * program's own right faults there, and the program may catch it; what the kernel does is refused. In both
 * cases no lock stays taken: afterwards all of it works on another thread.
 */
#include "msvc.h"

typedef unsigned long long u64;
typedef unsigned short WCHAR;
#define IMPORT __declspec(dllimport)
#define BAD    ((void *)(u64)8)

IMPORT DWORD GetLastError(void);
IMPORT void SetLastError(DWORD);
IMPORT void *CreateFileW(const WCHAR *, DWORD, DWORD, void *, DWORD, DWORD, void *);
IMPORT int ReadFile(void *, void *, DWORD, DWORD *, void *);
IMPORT int CloseHandle(void *);
IMPORT DWORD GetFileAttributesW(const WCHAR *);
IMPORT DWORD GetEnvironmentVariableW(const WCHAR *, WCHAR *, DWORD);
IMPORT int SetEnvironmentVariableW(const WCHAR *, const WCHAR *);
IMPORT DWORD GetCurrentDirectoryW(DWORD, WCHAR *);
IMPORT DWORD GetModuleFileNameW(void *, WCHAR *, DWORD);
IMPORT void *GetModuleHandleW(const WCHAR *);
IMPORT void *LoadLibraryW(const WCHAR *);
IMPORT void *GetProcAddress(void *, const char *);
IMPORT int MultiByteToWideChar(DWORD, DWORD, const char *, int, WCHAR *, int);
IMPORT int lstrlenW(const WCHAR *);
IMPORT WCHAR *lstrcpyW(WCHAR *, const WCHAR *);
IMPORT void EnterCriticalSection(void *);
IMPORT int IsBadReadPtr(const void *, u64);
IMPORT unsigned short AddAtomW(const WCHAR *);
IMPORT unsigned GetTempPathW(DWORD, WCHAR *);
IMPORT void *CreateThread(void *, u64, DWORD (*)(void *), void *, DWORD, DWORD *);
IMPORT DWORD WaitForSingleObject(void *, DWORD);
IMPORT int GetExitCodeThread(void *, DWORD *);
IMPORT u64 strlen(const char *);
IMPORT void *memcpy(void *, const void *, u64);
IMPORT void *memset(void *, int, u64);
IMPORT char *strcpy(char *, const char *);
IMPORT int atoi(const char *);
IMPORT int sprintf(char *, const char *, ...);
IMPORT int puts(const char *);
IMPORT int printf(const char *, ...);
IMPORT char *getenv(const char *);
IMPORT int _putenv(const char *);
IMPORT void *tmpfile(void);
IMPORT u64 fread(void *, u64, u64, void *);
IMPORT u64 fwrite(const void *, u64, u64, void *);
IMPORT int fputs(const char *, void *);
IMPORT int fprintf(void *, const char *, ...);
IMPORT int fclose(void *);
IMPORT void rewind(void *);
IMPORT char *setlocale(int, const char *);
IMPORT void *fopen(const char *, const char *);

static void *file, *stream;
static char room[64];
static WCHAR wide[600];

#define CASES                                                                                                \
    CASE(0, GetFileAttributesW(BAD))                                                                         \
    CASE(1, GetEnvironmentVariableW(L"PATH", BAD, 20000))                                                    \
    CASE(2, GetEnvironmentVariableW(BAD, wide, 600))                                                         \
    CASE(3, SetEnvironmentVariableW(L"DECANT_BAD", BAD))                                                     \
    CASE(4, GetCurrentDirectoryW(600, BAD))                                                                  \
    CASE(5, GetModuleFileNameW(0, BAD, 600))                                                                 \
    CASE(6, GetModuleHandleW(BAD))                                                                           \
    CASE(7, LoadLibraryW(BAD))                                                                               \
    CASE(8, GetTempPathW(600, BAD))                                                                          \
    CASE(9, MultiByteToWideChar(65001, 0, BAD, -1, wide, 600))                                               \
    CASE(10, (EnterCriticalSection(BAD), 0))                                                                 \
    CASE(11, strlen(BAD))                                                                                    \
    CASE(12, memcpy(BAD, room, 8))                                                                           \
    CASE(13, memset(BAD, 0, 8))                                                                              \
    CASE(14, strcpy(room, BAD))                                                                              \
    CASE(15, atoi(BAD))                                                                                      \
    CASE(16, sprintf(room, "%s", BAD))                                                                       \
    CASE(17, puts(BAD))                                                                                      \
    CASE(18, printf("%s", BAD))                                                                              \
    CASE(19, getenv(BAD))                                                                                    \
    CASE(20, _putenv(BAD))                                                                                   \
    CASE(21, fputs(BAD, stream))                                                                             \
    CASE(22, fwrite(BAD, 1, 8, stream))                                                                      \
    CASE(23, fprintf(stream, "%s", BAD))                                                                     \
    CASE(24, (rewind(stream), fread(BAD, 1, 4, stream)))                                                     \
    CASE(25, setlocale(0, BAD))                                                                              \
    CASE(26, fopen(BAD, "r"))                                                                                \
    CASE(27, AddAtomW((WCHAR *)0x20008))                                                                     \
    CASE(28, (u64)CreateFileW(BAD, 0, 0, 0, 3, 0, 0))                                                        \
    CASE(29, GetProcAddress(GetModuleHandleW(L"kernel32"), (const char *)0x70000))

enum { COUNT = 30 };

NOINLINE static u64 call(int which)
{
    switch (which) {
#define CASE(number, expression)                                                                             \
    case number:                                                                                             \
        return (u64)(expression);
        CASES
#undef CASE
    }
    return 0;
}

NOINLINE static DWORD attempt(int which)
{
    DWORD code = 0;
    __try {
        call(which);
    } __except (code = _exception_code(), 1) {
    }
    return code;
}

static DWORD works(void *argument)
{
    void *other;
    if (!GetEnvironmentVariableW(L"PATH", wide, 600) && GetLastError() == 203)
        return 1;
    if (!SetEnvironmentVariableW(L"DECANT_BAD", L"x") || !SetEnvironmentVariableW(L"DECANT_BAD", 0))
        return 2;
    if (!GetCurrentDirectoryW(600, wide) || !GetModuleFileNameW(0, wide, 600) ||
        !LoadLibraryW(L"version.dll"))
        return 3;
    if (_putenv("DECANT_BAD=1") || !getenv("DECANT_BAD") || _putenv("DECANT_BAD="))
        return 4;
    rewind(stream);
    if (fprintf(stream, "%s%d\n", "text", 5) != 6 || fputs("more", stream) < 0)
        return 5;
    if (!setlocale(0, "C") || printf("%s", "") != 0 || !AddAtomW(L"decant bad"))
        return 6;
    other = tmpfile();
    if (!other || fclose(other))
        return 7;
    return 42;
}

static const WCHAR *own_path(void)
{
    GetModuleFileNameW(0, wide, 600);
    return wide;
}

void mainCRTStartup(void)
{
    DWORD got = 7, code = 0;
    void *thread;
    stream = tmpfile();
    fputs("some text", stream);
    for (int which = 0; which < COUNT; which++) {
        code = attempt(which);
        if (code != 0xC0000005) {
            say("case ");
            say_number(which);
            CHECK_EQ(code, 0xC0000005);
        }
    }
    file = CreateFileW(own_path(), 0x80000000, 1, 0, 3, 0, 0);
    SetLastError(0);
    CHECK_EQ(ReadFile(file, BAD, 16, &got, 0), 0);
    CHECK_EQ(GetLastError(), 998);
    CHECK_EQ(got, 0);
    CHECK_EQ(ReadFile(file, room, 16, &got, 0), 1); /* and it has not moved */
    CHECK_EQ(got, 16);
    CHECK_EQ(room[0], 'M');
    CloseHandle(file);
    CHECK_EQ(lstrlenW(BAD), 0); /* these look first */
    CHECK_EQ(lstrcpyW(BAD, L"x"), 0);
    CHECK_EQ(IsBadReadPtr(BAD, 1), 1);
    thread = CreateThread(0, 0, works, 0, 0, 0);
    CHECK_EQ(WaitForSingleObject(thread, 10000), 0);
    CHECK_EQ(GetExitCodeThread(thread, &code), 1);
    CHECK_EQ(code, 42);
    ExitProcess(failures);
}
