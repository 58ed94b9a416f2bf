/* SPDX-License-Identifier: MIT
 *
 * FormatMessage's two halves: finding the text (winbase_message.c), formatting it
 * (winbase_message_format.c).
 */
#ifndef DECANT_KERNEL32_MESSAGE_H
#define DECANT_KERNEL32_MESSAGE_H

#include "kernel32.h"

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100u
#define FORMAT_MESSAGE_IGNORE_INSERTS  0x00000200u
#define FORMAT_MESSAGE_FROM_STRING     0x00000400u
#define FORMAT_MESSAGE_FROM_HMODULE    0x00000800u
#define FORMAT_MESSAGE_FROM_SYSTEM     0x00001000u
#define FORMAT_MESSAGE_ARGUMENT_ARRAY  0x00002000u
#define FORMAT_MESSAGE_MAX_WIDTH_MASK  0x000000FFu

/* The arguments of one call. They come one after the other but inserts name them in any order, so those that
 * were taken are kept. */
struct message_arguments {
    const ULONG_PTR *array; /* FORMAT_MESSAGE_ARGUMENT_ARRAY */
    ms_va_list *list;
    unsigned taken;
    ULONG_PTR values[100];
    bool ansi; /* the caller is FormatMessageA: %s means char */
};

/* Formats `text`; *out is malloc memory of *length units and a terminator. A Win32 error, or 0. */
DWORD message_format(const WCHAR *text, DWORD flags, struct message_arguments *arguments, WCHAR **out,
                     size_t *length);

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, ms_va_list *Arguments);
DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, ms_va_list *Arguments);

#endif
