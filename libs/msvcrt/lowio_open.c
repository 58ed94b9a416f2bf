/* SPDX-License-Identifier: MIT
 *
 * io.h: _open and its relatives, _creat, _umask.
 */
#include "lowio.h"

extern int msvcrt__fmode;
static int umask_value;

/* False: there is no such sharing. */
static bool share_of(int share, DWORD access, DWORD *sharing)
{
    *sharing = 0;
    switch (share) {
    case SH_DENYRW_:
        return true;
    case SH_DENYWR_:
        *sharing = FILE_SHARE_READ;
        return true;
    case SH_DENYRD_:
        *sharing = FILE_SHARE_WRITE;
        return true;
    case SH_SECURE_:
        *sharing = access == GENERIC_READ ? FILE_SHARE_READ : 0;
        return true;
    case SH_COMPAT_:
    case SH_DENYNO_:
        *sharing = FILE_SHARE_READ | FILE_SHARE_WRITE;
        return true;
    default:
        return false;
    }
}

static DWORD disposition_of(int flags)
{
    switch (flags & (O_CREAT_ | O_EXCL_ | O_TRUNC_)) {
    case O_CREAT_:
        return OPEN_ALWAYS;
    case O_CREAT_ | O_EXCL_:
    case O_CREAT_ | O_TRUNC_ | O_EXCL_:
        return CREATE_NEW;
    case O_TRUNC_:
    case O_TRUNC_ | O_EXCL_:
        return TRUNCATE_EXISTING;
    case O_CREAT_ | O_TRUNC_:
        return CREATE_ALWAYS;
    default:
        return OPEN_EXISTING;
    }
}

/* A UTF text mode looks for a byte order mark in what is there, and writes one into what is new. Returns the
 * encoding, or -1 with errno. */
static int settle_encoding(HANDLE handle, int flags, DWORD access)
{
    unsigned char mark[3];
    DWORD got = 0;
    LARGE_INTEGER zero = {.QuadPart = 0}, size = zero;
    int wanted = flags & O_U8TEXT_ ? FD_UTF8 : FD_UTF16;
    SetFilePointerEx(handle, zero, &size, FILE_END);
    SetFilePointerEx(handle, zero, NULL, FILE_BEGIN);
    if (!size.QuadPart) {
        DWORD put;
        if (access & GENERIC_WRITE && !WriteFile(handle, wanted == FD_UTF8 ? "\xEF\xBB\xBF" : "\xFF\xFE",
                                                 wanted == FD_UTF8 ? 3 : 2, &put, NULL))
            return crt_last_error();
        return access & GENERIC_WRITE || !(flags & O_WTEXT_) ? wanted : FD_ANSI;
    }
    int encoding = flags & O_WTEXT_ ? FD_ANSI : wanted, skip = 0;
    if (access & GENERIC_READ && ReadFile(handle, mark, 3, &got, NULL)) {
        if (got == 3 && mark[0] == 0xEF && mark[1] == 0xBB && mark[2] == 0xBF) {
            encoding = FD_UTF8;
            skip = 3;
        } else if (got >= 2 && mark[0] == 0xFF && mark[1] == 0xFE) {
            encoding = FD_UTF16;
            skip = 2;
        } else if (got >= 2 && mark[0] == 0xFE && mark[1] == 0xFF) {
            return crt_fail(EINVAL); /* big-endian is not supported */
        }
    } else if (flags & O_WTEXT_) {
        encoding = wanted; /* written blindly */
    }
    SetFilePointerEx(handle, (LARGE_INTEGER){.QuadPart = skip}, NULL, FILE_BEGIN);
    return encoding;
}

/* Text that is read and appended to loses the Ctrl+Z at its end. */
static void drop_closing_mark(HANDLE handle)
{
    LARGE_INTEGER last = {.QuadPart = -1};
    char c;
    DWORD got;
    if (!SetFilePointerEx(handle, last, NULL, FILE_END))
        return; /* empty */
    if (ReadFile(handle, &c, 1, &got, NULL) && got == 1 && c == 26 &&
        SetFilePointerEx(handle, last, NULL, FILE_END))
        SetEndOfFile(handle);
    SetFilePointerEx(handle, (LARGE_INTEGER){.QuadPart = 0}, NULL, FILE_BEGIN);
}

