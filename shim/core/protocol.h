/* SPDX-License-Identifier: MIT */
/*
 * The two kinds of messages a context can have: those of RFC 4121, and
 * those of RFC 1964 and RFC 4757 for the enctypes that are older than it.
 * message.c has done what is the same for both: the handle, the QOP and the
 * sorting of the buffer list.
 */
#ifndef SHIM_CORE_PROTOCOL_H
#define SHIM_CORE_PROTOCOL_H

#include "core/buffers.h"
#include "core/context.h"
#include "ksp/message.h"

/* What suffices for any token; bytes. */
struct ksp_sizes {
    size_t mic;
    size_t header;              /* before the message of a sealed token */
    size_t trailer;             /* behind it, but for padding */
    size_t block;               /* what padding fills */
    size_t message;             /* the longest there may be */
};

struct ksp_messages {
    void (*sizes)(const struct ksp_context *c, struct ksp_sizes *sizes);

    /* For one message: `lengths` has its length and kind, and receives the
     * rest. */
    void (*lengths)(const struct ksp_context *c, KSP_MESSAGE_LENGTHS *lengths);

    SECURITY_STATUS (*make_mic)(struct ksp_context *c, struct ksp_message *m,
                                uint64_t wanted);
    SECURITY_STATUS (*check_mic)(struct ksp_context *c,
                                 struct ksp_message *m, uint64_t wanted);
    SECURITY_STATUS (*make_wrap)(struct ksp_context *c,
                                 struct ksp_message *m, bool sealed,
                                 uint64_t wanted);
    /* *sealed is set when the token was found genuine, if only to have
     * been sent by this side. */
    SECURITY_STATUS (*open_wrap)(struct ksp_context *c,
                                 struct ksp_message *m, uint64_t wanted,
                                 bool *sealed);
};

extern const struct ksp_messages ksp_rfc4121;
extern const struct ksp_messages ksp_rfc1964;

/* rfc4121_mic.c, rfc4121_seal.c, rfc4121_unseal.c */
SECURITY_STATUS ksp_rfc4121_make_mic(struct ksp_context *c,
                                     struct ksp_message *m, uint64_t wanted);
SECURITY_STATUS ksp_rfc4121_check_mic(struct ksp_context *c,
                                      struct ksp_message *m,
                                      uint64_t wanted);
SECURITY_STATUS ksp_rfc4121_make_wrap(struct ksp_context *c,
                                      struct ksp_message *m, bool sealed,
                                      uint64_t wanted);
SECURITY_STATUS ksp_rfc4121_open_wrap(struct ksp_context *c,
                                      struct ksp_message *m, uint64_t wanted,
                                      bool *sealed);

/* rfc1964_mic.c, rfc1964_seal.c, rfc1964_unseal.c */
SECURITY_STATUS ksp_rfc1964_make_mic(struct ksp_context *c,
                                     struct ksp_message *m, uint64_t wanted);
SECURITY_STATUS ksp_rfc1964_check_mic(struct ksp_context *c,
                                      struct ksp_message *m,
                                      uint64_t wanted);
SECURITY_STATUS ksp_rfc1964_make_wrap(struct ksp_context *c,
                                      struct ksp_message *m, bool sealed,
                                      uint64_t wanted);
SECURITY_STATUS ksp_rfc1964_open_wrap(struct ksp_context *c,
                                      struct ksp_message *m, uint64_t wanted,
                                      bool *sealed);

#endif
