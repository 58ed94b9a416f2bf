/* SPDX-License-Identifier: MIT
 *
 * shlobj_core.h: the user's folders. Each is where Windows has it, on drive C:, in a profile named after the
 * user; the environment (USERPROFILE, APPDATA …) decides where it is set, so that all agree. The folders are
 * not created unless CSIDL_FLAG_CREATE or KF_FLAG_CREATE asks for it.
 */
#include <string.h>
#include <ntdll.h>
#include <rtl/heap.h>
#include <rtl/nls.h>
#include <rtl/wide.h>
#include <win/fileapi.h>
#include <win/processenv.h>

#define CSIDL_FLAG_CREATE 0x8000
#define KF_FLAG_CREATE    0x00008000u

/* advapi32 */
BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer);

/* Where a folder begins, and what follows. */
enum root {
    ROOT_PROFILE,
    ROOT_APPDATA,
    ROOT_LOCAL,
    ROOT_PROGRAM_DATA,
    ROOT_WINDOWS,
    ROOT_PROGRAMS,
    ROOT_PUBLIC
};

static const struct folder {
    int csidl; /* -1: known folders only */
    GUID id;
    enum root root;
    const WCHAR *rest;
} folders[] = {
    {0x1A, {0x3EB685DB, 0x65F9, 0x4CF6, {0xA0, 0x3A, 0xE3, 0xEF, 0x65, 0x72, 0x9F, 0x3D}}, ROOT_APPDATA, u""},
    {0x1C, {0xF1B32785, 0x6FBA, 0x4FCF, {0x9D, 0x55, 0x7B, 0x8E, 0x7F, 0x15, 0x70, 0x91}}, ROOT_LOCAL, u""},
    {0x23,
     {0x62AB5D82, 0xFDC1, 0x4DC3, {0xA9, 0xDD, 0x07, 0x0D, 0x1D, 0x49, 0x5D, 0x97}},
     ROOT_PROGRAM_DATA,
     u""},
    {0x28, {0x5E6C858F, 0x0E22, 0x4760, {0x9A, 0xFE, 0xEA, 0x33, 0x17, 0xB6, 0x71, 0x73}}, ROOT_PROFILE, u""},
    {0x05,
     {0xFDD39AD0, 0x238F, 0x46AF, {0xAD, 0xB4, 0x6C, 0x85, 0x48, 0x03, 0x69, 0xC7}},
     ROOT_PROFILE,
     u"\\Documents"},
    {0x10,
     {0xB4BFCC3A, 0xDB2C, 0x424C, {0xB0, 0x29, 0x7F, 0xE9, 0x9A, 0x87, 0xC6, 0x41}},
     ROOT_PROFILE,
     u"\\Desktop"},
    {0x00,
     {0xB4BFCC3A, 0xDB2C, 0x424C, {0xB0, 0x29, 0x7F, 0xE9, 0x9A, 0x87, 0xC6, 0x41}},
     ROOT_PROFILE,
     u"\\Desktop"},
    {0x0D,
     {0x4BD8D571, 0x6D19, 0x48D3, {0xBE, 0x97, 0x42, 0x22, 0x20, 0x08, 0x0E, 0x43}},
     ROOT_PROFILE,
     u"\\Music"},
    {0x0E,
     {0x18989B1D, 0x99B5, 0x455B, {0x84, 0x1C, 0xAB, 0x7C, 0x74, 0xE4, 0xDD, 0xFC}},
     ROOT_PROFILE,
     u"\\Videos"},
    {0x27,
     {0x33E28130, 0x4E1E, 0x4676, {0x83, 0x5A, 0x98, 0x39, 0x5C, 0x3B, 0xC3, 0xBB}},
     ROOT_PROFILE,
     u"\\Pictures"},
    {-1,
     {0x374DE290, 0x123F, 0x4565, {0x91, 0x64, 0x39, 0xC4, 0x92, 0x5E, 0x46, 0x7B}},
     ROOT_PROFILE,
     u"\\Downloads"},
    {-1,
     {0xA520A1A4, 0x1780, 0x4FF6, {0xBD, 0x18, 0x16, 0x73, 0x43, 0xC5, 0xAF, 0x16}},
     ROOT_PROFILE,
     u"\\AppData\\LocalLow"},
    {-1, {0xDFDF76A2, 0xC82A, 0x4D63, {0x90, 0x6A, 0x56, 0x44, 0xAC, 0x45, 0x73, 0x85}}, ROOT_PUBLIC, u""},
    {0x24, {0xF38BF404, 0x1D43, 0x42F2, {0x93, 0x05, 0x67, 0xDE, 0x0B, 0x28, 0xFC, 0x23}}, ROOT_WINDOWS, u""},
    {0x25,
     {0x1AC14E77, 0x02E7, 0x4E5D, {0xB7, 0x44, 0x2E, 0xB1, 0xAE, 0x51, 0x98, 0xB7}},
     ROOT_WINDOWS,
     u"\\system32"},
    {0x14,
     {0xFD228CB7, 0xAE11, 0x4AE3, {0x86, 0x4C, 0x16, 0xF3, 0x91, 0x0A, 0xB8, 0xFE}},
     ROOT_WINDOWS,
     u"\\Fonts"},
    {0x26,
     {0x905E63B6, 0xC1BF, 0x494E, {0xB2, 0x9C, 0x65, 0xB7, 0x32, 0xD3, 0xD2, 0x1A}},
     ROOT_PROGRAMS,
     u""},
    {0x2B,
     {0xF7F1ED05, 0x9F6D, 0x47A2, {0xAA, 0xAE, 0x29, 0xD3, 0x17, 0xC6, 0xF0, 0x66}},
     ROOT_PROGRAMS,
     u"\\Common Files"},
};

