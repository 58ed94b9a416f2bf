/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions of mingw-w64 across borders: a DLL's functions, callbacks of the system, threads (by exception_ptr), and
 * faults that a vectored handler turns into exceptions. The runtime is shared (libstdc++-6.dll).
 */
#include "guest.h"
#include "boundaries.h"
#include <cstdlib>
#include <exception>
#include <string>

static std::string trail;

struct Marker {
    char letter;
    explicit Marker(char c) : letter(c)
    {
    }
    ~Marker()
    {
        trail += static_cast<char>(letter + std::uncaught_exceptions());
    }
};

static void check_trail(int line, const char *expected)
{
    if (trail != expected)
        guest_fail(__FILE__, line, ("went " + trail + "\n").c_str());
    trail.clear();
}
#define CHECK_TRAIL(expected) check_trail(__LINE__, expected)

TEST(from_a_dll)
{
    try {
        Marker m('a');
        dll_throws(41);
        CHECK(false);
    } catch (const Trouble &trouble) {
        CHECK_EQ(trouble.number, 41);
        CHECK_TEXT(trouble.what(), "trouble in the DLL");
    }
    CHECK_TRAIL("b");
}

static void throws_here(int number)
{
    Marker m('c');
    throw Trouble(number, "trouble in the program");
}

TEST(through_a_dll)
{
    int destroyed = 0;
    try {
        dll_calls(throws_here, 5, &destroyed);
        CHECK(false);
    } catch (const std::exception &e) {
        CHECK_TEXT(e.what(), "trouble in the program");
    }
    CHECK_EQ(destroyed, 1);
    CHECK_TRAIL("d");
    CHECK_EQ(dll_catches(throws_here, 6), 6); /* caught there */
    CHECK_EQ(dll_catches([](int) { throw 3; }, 6), -1);
    CHECK_TRAIL("d");
}

static BOOL CALLBACK locale(LPWSTR)
{
    Marker m('l');
    throw Trouble(7, "from a callback");
}

static BOOL CALLBACK resource(HMODULE, LPWSTR, LONG_PTR parameter)
{
    throw static_cast<int>(parameter);
}

TEST(through_callbacks_of_the_system)
{
    for (int i = 0; i < 3; i++) { /* no lock is left held */
        try {
            EnumSystemLocalesW(locale, LCID_INSTALLED);
            CHECK(false);
        } catch (const Trouble &trouble) {
            CHECK_EQ(trouble.number, 7);
        }
        CHECK_TRAIL("m");
    }
    try {
        EnumResourceTypesW(GetModuleHandleW(L"kernel32.dll"), resource, 9);
    } catch (int number) {
        CHECK_EQ(number, 9);
    }
}

static DWORD WINAPI keeping_thread(void *result)
{
    try {
        try {
            dll_throws(8);
        } catch (...) {
            std::throw_with_nested(std::string("outer"));
        }
    } catch (...) {
        *static_cast<std::exception_ptr *>(result) = std::current_exception();
    }
    return 0;
}

TEST(from_thread_to_thread)
{
    std::exception_ptr kept;
    HANDLE thread = CreateThread(NULL, 0, keeping_thread, &kept, 0, NULL);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CloseHandle(thread);
    CHECK(kept != nullptr);
    try {
        std::rethrow_exception(kept);
    } catch (const std::string &outer) {
        CHECK(outer == "outer");
        try {
            std::rethrow_if_nested(outer);
        } catch (...) {
            CHECK(false); /* a string is no class to nest in: nothing is thrown */
        }
        try {
            throw;
        } catch (const std::nested_exception &nested) {
            CHECK(nested.nested_ptr() != nullptr);
            trail += 'n';
        } catch (...) {
            trail += 's';
        }
    }
    CHECK(trail == "n" || trail == "s");
    trail.clear();
}

/* A fault becomes an exception: the handler lets the thread go on in a function that throws, as if the faulting
 * instruction had called it. */
static void throws_fault()
{
    throw Trouble(11, "a fault");
}

static LONG CALLBACK fault_handler(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
        return EXCEPTION_CONTINUE_SEARCH;
    CONTEXT *context = pointers->ContextRecord;
    context->Rsp -= 8;
    *reinterpret_cast<DWORD64 *>(context->Rsp) = context->Rip + 1; /* libgcc looks one byte before a return address */
    context->Rip = reinterpret_cast<DWORD64>(throws_fault);
    return EXCEPTION_CONTINUE_EXECUTION;
}

__attribute__((noinline)) static int faults(volatile int *where)
{
    Marker m('f');
    return *where;
}

TEST(faults_become_exceptions)
{
    void *handler = AddVectoredExceptionHandler(1, fault_handler);
    for (int i = 0; i < 2; i++) {
        try {
            faults(reinterpret_cast<int *>(16));
            CHECK(false);
        } catch (const Trouble &trouble) {
            CHECK_EQ(trouble.number, 11);
        }
        CHECK_TRAIL("g");
    }
    CHECK(RemoveVectoredExceptionHandler(handler));
}

GUEST_MAIN(RUN(from_a_dll); RUN(through_a_dll); RUN(through_callbacks_of_the_system); RUN(from_thread_to_thread);
           RUN(faults_become_exceptions);)
