/* SPDX-License-Identifier: MIT */
/*
 * The messages of CredSSP (MS-CSSP 2.2): a TSRequest, and the credentials in
 * one.  DER, read and written by hand.
 *
 * A function that cannot work for want of memory ends the process.
 */
#ifndef TESTS_STRANGERS_FREERDP_TS_REQUEST_H
#define TESTS_STRANGERS_FREERDP_TS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that belong to somebody else; NULL: not there. */
struct ts_bytes {
    const unsigned char *at;
    size_t length;
};

struct ts_request {
    unsigned long version;
    struct ts_bytes nego_token;     /* the first of negoTokens */
    struct ts_bytes auth_info;
    struct ts_bytes pub_key_auth;
    struct ts_bytes client_nonce;
};

/* How long the message is whose first bytes these are; 0: too few to tell, or
 * none of ours. */
size_t ts_message_length(const unsigned char *start, size_t length);

/* Read one; the parts point into it.  False if it is none, or has a field
 * that the version does not know. */
bool ts_request_read(const unsigned char *message, size_t length,
                     struct ts_request *request);

/* Write one, for free. */
unsigned char *ts_request_write(const struct ts_request *request,
                                size_t *length);

/* TSCredentials with TSPasswordCreds: texts in UTF-16, little-endian. */
struct ts_password {
    struct ts_bytes domain, user, password;
};

bool ts_password_read(const unsigned char *credentials, size_t length,
                      struct ts_password *password);

/* A token of SPNEGO that offers mechanisms (RFC 4178 4.2.1): its list of
 * OIDs, each with its head.  False if it is none. */
bool ts_mech_list(const struct ts_bytes *token, struct ts_bytes *list);

/* The next OID of the list, which goes on behind it; false at its end. */
bool ts_next_oid(struct ts_bytes *list, struct ts_bytes *oid);

#endif
