/* SPDX-License-Identifier: MIT
 *
 * RTL counted strings as programs call them directly: initialization, comparison, case, copying, hashing,
 * conversion between the encodings, numbers, GUIDs. Above all what happens at the limits of a buffer.
 */
#include "nt.h"

NT RtlInitUnicodeStringEx(PUNICODE_STRING, PCWSTR);
NT RtlAppendUnicodeToString(PUNICODE_STRING, PCWSTR);
NT RtlAppendUnicodeStringToString(PUNICODE_STRING, PCUNICODE_STRING);
NT RtlAppendAsciizToString(PSTRING, PCSTR);
NT RtlDuplicateUnicodeString(ULONG, PCUNICODE_STRING, PUNICODE_STRING);
NT RtlUpcaseUnicodeString(PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NT RtlDowncaseUnicodeString(PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN);
NT RtlHashUnicodeString(PCUNICODE_STRING, BOOLEAN, ULONG, PULONG);
NT RtlMultiByteToUnicodeN(PWCH, ULONG, PULONG, const CHAR *, ULONG);
NT RtlOemToUnicodeN(PWCH, ULONG, PULONG, const CHAR *, ULONG);
NT RtlMultiByteToUnicodeSize(PULONG, const CHAR *, ULONG);
NT RtlUnicodeToMultiByteN(PCHAR, ULONG, PULONG, PCWCH, ULONG);
NT RtlUnicodeToOemN(PCHAR, ULONG, PULONG, PCWCH, ULONG);
NT RtlUTF8ToUnicodeN(PWSTR, ULONG, PULONG, PCCH, ULONG);
NT RtlUnicodeToUTF8N(PCHAR, ULONG, PULONG, PCWCH, ULONG);
NT RtlOemStringToUnicodeString(PUNICODE_STRING, const STRING *, BOOLEAN);
NT RtlIntegerToUnicodeString(ULONG, ULONG, PUNICODE_STRING);
NT RtlInt64ToUnicodeString(ULONGLONG, ULONG, PUNICODE_STRING);
NT RtlIntegerToChar(ULONG, ULONG, LONG, PSTR);
NT RtlUnicodeStringToInteger(PCUNICODE_STRING, ULONG, PULONG);
NT RtlGUIDFromString(PCUNICODE_STRING, GUID *);
NT RtlStringFromGUID(const GUID *, PUNICODE_STRING);
NTSYSAPI LONG NTAPI RtlCompareUnicodeStrings(PCWCH, SIZE_T, PCWCH, SIZE_T, BOOLEAN);
NTSYSAPI LONG NTAPI RtlCompareString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlEqualString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI BOOLEAN NTAPI RtlPrefixString(const STRING *, const STRING *, BOOLEAN);
NTSYSAPI VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING, PCUNICODE_STRING);
NTSYSAPI VOID NTAPI RtlCopyString(PSTRING, const STRING *);
NTSYSAPI VOID NTAPI RtlUpperString(PSTRING, const STRING *);
NTSYSAPI CHAR NTAPI RtlUpperChar(CHAR);
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR);
NTSYSAPI WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR);
NTSYSAPI ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *);
NTSYSAPI ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING);

#define BYTES(text) ((STRING){sizeof(text) - 1, sizeof(text), (PSTR)(text)})

TEST(initialization_counts_and_refuses_what_is_too_long)
{
    static WCHAR big[0x8001];
    static char big_bytes[0x10001];
    UNICODE_STRING wide;
    STRING bytes;
    RtlInitUnicodeString(&wide, L"abc");
    CHECK_EQ(wide.Length, 6);
    CHECK_EQ(wide.MaximumLength, 8);
    RtlInitUnicodeString(&wide, NULL);
    CHECK_EQ(wide.Length | wide.MaximumLength, 0);
    CHECK_EQ(wide.Buffer, 0);
    for (unsigned i = 0; i < 0x8000; i++)
        big[i] = 'x';
    CHECK_EQ(RtlInitUnicodeStringEx(&wide, big), STATUS_NAME_TOO_LONG);
    RtlInitUnicodeString(&wide, big); /* cut off */
    CHECK_EQ(wide.Length, 0xFFFC);
    CHECK_EQ(wide.MaximumLength, 0xFFFE);
    big[0x7FFE] = 0; /* 0xFFFC bytes: the longest that has room for its terminator */
    CHECK_EQ(RtlInitUnicodeStringEx(&wide, big), STATUS_SUCCESS);
    CHECK_EQ(wide.Length, 0xFFFC);
    CHECK_EQ(RtlInitUnicodeStringEx(&wide, NULL), STATUS_SUCCESS);
    RtlInitAnsiString(&bytes, "abcd");
    CHECK_EQ(bytes.Length, 4);
    CHECK_EQ(bytes.MaximumLength, 5);
    RtlInitString(&bytes, NULL);
    CHECK_EQ(bytes.Length | bytes.MaximumLength, 0);
    for (unsigned i = 0; i < 0x10000; i++)
        big_bytes[i] = 'x';
    CHECK_EQ(RtlInitAnsiStringEx(&bytes, big_bytes), STATUS_NAME_TOO_LONG);
    CHECK_EQ(RtlInitAnsiStringEx(&bytes, "x"), STATUS_SUCCESS);
    CHECK_EQ(bytes.Length, 1);
}

