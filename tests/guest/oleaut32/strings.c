/* SPDX-License-Identifier: MIT
 *
 * BSTRs and VARIANTs.
 */
#include "guest.h"
#include <oleauto.h>

TEST(a_bstr_carries_its_length)
{
    BSTR text = SysAllocString(L"hello");
    CHECK_WIDE(text, L"hello");
    CHECK_EQ(SysStringLen(text), 5);
    CHECK_EQ(((DWORD *)text)[-1], 10);
    CHECK(SysReAllocString(&text, L"hi"));
    CHECK_EQ(SysStringByteLen(text), 4);
    CHECK(SysReAllocStringLen(&text, NULL, 4));
    CHECK(text[0] == 'h' && text[1] == 'i' && SysStringLen(text) == 4 && text[4] == 0);
    SysFreeString(text);
    text = SysAllocStringLen(L"a\0b", 3);
    CHECK(SysStringLen(text) == 3 && text[2] == 'b' && text[3] == 0);
    SysFreeString(text);
    text = SysAllocStringByteLen("abc", 3);
    CHECK_EQ(SysStringByteLen(text), 3);
    CHECK_TEXT((char *)text, "abc");
    SysFreeString(text);
    CHECK_EQ(SysAllocString(NULL), NULL);
    CHECK_EQ(SysStringLen(NULL), 0);
    SysFreeString(NULL);
}

TEST(variants)
{
    VARIANT a, b;
    VariantInit(&a);
    VariantInit(&b);
    V_VT(&a) = VT_BSTR;
    V_BSTR(&a) = SysAllocString(L"42");
    CHECK_EQ(VariantCopy(&b, &a), S_OK);
    CHECK(V_BSTR(&b) != V_BSTR(&a));
    CHECK_WIDE(V_BSTR(&b), L"42");
    CHECK_EQ(VariantChangeType(&b, &a, 0, VT_I4), S_OK);
    CHECK(V_VT(&b) == VT_I4 && V_I4(&b) == 42);
    CHECK_EQ(VariantChangeType(&b, &b, 0, VT_BSTR), S_OK);
    CHECK_WIDE(V_BSTR(&b), L"42");
    CHECK_EQ(VariantClear(&a), S_OK);
    CHECK_EQ(V_VT(&a), VT_EMPTY);
    V_VT(&a) = VT_I4;
    V_I4(&a) = 70000;
    CHECK_EQ(VariantChangeType(&b, &a, 0, VT_I2), DISP_E_OVERFLOW);
    CHECK_EQ(VariantClear(&b), S_OK);
}

TEST(strings_are_joined)
{
    BSTR left = SysAllocStringLen(L"a\0b", 3), right = SysAllocString(L"cd"), both = NULL;
    CHECK_EQ(VarBstrCat(left, right, &both), S_OK);
    CHECK(SysStringLen(both) == 5 && both[1] == 0 && both[4] == 'd' && both[5] == 0);
    SysFreeString(both);
    CHECK_EQ(VarBstrCat(NULL, right, &both), S_OK);
    CHECK_WIDE(both, L"cd");
    SysFreeString(both);
    CHECK_EQ((DWORD)VarBstrCat(left, right, NULL), (DWORD)E_INVALIDARG);
    SysFreeString(left);
    SysFreeString(right);
}

TEST(variants_by_reference)
{
    LONG number = 5;
    VARIANT reference, value, other;
    VariantInit(&value);
    VariantInit(&other);
    V_VT(&reference) = VT_I4 | VT_BYREF;
    V_I4REF(&reference) = &number;
    CHECK_EQ(VariantCopyInd(&value, &reference), S_OK);
    CHECK(V_VT(&value) == VT_I4 && V_I4(&value) == 5);
    number = 6;
    CHECK_EQ(V_I4(&value), 5);
    CHECK_EQ(VariantChangeTypeEx(&other, &value, LOCALE_USER_DEFAULT, 0, VT_BSTR), S_OK);
    CHECK_WIDE(V_BSTR(&other), L"5");
    CHECK_EQ(VariantClear(&other), S_OK);
    V_VT(&other) = VT_BSTR;
    V_BSTR(&other) = SysAllocString(L"none");
    CHECK_EQ((DWORD)VariantChangeTypeEx(&value, &other, LOCALE_USER_DEFAULT, 0, VT_I4),
             (DWORD)DISP_E_TYPEMISMATCH);
    CHECK_EQ(VariantClear(&other), S_OK);
}

GUEST_MAIN(RUN(a_bstr_carries_its_length); RUN(variants); RUN(strings_are_joined);
           RUN(variants_by_reference);)
