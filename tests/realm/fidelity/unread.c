/* SPDX-License-Identifier: MIT */
/*
 * IOV and AEAD calls with rubbish in all that stock MIT does not read
 * (iov_unread.h), and with lengths that are wrong where it does.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"
#include "realm/iov_unread.h"

#define MAX_PARTS 14
#define ROOM 200
#define E GSS_IOV_BUFFER_TYPE_EMPTY
#define D GSS_IOV_BUFFER_TYPE_DATA
#define H GSS_IOV_BUFFER_TYPE_HEADER
#define X GSS_IOV_BUFFER_TYPE_MECH_PARAMS
#define T GSS_IOV_BUFFER_TYPE_TRAILER
#define P GSS_IOV_BUFFER_TYPE_PADDING
#define W GSS_IOV_BUFFER_TYPE_STREAM
#define S GSS_IOV_BUFFER_TYPE_SIGN_ONLY
#define M GSS_IOV_BUFFER_TYPE_MIC_TOKEN
#define A GSS_IOV_BUFFER_FLAG_ALLOCATE
#define ALLOCATED GSS_IOV_BUFFER_FLAG_ALLOCATED
#define UNKNOWN 99
#define END 0xffffffffu

/* What is in DATA, SIGN_ONLY and each of several PADDING entries. */
#define DATA_BYTES 16
#define PADDING_BYTES 8

struct list {
    const char *label;
    OM_uint32 types[MAX_PARTS];
};

static const struct list wraps[] = {
    { "all, allocated",
      { E, H | A, X, S, M, W, D, W, P | A, T | A, UNKNOWN, 4, END } },
    { "all, with room", { W, UNKNOWN, H, D, M, W, S, P, E, T, X, END } },
    { "one stream", { H, D, P, W, T, END } },
    { "no trailer", { E, H | A, X, D, P | A, W, W, M, M, END } },
    { "several trailers", { H, D, P, E, T, X, T, M, T, END } },
    { "several paddings", { P, H, S, D, P, E, D, T, M, P, END } },
    { "several paddings, no trailer", { H, P, D, P, X, END } },
    { "no data", { H, S, E, P, X, T, M, END } },
};

static const struct list mics[] = {
    { "all, allocated",
      { E, M | A, X, S, H, W, D, W, P, T, T, UNKNOWN, 5, END } },
    { "all, with room", { W, UNKNOWN, D, T, T, W, S, P, E, M, X, H, H, END } },
    { "several paddings", { P, M, S, E, P, D, X, P, END } },
};

/* STREAM comes from gss_wrap_aead with the same bytes in S. */
static const struct list streams[] = {
    { "in place", { E, W, X, S, D, H, P, T, M, UNKNOWN, END } },
    { "allocated", { D | A, P, P, T, T, E, S, W, H, H, M, M, 6, END } },
    { "two data", { W, S, D, E, D, END } },
    { "no data", { W, S, P, T, E, END } },
};

struct parts {
    gss_iov_buffer_desc iov[MAX_PARTS];
    gss_iov_buffer_desc before[MAX_PARTS];
    int count;
    unsigned char bytes[MAX_PARTS][ROOM + DATA_BYTES];
};

static size_t
length_of(OM_uint32 type, int several)
{
    size_t length = ROOM;

    if (type == D || type == S)
        length = DATA_BYTES;
    else if (type == P && several)
        length = PADDING_BYTES;
    return length;
}

static int
number_in(const struct list *list, OM_uint32 type)
{
    int i, found = 0;

    for (i = 0; list->types[i] != END; i++)
        found += GSS_IOV_BUFFER_TYPE(list->types[i]) == type;
    return found;
}

static void
make_parts(const struct list *list, struct parts *parts)
{
    int i;

    memset(parts, 0, sizeof(*parts));
    for (i = 0; list->types[i] != END; i++) {
        memset(parts->bytes[i], list->types[i] == S ? 's' : 'a' + i,
               sizeof(parts->bytes[i]));
        parts->iov[i].type = list->types[i];
        parts->iov[i].buffer.value = parts->bytes[i];
        parts->iov[i].buffer.length =
            length_of(list->types[i], number_in(list, P) > 1);
        parts->count++;
    }
}

