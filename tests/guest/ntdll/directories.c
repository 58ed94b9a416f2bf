/* SPDX-License-Identifier: MIT
 *
 * NtQueryDirectoryFile: one name at a time or many, from the start again, patterns, each class's layout, and
 * buffers that are too short.
 */
#include "file_scratch.h"

NT NtQueryDirectoryFile(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, PVOID, ULONG,
                        FILE_INFORMATION_CLASS, BOOLEAN, PUNICODE_STRING, BOOLEAN);

static char buffer[4096] __attribute__((aligned(8)));
static HANDLE folder;

static void open_folder(const WCHAR *pattern)
{
    UNICODE_STRING name;
    if (folder)
        NtClose(folder);
    CHECK_EQ(create_at(scratch, L"", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE, &folder),
             STATUS_SUCCESS);
    if (pattern) {
        RtlInitUnicodeString(&name, pattern);
        NtQueryDirectoryFile(folder, NULL, NULL, NULL, &iosb, buffer, sizeof(buffer), 12, FALSE, &name, TRUE);
    }
}

static NTSTATUS list(ULONG length, int class, BOOLEAN single, const WCHAR *pattern, BOOLEAN restart)
{
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, pattern);
    iosb.Information = 77;
    return NtQueryDirectoryFile(folder, NULL, NULL, NULL, &iosb, buffer, length, class, single,
                                pattern ? &name : NULL, restart);
}

/* How many entries lie in the buffer, and which of the files a, b and c: bits 0 to 2. */
static unsigned entries(unsigned name_offset, unsigned length_offset, unsigned *seen)
{
    unsigned count = 0, at = 0;
    *seen = 0;
    for (;;) {
        ULONG next = *(ULONG *)(buffer + at), length = *(ULONG *)(buffer + at + length_offset);
        WCHAR first = *(WCHAR *)(buffer + at + name_offset);
        count++;
        if (length == 2 && first >= 'a' && first <= 'c')
            *seen |= 1u << (first - 'a');
        CHECK_EQ(next % 8, 0);
        if (!next)
            return count;
        at += next;
    }
}

TEST(every_class_lists_all)
{
    static const struct {
        int class;
        unsigned name, length;
    } classes[] = {{1, 64, 60},   {2, 68, 60},  {3, 94, 60}, {12, 12, 8},
                   {37, 104, 60}, {38, 80, 60}, {60, 88, 60}};
    for (unsigned i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
        unsigned seen;
        open_folder(NULL);
        CHECK_EQ(list(sizeof(buffer), classes[i].class, FALSE, NULL, FALSE), STATUS_SUCCESS);
        CHECK_EQ(entries(classes[i].name, classes[i].length, &seen), 5); /* . and .. are among them */
        CHECK_EQ(seen, 7);
        CHECK(iosb.Information > classes[i].name);
        CHECK_EQ(list(sizeof(buffer), classes[i].class, FALSE, NULL, FALSE), STATUS_NO_MORE_FILES);
        CHECK_EQ(list(sizeof(buffer), classes[i].class, FALSE, NULL, FALSE), STATUS_NO_MORE_FILES);
        CHECK_EQ(list(classes[i].name - 1, classes[i].class, FALSE, NULL, TRUE), STATUS_INFO_LENGTH_MISMATCH);
    }
    CHECK_EQ(list(sizeof(buffer), 4, FALSE, NULL, TRUE), STATUS_INVALID_INFO_CLASS);
}

