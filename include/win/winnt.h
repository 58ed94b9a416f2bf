/* SPDX-License-Identifier: MIT
 *
 * winnt.h's types that are not about PE files: access rights, memory, contexts, exceptions, list heads.
 */
#ifndef DECANT_WIN_WINNT_H
#define DECANT_WIN_WINNT_H

#include "windef.h"
#include "pe.h"

/* Access rights. */
#define DELETE                   0x00010000u
#define READ_CONTROL             0x00020000u
#define WRITE_DAC                0x00040000u
#define WRITE_OWNER              0x00080000u
#define SYNCHRONIZE              0x00100000u
#define STANDARD_RIGHTS_REQUIRED 0x000F0000u
#define STANDARD_RIGHTS_READ     READ_CONTROL
#define STANDARD_RIGHTS_WRITE    READ_CONTROL
#define STANDARD_RIGHTS_EXECUTE  READ_CONTROL
#define STANDARD_RIGHTS_ALL      0x001F0000u
#define MAXIMUM_ALLOWED          0x02000000u
#define GENERIC_READ             0x80000000u
#define GENERIC_WRITE            0x40000000u
#define GENERIC_EXECUTE          0x20000000u
#define GENERIC_ALL              0x10000000u

/* Files. */
#define FILE_READ_DATA        0x0001u
#define FILE_LIST_DIRECTORY   0x0001u
#define FILE_WRITE_DATA       0x0002u
#define FILE_ADD_FILE         0x0002u
#define FILE_APPEND_DATA      0x0004u
#define FILE_READ_EA          0x0008u
#define FILE_WRITE_EA         0x0010u
#define FILE_EXECUTE          0x0020u
#define FILE_TRAVERSE         0x0020u
#define FILE_DELETE_CHILD     0x0040u
#define FILE_READ_ATTRIBUTES  0x0080u
#define FILE_WRITE_ATTRIBUTES 0x0100u
#define FILE_ALL_ACCESS       (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x1FF)
#define FILE_GENERIC_READ                                                                                    \
    (STANDARD_RIGHTS_READ | FILE_READ_DATA | FILE_READ_ATTRIBUTES | FILE_READ_EA | SYNCHRONIZE)
#define FILE_GENERIC_WRITE                                                                                   \
    (STANDARD_RIGHTS_WRITE | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA | FILE_APPEND_DATA |    \
     SYNCHRONIZE)
#define FILE_GENERIC_EXECUTE (STANDARD_RIGHTS_EXECUTE | FILE_READ_ATTRIBUTES | FILE_EXECUTE | SYNCHRONIZE)

#define FILE_SHARE_READ   1u
#define FILE_SHARE_WRITE  2u
#define FILE_SHARE_DELETE 4u

#define FILE_ATTRIBUTE_READONLY            0x00000001u
#define FILE_ATTRIBUTE_HIDDEN              0x00000002u
#define FILE_ATTRIBUTE_SYSTEM              0x00000004u
#define FILE_ATTRIBUTE_DIRECTORY           0x00000010u
#define FILE_ATTRIBUTE_ARCHIVE             0x00000020u
#define FILE_ATTRIBUTE_DEVICE              0x00000040u
#define FILE_ATTRIBUTE_NORMAL              0x00000080u
#define FILE_ATTRIBUTE_TEMPORARY           0x00000100u
#define FILE_ATTRIBUTE_SPARSE_FILE         0x00000200u
#define FILE_ATTRIBUTE_REPARSE_POINT       0x00000400u
#define FILE_ATTRIBUTE_COMPRESSED          0x00000800u
#define FILE_ATTRIBUTE_OFFLINE             0x00001000u
#define FILE_ATTRIBUTE_NOT_CONTENT_INDEXED 0x00002000u
#define FILE_ATTRIBUTE_ENCRYPTED           0x00004000u

/* Memory. */
#define PAGE_NOACCESS          0x01u
#define PAGE_READONLY          0x02u
#define PAGE_READWRITE         0x04u
#define PAGE_WRITECOPY         0x08u
#define PAGE_EXECUTE           0x10u
#define PAGE_EXECUTE_READ      0x20u
#define PAGE_EXECUTE_READWRITE 0x40u
#define PAGE_EXECUTE_WRITECOPY 0x80u
#define PAGE_GUARD             0x100u
#define PAGE_NOCACHE           0x200u
#define PAGE_WRITECOMBINE      0x400u
#define MEM_COMMIT             0x00001000u
#define MEM_RESERVE            0x00002000u
#define MEM_DECOMMIT           0x00004000u
#define MEM_RELEASE            0x00008000u
#define MEM_FREE               0x00010000u
#define MEM_PRIVATE            0x00020000u
#define MEM_MAPPED             0x00040000u
#define MEM_RESET              0x00080000u
#define MEM_TOP_DOWN           0x00100000u
#define MEM_WRITE_WATCH        0x00200000u
#define MEM_PHYSICAL           0x00400000u
#define MEM_RESET_UNDO         0x01000000u
#define MEM_LARGE_PAGES        0x20000000u
#define MEM_IMAGE              0x01000000u
#define SEC_FILE               0x00800000u
#define SEC_IMAGE              0x01000000u
#define SEC_RESERVE            0x04000000u
#define SEC_COMMIT             0x08000000u
#define SEC_NOCACHE            0x10000000u

