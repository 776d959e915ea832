/* SPDX-License-Identifier: MIT */
/*
 * Tokens such as a peer could make that has the keys, and does not keep to
 * the rules.  Those of RFC 4121 are made with libkrb5, not with the package.
 *
 * A function that cannot work ends the process.
 */
#ifndef TESTS_INVALID_FORGE_H
#define TESTS_INVALID_FORGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/enctype.h"
#include "ksp/winerror.h"

/* What every token is about. */
#define FORGE_TEXT "the peer has written this"
#define FORGE_TEXT_LENGTH (sizeof(FORGE_TEXT) - 1)

/* ---- who makes them -------------------------------------------------- */

struct forge_party {
    const struct ksp_enctype *enctype;
    const unsigned char *keys[2];   /* of key_length bytes each */
    unsigned int key_count;         /* the last one is in use */
    bool acceptor;                  /* the side of the sender */
    bool dce;                       /* wrap tokens are to be in DCE style */
    bool gss_wrap;                  /* they are for gss_unwrap, which looks
                                     * at some things later */
    uint64_t number;                /* SND_SEQ */
    const unsigned char *oid;       /* the mechanism, for RFC 1964 */
    size_t oid_length;
};

/* ---- what they make -------------------------------------------------- */

/* The ways a token is delivered; of the package's interface, but there are
 * the same in GSS-API. */
enum forge_form {
    FORM_VERIFY,        /* TOKEN, DATA */
    FORM_SPLIT,         /* TOKEN, DATA, STREAM_TRAILER or PADDING */
    FORM_WINDOWS,       /* TOKEN, DATA */
    FORM_IN_PLACE,      /* STREAM, DATA without memory */
    FORM_COPY,          /* STREAM, DATA */
    FORMS
};

#define FORGE_ANY_VERDICT 0xffffffffu

struct forged {
    unsigned char *bytes;           /* for free() */
    size_t length;
    bool mic;
    bool old;                       /* of RFC 1964 */
    /* How it falls into buffers: bytes before and behind the message. */
    size_t front;
    size_t back;
    size_t filler;                  /* of `back`; not in RRC in DCE style */
    /* What happens to it on its way, in this order. */
    bool fixed;                     /* not rotated for FORM_WINDOWS */
    size_t appended;                /* bytes */
    size_t cut;                     /* length that is left */
    /* What is to come of it. */
    NTSTATUS want[FORMS];
    uint32_t verdict;               /* KSP_SEQ_*, or FORGE_ANY_VERDICT */
    size_t delivered;               /* bytes of message, if it is taken */
};

void forged_free(struct forged *token);

/* The bytes to deliver in a form, for free(). */
unsigned char *forged_bytes(const struct forged *token, enum forge_form form,
                            bool dce, size_t *length);

/* How many of `length` bytes go into TOKEN, DATA and what is behind it. */
struct forge_parts {
    size_t token, data, behind;
};

struct forge_parts forged_parts(const struct forged *token,
                                enum forge_form form, size_t length);

/* What is to come of it, in all forms of Unseal alike. */
void forged_want(struct forged *token, NTSTATUS verify, NTSTATUS unseal);

/* ---- RFC 4121 -------------------------------------------------------- */

#define CFX_HEADER 16
#define CFX_EC 4
#define CFX_RRC 6
#define CFX_SND_SEQ 8

enum forge_kind { FORGE_MIC, FORGE_SIGNED, FORGE_SEALED };

struct forge_cfx {
    enum forge_kind kind;
    unsigned char header[CFX_HEADER];   /* as it is sent */
    unsigned char copy[CFX_HEADER];     /* as checksum or encryption has it */
    size_t copy_length;                 /* how much of it is encrypted */
    size_t filler;                      /* before the copy */
    size_t text_length;
    uint32_t usage;
    unsigned int key;                   /* index */
};

/* A token with nothing wrong, to be changed. */
void forge_cfx_start(const struct forge_party *p, enum forge_kind kind,
                     struct forge_cfx *t);

/* Make it; `out` is as for a good one. */
void forge_cfx(const struct forge_party *p, const struct forge_cfx *t,
               struct forged *out);

/* Key usages of RFC 4121 section 2, by who has sent the token. */
uint32_t forge_usage(bool acceptor, bool mic);

/* ---- RFC 1964 and RFC 4757 ------------------------------------------- */

#define OLD_SIGNED 8
#define OLD_SND_SEQ 8
#define OLD_CONFOUNDER 8
#define OLD_PADDING_MAX 8

struct forge_old {
    bool mic;                           /* the shape of a MIC */
    bool mic_checksum;
    bool encrypt;
    unsigned char header[OLD_SIGNED];   /* TOK_ID to filler */
    unsigned char SND_SEQ[OLD_SND_SEQ]; /* before encryption */
    uint32_t crypt_number;              /* the message's key depends on it */
    size_t text_length;
    unsigned char padding[OLD_PADDING_MAX];
    size_t padding_length;
    size_t inside;                      /* out: where TOK_ID is */
};

/* Of the build: RC4 and DES3 need nettle. */
bool forge_old_possible(const struct forge_party *p);

void forge_old_start(const struct forge_party *p, enum forge_kind kind,
                     struct forge_old *t);
void forge_old(const struct forge_party *p, struct forge_old *t,
               struct forged *out);

/* What is to come of it: `status` from the function that it is for, and what
 * the other one says to such a token if nothing is wrong with framing and
 * number. */
void forge_old_want(const struct forge_party *p, const struct forge_old *t,
                    NTSTATUS status, struct forged *out);

/* Without its framing. */
void forge_old_inside(const struct forge_party *p, const struct forge_old *t,
                      struct forged *out);

/* ---- framing --------------------------------------------------------- */

/* Put `length` bytes before the token. */
void forge_prepend(struct forged *out, const void *bytes, size_t length);

/* Framing of RFC 2743 section 3.1 that says `length`, in so many bytes of
 * length (0: as few as there must be). */
void forge_frame(const struct forge_party *p, struct forged *out,
                 uint64_t length, size_t bytes);

/* Bytes the framing must say are behind it. */
size_t forge_inside(const struct forge_party *p, const struct forged *out);

void *forge_alloc(size_t length);

#endif
