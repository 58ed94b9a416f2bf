/* SPDX-License-Identifier: MIT
 *
 * dbghelp.h: what symbols and modules look like to who asks.
 */
#ifndef WIN_DBGHELP_H
#define WIN_DBGHELP_H

#include <win/winnt.h>

#define SYMFLAG_EXPORT    0x00000200u
#define UNDNAME_NAME_ONLY 0x1000u

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

#endif
