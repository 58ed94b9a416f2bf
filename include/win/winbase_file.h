/* SPDX-License-Identifier: MIT
 *
 * winbase.h's part about files: copying, moving, linking.
 */
#ifndef DECANT_WIN_WINBASE_FILE_H
#define DECANT_WIN_WINBASE_FILE_H

#include "fileapi.h"

#define COPY_FILE_FAIL_IF_EXISTS 1u

#define MOVEFILE_REPLACE_EXISTING   0x01u
#define MOVEFILE_COPY_ALLOWED       0x02u
#define MOVEFILE_DELAY_UNTIL_REBOOT 0x04u
#define MOVEFILE_WRITE_THROUGH      0x08u
#define MOVEFILE_CREATE_HARDLINK    0x10u

#define PROGRESS_CONTINUE       0u
#define PROGRESS_CANCEL         1u
#define PROGRESS_STOP           2u
#define PROGRESS_QUIET          3u
#define CALLBACK_CHUNK_FINISHED 0u
#define CALLBACK_STREAM_SWITCH  1u

typedef DWORD(GUESTAPI *LPPROGRESS_ROUTINE)(LARGE_INTEGER TotalFileSize, LARGE_INTEGER TotalBytesTransferred,
                                            LARGE_INTEGER StreamSize, LARGE_INTEGER StreamBytesTransferred,
                                            DWORD dwStreamNumber, DWORD dwCallbackReason, HANDLE hSourceFile,
                                            HANDLE hDestinationFile, LPVOID lpData);

BOOL WINAPI MoveFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, DWORD dwFlags);
BOOL WINAPI CopyFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                        LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData, LPBOOL pbCancel,
                        DWORD dwCopyFlags);
BOOL WINAPI CopyFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, BOOL bFailIfExists);

#endif
