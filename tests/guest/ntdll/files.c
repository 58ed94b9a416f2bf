/* SPDX-License-Identifier: MIT
 *
 * NtCreateFile with what CreateFile never passes: every disposition with what it says it did, names relative
 * to a folder, contradictory options; then reading and writing at the special offsets, and byte ranges.
 */
#include "file_scratch.h"

NT NtDeleteFile(POBJECT_ATTRIBUTES);
NT NtQueryAttributesFile(POBJECT_ATTRIBUTES, FILE_BASIC_INFORMATION *);
NT NtQueryFullAttributesFile(POBJECT_ATTRIBUTES, FILE_NETWORK_OPEN_INFORMATION *);
NT NtFlushBuffersFile(HANDLE, PIO_STATUS_BLOCK);
NT NtFlushBuffersFileEx(HANDLE, ULONG, PVOID, ULONG, PIO_STATUS_BLOCK);
NT NtCancelIoFile(HANDLE, PIO_STATUS_BLOCK);
NT NtCancelIoFileEx(HANDLE, PIO_STATUS_BLOCK, PIO_STATUS_BLOCK);
NT NtLockFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PLARGE_INTEGER, PLARGE_INTEGER, ULONG,
              BOOLEAN, BOOLEAN);
NT NtUnlockFile(HANDLE, PIO_STATUS_BLOCK, PLARGE_INTEGER, PLARGE_INTEGER, ULONG);
NT NtTestAlert(void);

TEST(dispositions_say_what_they_did)
{
    static const struct {
        ULONG disposition;
        BOOL exists;
        NTSTATUS status;
        ULONG_PTR information;
    } cases[] = {
        {FILE_SUPERSEDE, FALSE, STATUS_SUCCESS, FILE_CREATED},
        {FILE_SUPERSEDE, TRUE, STATUS_SUCCESS, FILE_SUPERSEDED},
        {FILE_OPEN, FALSE, STATUS_OBJECT_NAME_NOT_FOUND, 77},
        {FILE_OPEN, TRUE, STATUS_SUCCESS, FILE_OPENED},
        {FILE_CREATE, FALSE, STATUS_SUCCESS, FILE_CREATED},
        {FILE_CREATE, TRUE, STATUS_OBJECT_NAME_COLLISION, 77},
        {FILE_OPEN_IF, FALSE, STATUS_SUCCESS, FILE_CREATED},
        {FILE_OPEN_IF, TRUE, STATUS_SUCCESS, FILE_OPENED},
        {FILE_OVERWRITE, FALSE, STATUS_OBJECT_NAME_NOT_FOUND, 77},
        {FILE_OVERWRITE, TRUE, STATUS_SUCCESS, FILE_OVERWRITTEN},
        {FILE_OVERWRITE_IF, FALSE, STATUS_SUCCESS, FILE_CREATED},
        {FILE_OVERWRITE_IF, TRUE, STATUS_SUCCESS, FILE_OVERWRITTEN},
    };
    scratch_begin();
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        HANDLE file;
        FILE_STANDARD_INFORMATION standard;
        if (cases[i].exists) {
            file = make(L"a.txt");
            CHECK_EQ(NtWriteFile(file, NULL, NULL, NULL, &iosb, "12345", 5, NULL, NULL), STATUS_SUCCESS);
            NtClose(file);
        }
        CHECK_EQ(create_at(scratch, L"A.TXT", GENERIC_READ | GENERIC_WRITE, cases[i].disposition, 0, &file),
                 cases[i].status);
        if (NT_SUCCESS(cases[i].status)) {
            CHECK_EQ(iosb.Information, cases[i].information);
            CHECK_EQ(iosb.Status, STATUS_SUCCESS);
            CHECK_EQ(
                NtQueryInformationFile(file, &iosb, &standard, sizeof(standard), FileStandardInformation),
                STATUS_SUCCESS);
            CHECK_EQ(standard.EndOfFile.QuadPart, cases[i].information == FILE_OPENED ? 5 : 0);
            NtClose(file);
        } else {
            CHECK_EQ(file, 0);
        }
        if (cases[i].exists || NT_SUCCESS(cases[i].status))
            remove_file(L"a.txt");
    }
    scratch_end();
}

