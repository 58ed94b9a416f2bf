/* SPDX-License-Identifier: MIT
 *
 * dbghelp.h: what is known about a module. Its symbols are its exports (symbols.c).
 */
#include <string.h>
#include <ldr/ldr.h>
#include "common/wide.h"
#include <win/dbghelp.h>
#include "dbghelp.h"

/* The structure has grown over time: as long as it was when images had two names, callers may have it. */
#define OLDEST(type) (offsetof(type, LoadedPdbName))

static DWORD count_exports(const struct module *module)
{
    IMAGE_DATA_DIRECTORY directory = module->info.directory[IMAGE_DIRECTORY_ENTRY_EXPORT];
    const IMAGE_EXPORT_DIRECTORY *exports = directory.Size ? pe_at(module->entry.DllBase, &module->info,
                                                                   directory.VirtualAddress, sizeof(*exports))
                                                           : NULL;
    return exports ? exports->NumberOfFunctions : 0;
}

static void copy_wide(WCHAR *to, size_t room, const WCHAR *from, size_t length)
{
    length = length < room ? length : room - 1;
    memcpy(to, from, length * sizeof(WCHAR));
    to[length] = 0;
}

static BOOL find(HANDLE process, DWORD64 address, IMAGEHLP_MODULEW64 *info)
{
    if (!dbghelp_is_open(process))
        return dbghelp_fail(ERROR_INVALID_HANDLE);
    const struct module *module = ldr_find_module_at((void *)(uintptr_t)address);
    if (!module)
        return dbghelp_fail(ERROR_MOD_NOT_FOUND);
    const UNICODE_STRING *path = &module->entry.FullDllName, *base = &module->entry.BaseDllName;
    DWORD symbols = count_exports(module);
    size_t length = base->Length / sizeof(WCHAR), dot = length;
    while (dot && base->Buffer[dot - 1] != '.')
        dot--;
    *info = (IMAGEHLP_MODULEW64){
        .BaseOfImage = (DWORD64)(uintptr_t)module->entry.DllBase,
        .ImageSize = module->entry.SizeOfImage,
        .TimeDateStamp = module->info.timestamp,
        .CheckSum = module->info.checksum,
        .NumSyms = symbols,
        .SymType = symbols ? SymExport : SymNone,
        .MachineType = module->info.machine,
    };
    copy_wide(info->ModuleName, countof(info->ModuleName), base->Buffer, dot ? dot - 1 : length);
    copy_wide(info->ImageName, countof(info->ImageName), path->Buffer, path->Length / sizeof(WCHAR));
    copy_wide(info->LoadedImageName, countof(info->LoadedImageName), path->Buffer,
              path->Length / sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI SymGetModuleInfoW64(HANDLE hProcess, DWORD64 qwAddr, IMAGEHLP_MODULEW64 *ModuleInfo)
{
    IMAGEHLP_MODULEW64 found;
    DWORD size = ModuleInfo ? ModuleInfo->SizeOfStruct : 0;
    if (size < OLDEST(IMAGEHLP_MODULEW64) || size > sizeof(found))
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!find(hProcess, qwAddr, &found))
        return FALSE;
    found.SizeOfStruct = size;
    memcpy(ModuleInfo, &found, size);
    return TRUE;
}

/* Cut where it does not fit. */
static void copy_narrow(char *to, size_t room, const WCHAR *from)
{
    char name[3 * 256];
    wide_to_utf8(from, name, sizeof(name));
    size_t length = strlen(name);
    length = length < room ? length : room - 1;
    while (length && ((BYTE)name[length] & 0xC0) == 0x80)
        length--;
    memcpy(to, name, length);
    to[length] = 0;
}

BOOL WINAPI SymGetModuleInfo64(HANDLE hProcess, DWORD64 qwAddr, IMAGEHLP_MODULE64 *ModuleInfo)
{
    IMAGEHLP_MODULEW64 found;
    DWORD size = ModuleInfo ? ModuleInfo->SizeOfStruct : 0;
    if (size < OLDEST(IMAGEHLP_MODULE64) || size > sizeof(*ModuleInfo))
        return dbghelp_fail(ERROR_INVALID_PARAMETER);
    if (!find(hProcess, qwAddr, &found))
        return FALSE;
    memset(ModuleInfo, 0, size);
    ModuleInfo->SizeOfStruct = size;
    memcpy(&ModuleInfo->BaseOfImage, &found.BaseOfImage,
           offsetof(IMAGEHLP_MODULE64, ModuleName) - offsetof(IMAGEHLP_MODULE64, BaseOfImage));
    copy_narrow(ModuleInfo->ModuleName, sizeof(ModuleInfo->ModuleName), found.ModuleName);
    copy_narrow(ModuleInfo->ImageName, sizeof(ModuleInfo->ImageName), found.ImageName);
    copy_narrow(ModuleInfo->LoadedImageName, sizeof(ModuleInfo->LoadedImageName), found.LoadedImageName);
    if (size == sizeof(*ModuleInfo))
        ModuleInfo->MachineType = found.MachineType;
    return TRUE;
}
