/* SPDX-License-Identifier: MIT */
/*
 * Messages with the odd arguments programs use: no state wanted, nothing to
 * say, no buffer, a quality of protection.  What is between them is for the
 * differential test.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

static gss_buffer_desc no_value = GSS_C_EMPTY_BUFFER;
static gss_buffer_desc no_length = { 0, (void *)"x" };
static gss_buffer_desc short_text = { 1, (void *)"x" };
static gss_buffer_desc text = { 27, (void *)"What hath God wrought? Oh!!" };

static const struct {
    const char *label;
    gss_buffer_t message;
} messages[] = {
    { "no value", &no_value },
    { "no length", &no_length },
    { "short", &short_text },
    { "text", &text },
    { "no buffer", GSS_C_NO_BUFFER }
};

#define N_MESSAGES (sizeof(messages) / sizeof(messages[0]))

/* ---- MIC ----------------------------------------------------------- */

static void
show_mic(const struct both_ends *ends, gss_buffer_t message, gss_qop_t qop)
{
    gss_buffer_desc mic = { 77, NULL };
    OM_uint32 major, minor, ignored;
    gss_qop_t state = 77;

    say("qop", "%u", qop);
    major = gss_get_mic(&minor, ends->initiator, qop, message, &mic);
    result("get", major, minor);
    say("get", "%zu bytes", mic.length);
    major = gss_verify_mic(&minor, ends->acceptor, message, &mic, &state);
    result("verify", major, minor);
    say("verify", "qop %u", state);
    major = gss_verify_mic(&minor, ends->acceptor, message, &mic, NULL);
    result("verify again", major, minor);
    major = gss_verify_mic(&minor, ends->acceptor, &text, &mic, &state);
    result("verify another message", major, minor);
    if (mic.value != NULL)
        gss_release_buffer(&ignored, &mic);
}

static void
show_mic_arguments(const struct both_ends *ends)
{
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    enter("arguments");
    major = gss_get_mic(NULL, ends->initiator, 0, &text, &mic);
    result("get without minor", major, 0);
    major = gss_get_mic(&minor, GSS_C_NO_CONTEXT, 0, &text, &mic);
    result("get without context", major, minor);
    major = gss_get_mic(&minor, ends->initiator, 0, &text, NULL);
    result("get without token", major, minor);
    major = gss_verify_mic(NULL, ends->acceptor, &text, &mic, NULL);
    result("verify without minor", major, 0);
    major = gss_verify_mic(&minor, ends->acceptor, &text, &mic, NULL);
    result("verify empty token", major, minor);
    major = gss_verify_mic(&minor, ends->acceptor, &text, NULL, NULL);
    result("verify without token", major, minor);
    major = gss_get_mic(&minor, ends->initiator, 0, &text, &mic);
    result("get", major, minor);
    major = gss_verify_mic(&minor, ends->acceptor, NULL, &mic, NULL);
    result("verify without message", major, minor);
    gss_release_buffer(&ignored, &mic);
    leave();
}

static void
show_mics(const struct both_ends *ends)
{
    static const gss_qop_t qops[] = { 0, 1, 0x80000000, 0xffffffff };
    size_t i, j;

    enter("mic");
    for (i = 0; i < N_MESSAGES; i++) {
        enter(messages[i].label);
        for (j = 0; j < sizeof(qops) / sizeof(qops[0]); j++)
            show_mic(ends, messages[i].message, qops[j]);
        leave();
    }
    show_mic_arguments(ends);
    leave();
}

/* ---- wrap ---------------------------------------------------------- */

/* No bytes are NULL with the module and, out of memory nobody frees, not
 * NULL without. */
static void
say_plain(const char *label, const gss_buffer_desc *plain)
{
    gss_buffer_desc shown = *plain;

    if (shown.length == 0)
        shown.value = NULL;
    say_buffer(label, &shown);
}

/* Of a copy: MIT uses the token's memory for its work. */
static void
show_unwrap_one(const char *label, gss_ctx_id_t context,
                const gss_buffer_desc *token, int *conf, gss_qop_t *qop)
{
    char bytes[256];
    gss_buffer_desc copy = { token->length, bytes }, out = { 77, NULL };
    OM_uint32 major, minor, ignored;

    if (token->length > sizeof(bytes))
        abort();
    memcpy(bytes, token->value, token->length);
    major = gss_unwrap(&minor, context, &copy, &out, conf, qop);
    result(label, major, minor);
    say_plain(label, &out);
    gss_release_buffer(&ignored, &out);
}

