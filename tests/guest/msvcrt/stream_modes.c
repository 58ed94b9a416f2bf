/* SPDX-License-Identifier: MIT
 *
 * Streams: the forms of fopen and what their mode strings mean, reopening, buffers, reading and writing in
 * turn, ungetc, positions in text, temporary files, standard input and output by every function.
 */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <wchar.h>
#include "imports.h"

/* What the headers make macros or inline functions of. */
#define CALLED(X)                                                                                            \
    X(fopen_s)                                                                                               \
    X(_wfopen_s)                                                                                             \
    X(freopen_s)                                                                                             \
    X(_wfreopen_s)                                                                                           \
    X(clearerr_s)                                                                                            \
    X(tmpfile_s)                                                                                             \
    X(tmpnam_s)                                                                                              \
    X(_wtmpnam_s)                                                                                            \
    X(getc)                                                                                                  \
    X(putc)                                                                                                  \
    X(getchar)                                                                                               \
    X(putchar)                                                                                               \
    X(_fgetchar)                                                                                             \
    X(_fputchar)                                                                                             \
    X(getwc)                                                                                                 \
    X(putwc)                                                                                                 \
    X(getwchar)                                                                                              \
    X(putwchar)                                                                                              \
    X(_fgetwchar)                                                                                            \
    X(_fputwchar)                                                                                            \
    X(_getws)                                                                                                \
    X(gets)                                                                                                  \
    X(_filbuf)                                                                                               \
    X(_flsbuf)                                                                                               \
    X(_getmaxstdio)                                                                                          \
    X(_setmaxstdio)
CALLED(IMPORT_DECLARE)
#define FN(result, name, ...) ((result(__cdecl *)(__VA_ARGS__))imported_##name)

static wchar_t wide_path[MAX_PATH + 64];
static char line[64];
static wchar_t wide_line[64];

