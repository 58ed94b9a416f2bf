/* SPDX-License-Identifier: MIT
 *
 * io.h: _findfirst, _findnext, _findclose in the four layouts of struct _finddata, for char and wchar_t, over
 * kernel32's search.
 */
#include <string.h>
#include "common/wide.h"
#include "filetime.h"
#include "lowio.h"

typedef int64_t aligned_int64 __attribute__((aligned(8)));

static int64_t time_of(FILETIME time)
{
    return filetime_ticks(time) ? filetime_to_time(time) : -1; /* the file system keeps none */
}

#define FINDDATA(layout, unit, size_type, time_type)                                                         \
    struct layout {                                                                                          \
        uint32_t attrib;                                                                                     \
        time_type time_create, time_access, time_write;                                                      \
        size_type size;                                                                                      \
        unit name[MAX_PATH];                                                                                 \
    };                                                                                                       \
    static bool store_##layout(void *buffer, const WIN32_FIND_DATAW *data)                                   \
    {                                                                                                        \
        struct layout *to = buffer;                                                                          \
        if (!store_name_##unit(data->cFileName, to->name))                                                   \
            return false;                                                                                    \
        to->attrib = data->dwFileAttributes & ~FILE_ATTRIBUTE_NORMAL;                                        \
        to->time_create = (time_type)time_of(data->ftCreationTime);                                          \
        to->time_access = (time_type)time_of(data->ftLastAccessTime);                                        \
        to->time_write = (time_type)time_of(data->ftLastWriteTime);                                          \
        to->size = (size_type)((uint64_t)data->nFileSizeHigh << 32 | data->nFileSizeLow);                    \
        return true;                                                                                         \
    }

/* False: the name is too long for the structure; such a file is passed over. */
static bool store_name_char(const WCHAR *name, char *to)
{
    return crt_narrow_size(name) <= MAX_PATH && crt_narrow_to(name, to, MAX_PATH) <= MAX_PATH;
}

static bool store_name_WCHAR(const WCHAR *name, WCHAR *to)
{
    memcpy(to, name, (wide_length(name) + 1) * sizeof(WCHAR));
    return true;
}

FINDDATA(finddata32, char, uint32_t, int32_t)
FINDDATA(finddata32i64, char, aligned_int64, int32_t)
FINDDATA(finddata64i32, char, uint32_t, aligned_int64)
FINDDATA(finddata64, char, aligned_int64, aligned_int64)
FINDDATA(wfinddata32, WCHAR, uint32_t, int32_t)
FINDDATA(wfinddata32i64, WCHAR, aligned_int64, int32_t)
FINDDATA(wfinddata64i32, WCHAR, uint32_t, aligned_int64)
FINDDATA(wfinddata64, WCHAR, aligned_int64, aligned_int64)
ASSERT_SIZE(struct finddata32, 280, 280);
ASSERT_SIZE(struct finddata32i64, 288, 288);
ASSERT_SIZE(struct finddata64i32, 296, 296);
ASSERT_SIZE(struct finddata64, 304, 304);

typedef bool (*store)(void *buffer, const WIN32_FIND_DATAW *data);

static int find_error(void)
{
    DWORD error = teb_last_error();
    crt_map_error(error);
    if (error == ERROR_NO_MORE_FILES || error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)
        crt_thread.error = ENOENT;
    else if (error != ERROR_NOT_ENOUGH_MEMORY)
        crt_thread.error = EINVAL;
    return -1;
}

static int find_next(intptr_t handle, void *buffer, store to)
{
    WIN32_FIND_DATAW data;
    if (!buffer || handle == -1)
        return crt_fail(crt_invalid(EINVAL));
    do
        if (!FindNextFileW((HANDLE)handle, &data))
            return find_error();
    while (!to(buffer, &data));
    return 0;
}

static intptr_t find_first(const WCHAR *pattern, void *buffer, store to)
{
    WIN32_FIND_DATAW data;
    if (!pattern || !buffer)
        return crt_fail(crt_invalid(EINVAL));
    HANDLE handle = FindFirstFileW(pattern, &data);
    if (handle == INVALID_HANDLE_VALUE)
        return find_error();
    if (!to(buffer, &data) && find_next((intptr_t)handle, buffer, to)) {
        FindClose(handle);
        return -1;
    }
    return (intptr_t)handle;
}

static intptr_t find_first_narrow(const char *pattern, void *buffer, store to)
{
    WCHAR *wide = crt_path(pattern);
    intptr_t handle = wide ? find_first(wide, buffer, to) : -1;
    msvcrt_free(wide);
    return handle;
}

#define FORMS(suffix)                                                                                        \
    intptr_t CDECL msvcrt__findfirst##suffix(const char *pattern, struct finddata##suffix *data)             \
    {                                                                                                        \
        return find_first_narrow(pattern, data, store_finddata##suffix);                                     \
    }                                                                                                        \
    int CDECL msvcrt__findnext##suffix(intptr_t handle, struct finddata##suffix *data)                       \
    {                                                                                                        \
        return find_next(handle, data, store_finddata##suffix);                                              \
    }                                                                                                        \
    intptr_t CDECL msvcrt__wfindfirst##suffix(const WCHAR *pattern, struct wfinddata##suffix *data)          \
    {                                                                                                        \
        return find_first(pattern, data, store_wfinddata##suffix);                                           \
    }                                                                                                        \
    int CDECL msvcrt__wfindnext##suffix(intptr_t handle, struct wfinddata##suffix *data)                     \
    {                                                                                                        \
        return find_next(handle, data, store_wfinddata##suffix);                                             \
    }

FORMS(32)
FORMS(32i64)
FORMS(64i32)
FORMS(64)

int CDECL msvcrt__findclose(intptr_t handle)
{
    if (handle == -1 || !FindClose((HANDLE)handle))
        return crt_fail(EINVAL);
    return 0;
}
