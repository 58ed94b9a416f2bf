/* SPDX-License-Identifier: MIT
 *
 * The Rtl functions about names, which are path.h's in Windows clothes. Sizes are bytes.
 */
#include <stdlib.h>
#include <string.h>
#include "kernel/host/file.h"
#include <ntdll.h>
#include "heap.h"
#include "common/wide.h"
#include "kernel/io/path_buffer.h"

RTL_PATH_TYPE WINAPI RtlDetermineDosPathNameType_U(PCWSTR Path)
{
    return sys_path_type(Path, wide_length(Path));
}

ULONG WINAPI RtlIsDosDeviceName_U(PCWSTR Name)
{
    return sys_path_device_in(Name, wide_length(Name));
}

ULONG WINAPI RtlGetFullPathName_U(PCWSTR FileName, ULONG Size, PWSTR Buffer, PWSTR *FilePart)
{
    struct wide_buffer full;
    size_t part;
    sys_wide_buffer_init(&full);
    if (FilePart)
        *FilePart = NULL;
    ULONG result = 0;
    if (NT_SUCCESS(sys_path_full(FileName, wide_length(FileName), &full, &part))) {
        result = (ULONG)(full.length * sizeof(WCHAR));
        if (Size < result + sizeof(WCHAR)) {
            result += sizeof(WCHAR);
        } else {
            memcpy(Buffer, full.text, result + sizeof(WCHAR));
            if (FilePart && part != SIZE_MAX)
                *FilePart = Buffer + part;
        }
    }
    sys_wide_buffer_free(&full);
    return result;
}

NTSTATUS WINAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR DosName, PUNICODE_STRING NtName,
                                                        PWSTR *FilePart, PVOID Relative)
{
    struct wide_buffer nt;
    sys_wide_buffer_init(&nt);
    NTSTATUS status = sys_path_dos_to_nt(DosName, wide_length(DosName), &nt);
    size_t bytes = (nt.length + 1) * sizeof(WCHAR);
    if (NT_SUCCESS(status) && bytes > 0xFFFE)
        status = STATUS_NAME_TOO_LONG;
    if (NT_SUCCESS(status)) {
        WCHAR *buffer = RtlAllocateHeap(process_peb.ProcessHeap, 0, bytes);
        if (buffer) {
            memcpy(buffer, nt.text, bytes);
            NtName->Buffer = buffer;
            NtName->Length = (USHORT)(bytes - sizeof(WCHAR));
            NtName->MaximumLength = (USHORT)bytes;
            WCHAR *end = buffer + nt.length;
            while (end > buffer && end[-1] != '\\')
                end--;
            if (FilePart)
                *FilePart = *end ? end : NULL;
            if (Relative) /* RTL_RELATIVE_NAME_U: nothing relative to a handle */
                memset(Relative, 0, sizeof(UNICODE_STRING) + 2 * sizeof(PVOID));
        } else {
            status = STATUS_NO_MEMORY;
        }
    }
    sys_wide_buffer_free(&nt);
    return status;
}

BOOLEAN WINAPI RtlDosPathNameToNtPathName_U(PCWSTR DosName, PUNICODE_STRING NtName, PWSTR *FilePart,
                                            PVOID Relative)
{
    return NT_SUCCESS(RtlDosPathNameToNtPathName_U_WithStatus(DosName, NtName, FilePart, Relative));
}

BOOLEAN WINAPI RtlDoesFileExists_U(PCWSTR Path)
{
    char *unix_path;
    if (!NT_SUCCESS(sys_path_dos_to_unix(Path, SIZE_MAX, PATH_FOLD, &unix_path)))
        return FALSE;
    struct host_stat info;
    bool exists = sys_host_stat(unix_path, true, &info) >= 0;
    free(unix_path);
    return exists;
}
