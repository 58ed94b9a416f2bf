/* SPDX-License-Identifier: MIT
 *
 * Undecorating types: what stands before a declared name and what behind it, since C's declarations wrap
 * around the name. Numbers and template arguments are here as well.
 *
 *     H, _J, ...       a fundamental type        U name@@   a struct (T: union, V: class, W4: enum)
 *     P E A type       a pointer to, __ptr64, not const      A, $$Q   references      Q   T * const
 *     P 6 function     to a function             P 8 class@@ this function   to a member
 *     Y 1 2 type       an array                  $$C B type  a const type, as a template's argument
 */
#include <string.h>
#include "common/text_format.h"
#include "undecorate_parse.h"

struct parts {
    const char *left, *right;
    bool wraps; /* a pointer to it needs parentheses */
    bool tight; /* a pointer to a function: what follows its star does so at once */
};

static struct parts type_parts(struct undecorate *u);

static const char *bad(struct undecorate *u)
{
    u->bad = true;
    return "";
}

static bool take(struct undecorate *u, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(u->at, text, length))
        return false;
    u->at += length;
    return true;
}

/* A keyword of Microsoft's. */
static const char *keyword(const struct undecorate *u, const char *name)
{
    return u->flags & UNDECORATE_NO_KEYWORDS                 ? ""
           : *name && (u->flags & UNDECORATE_NO_UNDERSCORES) ? name + 2
                                                             : name;
}

static const char *spaced(struct undecorate *u, const char *word)
{
    return *word ? JOIN(u, " ", word) : "";
}

/* ---- numbers ---- */

static bool read_number(struct undecorate *u, bool *negative, uint64_t *value)
{
    *negative = take(u, "?");
    *value = 0;
    if (*u->at >= '0' && *u->at <= '9') {
        *value = (uint64_t)(*u->at++ - '0') + 1;
        return true;
    }
    unsigned digits = 0;
    for (; *u->at >= 'A' && *u->at <= 'P'; u->at++, digits++)
        *value = *value << 4 | (uint64_t)(*u->at - 'A');
    return digits && digits <= 16 && take(u, "@");
}

const char *undecorate_number(struct undecorate *u)
{
    bool negative;
    uint64_t value;
    char text[24];
    if (!read_number(u, &negative, &value))
        return bad(u);
    text_format(text, sizeof(text), "%s%llu", negative ? "-" : "", (unsigned long long)value);
    return undecorate_span(u, text, strlen(text));
}

/* ---- qualifiers ---- */

/* The marks that follow a pointer's letter: __ptr64 and its like, behind it. */
static const char *pointer_marks(struct undecorate *u)
{
    const char *marks = "";
    for (;; u->at++) {
        const char *word = *u->at == 'E'   ? "__ptr64"
                           : *u->at == 'I' ? "__restrict"
                           : *u->at == 'F' ? ""
                                           : NULL;
        if (!word)
            return marks;
        if (*word)
            marks = JOIN(u, marks, spaced(u, keyword(u, word)));
    }
}

/* A to D, and Q to T of what a pointer to a member points to. */
static const char *qualifier(struct undecorate *u, bool *member)
{
    static const char *const words[4] = {"", "const", "volatile", "const volatile"};
    char c = *u->at;
    *member = c >= 'Q' && c <= 'T';
    if (!*member && (c < 'A' || c > 'D'))
        return bad(u);
    u->at++;
    return words[c - (*member ? 'Q' : 'A')];
}

const char *undecorate_this(struct undecorate *u)
{
    bool member;
    bool marked = *u->at == 'E';
    const char *marks = pointer_marks(u);
    const char *reference = take(u, "G") ? "& " : take(u, "H") ? "&& " : "";
    const char *cv = qualifier(u, &member);
    return JOIN(u, cv, marked && *cv && !*marks ? " " : marks, reference);
}

/* ---- functions ---- */

