/* SPDX-License-Identifier: MIT */
/*
 * Every call there is on a context, whatever state it is in.  What they give
 * is random in bytes, so lengths are shown.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/calls.h"

#define OID(content) { sizeof(content) - 1, (void *)(content) }
#define KRB5_ARC "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05"

static unsigned char garbage[64];

/* Objects of gss_inquire_sec_context_by_oid.  Not the lucid one: it gives
 * memory that wants a function of its own (see say_lucid). */
static const struct {
    const char *label;
    gss_OID_desc oid;
} objects[] = {
    { "ticket flags", OID(KRB5_ARC "\x03") },
    { "session key", OID(KRB5_ARC "\x05") },
    { "lucid without version", OID(KRB5_ARC "\x06") },
    { "lucid version 9", OID(KRB5_ARC "\x06\x09") },
    { "authz data 0", OID(KRB5_ARC "\x0a\x00") },
    { "authz data 1", OID(KRB5_ARC "\x0a\x01") },
    { "authz data 128", OID(KRB5_ARC "\x0a\x81\x00") },
    { "authtime", OID(KRB5_ARC "\x0c") },
    { "ssf", OID(KRB5_ARC "\x0f") },
    { "prefix of an object", OID(KRB5_ARC) },
    { "unknown", OID("\x2a\x03\x04\x05") },
    { "empty", { 0, NULL } }
};

/* ---- messages ------------------------------------------------------ */

static void
call_mic(gss_ctx_id_t context)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc token = { sizeof(garbage), garbage };
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    gss_qop_t qop = 77;

    major = gss_get_mic(&minor, context, 0, &message, &mic);
    result("get_mic", major, minor);
    say("get_mic", "%zu bytes", mic.length);
    gss_release_buffer(&ignored, &mic);
    major = gss_verify_mic(&minor, context, &message, &token, &qop);
    result("verify_mic", major, minor);
    say("verify_mic", "qop %u", qop);
}

static void
call_wrap(gss_ctx_id_t context)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc garbled = { sizeof(garbage), garbage };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored, limit = 77;
    int conf = 77;
    gss_qop_t qop = 77;

    major = gss_wrap(&minor, context, 1, 0, &message, &conf, &out);
    result("wrap", major, minor);
    say("wrap", "conf %d, %zu bytes", conf, out.length);
    gss_release_buffer(&ignored, &out);
    conf = 77;
    major = gss_unwrap(&minor, context, &garbled, &out, &conf, &qop);
    result("unwrap", major, minor);
    say("unwrap", "conf %d, qop %u, %zu bytes", conf, qop, out.length);
    gss_release_buffer(&ignored, &out);
    major = gss_wrap_size_limit(&minor, context, 1, 0, 1000, &limit);
    result("wrap_size_limit", major, minor);
    say("wrap_size_limit", "%s", limit > 900 && limit < 1000 ? "some" :
        "not set");
}

static void
call_aead(gss_ctx_id_t context)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc assoc = text_buffer("beside it");
    gss_buffer_desc garbled = { sizeof(garbage), garbage };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    int conf = 77;
    gss_qop_t qop = 77;

    major = gss_wrap_aead(&minor, context, 1, 0, &assoc, &message, &conf,
                          &out);
    result("wrap_aead", major, minor);
    say("wrap_aead", "conf %d, %zu bytes", conf, out.length);
    gss_release_buffer(&ignored, &out);
    conf = 77;
    major = gss_unwrap_aead(&minor, context, &garbled, &assoc, &out, &conf,
                            &qop);
    result("unwrap_aead", major, minor);
    say("unwrap_aead", "conf %d, qop %u, %zu bytes", conf, qop, out.length);
    gss_release_buffer(&ignored, &out);
}

static void
set_list(gss_iov_buffer_desc *iov, OM_uint32 first, OM_uint32 last,
         char *text)
{
    memset(iov, 0, 4 * sizeof(*iov));
    iov[0].type = first | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[1].buffer.value = text;
    iov[1].buffer.length = strlen(text);
    iov[2].type = GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    iov[3].type = last | GSS_IOV_BUFFER_FLAG_ALLOCATE;
}

static void
say_list(const char *label, const gss_iov_buffer_desc *iov)
{
    say(label, "%zu %zu %zu %zu bytes", iov[0].buffer.length,
        iov[1].buffer.length, iov[2].buffer.length, iov[3].buffer.length);
}

static void
call_wrap_iov(gss_ctx_id_t context)
{
    gss_iov_buffer_desc iov[4];
    char text[] = "message";
    OM_uint32 major, minor, ignored;
    int conf = 77;

    set_list(iov, GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_TRAILER,
             text);
    major = gss_wrap_iov_length(&minor, context, 1, 0, &conf, iov, 4);
    result("wrap_iov_length", major, minor);
    say("wrap_iov_length", "conf %d", conf);
    say_list("wrap_iov_length", iov);
    conf = 77;
    set_list(iov, GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_TRAILER,
             text);
    major = gss_wrap_iov(&minor, context, 1, 0, &conf, iov, 4);
    result("wrap_iov", major, minor);
    say("wrap_iov", "conf %d", conf);
    say_list("wrap_iov", iov);
    gss_release_iov_buffer(&ignored, iov, 4);
}

