/* SPDX-License-Identifier: MIT */
/*
 * The packed context: everything a package needs to go on with an
 * established Kerberos context, as one byte string.
 *
 * KspInitContext, SpInitUserModeContext and ImportContext take it,
 * ExportContext gives it.  It holds session keys: whoever keeps one wipes
 * it.  All integers are little-endian, no padding:
 *
 *      0  4  magic, the bytes "KSPC"
 *      4  2  version, 2
 *      6  2  role: KSP_ROLE_INITIATOR or KSP_ROLE_ACCEPTOR
 *      8  4  context attributes (ISC_RET_* or ASC_RET_*, by role)
 *     12  4  KSP_PACKED_* flags
 *     16  8  start of the context, FILETIME (100 ns since 1601, UTC)
 *     24  8  its expiry, FILETIME; INT64_MAX is "never"
 *     32  8  initial SND_SEQ of this side
 *     40  8  messages sent so far
 *     48  8  initial SND_SEQ of the peer
 *     56  8  receive window: next number, relative to the initial one
 *     64  8  receive window: bit i set = number next - 1 - i was seen
 *     72  4  mechanism: KSP_MECH_*
 *     76  4  number of keys, 1 or 2
 *     80  8  numbers skipped: bit i set = number "sent so far" - i was given
 *            to no message yet, though a higher one was; see NUMBERS in
 *            ksp/ntsecpkg.h
 *     88     per key: 4 enctype, 4 length, the key itself
 *
 * Version 1 had no numbers skipped, and the keys at 80; it is read still, as
 * if there were none.
 *
 * Key 0 is the initiator's subkey (or the session key); key 1, if there,
 * is the subkey the acceptor asserted (RFC 4121 section 2).
 *
 * The enctype of the last key says which messages the context has.  With
 * one that is older than RFC 4121 (DES3, RC4) they are those of RFC 1964
 * and RFC 4757: there is that key alone, numbers have 32 bits, and tokens
 * name the mechanism.  An RFC 4121 context may have such a key as key 0,
 * which then opens nothing.
 */
#ifndef KSP_PACKED_H
#define KSP_PACKED_H

#include "ksp/sspi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KSP_ROLE_INITIATOR 1
#define KSP_ROLE_ACCEPTOR 2

/* The caller numbers the messages (also those of a DATAGRAM context): see
 * NUMBERS in ksp/ntsecpkg.h. */
#define KSP_PACKED_CALLERS_NUMBERS 0x00000001
#define KSP_PACKED_FLAGS_ALL KSP_PACKED_CALLERS_NUMBERS

/* The mechanism, by the OID tokens name it with. */
#define KSP_MECH_KRB5 0         /* 1.2.840.113554.1.2.2 */
#define KSP_MECH_KRB5_OLD 1     /* 1.3.5.1.5.2 */
#define KSP_MECH_KRB5_WRONG 2   /* 1.2.840.48018.1.2.2, Microsoft's slip */
#define KSP_MECH_IAKERB 3       /* 1.3.6.1.5.2.5 */
#define KSP_MECH_COUNT 4

#define KSP_PACKED_KEY_MAX 32
#define KSP_PACKED_KEYS_MAX 2

/* No packed context of this version is longer, in bytes. */
#define KSP_PACKED_MAX (88 + KSP_PACKED_KEYS_MAX * (8 + KSP_PACKED_KEY_MAX))

typedef struct _KSP_PACKED_KEY {
    LONG Enctype;                       /* RFC 3961 number */
    ULONG Length;                       /* bytes of Contents in use */
    UCHAR Contents[KSP_PACKED_KEY_MAX];
} KSP_PACKED_KEY;

typedef struct _KSP_PACKED_CONTEXT {
    USHORT Role;
    ULONG ContextAttributes;
    ULONG Flags;
    LONGLONG StartTime;
    LONGLONG ExpiryTime;
    ULONGLONG SendInitial;
    ULONGLONG SendCount;
    ULONGLONG RecvInitial;
    ULONGLONG RecvNext;
    ULONGLONG RecvMap;
    ULONG Mechanism;
    ULONG KeyCount;
    ULONGLONG SendSkipped;              /* 0: none can be used any more */
    KSP_PACKED_KEY Keys[KSP_PACKED_KEYS_MAX];
} KSP_PACKED_CONTEXT;

/* libksp-sspi exports these two. */
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * Write `context` to `out`, which has room for `capacity` bytes.  *length
 * receives the length written, or needed if that is more.
 *
 * Errors: SEC_E_BUFFER_TOO_SMALL (nothing written; out may be NULL with
 * capacity 0), SEC_E_INVALID_PARAMETER (a role, flag, count, mechanism or key
 * length out of range, or a number skipped that is none).  Any thread.
 */
SECURITY_STATUS
KspPackContext(const KSP_PACKED_CONTEXT *context, void *out, ULONG capacity,
               ULONG *length);

/*
 * Read a packed context.  *context is all zero on error.
 *
 * Errors: SEC_E_INVALID_TOKEN (not a packed context, a later version, cut
 * short, bytes left over, or a field out of range),
 * SEC_E_CRYPTO_SYSTEM_INVALID (an enctype the package does not know).
 * Any thread.
 */
SECURITY_STATUS
KspUnpackContext(const void *packed, ULONG length,
                 KSP_PACKED_CONTEXT *context);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
