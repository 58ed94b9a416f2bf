/* SPDX-License-Identifier: MIT
 *
 * Wildcard matching of one name, without regard to case. Lengths in WCHARs.
 */
#ifndef DECANT_COMMON_NAME_MATCH_H
#define DECANT_COMMON_NAME_MATCH_H

#include <win/windef.h>

bool name_has_wildcards(const WCHAR *pattern, size_t length);
bool name_matches(const WCHAR *pattern, size_t pattern_length, const WCHAR *name, size_t length);

#endif
