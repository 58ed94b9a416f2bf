/* SPDX-License-Identifier: MIT
 *
 * File objects: a Linux descriptor, what it is, and what Windows remembers of how it was opened. The file
 * pointer is the descriptor's own offset, so that handles that are duplicated or inherited share it as they
 * do on Windows.
 */
#ifndef DECANT_KERNEL_IO_FILE_H
#define DECANT_KERNEL_IO_FILE_H

#include <pthread.h>
#include <win/winternl_file.h>
#include "kernel/ob/handle.h"
#include "syscall-shim/border.h"

enum file_kind {
    FILE_KIND_UNKNOWN, /* a standard handle that nobody asked about yet */
    FILE_KIND_DISK,
    FILE_KIND_DIRECTORY,
    FILE_KIND_PIPE,    /* pipe, FIFO or socket */
    FILE_KIND_CONSOLE, /* a terminal */
    FILE_KIND_DEVICE,  /* any other character or block device: NUL, /dev/full … */
};

/* Where a folder was when it was opened. */
enum file_place {
    FILE_PLACE_UNKNOWN, /* it came without a name */
    FILE_PLACE_DRIVE,   /* the root of a drive */
    FILE_PLACE_BELOW,   /* elsewhere, unless a symbolic link led to it */
};

struct file_locks;
struct directory_scan;
struct file_port;

struct file {
    struct object object;
    int fd;
    _Atomic uint8_t kind;    /* enum file_kind; ask file_kind() */
    bool overlapped;         /* opened for asynchronous I/O: no file pointer, offsets are given */
    bool append_only;        /* granted FILE_APPEND_DATA without FILE_WRITE_DATA */
    bool delete_on_close;    /* FILE_DELETE_ON_CLOSE */
    bool delete_pending;     /* a disposition was set through this object */
    bool console_input;      /* CONIN$: the mode functions mean the input */
    uint8_t place;           /* enum file_place */
    bool reads_to_the_end;   /* host_reads_to_the_end */
    bool own_pointer;        /* nobody else shares the descriptor, so its offset may lag behind `pointer` */
    _Atomic int64_t pointer; /* where the file pointer is, if Linux was not told yet; -1: it was */
    ULONG options;           /* FILE_xxx create options */
    ULONG shared;            /* the share locks that are held, see file_share.c */
    _Atomic(struct file_locks *) locks;    /* byte ranges locked through this object */
    _Atomic(struct directory_scan *) scan; /* where NtQueryDirectoryFile stands */
    _Atomic(struct file_port *) port;      /* the completion port that it is associated with, completion.c */
    _Atomic uint8_t completion_modes;      /* FILE_SKIP_… */
    struct file *next_delete;              /* list of files to delete when the process ends */
};

extern const struct object_type file_type;

/* What kind of file this is; asks Linux once. */
enum file_kind file_kind(struct file *file);

/* A handle for descriptor 0, 1 or 2 with the access that it was opened with. STATUS_INVALID_HANDLE where the
 * descriptor is closed. Cheap: one system call. */
NTSTATUS file_open_standard(int fd, HANDLE *out);

/* A file object over a descriptor, which it owns from then on (also when this fails). access: what the handle
 * is granted; options: FILE_xxx create options; attributes: OBJ_INHERIT. */
NTSTATUS file_create_handle(int fd, enum file_kind kind, ACCESS_MASK access, ULONG options, ULONG attributes,
                            HANDLE *out);

/* The file object behind a handle, to be given back with handle_put; its descriptor is `->fd`. */
NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, struct file **out);

/* Tells Linux where the file pointer is. To be called before anything that uses the descriptor's own offset.
 */
void file_settle(struct file *file);
/* The like for a descriptor that another process is about to share: its offset is kept up to date from now
 * on. */
void file_share_pointer(struct file *file);

/* Deletes what is to be deleted when the process ends with such files open (FILE_DELETE_ON_CLOSE). */
void file_process_exit(void);

/* The Linux path that an open file has now, or -errno. */
int file_path(struct file *file, char *path, size_t size);
/* Copies up to `size` bytes from one file's pointer to the other's, in the kernel where it can; *copied is 0
 * at the end. */
