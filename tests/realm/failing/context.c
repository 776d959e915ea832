/* SPDX-License-Identifier: MIT */
/* Questions about contexts, their transfer and their end; and contexts whose
 * messages are stock's. */
#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "realm/failing/failing.h"
#include "realm/gss_oids.h"

static char text[] = "the text of the message";
static gss_buffer_desc message = { sizeof(text), text };

static gss_OID_desc session_key = {
    11, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x05"
};

static gss_ctx_id_t *
own(struct failing_scene *s)
{
    return &s->pair.end[INITIATOR].ctx;
}

static void
make_pair(struct failing_scene *s)
{
    failing_pair(s);
}

/* ---- questions ------------------------------------------------------ */

static uint32_t
act_inquire(struct failing_scene *s)
{
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 major, minor, time, flags;
    int local, is_open;
    gss_OID mech;

    major = gss_inquire_context(&s->minor, *own(s), &s->name_out, &target,
                                &time, &mech, &flags, &local, &is_open);
    (void)gss_release_name(&minor, &target);
    return major;
}

static void
look_inquire(struct failing_scene *s)
{
    failing_say_name(s, s->name_out);
    failing_exchange(s);
}

static uint32_t
act_time(struct failing_scene *s)
{
    OM_uint32 time;

    return gss_context_time(&s->minor, *own(s), &time);
}

static uint32_t
act_by_oid(struct failing_scene *s)
{
    static gss_OID const objects[] = {
        &oid_package_name, &session_key, &oid_nobody
    };

    return gss_inquire_sec_context_by_oid(&s->minor, *own(s),
                                          objects[s->op->number],
                                          &s->buffers_out);
}

static void
look_by_oid(struct failing_scene *s)
{
    say(s, " %zu", s->buffers_out != NULL ? s->buffers_out->count : 0);
    failing_exchange(s);
}

/* The answer is a pointer. */
static uint32_t
act_lucid(struct failing_scene *s)
{
    OM_uint32 major, minor;
    void *lucid;

    major = gss_inquire_sec_context_by_oid(&s->minor, *own(s), &oid_lucid_v1,
                                           &s->buffers_out);
    if (major == GSS_S_COMPLETE) {
        memcpy(&lucid, s->buffers_out->elements[0].value, sizeof(lucid));
        must(gss_krb5_free_lucid_sec_context(&minor, lucid) ==
             GSS_S_COMPLETE, "no lucid context");
    }
    return major;
}

static uint32_t
act_set_option(struct failing_scene *s)
{
    return gss_set_sec_context_option(&s->minor, own(s), &oid_nobody,
                                      &message);
}

static uint32_t
act_prf(struct failing_scene *s)
{
    return gss_pseudo_random(&s->minor, *own(s), GSS_C_PRF_KEY_FULL,
                             &message, 40, &s->out);
}

static void
look_length(struct failing_scene *s)
{
    say(s, " %zu", s->out.length);
    failing_exchange(s);
}

static uint32_t
act_complete_token(struct failing_scene *s)
{
    return gss_complete_auth_token(&s->minor, *own(s), &message);
}

static uint32_t
act_process_token(struct failing_scene *s)
{
    return gss_process_context_token(&s->minor, *own(s), &message);
}

/* ---- transfer and end ----------------------------------------------- */

/* Numbers that are not the first ones. */
static void
make_used(struct failing_scene *s)
{
    failing_pair(s);
    failing_exchange(s);
    s->outcome[0] = '\0';
}

static uint32_t
act_export(struct failing_scene *s)
{
    OM_uint32 major = gss_export_sec_context(&s->minor, own(s), &s->out);

    if (GSS_ERROR(major)) {
        want(s, *own(s) != GSS_C_NO_CONTEXT, "the context is lost");
    }
    return major;
}

static void
look_export(struct failing_scene *s)
{
    OM_uint32 minor;

    must(gss_import_sec_context(&minor, &s->out, own(s)) == GSS_S_COMPLETE,
         "it cannot be imported");
    failing_exchange(s);
}

/* As a process without the module has it: in front of the mechanism's token
 * is the length of an OID in four bytes, and the mechanism's own. */
static void
publish_token(gss_buffer_t token)
{
    unsigned char *bytes = token->value;
    size_t old = bytes[3], rest = token->length - 4 - old;

    must(old > oid_krb5.length, "the OID is not the module's");
    bytes[3] = (unsigned char)oid_krb5.length;
    memcpy(bytes + 4, oid_krb5.elements, oid_krb5.length);
    memmove(bytes + 4 + oid_krb5.length, bytes + 4 + old, rest);
    token->length = 4 + oid_krb5.length + rest;
}

