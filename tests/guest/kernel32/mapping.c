/* SPDX-License-Identifier: MIT
 *
 * memoryapi.h: file mappings, of memory and of files.
 */
#include "guest.h"

static WCHAR path[MAX_PATH];

static HANDLE make_file(DWORD size)
{
    WCHAR folder[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    CHECK(GetTempFileNameW(folder, L"map", 0, path) != 0);
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    char block[256];
    DWORD done;
    for (DWORD at = 0; at < size; at += done) {
        for (unsigned i = 0; i < sizeof(block); i++)
            block[i] = (char)(at / 256 + i);
        WriteFile(file, block, size - at < 256 ? size - at : 256, &done, NULL);
    }
    return file;
}

static void drop_file(HANDLE file)
{
    CloseHandle(file);
    CHECK_EQ(DeleteFileW(path), TRUE);
}

TEST(memory_is_shared_between_views)
{
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 200000, NULL);
    CHECK(mapping != NULL);
    CHECK_ERROR(ERROR_SUCCESS);
    char *a = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0),
         *b = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x10000, 100);
    CHECK(a != NULL && b != NULL);
    CHECK_EQ((ULONG_PTR)a % 0x10000, 0);
    CHECK_EQ(a[199999], 0);
    a[0x10005] = 42;
    CHECK_EQ(b[5], 42);
    MEMORY_BASIC_INFORMATION info;
    VirtualQuery(a, &info, sizeof(info));
    CHECK_EQ(info.Type, MEM_MAPPED);
    CHECK_EQ(info.AllocationBase, a);
    CHECK_EQ(info.RegionSize, 0x31000);
    CHECK_EQ(info.Protect, PAGE_READWRITE);
    VirtualQuery(b, &info, sizeof(info));
    CHECK_EQ(info.Protect, PAGE_READONLY);
    CHECK_EQ(info.RegionSize, 0x1000);
    char *c = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0);
    c[0x10005] = 7;
    CHECK_EQ(b[5], 42);
    CHECK_EQ(c[0x10005], 7);
    CHECK_EQ(CloseHandle(mapping), TRUE);
    a[0x10006] = 43; /* views outlive the handle */
    CHECK_EQ(b[6], 43);
    CHECK_EQ(UnmapViewOfFile(a), TRUE);
    CHECK_EQ(b[6], 43);
    CHECK_EQ(UnmapViewOfFile(b), TRUE);
    CHECK_EQ(UnmapViewOfFile(c), TRUE);
    CHECK_FAILS(UnmapViewOfFile(c), FALSE, ERROR_INVALID_ADDRESS);
}

TEST(files_are_mapped)
{
    HANDLE file = make_file(70000), mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    CHECK(mapping != NULL);
    unsigned char *view = MapViewOfFile(mapping, FILE_MAP_WRITE | FILE_MAP_READ, 0, 0, 0), byte = 0;
    CHECK(view != NULL);
    CHECK_EQ(view[69999], (unsigned char)(69999 / 256 + 69999 % 256));
    CHECK_EQ(view[70000], 0); /* the rest of the last page */
    view[12345] = 99;
    CHECK_EQ(FlushViewOfFile(view, 0), TRUE);
    DWORD done;
    SetFilePointer(file, 12345, NULL, FILE_BEGIN);
    CHECK_EQ(ReadFile(file, &byte, 1, &done, NULL), TRUE);
    CHECK_EQ(byte, 99);
    unsigned char *tail = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x10000, 0);
    CHECK_EQ(tail[0], (unsigned char)(0x10000 / 256));
    CHECK_EQ(UnmapViewOfFile(tail), TRUE);
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 0, 100, 0), NULL, ERROR_MAPPED_ALIGNMENT);
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x10000, 0x10000), NULL, ERROR_ACCESS_DENIED);
    CHECK_EQ(UnmapViewOfFile(view), TRUE);
    CloseHandle(mapping);
    drop_file(file);
}

TEST(a_mapping_makes_a_file_grow)
{
    HANDLE file = make_file(10), mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 5000, NULL);
    CHECK(mapping != NULL);
    CHECK_EQ(GetFileSize(file, NULL), 5000);
    char *view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    view[4999] = 1;
    CHECK_EQ(UnmapViewOfFile(view), TRUE);
    CloseHandle(mapping);
    CHECK_FAILS(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 10000, NULL), NULL, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_EQ(GetFileSize(file, NULL), 5000);
    drop_file(file);
}

