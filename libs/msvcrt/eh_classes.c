/* SPDX-License-Identifier: MIT
 *
 * The exception classes that the runtime itself throws and msvcrt exports: exception, bad_cast, bad_typeid,
 * __non_rtti_object. The modern runtime has them in namespace std and exports none.
 *
 * What describes them is laid out as a compiler would in an image: 32-bit distances from a base. Ours is an
 * address below all of our code and data; it need not be an image's.
 */
#include <string.h>
#include <win/errhandlingapi.h>
#include "eh.h"
#include "eh_classes.h"
#include "msvcrt.h"

#ifdef __x86_64__

#ifdef CRT_UCRT
#define SCOPE     "@std@@"
#define NO_OBJECT "Attempted a typeid of nullptr pointer!"
#else
#define SCOPE     "@@"
#define NO_OBJECT "Attempted a typeid of NULL pointer!"
#endif

struct exception {
    const void *vftable;
    char *what;
    int do_free; /* bool in the modern runtime: its byte comes first */
};
ASSERT_SIZE(struct exception, 24, 0);

#define DISTANCE_BASE 0x40000000
#define RVA(symbol)   " .long " symbol " - 0b + " STRING(DISTANCE_BASE) "\n"
#define STRING(x)     STRING_(x)
#define STRING_(x)    #x

/* A class's descriptor; how it is copied when caught by value. */
#define DESCRIBE(class)                                                                                      \
    ".balign 8\n.Ltype_" class ": .quad type_info_vftable, 0\n .asciz \".?AV" class SCOPE                    \
        "\"\n"                                                                                               \
        ".balign 4\n.Lcatch_" class ": .long 0\n" RVA(".Ltype_" class) " .long 0, -1, 0, 24\n" RVA(          \
            "msvcrt_" class "_copy")

/* What is thrown: the class and its bases. */
#define THROW2(class, base)                                                                                  \
    ".Llist_" class ": .long 2\n" RVA(".Lcatch_" class)                                                      \
        RVA(".Lcatch_" base) ".globl cxx_throw_" class "\n.hidden cxx_throw_" class "\ncxx_throw_" class     \
        ": .long 0\n" RVA("msvcrt_exception_destroy") " .long 0\n" RVA(".Llist_" class)

/* The table of virtual functions; before it, the run-time type: the class and its one base. */
#define TABLE(class, base, count)                                                                            \
    ".balign 4\n.Lself_" class ":" RVA(".Ltype_" class) " .long " count " - 1, 0, -1, 0, 0x40\n" RVA(        \
        ".Lhierarchy_" class) ".Lbases_" class ":" RVA(".Lself_" class)                                      \
        RVA(".Lself_" base) ".Lhierarchy_" class ": .long 0, 0, " count "\n" RVA(                            \
            ".Lbases_" class) ".Llocator_" class ": .long 1, 0, 0\n" RVA(".Ltype_" class)                    \
            RVA(".Lhierarchy_" class)                                                                        \
                RVA(".Llocator_" class) ".balign 8\n .quad .Llocator_" class "\n.globl cxx_vftable_" class   \
        "\n.hidden cxx_vftable_" class "\ncxx_vftable_" class ": .quad msvcrt_exception_delete, "            \
                                                              "msvcrt_exception_what\n"

/* 0: is near each distance, so that the assembler can write it. */
__asm__(
    ".data\n.balign 8\n.globl cxx_class_anchor\n.hidden cxx_class_anchor\ncxx_class_anchor:\n0:\n" DESCRIBE(
        "exception") DESCRIBE("bad_cast") DESCRIBE("bad_typeid") THROW2("bad_cast", "exception")
        THROW2("bad_typeid", "exception") TABLE("exception", "exception", "1")
            TABLE("bad_cast", "exception", "2") TABLE("bad_typeid", "exception", "2") ".text\n");

extern const char cxx_class_anchor[];
extern const struct cxx_throw cxx_throw_bad_cast, cxx_throw_bad_typeid;
extern const void *const cxx_vftable_exception[], *const cxx_vftable_bad_cast[],
                                                      *const cxx_vftable_bad_typeid[];

/* ---- class exception ---- */

static void set_text(struct exception *self, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    self->what = size ? msvcrt_malloc(size) : NULL;
    self->do_free = self->what != NULL;
    if (self->what)
        memcpy(self->what, text, size);
}

