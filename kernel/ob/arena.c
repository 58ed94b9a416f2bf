/* SPDX-License-Identifier: MIT
 *
 * The shared arena: one file per user and session, mapped by every process that has a named or inheritable
 * object, and made when the first such object is. It is an array of fixed-size slots and a hash table over
 * their names; nothing in it depends on the word size or on where it is mapped.
 *
 * The alternatives were a server, which every creation would have to ask and whose death would take all names
 * along, and a file per object, which costs a descriptor and a mapping each. What a server would be needed
 * for is to clean up after the dead, and locks do that: a process that joins takes a number from 1 to 255 by
 * locking a byte of the file, and the kernel lets go of it when the process ends, even by SIGKILL. A slot has
 * a bit for every process that holds it. Whoever meets a slot by name asks whether its holders still live;
 * whoever takes a number clears what its former bearer left; whoever finds no free slot clears what all the
 * dead have left; whoever waits for a mutex looks twice a second whether its owner lives.
 *
 * The table is changed under a lock on byte 0 (and a mutex within the process), which the kernel frees as
 * well. Changes are ordered so that a process that dies in between leaves a slot that is free, or one that is
 * whole: `used` is written last and cleared first.
 *
 * Lock order: arena_lock, then byte 0. Nothing else is taken inside.
 */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "arena.h"
#include "named.h"
#include "kernel/host/host.h"
#include "kernel/host/shared.h"

#define MAGIC         0x31414344u /* DCA1 */
#define SLOTS         4096u
#define HASHES        1024u
#define MAX_PROCESS   255u
#define LIVENESS_BYTE (1ull << 32)

struct slot {
    struct sync_state state;
    uint32_t used;
    uint32_t next; /* with the same hash; 0: none */
    uint32_t hash;
    uint32_t name_units; /* 0: no name */
    uint64_t holders[4]; /* a bit per process number */
    uint16_t name[NAMED_UNITS];
} __attribute__((aligned(1024)));
_Static_assert(sizeof(struct sync_state) == 32 && sizeof(struct slot) == 1024, "the arena's layout is fixed");

struct arena {
    uint32_t magic;
    uint32_t high; /* no slot at or above it was ever used */
    uint32_t heads[HASHES];
    struct slot slots[SLOTS] __attribute__((aligned(8192)));
};

static pthread_mutex_t arena_lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *arena;
static int arena_fd;
static uint32_t self;                      /* this process's number */
static struct sync_object *objects[SLOTS]; /* this process's object of a slot */

/* ---- the living and the dead ---- */

static bool is_alive(uint32_t process)
{
    return process == self || host_shared_is_locked(arena_fd, LIVENESS_BYTE + process);
}

static uint32_t process_of(uint32_t owner)
{
    return owner >> 22 & 0xFF;
}

uint32_t arena_owner(uint32_t thread_id)
{
    return self << 22 | (thread_id & 0x3FFFFF);
}

static void abandon(struct sync_state *state, uint32_t process)
{
    uint32_t word = atomic_load(&state->word);
    if (state->kind == SYNC_MUTEX && word < SYNC_ABANDONED && process_of(word) == process && word &&
        atomic_compare_exchange_strong(&state->word, &word, SYNC_ABANDONED))
        host_futex_wake(&state->word, INT_MAX, true);
}

void arena_check_owner(struct sync_state *state)
{
    uint32_t word = atomic_load(&state->word);
    if (state->kind == SYNC_MUTEX && word && word < SYNC_ABANDONED && !is_alive(process_of(word)))
        abandon(state, process_of(word));
}

static bool has_holder(const struct slot *slot, uint32_t process)
{
    return slot->holders[process / 64] >> process % 64 & 1;
}

static void set_holder(struct slot *slot, uint32_t process, bool holds)
{
    uint64_t bit = 1ull << process % 64;
    slot->holders[process / 64] =
        holds ? slot->holders[process / 64] | bit : slot->holders[process / 64] & ~bit;
}

