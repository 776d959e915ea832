/* SPDX-License-Identifier: MIT */
/*
 * Codes: those of SSPI (ksp/winerror.h), and of those that GetLastError and
 * the functions with HRESULT give, the ones that the headers of this folder
 * name.  FormatMessage has a text for each.
 *
 * Source: winerror.h.
 */
#ifndef KSP_WINDOWS_WINERROR_H
#define KSP_WINDOWS_WINERROR_H

#include <windef.h>
#include <ksp/winerror.h>

/* ---- GetLastError --------------------------------------------------- */

#define NO_ERROR                    0
#define ERROR_SUCCESS               0
#define ERROR_ACCESS_DENIED         5
#define ERROR_INVALID_HANDLE        6
#define ERROR_NOT_ENOUGH_MEMORY     8
#define ERROR_INVALID_DATA          13
#define ERROR_OUTOFMEMORY           14
#define ERROR_INVALID_PARAMETER     87
#define ERROR_CALL_NOT_IMPLEMENTED  120
#define ERROR_INSUFFICIENT_BUFFER   122
#define ERROR_MOD_NOT_FOUND         126
#define ERROR_PROC_NOT_FOUND        127
#define ERROR_MORE_DATA             234
#define ERROR_MR_MID_NOT_FOUND      317
#define ERROR_INVALID_FLAGS         1004
#define ERROR_NO_UNICODE_TRANSLATION 1113

/* ---- HRESULT -------------------------------------------------------- */

#define S_OK                        ((HRESULT)0x00000000)
#define S_FALSE                     ((HRESULT)0x00000001)
#define E_NOTIMPL                   ((HRESULT)0x80004001)
#define E_FAIL                      ((HRESULT)0x80004005)
#define E_ACCESSDENIED              ((HRESULT)0x80070005)
#define E_OUTOFMEMORY               ((HRESULT)0x8007000E)
#define E_INVALIDARG                ((HRESULT)0x80070057)

#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr) ((HRESULT)(hr) < 0)
#define HRESULT_CODE(hr) ((hr) & 0xFFFF)
#define HRESULT_FACILITY(hr) (((hr) >> 16) & 0x1fff)
#define FACILITY_WIN32              7
#define FACILITY_SECURITY           9

/* The HRESULT of a code of GetLastError; one that is an HRESULT stays. */
#define HRESULT_FROM_WIN32(code) \
    ((HRESULT)(code) <= 0 ? (HRESULT)(code) : \
     (HRESULT)(((code) & 0x0000FFFF) | 0x80070000))

#endif
