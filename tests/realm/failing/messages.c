/* SPDX-License-Identifier: MIT */
/* Messages that are made. */
#include <gssapi/gssapi_ksp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "realm/failing/message.h"

static void
make_pair(struct failing_scene *s)
{
    failing_pair(s);
}

static void
make_dce(struct failing_scene *s)
{
    s->dialog.flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
        GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG |
        GSS_C_DCE_STYLE;
    failing_pair(s);
}

static void
say_text(struct failing_scene *s, const gss_buffer_desc *got)
{
    say(s, " %s", got->length == sizeof(text) &&
        memcmp(got->value, text, sizeof(text)) == 0 ? "same" : "other");
}

/* ---- in one piece --------------------------------------------------- */

static uint32_t
act_mic(struct failing_scene *s)
{
    return gss_get_mic(&s->minor, sender(s), GSS_C_QOP_DEFAULT, &message,
                       &s->out);
}

static void
look_mic(struct failing_scene *s)
{
    OM_uint32 minor;

    say(s, " %08lx", (unsigned long)gss_verify_mic(&minor, receiver(s),
                                                   &message, &s->out, NULL));
    failing_exchange(s);
}

static uint32_t
act_wrap(struct failing_scene *s)
{
    return gss_wrap(&s->minor, sender(s), (int)s->op->number,
                    GSS_C_QOP_DEFAULT, &message, &s->conf_state, &s->out);
}

static void
look_wrap(struct failing_scene *s)
{
    OM_uint32 minor;
    int state = 7;

    say(s, " %08lx", (unsigned long)gss_unwrap(&minor, receiver(s), &s->out,
                                               &s->out2, &state, NULL));
    say_text(s, &s->out2);
    say(s, " %d %d", s->conf_state, state);
    failing_exchange(s);
}

static uint32_t
act_aead(struct failing_scene *s)
{
    return gss_wrap_aead(&s->minor, sender(s), (int)s->op->number,
                         GSS_C_QOP_DEFAULT, &assoc, &message, &s->conf_state,
                         &s->out);
}

static void
look_aead(struct failing_scene *s)
{
    OM_uint32 minor;

    say(s, " %08lx", (unsigned long)gss_unwrap_aead(&minor, receiver(s),
                                                    &s->out, &assoc,
                                                    &s->out2, NULL, NULL));
    say_text(s, &s->out2);
    failing_exchange(s);
}

static OM_uint32
open_next(struct failing_scene *s)
{
    OM_uint32 major, minor;

    major = gss_unwrap(&s->minor, receiver(s), &s->in, &s->out2, NULL, NULL);
    if (major == GSS_S_COMPLETE) {
        want(s, s->out2.length == sizeof(text) &&
             memcmp(s->out2.value, text, sizeof(text)) == 0, "another text");
        (void)gss_release_buffer(&minor, &s->in);
        s->step++;
    }
    (void)gss_release_buffer(&minor, &s->out2);
    return major;
}

/* So many that the confounders kept for them are used up; called again it
 * goes on where it failed. */
static uint32_t
act_many(struct failing_scene *s)
{
    OM_uint32 major = GSS_S_COMPLETE;

    while (s->step < s->facts->rounds && major == GSS_S_COMPLETE) {
        if (s->in.length == 0) {
            major = gss_wrap(&s->minor, sender(s), 1, GSS_C_QOP_DEFAULT,
                             &message, NULL, &s->in);
            failing_random(s, major == GSS_S_COMPLETE);
        }
        if (major == GSS_S_COMPLETE)
            major = open_next(s);
    }
    s->failed = s->failed || GSS_ERROR(major);
    return major;
}

static uint32_t
act_size_limit(struct failing_scene *s)
{
    OM_uint32 size = 0;

    s->conf_state = 0;
    if (gss_wrap_size_limit(&s->minor, sender(s), 1, GSS_C_QOP_DEFAULT, 1000,
                            &size) != GSS_S_COMPLETE)
        return GSS_S_FAILURE;
    s->conf_state = (int)size;
    return GSS_S_COMPLETE;
}

