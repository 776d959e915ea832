/* SPDX-License-Identifier: MIT */
#include "connect.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "realm/gss_oids.h"

static size_t counted, ours;

void
connector_open(struct connector *c, const char *target, bool acquire)
{
    memset(c, 0, sizeof(*c));
    c->target = target;
    c->dialog.flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
        GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;
    c->dialog.explicit_creds = acquire;
    must_complete("initiator's credential",
                  endpoint_open(&c->end[INITIATOR], INITIATOR, &c->dialog));
    must_complete("acceptor's credential",
                  endpoint_open(&c->end[ACCEPTOR], ACCEPTOR, &c->dialog));
}

void
connector_close(struct connector *c)
{
    endpoint_close(&c->end[INITIATOR]);
    endpoint_close(&c->end[ACCEPTOR]);
}

static void
step_initiator(const struct connector *c, struct endpoint *end,
               gss_name_t name, gss_buffer_t in, gss_buffer_t out)
{
    end->major = gss_init_sec_context(&end->minor, end->cred, &end->ctx, name,
                                      &oid_krb5, c->dialog.flags, 0,
                                      GSS_C_NO_CHANNEL_BINDINGS, in, NULL,
                                      out, NULL, NULL);
}

/* Request, answer, end: three legs make a mutual context.  A program imports
 * the service's name once for a context, and asks who the client is. */
void
connect_pair(const struct connector *c, struct gss_pair *pair)
{
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    gss_name_t name = name_of_service(c->target);
    struct endpoint *init = &pair->end[INITIATOR];
    OM_uint32 minor;

    pair->end[INITIATOR] = c->end[INITIATOR];
    pair->end[ACCEPTOR] = c->end[ACCEPTOR];
    step_initiator(c, init, name, &in, &out);
    (void)endpoint_step(&pair->end[ACCEPTOR], &c->dialog, c->target, &out,
                        &in);
    gss_release_buffer(&minor, &out);
    if (init->major == GSS_S_CONTINUE_NEEDED)
        step_initiator(c, init, name, &in, &out);
    gss_release_buffer(&minor, &in);
    gss_release_buffer(&minor, &out);
    gss_release_name(&minor, &name);
    must_complete("gss_init_sec_context", init->major);
    must_complete("gss_accept_sec_context", pair->end[ACCEPTOR].major);
}

void
connect_drop(struct gss_pair *pair)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &pair->end[INITIATOR].ctx,
                           GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &pair->end[ACCEPTOR].ctx,
                           GSS_C_NO_BUFFER);
}

void
connect_tell_enctype(const char *target)
{
    gss_buffer_desc message = { 0, NULL }, token = GSS_C_EMPTY_BUFFER;
    struct connector connector;
    struct gss_pair pair;
    OM_uint32 minor;

    connector_open(&connector, target, true);
    connect_pair(&connector, &pair);
    must_complete("gss_get_mic",
                  gss_get_mic(&minor, pair.end[INITIATOR].ctx,
                              GSS_C_QOP_DEFAULT, &message, &token));
    printf("mic,%zu\n", token.length);
    fflush(stdout);
    gss_release_buffer(&minor, &token);
    connect_drop(&pair);
    connector_close(&connector);
}

void
connect_count(const struct gss_pair *pair)
{
    OM_uint32 major;
    int side;

    for (side = 0; side < 2; side++) {
        counted++;
        if (context_is_ours(pair->end[side].ctx, &major))
            ours++;
    }
}

void
connect_report(void)
{
    printf("contexts,%zu,%zu\n", counted, ours);
    fflush(stdout);
    counted = ours = 0;
}