static void
show_unwrap(const struct both_ends *ends, const gss_buffer_desc *token)
{
    gss_qop_t qop = 77;
    int conf = 77;

    show_unwrap_one("unwrap", ends->acceptor, token, &conf, &qop);
    say("unwrap", "conf %d, qop %u", conf, qop);
    show_unwrap_one("unwrap again", ends->acceptor, token, NULL, NULL);
    conf = 77;
    qop = 77;
    show_unwrap_one("unwrap own", ends->initiator, token, &conf, &qop);
    say("unwrap own", "conf %d, qop %u", conf, qop);
}

static void
show_wrap(const struct both_ends *ends, gss_buffer_t message, int conf_req,
          gss_qop_t qop, int *conf)
{
    gss_buffer_desc token = { 77, NULL };
    OM_uint32 major, minor, ignored;

    major = gss_wrap(&minor, ends->initiator, conf_req, qop, message, conf,
                     &token);
    say("conf_req", "%d, qop %u", conf_req, qop);
    result("wrap", major, minor);
    say("wrap", "conf %d, %zu bytes", conf != NULL ? *conf : -77,
        token.length);
    if (token.value != NULL) {
        show_unwrap(ends, &token);
        gss_release_buffer(&ignored, &token);
    }
}

static void
show_wraps_of(const struct both_ends *ends, gss_buffer_t message)
{
    static const int conf_reqs[] = { 0, 1, 2, -1, 0x100 };
    size_t i;
    int conf;

    for (i = 0; i < sizeof(conf_reqs) / sizeof(conf_reqs[0]); i++) {
        conf = 77;
        show_wrap(ends, message, conf_reqs[i], 0, &conf);
        show_wrap(ends, message, conf_reqs[i], 0, NULL);
        conf = 77;
        show_wrap(ends, message, conf_reqs[i], 1, &conf);
    }
}

static void
show_wrap_arguments(const struct both_ends *ends)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    enter("arguments");
    major = gss_wrap(NULL, ends->initiator, 1, 0, &text, NULL, &token);
    result("wrap without minor", major, 0);
    major = gss_wrap(&minor, GSS_C_NO_CONTEXT, 1, 0, &text, NULL, &token);
    result("wrap without context", major, minor);
    major = gss_wrap(&minor, ends->initiator, 1, 0, &text, NULL, NULL);
    result("wrap without token", major, minor);
    major = gss_unwrap(NULL, ends->acceptor, &token, &token, NULL, NULL);
    result("unwrap without minor", major, 0);
    major = gss_unwrap(&minor, ends->acceptor, NULL, &token, NULL, NULL);
    result("unwrap without token", major, minor);
    major = gss_unwrap(&minor, ends->acceptor, &no_value, &token, NULL, NULL);
    result("unwrap empty token", major, minor);
    major = gss_unwrap(&minor, ends->acceptor, &text, NULL, NULL, NULL);
    result("unwrap without message", major, minor);
    leave();
}

static void
show_wraps(const struct both_ends *ends)
{
    size_t i;

    enter("wrap");
    for (i = 0; i < N_MESSAGES; i++) {
        enter(messages[i].label);
        show_wraps_of(ends, messages[i].message);
        leave();
    }
    show_wrap_arguments(ends);
    leave();
}

/* ---- lengths ------------------------------------------------------- */

static void
show_size_limits(gss_ctx_id_t context)
{
    static const OM_uint32 sizes[] = {
        65535, 65536, 1000000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
    };
    OM_uint32 major, minor, size, limit;
    size_t i;
    int conf;

    enter("wrap_size_limit");
    for (conf = 0; conf <= 2; conf++) {
        for (size = 0; size < 120; size++) {
            limit = 77;
            major = gss_wrap_size_limit(&minor, context, conf, 0, size,
                                        &limit);
            say("limit", "conf %d, %u: %08x %u", conf, size, major, limit);
        }
        for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            limit = 77;
            major = gss_wrap_size_limit(&minor, context, conf, 0, sizes[i],
                                        &limit);
            say("limit", "conf %d, %u: %08x %u", conf, sizes[i], major,
                limit);
        }
    }
    limit = 77;
    major = gss_wrap_size_limit(&minor, context, 1, 1, 100, &limit);
    result("with qop", major, minor);
    say("with qop", "%u", limit);
    major = gss_wrap_size_limit(&minor, context, 1, 0, 100, NULL);
    result("without result", major, minor);
    major = gss_wrap_size_limit(NULL, context, 1, 0, 100, &limit);
    result("without minor", major, 0);
    major = gss_wrap_size_limit(&minor, GSS_C_NO_CONTEXT, 1, 0, 100, &limit);
    result("without context", major, minor);
    leave();
}