static void
call_unwrap_iov(gss_ctx_id_t context)
{
    gss_iov_buffer_desc iov[2];
    unsigned char token[sizeof(garbage)];
    OM_uint32 major, minor, ignored;
    int conf = 77;
    gss_qop_t qop = 77;

    memcpy(token, garbage, sizeof(token));
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    iov[0].buffer.value = token;
    iov[0].buffer.length = sizeof(token);
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA | GSS_IOV_BUFFER_FLAG_ALLOCATE;
    major = gss_unwrap_iov(&minor, context, &conf, &qop, iov, 2);
    result("unwrap_iov", major, minor);
    say("unwrap_iov", "conf %d, qop %u", conf, qop);
    gss_release_iov_buffer(&ignored, &iov[1], 1);
}

static void
call_mic_iov(gss_ctx_id_t context)
{
    gss_iov_buffer_desc iov[4];
    char text[] = "message";
    OM_uint32 major, minor, ignored;
    gss_qop_t qop = 77;

    set_list(iov, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, GSS_IOV_BUFFER_TYPE_EMPTY,
             text);
    major = gss_get_mic_iov(&minor, context, 0, iov, 2);
    result("get_mic_iov", major, minor);
    say("get_mic_iov", "%zu bytes", iov[0].buffer.length);
    gss_release_iov_buffer(&ignored, iov, 1);
    iov[0].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov[0].buffer.value = garbage;
    iov[0].buffer.length = sizeof(garbage);
    major = gss_verify_mic_iov(&minor, context, &qop, iov, 2);
    result("verify_mic_iov", major, minor);
    say("verify_mic_iov", "qop %u", qop);
}

/* ---- questions ----------------------------------------------------- */

static void
call_by_oid(gss_ctx_id_t context)
{
    gss_buffer_set_t set;
    OM_uint32 major, minor, ignored;
    size_t i, j;

    for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        enter(objects[i].label);
        set = GSS_C_NO_BUFFER_SET;
        major = gss_inquire_sec_context_by_oid(&minor, context,
                                               (gss_OID)&objects[i].oid,
                                               &set);
        result("inquire", major, minor);
        say("set", "%s", set == GSS_C_NO_BUFFER_SET ? "none" : "some");
        for (j = 0; set != GSS_C_NO_BUFFER_SET && j < set->count; j++)
            say("element", "%zu bytes", set->elements[j].length);
        gss_release_buffer_set(&ignored, &set);
        leave();
    }
}

static void
call_time(gss_ctx_id_t context)
{
    OM_uint32 major, minor, lifetime = 77;

    major = gss_context_time(&minor, context, &lifetime);
    result("context_time", major, minor);
    say_lifetime("context_time", lifetime);
}

static void
call_inquire(gss_ctx_id_t context)
{
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, ignored, lifetime = 77, flags = 77;
    int local = 77, opened = 77;

    major = gss_inquire_context(&minor, context, &source, &target, &lifetime,
                                &mech, &flags, &local, &opened);
    result("inquire_context", major, minor);
    say_lifetime("inquire_context", lifetime);
    say("inquire_context", "flags %x, local %d, open %d, names %s %s", flags,
        local, opened, source == GSS_C_NO_NAME ? "none" : "some",
        target == GSS_C_NO_NAME ? "none" : "some");
    say_oid("inquire_context", mech);
    gss_release_name(&ignored, &source);
    gss_release_name(&ignored, &target);
    major = gss_inquire_context(&minor, context, NULL, NULL, NULL, NULL,
                                NULL, NULL, NULL);
    result("inquire_context for nothing", major, minor);
}

static void
call_pseudo_random(gss_ctx_id_t context)
{
    gss_buffer_desc seed = text_buffer("seed"), out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    major = gss_pseudo_random(&minor, context, GSS_C_PRF_KEY_FULL, &seed, 16,
                              &out);
    result("pseudo_random", major, minor);
    say("pseudo_random", "%zu bytes", out.length);
    gss_release_buffer(&ignored, &out);
}

/* ---- the rest ------------------------------------------------------ */

static void
call_tokens(gss_ctx_id_t context)
{
    gss_buffer_desc token = { sizeof(garbage), garbage };
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_process_context_token(&minor, context, &token);
    result("process_context_token", major, minor);
    major = gss_process_context_token(&minor, context, &nothing);
    result("process_context_token of nothing", major, minor);
    major = gss_complete_auth_token(&minor, context, &token);
    result("complete_auth_token", major, minor);
}

static void
call_options(gss_ctx_id_t *context)
{
    gss_OID_desc unknown = OID("\x2a\x03\x04\x05");
    gss_buffer_desc value = text_buffer("value");
    OM_uint32 major, minor;

    major = gss_set_sec_context_option(&minor, context, &unknown, &value);
    result("set_sec_context_option", major, minor);
    major = gss_set_sec_context_option(&minor, context, &unknown,
                                       GSS_C_NO_BUFFER);
    result("set_sec_context_option without value", major, minor);
}

void
show_most_calls(const char *step, gss_ctx_id_t *context)
{
    enter(step);
    call_mic(*context);
    call_wrap(*context);
    call_aead(*context);
    call_wrap_iov(*context);
    call_unwrap_iov(*context);
    call_mic_iov(*context);
    call_inquire(*context);
    call_time(*context);
    call_pseudo_random(*context);
    call_tokens(*context);
    call_options(context);
    leave();
}

void
show_calls(const char *step, gss_ctx_id_t *context)
{
    show_most_calls(step, context);
    enter(step);
    call_by_oid(*context);
    leave();
}
