/* SPDX-License-Identifier: MIT
 *
 * Text converted by the host's iconv (convert.h).
 */
#include "convert.h"
#include <errno.h>
#include <iconv.h>

void *host_convert_open(const char *to, const char *from)
{
    iconv_t conversion = iconv_open(to, from);
    return conversion == (iconv_t)-1 ? NULL : conversion;
}

long host_convert(void *conversion, char **from, size_t *left, char **to, size_t *room)
{
    size_t result = iconv(conversion, from, left, to, room);
    return result == (size_t)-1 ? -errno : (long)result;
}

void host_convert_close(void *conversion)
{
    iconv_close(conversion);
}