static void free_slot_locked(uint32_t index)
{
    struct slot *slot = &arena->slots[index];
    if (slot->name_units)
        for (uint32_t *link = &arena->heads[slot->hash]; *link; link = &arena->slots[*link].next)
            if (*link == index) {
                *link = slot->next;
                break;
            }
    slot->used = 0;
}

/* A process lets go of a slot, or is found to have died. */
static void drop_holder_locked(uint32_t index, uint32_t process)
{
    struct slot *slot = &arena->slots[index];
    if (process != self)
        abandon(&slot->state, process);
    set_holder(slot, process, false);
    if (!(slot->holders[0] | slot->holders[1] | slot->holders[2] | slot->holders[3]))
        free_slot_locked(index);
}

/* What the former bearer of a number has left. */
static void reap_locked(uint32_t process)
{
    for (uint32_t i = 1; i < arena->high && i < SLOTS; i++)
        if (arena->slots[i].used && has_holder(&arena->slots[i], process))
            drop_holder_locked(i, process);
}

static bool is_held_locked(uint32_t index)
{
    for (uint32_t process = 1; process <= MAX_PROCESS && arena->slots[index].used; process++)
        if (has_holder(&arena->slots[index], process) && !is_alive(process))
            drop_holder_locked(index, process);
    return arena->slots[index].used;
}

/* ---- joining ---- */