static void
spoil(enum iov_call call, const struct iov_kind *kind, struct parts *parts,
      unsigned int rubbish)
{
    iov_spoil(call, kind, parts->iov, parts->count, rubbish);
    memcpy(parts->before, parts->iov, sizeof(parts->before));
}

static int
allocated_since(const struct parts *parts, int i)
{
    return (parts->iov[i].type & ALLOCATED) != 0 &&
        (parts->before[i].type & ALLOCATED) == 0;
}

/* An entry with a piece of the message, in the clear if it was opened. */
static int
has_text(const struct parts *parts, int i)
{
    OM_uint32 type = GSS_IOV_BUFFER_TYPE(parts->iov[i].type);

    return type == D ||
        (type == P && parts->iov[i].buffer.length == PADDING_BYTES &&
         parts->iov[i].buffer.value == parts->before[i].buffer.value);
}

/* What became of each entry. */
static void
say_parts(const char *label, const struct parts *parts, int opened)
{
    const gss_iov_buffer_desc *now, *old;
    OM_uint32 type;
    int i;

    for (i = 0; i < parts->count; i++) {
        now = &parts->iov[i];
        old = &parts->before[i];
        type = GSS_IOV_BUFFER_TYPE(now->type);
        say(label, "%d: type %u, flags %x, %s", i, type,
            (now->type ^ old->type) & 0xffff0000u,
            now->buffer.value == old->buffer.value ? "kept" :
            now->buffer.value != NULL ? "some" : "none");
        if (now->buffer.length == old->buffer.length)
            say(label, "%d: length kept", i);
        else
            say(label, "%d: %zu bytes", i, now->buffer.length);
        if (opened && has_text(parts, i))
            say_buffer(label, &now->buffer);
    }
}

static void
release_parts(struct parts *parts)
{
    OM_uint32 minor;
    int i;

    for (i = 0; i < parts->count; i++) {
        if (allocated_since(parts, i))
            gss_release_buffer(&minor, &parts->iov[i].buffer);
    }
}

/* ---- in parts ------------------------------------------------------- */

/* The parts of a token that was made, in memory of our own, as the call that
 * takes it wants them. */
static void
copy_parts(enum iov_call call, const struct iov_kind *kind,
           const struct parts *from, struct parts *to)
{
    const gss_buffer_desc *buffer;
    OM_uint32 type;
    int i;

    memset(to, 0, sizeof(*to));
    to->count = from->count;
    for (i = 0; i < from->count; i++) {
        type = GSS_IOV_BUFFER_TYPE(from->iov[i].type);
        to->iov[i].type = call == IOV_UNWRAP && type == W ? E : type;
    }
    for (i = 0; i < to->count; i++) {
        buffer = &from->iov[i].buffer;
        to->iov[i].buffer.length = 1;
        if ((iov_read(call, kind, to->iov, to->count, i) &
             IOV_READ_LENGTH) == 0)
            continue;
        if (buffer->length > sizeof(to->bytes[i]))
            abort();
        to->iov[i].buffer.length = buffer->length;
        to->iov[i].buffer.value = to->bytes[i];
        if (buffer->length > 0)
            memcpy(to->bytes[i], buffer->value, buffer->length);
    }
}

static void
show_unwrap(gss_ctx_id_t context, const struct iov_kind *kind,
            const struct parts *made, unsigned int rubbish)
{
    struct parts parts;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;
    int conf = 77;

    copy_parts(IOV_UNWRAP, kind, made, &parts);
    spoil(IOV_UNWRAP, kind, &parts, rubbish);
    major = gss_unwrap_iov(&minor, context, &conf, &qop, parts.iov,
                           parts.count);
    result("unwrap", major, minor);
    say("unwrap", "conf %d, qop %u", conf, qop);
    say_parts("unwrap", &parts, !GSS_ERROR(major));
    release_parts(&parts);
}

