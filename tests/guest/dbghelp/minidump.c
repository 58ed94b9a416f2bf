/* SPDX-License-Identifier: MIT
 *
 * A dump that an exception's handler writes, read back: the system, the modules, the threads with their
 * stacks, the exception.
 */
#include "guest.h"
#define _IMAGEHLP_SOURCE_
#include <dbghelp.h>

#define MAGIC 0x0123456789ABCDEFull

static const char *dump;
static DWORD dump_size;
static HANDLE file, ready, leave;
static volatile ULONG_PTR fault_address;
static DWORD waiting_id;

/* ---- reading ---- */

static const void *at(RVA rva, DWORD size)
{
    static const char nothing[0x1000];
    CHECK(rva <= dump_size && size <= dump_size - rva);
    return rva <= dump_size && size <= dump_size - rva ? dump + rva : nothing;
}

static const void *stream(DWORD type, DWORD size)
{
    const MINIDUMP_HEADER *header = at(0, sizeof(*header));
    const MINIDUMP_DIRECTORY *directory =
        at(header->StreamDirectoryRva, header->NumberOfStreams * sizeof(*directory));
    for (DWORD i = 0; i < header->NumberOfStreams; i++)
        if (directory[i].StreamType == type) {
            CHECK(directory[i].Location.DataSize >= size);
            return at(directory[i].Location.Rva, size);
        }
    guest_fail(__FILE__, __LINE__, "a stream is missing\n");
    return at(0, 0);
}

static int ends_with(const MINIDUMP_STRING *text, const WCHAR *end)
{
    DWORD length = text->Length / sizeof(WCHAR), i = 0;
    while (end[i])
        i++;
    for (DWORD j = 0; j < i && i <= length; j++)
        if ((text->Buffer[length - i + j] | 0x20) != (end[j] | 0x20))
            return 0;
    return i <= length && !text->Buffer[length];
}

/* ---- a thread that waits, and one that faults ---- */

static DWORD WINAPI waits(void *unused)
{
    volatile ULONG64 mark[2] = {MAGIC, ~MAGIC};
    SetEvent(ready);
    WaitForSingleObject(leave, INFINITE);
    return mark[0] == MAGIC;
}

static LONG CALLBACK writes(EXCEPTION_POINTERS *pointers)
{
    MINIDUMP_EXCEPTION_INFORMATION exception = {GetCurrentThreadId(), pointers, FALSE};
    MINIDUMP_USER_STREAM words = {LastReservedStream + 1, 5, (void *)"words"};
    MINIDUMP_USER_STREAM_INFORMATION user = {1, &words};
    fault_address = pointers->ContextRecord->Rip;
    CHECK_EQ(MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &exception,
                               &user, NULL),
             TRUE);
    pointers->ContextRecord->Rip += 2;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void take(void)
{
    WCHAR path[MAX_PATH], name[MAX_PATH];
    GetTempPathW(MAX_PATH, path);
    CHECK(GetTempFileNameW(path, L"dmp", 0, name) != 0);
    file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE,
                       NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    leave = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, waits, NULL, 0, &waiting_id);
    WaitForSingleObject(ready, INFINITE);
    PVOID handler = AddVectoredExceptionHandler(1, writes);
    ULONG_PTR where = 0x10;
    __asm__ volatile("movl (%0), %%eax" : "+a"(where) : : "memory"); /* two bytes */
    RemoveVectoredExceptionHandler(handler);
    SetEvent(leave);
    CHECK_EQ(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0); /* it runs again */
    DWORD code = 0;
    CHECK(GetExitCodeThread(thread, &code) && code == 1);
    dump_size = GetFileSize(file, NULL);
    dump = MapViewOfFile(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL), FILE_MAP_READ, 0, 0, 0);
    CHECK(dump != NULL);
}

/* ---- what it holds ---- */

