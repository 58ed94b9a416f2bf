/* SPDX-License-Identifier: MIT
 *
 * libloaderapi.h: resources. A HRSRC is the address of the resource's entry in the tree, a loaded resource
 * the address of its bytes; both live as long as the module.
 */
#include <stdlib.h>
#include <string.h>
#include <ldr/resource.h>
#include <rtl/heap.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/libloaderapi.h>
#include "kernel32.h"
#include "resource_id.h"

/* "#123" is the number 123. */
bool resource_id_from_wide(LPCWSTR text, ULONG_PTR *id)
{
    *id = (ULONG_PTR)text;
    if (!(*id >> 16) || text[0] != '#')
        return true;
    ULONG_PTR number = 0;
    for (const WCHAR *c = text + 1; *c; c++) {
        if (*c < '0' || *c > '9' || number > 0xFFFF)
            return win32_fail(ERROR_INVALID_PARAMETER);
        number = number * 10 + (*c - '0');
    }
    if (number > 0xFFFF)
        return win32_fail(ERROR_INVALID_PARAMETER);
    *id = number;
    return true;
}

/* The A functions' arguments: text is converted, numbers stay. */
bool resource_id_from_ansi(LPCSTR text, WCHAR *buffer, WCHAR **out)
{
    *out = (WCHAR *)text;
    return !((ULONG_PTR)text >> 16) || win32_result(nls_ansi_to_wide(text, buffer, NLS_LOCAL, out));
}

void resource_id_free(WCHAR *id, const WCHAR *buffer)
{
    if ((ULONG_PTR)id >> 16)
        nls_free(id, buffer);
}

/* ---- finding ---- */

HRSRC WINAPI FindResourceExW(HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName, WORD wLanguage)
{
    LDR_RESOURCE_INFO info = {.Language = wLanguage};
    IMAGE_RESOURCE_DATA_ENTRY *entry;
    if (!resource_id_from_wide(lpType, &info.Type) || !resource_id_from_wide(lpName, &info.Name))
        return NULL;
    return win32_result(LdrFindResource_U(hModule, &info, 3, &entry)) ? (HRSRC)entry : NULL;
}

HRSRC WINAPI FindResourceW(HMODULE hModule, LPCWSTR lpName, LPCWSTR lpType)
{
    return FindResourceExW(hModule, lpType, lpName, 0);
}

HRSRC WINAPI FindResourceExA(HMODULE hModule, LPCSTR lpType, LPCSTR lpName, WORD wLanguage)
{
    WCHAR type_buffer[NLS_LOCAL], name_buffer[NLS_LOCAL], *type, *name;
    if (!resource_id_from_ansi(lpType, type_buffer, &type))
        return NULL;
    HRSRC found = NULL;
    if (resource_id_from_ansi(lpName, name_buffer, &name)) {
        found = FindResourceExW(hModule, type, name, wLanguage);
        resource_id_free(name, name_buffer);
    }
    resource_id_free(type, type_buffer);
    return found;
}

HRSRC WINAPI FindResourceA(HMODULE hModule, LPCSTR lpName, LPCSTR lpType)
{
    return FindResourceExA(hModule, lpType, lpName, 0);
}

HGLOBAL WINAPI LoadResource(HMODULE hModule, HRSRC hResInfo)
{
    PVOID data;
    if (!hResInfo)
        return NULL;
    return win32_result(LdrAccessResource(hModule, hResInfo, &data, NULL)) ? data : NULL;
}

LPVOID WINAPI LockResource(HGLOBAL hResData)
{
    return hResData;
}

DWORD WINAPI SizeofResource(HMODULE hModule, HRSRC hResInfo)
{
    ULONG size;
    if (!hResInfo)
        return 0;
    return win32_result(LdrAccessResource(hModule, hResInfo, NULL, &size)) ? size : 0;
}

/* Nothing was allocated; FALSE says that it succeeded (the documentation calls the function obsolete). */
BOOL WINAPI FreeResource(HGLOBAL hResData)
{
    return FALSE;
}

