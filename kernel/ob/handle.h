/* SPDX-License-Identifier: MIT
 *
 * Objects and handles. An object is reference-counted and has a type; a handle is an index (times four) into
 * the process's table and carries the access that was granted when it was opened.
 */
#ifndef DECANT_KERNEL_OB_HANDLE_H
#define DECANT_KERNEL_OB_HANDLE_H

#include <stdatomic.h>
#include <win/winternl.h>
#include "syscall-shim/border.h"

struct object;
struct wait_ops; /* kernel/ke/sync.h */

struct object_type {
    const char *name;         /* as NT names it: "File", "Event", … */
    ACCESS_MASK generic_read; /* what GENERIC_xxx mean for this type */
    ACCESS_MASK generic_write;
    ACCESS_MASK generic_execute;
    ACCESS_MASK all_access;
    void (*destroy)(struct object *); /* the last reference is gone: free it */
    void (*close)(struct object *);   /* a handle to it was closed; may be NULL */
    const struct wait_ops *wait;      /* how to wait for it; NULL: it cannot be waited for */
    /* The object's name as ObjectNameInformation: a UNICODE_STRING in `length` bytes at `name`, the text
     * after it; *needed: bytes in all. STATUS_SUCCESS or STATUS_INFO_LENGTH_MISMATCH. NULL: it has none. */
    NTSTATUS (*query_name)(struct object *, UNICODE_STRING *name, ULONG length, ULONG *needed);
};

/* The head of every object. */
struct object {
    const struct object_type *type;
    _Atomic uint32_t references;
    _Atomic uint32_t handles;
};

/* A new object has one reference, the creator's. */
static inline void object_init(struct object *object, const struct object_type *type)
{
    object->type = type;
    atomic_init(&object->references, 1);
    atomic_init(&object->handles, 0);
}

static inline void object_reference(struct object *object)
{
    atomic_fetch_add_explicit(&object->references, 1, memory_order_relaxed);
}

void object_release(struct object *object);

/* Generic rights and MAXIMUM_ALLOWED replaced by the type's own. */
ACCESS_MASK object_map_access(const struct object_type *type, ACCESS_MASK desired);

/* Enters `object` into the table; the handle holds a reference of its own.
 * attributes: OBJ_INHERIT. STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. */
NTSTATUS handle_create(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *out);

/* The object behind a handle, with a reference that handle_put gives back. Lock-free: two atomic operations a
 * pair. type NULL: any. STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED (when
 * `access` asks for a right that the handle lacks). Pseudo handles (-1, -2) are not looked up here. */
NTSTATUS handle_get(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **out);
/* Gives back what handle_get took; `handle` is the one that was looked up. */
void handle_put(HANDLE handle, struct object *object);

/* Granted access and attributes (OBJ_INHERIT, and 1 for protected from close) of a handle. */
NTSTATUS handle_query(HANDLE handle, ACCESS_MASK *access, ULONG *attributes);
NTSTATUS handle_set_attributes(HANDLE handle, ULONG attributes);
NTSTATUS handle_close(HANDLE handle);

/* Calls `visit` for every open handle (for inheritance); stops when it returns false. The object is kept
 * alive meanwhile; handles that are opened or closed in that time may be seen or not. */
void handle_enumerate(bool (*visit)(HANDLE, struct object *, ACCESS_MASK, ULONG attributes, void *),
                      void *context);
/* Enters an object under a given value: how a child takes over what it inherits. */
NTSTATUS handle_insert_at(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes);

#define HANDLE_PROTECT_FROM_CLOSE 1u

/* As services, for the user side. */
PRIVATE_SERVICE(handle_close);
PRIVATE_SERVICE(handle_create);
PRIVATE_SERVICE(handle_get);
PRIVATE_SERVICE(handle_put);
PRIVATE_SERVICE(handle_query);
PRIVATE_SERVICE(object_release);

#endif
