/* SPDX-License-Identifier: MIT
 *
 * KUSER_SHARED_DATA. Few programs look at the page, and a clock that runs in it costs a thread that wakes up
 * all the time: so the page stands without access until the first touch faults. Then a memory file is mapped
 * there for reading, and elsewhere for writing, and a thread of ours keeps the clocks. It wakes every
 * millisecond: that is what Windows does while any program asks for a fine timer, Go's runtime among them,
 * whose timers are as coarse as this clock; half a percent of one core was measured for it. On the way here
 * we are in the handler of a fault: nothing may be asked of malloc but what thread creation needs, on a
 * thread that was running guest code.
 */
#include <cpuid.h>
#include <string.h>
#include <win/ntddk.h>
#include "kernel/host/host.h"
#include "common/time.h"
#include "common/xstate.h"
#include "system.h"
#include "kernel/mm/virtual_internal.h"

#define UPDATE_NS 1000000
#define TICK      156250 /* 100 ns */

static KUSER_SHARED_DATA *data; /* where we write */

/* The order in which a reader that goes by the high parts cannot be misled: second high part first. The low
 * and the first high part go together where they can, for those that read them as one word. */
static void set_time(volatile KSYSTEM_TIME *to, LONGLONG value)
{
    to->High2Time = (LONG)(value >> 32);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    if ((uintptr_t)to % 8 == 0) {
        __atomic_store_n((LONGLONG *)(uintptr_t)to, value, __ATOMIC_RELEASE);
    } else {
        to->LowPart = (ULONG)value;
        __atomic_thread_fence(__ATOMIC_RELEASE);
        to->High1Time = (LONG)(value >> 32);
    }
}

static void update(void)
{
    LONGLONG boot = time_since_boot();
    set_time(&data->InterruptTime, boot);
    set_time(&data->SystemTime, time_now());
    set_time(&data->TickCount, boot / TICK);
    data->TickCountLowDeprecated = (ULONG)(boot / TICK);
}

static void keep_clocks(void *unused)
{
    for (;;) {
        host_service_sleep(UPDATE_NS);
        update();
    }
}

/* What CPUID says. A virtual machine traps the instruction: 6 µs each time, so each leaf is asked once. */
struct leaves {
    unsigned basic_c, basic_d, extended_b, extended_c, amd_d; /* of 1, of 7, of 0x80000001 */
};

static const struct leaves *leaves(void)
{
    static struct leaves known;
    static _Atomic bool asked;
    if (!asked) { /* two at once write the same */
        unsigned a = 0, b = 0, c = 0, d = 0;
        if (__get_cpuid(1, &a, &b, &c, &d))
            known.basic_c = c, known.basic_d = d;
        if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
            known.extended_b = b, known.extended_c = c;
        if (__get_cpuid(0x80000001, &a, &b, &c, &d))
            known.amd_d = d;
        asked = true;
    }
    return &known;
}

