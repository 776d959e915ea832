/* SPDX-License-Identifier: MIT */
/*
 * What SSPI has of this header: the package's names and
 * KERB_WRAP_NO_ENCRYPT (ksp/sspi.h), and the strings of the LSA.  There is no
 * LSA to talk to.
 *
 * Source: ntsecapi.h.
 */
#ifndef KSP_WINDOWS_NTSECAPI_H
#define KSP_WINDOWS_NTSECAPI_H

#include <sspi.h>

typedef UNICODE_STRING LSA_UNICODE_STRING;
typedef PUNICODE_STRING PLSA_UNICODE_STRING;

#endif
