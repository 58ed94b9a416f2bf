// SPDX-License-Identifier: MIT
// C++ with iostreams: counts words, in order, from standard input and a file; formats numbers; string streams.
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

int main(int argc, char **argv)
{
    std::map<std::string, int> count;
    std::string word;
    while (std::cin >> word)
        count[word]++;
    if (argc > 1) {
        std::ifstream file(argv[1]);
        if (!file) {
            std::cerr << "cannot open " << argv[1] << std::endl;
            return 2;
        }
        for (std::istream_iterator<std::string> at(file), end; at != end; ++at)
            count[*at]++;
    }
    std::vector<std::pair<std::string, int>> sorted(count.begin(), count.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    for (const auto &entry : sorted)
        std::cout << std::setw(6) << entry.second << ' ' << entry.first << '\n';
    std::ostringstream text;
    text << std::hex << 255 << ' ' << std::fixed << std::setprecision(3) << 3.14159 << ' ' << std::scientific << 1e10;
    std::cout << text.str() << std::endl;
    return 0;
}
