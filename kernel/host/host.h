/* SPDX-License-Identifier: MIT
 *
 * The whole boundary between decant and Linux. Nothing above this header includes a POSIX header for I/O,
 * memory, threads or processes (the PE mapper, syscall-shim/ and vgpu/ transports are the named exceptions).
 *
 * Convention: a function returns zero or a positive result, or -errno (never -1 with errno). Paths are
 * NUL-terminated Linux paths in UTF-8 bytes. Descriptors returned are close-on-exec and never 0, 1 or 2.
 * Unless it says otherwise a function is thread-safe, takes no lock of ours and may be called on any stack.
 */
#ifndef DECANT_KERNEL_HOST_HOST_H
#define DECANT_KERNEL_HOST_HOST_H

#include <stddef.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdbool.h>
#include <sys/types.h>
#include "syscall-shim/border.h"

/* ---- memory (memory.c) ---- */

enum host_protection { HOST_READ = 1, HOST_WRITE = 2, HOST_EXECUTE = 4 }; /* a set of these; 0: no access */

/* Maps `size` zero bytes. address NULL: anywhere; else exactly there, -EEXIST where something is mapped.
 * The result's address goes to *out. Nothing is charged until it is touched. */
int host_map(void *address, size_t size, unsigned protection, void **out);
/* Like host_map, at a multiple of `alignment` (a power of two, at least the page size). */
int host_map_aligned(size_t size, size_t alignment, unsigned protection, void **out);
int host_unmap(void *address, size_t size);
int host_protect(void *address, size_t size, unsigned protection);
/* Fresh zero pages in place of what is mapped there. */
int host_remap(void *address, size_t size, unsigned protection, void **out);
/* Maps a descriptor in place of what is mapped there. shared: writes reach it. */
int host_map_file(void *address, size_t size, unsigned protection, int fd, uint64_t offset, bool shared);
/* An anonymous file in memory, of so many zero bytes. */
int host_memory_file(const char *name, uint64_t size);
/* Tells Linux that the contents matter no more; that a range will be used soon. */
int host_memory_unneeded(void *address, size_t size);
int host_memory_wanted(void *address, size_t size);
int host_memory_lock(void *address, size_t size);
int host_memory_unlock(void *address, size_t size);
/* Writes shared pages of a file back. */
int host_memory_flush(void *address, size_t size);
/* Linux' own mapping that holds `address`, or the next one above it. -ENOENT: there is none. */
struct host_mapping {
    uintptr_t start, end;
    unsigned protection;
    bool shared, file;
};
int host_mapping_at(uintptr_t address, struct host_mapping *out);
/* Bytes of memory and of swap, and what of them is free; what this process has in memory and mapped. */
struct host_memory {
    uint64_t total, available, cached, swap_total, swap_free, committed, commit_limit;
};
int host_memory_status(struct host_memory *out);
/* Its total alone, at a hundredth of the cost; 0 where it is not known. */
uint64_t host_physical_memory(void);
/* Bytes of this process: mapped, in memory, the most that ever was, shared; page faults. */
struct host_process_memory {
    uint64_t mapped, resident, peak_resident, peak_mapped, shared, anonymous, faults;
};
int host_process_memory(struct host_process_memory *out);
/* Copies between our memory and addresses that may be anything: -EFAULT where they are not accessible (the
 * copy may have begun then). */
int host_peek(void *to, const void *from, size_t size);
int host_poke(void *to, const void *from, size_t size);

/* ---- time (time.c) ---- */

struct host_time {
    int64_t seconds;
    uint32_t nanoseconds;
};
/* Since 1970 UTC; since boot, with and without time asleep; CPU time of the thread and of the process. */
void host_clock_realtime(struct host_time *out);
void host_clock_boottime(struct host_time *out);
void host_clock_monotonic(struct host_time *out);
void host_clock_thread_cpu(struct host_time *out);
void host_clock_process_cpu(struct host_time *out);
/* The zone's name ("Europe/Berlin", or what TZ holds), and its current rule as POSIX spells it
 * ("CET-1CEST,M3.5.0,M10.5.0/3"). -ENOENT and the like where there is none: UTC. */
