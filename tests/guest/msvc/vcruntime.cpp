/* SPDX-License-Identifier: MIT
 *
 * What vcruntime140 offers around exceptions: the data of std::exception, caught objects built by hand, jumps, the
 * undecorator, and C++ exceptions that cross callbacks of the system, threads and a filter.
 */
#include "msvc.h"
#include "type_info.h"

#define IMPORT __declspec(dllimport)
typedef unsigned long long u64;

struct Data {
    const char *what;
    bool do_free;
};
struct Displacement {
    int member, table, index;
};
struct FrameInfo {
    void *object;
    FrameInfo *next;
};

extern "C" {
IMPORT void __std_exception_copy(const Data *, Data *);
IMPORT void __std_exception_destroy(Data *);
IMPORT void *__AdjustPointer(void *, const Displacement *);
IMPORT void __DestructExceptionObject(EXCEPTION_RECORD *, int);
IMPORT FrameInfo *_CreateFrameInfo(FrameInfo *, void *);
IMPORT void _FindAndUnlinkFrame(FrameInfo *);
IMPORT int _IsExceptionObjectToBeDestroyed(void *);
IMPORT int __FrameUnwindFilter(EXCEPTION_POINTERS *);
IMPORT int *__processing_throw(void);
IMPORT bool __uncaught_exception(void);
IMPORT void *set_unexpected(void (*)(void));
IMPORT void *_get_unexpected(void);
IMPORT void *set_terminate(void (*)(void));
IMPORT char *__unDName(char *, const char *, int, void *(*)(u64), void (*)(void *), unsigned short);
IMPORT void *__vcrt_GetModuleHandleW(const unsigned short *);
IMPORT DWORD __vcrt_GetModuleFileNameW(void *, unsigned short *, DWORD);
IMPORT void *__vcrt_LoadLibraryExW(const unsigned short *, void *, DWORD);
IMPORT int __vcrt_InitializeCriticalSectionEx(void *, DWORD, DWORD);
IMPORT void DeleteCriticalSection(void *);
IMPORT void __telemetry_main_invoke_trigger(void *);
IMPORT void __telemetry_main_return_trigger(void *);
IMPORT void *malloc(u64);
IMPORT void free(void *);
IMPORT void qsort(void *, u64, u64, int (*)(const void *, const void *));
IMPORT int EnumSystemLocalesW(int (*)(unsigned short *), DWORD);
IMPORT int EnumResourceTypesW(void *, int (*)(void *, unsigned short *, u64), u64);
IMPORT void *CreateThread(void *, u64, DWORD (*)(void *), void *, DWORD, DWORD *);
IMPORT DWORD WaitForSingleObject(void *, DWORD);
IMPORT int GetExitCodeThread(void *, DWORD *);
}

static int same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

NOINLINE static void exception_data()
{
    char text[] = "gone";
    Data mine = {text, true}, copy = {0, false}, plain = {text, false};
    __std_exception_copy(&mine, &copy);
    CHECK_EQ(copy.what != text && copy.do_free && same(copy.what, "gone"), 1);
    __std_exception_destroy(&copy);
    CHECK_EQ(copy.what == 0 && !copy.do_free, 1);
    __std_exception_copy(&plain, &copy);
    CHECK_EQ(copy.what == text && !copy.do_free, 1);
    __std_exception_destroy(&copy);
    CHECK_EQ(same(text, "gone"), 1);
}

NOINLINE static void objects()
{
    int table[] = {0, 24};
    struct {
        u64 first;
        int *table;
        u64 rest[4];
    } object = {1, table, {}};
    Displacement direct = {8, -1, 0}, through = {4, 8, 4};
    CHECK_EQ((char *)__AdjustPointer(&object, &direct) - (char *)&object, 8);
    CHECK_EQ((char *)__AdjustPointer(&object, &through) - (char *)&object, 4 + 8 + 24);
    FrameInfo one, two;
    CHECK_EQ(_CreateFrameInfo(&one, &object) == &one, 1);
    _CreateFrameInfo(&two, table);
    CHECK_EQ(_IsExceptionObjectToBeDestroyed(&object), 0);
    CHECK_EQ(_IsExceptionObjectToBeDestroyed(&direct) != 0, 1);
    _FindAndUnlinkFrame(&two);
    CHECK_EQ(_IsExceptionObjectToBeDestroyed(table) != 0, 1);
    CHECK_EQ(_IsExceptionObjectToBeDestroyed(&object), 0);
    _FindAndUnlinkFrame(&one);
    CHECK_EQ(_IsExceptionObjectToBeDestroyed(&object) != 0, 1);
}

static void nothing()
{
}

