/* SPDX-License-Identifier: MIT
 *
 * Sections that are read when they are used. Most linkers place a section at an offset in the file that is no
 * multiple of a page, so that it cannot be mapped; to copy all of it takes a large program longer than its
 * work may. So a section that nothing writes is a private mapping of a memory file, without access and full
 * of holes; the first access to one of its windows faults, the window is copied from the image's file into
 * the memory file, and access is given.
 *
 * The handler of SIGSEGV calls pe_demand_fault on the thread that faulted, wherever that stands: nothing here
 * takes a lock or allocates. A window belongs to the thread that fills it; others wait for it. A system call
 * that is handed a part that was not used yet fails with EFAULT instead of faulting, so whoever passes the
 * guest's pointers to Linux touches the memory before (kernel/mm/probe.h does).
 */
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "pe_fault_signals.h"
#include <pe.h>

#define WINDOW 0x8000u /* bytes: a fault costs as much as copying three pages */
#define PAGE   0x1000u

#define FILL_SPINS 1000u /* some 40 µs: a window takes 20, to be woken may take 60 */

enum { EMPTY, FILLING, AWAITED, FULL, FOREIGN }; /* AWAITED: FILLING, and somebody waits for it */

struct demand {
    _Atomic(uintptr_t) start, end; /* end 0: free */
    _Atomic bool taken;            /* while it is being made or removed */
    _Atomic int protection;        /* of the windows that are there */
    int memory;                    /* the memory file */
    uint64_t position;             /* in it */
    char *file;                    /* mapped: the page in which the section's data begins */
    size_t file_size;
    const char *data;
    size_t size;             /* of the data; zeros follow up to the last page's end */
    _Atomic uint32_t *state; /* of each window */
};

static struct demand demands[64];
static _Atomic unsigned used; /* those before this were used once */

static size_t page_up(size_t value)
{
    return (value + PAGE - 1) & ~(size_t)(PAGE - 1);
}

static struct demand *find(uintptr_t address)
{
    unsigned count = atomic_load_explicit(&used, memory_order_acquire);
    for (unsigned i = 0; i < count; i++)
        if (address < atomic_load(&demands[i].end) && address >= atomic_load(&demands[i].start))
            return &demands[i];
    return NULL;
}

static struct demand *take(void)
{
    for (unsigned i = 0; i < sizeof(demands) / sizeof(demands[0]); i++) {
        if (atomic_exchange(&demands[i].taken, true))
            continue;
        unsigned count = atomic_load(&used);
        while (count <= i && !atomic_compare_exchange_weak(&used, &count, i + 1))
            ;
        return &demands[i];
    }
    return NULL;
}

/* ---- windows ---- */

