/* SPDX-License-Identifier: MIT
 *
 * dbghelp.h: what symbols and modules look like to who asks.
 */
#ifndef WIN_DBGHELP_H
#define WIN_DBGHELP_H

#include <win/winnt.h>

#define SYMFLAG_EXPORT 0x00000200u

typedef struct _SYMBOL_INFO {
    ULONG SizeOfStruct;
    ULONG TypeIndex;
    ULONG64 Reserved[2];
    ULONG Index;
    ULONG Size;
    ULONG64 ModBase;
    ULONG Flags;
    ULONG64 Value;
    ULONG64 Address;
    ULONG Register;
    ULONG Scope;
    ULONG Tag;
    ULONG NameLen;
    ULONG MaxNameLen;
    CHAR Name[1];
} SYMBOL_INFO, *PSYMBOL_INFO;
ASSERT_SIZE(SYMBOL_INFO, 88, 88);

typedef struct _IMAGEHLP_SYMBOL64 {
    DWORD SizeOfStruct;
    DWORD64 Address;
    DWORD Size;
    DWORD Flags;
    DWORD MaxNameLength;
    CHAR Name[1];
} IMAGEHLP_SYMBOL64;
ASSERT_SIZE(IMAGEHLP_SYMBOL64, 32, 32);

typedef enum {
    SymNone = 0,
    SymExport = 4,
} SYM_TYPE;

/* The W form differs in its characters. */
#define MODULE_INFO(name, character)                                                                         \
    typedef struct _##name {                                                                                 \
        DWORD SizeOfStruct;                                                                                  \
        DWORD64 BaseOfImage;                                                                                 \
        DWORD ImageSize;                                                                                     \
        DWORD TimeDateStamp;                                                                                 \
        DWORD CheckSum;                                                                                      \
        DWORD NumSyms;                                                                                       \
        SYM_TYPE SymType;                                                                                    \
        character ModuleName[32]; /* without folder and extension */                                         \
        character ImageName[256];                                                                            \
        character LoadedImageName[256];                                                                      \
        character LoadedPdbName[256];                                                                        \
        DWORD CVSig;                                                                                         \
        character CVData[MAX_PATH * 3];                                                                      \
        DWORD PdbSig;                                                                                        \
        GUID PdbSig70;                                                                                       \
        DWORD PdbAge;                                                                                        \
        BOOL PdbUnmatched;                                                                                   \
        BOOL DbgUnmatched;                                                                                   \
        BOOL LineNumbers;                                                                                    \
        BOOL GlobalSymbols;                                                                                  \
        BOOL TypeInfo;                                                                                       \
        BOOL SourceIndexed;                                                                                  \
        BOOL Publics;                                                                                        \
        DWORD MachineType;                                                                                   \
        DWORD Reserved;                                                                                      \
    } name
MODULE_INFO(IMAGEHLP_MODULE64, CHAR);
MODULE_INFO(IMAGEHLP_MODULEW64, WCHAR);

#endif
