/* SPDX-License-Identifier: MIT
 *
 * Looking at the guest's pointers: see probe.h. A page is touched by an instruction whose fault the handler
 * knows and answers (host_touch_try), so nothing is asked of Linux while all is well.
 */
#include "probe.h"
#include <rtl/exception.h>

#define PAGE 0x1000u

/* What the caller has on the thread's stack, above us, is there without a look; unless we run on another
 * stack, which the program has made itself. */
static bool is_on_stack(uintptr_t start, uintptr_t last)
{
    const TEB *teb = NtCurrentTeb();
    uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    return start > frame && last < (uintptr_t)teb->NtTib.StackBase &&
           frame >= (uintptr_t)teb->DeallocationStack;
}

static bool probe(void *at, size_t size, bool write)
{
    uintptr_t start = (uintptr_t)at, last = start + size - 1;
    if (!size || is_on_stack(start, last))
        return true;
    if (last < start || start < 0x10000) /* round the end, or in the first 64 KiB, which are nobody's */
        return false;
    for (uintptr_t page = start; page < last; page = (page | (PAGE - 1)) + 1)
        if (host_touch_try((void *)page, write))
            return false;
    return !host_touch_try((void *)last, write);
}

bool probe_read(const void *at, size_t size)
{
    return probe((void *)(uintptr_t)at, size, false);
}

bool probe_write(void *at, size_t size)
{
    return probe(at, size, true);
}

NTSTATUS probe_attributes(const OBJECT_ATTRIBUTES *attributes)
{
    if (!attributes)
        return STATUS_SUCCESS;
    if (!probe_read(attributes, sizeof(*attributes)))
        return STATUS_ACCESS_VIOLATION;
    if (attributes->Length != sizeof(*attributes))
        return STATUS_INVALID_PARAMETER;
    const UNICODE_STRING *name = attributes->ObjectName;
    if (!name)
        return STATUS_SUCCESS;
    if (!probe_read(name, sizeof(*name)) || !probe_read(name->Buffer, name->Length))
        return STATUS_ACCESS_VIOLATION;
    return name->Length % sizeof(WCHAR) ? STATUS_OBJECT_NAME_INVALID : STATUS_SUCCESS;
}

NTSTATUS probe_create(PHANDLE handle, const OBJECT_ATTRIBUTES *attributes)
{
    return probe_write(handle, sizeof(*handle)) ? probe_attributes(attributes) : STATUS_ACCESS_VIOLATION;
}

bool probe_io(PIO_STATUS_BLOCK iosb, const void *in, size_t in_size, void *out, size_t out_size)
{
    return probe_write(iosb, sizeof(*iosb)) && probe_read(in, in_size) && probe_write(out, out_size);
}
