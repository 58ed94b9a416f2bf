/* SPDX-License-Identifier: MIT
 *
 * Streams and descriptors over real files: modes, translation, positions, errors and errno.
 */
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <wchar.h>
#include "guest.h"

static char path[MAX_PATH + 64], other[MAX_PATH + 128];

static long size_of(const char *name)
{
    struct _stat64 facts;
    return _stat64(name, &facts) ? -1 : (long)facts.st_size;
}

TEST(text_and_binary)
{
    char line[32];
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK_EQ(fprintf(file, "%s\n%d\n", "one", 2), 6);
    CHECK_EQ(ftell(file), 8);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(size_of(path), 8);
    file = fopen(path, "rb");
    CHECK_EQ(fread(line, 1, sizeof(line), file), 8);
    CHECK(!memcmp(line, "one\r\n2\r\n", 8));
    CHECK(feof(file));
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "r");
    CHECK_TEXT(fgets(line, sizeof(line), file), "one\n");
    CHECK_EQ(ftell(file), 5);
    CHECK_EQ(fgetc(file), '2');
    CHECK_EQ(ungetc('7', file), '7');
    CHECK_EQ(fgetc(file), '7');
    CHECK_EQ(fgetc(file), '\n');
    CHECK_EQ(fgetc(file), EOF);
    CHECK_EQ(fseek(file, 0, SEEK_SET), 0);
    CHECK(!feof(file));
    CHECK_EQ(fgetc(file), 'o');
    rewind(file);
    CHECK_EQ(getc(file), 'o');
    CHECK_EQ(fclose(file), 0);
}

TEST(update_and_append)
{
    char line[32] = "";
    FILE *file = fopen(path, "w+b");
    CHECK_EQ(fwrite("0123456789", 1, 10, file), 10);
    CHECK_EQ(fseek(file, 3, SEEK_SET), 0);
    CHECK_EQ(fread(line, 1, 2, file), 2);
    CHECK(!memcmp(line, "34", 2));
    CHECK_EQ(fseek(file, 0, SEEK_CUR), 0);
    CHECK_EQ(fputs("ab", file), 0);
    fpos_t position;
    CHECK_EQ(fgetpos(file, &position), 0);
    CHECK_EQ(position, 7);
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "ab");
    CHECK_EQ(fputc('!', file), '!');
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "rb");
    CHECK_TEXT(fgets(line, sizeof(line), file), "01234ab789!");
    CHECK_EQ(fputc('x', file), EOF);
    CHECK(ferror(file));
    clearerr(file);
    CHECK(!ferror(file));
    CHECK_EQ(fclose(file), 0);
}

/* "fopen": between writing and reading must stand fflush, fsetpos, fseek or rewind; however it was buffered.
 */
TEST(reading_after_a_flush)
{
    static const struct {
        int mode;
        size_t size;
    } buffers[] = {{_IOFBF, 4096}, {_IOFBF, 16}, {_IONBF, 0}};
    for (unsigned i = 0; i < sizeof(buffers) / sizeof(*buffers); i++) {
        char text[40] = "";
        FILE *file = fopen(path, "w+b");
        CHECK(file != NULL);
        if (!file)
            return;
        CHECK_EQ(fputs("0123456789abcdefghijklmnopqrstuvwxyz", file), 0);
        CHECK_EQ(fclose(file), 0);
        file = fopen(path, "r+b");
        CHECK_EQ(setvbuf(file, NULL, buffers[i].mode, buffers[i].size), 0);
        CHECK_EQ(fwrite("ABCDEFGHIJKLMNOP", 1, 16, file), 16); /* as many as the middle buffer holds */
        CHECK_EQ(fflush(file), 0);
        CHECK_EQ(fread(text, 1, 4, file), 4);
        CHECK_TEXT(text, "ghij");
        CHECK_EQ(fseek(file, 0, SEEK_CUR), 0);
        CHECK_EQ(fputc('K', file), 'K');
        CHECK_EQ(fflush(file), 0);
        CHECK_EQ(fgetc(file), 'l');
        CHECK(!ferror(file));
        CHECK_EQ(fclose(file), 0);
    }
}

