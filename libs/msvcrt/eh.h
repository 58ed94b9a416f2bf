/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions as Microsoft's compilers lay them out for x64 ("Exception Handling in MSVC"): what describes
 * a thrown object and its types, and what the runtime keeps per thread. All addresses are relative to the
 * image. The tables of functions are eh_tables.h's.
 */
#ifndef DECANT_MSVCRT_EH_H
#define DECANT_MSVCRT_EH_H

#include <rtl/exception.h>

#define CXX_EXCEPTION  0xE06D7363u
#define CXX_MAGIC1     0x19930520u /* FuncInfo ends before the list of exception specifications */
#define CXX_MAGIC2     0x19930521u
#define CXX_MAGIC3     0x19930522u /* has flags */
#define CXX_MAGIC_PURE 0x01994000u
#define CXX_PARAMETERS 4

struct cxx_type { /* TypeDescriptor, and class type_info */
    const void *vftable;
    char *undecorated; /* type_info::name's result, made once */
    char name[];
};

#define HANDLER_CONST     1u
#define HANDLER_VOLATILE  2u
#define HANDLER_UNALIGNED 4u
#define HANDLER_REFERENCE 8u
#define HANDLER_MIXED     0x80000000u
#define HANDLER_STD_DOTS  0x40u /* catch (...) of C++ exceptions only */

struct cxx_displacement { /* PMD */
    int32_t member, table, index;
};

struct cxx_catchable {
    DWORD properties;
    DWORD type;
    struct cxx_displacement displacement;
    int32_t size;
    DWORD copy;
};

#define CATCHABLE_SIMPLE       1u
#define CATCHABLE_BY_REFERENCE 2u
#define CATCHABLE_VIRTUAL_BASE 4u

struct cxx_catchable_list {
    int32_t count;
    DWORD entries[];
};

struct cxx_throw {    /* ThrowInfo */
    DWORD attributes; /* 1: const, 2: volatile, 4: unaligned, 8: pure */
    DWORD destructor;
    DWORD forward_compatible;
    DWORD catchables;
};

/* An exception that a catch block of this thread is handling, or of the block around that one. It lives in
 * the frame that called the block. */
struct cxx_active {
    struct cxx_active *outer;
    EXCEPTION_RECORD *record;
    uint64_t frame; /* the frame whose try block caught it: while the block runs, that frame is in `state` */
    int32_t state;
    EXCEPTION_RECORD *shown_record; /* what __current_exception showed before */
    CONTEXT *shown_context;
};

typedef void(GUESTCDECL *se_translator)(unsigned code, EXCEPTION_POINTERS *pointers);
typedef void(GUESTCDECL *terminate_handler)(void);

/* Of _CreateFrameInfo. */
struct cxx_frame_info {
    void *object;
    struct cxx_frame_info *next;
};

/* What the runtime keeps per thread. A native frame handler shares it through __current_exception,
 * __current_exception_context and __processing_throw. */
struct cxx_thread {
    struct cxx_active *active;
    EXCEPTION_RECORD *record; /* the exception being handled, and where it happened */
    CONTEXT *context;
    int unwinding; /* destructors that unwinding runs, one within the other: std::uncaught_exceptions */
    se_translator translator;
    terminate_handler on_terminate, on_unexpected;
    struct cxx_frame_info *frames;
    uint64_t image, throw_image; /* what addresses in tables are relative to */
};
extern __thread struct cxx_thread cxx_thread;

bool cxx_is_exception(const EXCEPTION_RECORD *record);
void *cxx_object_of(const EXCEPTION_RECORD *record);
/* Runs the destructor; it may not throw (eh_cxx.c). */
void cxx_destroy_object(const EXCEPTION_RECORD *record);
/* Whether a handler takes this type of what was thrown. */
bool cxx_type_matches(const struct cxx_type *wanted, DWORD adjectives, const struct cxx_catchable *type,
                      const struct cxx_throw *info, uint64_t throw_base);
/* The first type of an exception that a handler takes. */
const struct cxx_catchable *cxx_match(const struct cxx_type *wanted, DWORD adjectives,
                                      const EXCEPTION_RECORD *record);
/* Puts the object, or its address, to where the catch block expects it. */
void cxx_build_object(void *from, void *to, DWORD adjectives, const struct cxx_catchable *type,
                      uint64_t throw_base);
void *cxx_adjust(void *object, const struct cxx_displacement *displacement);
_Noreturn void CDECL msvcrt_terminate(void);
extern const void *const type_info_vftable[];

#endif
