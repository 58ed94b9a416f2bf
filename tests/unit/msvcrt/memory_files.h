/* SPDX-License-Identifier: MIT
 *
 * A kernel32 of the stream tests' own, which keeps a few files in memory (memory_files.c), and the functions
 * of msvcrt that are tested over it.
 */
#ifndef DECANT_TEST_MEMORY_FILES_H
#define DECANT_TEST_MEMORY_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <libs/msvcrt/crt_locale.h>
#include <libs/msvcrt/stream.h>

struct memory_file {
    WCHAR name[32];
    char data[65536];
    size_t size;
};

struct open_file {
    struct memory_file *file;
    size_t position;
    DWORD access;
    DWORD type;
    int reads, writes;
};

/* The process's standard handles, pipes at first, and what CreateFileW made last. */
extern struct open_file std_files[3], *last_opened;

/* NULL where there is none. */
struct memory_file *find_file(const WCHAR *name);

/* Makes a file, or gives it another content. */
struct memory_file *memory_file_holding(const char *name, const char *text, size_t size);

/* Before each test: no files, the streams as at a process's start. */
int memory_files_set_up(void **state);

#define CONTENT(name, text) memory_file_holding(name, text, sizeof(text) - 1)
#define HOLDS(memory, text)                                                                                  \
    do {                                                                                                     \
        assert_int_equal((memory)->size, sizeof(text) - 1);                                                  \
        assert_memory_equal((memory)->data, text, sizeof(text) - 1);                                         \
    } while (0)

CRT_FILE *CDECL msvcrt_fopen(const char *path, const char *mode);
CRT_FILE *CDECL msvcrt__fdopen(int fd, const char *mode);
CRT_FILE *CDECL msvcrt_freopen(const char *path, const char *mode, CRT_FILE *file);
CRT_FILE *CDECL msvcrt_tmpfile(void);
char *CDECL msvcrt_tmpnam(char *buffer);
size_t CDECL msvcrt_fread(void *buffer, size_t size, size_t count, CRT_FILE *file);
size_t CDECL msvcrt_fwrite(const void *buffer, size_t size, size_t count, CRT_FILE *file);
int CDECL msvcrt_fputs(const char *text, CRT_FILE *file);
int CDECL msvcrt_fputc(int c, CRT_FILE *file);
int CDECL msvcrt_fgetc(CRT_FILE *file);
int CDECL msvcrt_ungetc(int c, CRT_FILE *file);
char *CDECL msvcrt_fgets(char *buffer, int size, CRT_FILE *file);
int CDECL msvcrt_fseek(CRT_FILE *file, int32_t offset, int origin);
int32_t CDECL msvcrt_ftell(CRT_FILE *file);
int CDECL msvcrt_fflush(CRT_FILE *file);
int CDECL msvcrt_setvbuf(CRT_FILE *file, char *buffer, int mode, size_t size);
int CDECL msvcrt_feof(CRT_FILE *file);
int CDECL msvcrt_ferror(CRT_FILE *file);
int CDECL msvcrt_puts(const char *text);
int CDECL msvcrt_fprintf(CRT_FILE *file, const char *format, ...);
int CDECL msvcrt_printf(const char *format, ...);
int CDECL msvcrt_fwprintf(CRT_FILE *file, const WCHAR *format, ...);
int CDECL msvcrt_fscanf(CRT_FILE *file, const char *format, ...);
WORD CDECL msvcrt_fgetwc(CRT_FILE *file);
WORD CDECL msvcrt_fputwc(WCHAR c, CRT_FILE *file);
WORD CDECL msvcrt_ungetwc(WORD c, CRT_FILE *file);
WCHAR *CDECL msvcrt_fgetws(WCHAR *buffer, int size, CRT_FILE *file);
int CDECL msvcrt_fputws(const WCHAR *text, CRT_FILE *file);
int CDECL msvcrt__open(const char *path, int flags, ...);
int CDECL msvcrt__read(int fd, void *buffer, unsigned size);
int CDECL msvcrt__write(int fd, const void *buffer, unsigned size);
int CDECL msvcrt__dup(int fd);
int CDECL msvcrt__dup2(int from, int to);
int CDECL msvcrt__eof(int fd);
int CDECL msvcrt__chsize(int fd, int32_t size);
int32_t CDECL msvcrt__filelength(int fd);
int CDECL msvcrt__fcloseall(void);

#endif
