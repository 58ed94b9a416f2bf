/* SPDX-License-Identifier: MIT
 *
 * oleauto.h: VARIANTs of plain values, strings and interface pointers. Arrays and records are refused.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <win/oleauto.h>
#include "common/decimal.h"
#include "common/text_format.h"

VOID WINAPI VariantInit(VARIANTARG *pvarg)
{
    memset(pvarg, 0, sizeof(*pvarg));
}

static bool is_known(VARTYPE type)
{
    VARTYPE base = type & VT_TYPEMASK;
    return base <= VT_UINT && base != 15;
}

HRESULT WINAPI VariantClear(VARIANTARG *pvarg)
{
    if (!pvarg)
        return E_INVALIDARG;
    if (!is_known(pvarg->vt) || (pvarg->vt & VT_ARRAY && !(pvarg->vt & VT_BYREF)))
        return DISP_E_BADVARTYPE;
    if (!(pvarg->vt & VT_BYREF)) {
        if (pvarg->vt == VT_BSTR)
            SysFreeString(pvarg->bstrVal);
        else if ((pvarg->vt == VT_UNKNOWN || pvarg->vt == VT_DISPATCH) && pvarg->punkVal)
            pvarg->punkVal->lpVtbl->Release(pvarg->punkVal);
    }
    pvarg->vt = VT_EMPTY;
    return S_OK;
}

HRESULT WINAPI VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc)
{
    if (!pvargDest || !pvargSrc)
        return E_INVALIDARG;
    if (pvargDest == pvargSrc)
        return S_OK;
    if (!is_known(pvargSrc->vt) || (pvargSrc->vt & VT_ARRAY && !(pvargSrc->vt & VT_BYREF)))
        return DISP_E_BADVARTYPE;
    VARIANT copy = *pvargSrc;
    if (copy.vt == VT_BSTR && copy.bstrVal) {
        copy.bstrVal = SysAllocStringByteLen((LPCSTR)copy.bstrVal, SysStringByteLen(copy.bstrVal));
        if (!copy.bstrVal)
            return E_OUTOFMEMORY;
    } else if ((copy.vt == VT_UNKNOWN || copy.vt == VT_DISPATCH) && copy.punkVal) {
        copy.punkVal->lpVtbl->AddRef(copy.punkVal);
    }
    HRESULT result = VariantClear(pvargDest);
    if (FAILED(result)) {
        VariantClear(&copy);
        return result;
    }
    *pvargDest = copy;
    return S_OK;
}

HRESULT WINAPI VariantCopyInd(VARIANT *pvarDest, const VARIANTARG *pvargSrc)
{
    static const BYTE sizes[] = {[VT_I2] = 2,
                                 [VT_I4] = 4,
                                 [VT_R4] = 4,
                                 [VT_R8] = 8,
                                 [VT_CY] = 8,
                                 [VT_DATE] = 8,
                                 [VT_ERROR] = 4,
                                 [VT_BOOL] = 2,
                                 [VT_I1] = 1,
                                 [VT_UI1] = 1,
                                 [VT_UI2] = 2,
                                 [VT_UI4] = 4,
                                 [VT_I8] = 8,
                                 [VT_UI8] = 8,
                                 [VT_INT] = 4,
                                 [VT_UINT] = 4,
                                 [VT_BSTR] = sizeof(void *),
                                 [VT_UNKNOWN] = sizeof(void *),
                                 [VT_DISPATCH] = sizeof(void *)};
    if (!pvargSrc || !(pvargSrc->vt & VT_BYREF))
        return VariantCopy(pvarDest, pvargSrc);
    VARTYPE type = pvargSrc->vt & (VARTYPE)~VT_BYREF;
    if (!pvargSrc->byref || type >= countof(sizes) || !sizes[type])
        return type == VT_VARIANT && pvargSrc->byref ? VariantCopy(pvarDest, pvargSrc->byref) : E_INVALIDARG;
    VARIANT value = {.vt = type};
    memcpy(&value.llVal, pvargSrc->byref, sizes[type]);
    return VariantCopy(pvarDest, &value);
}

/* ---- conversion between the numbers, booleans and strings ---- */

