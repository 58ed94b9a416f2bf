/* SPDX-License-Identifier: MIT
 *
 * stdio.h: wide characters in and out of streams. In binary mode and in the UTF text modes they are UTF-16
 * here (the descriptor makes UTF-8 of it); in plain text mode they are bytes in the locale's code page.
 */
#include <rtl/exception.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include "crt_locale.h"
#include "stream.h"

/* ---- one character, in a code page ---- */

static int to_bytes(unsigned codepage, const WCHAR *text, size_t count, size_t *used, char out[8])
{
    bool pair = (text[0] & 0xFC00) == 0xD800 && count > 1 && (text[1] & 0xFC00) == 0xDC00;
    *used = 1 + (size_t)pair;
    ptrdiff_t made = nls_encode(codepage, NLS_STRICT, text, *used, out, 8, NULL, NULL);
    return made > 0 ? (int)made : -1;
}

static size_t sequence_length(unsigned codepage, const char *text, size_t count)
{
    unsigned char first = (unsigned char)*text;
    size_t length = 1;
    if (codepage == 65001)
        length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    else if (nls_is_lead_byte(codepage, first))
        length = 2;
    return length < count ? length : count;
}

static int to_wide(unsigned codepage, const char *text, size_t count, size_t *used, WCHAR out[2])
{
    *used = sequence_length(codepage, text, count);
    ptrdiff_t made = nls_decode(codepage, NLS_STRICT, text, *used, out, 2);
    return made > 0 ? (int)made : -1;
}

struct format_locale crt_format_locale(const struct crt_locale *locale)
{
    locale = crt_locale_or_current(locale);
    return (struct format_locale){locale->code_page, *locale->lconv->decimal_point, to_bytes, to_wide};
}

/* Whether the stream's bytes are text of the locale's code page. */
static bool is_narrow(const CRT_FILE *file)
{
    if (file->_flag & IO_STRING)
        return false;
    struct ioinfo *info = fd_find(file->_file);
    return info && info->osfile & FD_TEXT && fd_state(file->_file)->encoding == FD_ANSI;
}

/* ---- out ---- */

bool stream_put_wide(CRT_FILE *file, const WCHAR *units, size_t count)
{
    if (!is_narrow(file))
        return stream_write(file, units, count * sizeof(WCHAR)) == count * sizeof(WCHAR);
    unsigned codepage = crt_locale_current()->code_page;
    char out[256];
    size_t filled = 0;
    bool good = true;
    while (count && good) {
        size_t used = 1;
        int made = 1;
        if (*units < 0x80 || (!codepage && *units < 0x100))
            out[filled] = (char)*units;
        else
            made = codepage ? to_bytes(codepage, units, count, &used, out + filled) : -1;
        if (made < 0) {
            crt_fail(CRT_EILSEQ);
            good = false;
            break;
        }
        filled += (size_t)made;
        units += used;
        count -= used;
        if (filled > sizeof(out) - 8) {
            good = stream_write(file, out, filled) == filled;
            filled = 0;
        }
    }
    return (!filled || stream_write(file, out, filled) == filled) && good;
}

/* ---- in ---- */

unsigned stream_get_wide(CRT_FILE *file)
{
    int first = stream_get(file), second;
    if (first == CRT_EOF)
        return CRT_WEOF;
    if (!is_narrow(file)) {
        if ((second = stream_get(file)) == CRT_EOF)
            return CRT_WEOF;
        return (unsigned)first | (unsigned)second << 8;
    }
    unsigned codepage = crt_locale_current()->code_page;
    if (!codepage || first < 0x80)
        return (unsigned)first;
    char bytes[4] = {(char)first};
    size_t used, length = sequence_length(codepage, bytes, sizeof(bytes));
    WCHAR out[2];
    for (size_t i = 1; i < length; i++) {
        if ((second = stream_get(file)) == CRT_EOF) {
            file->_flag |= IO_ERROR;
            crt_fail(CRT_EILSEQ);
            return CRT_WEOF;
        }
        bytes[i] = (char)second;
    }
    if (to_wide(codepage, bytes, length, &used, out) !=
        1) { /* a surrogate pair has no place in one character */
        crt_fail(CRT_EILSEQ);
        return CRT_WEOF;
    }
    return out[0];
}

