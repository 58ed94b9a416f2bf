/* SPDX-License-Identifier: MIT
 *
 * Streams without their lock, the fields of a FILE as C++ streams reach them, opening by _sopen_dispatch, and
 * names for temporary files.
 */
#include "../msvcrt/crt_dll.h"
#include <fcntl.h>
#include <share.h>
#include <stdio.h>
#include <sys/stat.h>
#include <wchar.h>

static char name[MAX_PATH];

TEST(temporary_names)
{
    char folder[MAX_PATH], second[MAX_PATH];
    DWORD length = GetTempPathA(MAX_PATH, folder);
    char *(__cdecl * make)(char *) = crt_function("tmpnam");
    CHECK(make(name) == name && make(NULL) != NULL);
    CHECK(!_strnicmp(name, folder, length));
    CHECK(!strchr(name + length, '\\'));
    CHECK_EQ(GetFileAttributesA(name), INVALID_FILE_ATTRIBUTES);
    CHECK_EQ(CRT(int, tmpnam_s, char *, size_t)(second, sizeof(second)), 0);
    CHECK(strcmp(name, second));
    CHECK_ERRNO(0);
    CHECK_EQ(CRT(int, tmpnam_s, char *, size_t)(second, 4), ERANGE);
    CHECK_INVALID(ERANGE, 1);
    WCHAR wide[MAX_PATH];
    CHECK(CRT(WCHAR *, _wtmpnam, WCHAR *)(wide) == wide && wcslen(wide) > length);
}

TEST(bytes)
{
    char text[16] = "";
    FILE *file = fopen(name, "w+b");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK_EQ(CRT(int, _fputc_nolock, int, FILE *)('a', file), 'a');
    CHECK_EQ(CRT(int, _putc_nolock, int, FILE *)('b', file), 'b');
    CHECK_EQ(CRT(size_t, _fwrite_nolock, const void *, size_t, size_t, FILE *)("cdefgh", 2, 3, file), 3);
    CHECK_EQ(CRT(long, _ftell_nolock, FILE *)(file), 8);
    CHECK_EQ(CRT(int, _fflush_nolock, FILE *)(file), 0);
    CHECK_EQ(CRT(int, _fseek_nolock, FILE *, long, int)(file, 2, SEEK_SET), 0);
    CHECK_EQ(CRT(int, _fgetc_nolock, FILE *)(file), 'c');
    CHECK_EQ(CRT(int, _ungetc_nolock, int, FILE *)('C', file), 'C');
    CHECK_EQ(CRT(int, _getc_nolock, FILE *)(file), 'C');
    CHECK_EQ(CRT(size_t, _fread_nolock, void *, size_t, size_t, FILE *)(text, 1, 2, file), 2);
    CHECK(!memcmp(text, "de", 2));
    CHECK_EQ(CRT(long long, _ftelli64_nolock, FILE *)(file), 5);
    CHECK_EQ(CRT(int, _fseeki64_nolock, FILE *, long long, int)(file, -1, SEEK_END), 0);
    CHECK_EQ(
        CRT(size_t, _fread_nolock_s, void *, size_t, size_t, size_t, FILE *)(text, sizeof(text), 1, 5, file),
        1);
    CHECK_EQ(text[0], 'h');
    CHECK_EQ(CRT(int, _fgetc_nolock, FILE *)(file), EOF);
    CHECK(feof(file));
    CHECK_ERRNO(0);
    CHECK_EQ(CRT(size_t, _fread_nolock_s, void *, size_t, size_t, size_t, FILE *)(text, 4, 2, 5, file), 0);
    CHECK_INVALID(ERANGE, 1);
    CHECK_EQ(CRT(int, _fgetc_nolock, FILE *)(NULL), EOF);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(CRT(int, _fclose_nolock, FILE *)(file), 0);
}

