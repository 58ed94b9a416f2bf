/* SPDX-License-Identifier: MIT
 *
 * How streams and descriptors are opened, over files in memory: modes, encodings, reopening, temporary files.
 */
#include "memory_files.h"

static void modes(void **state)
{
    (void)state;
    assert_null(msvcrt_fopen("none", "r"));
    assert_int_equal(crt_thread.error, ENOENT);
    assert_int_equal(crt_thread.doserrno, ERROR_FILE_NOT_FOUND);
    assert_null(msvcrt_fopen("none", "q"));
    assert_int_equal(crt_thread.error, EINVAL);
    assert_null(msvcrt_fopen("none", "rbt"));
    assert_null(msvcrt_fopen(NULL, "r"));
    assert_null(msvcrt_fopen("none", "r, ccs=KLINGON"));
    CRT_FILE *file = msvcrt_fopen("new", "w+bcSD");
    assert_non_null(file);
    assert_true(file->_flag & IO_COMMIT);
    file->_flag &= ~IO_COMMIT;
    msvcrt_fclose(file);
    assert_null(msvcrt_fopen("new", "wx"));
    assert_int_equal(crt_thread.error, EEXIST);
    assert_int_equal(msvcrt__open("none", 0), -1);
    assert_int_equal(msvcrt__close(77), -1);
    assert_int_equal(crt_thread.error, EBADF);
    /* The lowest descriptor is the next one. */
    int fd = msvcrt__open("new", O_RDWR_ | O_BINARY_), copy = msvcrt__dup(fd);
    assert_int_equal(copy, fd + 1);
    msvcrt__close(fd);
    assert_int_equal(msvcrt__open("new", 0), fd);
    assert_int_equal(msvcrt__dup2(copy, 100), 0);
    assert_int_equal(msvcrt__write(100, "abc", 3), 3);
    assert_int_equal(msvcrt__filelength(100), 3);
    assert_int_equal(msvcrt__chsize(100, 5), 0);
    assert_int_equal(msvcrt__filelength(fd), 5);
    assert_int_equal(msvcrt__write(fd, "x", 1), -1);
    assert_int_equal(crt_thread.error, EBADF);
    msvcrt__close(fd), msvcrt__close(copy), msvcrt__close(100);
    assert_int_equal(msvcrt__close(100), -1);
}

static void encodings(void **state)
{
    (void)state;
    WCHAR line[16];
    CRT_FILE *file = msvcrt_fopen("u8", "w, ccs=UTF-8");
    struct memory_file *memory = find_file(u"u8");
    assert_int_equal(msvcrt_fputws(u"\xE9\n\x4E2D\xD83D\xDE00", file), 0);
    msvcrt_fclose(file);
    HOLDS(memory, "\xEF\xBB\xBF\xC3\xA9\r\n\xE4\xB8\xAD\xF0\x9F\x98\x80");
    file = msvcrt_fopen("u8", "r, ccs=UNICODE");
    assert_non_null(msvcrt_fgetws(line, 16, file));
    assert_memory_equal(line, u"\xE9\n", 6);
    assert_int_equal(msvcrt_ftell(file), 7);
    assert_int_equal(msvcrt_fgetwc(file), 0x4E2D);
    assert_int_equal(msvcrt_ungetwc(0x4E2D, file), 0x4E2D);
    assert_non_null(msvcrt_fgetws(line, 16, file));
    assert_memory_equal(line, u"\x4E2D\xD83D\xDE00", 8);
    assert_int_equal(msvcrt_fgetwc(file), CRT_WEOF);
    msvcrt_fclose(file);
    file = msvcrt_fopen("u16", "w, ccs=UTF-16LE");
    assert_int_equal(msvcrt_fwprintf(file, u"%d\n", 42), 3);
    msvcrt_fclose(file);
    HOLDS(find_file(u"u16"), "\xFF\xFE"
                             "4\0002\0\r\0\n\0");
    file = msvcrt_fopen("u16", "rt,ccs=UTF-16LE");
    assert_non_null(msvcrt_fgetws(line, 16, file));
    assert_memory_equal(line, u"42\n", 8);
    msvcrt_fclose(file);
    /* Plain text in the C locale: Latin-1. */
    file = msvcrt_fopen("plain", "w");
    assert_int_equal(msvcrt_fputwc(0xE9, file), 0xE9);
    assert_int_equal(msvcrt_fputwc(0x4E2D, file), CRT_WEOF);
    assert_int_equal(crt_thread.error, CRT_EILSEQ);
    msvcrt_fclose(file);
    HOLDS(find_file(u"plain"), "\xE9");
}

static void reopening_and_temporary_files(void **state)
{
    (void)state;
    char name[14];
    assert_ptr_equal(msvcrt_freopen("out", "wb", crt_stdout), crt_stdout);
    assert_int_equal(crt_stdout->_file, 1);
    msvcrt_printf("to the file\n");
    msvcrt_fflush(crt_stdout);
    HOLDS(find_file(u"out"), "to the file\n");
    CRT_FILE *file = msvcrt_tmpfile();
    assert_non_null(file);
    msvcrt_fputs("x", file);
    assert_int_equal(msvcrt_fclose(file), 0);
    assert_non_null(msvcrt_tmpnam(name));
    assert_true(strlen(name) < sizeof(name));
    for (int i = 0; i < 30; i++)
        assert_non_null(msvcrt_fopen("out", "rb"));
    assert_int_equal(msvcrt__fcloseall(), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(modes, memory_files_set_up),
        cmocka_unit_test_setup(encodings, memory_files_set_up),
        cmocka_unit_test_setup(reopening_and_temporary_files, memory_files_set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
