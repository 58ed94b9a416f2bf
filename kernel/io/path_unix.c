/* SPDX-License-Identifier: MIT
 *
 * NT names to Linux paths and Linux paths to DOS names. Each name between two backslashes is checked here,
 * once: what Windows forbids never reaches Linux, and "." and ".." (which \\?\ names may contain) are
 * refused, so that a path means on Linux what it says.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "common/wide.h"
#include "path_buffer.h"

#define PRIVATE_USE 0xF000u /* a character that Windows forbids in names shows as this plus its code */
#define MAX_NAME    255

void path_buffer_init(struct path_buffer *buffer)
{
    buffer->text = buffer->space;
    buffer->length = 0;
    buffer->capacity = sizeof(buffer->space);
    buffer->space[0] = 0;
}

void path_buffer_free(struct path_buffer *buffer)
{
    if (buffer->text != buffer->space)
        free(buffer->text);
}

bool path_buffer_reserve(struct path_buffer *buffer, size_t length)
{
    if (length < buffer->capacity)
        return true;
    size_t capacity = (length + 1) * 2;
    char *text = malloc(capacity);
    if (!text)
        return false;
    memcpy(text, buffer->text, buffer->length + 1);
    path_buffer_free(buffer);
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

bool path_buffer_append(struct path_buffer *buffer, const char *text, size_t length)
{
    if (!path_buffer_reserve(buffer, buffer->length + length))
        return false;
    memcpy(buffer->text + buffer->length, text, length);
    buffer->length += length;
    buffer->text[buffer->length] = 0;
    return true;
}

/* ---- drives ---- */

static char *drive_c;
static pthread_once_t drive_c_once = PTHREAD_ONCE_INIT;

static void find_drive_c(void)
{
    const char *root = getenv("DECANT_ROOT"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length;
    if (root && *root == '/')
        length = asprintf(&drive_c, "%s/drive_c", root);
    else if (data && *data == '/')
        length = asprintf(&drive_c, "%s/decant/drive_c", data);
    else
        length = asprintf(&drive_c, "%s/.local/share/decant/drive_c", home && *home == '/' ? home : "");
    if (length < 0)
        drive_c = NULL;
}

const char *path_drive_c(void)
{
    pthread_once(&drive_c_once, find_drive_c);
    return drive_c ? drive_c : "/nonexistent";
}

int path_create_drive_c(void)
{
    char path[4096];
    if (snprintf(path, sizeof(path), "%s", path_drive_c()) >= (int)sizeof(path))
        return -36; /* ENAMETOOLONG */
    int result = 0;
    for (char *at = path + 1;; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = 0;
        result = host_make_directory(path, 0777);
        *at = kept;
        if (!kept)
            break;
    }
    return result == -17 /* EEXIST */ ? 0 : result;
}

ULONG path_drives(void)
{
    return 1u << ('C' - 'A') | 1u << ('Z' - 'A');
}

static bool put_drive(WCHAR letter, struct path_buffer *out)
{
    const char *root = (letter | 0x20) == 'c' ? path_drive_c() : "";
    return path_buffer_append(out, root, strlen(root));
}

/* ---- names ---- */

static bool is_forbidden(WCHAR c)
{
    if (c >= 128)
        return false;
    static const uint8_t map[16] = {/* 0-31 " * / : < > ? \ | */
                                    0xFF, 0xFF, 0xFF, 0xFF, 0x04, 0x84, 0x00, 0xD4,
                                    0,    0,    0,    0x10, 0,    0,    0,    0x10};
    return map[c >> 3] >> (c & 7) & 1;
}

/* Whether U+F000 + code stands for a character here: one that is forbidden, or a space or period at the end.
 */
static bool stands_for(WCHAR c, bool last)
{
    WCHAR code = c - PRIVATE_USE;
    if (c <= PRIVATE_USE || code >= 128 || code == '/')
        return false;
    return is_forbidden(code) || (last && (code == ' ' || code == '.'));
}

/* One name, checked, in UTF-8. */
static NTSTATUS put_name(const WCHAR *name, size_t length, struct path_buffer *out)
{
    if (length == 0 || length > MAX_NAME)
        return STATUS_OBJECT_NAME_INVALID;
    if (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.')))
        return STATUS_OBJECT_NAME_INVALID;
    if (!path_buffer_reserve(out, out->length + 1 + length * 3))
        return STATUS_NO_MEMORY;
    char *to = out->text + out->length;
    *to++ = '/';
    const char *start = to;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = name[i];
        if (is_forbidden((WCHAR)c))
            return STATUS_OBJECT_NAME_INVALID;
        if (c < 0x80) {
            *to++ = (char)c;
            continue;
        }
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < length && name[i + 1] >= 0xDC00 && name[i + 1] < 0xE000)
            c = wide_join(c, name[++i]);
        else if ((c & 0xFF80) == PRIVATE_USE && stands_for((WCHAR)c, i + 1 == length))
            c -= PRIVATE_USE;
        to += utf8_put(c, to);
    }
    *to = 0;
    if (to - start > MAX_NAME) /* as many bytes as Linux takes, though Windows would take the characters */
        return STATUS_OBJECT_NAME_INVALID;
    /* There is no '/' and no NUL in it: both are forbidden, and nothing stands for them. */
    if (start[0] == '.' && (start[1] == 0 || (start[1] == '.' && start[2] == 0)))
        return STATUS_OBJECT_NAME_INVALID;
    out->length = (size_t)(to - out->text);
    return STATUS_SUCCESS;
}

/* "name::$DATA" is the name; any other stream does not exist here. */
static size_t without_default_stream(const WCHAR *name, size_t length)
{
    static const WCHAR suffix[] = u"::$DATA";
    size_t size = countof(suffix) - 1;
    if (length <= size)
        return length;
    for (size_t i = 0; i < size; i++) {
        WCHAR c = name[length - size + i];
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != suffix[i])
            return length;
    }
    return length - size;
}

