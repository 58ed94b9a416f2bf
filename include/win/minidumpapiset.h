/* SPDX-License-Identifier: MIT
 *
 * minidumpapiset.h: the file format of small dumps.
 */
#ifndef DECANT_WIN_MINIDUMPAPISET_H
#define DECANT_WIN_MINIDUMPAPISET_H

#include "winnt.h"
#include "winver.h"

#define MINIDUMP_SIGNATURE 0x504D444Du /* "MDMP" */
#define MINIDUMP_VERSION   42899u

typedef DWORD RVA; /* from the file's beginning */

typedef enum {
    ThreadListStream = 3,
    ModuleListStream = 4,
    MemoryListStream = 5,
    ExceptionStream = 6,
    SystemInfoStream = 7,
    MiscInfoStream = 15,
} MINIDUMP_STREAM_TYPE;

#pragma pack(push, 4)

typedef struct _MINIDUMP_LOCATION_DESCRIPTOR {
    DWORD DataSize;
    RVA Rva;
} MINIDUMP_LOCATION_DESCRIPTOR;
ASSERT_SIZE(MINIDUMP_LOCATION_DESCRIPTOR, 8, 8);

typedef struct _MINIDUMP_MEMORY_DESCRIPTOR {
    ULONG64 StartOfMemoryRange;
    MINIDUMP_LOCATION_DESCRIPTOR Memory;
} MINIDUMP_MEMORY_DESCRIPTOR;
ASSERT_SIZE(MINIDUMP_MEMORY_DESCRIPTOR, 16, 16);

typedef struct _MINIDUMP_HEADER {
    DWORD Signature;
    DWORD Version; /* the upper half is the implementation's */
    DWORD NumberOfStreams;
    RVA StreamDirectoryRva;
    DWORD CheckSum;
    DWORD TimeDateStamp;
    ULONG64 Flags;
} MINIDUMP_HEADER;
ASSERT_SIZE(MINIDUMP_HEADER, 32, 32);

typedef struct _MINIDUMP_DIRECTORY {
    DWORD StreamType;
    MINIDUMP_LOCATION_DESCRIPTOR Location;
} MINIDUMP_DIRECTORY;
ASSERT_SIZE(MINIDUMP_DIRECTORY, 12, 12);

typedef struct _MINIDUMP_SYSTEM_INFO {
    WORD ProcessorArchitecture;
    WORD ProcessorLevel;
    WORD ProcessorRevision;
    BYTE NumberOfProcessors;
    BYTE ProductType;
    DWORD MajorVersion;
    DWORD MinorVersion;
    DWORD BuildNumber;
    DWORD PlatformId;
    RVA CSDVersionRva;
    WORD SuiteMask;
    WORD Reserved2;
    union {
        struct {
            DWORD VendorId[3];
            DWORD VersionInformation;
            DWORD FeatureInformation;
            DWORD AMDExtendedCpuFeatures;
        } X86CpuInfo;
        struct {
            ULONG64 ProcessorFeatures[2];
        } OtherCpuInfo;
    } Cpu;
} MINIDUMP_SYSTEM_INFO;
ASSERT_SIZE(MINIDUMP_SYSTEM_INFO, 56, 56);

typedef struct _MINIDUMP_THREAD {
    DWORD ThreadId;
    DWORD SuspendCount;
    DWORD PriorityClass;
    DWORD Priority;
    ULONG64 Teb;
    MINIDUMP_MEMORY_DESCRIPTOR Stack;
    MINIDUMP_LOCATION_DESCRIPTOR ThreadContext;
} MINIDUMP_THREAD;
ASSERT_SIZE(MINIDUMP_THREAD, 48, 48);

typedef struct _MINIDUMP_EXCEPTION {
    DWORD ExceptionCode;
    DWORD ExceptionFlags;
    ULONG64 ExceptionRecord;
    ULONG64 ExceptionAddress;
    DWORD NumberParameters;
    DWORD unusedAlignment;
    ULONG64 ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} MINIDUMP_EXCEPTION;
ASSERT_SIZE(MINIDUMP_EXCEPTION, 152, 152);

typedef struct MINIDUMP_EXCEPTION_STREAM {
    DWORD ThreadId;
    DWORD alignment;
    MINIDUMP_EXCEPTION ExceptionRecord;
    MINIDUMP_LOCATION_DESCRIPTOR ThreadContext;
} MINIDUMP_EXCEPTION_STREAM;
ASSERT_SIZE(MINIDUMP_EXCEPTION_STREAM, 168, 168);

typedef struct _MINIDUMP_MODULE {
    ULONG64 BaseOfImage;
    DWORD SizeOfImage;
    DWORD CheckSum;
    DWORD TimeDateStamp;
    RVA ModuleNameRva;
    VS_FIXEDFILEINFO VersionInfo;
    MINIDUMP_LOCATION_DESCRIPTOR CvRecord;
    MINIDUMP_LOCATION_DESCRIPTOR MiscRecord;
    ULONG64 Reserved0;
    ULONG64 Reserved1;
} MINIDUMP_MODULE;
ASSERT_SIZE(MINIDUMP_MODULE, 108, 108);

#define MINIDUMP_MISC1_PROCESS_ID    1u
#define MINIDUMP_MISC1_PROCESS_TIMES 2u

typedef struct _MINIDUMP_MISC_INFO {
    DWORD SizeOfInfo;
    DWORD Flags1;
    DWORD ProcessId;
    DWORD ProcessCreateTime; /* seconds since 1970; the others: of use */
    DWORD ProcessUserTime;
    DWORD ProcessKernelTime;
} MINIDUMP_MISC_INFO;
ASSERT_SIZE(MINIDUMP_MISC_INFO, 24, 24);

typedef struct _MINIDUMP_EXCEPTION_INFORMATION {
    DWORD ThreadId;
    PEXCEPTION_POINTERS ExceptionPointers;
    BOOL ClientPointers;
} MINIDUMP_EXCEPTION_INFORMATION;
ASSERT_SIZE(MINIDUMP_EXCEPTION_INFORMATION, 16, 12);

typedef struct _MINIDUMP_USER_STREAM {
    DWORD Type;
    DWORD BufferSize;
    PVOID Buffer;
} MINIDUMP_USER_STREAM;
ASSERT_SIZE(MINIDUMP_USER_STREAM, 16, 12);

typedef struct _MINIDUMP_USER_STREAM_INFORMATION {
    DWORD UserStreamCount;
    MINIDUMP_USER_STREAM *UserStreamArray;
} MINIDUMP_USER_STREAM_INFORMATION;
ASSERT_SIZE(MINIDUMP_USER_STREAM_INFORMATION, 12, 8);

#pragma pack(pop)

#endif
