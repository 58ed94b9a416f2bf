/* SPDX-License-Identifier: MIT
 *
 * Environment variables. The process's block lives in its parameters, where programs find it; it is replaced
 * as a whole by every change and guarded by the PEB lock. Names compare without regard to case, and an equals
 * sign may only be a name's first character (the per-drive folders "=C:" of the command interpreter).
 */
#include <string.h>
#include "../ntdll.h"
#include "kernel/host/environment.h"
#include "environment.h"
#include "exception.h"
#include "heap.h"
#include "locks.h"
#include "string.h"
#include "common/wide.h"

#define MAX_VALUE 32767u /* "Environment Variables": a variable's longest value, in characters */

static RTL_CRITICAL_SECTION peb_lock = {.DebugInfo = (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1,
                                        .LockCount = -1};

RTL_CRITICAL_SECTION *environment_lock(void)
{
    return &peb_lock;
}

VOID WINAPI RtlAcquirePebLock(VOID)
{
    RtlEnterCriticalSection(&peb_lock);
}

VOID WINAPI RtlReleasePebLock(VOID)
{
    RtlLeaveCriticalSection(&peb_lock);
}

const char *environment_host_variable(const char *name)
{
    return sys_host_variable(name);
}

void *environment_allocate(size_t size)
{
    return RtlAllocateHeap(heap_process(), 0, size);
}

static bool same_character(WCHAR a, WCHAR b)
{
    if (a < 128 && b < 128)
        return ascii_upper(a) == ascii_upper(b);
    return a == b || RtlUpcaseUnicodeChar(a) == RtlUpcaseUnicodeChar(b);
}

/* The length of a string's name: up to the equals sign that is not its first character. */
static size_t name_length(const WCHAR *string)
{
    size_t at = 1;
    while (string[0] && string[at] && string[at] != '=')
        at++;
    return string[0] ? at : 0;
}

/* Whether a string of the block begins with the name and an equals sign. */
static bool is_named(const WCHAR *string, const WCHAR *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!string[i] || !same_character(string[i], name[i]))
            return false;
    return string[length] == '=';
}

static const WCHAR *find(const WCHAR *block, const WCHAR *name, size_t length)
{
    for (size_t i = 1; i < length; i++)
        if (name[i] == '=')
            return NULL;
    for (; block && *block && length; block += wide_length(block) + 1)
        if (is_named(block, name, length))
            return block;
    return NULL;
}

static size_t block_length(const WCHAR *block)
{
    const WCHAR *at = block;
    while (*at)
        at += wide_length(at) + 1;
    return (size_t)(at - block) + 1;
}

static PRTL_USER_PROCESS_PARAMETERS parameters(void)
{
    return process_peb.ProcessParameters;
}

NTSTATUS WINAPI RtlCreateEnvironment(BOOLEAN CloneCurrentEnvironment, PWSTR *Environment)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquirePebLock();
    size_t length = CloneCurrentEnvironment ? block_length(parameters()->Environment) : 1;
    WCHAR *block = environment_allocate((length + 1) * sizeof(WCHAR));
    if (!block)
        status = STATUS_NO_MEMORY;
    else if (CloneCurrentEnvironment)
        memcpy(block, parameters()->Environment, length * sizeof(WCHAR));
    else
        block[0] = 0;
    RtlReleasePebLock();
    if (block) {
        block[length] = 0; /* an empty block, too, ends in two NULs */
        *Environment = block;
    }
    return status;
}

NTSTATUS WINAPI RtlDestroyEnvironment(PWSTR Environment)
{
    return RtlFreeHeap(heap_process(), 0, Environment) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS WINAPI RtlQueryEnvironmentVariable(PWSTR Environment, PCWSTR Name, SIZE_T NameLength, PWSTR Value,
                                            SIZE_T ValueLength, PSIZE_T ReturnLength)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t refused = 0;
    guest_touch(Name, NameLength * sizeof(WCHAR));
    if (!Environment)
        RtlAcquirePebLock();
    const WCHAR *found = find(Environment ? Environment : parameters()->Environment, Name, NameLength);
    if (!found) {
        *ReturnLength = 0;
        status = STATUS_VARIABLE_NOT_FOUND;
    } else {
        const WCHAR *value = found + NameLength + 1;
        size_t length = wide_length(value);
        if (length >= ValueLength) {
            *ReturnLength = length + 1;
            status = STATUS_BUFFER_TOO_SMALL;
        } else {
            if (host_copy_try(Value, value, (length + 1) * sizeof(WCHAR)))
                refused = (length + 1) * sizeof(WCHAR);
            *ReturnLength = length;
        }
    }
    if (!Environment)
        RtlReleasePebLock();
    guest_touch_write(Value, refused);
    return status;
}

