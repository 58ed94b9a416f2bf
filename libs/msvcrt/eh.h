/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions as Microsoft's compilers lay them out for x64 ("Exception Handling in MSVC", the tables as
 * clang emits them: llvm/lib/CodeGen/AsmPrinter/WinException.cpp). All addresses are relative to the image.
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

#define FUNC_SYNCHRONOUS 1u /* catch (...) catches nothing but C++ exceptions (/EHs) */

struct cxx_type { /* TypeDescriptor, and class type_info */
    const void *vftable;
    char *undecorated; /* type_info::name's result, made once */
    char name[];
};

struct cxx_unwind_entry {
    int32_t to_state;
    DWORD action;
};

struct cxx_handler {
    DWORD adjectives;
    DWORD type; /* 0: ... */
    int32_t object;
    DWORD handler;
    int32_t parent_frame; /* where the funclet's frame keeps the function's */
};

#define HANDLER_CONST     1u
#define HANDLER_VOLATILE  2u
#define HANDLER_UNALIGNED 4u
#define HANDLER_REFERENCE 8u

struct cxx_try_block {
    int32_t try_low, try_high, catch_high;
    int32_t handler_count;
    DWORD handlers;
};

struct cxx_ip_state {
    DWORD ip;
    int32_t state;
};

struct cxx_function {
    DWORD magic; /* 29 bits, and flags of the compiler's */
    int32_t state_count;
    DWORD unwind_map;
    DWORD try_count;
    DWORD try_map;
    DWORD ip_count;
    DWORD ip_map;
    int32_t unwind_help;
    DWORD specifications;
    DWORD flags;
};

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
};

void *cxx_adjust(void *object, const struct cxx_displacement *displacement);
_Noreturn void CDECL msvcrt_terminate(void);
extern const void *const type_info_vftable[];

#endif
