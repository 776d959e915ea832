/* SPDX-License-Identifier: MIT */
/*
 * What is in the encrypted parts: EncTicketPart as libkrb5 gives it,
 * Authenticator and EncAPRepPart as they are.
 */
#ifndef TOOLS_DECODE_PLAIN_H
#define TOOLS_DECODE_PLAIN_H

#include <krb5.h>

#include "tools/decode/fields.h"
#include "tools/decode/keys.h"

void print_ticket_part(struct decoding *d, const struct span *place,
                       const krb5_ticket *ticket);

/* The contents of the SEQUENCE.  A subkey goes to the keys. */
void print_authenticator(struct decoding *d, const struct span *place,
                         struct span in);
void print_reply_part(struct decoding *d, const struct span *place,
                      struct span in);

#endif