static void
look_size(struct failing_scene *s)
{
    say(s, " %d", s->conf_state);
    failing_exchange(s);
}

/* ---- in an IOV ------------------------------------------------------ */

static void
make_iov(struct failing_scene *s)
{
    failing_pair(s);
    lay_out(s, GSS_IOV_BUFFER_TYPE_HEADER, s->op->number);
}

/* A whole number of blocks, as stock wants it of RC4 in DCE style. */
static void
make_dce_iov(struct failing_scene *s)
{
    make_dce(s);
    lay_out(s, GSS_IOV_BUFFER_TYPE_HEADER, 1);
}

static void
make_mic_iov(struct failing_scene *s)
{
    failing_pair(s);
    lay_out(s, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, s->op->number);
}

/* What failed has allocated nothing and left the message alone. */
static void
check_iov(struct failing_scene *s, OM_uint32 major)
{
    int i;

    if (major == GSS_S_COMPLETE)
        return;
    for (i = 0; i < s->iov_count; i++)
        want(s, (s->iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) == 0,
             "something is allocated");
    want(s, memcmp(s->bytes, text, sizeof(text)) == 0,
         "the message has changed");
}

static uint32_t
act_wrap_iov(struct failing_scene *s)
{
    OM_uint32 major;

    major = gss_wrap_iov(&s->minor, sender(s), 1, GSS_C_QOP_DEFAULT,
                         &s->conf_state, s->iov, s->iov_count);
    check_iov(s, major);
    return major;
}

static uint32_t
act_mic_iov(struct failing_scene *s)
{
    OM_uint32 major;

    major = gss_get_mic_iov(&s->minor, sender(s), GSS_C_QOP_DEFAULT, s->iov,
                            s->iov_count);
    check_iov(s, major);
    return major;
}

static void
look_wrap_iov(struct failing_scene *s)
{
    OM_uint32 minor;
    int state = 7;

    say(s, " %08lx", (unsigned long)gss_unwrap_iov(&minor, receiver(s),
                                                   &state, NULL, s->iov,
                                                   s->iov_count));
    say(s, " %s %d %d", memcmp(s->bytes, text, sizeof(text)) == 0 ? "same" :
        "other", s->conf_state, state);
    failing_exchange(s);
}

static void
look_mic_iov(struct failing_scene *s)
{
    OM_uint32 minor;

    say(s, " %08lx", (unsigned long)gss_verify_mic_iov(&minor, receiver(s),
                                                       NULL, s->iov,
                                                       s->iov_count));
    failing_exchange(s);
}

static uint32_t
act_iov_length(struct failing_scene *s)
{
    return s->op->number == 0 ?
        gss_get_mic_iov_length(&s->minor, sender(s), GSS_C_QOP_DEFAULT,
                               s->iov, s->iov_count) :
        gss_wrap_iov_length(&s->minor, sender(s), 1, GSS_C_QOP_DEFAULT,
                            &s->conf_state, s->iov, s->iov_count);
}

static void
make_iov_length(struct failing_scene *s)
{
    failing_pair(s);
    lay_out(s, s->op->number == 0 ? GSS_IOV_BUFFER_TYPE_MIC_TOKEN :
            GSS_IOV_BUFFER_TYPE_HEADER, 1);
}

static void
look_iov_length(struct failing_scene *s)
{
    int i;

    for (i = 0; i < s->iov_count; i++)
        say(s, " %zu", s->iov[i].buffer.length);
    failing_exchange(s);
}

/* ---- numbers of the program ----------------------------------------- */

static uint32_t
act_numbering(struct failing_scene *s)
{
    return gss_ksp_set_numbering(&s->minor, &s->pair.end[INITIATOR].ctx,
                                 GSS_KSP_NUMBERS_CALLER);
}

static void
make_numbered(struct failing_scene *s)
{
    failing_pair(s);
    must(act_numbering(s) == GSS_S_COMPLETE, "no numbering");
}

