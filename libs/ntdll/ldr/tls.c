/* SPDX-License-Identifier: MIT
 *
 * Thread-local storage that the compiler lays out (__declspec(thread)). Every image that has a TLS directory
 * gets an index; every thread has an array with a block for each index, which the guest's code reads through
 * the TEB without any lock. "The .tls Section".
 *
 * A DLL that comes later gets its index while other threads run. Their arrays are replaced by longer ones,
 * and a thread may at that moment be between reading the array's address and reading the array: so an
 * outgrown array stays until its thread ends. It holds true pointers, only not those that are new.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "../rtl/exception.h"

/* Before the array that the TEB points to. */
struct tls_array {
    struct tls_array *outgrown;
    uint32_t room;
    void *blocks[];
};

struct tls_thread {
    struct tls_thread *next;
    TEB *teb;
};

struct tls_image {
    struct module *module; /* NULL: the index is free */
    const void *template;
    size_t template_size, size, alignment;
};

static struct tls_image *images;
static uint32_t image_count, image_room;
static struct tls_thread *threads;

static struct tls_array *array_of(TEB *teb)
{
    void *blocks = teb->ThreadLocalStoragePointer;
    return blocks ? container_of(blocks, struct tls_array, blocks) : NULL;
}

static void *make_block(const struct tls_image *image)
{
    void *block;
    size_t alignment = image->alignment < 16 ? 16 : image->alignment;
    if (posix_memalign(&block, alignment, image->size ? image->size : 1))
        return NULL;
    memcpy(block, image->template, image->template_size);
    memset((char *)block + image->template_size, 0, image->size - image->template_size);
    return block;
}

/* An array that has room for every index; it takes over the blocks of the one that there is. */
static bool grow_array_locked(TEB *teb)
{
    struct tls_array *old = array_of(teb);
    if (old && old->room >= image_count)
        return true;
    uint32_t room = old ? old->room * 2 : 8;
    while (room < image_count)
        room *= 2;
    struct tls_array *array = calloc(1, sizeof(*array) + room * sizeof(void *));
    if (!array)
        return false;
    array->room = room;
    array->outgrown = old;
    if (old)
        memcpy(array->blocks, old->blocks, old->room * sizeof(void *));
    __atomic_store_n(&teb->ThreadLocalStoragePointer, (PVOID)array->blocks, __ATOMIC_RELEASE);
    return true;
}

/* A module's block, in the array and in those that it outgrew. */
static void set_block_locked(TEB *teb, uint32_t index, void *block)
{
    for (struct tls_array *array = array_of(teb); array; array = array->outgrown)
        if (index < array->room)
            __atomic_store_n(&array->blocks[index], block, __ATOMIC_RELEASE);
}

NTSTATUS ldr_tls_attach_thread_locked(TEB *teb)
{
    struct tls_thread *thread = malloc(sizeof(*thread));
    if (!thread)
        return STATUS_NO_MEMORY;
    *thread = (struct tls_thread){threads, teb};
    threads = thread;
    if (!image_count)
        return STATUS_SUCCESS;
    if (!grow_array_locked(teb))
        return STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < image_count; i++) {
        void *block = images[i].module ? make_block(&images[i]) : NULL;
        if (images[i].module && !block)
            return STATUS_NO_MEMORY;
        set_block_locked(teb, i, block);
    }
    return STATUS_SUCCESS;
}

void ldr_tls_detach_thread_locked(TEB *teb)
{
    for (struct tls_thread **link = &threads; *link; link = &(*link)->next) {
        if ((*link)->teb != teb)
            continue;
        struct tls_thread *gone = *link;
        *link = gone->next;
        free(gone);
        struct tls_array *array = array_of(teb);
        teb->ThreadLocalStoragePointer = NULL;
        for (uint32_t i = 0; array && i < array->room; i++)
            free(array->blocks[i]);
        while (array) {
            struct tls_array *outgrown = array->outgrown;
            free(array);
            array = outgrown;
        }
        return;
    }
}

NTSTATUS ldr_tls_add_locked(struct module *module)
{
    struct pe_tls tls;
    enum pe_error error = pe_tls(module->entry.DllBase, &module->info, &tls);
    if (error || !tls.present)
        return status_of_pe_error(error);
    uint32_t index = 0;
    while (index < image_count && images[index].module)
        index++;
    if (index == image_room) {
        uint32_t room = image_room ? image_room * 2 : 8;
        struct tls_image *larger = realloc(images, room * sizeof(*larger));
        if (!larger)
            return STATUS_NO_MEMORY;
        images = larger;
        image_room = room;
    }
    images[index] = (struct tls_image){module, tls.template, tls.template_size,
                                       tls.template_size + tls.zero_fill, tls.alignment};
    if (index == image_count)
        image_count++;
    if (tls.index)
        memcpy(tls.index, &index, sizeof(index));
    module->tls_index = index + 1;
    module->entry.TlsIndex = 0xFFFF; /* as Windows shows it for a module that has any */
    for (struct tls_thread *thread = threads; thread; thread = thread->next) {
        void *block = make_block(&images[index]);
        if (!block || !grow_array_locked(thread->teb)) {
            free(block);
            return STATUS_NO_MEMORY;
        }
        set_block_locked(thread->teb, index, block);
    }
    return STATUS_SUCCESS;
}

void ldr_tls_remove_locked(struct module *module)
{
    if (!module->tls_index)
        return;
    uint32_t index = module->tls_index - 1;
    for (struct tls_thread *thread = threads; thread; thread = thread->next) {
        struct tls_array *array = array_of(thread->teb);
        void *block = array && index < array->room ? array->blocks[index] : NULL;
        set_block_locked(thread->teb, index, NULL);
        free(block);
    }
    images[index].module = NULL;
    module->tls_index = 0;
}

NTSTATUS ldr_tls_callbacks(struct module *module, DWORD reason, void *reserved)
{
    struct pe_tls tls;
    NTSTATUS status;
    BOOL ignored;
    bool loading = !reserved && module != ldr_program() &&
                   (reason == DLL_PROCESS_ATTACH || reason == DLL_PROCESS_DETACH);
    if (!module->tls_index || pe_tls(module->entry.DllBase, &module->info, &tls))
        return STATUS_SUCCESS;
    /* Read as it is called: a callback may add to the list. */
    for (ULONG_PTR *callback = tls.callbacks;
         callback && pe_holds(module->entry.DllBase, &module->info, callback); callback++) {
        if (!*callback)
            break;
        if (!loading)
            ((PIMAGE_TLS_CALLBACK)*callback)(module->entry.DllBase, reason, reserved);
        else if (!exception_guard_entry((PDLL_ENTRY)*callback, module->entry.DllBase, reason, NULL, &ignored,
                                        &status))
            return status;
    }
    return STATUS_SUCCESS;
}
