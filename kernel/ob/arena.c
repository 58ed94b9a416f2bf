/* SPDX-License-Identifier: MIT
 *
 * The shared arena: one file per user and session, mapped by every process that has a named or inheritable
 * object, and made when the first such object is. arena_table.c has its contents: an array of slots and a
 * hash table over their names; nothing in it depends on the word size or on where it is mapped. Here are who
 * joins and leaves, and this process's objects.
 *
 * The alternatives were a server, which every creation would have to ask and whose death would take all names
 * along, and a file per object, which costs a descriptor and a mapping each. What a server would be needed
 * for is to clean up after the dead, and locks do that: a process that joins takes a number by locking a byte
 * of the file, and the kernel lets go of it when the process ends, even by SIGKILL. A slot has a bit for
 * every process that holds it. Whoever meets a slot by name asks whether a holder still lives; whoever takes
 * a number clears what its former bearer left, under the lock of the table, so that nobody takes the one for
 * the other; whoever finds no free slot clears what all the dead have left; whoever waits for a mutex looks
 * twice a second whether its owner lives. Who joins and finds nobody alive begins with an empty table,
 * whatever the file holds, and the last one to end removes the file.
 *
 * The table is changed under a lock on byte 0 (and a mutex within the process), which the kernel frees as
 * well. docs/arena.md tells the whole story.
 *
 * Lock order: arena_lock, then byte 0. Nothing else is taken inside.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "arena.h"
#include "arena_table.h"
#include "kernel/host/host.h"
#include "kernel/ke/dispatch.h"
#include "kernel/host/shared.h"

#define LIVENESS_BYTE (1ull << 32)
#define LOCK_TRIES    64 /* of a process that ends, for the table's lock */

/* Recursive: whoever abandons a dead process's mutex may need a wait record. */
static pthread_mutex_t arena_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static unsigned depth;
static struct arena *_Atomic arena;
static int arena_fd;
static char arena_path[HOST_SHARED_PATH];        /* "": not known yet */
static uint32_t self;                            /* this process's number */
static struct sync_object *objects[ARENA_SLOTS]; /* this process's object of a slot */
static bool told, over; /* one line is enough; this process has left, or must not go on */

/* The one line that says why names do not work. */
static void tell(const char *why)
{
    if (!told)
        report("no named or inherited objects: %s: %s", *arena_path ? arena_path : "no place for them", why);
    told = true;
}

static void tell_damaged(const char *damaged)
{
    char why[128];
    snprintf(why, sizeof(why), "%s; it is made anew when no program uses it", damaged);
    tell(why);
    over = true;
}

/* ---- the living and the dead ---- */

static bool is_alive(uint32_t process)
{
    return process == self || host_shared_is_locked(arena_fd, LIVENESS_BYTE + process, 1);
}

/* An owner: 12 bits of the process's number, and as much of the thread's identifier as has room. The whole
 * identifier is in `limit` (sync.c). */
static uint32_t process_of(uint32_t owner)
{
    return owner >> 18 & (ARENA_PROCESSES - 1);
}

uint32_t arena_owner(uint32_t thread_id)
{
    return self << 18 | (thread_id & 0x3FFFF);
}

static void abandon(struct sync_state *state, uint32_t process)
{
    uint32_t owner = atomic_load(&state->value);
    if (state->kind == SYNC_MUTEX && owner && owner < SYNC_ABANDONED && process_of(owner) == process)
        sync_abandon_state(state, owner);
}

void arena_check_owner(struct sync_state *state)
{
    uint32_t word = atomic_load(&state->value);
    if (state->kind == SYNC_MUTEX && word && word < SYNC_ABANDONED && !is_alive(process_of(word)))
        abandon(state, process_of(word));
}

static bool remove_locked(uint32_t index)
{
    const char *damaged = arena_table_remove(arena, index);
    if (damaged)
        tell_damaged(damaged);
    return !damaged;
}

/* A process lets go of a slot, or is found to have died. */
static void drop_holder_locked(uint32_t index, uint32_t process)
{
    struct arena_slot *slot = &arena->slots[index];
    if (process != self)
        abandon(&slot->state, process);
    arena_set_holder(slot, process, false);
    for (unsigned i = 0; i < ARENA_PROCESSES / 64; i++)
        if (slot->holders[i])
            return;
    remove_locked(index);
}

