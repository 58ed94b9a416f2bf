/* SPDX-License-Identifier: MIT
 *
 * class type_info and run-time type information.
 *
 * A type's descriptor holds its decorated name (".?AVbase@space@@"); type_info::name gives the readable one
 * ("class space::base").
 */
#include <stdlib.h>
#include <string.h>
#include <rtl/slist.h>
#include "eh.h"
#include "eh_classes.h"
#include "msvcrt.h"
#include "undecorate.h"

#ifdef __x86_64__

void *CDECL msvcrt__aligned_malloc(size_t size, size_t alignment);
void CDECL msvcrt__aligned_free(void *memory);

/* ---- type_info ---- */

/* The descriptor's cached name is freed by the destructor, which runs for the DLL's own objects only; guests'
 * descriptors are never destroyed. */
VOID CDECL msvcrt_type_info_destroy(struct cxx_type *self)
{
    self->vftable = type_info_vftable;
    msvcrt_free(__atomic_exchange_n(&self->undecorated, NULL, __ATOMIC_ACQ_REL));
}

/* The deleting destructor that the table of virtual functions holds. Bit 0: the memory, too; a descriptor is
 * never allocated. */
static void *CDECL type_info_delete(struct cxx_type *self, unsigned flags)
{
    msvcrt_type_info_destroy(self);
    return self;
}

const void *const type_info_vftable[] = {(const void *)type_info_delete};

int CDECL msvcrt_type_info_equal(const struct cxx_type *self, const struct cxx_type *other)
{
    return self == other || !strcmp(self->name + 1, other->name + 1);
}

int CDECL msvcrt_type_info_differs(const struct cxx_type *self, const struct cxx_type *other)
{
    return !msvcrt_type_info_equal(self, other);
}

int CDECL msvcrt_type_info_before(const struct cxx_type *self, const struct cxx_type *other)
{
    return strcmp(self->name + 1, other->name + 1) < 0;
}

const char *CDECL msvcrt_type_info_raw_name(const struct cxx_type *self)
{
    return self->name;
}

/* The readable name of a type's decorated one, for the caller to free with msvcrt_free. */
static char *readable(const char *decorated)
{
    return undecorate_name(decorated + (decorated[0] == '.'), UNDECORATE_TYPE | UNDECORATE_32_BIT);
}

const char *CDECL msvcrt_type_info_name(struct cxx_type *self)
{
    char *known = __atomic_load_n(&self->undecorated, __ATOMIC_ACQUIRE);
    if (known)
        return known;
    char *name = readable(self->name);
    if (!name)
        return self->name;
    if (__atomic_compare_exchange_n(&self->undecorated, &known, name, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return name;
    msvcrt_free(name);
    return known;
}

/* ---- type_info of the modern runtime: the program's own class over these ---- */

struct type_data { /* what follows the table of virtual functions */
    char *undecorated;
    char name[];
};

INT CDECL msvcrt___std_type_info_compare(const struct type_data *self, const struct type_data *other)
{
    return self == other ? 0 : strcmp(self->name + 1, other->name + 1);
}

/* FNV-1a over the decorated name, folded once. */
size_t CDECL msvcrt___std_type_info_hash(const struct type_data *self)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *at = self->name + 1; *at; at++)
        hash = (hash ^ (BYTE)*at) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32);
}

/* A name that was made, in the list of its module: the module frees them all when it goes. */
struct type_name {
    SLIST_ENTRY entry;
    char text[];
};

