/* SPDX-License-Identifier: MIT
 *
 * Private profiles are read and written.
 */
#include "guest.h"

static WCHAR path[MAX_PATH];

static void write_profile(const char *text)
{
    DWORD length = 0, written;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    while (text[length])
        length++;
    CHECK(WriteFile(file, text, length, &written, NULL));
    CHECK(CloseHandle(file));
}

TEST(values_are_read)
{
    WCHAR text[64], folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"ini", 0, path));
    write_profile("; comment\r\n[One]\r\nkey = value \r\nQuoted=\" x \"\r\nnumber=42\r\nhex=0x1F\r\n"
                  "[Two]\r\nkey=other\r\n");
    CHECK_EQ(GetPrivateProfileStringW(L"one", L"KEY", L"-", text, 64, path), 5);
    CHECK_WIDE(text, L"value");
    CHECK_EQ(GetPrivateProfileStringW(L"Two", L"key", L"-", text, 64, path), 5);
    CHECK_WIDE(text, L"other");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"quoted", L"-", text, 64, path), 3);
    CHECK_WIDE(text, L" x ");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"missing", L"default", text, 64, path), 7);
    CHECK_WIDE(text, L"default");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"key", L"-", text, 3, path), 2);
    CHECK_WIDE(text, L"va");
    CHECK_EQ(GetPrivateProfileIntW(L"One", L"number", 7, path), 42);
    CHECK_EQ(GetPrivateProfileIntW(L"One", L"nothing", 7, path), 7);
    CHECK_EQ(GetPrivateProfileStringW(NULL, NULL, NULL, text, 64, path), 8);
    CHECK(guest_same_wide(text, L"One") && guest_same_wide(text + 4, L"Two") && text[8] == 0);
    CHECK_EQ(GetPrivateProfileStringW(L"Two", NULL, NULL, text, 64, path), 4);
    CHECK_WIDE(text, L"key");
    CHECK(DeleteFileW(path));
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"key", L"gone", text, 64, path), 4);
    CHECK_WIDE(text, L"gone");
}

static void check_profile(const char *expected)
{
    static char text[512];
    DWORD length = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(ReadFile(file, text, sizeof(text) - 1, &length, NULL));
    CloseHandle(file);
    text[length] = 0;
    CHECK_TEXT(text, expected);
}

TEST(values_are_written)
{
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"ini", 0, path));
    write_profile("; comment\r\n[One]\r\nkey=value\r\n\r\n[Two]\r\nkey=other");
    CHECK(WritePrivateProfileStringW(L"one", L"KEY", L"new", path));
    CHECK(WritePrivateProfileStringW(L"One", L"added", L"1", path));
    CHECK(WritePrivateProfileStringW(L"Two", L"last", L"2", path));
    CHECK(WritePrivateProfileStringW(L"Three", L"x", L"y", path));
    check_profile(
        "; comment\r\n[One]\r\nkey=new\r\nadded=1\r\n\r\n[Two]\r\nkey=other\r\nlast=2\r\n[Three]\r\nx=y\r\n");
    CHECK(WritePrivateProfileStringW(L"One", L"key", NULL, path));
    CHECK(WritePrivateProfileStringW(L"Two", NULL, NULL, path));
    check_profile("; comment\r\n[One]\r\nadded=1\r\n\r\n[Three]\r\nx=y\r\n");
    CHECK(WritePrivateProfileSectionW(L"Three", L"a=b\0c=d\0", path));
    check_profile("; comment\r\n[One]\r\nadded=1\r\n\r\n[Three]\r\na=b\r\nc=d\r\n");
    CHECK(DeleteFileW(path));
}

TEST(a_missing_file_is_created)
{
    char name[MAX_PATH];
    WideCharToMultiByte(CP_ACP, 0, path, -1, name, MAX_PATH, NULL, NULL);
    CHECK(WritePrivateProfileStringA("S", "k", "v", name));
    check_profile("[S]\r\nk=v\r\n");
    CHECK(SetFileAttributesW(path, FILE_ATTRIBUTE_READONLY));
    CHECK_FAILS(WritePrivateProfileStringW(L"S", L"k", L"w", path), FALSE, ERROR_ACCESS_DENIED);
    CHECK(SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL));
    CHECK(DeleteFileW(path));
    CHECK_FAILS(WritePrivateProfileStringW(L"S", L"k", L"v", L"C:\\no such folder\\x.ini"), FALSE,
                ERROR_PATH_NOT_FOUND);
}

static void make_profile(const char *text)
{
    WCHAR folder[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder));
    CHECK(GetTempFileNameW(folder, L"ini", 0, path));
    write_profile(text);
}

static char *narrow_path(void)
{
    static char name[MAX_PATH];
    WideCharToMultiByte(CP_ACP, 0, path, -1, name, MAX_PATH, NULL, NULL);
    return name;
}