enum kind { KIND_NONE, KIND_SIGNED, KIND_UNSIGNED, KIND_REAL };

static enum kind read_number(const VARIANT *from, int64_t *integer, double *real)
{
    switch (from->vt) {
    case VT_EMPTY:
        *integer = 0;
        return KIND_SIGNED;
    case VT_I1:
        *integer = from->cVal;
        return KIND_SIGNED;
    case VT_I2:
    case VT_BOOL:
        *integer = from->iVal;
        return KIND_SIGNED;
    case VT_I4:
    case VT_INT:
        *integer = from->lVal;
        return KIND_SIGNED;
    case VT_I8:
        *integer = from->llVal;
        return KIND_SIGNED;
    case VT_UI1:
        *integer = from->bVal;
        return KIND_SIGNED;
    case VT_UI2:
        *integer = from->uiVal;
        return KIND_SIGNED;
    case VT_UI4:
    case VT_UINT:
        *integer = from->ulVal;
        return KIND_SIGNED;
    case VT_UI8:
        *integer = from->llVal;
        return KIND_UNSIGNED;
    case VT_R4:
        *real = from->fltVal;
        return KIND_REAL;
    case VT_R8:
    case VT_DATE:
        *real = from->dblVal;
        return KIND_REAL;
    default:
        return KIND_NONE;
    }
}

/* Text of at most 63 ASCII characters; anything else is no number. */
static bool narrow(BSTR text, char out[64])
{
    UINT length = SysStringLen(text);
    if (length >= 64)
        return false;
    for (UINT i = 0; i < length; i++) {
        if (text[i] > 126)
            return false;
        out[i] = (char)text[i];
    }
    out[length] = 0;
    return length > 0;
}

static enum kind parse_number(BSTR text, int64_t *integer, double *real)
{
    char bytes[64];
    const char *end, *start = bytes;
    if (!narrow(text, bytes))
        return KIND_NONE;
    while (*start == ' ' || (*start >= '\t' && *start <= '\r'))
        start++;
    bool negative = *start == '-';
    const char *digits = start + (negative || *start == '+');
    uint64_t magnitude = text_to_number(digits, &end, 10);
    if (*digits >= '0' && *digits <= '9' && !*end) {
        uint64_t most = (uint64_t)INT64_MAX + negative;
        magnitude = magnitude < most ? magnitude : most;
        *integer = (int64_t)(negative ? 0 - magnitude : magnitude);
        return KIND_SIGNED;
    }
    end = double_parse(start, DOUBLE_PRECISE, real, NULL);
    return end != start && !*end ? KIND_REAL : KIND_NONE;
}

static HRESULT write_integer(VARIANT *to, VARTYPE type, int64_t value)
{
    static const struct {
        VARTYPE type;
        int64_t least, most;
    } ranges[] = {{VT_I1, INT8_MIN, INT8_MAX},   {VT_I2, INT16_MIN, INT16_MAX},
                  {VT_I4, INT32_MIN, INT32_MAX}, {VT_INT, INT32_MIN, INT32_MAX},
                  {VT_I8, INT64_MIN, INT64_MAX}, {VT_UI1, 0, UINT8_MAX},
                  {VT_UI2, 0, UINT16_MAX},       {VT_UI4, 0, UINT32_MAX},
                  {VT_UINT, 0, UINT32_MAX},      {VT_UI8, 0, INT64_MAX}};
    for (size_t i = 0; i < countof(ranges); i++) {
        if (ranges[i].type != type)
            continue;
        if (value < ranges[i].least || value > ranges[i].most)
            return DISP_E_OVERFLOW;
        to->llVal = value;
        return S_OK;
    }
    return DISP_E_TYPEMISMATCH;
}

