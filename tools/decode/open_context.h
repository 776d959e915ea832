/* SPDX-License-Identifier: MIT */
/*
 * The encrypted parts of AP-REQ and AP-REP (RFC 4120 section 5.5), opened by
 * libkrb5: the ticket with a keytab, the rest with the ticket's session key
 * or, of an AP-REP, with one that was given.  The keys in them open what
 * follows; of a key its enctype is shown and nothing else.  Nothing happens
 * where there is no keytab, or no key.
 */
#ifndef TOOLS_DECODE_OPEN_CONTEXT_H
#define TOOLS_DECODE_OPEN_CONTEXT_H

#include "tools/decode/fields.h"

/* The whole message, and what is in its SEQUENCE. */
void open_ap_req(struct decoding *d, struct span message, struct span in);

void open_ap_rep(struct decoding *d, struct span in);

#endif
