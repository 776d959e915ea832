/* SPDX-License-Identifier: MIT */
/* Messages that are taken: what could not be opened can be afterwards. */
#include <stdlib.h>
#include <string.h>

#include "realm/failing/message.h"

/* ---- in one piece --------------------------------------------------- */

static void
make_mic(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    must(gss_get_mic(&minor, sender(s), GSS_C_QOP_DEFAULT, &message,
                     &s->in) == GSS_S_COMPLETE, "no MIC");
}

static void
make_wrapped(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    must(gss_wrap(&minor, sender(s), (int)s->op->number, GSS_C_QOP_DEFAULT,
                  &message, NULL, &s->in) == GSS_S_COMPLETE, "no message");
}

static void
make_aead(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    must(gss_wrap_aead(&minor, sender(s), (int)s->op->number,
                       GSS_C_QOP_DEFAULT, &assoc, &message, NULL,
                       &s->in) == GSS_S_COMPLETE, "no message");
}

static uint32_t
act_verify(struct failing_scene *s)
{
    return gss_verify_mic(&s->minor, receiver(s), &message, &s->in, NULL);
}

static uint32_t
act_unwrap(struct failing_scene *s)
{
    return gss_unwrap(&s->minor, receiver(s), &s->in, &s->out,
                      &s->conf_state, NULL);
}

/* The library leaves the output of what failed as it was. */
static uint32_t
act_unwrap_aead(struct failing_scene *s)
{
    OM_uint32 major;

    major = gss_unwrap_aead(&s->minor, receiver(s), &s->in, &assoc, &s->out,
                            &s->conf_state, NULL);
    want(s, !GSS_ERROR(major) || s->out.value == NULL, "there is a message");
    return major;
}

static void
look_text(struct failing_scene *s)
{
    say(s, " %s %d", s->out.length == sizeof(text) &&
        memcmp(s->out.value, text, sizeof(text)) == 0 ? "same" : "other",
        s->conf_state);
    failing_exchange(s);
}

/* ---- in an IOV ------------------------------------------------------ */

static void
make_iov(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    lay_out(s, GSS_IOV_BUFFER_TYPE_HEADER, s->op->number);
    must(gss_wrap_iov(&minor, sender(s), 1, GSS_C_QOP_DEFAULT, NULL, s->iov,
                      s->iov_count) == GSS_S_COMPLETE, "no message");
}

static void
make_mic_iov(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    lay_out(s, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, s->op->number);
    must(gss_get_mic_iov(&minor, sender(s), GSS_C_QOP_DEFAULT, s->iov,
                         s->iov_count) == GSS_S_COMPLETE, "no MIC");
}

/* What the parts are, to see that a failure leaves them. */
static size_t
gather(const struct failing_scene *s, unsigned char *all)
{
    size_t length = 0;
    int i;

    for (i = 0; i < s->iov_count; i++) {
        if (s->iov[i].buffer.value != NULL) {
            memcpy(all + length, s->iov[i].buffer.value,
                   s->iov[i].buffer.length);
            length += s->iov[i].buffer.length;
        }
    }
    return length;
}

static uint32_t
act_iov(struct failing_scene *s)
{
    unsigned char before[FAILING_BYTES], after[FAILING_BYTES];
    size_t length = gather(s, before);
    OM_uint32 major;

    major = gss_unwrap_iov(&s->minor, receiver(s), &s->conf_state, NULL,
                           s->iov, s->iov_count);
    if (GSS_ERROR(major)) {
        want(s, gather(s, after) == length &&
             memcmp(before, after, length) == 0, "the message has changed");
    }
    return major;
}

static uint32_t
act_verify_iov(struct failing_scene *s)
{
    return gss_verify_mic_iov(&s->minor, receiver(s), NULL, s->iov,
                              s->iov_count);
}

static void
look_iov(struct failing_scene *s)
{
    say(s, " %s %d", memcmp(s->bytes, text, sizeof(text)) == 0 ? "same" :
        "other", s->conf_state);
    failing_exchange(s);
}

/* One token in one entry; its message stays there, or gets memory. */
static void
make_stream(struct failing_scene *s)
{
    OM_uint32 minor;

    failing_pair(s);
    must(gss_wrap(&minor, sender(s), 1, GSS_C_QOP_DEFAULT, &message, NULL,
                  &s->in) == GSS_S_COMPLETE, "no message");
    add(s, GSS_IOV_BUFFER_TYPE_STREAM, s->in.value, s->in.length);
    add(s, GSS_IOV_BUFFER_TYPE_DATA | (OM_uint32)s->op->number, NULL, 0);
}

static uint32_t
act_stream(struct failing_scene *s)
{
    OM_uint32 major = act_iov(s);

    if (GSS_ERROR(major))
        want(s, (s->iov[1].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) == 0,
             "something is allocated");
    return major;
}

static void
look_stream(struct failing_scene *s)
{
    const gss_buffer_desc *got = &s->iov[1].buffer;

    say(s, " %s %d", got->length == sizeof(text) &&
        memcmp(got->value, text, sizeof(text)) == 0 ? "same" : "other",
        s->conf_state);
    failing_exchange(s);
}

const struct failing_op failing_taken[] = {
    { "gss_verify_mic", make_mic, act_verify, failing_exchange, 0, 0 },
    { "gss_unwrap, sealed", make_wrapped, act_unwrap, look_text, OUT_BUFFER,
      1 },
    { "gss_unwrap, signed", make_wrapped, act_unwrap, look_text, OUT_BUFFER,
      0 },
    { "gss_unwrap_aead, sealed", make_aead, act_unwrap_aead, look_text, 0,
      1 },
    { "gss_unwrap_aead, signed", make_aead, act_unwrap_aead, look_text, 0,
      0 },
    { "gss_unwrap_iov, parts", make_iov, act_iov, look_iov, 0, 1 },
    { "gss_unwrap_iov, pieces", make_iov, act_iov, look_iov, 0, PIECES },
    { "gss_unwrap_iov, stream in place", make_stream, act_stream,
      look_stream, 0, 0 },
    { "gss_unwrap_iov, stream allocated", make_stream, act_stream,
      look_stream, 0, GSS_IOV_BUFFER_FLAG_ALLOCATE },
    { "gss_verify_mic_iov", make_mic_iov, act_verify_iov, failing_exchange, 0,
      1 },
    { "gss_verify_mic_iov, pieces", make_mic_iov, act_verify_iov,
      failing_exchange, 0, PIECES },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
