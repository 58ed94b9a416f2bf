/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions: throwing, what the runtime keeps about them for each thread, and the end by terminate().
 *
 * A throw is RaiseException with the object, its ThrowInfo, and the image that the ThrowInfo's addresses are
 * relative to. `throw;` raises what the innermost catch block handles once more. The handlers of terminate()
 * and unexpected() belong to a thread, as Microsoft documents.
 */
#include <string.h>
#include "kernel/ps/thread.h"
#include <win/errhandlingapi.h>
#include "eh.h"
#include "msvcrt.h"

#ifdef __x86_64__

__thread struct cxx_thread cxx_thread;

static void forget(void)
{
    memset(&cxx_thread, 0, sizeof(cxx_thread));
}
THREAD_FORGET(forget);

/* ---- throwing ---- */

static void throw_again(void)
{
    const EXCEPTION_RECORD *record = cxx_thread.record; /* of our catch blocks, or a native handler's */
    if (!record || (cxx_thread.active && cxx_thread.active->record == NULL))
        msvcrt_terminate();
    RaiseException(record->ExceptionCode, record->ExceptionFlags & EXCEPTION_NONCONTINUABLE,
                   record->NumberParameters, record->ExceptionInformation);
}

VOID CDECL msvcrt__CxxThrowException(PVOID object, const struct cxx_throw *info)
{
    ULONG_PTR parameters[CXX_PARAMETERS] = {CXX_MAGIC1, (ULONG_PTR)object, (ULONG_PTR)info};
    PVOID base;
    if (!info) { /* throw; */
        throw_again();
        return;
    }
    RtlPcToFileHeader((PVOID)info, &base);
    parameters[3] = (ULONG_PTR)base;
    cxx_thread.throw_image = (uintptr_t)base;
    if (info->attributes & 8)
        parameters[0] = CXX_MAGIC_PURE;
    RaiseException(CXX_EXCEPTION, EXCEPTION_NONCONTINUABLE, CXX_PARAMETERS, parameters);
}

/* ---- the thread's state ---- */

/* std::uncaught_exceptions: how many unwindings run destructors. */
INT CDECL msvcrt___uncaught_exceptions(void)
{
    return cxx_thread.unwinding;
}

bool CDECL msvcrt___uncaught_exception(void)
{
    return cxx_thread.unwinding != 0;
}

INT *CDECL msvcrt___processing_throw(void)
{
    return &cxx_thread.unwinding;
}

EXCEPTION_RECORD **CDECL msvcrt___current_exception(void)
{
    return &cxx_thread.record;
}

CONTEXT **CDECL msvcrt___current_exception_context(void)
{
    return &cxx_thread.context;
}

se_translator CDECL msvcrt_set_se_translator(se_translator function)
{
    se_translator old = cxx_thread.translator;
    cxx_thread.translator = function;
    return old;
}

ULONG_PTR CDECL msvcrt__GetImageBase(void)
{
    return cxx_thread.image;
}

VOID CDECL msvcrt__SetImageBase(ULONG_PTR base)
{
    cxx_thread.image = base;
}

ULONG_PTR CDECL msvcrt__GetThrowImageBase(void)
{
    return cxx_thread.throw_image;
}

VOID CDECL msvcrt__SetThrowImageBase(ULONG_PTR base)
{
    cxx_thread.throw_image = base;
}

/* ---- objects that handlers of other languages hold ---- */

struct cxx_frame_info *CDECL msvcrt__CreateFrameInfo(struct cxx_frame_info *info, PVOID object)
{
    info->object = object;
    info->next = cxx_thread.frames;
    cxx_thread.frames = info;
    return info;
}

VOID CDECL msvcrt__FindAndUnlinkFrame(struct cxx_frame_info *info)
{
    for (struct cxx_frame_info **at = &cxx_thread.frames; *at; at = &(*at)->next) {
        if (*at == info) {
            *at = info->next;
            return;
        }
    }
    msvcrt_terminate();
}

/* Whether nobody else holds the object. */
INT CDECL msvcrt__IsExceptionObjectToBeDestroyed(PVOID object)
{
    for (const struct cxx_frame_info *info = cxx_thread.frames; info; info = info->next)
        if (info->object == object)
            return 0;
    return 1;
}

/* ---- the end ---- */

_Noreturn void CDECL msvcrt_terminate(void)
{
    if (cxx_thread.on_terminate)
        cxx_thread.on_terminate();
    msvcrt_abort();
}

terminate_handler CDECL msvcrt_set_terminate(terminate_handler handler)
{
    terminate_handler old = cxx_thread.on_terminate;
    cxx_thread.on_terminate = handler;
    return old;
}

terminate_handler CDECL msvcrt__get_terminate(void)
{
    return cxx_thread.on_terminate;
}

void CDECL msvcrt_unexpected(void)
{
    if (cxx_thread.on_unexpected)
        cxx_thread.on_unexpected();
    msvcrt_terminate();
}

terminate_handler CDECL msvcrt_set_unexpected(terminate_handler handler)
{
    terminate_handler old = cxx_thread.on_unexpected;
    cxx_thread.on_unexpected = handler;
    return old;
}

terminate_handler CDECL msvcrt__get_unexpected(void)
{
    return cxx_thread.on_unexpected;
}

/* The filter around code from which no C++ exception may come. */
INT CDECL msvcrt___FrameUnwindFilter(EXCEPTION_POINTERS *pointers)
{
    if (cxx_is_exception(pointers->ExceptionRecord))
        msvcrt_terminate();
    return EXCEPTION_CONTINUE_SEARCH;
}

/* ---- the data of std::exception ---- */

struct exception_data {
    char *what;
    bool do_free;
};

/* A text that could not be copied is as good as none. */
VOID CDECL msvcrt___std_exception_copy(const struct exception_data *from, struct exception_data *to)
{
    if (!from->do_free || !from->what) {
        to->what = from->what;
        to->do_free = false;
        return;
    }
    size_t size = strlen(from->what) + 1;
    char *copy = msvcrt_malloc(size);
    if (!copy)
        return;
    to->what = memcpy(copy, from->what, size);
    to->do_free = true;
}

VOID CDECL msvcrt___std_exception_destroy(struct exception_data *data)
{
    if (data->do_free)
        msvcrt_free(data->what);
    data->what = NULL;
    data->do_free = false;
}
#endif
