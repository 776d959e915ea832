/* SPDX-License-Identifier: MIT */
/*
 * Contexts that are not complete, no longer in order, or no contexts at
 * all: every call on them, and that it does no harm to those that go on.
 */
#include <string.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

static void
try_export(const char *step, gss_ctx_id_t *context)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    enter(step);
    major = gss_export_sec_context(&minor, context, &token);
    result("export", major, minor);
    say("export", "token %s, context %s", token.length > 0 ? "yes" : "no",
        *context != GSS_C_NO_CONTEXT ? "yes" : "no");
    gss_release_buffer(&ignored, &token);
    leave();
}

static void
try_lucid(const char *step, gss_ctx_id_t *context)
{
    OM_uint32 major, minor, ignored;
    void *lucid = NULL;

    enter(step);
    major = gss_krb5_export_lucid_sec_context(&minor, context, 1, &lucid);
    result("lucid", major, minor);
    say("lucid", "lucid %s, context %s", lucid != NULL ? "yes" : "no",
        *context != GSS_C_NO_CONTEXT ? "yes" : "no");
    if (lucid != NULL)
        gss_krb5_free_lucid_sec_context(&ignored, lucid);
    leave();
}

static void
show_open(const char *step, gss_ctx_id_t *context)
{
    show_calls(step, context);
    try_lucid(step, context);
}

/* The context is used up by a wrong token: what can be done with it then. */
static void
show_failed(const char *step, gss_ctx_id_t *context)
{
    OM_uint32 major, minor;

    enter(step);
    say("context", "%s", *context != GSS_C_NO_CONTEXT ? "yes" : "no");
    if (*context != GSS_C_NO_CONTEXT) {
        show_most_calls("calls", context);
        try_export("export", context);
    }
    major = gss_delete_sec_context(&minor, context, GSS_C_NO_BUFFER);
    result("delete", major, minor);
    leave();
}

static void
show_works(const struct both_ends *ends)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    major = gss_get_mic(&minor, ends->initiator, 0, &message, &mic);
    result("mic after all", major, minor);
    major = gss_verify_mic(&minor, ends->acceptor, &message, &mic, NULL);
    result("verify after all", major, minor);
    gss_release_buffer(&ignored, &mic);
}

/* Establishes as establish() does, with every call on the two ends between
 * the legs. */
static void
show_between(const struct recipe *recipe)
{
    OM_uint32 init = GSS_S_CONTINUE_NEEDED, accept = GSS_S_CONTINUE_NEEDED;
    struct both_ends ends;

    memset(&ends, 0, sizeof(ends));
    enter("between");
    do {
        if (init == GSS_S_CONTINUE_NEEDED)
            init = init_leg(recipe, &ends);
        if (init == GSS_S_CONTINUE_NEEDED) {
            show_open("initiator", &ends.initiator);
        }
        if (!GSS_ERROR(init) && ends.request.length > 0)
            accept = accept_leg(recipe, &ends);
        if (accept == GSS_S_CONTINUE_NEEDED) {
            show_open("acceptor", &ends.acceptor);
        }
    } while (!GSS_ERROR(init) && !GSS_ERROR(accept) &&
             (ends.reply.length > 0 || ends.request.length > 0));
    if (init == GSS_S_COMPLETE && accept == GSS_S_COMPLETE)
        show_works(&ends);
    leave();
    release_ends(&ends);
}

