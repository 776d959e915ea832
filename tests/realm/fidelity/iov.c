/* SPDX-License-Identifier: MIT */
/* IOV calls with lists programs do not mean to make: empty, without parts
 * they need, with too little room. */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

#define MAX_PARTS 6
#define H GSS_IOV_BUFFER_TYPE_HEADER
#define D GSS_IOV_BUFFER_TYPE_DATA
#define P GSS_IOV_BUFFER_TYPE_PADDING
#define T GSS_IOV_BUFFER_TYPE_TRAILER
#define S GSS_IOV_BUFFER_TYPE_SIGN_ONLY
#define M GSS_IOV_BUFFER_TYPE_MIC_TOKEN
#define STREAM GSS_IOV_BUFFER_TYPE_STREAM
#define A GSS_IOV_BUFFER_FLAG_ALLOCATE
#define NOTHING 0xffffffffu

/* Types of the parts; those with A are allocated, header, padding, trailer
 * and MIC without it have the room of `room`. */
struct list {
    const char *label;
    OM_uint32 types[MAX_PARTS];
    size_t room;
};

static const struct list wraps[] = {
    { "empty", { NOTHING }, 0 },
    { "data", { D, NOTHING }, 0 },
    { "header", { H | A, NOTHING }, 0 },
    { "header, data", { H | A, D, NOTHING }, 0 },
    { "data, header", { D, H | A, NOTHING }, 0 },
    { "header, data, padding", { H | A, D, P | A, NOTHING }, 0 },
    { "header, data, trailer", { H | A, D, T | A, NOTHING }, 0 },
    { "all", { H | A, D, P | A, T | A, NOTHING }, 0 },
    { "all without data", { H | A, P | A, T | A, NOTHING }, 0 },
    { "signed beside", { H | A, S, D, P | A, T | A, NOTHING }, 0 },
    { "signed only", { H | A, S, P | A, T | A, NOTHING }, 0 },
    { "two headers", { H | A, H | A, D, P | A, T | A, NOTHING }, 0 },
    { "two data", { H | A, D, D, P | A, T | A, NOTHING }, 0 },
    { "two trailers", { H | A, D, P | A, T | A, T | A, NOTHING }, 0 },
    { "no room", { H, D, P, T, NOTHING }, 0 },
    { "little room", { H, D, P, T, NOTHING }, 15 },
    { "much room", { H, D, P, T, NOTHING }, 100 },
    { "a stream", { STREAM, D, NOTHING }, 100 },
    { "a MIC", { H | A, D, P | A, T | A, M | A, NOTHING }, 0 },
    { "an unknown part", { H | A, D, P | A, T | A, 99, NOTHING }, 0 }
};

static const struct list mics[] = {
    { "empty", { NOTHING }, 0 },
    { "MIC", { M | A, NOTHING }, 0 },
    { "data", { D, NOTHING }, 0 },
    { "data, MIC", { D, M | A, NOTHING }, 0 },
    { "MIC, data, data", { M | A, D, D, NOTHING }, 0 },
    { "signed beside", { S, D, M | A, NOTHING }, 0 },
    { "two MICs", { D, M | A, M | A, NOTHING }, 0 },
    { "no room", { D, M, NOTHING }, 0 },
    { "little room", { D, M, NOTHING }, 15 },
    { "much room", { D, M, NOTHING }, 100 },
    { "a header", { H | A, D, M | A, NOTHING }, 0 },
    { "an unknown part", { D, M | A, 99, NOTHING }, 0 }
};

struct parts {
    gss_iov_buffer_desc iov[MAX_PARTS];
    int count;
    char bytes[MAX_PARTS][128];
};

static void
make_parts(const struct list *list, struct parts *parts)
{
    gss_buffer_t buffer;
    int i;

    memset(parts, 0, sizeof(*parts));
    for (i = 0; list->types[i] != NOTHING; i++) {
        buffer = &parts->iov[i].buffer;
        parts->iov[i].type = list->types[i];
        if ((list->types[i] & A) == 0) {
            memset(parts->bytes[i], 'a' + i, sizeof(parts->bytes[i]));
            buffer->value = parts->bytes[i];
            buffer->length = list->types[i] == D || list->types[i] == S ?
                10 + (size_t)i : list->room;
        }
        parts->count++;
    }
}

