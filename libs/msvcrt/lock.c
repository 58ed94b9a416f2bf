/* SPDX-License-Identifier: MIT
 *
 * The runtime's own locks by number, which start-up code and the stream functions share with programs: _lock
 * and _unlock. They are recursive critical sections.
 */
#include "msvcrt.h"

static struct {
    TEB *owner;
    unsigned depth;
} locks[CRT_LOCK_COUNT];

void CDECL msvcrt__lock(int locknum)
{
    TEB *self = NtCurrentTeb(), *none = NULL;
    if ((unsigned)locknum >= CRT_LOCK_COUNT)
        return;
    if (__atomic_load_n(&locks[locknum].owner, __ATOMIC_RELAXED) != self)
        while (!__atomic_compare_exchange_n(&locks[locknum].owner, &none, self, false, __ATOMIC_ACQUIRE,
                                            __ATOMIC_RELAXED)) {
            none = NULL;
            __builtin_ia32_pause();
        }
    locks[locknum].depth++;
}

void CDECL msvcrt__unlock(int locknum)
{
    if ((unsigned)locknum < CRT_LOCK_COUNT && !--locks[locknum].depth)
        __atomic_store_n(&locks[locknum].owner, NULL, __ATOMIC_RELEASE);
}
