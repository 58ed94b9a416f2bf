/* SPDX-License-Identifier: MIT
 *
 * Undecorating what Microsoft's compilers decorate: the symbols. Types are undecorate_type.c's.
 *
 *     ?name@scope@@ kind ...      a name, innermost first, then what it is: a function (access, this,
 *                                 convention, result, arguments), a variable, a table
 *     ??x                         an operator or something of the compiler's instead of a name
 *     ??$name@arguments@          a template's instance
 *     0 to 9                      a name or an argument's type that came before
 *
 * The spelling is that of undname. Work and output are bounded: back references could make names of
 * exponential size.
 */
#include <string.h>
#include "msvcrt.h"
#include "undecorate_parse.h"

/* ---- pieces of text ---- */

const char *undecorate_join(struct undecorate *u, const char *const *parts, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += strlen(parts[i]);
    if (u->bad || length > UNDECORATE_LIMIT || u->used + length > UNDECORATE_LIMIT) {
        u->bad = true;
        return "";
    }
    struct undecorate_piece *piece = msvcrt_malloc(sizeof(*piece) + length + 1);
    if (!piece) {
        u->bad = true;
        return "";
    }
    u->used += length + sizeof(*piece);
    piece->next = u->pieces;
    u->pieces = piece;
    char *at = piece->text;
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, parts[i]);
    *at = 0;
    return piece->text;
}

const char *undecorate_span(struct undecorate *u, const char *text, size_t length)
{
    char part[256];
    const char *whole = "";
    while (length && !u->bad) {
        size_t now = length < sizeof(part) ? length : sizeof(part) - 1;
        memcpy(part, text, now);
        part[now] = 0;
        whole = JOIN(u, whole, part);
        text += now;
        length -= now;
    }
    return whole;
}

static const char *fail(struct undecorate *u)
{
    u->bad = true;
    return "";
}

/* ---- names ---- */

static void remember_name(struct undecorate *u, const char *name)
{
    for (unsigned i = 0; i < u->name_count; i++)
        if (!strcmp(u->names[i], name))
            return;
    if (u->name_count < 10)
        u->names[u->name_count++] = name;
}

static const char *plain_name(struct undecorate *u)
{
    size_t length = strcspn(u->at, "@");
    if (!length || u->at[length] != '@')
        return fail(u);
    const char *name = undecorate_span(u, u->at, length);
    u->at += length + 1;
    remember_name(u, name);
    return name;
}

/* name<arguments>: names and types that are remembered within it count within it only. */
static const char *template_name(struct undecorate *u, bool symbol)
{
    struct undecorate outer = *u;
    u->name_count = u->type_count = 0;
    const char *name;
    bool is_operator = *u->at == '?';
    if (is_operator) {
        u->at++;
        name = undecorate_operator(u, NULL);
    } else
        name = plain_name(u);
    const char *arguments = undecorate_template_arguments(u);
    size_t length = strlen(arguments);
    const char *whole = JOIN(u, name, "<", arguments, length && arguments[length - 1] == '>' ? " >" : ">");
    memcpy(u->names, outer.names, sizeof(u->names));
    memcpy(u->types, outer.types, sizeof(u->types));
    u->name_count = outer.name_count;
    u->type_count = outer.type_count;
    if (!symbol)
        remember_name(u, whole);
    return whole;
}

/* One part of a qualified name. */
static const char *scope_part(struct undecorate *u)
{
    char c = *u->at;
    if (c >= '0' && c <= '9') {
        u->at++;
        return (unsigned)(c - '0') < u->name_count ? u->names[c - '0'] : fail(u);
    }
    if (c != '?')
        return plain_name(u);
    u->at++;
    if (*u->at == '$') {
        u->at++;
        return template_name(u, false);
    }
    if (*u->at == 'A') { /* ?A0x12345678@ */
        size_t length = strcspn(u->at, "@");
        if (u->at[length] != '@')
            return fail(u);
        remember_name(u, undecorate_span(u, u->at, length));
        u->at += length + 1;
        return "`anonymous namespace'";
    }
    if (*u->at == '?') { /* a symbol for a scope */
        const char *inner = undecorate_symbol(u);
        return JOIN(u, "`", inner, "'");
    }
    /* The scope within a function of that number; what follows it is the function. */
    return JOIN(u, "`", undecorate_number(u), "'");
}

/* The scopes around `name`, up to the @ that ends them. */
static const char *scopes_around(struct undecorate *u, const char *name)
{
    while (*u->at && *u->at != '@' && !u->bad)
        name = JOIN(u, scope_part(u), "::", name);
    if (*u->at != '@')
        return fail(u);
    u->at++;
    return name;
}

const char *undecorate_qualified(struct undecorate *u)
{
    if (++u->depth > UNDECORATE_DEPTH)
        return fail(u);
    const char *name = scope_part(u);
    name = scopes_around(u, name);
    u->depth--;
    return name;
}

/* ---- operators, and what the compiler makes by itself ---- */