static void
make_exported(struct failing_scene *s)
{
    OM_uint32 minor;

    make_used(s);
    must(gss_export_sec_context(&minor, own(s), &s->in) == GSS_S_COMPLETE,
         "no exported context");
    publish_token(&s->in);
}

static uint32_t
act_import(struct failing_scene *s)
{
    return gss_import_sec_context(&s->minor, &s->in, &s->ctx);
}

static void
look_import(struct failing_scene *s)
{
    *own(s) = s->ctx;
    s->ctx = GSS_C_NO_CONTEXT;
    failing_exchange(s);
}

static uint32_t
act_delete(struct failing_scene *s)
{
    OM_uint32 major = gss_delete_sec_context(&s->minor, own(s), &s->out);

    want(s, *own(s) == GSS_C_NO_CONTEXT, "the context is there");
    return major;
}

/* ---- messages of a context that is stock's --------------------------- */

static void
make_forwarded(struct failing_scene *s)
{
    OM_uint32 major, minor;

    make_exported(s);
    must(gss_import_sec_context(&minor, &s->in, own(s)) == GSS_S_COMPLETE &&
         !context_is_ours(*own(s), &major), "no context of stock's");
}

static uint32_t
act_mic(struct failing_scene *s)
{
    return gss_get_mic(&s->minor, *own(s), GSS_C_QOP_DEFAULT, &message,
                       &s->out);
}

static uint32_t
act_wrap(struct failing_scene *s)
{
    return gss_wrap(&s->minor, *own(s), 1, GSS_C_QOP_DEFAULT, &message, NULL,
                    &s->out);
}

static uint32_t
act_wrap_aead(struct failing_scene *s)
{
    return gss_wrap_aead(&s->minor, *own(s), 1, GSS_C_QOP_DEFAULT, &message,
                         &message, NULL, &s->out);
}

static void
look_forwarded(struct failing_scene *s)
{
    say(s, " %zu", s->out.length);
}

/* The peer's messages, at our end. */
static void
make_forwarded_in(struct failing_scene *s)
{
    gss_ctx_id_t peer;
    OM_uint32 minor;

    make_forwarded(s);
    (void)gss_release_buffer(&minor, &s->in);
    peer = s->pair.end[ACCEPTOR].ctx;
    must((s->op->number == 0 ?
          gss_get_mic(&minor, peer, GSS_C_QOP_DEFAULT, &message, &s->in) :
          gss_wrap(&minor, peer, 1, GSS_C_QOP_DEFAULT, &message, NULL,
                   &s->in)) == GSS_S_COMPLETE, "no message");
}

static uint32_t
act_verify(struct failing_scene *s)
{
    return gss_verify_mic(&s->minor, *own(s), &message, &s->in, NULL);
}

static uint32_t
act_unwrap(struct failing_scene *s)
{
    return gss_unwrap(&s->minor, *own(s), &s->in, &s->out, NULL, NULL);
}

static uint32_t
act_unwrap_aead(struct failing_scene *s)
{
    return gss_unwrap_aead(&s->minor, *own(s), &s->in, GSS_C_NO_BUFFER,
                           &s->out, NULL, NULL);
}

static uint32_t
act_size_limit(struct failing_scene *s)
{
    OM_uint32 size = 0;

    return gss_wrap_size_limit(&s->minor, *own(s), 1, GSS_C_QOP_DEFAULT,
                               1000, &size);
}

/* The IOV forms, by number: made or asked for length, of a MIC or a wrap
 * token. */
static uint32_t
act_iov(struct failing_scene *s)
{
    OM_uint32 header = s->op->number % 2 == 0 ?
        GSS_IOV_BUFFER_TYPE_MIC_TOKEN : GSS_IOV_BUFFER_TYPE_HEADER;
    OM_uint32 flag = s->op->number < 2 ? 0 : GSS_IOV_BUFFER_FLAG_ALLOCATE;
    gss_iov_buffer_desc iov[4] = {
        { header | flag, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_DATA, { sizeof(text), s->bytes } },
        { GSS_IOV_BUFFER_TYPE_PADDING | flag, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_TRAILER | flag, GSS_C_EMPTY_BUFFER }
    };
    OM_uint32 major, minor;

    if (s->op->number == 0)
        major = gss_get_mic_iov_length(&s->minor, *own(s),
                                       GSS_C_QOP_DEFAULT, iov, 4);
    else if (s->op->number == 1)
        major = gss_wrap_iov_length(&s->minor, *own(s), 1,
                                    GSS_C_QOP_DEFAULT, NULL, iov, 4);
    else if (s->op->number == 2)
        major = gss_get_mic_iov(&s->minor, *own(s), GSS_C_QOP_DEFAULT, iov,
                                4);
    else
        major = gss_wrap_iov(&s->minor, *own(s), 1, GSS_C_QOP_DEFAULT, NULL,
                             iov, 4);
    (void)gss_release_iov_buffer(&minor, iov, 4);
    return major;
}