static void
show_wrap(const struct both_ends *ends, const struct iov_kind *kind,
          const struct list *list, int conf_req, unsigned int rubbish)
{
    struct parts parts;
    OM_uint32 major, minor;
    int conf = 77;

    make_parts(list, &parts);
    spoil(IOV_WRAP_LENGTH, kind, &parts, rubbish);
    major = gss_wrap_iov_length(&minor, ends->initiator, conf_req, 0, &conf,
                                parts.iov, parts.count);
    result("length", major, minor);
    say_parts("length", &parts, 0);
    make_parts(list, &parts);
    spoil(IOV_WRAP, kind, &parts, rubbish);
    major = gss_wrap_iov(&minor, ends->initiator, conf_req, 0, &conf,
                         parts.iov, parts.count);
    result("wrap", major, minor);
    say("wrap", "conf %d", conf);
    say_parts("wrap", &parts, 0);
    if (major == GSS_S_COMPLETE)
        show_unwrap(ends->acceptor, kind, &parts, rubbish);
    release_parts(&parts);
}

static void
show_verify(gss_ctx_id_t context, const struct iov_kind *kind,
            const struct parts *made, unsigned int rubbish)
{
    struct parts parts;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;

    copy_parts(IOV_VERIFY_MIC, kind, made, &parts);
    spoil(IOV_VERIFY_MIC, kind, &parts, rubbish);
    major = gss_verify_mic_iov(&minor, context, &qop, parts.iov, parts.count);
    result("verify", major, minor);
    say("verify", "qop %u", qop);
    say_parts("verify", &parts, 0);
    release_parts(&parts);
}

static void
show_mic(const struct both_ends *ends, const struct iov_kind *kind,
         const struct list *list, unsigned int rubbish)
{
    struct parts parts;
    OM_uint32 major, minor;

    /* For older ones MIT says a MIC is longer than it will be. */
    if (!kind->rfc1964) {
        make_parts(list, &parts);
        spoil(IOV_GET_MIC_LENGTH, kind, &parts, rubbish);
        major = gss_get_mic_iov_length(&minor, ends->initiator, 0, parts.iov,
                                       parts.count);
        result("length", major, minor);
        say_parts("length", &parts, 0);
    }
    make_parts(list, &parts);
    spoil(IOV_GET_MIC, kind, &parts, rubbish);
    major = gss_get_mic_iov(&minor, ends->initiator, 0, parts.iov,
                            parts.count);
    result("get", major, minor);
    say_parts("get", &parts, 0);
    if (major == GSS_S_COMPLETE)
        show_verify(ends->acceptor, kind, &parts, rubbish);
    release_parts(&parts);
}

/* ---- in one piece --------------------------------------------------- */

/* A token for a STREAM, with DATA_BYTES that are signed beside it. */
static gss_buffer_desc
make_token(gss_ctx_id_t context, int conf_req, size_t beside)
{
    unsigned char signed_bytes[DATA_BYTES];
    gss_buffer_desc assoc = { beside, signed_bytes };
    gss_buffer_desc message = text_buffer("a message");
    gss_buffer_desc token = { 12345, &token };
    OM_uint32 major, minor;

    memset(signed_bytes, 's', sizeof(signed_bytes));
    if (beside == 0)
        assoc.value = (void *)(uintptr_t)1;
    major = gss_wrap_aead(&minor, context, conf_req, 0, &assoc, &message,
                          NULL, &token);
    result("wrap aead", major, minor);
    say("wrap aead", "%zu bytes", token.length);
    return token;
}

static void
put_token(struct parts *parts, const gss_buffer_desc *token)
{
    int i;

    for (i = 0; i < parts->count; i++) {
        if (parts->iov[i].type == W) {
            if (token->length > sizeof(parts->bytes[i]))
                abort();
            if (token->length > 0)
                memcpy(parts->bytes[i], token->value, token->length);
            parts->iov[i].buffer.length = token->length;
        }
    }
}

