/* SPDX-License-Identifier: MIT
 *
 * winnls.h: locales, case and character mapping, normalization.
 */
#ifndef DECANT_WIN_WINNLS_H
#define DECANT_WIN_WINNLS_H

#include "windef.h"

#define LOCALE_NEUTRAL         0x0000u
#define LOCALE_INVARIANT       0x007Fu
#define LOCALE_USER_DEFAULT    0x0400u
#define LOCALE_SYSTEM_DEFAULT  0x0800u
#define LOCALE_CUSTOM_DEFAULT  0x0C00u
#define LOCALE_NAME_MAX_LENGTH 85

#define LCMAP_LOWERCASE           0x00000100u
#define LCMAP_UPPERCASE           0x00000200u
#define LCMAP_TITLECASE           0x00000300u
#define LCMAP_SORTKEY             0x00000400u
#define LCMAP_BYTEREV             0x00000800u
#define LCMAP_HASH                0x00040000u
#define LCMAP_HIRAGANA            0x00100000u
#define LCMAP_KATAKANA            0x00200000u
#define LCMAP_HALFWIDTH           0x00400000u
#define LCMAP_FULLWIDTH           0x00800000u
#define LCMAP_LINGUISTIC_CASING   0x01000000u
#define LCMAP_SIMPLIFIED_CHINESE  0x02000000u
#define LCMAP_TRADITIONAL_CHINESE 0x04000000u

#define LOCALE_NOUSEROVERRIDE 0x80000000u
#define LOCALE_USE_CP_ACP     0x40000000u
#define LOCALE_RETURN_NUMBER  0x20000000u

#define LOCALE_ILANGUAGE            0x0001u
#define LOCALE_IDEFAULTLANGUAGE     0x0009u
#define LOCALE_IDEFAULTCODEPAGE     0x000Bu
#define LOCALE_SDECIMAL             0x000Eu
#define LOCALE_STHOUSAND            0x000Fu
#define LOCALE_SSHORTDATE           0x001Fu
#define LOCALE_SLONGDATE            0x0020u
#define LOCALE_S1159                0x0028u
#define LOCALE_S2359                0x0029u
#define LOCALE_SDAYNAME1            0x002Au
#define LOCALE_SABBREVDAYNAME1      0x0031u
#define LOCALE_SMONTHNAME1          0x0038u
#define LOCALE_SABBREVMONTHNAME1    0x0044u
#define LOCALE_SNAME                0x005Cu
#define LOCALE_SMONTHDAY            0x0078u
#define LOCALE_SSHORTTIME           0x0079u
#define LOCALE_STIMEFORMAT          0x1003u
#define LOCALE_IDEFAULTANSICODEPAGE 0x1004u
#define LOCALE_SYEARMONTH           0x1006u

#define LCID_INSTALLED 1u
#define LCID_SUPPORTED 2u

#define MAX_DEFAULTCHAR 2
#define MAX_LEADBYTES   12

typedef struct _cpinfo {
    UINT MaxCharSize;
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES];
} CPINFO, *LPCPINFO;
ASSERT_SIZE(CPINFO, 20, 20);

typedef struct _cpinfoexA {
    UINT MaxCharSize;
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES];
    WCHAR UnicodeDefaultChar;
    UINT CodePage;
    CHAR CodePageName[MAX_PATH];
} CPINFOEXA, *LPCPINFOEXA;
ASSERT_SIZE(CPINFOEXA, 284, 284);

typedef struct _cpinfoexW {
    UINT MaxCharSize;
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES];
    WCHAR UnicodeDefaultChar;
    UINT CodePage;
    WCHAR CodePageName[MAX_PATH];
} CPINFOEXW, *LPCPINFOEXW;
ASSERT_SIZE(CPINFOEXW, 544, 544);

typedef struct _nlsversioninfo {
    DWORD dwNLSVersionInfoSize;
    DWORD dwNLSVersion;
    DWORD dwDefinedVersion;
    DWORD dwEffectiveId;
    GUID guidCustomVersion;
} NLSVERSIONINFO, *LPNLSVERSIONINFO, NLSVERSIONINFOEX, *LPNLSVERSIONINFOEX;
ASSERT_SIZE(NLSVERSIONINFO, 32, 32);

