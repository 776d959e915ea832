/* SPDX-License-Identifier: MIT */
/*
 * Contexts exported and imported again, with messages before and after: that
 * numbers, the window and the names go along.
 */
#include <string.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

#define N_SENT 6

/* Messages under way: MICs at even places, wrapped ones at odd. */
struct parcel {
    gss_buffer_desc tokens[N_SENT];
};

static gss_buffer_desc text = { 7, (void *)"message" };

static void
send_all(gss_ctx_id_t context, struct parcel *parcel)
{
    OM_uint32 major, minor;
    size_t i;

    memset(parcel, 0, sizeof(*parcel));
    for (i = 0; i < N_SENT; i++) {
        if (i % 2 == 0)
            major = gss_get_mic(&minor, context, 0, &text,
                                &parcel->tokens[i]);
        else
            major = gss_wrap(&minor, context, 1, 0, &text, NULL,
                             &parcel->tokens[i]);
        result("send", major, minor);
    }
}

static void
receive(gss_ctx_id_t context, struct parcel *parcel, size_t i)
{
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    if (i % 2 == 0)
        major = gss_verify_mic(&minor, context, &text, &parcel->tokens[i],
                               NULL);
    else
        major = gss_unwrap(&minor, context, &parcel->tokens[i], &out, NULL,
                           NULL);
    say("receive", "place %zu", i);
    result("receive", major, minor);
    gss_release_buffer(&ignored, &out);
}

static void
release_parcel(struct parcel *parcel)
{
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < N_SENT; i++)
        gss_release_buffer(&minor, &parcel->tokens[i]);
}

/* Exported and imported in place. */
static int
transfer(const char *step, gss_ctx_id_t *context)
{
    gss_buffer_desc token = { 77, NULL };
    OM_uint32 major, minor, ignored;

    enter(step);
    major = gss_export_sec_context(&minor, context, &token);
    result("export", major, minor);
    say("export", "token %s, context %s", token.value != NULL ? "yes" : "no",
        *context != GSS_C_NO_CONTEXT ? "yes" : "no");
    if (major == GSS_S_COMPLETE) {
        major = gss_import_sec_context(&minor, &token, context);
        result("import", major, minor);
        gss_release_buffer(&ignored, &token);
    }
    leave();
    return *context != GSS_C_NO_CONTEXT;
}

/* Some received before, some after; one again, one late. */
static void
show_receiver_moves(struct both_ends *ends)
{
    struct parcel parcel;
    size_t i;

    enter("receiver moves");
    send_all(ends->initiator, &parcel);
    receive(ends->acceptor, &parcel, 0);
    receive(ends->acceptor, &parcel, 3);
    if (transfer("acceptor", &ends->acceptor)) {
        receive(ends->acceptor, &parcel, 3);
        receive(ends->acceptor, &parcel, 1);
        receive(ends->acceptor, &parcel, 0);
        for (i = 0; i < N_SENT; i++)
            receive(ends->acceptor, &parcel, i);
    }
    release_parcel(&parcel);
    leave();
}

/* One that has left the window when the receiver moves. */
static void
show_old(struct both_ends *ends)
{
    gss_buffer_desc first = GSS_C_EMPTY_BUFFER, mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    int i;

    enter("old");
    major = gss_get_mic(&minor, ends->initiator, 0, &text, &first);
    for (i = 0; i < 80 && major == GSS_S_COMPLETE; i++) {
        major = gss_get_mic(&minor, ends->initiator, 0, &text, &mic);
        gss_verify_mic(&ignored, ends->acceptor, &text, &mic, NULL);
        gss_release_buffer(&ignored, &mic);
    }
    result("send", major, minor);
    if (transfer("acceptor", &ends->acceptor)) {
        major = gss_verify_mic(&minor, ends->acceptor, &text, &first, NULL);
        result("receive", major, minor);
    }
    gss_release_buffer(&ignored, &first);
    leave();
}

static void
show_sender_moves(struct both_ends *ends)
{
    struct parcel before, after;
    size_t i;

    enter("sender moves");
    send_all(ends->initiator, &before);
    if (transfer("initiator", &ends->initiator)) {
        send_all(ends->initiator, &after);
        for (i = 0; i < N_SENT; i++)
            receive(ends->acceptor, &before, i);
        for (i = 0; i < N_SENT; i++)
            receive(ends->acceptor, &after, i);
        receive(ends->acceptor, &before, 2);
        release_parcel(&after);
    }
    release_parcel(&before);
    leave();
}

