/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "realm/talk.h"

static enum fate
fate_of(struct talk *talk, OM_uint32 major)
{
    enum fate fate = FATE_BAD;

    talk->last = major;
    if (major == GSS_S_COMPLETE)
        fate = FATE_GOOD;
    else if (major == GSS_S_DUPLICATE_TOKEN)
        fate = FATE_AGAIN;
    return fate;
}

static bool
open_both(struct talk *talk, const char *target)
{
    const struct dialog dialog = {
        .flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_CONF_FLAG |
            GSS_C_INTEG_FLAG
    };

    return pair_open(&talk->gss, &dialog, target, NULL, NULL);
}

static void
close_both(struct talk *talk)
{
    pair_close(&talk->gss);
}

static enum fate
make(struct talk *talk, struct parcel *p)
{
    gss_ctx_id_t ctx = talk->gss.end[p->from].ctx;
    gss_buffer_desc in = { p->length, p->text };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int conf = 0;

    if (p->kind == TALK_MIC)
        major = gss_get_mic(&minor, ctx, GSS_C_QOP_DEFAULT, &in, &out);
    else
        major = gss_wrap(&minor, ctx, 1, GSS_C_QOP_DEFAULT, &in, &conf, &out);
    if (out.length > sizeof(p->token) ||
        (p->kind == TALK_WRAP && !GSS_ERROR(major) && conf != 1))
        major = GSS_S_FAILURE;
    p->token_length = out.length;
    if (major == GSS_S_COMPLETE)
        memcpy(p->token, out.value, out.length);
    gss_release_buffer(&minor, &out);
    return fate_of(talk, major);
}

/* The token's memory may be used for it. */
static OM_uint32
unwrap(gss_ctx_id_t ctx, const struct parcel *p)
{
    unsigned char copy[TALK_TOKEN_MAX];
    gss_buffer_desc in = { p->token_length, copy };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int conf = 0;

    memcpy(copy, p->token, p->token_length);
    major = gss_unwrap(&minor, ctx, &in, &out, &conf, NULL);
    if (!GSS_ERROR(major) &&
        (conf != 1 || out.length != p->length ||
         (p->length > 0 && memcmp(out.value, p->text, p->length) != 0)))
        major = GSS_S_FAILURE;
    gss_release_buffer(&minor, &out);
    return major;
}

static enum fate
take(struct talk *talk, const struct parcel *p)
{
    gss_ctx_id_t ctx = talk->gss.end[p->from == INITIATOR ? ACCEPTOR :
                                     INITIATOR].ctx;
    gss_buffer_desc text = { p->length, (void *)(uintptr_t)p->text };
    gss_buffer_desc token = { p->token_length, (void *)(uintptr_t)p->token };
    OM_uint32 minor;

    return fate_of(talk, p->kind == TALK_MIC ?
                   gss_verify_mic(&minor, ctx, &text, &token, NULL) :
                   unwrap(ctx, p));
}

static enum fate
export(struct talk *talk, enum side side)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_export_sec_context(&minor, &talk->gss.end[side].ctx, &token);
    if (major == GSS_S_COMPLETE && token.length == 0)
        major = GSS_S_FAILURE;
    gss_release_buffer(&minor, &token);
    return fate_of(talk, major);
}

static OM_uint32
status(const struct talk *talk)
{
    return talk->last;
}

const struct talk_face talk_gss = {
    open_both, close_both, make, take, export, status
};