/* Lengths, and what is clear text or was changed in it. */
static void
say_parts(const char *label, const struct parts *parts)
{
    const gss_iov_buffer_desc *iov;
    int i;

    for (i = 0; i < parts->count; i++) {
        iov = &parts->iov[i];
        say(label, "type %08x, %zu bytes, %s", iov->type,
            iov->buffer.length, iov->buffer.value != NULL ? "some" : "none");
        if (GSS_IOV_BUFFER_TYPE(iov->type) == S)
            say_buffer(label, &iov->buffer);
    }
}

static void
release_parts(struct parts *parts)
{
    OM_uint32 minor;

    gss_release_iov_buffer(&minor, parts->iov, parts->count);
}

/* The same parts in memory of our own: messages are opened where they are,
 * and MIT frees padding. */
static void
copy_parts(const struct parts *from, struct parts *to)
{
    const gss_buffer_desc *buffer;
    int i;

    memset(to, 0, sizeof(*to));
    to->count = from->count;
    for (i = 0; i < from->count; i++) {
        buffer = &from->iov[i].buffer;
        if (buffer->length > sizeof(to->bytes[i]))
            abort();
        to->iov[i].type = GSS_IOV_BUFFER_TYPE(from->iov[i].type);
        to->iov[i].buffer.length = buffer->length;
        to->iov[i].buffer.value = to->bytes[i];
        if (buffer->length > 0)
            memcpy(to->bytes[i], buffer->value, buffer->length);
    }
}

static void
show_unwrap(gss_ctx_id_t context, const struct parts *parts)
{
    struct parts copy;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;
    int conf = 77;

    copy_parts(parts, &copy);
    major = gss_unwrap_iov(&minor, context, &conf, &qop, copy.iov,
                           copy.count);
    result("unwrap", major, minor);
    say("unwrap", "conf %d, qop %u", conf, qop);
    say_parts("unwrap", &copy);
    copy_parts(parts, &copy);
    major = gss_unwrap_iov(&minor, context, NULL, NULL, copy.iov,
                           copy.count);
    result("unwrap again", major, minor);
}

static void
show_wrap(const struct both_ends *ends, const struct list *list, int conf_req,
          gss_qop_t qop)
{
    struct parts parts;
    OM_uint32 major, minor;
    int conf = 77;

    say("conf_req", "%d, qop %u", conf_req, qop);
    make_parts(list, &parts);
    major = gss_wrap_iov_length(&minor, ends->initiator, conf_req, qop, &conf,
                                parts.iov, parts.count);
    result("length", major, minor);
    say("length", "conf %d", conf);
    say_parts("length", &parts);
    make_parts(list, &parts);
    major = gss_wrap_iov_length(&minor, ends->initiator, conf_req, qop, NULL,
                                parts.iov, parts.count);
    result("length without state", major, minor);
    make_parts(list, &parts);
    conf = 77;
    major = gss_wrap_iov(&minor, ends->initiator, conf_req, qop, &conf,
                         parts.iov, parts.count);
    result("wrap", major, minor);
    say("wrap", "conf %d", conf);
    say_parts("wrap", &parts);
    if (major == GSS_S_COMPLETE)
        show_unwrap(ends->acceptor, &parts);
    release_parts(&parts);
}

static void
show_mic(const struct both_ends *ends, const struct list *list,
         gss_qop_t qop)
{
    struct parts parts;
    OM_uint32 major, minor;
    gss_qop_t state = 77;

    say("qop", "%u", qop);
    make_parts(list, &parts);
    major = gss_get_mic_iov(&minor, ends->initiator, qop, parts.iov,
                            parts.count);
    result("get", major, minor);
    say_parts("get", &parts);
    if (major == GSS_S_COMPLETE) {
        major = gss_verify_mic_iov(&minor, ends->acceptor, &state, parts.iov,
                                   parts.count);
        result("verify", major, minor);
        say("verify", "qop %u", state);
        major = gss_verify_mic_iov(&minor, ends->acceptor, NULL, parts.iov,
                                   parts.count);
        result("verify again", major, minor);
    }
    release_parts(&parts);
}

static void
show_mic_length(gss_ctx_id_t context, const struct list *list, gss_qop_t qop)
{
    struct parts parts;
    OM_uint32 major, minor;

    make_parts(list, &parts);
    major = gss_get_mic_iov_length(&minor, context, qop, parts.iov,
                                   parts.count);
    result("length", major, minor);
    say_parts("length", &parts);
}

