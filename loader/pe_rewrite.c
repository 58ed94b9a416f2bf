/* SPDX-License-Identifier: MIT
 *
 * Changing a PE file: room for a new tree of resources. The section that holds it is resized where it is the
 * last one, or where nothing but relocations follows, which no other part of the image refers to and which
 * therefore can move; otherwise the tree goes to a new section at the end and the old one stays as it is.
 * What lies behind the sections in the file (a symbol table, a signature, a payload) moves with the end.
 */
#include <stdlib.h>
#include <string.h>
#include "pe.h"

static uint64_t round_up(uint64_t value, DWORD alignment)
{
    return (value + alignment - 1) & ~(uint64_t)(alignment - 1);
}

/* A file in memory that is being changed: its headers are edited in place. */
struct rewrite {
    char *file;
    size_t size;
    struct pe_info info;
    IMAGE_SECTION_HEADER sections[97];
};

/* Where a field of the optional header stands: most are at the same place in both forms. */
static char *optional_header(struct rewrite *rewrite)
{
    return rewrite->file + rewrite->info.headers_offset + 4 + sizeof(IMAGE_FILE_HEADER);
}

static void put_dword(char *at, DWORD value)
{
    memcpy(at, &value, sizeof(value));
}

static DWORD get_dword(const char *at)
{
    DWORD value;
    memcpy(&value, at, sizeof(value));
    return value;
}

/* Opens or closes a gap of `delta` bytes at `offset` in the file. */
static bool shift_file(struct rewrite *rewrite, size_t offset, int64_t delta)
{
    size_t size = (size_t)((int64_t)rewrite->size + delta), tail = rewrite->size - offset;
    if (delta > 0) {
        char *larger = realloc(rewrite->file, size);
        if (!larger)
            return false;
        rewrite->file = larger;
        memmove(rewrite->file + offset + delta, rewrite->file + offset, tail);
        memset(rewrite->file + offset, 0, (size_t)delta);
    } else if (delta < 0) {
        memmove(rewrite->file + offset + delta, rewrite->file + offset, tail);
    }
    rewrite->size = size;
    return true;
}

static bool is_movable(const IMAGE_SECTION_HEADER *section)
{
    return !memcmp(section->Name, ".reloc\0", 8) && (section->Characteristics & IMAGE_SCN_MEM_DISCARDABLE);
}

/* Whether every section's data lies in the file as the table says: stricter than what running it takes. */
static bool sections_are_sound(const struct rewrite *rewrite)
{
    if (rewrite->info.section_alignment < 0x1000 || rewrite->info.file_alignment > 0x10000)
        return false;
    for (unsigned i = 0; i < rewrite->info.section_count; i++) {
        const IMAGE_SECTION_HEADER *section = &rewrite->sections[i];
        if (section->SizeOfRawData &&
            (uint64_t)section->PointerToRawData + section->SizeOfRawData > rewrite->size)
            return false;
    }
    return true;
}

