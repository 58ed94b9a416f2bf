/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <pe.h>

/* A DLL of 64 bits with one section: an export of each kind, imports, a relocation, TLS, a resource. */
struct sample {
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS64 nt;
    IMAGE_SECTION_HEADER section[2];
    BYTE padding[0x400 - sizeof(IMAGE_DOS_HEADER) - sizeof(IMAGE_NT_HEADERS64) -
                 2 * sizeof(IMAGE_SECTION_HEADER)];
    BYTE data[0x400];
};

#define AT(offset) (0x1000 + (offset))

static void put32(struct sample *s, unsigned at, DWORD value)
{
    memcpy(s->data + at, &value, 4);
}

static void put64(struct sample *s, unsigned at, uint64_t value)
{
    memcpy(s->data + at, &value, 8);
}

static struct sample make(void)
{
    struct sample s;
    memset(&s, 0, sizeof(s));
    s.dos.e_magic = IMAGE_DOS_SIGNATURE;
    s.dos.e_lfanew = sizeof(s.dos);
    s.nt.Signature = IMAGE_NT_SIGNATURE;
    s.nt.FileHeader.Machine = IMAGE_FILE_MACHINE_AMD64;
    s.nt.FileHeader.NumberOfSections = 1;
    s.nt.FileHeader.SizeOfOptionalHeader = sizeof(IMAGE_OPTIONAL_HEADER64);
    s.nt.FileHeader.Characteristics = IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL;
    IMAGE_OPTIONAL_HEADER64 *o = &s.nt.OptionalHeader;
    o->Magic = IMAGE_NT_OPTIONAL_HDR64_MAGIC;
    o->ImageBase = 0x180000000;
    o->SectionAlignment = 0x1000;
    o->FileAlignment = 0x200;
    o->SizeOfImage = 0x2000;
    o->SizeOfHeaders = 0x400;
    o->Subsystem = IMAGE_SUBSYSTEM_WINDOWS_CUI;
    o->NumberOfRvaAndSizes = 16;
    memcpy(s.section[0].Name, ".data", 5);
    s.section[0].Misc.VirtualSize = 0x400;
    s.section[0].VirtualAddress = 0x1000;
    s.section[0].SizeOfRawData = 0x400;
    s.section[0].PointerToRawData = 0x400;
    s.section[0].Characteristics = IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE;
    /* Exports at 0: "alpha" (ordinal 5), "beta" forwarded (6), ordinal 7 without a name. */
    o->DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT] = (IMAGE_DATA_DIRECTORY){AT(0), 0x80};
    IMAGE_EXPORT_DIRECTORY exports = {.Base = 5,
                                      .NumberOfFunctions = 3,
                                      .NumberOfNames = 2,
                                      .AddressOfFunctions = AT(40),
                                      .AddressOfNames = AT(52),
                                      .AddressOfNameOrdinals = AT(60)};
    memcpy(s.data, &exports, sizeof(exports));
    put32(&s, 40, AT(0x200));
    put32(&s, 44, AT(0x50));
    put32(&s, 48, AT(0x208));
    put32(&s, 52, AT(0x40));
    put32(&s, 56, AT(0x48));
    memcpy(s.data + 60, "\0\0\1\0", 4);
    strcpy((char *)s.data + 0x40, "alpha");
    strcpy((char *)s.data + 0x48, "beta");
    strcpy((char *)s.data + 0x50, "other.gamma");
    /* Imports at 0x80: one by name, one by ordinal. */
    o->DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT] = (IMAGE_DATA_DIRECTORY){AT(0x80), 40};
    IMAGE_IMPORT_DESCRIPTOR import = {
        .OriginalFirstThunk = AT(0xB0), .Name = AT(0xD0), .FirstThunk = AT(0xE0)};
    memcpy(s.data + 0x80, &import, sizeof(import));
    put64(&s, 0xB0, AT(0xF8));
    put64(&s, 0xB8, IMAGE_ORDINAL_FLAG | 9);
    strcpy((char *)s.data + 0xD0, "other.dll");
    memcpy(s.data + 0xF8, "\3\0name", 7);
    /* A relocation of the pointer at 0x200. */
    o->DataDirectory[IMAGE_DIRECTORY_ENTRY_BASERELOC] = (IMAGE_DATA_DIRECTORY){AT(0x100), 12};
    put32(&s, 0x100, 0x1000);
    put32(&s, 0x104, 12);
    memcpy(s.data + 0x108, "\x00\xA2\0\0", 4);
    put64(&s, 0x200, 0x180001234);
    return s;
}