TEST(what_cannot_be_mapped)
{
    HANDLE file = make_file(0);
    CHECK_FAILS(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL), NULL, ERROR_FILE_INVALID);
    CHECK_FAILS(CreateFileMappingW(NULL, NULL, PAGE_READWRITE, 0, 0, NULL), NULL, ERROR_INVALID_PARAMETER);
    HANDLE memory =
        CreateFileMappingW(NULL, NULL, PAGE_READWRITE, 0, 100, NULL); /* as INVALID_HANDLE_VALUE */
    CHECK(memory != NULL);
    CHECK_EQ(CloseHandle(memory), TRUE);
    CHECK_FAILS(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL), NULL,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_NOACCESS, 0, 100, NULL), NULL,
                ERROR_INVALID_PARAMETER);
    drop_file(file);
    file = make_file(100);
    HANDLE reader =
        CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(reader != INVALID_HANDLE_VALUE);
    CHECK_FAILS(CreateFileMappingW(reader, NULL, PAGE_READWRITE, 0, 0, NULL), NULL, ERROR_ACCESS_DENIED);
    HANDLE mapping = CreateFileMappingW(reader, NULL, PAGE_READONLY, 0, 0, NULL);
    CHECK(mapping != NULL);
    CHECK_FAILS(MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0), NULL, ERROR_ACCESS_DENIED);
    char *view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    DWORD old;
    CHECK(view != NULL);
    CHECK_EQ(VirtualProtect(view, 1, PAGE_READWRITE, &old), FALSE);
    CHECK_EQ(UnmapViewOfFile(view), TRUE);
    view = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0); /* writing to a copy needs no right to write */
    CHECK(view != NULL);
    view[0] = 55;
    CHECK_EQ(UnmapViewOfFile(view), TRUE);
    CloseHandle(mapping);
    CloseHandle(reader);
    drop_file(file);
}

TEST(names)
{
    HANDLE first =
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 100, L"Local\\decant-test-mapping");
    CHECK(first != NULL);
    CHECK_ERROR(ERROR_SUCCESS);
    HANDLE second =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 100, "decant-test-mapping");
    CHECK(second != NULL);
    CHECK_ERROR(ERROR_ALREADY_EXISTS);
    HANDLE third = OpenFileMappingW(FILE_MAP_READ, FALSE, L"decant-test-mapping");
    CHECK(third != NULL);
    char *a = MapViewOfFile(first, FILE_MAP_WRITE, 0, 0, 0),
         *b = MapViewOfFile(third, FILE_MAP_READ, 0, 0, 0);
    a[0] = 11;
    CHECK_EQ(b[0], 11);
    CHECK_FAILS(MapViewOfFile(third, FILE_MAP_WRITE, 0, 0, 0), NULL, ERROR_ACCESS_DENIED);
    UnmapViewOfFile(a);
    UnmapViewOfFile(b);
    CloseHandle(first);
    CloseHandle(second);
    CloseHandle(third);
    CHECK_FAILS(OpenFileMappingW(FILE_MAP_READ, FALSE, L"decant-test-mapping"), NULL, ERROR_FILE_NOT_FOUND);
}

TEST(reserved_sections_are_committed_page_by_page)
{
    HANDLE mapping =
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 0x100000, NULL);
    CHECK(mapping != NULL);
    char *view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    MEMORY_BASIC_INFORMATION info;
    VirtualQuery(view, &info, sizeof(info));
    CHECK_EQ(info.State, MEM_RESERVE);
    CHECK_EQ(VirtualAlloc(view + 0x2000, 0x1000, MEM_COMMIT, PAGE_READWRITE), view + 0x2000);
    view[0x2000] = 1;
    CHECK_EQ(UnmapViewOfFile(view), TRUE);
    CloseHandle(mapping);
}

GUEST_MAIN(RUN(memory_is_shared_between_views); RUN(files_are_mapped); RUN(a_mapping_makes_a_file_grow);
           RUN(what_cannot_be_mapped); RUN(names); RUN(reserved_sections_are_committed_page_by_page);)
