/* SPDX-License-Identifier: MIT
 *
 * PE images: parsed and checked from the file's bytes, mapped, relocated, and their directories read. Nothing
 * here knows of modules, search orders or DllMain: that is libs/ntdll/ldr. A PE file is hostile input:
 * pe_parse checks everything that the other functions rely on, and they check the rest against the image's
 * size.
 *
 *     pe.c           headers: what kind of file it is, and whether it can be run here
 *     pe_map.c       a file becomes an image in memory: reading, mapping, relocation, protection
 *     pe_demand.c    sections that are read when they are used
 *     pe_walk.c      directories of an image: exports, imports, thread-local storage, exception table
 *     pe_resource.c  the tree of resources, of an image or of a file as it is
 *     pe_rewrite.c   a file with another tree of resources
 */
#ifndef DECANT_PE_H
#define DECANT_PE_H

#include <win/pe.h>
#include "syscall-shim/border.h"

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
    PE_IS_DLL,        /* started as a program */
    PE_OBJECT,        /* never linked, or not without errors */
    PE_BAD_OPTIONAL,  /* the optional header is too short, or its magic is none that there is */
    PE_BAD_ALIGNMENT, /* alignments that are no powers of two or contradict each other; base not at 64 KiB */
    PE_BAD_SIZE,      /* SizeOfImage or the entry point make no sense */
    PE_TOO_MANY_SECTIONS,
    PE_BAD_SECTION, /* a section overlaps another one or lies outside the image */
    PE_BAD_RELOCATION,
    PE_NO_RELOCATION, /* the preferred base is taken and the image has no relocations */
    PE_BAD_IMPORT,    /* the import directory points outside the image */
    PE_BAD_TLS,       /* so does the TLS directory */
    PE_NO_MEMORY,
    PE_NOT_A_FILE, /* a folder, a device */
    PE_IO,         /* reading the file failed */
};

const char *pe_error_text(enum pe_error error);

/* What the headers say, checked. */
struct pe_info {
    WORD machine;
    WORD characteristics;
    WORD subsystem, subsystem_major, subsystem_minor;
    WORD dll_characteristics;
    WORD section_count;
    bool wide; /* PE32+ */
    DWORD timestamp;
    DWORD checksum;
    DWORD entry;           /* RVA; 0: none */
    DWORD size_of_image;   /* multiple of the page size */
    DWORD size_of_headers; /* what of the file's start is part of the image */
    DWORD section_alignment, file_alignment;
    DWORD headers_offset;  /* of the signature "PE\0\0" */
    DWORD sections_offset; /* file offset (and RVA) of the section table */
    ULONGLONG image_base;
    ULONGLONG stack_reserve, stack_commit, heap_reserve, heap_commit;
    IMAGE_DATA_DIRECTORY directory[IMAGE_NUMBEROF_DIRECTORY_ENTRIES];
};

/* ---- headers (pe.c) ---- */

/* Checks the headers in `data`, the first `size` bytes of a file of `file_size` bytes, of any machine.
 * PE_TRUNCATED, too, where the headers are longer than `size`. */
enum pe_error pe_parse(const void *data, size_t size, uint64_t file_size, struct pe_info *info);
/* Whether the image is one for this build, and no driver and the like. */
enum pe_error pe_check_runnable(const struct pe_info *info);
/* Reads pe_info from the headers of an image in memory (a face, or one that the guest mapped itself). */
enum pe_error pe_info_of(const void *base, struct pe_info *info);

/* ---- memory (pe_map.c) ---- */

/* Reads, checks and maps the image of an open file, at its preferred base if that is free, else anywhere, and
 * relocates it. Sections stay writable until pe_protect. on_demand: large sections may be read when they are
 * used, which takes a handler of SIGSEGV that calls pe_demand_fault. */
enum pe_error pe_load(int fd, bool on_demand, struct pe_info *info, void **base);
/* Gives every section the protection that its header asks for. */
enum pe_error pe_protect(void *base, const struct pe_info *info);
void pe_unmap(void *base, const struct pe_info *info);

/* A file of any machine as it is, or laid out as an image but not relocated; read-only. */
enum pe_error pe_map_flat(int fd, void **base, size_t *size);
enum pe_error pe_map_for_data(int fd, void **base, size_t *size);
void pe_unmap_data(void *base, size_t size);

/* Lays the image out in `base`, size_of_image zero bytes, from the whole file in memory. */
void pe_layout(const void *file, size_t file_size, const struct pe_info *info, void *base);
/* Adjusts an image in memory that is to work at `address`. */
enum pe_error pe_relocate(void *base, const struct pe_info *info, uint64_t address);

/* ---- sections that are read when they are used (pe_demand.c) ---- */

/* For the handler of SIGSEGV, on the thread that faulted. access: what it tried, PROT_READ, PROT_WRITE or
 * PROT_EXEC. True: the page is there now, the access may be tried again. Safe in a signal handler. */
bool pe_demand_fault(const void *address, int access);
/* Reads what is missing of a range, which may lie anywhere. False: some of it cannot be read. */
bool pe_demand_load(const void *at, size_t size);
/* The same, and the range's protection is the caller's from here on: no fault in it is answered. */
bool pe_demand_disown(const void *at, size_t size);

/* A memory file for the sections of one image, or -1; closed by pe_demand_remove, or by the caller if no
 * section was added. */
int pe_demand_memory(size_t size);
/* Makes [at, at + size), up to the end of its last page, a section whose data is to be read from the file at
 * `offset` (any), by way of the memory file at `position` (whole pages). False: nothing was done. */
