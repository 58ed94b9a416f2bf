/* SPDX-License-Identifier: MIT
 *
 * FormatMessage's formatting on any text. Its arguments are all one address, which serves as a string of
 * either width and, being low, as a width that fits; two are widths that do not.
 */
// uses: libs/kernel32/winbase_message_format.c
// flags: -I libs/kernel32
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <libs/kernel32/message.h>
#include <rtl/nls.h>

size_t nls_wide_from_ansi(const char *text, size_t length, WCHAR *out, size_t units)
{
    size_t i = 0;
    for (; i < length && i < units; i++)
        out[i] = (unsigned char)text[i];
    return i;
}

NTSTATUS nls_ansi_to_wide(const char *text, WCHAR *local, size_t units, WCHAR **out)
{
    size_t length = strlen(text);
    *out = local;
    local[nls_wide_from_ansi(text, length, local, units - 1)] = 0;
    return STATUS_SUCCESS;
}

void nls_free(void *out, const void *buffer)
{
}

/* Maps a page at an address, once, and puts the text there. */
static char *text_at(char *address)
{
    char *page = mmap(address, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (page != address)
        abort();
    memcpy(page, u"\x6161\x4E2D abc", 14);
    return page;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ULONG_PTR array[128];
    for (size_t i = 0; i < countof(array) && !array[i]; i++)
        array[i] = (ULONG_PTR)text_at((char *)(uintptr_t)(i == 3   ? 0x200080000000
                                                          : i == 4 ? 0x20007FFFF000
                                                                   : 0x20000));
    if (size < 2 || size > 200)
        return 0;
    WCHAR *text = calloc(size, sizeof(WCHAR)), *out;
    for (size_t i = 0; i + 2 < size; i++)
        text[i] = data[i + 2];
    size_t length;
    struct message_arguments arguments = {.array = array, .ansi = data[0] & 1};
    DWORD flags = data[1] | (data[0] & 2 ? FORMAT_MESSAGE_IGNORE_INSERTS : 0);
    if (!message_format(text, flags, &arguments, &out, &length)) {
        if (out[length])
            abort();
        free(out);
    }
    free(text);
    return 0;
}
