/* SPDX-License-Identifier: MIT */
/*
 * The part of realm/endpoint.h that the benchmark needs, for Heimdal: plain
 * Kerberos, by the functions of RFC 2744 alone.  The one that serves the
 * tests does more, by functions that only MIT's library has.
 */
#include "realm/endpoint.h"

#include <string.h>

#include "realm/gss_oids.h"

bool
context_is_ours(gss_ctx_id_t ctx, OM_uint32 *major)
{
    gss_buffer_set_t answer = GSS_C_NO_BUFFER_SET;
    OM_uint32 minor;

    *major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_package_name,
                                            &answer);
    gss_release_buffer_set(&minor, &answer);
    return *major == GSS_S_COMPLETE;
}

OM_uint32
endpoint_open(struct endpoint *end, enum side side,
              const struct dialog *dialog)
{
    gss_OID_set_desc mechs = { 1, &oid_krb5 };

    memset(end, 0, sizeof(*end));
    end->side = side;
    end->ctx = GSS_C_NO_CONTEXT;
    end->cred = GSS_C_NO_CREDENTIAL;
    if (dialog->explicit_creds) {
        end->major = gss_acquire_cred(&end->minor, GSS_C_NO_NAME,
                                      GSS_C_INDEFINITE, &mechs,
                                      side == INITIATOR ? GSS_C_INITIATE :
                                      GSS_C_ACCEPT, &end->cred, NULL, NULL);
    }
    return end->major;
}

/* The acceptor's: the benchmark's initiator makes its steps itself. */
OM_uint32
endpoint_step(struct endpoint *end, const struct dialog *dialog,
              const char *target, gss_buffer_t in, gss_buffer_t out)
{
    gss_name_t from = GSS_C_NO_NAME;
    OM_uint32 minor;

    (void)dialog;
    (void)target;
    out->length = 0;
    out->value = NULL;
    end->major =
        gss_accept_sec_context(&end->minor, &end->ctx, end->cred, in,
                               GSS_C_NO_CHANNEL_BINDINGS, &from, &end->mech,
                               out, &end->flags, &end->lifetime,
                               &end->delegated);
    gss_release_name(&minor, &from);
    return end->major;
}

void
endpoint_close(struct endpoint *end)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &end->ctx, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &end->cred);
    gss_release_cred(&minor, &end->delegated);
}
