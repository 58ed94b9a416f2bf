/* SPDX-License-Identifier: MIT
 *
 * What msvcrt exports of C++ under decorated names, called as a compiler would (a member's object is its
 * first argument): the exception classes, type_info, the memory operators, the handlers; with them the few
 * other functions that only old programs import.
 */
#include "crt_dll.h"
#include <setjmp.h>
#include <stdlib.h>

struct exception {
    void **vftable;
    const char *what;
    int do_free;
};

typedef struct exception *object;
typedef object(__cdecl *from_text)(object, const char *);
typedef object(__cdecl *from_text_at)(object, const char *const *);
typedef object(__cdecl *from_other)(object, const struct exception *);
typedef void(__cdecl *method)(object);

static const char *what(const struct exception *self)
{
    return ((const char *(__cdecl *)(const struct exception *))crt_function("?what@exception@@UEBAPEBDXZ"))(
        self);
}

/* A text of the class's own, copies, assignment, the end. `at`: a further constructor takes the text's
 * address. */
static void check_class(from_text construct, from_text_at at, from_other copy, from_other assign,
                        method destroy)
{
    char text[] = "first";
    const char *second = "second";
    struct exception a, b, c;
    CHECK_EQ(construct(&a, text), &a);
    text[0] = 'X'; /* the object has a copy */
    CHECK_TEXT(what(&a), "first");
    CHECK_EQ(a.do_free & 0xFF, 1);
    CHECK_EQ(copy(&b, &a), &b);
    CHECK(b.vftable == a.vftable && b.what != a.what);
    CHECK_TEXT(what(&b), "first");
    if (at)
        CHECK_EQ(at(&c, &second), &c);
    else
        CHECK_EQ(construct(&c, second), &c);
    CHECK_TEXT(what(&c), "second");
    CHECK_EQ(assign(&b, &c), &b);
    CHECK_TEXT(what(&b), "second");
    CHECK_EQ(assign(&c, &c), &c);
    CHECK_TEXT(what(&c), "second");
    /* The second virtual function is what(). */
    CHECK_TEXT(((const char *(__cdecl *)(object))a.vftable[1])(&a), "first");
    destroy(&a);
    destroy(&b);
    destroy(&c);
    CHECK_EQ(construct(&a, NULL), &a);
    CHECK_TEXT(what(&a), "Unknown exception");
    destroy(&a);
}

TEST(exception_classes)
{
    struct exception made;
    check_class(crt_function("??0bad_cast@@QEAA@PEBD@Z"), crt_function("??0bad_cast@@AEAA@PEBQEBD@Z"),
                crt_function("??0bad_cast@@QEAA@AEBV0@@Z"), crt_function("??4bad_cast@@QEAAAEAV0@AEBV0@@Z"),
                crt_function("??1bad_cast@@UEAA@XZ"));
    check_class(crt_function("??0bad_cast@@QEAA@PEBD@Z"), crt_function("??0bad_cast@@QEAA@AEBQEBD@Z"),
                crt_function("??0bad_cast@@QEAA@AEBV0@@Z"), crt_function("??4bad_cast@@QEAAAEAV0@AEBV0@@Z"),
                crt_function("??1bad_cast@@UEAA@XZ"));
    check_class(crt_function("??0bad_typeid@@QEAA@PEBD@Z"), NULL,
                crt_function("??0bad_typeid@@QEAA@AEBV0@@Z"),
                crt_function("??4bad_typeid@@QEAAAEAV0@AEBV0@@Z"), crt_function("??1bad_typeid@@UEAA@XZ"));
    ((method)crt_function("??_Fbad_cast@@QEAAXXZ"))(&made);
    CHECK_TEXT(what(&made), "bad cast");
    ((method)crt_function("??1bad_cast@@UEAA@XZ"))(&made);
    ((method)crt_function("??_Fbad_typeid@@QEAAXXZ"))(&made);
    CHECK_TEXT(what(&made), "bad typeid");
    ((method)crt_function("??1bad_typeid@@UEAA@XZ"))(&made);
}

struct type {
    void *vftable, *name;
    char decorated[32];
};

TEST(types)
{
    struct type a = {NULL, NULL, ".?AVfirst@@"}, b = {NULL, NULL, ".?AVfirst@@"},
                c = {NULL, NULL, ".?AUother@@"};
    int(__cdecl * equal)(const void *, const void *) = crt_function("??8type_info@@QEBAHAEBV0@@Z");
    int(__cdecl * differs)(const void *, const void *) = crt_function("??9type_info@@QEBAHAEBV0@@Z");
    int(__cdecl * before)(const void *, const void *) = crt_function("?before@type_info@@QEBAHAEBV1@@Z");
    const char *(__cdecl * name)(void *) = crt_function("?name@type_info@@QEBAPEBDXZ");
    CHECK(equal(&a, &b) && !equal(&a, &c));
    CHECK(!differs(&a, &b) && differs(&a, &c));
    CHECK(!before(&a, &b) && before(&a, &c) != before(&c, &a));
    CHECK_TEXT(name(&a), "class first");
    CHECK_TEXT(name(&c), "struct other");
    ((void(__cdecl *)(void *))crt_function("??1type_info@@UEAA@XZ"))(&a); /* gives the readable name back */
    CHECK_EQ(a.name, 0);
}