TEST(made_strings_are_freed)
{
    UNICODE_STRING wide, copy, empty = STR(L"");
    CHECK(RtlCreateUnicodeString(&wide, L"text"));
    CHECK(same_counted(&wide, L"text"));
    CHECK_EQ(wide.MaximumLength, 10);
    CHECK_EQ(wide.Buffer[4], 0);
    CHECK_EQ(RtlDuplicateUnicodeString(0, &wide, &copy), STATUS_SUCCESS);
    CHECK_EQ(copy.MaximumLength, 8); /* not terminated */
    CHECK(copy.Buffer != wide.Buffer && same_counted(&copy, L"text"));
    RtlFreeUnicodeString(&copy);
    CHECK_EQ(copy.Buffer, 0);
    CHECK_EQ(copy.Length | copy.MaximumLength, 0);
    RtlFreeUnicodeString(&copy); /* twice does no harm */
    CHECK_EQ(RtlDuplicateUnicodeString(1, &wide, &copy), STATUS_SUCCESS);
    CHECK_EQ(copy.MaximumLength, 10);
    CHECK_EQ(copy.Buffer[4], 0);
    RtlFreeUnicodeString(&copy);
    RtlFreeUnicodeString(&wide);
    CHECK_EQ(RtlDuplicateUnicodeString(1, &empty, &copy), STATUS_SUCCESS);
    CHECK_EQ(copy.Buffer, 0);
    CHECK_EQ(RtlDuplicateUnicodeString(3, &empty, &copy), STATUS_SUCCESS);
    CHECK(copy.Buffer && !copy.Buffer[0]);
    CHECK_EQ(copy.MaximumLength, 2);
    RtlFreeUnicodeString(&copy);
    CHECK_EQ(RtlDuplicateUnicodeString(2, &empty, &copy), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlDuplicateUnicodeString(0, &empty, NULL), STATUS_INVALID_PARAMETER);
    CHECK(RtlCreateUnicodeStringFromAsciiz(&wide, "bytes"));
    CHECK(same_counted(&wide, L"bytes"));
    RtlFreeUnicodeString(&wide);
}

