/* SPDX-License-Identifier: MIT
 *
 * Directories of an image in memory. Every RVA is checked against the image's size before it is followed, and
 * words are read by memcpy: a file may place them anywhere.
 */
#include <string.h>
#include "pe.h"

void *pe_at(void *base, const struct pe_info *info, DWORD rva, uint64_t size)
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

bool pe_holds(void *base, const struct pe_info *info, const void *address)
{
    uintptr_t offset = (uintptr_t)address - (uintptr_t)base;
    return offset <= info->size_of_image - sizeof(void *);
}

static DWORD read_dword(const void *from)
{
    DWORD value;
    memcpy(&value, from, sizeof(value));
    return value;
}

static ULONG_PTR read_word(const void *from)
{
    ULONG_PTR value;
    memcpy(&value, from, sizeof(value));
    return value;
}

/* The index of a name in "Export Name Pointer Table", which is sorted; -1. */
static int find_name(char *base, const struct pe_info *info, const IMAGE_EXPORT_DIRECTORY *exports,
                     const char *name, int hint)
{
    const char *names = pe_at(base, info, exports->AddressOfNames, exports->NumberOfNames * (uint64_t)4);
    const char *ordinals =
        pe_at(base, info, exports->AddressOfNameOrdinals, exports->NumberOfNames * (uint64_t)2);
    if (!names || !ordinals)
        return -1;
    DWORD low = 0, high = exports->NumberOfNames, at = high;
    if (hint >= 0 && (DWORD)hint < high) {
        const char *candidate = pe_string(base, info, read_dword(names + (size_t)hint * 4));
        if (candidate && !strcmp(candidate, name))
            at = (DWORD)hint;
    }
    while (at == exports->NumberOfNames && low < high) {
        DWORD middle = low + (high - low) / 2;
        const char *candidate = pe_string(base, info, read_dword(names + (size_t)middle * 4));
        if (!candidate)
            return -1;
        int order = strcmp(name, candidate);
        if (order == 0)
            at = middle;
        else if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (at == exports->NumberOfNames)
        return -1;
    WORD index;
    memcpy(&index, ordinals + (size_t)at * 2, sizeof(index));
    return index;
}

void *pe_find_export(void *base, const struct pe_info *info, const char *name, DWORD ordinal, int hint,
                     const char **forwarder)
{
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    IMAGE_EXPORT_DIRECTORY exports;
    *forwarder = NULL;
    const void *at =
        directory.VirtualAddress ? pe_at(base, info, directory.VirtualAddress, sizeof(exports)) : NULL;
    if (!at)
        return NULL;
    memcpy(&exports, at, sizeof(exports));
    const char *functions =
        pe_at(base, info, exports.AddressOfFunctions, exports.NumberOfFunctions * (uint64_t)4);
    DWORD index = ordinal - exports.Base;
    if (name) {
        int found = find_name(base, info, &exports, name, hint);
        if (found < 0)
            return NULL;
        index = (DWORD)found;
    }
    if (!functions || index >= exports.NumberOfFunctions)
        return NULL;
    DWORD rva = read_dword(functions + (size_t)index * 4);
    if (!rva)
        return NULL;
    if (rva - directory.VirtualAddress < directory.Size) {
        *forwarder = pe_string(base, info, rva);
        return NULL;
    }
    return pe_at(base, info, rva, 0);
}

/* ---- imports: "The .idata Section", "Delay-Load Import Tables" ---- */

void pe_imports_begin(struct pe_imports *walk, void *base, const struct pe_info *info)
{
    *walk = (struct pe_imports){.base = base,
                                .info = info,
                                .descriptor = info->directory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress};
}

void pe_delayed_imports_begin(struct pe_imports *walk, void *base, const struct pe_info *info)
{
    *walk =
        (struct pe_imports){.base = base,
                            .info = info,
                            .descriptor = info->directory[IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT].VirtualAddress,
                            .delayed = true};
}

/* What the two kinds of descriptors have in common; RVAs. */
struct tables {
    DWORD name, lookup, slot;
};

/* The descriptor that comes next; false where it lies outside. A linker that writes no look-up table
 * (OriginalFirstThunk) leaves the names in the address table itself. Delay-load descriptors with addresses
 * instead of RVAs, from the days of Visual C++ 6, are for their own helper alone: they count as empty. */
static bool read_descriptor(struct pe_imports *walk, struct tables *tables)
{
    if (walk->delayed) {
        IMAGE_DELAYLOAD_DESCRIPTOR delayed;
        const void *at = pe_at(walk->base, walk->info, walk->descriptor, sizeof(delayed));
        if (!at)
            return false;
        memcpy(&delayed, at, sizeof(delayed));
        *tables = (struct tables){delayed.DllNameRVA, delayed.Attributes & 1 ? delayed.ImportNameTableRVA : 0,
                                  delayed.ImportAddressTableRVA};
        walk->descriptor += sizeof(delayed);
        return true;
    }
    IMAGE_IMPORT_DESCRIPTOR descriptor;
    const void *at = pe_at(walk->base, walk->info, walk->descriptor, sizeof(descriptor));
    if (!at)
        return false;
    memcpy(&descriptor, at, sizeof(descriptor));
    *tables =
        (struct tables){descriptor.Name,
                        descriptor.OriginalFirstThunk ? descriptor.OriginalFirstThunk : descriptor.FirstThunk,
                        descriptor.FirstThunk};
    walk->descriptor += sizeof(descriptor);
    return true;
}

/* Goes to the next DLL; false at the end. */
static bool next_library(struct pe_imports *walk, enum pe_error *error)
{
    struct tables tables;
    *error = PE_OK;
    if (!walk->descriptor)
        return false;
    do {
        if (!read_descriptor(walk, &tables)) {
            *error = PE_BAD_IMPORT;
            return false;
        }
        if (!tables.name || !tables.slot)
            return false;
    } while (!tables.lookup);
    walk->library = pe_string(walk->base, walk->info, tables.name);
    walk->slot = tables.slot;
    walk->lookup = tables.lookup;
    walk->inside = true;
    *error = walk->library ? PE_OK : PE_BAD_IMPORT;
    return walk->library;
}

/* What a word of a look-up table says, unless it is zero. */
static enum pe_error read_import(void *base, const struct pe_info *info, ULONG_PTR value,
                                 struct pe_import *import)
{
    import->name = NULL;
    import->ordinal = (WORD)value;
    import->hint = -1;
    if (value & IMAGE_ORDINAL_FLAG)
        return PE_OK;
    const void *entry = value < info->size_of_image ? pe_at(base, info, (DWORD)value, 2) : NULL;
    import->name = entry ? pe_string(base, info, (DWORD)value + 2) : NULL;
    if (!import->name)
        return PE_BAD_IMPORT;
    WORD hint;
    memcpy(&hint, entry, sizeof(hint));
    import->hint = hint;
    return PE_OK;
}

enum pe_error pe_imports_next(struct pe_imports *walk, struct pe_import *import)
{
    enum pe_error error = PE_OK;
    ULONG_PTR value = 0;
    while (!value) {
        import->slot = NULL;
        if (!walk->inside && !next_library(walk, &error))
            return error;
        const void *lookup = pe_at(walk->base, walk->info, walk->lookup, sizeof(value));
        import->slot = pe_at(walk->base, walk->info, walk->slot, sizeof(value));
        if (!lookup || !import->slot)
            return PE_BAD_IMPORT;
        value = read_word(lookup);
        walk->inside = value;
        walk->lookup += sizeof(value);
        walk->slot += sizeof(value);
    }
    import->library = walk->library;
    return read_import(walk->base, walk->info, value, import);
}

enum pe_error pe_delayed_import(void *base, const struct pe_info *info, const IMAGE_DELAYLOAD_DESCRIPTOR *at,
                                void *slot, struct pe_import *import)
{
    IMAGE_DELAYLOAD_DESCRIPTOR delayed;
    memcpy(&delayed, at, sizeof(delayed));
    char *first =
        delayed.Attributes & 1 ? pe_at(base, info, delayed.ImportAddressTableRVA, sizeof(ULONG_PTR)) : NULL;
    if (!first || (char *)slot < first || !pe_holds(base, info, slot))
        return PE_BAD_IMPORT;
    uint64_t offset = (uint64_t)((char *)slot - first), rva = delayed.ImportNameTableRVA + offset;
    if (offset % sizeof(ULONG_PTR) || rva > info->size_of_image)
        return PE_BAD_IMPORT;
    const void *lookup = pe_at(base, info, (DWORD)rva, sizeof(ULONG_PTR));
    import->library = pe_string(base, info, delayed.DllNameRVA);
    import->slot = slot;
    ULONG_PTR value = lookup ? read_word(lookup) : 0;
    return value && import->library ? read_import(base, info, value, import) : PE_BAD_IMPORT;
}

/* ---- thread-local storage: "The .tls Section" ---- */

static bool within(void *base, const struct pe_info *info, ULONG_PTR address, size_t size)
{
    ULONG_PTR offset = address - (ULONG_PTR)base;
    return offset <= info->size_of_image && size <= info->size_of_image - offset;
}

enum pe_error pe_tls(void *base, const struct pe_info *info, struct pe_tls *tls)
{
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_TLS];
    IMAGE_TLS_DIRECTORY entry;
    memset(tls, 0, sizeof(*tls));
    if (!directory.VirtualAddress || !directory.Size)
        return PE_OK;
    const void *at = pe_at(base, info, directory.VirtualAddress, sizeof(entry));
    if (!at)
        return PE_BAD_TLS;
    memcpy(&entry, at, sizeof(entry));
    if (entry.StartAddressOfRawData > entry.EndAddressOfRawData)
        return PE_BAD_TLS;
    size_t size = entry.EndAddressOfRawData - entry.StartAddressOfRawData;
    if ((size && !within(base, info, entry.StartAddressOfRawData, size)) ||
        (entry.AddressOfIndex && !within(base, info, entry.AddressOfIndex, sizeof(DWORD))) ||
        (entry.AddressOfCallBacks && !within(base, info, entry.AddressOfCallBacks, sizeof(ULONG_PTR))))
        return PE_BAD_TLS;
    unsigned alignment = entry.Characteristics >> 20 & 15; /* IMAGE_SCN_ALIGN_xxx: 1 is 1 byte, 14 is 8192 */
    tls->present = true;
    tls->template = (const void *)entry.StartAddressOfRawData;
    tls->template_size = size;
    tls->zero_fill = entry.SizeOfZeroFill;
    tls->alignment = alignment && alignment <= 14 ? (size_t)1 << (alignment - 1) : 1;
    tls->index = (void *)entry.AddressOfIndex;
    tls->callbacks = (ULONG_PTR *)entry.AddressOfCallBacks;
    return PE_OK;
}

#ifdef __x86_64__
const void *pe_exception_table(void *base, const struct pe_info *info, size_t *count)
{
    IMAGE_DATA_DIRECTORY directory = info->directory[IMAGE_DIRECTORY_ENTRY_EXCEPTION];
    const void *table =
        directory.VirtualAddress ? pe_at(base, info, directory.VirtualAddress, directory.Size) : NULL;
    *count = table ? directory.Size / 12 : 0;
    return table;
}
#endif
