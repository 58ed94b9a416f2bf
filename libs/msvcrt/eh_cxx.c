/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions of Microsoft's compilers on x64: finding the catch block, unwinding, calling it.
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
 * function's (its state comes from the chain). With compressed tables a catch block is a function of its own,
 * with tables of its own, whose states end where the block does.
 */
#include <string.h>
#include "kernel/ps/thread.h"
#include "eh.h"
#include "eh_tables.h"

#ifdef __x86_64__

typedef void *(GUESTAPI *funclet)(void *argument, uint64_t frame);

/* These keep what belongs to the call where their frames' handlers find it, at 32(%rsp): code, its first and
 * second argument, and that. */
void *cxx_call_catch(funclet code, uint64_t frame, struct cxx_active *active) WINAPI;
void *cxx_call_cleanup(funclet code, uint64_t frame, void *object) WINAPI;
void *cxx_call_destructor(funclet code, uint64_t frame, void *object) WINAPI;
#define CALLER(name)                                                                                         \
    __asm__(".text\n.hidden " name "\n.globl " name "\n.type " name ", @function\n" name                     \
            ":\n .cfi_startproc\n sub $40, %rsp\n .cfi_adjust_cfa_offset 40\n mov %r8, 32(%rsp)\n"           \
            " mov %rcx, %rax\n mov %r8, %rcx\n call *%rax\n.globl " name "_return\n.hidden " name            \
            "_return\n" name                                                                                 \
            "_return:\n nop\n add $40, %rsp\n .cfi_adjust_cfa_offset -40\n ret\n.globl " name                \
            "_end\n.hidden " name "_end\n" name "_end:\n .cfi_endproc\n.size " name ", . - " name "\n")
CALLER("cxx_call_catch");
CALLER("cxx_call_cleanup");
CALLER("cxx_call_destructor");

/* One call of the frame handler. */
struct cxx_frame {
    struct eh_tables tables;
    uint64_t base;
    uint64_t frame;  /* as the stack walk sees it */
    uint64_t parent; /* the function's, which funclets are given; differs in a catch block's frame */
    bool in_catch;   /* plain tables: this frame is a catch block's, of the try block `catching` */
    struct eh_try catching;
    int32_t state;
};

/* ---- frames and states ---- */

static void leave_active(struct cxx_active *active)
{
    cxx_thread.active = active->outer;
    cxx_thread.record = active->shown_record;
    cxx_thread.context = active->shown_context;
}

static int32_t outside(struct cxx_frame *frame, const struct eh_try *block)
{
    struct eh_unwind unwind;
    return eh_unwind_at(&frame->tables, block->low, &unwind) ? unwind.to_state : -1;
}

static void run_action(const struct cxx_frame *frame, const struct eh_unwind *unwind)
{
    char *place = (char *)(uintptr_t)frame->parent + unwind->object;
    void *object = unwind->kind == EH_OBJECT ? place : unwind->kind == EH_POINTER ? *(void **)place : NULL;
    cxx_call_cleanup((funclet)(uintptr_t)(frame->base + unwind->action), frame->parent, object);
}

/* Runs destructors until the state is `target`, or leaves what belongs to this frame. */
static void unwind_to(struct cxx_frame *frame, int32_t target)
{
    struct eh_unwind unwind;
    DWORD steps = 0;
    cxx_thread.unwinding++; /* a destructor that is left otherwise takes it back in leaving_cleanup */
    while (frame->state != target && steps++ < frame->tables.state_count) {
        if (frame->in_catch &&
            (frame->state <= frame->catching.high || frame->state > frame->catching.catch_high))
            break; /* the function's own frame does the rest */
        if (!eh_unwind_at(&frame->tables, frame->state, &unwind))
            break;
        frame->state = unwind.to_state;
        if (unwind.kind != EH_NOTHING)
            run_action(frame, &unwind);
    }
    if (cxx_thread.unwinding)
        cxx_thread.unwinding--;
}

/* A catch block's frame holds the function's: where, says the handler that the block belongs to, or with
 * compressed tables the block's own. */