#ifdef __SSE2__
/* Sixteen characters as bytes, backslashes as slashes, which *separators counts. False: one is not ASCII, or
 * forbidden. */
static inline bool put_sixteen(const WCHAR *from, char *to, unsigned *separators)
{
    typedef short words __attribute__((vector_size(16), aligned(1), may_alias));
    typedef signed char bytes __attribute__((vector_size(16)));
    typedef signed char put __attribute__((vector_size(16), aligned(1), may_alias));
    /* Above 255 becomes 255, above 32767 becomes 0: both are caught with what is below a space. */
    bytes text = (bytes)__builtin_ia32_packuswb128(*(const words *)from, *(const words *)(from + 8));
    bytes bad = (text < ' ') | (text == '"') | (text == '*') | (text == '/') | (text == ':') | (text == '<') |
                (text == '>') | (text == '?') | (text == '|');
    bytes backslash = text == '\\';
    *separators = (unsigned)__builtin_ia32_pmovmskb128((char __attribute__((vector_size(16))))backslash);
    *(put *)to = text ^ (backslash & ('\\' ^ '/'));
    return !__builtin_ia32_pmovmskb128((char __attribute__((vector_size(16))))bad);
}
#else
static inline bool put_sixteen(const WCHAR *from, char *to, unsigned *separators)
{
    *separators = 0;
    for (unsigned i = 0; i < 16; i++) {
        if (from[i] >= 128 || (is_forbidden(from[i]) && from[i] != '\\'))
            return false;
        *separators |= (unsigned)(from[i] == '\\') << i;
        to[i] = from[i] == '\\' ? '/' : (char)from[i];
    }
    return true;
}
#endif

static bool is_plain_name(const char *name, size_t size)
{
    return size && size <= MAX_NAME && !(name[0] == '.' && (size == 1 || (size == 2 && name[1] == '.')));
}

/* Names of ASCII characters that mean nothing special, as nearly all are, in one go. False: have a close
 * look; nothing was put. */
static bool put_plain_names(const WCHAR *rest, size_t length, struct path_buffer *out)
{
    WCHAR few[16]; /* filled up with something plain */
    if (!path_buffer_reserve(out, out->length + 1 + length + countof(few)))
        return false;
    char *to = out->text + out->length;
    size_t name = 1; /* where it begins, in `to` */
    if (length < 16) {
        for (unsigned i = 0; i < 16; i++)
            few[i] = i < length ? rest[i] : 'x';
        rest = few;
    }
    for (size_t next = 0, at; next < length; next = at + 16) {
        unsigned separators;
        at = length < 16 || next + 16 <= length ? next : length - 16; /* the last ones overlap */
        if (!put_sixteen(rest + at, to + 1 + at, &separators))
            goto special;
        separators &= 0xFFFFu << (next - at);
        for (; separators; separators &= separators - 1) {
            size_t end = 1 + at + (unsigned)__builtin_ctz(separators);
            if (!is_plain_name(to + name, end - name))
                goto special;
            name = end + 1;
        }
    }
    size_t end = 1 + length;
    if (name == end) /* a separator at the end is none, and nothing at all is no name */
        end -= length > 0;
    else if (!is_plain_name(to + name, end - name))
        goto special;
    if (!length)
        return true;
    to[0] = '/';
    to[end] = 0;
    out->length += end;
    return true;
special:
    out->text[out->length] = 0;
    return false;
}