int host_zone_name(char *name, size_t size);
int host_zone_rule(char *rule, size_t size);
/* Seconds to add to UTC at a time since 1970, and whether that is daylight-saving time. */
int32_t host_zone_offset(int64_t seconds, bool *daylight);

/* ---- the system and our own threads (system.c) ---- */

/* Starts a thread of decant's own: all signals blocked, no TEB, invisible to the guest, never ends. `run`
 * must use nothing that needs NtCurrentTeb(). */
int host_service_start(void (*run)(void *), void *argument);
void host_service_sleep(uint64_t nanoseconds);
/* A small file's beginning, NUL-terminated. Its length. */
int host_read_text(const char *path, char *text, size_t size);
unsigned host_current_processor(void);
/* Nanoseconds that a processor (from 1; 0: all together) has spent. */
struct host_cpu_times {
    uint64_t user, system, idle;
};
int host_cpu_times(unsigned cpu, struct host_cpu_times *out);
/* What this process has read and written: calls and bytes. */
struct host_io_counters {
    uint64_t reads, writes, read_bytes, written_bytes;
};
int host_io_counters(struct host_io_counters *out);
/* Whether the instructions WRFSBASE and WRGSBASE are allowed. */
bool host_may_write_segment_bases(void);

/* ---- files (file.c) ---- */

/* read(2) and write(2), restarted after a signal. Zero at the end of a file. */
ssize_t host_read(int fd, void *buffer, size_t size);
ssize_t host_write(int fd, const void *buffer, size_t size);
ssize_t host_pread(int fd, void *buffer, size_t size, uint64_t offset);
/* open(2) with O_CLOEXEC. */
int host_open(const char *path, int flags, unsigned mode);
int host_close(int fd);
/* Occupies a closed descriptor with one that can neither be read nor written. */
void host_occupy(int fd);
/* The current folder's absolute path. Its length, or -ERANGE where `size` is too small. */
int host_current_directory(char *path, size_t size);

/* ---- waiting (futex.c) ---- */

#define HOST_FOREVER    UINT64_MAX
#define HOST_FUTEX_MANY 72 /* the most descriptors that one wait can have */

/* Nanoseconds of CLOCK_MONOTONIC, the clock of all deadlines here; a deadline of 0 has always passed. */
uint64_t host_monotonic(void);
/* Nanoseconds since 1970 UTC. */
uint64_t host_realtime(void);
/* Sleeps while *word is `value`, a 32-bit futex. shared: the word lies in memory that other processes map.
 * 0: woken. -EAGAIN: the word differs. -EINTR: a signal. -ETIMEDOUT: the deadline has passed. */
int host_futex_wait(const void *word, uint32_t value, uint64_t deadline, bool shared);
/* Wakes up to `count` sleepers; how many there were. */
int host_futex_wake(const void *word, unsigned count, bool shared);
/* The same for a private word, where sleepers are told apart by bits: a wake reaches those that share one. */
int host_futex_wait_bits(const void *word, uint32_t value, uint32_t bits);
int host_futex_wake_bits(const void *word, unsigned count, uint32_t bits);
/* Has Linux set bit 30 of *word, which becomes the calling thread's identifier, when that thread dies
 * (mark_death.c). One word per thread; NULL: none any more. */
int host_mark_death(_Atomic uint32_t *word, uint32_t thread);
/* poll(2): waits until a descriptor is readable (or writable), at its end or broken. How many are; 0 at the
 * deadline; -EINTR. */
struct host_poll {
    int fd;
    bool write;
    bool ready; /* the answer */
};
int host_poll_many(struct host_poll *list, unsigned count, uint64_t deadline);
/* Has ready(context, value) called, by another thread, once one of the descriptors is ready (watch.c); never
 * after host_watch_end. -EPERM: one that cannot be waited for, such as a plain file; -EMFILE and the like. */
struct host_watch;
int host_watch_begin(const struct host_poll *list, unsigned count, void (*ready)(void *, uint32_t),
                     void *context, uint32_t value, struct host_watch **out);
void host_watch_end(struct host_watch *watch);
/* 0, or -EINTR after a signal. */
int host_sleep_until(uint64_t deadline);
/* Stands until the process ends. */
_Noreturn void host_pause(void);
void host_yield(void);

