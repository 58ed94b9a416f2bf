/* SPDX-License-Identifier: MIT
 *
 * PE headers. "PE Format" on Microsoft Learn; section names in comments are that page's. As strict as it
 * takes to be safe, and as tolerant as Windows is with real files: packers and hand-made programs overlap
 * headers, leave sizes at zero and use alignments below a page.
 */
#include <string.h>
#include "pe.h"

#define PAGE              0x1000u
#define MAX_IMAGE         0x7FFF0000u
#define IMAGE_GRANULARITY 0x10000u
#define MAX_SECTIONS      96u

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
        [PE_IS_DLL] = "a DLL, not a program",
        [PE_OBJECT] = "the image is not marked executable (an object file, or the linker failed)",
        [PE_BAD_OPTIONAL] = "the optional header is malformed",
        [PE_BAD_ALIGNMENT] = "the header's alignments or its base address are malformed",
        [PE_BAD_SIZE] = "the header's image size or entry point is malformed",
        [PE_TOO_MANY_SECTIONS] = "the header claims more than 96 sections",
        [PE_BAD_SECTION] = "a section overlaps another one or lies outside the image",
        [PE_BAD_RELOCATION] = "the relocation table is malformed",
        [PE_NO_RELOCATION] = "its base address is taken and it has no relocations",
        [PE_BAD_IMPORT] = "the import directory points outside the image",
        [PE_BAD_TLS] = "the TLS directory points outside the image",
        [PE_NO_MEMORY] = "not enough address space to map it",
        [PE_NOT_A_FILE] = "not a file",
        [PE_IO] = "it could not be read",
    };
    return text[error];
}

static bool is_power_of_two(DWORD value)
{
    return value && !(value & (value - 1));
}

static DWORD page_up(DWORD value)
{
    return (value + PAGE - 1) & ~(PAGE - 1);
}

