/* SPDX-License-Identifier: MIT
 *
 * What Microsoft's own msvcp140.dll makes of our runtime below it: it throws, catches and rethrows with compressed
 * exception tables, and its std::exception_ptr rests on the runtime's services. Built by msvcp.py; there are no headers of
 * Microsoft's here, so the few declarations stand below.
 */
#include "../guest/msvc/msvc.h"

__asm__(
    ".section .rdata, \"dr\"\n.globl \"??_7type_info@@6B@\"\n\"??_7type_info@@6B@\":\n.quad 0, 0\n.text\n");

#pragma clang diagnostic ignored "-Wexceptions"

#define IMPORT __declspec(dllimport)

namespace std
{
class exception
{
  public:
    virtual ~exception();
    virtual const char *what() const;

  private:
    const char *text;
    bool do_free;
};
class logic_error : public exception
{
};
class length_error : public logic_error
{
};
class bad_exception : public exception
{
};
class bad_cast : public exception
{
};
class bad_typeid : public exception
{
};
IMPORT void _Xlength_error(const char *);
IMPORT void _Xbad_alloc();
IMPORT int uncaught_exceptions();
} // namespace std

IMPORT void __ExceptionPtrCreate(void *);
IMPORT void __ExceptionPtrCurrentException(void *);
IMPORT void __ExceptionPtrRethrow(const void *);
IMPORT void __ExceptionPtrDestroy(void *);
IMPORT void __ExceptionPtrCopy(void *, const void *);
IMPORT void __ExceptionPtrCopyException(void *, const void *, const void *);
IMPORT bool __ExceptionPtrToBool(const void *);
IMPORT bool __ExceptionPtrCompare(const void *, const void *);

extern "C" {
IMPORT char cout[] __asm__("?cout@std@@3V?$basic_ostream@DU?$char_traits@D@std@@@1@A");
IMPORT void *flush(void *) __asm__("?flush@?$basic_ostream@DU?$char_traits@D@std@@@std@@QEAAAEAV12@XZ");
void *memcpy(void *, const void *, unsigned long long);
}

struct Pointer { /* std::exception_ptr */
    void *parts[2];
    Pointer()
    {
        __ExceptionPtrCreate(this);
    }
    Pointer(const Pointer &other)
    {
        __ExceptionPtrCopy(this, &other);
    }
    ~Pointer()
    {
        __ExceptionPtrDestroy(this);
    }
};

struct Counted {
    static int alive;
    static bool refuses; /* to be copied */
    int value;
    Counted(int v) : value(v)
    {
        alive++;
    }
    Counted(const Counted &other) : value(other.value)
    {
        if (refuses)
            throw 1;
        alive++;
    }
    ~Counted()
    {
        alive--;
    }
};
int Counted::alive;
bool Counted::refuses;

struct Watch {
    int *seen;
    ~Watch()
    {
        *seen = std::uncaught_exceptions();
    }
};

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

NOINLINE static void library_throws()
{
    int seen = -1;
    try {
        Watch watch{&seen};
        std::_Xlength_error("too long");
    } catch (const std::exception &e) {
        CHECK_EQ(same(e.what(), "too long"), 1);
    }
    CHECK_EQ(seen, 1);
    CHECK_EQ(std::uncaught_exceptions(), 0);
    try {
        std::_Xlength_error("again");
    } catch (const std::bad_exception &) {
        CHECK_EQ(0, 1);
    } catch (const std::length_error &) {
        mark('l');
    }
    try {
        std::_Xbad_alloc();
    } catch (const std::exception &e) {
        CHECK_EQ(same(e.what(), "bad allocation"), 1);
    }
    CHECK_TRAIL("l");
}

static Pointer kept()
{
    Pointer pointer;
    try {
        throw Counted(7);
    } catch (...) {
        __ExceptionPtrCurrentException(&pointer);
    }
    return pointer;
}