NTSTATUS WINAPI RtlQueryEnvironmentVariable_U(PWSTR Environment, PCUNICODE_STRING Name, PUNICODE_STRING Value)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t refused = 0;
    guest_touch(Name->Buffer, Name->Length);
    guest_touch(Value, sizeof(*Value));
    if (!Environment)
        RtlAcquirePebLock();
    size_t length = Name->Length / sizeof(WCHAR);
    const WCHAR *found = find(Environment ? Environment : parameters()->Environment, Name->Buffer, length);
    if (!found) {
        Value->Length = 0;
        status = STATUS_VARIABLE_NOT_FOUND;
    } else {
        const WCHAR *value = found + length + 1;
        size_t bytes = wide_length(value) * sizeof(WCHAR);
        Value->Length = (USHORT)(bytes > 0xFFFE ? 0xFFFE : bytes);
        if (bytes > Value->MaximumLength) {
            status = STATUS_BUFFER_TOO_SMALL;
        } else {
            size_t whole = bytes + sizeof(WCHAR) <= Value->MaximumLength ? bytes + sizeof(WCHAR) : bytes;
            if (host_copy_try(Value->Buffer, value, whole))
                refused = whole;
        }
    }
    if (!Environment)
        RtlReleasePebLock();
    guest_touch_write(Value->Buffer, refused);
    return status;
}

/* Where a new variable goes: blocks are sorted by name, as the command interpreter's `set` prints them. */
static const WCHAR *find_place(const WCHAR *block, const WCHAR *name, size_t length)
{
    for (; *block; block += wide_length(block) + 1) {
        size_t other = name_length(block), i = 0;
        while (i < length && i < other && ascii_upper(name[i]) == ascii_upper(block[i]))
            i++;
        if (i == length ? i < other : i < other && ascii_upper(name[i]) < ascii_upper(block[i]))
            break;
    }
    return block;
}

/* The block with the bytes from..to replaced by name=value (value NULL: by nothing). */
static WCHAR *splice(const WCHAR *block, size_t from, size_t to, const WCHAR *name, size_t length,
                     const WCHAR *value, size_t value_length, size_t *size)
{
    size_t whole = block_length(block), added = value ? length + 1 + value_length + 1 : 0;
    WCHAR *result = environment_allocate((whole - (to - from) + added + 1) * sizeof(WCHAR));
    if (!result)
        return NULL;
    memcpy(result, block, from * sizeof(WCHAR));
    WCHAR *at = result + from;
    if (value) {
        memcpy(at, name, length * sizeof(WCHAR));
        at += length;
        *at++ = '=';
        memcpy(at, value, value_length * sizeof(WCHAR));
        at += value_length;
        *at++ = 0;
    }
    memcpy(at, block + to, (whole - to) * sizeof(WCHAR));
    at += whole - to;
    *at++ = 0;
    *size = (size_t)(at - result) * sizeof(WCHAR);
    return result;
}

NTSTATUS WINAPI RtlSetEnvironmentVar(PWSTR *Environment, PCWSTR Name, SIZE_T NameLength, PCWSTR Value,
                                     SIZE_T ValueLength)
{
    if (!Name || !NameLength || ValueLength > MAX_VALUE)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < NameLength; i++)
        if (!Name[i] || (i && Name[i] == '='))
            return STATUS_INVALID_PARAMETER;
    NTSTATUS status = STATUS_SUCCESS;
    size_t size;
    WCHAR *old, *made;
    guest_touch(Value, Value ? ValueLength * sizeof(WCHAR) : 0);
    if (!Environment)
        RtlAcquirePebLock();
    old = Environment ? *Environment : parameters()->Environment;
    const WCHAR *found = find(old, Name, NameLength), *place = found;
    if (!found && !Value) {
        status = STATUS_VARIABLE_NOT_FOUND;
        goto out;
    }
    if (!found)
        place = find_place(old, Name, NameLength);
    size_t from = (size_t)(place - old), to = found ? from + wide_length(found) + 1 : from;
    /* A variable keeps the spelling under which it was first set. */
    made = splice(old, from, to, found ? found : Name, NameLength, Value, ValueLength, &size);
    if (!made) {
        status = STATUS_NO_MEMORY;
        goto out;
    }
    if (Environment) {
        *Environment = made;
        RtlDestroyEnvironment(old);
    } else {
        parameters()->Environment = made;
        parameters()->EnvironmentSize = size;
        parameters()->EnvironmentVersion++;
        RtlDestroyEnvironment(old);
    }
