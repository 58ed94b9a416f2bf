/* SPDX-License-Identifier: MIT
 *
 * Names of files. A DOS name ("..\a.txt", "C:x", "\\?\Z:\long") becomes a full DOS name (path_full), then an
 * NT name ("\??\Z:\dir\a.txt"), then a Linux path. Z: is the root folder, C: is $DECANT_ROOT/drive_c. A name
 * is looked up exactly first; only what is then missing is searched for without regard to case.
 *
 * A Linux name that Windows could not spell (one with a colon or a trailing dot, say) shows such characters
 * as U+F000 plus their code, the way the services for Unix do, and opens again by that spelling.
 */
#ifndef DECANT_KERNEL_IO_PATH_H
#define DECANT_KERNEL_IO_PATH_H

#include <win/winternl.h>
#include "syscall-shim/border.h"

/* What RtlDetermineDosPathNameType_U answers. */
typedef enum {
    RtlPathTypeUnknown,
    RtlPathTypeUncAbsolute,     /* \\server\share\x */
    RtlPathTypeDriveAbsolute,   /* C:\x */
    RtlPathTypeDriveRelative,   /* C:x */
    RtlPathTypeRooted,          /* \x */
    RtlPathTypeRelative,        /* x */
    RtlPathTypeLocalDevice,     /* \\.\x or \\?\x */
    RtlPathTypeRootLocalDevice, /* \\. or \\? */
} RTL_PATH_TYPE;

/* Text that is usually short: it lives in `space` until it outgrows it. Initialize, use, free. */
struct wide_buffer {
    WCHAR *text; /* NUL-terminated */
    size_t length, capacity;
    WCHAR space[280];
};
struct path_buffer {
    char *text; /* NUL-terminated */
    size_t length, capacity;
    char space[512];
};
void wide_buffer_init(struct wide_buffer *buffer);
void wide_buffer_free(struct wide_buffer *buffer);
void path_buffer_init(struct path_buffer *buffer);
void path_buffer_free(struct path_buffer *buffer);

enum path_lookup {
    PATH_AS_GIVEN, /* no look-up: the exact spelling, whether it exists or not */
    PATH_FOLD,     /* folders, and the last name where it exists, are found without regard to case */
};

RTL_PATH_TYPE path_type(const WCHAR *dos, size_t length);

/* The full name as GetFullPathName gives it. *file_part: index of the last name in the result, or SIZE_MAX
 * where it names a folder ("C:\x\"); may be NULL. STATUS_OBJECT_NAME_INVALID for an empty name. */
NTSTATUS path_full(const WCHAR *dos, size_t length, struct wide_buffer *out, size_t *file_part);

/* Full NT name of a DOS name: \??\C:\x, \??\UNC\server\share\x, \??\NUL. */
NTSTATUS path_dos_to_nt(const WCHAR *dos, size_t length, struct wide_buffer *out);

/* What an NT name leads to. */
enum path_target {
    PATH_TARGET_FILE,   /* the Linux path in `out` */
    PATH_TARGET_VOLUME, /* a drive itself ("\\.\C:"): `out` is its root folder */
    PATH_TARGET_NULL,   /* NUL */
    PATH_TARGET_CONIN,  /* CONIN$, or CON opened for reading */
    PATH_TARGET_CONOUT,
    PATH_TARGET_CON,  /* either: by the access asked for */
    PATH_TARGET_PIPE, /* \??\PIPE\name */
};

/* trailing: whether the name ended in a backslash; may be NULL. */
NTSTATUS path_nt_to_unix(const WCHAR *nt, size_t length, enum path_target *target, bool *trailing,
                         struct path_buffer *out);

/* Replaces what does not exist as spelled by what exists in another case. STATUS_SUCCESS: it exists now;
 * STATUS_OBJECT_NAME_NOT_FOUND: all but the last name does; STATUS_OBJECT_PATH_NOT_FOUND: a folder is
 * missing. */
NTSTATUS path_fold(struct path_buffer *path);
/* The same of a path that Linux has just said not to exist as spelled. */
NTSTATUS path_fold_missing(struct path_buffer *path);
/* Whether a DOS name, in any case, is that of a folder. Asks for less than GetFileAttributes. */
bool path_is_folder(const WCHAR *dos);
/* To be told of a folder that was just read as a whole: what it and path_changes() were before, and what
 * host_read_directory gave. */
struct host_stat;
uint64_t path_changes(void);
void path_note_listing(const struct host_stat *info, uint64_t since, const char *listing, size_t size);
/* To be called after `path` was created or removed by us, so that what path_fold remembers of its folder
 * stays true without reading the folder again. */
void path_note_changed(const char *path, bool created);

/* A DOS name to a Linux path, allocated with malloc. length: in WCHARs, or SIZE_MAX where it ends in NUL.
 * With PATH_FOLD a last name that does not exist is kept as it is spelled, and a missing folder is
 * STATUS_OBJECT_PATH_NOT_FOUND. Devices (NUL, CON …) become /dev/null and /dev/tty. */
NTSTATUS path_dos_to_unix(const WCHAR *dos, size_t length, enum path_lookup lookup, char **unix_path);

/* A Linux path to a full DOS name (C:\… inside $DECANT_ROOT/drive_c, Z:\… elsewhere), allocated with malloc;
 * a relative one is taken from the working directory. NULL when memory is out. */
WCHAR *path_unix_to_dos(const char *unix_path);

/* Byte offset << 16 | byte length of the device (NUL, COM1 …) that a DOS name names, or zero. */
ULONG path_device_in(const WCHAR *dos, size_t length);

/* One name of a folder, between the two worlds. Sizes count units with the terminator; the needed size comes
 * back, nothing is written past `size`. */
size_t path_name_to_wide(const char *name, WCHAR *to, size_t size);

/* The Linux folder of drive C:, without a closing slash; it need not exist yet. */
const char *path_drive_c(void);
/* Creates it. Zero or -errno. */
int path_create_drive_c(void);
/* Bit 0 is A:. */
ULONG path_drives(void);

/* ---- what programs call themselves ---- */

RTL_PATH_TYPE WINAPI RtlDetermineDosPathNameType_U(PCWSTR Path);
ULONG WINAPI RtlIsDosDeviceName_U(PCWSTR Name);
ULONG WINAPI RtlGetFullPathName_U(PCWSTR FileName, ULONG Size, PWSTR Buffer, PWSTR *FilePart);
BOOLEAN WINAPI RtlDosPathNameToNtPathName_U(PCWSTR DosName, PUNICODE_STRING NtName, PWSTR *FilePart,
                                            PVOID Relative);
NTSTATUS WINAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR DosName, PUNICODE_STRING NtName,
                                                        PWSTR *FilePart, PVOID Relative);
ULONG WINAPI RtlGetCurrentDirectory_U(ULONG Size, PWSTR Buffer);
NTSTATUS WINAPI RtlSetCurrentDirectory_U(PCUNICODE_STRING Path);
BOOLEAN WINAPI RtlDoesFileExists_U(PCWSTR Path);

/* As services, for the user side. */
PRIVATE_SERVICE(path_device_in);
PRIVATE_SERVICE(path_dos_to_nt);
PRIVATE_SERVICE(path_dos_to_unix);
PRIVATE_SERVICE(path_drives);
PRIVATE_SERVICE(path_full);
PRIVATE_SERVICE(path_is_folder);
PRIVATE_SERVICE(path_type);
PRIVATE_SERVICE(path_unix_to_dos);
PRIVATE_SERVICE(wide_buffer_free);
PRIVATE_SERVICE(wide_buffer_init);

#endif