TEST(comparison_is_by_code_unit_and_folds_up)
{
    UNICODE_STRING a = STR(L"Alpha"), b = STR(L"aLPHA"), longer = STR(L"alphabet"), below = STR(L"_"),
                   low = STR(L"a"), sharp = STR(L"\x00DF"), double_s = STR(L"ss"), umlaut = STR(L"\x00C4"),
                   small_umlaut = STR(L"\x00E4"), none = {0, 0, NULL};
    CHECK_EQ(RtlCompareUnicodeString(&a, &b, TRUE), 0);
    CHECK(RtlCompareUnicodeString(&a, &b, FALSE) < 0);
    CHECK(RtlCompareUnicodeString(&longer, &a, TRUE) > 0);
    CHECK(RtlCompareUnicodeString(&none, &a, TRUE) < 0);
    CHECK_EQ(RtlCompareUnicodeString(&none, &none, TRUE), 0);
    CHECK(RtlCompareUnicodeString(&below, &low, FALSE) < 0);
    CHECK(RtlCompareUnicodeString(&below, &low, TRUE) > 0); /* folded up, 'A' comes before '_' */
    CHECK(RtlEqualUnicodeString(&umlaut, &small_umlaut, TRUE));
    CHECK(!RtlEqualUnicodeString(&umlaut, &small_umlaut, FALSE));
    CHECK(!RtlEqualUnicodeString(&sharp, &double_s, TRUE));
    CHECK(RtlPrefixUnicodeString(&a, &longer, TRUE));
    CHECK(!RtlPrefixUnicodeString(&a, &longer, FALSE));
    CHECK(!RtlPrefixUnicodeString(&longer, &a, TRUE));
    CHECK(RtlPrefixUnicodeString(&none, &a, FALSE));
    CHECK_EQ(RtlCompareUnicodeStrings(L"abX", 2, L"ABY", 2, TRUE), 0);
    CHECK(RtlCompareUnicodeStrings(L"ab", 2, L"abc", 3, TRUE) < 0);
    STRING x = BYTES("Name"), y = BYTES("nAME"), z = BYTES("names");
    CHECK_EQ(RtlCompareString(&x, &y, TRUE), 0);
    CHECK(RtlCompareString(&x, &y, FALSE) < 0);
    CHECK(RtlCompareString(&z, &y, TRUE) > 0);
    CHECK(RtlEqualString(&x, &y, TRUE) && !RtlEqualString(&x, &y, FALSE));
    CHECK(RtlPrefixString(&x, &z, TRUE) && !RtlPrefixString(&x, &z, FALSE));
    CHECK(!RtlPrefixString(&z, &x, TRUE));
}