/* ---- with associated data ------------------------------------------ */

/* Of a copy, as above. */
static void
show_unwrap_aead(const char *label, gss_ctx_id_t context,
                 const gss_buffer_desc *token, gss_buffer_t assoc)
{
    char bytes[256];
    gss_buffer_desc copy = { token->length, bytes }, out = { 77, NULL };
    OM_uint32 major, minor, ignored;
    gss_qop_t qop = 77;
    int conf = 77;

    if (token->length > sizeof(bytes))
        abort();
    memcpy(bytes, token->value, token->length);
    major = gss_unwrap_aead(&minor, context, &copy, assoc, &out, &conf,
                            &qop);
    result(label, major, minor);
    say(label, "conf %d, qop %u", conf, qop);
    say_plain(label, &out);
    gss_release_buffer(&ignored, &out);
}

static void
show_aead(const struct both_ends *ends, gss_buffer_t assoc,
          gss_buffer_t message, int conf_req, gss_qop_t qop)
{
    gss_buffer_desc token = { 77, NULL };
    OM_uint32 major, minor, ignored;
    int conf = 77;

    say("conf_req", "%d, qop %u", conf_req, qop);
    major = gss_wrap_aead(&minor, ends->initiator, conf_req, qop, assoc,
                          message, &conf, &token);
    result("wrap", major, minor);
    say("wrap", "conf %d, %zu bytes", conf, token.length);
    if (token.value != NULL) {
        show_unwrap_aead("unwrap with other data", ends->acceptor, &token,
                         &short_text);
        show_unwrap_aead("unwrap", ends->acceptor, &token, assoc);
        show_unwrap_aead("unwrap again", ends->acceptor, &token, assoc);
        gss_release_buffer(&ignored, &token);
    }
}

static void
show_aeads(const struct both_ends *ends)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    size_t i, j;
    int conf;

    enter("aead");
    for (i = 0; i < N_MESSAGES; i++) {
        enter(messages[i].label);
        for (j = 0; j < N_MESSAGES; j++) {
            enter(messages[j].label);
            for (conf = 0; conf <= 2; conf++)
                show_aead(ends, messages[i].message, messages[j].message,
                          conf, 0);
            leave();
        }
        leave();
    }
    show_aead(ends, &text, &text, 1, 1);
    major = gss_wrap_aead(&minor, ends->initiator, 1, 0, &text, &text, NULL,
                          NULL);
    result("without token", major, minor);
    major = gss_wrap_aead(&minor, GSS_C_NO_CONTEXT, 1, 0, &text, &text, NULL,
                          &token);
    result("without context", major, minor);
    major = gss_unwrap_aead(&minor, ends->acceptor, &no_value, &text, &token,
                            NULL, NULL);
    result("unwrap empty token", major, minor);
    leave();
}

/* ---- by their old names -------------------------------------------- */

static void
show_old_names(const struct both_ends *ends)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    int conf = 77, qop = 77;

    enter("old names");
    major = gss_sign(&minor, ends->initiator, 0, &text, &token);
    result("sign", major, minor);
    major = gss_verify(&minor, ends->acceptor, &text, &token, &qop);
    result("verify", major, minor);
    say("verify", "qop %d", qop);
    gss_release_buffer(&ignored, &token);
    qop = 77;
    major = gss_seal(&minor, ends->initiator, 1, 0, &text, &conf, &token);
    result("seal", major, minor);
    say("seal", "conf %d, %zu bytes", conf, token.length);
    major = gss_unseal(&minor, ends->acceptor, &token, &out, &conf, &qop);
    result("unseal", major, minor);
    say("unseal", "conf %d, qop %d", conf, qop);
    say_buffer("unseal", &out);
    gss_release_buffer(&ignored, &token);
    gss_release_buffer(&ignored, &out);
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
        show_mics(&ends);
        show_wraps(&ends);
        /* MIT's limit is short of what fits for older messages. */
        if (is_rfc4121(ends.initiator))
            show_size_limits(ends.initiator);
        show_aeads(&ends);
        show_old_names(&ends);
    }
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

void
show_messages(const struct fidelity_args *args)
{
    OM_uint32 all = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG |
        GSS_C_REPLAY_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG;

    enter("messages");
    show_one("krb5", mech_of("krb5"), all, args);
    show_one("replay only", mech_of("krb5"),
             GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG, args);
    show_one("one way", mech_of("krb5"), 0, args);
    show_one("DCE style", mech_of("krb5"), all | GSS_C_DCE_STYLE, args);
    show_one("iakerb", mech_of("iakerb"), all, args);
    show_one("spnego", mech_of("spnego"), all, args);
    leave();
}