NOINLINE static void exceptions_are_kept()
{
    {
        Pointer none;
        CHECK_EQ(__ExceptionPtrToBool(&none), 0);
        __ExceptionPtrCurrentException(&none);
        CHECK_EQ(__ExceptionPtrToBool(&none), 0);
        Pointer pointer(kept());
        CHECK_EQ(__ExceptionPtrToBool(&pointer), 1);
        CHECK_EQ(Counted::alive, 1);
        for (int i = 0; i < 3; i++) {
            try {
                __ExceptionPtrRethrow(&pointer);
            } catch (Counted &counted) {
                CHECK_EQ(counted.value, 7);
                mark('k');
                try {
                    throw;
                } catch (const Counted &) {
                    mark('r');
                }
            }
        }
        Pointer copy(pointer);
        CHECK_EQ(__ExceptionPtrCompare(&copy, &pointer), 1);
    }
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("krkrkr");
    Pointer refused; /* its copying throws: std::bad_exception, or what was thrown */
    try {
        throw Counted(1);
    } catch (...) {
        Counted::refuses = true;
        __ExceptionPtrCurrentException(&refused);
        Counted::refuses = false;
    }
    CHECK_EQ(Counted::alive, 0);
    try {
        __ExceptionPtrRethrow(&refused);
    } catch (const std::bad_exception &) {
        mark('b');
    } catch (int) {
        mark('b');
    }
    CHECK_TRAIL("b");
}

static DWORD on_thread(void *pointer)
{
    try {
        __ExceptionPtrRethrow(pointer);
    } catch (Counted &counted) {
        return (DWORD)counted.value;
    }
    return 0;
}

extern "C" {
IMPORT void *CreateThread(void *, unsigned long long, DWORD (*)(void *), void *, DWORD, DWORD *);
IMPORT DWORD WaitForSingleObject(void *, DWORD);
IMPORT int GetExitCodeThread(void *, DWORD *);
}

NOINLINE static void exceptions_cross_threads()
{
    Pointer pointer(kept());
    DWORD code = 0;
    void *thread = CreateThread(0, 0, on_thread, &pointer, 0, 0);
    CHECK_EQ(WaitForSingleObject(thread, 20000), 0);
    CHECK_EQ(GetExitCodeThread(thread, &code) && code == 7, 1);
}

static int sync_throws(void *)
{
    throw Counted(5);
}

/* basic_ostream::flush catches what the buffer's sync throws, notes it, and throws it on if the stream is to. */
NOINLINE static void streams_catch()
{
    struct Ios {
        void *table;
        unsigned long long unused;
        int state, exceptions;
        char rest[0x30];
        void *buffer;
    } *ios = (Ios *)(cout + (*(int **)cout)[1]);
    static_assert(__builtin_offsetof(Ios, buffer) == 0x48, "as msvcp140 14.x has it");
    void *table[20], **old = *(void ***)ios->buffer;
    memcpy(table, old, sizeof(table));
    table[13] = (void *)sync_throws;
    *(void ***)ios->buffer = table;
    flush(cout);
    CHECK_EQ(ios->state, 4); /* badbit */
    CHECK_EQ(Counted::alive, 0);
    ios->state = 0;
    ios->exceptions = 4;
    try {
        flush(cout);
        mark('!');
    } catch (Counted &counted) {
        CHECK_EQ(counted.value, 5);
        mark('s');
    }
    CHECK_EQ(ios->state, 4);
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("s");
    *(void ***)ios->buffer = old;
    ios->state = ios->exceptions = 0;
}

struct Base {
    virtual int who()
    {
        return 1;
    }
};
struct Derived : Base {
    int who() override
    {
        return 2;
    }
};
struct Other {
    virtual int other()
    {
        return 3;
    }
};

extern "C" IMPORT void *__RTDynamicCast(void *, int, void *, void *, int);
extern "C" IMPORT void *__RTtypeid(void *);

NOINLINE static void bad_casts()
{
    Base base;
    Derived derived;
    Base *which[] = {&base, &derived};
    for (Base *one : which) {
        try {
            mark((char)('0' + dynamic_cast<Derived &>(*one).who()));
        } catch (const std::bad_cast &e) {
            CHECK_EQ(same(e.what(), "Bad dynamic_cast!"), 1);
            mark('c');
        }
    }
    try {
        __RTtypeid(0);
    } catch (const std::exception &e) {
        CHECK_EQ(same(e.what(), "Attempted a typeid of nullptr pointer!"), 1);
        mark('n');
    }
    CHECK_TRAIL("c2n");
}

extern "C" void mainCRTStartup()
{
    library_throws();
    exceptions_are_kept();
    exceptions_cross_threads();
    streams_catch();
    bad_casts();
    ExitProcess(failures);
}
