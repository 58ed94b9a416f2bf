/* SPDX-License-Identifier: MIT
 *
 * Reading and writing streams, over files in memory: text mode, seeking, buffers, and what becomes of them.
 */
#include "memory_files.h"

static void text_is_translated(void **state)
{
    (void)state;
    struct memory_file *memory = CONTENT("f", "");
    CRT_FILE *file = msvcrt_fopen("f", "w");
    assert_non_null(file);
    assert_int_equal(msvcrt_fputs("one\ntwo\r\n\n", file), 0);
    assert_int_equal(msvcrt_ftell(file), 13);
    assert_int_equal(msvcrt_fclose(file), 0);
    HOLDS(memory, "one\r\ntwo\r\r\n\r\n");
    char line[16];
    file = msvcrt_fopen("f", "r");
    assert_string_equal(msvcrt_fgets(line, sizeof(line), file), "one\n");
    assert_int_equal(msvcrt_ftell(file), 5);
    assert_string_equal(msvcrt_fgets(line, sizeof(line), file), "two\r\n");
    assert_int_equal(msvcrt_ftell(file), 11);
    assert_int_equal(msvcrt_fseek(file, 5, 0), 0);
    assert_int_equal(msvcrt_fgetc(file), 't');
    assert_int_equal(msvcrt_fseek(file, 1, 1), 0);
    assert_int_equal(msvcrt_fgetc(file), 'o');
    assert_int_equal(msvcrt_fclose(file), 0);
    /* A file with Unix line ends: positions are right there, too. */
    CONTENT("f", "a\nbc\nd");
    file = msvcrt_fopen("f", "r");
    assert_string_equal(msvcrt_fgets(line, sizeof(line), file), "a\n");
    assert_int_equal(msvcrt_ftell(file), 2);
    assert_string_equal(msvcrt_fgets(line, sizeof(line), file), "bc\n");
    assert_int_equal(msvcrt_ftell(file), 5);
    assert_string_equal(msvcrt_fgets(line, sizeof(line), file), "d");
    assert_null(msvcrt_fgets(line, sizeof(line), file));
    assert_true(msvcrt_feof(file));
    msvcrt_fclose(file);
    /* Ctrl+Z ends text. */
    CONTENT("f", "a\r\n\x1Arest");
    file = msvcrt_fopen("f", "rt");
    assert_int_equal(msvcrt_fread(line, 1, sizeof(line), file), 2);
    assert_true(msvcrt_feof(file));
    msvcrt_fclose(file);
    file = msvcrt_fopen("f", "rb");
    assert_int_equal(msvcrt_fread(line, 1, sizeof(line), file), 8);
    msvcrt_fclose(file);
}

static void line_ends_across_reads(void **state)
{
    (void)state;
    char buffer[8];
    CONTENT("f", "ab\r\ncd\rx");
    int fd = msvcrt__open("f", O_TEXT_);
    assert_int_equal(msvcrt__read(fd, buffer, 3), 3);
    assert_memory_equal(buffer, "ab\n", 3);
    assert_int_equal(msvcrt__lseeki64(fd, 0, FILE_CURRENT), 4);
    assert_int_equal(msvcrt__read(fd, buffer, 3), 3);
    assert_memory_equal(buffer, "cd\r", 3);
    assert_int_equal(msvcrt__read(fd, buffer, 3), 1);
    assert_int_equal(buffer[0], 'x');
    assert_int_equal(msvcrt__eof(fd), 1);
    assert_int_equal(msvcrt__close(fd), 0);
    /* A pipe cannot go back. */
    memory_file_holding("g", "ab\rcd", 5);
    std_files[0].file = find_file(u"g");
    assert_int_equal(msvcrt__read(0, buffer, 3), 3);
    assert_memory_equal(buffer, "ab\r", 3);
    assert_int_equal(msvcrt__read(0, buffer, 3), 1);
    assert_int_equal(buffer[0], 'c');
    assert_int_equal(msvcrt__read(0, buffer, 3), 1);
    assert_int_equal(msvcrt__read(0, buffer, 3), 0);
}

static void big_blocks(void **state)
{
    (void)state;
    static char data[20000], back[20000];
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (char)(i % 7 ? i * 31 : '\n');
    for (int text = 0; text < 2; text++) {
        for (size_t i = 0; text && i < sizeof(data); i++)
            if (data[i] == '\r' || data[i] == 26)
                data[i] = '.';
        CRT_FILE *file = msvcrt_fopen("big", text ? "w" : "wb");
        size_t at = 0, step = 1;
        while (at < sizeof(data)) {
            size_t part = step < sizeof(data) - at ? step : sizeof(data) - at;
            assert_int_equal(msvcrt_fwrite(data + at, 1, part, file), part);
            at += part;
            step = step * 5 % 9973;
        }
        msvcrt_fclose(file);
        file = msvcrt_fopen("big", text ? "r" : "rb");
        at = 0;
        step = 1;
        while (at < sizeof(back)) {
            size_t part = step < sizeof(back) - at ? step : sizeof(back) - at;
            assert_int_equal(msvcrt_fread(back + at, 1, part, file), part);
            at += part;
            if (text && at % 3 == 0) { /* positions are exact everywhere */
                int32_t here = msvcrt_ftell(file);
                assert_int_equal(msvcrt_fseek(file, here, 0), 0);
            }
            step = step * 7 % 9973;
        }
        assert_int_equal(msvcrt_fgetc(file), CRT_EOF);
        assert_memory_equal(data, back, sizeof(data));
        msvcrt_fclose(file);
    }
}