TEST(errors)
{
    errno = 0;
    CHECK(!fopen("no\\such\\file", "r"));
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_doserrno, ERROR_PATH_NOT_FOUND);
    CHECK_EQ(_open(other, _O_RDONLY), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_doserrno, ERROR_FILE_NOT_FOUND);
    CHECK_EQ(_open(path, _O_CREAT | _O_EXCL | _O_RDWR, _S_IREAD | _S_IWRITE), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK_EQ(_close(999), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_read(-1, path, 0), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(remove(other), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_mkdir("."), -1);
    CHECK_EQ(errno, EEXIST);
    CHECK_EQ(_rmdir(other), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_chdir(other), -1);
    CHECK_EQ(errno, ENOENT);
}

TEST(descriptors)
{
    char buffer[16] = "";
    int fd = _open(path, _O_CREAT | _O_TRUNC | _O_RDWR | _O_BINARY, _S_IREAD | _S_IWRITE);
    CHECK(fd >= 3);
    CHECK_EQ(_write(fd, "hello", 5), 5);
    CHECK_EQ(_lseek(fd, 1, SEEK_SET), 1);
    CHECK_EQ(_read(fd, buffer, sizeof(buffer)), 4);
    CHECK_TEXT(buffer, "ello");
    CHECK_EQ(_eof(fd), 1);
    CHECK_EQ(_filelength(fd), 5);
    CHECK_EQ(_chsize(fd, 3), 0);
    CHECK_EQ(_filelengthi64(fd), 3);
    CHECK_EQ(_tell(fd), 5);
    CHECK_EQ(_isatty(fd), 0);
    int copy = _dup(fd);
    CHECK(copy > fd);
    CHECK_EQ(_lseeki64(copy, 0, SEEK_CUR), 5); /* one position for both */
    CHECK_EQ(_lseek(copy, 2, SEEK_SET), 2);
    CHECK_EQ(_tell(fd), 2);
    CHECK_EQ(_setmode(fd, _O_TEXT), _O_BINARY);
    CHECK_EQ(_setmode(fd, _O_BINARY), _O_TEXT);
    CHECK_EQ(_commit(fd), 0);
    CHECK_EQ(_close(copy), 0);
    HANDLE handle = (HANDLE)_get_osfhandle(fd);
    DWORD put;
    CHECK_EQ(WriteFile(handle, "y", 1, &put, NULL), TRUE);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(size_of(path), 3);
    handle =
        CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    fd = _open_osfhandle((intptr_t)handle, _O_RDONLY | _O_BINARY);
    CHECK(fd >= 3);
    CHECK_EQ(_read(fd, buffer, 3), 3);
    CHECK(!memcmp(buffer, "hey", 3));
    CHECK_EQ(_write(fd, "x", 1), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_close(fd), 0);
}

TEST(wide_streams)
{
    wchar_t line[32];
    char bytes[32];
    FILE *file = fopen(path, "w, ccs=UTF-8");
    CHECK_EQ(fputws(L"\xE9\x4E2D\n", file), 0);
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "rb");
    CHECK_EQ(fread(bytes, 1, sizeof(bytes), file), 10);
    CHECK(!memcmp(bytes, "\xEF\xBB\xBF\xC3\xA9\xE4\xB8\xAD\r\n", 10));
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "r, ccs=UNICODE");
    CHECK_WIDE(fgetws(line, 32, file), L"\xE9\x4E2D\n");
    CHECK_EQ(fclose(file), 0);
    file = fopen(path, "wb");
    CHECK_EQ(fwprintf(file, L"%d", 42), 2);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(size_of(path), 4); /* binary: UTF-16 */
}

TEST(standard_output_goes_where_it_is_sent)
{
    char line[32] = "";
    fflush(stdout);
    int saved = _dup(1);
    int fd = _open(path, _O_CREAT | _O_TRUNC | _O_WRONLY | _O_TEXT, _S_IWRITE | _S_IREAD);
    CHECK_EQ(_dup2(fd, 1), 0);
    CHECK_EQ(_close(fd), 0);
    printf("sent\n");
    fflush(stdout);
    CHECK_EQ(_dup2(saved, 1), 0);
    CHECK_EQ(_close(saved), 0);
    FILE *file = fopen(path, "r");
    CHECK_TEXT(fgets(line, sizeof(line), file), "sent\n");
    CHECK_EQ(fclose(file), 0);
}

TEST(sharing_and_temporary)
{
    FILE *file = _fsopen(path, "wb", _SH_DENYRW);
    CHECK(file != NULL);
    CHECK(!fopen(path, "r"));
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(fclose(file), 0);
    file = fopen(other, "wbD"); /* goes away when closed */
    CHECK(file != NULL);
    CHECK_EQ(size_of(other), 0);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(size_of(other), -1);
    char *name = _tempnam(NULL, "tst");
    CHECK(name && size_of(name) == -1);
    free(name);
}

GUEST_MAIN(char folder[MAX_PATH]; GetTempPathA(MAX_PATH, folder);
           sprintf(path, "%sdecant-streams-%lu", folder, GetCurrentProcessId());
           sprintf(other, "%s-other", path); RUN(text_and_binary); RUN(update_and_append);
           RUN(reading_after_a_flush); RUN(errors); RUN(descriptors); RUN(wide_streams);
           RUN(standard_output_goes_where_it_is_sent); RUN(sharing_and_temporary); CHECK_EQ(remove(path), 0);)
