/* SPDX-License-Identifier: MIT
 *
 * How resources are named in arguments: a number below 65536 in a pointer's clothes, "#number", or text.
 */
#ifndef DECANT_KERNEL32_RESOURCE_ID_H
#define DECANT_KERNEL32_RESOURCE_ID_H

#include <rtl/nls.h>

/* false: the last error is set. */
bool resource_id_from_wide(LPCWSTR text, ULONG_PTR *id);
/* buffer: NLS_LOCAL units. Give back by resource_id_free. */
bool resource_id_from_ansi(LPCSTR text, WCHAR *buffer, WCHAR **out);
void resource_id_free(WCHAR *id, const WCHAR *buffer);

#endif
