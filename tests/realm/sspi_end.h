/* SPDX-License-Identifier: MIT */
/*
 * One end of an SSPI context, from the first token to the last, by the
 * public functions of libksp-sspi only.
 */
#ifndef TESTS_REALM_SSPI_END_H
#define TESTS_REALM_SSPI_END_H

#include <stdbool.h>

#include "ksp/sspi.h"

/* How a context is to be established.  All zero is Kerberos without any
 * flag. */
struct sspi_dialog {
    const char *package;        /* NULL: Kerberos */
    ULONG request;              /* ISC_REQ_ bits below 0x1000, the same for
                                 * both sides */
    ULONG isc_only;             /* more ISC_REQ_ bits */
    ULONG asc_only;             /* more ASC_REQ_ bits */
    const char *bindings[2];    /* application data: client, server */
};

struct sspi_end {
    bool initiator;
    CredHandle cred;
    CtxtHandle ctx;
    bool begun;                 /* ctx is a handle */
    SECURITY_STATUS status;     /* of the last call */
    ULONG attributes;           /* of the last step */
    TimeStamp expiry;
};

/* Gets the credential; sspi_end_close in any case. */
SECURITY_STATUS sspi_end_open(struct sspi_end *end, bool initiator,
                              const struct sspi_dialog *dialog);

/* One step: `in` is the peer's token (cbBuffer 0 for none); *out gets the
 * next one, for FreeContextBuffer. */
SECURITY_STATUS sspi_end_step(struct sspi_end *end, const char *target,
                              const struct sspi_dialog *dialog,
                              const SecBuffer *in, SecBuffer *out);

void sspi_end_close(struct sspi_end *end);

/* Both ends in one process; true if both are open.  `ends` are the client
 * and the server. */
bool sspi_pair_open(struct sspi_end ends[2], const char *target,
                    const struct sspi_dialog *dialog);
void sspi_pair_close(struct sspi_end ends[2]);

/* Channel bindings of application data alone, in *buffer; for free. */
void *sspi_bindings(const char *data, SecBuffer *buffer);

#endif
