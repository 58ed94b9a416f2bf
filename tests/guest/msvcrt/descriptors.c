/* SPDX-License-Identifier: MIT
 *
 * Descriptors: the forms of open, what their flags make of a file, sharing, permissions and the umask; text,
 * Ctrl+Z and Unicode translation across all borders; positions, lengths, locks.
 */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include "imports.h"

#define RW (_S_IREAD | _S_IWRITE)
static wchar_t wide_path[MAX_PATH + 64];

static void put_file(const void *bytes, unsigned size)
{
    int fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_WRONLY | _O_BINARY, RW);
    CHECK(fd >= 3);
    CHECK_EQ(_write(fd, bytes, size), size);
    CHECK_EQ(_close(fd), 0);
}

static void check_file(int line, const void *bytes, unsigned size)
{
    char got[256];
    int fd = _open(scratch_path, _O_RDONLY | _O_BINARY);
    int count = fd < 0 ? -1 : _read(fd, got, sizeof(got));
    if (count != (int)size || memcmp(got, bytes, size)) {
        guest_fail(__FILE__, line, "the file has ");
        guest_write_number((unsigned)count);
        guest_write(" bytes, or others\n");
    }
    if (fd >= 0)
        _close(fd);
}
#define CHECK_FILE(text) check_file(__LINE__, text, sizeof(text) - 1)

TEST(every_form_of_open)
{
    int fds[12], count = 0, flags = _O_CREAT | _O_TRUNC | _O_RDWR | _O_BINARY;
    fds[count++] = _open(scratch_path, flags, RW);
    fds[count++] = _wopen(wide_path, flags, RW);
    fds[count++] = _sopen(scratch_path, flags, _SH_DENYNO, RW);
    fds[count++] = _wsopen(wide_path, flags, _SH_DENYNO, RW);
    fds[count++] = _creat(scratch_path, RW);
    fds[count++] = _wcreat(wide_path, RW);
    CHECK_EQ(_sopen_s(&fds[count++], scratch_path, flags, _SH_DENYNO, RW), 0);
    CHECK_EQ(_wsopen_s(&fds[count++], wide_path, flags, _SH_DENYNO, RW), 0);
    for (int i = 0; i < count; i++) {
        char c = 0;
        CHECK(fds[i] >= 3);
        CHECK_EQ(_write(fds[i], "x", 1), 1);
        CHECK_EQ(_lseek(fds[i], 0, SEEK_SET), 0);
        CHECK_EQ(_read(fds[i], &c, 1), 1);
        CHECK_EQ(c, 'x');
    }
    /* creat opens in the mode of _fmode: text. */
    CHECK_EQ(_setmode(fds[4], _O_BINARY), _O_TEXT);
    CHECK_EQ(_setmode(fds[0], _O_BINARY), _O_BINARY);
    for (int i = 0; i < count; i++)
        CHECK_EQ(_close(fds[i]), 0);
    int fd = 5;
    errno = 0;
    CHECK_EQ(_sopen_s(NULL, scratch_path, flags, _SH_DENYNO, RW), EINVAL);
    CHECK_EQ(_sopen_s(&fd, NULL, flags, _SH_DENYNO, RW), EINVAL);
    CHECK_EQ(fd, -1);
    CHECK_EQ(_wsopen_s(&fd, wide_path, _O_RDONLY, _SH_DENYNO, 0x400), EINVAL);
    CHECK_EQ(_open(NULL, _O_RDONLY), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_wsopen(wide_path, _O_RDONLY, 0x77), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_wopen(L"", _O_RDONLY), -1);
    CHECK_EQ(errno, ENOENT);
    CHECK_EQ(_wopen(L".", _O_RDONLY), -1); /* a folder */
    CHECK_EQ(errno, EACCES);
}

TEST(what_the_flags_do)
{
    put_file("12345", 5);
    CHECK_EQ(_open(scratch_path, _O_CREAT | _O_EXCL | _O_WRONLY, RW), -1);
    CHECK_EQ(errno, EEXIST);
    int fd = _open(scratch_path, _O_WRONLY | _O_APPEND | _O_BINARY);
    CHECK_EQ(_tell(fd), 0);
    CHECK_EQ(_write(fd, "6", 1), 1);
    CHECK_EQ(_lseek(fd, 0, SEEK_SET), 0);
    CHECK_EQ(_write(fd, "7", 1), 1);
    CHECK_EQ(_tell(fd), 7);
    CHECK_EQ(_read(fd, &(char){0}, 1), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_close(fd), 0);
    CHECK_FILE("1234567");
    fd = _open(scratch_path, _O_RDWR | _O_TRUNC | _O_BINARY);
    CHECK_EQ(_filelength(fd), 0);
    CHECK_EQ(_close(fd), 0);
    /* _O_TEMPORARY: gone with the last descriptor. */
    fd = _open(scratch_path, _O_RDWR | _O_CREAT | _O_TEMPORARY | _O_SHORT_LIVED, RW);
    int copy = _dup(fd);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_access(scratch_path, 0), 0);
    CHECK_EQ(_close(copy), 0);
    CHECK_EQ(_access(scratch_path, 0), -1);
}

