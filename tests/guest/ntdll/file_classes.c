/* SPDX-License-Identifier: MIT
 *
 * The classes of NtQueryInformationFile, NtSetInformationFile and NtQueryVolumeInformationFile: what they
 * fill in and how much they say it was, which right each asks for, and what a buffer that is too short gets.
 */
#include "file_scratch.h"

enum {
    Basic = 4,
    Standard,
    Internal,
    Ea,
    Access,
    Name,
    Rename,
    Link,
    Disposition = 13,
    Position,
    Mode = 16,
    Alignment,
    All,
    Allocation,
    EndOfFile,
    Stream = 22,
    NetworkOpen = 34,
    AttributeTag = 35,
    ValidDataLength = 39,
    HardLink = 46,
    Id = 59,
    DispositionEx = 64,
    RenameEx = 65,
    Stat = 68,
};

static struct {
    union {
        FILE_BASIC_INFORMATION basic;
        FILE_STANDARD_INFORMATION standard;
        FILE_NETWORK_OPEN_INFORMATION network;
        FILE_ALL_INFORMATION all;
        FILE_STREAM_INFORMATION stream;
        struct {
            LARGE_INTEGER FileId, CreationTime, LastAccessTime, LastWriteTime, ChangeTime, AllocationSize,
                EndOfFile;
            ULONG FileAttributes, ReparseTag, NumberOfLinks, EffectiveAccess;
        } stat; /* FILE_STAT_INFORMATION, which mingw-w64 lacks */
        FILE_FS_VOLUME_INFORMATION volume;
        ULONG words[256];
        LARGE_INTEGER large;
        WCHAR text[512];
    };
} info;

static NTSTATUS query(HANDLE file, ULONG length, int class)
{
    iosb.Information = 77;
    for (unsigned i = 0; i < sizeof(info.words) / 4; i++)
        info.words[i] = 0xCCCCCCCC;
    return NtQueryInformationFile(file, &iosb, &info, length, class);
}

static NTSTATUS set(HANDLE file, const void *what, ULONG length, int class)
{
    return NtSetInformationFile(file, &iosb, (PVOID)what, length, class);
}

