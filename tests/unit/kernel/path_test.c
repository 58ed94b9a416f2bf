/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "kernel/io/path.h"
#include "common/wide.h"

PEB process_peb;
static RTL_USER_PROCESS_PARAMETERS parameters;

static void check_full(const char *dos, const char *expected, const char *part)
{
    WCHAR wide[512];
    char narrow[1024];
    struct wide_buffer full;
    size_t at, length = utf8_to_wide(dos, wide, countof(wide)) - 1;
    wide_buffer_init(&full);
    NTSTATUS status = path_full(wide, length, &full, &at);
    if (!expected) {
        assert_false(NT_SUCCESS(status));
    } else {
        assert_int_equal(status, STATUS_SUCCESS);
        wide_to_utf8(full.text, narrow, sizeof(narrow));
        assert_string_equal(narrow, expected);
        if (part) {
            assert_int_not_equal(at, SIZE_MAX);
            wide_to_utf8(full.text + at, narrow, sizeof(narrow));
            assert_string_equal(narrow, part);
        } else {
            assert_int_equal(at, SIZE_MAX);
        }
    }
    wide_buffer_free(&full);
}

static void full_names(void **state)
{
    (void)state;
    check_full("C:\\a\\b.txt", "C:\\a\\b.txt", "b.txt");
    check_full("c:/a/b", "c:\\a\\b", "b");
    check_full("C:\\a\\", "C:\\a\\", NULL);
    check_full("C:\\", "C:\\", NULL);
    check_full("C:\\\\a\\\\\\b", "C:\\a\\b", "b");
    check_full("C:\\a\\.\\b\\..\\c", "C:\\a\\c", "c");
    check_full("C:\\..\\..\\a", "C:\\a", "a");
    check_full("C:\\a\\..", "C:\\", NULL);
    check_full("C:\\a\\b\\..", "C:\\a", "a");
    check_full("C:\\a\\b\\..\\", "C:\\a\\", NULL);
    check_full("C:\\a\\.", "C:\\a", "a");
    check_full("C:\\a.\\b. .", "C:\\a\\b", "b");
    check_full("C:\\a...", "C:\\a", "a");
    check_full("C:\\...\\a", "C:\\...\\a", "a");
    check_full("x.txt", "Z:\\here\\it is\\x.txt", "x.txt");
    check_full("..\\x", "Z:\\here\\x", "x");
    check_full(".", "Z:\\here\\it is", "it is");
    check_full("..", "Z:\\here", "here");
    check_full("\\x", "Z:\\x", "x");
    check_full("Z:x", "Z:\\here\\it is\\x", "x");
    check_full("z:", "z:\\here\\it is", "it is");
    check_full("C:x", "C:\\x", "x");
    check_full("D:x\\y", "D:\\deep\\x\\y", "y");
    check_full("\\\\server\\share\\a\\..\\..\\b", "\\\\server\\share\\b", "b");
    check_full("\\\\server\\share", "\\\\server\\share", NULL);
    check_full("//server/share/x", "\\\\server\\share\\x", "x");
    check_full("\\\\.\\pipe\\x", "\\\\.\\pipe\\x", "x");
    check_full("\\\\?\\C:\\a\\..\\b", "\\\\?\\C:\\b", "b");
    check_full("nul", "\\\\.\\nul", NULL);
    check_full("C:\\dir\\NUL.txt", "\\\\.\\NUL", NULL);
    check_full("com1 :x", "\\\\.\\com1", NULL);
    check_full("com10", "Z:\\here\\it is\\com10", "com10");
    check_full("nulls", "Z:\\here\\it is\\nulls", "nulls");
    check_full("\\\\?\\nul", "\\\\?\\nul", "nul");
    check_full("", NULL, NULL);
}

static NTSTATUS to_unix(const char *nt, char *out, bool *trailing)
{
    WCHAR wide[1024];
    size_t length = utf8_to_wide(nt, wide, countof(wide)) - 1;
    struct path_buffer path;
    enum path_target target;
    path_buffer_init(&path);
    NTSTATUS status = path_nt_to_unix(wide, length, &target, trailing, &path);
    strcpy(out, path.text);
    path_buffer_free(&path);
    return status;
}

