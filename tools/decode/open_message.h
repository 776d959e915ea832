/* SPDX-License-Identifier: MIT */
/* Messages are verified and opened by the package, under a key that fits. */
#ifndef TOOLS_DECODE_OPEN_MESSAGE_H
#define TOOLS_DECODE_OPEN_MESSAGE_H

#include "tools/decode/fields.h"

/* What a token says of itself before it is opened. */
struct message_token {
    struct span token;      /* RFC 1964: with its framing, if it has one */
    bool mic;
    bool old;               /* of RFC 1964 and RFC 4757 */
    bool from_acceptor;     /* RFC 4121; others encrypt it */
    bool acceptor_subkey;   /* RFC 4121 */
};

/* Prints what came of it.  Nothing happens if nobody wants it. */
void open_message(struct decoding *d, const struct message_token *m);

#endif
