/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "realm/face.h"

void
gss_face_establish(struct face *face, bool dce)
{
    face->peer->dialog.flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
        GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG |
        (dce ? GSS_C_DCE_STYLE : 0);
    peer_establish(face->peer);
}

/* ---- buffer lists --------------------------------------------------- */

#define LIST_MAX (FACE_PARTS + 2)

/* HEADER, then the message or its parts, in place in `body`; PADDING.
 * Returns how many. */
static int
make_list(const struct face *face, enum form form, struct bytes *body,
          gss_iov_buffer_desc list[LIST_MAX])
{
    struct part parts[FACE_PARTS] = { { body->length, false } };
    unsigned char *at = body->data;
    int i, count = 1, n = 1;

    if (form == FORM_SEVERAL) {
        face_parts(face, body->length, parts);
        count = FACE_PARTS;
    }
    memset(list, 0, LIST_MAX * sizeof(list[0]));
    list[0].type = GSS_IOV_BUFFER_TYPE_HEADER;
    for (i = 0; i < count; i++, n++) {
        list[n].type = parts[i].sign_only ? GSS_IOV_BUFFER_TYPE_SIGN_ONLY :
            GSS_IOV_BUFFER_TYPE_DATA;
        list[n].buffer.value = at;
        list[n].buffer.length = parts[i].length;
        at += parts[i].length;
    }
    list[n++].type = GSS_IOV_BUFFER_TYPE_PADDING;
    return n;
}

static struct parcel
make_list_parcel(struct face *face, enum form form, bool seal,
                 const struct bytes *message)
{
    struct parcel parcel;
    gss_iov_buffer_desc list[LIST_MAX];
    OM_uint32 major, minor, ignored;
    int count, sealed = 0;

    parcel.body = bytes_copy(message->data, message->length);
    count = make_list(face, form, &parcel.body, list);
    list[0].type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
    list[count - 1].type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
    major = gss_wrap_iov(&minor, face->peer->end.ctx, seal, 0, &sealed, list,
                         count);
    expect_major(face->peer, "gss_wrap_iov", major, minor, GSS_S_COMPLETE);
    parcel.token = bytes_copy(list[0].buffer.value, list[0].buffer.length);
    parcel.padding = bytes_copy(list[count - 1].buffer.value,
                                list[count - 1].buffer.length);
    gss_release_iov_buffer(&ignored, list, count);
    return parcel;
}

static void
take_list_parcel(struct face *face, enum form form, bool seal,
                 const struct parcel *parcel, const struct bytes *message)
{
    struct bytes body = bytes_copy(parcel->body.data, parcel->body.length);
    struct bytes token = bytes_copy(parcel->token.data, parcel->token.length);
    struct bytes padding = bytes_copy(parcel->padding.data,
                                      parcel->padding.length);
    gss_iov_buffer_desc list[LIST_MAX];
    OM_uint32 major, minor;
    int count, sealed = -1;

    count = make_list(face, form, &body, list);
    list[0].buffer.value = token.data;
    list[0].buffer.length = token.length;
    list[count - 1].buffer.value = padding.data;
    list[count - 1].buffer.length = padding.length;
    major = gss_unwrap_iov(&minor, face->peer->end.ctx, &sealed, NULL, list,
                           count);
    expect_major(face->peer, "gss_unwrap_iov", major, minor, GSS_S_COMPLETE);
    expect(face->peer, (sealed != 0) == seal, "conf_state is %d", sealed);
    expect(face->peer, body.length == message->length &&
           memcmp(body.data, message->data, body.length) == 0,
           "another message");
    bytes_free(&body);
    bytes_free(&token);
    bytes_free(&padding);
}

/* ---- single tokens -------------------------------------------------- */

static void
take_stream(struct face *face, bool seal, const struct parcel *parcel,
            const struct bytes *message)
{
    struct bytes token = bytes_copy(parcel->token.data, parcel->token.length);
    gss_iov_buffer_desc list[2];
    OM_uint32 major, minor;
    int sealed = -1;

    memset(list, 0, sizeof(list));
    list[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    list[0].buffer.value = token.data;
    list[0].buffer.length = token.length;
    list[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    major = gss_unwrap_iov(&minor, face->peer->end.ctx, &sealed, NULL, list,
                           2);
    expect_major(face->peer, "gss_unwrap_iov", major, minor, GSS_S_COMPLETE);
    expect(face->peer, (sealed != 0) == seal &&
           list[1].buffer.length == message->length &&
           memcmp(list[1].buffer.value, message->data, message->length) == 0,
           "another message");
    bytes_free(&token);
}

static void
take_whole(struct face *face, bool seal, const struct parcel *parcel,
           const struct bytes *message)
{
    gss_buffer_desc token = { parcel->token.length, parcel->token.data };
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;
    int sealed = -1;

    major = gss_unwrap(&minor, face->peer->end.ctx, &token, &text, &sealed,
                       NULL);
    expect_major(face->peer, "gss_unwrap", major, minor, GSS_S_COMPLETE);
    expect(face->peer, (sealed != 0) == seal &&
           text.length == message->length &&
           (text.length == 0 ||
            memcmp(text.value, message->data, text.length) == 0),
           "another message");
    gss_release_buffer(&ignored, &text);
}

static void
take_mic(struct face *face, const struct parcel *parcel,
         const struct bytes *message)
{
    gss_buffer_desc token = { parcel->token.length, parcel->token.data };
    gss_buffer_desc text = { message->length, message->data };
    OM_uint32 major, minor;

    major = gss_verify_mic(&minor, face->peer->end.ctx, &text, &token, NULL);
    expect_major(face->peer, "gss_verify_mic", major, minor, GSS_S_COMPLETE);
}

static struct parcel
make_token(struct face *face, enum form form, bool seal,
           const struct bytes *message)
{
    struct parcel parcel;
    gss_buffer_desc text = { message->length, message->data };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, ignored;

    if (form == FORM_MIC)
        major = gss_get_mic(&minor, face->peer->end.ctx, 0, &text, &token);
    else
        major = gss_wrap(&minor, face->peer->end.ctx, seal, 0, &text, NULL,
                         &token);
    expect_major(face->peer, "making a token", major, minor, GSS_S_COMPLETE);
    parcel.token = bytes_copy(token.value, token.length);
    parcel.body = bytes_copy(NULL, 0);
    parcel.padding = bytes_copy(NULL, 0);
    gss_release_buffer(&ignored, &token);
    return parcel;
}

struct parcel
gss_face_make(struct face *face, enum form form, bool seal,
              const struct bytes *message)
{
    return form == FORM_HEADER || form == FORM_SEVERAL ?
        make_list_parcel(face, form, seal, message) :
        make_token(face, form, seal, message);
}

void
gss_face_take(struct face *face, enum form form, bool seal,
              const struct parcel *parcel, const struct bytes *message)
{
    if (form == FORM_MIC)
        take_mic(face, parcel, message);
    else if (form == FORM_WHOLE)
        take_whole(face, seal, parcel, message);
    else if (form == FORM_STREAM)
        take_stream(face, seal, parcel, message);
    else
        take_list_parcel(face, form, seal, parcel, message);
}
