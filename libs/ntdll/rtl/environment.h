/* SPDX-License-Identifier: MIT
 *
 * Environment blocks: NAME=value strings in UTF-16, each closed by a NUL, the block by one more. Environment
 * NULL means the process's own, which is guarded by the PEB lock.
 */
#ifndef DECANT_RTL_ENVIRONMENT_H
#define DECANT_RTL_ENVIRONMENT_H

#include <win/winternl.h>

/* The process's first block, made of the Unix environment (environment.c says how). Size in bytes to *size.
 * NULL where memory is short. */
PWSTR environment_create(char **unix_environment, SIZE_T *size);

/* A variable of the Unix environment that decant was started in, or NULL. It stays. */
const char *environment_host_variable(const char *name);

/* Blocks live in the process heap: programs free some of them themselves. */
void *environment_allocate(size_t size);

/* PEB->FastPebLock. */
RTL_CRITICAL_SECTION *environment_lock(void);
VOID WINAPI RtlAcquirePebLock(VOID);
VOID WINAPI RtlReleasePebLock(VOID);
NTSTATUS WINAPI RtlCreateEnvironment(BOOLEAN CloneCurrentEnvironment, PWSTR *Environment);
NTSTATUS WINAPI RtlDestroyEnvironment(PWSTR Environment);
/* The value without its NUL. STATUS_VARIABLE_NOT_FOUND; STATUS_BUFFER_TOO_SMALL, and then Value->Length or
 * *ReturnLength is what it takes (the latter counts the NUL). */
NTSTATUS WINAPI RtlQueryEnvironmentVariable_U(PWSTR Environment, PCUNICODE_STRING Name,
                                              PUNICODE_STRING Value);
NTSTATUS WINAPI RtlQueryEnvironmentVariable(PWSTR Environment, PCWSTR Name, SIZE_T NameLength, PWSTR Value,
                                            SIZE_T ValueLength, PSIZE_T ReturnLength);
/* Value NULL removes the variable. */
NTSTATUS WINAPI RtlSetEnvironmentVariable(PWSTR *Environment, PCUNICODE_STRING Name, PCUNICODE_STRING Value);
NTSTATUS WINAPI RtlSetEnvironmentVar(PWSTR *Environment, PCWSTR Name, SIZE_T NameLength, PCWSTR Value,
                                     SIZE_T ValueLength);
/* Replaces the whole block by a copy of NewEnvironment. */
NTSTATUS WINAPI RtlSetEnvironmentStrings(PCWSTR NewEnvironment, SIZE_T NewEnvironmentSize);
/* Replaces every %NAME% that is set. Lengths in characters; *ReturnLength counts the NUL. */
NTSTATUS WINAPI RtlExpandEnvironmentStrings(PWSTR Environment, PCWSTR Source, SIZE_T SourceLength,
                                            PWSTR Destination, SIZE_T DestinationLength,
                                            PSIZE_T ReturnLength);
NTSTATUS WINAPI RtlExpandEnvironmentStrings_U(PWSTR Environment, PCUNICODE_STRING Source,
                                              PUNICODE_STRING Destination, PULONG ReturnedLength);

#endif
