/* SPDX-License-Identifier: MIT
 *
 * PE images: parsed and checked from the file's bytes, mapped, relocated, and their directories read. Nothing
 * here knows of modules, search orders or DllMain: that is libs/ntdll/ldr. A PE file is hostile input:
 * pe_parse checks everything that the other functions rely on, and they check the rest against the image's
 * size.
 */
#ifndef DECANT_PE_H
#define DECANT_PE_H

#include <win/pe.h>

/* Why a file is not an image that can be run here. pe_error_text gives the sentence. */
enum pe_error {
    PE_OK,
    PE_NOT_PE,      /* no MZ signature */
    PE_DOS,         /* a DOS program */
    PE_WIN16,       /* NE: 16-bit Windows or OS/2 */
    PE_VXD,         /* LE: a VxD or OS/2 2.x program */
    PE_TRUNCATED,   /* headers or section data lie beyond the end of the file */
    PE_MACHINE_X86, /* PE32 for i386, in the 64-bit program (and the other way round: PE_MACHINE_X64) */
    PE_MACHINE_X64,
    PE_MACHINE_ARM64,
    PE_MACHINE_OTHER,
    PE_DOTNET, /* managed code only */
    PE_DRIVER, /* native subsystem */
    PE_EFI,
    PE_BAD_HEADER,  /* sizes or alignments that contradict each other */
    PE_BAD_SECTION, /* a section overlaps another one or lies outside the image */
    PE_BAD_RELOCATION,
    PE_NO_RELOCATION, /* the preferred base is taken and the image has no relocations */
    PE_BAD_DIRECTORY, /* imports, exports or TLS point outside the image */
    PE_NO_MEMORY,
    PE_IO, /* reading the file failed: errno says why */
};

const char *pe_error_text(enum pe_error error);

/* What the headers say, checked. */
struct pe_info {
    WORD machine;
    WORD characteristics;
    WORD subsystem, subsystem_major, subsystem_minor;
    WORD dll_characteristics;
    WORD section_count;
    DWORD timestamp;
    DWORD entry;         /* RVA; 0: none */
    DWORD size_of_image; /* multiple of the page size */
    DWORD size_of_headers;
    DWORD section_alignment;
    DWORD sections_offset; /* file offset (and RVA) of the section table */
    ULONGLONG image_base;
    ULONGLONG stack_reserve, stack_commit, heap_reserve, heap_commit;
    IMAGE_DATA_DIRECTORY directory[IMAGE_NUMBEROF_DIRECTORY_ENTRIES];
};

/* Checks the headers in `data`, the first `size` bytes of a file of `file_size` bytes. */
enum pe_error pe_parse(const void *data, size_t size, uint64_t file_size, struct pe_info *info);

/* Maps the image of an open file at its preferred base if that is free, else anywhere, and relocates it.
 * Sections stay writable until pe_protect. */
enum pe_error pe_map(int fd, uint64_t file_size, struct pe_info *info, void **base);
/* Gives every section the protection that its header asks for. */
enum pe_error pe_protect(void *base, const struct pe_info *info);

/* A range of a mapped image, or NULL where it lies outside. */
void *pe_at(void *base, const struct pe_info *info, DWORD rva, DWORD size);
/* A NUL-terminated string within a mapped image, or NULL. */
const char *pe_string(void *base, const struct pe_info *info, DWORD rva);

/* Reads pe_info from the headers of an image in memory (a face, or one that the guest mapped itself). */
enum pe_error pe_info_of(void *base, struct pe_info *info);

/* Finds an export by name (or by ordinal where name is NULL). Returns its address; NULL where there is none,
 * or where it is forwarded, in which case *forwarder is "dll.name" or "dll.#ordinal". hint: -1 where unknown.
 */
void *pe_find_export(void *base, const struct pe_info *info, const char *name, DWORD ordinal, int hint,
                     const char **forwarder);

#endif
