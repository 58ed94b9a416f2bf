/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions of Microsoft's compilers on x64: throwing, finding the catch block, unwinding, calling it.
 *
 * A function's tables give every address in it a state; a state's unwind entry names the destructor to run
 * and the state after it; a try block is a range of states. Catch blocks and destructor calls are little
 * functions (funclets) that take the frame of the function they belong to. A catch block runs while the
 * frames of whoever threw are still on the stack, because the exception object lives there: RtlUnwindEx ends
 * with a consolidating unwind, which calls us back below them all, in a frame whose caller is the function
 * with the try block.
 *
 * While a catch block runs, the function around it appears in a stack walk at the address in its try block
 * where it had been interrupted. Its real state then is that outside the try block; the chain of active
 * exceptions of the thread says so, by frame. An exception that leaves a catch block therefore meets first
 * the block's own frame (its state comes from the address: try blocks within it are looked at), then the
 * function's (its state comes from the chain).
 */
#include <string.h>
#include <nt/thread.h>
#include <win/errhandlingapi.h>
#include "eh.h"

#ifdef __x86_64__

typedef void *(GUESTAPI *funclet)(void *unused, uint64_t frame);
typedef void(GUESTAPI *copy_function)(void *to, void *from);
typedef void(GUESTAPI *copy_function_virtual)(void *to, void *from, int is_most_derived);
typedef void(GUESTAPI *destructor_function)(void *object);
typedef void(GUESTCDECL *se_translator)(unsigned code, EXCEPTION_POINTERS *pointers);

/* These keep what belongs to the call where their frames' handlers find it, at 32(%rsp). */
void *cxx_call_catch(funclet code, uint64_t frame, struct cxx_active *active) WINAPI;
void *cxx_call_cleanup(funclet code, uint64_t frame) WINAPI;
#define CALLER(name)                                                                                         \
    __asm__(".text\n.hidden " name "\n.globl " name "\n.type " name ", @function\n" name                     \
            ":\n .cfi_startproc\n sub $40, %rsp\n .cfi_adjust_cfa_offset 40\n mov %r8, 32(%rsp)\n"           \
            " call *%rcx\n.globl " name "_return\n.hidden " name "_return\n" name                            \
            "_return:\n nop\n add $40, %rsp\n .cfi_adjust_cfa_offset -40\n ret\n.globl " name                \
            "_end\n.hidden " name "_end\n" name "_end:\n .cfi_endproc\n.size " name ", . - " name "\n")
CALLER("cxx_call_catch");
CALLER("cxx_call_cleanup");

static __thread struct cxx_active *active_exceptions;
static __thread int uncaught_exceptions;
static __thread se_translator translator;

static void forget(void)
{
    active_exceptions = NULL;
    uncaught_exceptions = 0;
    translator = NULL;
}
THREAD_FORGET(forget);

/* One call of the frame handler. */
struct cxx_frame {
    uint64_t base;
    uint64_t frame;  /* as the stack walk sees it */
    uint64_t parent; /* the function's, which funclets are given; differs in a catch block's frame */
    const struct cxx_function *function;
    const struct cxx_try_block *catching; /* the try block whose catch block this frame is, or NULL */
    int32_t state;
};

static const void *at(const struct cxx_frame *frame, DWORD rva)
{
    return (const void *)(uintptr_t)(frame->base + rva);
}

static bool is_cxx(const EXCEPTION_RECORD *record)
{
    if (!record || record->ExceptionCode != CXX_EXCEPTION || record->NumberParameters != CXX_PARAMETERS)
        return false;
    ULONG_PTR magic = record->ExceptionInformation[0];
    return (magic >= CXX_MAGIC1 && magic <= CXX_MAGIC3) || magic == CXX_MAGIC_PURE;
}