TEST(lengths_that_each_class_needs)
{
    static const struct {
        int class;
        ULONG least, filled;
    } classes[] = {{Basic, 40, 40}, {Standard, 24, 24},    {Internal, 8, 8},     {Ea, 4, 4},
                   {Access, 4, 4},  {Position, 8, 8},      {Mode, 4, 4},         {Alignment, 4, 4},
                   {Id, 24, 24},    {NetworkOpen, 56, 56}, {AttributeTag, 8, 8}, {Stat, 72, 72}};
    scratch_begin();
    HANDLE file = make(L"f"), bare;
    for (unsigned i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
        CHECK_EQ(query(file,
                       classes[i].least > 22 && classes[i].class == Standard ? 16 : classes[i].least - 1,
                       classes[i].class),
                 STATUS_INFO_LENGTH_MISMATCH);
        CHECK_EQ(iosb.Information, 77);
        CHECK_EQ(query(file, classes[i].least + 8, classes[i].class), STATUS_SUCCESS);
        CHECK_EQ(iosb.Information, classes[i].filled);
        CHECK_EQ(*(ULONG *)((char *)&info + classes[i].filled), 0xCCCCCCCC); /* nothing behind it */
    }
    CHECK_EQ(query(file, 256, 200), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(query(file, 256, Rename), STATUS_INVALID_INFO_CLASS); /* can be set only */
    CHECK_EQ(set(file, &info, 256, 200), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(set(file, &info, 24, Standard), STATUS_INVALID_INFO_CLASS);
    CHECK_EQ(set(file, &info, 3, EndOfFile), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(set(file, &info, 39, Basic), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(create_at(scratch, L"f", FILE_EXECUTE, FILE_OPEN, 0, &bare), STATUS_SUCCESS);
    CHECK_EQ(query(bare, 40, Basic), STATUS_ACCESS_DENIED);
    CHECK_EQ(query(bare, 56, NetworkOpen), STATUS_ACCESS_DENIED);
    CHECK_EQ(query(bare, 8, AttributeTag), STATUS_ACCESS_DENIED);
    CHECK_EQ(query(bare, 72, Stat), STATUS_ACCESS_DENIED);
    CHECK_EQ(query(bare, 24, Standard), STATUS_SUCCESS); /* needs no right */
    CHECK_EQ(query(bare, 4, Access), STATUS_SUCCESS);
    CHECK_EQ(info.words[0], FILE_EXECUTE | SYNCHRONIZE);
    info.large.QuadPart = 0;
    CHECK_EQ(set(bare, &info, 8, EndOfFile), STATUS_ACCESS_DENIED);
    CHECK_EQ(set(bare, &info, 1, Disposition), STATUS_ACCESS_DENIED);
    CHECK_EQ(set(bare, &info, 40, Basic), STATUS_ACCESS_DENIED);
    NtClose(bare);
    NtClose(file);
    remove_file(L"f");
    scratch_end();
}

TEST(names_are_cut_and_say_how_long_they_are)
{
    scratch_begin();
    HANDLE file = make(L"name.txt");
    CHECK_EQ(query(file, 3, Name), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(query(file, 512, Name), STATUS_SUCCESS);
    ULONG length = info.words[0];
    CHECK_EQ(iosb.Information, 4 + length);
    CHECK_EQ(info.text[2], '\\'); /* without the drive */
    CHECK_EQ(info.text[2 + length / 2 - 1], 't');
    CHECK_EQ(query(file, 4 + length - 2, Name), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(info.words[0], length);
    CHECK_EQ(iosb.Information, 4 + length - 2);
    CHECK_EQ(query(file, 512, All), STATUS_SUCCESS);
    CHECK_EQ(info.all.NameInformation.FileNameLength, length);
    CHECK_EQ(iosb.Information, 100 + length);
    CHECK_EQ(info.all.StandardInformation.NumberOfLinks, 1);
    CHECK_EQ(info.all.AccessInformation.AccessFlags, FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE);
    CHECK_EQ(info.all.ModeInformation.Mode, SYNC);
    CHECK_EQ(query(file, 104, All), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(info.all.NameInformation.FileNameLength, length);
    CHECK_EQ(query(file, 103, All), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(query(file, 512, Stream), STATUS_SUCCESS);
    CHECK_EQ(info.stream.StreamNameLength, 14);
    CHECK_EQ(info.stream.NextEntryOffset, 0);
    CHECK_EQ(iosb.Information, 38);
    CHECK_EQ(query(file, 37, Stream), STATUS_BUFFER_OVERFLOW);
    NtClose(file);
    remove_file(L"name.txt");
    scratch_end();
}

TEST(sizes_and_positions)
{
    scratch_begin();
    HANDLE file = make(L"f"), unbound;
    LARGE_INTEGER at = {.QuadPart = 100};
    CHECK_EQ(set(file, &at, 8, EndOfFile), STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 0);
    CHECK_EQ(query(file, 24, Standard), STATUS_SUCCESS);
    CHECK_EQ(info.standard.EndOfFile.QuadPart, 100);
    CHECK_EQ(info.standard.NumberOfLinks, 1);
    CHECK_EQ(info.standard.DeletePending | info.standard.Directory, 0);
    CHECK_EQ(set(file, &at, 8, ValidDataLength) == STATUS_SUCCESS ||
                 set(file, &at, 8, ValidDataLength) == STATUS_PRIVILEGE_NOT_HELD,
             1);
    CHECK_EQ(query(file, 8, Position), STATUS_SUCCESS);
    CHECK_EQ(info.large.QuadPart, 0);
    at.QuadPart = 1000; /* behind the end is fine */
    CHECK_EQ(set(file, &at, 8, Position), STATUS_SUCCESS);
    CHECK_EQ(query(file, 8, Position), STATUS_SUCCESS);
    CHECK_EQ(info.large.QuadPart, 1000);
    at.QuadPart = -1;
    CHECK_EQ(set(file, &at, 8, Position), STATUS_INVALID_PARAMETER);
    CHECK_EQ(set(file, &at, 8, EndOfFile), STATUS_INVALID_PARAMETER);
    CHECK_EQ(set(file, &at, 8, Allocation), STATUS_INVALID_PARAMETER);
    at.QuadPart = 40;
    CHECK_EQ(set(file, &at, 8, Allocation), STATUS_SUCCESS); /* less than the size cuts */
    CHECK_EQ(query(file, 24, Standard), STATUS_SUCCESS);
    CHECK(info.standard.EndOfFile.QuadPart <= 40);
    NtClose(file);
    UNICODE_STRING name = STR(L"f");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, 0, scratch, NULL);
    CHECK_EQ(NtOpenFile(&unbound, GENERIC_READ | GENERIC_WRITE, &attributes, &iosb, ALL_SHARE, 0),
             STATUS_SUCCESS);
    CHECK_EQ(query(unbound, 4, Mode), STATUS_SUCCESS);
    CHECK_EQ(info.words[0], 0);
    CHECK_EQ(NtReadFile(unbound, NULL, NULL, NULL, &iosb, &info, 1, NULL, NULL), STATUS_INVALID_PARAMETER);
    NtClose(unbound);
    remove_file(L"f");
    scratch_end();
}

TEST(times_and_attributes)
{
    scratch_begin();
    HANDLE file = make(L"f"), folder;
    FILE_BASIC_INFORMATION basic = {.CreationTime.QuadPart = 0x01D0000000000000,
                                    .LastWriteTime.QuadPart = 0x01D1000000000000,
                                    .FileAttributes = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE};
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(query(file, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(info.basic.CreationTime.QuadPart, 0x01D0000000000000);
    CHECK_EQ(info.basic.LastWriteTime.QuadPart, 0x01D1000000000000);
    CHECK_EQ(info.basic.FileAttributes, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
    basic = (FILE_BASIC_INFORMATION){.LastWriteTime.QuadPart = -1}; /* nothing is changed */
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(query(file, 56, NetworkOpen), STATUS_SUCCESS);
    CHECK_EQ(info.network.LastWriteTime.QuadPart, 0x01D1000000000000);
    CHECK_EQ(info.network.FileAttributes, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
    CHECK_EQ(query(file, 8, Internal), STATUS_SUCCESS);
    LONGLONG id = info.large.QuadPart;
    CHECK_EQ(query(file, 72, Stat), STATUS_SUCCESS);
    CHECK_EQ(info.stat.FileId.QuadPart, id);
    CHECK_EQ(info.stat.CreationTime.QuadPart, 0x01D0000000000000);
    CHECK_EQ(info.stat.LastWriteTime.QuadPart, 0x01D1000000000000);
    CHECK_EQ(info.stat.EndOfFile.QuadPart, 0);
    CHECK_EQ(info.stat.FileAttributes, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
    CHECK_EQ(info.stat.ReparseTag, 0);
    CHECK_EQ(info.stat.NumberOfLinks, 1);
    CHECK(info.stat.EffectiveAccess & FILE_WRITE_ATTRIBUTES);
    basic.FileAttributes = FILE_ATTRIBUTE_DIRECTORY;
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_INVALID_PARAMETER);
    basic = (FILE_BASIC_INFORMATION){.CreationTime.QuadPart = -3};
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_INVALID_PARAMETER);
    basic = (FILE_BASIC_INFORMATION){.FileAttributes = FILE_ATTRIBUTE_NORMAL};
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(query(file, 8, AttributeTag), STATUS_SUCCESS);
    CHECK_EQ(info.words[0], FILE_ATTRIBUTE_NORMAL);
    CHECK_EQ(info.words[1], 0);
    CHECK_EQ(
        create_at(scratch, L"d", FILE_READ_ATTRIBUTES | DELETE, FILE_CREATE, FILE_DIRECTORY_FILE, &folder),
        STATUS_SUCCESS);
    CHECK_EQ(query(folder, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(info.basic.FileAttributes, FILE_ATTRIBUTE_DIRECTORY);
    CHECK_EQ(query(folder, 24, Standard), STATUS_SUCCESS);
    CHECK_EQ(info.standard.Directory, 1);
    CHECK_EQ(info.standard.EndOfFile.QuadPart, 0);
    NtClose(folder);
    NtClose(file);
    remove_file(L"d");
    remove_file(L"f");
    scratch_end();
}

/* FILE_RENAME_INFORMATION and FILE_LINK_INFORMATION. */
static struct {
    ULONG flags;
    HANDLE root;
    ULONG length;
    WCHAR name[64];
} target;

static NTSTATUS name_it(HANDLE file, HANDLE root, const WCHAR *name, ULONG flags, int class)
{
    ULONG length = 0;
    while ((target.name[length] = name[length]))
        length++;
    target.flags = flags;
    target.root = root;
    target.length = length * 2;
    ULONG size = 20 + target.length;
    return set(file, &target, size < 24 ? 24 : size, class);
}

TEST(names_change)
{
    HANDLE file, other, folder, found, bare;
    scratch_begin();
    file = make(L"one");
    other = make(L"two");
    CHECK_EQ(
        create_at(scratch, L"dir", FILE_LIST_DIRECTORY | DELETE, FILE_CREATE, FILE_DIRECTORY_FILE, &folder),
        STATUS_SUCCESS);
    CHECK_EQ(name_it(file, NULL, L"first", 0, Rename), STATUS_SUCCESS); /* beside itself */
    CHECK_EQ(create_at(scratch, L"one", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &found),
             STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(create_at(scratch, L"first", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &found), STATUS_SUCCESS);
    NtClose(found);
    CHECK_EQ(name_it(file, NULL, L"two", 0, Rename), STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(name_it(file, scratch, L"none\\x", 0, Rename), STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK_EQ(name_it(file, scratch, L"a?b", 0, Rename), STATUS_OBJECT_NAME_INVALID);
    CHECK_EQ(name_it(file, folder, L"moved", 0, RenameEx), STATUS_SUCCESS);
    CHECK_EQ(create_at(scratch, L"dir\\MOVED", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &found), STATUS_SUCCESS);
    NtClose(found);
    CHECK_EQ(name_it(folder, scratch, L"dir\\inside", 0, Rename) != STATUS_SUCCESS, 1); /* into itself */
    CHECK_EQ(name_it(file, scratch, L"MoVeD", 1, Rename), STATUS_SUCCESS);
    CHECK_EQ(name_it(file, scratch, L"moved", 0, Rename), STATUS_SUCCESS); /* another case of its own name */
    CHECK_EQ(create_at(scratch, L"moved", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &bare), STATUS_SUCCESS);
    CHECK_EQ(name_it(bare, scratch, L"x", 0, Rename), STATUS_ACCESS_DENIED); /* for want of DELETE */
    NtClose(bare);
    /* A second name for the same file. */
    CHECK_EQ(name_it(file, scratch, L"two", 0, Link), STATUS_OBJECT_NAME_COLLISION);
    CHECK_EQ(name_it(file, folder, L"link", 0, Link), STATUS_SUCCESS);
    CHECK_EQ(query(file, 24, Standard), STATUS_SUCCESS);
    CHECK_EQ(info.standard.NumberOfLinks, 2);
    CHECK_EQ(query(file, 8, Internal), STATUS_SUCCESS);
    LONGLONG id = info.large.QuadPart;
    CHECK_EQ(create_at(folder, L"link", FILE_READ_ATTRIBUTES | DELETE, FILE_OPEN, 0, &found), STATUS_SUCCESS);
    CHECK_EQ(query(found, 8, Internal), STATUS_SUCCESS);
    CHECK_EQ(info.large.QuadPart, id);
    NtClose(other);
    CHECK_EQ(name_it(file, scratch, L"two", 1, Rename), STATUS_SUCCESS); /* replaces it */
    CHECK_EQ(set(file, (ULONG[]){1}, 1, Disposition), STATUS_SUCCESS);
    CHECK_EQ(query(file, 24, Standard), STATUS_SUCCESS);
    CHECK_EQ(info.standard.DeletePending, 1);
    CHECK_EQ(set(file, (ULONG[]){0}, 1, Disposition), STATUS_SUCCESS);
    CHECK_EQ(query(file, 24, Standard), STATUS_SUCCESS);
    CHECK_EQ(info.standard.DeletePending, 0);
    CHECK_EQ(set(folder, (ULONG[]){1}, 1, Disposition), STATUS_DIRECTORY_NOT_EMPTY);
    CHECK_EQ(set(found, (ULONG[]){3}, 4, DispositionEx), STATUS_SUCCESS);
    NtClose(found);
    CHECK_EQ(set(file, (ULONG[]){1}, 4, DispositionEx), STATUS_SUCCESS);
    NtClose(file);
    CHECK_EQ(create_at(scratch, L"two", FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &found),
             STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQ(set(folder, (ULONG[]){1}, 1, Disposition), STATUS_SUCCESS);
    NtClose(folder);
    scratch_end();
}

TEST(a_read_only_file_is_not_deleted)
{
    HANDLE file;
    FILE_BASIC_INFORMATION basic = {.FileAttributes = FILE_ATTRIBUTE_READONLY};
    scratch_begin();
    file = make(L"r");
    CHECK_EQ(set(file, &basic, 40, Basic), STATUS_SUCCESS);
    CHECK_EQ(set(file, (ULONG[]){1}, 1, Disposition), STATUS_CANNOT_DELETE);
    CHECK_EQ(set(file, (ULONG[]){1}, 4, DispositionEx), STATUS_CANNOT_DELETE);
    CHECK_EQ(set(file, (ULONG[]){0x13}, 4, DispositionEx), STATUS_SUCCESS); /* ignore read-only, POSIX */
    NtClose(file);
    scratch_end();
}

TEST(volumes)
{
    scratch_begin();
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, sizeof(info), 1), STATUS_SUCCESS);
    ULONG length = info.volume.VolumeLabelLength;
    CHECK_EQ(iosb.Information, 18 + length);
    if (length > 8) {
        CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 24, 1), STATUS_BUFFER_OVERFLOW);
        CHECK_EQ(iosb.Information, 24);
        CHECK_EQ(info.volume.VolumeLabelLength, length);
    }
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 23, 1), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 24, 3), STATUS_SUCCESS);
    CHECK_EQ(iosb.Information, 24);
    CHECK(info.words[4] && info.words[5]); /* sectors per unit, bytes per sector */
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 8, 4), STATUS_SUCCESS);
    CHECK_EQ(info.words[0], 7 /* FILE_DEVICE_DISK */);
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 512, 5), STATUS_SUCCESS);
    CHECK_EQ(info.words[1], 255);
    CHECK_EQ(iosb.Information, 12 + info.words[2]);
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 32, 7), STATUS_SUCCESS);
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 31, 7), STATUS_INFO_LENGTH_MISMATCH);
    CHECK_EQ(NtQueryVolumeInformationFile(scratch, &iosb, &info, 512, 99), STATUS_INVALID_INFO_CLASS);
    scratch_end();
}

GUEST_MAIN(RUN(lengths_that_each_class_needs); RUN(names_are_cut_and_say_how_long_they_are);
           RUN(sizes_and_positions); RUN(times_and_attributes); RUN(names_change);
           RUN(a_read_only_file_is_not_deleted); RUN(volumes);)