static NTSTATUS put_names(const WCHAR *rest, size_t length, bool *trailing, struct path_buffer *out)
{
    for (size_t at = put_plain_names(rest, length, out) ? length : 0; at < length;) {
        size_t end = at;
        while (end < length && rest[end] != '\\')
            end++;
        size_t size = end - at;
        if (end == length)
            size = without_default_stream(rest + at, size);
        NTSTATUS status = put_name(rest + at, size, out);
        if (!NT_SUCCESS(status))
            return status;
        at = end + 1;
    }
    if (trailing)
        *trailing = length && rest[length - 1] == '\\';
    return STATUS_SUCCESS;
}

static bool starts_with(const WCHAR *text, size_t length, const char *word)
{
    for (; *word; text++, word++, length--)
        if (!length || (*text >= 'a' && *text <= 'z' ? *text - 32 : *text) != (unsigned char)*word)
            return false;
    return true;
}

static NTSTATUS find_device(const WCHAR *name, size_t length, enum path_target *target)
{
    static const struct {
        const char *name;
        enum path_target target;
    } devices[] = {
        {"NUL", PATH_TARGET_NULL},
        {"CON", PATH_TARGET_CON},
        {"CONIN$", PATH_TARGET_CONIN},
        {"CONOUT$", PATH_TARGET_CONOUT},
    };
    for (size_t i = 0; i < countof(devices); i++) {
        if (starts_with(name, length, devices[i].name) && length == strlen(devices[i].name)) {
            *target = devices[i].target;
            return STATUS_SUCCESS;
        }
    }
    for (size_t i = 0; i < length; i++) /* something in what is not there */
        if (name[i] == '\\')
            return STATUS_OBJECT_PATH_NOT_FOUND;
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

/* "Volume{…}": the number at its end is the drive's letter (volume.c gives these names out). */
static WCHAR volume_letter(const WCHAR *name, size_t length)
{
    static const char head[] = "VOLUME{DECA0000-0000-4000-8000-0000000000";
    size_t size = sizeof(head) - 1;
    if (length < size + 3 || !starts_with(name, length, head) || name[size + 2] != '}')
        return 0;
    return name[size] == '4' && name[size + 1] == '3'            ? 'C'
           : name[size] == '5' && (name[size + 1] | 0x20) == 'a' ? 'Z'
                                                                 : 0;
}

NTSTATUS path_nt_to_unix(const WCHAR *nt, size_t length, enum path_target *target, bool *trailing,
                         struct path_buffer *out)
{
    size_t skip = starts_with(nt, length, "\\??\\")                  ? 4
                  : starts_with(nt, length, "\\DOSDEVICES\\")        ? 12
                  : starts_with(nt, length, "\\GLOBAL??\\")          ? 10
                  : starts_with(nt, length, "\\DEVICE\\NULL")        ? 0
                  : starts_with(nt, length, "\\DEVICE\\NAMEDPIPE\\") ? 0
                                                                     : SIZE_MAX;
    if (skip == SIZE_MAX)
        return length && nt[0] == '\\' ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (skip == 0) {
        *target = starts_with(nt, length, "\\DEVICE\\NULL") ? PATH_TARGET_NULL : PATH_TARGET_PIPE;
        return STATUS_SUCCESS;
    }
    if (trailing)
        *trailing = false;
    const WCHAR *rest = nt + skip;
    length -= skip;
    WCHAR letter = 0;
    if (path_is_drive(rest, length)) {
        letter = rest[0];
        rest += 2, length -= 2;
    } else if (starts_with(rest, length, "VOLUME{") && (letter = volume_letter(rest, length))) {
        rest += 44, length -= 44;
    } else if (starts_with(rest, length, "UNC\\")) {
        return STATUS_BAD_NETWORK_PATH;
    } else if (starts_with(rest, length, "PIPE\\")) {
        *target = PATH_TARGET_PIPE;
        return STATUS_SUCCESS;
    } else {
        return length ? find_device(rest, length, target) : STATUS_OBJECT_NAME_INVALID;
    }
    if (!(path_drives() >> ((letter | 0x20) - 'a') & 1))
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if (length && rest[0] != '\\')
        return STATUS_OBJECT_NAME_INVALID;
    *target = length ? PATH_TARGET_FILE : PATH_TARGET_VOLUME;
    if (!put_drive(letter, out))
        return STATUS_NO_MEMORY;
    NTSTATUS status = length ? put_names(rest + 1, length - 1, trailing, out) : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && out->length == 0 && !path_buffer_append(out, "/", 1))
        status = STATUS_NO_MEMORY;
    return status;
}