static void find_parent(struct cxx_frame *frame)
{
    DWORD place = frame->tables.parent;
    frame->in_catch = false;
    if (!frame->tables.compressed) {
        struct eh_cursor blocks = eh_try_blocks(&frame->tables);
        struct eh_handler handler;
        while (!frame->in_catch && eh_next_try(&frame->tables, &blocks, &frame->catching)) {
            struct eh_cursor handlers = frame->catching.handlers;
            while (!frame->in_catch && eh_next_handler(&frame->tables, &handlers, &handler))
                frame->in_catch = handler.code == frame->tables.begin;
        }
        place = handler.parent;
    }
    if (frame->in_catch || frame->tables.funclet) {
        uint64_t at = frame->frame + (int64_t)(int32_t)place;
        if (at >= (uintptr_t)NtCurrentTeb()->NtTib.StackBase - sizeof(at) || at < frame->frame)
            frame->tables.bad = true;
        else
            frame->parent = *(uint64_t *)(uintptr_t)at;
    }
}

static bool open_frame(struct cxx_frame *frame, bool compressed, PVOID establisher,
                       const DISPATCHER_CONTEXT *dispatcher, bool unwinding)
{
    PVOID image;
    struct eh_tables *tables = &frame->tables;
    frame->base = dispatcher->ImageBase;
    frame->frame = frame->parent = (uintptr_t)establisher;
    tables->base = (const BYTE *)(uintptr_t)frame->base;
    tables->size = 1ull << 32; /* generated code: what a table can reach */
    RtlPcToFileHeader((PVOID)(uintptr_t)dispatcher->ControlPc, &image);
    if (image == tables->base) {
        const IMAGE_DOS_HEADER *dos = image;
        tables->size = ((const IMAGE_NT_HEADERS *)(tables->base + dos->e_lfanew))->OptionalHeader.SizeOfImage;
    }
    tables->begin = eh_function_begin(tables, dispatcher->FunctionEntry->BeginAddress,
                                      dispatcher->FunctionEntry->UnwindData);
    DWORD rva = *(const DWORD *)dispatcher->HandlerData;
    if (!(compressed ? eh_open_compressed(tables, rva) : eh_open_plain(tables, rva)))
        return false;
    find_parent(frame);
    frame->state = eh_state_at(tables, (DWORD)(dispatcher->ControlPc - frame->base));
    cxx_thread.image = frame->base;
    /* What lies below us on the stack was jumped over. */
    while (cxx_thread.active && (char *)cxx_thread.active < (char *)__builtin_frame_address(0))
        leave_active(cxx_thread.active);
    for (struct cxx_active *active = cxx_thread.active; active; active = active->outer) {
        if (active->frame == frame->frame) {
            frame->state = active->state;
            while (unwinding && cxx_thread.active != active->outer)
                leave_active(cxx_thread.active);
            break;
        }
    }
    return !tables->bad;
}

/* ---- catching ---- */

/* Ends the handling of an exception: its object goes unless it is thrown further or an outer block has it. */
static void release(struct cxx_active *active, const EXCEPTION_RECORD *in_flight)
{
    EXCEPTION_RECORD *record = active->record;
    void *object = cxx_object_of(record);
    active->record = NULL;
    if (!object || cxx_object_of(in_flight) == object)
        return;
    for (struct cxx_active *outer = active->outer; outer; outer = outer->outer)
        if (cxx_object_of(outer->record) == object)
            return;
    cxx_destroy_object(record);
}

/* The parameters of our consolidating unwind. */
enum {
    UNWIND_CALLBACK,
    UNWIND_MARK,
    UNWIND_PARENT,
    UNWIND_HANDLER,
    UNWIND_STATE,
    UNWIND_RECORD,
    UNWIND_CONTEXT,
    UNWIND_FRAME,
    UNWIND_CONTINUATIONS,
    UNWIND_CONTINUATION,
    UNWIND_COUNT = UNWIND_CONTINUATION + 2
};

#define OUR_MARK                                                                                             \
    0x6465632D63787821u /* of the modern runtime and of msvcrt, which are two copies of this file */

