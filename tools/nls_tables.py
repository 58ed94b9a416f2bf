#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the tables behind libs/ntdll/rtl/nls*.c: nls_tables.py OUT.c

Everything comes from Python's own Unicode database and codecs, so nothing is looked up on the machine that
decant runs on (no locale, no gconv modules), and nothing is computed at start: the tables are read-only data.
Characters that Unicode got after version 7 are left without case, so that every Python writes the same file;
Windows 10's casing does not know them either. A table over the Basic Multilingual Plane is two-stage: a page
number per high byte, and the distinct pages.
"""
import sys
import unicodedata

BMP = 0x10000
SURROGATE = range(0xD800, 0xE000)


def newer_case(c):
    """Case pairs that came with Unicode 8 and later: Cherokee small, Mtavruli, late Latin Extended-D."""
    return (0x10D0 <= c <= 0x10FF or 0x1C80 <= c <= 0x1CBF or 0x13A0 <= c <= 0x13FD or 0xAB53 <= c <= 0xABBF
            or 0xA7AE <= c <= 0xA7FF or c in (0xA794, 0x282, 0x26A, 0x29D, 0x287, 0x29E))


def simple_case(c, method):
    if c in SURROGATE or newer_case(c):
        return c
    text = getattr(chr(c), method)()
    if len(text) == 1 and ord(text) < BMP and not newer_case(ord(text)):
        return ord(text)
    # A full mapping of several characters: the simple mapping is the one that comes back (U+1F80, U+1F88).
    if method == "upper" and 0x1F80 <= c <= 0x1FFF:
        title = chr(c).title()
        return ord(title) if len(title) == 1 else c
    return c


def case_tables():
    """Windows folds case as its file systems do: only where the way back leads to the same letter, so dotless
    i, long s, the Kelvin sign or titlecase digraphs keep to themselves. The final sigma is the exception."""
    up = [simple_case(c, "upper") for c in range(BMP)]
    low = [simple_case(c, "lower") for c in range(BMP)]
    upper = [up[c] if low[up[c]] == c else c for c in range(BMP)]
    lower = [low[c] if up[low[c]] == c else c for c in range(BMP)]
    upper[0x3C2] = 0x3A3
    return upper, lower


C1_UPPER, C1_LOWER, C1_DIGIT, C1_SPACE, C1_PUNCT, C1_CNTRL, C1_BLANK, C1_XDIGIT, C1_ALPHA, C1_DEFINED = \
    (1 << i for i in range(10))
C2 = {"L": 1, "R": 2, "AL": 2, "EN": 3, "ES": 4, "ET": 5, "AN": 6, "CS": 7, "B": 8, "S": 9, "WS": 10, "ON": 11,
      "LRE": 11, "RLE": 11, "LRO": 11, "RLO": 11, "PDF": 11}


def ctype(c):
    ch = chr(c)
    category = unicodedata.category(ch)
    if c in SURROGATE:
        return (C1_DEFINED, 0, 0x800 if c < 0xDC00 else 0x1000)
    if category == "Cn":
        return (0, 0, 0)
    one = C1_DEFINED
    if category in ("Lu", "Lt"):
        one |= C1_UPPER | C1_ALPHA
    elif category == "Ll":
        one |= C1_LOWER | C1_ALPHA
    elif category in ("Lm", "Lo", "Nl"):
        one |= C1_ALPHA
    elif category == "Nd" or c in (0xB2, 0xB3, 0xB9):
        one |= C1_DIGIT
    elif category[0] in "PS" or category == "No" or c == 0xAD:
        one |= C1_PUNCT
    elif category[0] == "Z":
        one |= C1_SPACE | C1_BLANK
    elif category in ("Cc", "Cf"):
        one |= C1_CNTRL
    if c in (0xAA, 0xBA):
        one = C1_DEFINED | C1_ALPHA | C1_LOWER
    if 9 <= c <= 13 or c == 0x85:
        one |= C1_SPACE
    if c == 9:
        one |= C1_BLANK
    if c in (0x2028, 0x2029):
        one &= ~C1_BLANK
    if c < 128 and ch in "0123456789abcdefABCDEF":
        one |= C1_XDIGIT
    two = C2.get(unicodedata.bidirectional(ch), 0)
    three = 0
    name = unicodedata.name(ch, "")
    if category in ("Mn", "Me"):
        three |= 1
        if unicodedata.combining(ch) and c < 0x370:
            three |= 2
        elif unicodedata.combining(ch) == 0 or 10 <= unicodedata.combining(ch) <= 26:
            three |= 4
    if category in ("Sk", "Lm") and c < 0x370 or ch in "^`":
        three |= 2
    if category[0] == "S" or category in ("Po", "Pd", "Ps", "Pe", "Pi", "Pf", "Pc"):
        three |= 8
    if "KATAKANA" in name:
        three |= 0x10
    if "HIRAGANA" in name:
        three |= 0x20
    width = unicodedata.east_asian_width(ch)
    if width == "H":
        three |= 0x40
    elif width in ("F", "W") and not ("CJK UNIFIED" in name):
        three |= 0x80
    if 0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF or 0xF900 <= c <= 0xFAFF:
        three |= 0x100 | 0x80
    if c == 0x640:
        three |= 0x200
    if category[0] == "L":
        three |= 0x8000
    if ch in "'-" or c in (0x2010, 0x2018, 0x2019, 0xAD):
        three |= 0x400
    return (one, two, three)


# Windows' order of the ASCII signs; letters and digits follow all signs.
ASCII_ORDER = "'- \t\n\v\f\r!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>"


def collation():
    """Primary weights: signs, digits, then letters by script with case, width and marks taken away. Marks and
    controls weigh nothing here. Ideographs and Hangul follow by code point, without table (rtl/nls_sort.c)."""
    groups = {}
    for c in range(BMP):
        ch = chr(c)
        category = unicodedata.category(ch)
        if c in SURROGATE or 0x3400 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7A3 or 0xE000 <= c <= 0xF8FF:
            continue
        if category[0] == "M" or category in ("Cf", "Cn") or category == "Cc" and ch not in "\t\n\v\f\r":
            continue
        base = c
        folded = ch.lower() if len(ch.lower()) == 1 and not newer_case(c) else ch
        if ch in ASCII_ORDER:
            key = (0, ASCII_ORDER.index(ch))
        elif category[0] in "ZPS" or category == "No" and unicodedata.numeric(ch, None) is None:
            key = (1, c)
        elif category[0] == "N":
            value = unicodedata.numeric(ch, 0)
            key = (2, value, 0)
        else:
            base = ord(folded)
            if 0x30A1 <= base <= 0x30F6:  # katakana sorts as hiragana
                base -= 0x60
            script = 0 if base < 0x250 or 0x1E00 <= base < 0x1F00 else 1
            # Latin letters without decomposition stand after the letter they resemble.
            near = {0xF0: ord("d"), 0xF8: ord("o"), 0xFE: ord("t") + 0.6, 0x111: ord("d"), 0x127: ord("h"),
                    0x131: ord("i"), 0x142: ord("l"), 0x167: ord("t"), 0x14B: ord("n")}
            key = (3, script, near.get(base, base if base < 0x80 else base + 0x80 if script == 0 else base), base)
        groups.setdefault(key, []).append(c)
    weights = [0] * BMP
    for weight, key in enumerate(sorted(groups, key=lambda k: tuple(float(x) for x in k)), 2):
        for c in groups[key]:
            weights[c] = weight
    last_sign = max((weights[c] for key, cs in groups.items() if key[0] < 2 for c in cs))
    return weights, max(weights), last_sign


def decompositions():
    """Canonical and compatibility decompositions, full (recursive); Hangul is left out (it is arithmetic)."""
    canonical, compatible = {}, {}
    for c in range(BMP):
        if c in SURROGATE or 0xAC00 <= c <= 0xD7A3:
            continue
        for table, form in ((canonical, "NFD"), (compatible, "NFKD")):
            text = unicodedata.normalize(form, chr(c))
            if text != chr(c):
                units = text.encode("utf-16-le")
                table[c] = [units[i] | units[i + 1] << 8 for i in range(0, len(units), 2)]
    pairs = []
    for c in range(BMP):
        if c in SURROGATE or 0xAC00 <= c <= 0xD7A3:
            continue
        mapping = unicodedata.decomposition(chr(c)).split()
        if len(mapping) == 2 and not mapping[0].startswith("<") and unicodedata.normalize("NFC", chr(c)) == chr(c):
            first, second = (int(x, 16) for x in mapping)
            pairs.append((first, second, c))
    return canonical, {c: v for c, v in compatible.items() if canonical.get(c) != v}, sorted(pairs)


SINGLE = {37: "cp037", 42: "", 20127: "", 437: "cp437", 500: "cp500", 720: "cp720", 737: "cp737", 775: "cp775", 850: "cp850", 852: "cp852",
          855: "cp855", 857: "cp857", 858: "cp858", 860: "cp860", 861: "cp861", 862: "cp862", 863: "cp863", 864: "cp864",
          865: "cp865", 866: "cp866", 869: "cp869", 874: "cp874", 1026: "cp1026", 1140: "cp1140", 1250: "cp1250",
          1251: "cp1251", 1252: "cp1252", 1253: "cp1253", 1254: "cp1254", 1255: "cp1255", 1256: "cp1256",
          1257: "cp1257", 1258: "cp1258", 10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic",
          10029: "mac_latin2", 10079: "mac_iceland", 10081: "mac_turkish", 20866: "koi8_r", 21866: "koi8_u",
          28591: "iso8859_1", 28592: "iso8859_2", 28593: "iso8859_3", 28594: "iso8859_4", 28595: "iso8859_5",
          28596: "iso8859_6", 28597: "iso8859_7", 28598: "iso8859_8", 28599: "iso8859_9", 28603: "iso8859_13",
          28605: "iso8859_15"}
# Undefined bytes have a private-use spelling in Microsoft's tables; those below 0xA0 are C1 controls.
PRIVATE = {874: dict(zip([0xDB, 0xDC, 0xDD, 0xDE, 0xFC, 0xFD, 0xFE, 0xFF], range(0xF8C1, 0xF8C9))),
           1253: {0xAA: 0xF8F9, 0xD2: 0xF8FA, 0xFF: 0xF8FB},
           1255: dict(zip([0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, 0xFB, 0xFC, 0xFF], range(0xF88D, 0xF897))),
           1257: {0xA1: 0xF8FC, 0xA5: 0xF8FD}}
NAMES = {37: "IBM EBCDIC - U.S./Canada", 42: "Symbol", 20127: "US-ASCII", 437: "OEM - United States", 500: "IBM EBCDIC - International",
         720: "Arabic - Transparent ASMO", 737: "OEM - Greek 437G", 775: "OEM - Baltic",
         850: "OEM - Multilingual Latin I", 852: "OEM - Latin II", 855: "OEM - Cyrillic", 857: "OEM - Turkish",
         858: "OEM - Multilingual Latin I + Euro", 860: "OEM - Portuguese", 861: "OEM - Icelandic",
         862: "OEM - Hebrew", 863: "OEM - Canadian French", 864: "OEM - Arabic", 865: "OEM - Nordic",
         866: "OEM - Russian", 869: "OEM - Modern Greek", 874: "ANSI/OEM - Thai",
         932: "ANSI/OEM - Japanese Shift-JIS", 936: "ANSI/OEM - Simplified Chinese GBK", 949: "ANSI/OEM - Korean",
         950: "ANSI/OEM - Traditional Chinese Big5", 1026: "IBM EBCDIC - Turkish (Latin-5)",
         1140: "IBM EBCDIC - U.S./Canada (37 + Euro)", 1250: "ANSI - Central Europe", 1251: "ANSI - Cyrillic",
         1252: "ANSI - Latin I", 1253: "ANSI - Greek", 1254: "ANSI - Turkish", 1255: "ANSI - Hebrew",
         1256: "ANSI - Arabic", 1257: "ANSI - Baltic", 1258: "ANSI/OEM - Viet Nam", 1361: "Korean - Johab",
         10000: "MAC - Roman", 10006: "MAC - Greek I", 10007: "MAC - Cyrillic", 10029: "MAC - Latin II",
         10079: "MAC - Icelandic", 10081: "MAC - Turkish", 20866: "Russian - KOI8", 21866: "Ukrainian - KOI8-U",
         28591: "ISO 8859-1 Latin I", 28592: "ISO 8859-2 Central Europe", 28593: "ISO 8859-3 Latin 3",
         28594: "ISO 8859-4 Baltic", 28595: "ISO 8859-5 Cyrillic", 28596: "ISO 8859-6 Arabic",
         28597: "ISO 8859-7 Greek", 28598: "ISO 8859-8 Hebrew: Visual Ordering", 28599: "ISO 8859-9 Latin 5",
         28603: "ISO 8859-13 Latin 7", 28605: "ISO 8859-15 Latin 9"}
DOUBLE = {932: ("cp932", [(0x81, 0x9F), (0xE0, 0xFC)]), 936: ("cp936", [(0x81, 0xFE)]), 949: ("cp949", [(0x81, 0xFE)]),
          950: ("cp950", [(0x81, 0xFE)]), 1361: ("johab", [(0x84, 0xD3), (0xD8, 0xDE), (0xE0, 0xF9)])}


def decode_bytes(codec, data):
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return ord(text) if len(text) == 1 and ord(text) < BMP else None


def single_page(page, codec):
    if page == 42:  # symbol fonts: the private use area
        return [b if b < 0x20 else 0xF000 + b for b in range(256)]
    if page == 20127:
        return [b & 0x7F for b in range(256)]
    table = []
    for byte in range(256):
        c = decode_bytes(codec, bytes([byte]))
        if c is None:
            c = PRIVATE.get(page, {}).get(byte, byte if byte < 0xA0 or page >= 28591 else 0xF700 + byte)
        table.append(c)
    return table


def double_page(page, codec, leads):
    """The 256 single bytes (0xFFFF: a lead byte) and, per lead byte, the trail bytes 0x30..0xFF."""
    lead_bytes = [b for low, high in leads for b in range(low, high + 1)]
    single = []
    for byte in range(256):
        if byte in lead_bytes:
            single.append(0xFFFF)
            continue
        c = decode_bytes(codec, bytes([byte]))
        if byte < 0x80 and page != 1361:
            c = byte
        elif page == 932:
            c = {0x80: 0x80, 0xA0: 0xA0, 0xFD: 0xF8F1, 0xFE: 0xF8F2, 0xFF: 0xF8F3}.get(byte, c)
        elif page in (936, 949, 950):
            c = {0x80: 0x20AC if page == 936 else 0x80, 0xFF: 0xF8F5 if page == 936 else 0xF8F7 if page == 949 else 0xF8F8}.get(byte, c)
        single.append(c if c is not None else byte)
    pages = []
    for lead in lead_bytes:
        row = [decode_bytes(codec, bytes([lead, trail])) or 0 for trail in range(0x30, 0x100)]
        # User-defined characters: private use, row by row.
        if page == 932 and 0xF0 <= lead <= 0xF9:
            trails = list(range(0x40, 0x7F)) + list(range(0x80, 0xFD))
            for i, trail in enumerate(trails):
                row[trail - 0x30] = 0xE000 + (lead - 0xF0) * 188 + i
        pages.append(row)
    return single, lead_bytes, pages


class Writer:
    def __init__(self, path):
        self.file = open(path, "w", encoding="ascii")
        self.put("/* Generated by tools/nls_tables.py. */\n#include <common/nls_tables.h>")

    def put(self, text):
        self.file.write(text + "\n")

    def array(self, kind, name, values, static=False):
        self.put("%sconst %s %s[%d] = {" % ("static " if static else "", kind, name, len(values)))
        for i in range(0, len(values), 24):
            self.put(",".join(str(v) for v in values[i:i + 24]) + ",")
        self.put("};")

    def two_stage(self, kind, name, values):
        pages, index = [], []
        for high in range(256):
            page = values[high * 256:high * 256 + 256]
            if page not in pages:
                pages.append(page)
            index.append(pages.index(page))
        self.array("uint8_t", name + "_index", index)
        self.put("const %s %s_page[%d][256] = {" % (kind, name, len(pages)))
        for page in pages:
            self.put("{" + ",".join(str(v) for v in page) + "},")
        self.put("};")


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = Writer(argv[1])
    upper, lower = case_tables()
    out.two_stage("uint16_t", "nls_upper", [(upper[c] - c) & 0xFFFF for c in range(BMP)])
    out.two_stage("uint16_t", "nls_lower", [(lower[c] - c) & 0xFFFF for c in range(BMP)])

    types = [ctype(c) for c in range(BMP)]
    distinct = sorted(set(types))
    assert len(distinct) <= 256
    out.two_stage("uint8_t", "nls_ctype", [distinct.index(t) for t in types])
    out.put("const uint16_t nls_ctype_class[%d][3] = {" % len(distinct))
    out.put(",".join("{%d,%d,%d}" % t for t in distinct))
    out.put("};")

    weights, last, last_sign = collation()
    out.two_stage("uint16_t", "nls_weight", weights)
    out.put("const uint16_t nls_weight_last = %d;\nconst uint16_t nls_weight_last_sign = %d;" % (last, last_sign))
    out.two_stage("uint8_t", "nls_combining", [0 if c in SURROGATE else unicodedata.combining(chr(c)) for c in range(BMP)])

    canonical, compatible, pairs = decompositions()
    pool = []
    for name, table in (("canonical", canonical), ("compatible", compatible)):
        rows = []
        for c in sorted(table):
            rows.append((c, len(pool), len(table[c])))
            pool += table[c]
        out.put("const struct nls_decomposition nls_%s[%d] = {" % (name, len(rows)))
        for row in rows:
            out.put("{%d,%d,%d}," % row)
        out.put("};\nconst unsigned nls_%s_count = %d;" % (name, len(rows)))
    out.array("uint16_t", "nls_decomposition_pool", pool)
    out.put("const struct nls_composition nls_compositions[%d] = {" % len(pairs))
    for pair in pairs:
        out.put("{%d,%d,%d}," % pair)
    out.put("};\nconst unsigned nls_composition_count = %d;" % len(pairs))

    rows = []
    for page, codec in SINGLE.items():
        out.array("uint16_t", "single_%d" % page, single_page(page, codec), static=True)
        rows.append((page, '{%d,"%s",single_%d,0,0,0},' % (page, NAMES[page], page)))
    for page, (codec, leads) in DOUBLE.items():
        single, lead_bytes, pages = double_page(page, codec, leads)
        out.array("uint16_t", "double_%d_single" % page, single, static=True)
        out.array("uint8_t", "double_%d_leads" % page, lead_bytes + [0], static=True)
        out.put("static const uint16_t double_%d[%d][208] = {" % (page, len(pages)))
        for row in pages:
            out.put("{" + ",".join(str(v) for v in row) + "},")
        out.put("};")
        rows.append((page, '{%d,"%s",double_%d_single,double_%d_leads,double_%d,%d},'
                     % (page, NAMES[page], page, page, page, len(lead_bytes))))
    out.put("const struct nls_page nls_pages[%d] = {" % len(rows))
    for _, row in sorted(rows):
        out.put(row)
    out.put("};\nconst unsigned nls_page_count = %d;" % len(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
