/* SPDX-License-Identifier: MIT
 *
 * Linguistic order, as CompareString gives it for English and the invariant locale. Each character with the
 * marks that follow it is an element of three weights: which letter (primary), which marks (secondary), which
 * case, width and kind of kana (tertiary). Strings differ by the first primary difference, else by the first
 * secondary one, else by the first tertiary one. In a word sort, which is the default, hyphen and apostrophe
 * weigh less than all that: "coop" < "co-op" < "cooq" ("Handling Sorting in Your Applications").
 */
#include <string.h>
#include "nls.h"
#include "nls_sort.h"

#define HAN_FIRST     0x3400
#define HAN_LAST      0x9FFF
#define HANGUL_FIRST  0xAC00
#define HANGUL_LAST   0xD7A3
#define TERTIARY_CASE 0x08
#define TERTIARY_WIDE 0x01
#define TERTIARY_KANA 0x02
#define TERTIARY_FORM 0x04 /* a compatibility form such as a superscript */

struct element {
    uint64_t primary; /* 0: the end */
    uint16_t secondary;
    uint8_t tertiary;
};

struct iterator {
    unsigned flags;
    const WCHAR *text;
    size_t at, length;
    const uint16_t *pending; /* the rest of a decomposition */
    unsigned pending_count;
    uint8_t pending_tertiary;
    uint16_t signs;    /* hyphens and apostrophes that were passed over, as a running hash */
    size_t sign_place; /* where the first of them stood, counted in elements; 0: none */
    size_t count;
};

static uint32_t primary_of(WCHAR c)
{
    uint32_t last = nls_weight_last;
    if (c >= HAN_FIRST && c <= HAN_LAST)
        return last + 1 + 0x10000 + (c - HAN_FIRST);
    if (c >= HANGUL_FIRST && c <= HANGUL_LAST)
        return last + 1 + (c - HANGUL_FIRST);
    if (c >= 0xD800 && c <= 0xF8FF) /* surrogates and private use: by code unit, after all else */
        return last + 1 + 0x20000 + (c - 0xD800);
    return nls_weight_page[nls_weight_index[c >> 8]][c & 255];
}

static bool is_mark(WCHAR c)
{
    return c >= 0x300 && nls_ctype(c, 2) & 1;
}

/* The next unit with decompositions taken apart; false at the end. */
static bool next_unit(struct iterator *it, WCHAR *out, uint8_t *tertiary)
{
    if (!it->pending_count) {
        if (it->at == it->length)
            return false;
        WCHAR c = it->text[it->at++];
        unsigned length;
        const uint16_t *units = nls_decompose(c, true, &length);
        it->pending_tertiary = 0;
        if (!units) {
            *out = c;
            *tertiary = 0;
            return true;
        }
        unsigned canonical_length;
        if (!nls_decompose(c, false, &canonical_length))
            it->pending_tertiary = c >= 0xFF00 && c <= 0xFF60 ? TERTIARY_WIDE : TERTIARY_FORM;
        it->pending = units;
        it->pending_count = length;
    }
    *out = *it->pending++;
    *tertiary = it->pending_tertiary;
    it->pending_count--;
    return true;
}

/* What stands next, without taking it: is it a mark? */
static bool mark_follows(const struct iterator *it)
{
    if (it->pending_count)
        return is_mark(*it->pending);
    return it->at < it->length && is_mark(it->text[it->at]);
}

static uint8_t tertiary_of(const struct iterator *it, WCHAR c, uint8_t tertiary)
{
    if (!(it->flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)) && nls_ctype(c, 0) & 1)
        tertiary |= TERTIARY_CASE;
    if (it->flags & NORM_IGNOREWIDTH)
        tertiary &= (uint8_t)~TERTIARY_WIDE;
    if (it->flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE))
        tertiary &= (uint8_t)~TERTIARY_FORM;
    if (!(it->flags & NORM_IGNOREKANATYPE) && c >= 0x30A1 && c <= 0x30F6)
        tertiary |= TERTIARY_KANA;
    return tertiary;
}

/* A run of digits as one element per digit would order "10" before "9": the length goes first. */
static struct element number_element(struct iterator *it, WCHAR first)
{
    uint32_t digits = 0;
    uint64_t value = first - '0';
    bool leading = first == '0';
    while (it->at < it->length && it->text[it->at] >= '0' && it->text[it->at] <= '9') {
        WCHAR digit = it->text[it->at++];
        if (leading && digit == '0')
            continue;
        leading = false;
        value = value * 10 + (digit - '0');
        if (++digits == 9)
            break;
    }
    return (struct element){((uint64_t)primary_of('0') << 32) + value + 1, 0, 0};
}

