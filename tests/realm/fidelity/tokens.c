/* SPDX-License-Identifier: MIT */
/* Tokens of establishment that are not what the other side expects. */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

#define TEXT(s) { sizeof(s) - 1, (void *)(s) }
#define KRB5 "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
#define WRONG "\x06\x09\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"
#define IAKERB "\x06\x06\x2b\x06\x01\x05\x02\x05"
#define SPNEGO "\x06\x06\x2b\x06\x01\x05\x05\x02"

static const struct {
    const char *label;
    gss_buffer_desc token;
} samples[] = {
    { "no value", { 0, NULL } },
    { "no length", { 0, (void *)"x" } },
    { "one byte", TEXT("\x60") },
    { "raw request", TEXT("\x6e\x03\x30\x01\x02") },
    { "one byte of a request", TEXT("\x6e") },
    { "NTLM", TEXT("NTLMSSP\0\1\0\0\0") },
    { "raw SPNEGO", TEXT("\xa0\x02\x30\x00") },
    { "SPNEGO reply", TEXT("\xa1\x02\x30\x00") },
    { "text", TEXT("GET / HTTP/1.0\r\n\r\n") },
    { "frame without OID", TEXT("\x60\x00") },
    { "frame of an unknown mechanism", TEXT("\x60\x05\x06\x03\x2a\x03\x04") },
    { "frame with a long OID", TEXT("\x60\x05\x06\x30\x2a\x03\x04") },
    { "frame too long", TEXT("\x60\x30" KRB5 "\x01\x00") },
    { "length without end", TEXT("\x60\x84\xff\xff\xff\xff") },
    { "indefinite length", TEXT("\x60\x80" KRB5 "\x01\x00") },
    { "empty of krb5", TEXT("\x60\x0b" KRB5) },
    { "TOK_ID of krb5", TEXT("\x60\x0d" KRB5 "\x01\x00") },
    { "unknown TOK_ID of krb5", TEXT("\x60\x0d" KRB5 "\x09\x09") },
    { "error of krb5", TEXT("\x60\x0f" KRB5 "\x03\x00\x7e\x00") },
    { "reply of krb5", TEXT("\x60\x0f" KRB5 "\x02\x00\x6f\x00") },
    { "TOK_ID of the wrong OID", TEXT("\x60\x0d" WRONG "\x01\x00") },
    { "empty of IAKERB", TEXT("\x60\x08" IAKERB) },
    { "TOK_ID of IAKERB", TEXT("\x60\x0a" IAKERB "\x05\x01") },
    { "request of IAKERB",
      TEXT("\x60\x0e" IAKERB "\x05\x01\x30\x02\xa1\x00") },
    { "empty of SPNEGO", TEXT("\x60\x08" SPNEGO) },
    { "SPNEGO without mechanisms", TEXT("\x60\x0c" SPNEGO "\xa0\x02\x30\x00") }
};

#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

static gss_cred_id_t creds[4];
static const char *const cred_labels[] = {
    "default", "krb5", "iakerb", "spnego"
};

/* For release_ends, which passes over memory of no length. */
static gss_buffer_desc
copy_token(const gss_buffer_desc *token)
{
    static unsigned char nothing[1];
    gss_buffer_desc copy = { token->length, NULL };

    if (token->value != NULL)
        copy.value = token->length > 0 ? malloc(token->length) : nothing;
    if (copy.length > 0 && copy.value != NULL)
        memcpy(copy.value, token->value, copy.length);
    return copy;
}

static void
show_accept(const char *step, const gss_buffer_desc *token,
            gss_cred_id_t cred)
{
    struct recipe recipe = { .acceptor_cred = cred };
    struct both_ends ends = { 0 };

    enter(step);
    ends.request = copy_token(token);
    accept_leg(&recipe, &ends);
    say("outputs", "context %s, client %s, delegated %s",
        ends.acceptor != GSS_C_NO_CONTEXT ? "yes" : "no",
        ends.client != GSS_C_NO_NAME ? "yes" : "no",
        ends.delegated != GSS_C_NO_CREDENTIAL ? "yes" : "no");
    say_oid("mech", ends.accepted_mech);
    leave();
    release_ends(&ends);
}

static void
show_accept_by_all(const char *step, const gss_buffer_desc *token)
{
    size_t i;

    enter(step);
    for (i = 0; i < sizeof(creds) / sizeof(creds[0]); i++)
        show_accept(cred_labels[i], token, creds[i]);
    leave();
}

/* As a reply to a first token. */
static void
show_reply(const char *step, gss_OID mech, const gss_buffer_desc *token,
           const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, GSS_C_MUTUAL_FLAG, args);
    struct both_ends ends = { 0 };

    enter(step);
    init_leg(&recipe, &ends);
    ends.reply = copy_token(token);
    init_leg(&recipe, &ends);
    say("context", "%s", ends.initiator != GSS_C_NO_CONTEXT ? "yes" : "no");
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

static void
show_samples(const struct fidelity_args *args)
{
    size_t i;

    for (i = 0; i < N_SAMPLES; i++) {
        show_accept_by_all(samples[i].label, &samples[i].token);
        enter("reply");
        enter(samples[i].label);
        show_reply("krb5", mech_of("krb5"), &samples[i].token, args);
        /* MIT's SPNEGO crashes where there is nothing. */
        if (samples[i].token.length > 0)
            show_reply("spnego", mech_of("spnego"), &samples[i].token, args);
        leave();
        leave();
    }
}

