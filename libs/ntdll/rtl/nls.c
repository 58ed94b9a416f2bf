/* SPDX-License-Identifier: MIT
 *
 * The ANSI and OEM code pages of the process, and the helpers by which every A-function converts (nls.h). The
 * common case, a short ASCII or UTF-8 string, costs one pass over it, no lock and no allocation.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "kernel/host/environment.h"
#include "nls.h"

/* A code page from the environment; UTF-8 where it names none that exists. */
static unsigned page_from_environment(const char *name)
{
    const char *text = sys_host_variable(name);
    unsigned value = text ? (unsigned)text_to_number(text, NULL, 10) : 0;
    struct nls_codepage_info info;
    return value > CP_SYMBOL && nls_codepage_info(value, &info) ? value : CP_UTF8;
}

static unsigned page_once(_Atomic unsigned *slot, const char *name)
{
    unsigned value = atomic_load_explicit(slot, memory_order_relaxed);
    if (!value) { /* two threads may both ask; they get the same answer */
        value = page_from_environment(name);
        atomic_store_explicit(slot, value, memory_order_relaxed);
    }
    return value;
}

unsigned nls_acp(void)
{
    static _Atomic unsigned page;
    return page_once(&page, "DECANT_ACP");
}

unsigned nls_oemcp(void)
{
    static _Atomic unsigned page;
    return page_once(&page, "DECANT_OEMCP");
}

unsigned nls_resolve_codepage(unsigned codepage)
{
    switch (codepage) {
    case CP_ACP:
    case CP_THREAD_ACP:
        return nls_acp();
    case CP_OEMCP:
        return nls_oemcp();
    case CP_MACCP:
        return 10000;
    default:
        return codepage;
    }
}

/* Counted conversion that never fails: what does not fit is only counted. */
static size_t wide_from(unsigned page, const char *text, size_t length, WCHAR *to, size_t size)
{
    if (size) {
        ptrdiff_t units = nls_decode(page, NLS_LOSSLESS, text, length, to, size);
        if (units >= 0)
            return (size_t)units;
    }
    ptrdiff_t needed = nls_decode(page, NLS_LOSSLESS, text, length, NULL, 0);
    return needed < 0 ? 0 : (size_t)needed;
}

static size_t from_wide(unsigned page, const WCHAR *text, size_t length, char *to, size_t size)
{
    if (size) {
        ptrdiff_t bytes = nls_encode(page, NLS_LOSSLESS, text, length, to, size, NULL, NULL);
        if (bytes >= 0)
            return (size_t)bytes;
    }
    ptrdiff_t needed = nls_encode(page, NLS_LOSSLESS, text, length, NULL, 0, NULL, NULL);
    return needed < 0 ? 0 : (size_t)needed;
}

size_t nls_ansi_from_wide(const WCHAR *text, size_t length, char *to, size_t size)
{
    return from_wide(nls_acp(), text, length, to, size);
}

size_t nls_wide_from_ansi(const char *text, size_t length, WCHAR *to, size_t size)
{
    return wide_from(nls_acp(), text, length, to, size);
}

size_t nls_oem_from_wide(const WCHAR *text, size_t length, char *to, size_t size)
{
    return from_wide(nls_oemcp(), text, length, to, size);
}

size_t nls_wide_from_oem(const char *text, size_t length, WCHAR *to, size_t size)
{
    return wide_from(nls_oemcp(), text, length, to, size);
}

NTSTATUS nls_ansi_to_wide_counted(const char *text, size_t length, WCHAR *buffer, size_t size, WCHAR **out,
                                  size_t *out_length)
{
    WCHAR *wide = buffer;
    if (!text) {
        *out = NULL;
        if (out_length)
            *out_length = 0;
        return STATUS_SUCCESS;
    }
    size_t units = nls_wide_from_ansi(text, length, buffer, size ? size - 1 : 0);
    if (units + 1 > size) {
        wide = malloc((units + 1) * sizeof(WCHAR));
        if (!wide)
            return STATUS_NO_MEMORY;
        units = nls_wide_from_ansi(text, length, wide, units);
    }
    wide[units] = 0;
    *out = wide;
    if (out_length)
        *out_length = units;
    return STATUS_SUCCESS;
}

NTSTATUS nls_ansi_to_wide(const char *text, WCHAR *buffer, size_t size, WCHAR **out)
{
    return nls_ansi_to_wide_counted(text, text ? strlen(text) : 0, buffer, size, out, NULL);
}

NTSTATUS nls_wide_to_ansi(const WCHAR *text, char *buffer, size_t size, char **out)
{
    char *bytes = buffer;
    size_t length = 0;
    if (!text) {
        *out = NULL;
        return STATUS_SUCCESS;
    }
    while (text[length])
        length++;
    size_t count = nls_ansi_from_wide(text, length, buffer, size ? size - 1 : 0);
    if (count + 1 > size) {
        bytes = malloc(count + 1);
        if (!bytes)
            return STATUS_NO_MEMORY;
        count = nls_ansi_from_wide(text, length, bytes, count);
    }
    bytes[count] = 0;
    *out = bytes;
    return STATUS_SUCCESS;
}

void nls_free(void *out, const void *buffer)
{
    if (out != buffer)
        free(out);
}

int nls_compare_ordinal(const WCHAR *a, size_t a_length, const WCHAR *b, size_t b_length, bool fold)
{
    size_t common = a_length < b_length ? a_length : b_length;
    for (size_t i = 0; i < common; i++) {
        if (a[i] == b[i])
            continue;
        int difference = fold ? (int)nls_to_upper(a[i]) - (int)nls_to_upper(b[i]) : (int)a[i] - (int)b[i];
        if (difference)
            return difference;
    }
    return a_length < b_length ? -1 : a_length > b_length;
}

const uint16_t *nls_decompose(WCHAR c, bool compatible, unsigned *length)
{
    if (c < 0xA0)
        return NULL;
    for (int kind = compatible; kind >= 0; kind--) {
        const struct nls_decomposition *table = kind ? nls_compatible : nls_canonical;
        unsigned low = 0, high = kind ? nls_compatible_count : nls_canonical_count;
        while (low < high) {
            unsigned middle = (low + high) / 2;
            if (table[middle].character == c) {
                *length = table[middle].length;
                return nls_decomposition_pool + table[middle].offset;
            }
            if (table[middle].character < c)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return NULL;
}
