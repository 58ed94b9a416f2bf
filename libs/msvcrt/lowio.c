/* SPDX-License-Identifier: MIT
 *
 * io.h: the table of file descriptors. Descriptors 0 to 2 and what the parent process passed on (lpReserved2
 * of STARTUPINFO: a count, a byte of flags for each, a handle for each) are there from the start; everything
 * else about them, such as whether a standard handle is a console, is asked when it matters.
 *
 * The table grows by blocks of 32 that never move, because programs look into it through __pioinfo.
 * Lock order: a descriptor's own lock before CRT_LOCK_OSFHND.
 */
#include <string.h>
#include "lowio.h"

static struct ioinfo first_block[FD_BLOCK];
static struct fd_state first_states[FD_BLOCK];
static struct fd_state *states[FD_MOST / FD_BLOCK] = {first_states};
extern struct ioinfo msvcrt___badioinfo;
extern int msvcrt__fmode;

static const DWORD standard[3] = {(DWORD)-10, (DWORD)-11, (DWORD)-12};

struct fd_state *fd_state(int fd)
{
    return &states[fd / FD_BLOCK][fd % FD_BLOCK];
}

static struct ioinfo *slot(int fd)
{
    if ((unsigned)fd >= FD_MOST)
        return NULL;
    struct ioinfo *block = __atomic_load_n(&msvcrt___pioinfo[fd / FD_BLOCK], __ATOMIC_ACQUIRE);
    return block ? &block[fd % FD_BLOCK] : NULL;
}

struct ioinfo *fd_find(int fd)
{
    struct ioinfo *info = slot(fd);
    return info && info->osfile & FD_OPEN ? info : NULL;
}

/* What is no descriptor is an invalid parameter, but for the one of a standard stream without a file. */
struct ioinfo *fd_get(int fd)
{
    struct ioinfo *info = fd_find(fd);
    if (!info)
        crt_fail(fd == FD_NO_FILE ? EBADF : crt_invalid(EBADF));
    return info;
}

static void init_lock(struct ioinfo *info)
{
    if (__atomic_load_n(&info->lockinitflag, __ATOMIC_ACQUIRE))
        return;
    msvcrt__lock(CRT_LOCK_OSFHND);
    if (!info->lockinitflag) {
        RtlInitializeCriticalSection(&info->lock);
        __atomic_store_n(&info->lockinitflag, 1, __ATOMIC_RELEASE);
    }
    msvcrt__unlock(CRT_LOCK_OSFHND);
}

struct ioinfo *fd_enter(int fd)
{
    struct ioinfo *info = fd_get(fd);
    if (!info)
        return NULL;
    init_lock(info);
    RtlEnterCriticalSection(&info->lock);
    if (info->osfile & FD_OPEN)
        return info;
    RtlLeaveCriticalSection(&info->lock); /* closed meanwhile */
    crt_fail(EBADF);
    return NULL;
}

void fd_leave(struct ioinfo *info)
{
    RtlLeaveCriticalSection(&info->lock);
}

void fd_know_type(int fd, struct ioinfo *info)
{
    struct fd_state *state = fd_state(fd);
    if (state->type_known)
        return;
    DWORD type = GetFileType(info->osfhnd) & 0xFF;
    if (type == FILE_TYPE_CHAR)
        info->osfile |= FD_DEVICE;
    else if (type == FILE_TYPE_PIPE)
        info->osfile |= FD_PIPE;
    state->type_known = true;
}

bool fd_is_console(int fd)
{
    struct ioinfo *info = fd_find(fd);
    if (!info)
        return false;
    struct fd_state *state = fd_state(fd);
    if (!state->console) {
        DWORD mode;
        fd_know_type(fd, info);
        bool is = info->osfile & FD_DEVICE && GetConsoleMode(info->osfhnd, &mode);
        state->console = is ? 2 : 1;
    }
    return state->console == 2;
}

static void clear_block(struct ioinfo *block)
{
    for (int i = 0; i < FD_BLOCK; i++) {
        block[i].osfhnd = INVALID_HANDLE_VALUE;
        block[i].pipech = '\n';
    }
}

