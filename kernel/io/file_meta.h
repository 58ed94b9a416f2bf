/* SPDX-License-Identifier: MIT
 *
 * A file's attributes and times as Windows sees them, made of what Linux keeps: see file_meta.c.
 */
#ifndef DECANT_KERNEL_IO_FILE_META_H
#define DECANT_KERNEL_IO_FILE_META_H

#include <win/winternl_file.h>
#include "kernel/host/file.h"

struct file_meta {
    struct host_stat stat;
    ULONG attributes; /* FILE_ATTRIBUTE_xxx, never zero */
    ULONG reparse_tag;
    int64_t creation; /* 100 ns since 1601 */
};

/* folder: a descriptor or HOST_CURRENT_FOLDER. link: the symbolic link itself, which is then a reparse
 * point. */
int file_meta_at(int folder, const char *path, bool link, struct file_meta *out);
int file_meta_of_fd(int fd, struct file_meta *out);
/* FILE_ATTRIBUTE_xxx; zero leaves them. */
NTSTATUS file_meta_set_attributes(int fd, ULONG attributes);
/* Zero and negative values leave a time as it is. */
NTSTATUS file_meta_set_times(int fd, int64_t creation, int64_t access, int64_t write);

#endif