enum pe_error pe_check_runnable(const struct pe_info *info)
{
    if (info->machine != IMAGE_FILE_MACHINE_NATIVE) {
        switch (info->machine) {
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
    if (info->wide != (sizeof(void *) == 8))
        return PE_BAD_OPTIONAL;
    if (!(info->characteristics & IMAGE_FILE_EXECUTABLE_IMAGE))
        return PE_OBJECT;
    if (info->subsystem == IMAGE_SUBSYSTEM_NATIVE)
        return PE_DRIVER;
    if (info->subsystem >= IMAGE_SUBSYSTEM_EFI_APPLICATION && info->subsystem <= 13)
        return PE_EFI;
    if (info->directory[IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR].VirtualAddress)
        return PE_DOTNET;
    return PE_OK;
}

DWORD pe_section_size(const IMAGE_SECTION_HEADER *section)
{
    return section->Misc.VirtualSize ? section->Misc.VirtualSize : section->SizeOfRawData;
}

/* The system reads sections by sectors of 512 bytes: the low bits of a file offset do not count. */
DWORD pe_section_offset(const struct pe_info *info, const IMAGE_SECTION_HEADER *section)
{
    return info->section_alignment < PAGE ? section->PointerToRawData : section->PointerToRawData & ~511u;
}

/* What lies behind a section's virtual size stays in its last page, as it does on Windows. */
DWORD pe_section_raw_size(const struct pe_info *info, const IMAGE_SECTION_HEADER *section)
{
    DWORD size = pe_section_size(section), limit = info->section_alignment < PAGE ? size : page_up(size);
    if (!section->PointerToRawData)
        return 0;
    return section->SizeOfRawData < limit ? section->SizeOfRawData : limit;
}

/* Sections ascend without overlap, inside the image, and their data inside the file. */
static enum pe_error check_sections(const IMAGE_SECTION_HEADER *section, struct pe_info *info,
                                    uint64_t table_end, uint64_t file_size)
{
    bool low = info->section_alignment < PAGE;
    uint64_t end = table_end;
    for (unsigned i = 0; i < info->section_count; i++, section++) {
        DWORD size = pe_section_size(section), raw = pe_section_raw_size(info, section);
        uint64_t start = section->VirtualAddress, stop = start + size;
        if (!size)
            continue;
        if (size > MAX_IMAGE || start < end || stop > info->size_of_image || start % info->section_alignment)
            return PE_BAD_SECTION;
        if (low && raw && section->PointerToRawData != start)
            return PE_BAD_SECTION; /* such an image is its file, byte by byte */
        if (end == table_end && !low && info->size_of_headers > start)
            info->size_of_headers = (DWORD)start;
        end = low ? stop : (stop + PAGE - 1) & ~(uint64_t)(PAGE - 1);
        uint64_t needed = section->SizeOfRawData < size ? section->SizeOfRawData : size;
        if (raw && pe_section_offset(info, section) + needed > file_size)
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
        info->checksum = (header)->CheckSum;                                                                 \
        info->entry = (header)->AddressOfEntryPoint;                                                         \
        info->size_of_image = (header)->SizeOfImage;                                                         \
        info->size_of_headers = (header)->SizeOfHeaders;                                                     \
        info->section_alignment = (header)->SectionAlignment;                                                \
        info->file_alignment = (header)->FileAlignment;                                                      \
        info->image_base = (header)->ImageBase;                                                              \
        info->stack_reserve = (header)->SizeOfStackReserve;                                                  \
        info->stack_commit = (header)->SizeOfStackCommit;                                                    \
        info->heap_reserve = (header)->SizeOfHeapReserve;                                                    \
        info->heap_commit = (header)->SizeOfHeapCommit;                                                      \
        directories = (header)->NumberOfRvaAndSizes;                                                         \
        memcpy(info->directory, (header)->DataDirectory, sizeof(info->directory));                           \
    } while (0)

/* "Optional Header (Image Only)": of `length` bytes at `bytes`. */
static enum pe_error parse_optional(const BYTE *bytes, size_t length, struct pe_info *info)
{
    union {
        WORD magic;
        IMAGE_OPTIONAL_HEADER32 narrow;
        IMAGE_OPTIONAL_HEADER64 wide;
    } optional;
    size_t fixed;
    DWORD directories;
    memset(&optional, 0, sizeof(optional));
    memcpy(&optional, bytes, length < sizeof(optional) ? length : sizeof(optional));
    if (optional.magic == IMAGE_NT_OPTIONAL_HDR64_MAGIC) {
        fixed = offsetof(IMAGE_OPTIONAL_HEADER64, DataDirectory);
        if (length < fixed)
            return PE_BAD_OPTIONAL;
        info->wide = true;
        TAKE_OPTIONAL_HEADER(&optional.wide);
    } else if (optional.magic == IMAGE_NT_OPTIONAL_HDR32_MAGIC) {
        fixed = offsetof(IMAGE_OPTIONAL_HEADER32, DataDirectory);
        if (length < fixed)
            return PE_BAD_OPTIONAL;
        TAKE_OPTIONAL_HEADER(&optional.narrow);
    } else {
        return PE_BAD_OPTIONAL;
    }
    if (directories > (length - fixed) / sizeof(IMAGE_DATA_DIRECTORY))
        directories = (DWORD)((length - fixed) / sizeof(IMAGE_DATA_DIRECTORY));
    for (DWORD i = directories; i < IMAGE_NUMBEROF_DIRECTORY_ENTRIES; i++)
        info->directory[i] = (IMAGE_DATA_DIRECTORY){0, 0};
    return PE_OK;
}

/* The signature behind the DOS header. */
static enum pe_error check_signature(const BYTE *bytes, size_t size, uint64_t file_size, DWORD *offset)
{
    IMAGE_DOS_HEADER dos;
    if (size < 2 || bytes[0] != 'M' || bytes[1] != 'Z')
        return PE_NOT_PE;
    if (size < sizeof(dos))
        return PE_TRUNCATED;
    memcpy(&dos, bytes, sizeof(dos));
    if (dos.e_lfanew < (LONG)sizeof(WORD) || (uint64_t)dos.e_lfanew + 4 > file_size)
        return PE_DOS;
    if ((uint64_t)dos.e_lfanew + 4 > size)
        return PE_TRUNCATED;
    DWORD signature;
    memcpy(&signature, bytes + dos.e_lfanew, 4);
    if (LOWORD(signature) == IMAGE_OS2_SIGNATURE)
        return PE_WIN16;
    if (LOWORD(signature) == IMAGE_LE_SIGNATURE)
        return PE_VXD;
    *offset = (DWORD)dos.e_lfanew;
    return signature == IMAGE_NT_SIGNATURE ? PE_OK : PE_DOS;
}

enum pe_error pe_parse(const void *data, size_t size, uint64_t file_size, struct pe_info *info)
{
    const BYTE *bytes = data;
    memset(info, 0, sizeof(*info));
    enum pe_error error = check_signature(bytes, size, file_size, &info->headers_offset);
    if (error)
        return error;
    IMAGE_FILE_HEADER file;
    size_t optional_at = (size_t)info->headers_offset + 4 + sizeof(file);
    if (optional_at > size)
        return PE_TRUNCATED;
    memcpy(&file, bytes + info->headers_offset + 4, sizeof(file));
    info->machine = file.Machine;
    info->characteristics = file.Characteristics;
    info->section_count = file.NumberOfSections;
    info->timestamp = file.TimeDateStamp;
    if (file.NumberOfSections > MAX_SECTIONS)
        return PE_TOO_MANY_SECTIONS;
    if (optional_at + file.SizeOfOptionalHeader > size)
        return PE_TRUNCATED;
    error = parse_optional(bytes + optional_at, file.SizeOfOptionalHeader, info);
    if (error)
        return error;

    if (!is_power_of_two(info->section_alignment) || !is_power_of_two(info->file_alignment) ||
        info->file_alignment > info->section_alignment || info->image_base % IMAGE_GRANULARITY)
        return PE_BAD_ALIGNMENT;
    if (!info->size_of_image || info->size_of_image > MAX_IMAGE || info->entry >= info->size_of_image)
        return PE_BAD_SIZE;
    info->size_of_image = page_up(info->size_of_image);
    info->sections_offset = (DWORD)(optional_at + file.SizeOfOptionalHeader);
    uint64_t table_end = info->sections_offset + (uint64_t)info->section_count * sizeof(IMAGE_SECTION_HEADER);
    if (table_end > size)
        return PE_TRUNCATED;
    if (table_end > info->size_of_image)
        return PE_BAD_SIZE;
    /* SizeOfHeaders may lie: what there is of the headers is part of the image, and the table always. */
    if (info->size_of_headers < table_end)
        info->size_of_headers = (DWORD)table_end;
    if (info->size_of_headers > info->size_of_image)
        info->size_of_headers = info->size_of_image;
    if (info->size_of_headers > file_size)
        info->size_of_headers = (DWORD)file_size;
    IMAGE_SECTION_HEADER sections[MAX_SECTIONS];
    memcpy(sections, bytes + info->sections_offset, info->section_count * sizeof(IMAGE_SECTION_HEADER));
    return check_sections(sections, info, table_end, file_size);
}

enum pe_error pe_info_of(const void *base, struct pe_info *info)
{
    return pe_parse(base, PAGE, UINT64_MAX, info);
}
