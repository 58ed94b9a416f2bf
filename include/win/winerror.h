/* SPDX-License-Identifier: MIT
 *
 * Win32 error codes, from winerror.def (the one table of them), and HRESULT.
 */
#ifndef DECANT_WIN_WINERROR_H
#define DECANT_WIN_WINERROR_H

enum {
#define ERROR(name, value, text) name = value,
#include "winerror.def"
#undef ERROR
};

#define NO_ERROR       0
#define S_OK           ((HRESULT)0)
#define S_FALSE        ((HRESULT)1)
#define E_NOTIMPL      ((HRESULT)0x80004001)
#define E_FAIL         ((HRESULT)0x80004005)
#define E_POINTER      ((HRESULT)0x80004003)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_OUTOFMEMORY  ((HRESULT)0x8007000E)
#define E_INVALIDARG   ((HRESULT)0x80070057)

#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr)    ((HRESULT)(hr) < 0)

#endif
