/* SPDX-License-Identifier: MIT
 *
 * System services that are handed bad pointers answer STATUS_ACCESS_VIOLATION, have done nothing, and hold
 * nothing: afterwards each works as before. No exception is raised.
 */
#include "nt.h"

NT NtOpenEvent(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES);
NT NtQueryEvent(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtSetEvent(HANDLE, PLONG);
NT NtCreateMutant(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, BOOLEAN);
NT NtCreateSemaphore(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, LONG, LONG);
NT NtReleaseSemaphore(HANDLE, LONG, PLONG);
NT NtQuerySemaphore(HANDLE, ULONG, PVOID, ULONG, PULONG);
NT NtCreateTimer(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);
NT NtSetTimer(HANDLE, PLARGE_INTEGER, PVOID, PVOID, BOOLEAN, LONG, PBOOLEAN);
NT NtWaitForMultipleObjects(ULONG, HANDLE *, ULONG, BOOLEAN, PLARGE_INTEGER);
NT NtDelayExecution(BOOLEAN, PLARGE_INTEGER);
NT NtDuplicateObject(HANDLE, HANDLE, HANDLE, PHANDLE, ACCESS_MASK, ULONG, ULONG);
NT NtQueryDirectoryFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG,
                        FILE_INFORMATION_CLASS, BOOLEAN, PUNICODE_STRING, BOOLEAN);
NT NtLockFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PLARGE_INTEGER, PLARGE_INTEGER, ULONG,
              BOOLEAN, BOOLEAN);
NT NtUnlockFile(HANDLE, PIO_STATUS_BLOCK, PLARGE_INTEGER, PLARGE_INTEGER, ULONG);
NT NtCreateSection(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PLARGE_INTEGER, ULONG, ULONG, HANDLE);
NT NtMapViewOfSection(HANDLE, HANDLE, PVOID *, ULONG_PTR, SIZE_T, PLARGE_INTEGER, SIZE_T *, ULONG, ULONG,
                      ULONG);
NT NtQueryVirtualMemory(HANDLE, PVOID, ULONG, PVOID, SIZE_T, SIZE_T *);
NT NtProtectVirtualMemory(HANDLE, PVOID *, SIZE_T *, ULONG, PULONG);
NT NtQueryPerformanceCounter(PLARGE_INTEGER, PLARGE_INTEGER);
NT NtQueryTimerResolution(PULONG, PULONG, PULONG);
NT NtQueryAttributesFile(POBJECT_ATTRIBUTES, PVOID);
NT NtOpenProcess(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PVOID);
NT NtSuspendThread(HANDLE, PULONG);
NT NtCreateIoCompletion(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, ULONG);
NT NtOpenProcessToken(HANDLE, ACCESS_MASK, PHANDLE);
NT NtSetInformationThread(HANDLE, ULONG, PVOID, ULONG);

static LONG CALLBACK refuse_exceptions(EXCEPTION_POINTERS *pointers)
{
    guest_fail(__FILE__, __LINE__, "an exception was raised\n");
    ExitProcess(1);
}

#define REFUSED(call) CHECK_EQ(call, STATUS_ACCESS_VIOLATION)

static const char *constant = "read only"; /* a pointer that can be read, but not written */

TEST(making_objects)
{
    HANDLE handle = NULL;
    UNICODE_STRING name = {8, 8, BAD_POINTER}, odd = {3, 4, L"ab"};
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    REFUSED(NtCreateEvent(NULL, EVENT_ALL_ACCESS, NULL, 0, 0));
    REFUSED(NtCreateEvent(BAD_POINTER, EVENT_ALL_ACCESS, NULL, 0, 0));
    REFUSED(NtCreateEvent((PHANDLE)constant, EVENT_ALL_ACCESS, NULL, 0, 0));
    REFUSED(NtCreateEvent(&handle, EVENT_ALL_ACCESS, BAD_POINTER, 0, 0));
    REFUSED(NtCreateEvent(&handle, EVENT_ALL_ACCESS, &attributes, 0, 0));
    REFUSED(NtOpenEvent(&handle, EVENT_ALL_ACCESS, &attributes));
    REFUSED(NtCreateMutant(BAD_POINTER, MUTANT_ALL_ACCESS, NULL, TRUE));
    REFUSED(NtCreateSemaphore(BAD_POINTER, SEMAPHORE_ALL_ACCESS, NULL, 0, 1));
    REFUSED(NtCreateTimer(BAD_POINTER, TIMER_ALL_ACCESS, NULL, 0));
    REFUSED(NtCreateIoCompletion(BAD_POINTER, 0x1F0003, NULL, 0));
    REFUSED(NtOpenProcess(BAD_POINTER, PROCESS_ALL_ACCESS, &attributes, NULL));
    REFUSED(NtOpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, BAD_POINTER));
    CHECK_EQ(handle, 0);
    attributes.Length--;
    CHECK_EQ(NtCreateEvent(&handle, EVENT_ALL_ACCESS, &attributes, 0, 0), STATUS_INVALID_PARAMETER);
    attributes.Length++;
    attributes.ObjectName = &odd;
    CHECK_EQ(NtCreateEvent(&handle, EVENT_ALL_ACCESS, &attributes, 0, 0), STATUS_OBJECT_NAME_INVALID);
    CHECK_EQ(handle, 0);
}