/* ---- arguments ----------------------------------------------------- */

static void
show_arguments_of(const struct both_ends *ends)
{
    gss_ctx_id_t i = ends->initiator, a = ends->acceptor;
    struct parts parts;
    OM_uint32 major, minor;

    enter("arguments");
    make_parts(&wraps[1], &parts);
    major = gss_wrap_iov(&minor, i, 1, 0, NULL, NULL, 0);
    result("wrap nothing", major, minor);
    major = gss_wrap_iov(&minor, i, 1, 0, NULL, NULL, 1);
    result("wrap no list", major, minor);
    major = gss_wrap_iov(NULL, i, 1, 0, NULL, parts.iov, 1);
    result("wrap without minor", major, 0);
    major = gss_wrap_iov(&minor, GSS_C_NO_CONTEXT, 1, 0, NULL, parts.iov, 1);
    result("wrap without context", major, minor);
    major = gss_wrap_iov_length(&minor, i, 1, 0, NULL, NULL, 0);
    result("length of nothing", major, minor);
    major = gss_unwrap_iov(&minor, a, NULL, NULL, NULL, 0);
    result("unwrap nothing", major, minor);
    major = gss_unwrap_iov(&minor, a, NULL, NULL, parts.iov, 0);
    result("unwrap none of a list", major, minor);
    major = gss_get_mic_iov(&minor, i, 0, NULL, 0);
    result("MIC of nothing", major, minor);
    major = gss_get_mic_iov(&minor, i, 0, parts.iov, 0);
    result("MIC of none of a list", major, minor);
    major = gss_get_mic_iov_length(&minor, i, 0, NULL, 0);
    result("MIC length of nothing", major, minor);
    major = gss_verify_mic_iov(&minor, a, NULL, NULL, 0);
    result("verify nothing", major, minor);
    major = gss_verify_mic_iov(&minor, a, NULL, parts.iov, 1);
    result("verify without MIC", major, minor);
    major = gss_release_iov_buffer(&minor, NULL, 0);
    result("release nothing", major, minor);
    leave();
}

/* ---- all of it ----------------------------------------------------- */

static int
has_part(const struct list *list, OM_uint32 type)
{
    int i, found = 0;

    for (i = 0; list->types[i] != NOTHING; i++)
        found |= GSS_IOV_BUFFER_TYPE(list->types[i]) == type;
    return found;
}

void
show_iov_lists(const struct both_ends *ends)
{
    int rfc4121 = is_rfc4121(ends->initiator);
    size_t i;
    int conf;

    enter("wrap");
    for (i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        /* MIT asserts that older messages have padding. */
        if (!rfc4121 && !has_part(&wraps[i], P))
            continue;
        enter(wraps[i].label);
        for (conf = 0; conf <= 2; conf++)
            show_wrap(ends, &wraps[i], conf, 0);
        show_wrap(ends, &wraps[i], 1, 1);
        leave();
    }
    leave();
    enter("mic");
    for (i = 0; i < sizeof(mics) / sizeof(mics[0]); i++) {
        enter(mics[i].label);
        show_mic(ends, &mics[i], 0);
        show_mic(ends, &mics[i], 1);
        /* For older ones MIT says a MIC is longer than it will be. */
        if (rfc4121) {
            show_mic_length(ends->initiator, &mics[i], 0);
            show_mic_length(ends->initiator, &mics[i], 1);
        }
        leave();
    }
    leave();
}

static void
show_one(const char *step, gss_OID mech, OM_uint32 flags,
         const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    struct both_ends ends = { 0 };

    enter(step);
    if (establish(&recipe, &ends)) {
        show_iov_lists(&ends);
        show_arguments_of(&ends);
    }
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

void
show_iov(const struct fidelity_args *args)
{
    OM_uint32 all = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG |
        GSS_C_REPLAY_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;

    enter("iov");
    show_one("krb5", mech_of("krb5"), all, args);
    show_one("DCE style", mech_of("krb5"), all | GSS_C_DCE_STYLE, args);
    show_one("iakerb", mech_of("iakerb"), all, args);
    show_one("spnego", mech_of("spnego"), all, args);
    leave();
}