unsigned stream_unget_wide(CRT_FILE *file, unsigned c)
{
    char bytes[8];
    size_t used;
    WCHAR unit = (WCHAR)c;
    int made = 1;
    if (c == CRT_WEOF)
        return CRT_WEOF;
    if (!is_narrow(file)) {
        bytes[0] = (char)c;
        bytes[1] = (char)(c >> 8);
        made = 2;
    } else {
        unsigned codepage = crt_locale_current()->code_page;
        if (c < 0x80 || (!codepage && c < 0x100))
            bytes[0] = (char)c;
        else
            made = codepage ? to_bytes(codepage, &unit, 1, &used, bytes) : -1;
    }
    if (made < 0) {
        crt_fail(CRT_EILSEQ);
        return CRT_WEOF;
    }
    /* Without a buffer there is room for as many bytes as the stream keeps of itself. */
    if (!file->_base && !(file->_flag & IO_NBF))
        stream_make_buffer(file);
    if (file->_cnt <= 0 && file->_base && file->_ptr - file->_base < made && file->_bufsiz >= made) {
        file->_ptr = file->_base + made;
        file->_cnt = 0;
    }
    while (made--)
        if (stream_unget(file, (unsigned char)bytes[made]) == CRT_EOF)
            return CRT_WEOF;
    return c;
}

static unsigned put_unit(CRT_FILE *file, WCHAR c)
{
    return stream_put_wide(file, &c, 1) ? c : CRT_WEOF;
}

static bool write_text(CRT_FILE *file, const WCHAR *text)
{
    return stream_put_wide(file, text, wide_length(text));
}

/* ---- the exported forms ---- */

#define UNIT        WCHAR
#define ARGUMENT    WCHAR
#define RESULT      WORD
#define END         CRT_WEOF
#define NAME(a, b)  msvcrt_##a##w##b
#define GET         stream_get_wide
#define UNGET       stream_unget_wide
#define PUT         put_unit
#define WRITE_TEXT  write_text
#define TEXT_LENGTH wide_length
#include "stream_template.h"

int CDECL msvcrt__putws(const WCHAR *text)
{
    if (!text)
        return crt_fail(crt_invalid(EINVAL));
    guest_touch(text, wide_length(text) * sizeof(WCHAR));
    stream_lock(crt_stdout);
    bool good = write_text(crt_stdout, text) && stream_put_wide(crt_stdout, u"\n", 1);
    stream_unlock(crt_stdout);
    return good ? 0 : CRT_WEOF;
}

WCHAR *CDECL msvcrt_fgetws(WCHAR *buffer, int size, CRT_FILE *file)
{
    int length = 0;
    unsigned c = 0;
    if (!file || !buffer || size <= 0) {
        if (size || !file)
            crt_fail(crt_invalid(EINVAL));
        return NULL;
    }
    guest_touch(buffer, 1);
    stream_lock(file);
    while (length < size - 1 && (c = stream_get_wide(file)) != CRT_WEOF) {
        buffer[length++] = (WCHAR)c;
        if (c == '\n')
            break;
    }
    stream_unlock(file);
    if (c == CRT_WEOF && !length)
        return NULL;
    buffer[length] = 0;
    return buffer;
}

WCHAR *CDECL msvcrt__getws(WCHAR *buffer)
{
    return get_line(buffer, SIZE_MAX);
}

WCHAR *CDECL msvcrt__getws_s(WCHAR *buffer, size_t size)
{
    return get_line(buffer, size);
}