NTSTATUS path_dos_to_unix(const WCHAR *dos, size_t length, enum path_lookup lookup, char **unix_path)
{
    if (length == SIZE_MAX)
        length = wide_length(dos);
    struct wide_buffer nt;
    struct path_buffer path;
    enum path_target target = PATH_TARGET_FILE;
    wide_buffer_init(&nt);
    path_buffer_init(&path);
    NTSTATUS status = path_dos_to_nt(dos, length, &nt);
    if (NT_SUCCESS(status))
        status = path_nt_to_unix(nt.text, nt.length, &target, NULL, &path);
    if (NT_SUCCESS(status)) {
        if (target == PATH_TARGET_NULL)
            path_buffer_append(&path, "/dev/null", 9);
        else if (target == PATH_TARGET_PIPE)
            status = STATUS_OBJECT_NAME_NOT_FOUND;
        else if (target != PATH_TARGET_FILE && target != PATH_TARGET_VOLUME)
            path_buffer_append(&path, "/dev/tty", 8);
        else if (lookup == PATH_FOLD)
            status = path_fold(&path);
    }
    if (status == STATUS_OBJECT_NAME_NOT_FOUND && lookup == PATH_FOLD && target == PATH_TARGET_FILE &&
        path.length)
        status = STATUS_SUCCESS;
    if (NT_SUCCESS(status) && !(*unix_path = strdup(path.text)))
        status = STATUS_NO_MEMORY;
    path_buffer_free(&path);
    wide_buffer_free(&nt);
    return status;
}

bool path_is_folder(const WCHAR *dos)
{
    struct wide_buffer nt;
    struct path_buffer path;
    struct host_stat info;
    enum path_target target = PATH_TARGET_NULL;
    wide_buffer_init(&nt);
    path_buffer_init(&path);
    bool found = NT_SUCCESS(path_dos_to_nt(dos, wide_length(dos), &nt)) &&
                 NT_SUCCESS(path_nt_to_unix(nt.text, nt.length, &target, NULL, &path)) &&
                 (target == PATH_TARGET_FILE || target == PATH_TARGET_VOLUME) &&
                 (host_stat(path.text, true, &info) >= 0 ||
                  (NT_SUCCESS(path_fold_missing(&path)) && host_stat(path.text, true, &info) >= 0)) &&
                 info.type == HOST_FILE_DIRECTORY;
    path_buffer_free(&path);
    wide_buffer_free(&nt);
    return found;
}

/* ---- back ---- */

size_t path_name_to_wide(const char *name, WCHAR *to, size_t size)
{
    size_t needed = utf8_to_wide(name, to, size);
    if (needed > size)
        return needed;
    size_t length = needed - 1;
    for (size_t i = 0; i < length; i++)
        if (is_forbidden(to[i]) || (i + 1 == length && (to[i] == '.' || to[i] == ' ')))
            to[i] += PRIVATE_USE;
    if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0)))
        to[length - 1] = '.';
    return needed;
}

static WCHAR *absolute_to_dos(const char *path)
{
    const char *root = path_drive_c();
    size_t size = strlen(root);
    WCHAR letter = 'Z';
    if (!strncmp(path, root, size) && (path[size] == '/' || path[size] == 0)) {
        letter = 'C';
        path += size;
    }
    size_t capacity = strlen(path) + 5;
    WCHAR *dos = malloc(capacity * sizeof(WCHAR));
    char *name = malloc(capacity);
    if (dos && name) {
        size_t at = 0;
        dos[at++] = letter;
        dos[at++] = ':';
        while (*path) {
            while (*path == '/')
                path++;
            size_t length = strcspn(path, "/");
            if (!length)
                break;
            memcpy(name, path, length);
            name[length] = 0;
            path += length;
            dos[at++] = '\\';
            at += path_name_to_wide(name, dos + at, capacity - at) - 1;
        }
        if (at == 2)
            dos[at++] = '\\';
        dos[at] = 0;
    }
    if (!name) {
        free(dos);
        dos = NULL;
    }
    free(name);
    return dos;
}

WCHAR *path_unix_to_dos(const char *unix_path)
{
    if (*unix_path == '/')
        return absolute_to_dos(unix_path);
    char here[4096], *joined = NULL;
    if (host_current_directory(here, sizeof(here)) < 0)
        return NULL;
    if (asprintf(&joined, "%s/%s", here, unix_path) < 0)
        return NULL;
    WCHAR *dos = absolute_to_dos(joined);
    free(joined);
    return dos;
}
