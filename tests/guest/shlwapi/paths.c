/* SPDX-License-Identifier: MIT
 *
 * Paths as text.
 */
#include "guest.h"
#include <shlwapi.h>

static WCHAR path[MAX_PATH];

static void copy(LPCWSTR from)
{
    LPWSTR to = path;
    while ((*to++ = *from++))
        ;
}

TEST(paths_are_joined)
{
    CHECK(PathCombineW(path, L"C:\\a", L"b") == path);
    CHECK_WIDE(path, L"C:\\a\\b");
    CHECK(PathCombineW(path, L"C:\\a\\", L"..\\b") == path);
    CHECK_WIDE(path, L"C:\\b");
    CHECK(PathCombineW(path, L"C:\\a", L"\\b") == path);
    CHECK_WIDE(path, L"C:\\b");
    CHECK(PathCombineW(path, L"C:\\a", L"D:\\b") == path);
    CHECK_WIDE(path, L"D:\\b");
    CHECK(PathCombineW(path, NULL, NULL) == NULL);
    CHECK_WIDE(path, L"");
    CHECK(PathCanonicalizeW(path, L"C:\\a\\.\\b\\..\\c"));
    CHECK_WIDE(path, L"C:\\a\\c");
    CHECK(PathCanonicalizeW(path, L"C:\\.."));
    CHECK_WIDE(path, L"C:\\");
}

TEST(parts_are_found)
{
    copy(L"C:\\folder\\file.tar.gz");
    CHECK_WIDE(PathFindFileNameW(path), L"file.tar.gz");
    CHECK_WIDE(PathFindExtensionW(path), L".gz");
    CHECK_WIDE(PathFindExtensionW(L"C:\\fol.der\\file"), L"");
    CHECK(PathRemoveFileSpecW(path));
    CHECK_WIDE(path, L"C:\\folder");
    CHECK(PathRemoveFileSpecW(path));
    CHECK_WIDE(path, L"C:\\");
    CHECK_EQ(PathRemoveFileSpecW(path), FALSE);
    CHECK(PathIsRelativeW(L"a\\b") && !PathIsRelativeW(L"C:\\a") && !PathIsRelativeW(L"\\a"));
    CHECK_FAILS(PathFileExistsW(L"C:\\no such file"), FALSE, ERROR_FILE_NOT_FOUND);
    CHECK_WIDE(StrStrIW(L"One TWO three", L"two"), L"TWO three");
    CHECK(StrStrIW(L"One", L"four") == NULL);
}

TEST(kinds_of_urls)
{
    CHECK(UrlIsW(L"http://example.com/a", URLIS_URL));
    CHECK(UrlIsW(L"FILE:///C:/a.txt", URLIS_FILEURL) && UrlIsW(L"file:///a", URLIS_URL));
    CHECK(!UrlIsW(L"http://example.com", URLIS_FILEURL));
    CHECK(!UrlIsW(L"C:\\a\\b", URLIS_URL) && !UrlIsW(L"C:\\a\\b", URLIS_FILEURL));
    CHECK(!UrlIsW(L"a\\b.txt", URLIS_URL) && !UrlIsW(L"", URLIS_URL));
    CHECK(UrlIsW(L"mailto:a@example.com", URLIS_OPAQUE) && !UrlIsW(L"http://example.com", URLIS_OPAQUE));
    CHECK(UrlIsW(L"http://example.com/a/", URLIS_DIRECTORY) &&
          !UrlIsW(L"http://example.com/a", URLIS_DIRECTORY));
    CHECK(UrlIsW(L"http://example.com/a?b", URLIS_HASQUERY) &&
          !UrlIsW(L"http://example.com/a", URLIS_HASQUERY));
}

GUEST_MAIN(RUN(paths_are_joined); RUN(parts_are_found); RUN(kinds_of_urls);)
