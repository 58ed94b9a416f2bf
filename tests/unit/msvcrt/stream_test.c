/* SPDX-License-Identifier: MIT
 *
 * Descriptors and streams over a kernel32 of this test's own, which keeps a few files in memory: text mode,
 * seeking, buffers, and what becomes of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>
#include <libs/msvcrt/crt_locale.h>
#include <libs/msvcrt/stream.h>
#include <rtl/exception.h>

/* ---- the world below ---- */

int64_t exception_protected(int64_t (*body)(void *), void *argument, void (*cleanup)(void *))
{
    (void)cleanup; /* nothing faults here */
    return body(argument);
}

static TEB teb;
PEB process_peb;
_Thread_local struct crt_thread crt_thread;
CRT_FILE msvcrt__iob[IOB_COUNT];
struct ioinfo *msvcrt___pioinfo[FD_MOST / FD_BLOCK], msvcrt___badioinfo;
int msvcrt__fmode, msvcrt__commode;

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

static struct memory_file files[8];
static struct open_file std_files[3], *last_opened;

static BOOL refuse(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

static struct memory_file *find_file(const WCHAR *name)
{
    for (size_t i = 0; i < countof(files); i++) {
        size_t at = 0;
        while (name[at] && files[i].name[at] == name[at])
            at++;
        if (files[i].name[0] && files[i].name[at] == name[at])
            return &files[i];
    }
    return NULL;
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security,
                          DWORD disposition, DWORD attributes, HANDLE template)
{
    struct memory_file *file = find_file(name);
    (void)share, (void)security, (void)attributes, (void)template;
    if (!file && (disposition == OPEN_EXISTING || disposition == TRUNCATE_EXISTING)) {
        refuse(ERROR_FILE_NOT_FOUND);
        return INVALID_HANDLE_VALUE;
    }
    if (file && disposition == CREATE_NEW) {
        refuse(ERROR_FILE_EXISTS);
        return INVALID_HANDLE_VALUE;
    }
    if (!file) {
        file = files;
        while (file->name[0])
            file++;
        for (size_t i = 0; name[i]; i++)
            file->name[i] = name[i], file->name[i + 1] = 0;
        file->size = 0;
    }
    if (disposition == CREATE_ALWAYS || disposition == TRUNCATE_EXISTING)
        file->size = 0;
    struct open_file *open = calloc(1, sizeof(*open));
    *open = (struct open_file){.file = file, .access = access, .type = FILE_TYPE_DISK};
    return last_opened = open;
}

BOOL WINAPI ReadFile(HANDLE handle, LPVOID buffer, DWORD size, LPDWORD got, LPOVERLAPPED overlapped)
{
    struct open_file *open = handle;
    (void)overlapped;
    *got = 0;
    if (!(open->access & GENERIC_READ))
        return refuse(ERROR_ACCESS_DENIED);
    open->reads++;
    size_t left = open->position < open->file->size ? open->file->size - open->position : 0;
    if (size > left)
        size = (DWORD)left;
    if (!size && open->type == FILE_TYPE_PIPE)
        return refuse(ERROR_BROKEN_PIPE);
    memcpy(buffer, open->file->data + open->position, size);
    open->position += size;
    *got = size;
    return TRUE;
}

BOOL WINAPI WriteFile(HANDLE handle, LPCVOID buffer, DWORD size, LPDWORD put, LPOVERLAPPED overlapped)
{
    struct open_file *open = handle;
    (void)overlapped;
    *put = 0;
    if (!(open->access & GENERIC_WRITE))
        return refuse(ERROR_ACCESS_DENIED);
    open->writes++;
    assert_true(open->position + size <= sizeof(open->file->data));
    if (open->position > open->file->size)
        memset(open->file->data + open->file->size, 0, open->position - open->file->size);
    memcpy(open->file->data + open->position, buffer, size);
    open->position += size;
    if (open->position > open->file->size)
        open->file->size = open->position;
    *put = size;
    return TRUE;
}

BOOL WINAPI SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD method)
{
    struct open_file *open = handle;
    int64_t to = distance.QuadPart;
    if (open->type != FILE_TYPE_DISK)
        return refuse(ERROR_INVALID_FUNCTION);
    to += method == FILE_CURRENT ? (int64_t)open->position
          : method == FILE_END   ? (int64_t)open->file->size
                                 : 0;
    if (to < 0)
        return refuse(ERROR_NEGATIVE_SEEK);
    open->position = (size_t)to;
    if (position)
        position->QuadPart = to;
    return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
    struct open_file *open = handle;
    if (open < std_files || open > std_files + 2)
        free(open);
    return TRUE;
}