static size_t asked;

static int __cdecl give_up(size_t size)
{
    asked = size;
    return 0;
}

TEST(memory_operators)
{
    static const char *const pairs[][2] = {{"??2@YAPEAX_K@Z", "??3@YAXPEAX@Z"},
                                           {"??_U@YAPEAX_K@Z", "??_V@YAXPEAX@Z"}};
    const size_t too_much = (size_t)1 << 62;
    typedef int(__cdecl * handler)(size_t);
    handler(__cdecl * set)(handler) = crt_function("?_set_new_handler@@YAP6AH_K@ZP6AH0@Z@Z");
    handler(__cdecl * query)(void) = crt_function("?_query_new_handler@@YAP6AH_K@ZXZ");
    for (int i = 0; i < 2; i++) {
        void *(__cdecl * allocate)(size_t) = crt_function(pairs[i][0]);
        void(__cdecl * release)(void *) = crt_function(pairs[i][1]);
        char *memory = allocate(40);
        CHECK(memory != NULL);
        memset(memory, 1, 40);
        CHECK_EQ(CRT(size_t, _msize, void *)(memory), 40);
        release(memory);
        release(NULL);
        memory = allocate(0);
        CHECK(memory != NULL);
        release(memory);
        CHECK_EQ(query(), 0);
        CHECK_EQ(set(give_up), 0);
        CHECK_EQ(query(), give_up);
        asked = 0;
        CHECK_EQ(allocate(too_much), 0);
        CHECK_EQ(asked, too_much);
        errno = 0;
        CHECK_EQ(set(NULL), give_up);
    }
}

/* ---- the functions that are called when nothing else can be ---- */

static jmp_buf out;
static int left;

static void __cdecl leave(void)
{
    left++;
    longjmp(out, 1);
}

/* Both call the program's handler, which must not return. */
TEST(terminate_and_unexpected)
{
    typedef void(__cdecl * handler)(void);
    handler(__cdecl * set)(handler) = crt_function("?set_terminate@@YAP6AXXZP6AXXZ@Z");
    handler(__cdecl * set_other)(handler) = crt_function("?set_unexpected@@YAP6AXXZP6AXXZ@Z");
    handler terminate = crt_function("?terminate@@YAXXZ"), unexpected = crt_function("?unexpected@@YAXXZ");
    handler first = set(leave), other = set_other(leave);
    if (!setjmp(out))
        terminate();
    CHECK_EQ(left, 1);
    if (!setjmp(out))
        unexpected();
    CHECK_EQ(left, 2);
    CHECK_EQ(set_other(NULL), leave); /* without one it is terminate() */
    if (!setjmp(out))
        unexpected();
    CHECK_EQ(left, 3);
    CHECK_EQ(set(first), leave);
    set_other(other);
    void *(__cdecl * translator)(void *) =
        crt_function("?_set_se_translator@@YAP6AXIPEAU_EXCEPTION_POINTERS@@@ZP6AXI0@Z@Z");
    CHECK_EQ(translator(leave), 0);
    CHECK_EQ(translator(NULL), leave);
    CHECK_EQ(CRT(int, __uncaught_exception, void)(), 0);
}

/* ---- what little else ---- */

TEST(heap_of_old)
{
    size_t used = 5, committed = 6;
    CHECK_EQ(CRT(int, _heapset, unsigned)('x'), -2); /* _HEAPOK */
    CHECK_EQ(CRT(int, _heapadd, void *, size_t)(&used, sizeof(used)), -1);
    CHECK_ERRNO(40); /* ENOSYS */
    CHECK_EQ(CRT(size_t, _heapused, size_t *, size_t *)(&used, &committed), 0);
    CHECK_ERRNO(40);
    CHECK_EQ(CRT(size_t, _get_sbh_threshold, void)(), 0);
    CHECK_EQ(CRT(int, _set_sbh_threshold, size_t)(0), 1);
    CHECK_EQ(CRT(int, _set_sbh_threshold, size_t)(1016), 0); /* there is no small-block heap */
}

TEST(state_of_locales)
{
    CHECK_EQ(CRT(int, __lconv_init, void)(), 0);
    CHECK_EQ(CRT(int, ___setlc_active_func, void)(), 0);
    int *readers = CRT(int *, ___unguarded_readlc_active_add_func, void)();
    CHECK(readers && *readers == 0);
    CHECK_EQ(CRT(int, _atoi_l, const char *, void *)(" -42x", NULL), -42);
    CHECK_EQ(CRT(int, _atoi_l, const char *, void *)("x", NULL), 0);
}

