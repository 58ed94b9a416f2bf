/* SPDX-License-Identifier: MIT
 *
 * The one message channel to the user.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "host.h"
#include <ntdll.h>

void report(const char *format, ...)
{
    char line[1024];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(line, sizeof(line) - 1, format, list);
    va_end(list);
    if (length < 0)
        return;
    if ((size_t)length > sizeof(line) - 2)
        length = sizeof(line) - 2;
    line[length++] = '\n';
    char prefixed[sizeof(line) + 8] = "decant: ";
    memcpy(prefixed + 8, line, (size_t)length);
    sys_host_write(2, prefixed, (size_t)length + 8);
}
