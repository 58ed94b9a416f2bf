/* SPDX-License-Identifier: MIT
 *
 * Names of objects: how they are spelled, and a table of those that only this process can see.
 */
#ifndef DECANT_KERNEL_OB_NAMED_H
#define DECANT_KERNEL_OB_NAMED_H

#include "handle.h"

#define NAMED_UNITS 261u /* the scope and MAX_PATH characters */

struct named {
    uint32_t hash, units;
    uint16_t text[NAMED_UNITS]; /* 'G' or 'L' for the scope, then the name */
};

/* A name out of attributes that have one. STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND … */
NTSTATUS named_parse(const OBJECT_ATTRIBUTES *attributes, struct named *name);
/* As ObjectNameInformation; units 0: none. *needed: bytes in all. STATUS_INFO_LENGTH_MISMATCH. */
NTSTATUS named_format(const uint16_t *text, uint32_t units, UNICODE_STRING *name, ULONG length,
                      ULONG *needed);

/* ---- jobs, ports, keyed events, packets: objects of one process ---- */

/* A handle to a new object, or to the one that has the attributes' name already. STATUS_OBJECT_NAME_EXISTS (a
 * success): the latter; without OBJ_OPENIF that is STATUS_OBJECT_NAME_COLLISION, and another type
 * STATUS_OBJECT_TYPE_MISMATCH. Handles are not inherited. The caller's reference stays his. */
NTSTATUS named_create(struct object *object, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                      HANDLE *out);
NTSTATUS named_open(const struct object_type *type, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                    HANDLE *out);
/* For object_type.close: whether that was the last handle. If so the name is free again. */
bool named_closed(struct object *object);
/* object_type.query_name. */
NTSTATUS named_query(struct object *object, UNICODE_STRING *name, ULONG length, ULONG *needed);

#endif
