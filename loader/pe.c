/* SPDX-License-Identifier: MIT
 *
 * PE images: header checks, mapping, relocation, exports. See "PE Format" on Microsoft Learn; section names
 * in comments are that page's.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pe.h"

#define PAGE              0x1000u
#define MAX_IMAGE         0x7FFF0000u
#define IMAGE_GRANULARITY 0x10000u

const char *pe_error_text(enum pe_error error)
{
    static const char *const text[] = {
        [PE_OK] = "no error",
        [PE_NOT_PE] = "not a Windows program (no MZ signature)",
        [PE_DOS] = "a DOS program, not a Windows one",
        [PE_WIN16] = "a 16-bit Windows program",
        [PE_VXD] = "an LE executable (VxD or OS/2), not a Windows program",
        [PE_TRUNCATED] = "the file is truncated",
        [PE_MACHINE_X86] = "a 32-bit program, which this build does not run",
        [PE_MACHINE_X64] = "a 64-bit program, which this build does not run",
        [PE_MACHINE_ARM64] = "a program for Arm64",
        [PE_MACHINE_OTHER] = "a program for another processor",
        [PE_DOTNET] = "a .NET program, which needs the .NET runtime",
        [PE_DRIVER] = "a driver or native-subsystem image",
        [PE_EFI] = "an EFI application",
        [PE_BAD_HEADER] = "the PE header contradicts itself",
        [PE_BAD_SECTION] = "a section overlaps another one or lies outside the image",
        [PE_BAD_RELOCATION] = "the relocation table is malformed",
        [PE_NO_RELOCATION] = "its base address is taken and it has no relocations",
        [PE_BAD_DIRECTORY] = "a directory (imports, exports, TLS) points outside the image",
        [PE_NO_MEMORY] = "not enough address space to map it",
        [PE_IO] = "it could not be read",
    };
    return text[error];
}

static enum pe_error check_machine(WORD machine)
{
    if (machine == IMAGE_FILE_MACHINE_NATIVE)
        return PE_OK;
    switch (machine) {
    case IMAGE_FILE_MACHINE_I386:
        return PE_MACHINE_X86;
    case IMAGE_FILE_MACHINE_AMD64:
        return PE_MACHINE_X64;
    case IMAGE_FILE_MACHINE_ARM64:
        return PE_MACHINE_ARM64;
    default:
        return PE_MACHINE_OTHER;
    }
}

static bool is_power_of_two(DWORD value)
{
    return value && !(value & (value - 1));
}

static DWORD page_up(DWORD value)
{
    return (value + PAGE - 1) & ~(PAGE - 1);
}

/* Sections ascend without overlap, inside the image, and their data inside the file. */
static enum pe_error check_sections(const IMAGE_SECTION_HEADER *section, struct pe_info *info,
                                    uint64_t file_size)
{
    uint64_t end = info->size_of_headers;
    for (unsigned i = 0; i < info->section_count; i++, section++) {
        DWORD size = section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
        uint64_t stop = (uint64_t)section->VirtualAddress + size;
        if (section->VirtualAddress < end || stop > info->size_of_image)
            return PE_BAD_SECTION;
        if (section->VirtualAddress % info->section_alignment)
            return PE_BAD_SECTION;
        end = info->section_alignment >= PAGE ? (stop + PAGE - 1) & ~(uint64_t)(PAGE - 1) : stop;
        DWORD raw = section->SizeOfRawData < size ? section->SizeOfRawData : size;
        if (section->PointerToRawData && (uint64_t)section->PointerToRawData + raw > file_size)
            return PE_TRUNCATED;
    }
    return PE_OK;
}

#define TAKE_OPTIONAL_HEADER(header)                                                                         \
    do {                                                                                                     \
        info->subsystem = (header)->Subsystem;                                                               \
        info->subsystem_major = (header)->MajorSubsystemVersion;                                             \
        info->subsystem_minor = (header)->MinorSubsystemVersion;                                             \
        info->dll_characteristics = (header)->DllCharacteristics;                                            \
        info->entry = (header)->AddressOfEntryPoint;                                                         \
        info->size_of_image = (header)->SizeOfImage;                                                         \
        info->size_of_headers = (header)->SizeOfHeaders;                                                     \
        info->section_alignment = (header)->SectionAlignment;                                                \
        info->image_base = (header)->ImageBase;                                                              \
        info->stack_reserve = (header)->SizeOfStackReserve;                                                  \
        info->stack_commit = (header)->SizeOfStackCommit;                                                    \
        info->heap_reserve = (header)->SizeOfHeapReserve;                                                    \
        info->heap_commit = (header)->SizeOfHeapCommit;                                                      \
        file_alignment = (header)->FileAlignment;                                                            \
        directories = (header)->NumberOfRvaAndSizes;                                                         \
    } while (0)

