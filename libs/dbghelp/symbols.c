/* SPDX-License-Identifier: MIT
 *
 * Symbols, by the only table that every module has: its exports. An address is named after the export at or
 * below it, which is what DbgHelp does for a module without debug information ("SymExport"). Frames inside
 * our own functions belong to no module and have no name.
 */
#include <string.h>
#include <ldr/ldr.h>
#include "common/wide.h"
#include <win/dbghelp.h>
#include "../msvcrt/undecorate.h"
#include "dbghelp.h"

VOID CDECL msvcrt_free(PVOID memory);

#define SYM_TAG_PUBLIC_SYMBOL 10u

struct found {
    struct module *module;
    const char *name;
    DWORD rva, index;
};

/* A module's export directory and its tables; NULL where it has none, or a malformed one. */
static const IMAGE_EXPORT_DIRECTORY *exports_of(struct module *module, const DWORD **functions,
                                                const DWORD **names, const WORD **ordinals)
{
    void *base = module->entry.DllBase;
    IMAGE_DATA_DIRECTORY directory = module->info.directory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    const IMAGE_EXPORT_DIRECTORY *exports =
        directory.Size ? pe_at(base, &module->info, directory.VirtualAddress, sizeof(*exports)) : NULL;
    if (!exports)
        return NULL;
    *functions = pe_at(base, &module->info, exports->AddressOfFunctions, 4ull * exports->NumberOfFunctions);
    *names = pe_at(base, &module->info, exports->AddressOfNames, 4ull * exports->NumberOfNames);
    *ordinals = pe_at(base, &module->info, exports->AddressOfNameOrdinals, 2ull * exports->NumberOfNames);
    return *functions && *names && *ordinals ? exports : NULL;
}

/* The export at or below an address. */
static bool find_nearest(struct module *module, DWORD rva, struct found *found)
{
    const DWORD *functions, *names;
    const WORD *ordinals;
    const IMAGE_EXPORT_DIRECTORY *exports = exports_of(module, &functions, &names, &ordinals);
    IMAGE_DATA_DIRECTORY directory = module->info.directory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    *found = (struct found){.module = module};
    for (DWORD i = 0; exports && i < exports->NumberOfNames; i++) {
        if (ordinals[i] >= exports->NumberOfFunctions)
            continue;
        DWORD start = functions[ordinals[i]];
        const char *name = pe_string(module->entry.DllBase, &module->info, names[i]);
        if (!name || !start || start > rva || start - directory.VirtualAddress < directory.Size)
            continue;
        if (!found->name || start > found->rva) {
            found->name = name;
            found->rva = start;
            found->index = i;
        }
    }
    return found->name != NULL;
}

static BOOL find(HANDLE process, DWORD64 address, struct found *found)
{
    if (!dbghelp_is_open(process))
        return dbghelp_fail(ERROR_INVALID_HANDLE);
    struct module *module = ldr_find_module_at((void *)(uintptr_t)address);
    if (!module)
        return dbghelp_fail(ERROR_MOD_NOT_FOUND);
    return find_nearest(module, (DWORD)(address - (uintptr_t)module->entry.DllBase), found) ||
           dbghelp_fail(ERROR_INVALID_ADDRESS);
}

/* All but the name. NameLen is its whole length, of which MaxNameLen units are stored at most. */
static void fill(SYMBOL_INFO *symbol, const struct found *found)
{
    uintptr_t base = (uintptr_t)found->module->entry.DllBase;
    ULONG size = symbol->SizeOfStruct, room = symbol->MaxNameLen;
    memset(symbol, 0, offsetof(SYMBOL_INFO, Name));
    symbol->SizeOfStruct = size;
    symbol->MaxNameLen = room;
    symbol->Index = found->index + 1;
    symbol->ModBase = base;
    symbol->Address = base + found->rva;
    symbol->Flags = SYMFLAG_EXPORT;
    symbol->Tag = SYM_TAG_PUBLIC_SYMBOL;
    symbol->NameLen = (ULONG)strlen(found->name);
}

/* All but the name, which is of either kind. */
static BOOL describe(HANDLE process, DWORD64 address, DWORD64 *displacement, SYMBOL_INFO *symbol,
                     struct found *found)
{
    if (!symbol || symbol->SizeOfStruct != sizeof(*symbol))
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!find(process, address, found))
        return FALSE;
    fill(symbol, found);
    if (displacement)
        *displacement = address - symbol->Address;
    return TRUE;
}

