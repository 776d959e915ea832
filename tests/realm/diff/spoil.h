/* SPDX-License-Identifier: MIT */
/*
 * Rubbish for the time of a call in what stock MIT does not read of a buffer
 * list (iov_unread.h), and in buffers of no length.
 */
#ifndef TESTS_REALM_DIFF_SPOIL_H
#define TESTS_REALM_DIFF_SPOIL_H

#include "realm/diff/iov.h"
#include "realm/diff/world.h"
#include "realm/iov_unread.h"

struct spoilt {
    bool done;
    gss_iov_buffer_desc before[IOV_MAX_BUFFERS];
    gss_iov_buffer_desc after[IOV_MAX_BUFFERS];
};

/* In half of the cases. */
void spoil_list(struct spoilt *spoilt, struct world *world, struct rng *rng,
                enum iov_call call, struct iov_list *list);

/* What the call left as it was gets its value back; what it changed stays,
 * for the record. */
void spoil_undo(const struct spoilt *spoilt, struct iov_list *list);

/* A buffer without bytes may point anywhere. */
void spoil_empty(struct rng *rng, gss_buffer_t buffer);

#endif