/* RtlRestoreContext calls this with everything unwound; it returns where the function goes on. */
static void *WINAPI call_catch_block(EXCEPTION_RECORD *unwind)
{
    const ULONG_PTR *parameters = unwind->ExceptionInformation;
    struct cxx_active active = {
        .outer = cxx_thread.active,
        .record = (EXCEPTION_RECORD *)parameters[UNWIND_RECORD],
        .frame = parameters[UNWIND_FRAME],
        .state = (int32_t)parameters[UNWIND_STATE],
        .shown_record = cxx_thread.record,
        .shown_context = cxx_thread.context,
    };
    cxx_thread.active = &active;
    cxx_thread.record = active.record;
    cxx_thread.context = (CONTEXT *)parameters[UNWIND_CONTEXT];
    ULONG_PTR next =
        (ULONG_PTR)cxx_call_catch((funclet)parameters[UNWIND_HANDLER], parameters[UNWIND_PARENT], &active);
    leave_active(&active);
    release(&active, NULL);
    return (void *)(next < parameters[UNWIND_CONTINUATIONS] ? parameters[UNWIND_CONTINUATION + next] : next);
}

static bool is_our_unwind(const EXCEPTION_RECORD *record)
{
    return record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE &&
           record->NumberParameters >= UNWIND_COUNT && record->ExceptionInformation[UNWIND_MARK] == OUR_MARK;
}

/* An exception or a jump leaves a catch block. The chain keeps the entry: the frame of the function around
 * the block, which is next, takes its state from it. */
static EXCEPTION_DISPOSITION WINAPI leaving_catch(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                  PDISPATCHER_CONTEXT dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND))
        release(*(struct cxx_active **)((char *)frame + 32),
                is_our_unwind(record) ? (EXCEPTION_RECORD *)record->ExceptionInformation[UNWIND_RECORD]
                                      : record);
    return ExceptionContinueSearch;
}

/* A C++ exception leaves a destructor that unwinding runs: std::terminate. Anything else does so unwinding.
 */
static EXCEPTION_DISPOSITION WINAPI leaving_cleanup(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context,
                                                    PDISPATCHER_CONTEXT dispatcher)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        if (cxx_thread.unwinding)
            cxx_thread.unwinding--;
    } else if (cxx_is_exception(record))
        msvcrt_terminate();
    return ExceptionContinueSearch;
}

/* A C++ exception leaves the destructor of the exception object. */
static EXCEPTION_DISPOSITION WINAPI leaving_destructor(PEXCEPTION_RECORD record, PVOID frame,
                                                       PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) && cxx_is_exception(record))
        msvcrt_terminate();
    return ExceptionContinueSearch;
}

BUILTIN_HANDLER(cxx_call_catch_return, cxx_call_catch_end, leaving_catch);
BUILTIN_HANDLER(cxx_call_cleanup_return, cxx_call_cleanup_end, leaving_cleanup);
BUILTIN_HANDLER(cxx_call_destructor_return, cxx_call_destructor_end, leaving_destructor);

void cxx_destroy_object(const EXCEPTION_RECORD *record)
{
    void *object = cxx_object_of(record);
    const struct cxx_throw *info = object ? (const struct cxx_throw *)record->ExceptionInformation[2] : NULL;
    if (info && info->destructor)
        cxx_call_destructor((funclet)(record->ExceptionInformation[3] + info->destructor), 0, object);
}

/* Unwinds to the frame and enters the catch block: comes back only where the stack makes no sense. */
static void enter_catch(struct cxx_frame *frame, const struct eh_try *block, const struct eh_handler *handler,
                        EXCEPTION_RECORD *record, CONTEXT *context, PDISPATCHER_CONTEXT dispatcher)
{
    EXCEPTION_RECORD unwind = {.ExceptionCode = (DWORD)STATUS_UNWIND_CONSOLIDATE,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .NumberParameters = EXCEPTION_MAXIMUM_PARAMETERS};
    ULONG_PTR *parameters = unwind.ExceptionInformation;
    parameters[UNWIND_CALLBACK] = (ULONG_PTR)call_catch_block;
    parameters[UNWIND_MARK] = OUR_MARK;
    parameters[UNWIND_PARENT] = frame->parent;
    parameters[UNWIND_HANDLER] = frame->base + handler->code;
    parameters[UNWIND_STATE] = (ULONG_PTR)(LONG_PTR)outside(frame, block);
    parameters[UNWIND_RECORD] = (ULONG_PTR)record;
    parameters[UNWIND_CONTEXT] = (ULONG_PTR)context;
    parameters[UNWIND_FRAME] = frame->frame;
    parameters[UNWIND_CONTINUATIONS] = handler->continuations;
    for (unsigned i = 0; i < handler->continuations; i++)
        parameters[UNWIND_CONTINUATION + i] = frame->base + handler->continuation[i];
    RtlUnwindEx((PVOID)(uintptr_t)frame->frame, (PVOID)(uintptr_t)dispatcher->ControlPc, &unwind, NULL,
                dispatcher->ContextRecord, dispatcher->HistoryTable);
}