/* ---- enumerating ---- */

/* What one of the three enumerations hands to its callback, in either character set. */
struct enumeration {
    enum { TYPES, NAMES, LANGUAGES } level;
    bool ansi;
    HMODULE module;
    const void *type, *name; /* as the caller gave them */
    PVOID callback;
    LONG_PTR parameter;
};

static BOOL call_back(const struct enumeration *enumeration, const void *id, WORD language)
{
    switch (enumeration->level) {
    case TYPES:
        return ((ENUMRESTYPEPROCW)enumeration->callback)(enumeration->module, (LPWSTR)id,
                                                         enumeration->parameter);
    case NAMES:
        return ((ENUMRESNAMEPROCW)enumeration->callback)(enumeration->module, enumeration->type, (LPWSTR)id,
                                                         enumeration->parameter);
    default:
        return ((ENUMRESLANGPROCW)enumeration->callback)(enumeration->module, enumeration->type,
                                                         enumeration->name, language, enumeration->parameter);
    }
}

/* An entry's id as the callback gets it: a number, or text in its character set, which ends in a NUL. */
static BOOL visit(const struct enumeration *enumeration, const struct pe_resource_id *id)
{
    if (!id->text)
        return call_back(enumeration, (const void *)(ULONG_PTR)id->number, (WORD)id->number);
    size_t size = enumeration->ansi ? (size_t)id->length * 3 + 1 : (size_t)(id->length + 1) * sizeof(WCHAR);
    WCHAR *copy = malloc((size_t)(id->length + 1) * sizeof(WCHAR));
    void *text = malloc(size);
    BOOL result = FALSE;
    if (copy && text) {
        memcpy(copy, id->text, (size_t)id->length * sizeof(WCHAR));
        copy[id->length] = 0;
        if (enumeration->ansi)
            ((char *)text)[nls_ansi_from_wide(copy, id->length, text, size - 1)] = 0;
        else
            memcpy(text, copy, size);
        result = call_back(enumeration, text, 0);
    } else {
        win32_fail(ERROR_NOT_ENOUGH_MEMORY);
    }
    free(copy);
    free(text);
    return result;
}

static BOOL enumerate(const struct enumeration *enumeration, LPCWSTR type, LPCWSTR name)
{
    struct pe_resources resources;
    ULONG_PTR path[2] = {0, 0};
    DWORD directory, child;
    bool is_directory;
    if (!enumeration->callback)
        return win32_fail(ERROR_INVALID_PARAMETER);
    if ((enumeration->level >= NAMES && !resource_id_from_wide(type, &path[0])) ||
        (enumeration->level == LANGUAGES && !resource_id_from_wide(name, &path[1])))
        return FALSE;
    if (!ldr_resources_open(enumeration->module, &resources))
        return win32_fail(ERROR_RESOURCE_DATA_NOT_FOUND);
    NTSTATUS status = ldr_find_resource_directory(&resources, path, enumeration->level, &directory);
    if (!NT_SUCCESS(status))
        return win32_result(status);
    unsigned count = pe_resource_count(&resources, directory);
    for (unsigned i = 0; i < count; i++) {
        struct pe_resource_id id;
        if (!pe_resource_entry(&resources, directory, i, &id, &child, &is_directory))
            continue;
        if (!visit(enumeration, &id))
            return win32_fail(ERROR_RESOURCE_ENUM_USER_STOP);
    }
    return TRUE;
}

BOOL WINAPI EnumResourceTypesW(HMODULE hModule, ENUMRESTYPEPROCW lpEnumFunc, LONG_PTR lParam)
{
    struct enumeration all = {TYPES, false, hModule, NULL, NULL, lpEnumFunc, lParam};
    return enumerate(&all, NULL, NULL);
}

BOOL WINAPI EnumResourceTypesA(HMODULE hModule, ENUMRESTYPEPROCA lpEnumFunc, LONG_PTR lParam)
{
    struct enumeration all = {TYPES, true, hModule, NULL, NULL, lpEnumFunc, lParam};
    return enumerate(&all, NULL, NULL);
}