typedef struct _numberfmtA {
    UINT NumDigits;
    UINT LeadingZero;
    UINT Grouping;
    LPSTR lpDecimalSep;
    LPSTR lpThousandSep;
    UINT NegativeOrder;
} NUMBERFMTA;
ASSERT_SIZE(NUMBERFMTA, 40, 24);

typedef struct _numberfmtW {
    UINT NumDigits;
    UINT LeadingZero;
    UINT Grouping;
    LPWSTR lpDecimalSep;
    LPWSTR lpThousandSep;
    UINT NegativeOrder;
} NUMBERFMTW;
ASSERT_SIZE(NUMBERFMTW, 40, 24);

typedef struct _currencyfmtA {
    UINT NumDigits;
    UINT LeadingZero;
    UINT Grouping;
    LPSTR lpDecimalSep;
    LPSTR lpThousandSep;
    UINT NegativeOrder;
    UINT PositiveOrder;
    LPSTR lpCurrencySymbol;
} CURRENCYFMTA;
ASSERT_SIZE(CURRENCYFMTA, 48, 32);

typedef struct _currencyfmtW {
    UINT NumDigits;
    UINT LeadingZero;
    UINT Grouping;
    LPWSTR lpDecimalSep;
    LPWSTR lpThousandSep;
    UINT NegativeOrder;
    UINT PositiveOrder;
    LPWSTR lpCurrencySymbol;
} CURRENCYFMTW;
ASSERT_SIZE(CURRENCYFMTW, 48, 32);

typedef BOOL(GUESTAPI *LOCALE_ENUMPROCA)(LPSTR);
typedef BOOL(GUESTAPI *LOCALE_ENUMPROCW)(LPWSTR);
typedef BOOL(GUESTAPI *LOCALE_ENUMPROCEX)(LPWSTR, DWORD, LPARAM);
typedef BOOL(GUESTAPI *TIMEFMT_ENUMPROCA)(LPSTR);
typedef BOOL(GUESTAPI *TIMEFMT_ENUMPROCW)(LPWSTR);
typedef BOOL(GUESTAPI *TIMEFMT_ENUMPROCEX)(LPWSTR, LPARAM);
typedef LOCALE_ENUMPROCA CODEPAGE_ENUMPROCA;
typedef LOCALE_ENUMPROCW CODEPAGE_ENUMPROCW;

UINT WINAPI GetACP(void);
UINT WINAPI GetOEMCP(void);
BOOL WINAPI GetCPInfo(UINT CodePage, LPCPINFO lpCPInfo);
BOOL WINAPI IsValidCodePage(UINT CodePage);
BOOL WINAPI IsDBCSLeadByte(BYTE TestChar);
BOOL WINAPI IsDBCSLeadByteEx(UINT CodePage, BYTE TestChar);
LCID WINAPI GetUserDefaultLCID(void);
LCID WINAPI GetThreadLocale(void);
LCID WINAPI LocaleNameToLCID(LPCWSTR lpName, DWORD dwFlags);
BOOL WINAPI IsValidLocale(LCID Locale, DWORD dwFlags);
INT WINAPI GetLocaleInfoW(LCID Locale, LCTYPE LCType, LPWSTR lpLCData, INT cchData);
INT WINAPI LCIDToLocaleName(LCID Locale, LPWSTR lpName, INT cchName, DWORD dwFlags);
INT WINAPI GetLocaleInfoA(LCID Locale, LCTYPE LCType, LPSTR lpLCData, INT cchData);
INT WINAPI GetLocaleInfoEx(LPCWSTR lpLocaleName, LCTYPE LCType, LPWSTR lpLCData, INT cchData);
INT WINAPI LCMapStringW(LCID Locale, DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc, LPWSTR lpDestStr,
                        INT cchDest);
INT WINAPI LCMapStringA(LCID Locale, DWORD dwMapFlags, LPCSTR lpSrcStr, INT cchSrc, LPSTR lpDestStr,
                        INT cchDest);
INT WINAPI LCMapStringEx(LPCWSTR lpLocaleName, DWORD dwMapFlags, LPCWSTR lpSrcStr, INT cchSrc,
                         LPWSTR lpDestStr, INT cchDest, PVOID lpVersionInformation, PVOID lpReserved,
                         LPARAM sortHandle);

#endif