/* What the former bearer of a number has left. */
static void reap_locked(uint32_t process)
{
    uint32_t high = atomic_load(&arena->high);
    for (uint32_t i = 1; i < high && i < ARENA_SLOTS && !over; i++)
        if (atomic_load(&arena->slots[i].used) && arena_has_holder(&arena->slots[i], process))
            drop_holder_locked(i, process);
    arena->member[process] = 0;
}

/* Whether a process that lives holds a slot; if none does, it is nobody's, and goes. */
static bool is_held_locked(uint32_t index)
{
    const struct arena_slot *slot = &arena->slots[index];
    for (uint32_t i = 0; i < ARENA_PROCESSES / 64; i++)
        for (uint64_t bits = slot->holders[i]; bits; bits &= bits - 1)
            if (is_alive(i * 64 + (uint32_t)__builtin_ctzll(bits)))
                return true;
    remove_locked(index);
    return false;
}

/* No slot is free: what only the dead hold goes. */
static void reap_all_locked(void)
{
    for (uint32_t i = 1, high = atomic_load(&arena->high); i < high && i < ARENA_SLOTS && !over; i++)
        if (atomic_load(&arena->slots[i].used))
            is_held_locked(i);
}

/* ---- joining and leaving ---- */

/* Every program tree has a session of its own: that of its DECANT_ROOT, or DECANT_SESSION. */
static void session_name(char name[32])
{
    const char *session = getenv("DECANT_SESSION"), *root = getenv("DECANT_ROOT");
    uint32_t hash = 2166136261u;
    for (const char *c = session && *session ? session : root ? root : ""; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    static const char digits[] = "0123456789abcdef";
    memcpy(name, "arena3-", 7);
    for (unsigned i = 0; i < 8; i++)
        name[7 + i] = digits[hash >> (28 - 4 * i) & 15];
    name[15] = 0;
}

/* Room where the file lies, before it is written to. */
static bool reserve(int fd, uint64_t offset, uint64_t size)
{
    if (host_shared_reserve(fd, offset, size) == 0)
        return true;
    tell("no room left");
    return false;
}

/* A number nobody bears, with its byte locked. First one that was given back in order. 0: none. */
static uint32_t take_number(int fd, const uint8_t *member)
{
    for (unsigned left = 0; left <= 1; left++)
        for (uint32_t number = 1; number < ARENA_PROCESSES; number++)
            if (!member[number] == !left && !host_shared_lock(fd, LIVENESS_BYTE + number, false))
                return number;
    return 0;
}

/* Byte 0 of the file is locked. */
static bool enter_locked(int fd, struct arena *table)
{
    const char *damaged = NULL;
    if (!host_shared_is_locked(fd, LIVENESS_BYTE, ARENA_PROCESSES)) { /* whoever left this is dead */
        if (host_shared_empty(fd) || !reserve(fd, 0, offsetof(struct arena, slots)))
            return false;
        arena_table_make(table);
    } else if ((damaged = arena_table_begin(table, host_shared_size(fd)))) {
        tell_damaged(damaged);
        return false;
    }
    uint32_t number = take_number(fd, table->member);
    if (!number) {
        tell("4,095 processes have named or inherited objects already");
        return false;
    }
    arena_fd = fd;
    arena = table;
    depth++; /* the table is locked: what is abandoned may need a wait record */
    if (table->member[number])
        reap_locked(number); /* while self is not it: its bearer is dead */
    depth--;
    table->member[number] = 1;
    self = number;
    return true;
}

static NTSTATUS join_locked(void)
{
    char name[32];
    void *base;
    session_name(name);
    int error = *arena_path ? 0 : host_shared_place(name, arena_path);
    int fd = error ? error : host_shared_open(arena_path);
    if (fd == -EPERM)
        tell("another user has taken it; set XDG_RUNTIME_DIR to a folder of your own");
    else if (fd < 0 && fd != -EMFILE && fd != -ENFILE) /* of descriptors there may be some again later */
        tell("set XDG_RUNTIME_DIR to a folder of your own");
    if (error)
        arena_path[0] = 0;
    if (fd < 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    error = host_shared_map(fd, sizeof(struct arena), &base);
    if (!error && !enter_locked(fd, base)) {
        host_unmap(base, sizeof(struct arena));
        error = -ENOMEM;
    }
    if (error) {
        host_close(fd);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    host_shared_unlock(fd, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS lock(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&arena_lock);
    if (over)
        status = STATUS_INSUFFICIENT_RESOURCES;
    else if (!arena)
        status = join_locked();
    if (NT_SUCCESS(status) && depth) {
        depth++;
        return status;
    }
    if (NT_SUCCESS(status) && host_shared_lock(arena_fd, 0, true))
        status = STATUS_INSUFFICIENT_RESOURCES;
    const char *damaged = NT_SUCCESS(status) ? arena_table_begin(arena, host_shared_size(arena_fd)) : NULL;
    if (damaged) {
        tell_damaged(damaged);
        host_shared_unlock(arena_fd, 0);
        status = STATUS_INSUFFICIENT_RESOURCES;
    }
    if (NT_SUCCESS(status))
        depth++;
    else
        pthread_mutex_unlock(&arena_lock);
    return status;
}

static void unlock(void)
{
    if (!--depth)
        host_shared_unlock(arena_fd, 0);
    pthread_mutex_unlock(&arena_lock);
}

/* The process ends; its other threads stand still, perhaps in here. If the table's lock is not to be had,
 * somebody else lives and finds what is left. */
void arena_process_exit(void)
{
    if (!arena || pthread_mutex_trylock(&arena_lock))
        return;
    int error = -EAGAIN;
    for (unsigned i = 0; i < LOCK_TRIES && !over && error; i++)
        if ((error = host_shared_lock(arena_fd, 0, false)))
            host_yield();
    over = true;
    if (!error && !host_shared_is_locked(arena_fd, LIVENESS_BYTE, ARENA_PROCESSES))
        host_shared_remove(arena_path);
    pthread_mutex_unlock(&arena_lock);
}

const char *arena_where(void)
{
    return arena ? arena_path : "";
}

void arena_set_where(const char *path)
{
    if (!arena && strlen(path) < sizeof(arena_path))
        strcpy(arena_path, path);
}

/* ---- slots ---- */

static uint32_t find_locked(const struct named *name)
{
    const char *damaged = NULL;
    uint32_t index = arena_table_find(arena, name, &damaged);
    if (damaged)
        tell_damaged(damaged);
    if (!index || !is_held_locked(index))
        return 0;
    arena_check_owner(&arena->slots[index].state);
    return index;
}

static uint32_t new_slot_locked(const struct named *name)
{
    uint32_t index = arena_table_free(arena);
    if (index >= ARENA_SLOTS) {
        reap_all_locked();
        index = arena_table_free(arena);
    }
    if (over || index >= ARENA_SLOTS) {
        tell("it is full");
        return 0;
    }
    if (index >= atomic_load(&arena->high)) {
        if (!reserve(arena_fd, offsetof(struct arena, slots) + index * sizeof(struct arena_slot),
                     sizeof(struct arena_slot)))
            return 0;
        atomic_store(&arena->high, index + 1);
    }
    struct arena_slot *slot = &arena->slots[index];
    memset(slot, 0, sizeof(*slot));
    atomic_init(&slot->state.due, HOST_FOREVER);
    arena_set_holder(slot, self, true);
    if (name) {
        slot->hash = name->hash;
        slot->name_units = name->units;
        memcpy(slot->name, name->text, name->units * sizeof(uint16_t));
    }
    return index;
}

/* ---- this process's objects ---- */

/* This process's object of a slot, with a reference, unless that is on its way out. */
static struct sync_object *existing_locked(uint32_t index)
{
    struct sync_object *object = objects[index];
    uint32_t references = object ? atomic_load(&object->object.references) : 0;
    while (references)
        if (atomic_compare_exchange_weak(&object->object.references, &references, references + 1))
            return object;
    return NULL;
}

/* Gives an object the state of a slot. */
static void attach_locked(uint32_t index, struct sync_object *object)
{
    struct arena_slot *slot = &arena->slots[index];
    object->slot = index;
    atomic_store(&object->state, &slot->state);
    arena_set_holder(slot, self, true);
    objects[index] = object;
}

static struct sync_object *object_of_locked(uint32_t index, const struct object_type *type)
{
    struct sync_object *object = existing_locked(index);
    if (object || !(object = malloc(sizeof(*object))))
        return object;
    sync_init(object, type, (enum sync_kind)arena->slots[index].state.kind, 0);
    attach_locked(index, object);
    return object;
}

/* Which kinds a type has: first and last. */
static bool kind_fits(const struct object_type *type, uint32_t kind)
{
    if (type == &event_type)
        return kind <= SYNC_EVENT_AUTO;
    if (type == &semaphore_type)
        return kind == SYNC_SEMAPHORE;
    if (type == &mutant_type)
        return kind == SYNC_MUTEX;
    return kind == SYNC_TIMER_MANUAL || kind == SYNC_TIMER_AUTO;
}

NTSTATUS arena_create_named(const struct object_type *type, enum sync_kind kind, uint32_t word, int32_t limit,
                            const OBJECT_ATTRIBUTES *attributes, struct sync_object **out)
{
    struct named name;
    NTSTATUS status = named_parse(attributes, &name);
    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = lock()))
        return status;
    uint32_t index = find_locked(&name);
    if (index) {
        status = !kind_fits(type, arena->slots[index].state.kind) ? STATUS_OBJECT_TYPE_MISMATCH
                 : attributes->Attributes & OBJ_OPENIF            ? STATUS_OBJECT_NAME_EXISTS
                                                                  : STATUS_OBJECT_NAME_COLLISION;
    } else if ((index = new_slot_locked(&name))) {
        struct sync_state *state = &arena->slots[index].state;
        state->kind = kind;
        state->limit = limit;
        if (kind == SYNC_MUTEX && word) {
            state->limit = (int32_t)sync_owner(false);
            word = sync_owner(true);
        }
        atomic_store(&state->value, word);
        arena_table_insert(arena, index);
    } else {
        status = STATUS_INSUFFICIENT_RESOURCES;
    }
    if (over)
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status) && !(*out = object_of_locked(index, type))) {
        drop_holder_locked(index, self);
        status = STATUS_NO_MEMORY;
    }
    unlock();
    return status;
}