/* The other direction, after both have moved twice. */
static void
show_both_moved(struct both_ends *ends)
{
    struct parcel parcel;
    size_t i;

    enter("both moved");
    if (transfer("initiator", &ends->initiator) &&
        transfer("acceptor", &ends->acceptor)) {
        send_all(ends->acceptor, &parcel);
        for (i = 0; i < N_SENT; i++)
            receive(ends->initiator, &parcel, i);
        show_calls("initiator", &ends->initiator);
        show_calls("acceptor", &ends->acceptor);
        release_parcel(&parcel);
    }
    leave();
}

/* A leg too many, and what is left then. */
static void
show_leg_too_many(const struct recipe *recipe, struct both_ends *ends)
{
    enter("leg too many");
    ends->reply = copied_buffer("one token more");
    init_leg(recipe, ends);
    show_most_calls("initiator", &ends->initiator);
    leave();
}

/* ---- wrong tokens -------------------------------------------------- */

static void
show_import_of(const char *label, gss_buffer_t token)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, ignored;

    major = gss_import_sec_context(&minor, token, &context);
    result(label, major, minor);
    say(label, "context %s", context != GSS_C_NO_CONTEXT ? "yes" : "no");
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
}

/* A token of `cut` bytes less.  Far from the end MIT reads on behind what is
 * left, and what comes of it is luck. */
static void
show_cut(const gss_buffer_desc *token)
{
    gss_buffer_desc part = *token;
    size_t cut;

    for (cut = 1; cut <= 4 && cut < token->length; cut++) {
        part.length = token->length - cut;
        show_import_of("cut", &part);
    }
}

static void
show_wrong_tokens(gss_ctx_id_t *context)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, part;
    gss_ctx_id_t copy = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor, ignored;

    enter("wrong tokens");
    major = gss_export_sec_context(&minor, context, &token);
    result("export", major, minor);
    show_cut(&token);
    part = token;
    part.length = 0;
    show_import_of("no length", &part);
    part.value = NULL;
    show_import_of("no value", &part);
    part = text_buffer("not a token at all, and not short");
    show_import_of("garbage", &part);
    major = gss_import_sec_context(&minor, &token, NULL);
    result("no context", major, minor);
    /* What an export gave can be imported twice. */
    major = gss_import_sec_context(&minor, &token, context);
    result("import", major, minor);
    major = gss_import_sec_context(&minor, &token, &copy);
    result("import twice", major, minor);
    gss_delete_sec_context(&ignored, &copy, GSS_C_NO_BUFFER);
    gss_release_buffer(&ignored, &token);
    major = gss_export_sec_context(&minor, context, NULL);
    result("export without token", major, minor);
    leave();
}

/* ---- all of it ----------------------------------------------------- */

static void
show_one(const char *step, gss_OID mech, OM_uint32 flags,
         const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    struct both_ends ends = { 0 };

    enter(step);
    if (establish(&recipe, &ends)) {
        show_receiver_moves(&ends);
        show_sender_moves(&ends);
        show_both_moved(&ends);
        show_old(&ends);
        show_wrong_tokens(&ends.acceptor);
        if (mech != mech_of("spnego"))
            show_leg_too_many(&recipe, &ends);
    }
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

void
show_transfer(const struct fidelity_args *args)
{
    static const struct {
        const char *label;
        OM_uint32 flags;
    } kinds[] = {
        { "neither", 0 },
        { "replay", GSS_C_REPLAY_FLAG },
        { "sequence", GSS_C_SEQUENCE_FLAG },
        { "both", GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG }
    };
    OM_uint32 both = GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
    size_t i;

    enter("transfer");
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        enter(kinds[i].label);
        show_one("krb5", mech_of("krb5"), kinds[i].flags | GSS_C_MUTUAL_FLAG,
                 args);
        show_one("one way", mech_of("krb5"), kinds[i].flags, args);
        show_one("spnego", mech_of("spnego"),
                 kinds[i].flags | GSS_C_MUTUAL_FLAG, args);
        leave();
    }
    show_one("DCE style", mech_of("krb5"),
             both | GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE, args);
    show_one("iakerb", mech_of("iakerb"), both | GSS_C_MUTUAL_FLAG, args);
    leave();
}