static enum pe_error parse(const struct sample *s, struct pe_info *info)
{
    enum pe_error error = pe_parse(s, sizeof(*s), sizeof(*s), info);
    return error ? error : pe_check_runnable(info);
}

#define EXPECT(change, error)                                                                                \
    do {                                                                                                     \
        struct sample s = make();                                                                            \
        struct pe_info info;                                                                                 \
        change;                                                                                              \
        assert_int_equal(parse(&s, &info), error);                                                           \
        assert_true(strlen(pe_error_text(error)) > 5);                                                       \
    } while (0)

static void each_flaw_has_its_error(void **state)
{
    (void)state;
    EXPECT((void)0, PE_OK);
    EXPECT(s.dos.e_magic = 0x4D5A, PE_NOT_PE);
    EXPECT(s.dos.e_lfanew = 0, PE_DOS);
    EXPECT(s.dos.e_lfanew = -5, PE_DOS);
    EXPECT(s.nt.Signature = 0x12345678, PE_DOS);
    EXPECT(s.nt.Signature = IMAGE_OS2_SIGNATURE, PE_WIN16);
    EXPECT(s.nt.Signature = IMAGE_LE_SIGNATURE, PE_VXD);
    EXPECT(s.dos.e_lfanew = sizeof(s) - 8, PE_DOS);
    EXPECT((s.dos.e_lfanew = sizeof(s) - 4, memcpy((char *)&s + sizeof(s) - 4, "PE\0\0", 4)), PE_TRUNCATED);
    EXPECT(s.nt.FileHeader.Machine = IMAGE_FILE_MACHINE_I386, PE_MACHINE_X86);
    EXPECT(s.nt.FileHeader.Machine = IMAGE_FILE_MACHINE_ARM64, PE_MACHINE_ARM64);
    EXPECT(s.nt.FileHeader.Machine = 0x1234, PE_MACHINE_OTHER);
    EXPECT(s.nt.FileHeader.Characteristics = 0, PE_OBJECT);
    EXPECT(s.nt.FileHeader.NumberOfSections = 97, PE_TOO_MANY_SECTIONS);
    EXPECT(s.nt.FileHeader.SizeOfOptionalHeader = 20, PE_BAD_OPTIONAL);
    EXPECT(s.nt.FileHeader.SizeOfOptionalHeader = 0xFFFF, PE_TRUNCATED);
    EXPECT(s.nt.OptionalHeader.Magic = 0x107, PE_BAD_OPTIONAL);
    EXPECT(s.nt.OptionalHeader.Magic = IMAGE_NT_OPTIONAL_HDR32_MAGIC, PE_BAD_ALIGNMENT);
    EXPECT(s.nt.OptionalHeader.SectionAlignment = 0x1001, PE_BAD_ALIGNMENT);
    EXPECT(s.nt.OptionalHeader.FileAlignment = 0, PE_BAD_ALIGNMENT);
    EXPECT(s.nt.OptionalHeader.FileAlignment = 0x2000, PE_BAD_ALIGNMENT);
    EXPECT(s.nt.OptionalHeader.ImageBase = 0x180001000, PE_BAD_ALIGNMENT);
    EXPECT(s.nt.OptionalHeader.SizeOfImage = 0, PE_BAD_SIZE);
    EXPECT(s.nt.OptionalHeader.SizeOfImage = 0x80000000, PE_BAD_SIZE);
    EXPECT(s.nt.OptionalHeader.AddressOfEntryPoint = 0x2000, PE_BAD_SIZE);
    EXPECT(s.nt.OptionalHeader.Subsystem = IMAGE_SUBSYSTEM_NATIVE, PE_DRIVER);
    EXPECT(s.nt.OptionalHeader.Subsystem = IMAGE_SUBSYSTEM_EFI_APPLICATION, PE_EFI);
    EXPECT(s.nt.OptionalHeader.DataDirectory[14].VirtualAddress = 0x1000, PE_DOTNET);
    EXPECT(s.section[0].VirtualAddress = 0x1100, PE_BAD_SECTION);
    EXPECT(s.section[0].VirtualAddress = 0x2000, PE_BAD_SECTION);
    EXPECT(s.section[0].VirtualAddress = 0, PE_BAD_SECTION);
    EXPECT(s.section[0].Misc.VirtualSize = 0xFFFFFFFF, PE_BAD_SECTION);
    EXPECT((s.section[0].SizeOfRawData = 0x1000, s.section[0].Misc.VirtualSize = 0x1000), PE_TRUNCATED);
    EXPECT(s.section[0].PointerToRawData = 0xFFFFFE00, PE_TRUNCATED);
    EXPECT((s.nt.FileHeader.NumberOfSections = 2, s.section[1] = s.section[0]), PE_BAD_SECTION);
    /* What Windows tolerates. */
    EXPECT(s.nt.OptionalHeader.SizeOfHeaders = 0x7FFFFFFF, PE_OK);
    EXPECT(s.nt.OptionalHeader.SizeOfHeaders = 0, PE_OK);
    EXPECT(s.nt.OptionalHeader.NumberOfRvaAndSizes = 0xFFFFFFFF, PE_OK);
    EXPECT(s.section[0].Misc.VirtualSize = 0, PE_OK);
    EXPECT(s.section[0].PointerToRawData = 0x401, PE_OK);
    EXPECT((s.section[0].SizeOfRawData = 0, s.section[0].PointerToRawData = 0xFFFFFE00), PE_OK);
}