DWORD WINAPI GetFileType(HANDLE handle)
{
    return ((struct open_file *)handle)->type;
}

BOOL WINAPI SetEndOfFile(HANDLE handle)
{
    struct open_file *open = handle;
    if (open->position > open->file->size)
        memset(open->file->data + open->file->size, 0, open->position - open->file->size);
    open->file->size = open->position;
    return TRUE;
}

HANDLE WINAPI GetStdHandle(DWORD which)
{
    return &std_files[-10 - (int)which];
}

BOOL WINAPI DuplicateHandle(HANDLE a, HANDLE from, HANDLE b, PHANDLE to, DWORD access, BOOL inherit,
                            DWORD options)
{
    (void)a, (void)b, (void)access, (void)inherit, (void)options;
    struct open_file *open = malloc(sizeof(*open));
    *open = *(struct open_file *)from;
    *to = open;
    return TRUE;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
    return find_file(name) ? FILE_ATTRIBUTE_NORMAL : 0xFFFFFFFF;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return 1234;
}

DWORD WINAPI GetTempPathW(DWORD size, LPWSTR buffer)
{
    (void)size;
    memcpy(buffer, u"T:\\", 8);
    return 3;
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    (void)name, (void)buffer, (void)size;
    return 0;
}

void WINAPI Sleep(DWORD time)
{
    (void)time;
}

BOOL WINAPI CreatePipe(PHANDLE read, PHANDLE write, LPSECURITY_ATTRIBUTES security, DWORD size)
{
    (void)read, (void)write, (void)security, (void)size;
    return refuse(ERROR_NOT_SUPPORTED);
}

BOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    *mode = 0;
    return TRUE; /* of what GetFileType calls a device */
}

BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
    (void)which, (void)handle;
    return TRUE;
}

BOOL WINAPI FlushFileBuffers(HANDLE handle)
{
    (void)handle;
    return TRUE;
}

BOOL WINAPI LockFile(HANDLE handle, DWORD low, DWORD high, DWORD size_low, DWORD size_high)
{
    (void)handle, (void)low, (void)high, (void)size_low, (void)size_high;
    return TRUE;
}

BOOL WINAPI UnlockFile(HANDLE handle, DWORD low, DWORD high, DWORD size_low, DWORD size_high)
{
    (void)handle, (void)low, (void)high, (void)size_low, (void)size_high;
    return TRUE;
}

NTSTATUS WINAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION section)
{
    (void)section;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION section)
{
    (void)section;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION section)
{
    (void)section;
    return STATUS_SUCCESS;
}

/* ---- the world beside ---- */

int crt_invalid(int error)
{
    return crt_thread.error = error;
}

void CDECL msvcrt__lock(int locknum)
{
    (void)locknum;
}

void CDECL msvcrt__unlock(int locknum)
{
    (void)locknum;
}

void *CDECL msvcrt_malloc(size_t size)
{
    return malloc(size);
}

void *CDECL msvcrt_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}

void CDECL msvcrt_free(void *memory)
{
    free(memory);
}

WCHAR *crt_widen(const char *text)
{
    size_t size = strlen(text) + 1;
    WCHAR *wide = malloc(size * sizeof(WCHAR));
    for (size_t i = 0; i < size; i++)
        wide[i] = (unsigned char)text[i];
    return wide;
}

