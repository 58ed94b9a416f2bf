/* SPDX-License-Identifier: MIT
 *
 * /proc: which processes and threads there are, and what they run (proc(5)).
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"
#include "process_list.h"

static int each_number(const char *folder, bool (*visit)(uint32_t id, void *), void *context)
{
    DIR *stream = opendir(folder);
    if (!stream)
        return -errno;
    for (struct dirent *entry; (entry = readdir(stream));) {
        char *end;
        unsigned long id = strtoul(entry->d_name, &end, 10);
        if (!*end && end != entry->d_name && !visit((uint32_t)id, context))
            break;
    }
    closedir(stream);
    return 0;
}

int host_process_each(bool (*visit)(uint32_t id, void *), void *context)
{
    return each_number("/proc", visit, context);
}

int host_thread_each(uint32_t process, bool (*visit)(uint32_t id, void *), void *context)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%u/task", process);
    return each_number(path, visit, context);
}

int host_process_info(uint32_t id, struct host_process *out)
{
    char path[32], text[1024];
    snprintf(path, sizeof(path), "/proc/%u/stat", id);
    int length = host_read_text(path, text, sizeof(text));
    if (length <= 0)
        return length < 0 ? length : -ESRCH;
    /* The second field, the name in parentheses, may hold anything. */
    char *name = strchr(text, '('), *end = strrchr(text, ')');
    int parent, nice, threads;
    if (!name || !end || end < name ||
        sscanf(end + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %d %d", &parent,
               &nice, &threads) != 3)
        return -EIO;
    out->id = id;
    out->parent = (uint32_t)parent;
    out->threads = (uint32_t)threads;
    out->nice = nice;
    snprintf(out->name, sizeof(out->name), "%.*s", (int)(end - name - 1), name + 1);
    return 0;
}

uint32_t host_process_of_thread(uint32_t id)
{
    char path[32], text[512];
    unsigned process = 0;
    snprintf(path, sizeof(path), "/proc/%u/status", id);
    if (host_read_text(path, text, sizeof(text)) <= 0)
        return 0;
    const char *line = strstr(text, "\nTgid:");
    return line && sscanf(line, "\nTgid: %u", &process) == 1 ? process : 0;
}

static ssize_t read_link(uint32_t id, const char *which, char *out, size_t size)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%u/%s", id, which);
    ssize_t length = readlink(path, out, size - 1);
    if (length < 0)
        return -errno;
    out[length] = 0;
    return length;
}

ssize_t host_process_program(uint32_t id, char *path, size_t size)
{
    ssize_t length = read_link(id, "exe", path, size);
    static const char gone[] = " (deleted)";
    if (length > (ssize_t)sizeof(gone) && !strcmp(path + length - (sizeof(gone) - 1), gone)) {
        length -= (ssize_t)sizeof(gone) - 1;
        path[length] = 0;
    }
    return length;
}

/* The soft limit only: without privileges a hard one could not be raised again. */
int host_memory_limit(uint32_t process, uint64_t bytes)
{
    struct rlimit limit;
    if (prlimit((pid_t)process, RLIMIT_DATA, NULL, &limit))
        return -errno;
    limit.rlim_cur = bytes < limit.rlim_max ? (rlim_t)bytes : limit.rlim_max;
    return prlimit((pid_t)process, RLIMIT_DATA, &limit, NULL) ? -errno : 0;
}

bool host_process_is_like_self(uint32_t id)
{
    char path[32];
    struct stat theirs, ours;
    snprintf(path, sizeof(path), "/proc/%u/exe", id);
    return !stat(path, &theirs) && !stat("/proc/self/exe", &ours) && theirs.st_ino == ours.st_ino &&
           theirs.st_dev == ours.st_dev;
}

ssize_t host_process_directory(uint32_t id, char *path, size_t size)
{
    return read_link(id, "cwd", path, size);
}

ssize_t host_process_words(uint32_t id, char *words, size_t size)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%u/cmdline", id);
    return host_read_text(path, words, size);
}