static const char *convention(struct undecorate *u)
{
    static const char *const names[] = {"__cdecl", "__pascal",  "__thiscall", "__stdcall",   "__fastcall",
                                        "",        "__clrcall", "__eabi",     "__vectorcall"};
    unsigned row = (unsigned)(*u->at - 'A') / 2;
    if (*u->at < 'A' || row >= sizeof(names) / sizeof(*names))
        return bad(u);
    u->at++;
    return u->flags & UNDECORATE_NO_CONVENTION ? "" : keyword(u, names[row]);
}

static const char *arguments(struct undecorate *u)
{
    if (take(u, "X"))
        return "(void)";
    const char *list = "";
    while (*u->at && !u->bad) {
        if (take(u, "@"))
            return JOIN(u, "(", list, ")");
        if (take(u, "Z"))
            return JOIN(u, "(", list, *list ? ",...)" : "...)");
        const char *start = u->at, *text;
        if (*start >= '0' && *start <= '9') {
            unsigned row = (unsigned)(*u->at++ - '0');
            text = row < u->type_count ? u->types[row] : bad(u);
        } else {
            text = undecorate_type(u, "");
            if (u->at - start > 1 && u->type_count < 10)
                u->types[u->type_count++] = text;
        }
        list = JOIN(u, list, *list ? "," : "", text);
    }
    return bad(u);
}

struct function {
    const char *convention, *arguments, *throws;
    struct parts result;
    bool has_result;
};

static struct function function_parts(struct undecorate *u)
{
    struct function f = {.convention = convention(u), .throws = ""};
    f.has_result = !take(u, "@");
    f.result = f.has_result ? type_parts(u) : (struct parts){"", "", false, false};
    f.arguments = arguments(u);
    if (take(u, "_E"))
        f.throws = " noexcept";
    else if (!take(u, "Z"))
        u->bad = true;
    return f;
}

const char *undecorate_function(struct undecorate *u, const char *before, const char *name, const char *self,
                                enum undecorate_kind kind)
{
    struct function f = function_parts(u);
    if (kind == NAME_CONVERSION)
        name = JOIN(u, name, " ", f.result.left, f.result.right);
    bool show = f.has_result && kind == NAME_PLAIN && !(u->flags & UNDECORATE_NO_RESULT);
    const char *gap = show && !f.result.tight ? " " : "";
    return JOIN(u, before, show ? f.result.left : "", gap, f.convention, *f.convention ? " " : "", name,
                f.arguments, self, f.throws, show ? f.result.right : "");
}

/* ---- pointers and references ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return tail && length > tail && text[length - tail - 1] == ' ' && !strcmp(text + length - tail, end);
}

/* Something that points: `mark` is "*" with its own qualifiers, behind which the name comes. */
static struct parts pointer_to(struct undecorate *u, const char *mark, const char *own)
{
    const char *marks = pointer_marks(u), *self = "", *scope = "";
    bool member = false;
    if (*u->at == '6' || *u->at == '8') {
        if (*u->at++ == '8') {
            scope = JOIN(u, undecorate_qualified(u), "::");
            self = undecorate_this(u);
        }
        struct function f = function_parts(u);
        return (struct parts){JOIN(u, f.result.left, " (", f.convention, *scope && *f.convention ? " " : "",
                                   scope, mark, marks, own),
                              JOIN(u, ")", f.arguments, self, f.throws, f.result.right), false, !*marks};
    }
    const char *cv = qualifier(u, &member);
    if (member)
        scope = JOIN(u, undecorate_qualified(u), "::");
    struct parts to = type_parts(u);
    if (ends_with(to.left, cv))
        cv = ""; /* a pointer that is const by its own letter */
    const char *left = JOIN(u, to.left, spaced(u, cv),
                            to.wraps   ? " ("
                            : to.tight ? ""
                                       : " ",
                            scope, mark, marks, own);
    return (struct parts){left, to.wraps ? JOIN(u, ")", to.right) : to.right, false, false};
}

static struct parts array(struct undecorate *u)
{
    bool negative;
    uint64_t dimensions;
    const char *bounds = "";
    if (!read_number(u, &negative, &dimensions) || negative || dimensions > 16)
        return (struct parts){bad(u), "", false, false};
    while (dimensions--)
        bounds = JOIN(u, bounds, "[", undecorate_number(u), "]");
    struct parts of = type_parts(u);
    return (struct parts){of.left, JOIN(u, bounds, of.right), true, false};
}

