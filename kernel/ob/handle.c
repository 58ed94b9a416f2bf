/* SPDX-License-Identifier: MIT
 *
 * The handle table. Look-ups are on the path of every read and every wait, so they take no lock: an entry is
 * one word that holds the object's address (48 bits) and the number of look-ups under way (16 bits). A
 * look-up adds one to that count and so pins the object; giving it back subtracts one from the entry if it
 * still holds the same object, and otherwise from the object's own references, to which closing moved what
 * was under way. The sum over entry and object is what matters, so it is harmless if the same object comes
 * back to the same entry.
 *
 * Chunks of entries are allocated as needed and never freed or moved. Opening and closing take a lock for the
 * list of free entries only. i386 has addresses of 32 bits and the same 64-bit entries.
 */
#include <stdlib.h>
#include <pthread.h>
#include "handle.h"

#define CHUNK_ENTRIES 1024
#define MAX_CHUNKS    16384 /* 16 million handles, as on Windows */
#define POINTER_MASK  ((1ull << 48) - 1)
#define LOOKUP        (1ull << 48)

struct entry {
    _Atomic uint64_t word; /* object | look-ups under way << 48; 0: free */
    _Atomic uint32_t access;
    union {
        uint32_t attributes;
        uint32_t next_free; /* index of the next free entry, when this one is free */
    };
};

static _Atomic(struct entry *) chunks[MAX_CHUNKS];
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t first_free; /* 0: none */
static uint32_t used = 1;   /* entries ever used; index 0 is never given out */

void object_release(struct object *object)
{
    if (atomic_fetch_sub_explicit(&object->references, 1, memory_order_acq_rel) == 1)
        object->type->destroy(object);
}

ACCESS_MASK object_map_access(const struct object_type *type, ACCESS_MASK desired)
{
    ACCESS_MASK access =
        desired & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED);
    if (desired & GENERIC_READ)
        access |= type->generic_read;
    if (desired & GENERIC_WRITE)
        access |= type->generic_write;
    if (desired & GENERIC_EXECUTE)
        access |= type->generic_execute;
    if (desired & (GENERIC_ALL | MAXIMUM_ALLOWED))
        access |= type->all_access;
    return access;
}

/* The low two bits of a handle are the caller's to use. */
static struct entry *entry_of(HANDLE handle)
{
    uintptr_t index = (uintptr_t)handle >> 2;
    if (index == 0 || index / CHUNK_ENTRIES >= MAX_CHUNKS)
        return NULL;
    struct entry *chunk = atomic_load_explicit(&chunks[index / CHUNK_ENTRIES], memory_order_acquire);
    return chunk ? &chunk[index % CHUNK_ENTRIES] : NULL;
}

static struct entry *chunk_for_locked(uint32_t index)
{
    struct entry *chunk = atomic_load_explicit(&chunks[index / CHUNK_ENTRIES], memory_order_relaxed);
    if (!chunk) {
        chunk = calloc(CHUNK_ENTRIES, sizeof(*chunk));
        if (!chunk)
            return NULL;
        atomic_store_explicit(&chunks[index / CHUNK_ENTRIES], chunk, memory_order_release);
    }
    return &chunk[index % CHUNK_ENTRIES];
}

static void fill_entry(struct entry *entry, struct object *object, ACCESS_MASK access, ULONG attributes)
{
    object_reference(object);
    atomic_fetch_add_explicit(&object->handles, 1, memory_order_relaxed);
    entry->attributes = attributes & (OBJ_INHERIT | HANDLE_PROTECT_FROM_CLOSE);
    atomic_store_explicit(&entry->access, access, memory_order_relaxed);
    atomic_store_explicit(&entry->word, (uint64_t)(uintptr_t)object, memory_order_release);
}

NTSTATUS handle_create(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *out)
{
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
    HANDLE handle = NULL;
    pthread_mutex_lock(&table_lock);
    uint32_t index = first_free ? first_free : used;
    if (index < CHUNK_ENTRIES * MAX_CHUNKS) {
        struct entry *entry = chunk_for_locked(index);
        if (entry) {
            if (first_free)
                first_free = entry->next_free;
            else
                used++;
            fill_entry(entry, object, object_map_access(object->type, access), attributes);
            handle = (HANDLE)((uintptr_t)index << 2);
            status = STATUS_SUCCESS;
        }
    }
    pthread_mutex_unlock(&table_lock);
    if (NT_SUCCESS(status))
        *out = handle; /* maybe the guest's: not under the lock */
    return status;
}

/* Takes an entry out of the list of free ones; true, too, where it was never used. False: it is in use. */
static bool unlink_free_locked(uint32_t index)
{
    if (atomic_load_explicit(&chunk_for_locked(index)->word, memory_order_relaxed))
        return false;
    if (first_free == index) {
        first_free = chunk_for_locked(index)->next_free;
        return true;
    }
    for (uint32_t at = first_free; at; at = chunk_for_locked(at)->next_free)
        if (chunk_for_locked(at)->next_free == index) {
            chunk_for_locked(at)->next_free = chunk_for_locked(index)->next_free;
            break;
        }
    return true;
}