bool pe_demand_add(void *at, size_t size, int memory, uint64_t position, int fd, uint64_t offset);
/* mprotect for a range in which such sections may lie, each of them as a whole. */
bool pe_demand_protect(void *at, size_t size, int protection);
/* Forgets the sections of an image; unmaps nothing of it. */
void pe_demand_remove(const void *base, size_t size);

/* Where a section's data lies in the file, and how much of it belongs to the image. */
DWORD pe_section_offset(const struct pe_info *info, const IMAGE_SECTION_HEADER *section);
DWORD pe_section_raw_size(const struct pe_info *info, const IMAGE_SECTION_HEADER *section);
DWORD pe_section_size(const IMAGE_SECTION_HEADER *section);

/* ---- directories (pe_walk.c) ---- */

/* A range of a mapped image, or NULL where it lies outside. */
void *pe_at(void *base, const struct pe_info *info, DWORD rva, uint64_t size);
/* A NUL-terminated string within a mapped image, or NULL. */
const char *pe_string(void *base, const struct pe_info *info, DWORD rva);
/* Whether a pointer-sized word at `address` lies within the image. */
bool pe_holds(void *base, const struct pe_info *info, const void *address);

/* Finds an export by name (or by ordinal where name is NULL). Returns its address; NULL where there is none,
 * or where it is forwarded, in which case *forwarder is "dll.name" or "dll.#ordinal". hint: -1 where unknown.
 */
void *pe_find_export(void *base, const struct pe_info *info, const char *name, DWORD ordinal, int hint,
                     const char **forwarder);

/* Walks the imports in their order, or those that are bound on their first use (delay-loaded). The same
 * `library` pointer comes back for all imports of one descriptor. */
struct pe_imports {
    char *base;
    const struct pe_info *info;
    DWORD descriptor, lookup, slot; /* RVAs of what comes next */
    const char *library;
    bool delayed;
    bool inside; /* in a descriptor's table */
};
struct pe_import {
    const char *library;
    const char *name; /* NULL: by ordinal */
    WORD ordinal;
    int hint;
    void *slot; /* pointer-sized, maybe unaligned; NULL: there are no more imports */
};
void pe_imports_begin(struct pe_imports *walk, void *base, const struct pe_info *info);
void pe_delayed_imports_begin(struct pe_imports *walk, void *base, const struct pe_info *info);
enum pe_error pe_imports_next(struct pe_imports *walk, struct pe_import *import);

/* The import of a delay-load descriptor that `slot`, a word of its address table, belongs to. `at` must be
 * readable; what it names must lie within the image. */
enum pe_error pe_delayed_import(void *base, const struct pe_info *info, const IMAGE_DELAYLOAD_DESCRIPTOR *at,
                                void *slot, struct pe_import *import);

/* The TLS directory of an image that was relocated to where it is. */
struct pe_tls {
    bool present;
    const void *template;
    size_t template_size, zero_fill, alignment;
    void *index;          /* a DWORD; NULL: none */
    ULONG_PTR *callbacks; /* ends with a zero; NULL: none */
};
enum pe_error pe_tls(void *base, const struct pe_info *info, struct pe_tls *tls);

#ifdef __x86_64__
/* The exception directory: entries sorted by address. NULL where there is none. ("The .pdata Section") */
const void *pe_exception_table(void *base, const struct pe_info *info, size_t *count);
#endif

/* ---- resources (pe_resource.c) ---- */

/* A file or an image in memory whose resources are wanted. */
struct pe_resources {
    const char *base;
    size_t size; /* bytes that can be read at base */
    bool flat;   /* the file as it is: RVAs go through the section table */
    struct pe_info info;
    const char *tree; /* the resource directory */
    size_t tree_size; /* bytes from there on that can be read */
};

/* A type, a name or a language: text, or a number where text is NULL. */
struct pe_resource_id {
    const WCHAR *text; /* not terminated; may be unaligned by nature of the file, read with care */
    WORD length;       /* units */
    DWORD number;
};

/* false: there are no resources, or their directory is out of bounds. */
bool pe_resources_open(struct pe_resources *resources, const void *base, size_t size, bool flat);
/* A directory's entries, by their place in it: offset 0 is the root. Returns how many there are. */
unsigned pe_resource_count(const struct pe_resources *resources, DWORD directory);
/* One entry. false: malformed. */
bool pe_resource_entry(const struct pe_resources *resources, DWORD directory, unsigned index,
                       struct pe_resource_id *id, DWORD *child, bool *is_directory);
/* What a directory has under an id. false: nothing. */
bool pe_resource_find(const struct pe_resources *resources, DWORD directory, const struct pe_resource_id *id,
                      DWORD *child, bool *is_directory);
const IMAGE_RESOURCE_DATA_ENTRY *pe_resource_data_entry(const struct pe_resources *resources, DWORD offset);
/* The bytes of a data entry; NULL where they lie outside. */
const void *pe_resource_data(const struct pe_resources *resources, const IMAGE_RESOURCE_DATA_ENTRY *entry);

/* ---- changing a file (pe_rewrite.c) ---- */

/* Writes the tree (of tree_size bytes, zeroed) at `tree`, for a section at `rva`. */
typedef void (*pe_tree_writer)(void *tree, DWORD rva, void *context);
/* A copy of a file in memory with another tree of resources, to be freed. PE_BAD_SECTION where there is no
 * room for it. */
enum pe_error pe_replace_resources(const void *file, size_t size, DWORD tree_size, pe_tree_writer write,
                                   void *context, void **out, size_t *out_size);

/* As services, for the user side. */
PRIVATE_SERVICE(pe_load);
PRIVATE_SERVICE(pe_map_flat);
PRIVATE_SERVICE(pe_map_for_data);
PRIVATE_SERVICE(pe_protect);
PRIVATE_SERVICE(pe_unmap);
PRIVATE_SERVICE(pe_unmap_data);

#endif