static struct element next_element(struct iterator *it)
{
    WCHAR c;
    uint8_t tertiary;
    while (next_unit(it, &c, &tertiary)) {
        uint32_t primary = primary_of(c);
        if (!primary)
            continue;
        if (!(it->flags & SORT_STRINGSORT) && (c == '-' || c == '\'' || c == 0xAD || c == 0x2010)) {
            if (!(it->flags & NORM_IGNORESYMBOLS)) {
                it->signs = (uint16_t)(it->signs * 31 + c);
                if (!it->sign_place)
                    it->sign_place = it->count + 1;
            }
            continue;
        }
        if (it->flags & NORM_IGNORESYMBOLS && primary <= nls_weight_last_sign)
            continue;
        it->count++;
        if (it->flags & SORT_DIGITSASNUMBERS && c >= '0' && c <= '9' && !it->pending_count)
            return number_element(it, c);
        struct element element = {it->flags & SORT_DIGITSASNUMBERS ? (uint64_t)primary << 32 : primary, 0,
                                  tertiary_of(it, c, tertiary)};
        while (mark_follows(it)) {
            next_unit(it, &c, &tertiary);
            if (!(it->flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC)))
                element.secondary = (uint16_t)(element.secondary * 131 + (c & 0x7F) + 1);
        }
        return element;
    }
    return (struct element){0, 0, 0};
}

int nls_compare(unsigned flags, const WCHAR *a, size_t a_length, const WCHAR *b, size_t b_length)
{
    struct iterator x = {.flags = flags, .text = a, .length = a_length};
    struct iterator y = {.flags = flags, .text = b, .length = b_length};
    int secondary = 0, tertiary = 0;
    for (;;) {
        struct element p = next_element(&x), q = next_element(&y);
        if (p.primary != q.primary)
            return p.primary < q.primary ? -1 : 1;
        if (!p.primary)
            break;
        if (!secondary && p.secondary != q.secondary)
            secondary = p.secondary < q.secondary ? -1 : 1;
        if (!tertiary && p.tertiary != q.tertiary)
            tertiary = p.tertiary < q.tertiary ? -1 : 1;
    }
    if (secondary || tertiary)
        return secondary ? secondary : tertiary;
    if (x.sign_place != y.sign_place) { /* none before some; a later one before an earlier one */
        if (!x.sign_place || !y.sign_place)
            return x.sign_place ? 1 : -1;
        return x.sign_place > y.sign_place ? -1 : 1;
    }
    return x.signs == y.signs ? 0 : x.signs < y.signs ? -1 : 1;
}

struct key {
    BYTE *to;
    size_t at, size;
};

static void put(struct key *key, unsigned byte)
{
    if (key->at < key->size)
        key->to[key->at] = (BYTE)byte;
    key->at++;
}

/* A number in four digits of base 254, none of them 0 or 1, which are the key's own marks. */
static void put_number(struct key *key, uint64_t value, unsigned digits)
{
    BYTE bytes[8];
    for (unsigned i = digits; i-- > 0; value /= 254)
        bytes[i] = (BYTE)(value % 254 + 2);
    for (unsigned i = 0; i < digits; i++)
        put(key, bytes[i]);
}

size_t nls_sort_key(unsigned flags, const WCHAR *text, size_t length, BYTE *to, size_t size)
{
    struct key key = {to, 0, size};
    struct iterator it = {0};
    for (int level = 1; level <= 3; level++) {
        it = (struct iterator){.flags = flags, .text = text, .length = length};
        struct element element;
        while ((element = next_element(&it)).primary) {
            if (level == 1)
                put_number(&key, element.primary, flags & SORT_DIGITSASNUMBERS ? 7 : 3);
            else if (level == 2)
                put_number(&key, element.secondary, 3);
            else
                put(&key, element.tertiary + 2u);
        }
        put(&key, 1);
    }
    put(&key, 1);
    if (it.sign_place) {
        put_number(&key, 0xFFFFFF - (uint32_t)it.sign_place, 4);
        put_number(&key, it.signs, 3);
    }
    put(&key, 0);
    return key.at;
}