static void *object_of(const EXCEPTION_RECORD *record)
{
    return is_cxx(record) ? (void *)record->ExceptionInformation[1] : NULL;
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

/* ---- states ---- */

static int32_t state_at(const struct cxx_frame *frame, uint64_t pc)
{
    const struct cxx_ip_state *map = at(frame, frame->function->ip_map);
    DWORD rva = (DWORD)(pc - frame->base), low = 0, high = frame->function->ip_count;
    while (low < high) {
        DWORD middle = (low + high) / 2;
        if (map[middle].ip <= rva)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? map[low - 1].state : -1;
}

static int32_t outside(const struct cxx_frame *frame, const struct cxx_try_block *block)
{
    const struct cxx_unwind_entry *map = at(frame, frame->function->unwind_map);
    return map[block->try_low].to_state;
}

/* Runs destructors until the state is `target`, or leaves what belongs to this frame. */
static void unwind_to(struct cxx_frame *frame, int32_t target)
{
    const struct cxx_unwind_entry *map = at(frame, frame->function->unwind_map);
    while (frame->state != target && frame->state >= 0 && frame->state < frame->function->state_count) {
        if (frame->catching &&
            (frame->state <= frame->catching->try_high || frame->state > frame->catching->catch_high))
            break; /* the function's own frame does the rest */
        DWORD action = map[frame->state].action;
        frame->state = map[frame->state].to_state;
        if (action)
            cxx_call_cleanup((funclet)(uintptr_t)(frame->base + action), frame->parent);
    }
}

static void open_frame(struct cxx_frame *frame, PVOID establisher, const DISPATCHER_CONTEXT *dispatcher,
                       bool unwinding)
{
    frame->base = dispatcher->ImageBase;
    frame->frame = frame->parent = (uintptr_t)establisher;
    frame->function = at(frame, *(const DWORD *)dispatcher->HandlerData);
    frame->catching = NULL;
    DWORD begin = dispatcher->FunctionEntry->BeginAddress;
    const struct cxx_try_block *blocks = at(frame, frame->function->try_map);
    for (DWORD i = 0; i < frame->function->try_count && !frame->catching; i++) {
        const struct cxx_handler *handlers = at(frame, blocks[i].handlers);
        for (int32_t k = 0; k < blocks[i].handler_count; k++) {
            if (handlers[k].handler == begin) {
                frame->catching = &blocks[i];
                frame->parent = *(uint64_t *)(uintptr_t)(frame->frame + (int64_t)handlers[k].parent_frame);
                break;
            }
        }
    }
    frame->state = state_at(frame, dispatcher->ControlPc);
    /* What lies below us on the stack was jumped over. */
    while (active_exceptions && (char *)active_exceptions < (char *)__builtin_frame_address(0))
        active_exceptions = active_exceptions->outer;
    for (struct cxx_active *active = active_exceptions; active; active = active->outer) {
        if (active->frame == frame->frame) {
            frame->state = active->state;
            if (unwinding)
                active_exceptions = active->outer;
            break;
        }
    }
}

/* ---- the exception object ---- */

static void destroy_object(const EXCEPTION_RECORD *record)
{
    void *object = object_of(record);
    const struct cxx_throw *info = object ? (const struct cxx_throw *)record->ExceptionInformation[2] : NULL;
    if (info && info->destructor)
        ((destructor_function)(record->ExceptionInformation[3] + info->destructor))(object);
}

/* Ends the handling of an exception: its object goes unless it is thrown further or an outer block has it. */
static void release(struct cxx_active *active, const EXCEPTION_RECORD *in_flight)
{
    EXCEPTION_RECORD *record = active->record;
    void *object = object_of(record);
    active->record = NULL;
    if (!object || object_of(in_flight) == object)
        return;
    for (struct cxx_active *outer = active->outer; outer; outer = outer->outer)
        if (object_of(outer->record) == object)
            return;
    destroy_object(record);
}

static bool catches(const struct cxx_frame *frame, const struct cxx_handler *handler,
                    const EXCEPTION_RECORD *record, const struct cxx_catchable **match)
{
    *match = NULL;
    if (!handler->type)
        return true;
    const struct cxx_type *wanted = at(frame, handler->type);
    if (!wanted->name[0])
        return true;
    if (!is_cxx(record))
        return false;
    const struct cxx_throw *info = (const struct cxx_throw *)record->ExceptionInformation[2];
    uint64_t base = record->ExceptionInformation[3];
    const struct cxx_catchable_list *list = (const void *)(uintptr_t)(base + info->catchables);
    for (int32_t i = 0; i < list->count; i++) {
        const struct cxx_catchable *type = (const void *)(uintptr_t)(base + list->entries[i]);
        const struct cxx_type *thrown = (const void *)(uintptr_t)(base + type->type);
        if (thrown != wanted && strcmp(thrown->name, wanted->name))
            continue;
        if ((type->properties & CATCHABLE_BY_REFERENCE) && !(handler->adjectives & HANDLER_REFERENCE))
            continue;
        if (info->attributes & ~handler->adjectives & (HANDLER_CONST | HANDLER_VOLATILE | HANDLER_UNALIGNED))
            continue;
        *match = type;
        return true;
    }
    return false;
}

static void build_object(const struct cxx_frame *frame, const struct cxx_handler *handler,
                         const EXCEPTION_RECORD *record, const struct cxx_catchable *type)
{
    if (!type || !handler->type || !handler->object)
        return;
    void *from = object_of(record);
    void *to = (void *)(uintptr_t)(frame->parent + (int64_t)handler->object);
    uint64_t copy = type->copy ? record->ExceptionInformation[3] + type->copy : 0;
    if (handler->adjectives & HANDLER_REFERENCE)
        *(void **)to = cxx_adjust(from, &type->displacement);
    else if (type->properties & CATCHABLE_SIMPLE) {
        memcpy(to, from, (size_t)type->size);
        if (type->size == sizeof(void *) && *(void **)to) /* a pointer to a derived class */
            *(void **)to = cxx_adjust(*(void **)to, &type->displacement);
    } else if (!copy)
        memcpy(to, cxx_adjust(from, &type->displacement), (size_t)type->size);
    else if (type->properties & CATCHABLE_VIRTUAL_BASE)
        ((copy_function_virtual)(uintptr_t)copy)(to, cxx_adjust(from, &type->displacement), 1);
    else
        ((copy_function)(uintptr_t)copy)(to, cxx_adjust(from, &type->displacement));
}

/* ---- catching ---- */

/* The parameters of our consolidating unwind. */
enum {
    UNWIND_CALLBACK,
    UNWIND_PARENT,
    UNWIND_HANDLER,
    UNWIND_STATE,
    UNWIND_RECORD,
    UNWIND_FRAME,
    UNWIND_COUNT
};

/* RtlRestoreContext calls this with everything unwound; it returns where the function goes on. */
static void *WINAPI call_catch_block(EXCEPTION_RECORD *unwind)
{
    struct cxx_active active = {
        .outer = active_exceptions,
        .record = (EXCEPTION_RECORD *)unwind->ExceptionInformation[UNWIND_RECORD],
        .frame = unwind->ExceptionInformation[UNWIND_FRAME],
        .state = (int32_t)unwind->ExceptionInformation[UNWIND_STATE],
    };
    active_exceptions = &active;
    if (is_cxx(active.record) && uncaught_exceptions)
        uncaught_exceptions--;
    void *next = cxx_call_catch((funclet)unwind->ExceptionInformation[UNWIND_HANDLER],
                                unwind->ExceptionInformation[UNWIND_PARENT], &active);
    active_exceptions = active.outer;
    release(&active, NULL);
    return next;
}

static const EXCEPTION_RECORD *in_flight_of(const EXCEPTION_RECORD *record)
{
    if (record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE &&
        record->NumberParameters >= UNWIND_COUNT &&
        record->ExceptionInformation[UNWIND_CALLBACK] == (ULONG_PTR)call_catch_block)
        return (const EXCEPTION_RECORD *)record->ExceptionInformation[UNWIND_RECORD];
    return record;
}

/* An exception or a jump leaves a catch block. The chain keeps the entry: the frame of the function around
 * the block, which is next, takes its state from it. */
static EXCEPTION_DISPOSITION WINAPI leaving_catch(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                  PDISPATCHER_CONTEXT dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        release(*(struct cxx_active **)((char *)frame + 32), in_flight_of(record));
    return ExceptionContinueSearch;
}

/* A C++ exception leaves a destructor that unwinding runs. */
static EXCEPTION_DISPOSITION WINAPI leaving_cleanup(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                    PDISPATCHER_CONTEXT dispatcher)
{
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) && is_cxx(record))
        msvcrt_terminate();
    return ExceptionContinueSearch;
}

