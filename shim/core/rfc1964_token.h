/* SPDX-License-Identifier: MIT */
/*
 * The tokens of RFC 1964 section 1.2 and RFC 4757 section 7:
 *
 *      60 length 06 length OID     framing of RFC 2743 section 3.1
 *      0..1    TOK_ID       01 01 MIC, 02 01 wrap
 *      2..3    SGN_ALG
 *      4..5    SEAL_ALG     FF FF: not sealed
 *      6..7    Filler       FF FF
 *      8..15   SND_SEQ      encrypted
 *      16..    SGN_CKSUM    over bytes 0..7 and what follows here
 *              confounder   8 bytes; wrap tokens, sealed or not
 *              message, padding
 *
 * The length in the framing counts everything behind it; in DCE style it
 * leaves out the message, which has no padding then.
 */
#ifndef SHIM_CORE_RFC1964_TOKEN_H
#define SHIM_CORE_RFC1964_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/equal.h"
#include "core/context.h"
#include "crypto/rfc1964.h"
#include "ksp/message.h"
#include "ksp/winerror.h"

/* TOK_ID */
#define KSP_1964_MIC 0x0101
#define KSP_1964_WRAP 0x0201

/* Offsets from TOK_ID, and bytes. */
#define KSP_1964_AT_SND_SEQ 8
#define KSP_1964_AT_SGN_CKSUM 16
#define KSP_1964_CONFOUNDER 8

/* Bytes from TOK_ID that the number takes to read: the start of the checksum
 * is one of its keys. */
#define KSP_1964_NUMBERED 24

/* No token is longer, bytes: others read its length as an int. */
#define KSP_1964_LONGEST ((size_t)INT32_MAX)

/* SEAL_ALG of a token that is only signed. */
#define KSP_1964_NOT_SEALED 0xffff

/* Bytes from TOK_ID to the end of the checksum, or of the confounder. */
size_t ksp_1964_head(const struct ksp_context *c, bool wrap);

/* Bytes of framing for `inside` bytes behind it. */
size_t ksp_1964_framing(const struct ksp_context *c, size_t inside);

/* The longest framing, with a length of four bytes and the longest OID. */
#define KSP_1964_FRAMING_MAX 19

/* A token's framing and header, up to the checksum or as far as the token
 * goes: what is looked at, of bytes that are read once. */
struct ksp_1964_start {
    unsigned char bytes[KSP_1964_FRAMING_MAX + KSP_1964_AT_SGN_CKSUM +
                        KSP_CKSUM_MAX];
    size_t framing;             /* bytes before TOK_ID */
    const unsigned char *header;
};

/* Write framing and header up to Filler.  Returns where TOK_ID is. */
unsigned char *ksp_1964_write(const struct ksp_context *c, uint16_t TOK_ID,
                              bool sealed, size_t inside,
                              unsigned char *out);

/* Write SND_SEQ behind a header whose SGN_CKSUM is there. */
void ksp_1964_write_number(const struct ksp_context *c, uint64_t SND_SEQ,
                           unsigned char *header);

/*
 * Read framing and header at the start of `length` bytes, of a token of
 * `total` bytes.  start->header is TOK_ID in the copy; in the token there are
 * `least` bytes or more from there on (at least KSP_1964_NUMBERED); the
 * framing may be missing, as stock MIT has it.  *sealed is false for a MIC.
 *
 * Errors: SEC_E_INVALID_TOKEN (cut short, framing whose length or mechanism
 * is wrong, a TOK_ID, algorithm or filler that is not of this context).
 * TOK_ID is one of RFC 1964 then, but not always the one that is wanted: that
 * is for the caller to see, when the checksum was right.  For the checksum of
 * DES3 does not tell a MIC from a wrap token.
 */
SECURITY_STATUS ksp_1964_read(const struct ksp_context *c, bool wrap,
                              const unsigned char *data, size_t length,
                              size_t total, size_t least,
                              struct ksp_1964_start *start, bool *sealed);

/*
 * The number of a token: *SND_SEQ, and whether this side sent it; both are
 * set whatever is returned.  That is a mask for ksp_choose: all bits if its
 * direction is none.  Stock MIT says so before it looks at the checksum, which
 * covers neither; we say it in its place, but after the checksum was computed,
 * and by no branch: a key has opened it that is the messages', too.
 */
uint32_t ksp_1964_read_number(const struct ksp_context *c,
                              const unsigned char *header,
                              uint32_t *SND_SEQ, bool *reflected);

/* What is said of a token: that its number is unreadable where the mask says
 * so, and otherwise what these are. */
static inline void
ksp_1964_say_unreadable(uint32_t unreadable, SECURITY_STATUS *status,
                        uint32_t *verdict)
{
    *verdict = ksp_choose(unreadable, KSP_SEQ_UNREADABLE, *verdict);
    *status = (SECURITY_STATUS)ksp_choose(unreadable,
                                          (uint32_t)SEC_E_MESSAGE_ALTERED,
                                          (uint32_t)*status);
}

#endif
