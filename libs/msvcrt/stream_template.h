/* SPDX-License-Identifier: MIT
 *
 * Characters and lines of streams for one type of character: included by stream_char.c and stream_wide.c with
 * UNIT, ARGUMENT (what fputc takes), RESULT (what fgetc returns), END, NAME(get, c) for getc or getwc, and
 * GET, UNGET, PUT and WRITE_TEXT (false: failed), which want the stream locked.
 */

RESULT CDECL NAME(fget, c)(CRT_FILE *file)
{
    if (!file)
        return (RESULT)stream_refuse();
    stream_lock(file);
    RESULT c = (RESULT)GET(file);
    stream_unlock(file);
    return c;
}

RESULT CDECL NAME(get, char)(void)
{
    return NAME(fget, c)(crt_stdin);
}

RESULT CDECL NAME(unget, c)(RESULT c, CRT_FILE *file)
{
    if (!file)
        return (RESULT)stream_refuse();
    stream_lock(file);
    RESULT result = (RESULT)UNGET(file, c);
    stream_unlock(file);
    return result;
}

/* size SIZE_MAX: no bound, as gets has it. */
static UNIT *get_line(UNIT *buffer, size_t size)
{
    size_t length = 0;
    RESULT c;
    if (!buffer || !size) {
        stream_refuse();
        return NULL;
    }
    guest_touch(buffer, 1); /* its end is nobody's promise */
    stream_lock(crt_stdin);
    while ((c = (RESULT)GET(crt_stdin)) != END && c != '\n')
        if (length < size)
            buffer[length++] = (UNIT)c;
    stream_unlock(crt_stdin);
    if (c == END && !length) {
        if (size != SIZE_MAX)
            buffer[0] = 0;
        return NULL;
    }
    if (length == size) {
        buffer[0] = 0;
        crt_fail(crt_invalid(ERANGE));
        return NULL;
    }
    buffer[length] = 0;
    return buffer;
}

RESULT CDECL NAME(fput, c)(ARGUMENT c, CRT_FILE *file)
{
    if (!file)
        return (RESULT)stream_refuse();
    stream_lock(file);
    RESULT result = (RESULT)PUT(file, c);
    stream_unlock(file);
    return result;
}

RESULT CDECL NAME(put, char)(ARGUMENT c)
{
    return NAME(fput, c)(c, crt_stdout);
}

int CDECL NAME(fput, s)(const UNIT *text, CRT_FILE *file)
{
    if (!file || !text)
        return crt_fail(crt_invalid(EINVAL));
    guest_touch(text, TEXT_LENGTH(text) * sizeof(UNIT));
    stream_lock(file);
    bool good = WRITE_TEXT(file, text);
    stream_unlock(file);
    return good ? 0 : END;
}
