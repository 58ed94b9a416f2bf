/* SPDX-License-Identifier: MIT
 *
 * Paths as text: what is canonical, prefixes of long paths, joining, cutting.
 */
#include "guest.h"
#include <pathcch.h>

#define TOO_LONG     ((HRESULT)0x800700CE)
#define INSUFFICIENT ((HRESULT)0x8007007A)

static void canonical(const WCHAR *from, const WCHAR *to)
{
    WCHAR out[MAX_PATH], *allocated = NULL;
    CHECK_EQ(PathCchCanonicalizeEx(out, MAX_PATH, from, 0), S_OK);
    CHECK_WIDE(out, to);
    CHECK_EQ(PathAllocCanonicalize(from, PATHCCH_ALLOW_LONG_PATHS, &allocated), S_OK);
    CHECK_WIDE(allocated, to);
    LocalFree(allocated);
}

TEST(canonical_forms)
{
    static const WCHAR *const pairs[][2] = {
        {L"C:\\a\\b\\..\\c", L"C:\\a\\c"},
        {L"C:\\a\\.\\b\\.", L"C:\\a\\b"},
        {L"C:\\..\\..\\a", L"C:\\a"},
        {L"C:\\a\\..", L"C:\\"},
        {L"C:", L"C:\\"},
        {L"C:\\", L"C:\\"},
        {L"a\\..", L"\\"},
        {L"", L"\\"},
        {L"\\a\\..\\..\\b", L"\\b"},
        {L"a\\b\\", L"a\\b\\"},
        {L"\\\\?\\C:\\a\\..\\b", L"C:\\b"},
        {L"\\\\?\\UNC\\server\\share\\a\\.", L"\\\\server\\share\\a"},
        {L"\\\\server\\share\\..\\x", L"\\\\server\\share\\x"}, /* the root cannot be removed */
        {L"\\\\server\\share\\a\\..\\..\\x", L"\\\\server\\share\\x"},
        {L"a\\..\\b", L"\\b"},
        {L"a\\b\\..\\..\\c", L"\\c"},
        {L"a\\..\\..\\b", L"\\b"},
        {L"..\\a", L"a"},
        {L".\\a\\b\\..\\c", L"a\\c"},
        {L"C:/a/../b", L"C:/a/../b"},
        {L"C:\\a.", L"C:\\a"},
        {L"C:\\a.txt", L"C:\\a.txt"},
        {L"...", L""},
    };
    for (unsigned i = 0; i + 1 < sizeof(pairs) / sizeof(*pairs); i++)
        canonical(pairs[i][0], pairs[i][1]);
}

TEST(long_paths)
{
    static WCHAR in[600], out[700];
    WCHAR *allocated = (WCHAR *)8;
    in[0] = 'C', in[1] = ':', in[2] = '\\';
    for (int i = 3; i < 500; i++)
        in[i] = i % 50 ? 'x' : '\\';
    CHECK_EQ(PathCchCanonicalizeEx(out, MAX_PATH, in, 0), TOO_LONG);
    CHECK_EQ(out[0], 0);
    CHECK_EQ(PathAllocCanonicalize(in, 0, &allocated), TOO_LONG);
    CHECK_EQ(allocated, 0);
    CHECK_EQ(PathCchCanonicalizeEx(out, 700, in, PATHCCH_ALLOW_LONG_PATHS), S_OK);
    CHECK(out[0] == '\\' && out[2] == '?' && out[4] == 'C' && out[503] == 'x' && !out[504]);
    CHECK_EQ(PathCchCanonicalizeEx(out, 4, L"C:\\abc", 0), INSUFFICIENT);
    CHECK_EQ(PathCchCanonicalizeEx(out, 0, L"C:\\abc", 0), E_INVALIDARG);
    CHECK_EQ(PathCchCanonicalizeEx(NULL, 4, L"C:\\abc", 0), E_INVALIDARG);
    CHECK_EQ(PathAllocCanonicalize(L"a", 2 /* PATHCCH_FORCE_ENABLE_LONG_NAME_PROCESS */, &allocated),
             E_INVALIDARG);
}