/* Half established, exported, imported and then completed: MIT does this. */
static void
show_half_moved(const char *step, gss_OID mech, OM_uint32 flags,
                const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    struct both_ends ends = { 0 };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    enter(step);
    init_leg(&recipe, &ends);
    major = gss_export_sec_context(&minor, &ends.initiator, &token);
    result("export", major, minor);
    say("export", "token %s, context %s", token.length > 0 ? "yes" : "no",
        ends.initiator != GSS_C_NO_CONTEXT ? "yes" : "no");
    if (major == GSS_S_COMPLETE) {
        major = gss_import_sec_context(&minor, &token, &ends.initiator);
        result("import", major, minor);
    }
    if (ends.initiator != GSS_C_NO_CONTEXT &&
        !GSS_ERROR(accept_leg(&recipe, &ends)) && ends.reply.length > 0 &&
        init_leg(&recipe, &ends) == GSS_S_COMPLETE)
        show_works(&ends);
    gss_release_buffer(&ignored, &token);
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

/* Bytes from the middle of the token on. */
static void
damage(gss_buffer_t token)
{
    unsigned char *p = token->value;
    size_t i;

    for (i = token->length / 2; i < token->length; i++)
        p[i] ^= 0x55;
}

/* The last token of the kind each side gets is damaged. */
static void
show_damaged(const struct recipe *recipe)
{
    struct both_ends ends;
    OM_uint32 init, accept;

    memset(&ends, 0, sizeof(ends));
    enter("damaged reply");
    init = init_leg(recipe, &ends);
    accept = accept_leg(recipe, &ends);
    if (!GSS_ERROR(init) && !GSS_ERROR(accept) && ends.reply.length > 0) {
        damage(&ends.reply);
        init_leg(recipe, &ends);
        show_failed("initiator", &ends.initiator);
    }
    leave();
    release_ends(&ends);
    memset(&ends, 0, sizeof(ends));
    enter("damaged request");
    init_leg(recipe, &ends);
    accept = accept_leg(recipe, &ends);
    if (accept == GSS_S_CONTINUE_NEEDED && ends.reply.length > 0 &&
        !GSS_ERROR(init_leg(recipe, &ends))) {
        damage(&ends.request);
        accept_leg(recipe, &ends);
        show_failed("acceptor", &ends.acceptor);
    }
    leave();
    release_ends(&ends);
    memset(&ends, 0, sizeof(ends));
    enter("damaged first");
    init_leg(recipe, &ends);
    damage(&ends.request);
    accept_leg(recipe, &ends);
    show_failed("acceptor", &ends.acceptor);
    leave();
    release_ends(&ends);
}

/* A context that is complete gets one more token. */
static void
show_once_more(const struct recipe *recipe)
{
    struct both_ends ends;
    OM_uint32 minor;

    memset(&ends, 0, sizeof(ends));
    enter("once more");
    if (establish(recipe, &ends)) {
        gss_release_buffer(&minor, &ends.reply);
        ends.reply = copied_buffer("one token more");
        init_leg(recipe, &ends);
        gss_release_buffer(&minor, &ends.request);
        ends.request = copied_buffer("one token more");
        accept_leg(recipe, &ends);
        show_most_calls("initiator", &ends.initiator);
        show_most_calls("acceptor", &ends.acceptor);
    }
    leave();
    release_ends(&ends);
}

static void
show_state_of(const char *step, gss_OID mech, OM_uint32 flags,
              const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);

    enter(step);
    show_between(&recipe);
    show_damaged(&recipe);
    show_once_more(&recipe);
    leave();
    release_recipe(&recipe);
}

void
show_partial(const struct fidelity_args *args)
{
    OM_uint32 more = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG;
    gss_ctx_id_t none = GSS_C_NO_CONTEXT;

    enter("partial");
    show_calls("no context", &none);
    show_state_of("krb5", mech_of("krb5"), more, args);
    show_state_of("one way", mech_of("krb5"), 0, args);
    show_state_of("DCE style", mech_of("krb5"), more | GSS_C_DCE_STYLE, args);
    show_state_of("iakerb", mech_of("iakerb"), more, args);
    show_state_of("spnego", mech_of("spnego"), more, args);
    show_state_of("spnego DCE style", mech_of("spnego"),
                  more | GSS_C_DCE_STYLE, args);
    leave();
}

void
show_half(const struct fidelity_args *args)
{
    OM_uint32 more = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG;

    enter("half");
    show_half_moved("krb5", mech_of("krb5"), more, args);
    show_half_moved("DCE style", mech_of("krb5"), more | GSS_C_DCE_STYLE,
                    args);
    show_half_moved("iakerb", mech_of("iakerb"), more, args);
    show_half_moved("spnego", mech_of("spnego"), more, args);
    leave();
}