TEST(the_system)
{
    const MINIDUMP_HEADER *header = at(0, sizeof(*header));
    const MINIDUMP_SYSTEM_INFO *info = stream(SystemInfoStream, sizeof(*info));
    const MINIDUMP_MISC_INFO *misc = stream(MiscInfoStream, sizeof(*misc));
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    CHECK_EQ(header->Signature, 0x504D444D);
    CHECK_EQ(header->Version & 0xFFFF, MINIDUMP_VERSION);
    CHECK_EQ(header->Flags, MiniDumpNormal);
    CHECK_EQ(info->ProcessorArchitecture, PROCESSOR_ARCHITECTURE_AMD64);
    CHECK_EQ(info->NumberOfProcessors, system.dwNumberOfProcessors);
    CHECK_EQ(info->ProcessorLevel, system.wProcessorLevel);
    CHECK_EQ(info->PlatformId, VER_PLATFORM_WIN32_NT);
    CHECK(info->MajorVersion >= 6 && info->BuildNumber > 0);
    CHECK(info->Cpu.OtherCpuInfo.ProcessorFeatures[0] >> PF_XMMI64_INSTRUCTIONS_AVAILABLE & 1);
    at(info->CSDVersionRva, sizeof(DWORD));
    CHECK(misc->Flags1 & MINIDUMP_MISC1_PROCESS_ID);
    CHECK_EQ(misc->ProcessId, GetCurrentProcessId());
}

TEST(the_modules)
{
    const MINIDUMP_MODULE_LIST *list = stream(ModuleListStream, sizeof(*list));
    int own = 0, system = 0;
    at((RVA)((const char *)list - dump), sizeof(*list) + list->NumberOfModules * sizeof(MINIDUMP_MODULE));
    for (DWORD i = 0; i < list->NumberOfModules; i++) {
        const MINIDUMP_MODULE *module = &list->Modules[i];
        const MINIDUMP_STRING *name = at(module->ModuleNameRva, sizeof(DWORD));
        at(module->ModuleNameRva, sizeof(DWORD) + name->Length + sizeof(WCHAR));
        if (module->BaseOfImage == (ULONG_PTR)GetModuleHandleW(NULL)) {
            const IMAGE_DOS_HEADER *dos = (void *)GetModuleHandleW(NULL);
            const IMAGE_NT_HEADERS *nt = (void *)((char *)dos + dos->e_lfanew);
            own++;
            CHECK(ends_with(name, L".exe"));
            CHECK_EQ(module->TimeDateStamp, nt->FileHeader.TimeDateStamp);
            CHECK_EQ(module->SizeOfImage, nt->OptionalHeader.SizeOfImage);
        } else if (module->BaseOfImage == (ULONG_PTR)GetModuleHandleW(L"kernel32")) {
            system++;
            CHECK(ends_with(name, L"\\kernel32.dll"));
        }
    }
    CHECK_EQ(own, 1);
    CHECK_EQ(system, 1);
}

static void check_stack(const MINIDUMP_THREAD *thread, const CONTEXT *context)
{
    const char *stack = at(thread->Stack.Memory.Rva, thread->Stack.Memory.DataSize);
    int found = 0;
    CHECK(context->Rsp >= thread->Stack.StartOfMemoryRange &&
          context->Rsp < thread->Stack.StartOfMemoryRange + thread->Stack.Memory.DataSize);
    if (thread->ThreadId != waiting_id)
        return;
    for (DWORD i = 0; i + 16 <= thread->Stack.Memory.DataSize; i += 8)
        found += *(const ULONG64 *)(stack + i) == MAGIC && *(const ULONG64 *)(stack + i + 8) == ~MAGIC;
    CHECK(found >= 1);
}

TEST(the_threads)
{
    const MINIDUMP_THREAD_LIST *list = stream(ThreadListStream, sizeof(*list));
    int own = 0, waiting = 0;
    at((RVA)((const char *)list - dump), sizeof(*list) + list->NumberOfThreads * sizeof(MINIDUMP_THREAD));
    for (DWORD i = 0; i < list->NumberOfThreads; i++) {
        const MINIDUMP_THREAD *thread = &list->Threads[i];
        CHECK_EQ(thread->ThreadContext.DataSize, sizeof(CONTEXT));
        const CONTEXT *context = at(thread->ThreadContext.Rva, sizeof(*context));
        own += thread->ThreadId == GetCurrentThreadId();
        waiting += thread->ThreadId == waiting_id;
        if (thread->ThreadId != GetCurrentThreadId() && thread->ThreadId != waiting_id)
            continue;
        CHECK_EQ(context->ContextFlags & CONTEXT_FULL, CONTEXT_FULL);
        check_stack(thread, context);
        if (thread->ThreadId == GetCurrentThreadId())
            CHECK_EQ(thread->Teb, NtCurrentTeb());
    }
    CHECK_EQ(own, 1);
    CHECK_EQ(waiting, 1);
}

