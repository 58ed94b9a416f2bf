/* SPDX-License-Identifier: MIT
 *
 * Run-time types in Microsoft's layout: casts within a hierarchy, what a failed cast to a reference and the type of
 * nothing throw, the names of types. Built for either runtime: the modern one has its classes in namespace std.
 */
#include "msvc.h"
#include "type_info.h"

#ifdef MODERN
namespace std
{
#endif
class exception
{
  public:
    virtual ~exception();
    virtual const char *what() const;

  private:
    const char *text;
    int do_free;
};
class bad_cast : public exception
{
  public:
    bad_cast(const bad_cast &);
    ~bad_cast() override;
};
class bad_typeid : public exception
{
};
#ifdef MODERN
} // namespace std
using std::bad_cast;
using std::bad_typeid;
using std::exception;
#endif

struct Type { /* type_info */
    const void *table;
    char *readable;
    char name[1];
};

extern "C" {
__declspec(dllimport) Type *__RTtypeid(void *);
__declspec(dllimport) void *__RTCastToVoid(void *);
#ifdef MODERN
struct alignas(16) List {
    unsigned long long parts[2];
};
__declspec(dllimport) const char *__std_type_info_name(void *data, List *list);
__declspec(dllimport) void __std_type_info_destroy_list(List *list);
__declspec(dllimport) int __std_type_info_compare(const void *, const void *);
__declspec(dllimport) unsigned long long __std_type_info_hash(const void *);
static List names;
#else
__declspec(dllimport) const char *type_name(const Type *) __asm__("?name@type_info@@QEBAPEBDXZ");
__declspec(dllimport) const char *type_raw_name(const Type *) __asm__("?raw_name@type_info@@QEBAPEBDXZ");
__declspec(dllimport) int type_equal(const Type *, const Type *) __asm__("??8type_info@@QEBAHAEBV0@@Z");
__declspec(dllimport) int type_before(const Type *, const Type *) __asm__("?before@type_info@@QEBAHAEBV1@@Z");
struct Exception {
    const void *table;
    const char *text;
    int do_free;
};
__declspec(dllimport) void *exception_text(Exception *, const char *const *) __asm__("??0exception@@QEAA@AEBQEBD@Z");
__declspec(dllimport) void *exception_static(Exception *, const char *const *, int) __asm__("??0exception@@QEAA@AEBQEBDH@Z");
__declspec(dllimport) void *exception_default(Exception *) __asm__("??0exception@@QEAA@XZ");
__declspec(dllimport) void *exception_copy(Exception *, const Exception *) __asm__("??0exception@@QEAA@AEBV0@@Z");
__declspec(dllimport) void *exception_assign(Exception *, const Exception *) __asm__("??4exception@@QEAAAEAV0@AEBV0@@Z");
__declspec(dllimport) void exception_destroy(Exception *) __asm__("??1exception@@UEAA@XZ");
__declspec(dllimport) const char *exception_what(const Exception *) __asm__("?what@exception@@UEBAPEBDXZ");
__declspec(dllimport) void *bad_cast_text(Exception *, const char *) __asm__("??0bad_cast@@QEAA@PEBD@Z");
__declspec(dllimport) void bad_typeid_default(Exception *) __asm__("??_Fbad_typeid@@QEAAXXZ");
#endif
}

#ifdef MODERN
#define CLASS_NAME(name) "class std::" name
#else
#define CLASS_NAME(name) "class " name
#endif

static int same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

struct Base {
    virtual int who()
    {
        return 1;
    }
};
struct Side {
    virtual int side()
    {
        return 5;
    }
};
struct Derived : Base, Side {
    int who() override
    {
        return 2;
    }
};
struct Apart : virtual Side {
    int who()
    {
        return 3;
    }
};
namespace space
{
template <typename T, int N> struct Holder {
    virtual T get()
    {
        return T();
    }
};
} // namespace space

NOINLINE static const char *name_of(void *object)
{
    Type *type = __RTtypeid(object);
#ifdef MODERN
    return __std_type_info_name(&type->readable, &names);
#else
    return type_name(type);
#endif
}

NOINLINE static int cast(Base &base)
{
    try {
        return dynamic_cast<Derived &>(base).who();
    } catch (const bad_cast &e) {
        return same(e.what(), "Bad dynamic_cast!") ? -1 : -2;
    }
}

