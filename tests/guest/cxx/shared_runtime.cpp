// SPDX-License-Identifier: MIT
//
// The C++ runtime as native DLLs (libstdc++-6, libgcc_s_seh-1), found through PATH: streams, an exception thrown in one
// module and caught in another, thread-local storage, objects that end with the program.
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>
#include <windows.h>

thread_local int local = 5;

static int failures(void)
{
    int count = 0;
    if (!GetModuleHandleA("libstdc++-6.dll") || !GetModuleHandleA("libgcc_s_seh-1.dll"))
        count++;
    try {
        std::vector<int> empty;
        count += empty.at(3) + 1;
    } catch (const std::out_of_range &error) {
        count += std::string(error.what()).find("_M_range_check") == std::string::npos;
    }
    std::ostringstream text;
    text << 42 << ' ' << 1.5;
    count += text.str() != "42 1.5";
    count += local++ != 5;
    return count;
}

int main()
{
    int count = failures();
    std::cout << (count ? "failed" : "passed") << std::endl;
    return count;
}