static void
show_stream(const struct both_ends *ends, const struct iov_kind *kind,
            const struct list *list, int conf_req, unsigned int rubbish)
{
    gss_buffer_desc token;
    struct parts parts;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;
    int conf = 77;

    token = make_token(ends->initiator, conf_req, DATA_BYTES);
    make_parts(list, &parts);
    put_token(&parts, &token);
    spoil(IOV_UNWRAP, kind, &parts, rubbish);
    major = gss_unwrap_iov(&minor, ends->acceptor, &conf, &qop, parts.iov,
                           parts.count);
    result("unwrap", major, minor);
    say("unwrap", "conf %d, qop %u", conf, qop);
    say_parts("unwrap", &parts, !GSS_ERROR(major));
    release_parts(&parts);
    gss_release_buffer(&minor, &token);
}

/* Rubbish in the output, and an address of nothing in what is empty. */
static void
show_aead(const struct both_ends *ends, int conf_req)
{
    gss_buffer_desc nothing = { 0, (void *)(uintptr_t)1 };
    gss_buffer_desc out = { 4711, (void *)(uintptr_t)1 }, token;
    OM_uint32 major, minor;

    token = make_token(ends->initiator, conf_req, 0);
    major = gss_unwrap_aead(&minor, ends->acceptor, &token, &nothing, &out,
                            NULL, NULL);
    if (result("unwrap aead", major, minor)) {
        say_buffer("unwrap aead", &out);
        gss_release_buffer(&minor, &out);
    }
    gss_release_buffer(&minor, &token);
    major = gss_wrap_aead(&minor, ends->initiator, conf_req, 0, &nothing,
                          &nothing, NULL, &token);
    if (result("wrap aead of nothing", major, minor))
        say("wrap aead of nothing", "%zu bytes", token.length);
    gss_release_buffer(&minor, &token);
}

/* ---- wrong lengths -------------------------------------------------- */

static const size_t wrong_lengths[] = {
    1, UINT32_MAX, (size_t)1 << 32, ((size_t)1 << 32) + 60, SIZE_MAX
};

/* In one part of a good token; what is in it is not read then. */
static void
show_wrong_part(const struct both_ends *ends, const struct iov_kind *kind,
                OM_uint32 type, size_t length)
{
    static const struct list list = { "", { H, D, P, T, E, END } };
    struct parts made, parts;
    OM_uint32 major, minor;
    int i;

    make_parts(&list, &made);
    major = gss_wrap_iov(&minor, ends->initiator, 1, 0, NULL, made.iov,
                         made.count);
    result("wrap", major, minor);
    copy_parts(IOV_UNWRAP, kind, &made, &parts);
    for (i = 0; i < parts.count; i++) {
        if (parts.iov[i].type == type) {
            parts.iov[i].buffer.length = length;
            if (type == P || (type == T && kind->rfc1964))
                parts.iov[i].buffer.value = NULL;
        }
    }
    major = gss_unwrap_iov(&minor, ends->acceptor, NULL, NULL, parts.iov,
                           parts.count);
    result("unwrap", major, minor);
}

static void
show_wrong_mic(const struct both_ends *ends, OM_uint32 type, size_t length)
{
    static const struct list list = { "", { M, D, P, E, END } };
    struct parts parts;
    OM_uint32 major, minor;
    int i;

    make_parts(&list, &parts);
    major = gss_get_mic_iov(&minor, ends->initiator, 0, parts.iov,
                            parts.count);
    result("get", major, minor);
    for (i = 0; i < parts.count; i++) {
        if (parts.iov[i].type == type) {
            parts.iov[i].buffer.length = length;
            if (type == P)
                parts.iov[i].buffer.value = NULL;
        }
    }
    major = gss_verify_mic_iov(&minor, ends->acceptor, NULL, parts.iov,
                               parts.count);
    result("verify", major, minor);
}

