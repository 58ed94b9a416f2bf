/* SPDX-License-Identifier: MIT
 *
 * What the system is: its version, its processors. The version is Windows 10 22H2's.
 */
#ifndef DECANT_NT_SYSTEM_H
#define DECANT_NT_SYSTEM_H

#include <win/winternl.h>

#define SYSTEM_MAJOR 10u
#define SYSTEM_MINOR 0u
#define SYSTEM_BUILD 19045u

BOOLEAN WINAPI RtlIsProcessorFeaturePresent(ULONG ProcessorFeature);

#endif