/* ---- real ones ----------------------------------------------------- */

static size_t
length_bytes(const unsigned char *p)
{
    return (p[1] & 0x80) != 0 ? 1 + (p[1] & 0x7fu) : 1;
}

/* The request inside the frame: tag, length, OID, TOK_ID. */
static gss_buffer_desc
without_frame(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;
    size_t oid = 1 + length_bytes(p);
    size_t head = oid + 2 + p[oid + 1] + 2;
    gss_buffer_desc inside = { token->length - head,
                               (void *)(uintptr_t)(p + head) };

    return inside;
}

static void
make_token(const char *label, OM_uint32 flags, gss_buffer_t token,
           const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech_of(label), flags, args);
    struct both_ends ends = { 0 };

    init_leg(&recipe, &ends);
    *token = ends.request;
    ends.request.value = NULL;
    ends.request.length = 0;
    release_ends(&ends);
    release_recipe(&recipe);
}

/* No request is shorter, but those of IAKERB. */
#define SHORTEST 500
#define CHANGED 100

/*
 * Cut at some places; one bit changed at each of the first.  Numbers in it
 * may be a byte shorter or longer, and with them the lengths at its begin: the
 * bit is not one that this carries into.
 */
static void
show_damaged(const gss_buffer_desc *token)
{
    gss_buffer_desc part = *token, copy;
    size_t i;

    for (i = 1; i < SHORTEST && i < token->length; i = i * 3 / 2 + 1) {
        part.length = i;
        show_accept("cut", &part, creds[0]);
    }
    copy.length = token->length;
    copy.value = malloc(token->length);
    for (i = 0; i < CHANGED && i < token->length; i++) {
        memcpy(copy.value, token->value, token->length);
        ((unsigned char *)copy.value)[i] ^= 0x80;
        say("changed", "%zu", i);
        show_accept("changed", &copy, creds[0]);
    }
    free(copy.value);
}

/* Without a frame, which only DCE style may be. */
static void
show_unframed(const struct fidelity_args *args)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    enter("unframed");
    make_token("krb5", GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE, &token, args);
    show_accept_by_all("whole", &token);
    show_damaged(&token);
    leave();
    gss_release_buffer(&minor, &token);
}

static void
show_real(const char *label, const struct fidelity_args *args)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, raw;
    OM_uint32 minor;

    enter("real");
    enter(label);
    make_token(label, GSS_C_MUTUAL_FLAG, &token, args);
    show_accept_by_all("whole", &token);
    if (strcmp(label, "krb5") == 0) {
        raw = without_frame(&token);
        show_accept_by_all("raw", &raw);
    }
    show_damaged(&token);
    show_reply("back", mech_of(label), &token, args);
    leave();
    leave();
    gss_release_buffer(&minor, &token);
}

/* ---- arguments ----------------------------------------------------- */

static void
show_arguments_of(const struct fidelity_args *args)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_name_t name = import(args->target, GSS_C_NT_HOSTBASED_SERVICE);
    OM_uint32 major, minor, ignored;

    enter("arguments");
    make_token("krb5", GSS_C_MUTUAL_FLAG | GSS_C_DELEG_FLAG, &token, args);
    major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL,
                                   &token, NULL, NULL, NULL, &reply, NULL,
                                   NULL, NULL);
    result("accept into nothing", major, minor);
    show_calls("accepted into nothing", &context);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    gss_release_buffer(&ignored, &reply);
    major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL,
                                   NULL, NULL, NULL, NULL, &reply, NULL,
                                   NULL, NULL);
    result("accept without token", major, minor);
    major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL,
                                   &token, NULL, NULL, NULL, NULL, NULL,
                                   NULL, NULL);
    result("accept without reply", major, minor);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context,
                                 GSS_C_NO_NAME, mech_of("krb5"), 0, 0, NULL,
                                 NULL, NULL, &reply, NULL, NULL);
    result("init without target", major, minor);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, name,
                                 mech_of("krb5"), 0, 0, NULL, NULL, NULL,
                                 NULL, NULL, NULL);
    result("init without token", major, minor);
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, name,
                                 GSS_C_NO_OID, 0, 0, NULL, NULL, NULL, &reply,
                                 NULL, NULL);
    result("init without mechanism", major, minor);
    gss_release_buffer(&ignored, &reply);
    show_calls("init without mechanism", &context);
    gss_delete_sec_context(&ignored, &context, GSS_C_NO_BUFFER);
    leave();
    gss_release_buffer(&ignored, &token);
    gss_release_name(&ignored, &name);
}

void
show_tokens(const struct fidelity_args *args)
{
    OM_uint32 minor;
    size_t i;

    enter("tokens");
    for (i = 1; i < sizeof(creds) / sizeof(creds[0]); i++)
        creds[i] = acquire_from(cred_labels[i], GSS_C_NO_NAME,
                                mech_of(cred_labels[i]), GSS_C_ACCEPT, NULL,
                                0);
    show_samples(args);
    show_real("krb5", args);
    show_unframed(args);
    show_real("old", args);
    show_real("iakerb", args);
    show_real("spnego", args);
    show_arguments_of(args);
    for (i = 1; i < sizeof(creds) / sizeof(creds[0]); i++)
        gss_release_cred(&minor, &creds[i]);
    leave();
}
