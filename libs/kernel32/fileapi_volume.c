/* SPDX-License-Identifier: MIT
 *
 * fileapi.h: drives and volumes. There are two, C: and Z:; each may span several Linux file systems, so what
 * is told about space is about the one that the given folder is on.
 */
#include "kernel/io/path_buffer.h"
#include "file.h"

#define VOLUME_NAME_LENGTH 49 /* \\?\Volume{…}\ without the terminator */

DWORD WINAPI GetLogicalDrives(VOID)
{
    return sys_path_drives();
}

/* "C:\", NUL, "Z:\", NUL, NUL. */
static DWORD drive_strings(WCHAR list[4 * 26 + 1])
{
    DWORD length = 0;
    for (unsigned i = 0; i < 26; i++)
        if (sys_path_drives() >> i & 1) {
            list[length++] = (WCHAR)('A' + i);
            list[length++] = ':';
            list[length++] = '\\';
            list[length++] = 0;
        }
    list[length] = 0;
    return length;
}

DWORD WINAPI GetLogicalDriveStringsW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    WCHAR list[4 * 26 + 1];
    DWORD length = drive_strings(list);
    if (!lpBuffer || nBufferLength < length + 1)
        return length + 1;
    memcpy(lpBuffer, list, (length + 1) * sizeof(WCHAR));
    return length;
}

DWORD WINAPI GetLogicalDriveStringsA(DWORD nBufferLength, LPSTR lpBuffer)
{
    WCHAR list[4 * 26 + 1];
    DWORD length = drive_strings(list);
    if (!lpBuffer || nBufferLength < length + 1)
        return length + 1;
    for (DWORD i = 0; i <= length; i++)
        lpBuffer[i] = (CHAR)list[i];
    return length;
}

/* A folder by name; NULL is the root of the current drive. */
static NTSTATUS open_folder(LPCWSTR name, HANDLE *out)
{
    return open_by_name(name ? name : u"\\", FILE_READ_ATTRIBUTES, SHARE_ALL,
                        FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT, out);
}

/* The letter of "C:\" or "\\?\C:\" or a volume's name; zero for anything else. */
static WCHAR root_letter(LPCWSTR name)
{
    size_t length = wide_length(name);
    if (length > 4 && name[0] == '\\' && name[1] == '\\' && (name[2] == '?' || name[2] == '.') &&
        name[3] == '\\') {
        if (length == VOLUME_NAME_LENGTH && name[4] == 'V')
            return name[45] == '4' && name[46] == '3' ? 'C' : name[45] == '5' ? 'Z' : 0;
        name += 4, length -= 4;
    }
    bool root = path_is_drive(name, length) && (length == 2 || (length == 3 && path_is_separator(name[2])));
    return root ? name[0] & ~0x20 : 0;
}

UINT WINAPI GetDriveTypeW(LPCWSTR lpRootPathName)
{
    HANDLE folder;
    IO_STATUS_BLOCK iosb;
    FILE_FS_DEVICE_INFORMATION info;
    if (lpRootPathName) {
        WCHAR letter = root_letter(lpRootPathName);
        if (!letter || !(sys_path_drives() >> (letter - 'A') & 1))
            return DRIVE_NO_ROOT_DIR;
        if (letter == 'C') /* it may not have been made yet */
            return DRIVE_FIXED;
    }
    if (!NT_SUCCESS(open_folder(u"Z:\\", &folder)))
        return DRIVE_FIXED;
    NTSTATUS status =
        NtQueryVolumeInformationFile(folder, &iosb, &info, sizeof(info), FileFsDeviceInformation);
    NtClose(folder);
    return NT_SUCCESS(status) && (info.Characteristics & 0x10) ? DRIVE_REMOTE : DRIVE_FIXED;
}

UINT WINAPI GetDriveTypeA(LPCSTR lpRootPathName)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpRootPathName))
        return DRIVE_UNKNOWN;
    UINT type = GetDriveTypeW(name.text);
    ansi_name_free(&name);
    return type;
}