TEST(sharing)
{
    /* Which of a reader and a writer may open it besides. */
    const struct {
        int share, read, write;
    } cases[] = {
        {_SH_DENYNO, 1, 1}, {_SH_DENYRD, 0, 1}, {_SH_DENYWR, 1, 0}, {_SH_DENYRW, 0, 0}, {_SH_COMPAT, 1, 1},
    };
    put_file("x", 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int fd = _sopen(scratch_path, _O_RDWR, cases[i].share);
        CHECK(fd >= 3);
        int reader = _open(scratch_path, _O_RDONLY), writer = _open(scratch_path, _O_WRONLY);
        CHECK_EQ(reader >= 0, cases[i].read);
        CHECK_EQ(writer >= 0, cases[i].write);
        if (!cases[i].read || !cases[i].write)
            CHECK_EQ(errno, EACCES);
        if (reader >= 0)
            _close(reader);
        if (writer >= 0)
            _close(writer);
        CHECK_EQ(_close(fd), 0);
    }
}

TEST(umask_and_permissions)
{
    int old = -1;
    remove(scratch_path);
    CHECK_EQ(_umask(_S_IWRITE), 0);
    int fd = _open(scratch_path, _O_CREAT | _O_RDWR, RW);
    CHECK(fd >= 3);
    CHECK_EQ(_write(fd, "x", 1), 1); /* it is read-only for others, later */
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_access(scratch_path, 2), -1);
    CHECK_EQ(_umask_s(0, &old), 0);
    CHECK_EQ(old, _S_IWRITE);
    CHECK_EQ(_umask_s(0x40000, &old), EINVAL);
    CHECK_EQ(_umask_s(0, NULL), EINVAL);
    CHECK_EQ(_open(scratch_path, _O_WRONLY), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_wchmod(wide_path, RW), 0);
    CHECK_EQ(_access(scratch_path, 2), 0);
    CHECK_EQ(remove(scratch_path), 0);
    fd = _open(scratch_path, _O_CREAT | _O_RDWR, _S_IREAD);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_access(scratch_path, 2), -1);
    CHECK_EQ(_chmod(scratch_path, RW), 0);
}

/* One read of a file in a text mode, in pieces of each size up to 6 bytes: always the same text. */
TEST(line_ends_across_borders)
{
    static const struct {
        const char *file, *text;
    } cases[] = {
        {"a\r\nb\r\n", "a\nb\n"},
        {"\r\n\r\n", "\n\n"},
        {"a\rb", "a\rb"},
        {"a\r", "a\r"},
        {"\r\r\n", "\r\n"},
        {"a\nb\n", "a\nb\n"},
        {"ab\x1A"
         "cd",
         "ab"},
        {"\x1A", ""},
        {"a\r\x1A", "a\r"},
        {"a\r\n\x1A\r\n", "a\n"},
        {"\n\r", "\n\r"},
        {"\r\n\r", "\n\r"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        put_file(cases[i].file, (unsigned)strlen(cases[i].file));
        for (unsigned piece = 1; piece <= 6; piece++) {
            char text[32];
            int length = 0, got, fd = _open(scratch_path, _O_RDONLY | _O_TEXT);
            while ((got = _read(fd, text + length, piece)) > 0)
                length += got;
            CHECK_EQ(got, 0);
            text[length] = 0;
            if (strcmp(text, cases[i].text)) {
                guest_fail(__FILE__, __LINE__, cases[i].text);
                guest_write(" is read as ");
                guest_write(text);
                guest_write(" in pieces of ");
                guest_write_number(piece);
                guest_write("\n");
            }
            CHECK_EQ(_close(fd), 0);
        }
    }
    /* Ctrl+Z is the end until the position changes. */
    put_file("ab\x1A"
             "cd",
             5);
    char c[8];
    int fd = _open(scratch_path, _O_RDONLY | _O_TEXT);
    CHECK_EQ(_read(fd, c, 8), 2);
    CHECK_EQ(_read(fd, c, 8), 0);
    CHECK_EQ(_lseek(fd, 3, SEEK_SET), 3);
    CHECK_EQ(_read(fd, c, 8), 2);
    CHECK_EQ(_setmode(fd, _O_BINARY), _O_TEXT);
    CHECK_EQ(_lseek(fd, 1, SEEK_SET), 1);
    CHECK_EQ(_read(fd, c, 8), 4);
    CHECK_EQ(_close(fd), 0);
    /* Opened for reading and writing, text loses the Ctrl+Z at its end, and only there. */
    put_file("a\x1A"
             "b\x1A",
             4);
    fd = _open(scratch_path, _O_RDWR | _O_TEXT);
    CHECK_EQ(_filelength(fd), 3);
    CHECK_EQ(_tell(fd), 0);
    CHECK_EQ(_close(fd), 0);
}

TEST(text_is_written)
{
    int fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_WRONLY | _O_TEXT, RW);
    CHECK_EQ(_write(fd, "a\nb\r\n\n", 6), 6); /* counted as it was given */
    CHECK_EQ(_tell(fd), 9);
    CHECK_EQ(_write(fd, "", 0), 0);
    CHECK_EQ(_write(fd, NULL, 1), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_close(fd), 0);
    CHECK_FILE("a\r\nb\r\r\n\r\n");
    static char lines[20000];
    memset(lines, '\n', sizeof(lines));
    fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_RDWR | _O_TEXT, RW);
    CHECK_EQ(_write(fd, lines, sizeof(lines)), sizeof(lines));
    CHECK_EQ(_filelength(fd), 2 * sizeof(lines));
    CHECK_EQ(_lseek(fd, 0, SEEK_SET), 0);
    int total = 0, got;
    while ((got = _read(fd, lines, 4095)) > 0)
        total += got;
    CHECK_EQ(total, sizeof(lines));
    CHECK_EQ(_close(fd), 0);
}

