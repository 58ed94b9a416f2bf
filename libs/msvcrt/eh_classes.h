/* SPDX-License-Identifier: MIT
 *
 * The exceptions that the runtime itself throws.
 */
#ifndef DECANT_MSVCRT_EH_CLASSES_H
#define DECANT_MSVCRT_EH_CLASSES_H

_Noreturn void cxx_throw_failed_cast(void); /* bad_cast */
_Noreturn void cxx_throw_null_typeid(void); /* bad_typeid */

#endif
