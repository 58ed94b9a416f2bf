/* SPDX-License-Identifier: MIT
 *
 * Terminals: modes by termios, put back when the process ends, because a shell expects its terminal as it
 * was.
 */
#include <errno.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <termios.h>
#include "tty.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct termios original;
static int changed_fd = -1;

int host_tty_get_mode(int fd, struct host_tty_mode *mode)
{
    struct termios now;
    if (tcgetattr(fd, &now))
        return -errno;
    *mode = (struct host_tty_mode){now.c_lflag & ICANON, now.c_lflag & ECHO, now.c_lflag & ISIG};
    return 0;
}

int host_tty_set_mode(int fd, struct host_tty_mode mode)
{
    struct termios now;
    int result = 0;
    pthread_mutex_lock(&lock);
    if (tcgetattr(fd, &now)) {
        result = -errno;
    } else {
        if (changed_fd < 0) {
            original = now;
            changed_fd = fd;
        }
        now.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
        now.c_lflag |= (mode.line ? ICANON : 0) | (mode.echo ? ECHO : 0) | (mode.signals ? ISIG : 0);
        now.c_cc[VMIN] = 1;
        now.c_cc[VTIME] = 0;
        if (mode.line) { /* these share places with VMIN and VTIME on some systems, not on Linux's */
            now.c_cc[VEOF] = original.c_cc[VEOF];
            now.c_cc[VEOL] = original.c_cc[VEOL];
        }
        if (tcsetattr(fd, TCSANOW, &now))
            result = -errno;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

void host_tty_restore(void)
{
    if (changed_fd >= 0)
        tcsetattr(changed_fd, TCSANOW, &original);
}

int host_tty_size(int fd, unsigned *columns, unsigned *rows)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size))
        return -errno;
    *columns = size.ws_col ? size.ws_col : 80;
    *rows = size.ws_row ? size.ws_row : 25;
    return 0;
}

int host_tty_flush_input(int fd)
{
    return tcflush(fd, TCIFLUSH) ? -errno : 0;
}