BOOL WINAPI EnumResourceNamesW(HMODULE hModule, LPCWSTR lpType, ENUMRESNAMEPROCW lpEnumFunc, LONG_PTR lParam)
{
    struct enumeration all = {NAMES, false, hModule, lpType, NULL, lpEnumFunc, lParam};
    return enumerate(&all, lpType, NULL);
}

BOOL WINAPI EnumResourceNamesA(HMODULE hModule, LPCSTR lpType, ENUMRESNAMEPROCA lpEnumFunc, LONG_PTR lParam)
{
    WCHAR buffer[NLS_LOCAL], *type;
    struct enumeration all = {NAMES, true, hModule, lpType, NULL, lpEnumFunc, lParam};
    if (!resource_id_from_ansi(lpType, buffer, &type))
        return FALSE;
    BOOL result = enumerate(&all, type, NULL);
    resource_id_free(type, buffer);
    return result;
}

BOOL WINAPI EnumResourceLanguagesW(HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName,
                                   ENUMRESLANGPROCW lpEnumFunc, LONG_PTR lParam)
{
    struct enumeration all = {LANGUAGES, false, hModule, lpType, lpName, lpEnumFunc, lParam};
    return enumerate(&all, lpType, lpName);
}

BOOL WINAPI EnumResourceLanguagesA(HMODULE hModule, LPCSTR lpType, LPCSTR lpName, ENUMRESLANGPROCA lpEnumFunc,
                                   LONG_PTR lParam)
{
    WCHAR type_buffer[NLS_LOCAL], name_buffer[NLS_LOCAL], *type, *name;
    struct enumeration all = {LANGUAGES, true, hModule, lpType, lpName, lpEnumFunc, lParam};
    if (!resource_id_from_ansi(lpType, type_buffer, &type))
        return FALSE;
    BOOL result = FALSE;
    if (resource_id_from_ansi(lpName, name_buffer, &name)) {
        result = enumerate(&all, type, name);
        resource_id_free(name, name_buffer);
    }
    resource_id_free(type, type_buffer);
    return result;
}

/* The Ex forms choose between the file itself and its language-specific satellites, of which there are none.
 */
#define RESOURCE_ENUM_LN    1u
#define RESOURCE_ENUM_MUI   2u
#define RESOURCE_ENUM_KNOWN 0x1Fu

static bool enumerates_file(DWORD flags, BOOL *result)
{
    *result = TRUE;
    if (flags & ~RESOURCE_ENUM_KNOWN) {
        *result = win32_fail(ERROR_INVALID_PARAMETER);
        return false;
    }
    return !flags || (flags & RESOURCE_ENUM_LN);
}

BOOL WINAPI EnumResourceTypesExW(HMODULE hModule, ENUMRESTYPEPROCW lpEnumFunc, LONG_PTR lParam, DWORD dwFlags,
                                 LANGID LangId)
{
    BOOL result;
    return enumerates_file(dwFlags, &result) ? EnumResourceTypesW(hModule, lpEnumFunc, lParam) : result;
}

BOOL WINAPI EnumResourceNamesExW(HMODULE hModule, LPCWSTR lpType, ENUMRESNAMEPROCW lpEnumFunc,
                                 LONG_PTR lParam, DWORD dwFlags, LANGID LangId)
{
    BOOL result;
    return enumerates_file(dwFlags, &result) ? EnumResourceNamesW(hModule, lpType, lpEnumFunc, lParam)
                                             : result;
}

BOOL WINAPI EnumResourceLanguagesExW(HMODULE hModule, LPCWSTR lpType, LPCWSTR lpName,
                                     ENUMRESLANGPROCW lpEnumFunc, LONG_PTR lParam, DWORD dwFlags,
                                     LANGID LangId)
{
    BOOL result;
    return enumerates_file(dwFlags, &result)
               ? EnumResourceLanguagesW(hModule, lpType, lpName, lpEnumFunc, lParam)
               : result;
}