/* Makes the block that a descriptor lives in, if need be. */
static bool have_block_locked(int fd)
{
    if (slot(fd))
        return true;
    struct fd_state *block_states = msvcrt_calloc(FD_BLOCK, sizeof(*block_states));
    struct ioinfo *block = msvcrt_calloc(FD_BLOCK, sizeof(*block));
    if (!block || !block_states) {
        msvcrt_free(block);
        msvcrt_free(block_states);
        return false;
    }
    clear_block(block);
    states[fd / FD_BLOCK] = block_states;
    __atomic_store_n(&msvcrt___pioinfo[fd / FD_BLOCK], block, __ATOMIC_RELEASE);
    return true;
}

int fd_allocate(void)
{
    int found = -1;
    msvcrt__lock(CRT_LOCK_OSFHND);
    for (int fd = 0; fd < FD_MOST && found < 0 && have_block_locked(fd); fd++)
        if (!(slot(fd)->osfile & FD_OPEN))
            found = fd;
    if (found >= 0) {
        struct ioinfo *info = slot(found);
        info->osfile = FD_OPEN;
        info->osfhnd = INVALID_HANDLE_VALUE;
        info->pipech = '\n';
        *fd_state(found) = (struct fd_state){0};
        init_lock(info);
    }
    msvcrt__unlock(CRT_LOCK_OSFHND);
    if (found < 0)
        crt_fail(EMFILE);
    return found;
}

void fd_free(int fd)
{
    struct ioinfo *info = slot(fd);
    if (fd < 3 && info->osfhnd != INVALID_HANDLE_VALUE)
        SetStdHandle(standard[fd], NULL);
    info->osfhnd = INVALID_HANDLE_VALUE;
    info->osfile = 0;
}

void fd_set_handle(int fd, HANDLE handle, unsigned osfile)
{
    struct ioinfo *info = slot(fd);
    info->osfhnd = handle;
    info->osfile = (uint8_t)(osfile | FD_OPEN);
    if (fd < 3)
        SetStdHandle(standard[fd], handle);
}

/* ---- start, and what a child inherits ---- */

static void take_inheritance(const BYTE *block, size_t size)
{
    uint32_t count;
    if (size < sizeof(count))
        return;
    memcpy(&count, block, sizeof(count));
    if (count > FD_MOST || size < sizeof(count) + count * (1 + sizeof(HANDLE)))
        return;
    const BYTE *flags = block + sizeof(count), *handles = flags + count;
    for (uint32_t fd = 0; fd < count; fd++, handles += sizeof(HANDLE)) {
        HANDLE handle;
        memcpy(&handle, handles, sizeof(handle));
        if (!(flags[fd] & FD_OPEN) || handle == INVALID_HANDLE_VALUE || handle == (HANDLE)-2)
            continue;
        if (!have_block_locked((int)fd))
            return;
        struct ioinfo *info = slot((int)fd);
        info->osfhnd = handle;
        info->osfile = flags[fd];
        fd_state((int)fd)->type_known = (flags[fd] & (FD_PIPE | FD_DEVICE)) != 0;
    }
}

void fd_attach(void)
{
    clear_block(first_block);
    msvcrt___pioinfo[0] = first_block;
    msvcrt___badioinfo.osfhnd = INVALID_HANDLE_VALUE;
    RTL_USER_PROCESS_PARAMETERS *parameters = process_peb.ProcessParameters;
    if (parameters && parameters->RuntimeData.Length)
        take_inheritance((const BYTE *)parameters->RuntimeData.Buffer, parameters->RuntimeData.Length);
    for (int fd = 0; fd < 3; fd++) {
        struct ioinfo *info = &first_block[fd];
        if (info->osfile & FD_OPEN)
            continue;
        HANDLE handle = GetStdHandle(standard[fd]);
        /* Without a handle the descriptor is taken all the same, so that no file becomes number 1. */
        info->osfhnd = handle && handle != INVALID_HANDLE_VALUE ? handle : (HANDLE)-2;
        info->osfile = FD_OPEN | FD_TEXT;
        if (info->osfhnd == (HANDLE)-2) {
            info->osfile |= FD_DEVICE;
            fd_state(fd)->type_known = true;
        }
    }
}

