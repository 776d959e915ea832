/* SPDX-License-Identifier: MIT */
/*
 * The sections of the test program of libksp-sspi.  Each is one function; the
 * script runs it in the environment that it needs.
 */
#ifndef TESTS_REALM_SSPI_TESTS_H
#define TESTS_REALM_SSPI_TESTS_H

#include "realm/enctype_facts.h"
#include "realm/sspi_end.h"
#include "realm/sspi_tap.h"

/* What there is to know of the realm. */
struct sspi_facts {
    const char *target;         /* svc/host of the service */
    const struct enctype_facts *enctype;    /* its only one; may be NULL */
};

typedef void sspi_section(const struct sspi_facts *facts);

/* handles.c: every function, with every handle that is none */
sspi_section section_handles;

/* creds.c: packages and credentials; a password */
sspi_section section_packages, section_creds, section_password,
    section_no_kdc, section_no_keys, section_no_name;

/* logon.c: a user with a password */
sspi_section section_logon;

/* identities.c: users that a program names */
sspi_section section_identities;

/* identity_family.c: identities made, and other helpers */
sspi_section section_identity_family;

/* halves.c: credentials for both sides */
sspi_section section_halves, section_no_ticket, section_no_keytab;

/* spn.c: targets */
sspi_section section_spn, section_spn_unknown, section_spn_accept;

/* mixed.c: a package's tokens at another */
sspi_section section_mixed;

/* legs.c: establishment, call by call; request_flags.c, bindings.c and
 * negotiate.c: what it is asked for */
sspi_section section_legs, section_request_flags, section_bindings,
    section_negotiate;

/* malformed.c: tokens that are none */
sspi_section section_malformed;

/* mic.c: what SPNEGO may have signed */
sspi_section section_mic;

/* environment.c: what is against it */
sspi_section section_skew, section_wrong_key, section_refused,
    section_no_ciphers;

/* late.c: the same, when the ticket is over */
sspi_section section_late, section_late_dce;

/* messages.c, numbers.c, questions.c */
sspi_section section_messages, section_numbers, section_threads,
    section_attributes;

/* established.c: what is known from establishment */
sspi_section section_established;

/* times.c: local time */
sspi_section section_times;

/* export.c: another process */
sspi_section section_export, section_other_bytes;

/* door.c: contexts of the program's, for the package */
sspi_section section_door, section_door_refused;

/* padding.c: RC4 and DES3 */
sspi_section section_padding;

/* All there is on a context. */
#define SSPI_EVERYTHING \
    (ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | \
     ISC_REQ_CONFIDENTIALITY)

/* A message in buffers: DATA, TOKEN, PADDING, with room for any. */
struct sspi_message {
    char data[64];
    unsigned char token[256];
    unsigned char padding[8];
    SecBuffer buffers[3];
    SecBufferDesc list;
};

/* To be signed, in two buffers; to be sealed, in three. */
void message_init(struct sspi_message *m, const char *text);
void message_init_sealed(struct sspi_message *m, const char *text);

/* Signs at one end and verifies at the other; what verifying gave. */
SECURITY_STATUS sign_and_verify(struct sspi_end *from, struct sspi_end *to);

/* Of enctype_facts. */
#define CKSUMTYPE_RC4 (-138)

/* Where the package's own bytes start among those of an exported context;
 * they end them. */
unsigned char *packed_context(const SecBuffer *exported);

#endif
