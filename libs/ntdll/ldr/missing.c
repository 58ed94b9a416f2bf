/* SPDX-License-Identifier: MIT
 *
 * Imports that nothing provides. Each is bound to a stub of a few instructions of its own, which loads the
 * address of what it stands for and jumps to one common routine; the guest's call is still the top of the
 * stack there. It names the function and its caller in one line and raises STATUS_ENTRYPOINT_NOT_FOUND with
 * the caller's state, as if the call itself had raised it; the caller may handle it.
 */
#include <stdlib.h>
#include <string.h>
#include "common/text_format.h"
#include "internal.h"
#include "kernel/host/host.h"
#include "../rtl/exception.h"

#define BLOCK_SIZE 0x10000u
#define STUB_SIZE  32u

#ifdef __x86_64__
#define PC Rip
#else
#define PC Eip
#endif

struct missing {
    const char *library, *name;
    WORD ordinal;
    unsigned char *stub;
    struct missing *next;
};

static struct missing *all;  /* stubs stay: somebody may have kept an address */
static unsigned char *block; /* stubs that are left of the last block */
static unsigned block_left;

/* context: the guest's, as it was at the call. */
__attribute__((used)) WINAPI _Noreturn void missing_import_called(const struct missing *missing,
                                                                  CONTEXT *context)
{
    char place[300], number[8];
    const char *name = missing->name;
    void *caller = (void *)(uintptr_t)context->PC;
    if (!name) {
        text_format(number, sizeof(number), "#%u", missing->ordinal);
        name = number;
    }
    ldr_describe_address(caller, place, sizeof(place));
    report("%s!%s is missing (called from %s)", missing->library, name, place);
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_ENTRYPOINT_NOT_FOUND,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    exception_raise(&record, context, NULL);
}

/* Entered by a jump: the return address is the guest's, RSP is 8 modulo 16 as after any call.
 * RtlCaptureContext sees a call from here; the context is then made that of the guest, behind its call. */
void missing_import_entry(void);
#ifdef __x86_64__
__asm__(".text\n"
        ".type missing_import_entry, @function\n"
        "missing_import_entry:\n"
        "    .cfi_startproc\n"
        "    push %r10\n"
        "    .cfi_adjust_cfa_offset 8\n"
        "    sub $(0x4D0 + 0x20), %rsp\n"
        "    .cfi_adjust_cfa_offset (0x4D0 + 0x20)\n"
        "    lea 0x20(%rsp), %rcx\n"
        "    call RtlCaptureContext\n"
        "    mov (0x4D0 + 0x20)(%rsp), %rcx\n"
        "    lea 0x20(%rsp), %rdx\n"
        "    mov (0x4D0 + 0x28)(%rsp), %rax\n"
        "    mov %rax, 0xF8(%rdx)\n" /* Rip */
        "    lea (0x4D0 + 0x30)(%rsp), %rax\n"
        "    mov %rax, 0x98(%rdx)\n" /* Rsp */
        "    call missing_import_called\n"
        "    int3\n"
        "    .cfi_endproc\n"
        ".size missing_import_entry, . - missing_import_entry\n");
ASSERT_SIZE(CONTEXT, 0x4D0, 0);
ASSERT_OFFSET(CONTEXT, Rip, 0xF8, 0);
ASSERT_OFFSET(CONTEXT, Rsp, 0x98, 0);

static void write_stub(unsigned char *at, const struct missing *missing)
{
    void (*entry)(void) = missing_import_entry;
    memcpy(at, "\x49\xBA", 2); /* mov r10, missing */
    memcpy(at + 2, &missing, 8);
    memcpy(at + 10, "\x49\xBB", 2); /* mov r11, entry */
    memcpy(at + 12, &entry, 8);
    memcpy(at + 20, "\x41\xFF\xE3", 3); /* jmp r11 */
}
#else
__asm__(".text\n"
        ".type missing_import_entry, @function\n"
        "missing_import_entry:\n"
        "    .cfi_startproc\n"
        "    push %eax\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    sub $0x2CC, %esp\n"
        "    .cfi_adjust_cfa_offset 0x2CC\n"
        "    push %esp\n"
        "    call RtlCaptureContext\n"
        "    mov 0x2D0(%esp), %eax\n"
        "    mov %eax, 0xB8(%esp)\n" /* Eip */
        "    lea 0x2D4(%esp), %eax\n"
        "    mov %eax, 0xC4(%esp)\n" /* Esp */
        "    mov %esp, %eax\n"
        "    push %eax\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    push 0x2D0(%esp)\n"
        "    .cfi_adjust_cfa_offset 4\n"
        "    call missing_import_called\n"
        "    int3\n"
        "    .cfi_endproc\n"
        ".size missing_import_entry, . - missing_import_entry\n");
ASSERT_SIZE(CONTEXT, 0, 0x2CC);
ASSERT_OFFSET(CONTEXT, Eip, 0, 0xB8);
ASSERT_OFFSET(CONTEXT, Esp, 0, 0xC4);

static void write_stub(unsigned char *at, const struct missing *missing)
{
    int32_t distance = (int32_t)((char *)missing_import_entry - (char *)(at + 10));
    at[0] = 0xB8; /* mov eax, missing */
    memcpy(at + 1, &missing, 4);
    at[5] = 0xE9; /* jmp entry */
    memcpy(at + 6, &distance, 4);
}
#endif

void *ldr_missing_stub_locked(const char *library, const char *name, WORD ordinal)
{
    if (!block_left) {
        void *fresh;
        if (sys_host_map_aligned(BLOCK_SIZE, BLOCK_SIZE, HOST_READ | HOST_WRITE | HOST_EXECUTE, &fresh))
            return NULL;
        block = fresh;
        block_left = BLOCK_SIZE / STUB_SIZE;
    }
    struct missing *missing = malloc(sizeof(*missing));
    char *library_copy = strdup(library), *name_copy = name ? strdup(name) : NULL;
    if (!missing || !library_copy || (name && !name_copy)) {
        free(missing);
        free(library_copy);
        free(name_copy);
        return NULL;
    }
    *missing = (struct missing){library_copy, name_copy, ordinal,
                                block + BLOCK_SIZE - block_left-- * STUB_SIZE, all};
    write_stub(missing->stub, missing);
    all = missing;
    return missing->stub;
}

static bool is_of(const struct missing *missing, const char *library, const char *name, WORD ordinal)
{
    return !strcmp(missing->library, library) && (name ? missing->name && !strcmp(missing->name, name)
                                                       : !missing->name && missing->ordinal == ordinal);
}

void *ldr_missing_function(const char *library, const char *name, WORD ordinal)
{
    ldr_lock();
    struct missing *missing = all;
    while (missing && !is_of(missing, library, name, ordinal))
        missing = missing->next;
    void *stub = missing ? missing->stub : ldr_missing_stub_locked(library, name, ordinal);
    ldr_unlock();
    return stub;
}