struct find {
    unsigned attributes;
    long long created, accessed, written;
    unsigned size;
    char name[260];
};
struct wide_find {
    unsigned attributes;
    long long created, accessed, written;
    unsigned size;
    wchar_t name[260];
};
struct stat64i32 {
    unsigned device;
    unsigned short number, mode;
    short links, user, group;
    unsigned of_device;
    int size;
    long long accessed, written, created;
};

TEST(forms_with_a_small_size)
{
    struct find found = {0};
    struct wide_find wide = {0};
    struct stat64i32 status = {0};
    CHECK(CreateDirectoryA("decant-forms", NULL));
    HANDLE file = CreateFileA("decant-forms\\a.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD put;
    CHECK(WriteFile(file, "12345", 5, &put, NULL));
    CloseHandle(file);
    CloseHandle(CreateFileA("decant-forms\\b.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    /* In either order: a.txt has five bytes, b.txt none. */
    intptr_t search =
        CRT(intptr_t, _findfirst64i32, const char *, struct find *)("decant-forms\\*.txt", &found);
    CHECK(search != -1);
    CHECK_TEXT(found.name, found.size ? "a.txt" : "b.txt");
    unsigned sizes = found.size;
    CHECK_EQ(CRT(int, _findnext64i32, intptr_t, struct find *)(search, &found), 0);
    CHECK_TEXT(found.name, found.size ? "a.txt" : "b.txt");
    CHECK_EQ(sizes + found.size, 5);
    CHECK_EQ(CRT(int, _findnext64i32, intptr_t, struct find *)(search, &found), -1);
    CHECK_ERRNO(ENOENT);
    CHECK_EQ(CRT(int, _findclose, intptr_t)(search), 0);
    search =
        CRT(intptr_t, _wfindfirst64i32, const wchar_t *, struct wide_find *)(L"decant-forms\\*.txt", &wide);
    CHECK(search != -1 && wide.name[0] == (wide.size ? 'a' : 'b'));
    sizes = wide.size;
    CHECK_EQ(CRT(int, _wfindnext64i32, intptr_t, struct wide_find *)(search, &wide), 0);
    CHECK(wide.name[0] == (wide.size ? 'a' : 'b') && sizes + wide.size == 5);
    CHECK_EQ(CRT(int, _wfindnext64i32, intptr_t, struct wide_find *)(search, &wide), -1);
    CHECK_ERRNO(ENOENT);
    CHECK_EQ(CRT(int, _findclose, intptr_t)(search), 0);
    CHECK_EQ(CRT(int, _wstat64i32, const wchar_t *, void *)(L"decant-forms\\a.txt", &status), 0);
    CHECK(status.size == 5 && status.mode == 0100666 && status.links == 1);
    memset(&status, 0, sizeof(status));
    int fd = CRT(int, _open, const char *, int, ...)("decant-forms\\a.txt", 0);
    CHECK_EQ(CRT(int, _fstat64i32, int, void *)(fd, &status), 0);
    CHECK(status.size == 5 && (status.mode & 0170000) == 0100000 && status.written > 1700000000);
    CHECK_EQ(CRT(int, _close, int)(fd), 0);
    CHECK_EQ(CRT(int, _wstat64i32, const wchar_t *, void *)(L"decant-forms\\c.txt", &status), -1);
    CHECK_ERRNO(ENOENT);
    CHECK(DeleteFileA("decant-forms\\a.txt") && DeleteFileA("decant-forms\\b.txt"));
    CHECK(RemoveDirectoryA("decant-forms"));
}

TEST(undecorated_names)
{
    char text[64];
    char *(__cdecl * name)(char *, const char *, int, void *, void *, unsigned short) =
        crt_function("__unDName");
    char *(__cdecl * extended)(char *, const char *, int, void *, void *, void *, unsigned) =
        crt_function("__unDNameEx");
    CHECK_EQ(name(text, "?f@@YAHH@Z", sizeof(text), malloc, free, 0), text);
    CHECK_TEXT(text, "int __cdecl f(int)");
    CHECK_EQ(name(text, "?f@@YAHH@Z", sizeof(text), malloc, free, 0x1000), text); /* UNDNAME_NAME_ONLY */
    CHECK_TEXT(text, "f");
    char *made = extended(NULL, "?g@space@@YAXPEBD@Z", 0, malloc, free, NULL, 0);
    CHECK_TEXT(made, "void __cdecl space::g(char const * __ptr64)");
    free(made);
}

GUEST_MAIN(crt_setup(); RUN(exception_classes); RUN(types); RUN(memory_operators);
           RUN(terminate_and_unexpected); RUN(heap_of_old); RUN(state_of_locales);
           RUN(forms_with_a_small_size); RUN(undecorated_names);)