/* A thread's first: what it keeps is not there. */
static void *
number_in_thread(void *arg)
{
    struct failing_scene *s = arg;

    if (s->step == 0)
        s->conf_state = (int)gss_ksp_set_number(
            &s->minor, &s->pair.end[INITIATOR].ctx, 1);
    if (s->step == 0 && s->conf_state == 0)
        s->conf_state = (int)gss_get_mic(&s->minor, sender(s),
                                         GSS_C_QOP_DEFAULT, &message,
                                         &s->out);
    return NULL;
}

static uint32_t
act_thread(struct failing_scene *s)
{
    pthread_t thread;

    must(pthread_create(&thread, NULL, number_in_thread, s) == 0 &&
         pthread_join(thread, NULL) == 0, "no thread");
    return (uint32_t)s->conf_state;
}

static void
look_thread(struct failing_scene *s)
{
    s->conf_state = 0;
    look_mic(s);
}

/* The number is for one call, whatever comes of it. */
static uint32_t
act_numbered(struct failing_scene *s)
{
    OM_uint32 major;

    major = gss_ksp_set_number(&s->minor, &s->pair.end[INITIATOR].ctx, 1);
    if (major == GSS_S_COMPLETE)
        major = act_wrap(s);
    return major;
}

static uint32_t
act_last(struct failing_scene *s)
{
    uint64_t number = 7;
    uint32_t verdict = 7;
    OM_uint32 major;

    major = gss_ksp_last_message(&s->minor, sender(s), &number, &verdict);
    want(s, number == (major == GSS_S_COMPLETE ? 1 : 0) && verdict == 0,
         "another number");
    return major;
}

static void
make_last(struct failing_scene *s)
{
    make_numbered(s);
    must(act_numbered(s) == GSS_S_COMPLETE, "no message");
}

const struct failing_op failing_messages[] = {
    { "gss_get_mic", make_pair, act_mic, look_mic, OUT_BUFFER, 0 },
    { "gss_wrap, sealed", make_pair, act_wrap, look_wrap, OUT_BUFFER, 1 },
    { "gss_wrap, signed", make_pair, act_wrap, look_wrap, OUT_BUFFER, 0 },
    { "gss_wrap_aead, sealed", make_pair, act_aead, look_aead, OUT_BUFFER,
      1 },
    { "gss_wrap_aead, signed", make_pair, act_aead, look_aead, OUT_BUFFER,
      0 },
    { "gss_wrap, many", make_pair, act_many, failing_exchange, 0, 0 },
    { "gss_wrap_size_limit", make_pair, act_size_limit, look_size, 0, 0 },
    { "gss_wrap_iov", make_iov, act_wrap_iov, look_wrap_iov, 0, 1 },
    { "gss_wrap_iov, in pieces", make_iov, act_wrap_iov, look_wrap_iov, 0,
      PIECES },
    { "gss_wrap_iov, DCE", make_dce_iov, act_wrap_iov, look_wrap_iov, 0, 1 },
    { "gss_get_mic_iov", make_mic_iov, act_mic_iov, look_mic_iov, 0, 1 },
    { "gss_get_mic_iov, in pieces", make_mic_iov, act_mic_iov, look_mic_iov,
      0, PIECES },
    { "gss_get_mic_iov_length", make_iov_length, act_iov_length,
      look_iov_length, 0, 0 },
    { "gss_wrap_iov_length", make_iov_length, act_iov_length,
      look_iov_length, 0, 1 },
    { "gss_ksp_set_numbering", make_pair, act_numbering, failing_exchange, 0,
      0 },
    { "gss_ksp_set_number, in a new thread", make_numbered, act_thread,
      look_thread, NEEDS_MEMORY, 0 },
    { "gss_wrap, numbered", make_numbered, act_numbered, look_wrap,
      OUT_BUFFER, 1 },
    { "gss_ksp_last_message", make_last, act_last, NULL, 0, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