NTSTATUS file_copy_data(HANDLE from, HANDLE to, size_t size, size_t *copied);
/* Makes a symbolic link; both are DOS names, the target may be relative. */
NTSTATUS file_make_symlink(const WCHAR *name, const WCHAR *target);
/* An anonymous pipe. attributes: OBJ_INHERIT for both ends. */
NTSTATUS file_create_pipe(ULONG attributes, HANDLE *read, HANDLE *write);
/* What is in a pipe, without taking it: up to `size` bytes to `buffer` (may be NULL). */
NTSTATUS file_peek_pipe(HANDLE pipe, void *buffer, ULONG size, ULONG *read, ULONG *available);
/* A file's serial number of its volume. */
ULONG volume_serial(int fd);

/* ---- system services ---- */

NTSTATUS WINAPI NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                             PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess,
                             ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength);
NTSTATUS WINAPI NtOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                           PIO_STATUS_BLOCK IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions);
NTSTATUS WINAPI NtDeleteFile(POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS WINAPI NtQueryAttributesFile(POBJECT_ATTRIBUTES ObjectAttributes,
                                      PFILE_BASIC_INFORMATION FileInformation);
NTSTATUS WINAPI NtQueryFullAttributesFile(POBJECT_ATTRIBUTES ObjectAttributes,
                                          PFILE_NETWORK_OPEN_INFORMATION FileInformation);
NTSTATUS WINAPI NtFlushBuffersFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock);
NTSTATUS WINAPI NtFlushBuffersFileEx(HANDLE FileHandle, ULONG Flags, PVOID Parameters, ULONG ParametersSize,
                                     PIO_STATUS_BLOCK IoStatusBlock);
NTSTATUS WINAPI NtCancelIoFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock);
NTSTATUS WINAPI NtCancelIoFileEx(HANDLE FileHandle, PIO_STATUS_BLOCK IoRequestToCancel,
                                 PIO_STATUS_BLOCK IoStatusBlock);
NTSTATUS WINAPI NtLockFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                           PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER ByteOffset, PLARGE_INTEGER Length,
                           ULONG Key, BOOLEAN FailImmediately, BOOLEAN ExclusiveLock);
NTSTATUS WINAPI NtUnlockFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER ByteOffset,
                             PLARGE_INTEGER Length, ULONG Key);
NTSTATUS WINAPI NtQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
                                       PVOID FileInformation, ULONG Length,
                                       FILE_INFORMATION_CLASS FileInformationClass);
NTSTATUS WINAPI NtSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                     ULONG Length, FILE_INFORMATION_CLASS FileInformationClass);
NTSTATUS WINAPI NtQueryDirectoryFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
                                     PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID FileInformation,
                                     ULONG Length, FILE_INFORMATION_CLASS FileInformationClass,
                                     BOOLEAN ReturnSingleEntry, PUNICODE_STRING FileName,
                                     BOOLEAN RestartScan);
NTSTATUS WINAPI NtQueryVolumeInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
                                             PVOID FsInformation, ULONG Length,
                                             FS_INFORMATION_CLASS FsInformationClass);
NTSTATUS WINAPI NtFsControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
                                PIO_STATUS_BLOCK IoStatusBlock, ULONG FsControlCode, PVOID InputBuffer,
                                ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength);
NTSTATUS WINAPI NtDeviceIoControlFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
                                      PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, ULONG IoControlCode,
                                      PVOID InputBuffer, ULONG InputBufferLength, PVOID OutputBuffer,
                                      ULONG OutputBufferLength);

/* As services, for the user side. */
PRIVATE_SERVICE(file_copy_data);
PRIVATE_SERVICE(file_create_pipe);
PRIVATE_SERVICE(file_get);
PRIVATE_SERVICE(file_kind);
PRIVATE_SERVICE(file_make_symlink);
PRIVATE_SERVICE(file_open_standard);
PRIVATE_SERVICE(file_path);
PRIVATE_SERVICE(file_peek_pipe);

#endif
