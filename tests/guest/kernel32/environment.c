/* SPDX-License-Identifier: MIT
 *
 * Environment variables, command line, standard handles.
 */
#include "guest.h"

TEST(a_variable_is_set_changed_and_removed)
{
    WCHAR text[64];
    CHECK_FAILS(GetEnvironmentVariableW(L"decant_Test", text, 64), 0, ERROR_ENVVAR_NOT_FOUND);
    CHECK_EQ(SetEnvironmentVariableW(L"decant_Test", L"first"), TRUE);
    CHECK_EQ(GetEnvironmentVariableW(L"DECANT_TEST", text, 64), 5);
    CHECK_WIDE(text, L"first");
    CHECK_EQ(SetEnvironmentVariableW(L"DECANT_TEST", L"another one"), TRUE);
    CHECK_EQ(GetEnvironmentVariableW(L"decant_test", text, 64), 11);
    CHECK_WIDE(text, L"another one");
    CHECK_EQ(GetEnvironmentVariableW(L"decant_test", text, 11), 12);
    CHECK_EQ(GetEnvironmentVariableW(L"decant_test", NULL, 0), 12);
    CHECK_EQ(SetEnvironmentVariableW(L"decant_test", NULL), TRUE);
    CHECK_FAILS(GetEnvironmentVariableW(L"decant_test", text, 64), 0, ERROR_ENVVAR_NOT_FOUND);
    CHECK_FAILS(SetEnvironmentVariableW(L"decant_test", NULL), FALSE, ERROR_ENVVAR_NOT_FOUND);
}

TEST(an_empty_value_is_a_value)
{
    WCHAR text[4] = L"xyz";
    CHECK_EQ(SetEnvironmentVariableW(L"decant_empty", L""), TRUE);
    SetLastError(0);
    CHECK_EQ(GetEnvironmentVariableW(L"decant_empty", text, 4), 0);
    CHECK_ERROR(0);
    CHECK_EQ(text[0], 0);
    CHECK_EQ(GetEnvironmentVariableW(L"decant_empty", text, 0), 1);
    CHECK_EQ(SetEnvironmentVariableW(L"decant_empty", NULL), TRUE);
}

TEST(bad_names_are_refused)
{
    CHECK_FAILS(SetEnvironmentVariableW(NULL, L"x"), FALSE, ERROR_ENVVAR_NOT_FOUND);
    CHECK_FAILS(SetEnvironmentVariableA(NULL, "x"), FALSE, ERROR_ENVVAR_NOT_FOUND);
    CHECK_FAILS(SetEnvironmentVariableW(L"", L"x"), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetEnvironmentVariableW(L"a=b", L"x"), FALSE, ERROR_INVALID_PARAMETER);
    CHECK_EQ(SetEnvironmentVariableW(L"=Q:", L"Q:\\folder"), TRUE);
    CHECK_EQ(GetEnvironmentVariableW(L"=Q:", NULL, 0), 10);
    CHECK_EQ(SetEnvironmentVariableW(L"=Q:", NULL), TRUE);
}

TEST(ansi_and_wide_are_the_same_variables)
{
    char text[16];
    CHECK_EQ(SetEnvironmentVariableA("decant_ansi", "value"), TRUE);
    CHECK_EQ(GetEnvironmentVariableW(L"decant_ansi", NULL, 0), 6);
    CHECK_EQ(GetEnvironmentVariableA("decant_ansi", text, 16), 5);
    CHECK_TEXT(text, "value");
    CHECK_EQ(GetEnvironmentVariableA("decant_ansi", text, 5), 6);
    CHECK_EQ(GetEnvironmentVariableA("decant_ansi", text, 6), 5);
    CHECK_EQ(SetEnvironmentVariableA("decant_ansi", NULL), TRUE);
    CHECK_FAILS(GetEnvironmentVariableA("decant_ansi", text, 16), 0, ERROR_ENVVAR_NOT_FOUND);
}

