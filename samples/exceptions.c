/* SPDX-License-Identifier: MIT
 *
 * Structured exceptions in plain C: an array whose pages are committed by the access violation that touches
 * them, a message of the program's own by RaiseException, and a division that is given another divisor.
 */
#include <stdio.h>
#include <windows.h>

#define MESSAGE 0xE0000001

static char *array;
static SIZE_T array_size = 1 << 20;
static int pages;

/* Commits the page of the array that was touched, and the instruction is tried again. */
static LONG commit(ULONG_PTR address)
{
    if (address - (ULONG_PTR)array >= array_size)
        return EXCEPTION_CONTINUE_SEARCH;
    if (!VirtualAlloc((void *)address, 1, MEM_COMMIT, PAGE_READWRITE))
        return EXCEPTION_CONTINUE_SEARCH;
    pages++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    switch (record->ExceptionCode) {
    case EXCEPTION_ACCESS_VIOLATION:
        return commit(record->ExceptionInformation[1]);
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
        printf("a division by zero: by 1 instead\n");
        pointers->ContextRecord->Rcx = 1;
        return EXCEPTION_CONTINUE_EXECUTION;
    case MESSAGE:
        printf("message: %s, %d\n", (const char *)record->ExceptionInformation[0],
               (int)record->ExceptionInformation[1]);
        return EXCEPTION_CONTINUE_EXECUTION;
    default:
        return EXCEPTION_CONTINUE_SEARCH;
    }
}

static int divide(int a, int b)
{
    __asm__ volatile("cltd\n\tidivl %%ecx" : "+a"(a), "+c"(b) : : "rdx", "cc");
    return a;
}

int wmain(void)
{
    ULONG_PTR arguments[] = {(ULONG_PTR) "from RaiseException", 42};
    PVOID registration = AddVectoredExceptionHandler(1, handler);
    array = VirtualAlloc(NULL, array_size, MEM_RESERVE, PAGE_NOACCESS);
    if (!registration || !array)
        return 1;
    for (SIZE_T i = 0; i < array_size; i += 100000)
        ((volatile char *)array)[i] = (char)(i / 100000);
    printf("%d pages were touched, and the last holds %d\n", pages, array[1000000]);
    RaiseException(MESSAGE, 0, 2, arguments);
    printf("84 / 2 = %d\n", divide(84, 2));
    printf("84 / 0 = %d\n", divide(84, 0));
    RemoveVectoredExceptionHandler(registration);
    VirtualFree(array, 0, MEM_RELEASE);
    return 0;
}
