/* SPDX-License-Identifier: MIT
 *
 * Every export of every built-in DLL with its support level: generated from the exports.def files.
 */
#ifndef DECANT_EXPORT_TABLE_H
#define DECANT_EXPORT_TABLE_H

enum export_level { EXPORT_FULL, EXPORT_PARTIAL, EXPORT_STUB, EXPORT_FORWARD, EXPORT_DATA };

struct export_row {
    const char *name; /* "#12" for an export without a name; NULL ends the list */
    unsigned ordinal; /* 0 where exports.def fixes none */
    enum export_level level;
    const char *note; /* what is missing (PARTIAL), or the target (FORWARD) */
    const char *home; /* file that implements it, relative to the DLL's folder */
};

struct export_dll {
    const char *library;
    const struct export_row *rows; /* sorted by name */
};

extern const struct export_dll export_table[]; /* ends with a NULL library */

const char *export_level_text(enum export_level level);

#endif