TEST(strings_are_expanded)
{
    WCHAR text[64];
    char ansi[64];
    SetEnvironmentVariableW(L"decant_x", L"[value]");
    CHECK_EQ(ExpandEnvironmentStringsW(L"a%DECANT_X%b", text, 64), 10);
    CHECK_WIDE(text, L"a[value]b");
    CHECK_EQ(ExpandEnvironmentStringsW(L"a%DECANT_X%b", text, 9), 10);
    CHECK_EQ(ExpandEnvironmentStringsW(L"%decant_unset%", text, 64), 15);
    CHECK_WIDE(text, L"%decant_unset%");
    CHECK_EQ(ExpandEnvironmentStringsW(L"100%", text, 64), 5);
    CHECK_WIDE(text, L"100%");
    CHECK_EQ(ExpandEnvironmentStringsW(L"%%", text, 64), 3);
    CHECK_WIDE(text, L"%%");
    CHECK_EQ(ExpandEnvironmentStringsW(L"%a%decant_x%", text, 64), 10);
    CHECK_WIDE(text, L"%a[value]");
    CHECK(ExpandEnvironmentStringsA("<%decant_x%>", ansi, 64) >= 10);
    CHECK_TEXT(ansi, "<[value]>");
    SetEnvironmentVariableW(L"decant_x", NULL);
}

TEST(the_block_holds_what_was_set)
{
    int found = 0, sorted = 1;
    SetEnvironmentVariableW(L"decant_block", L"1");
    WCHAR *block = GetEnvironmentStringsW(), *previous = NULL;
    CHECK(block != NULL);
    for (WCHAR *at = block; *at; at++) {
        found += guest_same_wide(at, L"decant_block=1");
        if (previous && *previous != '=' && (*previous & ~32) > (*at & ~32))
            sorted = 0;
        previous = at;
        while (*at)
            at++;
    }
    CHECK_EQ(found, 1);
    CHECK(sorted);
    CHECK_EQ(FreeEnvironmentStringsW(block), TRUE);
    found = 0;
    char *ansi = GetEnvironmentStringsA();
    for (char *at = ansi; *at; at++) {
        found += guest_same_text(at, "decant_block=1");
        while (*at)
            at++;
    }
    CHECK_EQ(found, 1);
    CHECK_EQ(FreeEnvironmentStringsA(ansi), TRUE);
    SetEnvironmentVariableW(L"decant_block", NULL);
}

TEST(windows_programs_find_what_they_count_on)
{
    WCHAR text[512];
    CHECK(GetEnvironmentVariableW(L"SystemRoot", text, 512) >= 10);
    CHECK(text[1] == ':');
    CHECK(GetEnvironmentVariableW(L"TEMP", text, 512) > 3);
    CHECK(text[1] == ':');
    CHECK(GetEnvironmentVariableW(L"USERPROFILE", NULL, 0) > 3);
    CHECK(GetEnvironmentVariableW(L"Path", text, 0) > 3);
    CHECK_EQ(GetEnvironmentVariableW(L"OS", text, 512), 10);
    CHECK_WIDE(text, L"Windows_NT");
}

TEST(the_command_line_is_one_string)
{
    LPWSTR wide = GetCommandLineW();
    LPSTR ansi = GetCommandLineA();
    CHECK(wide && wide[0]);
    CHECK(ansi && ansi[0]);
    CHECK_EQ(GetCommandLineW(), wide);
    CHECK_EQ(GetCommandLineA(), ansi);
}

TEST(standard_handles_are_kept)
{
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE), output = GetStdHandle(STD_OUTPUT_HANDLE);
    CHECK_FAILS(GetStdHandle(-9), INVALID_HANDLE_VALUE, ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetStdHandle(-13, output), FALSE, ERROR_INVALID_HANDLE);
    CHECK_EQ(SetStdHandle(STD_INPUT_HANDLE, output), TRUE);
    CHECK_EQ(GetStdHandle(STD_INPUT_HANDLE), output);
    CHECK_EQ(SetStdHandle(STD_INPUT_HANDLE, input), TRUE);
}

GUEST_MAIN(RUN(a_variable_is_set_changed_and_removed); RUN(an_empty_value_is_a_value);
           RUN(bad_names_are_refused); RUN(ansi_and_wide_are_the_same_variables); RUN(strings_are_expanded);
           RUN(the_block_holds_what_was_set); RUN(windows_programs_find_what_they_count_on);
           RUN(the_command_line_is_one_string); RUN(standard_handles_are_kept);)
