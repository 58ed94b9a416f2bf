/* SPDX-License-Identifier: MIT
 *
 * The object that is thrown: which handlers take it, how it gets into a catch block's variable, its end; and
 * the services of that kind that the modern runtime exports to its neighbours (msvcp140, mixed-mode code).
 *
 * A throw names a list of types: the object's own, its bases that are no secret and unambiguous, void * for
 * pointers. A type is known by its decorated name, because each module has its own descriptors.
 */
#include <string.h>
#include "eh.h"

#ifdef __x86_64__

typedef void(GUESTAPI *copy_function)(void *to, void *from);
typedef void(GUESTAPI *copy_function_virtual)(void *to, void *from, int is_most_derived);

bool cxx_is_exception(const EXCEPTION_RECORD *record)
{
    if (!record || record->ExceptionCode != CXX_EXCEPTION || record->NumberParameters != CXX_PARAMETERS)
        return false;
    ULONG_PTR magic = record->ExceptionInformation[0];
    return (magic >= CXX_MAGIC1 && magic <= CXX_MAGIC3) || magic == CXX_MAGIC_PURE;
}

void *cxx_object_of(const EXCEPTION_RECORD *record)
{
    return cxx_is_exception(record) ? (void *)record->ExceptionInformation[1] : NULL;
}

static const struct cxx_throw *throw_info(const EXCEPTION_RECORD *record)
{
    return cxx_is_exception(record) ? (const struct cxx_throw *)record->ExceptionInformation[2] : NULL;
}

void *cxx_adjust(void *object, const struct cxx_displacement *displacement)
{
    char *result = (char *)object + displacement->member;
    if (displacement->table >= 0) { /* in a virtual base: its place stands in a table */
        const char *table = *(char **)((char *)object + displacement->table);
        result += displacement->table + *(const int32_t *)(table + displacement->index);
    }
    return result;
}

bool cxx_type_matches(const struct cxx_type *wanted, DWORD adjectives, const struct cxx_catchable *type,
                      const struct cxx_throw *info, uint64_t throw_base)
{
    const struct cxx_type *thrown = (const void *)(uintptr_t)(throw_base + type->type);
    if (thrown != wanted && strcmp(thrown->name, wanted->name))
        return false;
    if ((type->properties & CATCHABLE_BY_REFERENCE) && !(adjectives & HANDLER_REFERENCE))
        return false;
    return !(info->attributes & ~adjectives & (HANDLER_CONST | HANDLER_VOLATILE | HANDLER_UNALIGNED));
}

const struct cxx_catchable *cxx_match(const struct cxx_type *wanted, DWORD adjectives,
                                      const EXCEPTION_RECORD *record)
{
    const struct cxx_throw *info = throw_info(record);
    if (!info)
        return NULL;
    uint64_t base = record->ExceptionInformation[3];
    const struct cxx_catchable_list *list = (const void *)(uintptr_t)(base + info->catchables);
    for (int32_t i = 0; i < list->count; i++) {
        const struct cxx_catchable *type = (const void *)(uintptr_t)(base + list->entries[i]);
        if (cxx_type_matches(wanted, adjectives, type, info, base))
            return type;
    }
    return NULL;
}

/* How __BuildCatchObjectHelper says that the caller is to call the copy constructor. */
enum { COPY_DONE, COPY_PLAIN, COPY_VIRTUAL };

static int copy_simply(void *from, void *to, DWORD adjectives, const struct cxx_catchable *type)
{
    if (adjectives & HANDLER_REFERENCE)
        *(void **)to = cxx_adjust(from, &type->displacement);
    else if (type->properties & CATCHABLE_SIMPLE) {
        memcpy(to, from, (size_t)type->size);
        if (type->size == sizeof(void *) && *(void **)to) /* a pointer to a derived class */
            *(void **)to = cxx_adjust(*(void **)to, &type->displacement);
    } else if (!type->copy)
        memcpy(to, cxx_adjust(from, &type->displacement), (size_t)type->size);
    else
        return type->properties & CATCHABLE_VIRTUAL_BASE ? COPY_VIRTUAL : COPY_PLAIN;
    return COPY_DONE;
}

void cxx_build_object(void *from, void *to, DWORD adjectives, const struct cxx_catchable *type,
                      uint64_t throw_base)
{
    uint64_t copy = throw_base + type->copy;
    int way = copy_simply(from, to, adjectives, type);
    if (way == COPY_VIRTUAL)
        ((copy_function_virtual)(uintptr_t)copy)(to, cxx_adjust(from, &type->displacement), 1);
    else if (way == COPY_PLAIN)
        ((copy_function)(uintptr_t)copy)(to, cxx_adjust(from, &type->displacement));
}

/* ---- for others ---- */

/* A handler of plain tables: what the compiler's support functions are handed. */
struct handler_type {
    DWORD adjectives, type;
    int32_t object;
    DWORD code, parent;
};

PVOID CDECL msvcrt___AdjustPointer(PVOID object, const struct cxx_displacement *displacement)
{
    return cxx_adjust(object, displacement);
}

/* A destructor that throws ends the program whether or not the caller would let it. */
VOID CDECL msvcrt___DestructExceptionObject(EXCEPTION_RECORD *record, BOOLEAN no_throw)
{
    cxx_destroy_object(record);
}

static bool has_type(const struct handler_type *handler, const struct cxx_type **type)
{
    *type = (const struct cxx_type *)(uintptr_t)(cxx_thread.image + handler->type);
    return handler->type && (*type)->name[0];
}

/* Where in a frame the handler's variable is. Mixed-mode code (its mark is the highest bit) hands the
 * variable itself. */
static void *variable(void *frame, const struct handler_type *handler)
{
    return handler->adjectives & HANDLER_MIXED ? frame : (char *)frame + handler->object;
}

INT CDECL msvcrt___BuildCatchObjectHelper(EXCEPTION_RECORD *record, PVOID frame, struct handler_type *handler,
                                          struct cxx_catchable *type)
{
    const struct cxx_type *wanted;
    if (!has_type(handler, &wanted) || (!handler->object && !(handler->adjectives & HANDLER_MIXED)))
        return COPY_DONE;
    return copy_simply(cxx_object_of(record), variable(frame, handler), handler->adjectives, type);
}

VOID CDECL msvcrt___BuildCatchObject(EXCEPTION_RECORD *record, PVOID frame, struct handler_type *handler,
                                     struct cxx_catchable *type)
{
    const struct cxx_type *wanted;
    if (has_type(handler, &wanted) && (handler->object || (handler->adjectives & HANDLER_MIXED)))
        cxx_build_object(cxx_object_of(record), variable(frame, handler), handler->adjectives, type,
                         record->ExceptionInformation[3]);
}

INT CDECL msvcrt___TypeMatch(struct handler_type *handler, struct cxx_catchable *type, struct cxx_throw *info)
{
    const struct cxx_type *wanted;
    return !has_type(handler, &wanted) ||
           cxx_type_matches(wanted, handler->adjectives, type, info, cxx_thread.throw_image);
}

/* Whether a C++ exception, which it has to be, would be caught by a handler of that type or of a reference to
 * it. */
INT CDECL msvcrt__is_exception_typeof(const struct cxx_type *type, EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers ? pointers->ExceptionRecord : NULL;
    if (!type || !cxx_is_exception(record))
        msvcrt_terminate();
    const DWORD any = HANDLER_CONST | HANDLER_VOLATILE | HANDLER_UNALIGNED | HANDLER_REFERENCE;
    return cxx_match(type, any, record) != NULL;
}
#endif