BUILTIN_HANDLER(cxx_call_catch_return, cxx_call_catch_end, leaving_catch);
BUILTIN_HANDLER(cxx_call_cleanup_return, cxx_call_cleanup_end, leaving_cleanup);

static void find_catch(struct cxx_frame *frame, EXCEPTION_RECORD *record, PDISPATCHER_CONTEXT dispatcher)
{
    const struct cxx_try_block *blocks = at(frame, frame->function->try_map);
    for (DWORD i = 0; i < frame->function->try_count; i++) {
        const struct cxx_try_block *block = &blocks[i];
        if (frame->state < block->try_low || frame->state > block->try_high)
            continue;
        if (frame->catching &&
            (block->try_low <= frame->catching->try_high || block->try_high > frame->catching->catch_high))
            continue; /* around the catch block, not within it: the function's frame is asked next */
        const struct cxx_handler *handlers = at(frame, block->handlers);
        for (int32_t k = 0; k < block->handler_count; k++) {
            const struct cxx_catchable *type;
            if (!catches(frame, &handlers[k], record, &type))
                continue;
            build_object(frame, &handlers[k], record, type);
            EXCEPTION_RECORD unwind = {.ExceptionCode = (DWORD)STATUS_UNWIND_CONSOLIDATE,
                                       .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                                       .NumberParameters = EXCEPTION_MAXIMUM_PARAMETERS};
            unwind.ExceptionInformation[UNWIND_CALLBACK] = (ULONG_PTR)call_catch_block;
            unwind.ExceptionInformation[UNWIND_PARENT] = frame->parent;
            unwind.ExceptionInformation[UNWIND_HANDLER] = frame->base + handlers[k].handler;
            unwind.ExceptionInformation[UNWIND_STATE] = (ULONG_PTR)(LONG_PTR)outside(frame, block);
            unwind.ExceptionInformation[UNWIND_RECORD] = (ULONG_PTR)record;
            unwind.ExceptionInformation[UNWIND_FRAME] = frame->frame;
            RtlUnwindEx((PVOID)(uintptr_t)frame->frame, (PVOID)(uintptr_t)dispatcher->ControlPc, &unwind,
                        NULL, dispatcher->ContextRecord, dispatcher->HistoryTable);
        }
    }
}

