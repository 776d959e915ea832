/* SPDX-License-Identifier: MIT */
/*
 * Base64 [RFC 4648 4], which Windows keeps with its cryptography; of that
 * there is nothing here.
 *
 * Errors are told as winbase.h says.
 *
 * Source: wincrypt.h.
 */
#ifndef KSP_WINDOWS_WINCRYPT_H
#define KSP_WINDOWS_WINCRYPT_H

#include <winbase.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lines of 64 characters that end in CR and LF, in LF, or one without an
 * end. */
#define CRYPT_STRING_BASE64 0x00000001
#define CRYPT_STRING_NOCRLF 0x40000000
#define CRYPT_STRING_NOCR   0x80000000

/*
 * CryptBinaryToString: bytes to Base64.
 *
 * dwFlags     CRYPT_STRING_BASE64, and one of the other two or none.
 * pszString   out: the text and a zero; NULL to ask for the length.
 * pcchString  in, out: characters of the buffer; the length of the text
 *             without its zero.  With pszString NULL, and on
 *             ERROR_MORE_DATA, the length that the buffer wants, with it.
 *
 * Errors: ERROR_INVALID_PARAMETER (other flags, no bytes, no pcchString),
 * ERROR_MORE_DATA (the buffer is too small).
 */
BOOL WINAPI
CryptBinaryToStringA(CONST BYTE *pbBinary, DWORD cbBinary, DWORD dwFlags,
                     LPSTR pszString, DWORD *pcchString)
    KSP_WIN(CryptBinaryToStringA);

/*
 * CryptStringToBinary: the reverse.  Blanks, tabs and ends of lines are
 * passed over.
 *
 * cchString  the length of the text; 0: up to the zero.
 * dwFlags    CRYPT_STRING_BASE64.
 * pbBinary   out: the bytes; NULL to ask for their number.
 * pcbBinary  in, out: bytes of the buffer; how many there are, on
 *            ERROR_MORE_DATA as well.
 * pdwSkip    optional, out: 0.
 * pdwFlags   optional, out: CRYPT_STRING_BASE64.
 *
 * Errors: ERROR_INVALID_PARAMETER (other flags, no text, no pcbBinary),
 * ERROR_INVALID_DATA (no Base64), ERROR_MORE_DATA.
 */
BOOL WINAPI
CryptStringToBinaryA(LPCSTR pszString, DWORD cchString, DWORD dwFlags,
                     BYTE *pbBinary, DWORD *pcbBinary, DWORD *pdwSkip,
                     DWORD *pdwFlags) KSP_WIN(CryptStringToBinaryA);

#ifndef UNICODE
#define CryptBinaryToString CryptBinaryToStringA
#define CryptStringToBinary CryptStringToBinaryA
#endif

#ifdef __cplusplus
}
#endif

#endif
