/* SPDX-License-Identifier: MIT
 *
 * Exceptions that leave a callback: up through the function of the system that called it, which then works as
 * before on every thread; and those that end where a thread, a fiber or a work item began.
 */
#include "msvc.h"

typedef unsigned long long u64;
typedef struct {
    DWORD BeginAddress, EndAddress, UnwindData;
} RUNTIME_FUNCTION;
#define IMPORT __declspec(dllimport)

IMPORT int EnumSystemLocalesW(int (*)(unsigned short *), DWORD);
IMPORT int EnumSystemLocalesEx(int (*)(unsigned short *, DWORD, u64), DWORD, u64, void *);
IMPORT int EnumResourceTypesW(void *, int (*)(void *, unsigned short *, u64), u64);
IMPORT int InitOnceExecuteOnce(void *, int (*)(void *, void *, void **), void *, void **);
IMPORT void *bsearch(const void *, const void *, u64, u64, int (*)(const void *, const void *));
IMPORT void qsort(void *, u64, u64, int (*)(const void *, const void *));
IMPORT void *CreateThread(void *, u64, DWORD (*)(void *), void *, DWORD, DWORD *);
IMPORT DWORD WaitForSingleObject(void *, DWORD);
IMPORT int GetExitCodeThread(void *, DWORD *);
IMPORT int CloseHandle(void *);
IMPORT void *GetCurrentThread(void);
IMPORT DWORD SleepEx(DWORD, int);
IMPORT DWORD QueueUserAPC(void (*)(u64), void *, u64);
IMPORT void *ConvertThreadToFiber(void *);
IMPORT void *CreateFiber(u64, void (*)(void *), void *);
IMPORT void SwitchToFiber(void *);
IMPORT void DeleteFiber(void *);
IMPORT int ConvertFiberToThread(void);
IMPORT void *CreateEventW(void *, int, int, void *);
IMPORT int SetEvent(void *);
IMPORT int QueueUserWorkItem(DWORD (*)(void *), void *, DWORD);
IMPORT void *LoadLibraryA(const char *);
IMPORT int FreeLibrary(void *);
IMPORT void *VirtualAlloc(void *, u64, DWORD, DWORD);
IMPORT RUNTIME_FUNCTION *RtlLookupFunctionEntry(u64, u64 *, void *);
IMPORT DWORD RtlAddGrowableFunctionTable(void **, RUNTIME_FUNCTION *, DWORD, DWORD, u64, u64);
IMPORT void RtlGrowFunctionTable(void *, DWORD);
IMPORT void RtlDeleteGrowableFunctionTable(void *);

#define CODE 0xE0000021

static int locale(unsigned short *name)
{
    RaiseException(CODE, 0, 0, 0);
    return 1;
}

static int locale_ex(unsigned short *name, DWORD flags, u64 parameter)
{
    RaiseException(CODE, 0, 0, 0);
    return 1;
}

static int once(void *o, void *parameter, void **context)
{
    RaiseException(CODE, 0, 0, 0);
    return 1;
}

static int compare(const void *a, const void *b)
{
    RaiseException(CODE, 0, 0, 0);
    return 0;
}

static void apc(u64 parameter)
{
    mark('a');
    RaiseException(CODE, 0, 0, 0);
}

static void *once_word;
static const int numbers[4] = {1, 2, 3, 4};

NOINLINE static void call(int which)
{
    switch (which) {
    case 0:
        EnumSystemLocalesW(locale, 1);
        break;
    case 1:
        EnumSystemLocalesEx(locale_ex, 0, 0, 0);
        break;
    case 2:
        InitOnceExecuteOnce(&once_word, once, 0, 0);
        break;
    case 3:
        bsearch(numbers, numbers, 4, 4, compare);
        break;
    case 4:
        QueueUserAPC(apc, GetCurrentThread(), 0);
        SleepEx(10000, 1);
        break;
    }
    mark('!');
}

NOINLINE static void guarded(int which)
{
    __try {
        __try {
            call(which);
        } __finally {
            mark('f');
        }
    } __except (_exception_code() == CODE) {
        mark('x');
    }
}

/* Whether what the callbacks ran under is usable again, by another thread. */
static int count;

static int count_locale(unsigned short *name)
{
    count++;
    return count < 3;
}

static DWORD uses_all(void *argument)
{
    void *library = LoadLibraryA("version.dll");
    EnumSystemLocalesW(count_locale, 1);
    return library && FreeLibrary(library) ? 42 : 0;
}

