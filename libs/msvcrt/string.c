/* SPDX-License-Identifier: MIT
 *
 * string.h for char strings: the functions that know no locale. glibc does the work.
 */
#include <string.h>
#include "msvcrt.h"

void *CDECL msvcrt_memchr(const void *in, int c, size_t size)
{
    return (void *)memchr(in, c, size);
}

void *CDECL msvcrt__memccpy(void *to, const void *from, int c, size_t size)
{
    return memccpy(to, from, c, size);
}

size_t CDECL msvcrt_strlen(const char *text)
{
    return strlen(text);
}

size_t CDECL msvcrt_strnlen(const char *text, size_t size)
{
    return strnlen(text, size);
}

char *CDECL msvcrt_strcpy(char *to, const char *from)
{
    return strcpy(to, from);
}

char *CDECL msvcrt_strncpy(char *to, const char *from, size_t count)
{
    return strncpy(to, from, count);
}

char *CDECL msvcrt_strcat(char *to, const char *from)
{
    return strcat(to, from);
}

char *CDECL msvcrt_strncat(char *to, const char *from, size_t count)
{
    return strncat(to, from, count);
}

int CDECL msvcrt_strcmp(const char *a, const char *b)
{
    int result = strcmp(a, b);
    return (result > 0) - (result < 0);
}

int CDECL msvcrt_strncmp(const char *a, const char *b, size_t count)
{
    int result = strncmp(a, b, count);
    return (result > 0) - (result < 0);
}

char *CDECL msvcrt_strchr(const char *in, int c)
{
    return strchr(in, c);
}

char *CDECL msvcrt_strrchr(const char *in, int c)
{
    return strrchr(in, c);
}

char *CDECL msvcrt_strstr(const char *in, const char *what)
{
    return strstr(in, what);
}

char *CDECL msvcrt_strpbrk(const char *in, const char *set)
{
    return strpbrk(in, set);
}

size_t CDECL msvcrt_strspn(const char *in, const char *set)
{
    return strspn(in, set);
}

size_t CDECL msvcrt_strcspn(const char *in, const char *set)
{
    return strcspn(in, set);
}

char *CDECL msvcrt_strtok_s(char *text, const char *delimiters, char **context)
{
    if (!delimiters || !context || (!text && !*context)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    return strtok_r(text, delimiters, context);
}

char *CDECL msvcrt_strtok(char *text, const char *delimiters)
{
    char **context = &crt_thread.strtok_next;
    if (!text && !*context)
        return NULL;
    return strtok_r(text, delimiters, context);
}

char *CDECL msvcrt__strdup(const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = msvcrt_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

char *CDECL msvcrt__strrev(char *text)
{
    char *low = text, *high = text + strlen(text);
    while (low < --high) {
        char c = *low;
        *low++ = *high;
        *high = c;
    }
    return text;
}

char *CDECL msvcrt__strset(char *text, int c)
{
    memset(text, c, strlen(text));
    return text;
}

char *CDECL msvcrt__strnset(char *text, int c, size_t count)
{
    memset(text, c, strnlen(text, count));
    return text;
}

void CDECL msvcrt__swab(char *from, char *to, int size)
{
    if (!from || !to || size < 0) {
        crt_invalid(EINVAL);
        return;
    }
    for (; size > 1; size -= 2, from += 2, to += 2) {
        char first = from[0], second = from[1];
        to[0] = second;
        to[1] = first;
    }
}
