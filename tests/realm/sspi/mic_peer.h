/* SPDX-License-Identifier: MIT */
/*
 * A peer of SPNEGO that is put together by hand, so that what is around
 * Kerberos' tokens can be another than anybody would send.  It knows Kerberos
 * alone.
 */
#ifndef TESTS_REALM_SSPI_MIC_PEER_H
#define TESTS_REALM_SSPI_MIC_PEER_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdbool.h>
#include <stddef.h>

#define MIC_FLAGS (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_INTEG_FLAG)

/* What is done to a token on its way. */
enum mic_change { UNTOUCHED, EMPTY_FIELDS, COPY_OF_TOKEN, JUNK, NO_SEQUENCE,
                  FRAMED, NO_MIC, WRONG_MIC, MIC_AGAIN };

struct mic_way {
    bool client;                /* who hears the peer is the client */
    OM_uint32 flags;            /* beside MIC_FLAGS */
    bool mic;                   /* the peer sends one as soon as it can */
    enum mic_change change;
    unsigned int leg;           /* of the peer's tokens, which is changed */
};

struct mic_bytes {
    size_t length;
    unsigned char at[16384];
};

struct mic_peer {
    const struct mic_way *way;
    gss_ctx_id_t ctx;
    gss_name_t target;
    struct mic_bytes types;     /* the MIC is of them */
    unsigned int legs;
    bool complete, signs;
};

void mic_append(struct mic_bytes *to, const void *from, size_t length);

void mic_peer_init(struct mic_peer *p, const struct mic_way *way,
                   gss_name_t target);

/* One token of the peer's; none when it has nothing more to say. */
void mic_peer_speak(struct mic_peer *p, const struct mic_bytes *in,
                    struct mic_bytes *out);

#endif
