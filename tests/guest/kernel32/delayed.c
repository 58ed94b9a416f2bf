/* SPDX-License-Identifier: MIT
 *
 * Delay-loaded imports that the system's helper resolves: descriptors and thunks are the import library's
 * (dlltool), and so is the name of the helper that the thunks call.
 */
#include "guest.h"

typedef struct {
    ULONG Size;
    const IMAGE_DELAYLOAD_DESCRIPTOR *DelayloadDescriptor;
    ULONG_PTR *ThunkAddress;
    LPCSTR TargetDllName;
    struct {
        ULONG ImportDescribedByName;
        union {
            LPCSTR Name;
            ULONG Ordinal;
        } Description;
    } TargetApiDescriptor;
    PVOID TargetModuleBase, Unused;
    ULONG LastError;
} INFO;

int late_value(int x);
int late_by_ordinal(int a, int b);
int late_missing(int x);
int late_missing_ordinal(int x);
int absent_function(int x);
FARPROC WINAPI DelayLoadFailureHook(LPCSTR dll, LPCSTR name);

extern IMAGE_DOS_HEADER __ImageBase;
static PVOID(WINAPI *resolve)(PVOID, const IMAGE_DELAYLOAD_DESCRIPTOR *, PVOID, PVOID, ULONG_PTR *, ULONG);
static const IMAGE_DELAYLOAD_DESCRIPTOR *late;
static ULONG_PTR *late_slot;
static INFO told;
static unsigned resolved, failures, system_failures;
static LPCSTR system_dll, system_name;
static PVOID image_answer, system_answer;

static PVOID WINAPI image_hook(ULONG reason, INFO *info)
{
    CHECK_EQ(reason, 4); /* DELAYLOAD_GPA_FAILURE */
    failures++;
    told = *info;
    return image_answer;
}

static PVOID WINAPI system_hook(LPCSTR dll, LPCSTR name)
{
    system_failures++;
    system_dll = dll;
    system_name = name;
    return system_answer;
}

/* What the thunks call for a word of the address table that is not bound. */
FARPROC WINAPI __delayLoadHelper2(const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor, ULONG_PTR *slot)
{
    resolved++;
    late = descriptor;
    late_slot = slot;
    return (FARPROC)resolve(&__ImageBase, descriptor, image_hook, system_hook, slot, 0);
}

static int twice(int x)
{
    return 2 * x;
}

TEST(a_dll_comes_with_the_first_call)
{
    CHECK_EQ(GetModuleHandleW(L"ldr_late.dll"), 0);
    CHECK_EQ(late_value(2), 42);
    HMODULE module = GetModuleHandleW(L"ldr_late.dll");
    CHECK(module);
    CHECK_EQ(resolved, 1);
    CHECK_EQ(*late_slot, GetProcAddress(module, "late_value"));
    CHECK_EQ(*(HMODULE *)((BYTE *)&__ImageBase + late->ModuleHandleRVA), module);
    CHECK_EQ(late_value(3), 43); /* goes there directly */
    CHECK_EQ(resolved, 1);
    CHECK_EQ(late_by_ordinal(6, 7), 42);
    CHECK_EQ(resolved, 2);
    CHECK_EQ(*late_slot, GetProcAddress(module, (LPCSTR)7));
    CHECK_EQ(failures + system_failures, 0);
}

TEST(a_bound_word_is_answered_again)
{
    ULONG_PTR bound = *late_slot;
    CHECK_EQ(resolve(&__ImageBase, late, image_hook, system_hook, late_slot, 0), bound);
    *late_slot = 1; /* as if it had been put back */
    CHECK_EQ(resolve(&__ImageBase, late, image_hook, system_hook, late_slot, 0), bound);
    CHECK_EQ(*late_slot, bound);
    CHECK_EQ(failures + system_failures, 0);
}

TEST(the_images_hook_is_asked_first)
{
    image_answer = twice;
    CHECK_EQ(late_missing(21), 42);
    CHECK_EQ(failures, 1);
    CHECK_EQ(system_failures, 0);
    CHECK_EQ(told.Size, sizeof(told));
    CHECK_EQ(told.DelayloadDescriptor, late);
    CHECK_EQ(told.ThunkAddress, late_slot);
    CHECK_TEXT(told.TargetDllName, "ldr_late.dll");
    CHECK_EQ(told.TargetModuleBase, GetModuleHandleW(L"ldr_late.dll"));
    CHECK_EQ(told.TargetApiDescriptor.ImportDescribedByName, TRUE);
    CHECK_TEXT(told.TargetApiDescriptor.Description.Name, "late_missing");
    CHECK_EQ(told.LastError, ERROR_PROC_NOT_FOUND);
}

TEST(a_missing_ordinal_is_told)
{
    failures = system_failures = 0;
    image_answer = NULL;
    system_answer = twice;
    CHECK_EQ(late_missing_ordinal(4), 8);
    CHECK_EQ(failures, 1);
    CHECK_EQ(told.TargetApiDescriptor.ImportDescribedByName, FALSE);
    CHECK_EQ(told.TargetApiDescriptor.Description.Ordinal, 99);
    CHECK_EQ(system_failures, 1);
    CHECK_TEXT(system_dll, "ldr_late.dll");
    CHECK_EQ(system_name, 99);
}

TEST(a_missing_dll_is_told)
{
    failures = system_failures = 0;
    CHECK_EQ(absent_function(5), 10);
    CHECK_EQ(failures, 1);
    CHECK_TEXT(told.TargetDllName, "ldr_absent.dll");
    CHECK_TEXT(told.TargetApiDescriptor.Description.Name, "absent_function");
    CHECK_EQ(told.TargetModuleBase, 0);
    CHECK_EQ(told.LastError, ERROR_MOD_NOT_FOUND);
    CHECK_EQ(system_failures, 1);
    CHECK_TEXT(system_dll, "ldr_absent.dll");
    CHECK_TEXT(system_name, "absent_function");
}

TEST(the_systems_own_hook_has_an_answer)
{
    PVOID(WINAPI * hook)
    (LPCSTR, LPCSTR) = (void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "DelayLoadFailureHook");
    CHECK(hook && hook("ldr_absent.dll", "absent_function") != NULL);
}

GUEST_MAIN(resolve = (void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "ResolveDelayLoadedAPI");
           RUN(a_dll_comes_with_the_first_call); RUN(a_bound_word_is_answered_again);
           RUN(the_images_hook_is_asked_first); RUN(a_missing_ordinal_is_told); RUN(a_missing_dll_is_told);
           RUN(the_systems_own_hook_has_an_answer);)
