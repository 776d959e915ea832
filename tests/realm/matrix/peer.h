/* SPDX-License-Identifier: MIT */
/*
 * One of the two processes of the matrix: its end of a context, its line to
 * the other process, and the verdict on the case at work.
 *
 * Every function here does nothing once the case has failed, so a case is
 * written straight on; what is missing comes back empty.
 */
#ifndef TESTS_REALM_MATRIX_PEER_H
#define TESTS_REALM_MATRIX_PEER_H

#include <stddef.h>
#include <stdint.h>

#include "realm/enctype_facts.h"
#include "realm/endpoint.h"

/* What one case came to, as sent to the parent. */
struct case_verdict {
    bool good;
    char why[300];
};

struct peer {
    enum side side;
    bool module;                        /* the world this process is in */
    bool forwarded;                     /* it passes such contexts on */
    const struct enctype_facts *facts;
    const char *target;
    const char *tgt_only;
    int line;                           /* socket to the other peer */
    int stock_line;                     /* to the process that is always
                                         * stock, see matrix_stock.h */
    bool told_failure;                  /* the other side knows */
    struct case_verdict verdict;
    struct endpoint end;
    struct dialog dialog;
};

/* A run of bytes that owns its memory. */
struct bytes {
    unsigned char *data;
    size_t length;
};

void bytes_free(struct bytes *bytes);
struct bytes bytes_copy(const void *data, size_t length);

/* A message of `length` bytes that depends on nothing else. */
struct bytes bytes_pattern(size_t length);

/* The case goes on only if `good`; otherwise it has failed with this text.
 * Returns whether the case is still good. */
bool expect(struct peer *peer, bool good, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a major status that must be `want`; shows the minor's text. */
bool expect_major(struct peer *peer, const char *call, OM_uint32 major,
                  OM_uint32 minor, OM_uint32 want);

/* Bytes to and from the other peer. */
void peer_send(struct peer *peer, const void *data, size_t length);
struct bytes peer_receive(struct peer *peer);

/* Starts and ends a case; the end meets the other peer's, whatever failed. */
void peer_case_start(struct peer *peer);
void peer_case_end(struct peer *peer);

/*
 * Establishes a context as peer->dialog says (the two processes must have the
 * same), and checks that its messages go where this world has them go.
 */
void peer_establish(struct peer *peer);

/* Framed messages on a socket, also for the stock process: a type byte and a
 * length.  True if all went. */
bool line_send(int line, char type, const void *data, size_t length);
bool line_receive(int line, char *type, struct bytes *bytes);

#endif