TEST(the_memory)
{
    const MINIDUMP_MEMORY_LIST *list = stream(MemoryListStream, sizeof(*list));
    int code = 0;
    at((RVA)((const char *)list - dump),
       sizeof(*list) + list->NumberOfMemoryRanges * sizeof(MINIDUMP_MEMORY_DESCRIPTOR));
    for (DWORD i = 0; i < list->NumberOfMemoryRanges; i++) {
        const MINIDUMP_MEMORY_DESCRIPTOR *range = &list->MemoryRanges[i];
        const BYTE *bytes = at(range->Memory.Rva, range->Memory.DataSize);
        ULONG_PTR into = fault_address - (ULONG_PTR)range->StartOfMemoryRange;
        if (into < range->Memory.DataSize)
            code += bytes[into] == 0x8B && bytes[into + 1] == 0x00; /* mov eax, [rax] */
    }
    CHECK(code >= 1);
}

TEST(the_exception)
{
    const MINIDUMP_EXCEPTION_STREAM *exception = stream(ExceptionStream, sizeof(*exception));
    CHECK_EQ(exception->ThreadId, GetCurrentThreadId());
    CHECK_EQ(exception->ExceptionRecord.ExceptionCode, EXCEPTION_ACCESS_VIOLATION);
    CHECK_EQ(exception->ExceptionRecord.ExceptionAddress, fault_address);
    CHECK_EQ(exception->ExceptionRecord.NumberParameters, 2);
    CHECK_EQ(exception->ExceptionRecord.ExceptionInformation[0], 0);
    CHECK_EQ(exception->ExceptionRecord.ExceptionInformation[1], 0x10);
    CHECK(exception->ThreadContext.DataSize >= sizeof(CONTEXT));
    const CONTEXT *context = at(exception->ThreadContext.Rva, sizeof(*context));
    CHECK_EQ(context->Rip, fault_address);
    CHECK_EQ(context->Rax, 0x10);
    const char *words = stream(LastReservedStream + 1, 5);
    CHECK_EQ(memcmp(words, "words", 5), 0);
}

TEST(without_an_exception)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    UnmapViewOfFile(dump);
    HANDLE other = CreateFileW(L"NUL", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK_EQ(SetFilePointerEx(file, start, NULL, FILE_BEGIN), TRUE);
    CHECK_EQ(MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), other, MiniDumpNormal, NULL, NULL,
                               NULL),
             TRUE);
    CloseHandle(other);
    CHECK_FAILS(MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), INVALID_HANDLE_VALUE,
                                  MiniDumpNormal, NULL, NULL, NULL),
                FALSE, 0x80070006); /* an HRESULT, as documented */
}

TEST(module_information)
{
    IMAGEHLP_MODULE64 info = {.SizeOfStruct = sizeof(info)};
    IMAGEHLP_MODULEW64 wide = {.SizeOfStruct = sizeof(wide)};
    HANDLE process = GetCurrentProcess();
    HMODULE kernel32 = GetModuleHandleW(L"kernel32");
    CHECK_FAILS(SymGetModuleInfo64(process, (ULONG_PTR)kernel32, &info), FALSE, ERROR_INVALID_HANDLE);
    CHECK_EQ(SymInitialize(process, NULL, TRUE), TRUE);
    CHECK_EQ(SymGetModuleInfo64(process, (ULONG_PTR)kernel32 + 0x100, &info), TRUE);
    CHECK_EQ(info.SizeOfStruct, sizeof(info));
    CHECK_EQ(info.BaseOfImage, kernel32);
    CHECK(info.ImageSize > 0x1000);
    CHECK_EQ(lstrcmpiA(info.ModuleName, "kernel32"), 0);
    CHECK(lstrlenA(info.ImageName) >= 12);
    CHECK_EQ(lstrcmpiA(info.ImageName + lstrlenA(info.ImageName) - 12, "kernel32.dll"), 0);
    CHECK_EQ(SymGetModuleInfoW64(process, (ULONG_PTR)kernel32, &wide), TRUE);
    CHECK_EQ(wide.BaseOfImage, kernel32);
    CHECK_EQ(lstrcmpiW(wide.ModuleName, L"kernel32"), 0);
    CHECK_EQ(wide.ImageSize, info.ImageSize);
    CHECK_FAILS(SymGetModuleInfo64(process, 16, &info), FALSE, ERROR_MOD_NOT_FOUND);
    info.SizeOfStruct = 4;
    CHECK_FAILS(SymGetModuleInfo64(process, (ULONG_PTR)kernel32, &info), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(SymCleanup(process), TRUE);
}

GUEST_MAIN(take(); RUN(the_system); RUN(the_modules); RUN(the_threads); RUN(the_memory); RUN(the_exception);
           RUN(without_an_exception); RUN(module_information);)