TEST(case_changes_within_the_buffer)
{
    WCHAR space[8] = L"zzzzzzz";
    UNICODE_STRING to = {0, 8, space}, from = STR(L"a\x00E4zB"), longer = STR(L"12345"), made;
    char bytes_space[8] = "zzzzzzz";
    STRING bytes = {0, 3, bytes_space}, source = BYTES("ab9C");
    CHECK_EQ(RtlUpcaseUnicodeString(&to, &from, FALSE), STATUS_SUCCESS);
    CHECK(same_counted(&to, L"A\x00C4ZB"));
    CHECK_EQ(space[4], 'z');
    CHECK_EQ(RtlDowncaseUnicodeString(&to, &to, FALSE), STATUS_SUCCESS);
    CHECK(same_counted(&to, L"a\x00E4zb"));
    CHECK_EQ(RtlUpcaseUnicodeString(&to, &longer, FALSE), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(RtlUpcaseUnicodeString(&made, &from, TRUE), STATUS_SUCCESS);
    CHECK_EQ(made.MaximumLength, from.Length);
    CHECK(same_counted(&made, L"A\x00C4ZB"));
    RtlFreeUnicodeString(&made);
    RtlUpperString(&bytes, &source);
    CHECK_EQ(bytes.Length, 3);
    CHECK(bytes_space[0] == 'A' && bytes_space[2] == '9' && bytes_space[3] == 'z');
    CHECK_EQ(RtlUpperChar('q'), 'Q');
    CHECK_EQ(RtlUpperChar('7'), '7');
    CHECK_EQ(RtlUpcaseUnicodeChar(0x03B1), 0x0391);
    CHECK_EQ(RtlDowncaseUnicodeChar(0x0391), 0x03B1);
    CHECK_EQ(RtlUpcaseUnicodeChar(0x00DF), 0x00DF);
}

TEST(copies_are_cut_and_appends_are_refused)
{
    WCHAR space[6] = L"qqqqq";
    UNICODE_STRING to = {2, 6, space}, from = STR(L"wxyz"), two = STR(L"12");
    RtlCopyUnicodeString(&to, &from);
    CHECK(same_counted(&to, L"wxy"));
    CHECK_EQ(space[3], 'q');
    to.MaximumLength = 10;
    RtlCopyUnicodeString(&to, &from); /* there is room for a terminator now */
    CHECK_EQ(space[4], 0);
    RtlCopyUnicodeString(&to, NULL);
    CHECK_EQ(to.Length, 0);
    CHECK_EQ(RtlAppendUnicodeToString(&to, L"ab"), STATUS_SUCCESS);
    CHECK_EQ(RtlAppendUnicodeStringToString(&to, &two), STATUS_SUCCESS);
    CHECK(same_counted(&to, L"ab12"));
    CHECK_EQ(space[4], 0);
    CHECK_EQ(RtlAppendUnicodeStringToString(&to, &two), STATUS_BUFFER_TOO_SMALL);
    CHECK(same_counted(&to, L"ab12"));
    CHECK_EQ(RtlAppendUnicodeToString(&to, L"!"), STATUS_SUCCESS); /* no terminator any more */
    CHECK_EQ(to.Length, 10);
    CHECK_EQ(RtlAppendUnicodeToString(&to, NULL), STATUS_SUCCESS);
    CHECK_EQ(RtlAppendUnicodeToString(&to, L"!"), STATUS_BUFFER_TOO_SMALL);
    char bytes_space[4] = "qqq";
    STRING bytes = {0, 3, bytes_space}, source = BYTES("wxyz");
    RtlCopyString(&bytes, &source);
    CHECK_EQ(bytes.Length, 3);
    CHECK_EQ(bytes_space[3], 0);
    CHECK_EQ(RtlAppendAsciizToString(&bytes, "1"), STATUS_BUFFER_TOO_SMALL);
    RtlCopyString(&bytes, NULL);
    CHECK_EQ(bytes.Length, 0);
    CHECK_EQ(RtlAppendAsciizToString(&bytes, "123"), STATUS_SUCCESS);
    CHECK_EQ(bytes.Length, 3);
    CHECK_EQ(RtlAppendAsciizToString(&bytes, NULL), STATUS_SUCCESS);
}

TEST(hashes_are_the_documented_ones)
{
    UNICODE_STRING lower = STR(L"abc"), upper = STR(L"ABC"), empty = STR(L"");
    ULONG a = 1, b = 2;
    CHECK_EQ(RtlHashUnicodeString(&upper, FALSE, 1, &a), STATUS_SUCCESS);
    CHECK_EQ(a, ((ULONG)'A' * 65599u + 'B') * 65599u + 'C');
    CHECK_EQ(RtlHashUnicodeString(&lower, TRUE, 0, &b), STATUS_SUCCESS);
    CHECK_EQ(a, b);
    CHECK_EQ(RtlHashUnicodeString(&lower, FALSE, 0, &b), STATUS_SUCCESS);
    CHECK(a != b);
    CHECK_EQ(RtlHashUnicodeString(&empty, FALSE, 0, &b), STATUS_SUCCESS);
    CHECK_EQ(b, 0);
    CHECK_EQ(RtlHashUnicodeString(&upper, FALSE, 0xFFFFFFFF, &a), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlHashUnicodeString(NULL, FALSE, 0, &a), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlHashUnicodeString(&upper, FALSE, 0, NULL), STATUS_INVALID_PARAMETER);
}

TEST(code_page_conversions_are_cut_between_characters)
{
    WCHAR wide[8] = {0};
    char bytes[8] = {0};
    ULONG count = 99;
    CHECK_EQ(RtlMultiByteToUnicodeN(wide, 5, &count, "abcd", 4), STATUS_SUCCESS);
    CHECK_EQ(count, 4);
    CHECK(wide[0] == 'a' && wide[1] == 'b' && !wide[2]);
    CHECK_EQ(RtlMultiByteToUnicodeN(wide, sizeof(wide), NULL, "xyz", 3), STATUS_SUCCESS);
    CHECK_EQ(wide[2], 'z');
    CHECK_EQ(RtlOemToUnicodeN(wide, 4, &count, "12", 2), STATUS_SUCCESS);
    CHECK_EQ(count, 4);
    CHECK_EQ(wide[1], '2');
    CHECK_EQ(RtlMultiByteToUnicodeSize(&count, "abc", 3), STATUS_SUCCESS);
    CHECK_EQ(count, 6);
    CHECK_EQ(RtlUnicodeToMultiByteSize(&count, (PWCH)L"abc", 6), STATUS_SUCCESS);
    CHECK_EQ(count, 3);
    CHECK_EQ(RtlUnicodeToMultiByteN(bytes, 2, &count, L"abc", 6), STATUS_SUCCESS);
    CHECK_EQ(count, 2);
    CHECK(bytes[1] == 'b' && !bytes[2]);
    CHECK_EQ(RtlUnicodeToOemN(bytes, 8, &count, L"abc", 6), STATUS_SUCCESS);
    CHECK_EQ(count, 3);
    STRING ansi = BYTES("four");
    UNICODE_STRING unicode = {0, 8, wide}, made, text = STR(L"four");
    CHECK_EQ(RtlxAnsiStringToUnicodeSize(&ansi), 10);
    CHECK_EQ(RtlxUnicodeStringToAnsiSize(&text), 5);
    CHECK_EQ(RtlAnsiStringToUnicodeString(&unicode, &ansi, FALSE), STATUS_BUFFER_OVERFLOW);
    unicode.MaximumLength = 10;
    CHECK_EQ(RtlAnsiStringToUnicodeString(&unicode, &ansi, FALSE), STATUS_SUCCESS);
    CHECK(same_counted(&unicode, L"four") && !wide[4]);
    CHECK_EQ(RtlOemStringToUnicodeString(&made, &ansi, TRUE), STATUS_SUCCESS);
    CHECK(same_counted(&made, L"four"));
    CHECK_EQ(made.MaximumLength, 10);
    RtlFreeUnicodeString(&made);
    STRING back = {0, 4, bytes}, fresh;
    CHECK_EQ(RtlUnicodeStringToAnsiString(&back, &text, FALSE), STATUS_BUFFER_OVERFLOW);
    back.MaximumLength = 5;
    CHECK_EQ(RtlUnicodeStringToAnsiString(&back, &text, FALSE), STATUS_SUCCESS);
    CHECK_EQ(back.Length, 4);
    CHECK_TEXT(bytes, "four");
    CHECK_EQ(RtlUnicodeStringToOemString(&fresh, &text, TRUE), STATUS_SUCCESS);
    CHECK_EQ(fresh.Length, 4);
    CHECK_EQ(fresh.MaximumLength, 5);
    RtlFreeOemString(&fresh);
    CHECK_EQ(fresh.Buffer, 0);
    CHECK_EQ(RtlUnicodeStringToAnsiString(&fresh, &text, TRUE), STATUS_SUCCESS);
    CHECK_TEXT(fresh.Buffer, "four");
    RtlFreeAnsiString(&fresh);
}

TEST(utf8_says_what_it_could_not_map)
{
    WCHAR wide[8] = {0};
    char bytes[16] = {0};
    ULONG count = 0;
    static const WCHAR text[] = {'a', 0x00E4, 0x20AC, 0xD83D, 0xDE00};
    CHECK_EQ(RtlUnicodeToUTF8N(NULL, 0, &count, text, sizeof(text)), STATUS_SUCCESS);
    CHECK_EQ(count, 10);
    CHECK_EQ(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &count, text, sizeof(text)), STATUS_SUCCESS);
    CHECK_EQ(count, 10);
    CHECK_TEXT(bytes, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
    CHECK_EQ(RtlUnicodeToUTF8N(bytes, 5, &count, text, sizeof(text)), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQ(RtlUTF8ToUnicodeN(wide, sizeof(wide), &count, "a\xC3\xA4\xF0\x9F\x98\x80", 7), STATUS_SUCCESS);
    CHECK_EQ(count, 8);
    CHECK(wide[1] == 0x00E4 && wide[2] == 0xD83D && wide[3] == 0xDE00);
    CHECK_EQ(RtlUTF8ToUnicodeN(wide, sizeof(wide), &count, "\xFFz", 2), STATUS_SOME_NOT_MAPPED);
    CHECK_EQ(count, 4);
    CHECK(wide[0] == 0xFFFD && wide[1] == 'z');
    CHECK_EQ(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &count, L"\xD800z", 4), STATUS_SOME_NOT_MAPPED);
    CHECK_EQ(count, 4);
    CHECK_EQ((unsigned char)bytes[0], 0xEF);
    CHECK_EQ(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &count, NULL, 4), STATUS_INVALID_PARAMETER_4);
    CHECK_EQ(RtlUTF8ToUnicodeN(wide, 2, &count, "ab", 2), STATUS_BUFFER_TOO_SMALL);
}

