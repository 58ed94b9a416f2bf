/* SPDX-License-Identifier: MIT
 *
 * The world of the stream tests: kernel32's files in memory, and of msvcrt what its streams stand on.
 */
#include "memory_files.h"
#include <sys/syscall.h>
#include <unistd.h>
#include <rtl/exception.h>

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

static struct memory_file files[8];
struct open_file std_files[3], *last_opened;

static BOOL refuse(DWORD error)
{
    teb_set_last_error(error);
    return FALSE;
}

struct memory_file *find_file(const WCHAR *name)
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

/* ---- of msvcrt, what the streams stand on ---- */

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

/* ---- the tests' own ---- */

struct memory_file *memory_file_holding(const char *name, const char *text, size_t size)
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

int memory_files_set_up(void **state)
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