TEST(options_that_contradict)
{
    HANDLE file, folder;
    scratch_begin();
    CHECK_EQ(create_at(scratch, L"x", GENERIC_READ, FILE_CREATE,
                       FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE, &file),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(create_at(scratch, L"x", GENERIC_READ, FILE_OVERWRITE, FILE_DIRECTORY_FILE, &file),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(create_at(scratch, L"x", GENERIC_READ, FILE_CREATE, FILE_SYNCHRONOUS_IO_ALERT, &file),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(create_at(scratch, L"x", GENERIC_READ, FILE_CREATE, FILE_DELETE_ON_CLOSE, &file),
             STATUS_INVALID_PARAMETER);
    CHECK_EQ(create_at(scratch, L"x", GENERIC_READ, 6, 0, &file), STATUS_INVALID_PARAMETER);
    file = make(L"x");
    NtClose(file);
    CHECK_EQ(create_at(scratch, L"d", FILE_LIST_DIRECTORY, FILE_CREATE, FILE_DIRECTORY_FILE, &folder),
             STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, FILE_CREATED);
    NtClose(folder);
    CHECK_EQ(create_at(scratch, L"x", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE, &file),
             STATUS_NOT_A_DIRECTORY);
    CHECK_EQ(create_at(scratch, L"d", GENERIC_READ, FILE_OPEN, FILE_NON_DIRECTORY_FILE, &file),
             STATUS_FILE_IS_A_DIRECTORY);
    CHECK_EQ(create_at(scratch, L"d", FILE_LIST_DIRECTORY, FILE_CREATE, FILE_DIRECTORY_FILE, &file),
             STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(create_at(scratch, L"d", FILE_LIST_DIRECTORY, FILE_OPEN_IF, FILE_DIRECTORY_FILE, &file),
             STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, FILE_OPENED);
    NtClose(file);
    CHECK_EQ(create_at(scratch, L"x\\y", GENERIC_READ, FILE_OPEN, 0, &file), STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK_EQ(create_at(scratch, L"none\\y", GENERIC_READ, FILE_CREATE, 0, &file),
             STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK_EQ(create_at(scratch, L"a*b", GENERIC_READ, FILE_CREATE, 0, &file), STATUS_OBJECT_NAME_INVALID);
    CHECK_EQ(create_at(scratch, L"\\x", GENERIC_READ, FILE_OPEN, 0, &file), STATUS_INVALID_PARAMETER);
    remove_file(L"x");
    remove_file(L"d");
    scratch_end();
}

TEST(names_relative_to_a_folder)
{
    HANDLE folder, file, again;
    scratch_begin();
    CHECK_EQ(
        create_at(scratch, L"sub", FILE_LIST_DIRECTORY | DELETE, FILE_CREATE, FILE_DIRECTORY_FILE, &folder),
        STATUS_SUCCESS);
    CHECK_EQ(create_at(folder, L"inner", GENERIC_READ | GENERIC_WRITE, FILE_CREATE, 0, &file),
             STATUS_SUCCESS);
    CHECK_EQ(create_at(scratch, L"SUB\\Inner", GENERIC_READ, FILE_OPEN, 0, &again), STATUS_SUCCESS);
    NtClose(again);
    CHECK_EQ(create_at(folder, L"", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE, &again),
             STATUS_SUCCESS);
    NtClose(again);
    CHECK_EQ(create_at(file, L"", GENERIC_READ, FILE_OPEN, 0, &again),
             STATUS_SUCCESS); /* reopened by handle */
    NtClose(again);
    CHECK_EQ(create_at(file, L"y", GENERIC_READ, FILE_OPEN, 0, &again), STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK_EQ(create_at((HANDLE)0x7FF4, L"y", GENERIC_READ, FILE_OPEN, 0, &again), STATUS_INVALID_HANDLE);
    CHECK_EQ(create_at(NULL, L"C:\\x", GENERIC_READ, FILE_OPEN, 0, &again), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CHECK_EQ(create_at(NULL, L"", GENERIC_READ, FILE_OPEN, 0, &again), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CHECK_EQ(create_at(NULL, L"\\??\\NoSuchDevice7:\\x", GENERIC_READ, FILE_OPEN, 0, &again),
             STATUS_OBJECT_PATH_NOT_FOUND);
    NtClose(file);
    CHECK_EQ(create_at(folder, L"inner", DELETE, FILE_OPEN, FILE_DELETE_ON_CLOSE, &file), STATUS_SUCCESS);
    NtClose(file);
    NtClose(folder);
    remove_file(L"sub");
    scratch_end();
}

TEST(what_needs_no_handle)
{
    UNICODE_STRING name = STR(L"plain"), missing = STR(L"missing");
    OBJECT_ATTRIBUTES attributes;
    FILE_BASIC_INFORMATION basic = {0};
    FILE_NETWORK_OPEN_INFORMATION network = {0};
    HANDLE file;
    scratch_begin();
    file = make(L"plain");
    NtWriteFile(file, NULL, NULL, NULL, &iosb, "1234567", 7, NULL, NULL);
    NtClose(file);
    InitializeObjectAttributes(&attributes, &name, 0, scratch, NULL);
    CHECK_EQ(NtQueryAttributesFile(&attributes, &basic), STATUS_SUCCESS);
    CHECK_EQ(basic.FileAttributes, FILE_ATTRIBUTE_ARCHIVE);
    CHECK_EQ(NtQueryFullAttributesFile(&attributes, &network), STATUS_SUCCESS);
    CHECK_EQ(network.EndOfFile.QuadPart, 7);
    CHECK(network.LastWriteTime.QuadPart == basic.LastWriteTime.QuadPart && basic.LastWriteTime.QuadPart > 0);
    CHECK_EQ(NtDeleteFile(&attributes), STATUS_SUCCESS);
    CHECK_EQ(NtDeleteFile(&attributes), STATUS_OBJECT_NAME_NOT_FOUND);
    attributes.ObjectName = &missing;
    CHECK_EQ(NtQueryAttributesFile(&attributes, &basic), STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(NtQueryFullAttributesFile(&attributes, &network), STATUS_OBJECT_NAME_NOT_FOUND);
    scratch_end();
}

static LONG apc_calls;
static PVOID apc_context;
static void NTAPI on_done(PVOID context, PIO_STATUS_BLOCK status, ULONG reserved)
{
    apc_calls++;
    apc_context = context;
    CHECK_EQ(status->Information, 2);
}

TEST(offsets)
{
    HANDLE file, event = CreateEventW(NULL, TRUE, FALSE, NULL), append, bare;
    char buffer[32] = {0};
    LARGE_INTEGER at = {.QuadPart = 3}, end = {.LowPart = 0xFFFFFFFF, .HighPart = -1},
                  current = {.LowPart = 0xFFFFFFFE, .HighPart = -1}, negative = {.QuadPart = -5};
    scratch_begin();
    file = make(L"f");
    CHECK_EQ(NtWriteFile(file, event, NULL, NULL, &iosb, "abcdef", 6, NULL, NULL), STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 6);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 2, &at, NULL), STATUS_SUCCESS);
    CHECK(buffer[0] == 'd' && buffer[1] == 'e');
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 8, NULL, NULL), STATUS_SUCCESS); /* it moved */
    CHECK_EQ(iosb.Information, 1);
    CHECK_EQ(buffer[0], 'f');
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 8, NULL, NULL), STATUS_END_OF_FILE);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 0, NULL, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 2, &negative, NULL), STATUS_INVALID_PARAMETER);
    at.QuadPart = 1;
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 1, &current, NULL), STATUS_SUCCESS);
    CHECK_EQ(buffer[0], 'c');
    CHECK_EQ(NtWriteFile(file, NULL, NULL, NULL, &iosb, "XY", 2, &end, NULL), STATUS_SUCCESS);
    CHECK_EQ(NtWriteFile(file, NULL, NULL, NULL, &iosb, "Z", 1, &current, NULL),
             STATUS_SUCCESS); /* after them */
    CHECK_EQ(create_at(scratch, L"f", FILE_APPEND_DATA, FILE_OPEN, 0, &append), STATUS_SUCCESS);
    at.QuadPart = 0;
    CHECK_EQ(NtWriteFile(append, NULL, NULL, NULL, &iosb, "!", 1, &at, NULL),
             STATUS_SUCCESS); /* at the end yet */
    CHECK_EQ(NtReadFile(append, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtReadFile(file, NULL, on_done, &at, &iosb, buffer, 2, &at, NULL), STATUS_SUCCESS);
    CHECK_EQ(apc_calls, 0);
    NtTestAlert();
    CHECK_EQ(apc_calls, 1);
    CHECK_EQ(apc_context, &at);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 32, &at, NULL), STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 10);
    buffer[10] = 0;
    CHECK_TEXT(buffer, "abcdefXYZ!");
    CHECK_EQ(create_at(scratch, L"f", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &bare), STATUS_SUCCESS);
    CHECK_EQ(NtReadFile(bare, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtWriteFile(bare, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtFlushBuffersFile(bare, &iosb), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtFlushBuffersFile(file, &iosb), STATUS_SUCCESS);
    CHECK_EQ(NtFlushBuffersFileEx(file, 0, NULL, 0, &iosb), STATUS_SUCCESS);
    CHECK_EQ(NtCancelIoFile(file, &iosb), STATUS_SUCCESS);
    CHECK_EQ(NtCancelIoFileEx(file, NULL, &iosb), STATUS_NOT_FOUND);
    CHECK_EQ(NtReadFile(event, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_OBJECT_TYPE_MISMATCH);
    CHECK_EQ(NtReadFile(scratch, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL),
             STATUS_INVALID_DEVICE_REQUEST);
    NtClose(bare);
    NtClose(append);
    NtClose(file);
    CHECK_EQ(NtReadFile(file, NULL, NULL, NULL, &iosb, buffer, 1, &at, NULL), STATUS_INVALID_HANDLE);
    NtClose(event);
    remove_file(L"f");
    scratch_end();
}

TEST(byte_ranges)
{
    HANDLE one, two, bare;
    LARGE_INTEGER at = {.QuadPart = 10}, size = {.QuadPart = 5}, inside = {.QuadPart = 12},
                  tiny = {.QuadPart = 1}, beyond = {.QuadPart = 0x7FFFFFFFFFFFFF00};
    scratch_begin();
    one = make(L"l");
    CHECK_EQ(create_at(scratch, L"l", GENERIC_READ | GENERIC_WRITE, FILE_OPEN, 0, &two), STATUS_SUCCESS);
    CHECK_EQ(create_at(scratch, L"l", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &bare), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(bare, NULL, NULL, NULL, &iosb, &at, &size, 0, TRUE, TRUE), STATUS_ACCESS_DENIED);
    CHECK_EQ(NtLockFile(one, NULL, NULL, NULL, &iosb, &at, &size, 7, TRUE, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(two, NULL, NULL, NULL, &iosb, &inside, &tiny, 0, TRUE, FALSE),
             STATUS_LOCK_NOT_GRANTED);
    CHECK_EQ(NtLockFile(one, NULL, NULL, NULL, &iosb, &inside, &tiny, 0, TRUE, TRUE),
             STATUS_LOCK_NOT_GRANTED);
    CHECK_EQ(NtUnlockFile(one, &iosb, &at, &size, 8), STATUS_RANGE_NOT_LOCKED); /* the key is not the one */
    CHECK_EQ(NtUnlockFile(two, &iosb, &at, &size, 7), STATUS_RANGE_NOT_LOCKED);
    CHECK_EQ(NtUnlockFile(one, &iosb, &inside, &tiny, 7), STATUS_RANGE_NOT_LOCKED);
    CHECK_EQ(NtUnlockFile(one, &iosb, &at, &size, 7), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(one, NULL, NULL, NULL, &iosb, &at, &size, 0, TRUE, FALSE), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(two, NULL, NULL, NULL, &iosb, &at, &size, 0, TRUE, FALSE),
             STATUS_SUCCESS); /* shared */
    CHECK_EQ(NtLockFile(two, NULL, NULL, NULL, &iosb, &inside, &tiny, 0, TRUE, TRUE),
             STATUS_LOCK_NOT_GRANTED);
    CHECK_EQ(NtUnlockFile(two, &iosb, &at, &size, 0), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(one, NULL, NULL, NULL, &iosb, &beyond, &size, 0, TRUE, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(two, NULL, NULL, NULL, &iosb, &beyond, &size, 0, TRUE, TRUE),
             STATUS_LOCK_NOT_GRANTED);
    CHECK_EQ(NtClose(one), STATUS_SUCCESS); /* with the handle go its locks */
    CHECK_EQ(NtLockFile(two, NULL, NULL, NULL, &iosb, &beyond, &size, 0, TRUE, TRUE), STATUS_SUCCESS);
    CHECK_EQ(NtLockFile(scratch, NULL, NULL, NULL, &iosb, &at, &size, 0, TRUE, TRUE),
             STATUS_INVALID_PARAMETER);
    NtClose(bare);
    NtClose(two);
    remove_file(L"l");
    scratch_end();
}

GUEST_MAIN(RUN(dispositions_say_what_they_did); RUN(options_that_contradict); RUN(names_relative_to_a_folder);
           RUN(what_needs_no_handle); RUN(offsets); RUN(byte_ranges);)