TEST(what_counts_as_a_key)
{
    WCHAR text[64];
    make_profile(
        "[One]\r\n  spaced  =  a b  \r\n;comment=1\r\nempty=\r\nno value\r\nhalf=\"x\r\nsingle='y'\r\n"
        "note=v ; w\r\neq=a=b\r\n[ Two ]\r\nk=2\r\n[One]\r\nlate=1\r\nspaced=second\r\n");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"spaced", L"", text, 64, path), 3);
    CHECK_WIDE(text, L"a b");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L" spaced ", L"", text, 64, path), 3);
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"comment", L"-", text, 64, path), 1);
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"empty", L"-", text, 64, path), 0);
    CHECK_WIDE(text, L"");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"no value", L"-", text, 64, path), 1);
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"half", L"-", text, 64, path), 2);
    CHECK_WIDE(text, L"\"x");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"single", L"-", text, 64, path), 1);
    CHECK_WIDE(text, L"y");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"note", L"-", text, 64, path), 5);
    CHECK_WIDE(text, L"v ; w");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"eq", L"-", text, 64, path), 3);
    CHECK_EQ(GetPrivateProfileStringW(L"two", L"k", L"-", text, 64, path), 1);
    CHECK_WIDE(text, L"2");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"gone", L"deflt   ", text, 64, path), 5);
    CHECK_WIDE(text, L"deflt");
    CHECK_EQ(GetPrivateProfileStringW(L"One", L"gone", NULL, text, 64, path), 0);
    CHECK(DeleteFileW(path));
    CHECK_FAILS(GetPrivateProfileStringW(L"One", L"k", L"", text, 64, path), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetPrivateProfileSectionW(L"One", text, 64, path), 0, ERROR_FILE_NOT_FOUND);
}

static int same_list(const char *list, const char *expected, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        if (list[i] != expected[i])
            return 0;
    return !list[count] && (!count || !list[count - 1]);
}

TEST(lists)
{
    char text[64];
    WCHAR wide[64];
    make_profile("[One]\r\na = 1\r\n; no\r\nb=\"2\"\r\nword\r\n[Two]\r\nc=3\r\n");
    char *name = narrow_path();
    CHECK_EQ(GetPrivateProfileSectionNamesA(text, 64, name), 8);
    CHECK(same_list(text, "One\0Two\0", 8));
    CHECK_EQ(GetPrivateProfileSectionNamesA(text, 9, name), 8);
    CHECK(same_list(text, "One\0Two\0", 8));
    CHECK_EQ(GetPrivateProfileSectionNamesA(text, 8, name), 6); /* documented: size - 2, ended twice */
    CHECK(text[5] == 'w' && !text[6] && !text[7]);
    CHECK_EQ(GetPrivateProfileSectionNamesW(wide, 64, path), 8);
    CHECK_WIDE(wide + 4, L"Two");
    CHECK_EQ(GetPrivateProfileStringA("One", NULL, NULL, text, 64, name), 4);
    CHECK(same_list(text, "a\0b\0", 4));
    CHECK_EQ(GetPrivateProfileSectionA("one", text, 64, name), 4 + 6 + 5);
    CHECK(same_list(text, "a=1\0b=\"2\"\0word\0", 15));
    CHECK_EQ(GetPrivateProfileSectionA("One", text, 6, name), 4);
    CHECK(!text[4] && !text[5]);
    CHECK_EQ(GetPrivateProfileSectionW(L"Two", wide, 64, path), 4);
    CHECK_WIDE(wide, L"c=3");
    text[0] = text[1] = 'x';
    CHECK_EQ(GetPrivateProfileSectionA("None", text, 64, name), 0);
    CHECK(!text[0] && !text[1]);
    CHECK(DeleteFileW(path));
}

TEST(numbers)
{
    make_profile("[N]\r\nneg=-5\r\nplus=+7\r\nhex=0x1F\r\njunk=12abc\r\nword=abc\r\nempty=\r\n");
    char *name = narrow_path();
    CHECK_EQ((INT)GetPrivateProfileIntW(L"N", L"neg", 9, path), -5);
    CHECK_EQ(GetPrivateProfileIntA("N", "plus", 9, name), 7);
    CHECK_EQ(GetPrivateProfileIntA("N", "hex", 9, name), 31);
    CHECK_EQ(GetPrivateProfileIntA("N", "junk", 9, name), 12);
    CHECK_EQ(GetPrivateProfileIntA("N", "word", 9, name), 0);
    CHECK_EQ((INT)GetPrivateProfileIntA("N", "none", -9, name), -9);
    CHECK(DeleteFileW(path));
}

TEST(unicode_files)
{
    WCHAR text[16];
    static const WCHAR start[] = L"\xFEFF[\x0416]\r\n\x4E00=\x00E9\r\n";
    DWORD written;
    make_profile("");
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(WriteFile(file, start, sizeof(start) - 2, &written, NULL));
    CloseHandle(file);
    CHECK_EQ(GetPrivateProfileStringW(L"\x0436", L"\x4E00", L"", text, 16, path), 1);
    CHECK_EQ(text[0], 0xE9);
    CHECK(WritePrivateProfileStringW(L"\x0416", L"k", L"\x2713", path));
    file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    CHECK_EQ(GetFileSize(file, NULL), sizeof(start) - 2 + 5 * sizeof(WCHAR));
    CloseHandle(file);
    CHECK_EQ(GetPrivateProfileStringW(L"\x0416", L"K", L"", text, 16, path), 1);
    CHECK_EQ(text[0], 0x2713);
    CHECK(DeleteFileW(path));
}

