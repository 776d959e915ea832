/* SPDX-License-Identifier: MIT */
/*
 * The 16-byte header of RFC 4121 per-message tokens (section 4.2.6):
 *
 *      0..1   TOK_ID       04 04 MIC, 05 04 wrap
 *      2      Flags
 *      3      Filler       FF
 *      4..5   EC           wrap; FF FF in MIC
 *      6..7   RRC          wrap; FF FF in MIC
 *      8..15  SND_SEQ
 */
#ifndef SHIM_CORE_RFC4121_TOKEN_H
#define SHIM_CORE_RFC4121_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "ksp/sspi.h"

#define KSP_TOKEN_HEADER 16

/* TOK_ID */
#define KSP_TOK_MIC 0x0404
#define KSP_TOK_WRAP 0x0504

/* Flags, RFC 4121 section 4.2.2 */
#define KSP_FLAG_SENT_BY_ACCEPTOR 0x01
#define KSP_FLAG_SEALED 0x02
#define KSP_FLAG_ACCEPTOR_SUBKEY 0x04

struct ksp_token {
    uint16_t TOK_ID;
    uint8_t Flags;
    uint16_t EC;        /* 0xffff in a MIC token */
    uint16_t RRC;       /* 0xffff in a MIC token */
    uint64_t SND_SEQ;
};

/* Write the header to `out`, KSP_TOKEN_HEADER bytes. */
void ksp_token_write(const struct ksp_token *token, unsigned char *out);

/*
 * Read the header at the start of `length` bytes, for a receiver whose
 * peer is the acceptor or not.  Every byte is read once; ksp_token_write
 * gives those of a header that was found in order again.
 *
 * Errors, looked for in the order stock MIT does: SEC_E_INVALID_TOKEN
 * (shorter than a header, no RFC 4121 TOK_ID at all),
 * SEC_E_MESSAGE_ALTERED (sent by the wrong side: a reflected token),
 * SEC_E_INVALID_TOKEN (another TOK_ID than `tok_id`; filler).
 */
SECURITY_STATUS ksp_token_read(const unsigned char *data, size_t length,
                               uint16_t tok_id, bool from_acceptor,
                               struct ksp_token *token);

#endif