BOOL WINAPI SymFromAddr(HANDLE hProcess, DWORD64 Address, DWORD64 *Displacement, SYMBOL_INFO *Symbol)
{
    struct found found;
    if (!describe(hProcess, Address, Displacement, Symbol, &found))
        return FALSE;
    for (ULONG i = 0; i < Symbol->MaxNameLen; i++) { /* always terminated, cut where it must be */
        Symbol->Name[i] = i + 1 < Symbol->MaxNameLen && i < Symbol->NameLen ? found.name[i] : 0;
        if (!Symbol->Name[i])
            break;
    }
    return TRUE;
}

BOOL WINAPI SymFromAddrW(HANDLE hProcess, DWORD64 Address, DWORD64 *Displacement, SYMBOL_INFO *Symbol)
{
    struct found found;
    if (!describe(hProcess, Address, Displacement, Symbol, &found))
        return FALSE;
    WCHAR *name = (WCHAR *)(void *)Symbol->Name;
    for (ULONG i = 0; i < Symbol->MaxNameLen; i++) { /* exports are ASCII */
        name[i] = i + 1 < Symbol->MaxNameLen && i < Symbol->NameLen ? (BYTE)found.name[i] : 0;
        if (!name[i])
            break;
    }
    return TRUE;
}

struct wanted {
    const char *name;
    void *address;
};

static GUESTAPI VOID look_in(PLDR_DATA_TABLE_ENTRY entry, PVOID context, BOOLEAN *stop)
{
    struct wanted *wanted = context;
    wanted->address = ldr_find_export(container_of(entry, struct module, entry), wanted->name, 0);
    *stop = wanted->address != NULL;
}

/* "Name", or "module!Name". */
BOOL WINAPI SymFromName(HANDLE hProcess, LPCSTR Name, SYMBOL_INFO *Symbol)
{
    WCHAR wide[64];
    struct module *module = NULL;
    void *address = NULL;
    if (!Name || !Symbol || Symbol->SizeOfStruct != sizeof(*Symbol))
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!dbghelp_is_open(hProcess))
        return dbghelp_fail(ERROR_INVALID_HANDLE);
    const char *mark = strchr(Name, '!');
    if (mark) {
        size_t length = (size_t)(mark - Name);
        if (length >= countof(wide))
            return dbghelp_fail(ERROR_MOD_NOT_FOUND);
        for (size_t i = 0; i < length; i++)
            wide[i] = (BYTE)Name[i];
        wide[length] = 0;
        module = ldr_find_module(wide);
        if (!module)
            return dbghelp_fail(ERROR_MOD_NOT_FOUND);
        address = ldr_find_export(module, mark + 1, 0);
    } else {
        struct wanted wanted = {Name, NULL};
        LdrEnumerateLoadedModules(0, look_in, &wanted);
        address = wanted.address;
    }
    return address ? SymFromAddr(hProcess, (DWORD64)(uintptr_t)address, NULL, Symbol)
                   : dbghelp_fail(ERROR_PROC_NOT_FOUND);
}

/* The flags are those of the C runtime's own function. What is not understood stays as it is. */
DWORD WINAPI UnDecorateSymbolName(LPCSTR DecoratedName, LPSTR UnDecoratedName, DWORD UndecoratedLength,
                                  DWORD Flags)
{
    if (!DecoratedName || !UnDecoratedName || !UndecoratedLength)
        return (DWORD)dbghelp_fail(ERROR_INVALID_PARAMETER);
    char *plain = *DecoratedName == '?' ? undecorate_name(DecoratedName, Flags) : NULL;
    const char *from = plain ? plain : DecoratedName;
    size_t length = strlen(from);
    if (length >= UndecoratedLength)
        length = UndecoratedLength - 1;
    memcpy(UnDecoratedName, from, length);
    UnDecoratedName[length] = 0;
    msvcrt_free(plain);
    return (DWORD)length;
}

/* The form before SymFromAddr. */
BOOL WINAPI SymGetSymFromAddr64(HANDLE hProcess, DWORD64 qwAddr, DWORD64 *pdwDisplacement,
                                IMAGEHLP_SYMBOL64 *Symbol)
{
    struct found found;
    if (!Symbol || Symbol->SizeOfStruct < offsetof(IMAGEHLP_SYMBOL64, Name))
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!find(hProcess, qwAddr, &found))
        return FALSE;
    Symbol->Address = (DWORD64)(uintptr_t)found.module->entry.DllBase + found.rva;
    Symbol->Size = 0;
    Symbol->Flags = SYMFLAG_EXPORT;
    for (DWORD i = 0; i < Symbol->MaxNameLength; i++) {
        Symbol->Name[i] = i + 1 < Symbol->MaxNameLength ? found.name[i] : 0;
        if (!Symbol->Name[i])
            break;
    }
    if (pdwDisplacement)
        *pdwDisplacement = qwAddr - Symbol->Address;
    return TRUE;
}
