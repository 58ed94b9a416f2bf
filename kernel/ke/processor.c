/* SPDX-License-Identifier: MIT
 *
 * The processors' topology, as Linux' sysfs describes it; where it does not (a sandbox), each processor is a
 * core of its own in one package.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/host/host.h"
#include "processor.h"
#include "system.h"

/* "0000ffff,00000003": groups of 32 bits, highest first. */
static ULONG_PTR parse_mask(const char *text)
{
    uint64_t mask = 0;
    for (; *text && *text != '\n'; text++) {
        if (*text == ',')
            continue;
        unsigned digit = *text <= '9' ? (unsigned)(*text - '0') : (unsigned)((*text | 32) - 'a' + 10);
        mask = mask << 4 | (digit & 15);
    }
    return (ULONG_PTR)mask;
}

static bool read_text(unsigned cpu, const char *name, char *text, size_t size)
{
    char path[128];
    snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/%s", cpu, name);
    return host_read_text(path, text, size) > 0;
}

static ULONG_PTR shared_with(unsigned cpu, const char *name, ULONG_PTR all, ULONG_PTR otherwise)
{
    char text[512];
    ULONG_PTR mask = read_text(cpu, name, text, sizeof(text)) ? parse_mask(text) & all : 0;
    return mask ? mask : otherwise;
}

static bool read_cache(unsigned cpu, unsigned index, CACHE_DESCRIPTOR *cache, ULONG_PTR *mask, ULONG_PTR all)
{
    char name[64], text[512];
    static const char *const fields[] = {
        "level", "type", "size", "coherency_line_size", "ways_of_associativity", "shared_cpu_map"};
    memset(cache, 0, sizeof(*cache));
    for (unsigned i = 0; i < countof(fields); i++) {
        snprintf(name, sizeof(name), "cache/index%u/%s", index, fields[i]);
        if (!read_text(cpu, name, text, sizeof(text))) {
            if (i == 0)
                return false;
            continue;
        }
        unsigned long number = strtoul(text, NULL, 10);
        switch (i) {
        case 0:
            cache->Level = (BYTE)number;
            break;
        case 1:
            cache->Type = *text == 'D' ? CacheData : *text == 'I' ? CacheInstruction : CacheUnified;
            break;
        case 2:
            cache->Size = (DWORD)number * (strchr(text, 'M') ? 1024 * 1024 : strchr(text, 'K') ? 1024 : 1);
            break;
        case 3:
            cache->LineSize = (WORD)number;
            break;
        case 4:
            cache->Associativity = number ? (BYTE)number : 0xFF;
            break;
        default:
            *mask = parse_mask(text) & all;
        }
    }
    return *mask != 0;
}

unsigned processor_topology(SYSTEM_LOGICAL_PROCESSOR_INFORMATION *rows, unsigned size)
{
    unsigned count = system_processor_count(), used = 0;
    ULONG_PTR all = count >= 8 * sizeof(ULONG_PTR) ? ~(ULONG_PTR)0 : ((ULONG_PTR)1 << count) - 1;
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION row;
#define ADD()                                                                                                \
    do {                                                                                                     \
        if (used < size)                                                                                     \
            rows[used] = row;                                                                                \
        used++;                                                                                              \
    } while (0)
    for (unsigned cpu = 0; cpu < count; cpu++) {
        ULONG_PTR self = (ULONG_PTR)1 << cpu;
        memset(&row, 0, sizeof(row));
        row.ProcessorMask = shared_with(cpu, "topology/thread_siblings", all, self);
        row.Relationship = RelationProcessorCore;
        row.ProcessorCore.Flags = (row.ProcessorMask & (row.ProcessorMask - 1)) != 0; /* hyper-threads */
        if (!(row.ProcessorMask & (self - 1))) /* its first processor speaks for a core */
            ADD();
        memset(&row, 0, sizeof(row));
        row.ProcessorMask = shared_with(cpu, "topology/core_siblings", all, all);
        row.Relationship = RelationProcessorPackage;
        if (!(row.ProcessorMask & (self - 1)))
            ADD();
        for (unsigned index = 0; index < 8; index++) {
            memset(&row, 0, sizeof(row));
            row.Relationship = RelationCache;
            if (!read_cache(cpu, index, &row.Cache, &row.ProcessorMask, all))
                break;
            if (!(row.ProcessorMask & (self - 1)))
                ADD();
        }
    }
    memset(&row, 0, sizeof(row));
    row.ProcessorMask = all; /* one node */
    row.Relationship = RelationNumaNode;
    ADD();
#undef ADD
    return used;
}