const char *CDECL msvcrt___std_type_info_name(struct type_data *self, SLIST_HEADER *list)
{
    char *known = __atomic_load_n(&self->undecorated, __ATOMIC_ACQUIRE);
    if (known)
        return known;
    char *text = readable(self->name);
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    struct type_name *name = msvcrt__aligned_malloc(sizeof(*name) + size, 16);
    if (name)
        memcpy(name->text, text, size);
    msvcrt_free(text);
    if (!name)
        return NULL;
    if (!__atomic_compare_exchange_n(&self->undecorated, &known, name->text, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        msvcrt__aligned_free(name);
        return known;
    }
    RtlInterlockedPushEntrySList(list, &name->entry);
    return name->text;
}

VOID CDECL msvcrt___std_type_info_destroy_list(SLIST_HEADER *list)
{
    SLIST_ENTRY *entry = RtlInterlockedFlushSList(list);
    while (entry) {
        SLIST_ENTRY *next = entry->Next;
        msvcrt__aligned_free(entry);
        entry = next;
    }
}

/* ---- run-time type information ---- */

struct rtti_base {
    DWORD type;
    DWORD contained; /* how many of the following entries are bases of this one */
    struct cxx_displacement displacement;
    DWORD
    attributes; /* 1: not visible, 2: ambiguous, 4: private or protected in the class that contains it */
    DWORD hierarchy;
};

struct rtti_hierarchy {
    DWORD signature, attributes, base_count, bases;
};

struct rtti_locator {
    DWORD signature, offset, constructor_offset, type, hierarchy, self;
};

#define BASE_HIDDEN    1u
#define BASE_AMBIGUOUS 2u
#define BASE_PRIVATE   4u

struct rtti_object {
    uint64_t base;
    char *complete;
    const struct rtti_locator *locator;
    const struct rtti_hierarchy *hierarchy;
};

static void open_object(void *pointer, struct rtti_object *object)
{
    const struct rtti_locator *locator = (*(const struct rtti_locator ***)pointer)[-1];
    PVOID base;
    if (locator->signature)
        object->base = (uintptr_t)locator - locator->self;
    else {
        RtlPcToFileHeader((PVOID)locator, &base);
        object->base = (uintptr_t)base;
    }
    object->locator = locator;
    object->hierarchy = (const void *)(uintptr_t)(object->base + locator->hierarchy);
    object->complete = (char *)pointer - locator->offset;
    if (locator->constructor_offset) /* during construction virtual bases are displaced */
        object->complete -= *(int32_t *)((char *)pointer - locator->constructor_offset);
}

PVOID CDECL msvcrt___RTCastToVoid(PVOID inptr)
{
    struct rtti_object object;
    if (!inptr)
        return NULL;
    open_object(inptr, &object);
    return object.complete;
}

struct cxx_type *CDECL msvcrt___RTtypeid(PVOID inptr)
{
    struct rtti_object object;
    if (!inptr)
        cxx_throw_null_typeid();
    open_object(inptr, &object);
    return (struct cxx_type *)(uintptr_t)(object.base + object.locator->type);
}

PVOID CDECL msvcrt___RTDynamicCast(PVOID inptr, LONG VfDelta, struct cxx_type *SrcType,
                                   struct cxx_type *TargetType, BOOL isReference)
{
    struct rtti_object object;
    if (!inptr)
        return NULL;
    open_object(inptr, &object);
    char *source = (char *)inptr - VfDelta;
    const DWORD *entries = (const DWORD *)(uintptr_t)(object.base + object.hierarchy->bases);
    DWORD count = object.hierarchy->base_count;
    PVOID result = NULL, sibling = NULL;
    unsigned siblings = 0;
    bool source_visible = false;
#define BASE(i) ((const struct rtti_base *)(uintptr_t)(object.base + entries[i]))
#define TYPE(b) ((const struct cxx_type *)(uintptr_t)(object.base + (b)->type))
    for (DWORD i = 0; i < count && !result; i++) {
        const struct rtti_base *base = BASE(i);
        char *place = cxx_adjust(object.complete, &base->displacement);
        if (place == source && !(base->attributes & BASE_HIDDEN) &&
            msvcrt_type_info_equal(TYPE(base), SrcType))
            source_visible = true;
        if (!msvcrt_type_info_equal(TYPE(base), TargetType))
            continue;
        /* Down: the target that has the source within it, publicly. */
        for (DWORD k = i + 1; k <= i + base->contained && k < count; k++) {
            const struct rtti_base *inner = BASE(k);
            if (cxx_adjust(object.complete, &inner->displacement) == source &&
                !(inner->attributes & BASE_PRIVATE) && msvcrt_type_info_equal(TYPE(inner), SrcType))
                result = place;
        }
        if (place == source && msvcrt_type_info_equal(SrcType, TargetType))
            result = place;
        if (!(base->attributes & (BASE_HIDDEN | BASE_AMBIGUOUS)) && sibling != place) {
            sibling = place;
            siblings++;
        }
    }
    if (!result && siblings == 1 && source_visible) /* across */
        result = sibling;
    if (!result && isReference)
        cxx_throw_failed_cast();
    return result;
}
#endif