NTSTATUS arena_open_named(const struct object_type *type, const OBJECT_ATTRIBUTES *attributes,
                          struct sync_object **out)
{
    struct named name;
    if (!attributes->ObjectName || !attributes->ObjectName->Length)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    NTSTATUS status = named_parse(attributes, &name);
    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = lock()))
        return status;
    uint32_t index = find_locked(&name);
    if (!index)
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    else if (!kind_fits(type, arena->slots[index].state.kind))
        status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (!(*out = object_of_locked(index, type)))
        status = STATUS_NO_MEMORY;
    unlock();
    return status;
}

void arena_leave(struct sync_object *object)
{
    if (!object->slot || !NT_SUCCESS(lock()))
        return;
    if (objects[object->slot] == object) { /* else a newer object of this process has the slot */
        objects[object->slot] = NULL;
        drop_holder_locked(object->slot, self);
    }
    unlock();
}

NTSTATUS arena_share(struct sync_object *object, uint32_t *slot)
{
    NTSTATUS status = lock();
    if (!NT_SUCCESS(status))
        return status;
    wait_record_self(true);
    if (!object->slot) {
        uint32_t index = new_slot_locked(NULL);
        if (!index) {
            unlock();
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        struct sync_state *from = &object->local, *to = &arena->slots[index].state;
        struct dispatch dispatch;
        dispatch_lock(&dispatch, from); /* it moves once, under arena_lock */
        uint32_t value = dispatch_value(&dispatch);
        dispatch_move(&dispatch, to);
        if (from->kind == SYNC_MUTEX && value && value != SYNC_ABANDONED) {
            to->limit = (int32_t)value;
            value = arena_owner(value);
        }
        atomic_store(&to->value, value);
        arena_table_insert(arena, index);
        objects[index] = object;
        object->slot = index;
        atomic_store_explicit(&object->state, to, memory_order_release);
        dispatch_unlock(&dispatch);
    }
    *slot = object->slot;
    unlock();
    return STATUS_SUCCESS;
}

/* A number that another process gave. */
static bool is_used_locked(uint32_t slot)
{
    return slot && slot < atomic_load(&arena->high) && slot < ARENA_SLOTS &&
           atomic_load(&arena->slots[slot].used);
}

NTSTATUS arena_adopt(uint32_t slot, struct sync_object **out)
{
    NTSTATUS status = lock();
    if (!NT_SUCCESS(status))
        return status;
    if (!is_used_locked(slot)) {
        status = STATUS_INVALID_HANDLE;
    } else {
        uint32_t kind = arena->slots[slot].state.kind;
        const struct object_type *type = kind_fits(&event_type, kind)       ? &event_type
                                         : kind_fits(&mutant_type, kind)    ? &mutant_type
                                         : kind_fits(&semaphore_type, kind) ? &semaphore_type
                                                                            : &timer_type;
        *out = object_of_locked(slot, type);
        if (!*out)
            status = STATUS_NO_MEMORY;
    }
    unlock();
    return status;
}

NTSTATUS arena_attach(uint32_t slot, struct sync_object *object, struct sync_object **out)
{
    NTSTATUS status = lock();
    if (!NT_SUCCESS(status))
        return status;
    if (!is_used_locked(slot) || arena->slots[slot].state.kind != SYNC_EVENT_MANUAL) {
        status = STATUS_INVALID_HANDLE;
    } else if (!(*out = existing_locked(slot))) {
        attach_locked(slot, object);
        *out = object;
    }
    unlock();
    return status;
}

/* ---- for waits ---- */

struct sync_state *arena_state(uint32_t slot)
{
    struct arena *here = arena;
    return here && slot && slot < atomic_load(&here->high) && slot < ARENA_SLOTS ? &here->slots[slot].state
                                                                                 : NULL;
}

uint32_t arena_slot_of(const struct sync_state *state)
{
    struct arena *here = arena;
    uintptr_t offset = (uintptr_t)state - (uintptr_t)(here ? here->slots : NULL);
    return here && offset < sizeof(here->slots) ? (uint32_t)(offset / sizeof(here->slots[0])) : 0;
}

struct sync_state *arena_all(void)
{
    struct arena *here = arena;
    return here ? &here->all : NULL;
}

uint32_t arena_record_high(void)
{
    struct arena *here = arena;
    uint32_t high = here ? atomic_load(&here->record_high) : 0;
    return high < ARENA_RECORDS ? high : ARENA_RECORDS;
}

struct wait_record *arena_record(uint32_t number)
{
    return number && number < arena_record_high() ? &((struct arena *)arena)->records[number] : NULL;
}

static bool reserve_record(uint32_t number)
{
    return number < ARENA_RECORDS &&
           reserve(arena_fd, offsetof(struct arena, records) + number * sizeof(struct wait_record),
                   sizeof(struct wait_record));
}

/* Of those that are in use a dead thread's, or 0. It leaves its last wait: no queue has it as a living one,
 * and links to it are skipped. */
static uint32_t take_dead_record_locked(uint32_t high)
{
    uint32_t number = 1;
    while (number < high && !wait_record_is_dead(&arena->records[number]))
        number++;
    if (number >= high)
        return 0;
    struct wait_record *record = &arena->records[number];
    atomic_store(&record->state, (atomic_load(&record->state) & ~(WAIT_SEQUENCE - 1)) + WAIT_SEQUENCE);
    for (unsigned i = 0; i < WAIT_ENTRIES; i++)
        if (atomic_load(&record->entries[i].slot))
            dispatch_leave(record, i);
    return number;
}

uint32_t arena_claim_record(uint32_t thread)
{
    if (!NT_SUCCESS(lock()))
        return 0;
    uint32_t high = arena_record_high(), number = 1;
    high = high ? high : 1;
    while (number < high && atomic_load(&arena->records[number].alive))
        number++;
    if (number == high && !reserve_record(high))
        number = take_dead_record_locked(high);
    else if (number == high)
        atomic_store(&arena->record_high, high + 1);
    if (number) {
        arena->records[number].number = number | WAIT_RECORD_SHARED;
        atomic_store(&arena->records[number].alive, thread);
    }
    unlock();
    return number;
}

NTSTATUS arena_query_name(struct object *base, UNICODE_STRING *name, ULONG length, ULONG *needed)
{
    struct sync_object *object = container_of(base, struct sync_object, object);
    const struct arena_slot *slot = object->slot ? &arena->slots[object->slot] : NULL;
    uint32_t units = slot ? slot->name_units : 0;
    if (units > NAMED_UNITS)
        return STATUS_INSUFFICIENT_RESOURCES;
    return named_format(units ? slot->name : NULL, units, name, length, needed);
}
