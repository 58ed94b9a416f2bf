/* SPDX-License-Identifier: MIT
 *
 * MiniDumpWriteDump: a file that a debugger opens, of this process: the system, the modules, the threads with
 * their registers, stacks and the code around, the exception. That is MiniDumpNormal; whatever more is asked
 * for (heaps, handles) is not written, and the header does not claim it. The file is put together in memory
 * and written at the end, when all threads run again.
 */
#include <stdlib.h>
#include <string.h>
#include <ldr/ldr.h>
#include <ldr/resource.h>
#include "kernel/ps/process.h"
#include "kernel/ke/system.h"
#include "common/time.h"
#include <win/fileapi.h>
#include <win/sysinfoapi.h>
#include "minidump.h"

#define STREAMS              6u /* of ours */
#define CODE_AROUND          128u
#define RT_VERSION           16u
#define FIXED_INFO_MARK      0xFEEF04BDu
#define SECONDS_1601_TO_1970 11644473600ll

#ifdef __x86_64__
#define CONTEXT_PC(context) ((context)->Rip)
#else
#define CONTEXT_PC(context) ((context)->Eip)
#endif

struct dump {
    char *bytes;
    size_t used, room;
    bool failed; /* too little memory, or too large a file */
    DWORD streams;
    MINIDUMP_MEMORY_DESCRIPTOR *ranges;
    DWORD range_count;
    MINIDUMP_MODULE *modules;
    DWORD module_count, module_room;
};

/* ---- putting together ---- */

/* Zeros where data is NULL. Everything begins at a multiple of eight. */
static MINIDUMP_LOCATION_DESCRIPTOR put(struct dump *dump, const void *data, size_t size)
{
    size_t at = (dump->used + 7) & ~(size_t)7, end = at + size;
    if (end > 0xFFFFFFF0u)
        dump->failed = true;
    if (!dump->failed && end > dump->room) {
        size_t room = end + end / 2 + 0x4000;
        char *bytes = realloc(dump->bytes, room);
        dump->failed = !bytes;
        dump->bytes = bytes ? bytes : dump->bytes;
        dump->room = bytes ? room : dump->room;
    }
    if (dump->failed)
        return (MINIDUMP_LOCATION_DESCRIPTOR){0, 0};
    memset(dump->bytes + dump->used, 0, at - dump->used);
    if (data)
        memcpy(dump->bytes + at, data, size);
    else
        memset(dump->bytes + at, 0, size);
    dump->used = end;
    return (MINIDUMP_LOCATION_DESCRIPTOR){(DWORD)size, (RVA)at};
}

/* A list: its count, and the entries right behind. */
static MINIDUMP_LOCATION_DESCRIPTOR put_list(struct dump *dump, DWORD count, const void *entries, size_t size)
{
    MINIDUMP_LOCATION_DESCRIPTOR location = put(dump, NULL, sizeof(count) + count * size);
    if (!dump->failed) {
        memcpy(dump->bytes + location.Rva, &count, sizeof(count));
        memcpy(dump->bytes + location.Rva + sizeof(count), entries, count * size);
    }
    return location;
}

static RVA put_string(struct dump *dump, const WCHAR *text, size_t length)
{
    DWORD size = (DWORD)(length * sizeof(WCHAR));
    MINIDUMP_LOCATION_DESCRIPTOR location = put(dump, NULL, sizeof(size) + size + sizeof(WCHAR));
    if (!dump->failed) {
        memcpy(dump->bytes + location.Rva, &size, sizeof(size));
        memcpy(dump->bytes + location.Rva + sizeof(size), text, size);
    }
    return location.Rva;
}

/* An entry of the directory, which stands behind the header. */
static void add_stream(struct dump *dump, DWORD type, MINIDUMP_LOCATION_DESCRIPTOR location)
{
    MINIDUMP_DIRECTORY entry = {type, location};
    if (!dump->failed)
        memcpy(dump->bytes + sizeof(MINIDUMP_HEADER) + dump->streams++ * sizeof(entry), &entry,
               sizeof(entry));
}

/* ---- what the system is ---- */

