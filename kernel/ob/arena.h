/* SPDX-License-Identifier: MIT
 *
 * The shared arena: the states of objects that have a name or an inheritable handle.
 */
#ifndef DECANT_KERNEL_OB_ARENA_H
#define DECANT_KERNEL_OB_ARENA_H

#include "kernel/ke/event.h"
#include "kernel/ke/sync.h"

/* The process ends: if it is the last of its session, nothing stays behind. */
void arena_process_exit(void);
/* The file, once this process has joined, else ""; and which one to join, in a child. */
const char *arena_where(void);
void arena_set_where(const char *path);

struct wait_record;

/* Where things of the arena are; NULL, 0: not in it, or nobody has joined. */
struct sync_state *arena_state(uint32_t slot);
uint32_t arena_slot_of(const struct sync_state *state);
struct sync_state *arena_all(void); /* the lock of waits for all */
struct wait_record *arena_record(uint32_t number);
uint32_t arena_record_high(void); /* no record at or above it was ever used */
/* A wait record for a thread; 0: there is no room. */
uint32_t arena_claim_record(uint32_t thread);

/* What the word of a shared mutex holds while a thread of this process owns it. */
uint32_t arena_owner(uint32_t thread_id);
/* Abandons a shared mutex if the process of its owner has died. */
void arena_check_owner(struct sync_state *state);

/* The object of a name, made if there is none. STATUS_SUCCESS: made. STATUS_OBJECT_NAME_EXISTS: there already
 * (and OBJ_OPENIF is among the attributes). STATUS_OBJECT_NAME_COLLISION: there, without OBJ_OPENIF.
 * STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND … */
NTSTATUS arena_create_named(const struct object_type *type, enum sync_kind kind, uint32_t word, int32_t limit,
                            const OBJECT_ATTRIBUTES *attributes, struct sync_object **out);
/* The like, without making: STATUS_OBJECT_NAME_NOT_FOUND. */
NTSTATUS arena_open_named(const struct object_type *type, const OBJECT_ATTRIBUTES *attributes,
                          struct sync_object **out);
/* This process's last reference to an object is gone. */
void arena_leave(struct sync_object *object);

/* Moves a private object's state into the arena, where a child process finds it by `slot`. */
NTSTATUS arena_share(struct sync_object *object, uint32_t *slot);
/* The object of a slot that a parent handed over, with a reference. */
NTSTATUS arena_adopt(uint32_t slot, struct sync_object **out);

/* The like for an object that the caller has made: *out is that one, which has the slot's state then, or the
 * one that this process has of the slot already, with a reference. The slot's must be a manual event. */
NTSTATUS arena_attach(uint32_t slot, struct sync_object *object, struct sync_object **out);

NTSTATUS arena_query_name(struct object *object, UNICODE_STRING *name, ULONG length, ULONG *needed);

#endif
