/* SPDX-License-Identifier: MIT
 *
 * _splitpath and _makepath for one type of character: included by path.c with UNIT, NAME and LOCAL defined.
 */

/* The parts of a path, as it stands. */
struct LOCAL(parts) {
    const UNIT *drive, *directory, *name, *extension, *end;
};

static struct LOCAL(parts) LOCAL(take_apart)(const UNIT *path)
{
    struct LOCAL(parts) parts = {.drive = path, .directory = path};
    if (path[0] && path[1] == ':')
        parts.directory += 2;
    const UNIT *at = parts.name = parts.directory;
    for (; *at; at++) {
        if (*at == '/' || *at == '\\') {
            parts.name = at + 1;
            parts.extension = NULL;
        } else if (*at == '.') {
            parts.extension = at;
        }
    }
    parts.end = at;
    if (!parts.extension)
        parts.extension = at;
    return parts;
}

/* False: it did not fit; nothing was stored then. to NULL: not wanted. */
static bool LOCAL(store_part)(UNIT *to, size_t size, const UNIT *from, const UNIT *end)
{
    size_t length = (size_t)(end - from);
    if (!to)
        return true;
    if (length >= size)
        return false;
    memcpy(to, from, length * sizeof(UNIT));
    to[length] = 0;
    return true;
}

/* As _splitpath does: what is too long is cut off. */
static void LOCAL(store_cut)(UNIT *to, size_t size, const UNIT *from, const UNIT *end)
{
    LOCAL(store_part)(to, size, from, (size_t)(end - from) < size ? end : from + size - 1);
}

void CDECL NAME(splitpath)(const UNIT *path, UNIT *drive, UNIT *directory, UNIT *name, UNIT *extension)
{
    if (!path) {
        crt_invalid(EINVAL);
        return;
    }
    struct LOCAL(parts) parts = LOCAL(take_apart)(path);
    LOCAL(store_cut)(drive, MAX_DRIVE, parts.drive, parts.directory);
    LOCAL(store_cut)(directory, MAX_PART, parts.directory, parts.name);
    LOCAL(store_cut)(name, MAX_PART, parts.name, parts.extension);
    LOCAL(store_cut)(extension, MAX_PART, parts.extension, parts.end);
}

int CDECL NAME(splitpath_s)(const UNIT *path, UNIT *drive, size_t drive_size, UNIT *directory,
                            size_t directory_size, UNIT *name, size_t name_size, UNIT *extension,
                            size_t extension_size)
{
    int error = EINVAL;
    bool sizes = !drive == !drive_size && !directory == !directory_size && !name == !name_size &&
                 !extension == !extension_size;
    if (path && sizes) {
        struct LOCAL(parts) parts = LOCAL(take_apart)(path);
        if (LOCAL(store_part)(drive, drive_size, parts.drive, parts.directory) &&
            LOCAL(store_part)(directory, directory_size, parts.directory, parts.name) &&
            LOCAL(store_part)(name, name_size, parts.name, parts.extension) &&
            LOCAL(store_part)(extension, extension_size, parts.extension, parts.end))
            return 0;
        error = ERANGE;
    }
    if (drive && drive_size)
        *drive = 0;
    if (directory && directory_size)
        *directory = 0;
    if (name && name_size)
        *name = 0;
    if (extension && extension_size)
        *extension = 0;
    return crt_invalid(error);
}

int CDECL NAME(makepath_s)(UNIT *path, size_t size, const UNIT *drive, const UNIT *directory,
                           const UNIT *name, const UNIT *extension)
{
    size_t length = 0;
    if (!path || !size)
        return crt_invalid(EINVAL);
#define ADD(unit)                                                                                            \
    do {                                                                                                     \
        if (length < size)                                                                                   \
            path[length] = (unit);                                                                           \
        length++;                                                                                            \
    } while (0)
    if (drive && *drive) {
        ADD(*drive);
        ADD(':');
    }
    if (directory && *directory) {
        UNIT last = 0;
        for (; *directory; directory++) {
            last = *directory;
            ADD(last);
        }
        if (last != '/' && last != '\\')
            ADD('\\');
    }
    for (; name && *name; name++)
        ADD(*name);
    if (extension && *extension) {
        if (*extension != '.')
            ADD('.');
        for (; *extension; extension++)
            ADD(*extension);
    }
    ADD(0);
#undef ADD
    if (length <= size)
        return 0;
    *path = 0;
    return crt_invalid(ERANGE);
}

void CDECL NAME(makepath)(UNIT *path, const UNIT *drive, const UNIT *directory, const UNIT *name,
                          const UNIT *extension)
{
    NAME(makepath_s)(path, MAX_PATH, drive, directory, name, extension);
}