BOOLEAN WINAPI RtlIsProcessorFeaturePresent(ULONG ProcessorFeature)
{
    unsigned b7 = leaves()->extended_b, c = leaves()->basic_c, d = leaves()->basic_d;
    bool avx = c & bit_OSXSAVE && (xstate_enabled() & 6) == 6;
    switch (ProcessorFeature) {
    case PF_PAE_ENABLED:
    case PF_NX_ENABLED:
    case PF_FASTFAIL_AVAILABLE:
        return TRUE;
    case PF_COMPARE_EXCHANGE_DOUBLE:
        return d >> 8 & 1;
    case PF_RDTSC_INSTRUCTION_AVAILABLE:
        return d >> 4 & 1;
    case PF_MMX_INSTRUCTIONS_AVAILABLE:
        return d >> 23 & 1;
    case PF_XMMI_INSTRUCTIONS_AVAILABLE:
        return d >> 25 & 1;
    case PF_XMMI64_INSTRUCTIONS_AVAILABLE:
    case PF_SSE_DAZ_MODE_AVAILABLE:
        return d >> 26 & 1;
    case PF_SSE3_INSTRUCTIONS_AVAILABLE:
        return c & 1;
    case PF_SSSE3_INSTRUCTIONS_AVAILABLE:
        return c >> 9 & 1;
    case PF_COMPARE_EXCHANGE128:
        return c >> 13 & 1;
    case PF_SSE4_1_INSTRUCTIONS_AVAILABLE:
        return c >> 19 & 1;
    case PF_SSE4_2_INSTRUCTIONS_AVAILABLE:
        return c >> 20 & 1;
    case PF_XSAVE_ENABLED:
        return c >> 27 & 1;
    case PF_RDRAND_INSTRUCTION_AVAILABLE:
        return c >> 30 & 1;
    case PF_AVX_INSTRUCTIONS_AVAILABLE:
        return avx && (c >> 28 & 1);
    case PF_RDTSCP_INSTRUCTION_AVAILABLE:
        return leaves()->amd_d >> 27 & 1;
    case PF_AVX2_INSTRUCTIONS_AVAILABLE:
        return avx && (b7 >> 5 & 1);
    case PF_AVX512F_INSTRUCTIONS_AVAILABLE:
        return avx && (xstate_enabled() & 0xE0) == 0xE0 && (b7 >> 16 & 1);
    case PF_RDPID_INSTRUCTION_AVAILABLE:
        return leaves()->extended_c >> 22 & 1;
    case PF_RDWRFSGSBASE_AVAILABLE: /* the kernel must allow it, too: AT_HWCAP2 */
        return host_may_write_segment_bases();
    default:
        return FALSE;
    }
}

static void fill(void)
{
    static const char16_t root[] = u"C:\\windows";
    data->TickCountMultiplier = (ULONG)((1ull << 24) * TICK / TICKS_PER_MS); /* 15.625 * 2^24 */
    data->ImageNumberLow = data->ImageNumberHigh = IMAGE_FILE_MACHINE_NATIVE;
    memcpy(data->NtSystemRoot, root, sizeof(root));
    data->LargePageMinimum = 0x200000;
    data->NtBuildNumber = SYSTEM_BUILD;
    data->NtProductType = 1; /* a workstation */
    data->ProductTypeIsValid = TRUE;
    data->NativeProcessorArchitecture = sizeof(void *) == 8 ? 9 : 0;
    data->NtMajorVersion = SYSTEM_MAJOR;
    data->NtMinorVersion = SYSTEM_MINOR;
    for (ULONG i = 0; i < PROCESSOR_FEATURE_MAX; i++)
        data->ProcessorFeatures[i] = RtlIsProcessorFeaturePresent(i);
    data->SuiteMask = 0x110;
    data->ActiveConsoleId = 1;
    data->NumberOfPhysicalPages = (ULONG)(host_physical_memory() / PAGE_SIZE);
    data->TestRetInstruction = 0xC3;
    data->QpcFrequency = TICKS_PER_SECOND;
    data->Cookie = (ULONG)time_now() * 2654435761u;
    data->ActiveProcessorCount = system_processor_count();
    data->ActiveGroupCount = 1;
    data->XStateEnabledFeatures = xstate_enabled();
    bool daylight;
    set_time(&data->TimeZoneBias,
             -(LONGLONG)host_zone_offset(time_now() / TICKS_PER_SECOND - SECONDS_1601_TO_1970, &daylight) *
                 TICKS_PER_SECOND);
    update();
}

/* Under virtual_lock, once. */
bool shared_data_start(void)
{
    void *writable;
    if (data)
        return true;
    int file = host_memory_file("shared-data", PAGE_SIZE);
    if (file < 0)
        return false;
    if (host_map(NULL, PAGE_SIZE, 0, &writable) ||
        host_map_file(writable, PAGE_SIZE, HOST_READ | HOST_WRITE, file, 0, true)) {
        host_close(file);
        return false;
    }
    data = writable;
    fill();
    bool good = host_map_file((void *)SHARED_DATA, PAGE_SIZE, HOST_READ, file, 0, true) == 0;
    host_close(file);
    return good && host_service_start(keep_clocks, NULL) == 0;
}