NTSTATUS handle_insert_at(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes)
{
    uint32_t index = (uint32_t)((uintptr_t)handle >> 2);
    if (index == 0 || index >= CHUNK_ENTRIES * MAX_CHUNKS)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&table_lock);
    while (used <= index && NT_SUCCESS(status)) { /* what lies between becomes free */
        struct entry *entry = chunk_for_locked(used);
        if (!entry) {
            status = STATUS_INSUFFICIENT_RESOURCES;
        } else {
            if (used != index) {
                entry->next_free = first_free;
                first_free = used;
            }
            used++;
        }
    }
    if (NT_SUCCESS(status) && !unlink_free_locked(index))
        status = STATUS_INVALID_HANDLE; /* taken */
    if (NT_SUCCESS(status))
        fill_entry(chunk_for_locked(index), object, access, attributes);
    pthread_mutex_unlock(&table_lock);
    return status;
}

void handle_put(HANDLE handle, struct object *object)
{
    struct entry *entry = entry_of(handle);
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_relaxed);
    while ((word & POINTER_MASK) == (uintptr_t)object && word >= LOOKUP)
        if (atomic_compare_exchange_weak_explicit(&entry->word, &word, word - LOOKUP, memory_order_release,
                                                  memory_order_relaxed))
            return;
    object_release(object);
}

NTSTATUS handle_get(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **out)
{
    struct entry *entry = entry_of(handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_relaxed);
    do {
        if (!(word & POINTER_MASK))
            return STATUS_INVALID_HANDLE;
    } while (!atomic_compare_exchange_weak_explicit(&entry->word, &word, word + LOOKUP, memory_order_acquire,
                                                    memory_order_relaxed));
    struct object *object = (struct object *)(uintptr_t)(word & POINTER_MASK);
    NTSTATUS status = STATUS_SUCCESS;
    if (type && object->type != type)
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (access & ~atomic_load_explicit(&entry->access, memory_order_relaxed))
        status = STATUS_ACCESS_DENIED;
    if (NT_SUCCESS(status))
        *out = object;
    else
        handle_put(handle, object);
    return status;
}

NTSTATUS handle_query(HANDLE handle, ACCESS_MASK *access, ULONG *attributes)
{
    struct entry *entry = entry_of(handle);
    if (!entry || !(atomic_load_explicit(&entry->word, memory_order_acquire) & POINTER_MASK))
        return STATUS_INVALID_HANDLE;
    if (access)
        *access = atomic_load_explicit(&entry->access, memory_order_relaxed);
    if (attributes)
        *attributes = entry->attributes;
    return STATUS_SUCCESS;
}

NTSTATUS handle_set_attributes(HANDLE handle, ULONG attributes)
{
    NTSTATUS status = STATUS_INVALID_HANDLE;
    struct entry *entry = entry_of(handle);
    pthread_mutex_lock(&table_lock);
    if (entry && (atomic_load_explicit(&entry->word, memory_order_relaxed) & POINTER_MASK)) {
        entry->attributes = attributes & (OBJ_INHERIT | HANDLE_PROTECT_FROM_CLOSE);
        status = STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&table_lock);
    return status;
}

NTSTATUS handle_close(HANDLE handle)
{
    struct entry *entry = entry_of(handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    pthread_mutex_lock(&table_lock);
    uint64_t word = atomic_load_explicit(&entry->word, memory_order_relaxed);
    NTSTATUS status = !(word & POINTER_MASK)                          ? STATUS_INVALID_HANDLE
                      : entry->attributes & HANDLE_PROTECT_FROM_CLOSE ? STATUS_HANDLE_NOT_CLOSABLE
                                                                      : STATUS_SUCCESS;
    struct object *object = NULL;
    if (NT_SUCCESS(status)) {
        object = (struct object *)(uintptr_t)(word & POINTER_MASK);
        /* As a rule no look-up is under way. Where some are, their references must be the object's before the
         * entry lets go of them: take more than there can be, and give back the difference. */
        if (word >= LOOKUP || !atomic_compare_exchange_strong_explicit(
                                  &entry->word, &word, 0, memory_order_acq_rel, memory_order_relaxed)) {
            atomic_fetch_add_explicit(&object->references, 0x10000, memory_order_relaxed);
            word = atomic_exchange_explicit(&entry->word, 0, memory_order_acq_rel);
            atomic_fetch_sub_explicit(&object->references, 0x10000 - (uint32_t)(word >> 48),
                                      memory_order_relaxed);
        }
        entry->next_free = first_free;
        first_free = (uint32_t)((uintptr_t)handle >> 2);
    }
    pthread_mutex_unlock(&table_lock);
    if (!object)
        return status;
    atomic_fetch_sub_explicit(&object->handles, 1, memory_order_relaxed);
    if (object->type->close)
        object->type->close(object);
    object_release(object);
    return status;
}

void handle_enumerate(bool (*visit)(HANDLE, struct object *, ACCESS_MASK, ULONG, void *), void *context)
{
    pthread_mutex_lock(&table_lock);
    uint32_t end = used;
    pthread_mutex_unlock(&table_lock);
    for (uint32_t index = 1; index < end; index++) {
        HANDLE handle = (HANDLE)((uintptr_t)index << 2);
        struct entry *entry = entry_of(handle);
        struct object *object;
        if (!NT_SUCCESS(handle_get(handle, NULL, 0, &object)))
            continue;
        bool more = visit(handle, object, entry->access, entry->attributes, context);
        handle_put(handle, object);
        if (!more)
            return;
    }
}