/* As printf's %.*G. */
static void write_real(char *to, int precision, double value)
{
    struct decimal decimal;
    if (__builtin_signbit(value))
        *to++ = '-';
    if (!__builtin_isfinite(value)) {
        strcpy(to, __builtin_isnan(value) ? "NAN" : "INF");
        return;
    }
    decimal_from_double(&decimal, value);
    decimal_round(&decimal, precision, ROUND_TO_NEAREST);
    bool scientific = decimal.exponent < -4 || decimal.exponent >= precision;
    int before = scientific ? 1 : decimal.exponent + 1;
    if (before <= 0)
        *to++ = '0';
    for (int at = before <= 0 ? before : 0; at < decimal.count || at < before; at++) {
        if (at == before)
            *to++ = '.';
        *to++ = at < 0 || at >= decimal.count ? '0' : decimal.digits[at];
    }
    *to = 0;
    if (scientific)
        text_format(to, sizeof("E+000"), "E%+03d", decimal.exponent);
}

static HRESULT write_text(VARIANT *to, enum kind kind, VARTYPE from, int64_t integer, double real)
{
    char bytes[64];
    WCHAR wide[64];
    if (from == VT_BOOL)
        text_format(bytes, sizeof(bytes), "%s", integer ? "True" : "False");
    else if (from == VT_EMPTY)
        bytes[0] = 0;
    else if (kind == KIND_REAL)
        write_real(bytes, from == VT_R4 ? 7 : 15, real);
    else
        text_format(bytes, sizeof(bytes), kind == KIND_UNSIGNED ? "%" PRIu64 : "%" PRId64, integer);
    size_t length = strlen(bytes);
    for (size_t i = 0; i < length; i++)
        wide[i] = (WCHAR)bytes[i];
    to->bstrVal = SysAllocStringLen(wide, (UINT)length);
    return to->bstrVal ? S_OK : E_OUTOFMEMORY;
}

/* To the nearest, halves to even, as automation does. */
static int64_t round_even(double value)
{
    int64_t whole = (int64_t)value;
    double rest = value - (double)whole;
    if (rest > 0.5 || (rest == 0.5 && whole % 2))
        whole++;
    else if (rest < -0.5 || (rest == -0.5 && whole % 2))
        whole--;
    return whole;
}

HRESULT WINAPI VariantChangeTypeEx(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, LCID lcid, USHORT wFlags,
                                   VARTYPE vt)
{
    VARIANT plain = {.vt = VT_EMPTY}, result = {.vt = vt};
    int64_t integer = 0;
    double real = 0;
    if (!pvargDest || !pvarSrc)
        return E_INVALIDARG;
    if (!is_known(vt) || vt & (VT_BYREF | VT_ARRAY))
        return DISP_E_BADVARTYPE;
    HRESULT status = VariantCopyInd(&plain, pvarSrc);
    if (FAILED(status))
        return status;
    if (plain.vt == vt) {
        result = plain;
        plain.vt = VT_EMPTY;
        status = S_OK;
    } else {
        enum kind kind = plain.vt == VT_BSTR ? parse_number(plain.bstrVal, &integer, &real)
                                             : read_number(&plain, &integer, &real);
        if (kind == KIND_NONE)
            status = DISP_E_TYPEMISMATCH;
        else if (vt == VT_BSTR)
            status = write_text(&result, kind, plain.vt, integer, real);
        else if (vt == VT_BOOL)
            result.boolVal = (kind == KIND_REAL ? real != 0 : integer != 0) ? VARIANT_TRUE : VARIANT_FALSE;
        else if (vt == VT_R8 || vt == VT_DATE)
            result.dblVal = kind == KIND_REAL ? real : (double)integer;
        else if (vt == VT_R4)
            result.fltVal = (float)(kind == KIND_REAL ? real : (double)integer);
        else if (kind == KIND_REAL && (real < -9.2e18 || real > 9.2e18))
            status = DISP_E_OVERFLOW;
        else
            status = write_integer(&result, vt, kind == KIND_REAL ? round_even(real) : integer);
    }
    VariantClear(&plain);
    if (FAILED(status))
        return status;
    status = VariantClear(pvargDest);
    if (SUCCEEDED(status))
        *pvargDest = result;
    else
        VariantClear(&result);
    return status;
}

HRESULT WINAPI VariantChangeType(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, USHORT wFlags, VARTYPE vt)
{
    return VariantChangeTypeEx(pvargDest, pvarSrc, 0x0409, wFlags, vt);
}
