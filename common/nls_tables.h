/* SPDX-License-Identifier: MIT
 *
 * The read-only tables that tools/nls_tables.py writes at build time. A table over the Basic Multilingual
 * Plane is two-stage: x_page[x_index[c >> 8]][c & 255].
 */
#ifndef DECANT_COMMON_NLS_TABLES_H
#define DECANT_COMMON_NLS_TABLES_H

#include <stdint.h>

/* Simple case mapping, as a distance modulo 2^16. */
extern const uint8_t nls_upper_index[256], nls_lower_index[256];
extern const uint16_t nls_upper_page[][256], nls_lower_page[][256];

/* Character types: CT_CTYPE1..3 of each class. */
extern const uint8_t nls_ctype_index[256];
extern const uint8_t nls_ctype_page[][256];
extern const uint16_t nls_ctype_class[][3];

/* Collation: primary weights (0: ignorable), the largest, and the largest that belongs to a sign. */
extern const uint8_t nls_weight_index[256];
extern const uint16_t nls_weight_page[][256];
extern const uint16_t nls_weight_last, nls_weight_last_sign;

/* Normalization: canonical combining classes, full decompositions sorted by character, and compositions
 * sorted by the pair. Hangul is arithmetic and in none of them. */
extern const uint8_t nls_combining_index[256];
extern const uint8_t nls_combining_page[][256];
struct nls_decomposition {
    uint16_t character;
    uint16_t offset; /* into the pool */
    uint16_t length;
};
extern const struct nls_decomposition nls_canonical[], nls_compatible[];
extern const unsigned nls_canonical_count, nls_compatible_count;
extern const uint16_t nls_decomposition_pool[];
struct nls_composition {
    uint16_t first, second, composed;
};
extern const struct nls_composition nls_compositions[];
extern const unsigned nls_composition_count;

/* Code pages of one and two bytes, sorted by number. */
#define NLS_TRAIL_FIRST 0x30
struct nls_page {
    uint16_t number;
    const char *name;
    const uint16_t *single;        /* 256 characters; 0xFFFF: a lead byte */
    const uint8_t *leads;          /* the lead bytes, ascending; NULL in a single-byte page */
    const uint16_t (*trails)[208]; /* per lead byte, the characters of the trail bytes 0x30..0xFF; 0: none */
    uint16_t lead_count;
};
extern const struct nls_page nls_pages[];
extern const unsigned nls_page_count;

#endif