TEST(structures)
{
    struct {
        int number;
        char letters[4];
    } out = {0x01020304, {'a', 'b', 0, 0x7F}}, in = {0};
    char text[32];
    make_profile("");
    char *name = narrow_path();
    CHECK(WritePrivateProfileStructA("S", "st", &out, sizeof(out), name));
    CHECK_EQ(GetPrivateProfileStringA("S", "st", "", text, 32, name), 18);
    CHECK_TEXT(text, "040302016162007F4C"); /* the sum of all bytes behind them */
    CHECK(GetPrivateProfileStructA("S", "st", &in, sizeof(in), name));
    CHECK(in.number == 0x01020304 && in.letters[1] == 'b' && in.letters[3] == 0x7F);
    in.number = 1;
    CHECK_EQ(GetPrivateProfileStructW(L"S", L"st", &in, sizeof(in), path), TRUE);
    CHECK_EQ(in.number, 0x01020304);
    CHECK_EQ(GetPrivateProfileStructA("S", "st", &in, sizeof(in) - 1, name), FALSE);
    CHECK_EQ(GetPrivateProfileStructA("S", "none", &in, sizeof(in), name), FALSE);
    in.number = 7;
    CHECK(WritePrivateProfileStringA("S", "st", "040302016162007F4D", name)); /* a wrong sum */
    CHECK_EQ(GetPrivateProfileStructA("S", "st", &in, sizeof(in), name), FALSE);
    CHECK(WritePrivateProfileStringA("S", "st", "040302016162007Z4C", name)); /* no digit */
    CHECK_EQ(GetPrivateProfileStructA("S", "st", &in, sizeof(in), name), FALSE);
    CHECK_EQ(in.number, 7);
    CHECK(WritePrivateProfileStructW(L"S", L"st", NULL, 0, path));
    CHECK_EQ(GetPrivateProfileStringA("S", "st", "", text, 32, name), 0);
    CHECK(DeleteFileW(path));
}

TEST(win_ini)
{
    char text[32], section[] = "decant test 0000";
    WCHAR wide[32], wide_section[32];
    DWORD id = GetCurrentProcessId();
    for (int i = 15; i > 11; i--, id /= 10)
        section[i] = (char)('0' + id % 10);
    MultiByteToWideChar(CP_ACP, 0, section, -1, wide_section, 32);
    CHECK_EQ(GetProfileStringA(section, "k", "none", text, 32), 4);
    CHECK(WriteProfileStringA(section, "k", "12"));
    CHECK_EQ(GetProfileIntA(section, "k", 0), 12);
    CHECK_EQ(GetProfileIntW(wide_section, L"k", 0), 12);
    CHECK(WriteProfileSectionA(section, "a=1\0b=2\0"));
    CHECK_EQ(GetProfileSectionA(section, text, 32), 8);
    CHECK(same_list(text, "a=1\0b=2\0", 8));
    CHECK(WriteProfileStringW(wide_section, L"a", L"x y"));
    CHECK_EQ(GetProfileStringW(wide_section, L"a", L"", wide, 32), 3);
    CHECK(WriteProfileSectionW(wide_section, L"c=3\0"));
    CHECK_EQ(GetProfileSectionW(wide_section, wide, 32), 4);
    CHECK_WIDE(wide, L"c=3");
    CHECK(WriteProfileStringA(section, NULL, NULL)); /* the section goes */
    CHECK_EQ(GetProfileSectionW(wide_section, wide, 32), 0);
}

TEST(nothing_is_written)
{
    make_profile("[S]\r\nk=v\r\n");
    CHECK_EQ(WritePrivateProfileStringW(NULL, NULL, NULL, path),
             FALSE); /* documented: the cache is flushed */
    CHECK(WritePrivateProfileStringW(L"S", L"none", NULL, path));
    CHECK(WritePrivateProfileStringW(L"T", NULL, NULL, path));
    check_profile("[S]\r\nk=v\r\n");
    CHECK(WritePrivateProfileSectionA("S", "", narrow_path()));
    check_profile("[S]\r\n");
    CHECK(DeleteFileW(path));
    CHECK(WritePrivateProfileStringW(L"S", L"k", NULL, path));
    CHECK_EQ(GetFileAttributesW(path), INVALID_FILE_ATTRIBUTES);
}

GUEST_MAIN(RUN(values_are_read); RUN(values_are_written); RUN(a_missing_file_is_created);
           RUN(what_counts_as_a_key); RUN(lists); RUN(numbers); RUN(unicode_files); RUN(structures);
           RUN(win_ini); RUN(nothing_is_written);)
