/* SPDX-License-Identifier: MIT */
/* Establishment: each call of each kind of dialog. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/failing/failing.h"
#include "realm/gss_oids.h"

#define EVERYTHING \
    (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
     GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)

#define MAX_LEGS 12

/* The kinds of dialog; the parameter of an operation is one of them, and the
 * leg that fails below it. */
enum kind { PLAIN, ONE_WAY, CREDS, DELEGATED, DCE, NEGOTIATED, NEG_WITH_MIC,
            IAKERB };
#define KIND(kind, leg) ((ULONG)(kind) << 8 | (leg))

static const struct dialog dialogs[] = {
    [PLAIN] = { .flags = EVERYTHING },
    [ONE_WAY] = { .flags = EVERYTHING & ~(OM_uint32)GSS_C_MUTUAL_FLAG },
    [CREDS] = { .flags = EVERYTHING, .explicit_creds = true,
                .bindings = { "bound", "bound" } },
    [DELEGATED] = { .flags = EVERYTHING | GSS_C_DELEG_FLAG },
    [DCE] = { .flags = EVERYTHING | GSS_C_DCE_STYLE },
    [NEGOTIATED] = { .flags = EVERYTHING, .negotiation = NEG_PLAIN },
    [NEG_WITH_MIC] = { .flags = EVERYTHING, .negotiation = NEG_MIC },
    [IAKERB] = { .flags = EVERYTHING, .mech = &oid_iakerb,
                 .explicit_creds = true }
};

/* ---- one leg after the other ---------------------------------------- */

static enum side
turn_of(unsigned leg)
{
    return leg % 2 == 0 ? INITIATOR : ACCEPTOR;
}

static bool
is_complete(const struct gss_pair *pair)
{
    return pair->end[0].legs > 0 && pair->end[1].legs > 0 &&
        pair->end[0].major == GSS_S_COMPLETE &&
        pair->end[1].major == GSS_S_COMPLETE;
}

/* With the peer's token in `in`; what there is to send is in `out` then. */
static OM_uint32
step(struct failing_scene *s, unsigned leg)
{
    struct endpoint *end = &s->pair.end[turn_of(leg)];
    OM_uint32 major;

    major = endpoint_step(end, &s->dialog, s->facts->target, &s->in,
                          &s->out);
    s->minor = end->minor;
    return major;
}

/* What was sent is received. */
static void
pass(struct failing_scene *s)
{
    OM_uint32 minor;

    (void)gss_release_buffer(&minor, &s->in);
    s->in = s->out;
    memset(&s->out, 0, sizeof(s->out));
}

static void
open_ends(struct failing_scene *s)
{
    must(endpoint_open(&s->pair.end[0], INITIATOR, &s->dialog) ==
         GSS_S_COMPLETE &&
         endpoint_open(&s->pair.end[1], ACCEPTOR, &s->dialog) ==
         GSS_S_COMPLETE, "no credentials");
}

static void
make_legs(struct failing_scene *s)
{
    unsigned leg;

    s->dialog = dialogs[s->op->number >> 8];
    s->legs = s->op->number & 0xff;
    if (s->dialog.mech == &oid_iakerb)
        s->dialog.tgt_only = s->facts->tgt_only;
    open_ends(s);
    for (leg = 0; leg < s->legs; leg++) {
        must(!GSS_ERROR(step(s, leg)), "a leg failed");
        pass(s);
    }
}

static uint32_t
act_leg(struct failing_scene *s)
{
    OM_uint32 major = step(s, s->legs);
    struct endpoint *end = &s->pair.end[turn_of(s->legs)];

    if (GSS_ERROR(major)) {
        want(s, end->delegated == GSS_C_NO_CREDENTIAL,
             "a credential is delegated");
        want(s, s->legs > 1 || end->ctx == GSS_C_NO_CONTEXT,
             "there is a context");
    }
    return major;
}

static void
finish(struct failing_scene *s)
{
    unsigned leg;

    pass(s);
    for (leg = s->legs + 1; leg < MAX_LEGS && !is_complete(&s->pair) &&
         s->in.length > 0; leg++) {
        must(!GSS_ERROR(step(s, leg)), "a later leg failed");
        pass(s);
    }
    must(is_complete(&s->pair), "it does not end");
}

/* ---- what came of it ------------------------------------------------ */

static OM_uint32
talk(struct endpoint *from, struct endpoint *to, int sealed)
{
    char text[] = "a message", *got;
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, opened = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int state = 0;

    major = gss_wrap(&minor, from->ctx, sealed, GSS_C_QOP_DEFAULT, &message,
                     NULL, &token);
    if (major == GSS_S_COMPLETE)
        major = gss_unwrap(&minor, to->ctx, &token, &opened, &state, NULL);
    got = opened.value;
    if (major == GSS_S_COMPLETE &&
        (state != sealed || opened.length != sizeof(text) ||
         memcmp(got, text, sizeof(text)) != 0))
        major = GSS_S_FAILURE;
    (void)gss_release_buffer(&minor, &token);
    (void)gss_release_buffer(&minor, &opened);
    return major;
}

static OM_uint32
talk_mic(struct endpoint *from, struct endpoint *to)
{
    gss_buffer_desc message = { 9, (void *)(uintptr_t)"a message" };
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, from->ctx, GSS_C_QOP_DEFAULT, &message, &mic);
    if (major == GSS_S_COMPLETE)
        major = gss_verify_mic(&minor, to->ctx, &message, &mic, NULL);
    (void)gss_release_buffer(&minor, &mic);
    return major;
}