/* Whoever is told of so many bytes may look at the first of them. */
#define STREAM_HEAD 256

static void
show_wrong_stream(const struct both_ends *ends, size_t length)
{
    gss_buffer_desc token = make_token(ends->initiator, 1, DATA_BYTES), out;
    unsigned char head[STREAM_HEAD] = { 0 };
    OM_uint32 major, minor;

    if (token.value != NULL)
        memcpy(head, token.value,
               token.length < sizeof(head) ? token.length : sizeof(head));
    out.value = head;
    out.length = length;
    major = gss_unwrap_aead(&minor, ends->acceptor, &out, GSS_C_NO_BUFFER,
                            &out, NULL, NULL);
    result("unwrap aead", major, minor);
    gss_release_buffer(&minor, &token);
}

static void
show_wrong_lengths(const struct both_ends *ends, const struct iov_kind *kind)
{
    size_t i, n = sizeof(wrong_lengths) / sizeof(wrong_lengths[0]);

    for (i = 0; i < n; i++) {
        say("length", "%zx", wrong_lengths[i]);
        show_wrong_part(ends, kind, T, wrong_lengths[i]);
        /* krb5 1.22 takes one of just 2^32 bytes, and reads it. */
        if (wrong_lengths[i] > ((size_t)1 << 32) + 1)
            show_wrong_stream(ends, wrong_lengths[i]);
        /* For older ones MIT reads that much. */
        if (!kind->rfc1964) {
            show_wrong_part(ends, kind, H, wrong_lengths[i]);
            show_wrong_part(ends, kind, P, wrong_lengths[i]);
            show_wrong_mic(ends, M, wrong_lengths[i]);
            show_wrong_mic(ends, P, wrong_lengths[i]);
        }
    }
}

/* ---- all of it ------------------------------------------------------ */

/* MIT asserts that older messages have padding. */
static int
can_wrap(const struct list *list, const struct iov_kind *kind)
{
    return !kind->rfc1964 || number_in(list, P) == 1 ||
        (kind->dce && number_in(list, P) > 1);
}

static void
show_lists(const struct both_ends *ends, const struct iov_kind *kind,
           unsigned int rubbish)
{
    size_t i;
    int conf;

    for (i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        enter(wraps[i].label);
        for (conf = 0; conf <= 1 && can_wrap(&wraps[i], kind); conf++)
            show_wrap(ends, kind, &wraps[i], conf, rubbish);
        leave();
    }
    for (i = 0; i < sizeof(mics) / sizeof(mics[0]); i++) {
        enter(mics[i].label);
        show_mic(ends, kind, &mics[i], rubbish);
        leave();
    }
    for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        enter(streams[i].label);
        for (conf = 0; conf <= 1; conf++)
            show_stream(ends, kind, &streams[i], conf, rubbish);
        leave();
    }
}

static void
show_one(const char *step, gss_OID mech, OM_uint32 flags,
         const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    struct both_ends ends = { 0 };
    struct iov_kind kind = { 0, (flags & GSS_C_DCE_STYLE) != 0 };
    unsigned int rubbish;

    enter(step);
    if (establish(&recipe, &ends)) {
        kind.rfc1964 = !is_rfc4121(ends.initiator);
        for (rubbish = 0; rubbish < IOV_RUBBISH; rubbish++) {
            say("rubbish", "%u", rubbish);
            show_lists(&ends, &kind, rubbish);
        }
        show_aead(&ends, 0);
        show_aead(&ends, 1);
        show_wrong_lengths(&ends, &kind);
    }
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

void
show_unread(const struct fidelity_args *args)
{
    OM_uint32 all = GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;

    enter("unread");
    show_one("krb5", mech_of("krb5"), all, args);
    show_one("DCE style", mech_of("krb5"), all | GSS_C_DCE_STYLE, args);
    show_one("spnego", mech_of("spnego"), all, args);
    leave();
}