TEST(wide_characters)
{
    FILE *file = fopen(name, "w+, ccs=UTF-8");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK_EQ(CRT(wint_t, _fputwc_nolock, WCHAR, FILE *)(0x20AC, file), 0x20AC);
    CHECK_EQ(CRT(wint_t, _putwc_nolock, WCHAR, FILE *)('x', file), 'x');
    fclose(file);
    file = fopen(name, "r, ccs=UTF-8");
    CHECK(file != NULL);
    if (!file)
        return;
    CHECK_EQ(CRT(wint_t, _fgetwc_nolock, FILE *)(file), 0x20AC);
    CHECK_EQ(CRT(wint_t, _ungetwc_nolock, wint_t, FILE *)('y', file), 'y');
    CHECK_EQ(CRT(wint_t, _getwc_nolock, FILE *)(file), 'y');
    CHECK_EQ(CRT(wint_t, _fgetwc_nolock, FILE *)(file), 'x');
    CHECK_EQ(CRT(wint_t, _fgetwc_nolock, FILE *)(file), WEOF);
    fclose(file);
}

TEST(buffers)
{
    char **base, **at;
    int *count;
    FILE *file = fopen(name, "wb");
    CHECK(file != NULL);
    if (!file)
        return;
    fwrite("12345", 1, 5, file);
    int(__cdecl * get)(FILE *, char ***, char ***, int **) = crt_function("_get_stream_buffer_pointers");
    CHECK_EQ(get(file, &base, &at, &count), 0);
    CHECK(*at == *base + 5 && !memcmp(*base, "12345", 5) && *count > 0);
    *(*at)++ = '6'; /* as basic_filebuf does it */
    --*count;
    CHECK_EQ(get(file, &base, NULL, NULL), 0);
    fclose(file);
    file = fopen(name, "rb");
    char text[8];
    CHECK_EQ(fread(text, 1, 8, file), 6);
    CHECK(!memcmp(text, "123456", 6));
    fclose(file);
    CHECK_ERRNO(0);
    CHECK_EQ(get(NULL, &base, &at, &count), EINVAL);
    CHECK_INVALID(EINVAL, 1);
}

TEST(opening)
{
    int(__cdecl * open)(const char *, int, int, int, int *, int) = crt_function("_sopen_dispatch");
    int fd = 77;
    CHECK_EQ(open(name, _O_CREAT | _O_EXCL | _O_RDWR, _SH_DENYNO, _S_IREAD | _S_IWRITE, &fd, 1), EEXIST);
    CHECK_EQ(fd, -1);
    CHECK_ERRNO(EEXIST);
    CHECK_EQ(open(name, _O_RDONLY, _SH_DENYNO, 0x777, &fd, 0), 0); /* without O_CREAT it is not looked at */
    CHECK(fd > 2);
    CHECK_EQ(CRT(int, _close, int)(fd), 0);
    CHECK_ERRNO(0);
    CHECK_EQ(open(name, _O_RDONLY, _SH_DENYNO, 0x777, &fd, 1), EINVAL);
    CHECK_INVALID(EINVAL, 1);
    WCHAR wide[MAX_PATH];
    MultiByteToWideChar(CP_ACP, 0, name, -1, wide, MAX_PATH);
    CHECK_EQ(CRT(int, _wsopen_dispatch, const WCHAR *, int, int, int, int *, int)(wide, _O_RDONLY, _SH_DENYNO,
                                                                                  0, &fd, 1),
             0);
    CHECK_EQ(CRT(int, _close, int)(fd), 0);
    CHECK(fopen(name, "wx") == NULL);
    CHECK_ERRNO(EEXIST);
    CHECK(fopen(name, "rq") == NULL);
    CHECK_INVALID(EINVAL, 1);
    CHECK_EQ(remove(name), 0);
}

static void all(void)
{
    crt_setup();
    RUN(temporary_names);
    RUN(bytes);
    RUN(wide_characters);
    RUN(buffers);
    RUN(opening);
}
GUEST_MAIN(all();)