size_t fd_inheritance(void *block, size_t size)
{
    int count = FD_MOST;
    while (count && !(slot(count - 1) && (slot(count - 1)->osfile & FD_OPEN)))
        count--;
    size_t needed = sizeof(uint32_t) + (size_t)count * (1 + sizeof(HANDLE));
    if (size < needed)
        return needed;
    BYTE *flags = (BYTE *)block + sizeof(uint32_t), *handles = flags + count;
    memcpy(block, &count, sizeof(uint32_t));
    for (int fd = 0; fd < count; fd++, handles += sizeof(HANDLE)) {
        struct ioinfo *info = slot(fd);
        bool passed = info && (info->osfile & FD_OPEN) && !(info->osfile & FD_NOINHERIT);
        HANDLE handle = passed ? info->osfhnd : INVALID_HANDLE_VALUE;
        if (passed)
            fd_know_type(fd, info);
        flags[fd] = passed ? info->osfile : 0;
        memcpy(handles, &handle, sizeof(handle));
    }
    return needed;
}

/* ---- functions ---- */

int CDECL msvcrt__close(int fd)
{
    struct ioinfo *info = fd_enter(fd);
    int result = 0;
    if (!info)
        return -1;
    /* Standard output and error are often one handle: it goes with the last of them. */
    bool shared =
        (fd == 1 || fd == 2) && (slot(3 - fd)->osfile & FD_OPEN) && slot(3 - fd)->osfhnd == info->osfhnd;
    if (info->osfhnd != INVALID_HANDLE_VALUE && info->osfhnd != (HANDLE)-2 && !shared &&
        !CloseHandle(info->osfhnd))
        result = crt_last_error();
    fd_free(fd);
    fd_leave(info);
    return result;
}

intptr_t CDECL msvcrt__get_osfhandle(int fd)
{
    struct ioinfo *info = fd_get(fd);
    return info ? (intptr_t)info->osfhnd : -1;
}

int CDECL msvcrt__open_osfhandle(intptr_t handle, int flags)
{
    unsigned osfile = 0;
    DWORD type = GetFileType((HANDLE)handle) & 0xFF;
    if (type == FILE_TYPE_UNKNOWN) {
        crt_last_error();
        if (!teb_last_error())
            crt_fail(EBADF);
        return -1;
    }
    if (type == FILE_TYPE_CHAR)
        osfile |= FD_DEVICE;
    else if (type == FILE_TYPE_PIPE)
        osfile |= FD_PIPE;
    if (flags & O_APPEND_)
        osfile |= FD_APPEND;
    if (flags & O_NOINHERIT_)
        osfile |= FD_NOINHERIT;
    if (flags & (O_TEXT_ | O_UNICODE_))
        osfile |= FD_TEXT;
    int fd = fd_allocate();
    if (fd < 0)
        return -1;
    struct fd_state *state = fd_state(fd);
    state->type_known = true;
    state->encoding = flags & O_U8TEXT_ ? FD_UTF8 : flags & (O_U16TEXT_ | O_WTEXT_) ? FD_UTF16 : FD_ANSI;
    fd_set_handle(fd, (HANDLE)handle, osfile);
    return fd;
}

int CDECL msvcrt__isatty(int fd)
{
    struct ioinfo *info = fd_get(fd);
    if (!info)
        return 0;
    fd_know_type(fd, info);
    return info->osfile & FD_DEVICE;
}

int CDECL msvcrt__setmode(int fd, int mode)
{
    struct ioinfo *info;
    if (mode != O_TEXT_ && mode != O_BINARY_ && mode != O_WTEXT_ && mode != O_U16TEXT_ && mode != O_U8TEXT_)
        return crt_fail(crt_invalid(EINVAL));
    if (!(info = fd_enter(fd)))
        return -1;
    struct fd_state *state = fd_state(fd);
    int old = !(info->osfile & FD_TEXT)     ? O_BINARY_
              : state->encoding == FD_UTF8  ? O_U8TEXT_
              : state->encoding == FD_UTF16 ? O_U16TEXT_
                                            : O_TEXT_;
    state->encoding = mode == O_U8TEXT_ ? FD_UTF8 : mode & O_UNICODE_ ? FD_UTF16 : FD_ANSI;
    if (mode == O_BINARY_)
        info->osfile &= (uint8_t)~FD_TEXT;
    else
        info->osfile |= FD_TEXT;
    fd_leave(info);
    return old;
}

