/* SPDX-License-Identifier: MIT */
/*
 * Messages between the two peers.  Each function runs on both sides at the
 * same time: `from` makes and sends, the other side receives and checks.
 */
#ifndef TESTS_REALM_MATRIX_MESSAGE_H
#define TESTS_REALM_MATRIX_MESSAGE_H

#include "realm/matrix/peer.h"

/*
 * A MIC of a message of `length` bytes; its length is checked.  `want` is
 * the status verify_mic must give.
 */
void exchange_mic(struct peer *peer, enum side from, size_t length,
                  OM_uint32 want);

/* A wrapped message, by gss_wrap and gss_unwrap. */
void exchange_wrap(struct peer *peer, enum side from, size_t length, int conf,
                   OM_uint32 want);

/* MIC and both kinds of wrap, both ways. */
void exchange_all(struct peer *peer, size_t length);

/*
 * Buffer lists.  `send` and `take` are orders of buffers: H header, D data,
 * S sign only, P padding, T trailer; or for `take` alone: "unwrap" for
 * gss_unwrap and "stream" for STREAM with DATA, "copy" with DATA|ALLOCATE.
 * The message falls into DATA and SIGN_ONLY buffers of a few bytes each; both
 * orders must have those in the same places or, with one D for several, hold
 * the same bytes.  `lent`: the sender lends buffers of the exact length, else
 * the library allocates.
 */
void exchange_iov(struct peer *peer, enum side from, const char *send,
                  const char *take, int conf, bool lent);

/* A MIC over a list, K being the token, verified by the list `take` or by
 * gss_verify_mic if that is NULL. */
void exchange_mic_iov(struct peer *peer, enum side from, const char *send,
                      const char *take);

void exchange_aead(struct peer *peer, enum side from, size_t assoc,
                   size_t length, int conf);

/* Token making and taking for cases that do not go step by step. */
struct bytes make_mic(struct peer *peer, const struct bytes *message);
void take_mic(struct peer *peer, const struct bytes *message,
              const struct bytes *mic, OM_uint32 want);

/* SND_SEQ of an RFC 4121 token. */
uint64_t token_number(const struct bytes *token);

#endif