int fd_open_wide(const WCHAR *path, int flags, int share, int mode)
{
    static const DWORD accesses[4] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, 0};
    DWORD access = accesses[flags & O_ACCMODE_], attributes = FILE_ATTRIBUTE_NORMAL;
    SECURITY_ATTRIBUTES security = {sizeof(security), NULL, !(flags & O_NOINHERIT_)};
    DWORD sharing;
    if (!path || !access || !share_of(share, access, &sharing))
        return crt_fail(crt_invalid(EINVAL));
    if (flags & O_CREAT_ && !(mode & ~umask_value & S_IWRITE_))
        attributes = FILE_ATTRIBUTE_READONLY;
    DWORD wanted = access;
    if (flags & O_TEMPORARY_) {
        attributes |= FILE_FLAG_DELETE_ON_CLOSE;
        wanted |= DELETE;
        sharing |= FILE_SHARE_DELETE;
    }
    if (flags & O_SHORT_LIVED_)
        attributes |= FILE_ATTRIBUTE_TEMPORARY;
    if (flags & O_OBTAIN_DIR_)
        attributes |= FILE_FLAG_BACKUP_SEMANTICS;
    if (flags & O_SEQUENTIAL_)
        attributes |= FILE_FLAG_SEQUENTIAL_SCAN;
    else if (flags & O_RANDOM_)
        attributes |= FILE_FLAG_RANDOM_ACCESS;
    int fd = fd_allocate();
    if (fd < 0)
        return -1;
    bool text = flags & (O_TEXT_ | O_UNICODE_) || (!(flags & O_BINARY_) && !(msvcrt__fmode & O_BINARY_));
    /* To find a byte order mark, what is written must be read first. */
    bool look = flags & O_UNICODE_ && access == GENERIC_WRITE && !(flags & O_TRUNC_);
    HANDLE handle = INVALID_HANDLE_VALUE;
    if (look)
        handle = CreateFileW(path, wanted | GENERIC_READ, sharing, &security, disposition_of(flags),
                             attributes, NULL);
    if (handle == INVALID_HANDLE_VALUE)
        handle = CreateFileW(path, wanted, sharing, &security, disposition_of(flags), attributes, NULL);
    else
        access |= GENERIC_READ;
    if (handle == INVALID_HANDLE_VALUE) {
        crt_last_error();
        fd_free(fd);
        return -1;
    }
    unsigned osfile = text ? FD_TEXT : 0u;
    if (flags & O_APPEND_)
        osfile |= FD_APPEND;
    if (flags & O_NOINHERIT_)
        osfile |= FD_NOINHERIT;
    struct ioinfo *info = fd_get(fd);
    info->osfhnd = handle;
    fd_know_type(fd, info);
    osfile |= info->osfile & (FD_PIPE | FD_DEVICE);
    struct fd_state *state = fd_state(fd);
    if (flags & O_UNICODE_) {
        int encoding = osfile & (FD_PIPE | FD_DEVICE) ? (flags & O_U8TEXT_ ? FD_UTF8 : FD_UTF16)
                                                      : settle_encoding(handle, flags, access);
        if (encoding < 0) {
            int error = crt_thread.error;
            CloseHandle(handle);
            info->osfhnd = INVALID_HANDLE_VALUE;
            fd_free(fd);
            return crt_fail(error);
        }
        state->encoding = (uint8_t)encoding;
    } else if (text && (flags & O_ACCMODE_) == O_RDWR_ && !(osfile & (FD_PIPE | FD_DEVICE))) {
        drop_closing_mark(handle);
    }
    fd_set_handle(fd, handle, osfile);
    return fd;
}

