/* SPDX-License-Identifier: MIT
 *
 * The system's version, memory and name.
 */
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <pe.h>
#include "kernel/host/host.h"
#include <ntdll.h>
#include "system.h"

unsigned system_processor_count(void)
{
    unsigned count = host_processor_count();
    return count > 64 ? 64 : count;
}

bool system_computer_name(char *name, size_t size)
{
    return host_name(name, size) >= 0;
}

NTSTATUS system_memory_status(struct system_memory *memory)
{
    struct host_memory host;
    struct host_process_memory process;
    if (host_memory_status(&host) || host_process_memory(&process))
        return STATUS_UNSUCCESSFUL;
    *memory = (struct system_memory){host.total,      host.available, host.cached,
                                     host.swap_total, host.swap_free, process.mapped};
    return STATUS_SUCCESS;
}

/* The data of the first resource of a type: three levels of directories. */
static const char *find_resource(char *base, const struct pe_info *info, WORD type, DWORD *size)
{
    IMAGE_DATA_DIRECTORY root = info->directory[IMAGE_DIRECTORY_ENTRY_RESOURCE];
    DWORD offset = 0;
    for (unsigned level = 0; root.VirtualAddress && level < 3; level++) {
        const WORD *header = pe_at(base, info, root.VirtualAddress + offset, 16);
        if (!header)
            return NULL;
        unsigned count = header[6] + header[7], i = 0;
        const DWORD *entry = pe_at(base, info, root.VirtualAddress + offset + 16, count * 8);
        if (!entry || !count)
            return NULL;
        while (level == 0 && i < count && entry[2 * i] != type)
            i++;
        if (i == count)
            return NULL;
        offset = entry[2 * i + 1] & 0x7FFFFFFF;
    }
    const DWORD *data = root.VirtualAddress ? pe_at(base, info, root.VirtualAddress + offset, 16) : NULL;
    if (!data)
        return NULL;
    *size = data[1];
    return pe_at(base, info, data[0], data[1]);
}

static bool mentions(const char *text, size_t size, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= size; i++)
        if (text[i] == word[0] && !strncasecmp(text + i, word, length))
            return true;
    return false;
}

void system_reported_version(struct system_version *version)
{
    static const struct system_version versions[] = {
        {6, 2, 9200}, {6, 3, 9600}, {SYSTEM_MAJOR, SYSTEM_MINOR, SYSTEM_BUILD}};
    static _Atomic unsigned known; /* index + 1 */
    unsigned index = atomic_load_explicit(&known, memory_order_relaxed);
    if (!index) {
        struct pe_info info;
        DWORD size = 0;
        const char *manifest = NULL;
        char *base = process_peb.ImageBaseAddress;
        if (base && pe_info_of(base, &info) == PE_OK)
            manifest = find_resource(base, &info, 24, &size); /* RT_MANIFEST */
        /* The identifiers that "supportedOS" takes. */
        index = manifest && mentions(manifest, size, "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}")   ? 3
                : manifest && mentions(manifest, size, "{1f676c76-80e1-4239-95bb-83d0f6d0da78}") ? 2
                                                                                                 : 1;
        atomic_store_explicit(&known, index, memory_order_relaxed);
    }
    *version = versions[index - 1];
}

NTSTATUS WINAPI RtlGetVersion(PRTL_OSVERSIONINFOEXW lpVersionInformation)
{
    RTL_OSVERSIONINFOEXW *info = lpVersionInformation;
    info->dwMajorVersion = SYSTEM_MAJOR;
    info->dwMinorVersion = SYSTEM_MINOR;
    info->dwBuildNumber = SYSTEM_BUILD;
    info->dwPlatformId = 2;
    info->szCSDVersion[0] = 0;
    if (info->dwOSVersionInfoSize == sizeof(*info)) {
        info->wServicePackMajor = info->wServicePackMinor = 0;
        info->wSuiteMask = 0x100;
        info->wProductType = 1;
        info->wReserved = 0;
    }
    return STATUS_SUCCESS;
}

VOID WINAPI RtlGetNtVersionNumbers(PULONG Major, PULONG Minor, PULONG Build)
{
    if (Major)
        *Major = SYSTEM_MAJOR;
    if (Minor)
        *Minor = SYSTEM_MINOR;
    if (Build)
        *Build = SYSTEM_BUILD | 0xF0000000; /* a released build */
}

