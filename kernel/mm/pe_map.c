/* SPDX-License-Identifier: MIT
 *
 * A file becomes an image. Linkers align sections to 512 bytes in the file and to a page in memory, so most
 * of them cannot be mapped and are read, all with one system call; a large section is mapped if its offset
 * happens to fit, and otherwise read when it is used (pe_demand.c), so that it costs what is touched of it.
 * An image whose alignment is below a page is its file, byte by byte.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <stdlib.h>
#include <pe.h>

#define PAGE              0x1000u
#define IMAGE_GRANULARITY 0x10000u
#define MAP_FROM          0x20000u  /* bytes from which a section is mapped rather than read */
#define DEMAND_FROM       0x40000u  /* and from which it is read when it is used */
#define MAX_HEADERS       0x100000u /* headers further into a file than this are not looked for */

static DWORD page_up(DWORD value)
{
    return (value + PAGE - 1) & ~(PAGE - 1);
}

static bool read_all(int fd, void *buffer, size_t size, uint64_t offset)
{
    while (size) {
        ssize_t got = pread(fd, buffer, size, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        buffer = (char *)buffer + got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

/* Headers of a file, of whatever length: *data is `local` or to be freed. */
static enum pe_error read_headers(int fd, void *local, size_t local_size, void **data, uint64_t *file_size,
                                  struct pe_info *info)
{
    struct stat st;
    if (fstat(fd, &st))
        return PE_IO;
    if (!S_ISREG(st.st_mode))
        return PE_NOT_A_FILE;
    *file_size = (uint64_t)st.st_size;
    size_t size = *file_size < local_size ? (size_t)*file_size : local_size;
    *data = local;
    if (!read_all(fd, local, size, 0))
        return PE_IO;
    enum pe_error error = pe_parse(local, size, *file_size, info);
    if (error != PE_TRUNCATED || size == *file_size)
        return error;
    size = *file_size < MAX_HEADERS ? (size_t)*file_size : MAX_HEADERS;
    *data = malloc(size);
    if (!*data)
        return PE_NO_MEMORY;
    return read_all(fd, *data, size, 0) ? pe_parse(*data, size, *file_size, info) : PE_IO;
}

/* Reserves the image's range: at its preferred base, else anywhere at a multiple of 64 KiB. */
static void *reserve(const struct pe_info *info)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *wanted = (void *)(uintptr_t)info->image_base;
    if (wanted && (uint64_t)(uintptr_t)wanted == info->image_base) {
        void *got =
            mmap(wanted, info->size_of_image, PROT_READ | PROT_WRITE, flags | MAP_FIXED_NOREPLACE, -1, 0);
        if (got == wanted)
            return got;
        if (got != MAP_FAILED)
            munmap(got, info->size_of_image);
    }
    size_t granularity = IMAGE_GRANULARITY, span = info->size_of_image + granularity;
    char *whole = mmap(NULL, span, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (whole == MAP_FAILED)
        return NULL;
    char *aligned = (char *)(((uintptr_t)whole + granularity - 1) & ~(granularity - 1));
    if (aligned > whole)
        munmap(whole, (size_t)(aligned - whole));
    munmap(aligned + info->size_of_image, (size_t)(whole + span - aligned - info->size_of_image));
    return aligned;
}

/* ---- reading ---- */

/* Pieces of the file that lie one behind the other there, gathered until a gap comes. */
struct gather {
    int fd;
    uint64_t start, end; /* in the file */
    unsigned count;
    struct iovec pieces[100];
};

static bool gather_flush(struct gather *gather)
{
    uint64_t size = gather->end - gather->start;
    ssize_t got = 0;
    if (gather->count == 1)
        return gather->count = 0,
               read_all(gather->fd, gather->pieces[0].iov_base, gather->pieces[0].iov_len, gather->start);
    if (size)
        do
            got = preadv(gather->fd, gather->pieces, (int)gather->count, (off_t)gather->start);
        while (got < 0 && errno == EINTR);
    if (got >= 0 && (uint64_t)got != size) { /* cut short: piece by piece then */
        uint64_t offset = gather->start;
        for (unsigned i = 0; i < gather->count; i++) {
            if (!read_all(gather->fd, gather->pieces[i].iov_base, gather->pieces[i].iov_len, offset))
                return false;
            offset += gather->pieces[i].iov_len;
        }
    }
    gather->count = 0;
    return got >= 0;
}

static bool gather_add(struct gather *gather, void *to, size_t size, uint64_t offset)
{
    static char unused[0x1000]; /* what lies between two sections in the file */
    if (!size)
        return true;
    bool near = gather->count && offset >= gather->end && offset - gather->end <= sizeof(unused) &&
                gather->count + 2 <= sizeof(gather->pieces) / sizeof(gather->pieces[0]);
    if (gather->count && !near && !gather_flush(gather))
        return false;
    if (!gather->count)
        gather->start = gather->end = offset;
    if (offset > gather->end) {
        gather->pieces[gather->count++] = (struct iovec){unused, (size_t)(offset - gather->end)};
        gather->end = offset;
    }
    gather->pieces[gather->count++] = (struct iovec){to, size};
    gather->end += size;
    return true;
}

/* Leaves a section to be read when it is used: one that is not written, and that is not full of addresses to
 * relocate (64-bit code has none). */
static bool demand(int fd, const struct pe_info *info, const IMAGE_SECTION_HEADER *section, char *base,
                   size_t raw, uint64_t offset, int *memory)
{
    bool moved = (uintptr_t)base != info->image_base;
    if (raw < DEMAND_FROM || section->Characteristics & IMAGE_SCN_MEM_WRITE ||
        (moved && !(info->wide && section->Characteristics & IMAGE_SCN_MEM_EXECUTE)))
        return false;
    bool first = *memory < 0;
    if (first)
        *memory = pe_demand_memory(info->size_of_image);
    if (*memory < 0)
        return false;
    if (pe_demand_add(base + section->VirtualAddress, raw, *memory, section->VirtualAddress, fd, offset))
        return true;
    if (first) {
        close(*memory);
        *memory = -1;
    }
    return false;
}

static enum pe_error fill(int fd, uint64_t file_size, bool on_demand, const struct pe_info *info,
                          const IMAGE_SECTION_HEADER *section, char *base)
{
    struct gather gather = {.fd = fd};
    int memory = -1;
    if (info->section_alignment < PAGE)
        return read_all(fd, base, file_size < info->size_of_image ? (size_t)file_size : info->size_of_image,
                        0)
                   ? PE_OK
                   : PE_IO;
    if (!gather_add(&gather, base, info->size_of_headers, 0))
        return PE_IO;
    for (unsigned i = 0; i < info->section_count; i++, section++) {
        uint64_t offset = pe_section_offset(info, section);
        size_t raw = pe_section_raw_size(info, section);
        if (offset + raw > file_size) /* padding after the data that the file lacks */
            raw = offset < file_size ? (size_t)(file_size - offset) : 0;
        if (raw >= MAP_FROM && offset % PAGE == 0) {
            size_t whole = raw & ~(size_t)(PAGE - 1);
            if (mmap(base + section->VirtualAddress, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
                     fd, (off_t)offset) == MAP_FAILED)
                return PE_NO_MEMORY;
            if (!gather_add(&gather, base + section->VirtualAddress + whole, raw - whole, offset + whole))
                return PE_IO;
        } else if (on_demand && demand(fd, info, section, base, raw, offset, &memory)) {
            continue;
        } else if (!gather_add(&gather, base + section->VirtualAddress, raw, offset)) {
            return PE_IO;
        }
    }
    return gather.count && !gather_flush(&gather) ? PE_IO : PE_OK;
}

void pe_layout(const void *file, size_t file_size, const struct pe_info *info, void *base)
{
    const char *bytes = file;
    if (info->section_alignment < PAGE) {
        memcpy(base, bytes, file_size < info->size_of_image ? file_size : info->size_of_image);
        return;
    }
    memcpy(base, bytes, info->size_of_headers);
    const char *table = bytes + info->sections_offset;
    for (unsigned i = 0; i < info->section_count; i++) {
        IMAGE_SECTION_HEADER section;
        memcpy(&section, table + i * sizeof(section), sizeof(section));
        size_t offset = pe_section_offset(info, &section), raw = pe_section_raw_size(info, &section);
        if (offset + raw > file_size)
            raw = offset < file_size ? file_size - offset : 0;
        if (raw)
            memcpy((char *)base + section.VirtualAddress, bytes + offset, raw);
    }
}

/* ---- relocation: "The .reloc Section" ---- */

static bool apply_fixup(char *at, unsigned type, uint64_t delta)
{
    uint64_t value = 0;
    unsigned width = type == IMAGE_REL_BASED_DIR64 ? 8 : type == IMAGE_REL_BASED_HIGHLOW ? 4 : 2;
    memcpy(&value, at, width);
    switch (type) {
    case IMAGE_REL_BASED_DIR64:
    case IMAGE_REL_BASED_HIGHLOW:
    case IMAGE_REL_BASED_LOW:
        value += delta;
        break;
    case IMAGE_REL_BASED_HIGH:
        value += delta >> 16;
        break;
    default:
        return false;
    }
    memcpy(at, &value, width);
    return true;
}

static bool apply_block(char *base, const struct pe_info *info, const char *block, DWORD page, size_t size,
                        uint64_t delta)
{
    for (size_t offset = sizeof(IMAGE_BASE_RELOCATION); offset + 2 <= size; offset += 2) {
        WORD fixup;
        memcpy(&fixup, block + offset, sizeof(fixup));
        unsigned type = fixup >> 12;
        DWORD rva = page + (fixup & 0xFFF);
        if (type == IMAGE_REL_BASED_ABSOLUTE) /* padding */
            continue;
        char *at = rva < page ? NULL : pe_at(base, info, rva, type == IMAGE_REL_BASED_DIR64 ? 8 : 4);
        if (!at || !apply_fixup(at, type, delta))
            return false;
    }
    return true;
}

enum pe_error pe_relocate(void *base, const struct pe_info *info, uint64_t address)
{
    uint64_t delta = address - info->image_base;
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_BASERELOC];
    if (!delta)
        return PE_OK;
    if (info->characteristics & IMAGE_FILE_RELOCS_STRIPPED)
        return PE_NO_RELOCATION;
    if (!directory.VirtualAddress || !directory.Size) /* nothing in it depends on its address */
        return info->dll_characteristics & IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE ? PE_OK : PE_NO_RELOCATION;
    const char *at = pe_at(base, info, directory.VirtualAddress, directory.Size);
    if (!at)
        return PE_BAD_RELOCATION;
    const char *end = at + directory.Size;
    while ((size_t)(end - at) >= sizeof(IMAGE_BASE_RELOCATION)) {
        IMAGE_BASE_RELOCATION block;
        memcpy(&block, at, sizeof(block));
        if (!block.SizeOfBlock)
            break;
        if (block.SizeOfBlock < sizeof(block) || block.SizeOfBlock > (size_t)(end - at))
            return PE_BAD_RELOCATION;
        if (!apply_block(base, info, at, block.VirtualAddress, block.SizeOfBlock, delta))
            return PE_BAD_RELOCATION;
        at += block.SizeOfBlock;
    }
    return PE_OK;
}

/* ---- loading ---- */

void pe_unmap(void *base, const struct pe_info *info)
{
    pe_demand_remove(base, info->size_of_image);
    munmap(base, info->size_of_image);
}

enum pe_error pe_load(int fd, bool on_demand, struct pe_info *info, void **out)
{
    char local[PAGE];
    void *headers = local, *base = NULL;
    uint64_t file_size;
    enum pe_error error = read_headers(fd, local, sizeof(local), &headers, &file_size, info);
    if (!error)
        error = pe_check_runnable(info);
    if (!error) {
        base = reserve(info);
        error = base ? PE_OK : PE_NO_MEMORY;
    }
    if (!error) {
        IMAGE_SECTION_HEADER sections[96];
        memcpy(sections, (char *)headers + info->sections_offset, info->section_count * sizeof(sections[0]));
        error = fill(fd, file_size, on_demand, info, sections, base);
    }
    if (!error)
        error = pe_relocate(base, info, (uintptr_t)base);
    if (headers != local)
        free(headers);
    if (error && base)
        pe_unmap(base, info);
    *out = base;
    return error;
}

/* Every section can be read, whatever its header says: tables that we follow ourselves lie there. */
static int protection_of(DWORD flags)
{
    return PROT_READ | (flags & IMAGE_SCN_MEM_WRITE ? PROT_WRITE : 0) |
           (flags & IMAGE_SCN_MEM_EXECUTE ? PROT_EXEC : 0);
}

enum pe_error pe_protect(void *base, const struct pe_info *info)
{
    const char *table = (const char *)base + info->sections_offset;
    if (info->section_alignment < PAGE) /* sections share pages: all of them stay accessible */
        return mprotect(base, info->size_of_image, PROT_READ | PROT_WRITE | PROT_EXEC) ? PE_NO_MEMORY : PE_OK;
    /* Neighbours with the same protection take one call; all is readable and writable now. */
    DWORD start = 0, end = page_up(info->size_of_headers);
    int protection = PROT_READ;
    for (unsigned i = 0; i <= info->section_count; i++) {
        IMAGE_SECTION_HEADER section = {0};
        int wanted = -1;
        if (i < info->section_count) {
            memcpy(&section, table + i * sizeof(section), sizeof(section));
            if (!pe_section_size(&section))
                continue;
            wanted = protection_of(section.Characteristics);
        }
        if (wanted != protection || section.VirtualAddress != end) {
            if (end > start && protection != (PROT_READ | PROT_WRITE) &&
                !pe_demand_protect((char *)base + start, end - start, protection))
                return PE_NO_MEMORY;
            start = section.VirtualAddress;
            protection = wanted;
        }
        end = section.VirtualAddress + page_up(pe_section_size(&section));
    }
    return PE_OK;
}

/* ---- for data only ---- */

enum pe_error pe_map_flat(int fd, void **base, size_t *size)
{
    char local[PAGE];
    void *headers = local;
    uint64_t file_size;
    struct pe_info info;
    enum pe_error error = read_headers(fd, local, sizeof(local), &headers, &file_size, &info);
    if (headers != local)
        free(headers);
    if (error)
        return error;
    *size = (size_t)file_size;
    *base = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    return *base == MAP_FAILED ? PE_NO_MEMORY : PE_OK;
}

enum pe_error pe_map_for_data(int fd, void **base, size_t *size)
{
    char local[PAGE];
    void *headers = local;
    uint64_t file_size;
    struct pe_info info;
    enum pe_error error = read_headers(fd, local, sizeof(local), &headers, &file_size, &info);
    if (!error) {
        struct pe_info anywhere = info;
        anywhere.image_base = 0;
        *base = reserve(&anywhere);
        *size = info.size_of_image;
        error = *base ? PE_OK : PE_NO_MEMORY;
    }
    if (!error) {
        IMAGE_SECTION_HEADER sections[96];
        memcpy(sections, (char *)headers + info.sections_offset, info.section_count * sizeof(sections[0]));
        error = fill(fd, file_size, false, &info, sections, *base);
        if (error)
            munmap(*base, *size);
    }
    if (headers != local)
        free(headers);
    return error;
}

void pe_unmap_data(void *base, size_t size)
{
    munmap(base, size);
}