EXCEPTION_DISPOSITION CDECL msvcrt___CxxFrameHandler(PEXCEPTION_RECORD record, PVOID establisher,
                                                     PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    struct cxx_frame frame;
    bool unwinding = record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND);
    open_frame(&frame, establisher, dispatcher, unwinding);
    DWORD magic = frame.function->magic & 0x1FFFFFFF;
    if (magic < CXX_MAGIC1 || magic > CXX_MAGIC3)
        return ExceptionContinueSearch;
    if (unwinding) {
        int32_t target = -1;
        if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND) {
            if (in_flight_of(record) != record)
                target = (int32_t)record->ExceptionInformation[UNWIND_STATE];
            else /* a jump within this frame */
                target = state_at(&frame, dispatcher->TargetIp);
        }
        unwind_to(&frame, target);
        return ExceptionContinueSearch;
    }
    if (!frame.function->try_count || record->ExceptionCode == 0x80000003u ||
        record->ExceptionCode == 0x80000004u)
        return ExceptionContinueSearch;
    if (!is_cxx(record)) {
        if (translator && frame.state >= 0) {
            EXCEPTION_POINTERS pointers = {record, context};
            translator(record->ExceptionCode, &pointers);
        }
        if (magic >= CXX_MAGIC3 && (frame.function->flags & FUNC_SYNCHRONOUS))
            return ExceptionContinueSearch;
    }
    find_catch(&frame, record, dispatcher);
    return ExceptionContinueSearch;
}

/* ---- throwing ---- */

VOID CDECL msvcrt__CxxThrowException(PVOID object, const struct cxx_throw *info)
{
    ULONG_PTR parameters[CXX_PARAMETERS] = {CXX_MAGIC1, (ULONG_PTR)object, (ULONG_PTR)info};
    PVOID base;
    if (!info) { /* throw; */
        if (!active_exceptions || !active_exceptions->record)
            msvcrt_terminate();
        const EXCEPTION_RECORD *record = active_exceptions->record;
        if (is_cxx(record))
            uncaught_exceptions++;
        RaiseException(record->ExceptionCode, record->ExceptionFlags & EXCEPTION_NONCONTINUABLE,
                       record->NumberParameters, record->ExceptionInformation);
        return;
    }
    RtlPcToFileHeader((PVOID)info, &base);
    parameters[3] = (ULONG_PTR)base;
    if (info->attributes & 8)
        parameters[0] = CXX_MAGIC_PURE;
    uncaught_exceptions++;
    RaiseException(CXX_EXCEPTION, EXCEPTION_NONCONTINUABLE, CXX_PARAMETERS, parameters);
}

bool CDECL msvcrt___uncaught_exception(void)
{
    return uncaught_exceptions != 0;
}

se_translator CDECL msvcrt_set_se_translator(se_translator function)
{
    se_translator old = translator;
    translator = function;
    return old;
}
#endif