static void nt_names(void **state)
{
    (void)state;
    char path[4096];
    bool trailing;
    assert_int_equal(to_unix("\\??\\Z:\\etc\\passwd", path, &trailing), 0);
    assert_string_equal(path, "/etc/passwd");
    assert_false(trailing);
    assert_int_equal(to_unix("\\??\\z:\\etc\\", path, &trailing), 0);
    assert_string_equal(path, "/etc");
    assert_true(trailing);
    assert_int_equal(to_unix("\\??\\Z:\\", path, &trailing), 0);
    assert_string_equal(path, "/");
    assert_int_equal(to_unix("\\??\\C:\\a", path, &trailing), 0);
    assert_string_equal(path, "/tmp/decant-root/drive_c/a");
    assert_int_equal(to_unix("\\??\\Z:\\a\\file::$DATA", path, &trailing), 0);
    assert_string_equal(path, "/a/file");
    assert_int_equal(to_unix("\\??\\Z:\\a\xEF\x80\xBA"
                             "b",
                             path, &trailing),
                     0); /* U+F03A is a colon */
    assert_string_equal(path, "/a:b");
    static const char *const bad[] = {
        "\\??\\Z:\\a\\..\\b", "\\??\\Z:\\.",     "\\??\\Z:\\a\\\\b", "\\??\\Z:\\a*",  "\\??\\Z:\\a?",
        "\\??\\Z:\\a<b",      "\\??\\Z:\\a>b",   "\\??\\Z:\\a\"",    "\\??\\Z:\\a|b", "\\??\\Z:\\a/b",
        "\\??\\Z:\\a:stream", "\\??\\Z:\\a\x01", "\\??\\Z:a"};
    for (size_t i = 0; i < countof(bad); i++)
        assert_int_equal(to_unix(bad[i], path, &trailing), STATUS_OBJECT_NAME_INVALID);
    assert_int_equal(to_unix("\\??\\Q:\\a", path, &trailing), STATUS_OBJECT_PATH_NOT_FOUND);
    assert_int_equal(to_unix("\\??\\UNC\\s\\t\\x", path, &trailing), STATUS_BAD_NETWORK_PATH);
    assert_int_equal(to_unix("\\??\\COM1", path, &trailing), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(to_unix("plain", path, &trailing), STATUS_OBJECT_PATH_SYNTAX_BAD);
}

/* Sixteen characters are looked at together: each character of interest at each place. */
static void every_character_at_every_place(void **state)
{
    (void)state;
    static const WCHAR interesting[] =
        u"\x01\x1F !\"#*+./0:;<=>?@[\\]{|}~\x7F\x80\xE4\xFF\u0100\u7FFF\u8020\uFFFD";
    for (size_t length = 1; length <= 36; length++)
        for (size_t at = 0; at < length; at++)
            for (const WCHAR *c = interesting; *c; c++) {
                WCHAR wide[64] = u"\\??\\Z:\\";
                char expected[128] = "/", utf8[8];
                struct path_buffer path;
                enum path_target target;
                bool trailing, last = at + 1 == length;
                for (size_t i = 0; i < length; i++)
                    wide[7 + i] = i == at ? *c : 'a';
                wide_to_utf8((WCHAR[]){*c == '\\' ? '/' : *c, 0}, utf8, sizeof(utf8));
                memset(expected + 1, 'a', at);
                strcat(expected, *c == '\\' && last ? "" : utf8);
                memset(expected + strlen(expected), 'a', length - at - 1);
                bool good = !(*c < 32 || (*c < 128 && strchr("\"*/:<>?|", *c)) ||
                              (*c == '.' && length == 1) || (*c == '\\' && at == 0));
                path_buffer_init(&path);
                NTSTATUS status = path_nt_to_unix(wide, 7 + length, &target, &trailing, &path);
                assert_int_equal(status, good ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID);
                if (good) {
                    assert_string_equal(path.text, expected);
                    assert_int_equal(path.length, strlen(expected));
                    assert_int_equal(trailing, *c == '\\' && last);
                }
                path_buffer_free(&path);
            }
}

static void check_name(const char *unix_name)
{
    WCHAR wide[300] = u"\\??\\Z:\\";
    size_t length = 7 + path_name_to_wide(unix_name, wide + 7, 290) - 1;
    struct path_buffer path;
    enum path_target target;
    path_buffer_init(&path);
    assert_int_equal(path_nt_to_unix(wide, length, &target, NULL, &path), STATUS_SUCCESS);
    assert_string_equal(path.text + 1, unix_name);
    path_buffer_free(&path);
}

static void every_linux_name_opens_again(void **state)
{
    (void)state;
    check_name("plain");
    check_name("what? a:b*<\">|\\");
    check_name("dot.");
    check_name("space ");
    check_name("\xFF\xFE");
    check_name("\xF0\x9F\x98\x80");
    check_name("\x01\x1F");
    check_name("...");
}

static char folder[] = "/tmp/decant-path-XXXXXX";

static void touch(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    fclose(fopen(path, "w"));
}

static void check_fold(const char *given, NTSTATUS expected, const char *found)
{
    struct path_buffer path;
    char full[512];
    path_buffer_init(&path);
    path.length = (size_t)sprintf(path.text, "%s/%s", folder, given);
    assert_int_equal(path_fold(&path), expected);
    snprintf(full, sizeof(full), "%s/%s", folder, found);
    assert_string_equal(path.text, full);
    path_buffer_free(&path);
}

static void case_is_folded_when_needed(void **state)
{
    (void)state;
    char path[256];
    snprintf(path, sizeof(path), "%s/Dir", folder);
    mkdir(path, 0777);
    touch("Dir/\xC3\x84pfel.TXT");
    touch("Dir/both");
    touch("Dir/BOTH");
    check_fold("dIR/\xC3\xA4PFEL.txt", STATUS_SUCCESS, "Dir/\xC3\x84pfel.TXT");
    check_fold("Dir/both", STATUS_SUCCESS, "Dir/both");
    check_fold("DIR/BOTH", STATUS_SUCCESS, "Dir/BOTH");
    check_fold("dir/none", STATUS_OBJECT_NAME_NOT_FOUND, "Dir/none");
    check_fold("dir/none/x", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/none/x");
    check_fold("Dir/both/x", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/both/x");
    check_fold("Dir/both/x/y/z", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/both/x/y/z");
    check_fold("dir/BOTH/x/y", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/BOTH/x/y");
    check_fold("dir/a/b/c/d", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/a/b/c/d");
    snprintf(path, sizeof(path), "%s/Dir/nowhere", folder);
    assert_int_equal(symlink("missing", path), 0);
    touch("Dir/NOWHERE");
    check_fold("Dir/nowhere/x", STATUS_OBJECT_PATH_NOT_FOUND, "Dir/nowhere/x");
    touch("Dir/late");
    check_fold("dir/LATE", STATUS_SUCCESS, "Dir/late"); /* the folder is read again */
    for (int i = 0; i < 300; i++) {
        char name[64];
        snprintf(name, sizeof(name), "Dir/Many%d", i);
        touch(name);
        snprintf(path, sizeof(path), "%s/%s", folder, name);
        path_note_changed(path, true);
    }
    check_fold("DIR/mANY299", STATUS_SUCCESS, "Dir/Many299");
    unlink(path);
    path_note_changed(path, false);
    check_fold("DIR/mANY299", STATUS_OBJECT_NAME_NOT_FOUND, "Dir/mANY299");
}

/* A folder that was listed needs not be read once more, for as long as it stays as it was. */
static void a_listing_is_remembered(void **state)
{
    (void)state;
    struct {
        uint64_t inode;
        int64_t position;
        uint16_t length;
        uint8_t type;
        char name[13];
    } listing[] = {{1, 0, sizeof(listing[0]), 8, "Listed"}, {2, 0, sizeof(listing[0]), 8, "Phantom"}};
    char path[256];
    struct host_stat info;
    snprintf(path, sizeof(path), "%s/Seen", folder);
    mkdir(path, 0777);
    touch("Seen/Listed");
    touch("Seen/Other");
    assert_true(host_stat(path, true, &info) >= 0);
    uint64_t before = path_changes();
    path_note_changed(path, true); /* something was made while the folder was read */
    path_note_listing(&info, before, (char *)listing, sizeof(listing));
    check_fold("Seen/OTHER", STATUS_SUCCESS, "Seen/Other");
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 900000000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_true(host_stat(path, true, &info) >= 0);
    path_note_listing(&info, path_changes(), (char *)listing, sizeof(listing));
    check_fold("Seen/LISTED", STATUS_SUCCESS, "Seen/Listed");
    check_fold("Seen/PHANTOM", STATUS_SUCCESS, "Seen/Phantom"); /* which shows that it was not read */
    check_fold("Seen/OTHER", STATUS_OBJECT_NAME_NOT_FOUND, "Seen/OTHER");
    times[1].tv_sec = 1000000000;
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    check_fold("Seen/OTHER", STATUS_SUCCESS, "Seen/Other");
    check_fold("Seen/PHANTOM", STATUS_OBJECT_NAME_NOT_FOUND, "Seen/PHANTOM");
    assert_true(host_stat(path, true, &info) >= 0);
    path_note_listing(&info, path_changes(), (char *)listing,
                      sizeof(listing)); /* nothing new: what is known stays */
    check_fold("Seen/OTHER", STATUS_SUCCESS, "Seen/Other");
}

static void linux_paths_become_dos_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"/", "Z:\\"},
                                           {"/a//b/", "Z:\\a\\b"},
                                           {"/tmp/decant-root/drive_c", "C:\\"},
                                           {"/tmp/decant-root/drive_c/x y", "C:\\x y"},
                                           {"/tmp/decant-root/drive_cc", "Z:\\tmp\\decant-root\\drive_cc"}};
    for (size_t i = 0; i < countof(cases); i++) {
        char narrow[256];
        WCHAR *dos = path_unix_to_dos(cases[i][0]);
        wide_to_utf8(dos, narrow, sizeof(narrow));
        assert_string_equal(narrow, cases[i][1]);
        free(dos);
    }
}

static int set_up(void **state)
{
    (void)state;
    static WCHAR here[] = u"Z:\\here\\it is\\", environment[] = u"=D:=D:\\deep\0A=b\0";
    setenv("DECANT_ROOT", "/tmp/decant-root", 1);
    parameters.CurrentDirectory.DosPath.Buffer = here;
    parameters.CurrentDirectory.DosPath.Length = sizeof(here) - 2;
    parameters.CurrentDirectory.DosPath.MaximumLength = sizeof(here);
    parameters.Environment = environment;
    process_peb.ProcessParameters = &parameters;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_names),
        cmocka_unit_test(nt_names),
        cmocka_unit_test(every_character_at_every_place),
        cmocka_unit_test(every_linux_name_opens_again),
        cmocka_unit_test(case_is_folded_when_needed),
        cmocka_unit_test(a_listing_is_remembered),
        cmocka_unit_test(linux_paths_become_dos_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
