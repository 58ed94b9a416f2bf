/* SPDX-License-Identifier: MIT
 *
 * ntddk.h: KUSER_SHARED_DATA, the page at 0x7FFE0000 that every process can read.
 */
#ifndef DECANT_WIN_NTDDK_H
#define DECANT_WIN_NTDDK_H

#include "windef.h"

/* A 64-bit value that is read without a lock: until both high parts agree. */
typedef struct {
    ULONG LowPart;
    LONG High1Time;
    LONG High2Time;
} KSYSTEM_TIME;

#define PF_COMPARE_EXCHANGE_DOUBLE        2
#define PF_MMX_INSTRUCTIONS_AVAILABLE     3
#define PF_XMMI_INSTRUCTIONS_AVAILABLE    6
#define PF_RDTSC_INSTRUCTION_AVAILABLE    8
#define PF_PAE_ENABLED                    9
#define PF_XMMI64_INSTRUCTIONS_AVAILABLE  10
#define PF_SSE_DAZ_MODE_AVAILABLE         11
#define PF_NX_ENABLED                     12
#define PF_SSE3_INSTRUCTIONS_AVAILABLE    13
#define PF_COMPARE_EXCHANGE128            14
#define PF_XSAVE_ENABLED                  17
#define PF_RDWRFSGSBASE_AVAILABLE         22
#define PF_FASTFAIL_AVAILABLE             23
#define PF_RDRAND_INSTRUCTION_AVAILABLE   28
#define PF_RDTSCP_INSTRUCTION_AVAILABLE   32
#define PF_RDPID_INSTRUCTION_AVAILABLE    33
#define PF_SSSE3_INSTRUCTIONS_AVAILABLE   36
#define PF_SSE4_1_INSTRUCTIONS_AVAILABLE  37
#define PF_SSE4_2_INSTRUCTIONS_AVAILABLE  38
#define PF_AVX_INSTRUCTIONS_AVAILABLE     39
#define PF_AVX2_INSTRUCTIONS_AVAILABLE    40
#define PF_AVX512F_INSTRUCTIONS_AVAILABLE 41
#define PROCESSOR_FEATURE_MAX             64