static int open_narrow(const char *path, int flags, int share, int mode)
{
    WCHAR *wide = crt_path(path);
    if (!wide)
        return -1;
    int fd = fd_open_wide(wide, flags, share, mode);
    msvcrt_free(wide);
    return fd;
}

/* The optional last argument of the guest's call. */
static int optional_mode(int flags, ms_va_list list)
{
    return flags & O_CREAT_ ? __builtin_va_arg(list, int) : 0;
}

int CDECL msvcrt__open(const char *path, int flags, ...)
{
    ms_va_list list;
    ms_va_start(list, flags);
    int mode = optional_mode(flags, list);
    ms_va_end(list);
    return open_narrow(path, flags, SH_DENYNO_, mode);
}

int CDECL msvcrt__wopen(const WCHAR *path, int flags, ...)
{
    ms_va_list list;
    ms_va_start(list, flags);
    int mode = optional_mode(flags, list);
    ms_va_end(list);
    return fd_open_wide(path, flags, SH_DENYNO_, mode);
}

int CDECL msvcrt__sopen(const char *path, int flags, int share, ...)
{
    ms_va_list list;
    ms_va_start(list, share);
    int mode = optional_mode(flags, list);
    ms_va_end(list);
    return open_narrow(path, flags, share, mode);
}

int CDECL msvcrt__wsopen(const WCHAR *path, int flags, int share, ...)
{
    ms_va_list list;
    ms_va_start(list, share);
    int mode = optional_mode(flags, list);
    ms_va_end(list);
    return fd_open_wide(path, flags, share, mode);
}

int CDECL msvcrt__sopen_s(int *fd, const char *path, int flags, int share, int mode)
{
    if (!fd)
        return crt_invalid(EINVAL);
    *fd = -1;
    if (!path || mode & ~(S_IREAD_ | S_IWRITE_))
        return crt_invalid(EINVAL);
    *fd = open_narrow(path, flags, share, mode);
    return *fd < 0 ? crt_thread.error : 0;
}

int CDECL msvcrt__wsopen_s(int *fd, const WCHAR *path, int flags, int share, int mode)
{
    if (!fd)
        return crt_invalid(EINVAL);
    *fd = -1;
    if (!path || mode & ~(S_IREAD_ | S_IWRITE_))
        return crt_invalid(EINVAL);
    *fd = fd_open_wide(path, flags, share, mode);
    return *fd < 0 ? crt_thread.error : 0;
}

#ifdef CRT_UCRT
/* What the header's inline _sopen, _open and their secure forms call. */
int CDECL msvcrt__sopen_dispatch(const char *path, int flags, int share, int mode, int *fd, int secure)
{
    return msvcrt__sopen_s(fd, path, flags, share, secure ? mode : mode & (S_IREAD_ | S_IWRITE_));
}

int CDECL msvcrt__wsopen_dispatch(const WCHAR *path, int flags, int share, int mode, int *fd, int secure)
{
    return msvcrt__wsopen_s(fd, path, flags, share, secure ? mode : mode & (S_IREAD_ | S_IWRITE_));
}
#endif

int CDECL msvcrt__creat(const char *path, int mode)
{
    return open_narrow(path, O_CREAT_ | O_TRUNC_ | O_RDWR_, SH_DENYNO_, mode);
}

int CDECL msvcrt__wcreat(const WCHAR *path, int mode)
{
    return fd_open_wide(path, O_CREAT_ | O_TRUNC_ | O_RDWR_, SH_DENYNO_, mode);
}

int CDECL msvcrt__umask(int mode)
{
    int old = umask_value;
    umask_value = mode & (S_IREAD_ | S_IWRITE_);
    return old;
}

int CDECL msvcrt__umask_s(int mode, int *old)
{
    if (!old)
        return crt_invalid(EINVAL);
    *old = umask_value;
    if (mode & ~(S_IREAD_ | S_IWRITE_))
        return crt_invalid(EINVAL);
    umask_value = mode;
    return 0;
}