TEST(joined)
{
    static const WCHAR *const sets[][3] = {
        {L"C:\\a", L"b", L"C:\\a\\b"},
        {L"C:\\a\\", L"b\\..\\c", L"C:\\a\\c"},
        {L"C:\\a\\b", L"\\c", L"C:\\c"},
        {L"C:\\a", L"D:\\b", L"D:\\b"},
        {L"C:\\a", L"\\\\server\\share\\b", L"\\\\server\\share\\b"},
        {L"C:\\a", L"..\\..\\b", L"C:\\b"},
        {L"C:\\a", L"", L"C:\\a"},
        {L"", L"a\\b", L"a\\b"},
        {L"", L"", L"\\"},
        {L"\\\\?\\C:\\a", L"b", L"C:\\a\\b"},
    };
    WCHAR out[MAX_PATH], *allocated;
    for (unsigned i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        CHECK_EQ(PathCchCombineEx(out, MAX_PATH, sets[i][0], sets[i][1], 0), S_OK);
        CHECK_WIDE(out, sets[i][2]);
        CHECK_EQ(PathAllocCombine(sets[i][0], sets[i][1], 0, &allocated), S_OK);
        CHECK_WIDE(allocated, sets[i][2]);
        LocalFree(allocated);
    }
    CHECK_EQ(PathCchCombine(out, MAX_PATH, NULL, L"x"), S_OK);
    CHECK_WIDE(out, L"x");
    CHECK_EQ(PathAllocCombine(NULL, NULL, 0, &allocated), E_INVALIDARG);
}

TEST(without_the_last_name)
{
    static const struct {
        const WCHAR *from, *to;
        HRESULT result;
    } sets[] = {
        {L"C:\\a\\b", L"C:\\a", S_OK},
        {L"C:\\a", L"C:\\", S_OK},
        {L"C:\\", L"C:\\", S_FALSE},
        {L"a\\b\\", L"a\\b", S_OK},
        {L"a", L"", S_OK},
        {L"", L"", S_FALSE},
        {L"\\\\?\\C:\\a", L"\\\\?\\C:\\", S_OK},
        {L"\\a", L"\\", S_OK},
    };
    WCHAR path[MAX_PATH];
    for (unsigned i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        lstrcpyW(path, sets[i].from);
        CHECK_EQ(PathCchRemoveFileSpec(path, MAX_PATH), sets[i].result);
        CHECK_WIDE(path, sets[i].to);
    }
    CHECK_EQ(PathCchRemoveFileSpec(NULL, 5), E_INVALIDARG);
    CHECK_EQ(PathCchRemoveFileSpec(path, 0), E_INVALIDARG);
}

TEST(roots)
{
    static const struct {
        const WCHAR *path;
        int root;
    } sets[] = {{L"C:\\a", 3},
                {L"C:a", 2},
                {L"\\a", 1},
                {L"\\\\server\\share\\a", 15},
                {L"\\\\?\\C:\\a", 7},
                {L"\\\\?\\UNC\\s\\t\\a", 12},
                {L"\\\\?\\Volume{12345678-1234-1234-1234-123456789012}\\a", 49}};
    const WCHAR *end;
    for (unsigned i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        CHECK_EQ(PathCchSkipRoot(sets[i].path, &end), S_OK);
        CHECK_EQ(end - sets[i].path, sets[i].root);
    }
    CHECK_EQ(PathCchSkipRoot(L"a\\b", &end), E_INVALIDARG);
    CHECK_EQ(PathCchSkipRoot(NULL, &end), E_INVALIDARG);
}

GUEST_MAIN(RUN(canonical_forms); RUN(long_paths); RUN(joined); RUN(without_the_last_name); RUN(roots);)