TEST(one_at_a_time_and_again)
{
    unsigned seen, all = 0;
    open_folder(NULL);
    for (unsigned i = 0; i < 5; i++) {
        CHECK_EQ(list(sizeof(buffer), 12, TRUE, NULL, FALSE), STATUS_SUCCESS);
        CHECK_EQ(entries(12, 8, &seen), 1);
        all |= seen;
        if (i == 0) {
            CHECK_EQ(iosb.Information, 14);
            CHECK_EQ(*(WCHAR *)(buffer + 12), '.');
        }
    }
    CHECK_EQ(all, 7);
    CHECK_EQ(list(sizeof(buffer), 12, TRUE, NULL, FALSE), STATUS_NO_MORE_FILES);
    CHECK_EQ(list(sizeof(buffer), 12, TRUE, NULL, TRUE), STATUS_SUCCESS);
    CHECK_EQ(*(WCHAR *)(buffer + 12), '.');
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, NULL, FALSE), STATUS_SUCCESS);
    CHECK_EQ(entries(12, 8, &seen), 4); /* the rest */
}

TEST(patterns)
{
    unsigned seen;
    open_folder(NULL);
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, L"B", FALSE),
             STATUS_SUCCESS); /* without wildcards, in any case */
    CHECK_EQ(entries(12, 8, &seen), 1);
    CHECK_EQ(seen, 2);
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, L"*", FALSE), STATUS_NO_MORE_FILES); /* the first one holds */
    open_folder(NULL);
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, L"nothing*", FALSE), STATUS_NO_SUCH_FILE);
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, L"nothing*", FALSE) == STATUS_NO_SUCH_FILE ||
                 list(sizeof(buffer), 12, FALSE, L"nothing*", FALSE) == STATUS_NO_MORE_FILES,
             1);
    open_folder(NULL);
    CHECK_EQ(list(sizeof(buffer), 12, FALSE, L"?", FALSE), STATUS_SUCCESS);
    CHECK_EQ(entries(12, 8, &seen) >= 3, 1);
    CHECK_EQ(seen, 7);
    open_folder(L"c*");
    CHECK_EQ(entries(12, 8, &seen), 1);
    CHECK_EQ(seen, 4);
}

TEST(short_buffers)
{
    HANDLE long_one = make(L"a-rather-long-name"), event = CreateEventW(NULL, TRUE, FALSE, NULL);
    unsigned seen;
    open_folder(NULL);
    CHECK_EQ(list(24, 12, FALSE, L"a-*", FALSE), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(*(ULONG *)(buffer + 8), 36);
    CHECK_EQ(iosb.Information, 24);
    open_folder(NULL);
    /* Room for three short names, not for all. */
    ULONG count = 0, all = 0;
    while (list(56, 12, FALSE, NULL, FALSE) == STATUS_SUCCESS) {
        count += entries(12, 8, &seen);
        all |= seen;
    }
    CHECK_EQ(count, 6);
    CHECK_EQ(all, 7);
    CHECK_EQ(
        NtQueryDirectoryFile(folder, event, NULL, NULL, &iosb, buffer, sizeof(buffer), 1, TRUE, NULL, TRUE),
        STATUS_SUCCESS);
    CHECK_EQ(WaitForSingleObject(event, 0), WAIT_OBJECT_0);
    CHECK_EQ(
        NtQueryDirectoryFile(long_one, NULL, NULL, NULL, &iosb, buffer, sizeof(buffer), 1, TRUE, NULL, TRUE),
        STATUS_INVALID_PARAMETER); /* not a folder */
    CHECK_EQ(
        NtQueryDirectoryFile(event, NULL, NULL, NULL, &iosb, buffer, sizeof(buffer), 1, TRUE, NULL, TRUE),
        STATUS_OBJECT_TYPE_MISMATCH);
    NtClose(event);
    NtClose(long_one);
    remove_file(L"a-rather-long-name");
}

static void with_files(void)
{
    static const WCHAR *const names[] = {L"a", L"b", L"c"};
    scratch_begin();
    for (unsigned i = 0; i < 3; i++)
        NtClose(make(names[i]));
    RUN(every_class_lists_all);
    RUN(one_at_a_time_and_again);
    RUN(patterns);
    RUN(short_buffers);
    NtClose(folder);
    for (unsigned i = 0; i < 3; i++)
        remove_file(names[i]);
    scratch_end();
}

GUEST_MAIN(with_files();)