/* Three bits per kind of comparison, at the kind's bit number times three. */
ULONGLONG system_condition_mask(ULONGLONG mask, DWORD types, BYTE condition)
{
    for (unsigned bit = 0; bit < 8; bit++)
        if (types >> bit & 1) {
            mask |= (ULONGLONG)(condition & 7) << (3 * bit);
        }
    return mask;
}

ULONGLONG WINAPI VerSetConditionMask(ULONGLONG ConditionMask, DWORD TypeMask, BYTE Condition)
{
    return system_condition_mask(ConditionMask, TypeMask, Condition);
}

static unsigned condition_of(ULONGLONG conditions, DWORD type)
{
    return (unsigned)(conditions >> (3 * __builtin_ctz(type))) & 7;
}

static bool holds(unsigned condition, DWORD have, DWORD want)
{
    switch (condition) {
    case VER_EQUAL:
        return have == want;
    case VER_GREATER:
        return have > want;
    case VER_GREATER_EQUAL:
        return have >= want;
    case VER_LESS:
        return have < want;
    case VER_LESS_EQUAL:
        return have <= want;
    default:
        return false;
    }
}

/* "If you are testing the major version … the minor version, and the service pack, are also tested" as one
 * number, in that order of weight: a difference in a heavier part decides. */
static bool hierarchy_holds(const DWORD *have, const DWORD *want, const DWORD *types, DWORD asked,
                            ULONGLONG conditions)
{
    for (unsigned i = 0; i < 4; i++) {
        if (!(asked & types[i]))
            continue;
        unsigned condition = condition_of(conditions, types[i]);
        if (have[i] != want[i] && condition != VER_EQUAL)
            return holds(condition, have[i], want[i]);
        if (!holds(condition, have[i], want[i])) {
            bool lighter = false; /* > and < may yet be decided by what follows */
            for (unsigned j = i + 1; j < 4; j++)
                lighter |= (asked & types[j]) != 0;
            if (have[i] != want[i] || !lighter)
                return false;
        }
    }
    return true;
}

NTSTATUS system_verify_version(const struct system_version *version, const OSVERSIONINFOEXW *wanted,
                               DWORD types, ULONGLONG conditions)
{
    static const DWORD order[] = {VER_MAJORVERSION, VER_MINORVERSION, VER_SERVICEPACKMAJOR,
                                  VER_SERVICEPACKMINOR};
    const DWORD have[] = {version->major, version->minor, 0, 0};
    const DWORD want[] = {wanted->dwMajorVersion, wanted->dwMinorVersion, wanted->wServicePackMajor,
                          wanted->wServicePackMinor};
    if (!(types & 0xFF) || !conditions)
        return STATUS_INVALID_PARAMETER;
    if (types & VER_PRODUCT_TYPE &&
        !holds(condition_of(conditions, VER_PRODUCT_TYPE), 1, wanted->wProductType))
        return STATUS_REVISION_MISMATCH;
    if (types & VER_SUITENAME) {
        WORD common = wanted->wSuiteMask & 0x100;
        bool all = condition_of(conditions, VER_SUITENAME) == VER_AND;
        if (all ? common != wanted->wSuiteMask : wanted->wSuiteMask && !common)
            return STATUS_REVISION_MISMATCH;
    }
    if (types & VER_PLATFORMID && !holds(condition_of(conditions, VER_PLATFORMID), 2, wanted->dwPlatformId))
        return STATUS_REVISION_MISMATCH;
    if (types & VER_BUILDNUMBER &&
        !holds(condition_of(conditions, VER_BUILDNUMBER), version->build, wanted->dwBuildNumber))
        return STATUS_REVISION_MISMATCH;
    return hierarchy_holds(have, want, order, types, conditions) ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
}

NTSTATUS WINAPI RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo, ULONG TypeMask,
                                     ULONGLONG ConditionMask)
{
    static const struct system_version version = {SYSTEM_MAJOR, SYSTEM_MINOR, SYSTEM_BUILD};
    return system_verify_version(&version, VersionInfo, TypeMask, ConditionMask);
}
