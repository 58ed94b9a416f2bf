/* SPDX-License-Identifier: MIT
 *
 * The readable form of the names that Microsoft's compilers decorate.
 */
#ifndef DECANT_MSVCRT_UNDECORATE_H
#define DECANT_MSVCRT_UNDECORATE_H

/* UNDNAME_ flags of dbghelp.h, as far as they have an effect. */
#define UNDECORATE_NO_UNDERSCORES 0x0001u
#define UNDECORATE_NO_KEYWORDS    0x0002u
#define UNDECORATE_NO_RESULT      0x0004u
#define UNDECORATE_NO_CONVENTION  0x0010u
#define UNDECORATE_NO_THIS        0x0060u
#define UNDECORATE_NO_ACCESS      0x0080u
#define UNDECORATE_NO_MEMBER_TYPE 0x0200u
#define UNDECORATE_32_BIT         0x0800u
#define UNDECORATE_NAME_ONLY      0x1000u
#define UNDECORATE_TYPE           0x2000u /* the name is a type's, without a symbol */

/* A string of msvcrt_malloc's; a name that is not understood is given back as it is. NULL: no memory. */
char *undecorate_name(const char *decorated, unsigned flags);

#endif