static void put_system(struct dump *dump)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    MINIDUMP_SYSTEM_INFO info = {
        .ProcessorArchitecture = system.wProcessorArchitecture,
        .ProcessorLevel = system.wProcessorLevel,
        .ProcessorRevision = system.wProcessorRevision,
        .NumberOfProcessors = (BYTE)system.dwNumberOfProcessors,
        .ProductType = 1, /* a workstation */
        .MajorVersion = SYSTEM_MAJOR,
        .MinorVersion = SYSTEM_MINOR,
        .BuildNumber = SYSTEM_BUILD,
        .PlatformId = 2,
        .CSDVersionRva = put_string(dump, u"", 0),
    };
    for (unsigned i = 0; i < 64; i++)
        if (RtlIsProcessorFeaturePresent(i))
            info.Cpu.OtherCpuInfo.ProcessorFeatures[0] |= 1ull << i;
    add_stream(dump, SystemInfoStream, put(dump, &info, sizeof(info)));
}

static void put_process(struct dump *dump)
{
    KERNEL_USER_TIMES times;
    MINIDUMP_MISC_INFO info = {.SizeOfInfo = sizeof(info),
                               .Flags1 = MINIDUMP_MISC1_PROCESS_ID,
                               .ProcessId = (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess};
    if (NT_SUCCESS(
            NtQueryInformationProcess(NtCurrentProcess(), ProcessTimes, &times, sizeof(times), NULL))) {
        info.Flags1 |= MINIDUMP_MISC1_PROCESS_TIMES;
        info.ProcessCreateTime = (DWORD)(times.CreateTime.QuadPart / 10000000 - SECONDS_1601_TO_1970);
        info.ProcessUserTime = (DWORD)(times.UserTime.QuadPart / 10000000);
        info.ProcessKernelTime = (DWORD)(times.KernelTime.QuadPart / 10000000);
    }
    add_stream(dump, MiscInfoStream, put(dump, &info, sizeof(info)));
}

/* ---- modules ---- */

static void find_version(struct module *module, VS_FIXEDFILEINFO *version)
{
    const LDR_RESOURCE_INFO which = {RT_VERSION, 1, 0};
    IMAGE_RESOURCE_DATA_ENTRY *entry;
    PVOID data;
    ULONG size;
    const size_t header = 40; /* three words, "VS_VERSION_INFO", and up to a multiple of four */
    if (!NT_SUCCESS(LdrFindResource_U(module->entry.DllBase, &which, 3, &entry)) ||
        !NT_SUCCESS(LdrAccessResource(module->entry.DllBase, entry, &data, &size)) ||
        size < header + sizeof(*version))
        return;
    memcpy(version, (char *)data + header, sizeof(*version));
    if (version->dwSignature != FIXED_INFO_MARK)
        memset(version, 0, sizeof(*version));
}

/* Where the linker says which symbols go with the image. */
static MINIDUMP_LOCATION_DESCRIPTOR put_codeview(struct dump *dump, struct module *module)
{
    struct {
        DWORD characteristics, timestamp, version, type, size, rva, offset;
    } entry;
    IMAGE_DATA_DIRECTORY directory = module->info.directory[IMAGE_DIRECTORY_ENTRY_DEBUG];
    const char *entries =
        directory.Size ? pe_at(module->entry.DllBase, &module->info, directory.VirtualAddress, directory.Size)
                       : NULL;
    for (DWORD at = 0; entries && at + sizeof(entry) <= directory.Size; at += sizeof(entry)) {
        memcpy(&entry, entries + at, sizeof(entry));
        const void *data = entry.type == 2 && entry.size < 0x1000
                               ? pe_at(module->entry.DllBase, &module->info, entry.rva, entry.size)
                               : NULL;
        if (data)
            return put(dump, data, entry.size);
    }
    return (MINIDUMP_LOCATION_DESCRIPTOR){0, 0};
}

static GUESTAPI VOID add_module(PLDR_DATA_TABLE_ENTRY entry, PVOID context, BOOLEAN *stop)
{
    struct dump *dump = context;
    struct module *module = container_of(entry, struct module, entry);
    if (dump->module_count == dump->module_room) {
        DWORD room = dump->module_room * 2 + 16;
        MINIDUMP_MODULE *modules = realloc(dump->modules, room * sizeof(*modules));
        if (!modules) {
            *stop = dump->failed = true;
            return;
        }
        dump->modules = modules;
        dump->module_room = room;
    }
    MINIDUMP_MODULE *out = &dump->modules[dump->module_count++];
    VS_FIXEDFILEINFO version = {0};
    find_version(module, &version);
    *out = (MINIDUMP_MODULE){
        .BaseOfImage = (ULONG64)(uintptr_t)entry->DllBase,
        .SizeOfImage = entry->SizeOfImage,
        .CheckSum = module->info.checksum,
        .TimeDateStamp = module->info.timestamp,
        .ModuleNameRva =
            put_string(dump, entry->FullDllName.Buffer, entry->FullDllName.Length / sizeof(WCHAR)),
        .VersionInfo = version,
        .CvRecord = put_codeview(dump, module),
    };
}

static void put_modules(struct dump *dump)
{
    if (!NT_SUCCESS(LdrEnumerateLoadedModules(0, add_module, dump)))
        dump->failed = true;
    add_stream(dump, ModuleListStream,
               put_list(dump, dump->module_count, dump->modules, sizeof(*dump->modules)));
}

/* ---- threads, their memory, the exception ---- */

static MINIDUMP_LOCATION_DESCRIPTOR put_context(struct dump *dump, const CONTEXT *context)
{
    CONTEXT plain = *context;
    plain.ContextFlags &= ~(CONTEXT_XSTATE & 0xFFFF); /* which stands elsewhere */
    return put(dump, &plain, sizeof(plain));
}

static MINIDUMP_MEMORY_DESCRIPTOR put_range(struct dump *dump, uintptr_t start, const void *bytes,
                                            size_t size)
{
    MINIDUMP_MEMORY_DESCRIPTOR range = {start, put(dump, bytes, size)};
    if (size)
        dump->ranges[dump->range_count++] = range;
    return range;
}

static void put_code(struct dump *dump, uintptr_t pc)
{
    char code[2 * CODE_AROUND];
    if (pc > CODE_AROUND && !host_copy_try(code, (void *)(pc - CODE_AROUND), sizeof(code)))
        put_range(dump, pc - CODE_AROUND, code, sizeof(code));
}

static void put_threads(struct dump *dump, const struct dump_threads *threads)
{
    DWORD count = 0;
    MINIDUMP_THREAD *list = calloc(threads->count + 1, sizeof(*list));
    dump->ranges = calloc(2 * threads->count + 1, sizeof(*dump->ranges));
    if (!list || !dump->ranges) {
        dump->failed = true;
        free(list);
        return;
    }
    for (size_t i = 0; i < threads->count; i++) {
        const struct dump_thread *thread = &threads->list[i];
        if (!thread->taken)
            continue;
        list[count++] = (MINIDUMP_THREAD){
            .ThreadId = thread->id,
            .SuspendCount = thread->suspended,
            .PriorityClass = 0x20, /* NORMAL_PRIORITY_CLASS */
            .Priority = (DWORD)thread->priority,
            .Teb = (ULONG64)(uintptr_t)thread->teb,
            .Stack = put_range(dump, thread->stack, thread->copy, thread->size),
            .ThreadContext = put_context(dump, &thread->context),
        };
        put_code(dump, (uintptr_t)CONTEXT_PC(&thread->context));
    }
    add_stream(dump, ThreadListStream, put_list(dump, count, list, sizeof(*list)));
    free(list);
}

static void put_exception(struct dump *dump, const MINIDUMP_EXCEPTION_INFORMATION *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionPointers->ExceptionRecord;
    const CONTEXT *context = exception->ExceptionPointers->ContextRecord;
    MINIDUMP_EXCEPTION_STREAM stream = {.ThreadId = exception->ThreadId,
                                        .ExceptionRecord = {
                                            .ExceptionCode = record->ExceptionCode,
                                            .ExceptionFlags = record->ExceptionFlags,
                                            .ExceptionRecord = (ULONG64)(uintptr_t)record->ExceptionRecord,
                                            .ExceptionAddress = (ULONG64)(uintptr_t)record->ExceptionAddress,
                                            .NumberParameters = record->NumberParameters,
                                        }};
    for (DWORD i = 0; i < record->NumberParameters && i < EXCEPTION_MAXIMUM_PARAMETERS; i++)
        stream.ExceptionRecord.ExceptionInformation[i] = record->ExceptionInformation[i];
    stream.ThreadContext = put_context(dump, context);
    put_code(dump, (uintptr_t)CONTEXT_PC(context));
    add_stream(dump, ExceptionStream, put(dump, &stream, sizeof(stream)));
}

/* ---- the whole ---- */

static void put_all(struct dump *dump, const struct dump_threads *threads,
                    const MINIDUMP_EXCEPTION_INFORMATION *exception,
                    const MINIDUMP_USER_STREAM_INFORMATION *user)
{
    DWORD more = user ? user->UserStreamCount : 0;
    put(dump, NULL, sizeof(MINIDUMP_HEADER));
    put(dump, NULL, (STREAMS + more) * sizeof(MINIDUMP_DIRECTORY));
    put_system(dump);
    put_process(dump);
    put_modules(dump);
    put_threads(dump, threads);
    if (exception && !dump->failed)
        put_exception(dump, exception);
    for (DWORD i = 0; i < more; i++)
        add_stream(dump, user->UserStreamArray[i].Type,
                   put(dump, user->UserStreamArray[i].Buffer, user->UserStreamArray[i].BufferSize));
    if (!dump->failed)
        add_stream(dump, MemoryListStream,
                   put_list(dump, dump->range_count, dump->ranges, sizeof(*dump->ranges)));
    const MINIDUMP_HEADER header = {.Signature = MINIDUMP_SIGNATURE,
                                    .Version = MINIDUMP_VERSION,
                                    .NumberOfStreams = dump->streams,
                                    .StreamDirectoryRva = sizeof(header),
                                    .TimeDateStamp = (DWORD)(time_now() / 10000000 - SECONDS_1601_TO_1970)};
    if (!dump->failed)
        memcpy(dump->bytes, &header, sizeof(header));
}

/* The last error is an HRESULT here, as documented. */
static BOOL fail_with(DWORD error)
{
    return dbghelp_fail(error ? 0x80070000u | (error & 0xFFFF) : 0);
}

static BOOL write_all(HANDLE file, const char *bytes, size_t size)
{
    for (DWORD written; size; bytes += written, size -= written)
        if (!WriteFile(file, bytes, size > 0x10000000 ? 0x10000000 : (DWORD)size, &written, NULL) || !written)
            return fail_with(teb_last_error());
    return TRUE;
}

BOOL WINAPI MiniDumpWriteDump(HANDLE hProcess, DWORD ProcessId, HANDLE hFile, DWORD DumpType,
                              const MINIDUMP_EXCEPTION_INFORMATION *ExceptionParam,
                              const MINIDUMP_USER_STREAM_INFORMATION *UserStreamParam, PVOID CallbackParam)
{
    struct dump dump = {0};
    struct dump_threads threads;
    CONTEXT self;
    RtlCaptureContext(&self);
    if (ProcessId != (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess)
        return fail_with(ERROR_ACCESS_DENIED);
    if (ExceptionParam && !ExceptionParam->ExceptionPointers)
        ExceptionParam = NULL;
    BOOL done = NT_SUCCESS(dump_take_threads(&threads, &self));
    if (done)
        put_all(&dump, &threads, ExceptionParam, UserStreamParam);
    dump_free_threads(&threads);
    if (!done || dump.failed)
        done = fail_with(ERROR_NOT_ENOUGH_MEMORY);
    else
        done = write_all(hFile, dump.bytes, dump.used);
    free(dump.bytes);
    free(dump.ranges);
    free(dump.modules);
    return done;
}