static void put_file(const char *bytes, size_t size)
{
    FILE *file = fopen(scratch_path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}
#define PUT_FILE(text) put_file(text, sizeof(text) - 1)

static void check_file(int at, const char *bytes, size_t size)
{
    char got[256];
    FILE *file = fopen(scratch_path, "rb");
    size_t count = file ? fread(got, 1, sizeof(got), file) : 0;
    if (count != size || memcmp(got, bytes, size)) {
        guest_fail(__FILE__, at, "the file has ");
        guest_write_number(count);
        guest_write(" bytes, or others\n");
    }
    if (file)
        fclose(file);
}
#define CHECK_FILE(text) check_file(__LINE__, text, sizeof(text) - 1)

TEST(mode_strings)
{
    static const struct {
        const char *mode;
        int fresh, error; /* on a file of three bytes: emptied or not; or this errno */
    } cases[] = {
        {"r", 0, 0},
        {"r+", 0, 0},
        {"w", 1, 0},
        {"a", 0, 0},
        {"rb", 0, 0},
        {"r+b", 0, 0},
        {"rb+", 0, 0},
        {"w+t", 1, 0},
        {"rS", 0, 0},
        {"rR", 0, 0},
        {"rN", 0, 0},
        {"wT", 1, 0},
        {"rc", 0, 0},
        {"rn", 0, 0},
        {" r", 0, 0},
        {"r, ccs=UTF-8", 0, 0},
        {"r,ccs=utf-16le", 0, 0},
        {"r, ccs=UNICODE", 0, 0},
        {"", 0, EINVAL},
        {"x", 0, EINVAL},
        {"rz", 0, EINVAL},
        {"rtb", 0, EINVAL},
        {"r, ccs=LATIN", 0, EINVAL},
        {"+r", 0, EINVAL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        PUT_FILE("abc");
        errno = 0;
        FILE *file = fopen(scratch_path, cases[i].mode);
        struct _stat64 facts;
        if (!file != !!cases[i].error || errno != cases[i].error) {
            guest_fail(__FILE__, __LINE__, cases[i].mode);
            guest_write(" opens or not; errno is ");
            guest_write_number((unsigned)errno);
            guest_write("\n");
        }
        if (!file)
            continue;
        CHECK_EQ(_stat64(scratch_path, &facts), 0);
        CHECK_EQ(facts.st_size, cases[i].fresh ? 0 : 3);
        CHECK_EQ(fclose(file), 0);
    }
    errno = 0;
    CHECK(!fopen(NULL, "r"));
    CHECK_EQ(errno, EINVAL);
    CHECK(!_wfopen(wide_path, NULL));
    CHECK_EQ(errno, EINVAL);
    CHECK(!_wfopen(L"", L"r"));
    CHECK(errno == EINVAL || errno == ENOENT);
}

TEST(secure_forms_and_sharing)
{
    FILE *file = (FILE *)1, *second;
    PUT_FILE("abc");
    CHECK_EQ(FN(int, fopen_s, FILE **, const char *, const char *)(&file, scratch_path, "r+"), 0);
    errno = 0;
    CHECK(!fopen(scratch_path, "r")); /* nobody else has it */
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(FN(int, _wfopen_s, FILE **, const wchar_t *, const wchar_t *)(&file, wide_path, L"r"), 0);
    second = fopen(scratch_path, "r"); /* readers may */
    CHECK(second && !fclose(second));
    CHECK(!fopen(scratch_path, "a"));
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(fclose(file), 0);
    file = (FILE *)1;
    CHECK_EQ(FN(int, fopen_s, FILE **, const char *, const char *)(&file, "no\\such\\file", "r"), ENOENT);
    CHECK(!file);
    CHECK_EQ(FN(int, fopen_s, FILE **, const char *, const char *)(NULL, scratch_path, "r"), EINVAL);
    CHECK_EQ(FN(int, fopen_s, FILE **, const char *, const char *)(&file, NULL, "r"), EINVAL);
    CHECK_EQ(FN(int, fopen_s, FILE **, const char *, const char *)(&file, scratch_path, NULL), EINVAL);
    file = _wfsopen(wide_path, L"r", _SH_DENYWR);
    CHECK(file != NULL);
    CHECK(!fopen(scratch_path, "r+"));
    CHECK_EQ(fclose(file), 0);
}

TEST(reopening)
{
    PUT_FILE("one\r\n");
    FILE *file = fopen(scratch_path, "r"), *same = NULL;
    CHECK(freopen(scratch_path, "a", file) == file);
    CHECK_EQ(fputs("two\n", file), 0);
    CHECK(_wfreopen(wide_path, L"r", file) == file); /* what was written is flushed */
    CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "one\n"));
    CHECK_EQ(FN(int, freopen_s, FILE **, const char *, const char *, FILE *)(&same, scratch_path, "rb", file),
             0);
    CHECK(same == file);
    CHECK_EQ(fread(line, 1, sizeof(line), file), 10);
    CHECK(feof(file));
    CHECK_EQ(
        FN(int, _wfreopen_s, FILE **, const wchar_t *, const wchar_t *, FILE *)(&same, wide_path, L"r", file),
        0);
    CHECK(!feof(file));
    CHECK_EQ(FN(int, freopen_s, FILE **, const char *, const char *, FILE *)(NULL, scratch_path, "r", file),
             EINVAL);
    CHECK(!freopen("no\\such\\file", "r", file)); /* closed all the same */
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(fclose(file), EOF);
}