/* ---- types ---- */

static const char *fundamental(char c)
{
    static const char *const names[26] = {
        ['C' - 'A'] = "signed char",  ['D' - 'A'] = "char",           ['E' - 'A'] = "unsigned char",
        ['F' - 'A'] = "short",        ['G' - 'A'] = "unsigned short", ['H' - 'A'] = "int",
        ['I' - 'A'] = "unsigned int", ['J' - 'A'] = "long",           ['K' - 'A'] = "unsigned long",
        ['M' - 'A'] = "float",        ['N' - 'A'] = "double",         ['O' - 'A'] = "long double",
        ['X' - 'A'] = "void"};
    return c >= 'A' && c <= 'Z' ? names[c - 'A'] : NULL;
}

static const char *extended(char c)
{
    static const char *const names[26] = {['D' - 'A'] = "__int8",         ['E' - 'A'] = "unsigned __int8",
                                          ['F' - 'A'] = "__int16",        ['G' - 'A'] = "unsigned __int16",
                                          ['H' - 'A'] = "__int32",        ['I' - 'A'] = "unsigned __int32",
                                          ['J' - 'A'] = "__int64",        ['K' - 'A'] = "unsigned __int64",
                                          ['L' - 'A'] = "__int128",       ['M' - 'A'] = "unsigned __int128",
                                          ['N' - 'A'] = "bool",           ['P' - 'A'] = "auto",
                                          ['Q' - 'A'] = "char8_t",        ['S' - 'A'] = "char16_t",
                                          ['T' - 'A'] = "decltype(auto)", ['U' - 'A'] = "char32_t",
                                          ['W' - 'A'] = "wchar_t"};
    return c >= 'A' && c <= 'Z' ? names[c - 'A'] : NULL;
}

static struct parts with_left(const char *left)
{
    return (struct parts){left, "", false, false};
}

static struct parts qualified_type(struct undecorate *u)
{
    bool member;
    const char *cv = qualifier(u, &member);
    struct parts parts = type_parts(u);
    parts.left = JOIN(u, parts.left, spaced(u, cv));
    return parts;
}

/* $$ and what follows. */
static struct parts special_type(struct undecorate *u)
{
    char c = *u->at;
    u->at += c != 0;
    switch (c) {
    case 'A':
        if (take(u, "6")) {
            struct function f = function_parts(u);
            return (struct parts){JOIN(u, f.result.left, spaced(u, f.convention)),
                                  JOIN(u, f.arguments, f.throws, f.result.right), true, false};
        }
        if (take(u, "8@@")) { /* a member function's type */
            const char *self = undecorate_this(u);
            struct function f = function_parts(u);
            return (struct parts){JOIN(u, f.result.left, spaced(u, f.convention)),
                                  JOIN(u, f.arguments, self, f.throws, f.result.right), true, false};
        }
        break;
    case 'B':
        return type_parts(u);
    case 'C':
        return qualified_type(u);
    case 'Q':
        return pointer_to(u, "&&", "");
    case 'R':
        return pointer_to(u, "&&", " volatile");
    case 'T':
        return with_left("std::nullptr_t");
    }
    return with_left(bad(u));
}

static struct parts named(struct undecorate *u, const char *kind)
{
    const char *name = undecorate_qualified(u);
    return with_left(u->flags & UNDECORATE_NAME_ONLY ? name : JOIN(u, kind, name));
}

/* W: the number is the type that the enum is made of; int is not mentioned. */
static struct parts enumeration(struct undecorate *u)
{
    static const char *const of[8] = {"char ", "unsigned char ", "short ", "unsigned short ",
                                      "",      "unsigned int ",  "long ",  "unsigned long "};
    char c = *u->at;
    if (c < '0' || c > '7')
        return with_left(bad(u));
    u->at++;
    return with_left(JOIN(u, "enum ", of[c - '0'], undecorate_qualified(u)));
}

