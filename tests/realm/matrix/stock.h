/* SPDX-License-Identifier: MIT */
/*
 * A process that is always in the stock world, one for each peer: contexts
 * exported by the peer are imported there and used, and come back.
 */
#ifndef TESTS_REALM_MATRIX_STOCK_H
#define TESTS_REALM_MATRIX_STOCK_H

#include "realm/matrix/peer.h"

/* The process itself: serves until the line ends. */
void stock_serve(int line, const char *config);

/* What a peer asks of it.  Like all calls of a peer they do nothing once the
 * case has failed. */
void stock_import(struct peer *peer, const struct bytes *exported);
struct bytes stock_get_mic(struct peer *peer, const struct bytes *message);
void stock_verify_mic(struct peer *peer, const struct bytes *message,
                      const struct bytes *mic, OM_uint32 want);
struct bytes stock_export(struct peer *peer);

#endif
