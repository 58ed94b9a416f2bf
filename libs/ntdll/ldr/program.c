/* SPDX-License-Identifier: MIT
 *
 * The program's own image, the first of all modules, and what it needs at its start.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#include "kernel/host/environment.h"
#include "kernel/host/host.h"
#include "../rtl/parameters.h"

static struct module *program;

struct module *ldr_program(void)
{
    return program;
}

struct module *ldr_map_program(const char *unix_path)
{
    struct pe_info info;
    void *base;
    int fd = sys_host_open(unix_path, 0, 0);
    if (fd < 0) {
        report("%s: %s", unix_path, sys_host_error_text(fd));
        return NULL;
    }
    enum pe_error error = sys_pe_load(fd, true, &info, &base);
    sys_host_close(fd);
    if (!error && info.characteristics & IMAGE_FILE_DLL)
        error = PE_IS_DLL;
    if (error) {
        report("%s: %s", unix_path, pe_error_text(error));
        return NULL;
    }
    size_t size = parameters_path_size(unix_path);
    WCHAR *full_name = malloc(size * sizeof(WCHAR));
    char *path = strdup(unix_path);
    if (full_name && path) {
        parameters_path(unix_path, full_name, size);
        program = ldr_add_module_locked(base, &info, full_name, path);
    }
    if (!program) {
        report("%s: not enough memory", unix_path);
        return NULL;
    }
    program->pinned = true;
    process_peb.ImageBaseAddress = base;
    process_peb.Ldr = ldr_data();
    process_peb.LoaderLock = &ldr_loader_lock;
    return program;
}

bool ldr_bind_program(struct module *module_of_program)
{
    static const char *const always[] = {"ntdll.dll", "kernel32.dll", "kernelbase.dll"};
    struct ldr_search search = {0};
    struct module *module;
    ldr_lock();
    for (unsigned i = 0; i < countof(always); i++) {
        module = ldr_load_builtin_locked(ldr_find_face(always[i]));
        if (module)
            module->pinned = true;
    }
    NTSTATUS status = ldr_complete_locked(module_of_program, &search);
    if (NT_SUCCESS(status))
        status = ldr_tls_attach_thread_locked(NtCurrentTeb());
    FOR_EACH_MODULE(module)
    {
        module->pinned = true;
        module->entry.LoadCount = 0xFFFF;
    }
    ldr_unlock();
    if (!NT_SUCCESS(status))
        report("%s: %s", module_of_program->unix_path,
               status == STATUS_INVALID_IMAGE_FORMAT ? "its import or TLS directory points outside the image"
                                                     : "not enough memory to bind its imports");
    return NT_SUCCESS(status);
}
