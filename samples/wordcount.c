/* SPDX-License-Identifier: MIT
 *
 * wordcount FILE...: lines, words and bytes of each file, as Unix's wc counts them; standard input where no
 * file is named. Wide arguments, binary streams.
 */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>

static int count(FILE *file, const wchar_t *name)
{
    static char buffer[65536];
    unsigned long long lines = 0, words = 0, bytes = 0;
    int inside = 0;
    size_t got;
    while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
        bytes += got;
        for (size_t i = 0; i < got; i++) {
            char c = buffer[i];
            int space = c == ' ' || (c >= '\t' && c <= '\r');
            lines += c == '\n';
            words += !space && !inside;
            inside = !space;
        }
    }
    if (ferror(file)) {
        _wperror(name);
        return 1;
    }
    printf("%7llu %7llu %7llu %ls\n", lines, words, bytes, name);
    return 0;
}

int wmain(int argc, wchar_t **argv)
{
    int failed = 0;
    if (argc < 2) {
        _setmode(_fileno(stdin), _O_BINARY);
        return count(stdin, L"");
    }
    for (int i = 1; i < argc; i++) {
        FILE *file = _wfopen(argv[i], L"rb");
        if (!file) {
            _wperror(argv[i]);
            failed = 1;
            continue;
        }
        failed |= count(file, argv[i]);
        fclose(file);
    }
    return failed;
}
