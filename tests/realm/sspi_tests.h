/* SPDX-License-Identifier: MIT */
/*
 * The sections of the test program of libksp-sspi.  Each is one function; the
 * script runs it in the environment that it needs.
 */
#ifndef TESTS_REALM_SSPI_TESTS_H
#define TESTS_REALM_SSPI_TESTS_H

#include "sspi_end.h"
#include "sspi_tap.h"

/* What there is to know of the realm. */
struct sspi_facts {
    const char *target;         /* svc/host of the service */
    unsigned long mic;          /* length of a signature */
    unsigned long sealed;       /* what sealing adds */
    unsigned long sealed_dce;   /* the same in DCE style */
    unsigned long enctype;      /* its number */
};

typedef void sspi_section(const struct sspi_facts *facts);

/* sspi_handles.c: every function, with every handle that is none */
sspi_section section_handles;

/* sspi_creds.c: packages and credentials; a password */
sspi_section section_packages, section_creds, section_password,
    section_no_kdc, section_no_keys, section_no_name;

/* sspi_legs.c: establishment */
sspi_section section_legs, section_bindings, section_negotiate,
    section_old_enctype, section_skew, section_wrong_key;

/* sspi_messages.c: messages, questions, another process */
sspi_section section_messages, section_numbers, section_attributes,
    section_export, section_threads;

/* All there is on a context. */
#define SSPI_EVERYTHING \
    (ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | \
     ISC_REQ_CONFIDENTIALITY)

/* A message in two buffers: DATA and TOKEN, with room for any token. */
struct sspi_message {
    char data[64];
    unsigned char token[256];
    SecBuffer buffers[2];
    SecBufferDesc list;
};

void message_init(struct sspi_message *m, const char *text);

/* Signs at one end and verifies at the other; what verifying gave. */
SECURITY_STATUS sign_and_verify(struct sspi_end *from, struct sspi_end *to);

#endif