out:
    if (!Environment)
        RtlReleasePebLock();
    return status;
}

NTSTATUS WINAPI RtlSetEnvironmentVariable(PWSTR *Environment, PCUNICODE_STRING Name, PCUNICODE_STRING Value)
{
    return RtlSetEnvironmentVar(Environment, Name->Buffer, Name->Length / sizeof(WCHAR),
                                Value ? Value->Buffer ? Value->Buffer : u"" : NULL,
                                Value ? Value->Length / sizeof(WCHAR) : 0);
}

NTSTATUS WINAPI RtlSetEnvironmentStrings(PCWSTR NewEnvironment, SIZE_T NewEnvironmentSize)
{
    size_t length = NewEnvironmentSize / sizeof(WCHAR), at = 0;
    while (at < length && NewEnvironment[at]) { /* every string is NAME=value and ends within the block */
        size_t start = at;
        while (at < length && NewEnvironment[at])
            at++;
        if (at == length || NewEnvironment[start + name_length(NewEnvironment + start)] != '=')
            return STATUS_INVALID_PARAMETER;
        at++;
    }
    if (at >= length)
        return STATUS_INVALID_PARAMETER;
    WCHAR *copy = environment_allocate((at + 2) * sizeof(WCHAR));
    if (!copy)
        return STATUS_NO_MEMORY;
    memcpy(copy, NewEnvironment, at * sizeof(WCHAR));
    copy[at] = copy[at + 1] = 0;
    RtlAcquirePebLock();
    WCHAR *old = parameters()->Environment;
    parameters()->Environment = copy;
    parameters()->EnvironmentSize = (at + 1 + !at) * sizeof(WCHAR);
    parameters()->EnvironmentVersion++;
    RtlReleasePebLock();
    RtlDestroyEnvironment(old);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI RtlExpandEnvironmentStrings(PWSTR Environment, PCWSTR Source, SIZE_T SourceLength,
                                            PWSTR Destination, SIZE_T DestinationLength, PSIZE_T ReturnLength)
{
    size_t at = 0, out = 0;
    bool refused = false;
    guest_touch(Source, SourceLength * sizeof(WCHAR));
    if (!Environment)
        RtlAcquirePebLock();
    const WCHAR *block = Environment ? Environment : parameters()->Environment;
    while (at < SourceLength) {
        const WCHAR *from = Source + at;
        size_t length = 1, taken = 1;
        if (Source[at] == '%') {
            size_t end = at + 1;
            while (end < SourceLength && Source[end] != '%')
                end++;
            const WCHAR *found =
                end < SourceLength && end > at + 1 ? find(block, Source + at + 1, end - at - 1) : NULL;
            if (found) {
                from = found + (end - at);
                length = wide_length(from);
                taken = end + 1 - at;
            } else { /* not a variable: the text stays, and its second % may open another name */
                length = taken = end - at;
            }
        }
        size_t room = out < DestinationLength ? DestinationLength - out : 0;
        if (room && host_copy_try(Destination + out, from, (length < room ? length : room) * sizeof(WCHAR)))
            refused = true;
        out += length;
        at += taken;
    }
    if (!Environment)
        RtlReleasePebLock();
    if (refused)
        guest_touch_write(Destination, DestinationLength * sizeof(WCHAR));
    if (out < DestinationLength)
        Destination[out] = 0;
    if (ReturnLength)
        *ReturnLength = out + 1;
    return out < DestinationLength ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
}

NTSTATUS WINAPI RtlExpandEnvironmentStrings_U(PWSTR Environment, PCUNICODE_STRING Source,
                                              PUNICODE_STRING Destination, PULONG ReturnedLength)
{
    SIZE_T needed;
    NTSTATUS status =
        RtlExpandEnvironmentStrings(Environment, Source->Buffer, Source->Length / sizeof(WCHAR),
                                    Destination->Buffer, Destination->MaximumLength / sizeof(WCHAR), &needed);
    if (ReturnedLength)
        *ReturnedLength = (ULONG)(needed * sizeof(WCHAR));
    if (NT_SUCCESS(status))
        Destination->Length = (USHORT)((needed - 1) * sizeof(WCHAR));
    return status;
}
