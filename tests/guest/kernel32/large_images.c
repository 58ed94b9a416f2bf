/* SPDX-License-Identifier: MIT
 *
 * An image with large sections at odd offsets in its file: all of it is there whoever looks first, the
 * program, the system, or several threads at once, and it can be protected and changed like any other.
 */
#include "../guest.h"
#include "../numbered_functions.h"

#define WORDS 0x100000u /* of `table`: 4 MiB */

/* Word i is i * 2654435761. */
__asm__(".section .rdata,\"dr\"\n"
        ".balign 16\n"
        "table:\n"
        ".set number, 0\n"
        ".rept 0x100000\n"
        ".long (number * 2654435761) & 0xFFFFFFFF\n"
        ".set number, number + 1\n"
        ".endr\n"
        ".text\n");
extern const DWORD table[WORDS];

static DWORD word(DWORD i)
{
    return i * 2654435761u;
}

static DWORD call(DWORD i)
{
    DWORD (*function)(void) = (DWORD(*)(void))(ULONG_PTR)(functions + i * STRIDE);
    return function();
}

static DWORD wrong_words(const DWORD *words, DWORD first, DWORD count)
{
    DWORD wrong = 0;
    for (DWORD i = 0; i < count; i++)
        wrong += words[i] != word(first + i);
    return wrong;
}

/* Nothing of [first, first + WORDS / 16) was used before. */
TEST(the_system_may_be_the_first_to_look)
{
    static DWORD back[WORDS / 16];
    DWORD done = 0, first = WORDS / 2;
    SIZE_T copied = 0;
    WCHAR folder[MAX_PATH], name[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"img", 0, name);
    HANDLE file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK(WriteFile(file, table + first, sizeof(back), &done, NULL));
    CHECK_EQ(done, sizeof(back));
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, back, sizeof(back), &done, NULL));
    CHECK_EQ(done, sizeof(back));
    CHECK_EQ(wrong_words(back, first, WORDS / 16), 0);
    CloseHandle(file);
    first = WORDS / 2 + WORDS / 16;
    CHECK(ReadProcessMemory(GetCurrentProcess(), table + first, back, sizeof(back), &copied));
    CHECK_EQ(copied, sizeof(back));
    CHECK_EQ(wrong_words(back, first, WORDS / 16), 0);
    first += WORDS / 16;
    CHECK(!IsBadReadPtr(table + first, sizeof(back)));
    CHECK(IsBadWritePtr((void *)(ULONG_PTR)(table + first + WORDS / 32), 1));
}

TEST(what_is_not_used_yet_is_committed_memory_of_the_image)
{
    MEMORY_BASIC_INFORMATION info;
    CHECK_EQ(VirtualQuery(table + WORDS / 4, &info, sizeof(info)), sizeof(info));
    CHECK_EQ(info.State, MEM_COMMIT);
    CHECK_EQ(info.Type, MEM_IMAGE);
    CHECK_EQ(info.Protect, PAGE_READONLY);
    CHECK_EQ(VirtualQuery(functions + STRIDE * FUNCTIONS / 2, &info, sizeof(info)), sizeof(info));
    CHECK_EQ(info.Protect, PAGE_EXECUTE_READ);
    CHECK(info.AllocationBase == GetModuleHandleW(NULL));
}

TEST(a_part_becomes_writable_and_the_rest_stays)
{
    DWORD *part = (DWORD *)(ULONG_PTR)(table + WORDS / 4), old = 0, first = WORDS / 4;
    part = (DWORD *)((ULONG_PTR)part & ~(ULONG_PTR)0xFFF) + 0x400; /* the next page */
    first = (DWORD)(part - table);
    CHECK(VirtualProtect(part, 0x3000, PAGE_READWRITE, &old));
    CHECK_EQ(old, PAGE_READONLY);
    CHECK_EQ(wrong_words(part, first, 0xC00), 0);
    part[0] = word(first);
    part[0x400] = 7;
    CHECK_EQ(part[0x400], 7);
    CHECK(IsBadWritePtr(part - 1, 1));
    CHECK(IsBadWritePtr(part + 0xC00, 1));
    CHECK_EQ(wrong_words(part - 0x4000, first - 0x4000, 0x4400), 0);
    CHECK_EQ(wrong_words(part + 0x401, first + 0x401, 0x4000), 0);
    part[0x400] = word(first + 0x400);
    CHECK(VirtualProtect(part, 0x3000, PAGE_NOACCESS, &old));
    CHECK_EQ(old, PAGE_READWRITE);
    CHECK(IsBadReadPtr(part, 4));
    CHECK(VirtualProtect(part, 0x3000, old = PAGE_READONLY, &old));
    CHECK_EQ(wrong_words(part, first, 0xC00), 0);
}

