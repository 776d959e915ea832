/* SPDX-License-Identifier: MIT */
/* The kinds of tokens; each prints its fields. */
#ifndef TOOLS_DECODE_TOKENS_H
#define TOOLS_DECODE_TOKENS_H

#include "tools/decode/fields.h"

/* token.c: any of them, by its first bytes. */
void decode_token(struct decoding *d, struct span token);

/* message_rfc4121.c, message_rfc1964.c: begin at TOK_ID.  False if it is none
 * of theirs. */
bool decode_rfc4121(struct decoding *d, struct span token);
bool decode_rfc1964(struct decoding *d, struct span token);

/* kerberos.c: AP-REQ, AP-REP, KRB-ERROR.  False if it is another message. */
bool decode_kerberos(struct decoding *d, struct span message);

/* spnego.c: NegTokenInit and NegTokenResp, without framing. */
void decode_spnego(struct decoding *d, struct span token);

#endif
