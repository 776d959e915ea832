/* SPDX-License-Identifier: MIT */
/*
 * Keys that open tokens: one that somebody gives, and those that are found in
 * tokens on the way.  keys_free wipes them; none is ever shown.
 */
#ifndef TOOLS_DECODE_KEYS_H
#define TOOLS_DECODE_KEYS_H

#include <krb5.h>
#include <stdbool.h>

#include "ksp/packed.h"
#include "tools/decode/span.h"

enum key_role {
    KEY_GIVEN,          /* whatever it is of the context */
    KEY_SESSION,        /* the ticket's */
    KEY_INITIATOR,      /* the authenticator's subkey */
    KEY_ACCEPTOR,       /* the AP-REP's */
    KEY_ROLES
};

struct keys {
    bool wanted;
    krb5_context krb5;
    krb5_keytab keytab;             /* NULL: there is none */
    KSP_PACKED_KEY of[KEY_ROLES];   /* Length 0: not known */
    bool has_message;               /* what a MIC is of */
    struct span message;
    struct span mechanisms;         /* of SPNEGO, which its MIC is of */
    int output;                     /* messages that were opened; or -1 */
    int output_error;               /* why one could not be written; or 0 */
};

/* Whether somebody wants tokens opened.  False: libkrb5, which is needed
 * then, cannot be had. */
bool keys_begin(struct keys *keys, bool wanted);
void keys_free(struct keys *keys);

/* Whose it is, for people. */
const char *keys_name(enum key_role role);

/* Replaces the key of that role.  False if it is longer than any. */
bool keys_put(struct keys *keys, enum key_role role, krb5_enctype enctype,
              const void *bytes, size_t length);

/*
 * KEY_GIVEN, from an open file.  It holds the key in hexadecimal, behind the
 * enctype's name or number; or, if `enctype` is not NULL, the key in
 * hexadecimal or its bytes, and nothing else.  NULL if it was read, else what
 * is wrong: static text.
 */
const char *keys_read(struct keys *keys, int fd, const char *enctype);

#endif