static void append(WCHAR *path, const WCHAR *text)
{
    size_t length = wide_length(path), more = wide_length(text);
    if (length + more < MAX_PATH)
        memcpy(path + length, text, (more + 1) * sizeof(WCHAR));
}

static void root_path(enum root root, WCHAR path[MAX_PATH])
{
    static const struct {
        const WCHAR *variable, *otherwise;
    } roots[] = {
        [ROOT_PROFILE] = {u"USERPROFILE", NULL},
        [ROOT_APPDATA] = {u"APPDATA", u"\\AppData\\Roaming"},
        [ROOT_LOCAL] = {u"LOCALAPPDATA", u"\\AppData\\Local"},
        [ROOT_PROGRAM_DATA] = {u"ProgramData", u"C:\\ProgramData"},
        [ROOT_WINDOWS] = {u"SystemRoot", u"C:\\windows"},
        [ROOT_PROGRAMS] = {u"ProgramFiles", u"C:\\Program Files"},
        [ROOT_PUBLIC] = {u"PUBLIC", u"C:\\Users\\Public"},
    };
    DWORD length = GetEnvironmentVariableW(roots[root].variable, path, MAX_PATH);
    if (length && length < MAX_PATH)
        return;
    path[0] = 0;
    if (root == ROOT_APPDATA || root == ROOT_LOCAL) {
        root_path(ROOT_PROFILE, path);
    } else if (root == ROOT_PROFILE) {
        WCHAR name[128];
        DWORD size = countof(name);
        append(path, u"C:\\Users\\");
        append(path, GetUserNameW(name, &size) ? name : u"user");
        return;
    }
    append(path, roots[root].otherwise);
}

static void create(WCHAR *path)
{
    for (WCHAR *at = path + 3; *path; at++) { /* each part behind "C:\" */
        if (*at && *at != '\\')
            continue;
        WCHAR kept = *at;
        *at = 0;
        CreateDirectoryW(path, NULL);
        *at = kept;
        if (!kept)
            break;
    }
}

static HRESULT folder_path(const struct folder *folder, bool make, WCHAR path[MAX_PATH])
{
    root_path(folder->root, path);
    append(path, folder->rest);
    if (make)
        create(path);
    return S_OK;
}

static const struct folder *find_csidl(int csidl)
{
    for (unsigned i = 0; i < countof(folders); i++)
        if (folders[i].csidl == (csidl & 0xFF))
            return &folders[i];
    return NULL;
}

HRESULT WINAPI SHGetFolderPathW(HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, LPWSTR pszPath)
{
    const struct folder *folder = find_csidl(csidl);
    if (!pszPath)
        return E_INVALIDARG;
    pszPath[0] = 0;
    return folder ? folder_path(folder, csidl & CSIDL_FLAG_CREATE, pszPath) : E_INVALIDARG;
}

HRESULT WINAPI SHGetFolderPathA(HWND hwnd, int csidl, HANDLE hToken, DWORD dwFlags, LPSTR pszPath)
{
    WCHAR path[MAX_PATH];
    if (!pszPath)
        return E_INVALIDARG;
    pszPath[0] = 0;
    HRESULT result = SHGetFolderPathW(hwnd, csidl, hToken, dwFlags, path);
    if (SUCCEEDED(result) && nls_ansi_from_wide(path, wide_length(path) + 1, pszPath, MAX_PATH) > MAX_PATH) {
        pszPath[0] = 0; /* what fitted has been written, without a terminator */
        return E_FAIL;
    }
    return result;
}

BOOL WINAPI SHGetSpecialFolderPathW(HWND hwnd, LPWSTR pszPath, int csidl, BOOL fCreate)
{
    return SUCCEEDED(SHGetFolderPathW(hwnd, csidl | (fCreate ? CSIDL_FLAG_CREATE : 0), NULL, 0, pszPath));
}

BOOL WINAPI SHGetSpecialFolderPathA(HWND hwnd, LPSTR pszPath, int csidl, BOOL fCreate)
{
    return SUCCEEDED(SHGetFolderPathA(hwnd, csidl | (fCreate ? CSIDL_FLAG_CREATE : 0), NULL, 0, pszPath));
}

/* *ppszPath is CoTaskMemAlloc memory, which is the process heap's. */
HRESULT WINAPI SHGetKnownFolderPath(const GUID *rfid, DWORD dwFlags, HANDLE hToken, PWSTR *ppszPath)
{
    WCHAR path[MAX_PATH];
    if (!rfid || !ppszPath)
        return E_INVALIDARG;
    *ppszPath = NULL;
    for (unsigned i = 0; i < countof(folders); i++) {
        if (memcmp(&folders[i].id, rfid, sizeof(*rfid)) != 0)
            continue;
        folder_path(&folders[i], dwFlags & KF_FLAG_CREATE, path);
        size_t size = (wide_length(path) + 1) * sizeof(WCHAR);
        *ppszPath = RtlAllocateHeap(heap_process(), 0, size);
        if (!*ppszPath)
            return E_OUTOFMEMORY;
        memcpy(*ppszPath, path, size);
        return S_OK;
    }
    return (HRESULT)0x80070002; /* HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) */
}
