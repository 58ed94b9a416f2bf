/* SPDX-License-Identifier: MIT
 *
 * Undecorated names: a table of what Microsoft's runtime (vcruntime140 14.50) answers, and what is not
 * understood.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "libs/msvcrt/msvcrt.h"
#include "libs/msvcrt/undecorate.h"

void *CDECL msvcrt_malloc(size_t size)
{
    return malloc(size);
}

void CDECL msvcrt_free(void *memory)
{
    free(memory);
}

static void names_become_readable(void **state)
{
    static const struct {
        unsigned flags;
        const char *name, *readable;
    } rows[] = {
        {0x0, "?set_terminate@@YAP6AXXZP6AXXZ@Z",
         "void (__cdecl*__cdecl set_terminate(void (__cdecl*)(void)))(void)"},
        {0x0, "??0bad_cast@@QEAA@AEBQEBD@Z",
         "public: __cdecl bad_cast::bad_cast(char const * __ptr64 const & __ptr64) __ptr64"},
        {0x0, "??1type_info@@UEAA@XZ", "public: virtual __cdecl type_info::~type_info(void) __ptr64"},
        {0x0, "??8type_info@@QEBAHAEBV0@@Z",
         "public: int __cdecl type_info::operator==(class type_info const & __ptr64)const __ptr64"},
        {0x0, "??_7exception@@6B@", "const exception::`vftable'"},
        {0x0, "??_Fbad_cast@@QEAAXXZ",
         "public: void __cdecl bad_cast::`default constructor closure'(void) __ptr64"},
        {0x0, "??_R0?AVexception@std@@@8", "class std::exception `RTTI Type Descriptor'"},
        {0x0, "??_R1A@?0A@EA@exception@std@@8",
         "std::exception::`RTTI Base Class Descriptor at (0,-1,0,64)'"},
        {0x0, "??_R4exception@std@@6B@", "const std::exception::`RTTI Complete Object Locator'"},
        {0x0, "?_Ptr_cout@std@@3PEAV?$basic_ostream@DU?$char_traits@D@std@@@1@EA",
         "class std::basic_ostream<char,struct std::char_traits<char> > * __ptr64 __ptr64 std::_Ptr_cout"},
        {0x0, "?x@@3HA", "int x"},
        {0x0, "?x@@3PEBDEB", "char const * __ptr64 const __ptr64 x"},
        {0x0, "?names@@3QBQEBDB", "char const * __ptr64 const * const names"},
        {0x0, "?f@A@@CAXPEAHZZ", "private: static void __cdecl A::f(int * __ptr64,...)"},
        {0x0, "??BA@@QEBAHXZ", "public: __cdecl A::operator int(void)const __ptr64"},
        {0x0, "??2@YAPEAX_K@Z", "void * __ptr64 __cdecl operator new(unsigned __int64)"},
        {0x0, "??_G?$vector@H@std@@UEAAPEAXI@Z",
         "public: virtual void * __ptr64 __cdecl std::vector<int>::`scalar deleting destructor'(unsigned "
         "int) __ptr64"},
        {0x0, "?inner@?1??outer@@YAXXZ@4HA", "int `void __cdecl outer(void)'::`2'::inner"},
        {0x0, "?f@?A0x1234abcd@@YAXXZ", "void __cdecl `anonymous namespace'::f(void)"},
        {0x0, "??$max@H@std@@YAAEBHAEBH0@Z",
         "int const & __ptr64 __cdecl std::max<int>(int const & __ptr64,int const & __ptr64)"},
        {0x0, "?g@@YAXP8A@@EBAHH@ZPEQA@@H@Z",
         "void __cdecl g(int (__cdecl A::*)(int)const __ptr64,int A::* __ptr64)"},
        {0x0, "?h@@YAXAEAY02H@Z", "void __cdecl h(int (& __ptr64)[3])"},
        {0x0, "?m@A@@QEHAAXXZ", "public: void __cdecl A::m(void) __ptr64&& "},
        {0x0, "?clone@A@@QEGBA?AV1@XZ", "public: class A __cdecl A::clone(void)const __ptr64& "},
        {0x0, "??_Ebase@@W7EAAPEAXI@Z",
         "[thunk]:public: virtual void * __ptr64 __cdecl base::`vector deleting destructor'`adjustor{8}' "
         "(unsigned int) __ptr64"},
        {0x0, "?v@@YAXW4color@@W2small@@@Z", "void __cdecl v(enum color,enum short small)"},
        {0x0, "?n@@YAX$$T@Z", "void __cdecl n(std::nullptr_t)"},
        {0x0, "?q@@YAX$$QEAV?$unique_ptr@H@std@@@Z", "void __cdecl q(class std::unique_ptr<int> && __ptr64)"},
        {0x0, "?e@@YAXXZ_E", "?e@@YAXXZ_E"},
        {0x0, "plain", "plain"},
        {0x2, "?f@A@@QEBAHPEBD@Z", "public: int A::f(char const *)const "},
        {0x1000, "?f@A@@QEBAHPEBD@Z", "A::f"},
        {0x7f, "?f@A@@QEBAHPEBD@Z", "public: A::f(char const *)"},
        {0x80, "?f@A@@SAHPEBD@Z", "static int __cdecl A::f(char const * __ptr64)"},
        {0x2800, "?AV?$vector@HV?$allocator@H@std@@@std@@",
         "class std::vector<int,class std::allocator<int> >"},
        {0x2800, "?AU?$pair@$$CBHV?$basic_string@DU?$char_traits@D@std@@V?$allocator@D@2@@std@@@std@@",
         "struct std::pair<int const ,class std::basic_string<char,struct std::char_traits<char>,class "
         "std::allocator<char> > >"},
        {0x2800, "?AV?$function@$$A6AHDN@Z@std@@", "class std::function<int __cdecl(char,double)>"},
        {0x2800, "?AV?$array@$$BY02H$0?0@@", "class array<int [3],-1>"},
        {0x2800, "?AV?$A@$1?x@@3HA@@", "class A<&int x>"},
        {0x2800, "?AV<lambda_1>@?1??main@@YAHXZ@", "class `int __cdecl main(void)'::`2'::<lambda_1>"},
        {0x2800, "PEAH", "int * __ptr64"},
        {0x2800, "PEBX", "void const * __ptr64"},
        {0x2800, "_N", "bool"},
        {0x2800, "_J", "__int64"},
        {0x2800, "P6AXH@Z", "void (__cdecl*)(int)"},
        {0x2800, "?AW4color@@", "enum color"},
        {0x2000, "PEAH", "int * __ptr64"},
        {0x2802, "PEAH", "int *"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char *text = undecorate_name(rows[i].name, rows[i].flags);
        assert_string_equal(text, rows[i].readable);
        free(text);
    }
}

static void others_stay_as_they_are(void **state)
{
    static const char *const names[] = {"",    "?",    "??",        "?f@@YAX",  "?f@@YAXH", "?f@@YA9@Z",
                                        "?f@", "?$",   "??$f@H@@",  "?f@9@3HA", "??_R1A@@", "?f@@YAXP8@Z",
                                        "??_", "??__", "?x@@3Y9@A", "?f@@W7",   "?x@@3Y"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char *text = undecorate_name(names[i], 0);
        assert_string_equal(text, names[i]);
        free(text);
    }
}

/* Each argument is a pair of the one before: the text would grow without end. */
static void growth_is_bounded(void **state)
{
    char name[4096] = "?f@@YAX";
    for (int i = 0; i < 9; i++) {
        char argument[64];
        int last = i ? i - 1 : 0;
        if (i)
            snprintf(argument, sizeof(argument), "P6A%d%d%d%d%d%d%d@Z", last, last, last, last, last, last,
                     last);
        else
            strcpy(argument, "PEAH");
        strcat(name, argument);
    }
    strcat(name, "@Z");
    char *text = undecorate_name(name, 0);
    assert_true(strlen(text) < 0x40000);
    free(text);
    char deep[1024] = ".";
    memset(deep + 1, 'P', 900);
    char *same = undecorate_name(deep, UNDECORATE_TYPE);
    assert_string_equal(same, deep);
    free(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_readable),
        cmocka_unit_test(others_stay_as_they_are),
        cmocka_unit_test(growth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
