/* SPDX-License-Identifier: MIT
 *
 * minwinbase.h: structures that many headers of the SDK share.
 */
#ifndef DECANT_WIN_MINWINBASE_H
#define DECANT_WIN_MINWINBASE_H

#include "winnt.h"

typedef struct {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;
ASSERT_SIZE(SECURITY_ATTRIBUTES, 24, 12);

#endif