int CDECL msvcrt__commit(int fd)
{
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int result = FlushFileBuffers(info->osfhnd) ? 0 : -1;
    if (result) {
        crt_thread.doserrno = teb_last_error();
        crt_thread.error = EBADF;
    }
    fd_leave(info);
    return result;
}

/* ---- duplicates and pipes ---- */

static int duplicate_to(int from, struct ioinfo *info, int to)
{
    HANDLE handle, process = NtCurrentProcess();
    bool inherit = true; /* a duplicate is inherited, whatever the original was */
    if (!DuplicateHandle(process, info->osfhnd, process, &handle, 0, inherit, DUPLICATE_SAME_ACCESS))
        return crt_last_error();
    unsigned osfile = info->osfile & ~(unsigned)(FD_NOINHERIT | FD_EOF);
    struct fd_state *state = fd_state(to);
    *state =
        (struct fd_state){.encoding = fd_state(from)->encoding, .type_known = fd_state(from)->type_known};
    fd_set_handle(to, handle, osfile);
    return 0;
}

int CDECL msvcrt__dup(int fd)
{
    struct ioinfo *info = fd_enter(fd);
    if (!info)
        return -1;
    int copy = fd_allocate();
    if (copy >= 0 && duplicate_to(fd, info, copy)) {
        slot(copy)->osfile = 0;
        copy = -1;
    }
    fd_leave(info);
    return copy;
}

int CDECL msvcrt__dup2(int from, int to)
{
    if ((unsigned)to >= FD_MOST)
        return crt_fail(EBADF);
    struct ioinfo *info = fd_enter(from);
    int result = 0;
    if (!info)
        return -1;
    if (from != to) {
        msvcrt__lock(CRT_LOCK_OSFHND);
        bool there = have_block_locked(to);
        msvcrt__unlock(CRT_LOCK_OSFHND);
        if (!there) {
            fd_leave(info);
            return crt_fail(ENOMEM);
        }
        struct ioinfo *target = slot(to);
        HANDLE old = target->osfile & FD_OPEN ? target->osfhnd : INVALID_HANDLE_VALUE;
        bool shared = (to == 1 || to == 2) && (slot(3 - to)->osfile & FD_OPEN) && slot(3 - to)->osfhnd == old;
        result = duplicate_to(from, info, to);
        if (!result && old != INVALID_HANDLE_VALUE && old != (HANDLE)-2 && !shared)
            CloseHandle(old);
    }
    fd_leave(info);
    return result;
}

int CDECL msvcrt__pipe(int *fds, unsigned size, int mode)
{
    if (!fds)
        return crt_fail(crt_invalid(EINVAL));
    fds[0] = fds[1] = -1;
    HANDLE ends[2];
    SECURITY_ATTRIBUTES security = {sizeof(security), NULL, !(mode & O_NOINHERIT_)};
    if (!CreatePipe(&ends[0], &ends[1], &security, size))
        return crt_last_error();
    bool text = mode & O_TEXT_ || (!(mode & O_BINARY_) && !(msvcrt__fmode & O_BINARY_));
    unsigned osfile = FD_PIPE | (text ? FD_TEXT : 0u) | (mode & O_NOINHERIT_ ? FD_NOINHERIT : 0u);
    for (int i = 0; i < 2; i++) {
        int fd = fd_allocate();
        if (fd < 0) {
            if (i)
                msvcrt__close(fds[0]);
            else
                CloseHandle(ends[0]);
            CloseHandle(ends[1]);
            fds[0] = -1;
            return crt_fail(EMFILE);
        }
        fd_state(fd)->type_known = true;
        fd_set_handle(fd, ends[i], osfile);
        fds[i] = fd;
    }
    return 0;
}
