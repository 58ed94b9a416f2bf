/* SPDX-License-Identifier: MIT
 *
 * See mail.h. The address is no secret, so both sides ask the kernel for the other's identity (SO_PEERCRED):
 * a listener's is that of the process that began to listen.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include "file.h"
#include "host.h"
#include "mail.h"

#define PATIENCE 10 /* seconds that an answer may take */
#define BACKLOG  64

static socklen_t address_of(uint32_t process, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX}; /* a NUL first: the abstract namespace */
    int length = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "decant-mail-%u-%u",
                          (unsigned)geteuid(), process);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

/* An open socket with a number above 2, or the error of what opened it. */
static int settle(int fd)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    if (fd < 0)
        return -errno;
    if (fd <= 2) {
        int high = host_duplicate(fd);
        host_close(fd);
        if (high < 0)
            return high;
        fd = high;
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    return fd;
}

static void limit_patience(int fd)
{
    struct timeval patience = {.tv_sec = PATIENCE};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

/* process 0: any of this user's. */
static bool is_peer(int fd, uint32_t process)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);
    return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) && peer.uid == geteuid() &&
           (!process || peer.pid == (pid_t)process);
}

int host_mail_listen(void)
{
    struct sockaddr_un address;
    socklen_t size = address_of(host_process_id(), &address);
    int fd = settle(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&address, size) || listen(fd, BACKLOG))) {
        int error = errno;
        host_close(fd);
        return -error;
    }
    return fd;
}

int host_mail_accept(int place)
{
    for (;;) {
        int fd = settle(accept4(place, NULL, NULL, SOCK_CLOEXEC));
        if (fd == -EINTR || fd == -ECONNABORTED)
            continue;
        if (fd < 0 || is_peer(fd, 0)) {
            if (fd >= 0)
                limit_patience(fd);
            return fd;
        }
        host_close(fd);
    }
}

int host_mail_connect(uint32_t process)
{
    struct sockaddr_un address;
    socklen_t size = address_of(process, &address);
    int result, fd = settle(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (fd < 0)
        return fd;
    do
        result = connect(fd, (struct sockaddr *)&address, size);
    while (result && errno == EINTR);
    int error = result ? errno : is_peer(fd, process) ? 0 : EPERM;
    if (error) {
        host_close(fd);
        return -error;
    }
    limit_patience(fd);
    return fd;
}

union control {
    struct cmsghdr head;
    char space[CMSG_SPACE(sizeof(int))];
};

int host_mail_send(int fd, const void *letter, size_t size, int descriptor)
{
    struct iovec part = {(void *)letter, size};
    union control control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof(control.space);
        control.head = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.head), &descriptor, sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

int host_mail_receive(int fd, void *letter, size_t size, int *descriptor)
{
    struct iovec part = {letter, size};
    union control control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control.space)};
    ssize_t got;
    int received = -1;
    do
        got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
        head->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&received, CMSG_DATA(head), sizeof(int));
    if (received >= 0 && received <= 2) {
        int high = host_duplicate(received);
        host_close(received);
        received = high;
    }
    int error = got == 0 ? -EPIPE : (size_t)got != size || (message.msg_flags & MSG_TRUNC) ? -EBADMSG : 0;
    if (received >= 0 && (error || !descriptor))
        host_close(received);
    else if (descriptor)
        *descriptor = received;
    return error;
}