char *crt_narrow(const WCHAR *text)
{
    char *narrow = calloc(1, 64);
    for (size_t i = 0; text[i]; i++)
        narrow[i] = (char)text[i];
    return narrow;
}

char *CDECL msvcrt_strerror(int error)
{
    (void)error;
    return "what it was";
}

int CDECL msvcrt_remove(const char *path)
{
    (void)path;
    return 0;
}

static struct crt_lconv conventions = {.decimal_point = "."};
struct crt_locale crt_locale_c = {.mb_cur_max = 1, .lconv = &conventions};

const struct crt_locale *crt_locale_current(void)
{
    return &crt_locale_c;
}

/* No test here has a locale other than C. */
ptrdiff_t nls_decode(unsigned codepage, unsigned flags, const char *from, size_t length, WCHAR *to,
                     size_t size)
{
    (void)codepage, (void)flags, (void)from, (void)length, (void)to, (void)size;
    return -1;
}

ptrdiff_t nls_encode(unsigned codepage, unsigned flags, const WCHAR *from, size_t length, char *to,
                     size_t size, const char *default_char, bool *used)
{
    (void)codepage, (void)flags, (void)from, (void)length, (void)to, (void)size, (void)default_char,
        (void)used;
    return -1;
}

bool nls_is_lead_byte(unsigned codepage, unsigned char byte)
{
    (void)codepage, (void)byte;
    return false;
}

/* ---- what is tested ---- */

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

static struct memory_file *content(const char *name, const char *text, size_t size)
{
    WCHAR wide[32] = {0};
    for (size_t i = 0; name[i]; i++)
        wide[i] = (unsigned char)name[i];
    struct memory_file *file = find_file(wide);
    for (size_t i = 0; !file; i++)
        if (!files[i].name[0])
            file = &files[i];
    memcpy(file->name, wide, sizeof(wide));
    memcpy(file->data, text, size);
    file->size = size;
    return file;
}

#define CONTENT(name, text) content(name, text, sizeof(text) - 1)
#define HOLDS(memory, text)                                                                                  \
    do {                                                                                                     \
        assert_int_equal((memory)->size, sizeof(text) - 1);                                                  \
        assert_memory_equal((memory)->data, text, sizeof(text) - 1);                                         \
    } while (0)

static int set_up(void **state)
{
    (void)state;
    memset(files, 0, sizeof(files));
    memset(msvcrt__iob, 0, sizeof(msvcrt__iob));
    teb.NtTib.Self = &teb.NtTib;
    syscall(SYS_arch_prctl, 0x1001, &teb); /* ARCH_SET_GS */
    for (int i = 0; i < 3; i++)
        std_files[i] = (struct open_file){&files[i], 0, GENERIC_READ | GENERIC_WRITE, FILE_TYPE_PIPE, 0, 0};
    files[0].name[0] = files[1].name[0] = files[2].name[0] = '*';
    for (int fd = 0; fd < FD_BLOCK && msvcrt___pioinfo[0]; fd++)
        msvcrt___pioinfo[0][fd].osfile = 0, *fd_state(fd) = (struct fd_state){0};
    stdio_attach();
    return 0;
}

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
    content("g", "ab\rcd", 5);
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
        cmocka_unit_test_setup(text_is_translated, set_up),
        cmocka_unit_test_setup(line_ends_across_reads, set_up),
        cmocka_unit_test_setup(big_blocks, set_up),
        cmocka_unit_test_setup(reading_and_writing_one_stream, set_up),
        cmocka_unit_test_setup(pushed_back, set_up),
        cmocka_unit_test_setup(direct_streams_write_at_once, set_up),
        cmocka_unit_test_setup(buffered_output_waits, set_up),
        cmocka_unit_test_setup(modes, set_up),
        cmocka_unit_test_setup(encodings, set_up),
        cmocka_unit_test_setup(scanning, set_up),
        cmocka_unit_test_setup(reopening_and_temporary_files, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