static const char *const operators[36] = {
    /* 0, 1: constructor and destructor */
    NULL,         NULL,          "operator new", "operator delete", "operator=",  "operator>>",
    "operator<<", "operator!",   "operator==",   "operator!=",      "operator[]", "operator" /* conversion */,
    "operator->", "operator*",   "operator++",   "operator--",      "operator-",  "operator+",
    "operator&",  "operator->*", "operator/",    "operator%",       "operator<",  "operator<=",
    "operator>",  "operator>=",  "operator,",    "operator()",      "operator~",  "operator^",
    "operator|",  "operator&&",  "operator||",   "operator*=",      "operator+=", "operator-="};

static const char *const more_operators[36] = {"operator/=",
                                               "operator%=",
                                               "operator>>=",
                                               "operator<<=",
                                               "operator&=",
                                               "operator|=",
                                               "operator^=",
                                               "`vftable'",
                                               "`vbtable'",
                                               "`vcall'",
                                               "`typeof'",
                                               "`local static guard'",
                                               "`string'",
                                               "`vbase destructor'",
                                               "`vector deleting destructor'",
                                               "`default constructor closure'",
                                               "`scalar deleting destructor'",
                                               "`vector constructor iterator'",
                                               "`vector destructor iterator'",
                                               "`vector vbase constructor iterator'",
                                               "`virtual displacement map'",
                                               "`eh vector constructor iterator'",
                                               "`eh vector destructor iterator'",
                                               "`eh vector vbase constructor iterator'",
                                               "`copy constructor closure'",
                                               NULL,
                                               NULL,
                                               NULL,
                                               "`local vftable'",
                                               "`local vftable constructor closure'",
                                               "operator new[]",
                                               "operator delete[]",
                                               NULL,
                                               "`placement delete closure'",
                                               "`placement delete[] closure'"};

static int index_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

static const char *rtti_name(struct undecorate *u)
{
    static const char *const names[5] = {"`RTTI Type Descriptor'", "", "`RTTI Base Class Array'",
                                         "`RTTI Class Hierarchy Descriptor'",
                                         "`RTTI Complete Object Locator'"};
    char c = *u->at;
    if (c < '0' || c > '4')
        return fail(u);
    u->at++;
    if (c == '0')
        return JOIN(u, undecorate_type(u, ""), " `RTTI Type Descriptor'");
    if (c != '1')
        return names[c - '0'];
    const char *where = undecorate_number(u);
    for (int i = 0; i < 3; i++)
        where = JOIN(u, where, ",", undecorate_number(u));
    return JOIN(u, "`RTTI Base Class Descriptor at (", where, ")'");
}

/* What follows "??". `kind` (may be NULL) becomes what needs more than the name. */
const char *undecorate_operator(struct undecorate *u, enum undecorate_kind *kind)
{
    enum undecorate_kind ignored;
    kind = kind ? kind : &ignored;
    *kind = NAME_PLAIN;
    char c = *u->at;
    int row = index_of(c);
    const char *name = NULL;
    if (c != '_' && row >= 0) {
        u->at++;
        *kind = c == '0'   ? NAME_CONSTRUCTOR
                : c == '1' ? NAME_DESTRUCTOR
                : c == 'B' ? NAME_CONVERSION
                           : NAME_PLAIN;
        return *kind == NAME_CONSTRUCTOR || *kind == NAME_DESTRUCTOR ? ""
               : operators[row]                                      ? operators[row]
                                                                     : fail(u);
    }
    if (c == '_' && u->at[1] == '_') {
        char which = u->at[2];
        u->at += which ? 3 : 2;
        if (which == 'K')
            return JOIN(u, "operator \"\" ", plain_name(u));
        name = which == 'L' ? "operator co_await" : which == 'M' ? "operator<=>" : NULL;
        return name ? name : fail(u);
    }
    if (c == '_') {
        char which = u->at[1];
        u->at += which ? 2 : 1;
        if (which == 'R')
            return rtti_name(u);
        row = index_of(which);
        name = row >= 0 ? more_operators[row] : which == '0' ? more_operators[0] : NULL;
    }
    return name ? name : fail(u);
}

/* ---- symbols ---- */

static const char *access_of(const struct undecorate *u, char c)
{
    if (u->flags & UNDECORATE_NO_ACCESS)
        return "";
    return c < 'I' ? "private: " : c < 'Q' ? "protected: " : "public: ";
}

static const char *function_symbol(struct undecorate *u, const char *name, enum undecorate_kind kind)
{
    char c = *u->at++;
    const char *before = "", *self = "";
    if (c < 'Y') {
        static const char *const sorts[4] = {"", "static ", "virtual ", "virtual "};
        unsigned sort = (unsigned)(c - 'A') % 8 / 2;
        before = access_of(u, c);
        if (sort == 3) { /* a thunk that adjusts `this` */
            name = JOIN(u, name, "`adjustor{", undecorate_number(u), "}' ");
            before = JOIN(u, "[thunk]:", before);
        }
        if (!(u->flags & UNDECORATE_NO_MEMBER_TYPE))
            before = JOIN(u, before, sorts[sort]);
        if (sort != 1) {
            self = undecorate_this(u);
            if ((u->flags & UNDECORATE_NO_THIS) == UNDECORATE_NO_THIS)
                self = "";
        }
    }
    return undecorate_function(u, before, name, self, kind);
}

