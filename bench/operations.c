/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"

static void
nothing(const struct work *work, struct item *item)
{
    (void)work;
    (void)item;
}

static void
release_token(const struct work *work, struct item *item)
{
    OM_uint32 minor;

    (void)work;
    gss_release_buffer(&minor, &item->token);
}

/* ---- MIC ------------------------------------------------------------ */

static void
make_mic(const struct work *work, struct item *item)
{
    gss_buffer_desc message = work->message;
    OM_uint32 minor;

    must_complete("gss_get_mic",
                  gss_get_mic(&minor, work->maker, GSS_C_QOP_DEFAULT,
                              &message, &item->token));
}

static void
check_mic(const struct work *work, struct item *item)
{
    gss_buffer_desc message = work->message;
    OM_uint32 minor;

    must_complete("gss_verify_mic",
                  gss_verify_mic(&minor, work->checker, &message,
                                 &item->token, NULL));
}

/* ---- wrap ----------------------------------------------------------- */

static void
make_wrap(const struct work *work, struct item *item, int conf)
{
    gss_buffer_desc message = work->message;
    OM_uint32 minor;
    int state;

    must_complete("gss_wrap",
                  gss_wrap(&minor, work->maker, conf, GSS_C_QOP_DEFAULT,
                           &message, &state, &item->token));
    must("gss_wrap's conf_state", state == conf);
}

static void
make_wrap_conf(const struct work *work, struct item *item)
{
    make_wrap(work, item, 1);
}

static void
make_wrap_integ(const struct work *work, struct item *item)
{
    make_wrap(work, item, 0);
}

static void
check_wrap(const struct work *work, struct item *item)
{
    gss_buffer_desc message;
    OM_uint32 minor;
    int state;

    must_complete("gss_unwrap",
                  gss_unwrap(&minor, work->checker, &item->token, &message,
                             &state, NULL));
    must("gss_unwrap's length", message.length == work->message.length);
    gss_release_buffer(&minor, &message);
}

/* ---- IOV ------------------------------------------------------------ */

/* The four buffers, one behind the other in memory of the item's own. */
static void
place_iov(const struct work *work, struct item *item)
{
    size_t i, all = 0;

    for (i = 0; i < 4; i++)
        all += item->iov[i].buffer.length;
    item->storage = must_calloc(1, all);
    all = 0;
    for (i = 0; i < 4; i++) {
        item->iov[i].buffer.value = item->storage + all;
        all += item->iov[i].buffer.length;
    }
    memcpy(item->iov[1].buffer.value, work->message.value,
           work->message.length);
}

static void
prepare_iov(const struct work *work, struct item *item)
{
    static const OM_uint32 types[4] = {
        GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_DATA,
        GSS_IOV_BUFFER_TYPE_PADDING, GSS_IOV_BUFFER_TYPE_TRAILER
    };
    OM_uint32 minor;
    size_t i;

    memset(item, 0, sizeof(*item));
    for (i = 0; i < 4; i++)
        item->iov[i].type = types[i];
    item->iov[1].buffer = work->message;
    must_complete("gss_wrap_iov_length",
                  gss_wrap_iov_length(&minor, work->maker, 1,
                                      GSS_C_QOP_DEFAULT, NULL, item->iov,
                                      4));
    place_iov(work, item);
}

static void
make_iov(const struct work *work, struct item *item)
{
    OM_uint32 minor;
    int state;

    must_complete("gss_wrap_iov",
                  gss_wrap_iov(&minor, work->maker, 1, GSS_C_QOP_DEFAULT,
                               &state, item->iov, 4));
}

/* The message is in place again afterwards. */
static void
check_iov(const struct work *work, struct item *item)
{
    OM_uint32 minor;
    int state;

    must_complete("gss_unwrap_iov",
                  gss_unwrap_iov(&minor, work->checker, &state, NULL,
                                 item->iov, 4));
    must("gss_unwrap_iov's message",
         *(const unsigned char *)item->iov[1].buffer.value ==
         *(const unsigned char *)work->message.value);
}

static void
finish_iov(const struct work *work, struct item *item)
{
    (void)work;
    free(item->storage);
    item->storage = NULL;
}

const struct operation operations[] = {
    { "get_mic", false, nothing, make_mic, release_token, NULL, nothing },
    { "verify_mic", true, nothing, make_mic, NULL, check_mic,
      release_token },
    { "wrap_conf", false, nothing, make_wrap_conf, release_token, NULL,
      nothing },
    { "unwrap_conf", true, nothing, make_wrap_conf, NULL, check_wrap,
      release_token },
    { "wrap_integ", false, nothing, make_wrap_integ, release_token, NULL,
      nothing },
    { "unwrap_integ", true, nothing, make_wrap_integ, NULL, check_wrap,
      release_token },
    { "wrap_iov", false, prepare_iov, make_iov, nothing, NULL, finish_iov },
    { "unwrap_iov", true, prepare_iov, make_iov, NULL, check_iov,
      finish_iov }
};

const size_t operations_count = sizeof(operations) / sizeof(operations[0]);