TEST(unicode_modes)
{
    static const struct {
        int mode;
        const char *file;
        unsigned size;
    } cases[] = {
        {_O_U8TEXT,
         "\xEF\xBB\xBF"
         "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\r\n",
         15},
        {_O_U16TEXT,
         "\xFF\xFE"
         "a\0\xE9\0\x2D\x4E\x3D\xD8\x00\xDE\r\0\n",
         16},
        {_O_WTEXT,
         "\xFF\xFE"
         "a\0\xE9\0\x2D\x4E\x3D\xD8\x00\xDE\r\0\n",
         16},
    };
    static const wchar_t text[] = L"a\xE9\x4E2D\xD83D\xDE00\n";
    wchar_t got[16];
    for (int i = 0; i < 3; i++) {
        int fd = _open(scratch_path, _O_CREAT | _O_TRUNC | _O_WRONLY | cases[i].mode, RW);
        CHECK(fd >= 3);
        CHECK_EQ(_write(fd, text, 12), 12);
        CHECK_EQ(_write(fd, text, 3), -1); /* half a character */
        CHECK_EQ(errno, EINVAL);
        CHECK_EQ(_close(fd), 0);
        check_file(__LINE__, cases[i].file, cases[i].size);
        /* The mark in the file decides, whatever was asked for. */
        for (int other = 0; other < 3; other++) {
            for (unsigned piece = 2; piece <= 14; piece += 2) {
                unsigned length = 0;
                int part;
                fd = _open(scratch_path, _O_RDONLY | cases[other].mode);
                while ((part = _read(fd, (char *)got + length, piece)) > 0)
                    length += (unsigned)part;
                CHECK_EQ(length, 12);
                CHECK(!memcmp(got, text, 12));
                CHECK_EQ(_close(fd), 0);
            }
        }
        fd = _open(scratch_path, _O_WRONLY | _O_APPEND | cases[i].mode);
        CHECK_EQ(_write(fd, L"z", 2), 2);
        CHECK_EQ(_close(fd), 0);
        struct _stat64 facts;
        CHECK_EQ(_stat64(scratch_path, &facts), 0);
        CHECK_EQ(facts.st_size, cases[i].size + (i ? 2 : 1));
    }
    int fd = _open(scratch_path, _O_RDONLY | _O_U16TEXT);
    CHECK_EQ(_read(fd, got, 3), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_setmode(fd, _O_U8TEXT), _O_U16TEXT);
    CHECK_EQ(_setmode(fd, 0x1234), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_setmode(fd, _O_TEXT), -1);
    CHECK_EQ(errno, EBADF);
    put_file("\xFE\xFF\0a", 4); /* the other byte order */
    CHECK_EQ(_open(scratch_path, _O_RDONLY | _O_WTEXT), -1);
    CHECK_EQ(errno, EINVAL);
}

