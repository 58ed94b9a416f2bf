/* SPDX-License-Identifier: MIT
 *
 * The printf engine on any format, narrow and wide, and the scanf engine on any format and input. The
 * arguments all point to one small structure that serves as a string of either width, a counted string, a
 * number and a target.
 */
// uses: libs/msvcrt/format.c libs/msvcrt/format_double.c libs/msvcrt/format_number.c libs/msvcrt/format_put.c
// uses: libs/msvcrt/format_spec.c libs/msvcrt/format_text.c libs/msvcrt/scan.c libs/msvcrt/scan_number.c
// uses: libs/msvcrt/scan_text.c libs/msvcrt/format_position.c
// uses: common/decimal.c common/decimal_parse.c common/text_format.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <libs/msvcrt/format.h>
#include <libs/msvcrt/scan.h>

#define PLACE    ((char *)0x200000) /* low, so that a width taken from an argument is small */
#define SLOTS    256
#define ONE_SLOT 1024

static void put(struct format_sink *sink, const void *units, size_t count)
{
    static volatile char last;
    const char *bytes = units;
    for (size_t i = 0; i < count * (sink->wide ? 2 : 1); i += 16)
        last = bytes[i];
    (void)last;
}

struct text_source {
    struct scan_source source;
    const uint8_t *at, *end;
};

static int get(struct scan_source *base)
{
    struct text_source *source = (struct text_source *)base;
    if (source->at == source->end)
        return -1;
    return *source->at++;
}

static void unget(struct scan_source *base, int c)
{
    ((struct text_source *)base)->at--;
}

static int to_bytes(unsigned codepage, const WCHAR *text, size_t count, size_t *used, char out[8])
{
    *used = 1;
    out[0] = (char)*text;
    return *text & 1 ? 1 : -1;
}

static int to_wide(unsigned codepage, const char *text, size_t count, size_t *used, WCHAR out[2])
{
    *used = 1;
    out[0] = 0xD83D;
    out[1] = 0xDE00;
    return *text & 1 ? 2 : -1;
}

static void reset(char *memory)
{
    static const char begin[] = "\6\0\10\0text";
    memset(memory, 0, ONE_SLOT);
    memcpy(memory, begin, sizeof(begin));
    char *text = memory + 64;
    memcpy(memory + 8, &text, sizeof(text));
    memcpy(text, u"\x4E2D abc", 12);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint64_t arguments[SLOTS];
    static char *memory;
    if (!memory) {
        memory = mmap(PLACE, ONE_SLOT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            abort();
        for (size_t i = 0; i < SLOTS; i++)
            arguments[i] = (uint64_t)(uintptr_t)memory;
    }
    if (size < 1 || size > 200)
        return 0;
    size_t digits = 0;
    for (size_t i = 1; i < size; i++) { /* a long number is a wide field: slow, and nothing else */
        digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
        if (digits > 3)
            return 0;
    }
    struct format_locale locale = {data[0] & 1 ? 932 : 0, '.', to_bytes, to_wide};
    unsigned options = data[0] >> 1 & 7;
    char *narrow = calloc(1, size);
    WCHAR *wide = calloc(size, sizeof(WCHAR));
    memcpy(narrow, data + 1, size - 1);
    for (size_t i = 0; i + 1 < size; i++)
        wide[i] = data[1 + i];
    int error;
    reset(memory);
    format_print(&(struct format_sink){put, false}, narrow, arguments, &locale, options, &error);
    format_print(&(struct format_sink){put, true}, wide, arguments, &locale, options, &error);
    /* The input of a scan is the format itself: what it writes must fit, so it is short. */
    for (int is_wide = 0; is_wide < 2; is_wide++) {
        struct text_source source = {{get, unget, is_wide}, data + 1, data + size};
        reset(memory);
        scan_input(&source.source, is_wide ? (void *)wide : narrow, arguments, &locale, 0, &error);
    }
    free(narrow);
    free(wide);
    return 0;
}
