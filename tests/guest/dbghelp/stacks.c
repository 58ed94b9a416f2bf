/* SPDX-License-Identifier: MIT
 *
 * Sessions of symbols, walking a stack through a callback of the system, the modules that are loaded.
 */
#include "guest.h"
#define _IMAGEHLP_SOURCE_
#include <dbghelp.h>

#define PROCESS ((HANDLE)0x1234) /* "or any unique value" */

TEST(sessions)
{
    WCHAR path[32];
    DWORD options = SymGetOptions();
    CHECK_EQ(SymSetOptions(options | SYMOPT_UNDNAME), options | SYMOPT_UNDNAME);
    CHECK_EQ(SymGetOptions(), options | SYMOPT_UNDNAME);
    SymSetOptions(options);
    CHECK_FAILS(SymCleanup(PROCESS), FALSE, ERROR_INVALID_HANDLE);
    CHECK(SymInitializeW(PROCESS, L"C:\\symbols", FALSE));
    CHECK_FAILS(SymInitializeW(PROCESS, NULL, FALSE), FALSE, ERROR_INVALID_PARAMETER);
    CHECK(SymGetSearchPathW(PROCESS, path, 32));
    CHECK_WIDE(path, L"C:\\symbols");
    CHECK(SymSetSearchPathW(PROCESS, L"D:\\other"));
    CHECK(SymGetSearchPathW(PROCESS, path, 32));
    CHECK_WIDE(path, L"D:\\other");
    CHECK(SymCleanup(PROCESS));
    CHECK_FAILS(SymGetSearchPathW(PROCESS, path, 32), FALSE, ERROR_INVALID_HANDLE);
    CHECK(SymInitialize(PROCESS, NULL, FALSE));
    CHECK(SymCleanup(PROCESS));
}

static DWORD64 frames[64];
static unsigned frame_count;

static __attribute__((noinline)) void walk(void)
{
    CONTEXT context;
    STACKFRAME64 frame;
    memset(&frame, 0, sizeof(frame));
    context.ContextFlags = CONTEXT_FULL;
    RtlCaptureContext(&context);
    frame.AddrPC = (ADDRESS64){context.Rip, 0, AddrModeFlat};
    frame.AddrStack = (ADDRESS64){context.Rsp, 0, AddrModeFlat};
    frame.AddrFrame = (ADDRESS64){context.Rbp, 0, AddrModeFlat};
    DWORD64 last = 0;
    for (frame_count = 0; frame_count < 64; frame_count++) {
        if (!StackWalk64(IMAGE_FILE_MACHINE_AMD64, GetCurrentProcess(), GetCurrentThread(), &frame, &context,
                         NULL, SymFunctionTableAccess64, SymGetModuleBase64, NULL))
            break;
        CHECK(frame.AddrStack.Offset > last);
        last = frame.AddrStack.Offset;
        frames[frame_count] = frame.AddrPC.Offset;
    }
}

static BOOL CALLBACK walk_once(PINIT_ONCE once, PVOID parameter, PVOID *context)
{
    walk();
    return TRUE;
}

static const char *inside(DWORD64 address, const void *function)
{
    return address >= (DWORD64)function && address < (DWORD64)function + 512 ? "inside" : "outside";
}

static __attribute__((noinline)) void calls_out(void)
{
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    CHECK(InitOnceExecuteOnce(&once, walk_once, NULL, NULL));
}

TEST(through_a_callback)
{
    CHECK(SymInitialize(GetCurrentProcess(), NULL, TRUE));
    calls_out();
    CHECK(frame_count >= 5 && frame_count < 64);
    CHECK_TEXT(inside(frames[0], walk), "inside");
    CHECK_TEXT(inside(frames[1], walk_once), "inside");
    unsigned at = 2;
    while (at < frame_count &&
           SymGetModuleBase64(GetCurrentProcess(), frames[at]) != (DWORD64)GetModuleHandleW(NULL))
        at++;
    CHECK(at > 2 && at < frame_count); /* the system's frames lie between */
    CHECK_TEXT(inside(frames[at], calls_out), "inside");
    CHECK(SymFunctionTableAccess64(GetCurrentProcess(), (DWORD64)walk + 4) != NULL);
    CHECK_FAILS(SymGetModuleBase64(GetCurrentProcess(), 16), 0, ERROR_MOD_NOT_FOUND);
    CHECK(SymCleanup(GetCurrentProcess()));
}

