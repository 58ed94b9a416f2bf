/* SPDX-License-Identifier: MIT
 *
 * The module list and the binding of imports. Built-in DLLs are faces inside this executable (docs/loader.md)
 * and cost nothing until they are imported; the rest are PE files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "ldr.h"
#include "../host/host.h"
#include "../nt/virtual.h"
#include "../rtl/wide.h"

extern const struct dll_face __start_dll_faces[], __stop_dll_faces[];

static PEB_LDR_DATA ldr_data = {.Length = sizeof(PEB_LDR_DATA), .Initialized = TRUE};
static struct module *program;

static void append(LIST_ENTRY *list, LIST_ENTRY *entry)
{
    entry->Flink = list;
    entry->Blink = list->Blink;
    list->Blink->Flink = entry;
    list->Blink = entry;
}

static void set_string(UNICODE_STRING *string, PWSTR text)
{
    string->Buffer = text;
    string->Length = (USHORT)(wide_length(text) * sizeof(WCHAR));
    string->MaximumLength = (USHORT)(string->Length + sizeof(WCHAR));
}

static WCHAR *wide_duplicate(const char *prefix, const char *text, bool path)
{
    size_t length = strlen(prefix), units = utf8_to_wide(text, NULL, 0);
    WCHAR *wide = malloc((length + units) * sizeof(WCHAR));
    if (!wide)
        return NULL;
    for (size_t i = 0; i < length; i++)
        wide[i] = (WCHAR)prefix[i];
    utf8_to_wide(text, wide + length, units);
    for (WCHAR *c = wide; path && *c; c++)
        if (*c == '/')
            *c = '\\';
    return wide;
}

static struct module *add_module(void *base, const struct pe_info *info, WCHAR *full_name)
{
    struct module *module = calloc(1, sizeof(*module));
    if (!module || !full_name)
        return NULL;
    module->info = *info;
    module->entry.DllBase = base;
    module->entry.SizeOfImage = info->size_of_image;
    module->entry.EntryPoint = info->entry ? (char *)base + info->entry : NULL;
    module->entry.TimeDateStamp = info->timestamp;
    module->entry.LoadCount = 1;
    set_string(&module->entry.FullDllName, full_name);
    WCHAR *name = full_name;
    for (WCHAR *c = full_name; *c; c++)
        if (*c == '\\')
            name = c + 1;
    set_string(&module->entry.BaseDllName, name);
    if (!ldr_data.InLoadOrderModuleList.Flink) {
        LIST_ENTRY *lists[] = {&ldr_data.InLoadOrderModuleList, &ldr_data.InMemoryOrderModuleList,
                               &ldr_data.InInitializationOrderModuleList};
        for (unsigned i = 0; i < countof(lists); i++)
            lists[i]->Flink = lists[i]->Blink = lists[i];
        process_peb.Ldr = &ldr_data;
    }
    virtual_add_image(base, info);
    append(&ldr_data.InLoadOrderModuleList, &module->entry.InLoadOrderLinks);
    append(&ldr_data.InMemoryOrderModuleList, &module->entry.InMemoryOrderLinks);
    return module;
}

#define FOR_EACH_MODULE(module)                                                                              \
    for (LIST_ENTRY *link_ = ldr_data.InLoadOrderModuleList.Flink;                                           \
         link_ && link_ != &ldr_data.InLoadOrderModuleList &&                                                \
         (module = container_of(link_, struct module, entry.InLoadOrderLinks));                              \
         link_ = link_->Flink)

struct module *ldr_find_module(PCWSTR name)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if (!wide_compare_ascii(module->entry.BaseDllName.Buffer, name))
            return module;
    }
    return NULL;
}

struct module *ldr_find_module_at(const void *address)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if ((uintptr_t)address - (uintptr_t)module->entry.DllBase < module->entry.SizeOfImage)
            return module;
    }
    return NULL;
}

#define RELATIVE(field) ((void *)((char *)&(field) + (field)))

static struct module *load_builtin(const char *name)
{
    for (const struct dll_face *face = __start_dll_faces; face < __stop_dll_faces; face++) {
        const char *face_name = RELATIVE(face->name);
        void *base = RELATIVE(face->face);
        struct pe_info info;
        if (strcasecmp(face_name, name))
            continue;
        if (pe_info_of(base, &info) != PE_OK)
            return NULL;
        if (face->data_size &&
            host_protect((char *)base + face->data, face->data_size, HOST_READ | HOST_WRITE))
            return NULL;
        struct module *module =
            add_module(base, &info, wide_duplicate("C:\\windows\\system32\\", face_name, false));
        if (module)
            module->builtin = true;
        return module;
    }
    return NULL;
}

static struct module *find_or_load(const char *name)
{
    WCHAR wide[MAX_PATH];
    if (utf8_to_wide(name, wide, countof(wide)) > countof(wide))
        return NULL;
    struct module *module = ldr_find_module(wide);
    return module ? module : load_builtin(name);
}

void *ldr_find_export(struct module *module, const char *name, DWORD ordinal)
{
    for (unsigned hops = 0; module && hops < 16; hops++) {
        const char *forwarder;
        void *address = pe_find_export(module->entry.DllBase, &module->info, name, ordinal, -1, &forwarder);
        if (!forwarder)
            return address;
        char library[MAX_PATH];
        const char *dot = strrchr(forwarder, '.');
        if (!dot || dot - forwarder > MAX_PATH - 5)
            return NULL;
        memcpy(library, forwarder, (size_t)(dot - forwarder));
        strcpy(library + (dot - forwarder), ".dll");
        module = find_or_load(library);
        name = dot[1] == '#' ? NULL : dot + 1;
        ordinal = dot[1] == '#' ? (DWORD)strtoul(dot + 2, NULL, 10) : 0;
    }
    return NULL;
}

static bool bind_imports(struct module *module)
{
    char *base = module->entry.DllBase;
    IMAGE_DATA_DIRECTORY directory = module->info.directory[IMAGE_DIRECTORY_ENTRY_IMPORT];
    if (!directory.VirtualAddress)
        return true;
    IMAGE_IMPORT_DESCRIPTOR *import = pe_at(base, &module->info, directory.VirtualAddress, sizeof(*import));
    for (; import && import->Name && import->FirstThunk; import++) {
        const char *library = pe_string(base, &module->info, import->Name);
        struct module *provider = library ? find_or_load(library) : NULL;
        ULONG_PTR *slot = pe_at(base, &module->info, import->FirstThunk, sizeof(*slot));
        ULONG_PTR *lookup = import->OriginalFirstThunk
                                ? pe_at(base, &module->info, import->OriginalFirstThunk, sizeof(*slot))
                                : slot;
        for (; lookup && slot && *lookup; lookup++, slot++) {
            void *address;
            if (*lookup & IMAGE_ORDINAL_FLAG)
                address = provider ? ldr_find_export(provider, NULL, (WORD)*lookup) : NULL;
            else
                address = provider ? ldr_find_export(provider, base + *lookup + 2, 0) : NULL;
            if (!address)
                report("%s: %s is missing", library, *lookup & IMAGE_ORDINAL_FLAG ? "?" : base + *lookup + 2);
            *slot = (ULONG_PTR)address;
        }
    }
    return true;
}

struct module *ldr_map_program(const char *unix_path)
{
    char head[0x1000];
    struct pe_info info;
    void *base;
    struct stat st;
    int fd = host_open(unix_path, O_RDONLY, 0);
    if (fd < 0 || fstat(fd, &st)) {
        report("%s: %s", unix_path, strerror(fd < 0 ? -fd : errno));
        return NULL;
    }
    ssize_t got = host_pread(fd, head, sizeof(head), 0);
    enum pe_error error = got < 0 ? PE_IO : pe_parse(head, (size_t)got, (uint64_t)st.st_size, &info);
    if (!error)
        error = pe_map(fd, (uint64_t)st.st_size, &info, &base);
    host_close(fd);
    if (error) {
        report("%s: %s", unix_path, pe_error_text(error));
        return NULL;
    }
    program = add_module(base, &info, wide_duplicate("Z:", unix_path, true));
    if (!program)
        return NULL;
    process_peb.ImageBaseAddress = base;
    return program;
}

bool ldr_bind_program(struct module *module)
{
    find_or_load("ntdll.dll");
    find_or_load("kernel32.dll");
    return bind_imports(module) && !pe_protect(module->entry.DllBase, &module->info);
}

bool ldr_attach_process(void)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if (module == program || !module->entry.EntryPoint)
            continue;
        PDLL_ENTRY entry = (PDLL_ENTRY)module->entry.EntryPoint;
        if (!entry(module->entry.DllBase, DLL_PROCESS_ATTACH, (LPVOID)1))
            return false;
        module->attached = true;
    }
    return true;
}

void ldr_detach_process(void)
{
    struct module *module;
    FOR_EACH_MODULE(module)
    {
        if (module->attached)
            ((PDLL_ENTRY)module->entry.EntryPoint)(module->entry.DllBase, DLL_PROCESS_DETACH, (LPVOID)1);
    }
}
