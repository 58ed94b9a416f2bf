/* SPDX-License-Identifier: MIT
 *
 * NTSTATUS values, from status.def (the one table of them).
 */
#ifndef DECANT_WIN_NTSTATUS_H
#define DECANT_WIN_NTSTATUS_H

enum {
#define STATUS(name, value, error) name = (int)(value),
#include "status.def"
#undef STATUS
};

#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_ERROR(status)   (((uint32_t)(status) >> 30) == 3)

#endif
