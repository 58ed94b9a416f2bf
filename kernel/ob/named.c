/* SPDX-License-Identifier: MIT
 *
 * Names of objects. Events and their like have theirs in the arena, where all processes find them (arena.c).
 * Jobs, completion ports, keyed events and wait packets are of one process, and so are their names: a list,
 * for there are few. The same name may so mean a job here and an event there, which Windows would not allow.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/ke/event.h"
#include "named.h"

struct entry {
    struct entry *next;
    struct object *object; /* no reference: its last handle takes it out of here */
    struct named name;
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER; /* the handle table's is taken under it */
static _Atomic(struct entry *) list;

/* ---- spelling ---- */

static bool skip_prefix(const WCHAR **at, const WCHAR *end, const char *prefix)
{
    const WCHAR *c = *at;
    for (; *prefix; prefix++, c++)
        if (c == end || *c != (unsigned char)*prefix)
            return false;
    *at = c;
    return true;
}

/* "Session\1\" or the like. */
static bool skip_session(const WCHAR **at, const WCHAR *end, const char *prefix)
{
    const WCHAR *c = *at;
    if (!skip_prefix(&c, end, prefix) || c == end || *c < '0' || *c > '9')
        return false;
    while (c < end && *c >= '0' && *c <= '9')
        c++;
    if (!skip_prefix(&c, end, "\\"))
        return false;
    *at = c;
    return true;
}

NTSTATUS named_parse(const OBJECT_ATTRIBUTES *attributes, struct named *name)
{
    const WCHAR *at = attributes->ObjectName->Buffer,
                *end = at + attributes->ObjectName->Length / sizeof(WCHAR);
    name->text[0] = 'L';
    if (attributes->RootDirectory == SYNC_BASE_NAMED_OBJECTS) {
        if (skip_prefix(&at, end, "Global\\"))
            name->text[0] = 'G';
        else if (!skip_prefix(&at, end, "Local\\"))
            skip_session(&at, end, "Session\\");
    } else if (at == end || *at != '\\') {
        return attributes->RootDirectory ? STATUS_INVALID_HANDLE : STATUS_OBJECT_PATH_SYNTAX_BAD;
    } else if (skip_prefix(&at, end, "\\BaseNamedObjects\\")) {
        name->text[0] = 'G';
    } else if (!skip_session(&at, end, "\\Sessions\\") || !skip_prefix(&at, end, "BaseNamedObjects\\")) {
        return STATUS_OBJECT_PATH_NOT_FOUND;
    }
    if (at == end)
        return STATUS_OBJECT_NAME_INVALID;
    if (end - at >= NAMED_UNITS)
        return STATUS_NAME_TOO_LONG;
    name->units = 1;
    for (; at < end; at++) {
        if (*at == '\\')
            return STATUS_OBJECT_PATH_NOT_FOUND;
        name->text[name->units++] = *at;
    }
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < name->units; i++)
        hash = (hash ^ name->text[i]) * 16777619u;
    name->hash = hash;
    return STATUS_SUCCESS;
}

NTSTATUS named_format(const uint16_t *from, uint32_t from_units, UNICODE_STRING *name, ULONG length,
                      ULONG *needed)
{
    if (!from_units) {
        *needed = sizeof(*name);
        if (length < *needed)
            return STATUS_INFO_LENGTH_MISMATCH;
        *name = (UNICODE_STRING){0};
        return STATUS_SUCCESS;
    }
    const char *folder = from[0] == 'G' ? "\\BaseNamedObjects\\" : "\\Sessions\\1\\BaseNamedObjects\\";
    size_t prefix = strlen(folder), units = prefix + from_units - 1;
    *needed = (ULONG)(sizeof(*name) + (units + 1) * sizeof(WCHAR));
    if (length < *needed)
        return STATUS_INFO_LENGTH_MISMATCH;
    WCHAR *text = (WCHAR *)(name + 1);
    *name = (UNICODE_STRING){(USHORT)(units * sizeof(WCHAR)), (USHORT)((units + 1) * sizeof(WCHAR)), text};
    for (size_t i = 0; i < prefix; i++)
        text[i] = (unsigned char)folder[i];
    for (uint32_t i = 1; i < from_units; i++)
        text[prefix + i - 1] = from[i];
    text[units] = 0;
    return STATUS_SUCCESS;
}

