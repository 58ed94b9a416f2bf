/* SPDX-License-Identifier: MIT
 *
 * DOS names: their kinds, the full name, the NT name. The rules are those of "File path formats on Windows
 * systems" and "Naming Files, Paths, and Namespaces": the current folder is put in front, slashes become
 * backslashes, runs of them become one, "." and ".." are folded without looking at the disk, a period that
 * ends a name and periods and spaces that end the whole are dropped. Names that begin with \\?\ are left
 * alone when a file is opened by them.
 */
#include <stdlib.h>
#include <string.h>
#include <ntdll.h>
#include "path_buffer.h"

void wide_buffer_init(struct wide_buffer *buffer)
{
    buffer->text = buffer->space;
    buffer->length = 0;
    buffer->capacity = countof(buffer->space);
    buffer->space[0] = 0;
}

void wide_buffer_free(struct wide_buffer *buffer)
{
    if (buffer->text != buffer->space)
        free(buffer->text);
}

bool wide_buffer_reserve(struct wide_buffer *buffer, size_t length)
{
    if (length < buffer->capacity)
        return true;
    size_t capacity = (length + 1) * 2;
    WCHAR *text = malloc(capacity * sizeof(WCHAR));
    if (!text)
        return false;
    memcpy(text, buffer->text, (buffer->length + 1) * sizeof(WCHAR));
    wide_buffer_free(buffer);
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

bool wide_buffer_append(struct wide_buffer *buffer, const WCHAR *text, size_t length)
{
    if (!wide_buffer_reserve(buffer, buffer->length + length))
        return false;
    memcpy(buffer->text + buffer->length, text, length * sizeof(WCHAR));
    buffer->length += length;
    buffer->text[buffer->length] = 0;
    return true;
}

RTL_PATH_TYPE path_type(const WCHAR *dos, size_t length)
{
    if (length == 0)
        return RtlPathTypeUnknown;
    if (path_is_separator(dos[0])) {
        if (length < 2 || !path_is_separator(dos[1]))
            return RtlPathTypeRooted;
        if (length < 3 || (dos[2] != '.' && dos[2] != '?'))
            return RtlPathTypeUncAbsolute;
        if (length == 3)
            return RtlPathTypeRootLocalDevice;
        return path_is_separator(dos[3]) ? RtlPathTypeLocalDevice : RtlPathTypeUncAbsolute;
    }
    if (!path_is_drive(dos, length))
        return RtlPathTypeRelative;
    return length > 2 && path_is_separator(dos[2]) ? RtlPathTypeDriveAbsolute : RtlPathTypeDriveRelative;
}

/* ---- devices that are files in every folder ---- */

static bool same_ascii(const WCHAR *text, size_t length, const char *word)
{
    for (; length && *word; text++, word++, length--)
        if ((*text >= 'a' && *text <= 'z' ? *text - 32 : *text) != (unsigned char)*word)
            return false;
    return length == 0 && *word == 0;
}

static bool is_device_name(const WCHAR *name, size_t length)
{
    static const char *const names[] = {"NUL", "CON", "AUX", "PRN", "CONIN$", "CONOUT$"};
    for (size_t i = 0; i < countof(names); i++)
        if (same_ascii(name, length, names[i]))
            return true;
    if (length != 4 ||
        !((name[3] >= '1' && name[3] <= '9') || name[3] == 0xB9 || name[3] == 0xB2 || name[3] == 0xB3))
        return false;
    return same_ascii(name, 3, "COM") || same_ascii(name, 3, "LPT");
}

/* Finds the device in a DOS name: its offset, and its length or zero. "C:\x\nul .txt" names NUL. */
static size_t find_device(const WCHAR *dos, size_t length, size_t *offset)
{
    RTL_PATH_TYPE type = path_type(dos, length);
    if (type == RtlPathTypeUnknown || type == RtlPathTypeUncAbsolute || type == RtlPathTypeLocalDevice ||
        type == RtlPathTypeRootLocalDevice)
        return 0;
    size_t start = length;
    while (start > 0 && !path_is_separator(dos[start - 1]) && !(start == 2 && dos[1] == ':'))
        start--;
    const WCHAR *name = dos + start;
    size_t size = length - start, end = 0;
    if (size == 0)
        return 0;
    switch (name[0] | 0x20) { /* nearly every name ends here */
    case 'n':
    case 'c':
    case 'a':
    case 'p':
    case 'l':
        break;
    default:
        return 0;
    }
    while (end < size && name[end] != '.' && name[end] != ':')
        end++;
    while (end > 0 && name[end - 1] == ' ')
        end--;
    *offset = start;
    return is_device_name(name, end) ? end : 0;
}

/* ---- the full name ---- */

/* What the name is relative to; skip: how much of the name that stands for. root: as far up as ".." goes. */
static NTSTATUS put_base(RTL_PATH_TYPE type, const WCHAR *dos, struct wide_buffer *out, size_t *root,
                         size_t *skip)
{
    NTSTATUS status = STATUS_SUCCESS;
    *root = 3;
    *skip = 0;
    switch (type) {
    case RtlPathTypeDriveAbsolute:
        *skip = 3;
        return wide_buffer_append(out, (const WCHAR[]){dos[0], ':', '\\'}, 3) ? STATUS_SUCCESS
                                                                              : STATUS_NO_MEMORY;
    case RtlPathTypeLocalDevice:
        *skip = *root = 4;
        return wide_buffer_append(out, (const WCHAR[]){'\\', '\\', dos[2], '\\'}, 4) ? STATUS_SUCCESS
                                                                                     : STATUS_NO_MEMORY;
    case RtlPathTypeUncAbsolute:
        *skip = *root = 2;
        return wide_buffer_append(out, u"\\\\", 2) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    case RtlPathTypeDriveRelative:
        *skip = 2;
        status = path_current_on_drive((dos[0] | 0x20) - 'a', out);
        if (NT_SUCCESS(status))
            out->text[0] = dos[0];
        return status;
    case RtlPathTypeRooted:
        status = path_current(out);
        if (NT_SUCCESS(status) && out->length > 3) {
            out->length = 3;
            out->text[3] = 0;
        }
        return status;
    default:
        return path_current(out);
    }
}

/* Drops the last name: "C:\a\b\" becomes "C:\a\". */
static void go_up(struct wide_buffer *out, size_t root)
{
    if (out->length > root && out->text[out->length - 1] == '\\')
        out->length--;
    while (out->length > root && out->text[out->length - 1] != '\\')
        out->length--;
}

/* \\server\share is as far up as ".." goes. */
static size_t unc_root(const struct wide_buffer *out)
{
    unsigned separators = 0;
    for (size_t i = 2; i < out->length; i++)
        if (out->text[i] == '\\' && ++separators == 2)
            return i;
    return out->length;
}

static bool put_names(const WCHAR *rest, size_t length, bool unc, size_t root, struct wide_buffer *out)
{
    bool folder = true; /* whether what stands so far ends in a separator, or in "." or ".." */
    unsigned count = 0;
    if (!wide_buffer_reserve(out, out->length + length + 2)) /* a separator in front, one behind each name */
        return false;
    for (size_t at = 0; at < length;) {
        size_t start = out->length;
        if (start && out->text[start - 1] != '\\')
            out->text[start++] = '\\';
        WCHAR *name = out->text + start, *to = name;
        while (at < length && !path_is_separator(rest[at]))
            *to++ = rest[at++];
        size_t size = (size_t)(to - name);
        bool closed = at < length;
        at += closed;
        if (size == 0)
            continue;
        bool fixed = unc && count < 2; /* server and share are no folders */
        if (!fixed && (size == 1 || size == 2) && name[0] == '.' && name[size - 1] == '.') {
            if (size == 2)
                go_up(out, unc ? unc_root(out) : root);
            folder = closed;
            continue;
        }
        if (closed && !fixed && size > 1 && name[size - 1] == '.' && name[size - 2] != '.')
            size--;
        out->length = start + size;
        if (closed)
            out->text[out->length++] = '\\';
        folder = closed;
        count++;
    }
    size_t least = unc ? unc_root(out) : root;
    if (!folder)
        while (out->length > least &&
               (out->text[out->length - 1] == '.' || out->text[out->length - 1] == ' '))
            out->length--;
    /* "C:\a\." and "C:\a\.." name the folder without a backslash, and so does what was trimmed to one. */
    WCHAR final = length ? rest[length - 1] : 0;
    if (!path_is_separator(final) && out->length > least && out->text[out->length - 1] == '\\')
        out->length--;
    out->text[out->length] = 0;
    return true;
}

NTSTATUS path_full(const WCHAR *dos, size_t length, struct wide_buffer *out, size_t *file_part)
{
    if (file_part)
        *file_part = SIZE_MAX;
    if (length == 0)
        return STATUS_OBJECT_NAME_INVALID;
    size_t offset, device = find_device(dos, length, &offset);
    if (device) {
        bool done = wide_buffer_append(out, u"\\\\.\\", 4) && wide_buffer_append(out, dos + offset, device);
        return done ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    RTL_PATH_TYPE type = path_type(dos, length);
    if (type == RtlPathTypeRootLocalDevice)
        return wide_buffer_append(out, u"\\\\.\\", 4) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    if (type == RtlPathTypeRelative ||
        type == RtlPathTypeDriveRelative) { /* only spaces and periods: no name */
        size_t spaces = type == RtlPathTypeDriveRelative ? 2 : 0;
        while (spaces < length && dos[spaces] == ' ')
            spaces++;
        if (spaces == length && type == RtlPathTypeRelative)
            return STATUS_OBJECT_NAME_INVALID;
    }
    size_t root, skip;
    NTSTATUS status = put_base(type, dos, out, &root, &skip);
    if (!NT_SUCCESS(status))
        return status;
    bool unc = out->length >= 2 && out->text[0] == '\\' && type == RtlPathTypeUncAbsolute;
    if (!put_names(dos + skip, length - skip, unc, root, out))
        return STATUS_NO_MEMORY;
    if (file_part) {
        size_t start = out->length;
        while (start > root && out->text[start - 1] != '\\')
            start--;
        if (start < out->length && start >= (unc ? unc_root(out) : root))
            *file_part = start;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS put_nt(const struct wide_buffer *full, struct wide_buffer *out)
{
    const WCHAR *text = full->text;
    bool done = wide_buffer_append(out, u"\\??\\", 4);
    if (path_is_drive(text, full->length))
        done = done && wide_buffer_append(out, text, full->length);
    else if (full->length >= 4 && (text[2] == '.' || text[2] == '?') && text[3] == '\\')
        done = done && wide_buffer_append(out, text + 4, full->length - 4);
    else
        done = done && wide_buffer_append(out, u"UNC\\", 4) &&
               wide_buffer_append(out, text + 2, full->length - 2);
    return done ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS path_dos_to_nt(const WCHAR *dos, size_t length, struct wide_buffer *out)
{
    if (length >= 4 && dos[0] == '\\' && (dos[1] == '\\' || dos[1] == '?') && dos[2] == '?' &&
        dos[3] == '\\') {
        bool done = wide_buffer_append(out, u"\\??\\", 4) && wide_buffer_append(out, dos + 4, length - 4);
        return done ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    struct wide_buffer full;
    wide_buffer_init(&full);
    NTSTATUS status = path_full(dos, length, &full, NULL);
    if (NT_SUCCESS(status))
        status = put_nt(&full, out);
    wide_buffer_free(&full);
    return status;
}

/* Offset and length, both in bytes, of a device in a DOS name, as RtlIsDosDeviceName_U packs them. */
ULONG path_device_in(const WCHAR *dos, size_t length)
{
    size_t offset = 0, device = find_device(dos, length, &offset);
    return device ? (ULONG)(offset * sizeof(WCHAR)) << 16 | (ULONG)(device * sizeof(WCHAR)) : 0;
}
