/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "realm/fidelity/ends.h"

static void
set_iakerb_creds(struct recipe *recipe, const struct fidelity_args *args)
{
    gss_key_value_element_desc element = { "password", args->password };
    gss_name_t name = import("pass", GSS_C_NT_USER_NAME);
    OM_uint32 minor;

    recipe->initiator_cred = acquire_from("initiator", name, recipe->mech,
                                          GSS_C_INITIATE, &element, 1);
    recipe->acceptor_cred = acquire_from("acceptor", GSS_C_NO_NAME,
                                         recipe->mech, GSS_C_ACCEPT, NULL,
                                         0);
    gss_release_name(&minor, &name);
}

struct recipe
plain_recipe(gss_OID mech, OM_uint32 flags, const struct fidelity_args *args)
{
    struct recipe recipe = { .mech = mech, .flags = flags };

    recipe.target = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    if (mech == mech_of("iakerb"))
        set_iakerb_creds(&recipe, args);
    return recipe;
}

void
release_recipe(struct recipe *recipe)
{
    OM_uint32 minor;

    gss_release_name(&minor, &recipe->target);
    gss_release_cred(&minor, &recipe->initiator_cred);
    gss_release_cred(&minor, &recipe->acceptor_cred);
}

void
release_ends(struct both_ends *ends)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &ends->initiator, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &ends->acceptor, GSS_C_NO_BUFFER);
    gss_release_name(&minor, &ends->client);
    gss_release_cred(&minor, &ends->delegated);
    gss_release_buffer(&minor, &ends->request);
    gss_release_buffer(&minor, &ends->reply);
}

OM_uint32
init_leg(const struct recipe *recipe, struct both_ends *ends)
{
    OM_uint32 major, minor, ignored, flags = 0, lifetime = 0;

    major = gss_init_sec_context(&minor, recipe->initiator_cred,
                                 &ends->initiator, recipe->target,
                                 recipe->mech, recipe->flags,
                                 recipe->time_req,
                                 recipe->initiator_bindings,
                                 ends->reply.length > 0 ? &ends->reply : NULL,
                                 &ends->init_mech, &ends->request, &flags,
                                 &lifetime);
    result("init", major, minor);
    say("init", "flags %x, token %s", flags,
        ends->request.length > 0 ? "yes" : "no");
    say_lifetime("init", lifetime);
    gss_release_buffer(&ignored, &ends->reply);
    return major;
}

OM_uint32
accept_leg(const struct recipe *recipe, struct both_ends *ends)
{
    OM_uint32 major, minor, ignored, flags = 0, lifetime = 0;

    gss_release_cred(&ignored, &ends->delegated);
    gss_release_name(&ignored, &ends->client);
    major = gss_accept_sec_context(&minor, &ends->acceptor,
                                   recipe->acceptor_cred, &ends->request,
                                   recipe->acceptor_bindings, &ends->client,
                                   &ends->accepted_mech, &ends->reply,
                                   &flags, &lifetime, &ends->delegated);
    result("accept", major, minor);
    say("accept", "flags %x, token %s", flags,
        ends->reply.length > 0 ? "yes" : "no");
    say_lifetime("accept", lifetime);
    gss_release_buffer(&ignored, &ends->request);
    return major;
}

int
establish(const struct recipe *recipe, struct both_ends *ends)
{
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED;

    do {
        if (init == GSS_S_CONTINUE_NEEDED)
            init = init_leg(recipe, ends);
        if (!GSS_ERROR(init) && ends->request.length > 0)
            accept = accept_leg(recipe, ends);
    } while (!GSS_ERROR(init) && !GSS_ERROR(accept) &&
             (ends->reply.length > 0 || ends->request.length > 0));
    say_oid("init mech", ends->init_mech);
    say_oid("accept mech", ends->accepted_mech);
    say("contexts", "initiator %s, acceptor %s",
        ends->initiator != GSS_C_NO_CONTEXT ? "yes" : "no",
        ends->acceptor != GSS_C_NO_CONTEXT ? "yes" : "no");
    return init == GSS_S_COMPLETE && accept == GSS_S_COMPLETE;
}

int
is_rfc4121(gss_ctx_id_t context)
{
    static const unsigned char tok_id[] = { 0x04, 0x04 };
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    int is;

    gss_get_mic(&minor, context, 0, &message, &mic);
    is = mic.length >= sizeof(tok_id) &&
        memcmp(mic.value, tok_id, sizeof(tok_id)) == 0;
    gss_release_buffer(&minor, &mic);
    return is;
}