TEST(using_objects)
{
    HANDLE event, semaphore, timer, copy = NULL;
    LONG previous = 7, basic[2];
    LARGE_INTEGER now = {.QuadPart = 0};
    ULONG length;
    CHECK_EQ(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 0, FALSE), STATUS_SUCCESS);
    CHECK_EQ(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 1, 5), STATUS_SUCCESS);
    CHECK_EQ(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, 0), STATUS_SUCCESS);
    REFUSED(NtSetEvent(event, BAD_POINTER));
    REFUSED(NtQueryEvent(event, 0, BAD_POINTER, 8, NULL));
    REFUSED(NtQueryEvent(event, 0, basic, 8, BAD_POINTER));
    CHECK_EQ(NtQueryEvent(event, 0, basic, 8, &length), STATUS_SUCCESS);
    CHECK_EQ(basic[1], 0); /* it was not set */
    REFUSED(NtReleaseSemaphore(semaphore, 1, BAD_POINTER));
    CHECK_EQ(NtQuerySemaphore(semaphore, 0, basic, 8, NULL), STATUS_SUCCESS);
    CHECK_EQ(basic[0], 1);
    REFUSED(NtSetTimer(timer, NULL, NULL, NULL, FALSE, 0, NULL));
    REFUSED(NtSetTimer(timer, &now, NULL, NULL, FALSE, 0, BAD_POINTER));
    REFUSED(NtWaitForSingleObject(event, FALSE, BAD_POINTER));
    REFUSED(NtWaitForMultipleObjects(2, BAD_POINTER, 1, FALSE, &now));
    REFUSED(NtWaitForMultipleObjects(1, &event, 1, FALSE, BAD_POINTER));
    REFUSED(NtDelayExecution(FALSE, BAD_POINTER));
    REFUSED(NtDelayExecution(FALSE, NULL));
    REFUSED(NtQueryObject(event, 2 /* ObjectTypeInformation */, BAD_POINTER, 512, NULL));
    REFUSED(NtDuplicateObject(GetCurrentProcess(), event, GetCurrentProcess(), BAD_POINTER, 0, 0, 2));
    REFUSED(NtSuspendThread(GetCurrentThread(), BAD_POINTER));
    REFUSED(NtSetInformationThread(GetCurrentThread(), 3 /* ThreadBasePriority */, BAD_POINTER, 4));
    CHECK_EQ(NtSetEvent(event, &previous), STATUS_SUCCESS);
    CHECK_EQ(previous, 0);
    CHECK_EQ(NtDuplicateObject(GetCurrentProcess(), event, GetCurrentProcess(), &copy, 0, 0, 2),
             STATUS_SUCCESS);
    CHECK_EQ(NtClose(copy), STATUS_SUCCESS);
    CHECK_EQ(NtClose(event), STATUS_SUCCESS);
    CHECK_EQ(NtClose(semaphore), STATUS_SUCCESS);
    CHECK_EQ(NtClose(timer), STATUS_SUCCESS);
}