TEST(numbers_in_their_bases)
{
    WCHAR space[80];
    UNICODE_STRING out = {0, sizeof(space), space};
    ULONG value = 7;
    CHECK_EQ(RtlIntegerToUnicodeString(0xBEEF, 16, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"BEEF"));
    CHECK_EQ(RtlIntegerToUnicodeString(4294967295u, 0, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"4294967295"));
    CHECK_EQ(RtlIntegerToUnicodeString(10, 2, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"1010"));
    CHECK_EQ(RtlIntegerToUnicodeString(8, 8, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"10"));
    CHECK_EQ(RtlIntegerToUnicodeString(1, 7, &out), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlInt64ToUnicodeString(0x123456789ABCDEFull, 16, &out), STATUS_SUCCESS);
    CHECK(same_counted(&out, L"123456789ABCDEF"));
    out.MaximumLength = 4;
    CHECK_EQ(RtlIntegerToUnicodeString(123, 10, &out), STATUS_BUFFER_OVERFLOW);
    static const struct {
        const WCHAR *text;
        ULONG base, value;
    } good[] = {
        {L"  -12", 0, (ULONG)-12}, {L"0x1fG", 0, 0x1F}, {L"0b101", 0, 5}, {L"0o17", 0, 15}, {L"077", 0, 77},
        {L"ff", 16, 0xFF},         {L"12abc", 10, 12},  {L"", 0, 0},      {L"+5", 0, 5},    {L"129", 8, 10},
        {L"4294967297", 10, 1},    {L"0x10", 16, 0}};
    for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++) {
        UNICODE_STRING text;
        char bytes[16] = {0};
        RtlInitUnicodeString(&text, good[i].text);
        for (unsigned j = 0; j < text.Length / 2; j++)
            bytes[j] = (char)text.Buffer[j];
        CHECK_EQ(RtlUnicodeStringToInteger(&text, good[i].base, &value), STATUS_SUCCESS);
        CHECK_EQ(value, good[i].value);
        CHECK_EQ(RtlCharToInteger(bytes, good[i].base, &value), STATUS_SUCCESS);
        CHECK_EQ(value, good[i].value);
    }
    UNICODE_STRING five = STR(L"5");
    CHECK_EQ(RtlUnicodeStringToInteger(&five, 3, &value), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlCharToInteger("5", 3, &value), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlCharToInteger("5", 10, NULL), STATUS_ACCESS_VIOLATION);
    char text[12] = "zzzzzzzzzzz";
    CHECK_EQ(RtlIntegerToChar(255, 16, 3, text), STATUS_SUCCESS);
    CHECK_TEXT(text, "FF");
    CHECK_EQ(RtlIntegerToChar(255, 16, 2, text), STATUS_SUCCESS); /* no room for a terminator: none */
    CHECK_EQ(RtlIntegerToChar(255, 16, 1, text), STATUS_BUFFER_OVERFLOW);
    CHECK_EQ(RtlIntegerToChar(255, 5, 8, text), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlIntegerToChar(255, 10, 8, NULL), STATUS_ACCESS_VIOLATION);
}

