/* SPDX-License-Identifier: MIT
 *
 * A word that tells others that a thread has died, however it did: Linux walks a thread's list of robust
 * futexes at its end and marks every word that holds the thread's identifier. The list is ours alone, for
 * decant has no robust pthread mutexes, which it is for otherwise.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "host.h"

static __thread struct {
    struct robust_list_head head;
    struct robust_list node; /* the only one; the word lies at a distance from it */
} marks;

int host_mark_death(_Atomic uint32_t *word, uint32_t thread)
{
    marks.head.list_op_pending = NULL;
    marks.node.next = &marks.head.list;
    marks.head.list.next = &marks.head.list;
    if (word) {
        *word = thread;
        marks.head.futex_offset = (long)((uintptr_t)word - (uintptr_t)&marks.node);
        marks.head.list.next = &marks.node;
    }
    return syscall(SYS_set_robust_list, &marks.head, sizeof(marks.head)) ? -errno : 0;
}