TEST(positions_and_lengths)
{
    put_file("0123456789", 10);
    int fd = _open(scratch_path, _O_RDWR | _O_BINARY);
    CHECK_EQ(_lseeki64(fd, -3, SEEK_END), 7);
    CHECK_EQ(_telli64(fd), 7);
    CHECK_EQ(_lseek(fd, -8, SEEK_CUR), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_lseek(fd, 0, 3), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_telli64(fd), 7);
    CHECK_EQ(_eof(fd), 0);
    CHECK_EQ(_lseeki64(fd, 5000000000LL, SEEK_SET), 5000000000LL);
    CHECK_EQ(_eof(fd), 1);
    errno = 0;
    CHECK_EQ(_tell(fd), -1); /* it has no 32 bits */
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_lseek(fd, 2, SEEK_SET), 2);
    CHECK_EQ(_chsize_s(fd, 12), 0);
    CHECK_EQ(_telli64(fd), 2);
    CHECK_EQ(_chsize_s(fd, -1), EINVAL);
    CHECK_EQ(_chsize(999, 1), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_chsize_s(999, 1), EBADF);
    CHECK_EQ(_close(fd), 0);
    CHECK_FILE("0123456789\0\0");
    fd = _open(scratch_path, _O_RDONLY);
    CHECK_EQ(_chsize_s(fd, 2), EACCES);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_eof(fd), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_filelength(-5), -1);
    CHECK_EQ(errno, EBADF);
}

TEST(locks)
{
    put_file("0123456789", 10);
    char c;
    int first = _open(scratch_path, _O_RDWR | _O_BINARY), second = _open(scratch_path, _O_RDWR | _O_BINARY);
    CHECK_EQ(_locking(first, _LK_NBLCK, 4), 0);
    CHECK_EQ(_locking(second, _LK_NBLCK, 1), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_read(second, &c, 1), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_lseek(second, 4, SEEK_SET), 4); /* from where it stands */
    CHECK_EQ(_locking(second, _LK_LOCK, 2), 0);
    CHECK_EQ(_locking(second, _LK_UNLCK, 2), 0);
    CHECK_EQ(_locking(second, _LK_UNLCK, 2), -1);
    CHECK_EQ(errno, EACCES);
    CHECK_EQ(_locking(first, _LK_UNLCK, 4), 0);
    CHECK_EQ(_lseek(second, 0, SEEK_SET), 0);
    CHECK_EQ(_locking(second, _LK_NBRLCK, 4), 0);
    CHECK_EQ(_locking(second, _LK_UNLCK, 4), 0);
    CHECK_EQ(_locking(second, 9, 4), -1);
    CHECK_EQ(errno, EINVAL);
    CHECK_EQ(_close(first), 0);
    CHECK_EQ(_close(second), 0);
    CHECK_EQ(_locking(second, _LK_NBLCK, 1), -1);
    CHECK_EQ(errno, EBADF);
}

TEST(duplicates)
{
    put_file("ab", 2);
    int fd = _open(scratch_path, _O_RDONLY | _O_BINARY);
    CHECK_EQ(_dup2(fd, 40), 0); /* a block of its own */
    CHECK_EQ(_lseek(40, 1, SEEK_SET), 1);
    CHECK_EQ(_tell(fd), 1);
    CHECK_EQ(_setmode(40, _O_TEXT), _O_BINARY); /* modes are a descriptor's */
    CHECK_EQ(_setmode(fd, _O_BINARY), _O_BINARY);
    CHECK_EQ(_dup2(fd, fd), 0);
    CHECK_EQ(_close(40), 0);
    CHECK_EQ(_close(40), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_dup2(40, fd), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_dup2(fd, -1), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_dup(-1), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_close(fd), 0);
    CHECK_EQ(_get_osfhandle(fd), -1);
    CHECK_EQ(errno, EBADF);
    CHECK_EQ(_open_osfhandle(0x12344, 0), -1);
    CHECK_EQ(errno, EBADF);
    int ends[2];
    CHECK_EQ(_pipe(ends, 512, _O_TEXT), 0);
    char text[8];
    CHECK_EQ(_write(ends[1], "a\nb\r", 4), 4);
    CHECK_EQ(_close(ends[1]), 0);
    CHECK_EQ(_read(ends[0], text, 8), 4);
    CHECK(!memcmp(text, "a\nb\r", 4));
    CHECK_EQ(_read(ends[0], text, 8), 0);
    CHECK_EQ(_close(ends[0]), 0);
}

GUEST_MAIN(scratch_begin("descriptors");
           MultiByteToWideChar(CP_ACP, 0, scratch_path, -1, wide_path, MAX_PATH); RUN(every_form_of_open);
           RUN(what_the_flags_do); RUN(sharing); RUN(umask_and_permissions); RUN(line_ends_across_borders);
           RUN(text_is_written); RUN(unicode_modes); RUN(positions_and_lengths); RUN(locks); RUN(duplicates);
           CHECK_EQ(remove(scratch_path), 0);)
