/* SPDX-License-Identifier: MIT
 *
 * NT's own structures: counted strings, object attributes, PEB, TEB, process parameters, loader list.
 * Fields that Microsoft documents, and those that programs are known to read directly, sit at their true
 * offsets; the rest is reserved space. Sources: winternl.h and "Process and Thread Structures" on Microsoft
 * Learn, the public symbols' layouts as printed in debugger documentation.
 */
#ifndef DECANT_WIN_WINTERNL_H
#define DECANT_WIN_WINTERNL_H

#include "winnt.h"
#include "ntstatus.h"

typedef struct {
    USHORT Length;        /* bytes, without a terminator */
    USHORT MaximumLength; /* bytes */
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct {
    USHORT Length;
    USHORT MaximumLength;
    PSTR Buffer;
} STRING, ANSI_STRING, *PANSI_STRING, *PSTRING;
typedef const ANSI_STRING *PCANSI_STRING;

typedef struct {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor;
    PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
ASSERT_SIZE(OBJECT_ATTRIBUTES, 48, 24);

#define OBJ_INHERIT          0x00000002u
#define OBJ_PERMANENT        0x00000010u
#define OBJ_EXCLUSIVE        0x00000020u
#define OBJ_CASE_INSENSITIVE 0x00000040u
#define OBJ_OPENIF           0x00000080u

typedef struct {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

typedef struct {
    HANDLE UniqueProcess;
    HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

typedef VOID(GUESTAPI *PIO_APC_ROUTINE)(PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, ULONG Reserved);

typedef struct {
    ULONG Length;
    BOOLEAN Initialized;
    HANDLE SsHandle;
    LIST_ENTRY InLoadOrderModuleList;
    LIST_ENTRY InMemoryOrderModuleList;
    LIST_ENTRY InInitializationOrderModuleList;
    PVOID EntryInProgress;
    BOOLEAN ShutdownInProgress;
    HANDLE ShutdownThreadId;
} PEB_LDR_DATA, *PPEB_LDR_DATA;
ASSERT_OFFSET(PEB_LDR_DATA, InLoadOrderModuleList, 0x10, 0x0C);

typedef struct _LDR_DATA_TABLE_ENTRY {
    LIST_ENTRY InLoadOrderLinks;
    LIST_ENTRY InMemoryOrderLinks;
    LIST_ENTRY InInitializationOrderLinks;
    PVOID DllBase;
    PVOID EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName;
    UNICODE_STRING BaseDllName;
    ULONG Flags;
    USHORT LoadCount;
    USHORT TlsIndex;
    LIST_ENTRY HashLinks;
    ULONG TimeDateStamp;
    PVOID EntryPointActivationContext;
    PVOID Lock;
    PVOID DdagNode;
    LIST_ENTRY NodeModuleLink;
    PVOID LoadContext;
    PVOID ParentDllBase;
    PVOID SwitchBackContext;
} LDR_DATA_TABLE_ENTRY, *PLDR_DATA_TABLE_ENTRY;
ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, DllBase, 0x30, 0x18);
ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, BaseDllName, 0x58, 0x2C);
ASSERT_OFFSET(LDR_DATA_TABLE_ENTRY, TlsIndex, 0x6E, 0x3A);

#define LDRP_IMAGE_DLL             0x00000004u
#define LDRP_ENTRY_PROCESSED       0x00004000u
#define LDRP_DONT_CALL_FOR_THREADS 0x00040000u
#define LDRP_PROCESS_ATTACH_CALLED 0x00080000u

typedef struct {
    UNICODE_STRING DosPath;
    HANDLE Handle;
} CURDIR;

typedef struct {
    ULONG MaximumLength;
    ULONG Length;
    ULONG Flags;
    ULONG DebugFlags;
    HANDLE ConsoleHandle;
    ULONG ConsoleFlags;
    HANDLE StandardInput;
    HANDLE StandardOutput;
    HANDLE StandardError;
    CURDIR CurrentDirectory;
    UNICODE_STRING DllPath;
    UNICODE_STRING ImagePathName;
    UNICODE_STRING CommandLine;
    PWSTR Environment;
    ULONG StartingX;
    ULONG StartingY;
    ULONG CountX;
    ULONG CountY;
    ULONG CountCharsX;
    ULONG CountCharsY;
    ULONG FillAttribute;
    ULONG WindowFlags;
    ULONG ShowWindowFlags;
    UNICODE_STRING WindowTitle;
    UNICODE_STRING DesktopInfo;
    UNICODE_STRING ShellInfo;
    UNICODE_STRING RuntimeData; /* what the C runtimes pass on: lpReserved2 */
    PVOID CurrentDirectories[32 * (sizeof(void *) == 8 ? 3 : 4)];
    ULONG_PTR EnvironmentSize;
    ULONG_PTR EnvironmentVersion;
} RTL_USER_PROCESS_PARAMETERS, *PRTL_USER_PROCESS_PARAMETERS;
ASSERT_OFFSET(RTL_USER_PROCESS_PARAMETERS, StandardInput, 0x20, 0x18);
ASSERT_OFFSET(RTL_USER_PROCESS_PARAMETERS, ImagePathName, 0x60, 0x38);
ASSERT_OFFSET(RTL_USER_PROCESS_PARAMETERS, CommandLine, 0x70, 0x40);
ASSERT_OFFSET(RTL_USER_PROCESS_PARAMETERS, Environment, 0x80, 0x48);
ASSERT_OFFSET(RTL_USER_PROCESS_PARAMETERS, WindowTitle, 0xB0, 0x70);

#ifdef __x86_64__
#define PAD64(name, bytes64, bytes32) BYTE name[bytes64]
#else
#define PAD64(name, bytes64, bytes32) BYTE name[bytes32]
#endif

typedef struct {
    BOOLEAN InheritedAddressSpace;
    BOOLEAN ReadImageFileExecOptions;
    BOOLEAN BeingDebugged;
    BOOLEAN BitField;
    HANDLE Mutant;
    PVOID ImageBaseAddress;
    PPEB_LDR_DATA Ldr;
    PRTL_USER_PROCESS_PARAMETERS ProcessParameters;
    PVOID SubSystemData;
    HANDLE ProcessHeap;
    PRTL_CRITICAL_SECTION FastPebLock;
    PVOID AtlThunkSListPtr;
    PVOID IFEOKey;
    ULONG CrossProcessFlags;
    PVOID KernelCallbackTable;
    ULONG SystemReserved;
    ULONG AtlThunkSListPtr32;
    PVOID ApiSetMap;
    ULONG TlsExpansionCounter;
    PVOID TlsBitmap;
    ULONG TlsBitmapBits[2];
    PVOID ReadOnlySharedMemoryBase;
    PVOID SharedData;
    PVOID *ReadOnlyStaticServerData;
    PVOID AnsiCodePageData;
    PVOID OemCodePageData;
    PVOID UnicodeCaseTableData;
    ULONG NumberOfProcessors;
    ULONG NtGlobalFlag;
    LARGE_INTEGER CriticalSectionTimeout __attribute__((aligned(8)));
    SIZE_T HeapSegmentReserve;
    SIZE_T HeapSegmentCommit;
    SIZE_T HeapDeCommitTotalFreeThreshold;
    SIZE_T HeapDeCommitFreeBlockThreshold;
    ULONG NumberOfHeaps;
    ULONG MaximumNumberOfHeaps;
    PVOID *ProcessHeaps;
    PVOID GdiSharedHandleTable;
    PVOID ProcessStarterHelper;
    ULONG GdiDCAttributeList;
    PRTL_CRITICAL_SECTION LoaderLock;
    ULONG OSMajorVersion;
    ULONG OSMinorVersion;
    USHORT OSBuildNumber;
    USHORT OSCSDVersion;
    ULONG OSPlatformId;
    ULONG ImageSubsystem;
    ULONG ImageSubsystemMajorVersion;
    ULONG ImageSubsystemMinorVersion;
    ULONG_PTR ActiveProcessAffinityMask;
    PAD64(GdiHandleBuffer, 0xF0, 0x88);
    PVOID PostProcessInitRoutine;
    PVOID TlsExpansionBitmap;
    ULONG TlsExpansionBitmapBits[32];
    ULONG SessionId;
    ULONGLONG AppCompatFlags __attribute__((aligned(8)));
    PAD64(Reserved, 0x4F0, 0x2A0); /* the rest, zero */
} PEB, *PPEB;
ASSERT_OFFSET(PEB, ImageBaseAddress, 0x10, 0x08);
ASSERT_OFFSET(PEB, ProcessHeap, 0x30, 0x18);
ASSERT_OFFSET(PEB, ApiSetMap, 0x68, 0x38);
ASSERT_OFFSET(PEB, NumberOfProcessors, 0xB8, 0x64);
ASSERT_OFFSET(PEB, NtGlobalFlag, 0xBC, 0x68);
ASSERT_OFFSET(PEB, LoaderLock, 0x110, 0xA0);
ASSERT_OFFSET(PEB, OSMajorVersion, 0x118, 0xA4);
ASSERT_OFFSET(PEB, OSBuildNumber, 0x120, 0xAC);
ASSERT_OFFSET(PEB, SessionId, 0x2C0, 0x1D4);

typedef struct _EXCEPTION_REGISTRATION_RECORD {
    struct _EXCEPTION_REGISTRATION_RECORD *Next;
    PVOID Handler;
} EXCEPTION_REGISTRATION_RECORD;

typedef struct _NT_TIB {
    EXCEPTION_REGISTRATION_RECORD *ExceptionList;
    PVOID StackBase;
    PVOID StackLimit;
    PVOID SubSystemTib;
    union {
        PVOID FiberData;
        DWORD Version;
    };
    PVOID ArbitraryUserPointer;
    struct _NT_TIB *Self;
} NT_TIB, *PNT_TIB;

typedef struct _TEB {
    NT_TIB NtTib;
    PVOID EnvironmentPointer;
    CLIENT_ID ClientId;
    PVOID ActiveRpcHandle;
    PVOID ThreadLocalStoragePointer;
    PPEB ProcessEnvironmentBlock;
    ULONG LastErrorValue;
    ULONG CountOfOwnedCriticalSections;
    PVOID CsrClientThread;
    PVOID Win32ThreadInfo;
    ULONG User32Reserved[26];
    ULONG UserReserved[5];
    PVOID WOW32Reserved;
    LCID CurrentLocale;
    ULONG FpSoftwareStatusRegister;
    PVOID SystemReserved1[54];
    LONG ExceptionCode;
    PAD64(Reserved1, 0x1250 - 0x2C4, 0xBF4 - 0x1A8);
    NTSTATUS LastStatusValue;
    UNICODE_STRING StaticUnicodeString;
    WCHAR StaticUnicodeBuffer[261];
    PVOID DeallocationStack;
    PVOID TlsSlots[64];
    LIST_ENTRY TlsLinks;
    PVOID Vdm;
    PVOID ReservedForNtRpc;
    PVOID DbgSsReserved[2];
    ULONG HardErrorMode;
    PAD64(Reserved2, 0x1748 - 0x16B4, 0xF78 - 0xF2C);
    ULONG GuaranteedStackBytes;
    PVOID ReservedForPerf;
    PVOID ReservedForOle;
    ULONG WaitingOnLoaderLock;
    PVOID SavedPriorityState;
    PVOID ReservedForCodeCoverage;
    PVOID ThreadPoolData;
    PVOID *TlsExpansionSlots;
    PAD64(Reserved3, 0x17C8 - 0x1788, 0xFB4 - 0xF98);
    PVOID FlsData;
    PAD64(Reserved4, 0x17EE - 0x17D0, 0xFCA - 0xFB8);
    USHORT SameTebFlags; /* bit 2: FiberData is a fiber */
    PAD64(Reserved5, 0x1838 - 0x17F0, 0x1000 - 0xFCC);
} TEB, *PTEB;
ASSERT_OFFSET(TEB, ClientId, 0x40, 0x20);
ASSERT_OFFSET(TEB, ThreadLocalStoragePointer, 0x58, 0x2C);
ASSERT_OFFSET(TEB, ProcessEnvironmentBlock, 0x60, 0x30);
ASSERT_OFFSET(TEB, LastErrorValue, 0x68, 0x34);
ASSERT_OFFSET(TEB, ExceptionCode, 0x2C0, 0x1A4);
ASSERT_OFFSET(TEB, LastStatusValue, 0x1250, 0xBF4);
ASSERT_OFFSET(TEB, DeallocationStack, 0x1478, 0xE0C);
ASSERT_OFFSET(TEB, TlsSlots, 0x1480, 0xE10);
ASSERT_OFFSET(TEB, TlsExpansionSlots, 0x1780, 0xF94);
ASSERT_OFFSET(TEB, FlsData, 0x17C8, 0xFB4);
ASSERT_OFFSET(TEB, SameTebFlags, 0x17EE, 0xFCA);

/* The calling thread's TEB: GS on x86-64, FS on i386, as compilers for Windows expect it. */
static inline TEB *NtCurrentTeb(void)
{
    TEB *teb;
#ifdef __x86_64__
    __asm__("movq %%gs:0x30, %0" : "=r"(teb));
#else
    __asm__("movl %%fs:0x18, %0" : "=r"(teb));
#endif
    return teb;
}

/* One TEB field without the detour over Self: the last error is read and written in one instruction. */
static inline ULONG teb_last_error(void)
{
    ULONG value;
#ifdef __x86_64__
    __asm__ volatile("movl %%gs:0x68, %0" : "=r"(value));
#else
    __asm__ volatile("movl %%fs:0x34, %0" : "=r"(value));
#endif
    return value;
}

static inline void teb_set_last_error(ULONG value)
{
#ifdef __x86_64__
    __asm__ volatile("movl %0, %%gs:0x68" : : "r"(value));
#else
    __asm__ volatile("movl %0, %%fs:0x34" : : "r"(value));
#endif
}

/* What an address that is not a real handle means. */
#define NtCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define NtCurrentThread()  ((HANDLE)(LONG_PTR)-2)

#endif