static void reading_and_writing_one_stream(void **state)
{
    (void)state;
    char buffer[16] = "";
    struct memory_file *memory = CONTENT("f", "0123456789");
    CRT_FILE *file = msvcrt_fopen("f", "r+b");
    assert_int_equal(msvcrt_fread(buffer, 1, 3, file), 3);
    assert_int_equal(msvcrt_fseek(file, 0, 1), 0);
    assert_int_equal(msvcrt_fputs("ABC", file), 0);
    assert_int_equal(msvcrt_ftell(file), 6);
    assert_int_equal(msvcrt_fflush(file), 0);
    assert_int_equal(msvcrt_fgetc(file), '6');
    /* Writing while reading, but for the end, is an error. */
    assert_int_equal(msvcrt_fputc('x', file), CRT_EOF);
    assert_true(msvcrt_ferror(file));
    file->_flag &= ~IO_ERROR;
    msvcrt_fseek(file, 0, 2);
    assert_int_equal(msvcrt_fgetc(file), CRT_EOF);
    assert_int_equal(msvcrt_fputc('!', file), '!');
    msvcrt_fclose(file);
    assert_int_equal(memory->size, 11);
    assert_memory_equal(memory->data, "012ABC6", 7);
    file = msvcrt_fopen("f", "ab");
    msvcrt_fputs("+", file);
    assert_int_equal(msvcrt_ftell(file), 12);
    msvcrt_fclose(file);
    assert_int_equal(memory->data[11], '+');
    file = msvcrt_fopen("f", "r");
    assert_int_equal(msvcrt_fputc('x', file), CRT_EOF);
    assert_true(msvcrt_ferror(file));
    assert_int_equal(crt_thread.error, EBADF);
    msvcrt_fclose(file);
}

static void pushed_back(void **state)
{
    (void)state;
    CONTENT("f", "bc");
    CRT_FILE *file = msvcrt_fopen("f", "rb");
    assert_int_equal(msvcrt_ungetc('a', file), 'a');
    assert_int_equal(msvcrt_fgetc(file), 'a');
    assert_int_equal(msvcrt_fgetc(file), 'b');
    assert_int_equal(msvcrt_ungetc('B', file), 'B');
    assert_int_equal(msvcrt_fgetc(file), 'B');
    assert_int_equal(msvcrt_fgetc(file), 'c');
    assert_int_equal(msvcrt_fgetc(file), CRT_EOF);
    assert_int_equal(msvcrt_ungetc('d', file), 'd');
    assert_false(msvcrt_feof(file));
    assert_int_equal(msvcrt_fgetc(file), 'd');
    assert_int_equal(msvcrt_ungetc(CRT_EOF, file), CRT_EOF);
    msvcrt_fclose(file);
}

static void direct_streams_write_at_once(void **state)
{
    (void)state;
    std_files[1].type = FILE_TYPE_CHAR;
    assert_int_equal(msvcrt_puts("line"), 0);
    assert_int_equal(std_files[1].writes, 1);
    assert_int_equal(msvcrt_printf("%d-%s\n", 5, "x"), 4);
    assert_int_equal(std_files[1].writes, 2);
    assert_int_equal(msvcrt_fprintf(crt_stderr, "%s%s", "a", "b"), 2);
    assert_int_equal(std_files[2].writes, 1);
    HOLDS(std_files[1].file, "line\r\n5-x\r\n");
}

static void buffered_output_waits(void **state)
{
    (void)state;
    assert_int_equal(msvcrt_puts("line"), 0);
    assert_int_equal(msvcrt_printf("%5.1f", 1.25), 5);
    assert_int_equal(std_files[1].writes, 0);
    stdio_exit();
    assert_int_equal(std_files[1].writes, 1);
    HOLDS(std_files[1].file, "line\r\n  1.3");
    static char own[16];
    assert_int_equal(msvcrt_setvbuf(crt_stdout, own, 0, sizeof(own)), 0);
    assert_int_equal(msvcrt_printf("%s", "0123456789012345678"), 19);
    assert_int_equal(msvcrt_fflush(NULL), 0);
    assert_int_equal(std_files[1].file->size, 11 + 19);
    assert_int_equal(msvcrt_setvbuf(crt_stdout, NULL, 4, 0), 0);
    msvcrt_fputc('x', crt_stdout);
    assert_int_equal(std_files[1].file->size, 11 + 20);
}

static void scanning(void **state)
{
    (void)state;
    int a = 0, b = 0;
    char word[16];
    CONTENT("f", "12 abc\r\n 34x");
    CRT_FILE *file = msvcrt_fopen("f", "r");
    assert_int_equal(msvcrt_fscanf(file, "%d %s%d", &a, word, &b), 3);
    assert_int_equal(a, 12);
    assert_string_equal(word, "abc");
    assert_int_equal(b, 34);
    assert_int_equal(msvcrt_fgetc(file), 'x');
    assert_int_equal(msvcrt_fscanf(file, "%d", &a), -1);
    msvcrt_fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(text_is_translated, memory_files_set_up),
        cmocka_unit_test_setup(line_ends_across_reads, memory_files_set_up),
        cmocka_unit_test_setup(big_blocks, memory_files_set_up),
        cmocka_unit_test_setup(reading_and_writing_one_stream, memory_files_set_up),
        cmocka_unit_test_setup(pushed_back, memory_files_set_up),
        cmocka_unit_test_setup(direct_streams_write_at_once, memory_files_set_up),
        cmocka_unit_test_setup(buffered_output_waits, memory_files_set_up),
        cmocka_unit_test_setup(scanning, memory_files_set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