TEST(streams_over_descriptors)
{
    PUT_FILE("ab\r\ncd");
    int fd = _open(scratch_path, _O_RDWR | _O_BINARY);
    FILE *file = _wfdopen(fd, L"rt");
    CHECK(file && _fileno(file) == fd);
    CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "ab\n"));
    CHECK_EQ(_setmode(fd, _O_BINARY), _O_TEXT);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(_close(fd), -1); /* it was the stream's */
    CHECK(!_fdopen(fd, "r"));
    CHECK_EQ(errno, EBADF);
    CHECK(!_fdopen(0, "?"));
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_fileno(NULL), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(buffers)
{
    static char own[64];
    FILE *file = fopen(scratch_path, "wb");
    CHECK_EQ(setvbuf(file, own, _IOFBF, sizeof(own)), 0);
    CHECK_EQ(fputs("kept", file), 0);
    CHECK(!memcmp(own, "kept", 4));
    CHECK_FILE(""); /* still in the buffer */
    CHECK_EQ(fflush(file), 0);
    CHECK_FILE("kept");
    CHECK_EQ(fputs("+", file), 0);
    CHECK_EQ(setvbuf(file, NULL, _IONBF, 0), 0);
    CHECK_EQ(fputs("now", file), 0);
    CHECK_FILE("kept+now");
    CHECK_EQ(setvbuf(file, NULL, _IOLBF, 100), 0); /* is full buffering */
    CHECK_EQ(fputs("\n", file), 0);
    CHECK_FILE("kept+now");
    CHECK_EQ(fflush(NULL), 0);
    CHECK_FILE("kept+now\n");
    setbuf(file, NULL);
    CHECK_EQ(fputc('x', file), 'x');
    CHECK_FILE("kept+now\nx");
    errno = 0;
    CHECK_EQ(setvbuf(file, NULL, 3, 100), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(setvbuf(file, NULL, _IOFBF, 1), -1);
    CHECK_EQ(setvbuf(NULL, NULL, _IONBF, 0), -1);
    CHECK_EQ(fclose(file), 0);
    file = fopen(scratch_path, "wc"); /* flushed to the disk itself */
    CHECK(file && fputs("c", file) == 0 && fflush(file) == 0);
    CHECK_FILE("c");
    CHECK_EQ(fclose(file), 0);
}

TEST(reading_and_writing_in_turn)
{
    PUT_FILE("0123456789");
    FILE *file = fopen(scratch_path, "r+b");
    CHECK_EQ(fgetc(file), '0');
    CHECK_EQ(fseek(file, 0, SEEK_CUR), 0);
    CHECK_EQ(fputc('a', file), 'a');
    CHECK_EQ(fflush(file), 0);
    CHECK_EQ(fgetc(file), '2');
    rewind(file);
    CHECK_EQ(fclose(file), 0);
    CHECK_FILE("0a23456789");
    file = fopen(scratch_path, "a+b");
    CHECK_EQ(fgetc(file), '0');
    CHECK_EQ(fseek(file, 2, SEEK_SET), 0);
    CHECK_EQ(fputs("zz", file), 0); /* at the end, wherever it stood */
    CHECK_EQ(ftell(file), 12);
    CHECK_EQ(fseek(file, -3, SEEK_END), 0);
    CHECK_EQ(fgetc(file), '9');
    CHECK_EQ(fgetc(file), 'z');
    CHECK_EQ(fgetc(file), 'z');
    CHECK_EQ(fgetc(file), EOF);
    CHECK_EQ(fputc('!', file), '!'); /* behind the end it may turn at once */
    CHECK_EQ(fclose(file), 0);
    CHECK_FILE("0a23456789zz!");
}

TEST(ungetting)
{
    PUT_FILE("abc");
    FILE *file = fopen(scratch_path, "rb");
    CHECK_EQ(ungetc('x', file), 'x'); /* before anything was read */
    CHECK_EQ(ftell(file), -1);
    CHECK_EQ(fgetc(file), 'x');
    CHECK_EQ(fgetc(file), 'a');
    CHECK_EQ(ungetc('A', file), 'A');
    CHECK_EQ(ftell(file), 0);
    CHECK_EQ(ungetc(EOF, file), EOF);
    CHECK_EQ(fgetc(file), 'A');
    CHECK_EQ(fgetc(file), 'b');
    CHECK_EQ(fgetc(file), 'c');
    CHECK_EQ(fgetc(file), EOF);
    CHECK(feof(file));
    CHECK_EQ(ungetc('c', file), 'c');
    CHECK(!feof(file));
    CHECK_EQ(fseek(file, 0, SEEK_SET), 0); /* forgets it */
    CHECK_EQ(fgetc(file), 'a');
    CHECK_EQ(ungetc('q', file), 'q');
    CHECK_EQ(fread(line, 1, 3, file), 3);
    CHECK(!memcmp(line, "qbc", 3));
    CHECK_EQ(fclose(file), 0);
    file = fopen(scratch_path, "wb");
    CHECK_EQ(ungetc('x', file), EOF);
    CHECK_EQ(fclose(file), 0);
    errno = 0;
    CHECK_EQ(ungetc('x', NULL), EOF);
    CHECK_EQ(errno, EINVAL);
}

TEST(positions_in_text)
{
    fpos_t position = 4;
    PUT_FILE("a\r\nbc\r\n\r\nd\x1A"
             "e");
    FILE *file = fopen(scratch_path, "r");
    static const int expected[] = {'a', '\n', 'b', 'c', '\n', '\n', 'd', EOF};
    static const long places[] = {1, 3, 4, 5, 7, 9};
    for (int i = 0; i < 6; i++) {
        CHECK_EQ(fgetc(file), expected[i]);
        CHECK_EQ(ftell(file), places[i]);
        CHECK_EQ(_ftelli64(file), places[i]);
    }
    CHECK_EQ(fgetc(file), 'd');
    CHECK_EQ(fgetc(file), EOF); /* Ctrl+Z */
    for (int i = 0; i < 6; i++) {
        CHECK_EQ(_fseeki64(file, places[i], SEEK_SET), 0);
        CHECK_EQ(fgetc(file), expected[i + 1]);
    }
    CHECK_EQ(fsetpos(file, &position), 0);
    CHECK_EQ(fgetc(file), 'c');
    CHECK_EQ(fgetpos(file, &position), 0);
    CHECK_EQ(position, 5);
    CHECK_EQ(fseek(file, -1, SEEK_SET), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(fseek(file, 0, 7), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(fsetpos(file, NULL), -1);
    CHECK_EQ(fgetpos(NULL, &position), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_fseeki64(file, 5000000000LL, SEEK_SET), 0);
    CHECK_EQ(_ftelli64(file), 5000000000LL);
    CHECK_EQ(fclose(file), 0);
    /* A CR LF on the border of the buffer. */
    static char big[4096 + 8];
    memset(big, 'x', sizeof(big));
    memcpy(big + 4095, "\r\nyz", 4);
    put_file(big, sizeof(big));
    file = fopen(scratch_path, "r");
    for (int i = 0; i < 4095; i++)
        if (fgetc(file) != 'x')
            CHECK(!"what was written");
    CHECK_EQ(ftell(file), 4095);
    CHECK_EQ(fgetc(file), '\n');
    CHECK_EQ(ftell(file), 4097);
    CHECK_EQ(fgetc(file), 'y');
    CHECK_EQ(ftell(file), 4098);
    CHECK_EQ(fclose(file), 0);
}

TEST(states)
{
    PUT_FILE("\x01\x02\x03\x04\x05");
    FILE *file = fopen(scratch_path, "rb");
    CHECK_EQ(_getw(file), 0x04030201);
    CHECK_EQ(_getw(file), EOF);
    CHECK(feof(file));
    CHECK_EQ(FN(int, clearerr_s, FILE *)(file), 0);
    CHECK(!feof(file));
    CHECK_EQ(FN(int, clearerr_s, FILE *)(NULL), EINVAL);
    CHECK_EQ(fputc('x', file), EOF);
    CHECK(ferror(file));
    rewind(file); /* clears it */
    CHECK(!ferror(file));
    CHECK_EQ(FN(int, _filbuf, FILE *)(file), 1);
    /* Of these four the compiler's library has its own. */
    void(__cdecl * lock)(FILE *) = LATE(_lock_file), (__cdecl * unlock)(FILE *) = LATE(_unlock_file);
    if (lock && unlock)
        lock(file);
    CHECK_EQ(FN(int, getc, FILE *)(file), 2); /* the owner goes on */
    if (lock && unlock)
        unlock(file);
    int(__cdecl * seek)(FILE *, __int64, int) = LATE(_fseeki64);
    __int64(__cdecl * tell)(FILE *) = LATE(_ftelli64);
    if (seek && tell) {
        CHECK_EQ(seek(file, -1, SEEK_END), 0);
        CHECK_EQ(tell(file), 4);
        CHECK_EQ(seek(file, 0x123456789ALL, SEEK_CUR), 0);
        CHECK_EQ(tell(file), 0x123456789ALL + 4);
        CHECK_EQ(tell(NULL), -1);
        CHECK_EQ(seek(NULL, 0, SEEK_SET), -1);
    }
    CHECK_EQ(fclose(file), 0);
    file = fopen(scratch_path, "wb");
    CHECK_EQ(_putw(0x44434241, file), 0x44434241);
    CHECK_EQ(FN(int, putc, int, FILE *)('E', file), 'E');
    CHECK_EQ(FN(int, _flsbuf, int, FILE *)(0x1F0, file), 0xF0);
    CHECK_EQ(fclose(file), 0);
    CHECK_FILE("ABCDE\xF0");
    size_t(__cdecl * read)(void *, size_t, size_t, size_t, FILE *) = LATE(fread_s);
    file = fopen(scratch_path, "rb");
    if (read) {
        CHECK_EQ(read(line, 4, 1, 4, file), 4);
        errno = 0;
        strcpy(line, "full");
        CHECK_EQ(read(line, 4, 1, 5, file), 0);
        CHECK_EQ(errno, ERANGE);
        CHECK(!line[0] && !line[3]);
    }
    CHECK_EQ(fclose(file), 0);
    errno = 0;
    CHECK_EQ(fgetc(NULL), EOF);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(fwrite(line, 0, 5, stdin), 0); /* nothing to do: no error */
    CHECK_EQ(fread(NULL, 1, 1, stdin), 0);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(fclose(NULL), EOF);
    CHECK_EQ(errno, EINVAL);
}

TEST(temporary_files)
{
    FILE *file = tmpfile(), *second = NULL;
    CHECK(file != NULL);
    CHECK_EQ(fputs("a\n", file), 0); /* binary, read and write */
    CHECK_EQ(ftell(file), 2);
    rewind(file);
    CHECK_EQ(fgetc(file), 'a');
    CHECK_EQ(FN(int, tmpfile_s, FILE **)(&second), 0);
    CHECK(second && second != file);
    CHECK_EQ(FN(int, tmpfile_s, FILE **)(NULL), EINVAL);
    CHECK_EQ(_rmtmp(), 2);
    CHECK_EQ(_rmtmp(), 0);
    char names[2][L_tmpnam + 8] = {"", ""};
    wchar_t wide[L_tmpnam + 8];
    CHECK(tmpnam(names[0]) == names[0]);
    CHECK(strlen(names[0]) < L_tmpnam);
    CHECK_EQ(FN(int, tmpnam_s, char *, size_t)(names[1], sizeof(names[1])), 0);
    CHECK(strcmp(names[0], names[1]) != 0);
    CHECK(tmpnam(NULL) != NULL);
    CHECK(_wtmpnam(wide) == wide && wide[0] == '\\');
    CHECK_EQ(FN(int, _wtmpnam_s, wchar_t *, size_t)(wide, L_tmpnam + 8), 0);
    CHECK_EQ(FN(int, _wtmpnam_s, wchar_t *, size_t)(wide, 2), ERANGE);
    CHECK_EQ(wide[0], '\\'); /* as it was */
    CHECK_EQ(FN(int, tmpnam_s, char *, size_t)(names[0], 2), ERANGE);
    CHECK_EQ(names[0][0], '\\');
    CHECK_EQ(FN(int, tmpnam_s, char *, size_t)(NULL, 2), EINVAL);
    wchar_t *name = _wtempnam(L"C:\\", L"pre");
    CHECK(name && wcsstr(name, L"pre"));
    free(name);
}

TEST(many_streams)
{
    int streams = FN(int, _getmaxstdio, void)();
    CHECK(streams >= 512);
    CHECK_EQ(FN(int, _setmaxstdio, int)(1024), 1024);
    CHECK_EQ(FN(int, _getmaxstdio, void)(), 1024);
    CHECK_EQ(FN(int, _setmaxstdio, int)(1), -1);
    CHECK_EQ(FN(int, _setmaxstdio, int)(1 << 20), -1);
    CHECK_EQ(errno, EINVAL);
    FILE *files[30];
    for (int i = 0; i < 30; i++)
        CHECK((files[i] = fopen(scratch_path, "a")) && fputc('0' + i, files[i]) == '0' + i);
    CHECK(_flushall() >= 30);
    CHECK(_fcloseall() >= 30); /* all but the standard ones */
    CHECK_EQ(fclose(files[29]), EOF);
    CHECK(!ferror(stdout) && _fileno(stdout) == 1);
}

TEST(standard_input)
{
    PUT_FILE("abcdefgh\nline\n\nxyz\n\nend");
    CHECK(freopen(scratch_path, "r", stdin) == stdin);
    CHECK_EQ(FN(int, getchar, void)(), 'a');
    CHECK_EQ(FN(int, _fgetchar, void)(), 'b');
    CHECK_EQ(FN(wint_t, getwchar, void)(), 'c');
    CHECK_EQ(FN(wint_t, _fgetwchar, void)(), 'd');
    CHECK_EQ(FN(wint_t, getwc, FILE *)(stdin), 'e');
    CHECK_EQ(fgetwc(stdin), 'f');
    CHECK_EQ(ungetwc('F', stdin), 'F');
    CHECK_EQ(fgetwc(stdin), 'F');
    CHECK_EQ(ungetwc(WEOF, stdin), WEOF);
    CHECK(FN(char *, gets, char *)(line) == line && !strcmp(line, "gh"));
    CHECK(FN(wchar_t *, _getws, wchar_t *)(wide_line) == wide_line && !wcscmp(wide_line, L"line"));
    CHECK(FN(char *, gets, char *)(line) == line && !*line);
    char *(__cdecl * secure)(char *, size_t) = LATE(gets_s);
    wchar_t *(__cdecl * wide_secure)(wchar_t *, size_t) = LATE(_getws_s);
    if (secure && wide_secure) {
        errno = 0;
        CHECK(!secure(line, 3)); /* too long: the line is gone */
        CHECK_EQ(errno, ERANGE);
        CHECK(!*line);
        CHECK(wide_secure(wide_line, 1) == wide_line && !*wide_line);
        CHECK(secure(line, 4) == line && !strcmp(line, "end"));
        errno = 0;
        CHECK(!secure(NULL, 4) && errno == EINVAL);
        CHECK(!secure(line, 4) && !*line); /* the end of the file */
        CHECK(!wide_secure(wide_line, 4) && feof(stdin));
    }
}

TEST(standard_output)
{
    FILE *file = fopen(scratch_path, "w");
    fflush(stdout);
    int saved = _dup(1), saved_errors = _dup(2);
    CHECK_EQ(_dup2(_fileno(file), 1), 0);
    CHECK_EQ(_dup2(_fileno(file), 2), 0);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(FN(int, putchar, int)('a'), 'a');
    CHECK_EQ(FN(int, _fputchar, int)('b'), 'b');
    CHECK_EQ(FN(wint_t, putwchar, wchar_t)('c'), 'c');
    CHECK_EQ(FN(wint_t, _fputwchar, wchar_t)('d'), 'd');
    CHECK_EQ(FN(wint_t, putwc, wchar_t, FILE *)('e', stdout), 'e');
    CHECK_EQ(fputwc('f', stdout), 'f');
    CHECK_EQ(fputwc(0x4E2D, stdout), WEOF); /* the C locale has no such character */
    CHECK_EQ(errno, EILSEQ);
    CHECK(_putws(L"g") >= 0);
    CHECK(puts("h") >= 0);
    CHECK_EQ(fflush(stdout), 0);
    errno = ENOENT;
    perror("i");
    errno = EINVAL;
    _wperror(L"j");
    errno = 0;
    perror("");
    CHECK_EQ(_dup2(saved, 1), 0);
    CHECK_EQ(_dup2(saved_errors, 2), 0);
    CHECK_EQ(_close(saved), 0);
    CHECK_EQ(_close(saved_errors), 0);
    CHECK_FILE("abcdefg\r\nh\r\ni: No such file or directory\r\nj: Invalid argument\r\nNo error\r\n");
}

GUEST_MAIN(scratch_begin("modes"); MultiByteToWideChar(CP_ACP, 0, scratch_path, -1, wide_path, MAX_PATH);
           RUN(mode_strings); RUN(secure_forms_and_sharing); RUN(reopening); RUN(streams_over_descriptors);
           RUN(buffers); RUN(reading_and_writing_in_turn); RUN(ungetting); RUN(positions_in_text);
           RUN(states); RUN(temporary_files); RUN(many_streams); RUN(standard_input); RUN(standard_output);
           fclose(stdin); CHECK_EQ(remove(scratch_path), 0);)