enum pe_error pe_parse(const void *data, size_t size, uint64_t file_size, struct pe_info *info)
{
    const BYTE *bytes = data;
    IMAGE_DOS_HEADER dos;
    memset(info, 0, sizeof(*info));
    if (size < 2 || bytes[0] != 'M' || bytes[1] != 'Z')
        return PE_NOT_PE;
    if (size < sizeof(dos))
        return PE_TRUNCATED;
    memcpy(&dos, bytes, sizeof(dos));
    if (dos.e_lfanew < (LONG)sizeof(WORD) || (uint64_t)dos.e_lfanew + 4 > file_size)
        return PE_DOS;
    if ((uint64_t)dos.e_lfanew + 4 + sizeof(IMAGE_FILE_HEADER) > size)
        return PE_TRUNCATED;
    DWORD signature;
    memcpy(&signature, bytes + dos.e_lfanew, 4);
    if (LOWORD(signature) == IMAGE_OS2_SIGNATURE)
        return PE_WIN16;
    if (LOWORD(signature) == IMAGE_LE_SIGNATURE)
        return PE_VXD;
    if (signature != IMAGE_NT_SIGNATURE)
        return PE_DOS;

    IMAGE_FILE_HEADER file;
    memcpy(&file, bytes + dos.e_lfanew + 4, sizeof(file));
    enum pe_error error = check_machine(file.Machine);
    if (error)
        return error;
    if (!(file.Characteristics & IMAGE_FILE_EXECUTABLE_IMAGE) || file.NumberOfSections > 96)
        return PE_BAD_HEADER;
    info->machine = file.Machine;
    info->characteristics = file.Characteristics;
    info->section_count = file.NumberOfSections;
    info->timestamp = file.TimeDateStamp;

    size_t optional_at = (size_t)dos.e_lfanew + 4 + sizeof(file);
    size_t fixed = offsetof(IMAGE_OPTIONAL_HEADER, DataDirectory);
    IMAGE_OPTIONAL_HEADER optional = {0};
    DWORD file_alignment, directories;
    if (file.SizeOfOptionalHeader < fixed)
        return PE_BAD_HEADER;
    if (optional_at + file.SizeOfOptionalHeader > size)
        return PE_TRUNCATED;
    size_t header_size =
        file.SizeOfOptionalHeader < sizeof(optional) ? file.SizeOfOptionalHeader : sizeof(optional);
    memcpy(&optional, bytes + optional_at, header_size);
    if (optional.Magic != IMAGE_NT_OPTIONAL_HDR_MAGIC)
        return PE_BAD_HEADER;
    TAKE_OPTIONAL_HEADER(&optional);
    if (directories > IMAGE_NUMBEROF_DIRECTORY_ENTRIES)
        directories = IMAGE_NUMBEROF_DIRECTORY_ENTRIES;
    if (directories > (header_size - fixed) / sizeof(IMAGE_DATA_DIRECTORY))
        directories = (DWORD)((header_size - fixed) / sizeof(IMAGE_DATA_DIRECTORY));
    memcpy(info->directory, optional.DataDirectory, directories * sizeof(IMAGE_DATA_DIRECTORY));

    if (info->subsystem == IMAGE_SUBSYSTEM_NATIVE)
        return PE_DRIVER;
    if (info->subsystem >= IMAGE_SUBSYSTEM_EFI_APPLICATION && info->subsystem <= 13)
        return PE_EFI;
    if (!is_power_of_two(info->section_alignment) || !is_power_of_two(file_alignment) ||
        file_alignment > info->section_alignment || info->image_base % IMAGE_GRANULARITY)
        return PE_BAD_HEADER;
    if (!info->size_of_image || info->size_of_image > MAX_IMAGE || info->entry >= info->size_of_image)
        return PE_BAD_HEADER;
    info->size_of_image = page_up(info->size_of_image);
    info->sections_offset = (DWORD)(optional_at + file.SizeOfOptionalHeader);
    uint64_t table_end = info->sections_offset + (uint64_t)info->section_count * sizeof(IMAGE_SECTION_HEADER);
    if (table_end > size)
        return PE_TRUNCATED;
    if (info->size_of_headers < table_end || info->size_of_headers > info->size_of_image)
        return PE_BAD_HEADER;
    if (info->size_of_headers > file_size)
        return PE_TRUNCATED;
    if (info->directory[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR].VirtualAddress)
        return PE_DOTNET;
    IMAGE_SECTION_HEADER sections[96];
    memcpy(sections, bytes + info->sections_offset, info->section_count * sizeof(IMAGE_SECTION_HEADER));
    return check_sections(sections, info, file_size);
}

