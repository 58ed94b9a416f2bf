/* SPDX-License-Identifier: MIT
 *
 * A DLL for the loader's tests: exports by name, by ordinal, data and forwarders; thread-local storage with a
 * callback; it counts what DllMain is told.
 */
#include <windows.h>

__declspec(dllexport) volatile LONG one_attached, one_threads, one_thread_ends, one_callbacks;
__declspec(dllexport) int one_data = 42;
static volatile LONG *detach_counter;

__declspec(dllexport) int one_function(int x)
{
    return x + 1;
}

int one_hidden_name(void)
{
    return 77;
}

/* Where DLL_PROCESS_DETACH is to be counted: this DLL's own data is gone by then. */
__declspec(dllexport) void one_count_detach(volatile LONG *counter)
{
    detach_counter = counter;
}

/* Two imports of another DLL, one by a forwarder of this one. */
__declspec(dllimport) int two_function(int x);

__declspec(dllexport) int one_calls_two(int x)
{
    return two_function(x) * 10;
}

/* Static thread-local storage without a C runtime: the directory that the linker finds by its name. */
ULONG _tls_index;
__attribute__((section(".tls"))) char _tls_start[] = "template"; /* 9 bytes */
__attribute__((section(".tls$ZZZ"))) char _tls_end = 0;

static void NTAPI callback(PVOID module, DWORD reason, PVOID reserved)
{
    InterlockedIncrement(&one_callbacks);
}

static PIMAGE_TLS_CALLBACK callbacks[] = {callback, NULL};
const IMAGE_TLS_DIRECTORY64 _tls_used = {
    .StartAddressOfRawData = (ULONG_PTR)&_tls_start,
    .EndAddressOfRawData = (ULONG_PTR)&_tls_end,
    .AddressOfIndex = (ULONG_PTR)&_tls_index,
    .AddressOfCallBacks = (ULONG_PTR)callbacks,
    .SizeOfZeroFill = 8,
};

__declspec(dllexport) char *one_tls(void)
{
    char **blocks;
    __asm__("movq %%gs:0x58, %0" : "=r"(blocks));
    return blocks[_tls_index];
}

BOOL WINAPI DllMainCRTStartup(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    switch (reason) {
    case DLL_PROCESS_ATTACH:
        /* What this DLL imports was initialized before it, and TLS callbacks come first. */
        one_attached = two_function(0) == 2 && one_callbacks == 1;
        break;
    case DLL_THREAD_ATTACH:
        InterlockedIncrement(&one_threads);
        break;
    case DLL_THREAD_DETACH:
        InterlockedIncrement(&one_thread_ends);
        break;
    case DLL_PROCESS_DETACH:
        if (detach_counter)
            InterlockedIncrement(detach_counter);
    }
    return TRUE;
}
