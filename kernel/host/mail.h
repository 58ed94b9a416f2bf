/* SPDX-License-Identifier: MIT
 *
 * Letters between processes of one user, with a descriptor in them: sequenced-packet sockets whose address is
 * the process's identifier, in Linux' abstract namespace, so that nothing is left on disk. Whoever connects
 * learns from the kernel who is at the other end. host.h's convention holds.
 */
#ifndef DECANT_KERNEL_HOST_MAIL_H
#define DECANT_KERNEL_HOST_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Where this process can be reached. -EADDRINUSE: it has such a place already. */
int host_mail_listen(void);
/* The next one who calls; a caller of another user is turned away. */
int host_mail_accept(int place);
/* -ECONNREFUSED: the process has no such place, or not yet. -EPERM: it is another user's. */
int host_mail_connect(uint32_t process);
/* A letter; descriptor -1: without one. */
int host_mail_send(int fd, const void *letter, size_t size, int descriptor);
/* -EAGAIN: none came within the time that is allowed. *descriptor: -1 or the caller's; NULL: none is wanted.
 * -EPIPE: the other end is gone; -EBADMSG: a letter of another size. */
int host_mail_receive(int fd, void *letter, size_t size, int *descriptor);

#endif