static struct exception *copy(struct exception *self, const struct exception *other,
                              const void *const *vftable)
{
    self->vftable = vftable;
    if (other->do_free & 0xFF)
        set_text(self, other->what);
    else {
        self->what = other->what;
        self->do_free = 0;
    }
    return self;
}

static struct exception *construct(struct exception *self, const char *text, const void *const *vftable)
{
    self->vftable = vftable;
    set_text(self, text);
    return self;
}

struct exception *CDECL msvcrt_exception_default(struct exception *self)
{
    return construct(self, NULL, cxx_vftable_exception);
}

struct exception *CDECL msvcrt_exception_text(struct exception *self, const char *const *text)
{
    return construct(self, *text, cxx_vftable_exception);
}

/* The text is the caller's, and lives on. */
struct exception *CDECL msvcrt_exception_static_text(struct exception *self, const char *const *text,
                                                     int ignored)
{
    self->vftable = cxx_vftable_exception;
    self->what = (char *)*text;
    self->do_free = 0;
    return self;
}

struct exception *CDECL msvcrt_exception_copy(struct exception *self, const struct exception *other)
{
    return copy(self, other, cxx_vftable_exception);
}

VOID CDECL msvcrt_exception_destroy(struct exception *self)
{
    if (self->do_free & 0xFF)
        msvcrt_free(self->what);
    self->what = NULL;
    self->do_free = 0;
}

struct exception *CDECL msvcrt_exception_assign(struct exception *self, const struct exception *other)
{
    if (self != other) {
        const void *const *vftable = self->vftable;
        msvcrt_exception_destroy(self);
        copy(self, other, vftable);
    }
    return self;
}

const char *CDECL msvcrt_exception_what(const struct exception *self)
{
    return self->what ? self->what : "Unknown exception";
}

/* The deleting destructor. Bit 0: the memory, too; bit 1: an array, whose count stands before it. */
void *CDECL msvcrt_exception_delete(struct exception *self, unsigned flags)
{
    if (flags & 2) {
        size_t *count = (size_t *)self - 1;
        for (size_t i = 0; i < *count; i++)
            msvcrt_exception_destroy(&self[i]);
        if (flags & 1)
            msvcrt_free(count);
        return count;
    }
    msvcrt_exception_destroy(self);
    if (flags & 1)
        msvcrt_free(self);
    return self;
}

/* ---- the others ---- */

#define CLASS(class, text)                                                                                   \
    struct exception *CDECL msvcrt_##class##_text(struct exception *self, const char *what)                  \
    {                                                                                                        \
        return construct(self, what, cxx_vftable_##class);                                                   \
    }                                                                                                        \
    struct exception *CDECL msvcrt_##class##_text_at(struct exception *self, const char *const *what)        \
    {                                                                                                        \
        return construct(self, *what, cxx_vftable_##class);                                                  \
    }                                                                                                        \
    struct exception *CDECL msvcrt_##class##_copy(struct exception *self, const struct exception *other)     \
    {                                                                                                        \
        return copy(self, other, cxx_vftable_##class);                                                       \
    }                                                                                                        \
    VOID CDECL msvcrt_##class##_default(struct exception *self)                                              \
    {                                                                                                        \
        construct(self, text, cxx_vftable_##class);                                                          \
    }

CLASS(bad_cast, "bad cast")
CLASS(bad_typeid, "bad typeid")

static _Noreturn void throw_class(const void *const *vftable, const char *text, const struct cxx_throw *info)
{
    struct exception object = {vftable, (char *)text, 0};
    ULONG_PTR parameters[CXX_PARAMETERS] = {CXX_MAGIC1, (ULONG_PTR)&object, (ULONG_PTR)info,
                                            (ULONG_PTR)cxx_class_anchor - DISTANCE_BASE};
    for (;;)
        RaiseException(CXX_EXCEPTION, EXCEPTION_NONCONTINUABLE, CXX_PARAMETERS, parameters);
}

_Noreturn void cxx_throw_failed_cast(void)
{
    throw_class(cxx_vftable_bad_cast, "Bad dynamic_cast!", &cxx_throw_bad_cast);
}

_Noreturn void cxx_throw_null_typeid(void)
{
    throw_class(cxx_vftable_bad_typeid, NO_OBJECT, &cxx_throw_bad_typeid);
}
#endif