NOINLINE static void casts()
{
    Base base;
    Derived derived;
    Apart apart;
    Side *side = &derived, *other = &apart;
    CHECK_EQ(cast(base), -1);
    CHECK_EQ(cast(derived), 2);
    CHECK_EQ(dynamic_cast<Derived *>(side) == &derived, 1);
    CHECK_EQ(dynamic_cast<Base *>(side) == &derived, 1); /* across */
    CHECK_EQ(dynamic_cast<Base *>(other) == 0, 1);
    CHECK_EQ(dynamic_cast<Apart *>(other) == &apart, 1);
    CHECK_EQ(__RTCastToVoid(side) == &derived, 1);
    CHECK_EQ(__RTCastToVoid(other) == &apart, 1);
    try {
        (void)dynamic_cast<Apart &>(*side);
        mark('!');
    } catch (exception &e) { /* its base */
        mark('e');
        CHECK_EQ(same(name_of(&e), CLASS_NAME("bad_cast")), 1);
    }
    try {
        __RTtypeid(0);
    } catch (const bad_cast &) {
        mark('!');
    } catch (const bad_typeid &) {
        mark('t');
    }
    CHECK_TRAIL("et");
}

NOINLINE static void type_names()
{
    space::Holder<int *, 3> holder;
    space::Holder<space::Holder<char, -1>, 0> nested;
    Derived derived;
    CHECK_EQ(same(name_of(&derived), "struct Derived"), 1);
    CHECK_EQ(same(name_of(&holder), "struct space::Holder<int * __ptr64,3>"), 1);
    CHECK_EQ(same(name_of(&nested), "struct space::Holder<struct space::Holder<char,-1>,0>"), 1);
    CHECK_EQ(name_of(&holder) == name_of(&holder), 1); /* made once */
    Type *one = __RTtypeid(&holder), *two = __RTtypeid(&derived);
#ifdef MODERN
    CHECK_EQ(__std_type_info_compare(&one->readable, &one->readable), 0);
    CHECK_EQ(__std_type_info_compare(&one->readable, &two->readable) != 0, 1);
    CHECK_EQ(__std_type_info_compare(&one->readable, &two->readable) < 0,
             __std_type_info_compare(&two->readable, &one->readable) > 0);
    CHECK_EQ(__std_type_info_hash(&one->readable) == __std_type_info_hash(&one->readable), 1);
    CHECK_EQ(__std_type_info_hash(&one->readable) != __std_type_info_hash(&two->readable), 1);
    CHECK_EQ(names.parts[0] != 0 || names.parts[1] != 0, 1);
    __std_type_info_destroy_list(&names);
#else
    CHECK_EQ(type_equal(one, one), 1);
    CHECK_EQ(type_equal(one, two), 0);
    CHECK_EQ(type_before(one, two) != type_before(two, one), 1);
    CHECK_EQ(same(type_raw_name(two), ".?AUDerived@@"), 1);
#endif
}

#ifndef MODERN
NOINLINE static void exported_classes()
{
    Exception one, two, three;
    const char *text = "trouble";
    exception_text(&one, &text);
    CHECK_EQ(same(exception_what(&one), "trouble") && one.text != text, 1);
    exception_static(&two, &text, 1);
    CHECK_EQ(exception_what(&two) == text, 1);
    exception_copy(&three, &one);
    CHECK_EQ(same(exception_what(&three), "trouble") && three.text != one.text, 1);
    exception_assign(&three, &two);
    CHECK_EQ(exception_what(&three) == text, 1);
    exception_destroy(&three);
    exception_default(&three);
    CHECK_EQ(same(exception_what(&three), "Unknown exception"), 1);
    CHECK_EQ(same(name_of(&three), "class exception"), 1);
    bad_cast_text(&three, "no");
    CHECK_EQ(same(exception_what(&three), "no"), 1);
    CHECK_EQ(same(name_of(&three), "class bad_cast"), 1);
    exception_destroy(&three);
    bad_typeid_default(&three);
    CHECK_EQ(same(exception_what(&three), "bad typeid"), 1);
    exception_destroy(&three);
    exception_destroy(&one);
}
#endif

extern "C" void mainCRTStartup()
{
    casts();
    type_names();
#ifndef MODERN
    exported_classes();
#endif
    ExitProcess(failures);
}