enum pe_error pe_info_of(void *base, struct pe_info *info)
{
    return pe_parse(base, PAGE, UINT64_MAX, info);
}

void *pe_at(void *base, const struct pe_info *info, DWORD rva, DWORD size)
{
    if (rva > info->size_of_image || size > info->size_of_image - rva)
        return NULL;
    return (char *)base + rva;
}

const char *pe_string(void *base, const struct pe_info *info, DWORD rva)
{
    if (rva >= info->size_of_image)
        return NULL;
    const char *text = (const char *)base + rva;
    return memchr(text, 0, info->size_of_image - rva) ? text : NULL;
}

static bool read_at(int fd, void *buffer, size_t size, uint64_t offset)
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

/* Reserves the image's range: at its preferred base, else anywhere at a multiple of 64 KiB. */
static void *reserve(const struct pe_info *info)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *wanted = (void *)(uintptr_t)info->image_base;
    if (wanted) {
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

static bool apply_block(char *base, const struct pe_info *info, const IMAGE_BASE_RELOCATION *block,
                        uintptr_t delta)
{
    const WORD *fixup = (const WORD *)(block + 1);
    size_t count = (block->SizeOfBlock - sizeof(*block)) / sizeof(WORD);
    for (size_t i = 0; i < count; i++) {
        unsigned type = fixup[i] >> 12;
        DWORD rva = block->VirtualAddress + (fixup[i] & 0xFFF);
        DWORD width = type == IMAGE_REL_BASED_DIR64 ? 8 : type == IMAGE_REL_BASED_HIGHLOW ? 4 : 2;
        if (type == IMAGE_REL_BASED_ABSOLUTE)
            continue;
        char *at = pe_at(base, info, rva, width);
        if (!at)
            return false;
        switch (type) {
        case IMAGE_REL_BASED_DIR64: {
            uint64_t value;
            memcpy(&value, at, 8);
            value += delta;
            memcpy(at, &value, 8);
            break;
        }
        case IMAGE_REL_BASED_HIGHLOW: {
            uint32_t value;
            memcpy(&value, at, 4);
            value += (uint32_t)delta;
            memcpy(at, &value, 4);
            break;
        }
        case IMAGE_REL_BASED_HIGH:
        case IMAGE_REL_BASED_LOW: {
            uint16_t value;
            memcpy(&value, at, 2);
            value += (uint16_t)(type == IMAGE_REL_BASED_HIGH ? delta >> 16 : delta);
            memcpy(at, &value, 2);
            break;
        }
        default:
            return false;
        }
    }
    return true;
}

/* "The .reloc Section". */
static enum pe_error relocate(char *base, const struct pe_info *info)
{
    uintptr_t delta = (uintptr_t)base - (uintptr_t)info->image_base;
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_BASERELOC];
    if (!delta)
        return PE_OK;
    if (info->characteristics & IMAGE_FILE_RELOCS_STRIPPED || !directory.VirtualAddress)
        return PE_NO_RELOCATION;
    char *at = pe_at(base, info, directory.VirtualAddress, directory.Size), *end = at + directory.Size;
    if (!at)
        return PE_BAD_RELOCATION;
    while ((size_t)(end - at) >= sizeof(IMAGE_BASE_RELOCATION)) {
        IMAGE_BASE_RELOCATION *block = (IMAGE_BASE_RELOCATION *)at;
        if (block->SizeOfBlock < sizeof(*block) || block->SizeOfBlock > (size_t)(end - at))
            return block->SizeOfBlock == 0 ? PE_OK : PE_BAD_RELOCATION;
        if (!apply_block(base, info, block, delta))
            return PE_BAD_RELOCATION;
        at += block->SizeOfBlock;
    }
    return PE_OK;
}