/* Every program tree has a session of its own: that of its DECANT_ROOT, or DECANT_SESSION. */
static void session_name(char name[32])
{
    const char *session = getenv("DECANT_SESSION"), *root = getenv("DECANT_ROOT");
    uint32_t hash = 2166136261u;
    for (const char *c = session && *session ? session : root ? root : ""; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    static const char digits[] = "0123456789abcdef";
    memcpy(name, "arena1-", 7);
    for (unsigned i = 0; i < 8; i++)
        name[7 + i] = digits[hash >> (28 - 4 * i) & 15];
    name[15] = 0;
}

/* Room where the file lies, before it is written to. */
static bool reserve(int fd, uint64_t offset, uint64_t size)
{
    static bool told;
    if (host_shared_reserve(fd, offset, size) == 0)
        return true;
    if (!told)
        report("no room for a named object: /dev/shm (or /tmp, without it) is full");
    told = true;
    return false;
}

static NTSTATUS join_locked(void)
{
    char name[32];
    void *base;
    session_name(name);
    int fd = host_shared_open(name, sizeof(struct arena), &base);
    if (fd < 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    uint32_t number = 1;
    while (number <= MAX_PROCESS && host_shared_lock(fd, LIVENESS_BYTE + number, false))
        number++;
    if (number > MAX_PROCESS || !reserve(fd, 0, offsetof(struct arena, slots)) ||
        host_shared_lock(fd, 0, true)) {
        host_close(fd);
        host_unmap(base, sizeof(struct arena));
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    arena_fd = fd;
    arena = base;
    if (!arena->magic) {
        arena->high = 1; /* slot 0 is none */
        arena->magic = MAGIC;
    }
    reap_locked(number); /* before the number is ours: its bearer is dead */
    self = number;
    host_shared_unlock(fd, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS lock(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    pthread_mutex_lock(&arena_lock);
    if (!arena)
        status = join_locked();
    if (NT_SUCCESS(status) && host_shared_lock(arena_fd, 0, true))
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (!NT_SUCCESS(status))
        pthread_mutex_unlock(&arena_lock);
    return status;
}

static void unlock(void)
{
    host_shared_unlock(arena_fd, 0);
    pthread_mutex_unlock(&arena_lock);
}

/* ---- names ---- */

static uint32_t find_locked(const struct named *name)
{
    uint32_t hops = 0, index = arena->heads[name->hash % HASHES] % SLOTS;
    while (index && hops++ < SLOTS) {
        struct slot *slot = &arena->slots[index];
        uint32_t next = slot->next % SLOTS;
        if (slot->used && slot->name_units == name->units &&
            !memcmp(slot->name, name->text, name->units * sizeof(uint16_t)) && is_held_locked(index))
            return index;
        index = next;
    }
    return 0;
}

/* ---- slots and objects ---- */

static uint32_t free_slot(void)
{
    uint32_t index = 1;
    while (index < arena->high && index < SLOTS && arena->slots[index].used)
        index++;
    return index;
}

/* No slot is free: whoever has died since holds none any more. */
static void reap_all_locked(void)
{
    for (uint32_t process = 1; process <= MAX_PROCESS; process++)
        if (!is_alive(process))
            reap_locked(process);
}

static uint32_t new_slot_locked(const struct named *name)
{
    uint32_t index = free_slot();
    if (index >= SLOTS) {
        reap_all_locked();
        index = free_slot();
    }
    if (index >= SLOTS)
        return 0;
    if (index >= arena->high) {
        if (!reserve(arena_fd, offsetof(struct arena, slots[index]), sizeof(struct slot)))
            return 0;
        arena->high = index + 1;
    }
    struct slot *slot = &arena->slots[index];
    memset(slot, 0, sizeof(*slot));
    atomic_init(&slot->state.due, HOST_FOREVER);
    set_holder(slot, self, true);
    if (name) {
        slot->hash = name->hash % HASHES;
        slot->name_units = name->units;
        memcpy(slot->name, name->text, name->units * sizeof(uint16_t));
        slot->next = arena->heads[name->hash % HASHES];
    }
    return index;
}

static void publish_slot_locked(uint32_t index)
{
    struct slot *slot = &arena->slots[index];
    slot->used = 1;
    if (slot->name_units)
        arena->heads[slot->hash] = index;
}

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
    struct slot *slot = &arena->slots[index];
    object->slot = index;
    atomic_store(&object->state, &slot->state);
    set_holder(slot, self, true);
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
    return kind >= SYNC_TIMER_MANUAL;
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
        atomic_store(&state->word, kind == SYNC_MUTEX && word ? sync_owner(true) : word);
        publish_slot_locked(index);
    } else {
        status = STATUS_INSUFFICIENT_RESOURCES;
    }
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
    if (!object->slot) {
        uint32_t index = new_slot_locked(NULL);
        if (!index) {
            unlock();
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        struct sync_state *from = &object->local, *to = &arena->slots[index].state;
        uint32_t word = atomic_exchange(&from->word, SYNC_MOVED);
        to->kind = from->kind;
        to->recursion = from->recursion;
        to->limit = from->limit;
        to->period = from->period;
        atomic_store(&to->due, atomic_load(&from->due));
        atomic_store(&to->word,
                     from->kind == SYNC_MUTEX && word && word != SYNC_ABANDONED ? arena_owner(word) : word);
        publish_slot_locked(index);
        objects[index] = object;
        object->slot = index;
        atomic_store_explicit(&object->state, to, memory_order_release);
        host_futex_wake(&from->word, INT_MAX, false);
    }
    *slot = object->slot;
    unlock();
    return STATUS_SUCCESS;
}

NTSTATUS arena_adopt(uint32_t slot, struct sync_object **out)
{
    NTSTATUS status = lock();
    if (!NT_SUCCESS(status))
        return status;
    if (!slot || slot >= SLOTS || !arena->slots[slot].used) {
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
    if (!slot || slot >= SLOTS || !arena->slots[slot].used ||
        arena->slots[slot].state.kind != SYNC_EVENT_MANUAL) {
        status = STATUS_INVALID_HANDLE;
    } else if (!(*out = existing_locked(slot))) {
        attach_locked(slot, object);
        *out = object;
    }
    unlock();
    return status;
}

NTSTATUS arena_query_name(struct object *base, UNICODE_STRING *name, ULONG length, ULONG *needed)
{
    struct sync_object *object = container_of(base, struct sync_object, object);
    const struct slot *slot = object->slot ? &arena->slots[object->slot] : NULL;
    return named_format(slot ? slot->name : NULL, slot ? slot->name_units : 0, name, length, needed);
}