static void wait_while(_Atomic uint32_t *state, uint32_t value)
{
    syscall(SYS_futex, state, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static size_t window_size(const struct demand *demand, size_t index)
{
    size_t whole = demand->end - demand->start, offset = index * WINDOW;
    return whole - offset < WINDOW ? whole - offset : WINDOW;
}

/* Until it is the protection that the section has now. What it has been given; -1: it could not be. */
static int protect_window(const struct demand *demand, size_t index)
{
    int protection;
    do {
        protection = demand->protection;
        if (mprotect((char *)demand->start + index * WINDOW, window_size(demand, index), protection))
            return -1;
    } while (protection != demand->protection);
    return protection;
}

/* The protection that it has then; -1: it cannot be read. */
static int fill(const struct demand *demand, size_t index)
{
    size_t offset = index * WINDOW, left = window_size(demand, index);
    if (left > demand->size - offset)
        left = demand->size - offset;
    while (
        left) { /* from our mapping to the memory file by the kernel: a file that was cut short is an error */
        ssize_t put = pwrite(demand->memory, demand->data + offset, left, (off_t)(demand->position + offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return -1;
        offset += (size_t)put;
        left -= (size_t)put;
    }
    return protect_window(demand, index);
}

/* Makes a window FULL. False: it cannot be read. *was: what it had been. */
static bool need(struct demand *demand, size_t index, uint32_t *was)
{
    _Atomic uint32_t *state = &demand->state[index];
    for (;;) {
        *was = EMPTY;
        if (atomic_compare_exchange_strong(state, was, FILLING)) {
            int given = fill(demand, index);
            if (atomic_exchange(state, given >= 0 ? FULL : EMPTY) == AWAITED)
                syscall(SYS_futex, state, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
            if (given >= 0 && given != demand->protection) /* changed by who has not seen it FULL */
                protect_window(demand, index);
            return given >= 0;
        }
        if (*was == FULL || *was == FOREIGN)
            return true;
        for (unsigned spins = 0; spins < FILL_SPINS && *state == FILLING; spins++)
            __builtin_ia32_pause();
        *was = FILLING;
        if (*state == AWAITED || atomic_compare_exchange_strong(state, was, AWAITED))
            wait_while(state, AWAITED);
    }
}

bool pe_demand_fault(const void *address, int access)
{
    struct demand *demand = find((uintptr_t)address);
    uint32_t was;
    if (!demand || !need(demand, ((uintptr_t)address - demand->start) / WINDOW, &was))
        return false;
    /* FULL: another thread has filled it since the fault, unless the access is one that is not allowed */
    return was == EMPTY || (was == FULL && (demand->protection & access) == access);
}

/* As the handler does it: no signal may stop the thread while it fills a window, for whoever stops it could
 * be the next to need that. Faults stay: they are not blocked anywhere. */
static bool need_undisturbed(struct demand *demand, size_t index)
{
    sigset_t all, before;
    uint32_t was;
    if (demand->state[index] == FULL || demand->state[index] == FOREIGN)
        return true;
    all_but_faults(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool full = need(demand, index, &was);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return full;
}

static bool each_window(const void *at, size_t size, bool foreign)
{
    uintptr_t from = (uintptr_t)at, to = from + size;
    bool all = true;
    for (unsigned i = 0; i < atomic_load_explicit(&used, memory_order_acquire); i++) {
        struct demand *demand = &demands[i];
        uintptr_t start = demand->start, end = demand->end;
        if (from >= end || to <= start)
            continue;
        size_t last = ((to < end ? to : end) - 1 - start) / WINDOW;
        for (size_t index = ((from > start ? from : start) - start) / WINDOW; index <= last; index++) {
            bool full = need_undisturbed(demand, index);
            if (full && foreign)
                atomic_store(&demand->state[index], FOREIGN);
            all &= full;
        }
    }
    return all;
}

bool pe_demand_load(const void *at, size_t size)
{
    return !atomic_load_explicit(&used, memory_order_relaxed) || each_window(at, size, false);
}

bool pe_demand_disown(const void *at, size_t size)
{
    return !atomic_load_explicit(&used, memory_order_relaxed) || each_window(at, size, true);
}

/* ---- sections ---- */

int pe_demand_memory(size_t size)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur < size) /* ftruncate would send SIGXFSZ */
        return -1;
    int fd = memfd_create("image", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, (off_t)size)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void clear(struct demand *demand)
{
    if (demand->file)
        munmap(demand->file, demand->file_size);
    free((void *)demand->state);
    demand->file = NULL;
    demand->state = NULL;
    atomic_store(&demand->taken, false);
}

bool pe_demand_add(void *at, size_t size, int memory, uint64_t position, int fd, uint64_t offset)
{
    struct demand *demand = take();
    if (!demand)
        return false;
    size_t whole = page_up(size), skip = offset % PAGE;
    demand->memory = memory;
    demand->position = position;
    demand->size = size;
    demand->protection = PROT_READ | PROT_WRITE;
    demand->file_size = skip + size;
    demand->state = calloc((whole + WINDOW - 1) / WINDOW, sizeof(*demand->state));
    demand->file = mmap(NULL, demand->file_size, PROT_READ, MAP_SHARED, fd, (off_t)(offset - skip));
    if (demand->file == MAP_FAILED)
        demand->file = NULL;
    demand->data = demand->file + skip;
    if (!demand->state || !demand->file ||
        mmap(at, whole, PROT_NONE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, memory, (off_t)position) ==
            MAP_FAILED) {
        clear(demand);
        return false;
    }
    atomic_store(&demand->start, (uintptr_t)at);
    atomic_store(&demand->end, (uintptr_t)at + whole);
    return true;
}

/* The first one at or behind `from`. */
static struct demand *following(uintptr_t from, uintptr_t to)
{
    struct demand *first = NULL;
    for (unsigned i = 0; i < atomic_load(&used); i++)
        if (demands[i].end && demands[i].start >= from && demands[i].start < to &&
            (!first || demands[i].start < first->start))
            first = &demands[i];
    return first;
}

static bool protect_windows(struct demand *demand, int protection)
{
    size_t whole = demand->end - demand->start, count = (whole + WINDOW - 1) / WINDOW;
    demand->protection = protection;
    for (size_t index = 0, next; index < count; index = next + 1) {
        for (next = index; next < count && demand->state[next] == FULL; next++)
            ;
        size_t start = index * WINDOW, end = next * WINDOW < whole ? next * WINDOW : whole;
        if (end > start && mprotect((char *)demand->start + start, end - start, protection))
            return false;
    }
    return true;
}

bool pe_demand_protect(void *at, size_t size, int protection)
{
    uintptr_t from = (uintptr_t)at, to = from + size;
    while (from < to) {
        struct demand *demand = following(from, to);
        uintptr_t gap_end = demand ? demand->start : to;
        if (gap_end > from && mprotect((void *)from, gap_end - from, protection))
            return false;
        if (demand && !protect_windows(demand, protection))
            return false;
        from = demand ? demand->end : to;
    }
    return true;
}

void pe_demand_remove(const void *base, size_t size)
{
    int memory = -1;
    for (unsigned i = 0; i < atomic_load(&used); i++) {
        struct demand *demand = &demands[i];
        if (demand->end && demand->start >= (uintptr_t)base && demand->end <= (uintptr_t)base + size) {
            atomic_store(&demand->end, 0);
            memory = demand->memory;
            clear(demand);
        }
    }
    if (memory >= 0)
        close(memory);
}