#define PAGE_SIZE              0x1000u
#define ALLOCATION_GRANULARITY 0x10000u

typedef struct {
    PVOID BaseAddress;
    PVOID AllocationBase;
    DWORD AllocationProtect;
#ifdef __x86_64__
    WORD PartitionId;
#endif
    SIZE_T RegionSize;
    DWORD State;
    DWORD Protect;
    DWORD Type;
} MEMORY_BASIC_INFORMATION, *PMEMORY_BASIC_INFORMATION;
ASSERT_SIZE(MEMORY_BASIC_INFORMATION, 48, 28);

/* DllMain's and a TLS callback's reasons. */
#define DLL_PROCESS_DETACH 0
#define DLL_PROCESS_ATTACH 1
#define DLL_THREAD_ATTACH  2
#define DLL_THREAD_DETACH  3

typedef struct _SINGLE_LIST_ENTRY {
    struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, SLIST_ENTRY, *PSLIST_ENTRY;

/* Critical section (documented in "Process Security and Access Rights"' peers and by every debugger). */
struct _RTL_CRITICAL_SECTION;
typedef struct {
    WORD Type;
    WORD CreatorBackTraceIndex;
    struct _RTL_CRITICAL_SECTION *CriticalSection;
    LIST_ENTRY ProcessLocksList;
    DWORD EntryCount;
    DWORD ContentionCount;
    DWORD Flags;
    WORD CreatorBackTraceIndexHigh;
    WORD SpareWORD;
} RTL_CRITICAL_SECTION_DEBUG, *PRTL_CRITICAL_SECTION_DEBUG;
ASSERT_SIZE(RTL_CRITICAL_SECTION_DEBUG, 48, 32);

typedef struct _RTL_CRITICAL_SECTION {
    PRTL_CRITICAL_SECTION_DEBUG DebugInfo;
    LONG LockCount;
    LONG RecursionCount;
    HANDLE OwningThread;
    HANDLE LockSemaphore;
    ULONG_PTR SpinCount;
} RTL_CRITICAL_SECTION, CRITICAL_SECTION, *PRTL_CRITICAL_SECTION, *LPCRITICAL_SECTION;
ASSERT_SIZE(RTL_CRITICAL_SECTION, 40, 24);

typedef struct {
    PVOID Ptr;
} RTL_SRWLOCK, SRWLOCK, *PRTL_SRWLOCK, *PSRWLOCK, RTL_CONDITION_VARIABLE, CONDITION_VARIABLE,
    *PRTL_CONDITION_VARIABLE, *PCONDITION_VARIABLE, RTL_RUN_ONCE, INIT_ONCE, *PRTL_RUN_ONCE, *LPINIT_ONCE;

/* Exceptions. */
#define EXCEPTION_NONCONTINUABLE     0x01u
#define EXCEPTION_UNWINDING          0x02u
#define EXCEPTION_EXIT_UNWIND        0x04u
#define EXCEPTION_STACK_INVALID      0x08u
#define EXCEPTION_NESTED_CALL        0x10u
#define EXCEPTION_TARGET_UNWIND      0x20u
#define EXCEPTION_COLLIDED_UNWIND    0x40u
#define EXCEPTION_SOFTWARE_ORIGINATE 0x80u
#define EXCEPTION_MAXIMUM_PARAMETERS 15
#define EXCEPTION_EXECUTE_HANDLER    1
#define EXCEPTION_CONTINUE_SEARCH    0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

typedef struct _EXCEPTION_RECORD {
    DWORD ExceptionCode;
    DWORD ExceptionFlags;
    struct _EXCEPTION_RECORD *ExceptionRecord;
    PVOID ExceptionAddress;
    DWORD NumberParameters;
    ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;
ASSERT_SIZE(EXCEPTION_RECORD, 152, 80);

typedef struct {
    ULONGLONG Low;
    LONGLONG High;
} __attribute__((aligned(16))) M128A, *PM128A;

typedef enum {
    ExceptionContinueExecution,
    ExceptionContinueSearch,
    ExceptionNestedException,
    ExceptionCollidedUnwind
} EXCEPTION_DISPOSITION;

#ifdef __x86_64__
typedef struct {
    WORD ControlWord;
    WORD StatusWord;
    BYTE TagWord;
    BYTE Reserved1;
    WORD ErrorOpcode;
    DWORD ErrorOffset;
    WORD ErrorSelector;
    WORD Reserved2;
    DWORD DataOffset;
    WORD DataSelector;
    WORD Reserved3;
    DWORD MxCsr;
    DWORD MxCsr_Mask;
    M128A FloatRegisters[8];
    M128A XmmRegisters[16];
    BYTE Reserved4[96];
} __attribute__((aligned(16))) XSAVE_FORMAT, XMM_SAVE_AREA32;
ASSERT_SIZE(XSAVE_FORMAT, 512, 512);

#define CONTEXT_AMD64           0x00100000u
#define CONTEXT_CONTROL         (CONTEXT_AMD64 | 0x01u)
#define CONTEXT_INTEGER         (CONTEXT_AMD64 | 0x02u)
#define CONTEXT_SEGMENTS        (CONTEXT_AMD64 | 0x04u)
#define CONTEXT_FLOATING_POINT  (CONTEXT_AMD64 | 0x08u)
#define CONTEXT_DEBUG_REGISTERS (CONTEXT_AMD64 | 0x10u)
#define CONTEXT_FULL            (CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_FLOATING_POINT)
#define CONTEXT_ALL             (CONTEXT_FULL | CONTEXT_SEGMENTS | CONTEXT_DEBUG_REGISTERS)
#define CONTEXT_XSTATE          (CONTEXT_AMD64 | 0x40u)

typedef struct _CONTEXT {
    DWORD64 P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
    DWORD ContextFlags;
    DWORD MxCsr;
    WORD SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
    DWORD EFlags;
    DWORD64 Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
    DWORD64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi;
    DWORD64 R8, R9, R10, R11, R12, R13, R14, R15;
    DWORD64 Rip;
    union {
        XMM_SAVE_AREA32 FltSave;
        struct {
            M128A Header[2];
            M128A Legacy[8];
            M128A Xmm0, Xmm1, Xmm2, Xmm3, Xmm4, Xmm5, Xmm6, Xmm7;
            M128A Xmm8, Xmm9, Xmm10, Xmm11, Xmm12, Xmm13, Xmm14, Xmm15;
        };
    };
    M128A VectorRegister[26];
    DWORD64 VectorControl;
    DWORD64 DebugControl;
    DWORD64 LastBranchToRip;
    DWORD64 LastBranchFromRip;
    DWORD64 LastExceptionToRip;
    DWORD64 LastExceptionFromRip;
} __attribute__((aligned(16))) CONTEXT, *PCONTEXT;
ASSERT_SIZE(CONTEXT, 1232, 0);
ASSERT_OFFSET(CONTEXT, Rax, 0x78, 0);
ASSERT_OFFSET(CONTEXT, Rip, 0xF8, 0);
ASSERT_OFFSET(CONTEXT, FltSave, 0x100, 0);

typedef struct {
    DWORD BeginAddress;
    DWORD EndAddress;
    DWORD UnwindData;
} RUNTIME_FUNCTION, *PRUNTIME_FUNCTION, IMAGE_RUNTIME_FUNCTION_ENTRY;

/* Unwinding. */
#define UNW_FLAG_NHANDLER  0
#define UNW_FLAG_EHANDLER  1
#define UNW_FLAG_UHANDLER  2
#define UNW_FLAG_CHAININFO 4

typedef struct {
    DWORD64 ImageBase;
    PRUNTIME_FUNCTION FunctionEntry;
} UNWIND_HISTORY_TABLE_ENTRY;

typedef struct {
    DWORD Count;
    BYTE LocalHint;
    BYTE GlobalHint;
    BYTE Search;
    BYTE Once;
    DWORD64 LowAddress;
    DWORD64 HighAddress;
    UNWIND_HISTORY_TABLE_ENTRY Entry[12];
} UNWIND_HISTORY_TABLE, *PUNWIND_HISTORY_TABLE;
ASSERT_SIZE(UNWIND_HISTORY_TABLE, 216, 0);

struct _DISPATCHER_CONTEXT;
typedef EXCEPTION_DISPOSITION(GUESTAPI *PEXCEPTION_ROUTINE)(PEXCEPTION_RECORD ExceptionRecord,
                                                            PVOID EstablisherFrame, PCONTEXT ContextRecord,
                                                            struct _DISPATCHER_CONTEXT *DispatcherContext);

typedef struct _DISPATCHER_CONTEXT {
    DWORD64 ControlPc;
    DWORD64 ImageBase;
    PRUNTIME_FUNCTION FunctionEntry;
    DWORD64 EstablisherFrame;
    DWORD64 TargetIp;
    PCONTEXT ContextRecord;
    PEXCEPTION_ROUTINE LanguageHandler;
    PVOID HandlerData;
    PUNWIND_HISTORY_TABLE HistoryTable;
    DWORD ScopeIndex;
    DWORD Fill0;
} DISPATCHER_CONTEXT, *PDISPATCHER_CONTEXT;
ASSERT_SIZE(DISPATCHER_CONTEXT, 80, 0);
ASSERT_OFFSET(DISPATCHER_CONTEXT, LanguageHandler, 0x30, 0);

typedef struct {
    PM128A FloatingContext[16];
    PDWORD64 IntegerContext[16];
} KNONVOLATILE_CONTEXT_POINTERS, *PKNONVOLATILE_CONTEXT_POINTERS;
ASSERT_SIZE(KNONVOLATILE_CONTEXT_POINTERS, 256, 0);

typedef PRUNTIME_FUNCTION(GUESTAPI *PGET_RUNTIME_FUNCTION_CALLBACK)(DWORD64 ControlPc, PVOID Context);
#else
#define CONTEXT_i386               0x00010000u
#define CONTEXT_CONTROL            (CONTEXT_i386 | 0x01u)
#define CONTEXT_INTEGER            (CONTEXT_i386 | 0x02u)
#define CONTEXT_SEGMENTS           (CONTEXT_i386 | 0x04u)
#define CONTEXT_FLOATING_POINT     (CONTEXT_i386 | 0x08u)
#define CONTEXT_DEBUG_REGISTERS    (CONTEXT_i386 | 0x10u)
#define CONTEXT_EXTENDED_REGISTERS (CONTEXT_i386 | 0x20u)
#define CONTEXT_FULL               (CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_SEGMENTS)
#define CONTEXT_ALL                                                                                          \
    (CONTEXT_FULL | CONTEXT_FLOATING_POINT | CONTEXT_DEBUG_REGISTERS | CONTEXT_EXTENDED_REGISTERS)
#define CONTEXT_XSTATE (CONTEXT_i386 | 0x40u)

typedef struct {
    DWORD ControlWord, StatusWord, TagWord, ErrorOffset, ErrorSelector, DataOffset, DataSelector;
    BYTE RegisterArea[80];
    DWORD Spare0;
} FLOATING_SAVE_AREA;

typedef struct _CONTEXT {
    DWORD ContextFlags;
    DWORD Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
    FLOATING_SAVE_AREA FloatSave;
    DWORD SegGs, SegFs, SegEs, SegDs;
    DWORD Edi, Esi, Ebx, Edx, Ecx, Eax;
    DWORD Ebp, Eip, SegCs, EFlags, Esp, SegSs;
    BYTE ExtendedRegisters[512];
} CONTEXT, *PCONTEXT;
ASSERT_SIZE(CONTEXT, 0, 716);
#endif

/* Where the parts of a context with CONTEXT_XSTATE are, behind which it stands: from its own address. */
typedef struct {
    LONG Offset;
    DWORD Length;
} CONTEXT_CHUNK;

typedef struct {
    CONTEXT_CHUNK All;
    CONTEXT_CHUNK Legacy; /* the CONTEXT */
    CONTEXT_CHUNK XState; /* XSAVE's header and what follows it */
    CONTEXT_CHUNK KernelCet;
} CONTEXT_EX, *PCONTEXT_EX;
ASSERT_SIZE(CONTEXT_EX, 32, 32);

typedef struct {
    DWORD64 Mask;
    DWORD64 CompactionMask;
    DWORD64 Reserved2[6];
} XSAVE_AREA_HEADER, *PXSAVE_AREA_HEADER;
ASSERT_SIZE(XSAVE_AREA_HEADER, 64, 64);

#define XSTATE_LEGACY_FLOATING_POINT 0
#define XSTATE_LEGACY_SSE            1
#define MAXIMUM_XSTATE_FEATURES      64

typedef struct {
    PEXCEPTION_RECORD ExceptionRecord;
    PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

typedef LONG(GUESTAPI *PVECTORED_EXCEPTION_HANDLER)(PEXCEPTION_POINTERS);
typedef PVECTORED_EXCEPTION_HANDLER LPTOP_LEVEL_EXCEPTION_FILTER;
typedef DWORD(GUESTAPI *LPTHREAD_START_ROUTINE)(LPVOID);
typedef BOOL(GUESTAPI *PDLL_ENTRY)(HMODULE, DWORD, LPVOID);

#endif