static void find_catch(struct cxx_frame *frame, EXCEPTION_RECORD *record, CONTEXT *context,
                       PDISPATCHER_CONTEXT dispatcher)
{
    struct eh_tables *tables = &frame->tables;
    struct eh_cursor blocks = eh_try_blocks(tables);
    struct eh_try block;
    struct eh_handler handler;
    while (eh_next_try(tables, &blocks, &block)) {
        if (frame->state < block.low || frame->state > block.high)
            continue;
        if (frame->in_catch && (block.low <= frame->catching.high || block.high > frame->catching.catch_high))
            continue; /* around the catch block, not within it: the function's frame is asked next */
        struct eh_cursor handlers = block.handlers;
        while (eh_next_handler(tables, &handlers, &handler)) {
            const struct cxx_catchable *type = NULL;
            const struct cxx_type *wanted = (const struct cxx_type *)(tables->base + handler.type);
            if (handler.type && handler.type < tables->size - sizeof(*wanted) && wanted->name[0]) {
                type = cxx_match(wanted, handler.adjectives, record);
                if (!type)
                    continue;
                if (handler.object)
                    cxx_build_object(cxx_object_of(record),
                                     (char *)(uintptr_t)frame->parent + (int32_t)handler.object,
                                     handler.adjectives, type, record->ExceptionInformation[3]);
            } else if (!cxx_is_exception(record) && (handler.adjectives & HANDLER_STD_DOTS))
                continue;
            enter_catch(frame, &block, &handler, record, context, dispatcher);
        }
    }
}

/* ---- the handlers ---- */

static EXCEPTION_DISPOSITION handle_frame(bool compressed, PEXCEPTION_RECORD record, PVOID establisher,
                                          PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    struct cxx_frame frame;
    bool unwinding = record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND);
    if (!open_frame(&frame, compressed, establisher, dispatcher, unwinding))
        return ExceptionContinueSearch;
    if (unwinding) {
        int32_t target = -1;
        if (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND) {
            if (is_our_unwind(record))
                target = (int32_t)record->ExceptionInformation[UNWIND_STATE];
            else /* a jump within this frame */
                target = eh_state_at(&frame.tables, (DWORD)(dispatcher->TargetIp - frame.base));
        }
        unwind_to(&frame, target);
        return ExceptionContinueSearch;
    }
    if ((!frame.tables.try_count && !frame.tables.no_throw) || record->ExceptionCode == 0x80000003u ||
        record->ExceptionCode == 0x80000004u)
        return ExceptionContinueSearch;
    if (!cxx_is_exception(record)) {
        if (frame.tables.synchronous)
            return ExceptionContinueSearch;
        if (cxx_thread.translator && frame.state >= 0) {
            EXCEPTION_POINTERS pointers = {record, context};
            cxx_thread.translator(record->ExceptionCode, &pointers);
        }
    } else if (!record->ExceptionInformation[2]) { /* `throw;` of another runtime: it means what is handled */
        if (!cxx_thread.record)
            msvcrt_terminate();
        record = cxx_thread.record;
    }
    find_catch(&frame, record, context, dispatcher);
    if (frame.tables.no_throw && !frame.tables.bad)
        msvcrt_terminate();
    return ExceptionContinueSearch;
}

EXCEPTION_DISPOSITION CDECL msvcrt___CxxFrameHandler(PEXCEPTION_RECORD record, PVOID establisher,
                                                     PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    return handle_frame(false, record, establisher, context, dispatcher);
}

EXCEPTION_DISPOSITION CDECL msvcrt___CxxFrameHandler4(PEXCEPTION_RECORD record, PVOID establisher,
                                                      PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    return handle_frame(true, record, establisher, context, dispatcher);
}
#endif
