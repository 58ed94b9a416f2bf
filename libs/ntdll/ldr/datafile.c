/* SPDX-License-Identifier: MIT
 *
 * Modules that are opened for their resources only: the file as it is (LOAD_LIBRARY_AS_DATAFILE), or laid out
 * as an image but neither relocated nor bound (LOAD_LIBRARY_AS_IMAGE_RESOURCE). Their handles have bit 0 or
 * bit 1 set, as on Windows, and are in no list that programs see.
 */
#include <stdlib.h>
#include "internal.h"
#include "kernel/host/file.h"

struct datafile {
    struct datafile *next;
    HMODULE handle;
    void *base;
    size_t size; /* of the mapping; 0: shared with the module itself */
    uint32_t references;
};

static struct datafile *datafiles; /* under the loader lock */

static NTSTATUS enter_locked(void *base, size_t size, bool as_image, HMODULE *out)
{
    HMODULE handle = (HMODULE)((uintptr_t)base | (as_image ? 2 : 1));
    for (struct datafile *file = datafiles; file; file = file->next) {
        if (file->handle == handle) {
            file->references++;
            *out = handle;
            return STATUS_SUCCESS;
        }
    }
    struct datafile *file = malloc(sizeof(*file));
    if (!file)
        return STATUS_NO_MEMORY;
    *file = (struct datafile){datafiles, handle, base, size, 1};
    datafiles = file;
    *out = handle;
    return STATUS_SUCCESS;
}

NTSTATUS ldr_map_datafile(int fd, bool as_image, HMODULE *out)
{
    void *base;
    size_t size;
    enum pe_error error =
        as_image ? sys_pe_map_for_data(fd, &base, &size) : sys_pe_map_flat(fd, &base, &size);
    if (error)
        return status_of_pe_error(error);
    ldr_lock();
    NTSTATUS status = enter_locked(base, size, as_image, out);
    ldr_unlock();
    if (!NT_SUCCESS(status))
        sys_pe_unmap_data(base, size);
    return status;
}

NTSTATUS ldr_share_datafile(void *image, HMODULE *out)
{
    ldr_lock();
    NTSTATUS status = enter_locked(image, 0, true, out);
    ldr_unlock();
    return status;
}

NTSTATUS ldr_unmap_datafile(HMODULE handle)
{
    NTSTATUS status = STATUS_INVALID_IMAGE_FORMAT; /* no image there (any more) */
    ldr_lock();
    for (struct datafile **link = &datafiles; *link; link = &(*link)->next) {
        struct datafile *file = *link;
        if (file->handle != handle)
            continue;
        if (!--file->references) {
            *link = file->next;
            if (file->size)
                sys_pe_unmap_data(file->base, file->size);
            free(file);
        }
        status = STATUS_SUCCESS;
        break;
    }
    ldr_unlock();
    return status;
}

size_t ldr_datafile_size(HMODULE handle)
{
    size_t size = 0;
    ldr_lock();
    for (struct datafile *file = datafiles; file; file = file->next)
        if (file->handle == handle)
            size = file->size ? file->size : SIZE_MAX;
    ldr_unlock();
    return size;
}