typedef struct {
    ULONG TickCountLowDeprecated;
    ULONG TickCountMultiplier;
    volatile KSYSTEM_TIME InterruptTime;
    volatile KSYSTEM_TIME SystemTime;
    volatile KSYSTEM_TIME TimeZoneBias;
    USHORT ImageNumberLow;
    USHORT ImageNumberHigh;
    WCHAR NtSystemRoot[260];
    ULONG MaxStackTraceDepth;
    ULONG CryptoExponent;
    ULONG TimeZoneId;
    ULONG LargePageMinimum;
    ULONG AitSamplingValue;
    ULONG AppCompatFlag;
    ULONGLONG RNGSeedVersion;
    ULONG GlobalValidationRunlevel;
    LONG TimeZoneBiasStamp;
    ULONG NtBuildNumber;
    ULONG NtProductType;
    BOOLEAN ProductTypeIsValid;
    BOOLEAN Reserved0;
    USHORT NativeProcessorArchitecture;
    ULONG NtMajorVersion;
    ULONG NtMinorVersion;
    BOOLEAN ProcessorFeatures[PROCESSOR_FEATURE_MAX];
    ULONG Reserved1;
    ULONG Reserved3;
    ULONG TimeSlip;
    ULONG AlternativeArchitecture;
    ULONG BootId;
    LARGE_INTEGER SystemExpirationDate;
    ULONG SuiteMask;
    BOOLEAN KdDebuggerEnabled;
    UCHAR MitigationPolicies;
    USHORT CyclesPerYield;
    ULONG ActiveConsoleId;
    ULONG DismountCount;
    ULONG ComPlusPackage;
    ULONG LastSystemRITEventTickCount;
    ULONG NumberOfPhysicalPages;
    BOOLEAN SafeBootMode;
    UCHAR VirtualizationFlags;
    UCHAR Reserved12[2];
    ULONG SharedDataFlags;
    ULONG DataFlagsPad;
    ULONGLONG TestRetInstruction;
    LONGLONG QpcFrequency;
    ULONG SystemCall; /* 0: the `syscall` instruction is the way in */
    ULONG UserCetAvailableEnvironments;
    ULONGLONG SystemCallPad[2];
    union {
        volatile KSYSTEM_TIME TickCount; /* in units of 15.625 ms, as TickCountMultiplier says */
        volatile ULONGLONG TickCountQuad;
        ULONG TickCountPad[4];
    };
    ULONG Cookie;
    ULONG CookiePad;
    LONGLONG ConsoleSessionForegroundProcessId;
    ULONGLONG TimeUpdateLock;
    ULONGLONG BaselineSystemTimeQpc;
    ULONGLONG BaselineInterruptTimeQpc;
    ULONGLONG QpcSystemTimeIncrement;
    ULONGLONG QpcInterruptTimeIncrement;
    UCHAR QpcSystemTimeIncrementShift;
    UCHAR QpcInterruptTimeIncrementShift;
    USHORT UnparkedProcessorCount;
    ULONG EnclaveFeatureMask[4];
    ULONG TelemetryCoverageRound;
    USHORT UserModeGlobalLogger[16];
    ULONG ImageFileExecutionOptions;
    ULONG LangGenerationCount;
    ULONGLONG Reserved4;
    volatile ULONGLONG InterruptTimeBias;
    volatile ULONGLONG QpcBias;
    ULONG ActiveProcessorCount;
    UCHAR ActiveGroupCount;
    UCHAR Reserved9;
    UCHAR QpcBypassEnabled; /* 0: ask the service */
    UCHAR QpcShift;
    LARGE_INTEGER TimeZoneBiasEffectiveStart;
    LARGE_INTEGER TimeZoneBiasEffectiveEnd;
    ULONGLONG XStateEnabledFeatures; /* XSTATE_CONFIGURATION begins here */
} KUSER_SHARED_DATA;
ASSERT_OFFSET(KUSER_SHARED_DATA, InterruptTime, 0x08, 0x08);
ASSERT_OFFSET(KUSER_SHARED_DATA, SystemTime, 0x14, 0x14);
ASSERT_OFFSET(KUSER_SHARED_DATA, NtSystemRoot, 0x30, 0x30);
ASSERT_OFFSET(KUSER_SHARED_DATA, NtBuildNumber, 0x260, 0x260);
ASSERT_OFFSET(KUSER_SHARED_DATA, NtMajorVersion, 0x26C, 0x26C);
ASSERT_OFFSET(KUSER_SHARED_DATA, ProcessorFeatures, 0x274, 0x274);
ASSERT_OFFSET(KUSER_SHARED_DATA, KdDebuggerEnabled, 0x2D4, 0x2D4);
ASSERT_OFFSET(KUSER_SHARED_DATA, NumberOfPhysicalPages, 0x2E8, 0x2E8);
ASSERT_OFFSET(KUSER_SHARED_DATA, QpcFrequency, 0x300, 0x300);
ASSERT_OFFSET(KUSER_SHARED_DATA, SystemCall, 0x308, 0x308);
ASSERT_OFFSET(KUSER_SHARED_DATA, TickCount, 0x320, 0x320);
ASSERT_OFFSET(KUSER_SHARED_DATA, Cookie, 0x330, 0x330);
ASSERT_OFFSET(KUSER_SHARED_DATA, UserModeGlobalLogger, 0x380, 0x380);
ASSERT_OFFSET(KUSER_SHARED_DATA, InterruptTimeBias, 0x3B0, 0x3B0);
ASSERT_OFFSET(KUSER_SHARED_DATA, ActiveProcessorCount, 0x3C0, 0x3C0);
ASSERT_OFFSET(KUSER_SHARED_DATA, XStateEnabledFeatures, 0x3D8, 0x3D8);

#endif
