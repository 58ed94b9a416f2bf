/* SPDX-License-Identifier: MIT
 *
 * shlobj_core.h: the user's folders. Each is where Windows has it, on drive C:, in a profile named after the
 * user; the environment (USERPROFILE, APPDATA …) decides where it is set, so that all agree.
 */
#include <string.h>
#include <ntdll.h>
#include "kernel/io/path.h"
#include <rtl/heap.h>
#include <rtl/nls.h>
#include "common/wide.h"
#include <win/fileapi.h>
#include <win/processenv.h>

/* CSIDL_FLAG_xxx and KF_FLAG_xxx alike */
#define FLAG_DONT_VERIFY          0x4000u
#define FLAG_CREATE               0x8000u
#define FLAG_MASK                 0xFF00
#define SHGFP_TYPE_DEFAULT        1u
#define DEFAULT_USER              ((HANDLE)(LONG_PTR)-1) /* in place of a token */
#define HRESULT_FROM_WIN32(error) ((HRESULT)(0x80070000u | (error)))

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
    ROOT_PROGRAMS_X86,
    ROOT_USERS,
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
    {0x2A,
     {0x7C5A40EF, 0xA0FB, 0x4BFC, {0x87, 0x4A, 0xC0, 0xF2, 0xE0, 0xB9, 0xFA, 0x8E}},
     ROOT_PROGRAMS_X86,
     u""},
    {0x2C,
     {0xDE974D24, 0xD9C6, 0x4D3E, {0xBF, 0x91, 0xF4, 0x45, 0x51, 0x20, 0xB9, 0x17}},
     ROOT_PROGRAMS_X86,
     u"\\Common Files"},
    {0x29,
     {0xD65231B0, 0xB2F1, 0x4857, {0xA4, 0xCE, 0xA8, 0xE7, 0xC6, 0xEA, 0x7D, 0x27}},
     ROOT_WINDOWS,
     u"\\SysWOW64"},
    {0x06,
     {0x1777F761, 0x68AD, 0x4D8A, {0x87, 0xBD, 0x30, 0xB7, 0x59, 0xFA, 0x33, 0xDD}},
     ROOT_PROFILE,
     u"\\Favorites"},
    {0x08,
     {0xAE50C081, 0xEBD2, 0x438A, {0x86, 0x55, 0x8A, 0x09, 0x2E, 0x34, 0x98, 0x7A}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\Recent"},
    {0x09,
     {0x8983036C, 0x27C0, 0x404B, {0x8F, 0x08, 0x10, 0x2D, 0x10, 0xDC, 0xFD, 0x74}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\SendTo"},
    {0x0B,
     {0x625B53C3, 0xAB48, 0x4EC1, {0xBA, 0x1F, 0xA1, 0xEF, 0x41, 0x46, 0xFC, 0x19}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\Start Menu"},
    {0x02,
     {0xA77F5D77, 0x2E2B, 0x44C3, {0xA6, 0xA2, 0xAB, 0xA6, 0x01, 0x05, 0x4A, 0x51}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\Start Menu\\Programs"},
    {0x07,
     {0xB97D20BB, 0xF46A, 0x4C97, {0xBA, 0x10, 0x5E, 0x36, 0x08, 0x43, 0x08, 0x54}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\Start Menu\\Programs\\Startup"},
    {0x15,
     {0xA63293E8, 0x664E, 0x48DB, {0xA0, 0x79, 0xDF, 0x75, 0x9E, 0x05, 0x09, 0xF7}},
     ROOT_APPDATA,
     u"\\Microsoft\\Windows\\Templates"},
    {0x20,
     {0x352481E8, 0x33BE, 0x4251, {0xBA, 0x85, 0x60, 0x07, 0xCA, 0xED, 0xCF, 0x9D}},
     ROOT_LOCAL,
     u"\\Microsoft\\Windows\\INetCache"},
    {0x21,
     {0x2B0F765D, 0xC0E9, 0x4171, {0x90, 0x8E, 0x08, 0xA6, 0x11, 0xB8, 0x4F, 0xF6}},
     ROOT_LOCAL,
     u"\\Microsoft\\Windows\\INetCookies"},
    {0x22,
     {0xD9DC8A3B, 0xB784, 0x432E, {0xA7, 0x81, 0x5A, 0x11, 0x30, 0xA7, 0x59, 0x63}},
     ROOT_LOCAL,
     u"\\Microsoft\\Windows\\History"},
    {0x19,
     {0xC4AA340D, 0xF20F, 0x4863, {0xAF, 0xEF, 0xF8, 0x7E, 0xF2, 0xE6, 0xBA, 0x25}},
     ROOT_PUBLIC,
     u"\\Desktop"},
    {0x2E,
     {0xED4824AF, 0xDCE4, 0x45A8, {0x81, 0xE2, 0xFC, 0x79, 0x65, 0x08, 0x36, 0x34}},
     ROOT_PUBLIC,
     u"\\Documents"},
    {0x16,
     {0xA4115719, 0xD62E, 0x491D, {0xAA, 0x7C, 0xE7, 0x4B, 0x8B, 0xE3, 0xB0, 0x67}},
     ROOT_PROGRAM_DATA,
     u"\\Microsoft\\Windows\\Start Menu"},
    {0x17,
     {0x0139D44E, 0x6AFE, 0x49F2, {0x86, 0x90, 0x3D, 0xAF, 0xCA, 0xE6, 0xFF, 0xB8}},
     ROOT_PROGRAM_DATA,
     u"\\Microsoft\\Windows\\Start Menu\\Programs"},
    {0x2D,
     {0xB94237E7, 0x57AC, 0x4347, {0x91, 0x51, 0xB0, 0x8C, 0x6C, 0x32, 0xD1, 0xF7}},
     ROOT_PROGRAM_DATA,
     u"\\Microsoft\\Windows\\Templates"},
    {-1, {0x0762D272, 0xC50A, 0x4BB0, {0xA3, 0x82, 0x69, 0x7D, 0xCD, 0x72, 0x9B, 0x80}}, ROOT_USERS, u""},
    {-1,
     {0x5CD7AEE2, 0x2219, 0x4A67, {0xB8, 0x5D, 0x6C, 0x9C, 0xE1, 0x56, 0x60, 0xCB}},
     ROOT_LOCAL,
     u"\\Programs"},
    {-1,
     {0x4C5C32FF, 0xBB9D, 0x43B0, {0xB5, 0xB4, 0x2D, 0x72, 0xE5, 0x4E, 0xAA, 0xA4}},
     ROOT_PROFILE,
     u"\\Saved Games"},
};

static bool append(WCHAR *path, const WCHAR *text)
{
    size_t length = wide_length(path), more = wide_length(text);
    if (length + more >= MAX_PATH)
        return false;
    memcpy(path + length, text, (more + 1) * sizeof(WCHAR));
    return true;
}

static bool profile_folder(WCHAR path[MAX_PATH])
{
    WCHAR name[128];
    DWORD size = countof(name);
    path[0] = 0;
    return append(path, u"C:\\users\\") && append(path, GetUserNameW(name, &size) ? name : u"user");
}

/* default_user: the profile that new users start with, which no environment names. */
static bool root_path(enum root root, bool default_user, WCHAR path[MAX_PATH])
{
    static const struct {
        const WCHAR *variable, *otherwise;
    } roots[] = {
        [ROOT_PROFILE] = {u"USERPROFILE", u""},
        [ROOT_APPDATA] = {u"APPDATA", u"\\AppData\\Roaming"},
        [ROOT_LOCAL] = {u"LOCALAPPDATA", u"\\AppData\\Local"},
        [ROOT_PROGRAM_DATA] = {u"ProgramData", u"C:\\ProgramData"},
        [ROOT_WINDOWS] = {u"SystemRoot", u"C:\\windows"},
        [ROOT_PROGRAMS] = {u"ProgramFiles", u"C:\\Program Files"},
        [ROOT_PROGRAMS_X86] = {u"ProgramFiles(x86)", u"C:\\Program Files (x86)"},
        [ROOT_USERS] = {NULL, u"C:\\users"},
        [ROOT_PUBLIC] = {u"PUBLIC", u"C:\\users\\Public"},
    };
    bool personal = root == ROOT_PROFILE || root == ROOT_APPDATA || root == ROOT_LOCAL;
    if (roots[root].variable && !(personal && default_user)) {
        DWORD length = GetEnvironmentVariableW(roots[root].variable, path, MAX_PATH);
        if (length)
            return length < MAX_PATH;
    }
    path[0] = 0;
    if (personal && default_user)
        append(path, u"C:\\users\\Default");
    else if (root == ROOT_PROFILE)
        return profile_folder(path);
    else if (personal && !root_path(ROOT_PROFILE, false, path))
        return false;
    return append(path, roots[root].otherwise);
}

/* Each part behind "C:\" that is not there yet. */
static HRESULT create(WCHAR *path)
{
    for (WCHAR *at = path[0] && path[1] == ':' && path[2] ? path + 3 : path + 1;; at++) {
        if (*at && *at != '\\')
            continue;
        WCHAR kept = *at;
        *at = 0;
        BOOL made = CreateDirectoryW(path, NULL) || teb_last_error() == ERROR_ALREADY_EXISTS;
        DWORD error = teb_last_error();
        bool there = made || sys_path_is_folder(path);
        *at = kept;
        if (!there)
            return HRESULT_FROM_WIN32(error);
        if (!kept)
            return sys_path_is_folder(path) ? S_OK : HRESULT_FROM_WIN32(ERROR_DIRECTORY);
    }
}

/* Windows has made a user's folders when he first logs on, and programs count on it. Those on drive C: are
 * made here when they are first asked for; in the profile itself, which is the Unix home folder, only if that
 * is wanted. S_FALSE, documented: the folder is not there. */
static HRESULT folder_path(const struct folder *folder, HANDLE token, DWORD flags, WCHAR path[MAX_PATH])
{
    if (!root_path(folder->root, token == DEFAULT_USER, path) || !append(path, folder->rest))
        return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    if (!(flags & FLAG_CREATE) && flags & FLAG_DONT_VERIFY)
        return S_OK;
    if (sys_path_is_folder(path))
        return S_OK;
    return flags & FLAG_CREATE || folder->root != ROOT_PROFILE ? create(path) : S_FALSE;
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
    if (!folder || dwFlags > SHGFP_TYPE_DEFAULT || csidl & ~(0xFF | FLAG_MASK))
        return E_INVALIDARG;
    HRESULT result = folder_path(folder, hToken, (DWORD)csidl, pszPath);
    if (result != S_OK)
        pszPath[0] = 0;
    return result;
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
    return SHGetFolderPathW(hwnd, csidl | (fCreate ? (int)FLAG_CREATE : 0), NULL, 0, pszPath) == S_OK;
}

BOOL WINAPI SHGetSpecialFolderPathA(HWND hwnd, LPSTR pszPath, int csidl, BOOL fCreate)
{
    return SHGetFolderPathA(hwnd, csidl | (fCreate ? (int)FLAG_CREATE : 0), NULL, 0, pszPath) == S_OK;
}

/* *ppszPath is CoTaskMemAlloc memory, which is the process heap's. */
HRESULT WINAPI SHGetKnownFolderPath(const GUID *rfid, DWORD dwFlags, HANDLE hToken, PWSTR *ppszPath)
{
    WCHAR path[MAX_PATH];
    const struct folder *folder = NULL;
    if (!rfid || !ppszPath)
        return E_INVALIDARG;
    *ppszPath = NULL;
    for (unsigned i = 0; i < countof(folders) && !folder; i++)
        if (!memcmp(&folders[i].id, rfid, sizeof(*rfid)))
            folder = &folders[i];
    if (!folder)
        return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
    HRESULT result = folder_path(folder, hToken, dwFlags, path);
    if (result != S_OK)
        return result == S_FALSE ? HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) : result;
    size_t size = (wide_length(path) + 1) * sizeof(WCHAR);
    *ppszPath = RtlAllocateHeap(heap_process(), 0, size);
    if (!*ppszPath)
        return E_OUTOFMEMORY;
    memcpy(*ppszPath, path, size);
    return S_OK;
}
