/* SPDX-License-Identifier: MIT */
/*
 * The wide form: what SSPI's ULONG MessageSeqNo and its single code
 * SEC_E_OUT_OF_SEQUENCE cannot say.
 *
 * A SECBUFFER_PKG_PARAMS buffer in the buffer list of Sign, Verify, Seal
 * or Unseal points to one of these.  It belongs to the call, so that two
 * threads cannot mix up their verdicts.  There is at most one per list,
 * and cbBuffer and cbSize are sizeof(KSP_MESSAGE_PARAMS); anything else is
 * SEC_E_INVALID_PARAMETER.
 */
#ifndef KSP_MESSAGE_H
#define KSP_MESSAGE_H

#include "ksp/sspi.h"

/* Verdict of Verify and Unseal on the number of a genuine message. */
#define KSP_SEQ_IN_ORDER 0      /* the next one, or nothing is checked */
#define KSP_SEQ_DUPLICATE 1     /* seen before */
#define KSP_SEQ_OLD 2           /* before the window; cannot tell */
#define KSP_SEQ_UNSEQUENCED 3   /* not seen before, but late */
#define KSP_SEQ_GAP 4           /* early: some before it are missing */
#define KSP_SEQ_MISMATCH 5      /* not the number the caller asked for */

/*
 * Why it has none; only tokens of RFC 1964 and RFC 4757, which encrypt
 * their number, say so.  The first two beside SEC_E_MESSAGE_ALTERED, the
 * third beside SEC_E_INVALID_TOKEN.
 */
#define KSP_SEQ_UNREADABLE 6    /* the number itself is damaged */
#define KSP_SEQ_REFLECTED 7     /* genuine, but sent by this side */
#define KSP_SEQ_UNALIGNED 8     /* what is encrypted has not whole blocks */

/*
 * Flags.  KSP_MESSAGE_GSS_WRAP: the token is that of RFC 2743's GSS_Wrap,
 * also on a DCE style context: no EC filler, rotated by RRC alone.
 */
#define KSP_MESSAGE_GSS_WRAP 0x00000001

typedef struct _KSP_MESSAGE_PARAMS {
    ULONG cbSize;               /* in: sizeof(KSP_MESSAGE_PARAMS) */
    ULONG Flags;                /* in */
    /*
     * In: the number of the message, first is 1; 0 is "not in use".  When
     * not 0 it replaces the argument MessageSeqNo, and no two messages to
     * send should have it; with RC4 none can (NUMBERS in ksp/ntsecpkg.h).
     * Out, on success and on SEC_E_OUT_OF_SEQUENCE: the number the
     * message has, or should have had.
     */
    ULONGLONG MessageSeqNo;
    /*
     * Out: KSP_SEQ_*.  Of Sign and Seal IN_ORDER, on success.  Of Verify and
     * Unseal also with an error, if only the list was good; IN_ORDER where
     * nothing is said of the number.
     */
    ULONG Verdict;
    ULONG Reserved;             /* 0 */
} KSP_MESSAGE_PARAMS;

/*
 * QueryAttributes with this attribute: the exact lengths of one wrap token.
 * The maxima that SECPKG_ATTR_SIZES and STREAM_SIZES report are enough for
 * any, but the header of an RFC 1964 token grows with its message, and its
 * padding depends on it.  Errors: SEC_E_QOP_NOT_SUPPORTED (fQOP is another).
 */
#define KSP_ATTR_MESSAGE_LENGTHS 0x4b535001

typedef struct _KSP_MESSAGE_LENGTHS {
    ULONG fQOP;                 /* in: 0 or SECQOP_WRAP_NO_ENCRYPT */
    ULONG Flags;                /* in: KSP_MESSAGE_* */
    ULONG cbMessage;            /* in: bytes of DATA, but those only signed */
    ULONG cbHeader;             /* out: bytes of TOKEN */
    ULONG cbPadding;            /* out: bytes of PADDING */
    ULONG cbTrailer;            /* out: bytes of STREAM_TRAILER, or more of
                                 * TOKEN where there is no trailer */
} KSP_MESSAGE_LENGTHS;

/*
 * QueryAttributes with this attribute: which side of a context it is, and the
 * enctype of the key that protects messages.  Nothing is allocated.
 */
#define KSP_ATTR_DESCRIPTION 0x4b535002

typedef struct _KSP_CONTEXT_DESCRIPTION {
    ULONG Role;                 /* out: KSP_ROLE_INITIATOR or _ACCEPTOR */
    LONG Enctype;               /* out: RFC 3961 number */
} KSP_CONTEXT_DESCRIPTION;

#endif
