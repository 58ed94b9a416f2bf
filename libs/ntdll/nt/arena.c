/* SPDX-License-Identifier: MIT
 *
 * The shared arena.
 */
#include "arena.h"

uint32_t arena_owner(uint32_t thread_id)
{
    return thread_id;
}

void arena_check_owner(struct sync_state *state)
{
    (void)state;
}

NTSTATUS arena_create_named(const struct object_type *type, enum sync_kind kind, uint32_t word, int32_t limit,
                            const OBJECT_ATTRIBUTES *attributes, struct sync_object **out)
{
    return STATUS_NOT_IMPLEMENTED;
}

NTSTATUS arena_open_named(const struct object_type *type, const OBJECT_ATTRIBUTES *attributes,
                          struct sync_object **out)
{
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

void arena_leave(struct sync_object *object)
{
}

NTSTATUS arena_query_name(struct object *object, UNICODE_STRING *name, ULONG length, ULONG *needed)
{
    *needed = sizeof(*name);
    if (length < *needed)
        return STATUS_INFO_LENGTH_MISMATCH;
    *name = (UNICODE_STRING){0};
    return STATUS_SUCCESS;
}