void
failing_exchange(struct failing_scene *s)
{
    struct endpoint *ends = s->pair.end;
    int i;

    for (i = 0; i < 2; i++) {
        say(s, " %lx,%lx,%lx",
            (unsigned long)talk(&ends[i], &ends[1 - i], 1),
            (unsigned long)talk(&ends[i], &ends[1 - i], 0),
            (unsigned long)talk_mic(&ends[i], &ends[1 - i]));
    }
}

static void
say_end(struct failing_scene *s, struct endpoint *end)
{
    gss_name_t from = GSS_C_NO_NAME, to = GSS_C_NO_NAME;
    OM_uint32 minor, flags = 0;
    gss_OID mech;
    int local = 7, is_open = 7;

    say(s, " %08lx",
        (unsigned long)gss_inquire_context(&minor, end->ctx, &from, &to,
                                           NULL, &mech, &flags, &local,
                                           &is_open));
    say(s, " flags=%lx,%lx local=%d open=%d delegated=%d",
        (unsigned long)flags, (unsigned long)end->flags, local, is_open,
        end->delegated != GSS_C_NO_CREDENTIAL);
    failing_say_name(s, from);
    failing_say_name(s, to);
    (void)gss_release_name(&minor, &from);
    (void)gss_release_name(&minor, &to);
}

static void
look_legs(struct failing_scene *s)
{
    finish(s);
    say_end(s, &s->pair.end[0]);
    say_end(s, &s->pair.end[1]);
    failing_exchange(s);
}

void
failing_pair(struct failing_scene *s)
{
    OM_uint32 major;
    int i;

    if (s->dialog.flags == 0)
        s->dialog = dialogs[PLAIN];
    must(pair_open(&s->pair, &s->dialog, s->facts->target, NULL, NULL),
         "no context");
    for (i = 0; i < 2; i++) {
        must(context_is_ours(s->pair.end[i].ctx, &major) == s->facts->module,
             "the context is another's");
    }
}

const struct failing_op failing_legs[] = {
    { "gss_init_sec_context, first", make_legs, act_leg, look_legs, 0,
      KIND(PLAIN, 0) },
    { "gss_accept_sec_context", make_legs, act_leg, look_legs, 0,
      KIND(PLAIN, 1) },
    { "gss_init_sec_context, second", make_legs, act_leg, look_legs, ANEW,
      KIND(PLAIN, 2) },
    { "gss_init_sec_context, one way", make_legs, act_leg, look_legs, 0,
      KIND(ONE_WAY, 0) },
    { "gss_accept_sec_context, one way", make_legs, act_leg, look_legs, 0,
      KIND(ONE_WAY, 1) },
    { "gss_accept_sec_context, with a credential", make_legs, act_leg,
      look_legs, 0, KIND(CREDS, 1) },
    { "gss_init_sec_context, delegation", make_legs, act_leg, look_legs, 0,
      KIND(DELEGATED, 0) },
    { "gss_accept_sec_context, delegation", make_legs, act_leg, look_legs, 0,
      KIND(DELEGATED, 1) },
    { "gss_init_sec_context, DCE", make_legs, act_leg, look_legs, 0,
      KIND(DCE, 0) },
    { "gss_accept_sec_context, DCE", make_legs, act_leg, look_legs, 0,
      KIND(DCE, 1) },
    { "gss_init_sec_context, DCE, second", make_legs, act_leg, look_legs,
      ANEW, KIND(DCE, 2) },
    { "gss_accept_sec_context, DCE, second", make_legs, act_leg, look_legs,
      ANEW, KIND(DCE, 3) },
    { "gss_init_sec_context, SPNEGO", make_legs, act_leg, look_legs, 0,
      KIND(NEGOTIATED, 0) },
    { "gss_accept_sec_context, SPNEGO", make_legs, act_leg, look_legs, 0,
      KIND(NEGOTIATED, 1) },
    { "gss_init_sec_context, SPNEGO, second", make_legs, act_leg, look_legs,
      ANEW, KIND(NEGOTIATED, 2) },
    { "gss_init_sec_context, SPNEGO with MIC", make_legs, act_leg, look_legs,
      0, KIND(NEG_WITH_MIC, 0) },
    { "gss_accept_sec_context, SPNEGO with MIC", make_legs, act_leg,
      look_legs, 0, KIND(NEG_WITH_MIC, 1) },
    { "gss_init_sec_context, SPNEGO with MIC, second", make_legs, act_leg,
      look_legs, ANEW, KIND(NEG_WITH_MIC, 2) },
    { "gss_accept_sec_context, SPNEGO with MIC, second", make_legs, act_leg,
      look_legs, ANEW, KIND(NEG_WITH_MIC, 3) },
    { "gss_init_sec_context, SPNEGO with MIC, third", make_legs, act_leg,
      look_legs, ANEW, KIND(NEG_WITH_MIC, 4) },
    { "gss_init_sec_context, IAKERB", make_legs, act_leg, look_legs, 0,
      KIND(IAKERB, 0) },
    { "gss_accept_sec_context, IAKERB", make_legs, act_leg, look_legs, 0,
      KIND(IAKERB, 1) },
    { "gss_init_sec_context, IAKERB, second", make_legs, act_leg, look_legs,
      ANEW, KIND(IAKERB, 2) },
    { "gss_accept_sec_context, IAKERB, second", make_legs, act_leg,
      look_legs, ANEW, KIND(IAKERB, 3) },
    { "gss_init_sec_context, IAKERB, third", make_legs, act_leg, look_legs,
      ANEW, KIND(IAKERB, 4) },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