/* ---- the table ---- */

static struct object *find_locked(const struct named *name)
{
    for (struct entry *entry = list; entry; entry = entry->next)
        if (entry->name.hash == name->hash && entry->name.units == name->units &&
            !memcmp(entry->name.text, name->text, name->units * sizeof(uint16_t)))
            return entry->object;
    return NULL;
}

static NTSTATUS open_locked(struct object *there, const struct object_type *type, ACCESS_MASK access,
                            HANDLE *out)
{
    return there->type != type ? STATUS_OBJECT_TYPE_MISMATCH : handle_create(there, access, 0, out);
}

static NTSTATUS enter_locked(struct object *object, const struct named *name, ACCESS_MASK access, HANDLE *out)
{
    struct entry *entry = malloc(sizeof(*entry));
    NTSTATUS status = entry ? handle_create(object, access, 0, out) : STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status)) {
        free(entry);
        return status;
    }
    *entry = (struct entry){list, object, *name};
    list = entry;
    return status;
}

static bool has_name(const OBJECT_ATTRIBUTES *attributes)
{
    return attributes && attributes->ObjectName && attributes->ObjectName->Length;
}

NTSTATUS named_create(struct object *object, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                      HANDLE *out)
{
    struct named name;
    if (!has_name(attributes))
        return handle_create(object, access, 0, out);
    NTSTATUS status = named_parse(attributes, &name);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&list_lock);
    struct object *there = find_locked(&name);
    if (!there) {
        status = enter_locked(object, &name, access, out);
    } else if (there->type == object->type && !(attributes->Attributes & OBJ_OPENIF)) {
        status = STATUS_OBJECT_NAME_COLLISION;
    } else {
        status = open_locked(there, object->type, access, out);
        status = NT_SUCCESS(status) ? STATUS_OBJECT_NAME_EXISTS : status;
    }
    pthread_mutex_unlock(&list_lock);
    return status;
}

NTSTATUS named_open(const struct object_type *type, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                    HANDLE *out)
{
    struct named name;
    if (!has_name(attributes))
        return attributes ? STATUS_OBJECT_PATH_SYNTAX_BAD : STATUS_INVALID_PARAMETER;
    NTSTATUS status = named_parse(attributes, &name);
    if (!NT_SUCCESS(status))
        return status;
    pthread_mutex_lock(&list_lock);
    struct object *there = find_locked(&name);
    status = there ? open_locked(there, type, access, out) : STATUS_OBJECT_NAME_NOT_FOUND;
    pthread_mutex_unlock(&list_lock);
    return status;
}

/* Somebody may open it by its name while its last handle goes: then it was not the last. */
bool named_closed(struct object *object)
{
    if (!list)
        return !atomic_load(&object->handles);
    pthread_mutex_lock(&list_lock);
    bool gone = !atomic_load(&object->handles);
    for (_Atomic(struct entry *) *link = &list; gone && *link;) {
        struct entry *entry = *link;
        if (entry->object != object) {
            link = (_Atomic(struct entry *) *)&entry->next;
            continue;
        }
        *link = entry->next;
        free(entry);
    }
    pthread_mutex_unlock(&list_lock);
    return gone;
}

NTSTATUS named_query(struct object *object, UNICODE_STRING *name, ULONG length, ULONG *needed)
{
    pthread_mutex_lock(&list_lock);
    struct entry *entry = list;
    while (entry && entry->object != object)
        entry = entry->next;
    NTSTATUS status =
        named_format(entry ? entry->name.text : NULL, entry ? entry->name.units : 0, name, length, needed);
    pthread_mutex_unlock(&list_lock);
    return status;
}
