/* SPDX-License-Identifier: MIT
 *
 * "The .rsrc Section": a tree of directories, in practice type, name, language, with data at the leaves.
 * Offsets within the tree count from its start; the data itself is named by RVA.
 */
#include <string.h>
#include "pe.h"

#define HIGH_BIT 0x80000000u

static DWORD read_dword(const void *from)
{
    DWORD value;
    memcpy(&value, from, sizeof(value));
    return value;
}

/* Where an RVA lies in memory, with the bytes that can be read from there on; NULL: nowhere. */
static const char *resolve(const struct pe_resources *resources, DWORD rva, size_t *available)
{
    const struct pe_info *info = &resources->info;
    if (!resources->flat || info->section_alignment < 0x1000) {
        if (rva >= resources->size)
            return NULL;
        *available = resources->size - rva;
        return resources->base + rva;
    }
    for (unsigned i = 0; i < info->section_count; i++) {
        IMAGE_SECTION_HEADER section;
        memcpy(&section, resources->base + info->sections_offset + i * sizeof(section), sizeof(section));
        size_t raw = pe_section_raw_size(info, &section), offset = pe_section_offset(info, &section);
        if (rva < section.VirtualAddress || rva - section.VirtualAddress >= raw)
            continue;
        size_t skip = rva - section.VirtualAddress;
        if (offset + raw > resources->size)
            raw = offset < resources->size ? resources->size - offset : 0;
        if (skip >= raw)
            return NULL;
        *available = raw - skip;
        return resources->base + offset + skip;
    }
    return NULL;
}

bool pe_resources_open(struct pe_resources *resources, const void *base, size_t size, bool flat)
{
    enum pe_error error;
    resources->base = base;
    resources->flat = flat;
    resources->size = size;
    if (flat) {
        error = pe_parse(base, size, size, &resources->info);
    } else {
        error = pe_info_of(base, &resources->info);
        if (!error && size > resources->info.size_of_image)
            resources->size = resources->info.size_of_image;
    }
    IMAGE_DATA_DIRECTORY directory = resources->info.directory[IMAGE_DIRECTORY_ENTRY_RESOURCE];
    if (error || !directory.VirtualAddress)
        return false;
    resources->tree = resolve(resources, directory.VirtualAddress, &resources->tree_size);
    return resources->tree && resources->tree_size >= sizeof(IMAGE_RESOURCE_DIRECTORY);
}

static bool directory_at(const struct pe_resources *resources, DWORD offset, IMAGE_RESOURCE_DIRECTORY *out)
{
    if (offset > resources->tree_size || resources->tree_size - offset < sizeof(*out))
        return false;
    memcpy(out, resources->tree + offset, sizeof(*out));
    return true;
}

unsigned pe_resource_count(const struct pe_resources *resources, DWORD directory)
{
    IMAGE_RESOURCE_DIRECTORY head;
    if (!directory_at(resources, directory, &head))
        return 0;
    size_t count = (size_t)head.NumberOfNamedEntries + head.NumberOfIdEntries,
           room = (resources->tree_size - directory - sizeof(head)) / sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY);
    return (unsigned)(count < room ? count : room);
}

bool pe_resource_entry(const struct pe_resources *resources, DWORD directory, unsigned index,
                       struct pe_resource_id *id, DWORD *child, bool *is_directory)
{
    if (index >= pe_resource_count(resources, directory))
        return false;
    const char *at = resources->tree + directory + sizeof(IMAGE_RESOURCE_DIRECTORY) +
                     index * sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY);
    DWORD name = read_dword(at), data = read_dword(at + 4);
    *id = (struct pe_resource_id){.number = name};
    if (name & HIGH_BIT) {
        size_t offset = name & ~HIGH_BIT;
        WORD length;
        if (offset > resources->tree_size || resources->tree_size - offset < 2)
            return false;
        memcpy(&length, resources->tree + offset, 2);
        if ((resources->tree_size - offset - 2) / 2 < length)
            return false;
        *id = (struct pe_resource_id){(const WCHAR *)(resources->tree + offset + 2), length, 0};
    }
    *child = data & ~HIGH_BIT;
    *is_directory = data & HIGH_BIT;
    return true;
}

static WCHAR unit_at(const WCHAR *text, size_t index)
{
    WCHAR unit;
    memcpy(&unit, (const char *)text + index * 2, 2);
    return unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
}

static bool same_id(const struct pe_resource_id *a, const struct pe_resource_id *b)
{
    if (!a->text || !b->text)
        return !a->text && !b->text && a->number == b->number;
    if (a->length != b->length)
        return false;
    for (size_t i = 0; i < a->length; i++)
        if (unit_at(a->text, i) != unit_at(b->text, i))
            return false;
    return true;
}

bool pe_resource_find(const struct pe_resources *resources, DWORD directory, const struct pe_resource_id *id,
                      DWORD *child, bool *is_directory)
{
    unsigned count = pe_resource_count(resources, directory);
    for (unsigned i = 0; i < count; i++) {
        struct pe_resource_id other;
        if (pe_resource_entry(resources, directory, i, &other, child, is_directory) && same_id(&other, id))
            return true;
    }
    return false;
}

const IMAGE_RESOURCE_DATA_ENTRY *pe_resource_data_entry(const struct pe_resources *resources, DWORD offset)
{
    if (offset > resources->tree_size || resources->tree_size - offset < sizeof(IMAGE_RESOURCE_DATA_ENTRY))
        return NULL;
    return (const IMAGE_RESOURCE_DATA_ENTRY *)(resources->tree + offset);
}

const void *pe_resource_data(const struct pe_resources *resources, const IMAGE_RESOURCE_DATA_ENTRY *entry)
{
    IMAGE_RESOURCE_DATA_ENTRY copy;
    size_t available;
    memcpy(&copy, entry, sizeof(copy));
    const char *data = resolve(resources, copy.OffsetToData, &available);
    return data && copy.Size <= available ? data : NULL;
}