enum pe_error pe_map(int fd, uint64_t file_size, struct pe_info *info, void **out)
{
    char *base = reserve(info);
    if (!base)
        return PE_NO_MEMORY;
    enum pe_error error = PE_IO;
    if (!read_at(fd, base, info->size_of_headers, 0))
        goto fail;
    const IMAGE_SECTION_HEADER *section = (const IMAGE_SECTION_HEADER *)(base + info->sections_offset);
    for (unsigned i = 0; i < info->section_count; i++, section++) {
        DWORD size = section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
        DWORD raw = section->SizeOfRawData < size ? section->SizeOfRawData : size;
        if (raw && section->PointerToRawData &&
            !read_at(fd, base + section->VirtualAddress, raw, section->PointerToRawData))
            goto fail;
    }
    error = relocate(base, info);
    if (error)
        goto fail;
    *out = base;
    return PE_OK;
fail:
    munmap(base, info->size_of_image);
    return error;
}

enum pe_error pe_protect(void *base, const struct pe_info *info)
{
    const IMAGE_SECTION_HEADER *section =
        (const IMAGE_SECTION_HEADER *)((char *)base + info->sections_offset);
    if (info->section_alignment < PAGE) /* sections share pages: all of them stay accessible */
        return mprotect(base, info->size_of_image, PROT_READ | PROT_WRITE | PROT_EXEC) ? PE_NO_MEMORY : PE_OK;
    for (unsigned i = 0; i < info->section_count; i++, section++) {
        DWORD flags = section->Characteristics,
              size = page_up(section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData);
        int protection = (flags & IMAGE_SCN_MEM_READ ? PROT_READ : 0) |
                         (flags & IMAGE_SCN_MEM_WRITE ? PROT_WRITE : 0) |
                         (flags & IMAGE_SCN_MEM_EXECUTE ? PROT_EXEC | PROT_READ : 0);
        if (size && protection != (PROT_READ | PROT_WRITE) &&
            mprotect((char *)base + section->VirtualAddress, size, protection))
            return PE_NO_MEMORY;
    }
    if (mprotect(base, page_up(info->size_of_headers), PROT_READ))
        return PE_NO_MEMORY;
    return PE_OK;
}

/* "Export Name Pointer Table": sorted, so that names are found by bisection. */
static int find_name(char *base, const struct pe_info *info, const IMAGE_EXPORT_DIRECTORY *exports,
                     const char *name, int hint)
{
    const DWORD *names = pe_at(base, info, exports->AddressOfNames, exports->NumberOfNames * sizeof(DWORD));
    const WORD *ordinals =
        pe_at(base, info, exports->AddressOfNameOrdinals, exports->NumberOfNames * sizeof(WORD));
    if (!names || !ordinals || exports->NumberOfNames > info->size_of_image / sizeof(DWORD))
        return -1;
    if (hint >= 0 && (DWORD)hint < exports->NumberOfNames) {
        const char *candidate = pe_string(base, info, names[hint]);
        if (candidate && !strcmp(candidate, name))
            return ordinals[hint];
    }
    DWORD low = 0, high = exports->NumberOfNames;
    while (low < high) {
        DWORD middle = low + (high - low) / 2;
        const char *candidate = pe_string(base, info, names[middle]);
        if (!candidate)
            return -1;
        int order = strcmp(name, candidate);
        if (order == 0)
            return ordinals[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

void *pe_find_export(void *base, const struct pe_info *info, const char *name, DWORD ordinal, int hint,
                     const char **forwarder)
{
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    *forwarder = NULL;
    if (!directory.VirtualAddress)
        return NULL;
    const IMAGE_EXPORT_DIRECTORY *exports = pe_at(base, info, directory.VirtualAddress, sizeof(*exports));
    if (!exports || exports->NumberOfFunctions > info->size_of_image / sizeof(DWORD))
        return NULL;
    const DWORD *functions =
        pe_at(base, info, exports->AddressOfFunctions, exports->NumberOfFunctions * sizeof(DWORD));
    DWORD index;
    if (name) {
        int found = find_name(base, info, exports, name, hint);
        if (found < 0)
            return NULL;
        index = (DWORD)found;
    } else {
        index = ordinal - exports->Base;
    }
    if (!functions || index >= exports->NumberOfFunctions || !functions[index])
        return NULL;
    DWORD rva = functions[index];
    if (rva - directory.VirtualAddress < directory.Size) {
        *forwarder = pe_string(base, info, rva);
        return NULL;
    }
    return pe_at(base, info, rva, 0);
}