TEST(code_that_was_not_used_yet_can_be_patched)
{
    unsigned char *function = (unsigned char *)(ULONG_PTR)(functions + 1234 * STRIDE);
    DWORD old;
    CHECK(VirtualProtect(function, 5, PAGE_EXECUTE_READWRITE, &old));
    CHECK_EQ(old, PAGE_EXECUTE_READ);
    function[1] = 42; /* the immediate's low byte */
    CHECK(VirtualProtect(function, 5, old, &old));
    FlushInstructionCache(GetCurrentProcess(), function, 5);
    CHECK_EQ(call(1234), (1234 & ~0xFFu) | 42);
    CHECK_EQ(call(1235), 1235);
}

TEST(a_library_may_have_to_move_and_to_go)
{
    for (int round = 0; round < 3; round++) {
        HMODULE library = LoadLibraryW(L"ldr_large.dll");
        CHECK(library != NULL && library != GetModuleHandleW(NULL));
        int (*function)(int) = (int (*)(int))(ULONG_PTR)GetProcAddress(library, "large_call"), wrong = 0;
        int (*is_right)(int) = (int (*)(int))(ULONG_PTR)GetProcAddress(library, "large_pointer_is_right");
        for (int i = round; i < FUNCTIONS; i += 97)
            wrong += function(i) != i;
        for (int i = 0; i < FUNCTIONS; i++)
            wrong += !is_right(i);
        CHECK_EQ(wrong, 0);
        CHECK(FreeLibrary(library));
        CHECK(!GetModuleHandleW(L"ldr_large.dll"));
    }
}

static volatile LONG go;

/* All start at once, at places of their own, and meet everywhere. */
static DWORD WINAPI walk(void *argument)
{
    DWORD number = (DWORD)(ULONG_PTR)argument, wrong = 0;
    while (!go)
        SwitchToThread();
    for (DWORD step = 0; step < 64; step++) {
        DWORD piece = (step * 5 + number * 3) % 64;
        wrong += wrong_words(table + piece * (WORDS / 64), piece * (WORDS / 64), WORDS / 64);
        for (DWORD i = piece * (FUNCTIONS / 64); i < (piece + 1) * (FUNCTIONS / 64); i += 7)
            wrong += i != 1234 && call(i) != i;
    }
    return wrong;
}

TEST(threads_may_need_the_same_part_at_once_and_be_stopped_meanwhile)
{
    HANDLE threads[4];
    DWORD code, running = 4, wrong = 0;
    for (DWORD i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, walk, (void *)(ULONG_PTR)i, 0, NULL);
    go = 1;
    for (DWORD step = 0; step < 500 && WaitForMultipleObjects(4, threads, TRUE, 0) == WAIT_TIMEOUT; step++) {
        CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
        HANDLE thread = threads[step % 4];
        if (SuspendThread(thread) == (DWORD)-1)
            continue;
        GetThreadContext(thread, &context);
        DWORD piece = step % 64; /* we, who have stopped it, may need what it was about to get */
        wrong += wrong_words(table + piece * (WORDS / 64), piece * (WORDS / 64), 64) != 0;
        ResumeThread(thread);
    }
    CHECK_EQ(WaitForMultipleObjects(4, threads, TRUE, INFINITE), WAIT_OBJECT_0);
    for (DWORD i = 0; i < 4; i++) {
        CHECK(GetExitCodeThread(threads[i], &code));
        CHECK_EQ(code, 0);
        CloseHandle(threads[i]);
        running -= code == 0;
    }
    CHECK_EQ(running, 0);
    CHECK_EQ(wrong, 0);
}

GUEST_MAIN(RUN(the_system_may_be_the_first_to_look);
           RUN(what_is_not_used_yet_is_committed_memory_of_the_image);
           RUN(a_part_becomes_writable_and_the_rest_stays); RUN(code_that_was_not_used_yet_can_be_patched);
           RUN(a_library_may_have_to_move_and_to_go);
           RUN(threads_may_need_the_same_part_at_once_and_be_stopped_meanwhile);)