static void headers_may_be_cut_anywhere(void **state)
{
    (void)state;
    struct sample s = make();
    for (size_t size = 0; size < 0x400; size++) {
        struct pe_info info;
        char *copy = malloc(size ? size : 1);
        memcpy(copy, &s, size);
        enum pe_error error = pe_parse(copy, size, sizeof(s), &info);
        assert_true(error == PE_OK || error == PE_TRUNCATED || (size < 2 && error == PE_NOT_PE));
        free(copy);
    }
}

/* The sample as an image at an address that is not its preferred one. */
static char *load(const struct sample *s, struct pe_info *info)
{
    void *image = NULL;
    assert_int_equal(pe_parse(s, sizeof(*s), sizeof(*s), info), PE_OK);
    assert_int_equal(posix_memalign(&image, 0x1000, info->size_of_image), 0);
    memset(image, 0, info->size_of_image);
    pe_layout(s, sizeof(*s), info, image);
    return image;
}

static void images_are_relocated(void **state)
{
    (void)state;
    struct sample s = make();
    struct pe_info info;
    char *image = load(&s, &info);
    uint64_t value;
    assert_int_equal(pe_relocate(image, &info, (uintptr_t)image), PE_OK);
    memcpy(&value, image + 0x1200, 8);
    assert_int_equal(value, (uintptr_t)image + 0x1234);
    info.directory[IMAGE_DIRECTORY_ENTRY_BASERELOC].Size = 0x10000;
    assert_int_equal(pe_relocate(image, &info, (uintptr_t)image), PE_BAD_RELOCATION);
    info.directory[IMAGE_DIRECTORY_ENTRY_BASERELOC].VirtualAddress = 0;
    assert_int_equal(pe_relocate(image, &info, (uintptr_t)image), PE_NO_RELOCATION);
    assert_int_equal(pe_relocate(image, &info, 0x180000000), PE_OK);
    free(image);
    s = make();
    put32(&s, 0x104, 0xFFFFFFFF); /* a block that ends behind the table */
    image = load(&s, &info);
    assert_int_equal(pe_relocate(image, &info, (uintptr_t)image), PE_BAD_RELOCATION);
    free(image);
    s = make();
    put32(&s, 0x100, 0x1FFFF000); /* a page outside the image */
    image = load(&s, &info);
    assert_int_equal(pe_relocate(image, &info, (uintptr_t)image), PE_BAD_RELOCATION);
    free(image);
}

