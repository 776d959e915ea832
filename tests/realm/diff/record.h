/* SPDX-License-Identifier: MIT */
/*
 * What one step of the differential script did and saw in one world: made by
 * the world, compared by the parent.
 *
 * Compared are the two texts and the two halves of the major status.  The
 * rest is for the table of intended differences and for the models of the
 * window.
 */
#ifndef TESTS_REALM_DIFF_RECORD_H
#define TESTS_REALM_DIFF_RECORD_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define RECORD_WHAT_SIZE 200
#define RECORD_OUTCOME_SIZE 1000

/* Kinds of establishment. */
#define RECORD_DIALOGS 6

enum record_kind {
    RECORD_OTHER,
    RECORD_ESTABLISHED,     /* a new context pair; windows start afresh */
    RECORD_RECEIVED         /* a token was given to verify_mic or an unwrap */
};

/*
 * What a wrap token is for unwrap_iov: one MIT does not refuse for its RRC; a
 * genuine one with another RRC than the one MIT expects with such buffers (no
 * rotation if there is a TRAILER, else that which puts all but the data into
 * HEADER); or a damaged one with such an RRC.
 */
enum other_rrc { RRC_USUAL, RRC_OTHER_GENUINE, RRC_OTHER_DAMAGED };

struct record {
    uint32_t step;
    uint32_t kind;                  /* enum record_kind */
    uint32_t routine;               /* major status but for the next line */
    uint32_t supplementary;         /* its supplementary bits */
    uint32_t receiver;              /* RECEIVED: enum side */
    uint32_t flags;                 /* ESTABLISHED: flags of the context */
    uint32_t dialog;                /* ESTABLISHED: which kind */
    uint32_t first_number;          /* ESTABLISHED: numbers already used in
                                     * each direction */
    uint32_t has_number;            /* RECEIVED: the token is one of this
                                     * context's */
    uint64_t number;                /* RECEIVED: which, from 0 */
    uint32_t empty_pointers;        /* buffers of length 0 that do not point
                                     * to NULL */
    uint32_t imported;              /* RECEIVED: the receiving context was
                                     * imported */
    uint32_t other_rrc;             /* RECEIVED: enum other_rrc */
    uint32_t initiator_key;         /* RECEIVED: by unwrap, in DCE style, said
                                     * to be signed under the initiator's key
                                     * although there is an acceptor's */
    uint32_t framing_wrong;         /* RECEIVED */
    uint32_t not_one_data;          /* RECEIVED: in a STREAM */
    uint32_t place;                 /* enum place: where it was done */
    uint32_t taken;                 /* and it really was */
    uint32_t allocations;           /* SHORTAGE: calls of malloc there were */
    uint32_t struck;                /* SHORTAGE: one was refused */
    uint32_t spoilt;                /* lists that had rubbish in them */
    uint64_t sealed;                /* hash of a sealed token it made, or 0 */
    uint64_t old_length;            /* an answer about an RFC 1964 token that
                                     * MIT gets wrong; 0: none */
    uint64_t old_arg;               /* what it depends on */
    uint64_t plain_expected;        /* RECEIVED: hash of the plaintext */
    uint64_t plain_seen;            /* RECEIVED: of what came out */
    uint32_t proof_major[2];        /* ESTABLISHED: per side, status of the */
    uint32_t proof_ours[2];         /* question, and whether it is ours */
    uint32_t what_length;
    uint32_t outcome_length;
    char what[RECORD_WHAT_SIZE];        /* what was done */
    char outcome[RECORD_OUTCOME_SIZE];  /* what came out of it */
};

void record_start(struct record *record, uint32_t step);

/* Adds formatted text, cut at the end of the field. */
void record_what(struct record *record, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void record_outcome(struct record *record, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What no call leaves in a minor status. */
#define RECORD_MINOR 0x5eedf00du

/* Takes down a major status, in its own fields or (the last form) in the
 * outcome.  The minor one must have been RECORD_MINOR; the outcome says if it
 * still is, or if there is one without an error. */
void record_major(struct record *record, OM_uint32 major);
void record_result(struct record *record, OM_uint32 major, OM_uint32 minor);
void record_status(struct record *record, const char *name, OM_uint32 major);

/*
 * What the caller's buffer looks like after a call that may or may not have
 * set it.  Before the call it must be as record_preset leaves it.  With
 * `hash` the content counts too.
 */
void record_preset(gss_buffer_t buffer);
void record_buffer(struct record *record, const char *name,
                   const gss_buffer_desc *buffer, bool hash);

/* The same for one buffer of a list, with its type. */
void record_iov(struct record *record, const gss_iov_buffer_desc *buffer,
                bool hash);

/* Frees the buffer if the call has set it. */
void record_release(gss_buffer_t buffer);

/* FNV-1a of some bytes. */
uint64_t record_hash(const void *bytes, size_t length);

/* Through a pipe; true if the whole record went. */
bool record_send(const struct record *record, FILE *to);
bool record_receive(struct record *record, FILE *from);

/* What is compared without exception. */
bool record_same_text(const struct record *a, const struct record *b);
bool record_same_status(const struct record *a, const struct record *b);
bool record_same(const struct record *a, const struct record *b);

void record_print(const struct record *record, const char *world, FILE *to);

#endif
