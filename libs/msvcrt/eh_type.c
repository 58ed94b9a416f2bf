/* SPDX-License-Identifier: MIT
 *
 * class type_info, run-time type information, and terminate().
 *
 * A type's descriptor holds its decorated name (".?AVbase@space@@"); type_info::name gives the readable one
 * ("class space::base"). Names that need more than classes, fundamental types, pointers and references
 * (templates) are given as raw_name gives them.
 */
#include <stdlib.h>
#include <string.h>
#include "eh.h"

#ifdef __x86_64__

typedef void(GUESTCDECL *terminate_handler)(void);
static terminate_handler on_terminate, on_unexpected;

_Noreturn void CDECL msvcrt_abort(void);

_Noreturn void CDECL msvcrt_terminate(void)
{
    terminate_handler handler = __atomic_load_n(&on_terminate, __ATOMIC_ACQUIRE);
    if (handler)
        handler();
    msvcrt_abort();
}

terminate_handler CDECL msvcrt_set_terminate(terminate_handler handler)
{
    return __atomic_exchange_n(&on_terminate, handler, __ATOMIC_ACQ_REL);
}

void CDECL msvcrt_unexpected(void)
{
    terminate_handler handler = __atomic_load_n(&on_unexpected, __ATOMIC_ACQUIRE);
    if (handler)
        handler();
    msvcrt_terminate();
}

terminate_handler CDECL msvcrt_set_unexpected(terminate_handler handler)
{
    return __atomic_exchange_n(&on_unexpected, handler, __ATOMIC_ACQ_REL);
}

/* ---- type_info ---- */

/* The descriptor's cached name is freed by the destructor, which runs for the DLL's own objects only; guests'
 * descriptors are never destroyed. */
VOID CDECL msvcrt_type_info_destroy(struct cxx_type *self)
{
    self->vftable = type_info_vftable;
    free(__atomic_exchange_n(&self->undecorated, NULL, __ATOMIC_ACQ_REL));
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

static bool undecorate(const char *name, char *out, size_t size)
{
    static const char *const fundamental[26] = {
        ['C' - 'A'] = "signed char",  ['D' - 'A'] = "char",           ['E' - 'A'] = "unsigned char",
        ['F' - 'A'] = "short",        ['G' - 'A'] = "unsigned short", ['H' - 'A'] = "int",
        ['I' - 'A'] = "unsigned int", ['J' - 'A'] = "long",           ['K' - 'A'] = "unsigned long",
        ['M' - 'A'] = "float",        ['N' - 'A'] = "double",         ['O' - 'A'] = "long double",
        ['X' - 'A'] = "void"};
    if ((name[0] == 'P' || name[0] == 'A') && name[1] == 'E' && (name[2] == 'A' || name[2] == 'B')) {
        char inner[200];
        if (!undecorate(name + 3, inner, sizeof(inner)))
            return false;
        const char *qualifier = name[2] == 'B' ? " const" : "";
        const char *mark = name[0] == 'P' ? " * __ptr64" : " & __ptr64";
        if (strlen(inner) + strlen(qualifier) + strlen(mark) + 1 > size)
            return false;
        strcat(strcat(strcpy(out, inner), qualifier), mark);
        return true;
    }
    if (name[0] == '_' && (name[1] == 'N' || name[1] == 'J' || name[1] == 'K' || name[1] == 'W') &&
        !name[2]) {
        strcpy(out, name[1] == 'N'   ? "bool"
                    : name[1] == 'J' ? "__int64"
                    : name[1] == 'K' ? "unsigned __int64"
                                     : "wchar_t");
        return true;
    }
    if (name[0] >= 'A' && name[0] <= 'Z' && !name[1] && fundamental[name[0] - 'A']) {
        strcpy(out, fundamental[name[0] - 'A']);
        return true;
    }
    const char *kind = name[0] == 'V'                     ? "class "
                       : name[0] == 'U'                   ? "struct "
                       : name[0] == 'T'                   ? "union "
                       : name[0] == 'W' && name[1] == '4' ? "enum "
                                                          : NULL;
    if (!kind || strlen(name) + 8 > size)
        return false;
    name += name[0] == 'W' ? 2 : 1;
    /* a@b@@ is b::a */
    const char *parts[16];
    size_t lengths[16], count = 0;
    while (*name && *name != '@') {
        size_t length = strcspn(name, "@");
        if (*name == '?' || (*name >= '0' && *name <= '9') || count == 16 || name[length] != '@')
            return false;
        parts[count] = name;
        lengths[count++] = length;
        name += length + 1;
    }
    size_t used = strlen(strcpy(out, kind));
    for (size_t i = count; i--;) {
        if (used + lengths[i] + 3 > size)
            return false;
        memcpy(out + used, parts[i], lengths[i]);
        used += lengths[i];
        if (i) {
            out[used++] = ':';
            out[used++] = ':';
        }
    }
    out[used] = 0;
    return count != 0;
}

const char *CDECL msvcrt_type_info_name(struct cxx_type *self)
{
    char *known = __atomic_load_n(&self->undecorated, __ATOMIC_ACQUIRE);
    if (known)
        return known;
    char text[256];
    const char *decorated = self->name + (self->name[0] == '.');
    if (decorated[0] == '?' && decorated[1] == 'A') /* the mark of a type's storage class */
        decorated += 2;
    char *name = strdup(undecorate(decorated, text, sizeof(text)) ? text : self->name);
    if (!name)
        return self->name;
    if (__atomic_compare_exchange_n(&self->undecorated, &known, name, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return name;
    free(name);
    return known;
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
    if (!inptr) /* std::bad_typeid */
        msvcrt_terminate();
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
    if (!result && isReference) /* std::bad_cast */
        msvcrt_terminate();
    return result;
}
#endif
