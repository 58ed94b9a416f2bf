/* SPDX-License-Identifier: MIT
 *
 * Atoms, the lstr functions, and MulDiv.
 */
#include "guest.h"

TEST(atoms_count_their_uses)
{
    WCHAR wide[32];
    char text[32];
    CHECK(InitAtomTable(37));
    ATOM atom = AddAtomW(L"Decant.Atom");
    CHECK(atom >= 0xC000);
    CHECK_EQ(AddAtomA("DECANT.atom"), atom);
    CHECK_EQ(FindAtomA("decant.ATOM"), atom);
    CHECK_EQ(FindAtomW(L"decant.atom"), atom);
    CHECK_EQ(GetAtomNameW(atom, wide, 32), 11);
    CHECK_WIDE(wide, L"Decant.Atom");
    CHECK_EQ(GetAtomNameA(atom, text, 32), 11);
    CHECK_TEXT(text, "Decant.Atom");
    CHECK_EQ(DeleteAtom(atom), 0);
    CHECK_EQ(FindAtomA("decant.atom"), atom);
    CHECK_EQ(DeleteAtom(atom), 0);
    CHECK_FAILS(FindAtomA("decant.atom"), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(FindAtomW(L"decant.atom"), 0, ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(GetAtomNameA(atom, text, 32), 0, ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetAtomNameW(atom, wide, 32), 0, ERROR_INVALID_HANDLE);
}

TEST(integer_atoms_need_no_table)
{
    WCHAR wide[32];
    CHECK_EQ(AddAtomA("#123"), 123);
    CHECK_EQ(AddAtomW(MAKEINTRESOURCEW(123)), 123);
    CHECK_EQ(GlobalFindAtomA("#123"), 123);
    CHECK_EQ(GetAtomNameW(123, wide, 32), 4);
    CHECK_WIDE(wide, L"#123");
    CHECK_EQ(DeleteAtom(123), 0);
    CHECK_FAILS(AddAtomA("#49152"), 0, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetAtomNameW(0, wide, 32), 0, ERROR_INVALID_PARAMETER);
}

TEST(names_are_limited)
{
    static WCHAR name[300];
    for (int i = 0; i < 256; i++)
        name[i] = 'a';
    CHECK_FAILS(AddAtomW(name), 0, ERROR_INVALID_PARAMETER);
    name[255] = 0;
    ATOM atom = AddAtomW(name);
    CHECK(atom >= 0xC000);
    CHECK_EQ(DeleteAtom(atom), 0);
    CHECK_FAILS(GetAtomNameW(atom, name, 0), 0, ERROR_MORE_DATA);
}

TEST(global_atoms)
{
    WCHAR wide[32];
    char text[32];
    ATOM atom = GlobalAddAtomA("decant.global");
    CHECK(atom >= 0xC000);
    CHECK_EQ(GlobalAddAtomW(L"Decant.Global"), atom);
    CHECK_EQ(GlobalFindAtomA("decant.global"), atom);
    CHECK_EQ(GlobalFindAtomW(L"decant.global"), atom);
    CHECK_EQ(FindAtomW(L"decant.global"), 0);
    CHECK_EQ(GlobalGetAtomNameA(atom, text, 32), 13);
    CHECK_EQ(GlobalGetAtomNameW(atom, wide, 32), 13);
    CHECK_WIDE(wide, L"decant.global");
    CHECK_EQ(GlobalDeleteAtom(atom), 0);
    CHECK_EQ(GlobalDeleteAtom(atom), 0);
    CHECK_FAILS(GlobalFindAtomW(L"decant.global"), 0, ERROR_FILE_NOT_FOUND);
}

TEST(lstr_survives_null)
{
    char text[8] = "x";
    WCHAR wide[8] = L"x";
    CHECK_EQ(lstrlenA(NULL), 0);
    CHECK_EQ(lstrlenW(NULL), 0);
    CHECK_EQ(lstrcpyA(text, NULL), 0);
    CHECK_EQ(lstrcpyW(NULL, L"a"), 0);
    CHECK_EQ(lstrcatA(NULL, "a"), 0);
    CHECK_EQ(lstrcatW(wide, NULL), 0);
    CHECK(lstrcmpA(NULL, "a") < 0 && lstrcmpA("a", NULL) > 0 && lstrcmpA(NULL, NULL) == 0);
    CHECK(lstrcmpW(NULL, L"a") < 0 && lstrcmpiW(L"a", NULL) > 0 && lstrcmpiA(NULL, NULL) == 0);
}

TEST(lstr_copies)
{
    char text[8];
    WCHAR wide[8];
    CHECK_EQ(lstrcpyA(text, "ab"), text);
    CHECK_EQ(lstrcatA(text, "cd"), text);
    CHECK_TEXT(text, "abcd");
    CHECK_EQ(lstrlenA(text), 4);
    CHECK_EQ(lstrcpyW(wide, L"ab"), wide);
    CHECK_EQ(lstrcatW(wide, L"cd"), wide);
    CHECK_WIDE(wide, L"abcd");
    CHECK_EQ(lstrlenW(wide), 4);
    CHECK_EQ(lstrcpynA(text, "xyz", 3), text);
    CHECK_TEXT(text, "xy");
    CHECK_EQ(lstrcpynW(wide, L"xyz", 4), wide);
    CHECK_WIDE(wide, L"xyz");
    CHECK_EQ(lstrcpynW(wide, L"qrs", 1), wide);
    CHECK_WIDE(wide, L"");
}

TEST(lstr_compares_words)
{
    CHECK(lstrcmpA("abc", "abc") == 0 && lstrcmpA("abc", "abd") < 0 && lstrcmpA("a", "A") < 0);
    CHECK(lstrcmpA("co-op", "coop") > 0);
    CHECK(lstrcmpiA("ABC", "abc") == 0 && lstrcmpiA("b", "A") > 0);
    CHECK(lstrcmpW(L"\xC4", L"B") < 0 && lstrcmpiW(L"\xC4", L"\xE4") == 0);
}

TEST(muldiv_rounds)
{
    CHECK_EQ(MulDiv(7, 1, 2), 4);
    CHECK_EQ(MulDiv(-7, 1, 2), -4);
    CHECK_EQ(MulDiv(7, -1, 3), -2);
    CHECK_EQ(MulDiv(0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF), 0x7FFFFFFF);
    CHECK_EQ(MulDiv(1, 1, 0), -1);
    CHECK_EQ(MulDiv(0x7FFFFFFF, 3, 2), -1);
}

GUEST_MAIN(RUN(atoms_count_their_uses); RUN(integer_atoms_need_no_table); RUN(names_are_limited);
           RUN(global_atoms); RUN(lstr_survives_null); RUN(lstr_copies); RUN(lstr_compares_words);
           RUN(muldiv_rounds);)
