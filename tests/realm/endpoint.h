/* SPDX-License-Identifier: MIT */
/*
 * One end of a context, from the first token to the last, by public GSS-API
 * only; and the world its process lives in.
 *
 * A function that cannot work for want of memory ends the process.
 */
#ifndef TESTS_REALM_ENDPOINT_H
#define TESTS_REALM_ENDPOINT_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdbool.h>

enum side { INITIATOR, ACCEPTOR };

/* The mechanisms SPNEGO is told to offer (initiator) or take (acceptor). */
enum negotiation {
    NEG_NONE,       /* the mechanism itself, without SPNEGO */
    NEG_PLAIN,      /* SPNEGO; both sides know Kerberos only */
    NEG_MIC         /* the initiator's first choice is one the acceptor does
                     * not take, so a mechListMIC goes both ways */
};

/* How a context is to be established.  All zero is a plain Kerberos context
 * with default credentials and no flag asked for. */
struct dialog {
    gss_OID mech;                   /* GSS_C_NO_OID means krb5 */
    enum negotiation negotiation;
    OM_uint32 flags;                /* GSS_C_*_FLAG asked for */
    bool explicit_creds;            /* acquire a credential, do not leave it
                                     * to the library */
    const char *bindings[2];        /* channel bindings of each side */
    const char *tgt_only;           /* IAKERB: a ccache file with nothing but
                                     * a TGT; used by way of a copy, so that
                                     * there is a ticket to get each time */
};

/* One end. */
struct endpoint {
    enum side side;
    gss_ctx_id_t ctx;
    gss_cred_id_t cred;             /* own, GSS_C_NO_CREDENTIAL if default */
    gss_cred_id_t delegated;        /* acceptor: what it was given */
    OM_uint32 major;                /* of the last step */
    OM_uint32 minor;
    OM_uint32 flags;                /* as returned by the last step */
    OM_uint32 lifetime;
    gss_OID mech;                   /* as returned */
    unsigned legs;                  /* steps done */
    char *ccache;                   /* the copy of tgt_only; NULL if none */
};

/*
 * Everything this process does with GSS-API from now on happens in the world
 * that `config` (a file for GSS_MECH_CONFIG) describes.  Must come before the
 * process's first GSS call: the library reads the file once.
 */
void world_enter(const char *config);

/*
 * Whether the messages of a context go through our package: asks for
 * oid_package_name and wants exactly one buffer that says "Kerberos".
 * *major gets the status of the question.
 */
bool context_is_ours(gss_ctx_id_t ctx, OM_uint32 *major);

/*
 * Makes an end ready: all fields, and the credential if the dialog asks for
 * one.  Returns the status of that; endpoint_close frees in any case.
 */
OM_uint32 endpoint_open(struct endpoint *end, enum side side,
                        const struct dialog *dialog);

/*
 * One step of establishment: takes the peer's token (an empty one at the
 * initiator's first step), gives the next one in *out (for
 * gss_release_buffer, empty if there is none to send), and leaves the results
 * in the fields.  `target` is the service, hostbased (the acceptor ignores
 * it).  Returns the major status.
 */
OM_uint32 endpoint_step(struct endpoint *end, const struct dialog *dialog,
                        const char *target, gss_buffer_t in,
                        gss_buffer_t out);

/* Deletes the context and the credentials.  May be called twice. */
void endpoint_close(struct endpoint *end);

/* Imports a hostbased name; a failure ends the process. */
gss_name_t name_of_service(const char *service);

#endif