/* ---- threads and the process (thread.c) ---- */

/* Starts a thread on a small host stack of its own. All signals are blocked in it until it calls
 * host_unblock_signals. *id: the kernel's identifier. -EAGAIN or -ENOMEM. */
int host_thread_start(void (*run)(void *), void *argument, uint32_t *id);
/* What a thread (or, with thread 0, a process) has used, and when it was made: nanoseconds. */
struct host_task_times {
    uint64_t user, system;
    uint64_t created; /* host_realtime's clock */
};
int host_task_times(uint32_t process, uint32_t thread, struct host_task_times *out);
/* What the calling thread has used. */
void host_own_times(struct host_task_times *out);
/* The processors that a thread (0: the calling one) may run on, one bit each. */
int host_affinity_get(uint32_t task, uint64_t *mask);
int host_affinity_set(uint32_t task, uint64_t mask);
/* The processors that there are. */
int host_affinity_system(uint64_t *mask);
/* A thread's nice value, -20 (first) to 19. -EACCES, -EPERM where the user may not raise it. */
int host_nice_set(uint32_t task, int nice);
/* A descriptor that becomes readable when the process ends; kills it. -ESRCH, -EPERM. */
int host_process_open(uint32_t process);
int host_process_kill(int pidfd);
/* Takes the end of a child: *status is its exit code, or 128 + the signal that killed it. -ECHILD. */
int host_process_reap(int pidfd, int *status);
uint32_t host_parent_process_id(void);
/* Makes every running thread of the process pass a memory barrier. */
void host_barrier_all(void);
/* Before a thread is started: what the barrier needs is had for nothing by a process with a single thread,
 * and takes ten milliseconds later on. */
void host_barrier_prepare(void);
void host_block_signals(void);
void host_unblock_signals(void);

/* Sets the segment base through which the guest reaches its TEB: GS on x86-64, FS on i386. */
int host_set_guest_segment(void *teb);
/* The kernel's identifier of the calling thread and of the process. */
uint32_t host_thread_id(void);
uint32_t host_process_id(void);
/* How many processors this process may run on. */
unsigned host_processor_count(void);
/* The computer's name, cut to `size`. */
int host_name(char *name, size_t size);
/* Ends the process at once, all threads with it; buffers of stdio are not flushed. */
_Noreturn void host_exit(int code);

/* ---- signals of the terminal and the session (console_signal.c) ---- */

enum host_console_signal { HOST_INTERRUPT, HOST_QUIT, HOST_HANGUP, HOST_TERMINATE };

/* From now on calls `event` on a host thread, one call at a time, whenever such a signal comes. Once. */
int host_watch_console_signals(void (*event)(enum host_console_signal signal));
/* Ignores Ctrl+C, or takes it again. Child processes inherit it. */
void host_ignore_interrupt(bool ignore);
/* Ends the process the way the signal does by default. */
_Noreturn void host_default_signal(enum host_console_signal signal);
/* Sends the signal to a Unix process group; 0: our own if this process leads it, else to this process alone.
 */
int host_send_console_signal(enum host_console_signal signal, uint32_t group);

/* As services, for the user side. */
PRIVATE_SERVICE(host_close);
PRIVATE_SERVICE(host_current_directory);
PRIVATE_SERVICE(host_futex_wake);
PRIVATE_SERVICE(host_futex_wake_bits);
PRIVATE_SERVICE(host_map_aligned);
PRIVATE_SERVICE(host_monotonic);
PRIVATE_SERVICE(host_name);
PRIVATE_SERVICE(host_occupy);
PRIVATE_SERVICE(host_open);
PRIVATE_SERVICE(host_peek);
PRIVATE_SERVICE(host_processor_count);
PRIVATE_SERVICE(host_protect);
PRIVATE_SERVICE(host_sleep_until);
PRIVATE_SERVICE(host_unmap);
PRIVATE_SERVICE(host_write);
PRIVATE_SERVICE(host_yield);
PRIVATE_SERVICE(host_zone_name);
PRIVATE_SERVICE(host_zone_offset);
PRIVATE_SERVICE(host_zone_rule);

#endif
