/* SPDX-License-Identifier: MIT
 *
 * host.h's part about terminals.
 */
#ifndef DECANT_KERNEL_HOST_TTY_H
#define DECANT_KERNEL_HOST_TTY_H

#include "host.h"

/* Line editing, echo, and whether Ctrl+C and the like are signals. */
struct host_tty_mode {
    bool line, echo, signals;
};
/* The first change remembers the settings that host_tty_restore puts back. */
int host_tty_set_mode(int fd, struct host_tty_mode mode);
int host_tty_get_mode(int fd, struct host_tty_mode *mode);
void host_tty_restore(void);
/* In character cells; -ENOTTY. */
int host_tty_size(int fd, unsigned *columns, unsigned *rows);
/* Throws away what was typed and not read. */
int host_tty_flush_input(int fd);

#endif