static unsigned modules;
static BOOL CALLBACK count_module(PCWSTR name, DWORD64 base, ULONG size, PVOID context)
{
    CHECK(name[0] && size >= 0x1000);
    modules += base == (DWORD64)GetModuleHandleW(NULL) || base == (DWORD64)GetModuleHandleW(L"kernel32.dll");
    return *(BOOL *)context;
}

TEST(loaded_modules)
{
    BOOL go_on = TRUE;
    CHECK(EnumerateLoadedModulesW64(GetCurrentProcess(), count_module, &go_on));
    CHECK_EQ(modules, 2);
    go_on = FALSE;
    modules = 0;
    EnumerateLoadedModulesW64(GetCurrentProcess(), count_module, &go_on);
    CHECK(modules <= 1);
}

TEST(names_of_exports)
{
    struct {
        SYMBOL_INFO info;
        char more[64];
    } symbol = {{.SizeOfStruct = sizeof(SYMBOL_INFO), .MaxNameLen = 64}, ""};
    DWORD64 address = (DWORD64)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "CreateFileW"), past = 77;
    char text[64];
    CHECK_FAILS(SymFromAddr(PROCESS, address, &past, &symbol.info), FALSE, ERROR_INVALID_HANDLE);
    CHECK(SymInitialize(PROCESS, NULL, TRUE));
    CHECK(SymFromAddr(PROCESS, address + 2, &past, &symbol.info));
    CHECK_TEXT(symbol.info.Name, "CreateFileW");
    CHECK_EQ(past, 2);
    CHECK_EQ(symbol.info.Address, address);
    CHECK_EQ(symbol.info.NameLen, 11);
    CHECK_EQ(symbol.info.ModBase, (DWORD64)GetModuleHandleW(L"kernel32.dll"));
    CHECK_FAILS(SymFromAddr(PROCESS, 16, &past, &symbol.info), FALSE, ERROR_MOD_NOT_FOUND);
    symbol.info.MaxNameLen = 5;
    CHECK(SymFromAddr(PROCESS, address, NULL, &symbol.info));
    CHECK_TEXT(symbol.info.Name, "Crea");
    symbol.info.MaxNameLen = 64;
    CHECK(SymFromName(PROCESS, "kernel32!CreateFileW", &symbol.info));
    CHECK_EQ(symbol.info.Address, address);
    symbol.info.SizeOfStruct = 3;
    CHECK_FAILS(SymFromAddr(PROCESS, address, NULL, &symbol.info), FALSE, ERROR_INVALID_PARAMETER);
    struct {
        IMAGEHLP_SYMBOL64 info;
        char more[64];
    } old = {{.SizeOfStruct = sizeof(old.info), .MaxNameLength = 64}, ""};
    CHECK(SymGetSymFromAddr64(PROCESS, address + 3, &past, &old.info));
    CHECK_TEXT(old.info.Name, "CreateFileW");
    CHECK_EQ(past, 3);
    CHECK_EQ(old.info.Address, address);
    CHECK_FAILS(SymGetSymFromAddr64(PROCESS, 16, &past, &old.info), FALSE, ERROR_MOD_NOT_FOUND);
    CHECK(SymCleanup(PROCESS));
    CHECK_EQ(UnDecorateSymbolName("?run@engine@game@@QEAAXXZ", text, 64, UNDNAME_NAME_ONLY), 17);
    CHECK_TEXT(text, "game::engine::run");
    CHECK_EQ(UnDecorateSymbolName("?f@@YAXH@Z", text, 64, UNDNAME_COMPLETE), 19);
    CHECK_TEXT(text, "void __cdecl f(int)");
    CHECK_EQ(UnDecorateSymbolName("??$swap@H@std@@YAXAEAH0@Z", text, 64, UNDNAME_NAME_ONLY), 14);
    CHECK_TEXT(text, "std::swap<int>");
    CHECK_EQ(UnDecorateSymbolName("??1engine@game@@UEAA@XZ", text, 64, UNDNAME_NO_ACCESS_SPECIFIERS), 51);
    CHECK_TEXT(text, "virtual __cdecl game::engine::~engine(void) __ptr64");
    CHECK_EQ(UnDecorateSymbolName("?f@@YAXH@Z", text, 6, UNDNAME_COMPLETE), 5); /* cut */
    CHECK_TEXT(text, "void ");
    CHECK_EQ(UnDecorateSymbolName("main", text, 64, 0), 4);
    CHECK_TEXT(text, "main");
}

GUEST_MAIN(RUN(names_of_exports); RUN(sessions); RUN(through_a_callback); RUN(loaded_modules);)
