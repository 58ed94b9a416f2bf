/* SPDX-License-Identifier: MIT
 *
 * Where wait records come from. A private one is allocated, and used again by another thread once its own has
 * ended; one of the arena is claimed there (kernel/ob/arena.c), with a word that Linux marks when the thread
 * dies.
 */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include "wait_record.h"
#include "kernel/host/host.h"
#include "kernel/ob/arena.h"

#define MOST_PRIVATE 0x10000u

static _Atomic(struct wait_record *) records[MOST_PRIVATE];
static pthread_mutex_t records_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t high = 1, unused[MOST_PRIVATE], unused_count; /* 0 is no record */
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static __thread struct wait_record *own, *own_shared;
static __thread bool claiming; /* one of the arena, for which objects may have to be locked */

/* At the end of a host thread. */
static void give_back(void *value)
{
    struct wait_record *record = own;
    if (own_shared) {
        host_mark_death(NULL, 0);
        atomic_store(&own_shared->alive, 0);
    }
    own = own_shared = NULL;
    pthread_mutex_lock(&records_lock);
    if (record)
        unused[unused_count++] = record->number;
    pthread_mutex_unlock(&records_lock);
}

static void make_key(void)
{
    pthread_key_create(&key, give_back);
}

static struct wait_record *new_private(void)
{
    struct wait_record *record = NULL;
    pthread_mutex_lock(&records_lock);
    if (unused_count) {
        record = atomic_load(&records[unused[--unused_count]]);
    } else if (high < MOST_PRIVATE && (record = aligned_alloc(64, sizeof(*record)))) {
        *record = (struct wait_record){.number = high, .alive = 1};
        atomic_store_explicit(&records[high++], record, memory_order_release);
    }
    pthread_mutex_unlock(&records_lock);
    return record;
}

struct wait_record *wait_record_self(bool shared)
{
    if (own_shared)
        return own_shared;
    if (own && !shared)
        return own;
    pthread_once(&key_once, make_key);
    struct wait_record *record;
    if (shared) {
        if (claiming)
            return NULL;
        claiming = true;
        uint32_t thread = host_thread_id(), number = arena_claim_record(thread);
        claiming = false;
        if (!number || !(record = wait_record_at(number | WAIT_RECORD_SHARED)))
            return NULL;
        record->number = number | WAIT_RECORD_SHARED;
        record->process = host_process_id();
        host_mark_death(&record->alive, thread);
        own_shared = record;
    } else {
        if (!(record = new_private()))
            return NULL;
        own = record;
    }
    pthread_setspecific(key, record);
    return record;
}

struct wait_record *wait_record_at(uint32_t number)
{
    if (number & WAIT_RECORD_SHARED)
        return arena_record(number & ~WAIT_RECORD_SHARED);
    return number < MOST_PRIVATE ? atomic_load_explicit(&records[number], memory_order_acquire) : NULL;
}

void wait_wake(struct wait_record *record)
{
    host_futex_wake(&record->state, INT_MAX, wait_record_is_shared(record));
}
