/* SPDX-License-Identifier: MIT
 *
 * What boundaries.cpp and its DLL share.
 */
#ifndef DECANT_TESTS_BOUNDARIES_H
#define DECANT_TESTS_BOUNDARIES_H

#include <stdexcept>

struct Trouble : std::runtime_error {
    int number;
    Trouble(int n, const char *text) : std::runtime_error(text), number(n)
    {
    }
};

#ifdef BOUNDARIES_DLL
#define BORDER extern "C" __declspec(dllexport)
#else
#define BORDER extern "C" __declspec(dllimport)
#endif
BORDER void dll_throws(int number);
/* Calls back with an object alive; counts its end. */
BORDER void dll_calls(void (*callback)(int), int number, int *destroyed);
/* The number of the Trouble that the callback throws; -1 for anything else. */
BORDER int dll_catches(void (*callback)(int), int number);

#endif