static void everything_works(void)
{
    DWORD code = 0;
    void *thread = CreateThread(0, 0, uses_all, 0, 0, 0);
    CHECK_EQ(WaitForSingleObject(thread, 10000), 0);
    CHECK_EQ(GetExitCodeThread(thread, &code), 1);
    CHECK_EQ(code, 42);
    CloseHandle(thread);
}

NOINLINE static void through_functions(void)
{
    for (int which = 0; which < 5; which++)
        for (int again = 0; again < 2; again++) {
            if (which == 2)
                once_word = 0;
            guarded(which);
            if (which == 4)
                CHECK_TRAIL("afx");
            else
                CHECK_TRAIL("fx");
        }
    everything_works();
}

/* ---- where a thread of some kind begins ---- */

static void *done;

NOINLINE static void raise_and_catch(void)
{
    __try {
        RaiseException(CODE, 0, 0, 0);
    } __except (_exception_code() == CODE) {
        mark('c');
    }
}

static DWORD thread(void *argument)
{
    raise_and_catch();
    return 7;
}

static DWORD work(void *argument)
{
    raise_and_catch();
    SetEvent(done);
    return 0;
}

static void *main_fiber;

static void fiber(void *argument)
{
    raise_and_catch();
    guarded(3);
    SwitchToFiber(main_fiber);
}

NOINLINE static void on_threads(void)
{
    void *handle = CreateThread(0, 0, thread, 0, 0, 0), *other;
    CHECK_EQ(WaitForSingleObject(handle, 10000), 0);
    CloseHandle(handle);
    CHECK_TRAIL("c");
    done = CreateEventW(0, 0, 0, 0);
    CHECK_EQ(QueueUserWorkItem(work, 0, 0), 1);
    CHECK_EQ(WaitForSingleObject(done, 10000), 0);
    CHECK_TRAIL("c");
    main_fiber = ConvertThreadToFiber(0);
    other = CreateFiber(0, fiber, 0);
    SwitchToFiber(other);
    CHECK_TRAIL("cfx");
    DeleteFiber(other);
    ConvertFiberToThread();
}

/* ---- tables that grow ---- */

/* push rbx; sub rsp, 32; call rcx; add rsp, 32; pop rbx; ret */
static const unsigned char code[] = {0x53, 0x48, 0x83, 0xEC, 0x20, 0xFF, 0xD1,
                                     0x48, 0x83, 0xC4, 0x20, 0x5B, 0xC3};
static const unsigned char info[] = {1, 5, 2, 0, 5, 0x32, 1, 0x30};
static RUNTIME_FUNCTION rows[2] = {{0x00, sizeof(code), 0x100}, {0x20, 0x20 + sizeof(code), 0x100}};

static void raise(void)
{
    RaiseException(CODE, 0, 0, 0);
}

NOINLINE static void call_generated(void (*volatile function)(void (*)(void)))
{
    __try {
        function(raise);
    } __except (_exception_code() == CODE) {
        mark('g');
    }
}

NOINLINE static void growable_tables(void)
{
    unsigned char *memory = VirtualAlloc(0, 0x1000, 0x3000, 0x40);
    void *table = 0;
    u64 base = 0;
    for (int i = 0; i < sizeof(code); i++)
        memory[i] = memory[0x20 + i] = code[i];
    for (int i = 0; i < sizeof(info); i++)
        memory[0x100 + i] = info[i];
    CHECK_EQ(RtlAddGrowableFunctionTable(&table, rows, 1, 2, (u64)memory, (u64)memory + 0x80), 0);
    CHECK_EQ(table != 0, 1);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 7, &base, 0), &rows[0]);
    CHECK_EQ(base, memory);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 0x27, &base, 0), 0);
    RtlGrowFunctionTable(table, 2);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 0x27, &base, 0), &rows[1]);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 0x90, &base, 0), 0);
    call_generated((void (*)(void (*)(void)))memory);
    call_generated((void (*)(void (*)(void)))(memory + 0x20));
    CHECK_TRAIL("gg");
    RtlDeleteGrowableFunctionTable(table);
    CHECK_EQ(RtlLookupFunctionEntry((u64)memory + 7, &base, 0), 0);
}

void mainCRTStartup(void)
{
    through_functions();
    on_threads();
    growable_tables();
    ExitProcess(failures);
}
