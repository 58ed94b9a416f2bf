/* SPDX-License-Identifier: MIT
 *
 * Waiting for a value at an address to change.
 */
#include "guest.h"

typedef BOOL(WINAPI *wait_on_address)(volatile VOID *, PVOID, SIZE_T, DWORD);
typedef void(WINAPI *wake_by_address)(PVOID);
static wait_on_address wait_on;
static wake_by_address wake_all;
static volatile BYTE flag;

static DWORD WINAPI waits_on_byte(LPVOID argument)
{
    BYTE unwanted = 0;
    while (!flag)
        if (!wait_on(&flag, &unwanted, 1, 20000))
            return 1;
    return 0;
}

TEST(addresses_can_be_waited_on)
{
    HANDLE threads[3];
    BYTE unwanted = 0;
    HMODULE base = GetModuleHandleW(L"kernelbase.dll");
    wait_on = (wait_on_address)(void *)GetProcAddress(base, "WaitOnAddress");
    wake_all = (wake_by_address)(void *)GetProcAddress(base, "WakeByAddressAll");
    CHECK(wait_on && wake_all);
    if (!wait_on || !wake_all)
        return;
    CHECK_FAILS(wait_on(&flag, &unwanted, 1, 5), FALSE, ERROR_TIMEOUT);
    CHECK_FAILS(wait_on(&flag, &unwanted, 3, 5), FALSE, ERROR_INVALID_PARAMETER);
    for (int i = 0; i < 3; i++)
        threads[i] = CreateThread(NULL, 0, waits_on_byte, NULL, 0, NULL);
    Sleep(10);
    flag = 1;
    wake_all((PVOID)&flag);
    CHECK_EQ(WaitForMultipleObjects(3, threads, TRUE, 30000), WAIT_OBJECT_0);
    for (int i = 0; i < 3; i++) {
        DWORD code = 1;
        GetExitCodeThread(threads[i], &code);
        CHECK_EQ(code, 0);
        CloseHandle(threads[i]);
    }
}

GUEST_MAIN(RUN(addresses_can_be_waited_on);)