static uint32_t
act_unwrap_iov(struct failing_scene *s)
{
    gss_iov_buffer_desc iov[2] = {
        { GSS_IOV_BUFFER_TYPE_STREAM, s->in },
        { GSS_IOV_BUFFER_TYPE_DATA, GSS_C_EMPTY_BUFFER }
    };

    return gss_unwrap_iov(&s->minor, *own(s), NULL, NULL, iov, 2);
}

static uint32_t
act_verify_iov(struct failing_scene *s)
{
    gss_iov_buffer_desc iov[2] = {
        { GSS_IOV_BUFFER_TYPE_DATA, message },
        { GSS_IOV_BUFFER_TYPE_MIC_TOKEN, s->in }
    };

    return gss_verify_mic_iov(&s->minor, *own(s), NULL, iov, 2);
}

const struct failing_op failing_context[] = {
    { "gss_inquire_context", make_pair, act_inquire, look_inquire, OUT_NAME,
      0 },
    { "gss_context_time", make_pair, act_time, failing_exchange, 0, 0 },
    { "gss_inquire_sec_context_by_oid, package", make_pair, act_by_oid,
      look_by_oid, OUT_BUFFERS, 0 },
    { "gss_inquire_sec_context_by_oid, session key", make_pair, act_by_oid,
      look_by_oid, OUT_BUFFERS, 1 },
    { "gss_inquire_sec_context_by_oid, nobody's", make_pair, act_by_oid,
      look_by_oid, OUT_BUFFERS, 2 },
    { "gss_inquire_sec_context_by_oid, lucid", make_used, act_lucid,
      look_by_oid, OUT_BUFFERS, 0 },
    { "gss_set_sec_context_option", make_pair, act_set_option,
      failing_exchange, 0, 0 },
    { "gss_pseudo_random", make_pair, act_prf, look_length, OUT_BUFFER, 0 },
    { "gss_complete_auth_token", make_pair, act_complete_token,
      failing_exchange, 0, 0 },
    { "gss_process_context_token", make_pair, act_process_token,
      failing_exchange, 0, 0 },
    { "gss_export_sec_context", make_used, act_export, look_export,
      OUT_BUFFER, 0 },
    { "gss_import_sec_context", make_exported, act_import, look_import,
      OUT_CTX, 0 },
    { "gss_delete_sec_context", make_used, act_delete, NULL, 0, 0 },
    { "stock's gss_get_mic", make_forwarded, act_mic, look_forwarded,
      OUT_BUFFER, 0 },
    { "stock's gss_verify_mic", make_forwarded_in, act_verify,
      look_forwarded, 0, 0 },
    { "stock's gss_wrap", make_forwarded, act_wrap, look_forwarded,
      OUT_BUFFER, 0 },
    { "stock's gss_unwrap", make_forwarded_in, act_unwrap, look_forwarded,
      OUT_BUFFER, 1 },
    /* MIT's library leaves a length, but no memory. */
    { "stock's gss_wrap_aead", make_forwarded, act_wrap_aead, look_forwarded,
      OUT_BUFFER | NEEDS_MEMORY, 0 },
    { "stock's gss_unwrap_aead", make_forwarded_in, act_unwrap_aead,
      look_forwarded, OUT_BUFFER | NEEDS_MEMORY, 1 },
    { "stock's gss_wrap_size_limit", make_forwarded, act_size_limit, NULL, 0,
      0 },
    { "stock's gss_get_mic_iov_length", make_forwarded, act_iov, NULL, 0,
      0 },
    { "stock's gss_wrap_iov_length", make_forwarded, act_iov, NULL, 0, 1 },
    { "stock's gss_get_mic_iov", make_forwarded, act_iov, NULL, 0, 2 },
    { "stock's gss_wrap_iov", make_forwarded, act_iov, NULL, 0, 3 },
    { "stock's gss_unwrap_iov", make_forwarded_in, act_unwrap_iov, NULL, 0,
      1 },
    { "stock's gss_verify_mic_iov", make_forwarded_in, act_verify_iov, NULL,
      0, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