TEST(files)
{
    HANDLE file, folder;
    WCHAR directory[MAX_PATH], path[MAX_PATH];
    IO_STATUS_BLOCK iosb;
    LARGE_INTEGER zero = {.QuadPart = 0}, one = {.QuadPart = 1};
    char buffer[512];
    GetTempPathW(MAX_PATH, directory);
    GetTempFileNameW(directory, L"bad", 0, path);
    file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE,
                       NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    folder = CreateFileW(directory, FILE_LIST_DIRECTORY | SYNCHRONIZE, 7, NULL, OPEN_EXISTING,
                         FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(folder != INVALID_HANDLE_VALUE);
    REFUSED(NtWriteFile(file, NULL, NULL, NULL, BAD_POINTER, "abc", 3, NULL, NULL));
    REFUSED(NtWriteFile(file, NULL, NULL, NULL, &iosb, "abc", 3, BAD_POINTER, NULL));
    CHECK_EQ(NtWriteFile(file, NULL, NULL, NULL, &iosb, "abc", 3, NULL, NULL), STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 3);
    CHECK_EQ(GetFileSize(file, NULL), 3); /* what was refused wrote nothing */
    REFUSED(NtReadFile(file, NULL, NULL, NULL, NULL, buffer, 3, &zero, NULL));
    REFUSED(NtReadFile(file, NULL, NULL, NULL, &iosb, BAD_POINTER, 3, &zero, NULL));
    REFUSED(NtQueryInformationFile(file, &iosb, BAD_POINTER, 24, FileStandardInformation));
    REFUSED(NtQueryInformationFile(file, BAD_POINTER, buffer, 24, FileStandardInformation));
    REFUSED(NtSetInformationFile(file, &iosb, BAD_POINTER, 8, FilePositionInformation));
    REFUSED(NtQueryVolumeInformationFile(file, &iosb, BAD_POINTER, 512, 1));
    REFUSED(NtLockFile(file, NULL, NULL, NULL, &iosb, BAD_POINTER, &one, 0, TRUE, TRUE));
    REFUSED(NtLockFile(file, NULL, NULL, NULL, BAD_POINTER, &zero, &one, 0, TRUE, TRUE));
    CHECK_EQ(NtUnlockFile(file, &iosb, &zero, &one, 0), STATUS_RANGE_NOT_LOCKED);
    REFUSED(NtQueryDirectoryFile(folder, NULL, NULL, NULL, &iosb, BAD_POINTER, 512, 1, TRUE, NULL, FALSE));
    REFUSED(NtQueryDirectoryFile(folder, NULL, NULL, NULL, &iosb, buffer, 512, 1, TRUE, BAD_POINTER, FALSE));
    CHECK_EQ(NtQueryDirectoryFile(folder, NULL, NULL, NULL, &iosb, buffer, 512, 1, TRUE, NULL, FALSE),
             STATUS_SUCCESS); /* no lock of the folder's is held */
    REFUSED(NtQueryAttributesFile(BAD_POINTER, buffer));
    REFUSED(NtQueryAttributesFile(NULL, buffer));
    REFUSED(NtCreateFile(&folder, SYNCHRONIZE, NULL, &iosb, NULL, 0, 7, 1, 0x20, NULL, 0));
    REFUSED(NtCreateFile(BAD_POINTER, SYNCHRONIZE, NULL, &iosb, NULL, 0, 7, 1, 0x20, NULL, 0));
    NtClose(folder);
    NtClose(file);
}

TEST(memory_and_clocks)
{
    PVOID base = NULL;
    SIZE_T size = 4096;
    HANDLE section;
    LARGE_INTEGER bytes = {.QuadPart = 4096};
    MEMORY_BASIC_INFORMATION info;
    ULONG a, b, old;
    REFUSED(NtAllocateVirtualMemory(GetCurrentProcess(), BAD_POINTER, 0, &size, MEM_COMMIT, PAGE_READWRITE));
    REFUSED(NtAllocateVirtualMemory(GetCurrentProcess(), &base, 0, BAD_POINTER, MEM_COMMIT, PAGE_READWRITE));
    CHECK_EQ(NtAllocateVirtualMemory(GetCurrentProcess(), &base, 0, &size, MEM_COMMIT, PAGE_READWRITE),
             STATUS_SUCCESS);
    REFUSED(NtProtectVirtualMemory(GetCurrentProcess(), &base, &size, PAGE_READONLY, NULL));
    REFUSED(NtQueryVirtualMemory(GetCurrentProcess(), base, 0, BAD_POINTER, sizeof(info), NULL));
    CHECK_EQ(NtProtectVirtualMemory(GetCurrentProcess(), &base, &size, PAGE_READONLY, &old), STATUS_SUCCESS);
    CHECK_EQ(old, PAGE_READWRITE);
    REFUSED(NtQueryVirtualMemory(GetCurrentProcess(), base, 0, base, sizeof(info), NULL)); /* read-only now */
    REFUSED(NtFreeVirtualMemory(GetCurrentProcess(), &base, base, MEM_RELEASE));
    size = 0;
    CHECK_EQ(NtFreeVirtualMemory(GetCurrentProcess(), &base, &size, MEM_RELEASE), STATUS_SUCCESS);
    REFUSED(NtCreateSection(BAD_POINTER, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_READWRITE, SEC_COMMIT, NULL));
    REFUSED(
        NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, BAD_POINTER, PAGE_READWRITE, SEC_COMMIT, NULL));
    CHECK_EQ(NtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &bytes, PAGE_READWRITE, SEC_COMMIT, NULL),
             STATUS_SUCCESS);
    REFUSED(NtMapViewOfSection(section, GetCurrentProcess(), BAD_POINTER, 0, 0, NULL, &size, 2, 0,
                               PAGE_READWRITE));
    NtClose(section);
    REFUSED(NtQuerySystemTime(BAD_POINTER));
    REFUSED(NtQueryPerformanceCounter(NULL, NULL));
    REFUSED(NtQueryPerformanceCounter(&bytes, BAD_POINTER));
    REFUSED(NtQueryTimerResolution(&a, &b, BAD_POINTER));
    REFUSED(NtQuerySystemInformation(0, BAD_POINTER, 64, NULL));
    REFUSED(NtQueryInformationProcess(GetCurrentProcess(), 0, BAD_POINTER, 48, NULL));
    REFUSED(NtQueryInformationThread(GetCurrentThread(), 0, BAD_POINTER, 48, NULL));
}

GUEST_MAIN(AddVectoredExceptionHandler(1, refuse_exceptions); RUN(making_objects); RUN(using_objects);
           RUN(files); RUN(memory_and_clocks);)