static struct parts any_type(struct undecorate *u)
{
    char c = *u->at;
    if (!c)
        return with_left(bad(u));
    u->at++;
    if (fundamental(c))
        return with_left(fundamental(c));
    switch (c) {
    case '_':
        c = *u->at;
        u->at += c != 0;
        return with_left(extended(c) ? extended(c) : bad(u));
    case '?':
        return qualified_type(u);
    case '$':
        if (take(u, "$"))
            return special_type(u);
        break;
    case 'A':
        return pointer_to(u, "&", "");
    case 'B':
        return pointer_to(u, "&", " volatile");
    case 'P':
        return pointer_to(u, "*", "");
    case 'Q':
        return pointer_to(u, "*", " const");
    case 'R':
        return pointer_to(u, "*", " volatile");
    case 'S':
        return pointer_to(u, "*", " const volatile");
    case 'T':
        return named(u, "union ");
    case 'U':
        return named(u, "struct ");
    case 'V':
        return named(u, "class ");
    case 'W':
        return enumeration(u);
    case 'Y':
        return array(u);
    }
    return with_left(bad(u));
}

static struct parts type_parts(struct undecorate *u)
{
    if (u->bad || ++u->depth > UNDECORATE_DEPTH)
        return with_left(bad(u));
    struct parts parts = any_type(u);
    u->depth--;
    return parts;
}

const char *undecorate_type(struct undecorate *u, const char *name)
{
    struct parts parts = type_parts(u);
    return JOIN(u, parts.left, *name ? spaced(u, name) : parts.right[0] == '[' ? " " : "", parts.right);
}

/* A variable's type is followed by its own qualifiers, also where the letter of a pointer has told them. */
const char *undecorate_variable(struct undecorate *u, const char *name)
{
    bool member;
    char c = *u->at;
    struct parts parts;
    if (c && strchr("QRS", c)) {
        u->at++;
        parts = pointer_to(u, "*", "");
    } else
        parts = type_parts(u);
    const char *marks = pointer_marks(u), *cv = qualifier(u, &member);
    if (member)
        undecorate_qualified(u);
    return JOIN(u, parts.left, spaced(u, cv), marks, spaced(u, name), parts.right);
}

/* ---- template arguments ---- */

/* `count` numbers in braces, after a symbol where `symbol` says so: pointers to members. */
static const char *braces(struct undecorate *u, bool symbol, int count)
{
    const char *list = symbol ? undecorate_symbol(u) : "";
    for (int i = 0; i < count; i++)
        list = JOIN(u, list, *list ? "," : "", undecorate_number(u));
    return JOIN(u, "{", list, "}");
}

static const char *value_argument(struct undecorate *u)
{
    char c = *u->at;
    u->at += c != 0;
    switch (c) {
    case '0':
        return undecorate_number(u);
    case '1':
        return take(u, "@") ? "NULL" : JOIN(u, "&", undecorate_symbol(u));
    case 'D':
    case 'Q':
        return JOIN(u, "`template-parameter", undecorate_number(u), "'");
    case 'E':
        return undecorate_symbol(u);
    case 'F':
        return braces(u, false, 2);
    case 'G':
        return braces(u, false, 3);
    case 'H':
        return braces(u, true, 1);
    case 'I':
        return braces(u, true, 2);
    case 'J':
        return braces(u, true, 3);
    case 'M': /* of a type of its own */
        undecorate_type(u, "");
        return value_argument(u);
    }
    return bad(u);
}

const char *undecorate_template_arguments(struct undecorate *u)
{
    const char *list = "";
    while (!take(u, "@")) {
        if (u->bad || !*u->at)
            return bad(u);
        if (take(u, "$S") || take(u, "$$V") || take(u, "$$Z") ||
            take(u, "$$$V")) /* an empty pack, or its end */
            continue;
        const char *argument;
        if (take(u, "$$Y")) /* an alias template */
            argument = undecorate_qualified(u);
        else if (u->at[0] == '$' && u->at[1] != '$') {
            u->at++;
            argument = value_argument(u);
        } else {
            bool qualified = !strncmp(u->at, "$$C", 3);
            argument = undecorate_type(u, "");
            if (qualified)
                argument = JOIN(u, argument, " ");
        }
        list = JOIN(u, list, *list ? "," : "", argument);
    }
    return list;
}