static const char *variable_symbol(struct undecorate *u, const char *name)
{
    char c = *u->at++;
    static const char *const access[3] = {"private: ", "protected: ", "public: "};
    const char *before = "";
    if (c < '3') {
        before = u->flags & UNDECORATE_NO_ACCESS ? "" : access[c - '0'];
        if (!(u->flags & UNDECORATE_NO_MEMBER_TYPE))
            before = JOIN(u, before, "static ");
    }
    /* What a pointer points to and what the variable itself is are told apart by the type's own letter. */
    return JOIN(u, before, undecorate_variable(u, name));
}

/* vftable and vbtable: {for `base'} where there are several. */
static const char *table_symbol(struct undecorate *u, const char *name)
{
    u->at++;
    const char *qualifier = undecorate_this(u);
    const char *bases = "";
    while (*u->at && *u->at != '@' && !u->bad)
        bases = JOIN(u, bases, *bases ? "s `" : "", undecorate_qualified(u), "'");
    if (*u->at == '@')
        u->at++;
    const char *text = *bases ? JOIN(u, name, "{for `", bases, "}") : name;
    size_t length = strlen(qualifier);
    while (length && qualifier[length - 1] == ' ')
        length--;
    /* the qualifier is written as that of a variable: in front */
    const char *front = strstr(qualifier, "const") ? "const " : "";
    return JOIN(u, front, text);
}

const char *undecorate_symbol(struct undecorate *u)
{
    bool outermost = !u->depth;
    if (*u->at != '?' || ++u->depth > UNDECORATE_DEPTH)
        return fail(u);
    u->at++;
    enum undecorate_kind kind = NAME_PLAIN;
    const char *name;
    bool special = false;
    if (u->at[0] == '?' && u->at[1] == '$') {
        u->at += 2;
        name = template_name(u, true);
    } else if (u->at[0] == '?') {
        u->at++;
        name = undecorate_operator(u, &kind);
        special = true;
    } else
        name = scope_part(u);
    if (kind == NAME_CONSTRUCTOR || kind == NAME_DESTRUCTOR) {
        const char *scope = scope_part(u);
        name = JOIN(u, scope, kind == NAME_DESTRUCTOR ? "::~" : "::", scope);
    }
    name = scopes_around(u, name);
    const char *bare = name;
    char c = *u->at;
    if (u->flags & UNDECORATE_NAME_ONLY && outermost) {
        u->at += strlen(u->at);
    } else if ((c >= 'A' && c <= 'Z')) {
        name = function_symbol(u, name, kind);
    } else if (c >= '0' && c <= '5') {
        name = variable_symbol(u, name);
    } else if (c == '6' || c == '7')
        name = table_symbol(u, name);
    else if (c == '8' || c == '9')
        u->at++;
    else if (c || !special)
        return fail(u);
    u->depth--;
    return u->flags & UNDECORATE_NAME_ONLY ? bare : name;
}

/* ---- whole names ---- */

/* The text is the caller's to copy; NULL: not understood. */
static const char *whole(struct undecorate *u)
{
    const char *text;
    if (u->flags & UNDECORATE_TYPE) {
        if (*u->at == '.')
            u->at++;
        text = undecorate_type(u, "");
    } else
        text = undecorate_symbol(u);
    return u->bad || *u->at ? NULL : text;
}

char *undecorate_name(const char *decorated, unsigned flags)
{
    struct undecorate u = {.at = decorated, .flags = flags};
    const char *text = whole(&u);
    if (!text)
        text = decorated;
    char *result = msvcrt_malloc(strlen(text) + 1);
    if (result)
        strcpy(result, text);
    while (u.pieces) {
        struct undecorate_piece *next = u.pieces->next;
        msvcrt_free(u.pieces);
        u.pieces = next;
    }
    return result;
}

/* The result is `out`, or, where there is none, memory of the caller's allocator. */
char *CDECL msvcrt___unDName(char *out, const char *name, int size, undecorate_allocate allocate,
                             undecorate_release release, unsigned short flags)
{
    if (!name)
        return NULL;
    char *text = undecorate_name(name, flags);
    if (!text)
        return NULL;
    size_t length = strlen(text);
    if (!out) {
        out = allocate ? allocate(length + 1) : NULL;
        size = out ? (int)length + 1 : 0;
    }
    if (out && size > 0) {
        length = length < (size_t)size ? length : (size_t)size - 1;
        memcpy(out, text, length);
        out[length] = 0;
    }
    msvcrt_free(text);
    return out;
}

/* The routine that would name template parameters is not asked. */
char *CDECL msvcrt___unDNameEx(char *out, const char *name, int size, undecorate_allocate allocate,
                               undecorate_release release, char *(GUESTCDECL *parameter)(int),
                               unsigned short flags)
{
    return msvcrt___unDName(out, name, size, allocate, release, flags);
}
