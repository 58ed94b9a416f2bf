/* SPDX-License-Identifier: MIT
 *
 * Objects that are counted: none is left alive where all destructors have run.
 */
#ifndef DECANT_TESTS_GUEST_MSVC_COUNTED_H
#define DECANT_TESTS_GUEST_MSVC_COUNTED_H

struct Counted {
    static int alive;
    int value;
    Counted(int v) : value(v)
    {
        alive++;
    }
    Counted(const Counted &other) : value(other.value)
    {
        alive++;
    }
    ~Counted()
    {
        alive--;
    }
};
int Counted::alive;

#endif
