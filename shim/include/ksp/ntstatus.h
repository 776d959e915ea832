/* SPDX-License-Identifier: MIT */
/*
 * The NTSTATUS codes that have a counterpart among the SSPI's and GSS-API's
 * statuses.  The package's functions are typed NTSTATUS, yet return the
 * codes of ksp/winerror.h, as the kernel's packages do; these are here for
 * callers and for packages that prefer them.
 *
 * Source: ntstatus.h.
 */
#ifndef KSP_NTSTATUS_H
#define KSP_NTSTATUS_H

#include "ksp/types.h"

#ifdef _WIN32

#include <ntstatus.h>

#else /* !_WIN32 */

/* Success. */
#define STATUS_SUCCESS                      ((NTSTATUS)0x00000000)

/* ---- arguments and resources ---------------------------------------- */

#define STATUS_INVALID_HANDLE               ((NTSTATUS)0xC0000008)
#define STATUS_INVALID_PARAMETER            ((NTSTATUS)0xC000000D)
#define STATUS_NO_MEMORY                    ((NTSTATUS)0xC0000017)
#define STATUS_BUFFER_TOO_SMALL             ((NTSTATUS)0xC0000023)
#define STATUS_INSUFFICIENT_RESOURCES       ((NTSTATUS)0xC000009A)
#define STATUS_NOT_SUPPORTED                ((NTSTATUS)0xC00000BB)
#define STATUS_INTERNAL_ERROR               ((NTSTATUS)0xC00000E5)
#define STATUS_NO_SUCH_PACKAGE              ((NTSTATUS)0xC00000FE)

/* ---- establishment -------------------------------------------------- */

/* The caller's room does not suffice. */
#define STATUS_BUFFER_OVERFLOW              ((NTSTATUS)0x80000005)
#define STATUS_MORE_PROCESSING_REQUIRED     ((NTSTATUS)0xC0000016)
#define STATUS_ACCESS_DENIED                ((NTSTATUS)0xC0000022)
#define STATUS_NO_LOGON_SERVERS             ((NTSTATUS)0xC000005E)
#define STATUS_NO_SUCH_LOGON_SESSION        ((NTSTATUS)0xC000005F)
#define STATUS_TIME_DIFFERENCE_AT_DC        ((NTSTATUS)0xC0000133)
#define STATUS_MUTUAL_AUTHENTICATION_FAILED ((NTSTATUS)0xC00002C3)
#define STATUS_WRONG_CREDENTIAL_HANDLE      ((NTSTATUS)0xC00002F2)
#define STATUS_KDC_UNKNOWN_ETYPE            ((NTSTATUS)0xC00002FD)
#define STATUS_BAD_BINDINGS                 ((NTSTATUS)0xC000035B)
#define STATUS_DOWNGRADE_DETECTED           ((NTSTATUS)0xC0000388)

/* ---- messages ------------------------------------------------------- */

/* The lifetime of the context is over. */
#define STATUS_NETWORK_SESSION_EXPIRED      ((NTSTATUS)0xC000035C)
#define STATUS_DECRYPTION_FAILED            ((NTSTATUS)0xC000028B)
#define STATUS_CRYPTO_SYSTEM_INVALID        ((NTSTATUS)0xC00002F3)
/* The checksum does not fit. */
#define STATUS_INVALID_SIGNATURE            ((NTSTATUS)0xC000A000)

#endif /* !_WIN32 */

/* Whether a status is a success: zero or positive. */
#ifndef NT_SUCCESS
#define NT_SUCCESS(Status)                  ((NTSTATUS)(Status) >= 0)
#endif

#endif