/* The section that holds the resource directory and nothing else, or -1. */
static int find_section(const struct rewrite *rewrite)
{
    DWORD rva = rewrite->info.directory[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress;
    for (unsigned i = 0; rva && i < rewrite->info.section_count; i++)
        if (rewrite->sections[i].VirtualAddress == rva && rewrite->sections[i].SizeOfRawData)
            return (int)i;
    return -1;
}

/* Whether a section may grow: what follows can be moved, in memory and in the file. */
static bool can_resize(const struct rewrite *rewrite, unsigned index)
{
    const IMAGE_SECTION_HEADER *section = &rewrite->sections[index];
    for (unsigned i = 0; i < rewrite->info.section_count; i++) {
        const IMAGE_SECTION_HEADER *other = &rewrite->sections[i];
        bool behind = other->VirtualAddress > section->VirtualAddress;
        if (behind != (i > index) || (behind && !is_movable(other)))
            return false;
        if (other->SizeOfRawData && (other->PointerToRawData > section->PointerToRawData) != behind &&
            i != index)
            return false;
    }
    return true;
}

/* Everything that knows of places behind the resources, by so many bytes of file and of address space. */
static void move_references(struct rewrite *rewrite, DWORD file_end, int64_t file_delta, DWORD rva_end,
                            int64_t rva_delta)
{
    char *file_header = rewrite->file + rewrite->info.headers_offset + 4;
    DWORD symbols = get_dword(file_header + offsetof(IMAGE_FILE_HEADER, PointerToSymbolTable));
    if (symbols >= file_end)
        put_dword(file_header + offsetof(IMAGE_FILE_HEADER, PointerToSymbolTable),
                  (DWORD)(symbols + file_delta));
    for (unsigned i = 0; i < IMAGE_NUMBEROF_DIRECTORY_ENTRIES; i++) {
        IMAGE_DATA_DIRECTORY *entry = &rewrite->info.directory[i];
        if (i == IMAGE_DIRECTORY_ENTRY_SECURITY) { /* the only one that is a file offset */
            if (entry->VirtualAddress >= file_end)
                entry->VirtualAddress = (DWORD)(entry->VirtualAddress + file_delta);
        } else if (i != IMAGE_DIRECTORY_ENTRY_RESOURCE && entry->VirtualAddress >= rva_end) {
            entry->VirtualAddress = (DWORD)(entry->VirtualAddress + rva_delta);
        }
    }
}

static bool resize_section(struct rewrite *rewrite, unsigned index, DWORD size)
{
    IMAGE_SECTION_HEADER *section = &rewrite->sections[index];
    DWORD file_alignment = rewrite->info.file_alignment, alignment = rewrite->info.section_alignment;
    DWORD file_end = section->PointerToRawData + section->SizeOfRawData;
    uint64_t rva_end = round_up((uint64_t)section->VirtualAddress + pe_section_size(section), alignment);
    int64_t file_delta = (int64_t)round_up(size, file_alignment) - section->SizeOfRawData;
    int64_t rva_delta = (int64_t)round_up((uint64_t)section->VirtualAddress + (size ? size : 1), alignment) -
                        (int64_t)rva_end;
    if (file_end > rewrite->size || !shift_file(rewrite, file_end, file_delta))
        return false;
    move_references(rewrite, file_end, file_delta, (DWORD)rva_end, rva_delta);
    for (unsigned i = index + 1; i < rewrite->info.section_count; i++) {
        rewrite->sections[i].VirtualAddress = (DWORD)(rewrite->sections[i].VirtualAddress + rva_delta);
        if (rewrite->sections[i].SizeOfRawData)
            rewrite->sections[i].PointerToRawData =
                (DWORD)(rewrite->sections[i].PointerToRawData + file_delta);
    }
    section->Misc.VirtualSize = size;
    section->SizeOfRawData = (DWORD)round_up(size, file_alignment);
    return true;
}

static int append_section(struct rewrite *rewrite, DWORD size)
{
    unsigned count = rewrite->info.section_count;
    uint64_t header_end = rewrite->info.sections_offset + (count + 1) * sizeof(IMAGE_SECTION_HEADER);
    uint64_t rva = 0, file_end = rewrite->info.size_of_headers, first_data = rewrite->size;
    for (unsigned i = 0; i < count; i++) {
        const IMAGE_SECTION_HEADER *section = &rewrite->sections[i];
        uint64_t end = round_up((uint64_t)section->VirtualAddress + pe_section_size(section),
                                rewrite->info.section_alignment),
                 data_end = (uint64_t)section->PointerToRawData + section->SizeOfRawData;
        if (end > rva)
            rva = end;
        if (section->SizeOfRawData && data_end > file_end)
            file_end = data_end;
        if (section->SizeOfRawData && section->PointerToRawData < first_data)
            first_data = section->PointerToRawData;
    }
    if (count >= 96 || header_end > first_data || file_end > rewrite->size || rva + size > 0x7FFF0000u)
        return -1; /* no room for another row in the section table */
    uint64_t start = round_up(file_end, rewrite->info.file_alignment),
             raw = round_up(size, rewrite->info.file_alignment);
    int64_t delta = (int64_t)(start - file_end + raw);
    if (!shift_file(rewrite, (size_t)file_end, delta))
        return -1;
    move_references(rewrite, (DWORD)file_end, delta, 0xFFFFFFFF, 0);
    rewrite->sections[count] = (IMAGE_SECTION_HEADER){
        .Name = ".rsrc",
        .Misc.VirtualSize = size,
        .VirtualAddress = (DWORD)rva,
        .SizeOfRawData = (DWORD)raw,
        .PointerToRawData = (DWORD)start,
        .Characteristics = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ,
    };
    rewrite->info.section_count++;
    return (int)count;
}

/* "CheckSum": the sum of the file's 16-bit words with the carry added in, and its length. */
static DWORD checksum(const char *file, size_t size)
{
    uint64_t sum = 0;
    for (size_t i = 0; i + 1 < size; i += 2)
        sum += (BYTE)file[i] | (unsigned)(BYTE)file[i + 1] << 8;
    if (size & 1)
        sum += (BYTE)file[size - 1];
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (DWORD)(sum + size);
}

/* The headers as they are now. */
static void write_headers(struct rewrite *rewrite)
{
    char *file_header = rewrite->file + rewrite->info.headers_offset + 4,
         *optional = optional_header(rewrite);
    WORD count = rewrite->info.section_count;
    uint64_t image = 0, data = 0;
    for (unsigned i = 0; i < count; i++) {
        const IMAGE_SECTION_HEADER *section = &rewrite->sections[i];
        uint64_t end = round_up((uint64_t)section->VirtualAddress + pe_section_size(section),
                                rewrite->info.section_alignment);
        image = end > image ? end : image;
        data += section->Characteristics & IMAGE_SCN_CNT_INITIALIZED_DATA ? section->SizeOfRawData : 0;
    }
    memcpy(file_header + offsetof(IMAGE_FILE_HEADER, NumberOfSections), &count, sizeof(count));
    put_dword(optional + offsetof(IMAGE_OPTIONAL_HEADER64, SizeOfInitializedData), (DWORD)data);
    put_dword(optional + offsetof(IMAGE_OPTIONAL_HEADER64, SizeOfImage), (DWORD)image);
    size_t directories = rewrite->info.wide ? offsetof(IMAGE_OPTIONAL_HEADER64, DataDirectory)
                                            : offsetof(IMAGE_OPTIONAL_HEADER32, DataDirectory);
    size_t room = rewrite->info.sections_offset - (size_t)(optional - rewrite->file) - directories;
    if (room > sizeof(rewrite->info.directory))
        room = sizeof(rewrite->info.directory);
    memcpy(optional + directories, rewrite->info.directory, room);
    memcpy(rewrite->file + rewrite->info.sections_offset, rewrite->sections,
           count * sizeof(IMAGE_SECTION_HEADER));
}

enum pe_error pe_replace_resources(const void *file, size_t size, DWORD tree_size, pe_tree_writer write,
                                   void *context, void **out, size_t *out_size)
{
    struct rewrite rewrite = {.size = size};
    enum pe_error error = pe_parse(file, size, size, &rewrite.info);
    if (error)
        return error;
    rewrite.file = malloc(size);
    if (!rewrite.file)
        return PE_NO_MEMORY;
    memcpy(rewrite.file, file, size);
    memcpy(rewrite.sections, rewrite.file + rewrite.info.sections_offset,
           rewrite.info.section_count * sizeof(rewrite.sections[0]));
    if (!sections_are_sound(&rewrite))
        goto fail;
    int index = find_section(&rewrite);
    if (index >= 0 && can_resize(&rewrite, (unsigned)index)) {
        if (!resize_section(&rewrite, (unsigned)index, tree_size))
            goto fail;
    } else {
        index = append_section(&rewrite, tree_size);
        if (index < 0)
            goto fail;
    }
    const IMAGE_SECTION_HEADER *section = &rewrite.sections[index];
    char *tree = rewrite.file + section->PointerToRawData;
    memset(tree, 0, section->SizeOfRawData);
    write(tree, section->VirtualAddress, context);
    rewrite.info.directory[IMAGE_DIRECTORY_ENTRY_RESOURCE] =
        (IMAGE_DATA_DIRECTORY){section->VirtualAddress, tree_size};
    write_headers(&rewrite);
    char *sum = optional_header(&rewrite) + offsetof(IMAGE_OPTIONAL_HEADER64, CheckSum);
    put_dword(sum, 0);
    put_dword(sum, checksum(rewrite.file, rewrite.size));
    *out = rewrite.file;
    *out_size = rewrite.size;
    return PE_OK;
fail:
    free(rewrite.file);
    return PE_BAD_SECTION;
}