TEST(guids_in_braces)
{
    GUID guid;
    UNICODE_STRING text = STR(L"{00112233-4455-6677-8899-aAbBcCdDeEfF}"), made,
                   bad = STR(L"{00112233-4455-6677-8899-aabbccddeef}"), worse = STR(L"00112233"),
                   separators = STR(L"{00112233+4455-6677-8899-aabbccddeeff}");
    CHECK_EQ(RtlGUIDFromString(&text, &guid), STATUS_SUCCESS);
    CHECK_EQ(guid.Data1, 0x00112233);
    CHECK_EQ(guid.Data2, 0x4455);
    CHECK_EQ(guid.Data4[7], 0xFF);
    CHECK_EQ(RtlStringFromGUID(&guid, &made), STATUS_SUCCESS);
    CHECK(same_counted(&made, L"{00112233-4455-6677-8899-AABBCCDDEEFF}"));
    CHECK_EQ(made.MaximumLength, 78);
    RtlFreeUnicodeString(&made);
    CHECK_EQ(RtlGUIDFromString(&bad, &guid), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlGUIDFromString(&worse, &guid), STATUS_INVALID_PARAMETER);
    CHECK_EQ(RtlGUIDFromString(&separators, &guid), STATUS_INVALID_PARAMETER);
}

GUEST_MAIN(RUN(initialization_counts_and_refuses_what_is_too_long); RUN(made_strings_are_freed);
           RUN(comparison_is_by_code_unit_and_folds_up); RUN(case_changes_within_the_buffer);
           RUN(copies_are_cut_and_appends_are_refused); RUN(hashes_are_the_documented_ones);
           RUN(code_page_conversions_are_cut_between_characters); RUN(utf8_says_what_it_could_not_map);
           RUN(numbers_in_their_bases); RUN(guids_in_braces);)
