/* SPDX-License-Identifier: MIT
 *
 * The PE code on arbitrary bytes: headers, layout in memory, relocation, imports and delayed ones, exports,
 * TLS, exception table, resources of the image and of the file, and writing another tree of resources.
 */
// uses: loader/pe.c kernel/mm/pe_demand.c kernel/mm/pe_map.c loader/pe_walk.c
// uses: loader/pe_resource.c loader/pe_rewrite.c
#include <stdlib.h>
#include <string.h>
#include <pe.h>

#define MAX_TEST_IMAGE 0x400000u

static unsigned total; /* keeps what is read alive */

static void walk_exports(void *image, const struct pe_info *info)
{
    const char *forwarder;
    for (DWORD ordinal = 0; ordinal < 64; ordinal++) {
        total += pe_find_export(image, info, NULL, ordinal, -1, &forwarder) != NULL;
        if (forwarder)
            total += strlen(forwarder);
    }
    static const char *const names[] = {"DllMain", "a", "zzz", "", "main"};
    for (unsigned i = 0; i < countof(names); i++)
        total += pe_find_export(image, info, names[i], 0, (int)i, &forwarder) != NULL;
}

static void walk_imports(struct pe_imports *walk)
{
    struct pe_import import;
    for (unsigned i = 0; i < 10000 && !pe_imports_next(walk, &import) && import.slot; i++) {
        total += strlen(import.library) + (import.name ? strlen(import.name) : import.ordinal);
        ULONG_PTR value = 0x1234;
        memcpy(import.slot, &value, sizeof(value));
    }
}

/* One import of a delay-load descriptor, as the helper finds it: from a word of the address table. */
static void look_up_delayed(void *image, const struct pe_info *info)
{
    DWORD at = info->directory[IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT].VirtualAddress;
    const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor = at ? pe_at(image, info, at, sizeof(*descriptor)) : NULL;
    for (unsigned i = 0; descriptor && i < info->size_of_image; i += 60) {
        struct pe_import import;
        if (!pe_delayed_import(image, info, descriptor, (char *)image + i, &import))
            total += strlen(import.library) + (import.name ? strlen(import.name) : import.ordinal);
    }
}

static void walk_tls(void *image, const struct pe_info *info)
{
    struct pe_tls tls;
    if (pe_tls(image, info, &tls) || !tls.present)
        return;
    for (size_t i = 0; i < tls.template_size; i++)
        total += ((const BYTE *)tls.template)[i];
    if (tls.index)
        memset(tls.index, 0, sizeof(DWORD));
    for (ULONG_PTR *callback = tls.callbacks; callback && pe_holds(image, info, callback); callback++) {
        ULONG_PTR value;
        memcpy(&value, callback, sizeof(value));
        if (!value)
            break;
    }
}

static void walk_directory(const struct pe_resources *resources, DWORD directory, unsigned depth,
                           unsigned *budget)
{
    unsigned count = pe_resource_count(resources, directory);
    for (unsigned i = 0; i < count && *budget; i++) {
        struct pe_resource_id id;
        DWORD child;
        bool is_directory;
        --*budget;
        if (!pe_resource_entry(resources, directory, i, &id, &child, &is_directory))
            continue;
        for (unsigned j = 0; id.text && j < id.length; j++)
            total += ((const BYTE *)id.text)[2 * j];
        if (is_directory && depth < 4) {
            walk_directory(resources, child, depth + 1, budget);
        } else if (!is_directory) {
            const IMAGE_RESOURCE_DATA_ENTRY *entry = pe_resource_data_entry(resources, child);
            const BYTE *data = entry ? pe_resource_data(resources, entry) : NULL;
            IMAGE_RESOURCE_DATA_ENTRY copy;
            if (!data)
                continue;
            memcpy(&copy, entry, sizeof(copy));
            for (DWORD j = 0; j < copy.Size; j += 512)
                total += data[j];
        }
    }
}

static void walk_resources(const void *base, size_t size, bool flat)
{
    struct pe_resources resources;
    unsigned budget = 5000;
    if (pe_resources_open(&resources, base, size, flat))
        walk_directory(&resources, 0, 0, &budget);
}

static void write_tree(void *tree, DWORD rva, void *context)
{
    memset(tree, 0, 64);
    total += rva;
}

static void map_image(const uint8_t *data, size_t size, const struct pe_info *info)
{
    void *image;
    if (info->size_of_image > MAX_TEST_IMAGE || posix_memalign(&image, 0x1000, info->size_of_image))
        return;
    memset(image, 0, info->size_of_image);
    pe_layout(data, size, info, image);
    if (!pe_relocate(image, info, (uintptr_t)image)) {
        walk_tls(image, info);
        size_t count;
        total += pe_exception_table(image, info, &count) && count;
        walk_exports(image, info);
        walk_resources(image, info->size_of_image, false);
        struct pe_imports walk;
        look_up_delayed(image, info);
        pe_imports_begin(&walk, image, info);
        walk_imports(&walk);
        pe_delayed_imports_begin(&walk, image, info);
        walk_imports(&walk);
    }
    free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pe_info info;
    /* A copy of its own, so that a read past the end is seen; the first page as the loader reads it, too. */
    uint8_t *file = malloc(size ? size : 1);
    if (!file)
        return 0;
    memcpy(file, data, size);
    pe_parse(file, size < 0x1000 ? size : 0x1000, size, &info);
    enum pe_error error = pe_parse(file, size, size, &info);
    total += (unsigned)strlen(pe_error_text(error));
    if (!error) {
        total += pe_check_runnable(&info);
        map_image(file, size, &info);
        walk_resources(file, size, true);
        void *out;
        size_t out_size;
        if (!pe_replace_resources(file, size, 64, write_tree, NULL, &out, &out_size)) {
            struct pe_info again;
            walk_resources(out, out_size, true);
            total += pe_parse(out, out_size, out_size, &again);
            free(out);
        }
    }
    free(file);
    return 0;
}