static void exports_are_found(void **state)
{
    (void)state;
    struct sample s = make();
    struct pe_info info;
    char *image = load(&s, &info);
    const char *forwarder;
    for (int hint = -1; hint < 4; hint++) { /* a wrong hint does no harm */
        assert_ptr_equal(pe_find_export(image, &info, "alpha", 0, hint, &forwarder), image + 0x1200);
        assert_null(forwarder);
    }
    assert_ptr_equal(pe_find_export(image, &info, NULL, 5, -1, &forwarder), image + 0x1200);
    assert_ptr_equal(pe_find_export(image, &info, NULL, 7, -1, &forwarder), image + 0x1208);
    assert_null(pe_find_export(image, &info, "beta", 0, -1, &forwarder));
    assert_string_equal(forwarder, "other.gamma");
    assert_null(pe_find_export(image, &info, "gamma", 0, -1, &forwarder));
    assert_null(pe_find_export(image, &info, NULL, 4, -1, &forwarder));
    assert_null(pe_find_export(image, &info, NULL, 8, -1, &forwarder));
    free(image);
}

static void imports_are_walked(void **state)
{
    (void)state;
    struct sample s = make();
    struct pe_info info;
    char *image = load(&s, &info);
    struct pe_imports walk;
    struct pe_import import;
    pe_imports_begin(&walk, image, &info);
    assert_int_equal(pe_imports_next(&walk, &import), PE_OK);
    assert_string_equal(import.library, "other.dll");
    assert_string_equal(import.name, "name");
    assert_int_equal(import.hint, 3);
    assert_ptr_equal(import.slot, image + 0x10E0);
    assert_int_equal(pe_imports_next(&walk, &import), PE_OK);
    assert_null(import.name);
    assert_int_equal(import.ordinal, 9);
    assert_ptr_equal(import.slot, image + 0x10E8);
    assert_int_equal(pe_imports_next(&walk, &import), PE_OK);
    assert_null(import.slot);
    info.directory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress = 0x1FFF;
    pe_imports_begin(&walk, image, &info);
    assert_int_equal(pe_imports_next(&walk, &import), PE_BAD_IMPORT);
    free(image);
}

static void a_file_is_loaded_and_protected(void **state)
{
    (void)state;
    struct sample s = make();
    struct pe_info info;
    void *base, *flat;
    size_t size;
    char name[] = "/tmp/decant_pe_XXXXXX";
    int fd = mkstemp(name);
    assert_int_equal(write(fd, &s, sizeof(s)), sizeof(s));
    assert_int_equal(pe_load(fd, false, &info, &base), PE_OK);
    assert_memory_equal((char *)base + 0x1040, "alpha", 6);
    assert_int_equal(pe_protect(base, &info), PE_OK);
    pe_unmap(base, &info);
    assert_int_equal(pe_map_flat(fd, &flat, &size), PE_OK);
    assert_int_equal(size, sizeof(s));
    pe_unmap_data(flat, size);
    assert_int_equal(pe_map_for_data(fd, &flat, &size), PE_OK);
    assert_int_equal(size, 0x2000);
    pe_unmap_data(flat, size);
    assert_int_equal(ftruncate(fd, 0x500), 0);
    assert_int_equal(pe_load(fd, false, &info, &base), PE_TRUNCATED);
    close(fd);
    unlink(name);
}

static void write_tree(void *tree, DWORD rva, void *context)
{
    memset(tree, 0, sizeof(IMAGE_RESOURCE_DIRECTORY));
    *(DWORD *)context = rva;
}

static void a_file_gets_resources(void **state)
{
    (void)state;
    struct sample s = make();
    struct pe_info info;
    DWORD rva = 0;
    for (int pass = 0; pass < 2; pass++) { /* a new section, then a larger one */
        static void *file;
        static size_t size;
        void *out;
        assert_int_equal(pe_replace_resources(pass ? file : &s, pass ? size : sizeof(s), pass ? 0x2345 : 16,
                                              write_tree, &rva, &out, &size),
                         PE_OK);
        assert_int_equal(rva, 0x2000);
        assert_int_equal(pe_parse(out, size, size, &info), PE_OK);
        assert_int_equal(info.section_count, 2);
        assert_int_equal(info.size_of_image, pass ? 0x5000 : 0x3000);
        assert_int_equal(info.directory[IMAGE_DIRECTORY_ENTRY_RESOURCE].VirtualAddress, 0x2000);
        free(pass ? file : NULL);
        file = out;
        if (pass)
            free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_flaw_has_its_error), cmocka_unit_test(headers_may_be_cut_anywhere),
        cmocka_unit_test(images_are_relocated),    cmocka_unit_test(exports_are_found),
        cmocka_unit_test(imports_are_walked),      cmocka_unit_test(a_file_is_loaded_and_protected),
        cmocka_unit_test(a_file_gets_resources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