NOINLINE static void the_rest()
{
    static const unsigned short kernel[] = {'k', 'e', 'r', 'n', 'e', 'l', '3', '2', '.', 'd', 'l', 'l', 0};
    unsigned short path[300];
    u64 section[8];
    char out[8], *made;
    CHECK_EQ(__vcrt_GetModuleHandleW(kernel) != 0, 1);
    CHECK_EQ(__vcrt_LoadLibraryExW(kernel, 0, 0) == __vcrt_GetModuleHandleW(kernel), 1);
    CHECK_EQ(__vcrt_GetModuleFileNameW(0, path, 300) > 0, 1);
    CHECK_EQ(__vcrt_InitializeCriticalSectionEx(section, 4000, 0), 1);
    DeleteCriticalSection(section);
    CHECK_EQ(same(__unDName(out, "?f@@YAXXZ", 5, malloc, free, 0x1000), "f"), 1);
    CHECK_EQ(same(__unDName(out, "?f@@YAXXZ", 5, malloc, free, 0), "void"), 1); /* what fits */
    made = __unDName(0, "?f@@YAXH@Z", 0, malloc, free, 0);
    CHECK_EQ(made && same(made, "void __cdecl f(int)"), 1);
    free(made);
    void *before = set_unexpected(nothing);
    CHECK_EQ(_get_unexpected() == (void *)nothing, 1);
    set_unexpected((void (*)(void))before);
    __telemetry_main_invoke_trigger(0);
    __telemetry_main_return_trigger(0);
}

/* ---- through the system ---- */

struct Watch {
    char letter;
    ~Watch()
    {
        mark(__uncaught_exception() && *__processing_throw() == 1 ? letter : '!');
    }
};

static int comparing(const void *, const void *)
{
    Watch watch{'q'};
    throw 1;
}

static int locale(unsigned short *)
{
    Watch watch{'l'};
    throw 2.0;
}

static DWORD thread(void *)
{
    int numbers[] = {3, 2, 1};
    try {
        qsort(numbers, 3, sizeof(int), comparing);
    } catch (int value) {
        return (DWORD)value + 6;
    }
    return 0;
}

NOINLINE static void through_the_system()
{
    try {
        EnumSystemLocalesW(locale, 1);
    } catch (double) {
        mark('d');
    }
    CHECK_TRAIL("ld");
    CHECK_EQ(thread(0), 7);
    CHECK_TRAIL("q");
    DWORD code = 0;
    void *handle = CreateThread(0, 0, thread, 0, 0, 0);
    CHECK_EQ(WaitForSingleObject(handle, 20000), 0);
    CHECK_EQ(GetExitCodeThread(handle, &code) && code == 7, 1);
    CHECK_TRAIL("q");
    CHECK_EQ(*__processing_throw(), 0);
}

struct Nested { /* its destructor, run by unwinding, throws and catches by itself */
    ~Nested()
    {
        CHECK_EQ(*__processing_throw(), 1);
        try {
            Watch watch{'!'};
            watch.letter = 'n';
            CHECK_EQ(*__processing_throw(), 1);
            throw 'x';
        } catch (char) {
            mark('c');
        }
        CHECK_EQ(*__processing_throw(), 1);
    }
};

NOINLINE static void within_a_destructor()
{
    try {
        Nested nested;
        throw 5;
    } catch (int) {
        mark('i');
    }
    CHECK_EQ(*__processing_throw(), 0);
}

NOINLINE static int filtered()
{
    __try {
        __try {
            RaiseException(0xE0001234, 0, 0, 0);
        } __except (__FrameUnwindFilter((EXCEPTION_POINTERS *)_exception_info())) {
            return 1;
        }
    } __except (1) {
        return 2;
    }
    return 0;
}

struct Bad {
    Bad()
    {
    }
    Bad(const Bad &)
    {
    }
    ~Bad() noexcept(false)
    {
        if (leaves)
            throw 1;
    }
    static bool leaves;
};
bool Bad::leaves;

static void at_terminate()
{
    ExitProcess(failures);
}

NOINLINE static void destructor_throws()
{
    set_terminate(at_terminate);
    try {
        try {
            throw Bad();
        } catch (const Bad &) {
            Bad::leaves = true; /* the object's end is that of the block */
        }
    } catch (int) {
        say("the exception object's destructor let an exception pass\n");
    }
}

extern "C" void mainCRTStartup()
{
    exception_data();
    objects();
    the_rest();
    through_the_system();
    within_a_destructor();
    CHECK_EQ(trail[1], 'c');
    CHECK_EQ(trail[2], 'i');
    CHECK_EQ(filtered(), 2);
    destructor_throws();
    ExitProcess(99);
}
