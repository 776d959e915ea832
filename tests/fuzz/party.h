/* SPDX-License-Identifier: MIT */
/*
 * The receiver of a fuzzed token and the keys of its peer, who may make any
 * token with them.  A party is made once and is given other numbers for each
 * input: making one takes longer than many messages.
 */
#ifndef TESTS_FUZZ_PARTY_H
#define TESTS_FUZZ_PARTY_H

#include "core/context.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/window_model.h"
#include "ksp/message.h"

#define PARTY_USAGE_FIRST 22
#define PARTY_USAGES 4

struct party {
    const struct ksp_enctype *enctype;
    LSA_SEC_HANDLE ContextId;
    struct ksp_context *context;        /* of the receiver */
    struct ksp_context before;          /* what it was before the call */
    /* RFC 4121: by key and by usage - PARTY_USAGE_FIRST */
    struct ksp_key *keys[KSP_PACKED_KEYS_MAX][PARTY_USAGES];
};

/* How many enctypes this build has of a protocol. */
size_t party_enctypes(enum ksp_protocol protocol);

/*
 * The party with enctype number `which` of those, whose receiver is the
 * initiator or not.  With `two_keys` the acceptor has asserted a subkey, and
 * the initiator's is of RFC 1964 with `old_key`, which opens nothing.
 */
struct party *party_of(enum ksp_protocol protocol, size_t which,
                       bool initiator, bool two_keys, bool old_key);

/* What is judged of a number. */
struct party_numbers {
    struct window_model window;
    uint64_t recv_initial;
    bool callers_numbers;
    uint64_t wanted;
};

/* A number near to one where something happens: 0, 2^31, 2^32, 2^63 ... */
uint64_t party_near(struct fuzz_input *in);

/* From the input: where the window is, what it has seen, what is wanted. */
void party_read_numbers(struct fuzz_input *in, bool narrow,
                        struct party_numbers *n);

/* Give the receiver these numbers and attributes. */
void party_set(struct party *p, const struct party_numbers *n,
               ULONG ContextAttributes, ULONG Mechanism);

/*
 * After the call: what became of it, against what had to.  `want` is the
 * status the checks before the number must give; with SEC_E_OK the number
 * SND_SEQ is judged.  A receiver that refused is as it was, in every byte.
 */
void party_judge(struct party *p, const struct party_numbers *n,
                 NTSTATUS want, uint64_t SND_SEQ, NTSTATUS status,
                 const KSP_MESSAGE_PARAMS *params);

/* Ends the process unless it held. */
void party_must(const struct party *p, bool held, const char *what);

#endif
