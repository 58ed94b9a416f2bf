/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions of mingw-w64 (GCC's tables over Windows' unwinder): the machinery of libgcc over
 * RtlUnwindEx.
 */
#include "guest.h"
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

static std::string trail;

struct Marker {
    char letter;
    explicit Marker(char c) : letter(c)
    {
    }
    ~Marker()
    {
        trail += letter;
    }
};

static void check_trail(int line, const char *expected)
{
    if (trail != expected)
        guest_fail(__FILE__, line, ("went " + trail + "\n").c_str());
    trail.clear();
}
#define CHECK_TRAIL(expected) check_trail(__LINE__, expected)

__attribute__((noinline)) static void deep(int depth)
{
    Marker m(static_cast<char>('a' + depth));
    if (!depth)
        throw std::runtime_error("at the bottom");
    deep(depth - 1);
}

TEST(destructors_run_on_the_way_up)
{
    try {
        deep(3);
        CHECK(false);
    } catch (const std::exception &e) {
        CHECK_TEXT(e.what(), "at the bottom");
    }
    CHECK_TRAIL("abcd");
}

TEST(rethrown_and_nested)
{
    try {
        try {
            Marker m('m');
            throw 1;
        } catch (int) {
            try {
                std::vector<int>().at(3);
            } catch (const std::out_of_range &) {
                trail += 'o';
            }
            throw;
        }
    } catch (...) {
        trail += 'x';
    }
    CHECK_TRAIL("mox");
}

static int raising(const void *a, const void *b)
{
    if (*static_cast<const int *>(a) == 3 || *static_cast<const int *>(b) == 3)
        throw 3;
    return *static_cast<const int *>(a) - *static_cast<const int *>(b);
}

TEST(through_functions_of_the_system)
{
    int numbers[] = {5, 4, 3, 2, 1};
    try {
        Marker m('q');
        qsort(numbers, 5, sizeof(int), raising);
        CHECK(false);
    } catch (int three) {
        CHECK_EQ(three, 3);
    }
    CHECK_TRAIL("q");
}

static DWORD WINAPI thread(void *)
{
    try {
        deep(1);
    } catch (const std::runtime_error &) {
        return 7;
    }
    return 0;
}

TEST(on_other_threads)
{
    DWORD code = 0;
    HANDLE handle = CreateThread(NULL, 0, thread, NULL, 0, NULL);
    CHECK_EQ(WaitForSingleObject(handle, 10000), WAIT_OBJECT_0);
    GetExitCodeThread(handle, &code);
    CHECK_EQ(code, 7);
    CHECK_TRAIL("ab");
}

TEST(many)
{
    int sum = 0;
    for (int i = 0; i < 2000; i++) {
        try {
            if (i % 2)
                throw i;
        } catch (int n) {
            sum += n & 1;
        }
    }
    CHECK_EQ(sum, 1000);
}

/* noexcept: the search ends there, and std::terminate has the last word. */
__attribute__((noinline)) static void lets_none_out(void (*volatile call)()) noexcept
{
    Marker marker('!');
    call();
}

static void throws()
{
    throw 1;
}

static void at_terminate()
{
    CHECK_TRAIL("");
    try { /* what was thrown is still at hand */
        throw;
    } catch (int one) {
        CHECK_EQ(one, 1);
    }
    ExitProcess((UINT)guest_failures);
}

TEST(noexcept_terminates)
{
    std::set_terminate(at_terminate);
    try {
        lets_none_out(throws);
    } catch (...) {
        CHECK(!"an exception came out");
    }
}

GUEST_MAIN(RUN(destructors_run_on_the_way_up); RUN(rethrown_and_nested); RUN(through_functions_of_the_system);
           RUN(on_other_threads); RUN(many); RUN(noexcept_terminates); CHECK(!"it went on");)