static BOOL query_space(LPCWSTR name, FILE_FS_FULL_SIZE_INFORMATION *info)
{
    HANDLE folder;
    IO_STATUS_BLOCK iosb;
    if (!win32_result(open_folder(name, &folder)))
        return FALSE;
    NTSTATUS status =
        NtQueryVolumeInformationFile(folder, &iosb, info, sizeof(*info), FileFsFullSizeInformation);
    NtClose(folder);
    return win32_result(status);
}

BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR lpDirectoryName, PULARGE_INTEGER lpFreeBytesAvailableToCaller,
                                PULARGE_INTEGER lpTotalNumberOfBytes,
                                PULARGE_INTEGER lpTotalNumberOfFreeBytes)
{
    FILE_FS_FULL_SIZE_INFORMATION info;
    if (!query_space(lpDirectoryName, &info))
        return FALSE;
    ULONGLONG unit = (ULONGLONG)info.SectorsPerAllocationUnit * info.BytesPerSector;
    if (lpFreeBytesAvailableToCaller)
        lpFreeBytesAvailableToCaller->QuadPart =
            (ULONGLONG)info.CallerAvailableAllocationUnits.QuadPart * unit;
    if (lpTotalNumberOfBytes)
        lpTotalNumberOfBytes->QuadPart = (ULONGLONG)info.TotalAllocationUnits.QuadPart * unit;
    if (lpTotalNumberOfFreeBytes)
        lpTotalNumberOfFreeBytes->QuadPart = (ULONGLONG)info.ActualAvailableAllocationUnits.QuadPart * unit;
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR lpDirectoryName, PULARGE_INTEGER lpFreeBytesAvailableToCaller,
                                PULARGE_INTEGER lpTotalNumberOfBytes,
                                PULARGE_INTEGER lpTotalNumberOfFreeBytes)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpDirectoryName))
        return FALSE;
    BOOL done = GetDiskFreeSpaceExW(name.text, lpFreeBytesAvailableToCaller, lpTotalNumberOfBytes,
                                    lpTotalNumberOfFreeBytes);
    ansi_name_free(&name);
    return done;
}

static DWORD clamp(LONGLONG value)
{
    return value > 0xFFFFFFFFll ? 0xFFFFFFFFu : (DWORD)value;
}

BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR lpRootPathName, LPDWORD lpSectorsPerCluster, LPDWORD lpBytesPerSector,
                              LPDWORD lpNumberOfFreeClusters, LPDWORD lpTotalNumberOfClusters)
{
    FILE_FS_FULL_SIZE_INFORMATION info;
    if (!query_space(lpRootPathName, &info))
        return FALSE;
    if (lpSectorsPerCluster)
        *lpSectorsPerCluster = info.SectorsPerAllocationUnit;
    if (lpBytesPerSector)
        *lpBytesPerSector = info.BytesPerSector;
    if (lpNumberOfFreeClusters)
        *lpNumberOfFreeClusters = clamp(info.CallerAvailableAllocationUnits.QuadPart);
    if (lpTotalNumberOfClusters)
        *lpTotalNumberOfClusters = clamp(info.TotalAllocationUnits.QuadPart);
    return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceA(LPCSTR lpRootPathName, LPDWORD lpSectorsPerCluster, LPDWORD lpBytesPerSector,
                              LPDWORD lpNumberOfFreeClusters, LPDWORD lpTotalNumberOfClusters)
{
    struct ansi_name name;
    if (!ansi_name_init(&name, lpRootPathName))
        return FALSE;
    BOOL done = GetDiskFreeSpaceW(name.text, lpSectorsPerCluster, lpBytesPerSector, lpNumberOfFreeClusters,
                                  lpTotalNumberOfClusters);
    ansi_name_free(&name);
    return done;
}

/* ---- what a volume is called ---- */

struct volume_information {
    union {
        FILE_FS_VOLUME_INFORMATION volume;
        char volume_space[sizeof(FILE_FS_VOLUME_INFORMATION) + 64];
    };
    union {
        FILE_FS_ATTRIBUTE_INFORMATION attributes;
        char attribute_space[sizeof(FILE_FS_ATTRIBUTE_INFORMATION) + 64];
    };
};

static BOOL query_volume(HANDLE file, struct volume_information *out)
{
    IO_STATUS_BLOCK iosb;
    NTSTATUS status = NtQueryVolumeInformationFile(file, &iosb, &out->volume, sizeof(out->volume_space),
                                                   FileFsVolumeInformation);
    if (NT_SUCCESS(status))
        status = NtQueryVolumeInformationFile(file, &iosb, &out->attributes, sizeof(out->attribute_space),
                                              FileFsAttributeInformation);
    return win32_result(status);
}

BOOL WINAPI GetVolumeInformationByHandleW(HANDLE hFile, LPWSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
                                          LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength,
                                          LPDWORD lpFileSystemFlags, LPWSTR lpFileSystemNameBuffer,
                                          DWORD nFileSystemNameSize)
{
    struct volume_information info;
    if (!query_volume(hFile, &info))
        return FALSE;
    DWORD label = info.volume.VolumeLabelLength / sizeof(WCHAR),
          name = info.attributes.FileSystemNameLength / sizeof(WCHAR);
    if ((lpVolumeNameBuffer && nVolumeNameSize <= label) ||
        (lpFileSystemNameBuffer && nFileSystemNameSize <= name))
        return win32_fail(ERROR_BAD_LENGTH);
    if (lpVolumeNameBuffer)
        wide_result(info.volume.VolumeLabel, label, lpVolumeNameBuffer, nVolumeNameSize);
    if (lpFileSystemNameBuffer)
        wide_result(info.attributes.FileSystemName, name, lpFileSystemNameBuffer, nFileSystemNameSize);
    if (lpVolumeSerialNumber)
        *lpVolumeSerialNumber = info.volume.VolumeSerialNumber;
    if (lpMaximumComponentLength)
        *lpMaximumComponentLength = info.attributes.MaximumComponentNameLength;
    if (lpFileSystemFlags)
        *lpFileSystemFlags = info.attributes.FileSystemAttributes;
    return TRUE;
}

BOOL WINAPI GetVolumeInformationW(LPCWSTR lpRootPathName, LPWSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
                                  LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength,
                                  LPDWORD lpFileSystemFlags, LPWSTR lpFileSystemNameBuffer,
                                  DWORD nFileSystemNameSize)
{
    HANDLE folder;
    if (lpRootPathName) {
        size_t length = wide_length(lpRootPathName);
        if (!length)
            return win32_fail(ERROR_PATH_NOT_FOUND);
        if (!path_is_separator(lpRootPathName[length - 1]))
            return win32_fail(ERROR_INVALID_NAME);
        if (!root_letter(lpRootPathName) && sys_path_type(lpRootPathName, length) != RtlPathTypeUncAbsolute)
            return win32_fail(ERROR_DIR_NOT_ROOT);
    }
    if (!win32_result(open_folder(lpRootPathName, &folder)))
        return FALSE;
    BOOL done = GetVolumeInformationByHandleW(folder, lpVolumeNameBuffer, nVolumeNameSize,
                                              lpVolumeSerialNumber, lpMaximumComponentLength,
                                              lpFileSystemFlags, lpFileSystemNameBuffer, nFileSystemNameSize);
    NtClose(folder);
    return done;
}

BOOL WINAPI GetVolumeInformationA(LPCSTR lpRootPathName, LPSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
                                  LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength,
                                  LPDWORD lpFileSystemFlags, LPSTR lpFileSystemNameBuffer,
                                  DWORD nFileSystemNameSize)
{
    struct ansi_name name;
    WCHAR label[64], system[64];
    if (!ansi_name_init(&name, lpRootPathName))
        return FALSE;
    BOOL done = GetVolumeInformationW(name.text, label, countof(label), lpVolumeSerialNumber,
                                      lpMaximumComponentLength, lpFileSystemFlags, system, countof(system));
    ansi_name_free(&name);
    if (done && lpVolumeNameBuffer &&
        ansi_result(label, wide_length(label), lpVolumeNameBuffer, nVolumeNameSize) >= nVolumeNameSize)
        done = win32_fail(ERROR_BAD_LENGTH);
    if (done && lpFileSystemNameBuffer &&
        ansi_result(system, wide_length(system), lpFileSystemNameBuffer, nFileSystemNameSize) >=
            nFileSystemNameSize)
        done = win32_fail(ERROR_BAD_LENGTH);
    return done;
}

BOOL WINAPI GetVolumePathNameW(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName, DWORD cchBufferLength)
{
    struct wide_buffer full;
    if (!lpszFileName || !*lpszFileName || !lpszVolumePathName || !cchBufferLength)
        return win32_fail(ERROR_INVALID_PARAMETER);
    sys_wide_buffer_init(&full);
    BOOL done = win32_result(sys_path_full(lpszFileName, wide_length(lpszFileName), &full, NULL));
    size_t prefix = done && sys_path_type(full.text, full.length) == RtlPathTypeLocalDevice ? 4 : 0;
    if (done && !path_is_drive(full.text + prefix, full.length - prefix))
        done = win32_fail(full.text[0] == '\\' && !prefix ? ERROR_BAD_NETPATH : ERROR_INVALID_NAME);
    if (done) {
        WCHAR root[8];
        memcpy(root, full.text, (prefix + 2) * sizeof(WCHAR));
        root[prefix + 2] = '\\';
        if (cchBufferLength < prefix + 4)
            done = win32_fail(ERROR_FILENAME_EXCED_RANGE);
        else
            wide_result(root, prefix + 3, lpszVolumePathName, cchBufferLength);
    }
    sys_wide_buffer_free(&full);
    return done;
}

BOOL WINAPI GetVolumePathNameA(LPCSTR lpszFileName, LPSTR lpszVolumePathName, DWORD cchBufferLength)
{
    struct ansi_name name;
    WCHAR root[8];
    if (!ansi_name_init(&name, lpszFileName))
        return FALSE;
    BOOL done = GetVolumePathNameW(name.text, root, countof(root));
    ansi_name_free(&name);
    if (done && ansi_result(root, wide_length(root), lpszVolumePathName, cchBufferLength) >= cchBufferLength)
        done = win32_fail(ERROR_FILENAME_EXCED_RANGE);
    return done;
}

/* Names that never change: the last two digits are the letter's code. */
static BOOL volume_name(unsigned drive, LPWSTR out, DWORD size)
{
    static const WCHAR form[] = u"\\\\?\\Volume{deca0000-0000-4000-8000-000000000043}\\";
    static const char digits[] = "0123456789abcdef";
    if (size < countof(form))
        return win32_fail(ERROR_FILENAME_EXCED_RANGE);
    memcpy(out, form, sizeof(form));
    out[45] = (WCHAR)digits[('A' + drive) >> 4];
    out[46] = (WCHAR)digits[('A' + drive) & 15];
    return TRUE;
}

BOOL WINAPI GetVolumeNameForVolumeMountPointW(LPCWSTR lpszVolumeMountPoint, LPWSTR lpszVolumeName,
                                              DWORD cchBufferLength)
{
    size_t length = lpszVolumeMountPoint ? wide_length(lpszVolumeMountPoint) : 0;
    if (!length || !path_is_separator(lpszVolumeMountPoint[length - 1]))
        return win32_fail(ERROR_INVALID_NAME);
    WCHAR letter = root_letter(lpszVolumeMountPoint);
    if (!letter)
        return win32_fail(ERROR_NOT_A_REPARSE_POINT);
    if (!(sys_path_drives() >> (letter - 'A') & 1))
        return win32_fail(ERROR_PATH_NOT_FOUND);
    return volume_name((unsigned)(letter - 'A'), lpszVolumeName, cchBufferLength);
}

BOOL WINAPI GetVolumePathNamesForVolumeNameW(LPCWSTR lpszVolumeName, LPWSTR lpszVolumePathNames,
                                             DWORD cchBufferLength, PDWORD lpcchReturnLength)
{
    WCHAR letter = lpszVolumeName ? root_letter(lpszVolumeName) : 0;
    if (!letter || wide_length(lpszVolumeName) != VOLUME_NAME_LENGTH)
        return win32_fail(ERROR_INVALID_NAME);
    if (lpcchReturnLength)
        *lpcchReturnLength = 5;
    if (!lpszVolumePathNames || cchBufferLength < 5)
        return win32_fail(ERROR_MORE_DATA);
    memcpy(lpszVolumePathNames, (const WCHAR[]){letter, ':', '\\', 0, 0}, 5 * sizeof(WCHAR));
    return TRUE;
}

/* A search over the drives is a number in heap memory. */
BOOL WINAPI FindNextVolumeW(HANDLE hFindVolume, LPWSTR lpszVolumeName, DWORD cchBufferLength)
{
    unsigned *next = hFindVolume;
    while (*next < 26 && !(sys_path_drives() >> *next & 1))
        ++*next;
    if (*next >= 26)
        return win32_fail(ERROR_NO_MORE_FILES);
    if (!volume_name(*next, lpszVolumeName, cchBufferLength))
        return FALSE;
    ++*next;
    return TRUE;
}

HANDLE WINAPI FindFirstVolumeW(LPWSTR lpszVolumeName, DWORD cchBufferLength)
{
    unsigned *next = calloc(1, sizeof(*next));
    if (next && FindNextVolumeW(next, lpszVolumeName, cchBufferLength))
        return next;
    free(next);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI FindVolumeClose(HANDLE hFindVolume)
{
    if (!hFindVolume || hFindVolume == INVALID_HANDLE_VALUE)
        return win32_fail(ERROR_INVALID_HANDLE);
    free(hFindVolume);
    return TRUE;
}

DWORD WINAPI QueryDosDeviceW(LPCWSTR lpDeviceName, LPWSTR lpTargetPath, DWORD ucchMax)
{
    static const WCHAR all[] = u"C:\0Z:\0NUL\0CON\0CONIN$\0CONOUT$\0";
    const WCHAR *text = all;
    size_t length = countof(all);
    WCHAR target[] = u"\\Device\\HarddiskVolume1\0";
    if (lpDeviceName) {
        size_t given = wide_length(lpDeviceName);
        WCHAR letter = given == 2 ? root_letter(lpDeviceName) : 0;
        text = target;
        length = countof(target);
        if (letter && (sys_path_drives() >> (letter - 'A') & 1)) {
            target[22] = letter == 'C' ? '1' : '2';
        } else if (given == 3 && (lpDeviceName[0] | 0x20) == 'n' && sys_path_device_in(lpDeviceName, given)) {
            text = u"\\Device\\Null\0";
            length = 14;
        } else {
            return (DWORD)win32_fail(ERROR_FILE_NOT_FOUND);
        }
    }
    if (!lpTargetPath || ucchMax < length)
        return (DWORD)win32_fail(ERROR_INSUFFICIENT_BUFFER);
    memcpy(lpTargetPath, text, length * sizeof(WCHAR));
    return (DWORD)length;
}

DWORD WINAPI QueryDosDeviceA(LPCSTR lpDeviceName, LPSTR lpTargetPath, DWORD ucchMax)
{
    struct ansi_name name;
    WCHAR wide[128];
    if (!ansi_name_init(&name, lpDeviceName))
        return 0;
    DWORD length = QueryDosDeviceW(name.text, wide, countof(wide));
    ansi_name_free(&name);
    if (length > ucchMax)
        return (DWORD)win32_fail(ERROR_INSUFFICIENT_BUFFER);
    for (DWORD i = 0; i < length; i++)
        lpTargetPath[i] = (CHAR)wide[i];
    return length;
}
