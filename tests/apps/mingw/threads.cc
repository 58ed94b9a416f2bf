// SPDX-License-Identifier: MIT
// Threads as the C++ library of the posix model gives them: mutex, condition variable, future, thread_local, atomic.
#include <atomic>
#include <condition_variable>
#include <future>
#include <iostream>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

static thread_local int mine;
static std::once_flag once;
static int onced;

int main()
{
    std::mutex lock;
    std::condition_variable ready;
    std::atomic<int> done{0};
    long total = 0;
    bool go = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++)
        threads.emplace_back([&, i] {
            std::unique_lock<std::mutex> hold(lock);
            ready.wait(hold, [&] { return go; });
            mine += i;
            total += mine;
            std::call_once(once, [] { onced++; });
            done++;
        });
    {
        std::lock_guard<std::mutex> hold(lock);
        go = true;
    }
    ready.notify_all();
    for (auto &thread : threads)
        thread.join();
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 1);
    auto sum = std::async(std::launch::async, [&] { return std::accumulate(numbers.begin(), numbers.end(), 0); });
    std::cout << done << ' ' << total << ' ' << mine << ' ' << onced << ' ' << sum.get() << std::endl;
    return 0;
}
