/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "realm/face.h"

#define LIST_MAX (FACE_PARTS + 2)
#define TOKEN_MAX 256
#define PADDING_MAX 8

/* svc@host as SSPI spells it, to be freed. */
static char *
spelt_for_sspi(const char *target)
{
    char *copy = strdup(target);

    if (copy == NULL)
        exit(1);
    *strchr(copy, '@') = '/';
    return copy;
}

static bool
expect_status(struct peer *peer, const char *call, SECURITY_STATUS status)
{
    return expect(peer, status == SEC_E_OK, "%s gave %08x", call,
                  (unsigned)status);
}

/* ---- establishment -------------------------------------------------- */

static void
step(struct face *face, const char *target, const struct sspi_dialog *dialog,
     const struct bytes *in)
{
    SecBuffer token = { (ULONG)in->length, SECBUFFER_TOKEN, in->data }, out;

    sspi_end_step(&face->end, target, dialog, &token, &out);
    expect(face->peer, face->end.status >= SEC_E_OK,
           "establishment gave %08x", (unsigned)face->end.status);
    if (out.cbBuffer > 0)
        peer_send(face->peer, out.pvBuffer, out.cbBuffer);
    FreeContextBuffer(out.pvBuffer);
}

void
sspi_face_establish(struct face *face, bool dce)
{
    struct sspi_dialog dialog = {
        .request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
            ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
            (dce ? ISC_REQ_USE_DCE_STYLE : 0)
    };
    char *target = spelt_for_sspi(face->peer->target);
    struct bytes in = bytes_copy(NULL, 0);
    bool client = face->peer->side == INITIATOR, first = true;

    expect_status(face->peer, "AcquireCredentialsHandle",
                  sspi_end_open(&face->end, client, &dialog));
    if (face->peer->verdict.good && client)
        step(face, target, &dialog, &in);
    while (face->peer->verdict.good &&
           (face->end.status == SEC_I_CONTINUE_NEEDED || (!client && first))) {
        bytes_free(&in);
        in = peer_receive(face->peer);
        if (face->peer->verdict.good)
            step(face, target, &dialog, &in);
        first = false;
    }
    expect_status(face->peer, "establishment", face->end.status);
    expect(face->peer, !dce ||
           (face->end.attributes & ISC_RET_USED_DCE_STYLE) != 0,
           "no DCE style");
    bytes_free(&in);
    free(target);
}

/* ---- buffer lists --------------------------------------------------- */

/* TOKEN, then the message or its parts, in place; PADDING unless it is a
 * signature.  Returns how many. */
static ULONG
make_list(const struct face *face, enum form form, struct parcel *parcel,
          SecBuffer list[LIST_MAX])
{
    struct part parts[FACE_PARTS] = { { parcel->body.length, false } };
    unsigned char *at = parcel->body.data;
    ULONG i, count = 1, n = 1;

    if (form == FORM_SEVERAL) {
        face_parts(face, parcel->body.length, parts);
        count = FACE_PARTS;
    }
    list[0].BufferType = SECBUFFER_TOKEN;
    list[0].cbBuffer = (ULONG)parcel->token.length;
    list[0].pvBuffer = parcel->token.data;
    for (i = 0; i < count; i++, n++) {
        list[n].BufferType = SECBUFFER_DATA |
            (parts[i].sign_only ? SECBUFFER_READONLY_WITH_CHECKSUM : 0);
        list[n].cbBuffer = (ULONG)parts[i].length;
        list[n].pvBuffer = at;
        at += parts[i].length;
    }
    if (form != FORM_MIC) {
        list[n].BufferType = SECBUFFER_PADDING;
        list[n].cbBuffer = (ULONG)parcel->padding.length;
        list[n++].pvBuffer = parcel->padding.data;
    }
    return n;
}

/* TOKEN, DATA and PADDING become one token. */
static void
join(struct parcel *parcel)
{
    size_t at = parcel->token.length, body = parcel->body.length;
    struct bytes whole = bytes_copy(NULL,
                                    at + body + parcel->padding.length);

    memcpy(whole.data, parcel->token.data, at);
    memcpy(whole.data + at, parcel->body.data, body);
    memcpy(whole.data + at + body, parcel->padding.data,
           parcel->padding.length);
    parcel_free(parcel);
    parcel->token = whole;
    parcel->body = bytes_copy(NULL, 0);
    parcel->padding = bytes_copy(NULL, 0);
}

struct parcel
sspi_face_make(struct face *face, enum form form, bool seal,
               const struct bytes *message)
{
    struct parcel parcel = { bytes_copy(NULL, TOKEN_MAX),
                             bytes_copy(message->data, message->length),
                             bytes_copy(NULL, PADDING_MAX) };
    SecBuffer list[LIST_MAX];
    SecBufferDesc desc = { SECBUFFER_VERSION, 0, list };

    desc.cBuffers = make_list(face, form, &parcel, list);
    if (form == FORM_MIC)
        expect_status(face->peer, "MakeSignature",
                      MakeSignature(&face->end.ctx, 0, &desc, 0));
    else
        expect_status(face->peer, "EncryptMessage",
                      EncryptMessage(&face->end.ctx, seal ? 0 :
                                     SECQOP_WRAP_NO_ENCRYPT, &desc, 0));
    parcel.token.length = list[0].cbBuffer;
    parcel.padding.length = form == FORM_MIC ? 0 :
        list[desc.cBuffers - 1].cbBuffer;
    if (form == FORM_MIC)
        parcel.body.length = 0;
    else if (form == FORM_WHOLE || form == FORM_STREAM)
        join(&parcel);
    return parcel;
}

static void
take_mic(struct face *face, const struct parcel *parcel,
         const struct bytes *message)
{
    struct parcel with = { parcel->token, *message, { NULL, 0 } };
    SecBuffer list[LIST_MAX];
    SecBufferDesc desc = { SECBUFFER_VERSION, 0, list };
    ULONG fQOP = 7;

    desc.cBuffers = make_list(face, FORM_MIC, &with, list);
    expect_status(face->peer, "VerifySignature",
                  VerifySignature(&face->end.ctx, &desc, 0, &fQOP));
    expect(face->peer, fQOP == 0, "fQOP is %x", (unsigned)fQOP);
}

static void
take_stream(struct face *face, bool seal, const struct parcel *parcel,
            const struct bytes *message)
{
    struct bytes token = bytes_copy(parcel->token.data, parcel->token.length);
    SecBuffer list[2] = {
        { (ULONG)token.length, SECBUFFER_STREAM, token.data },
        { 0, SECBUFFER_DATA, NULL }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, list };
    ULONG fQOP = 7;

    expect_status(face->peer, "DecryptMessage",
                  DecryptMessage(&face->end.ctx, &desc, 0, &fQOP));
    expect(face->peer, fQOP == (seal ? 0 : SECQOP_WRAP_NO_ENCRYPT),
           "fQOP is %x", (unsigned)fQOP);
    expect(face->peer, list[1].cbBuffer == message->length &&
           (message->length == 0 ||
            memcmp(list[1].pvBuffer, message->data, message->length) == 0),
           "another message");
    bytes_free(&token);
}

static void
take_list(struct face *face, enum form form, bool seal,
          const struct parcel *parcel, const struct bytes *message)
{
    struct parcel copy = {
        bytes_copy(parcel->token.data, parcel->token.length),
        bytes_copy(parcel->body.data, parcel->body.length),
        bytes_copy(parcel->padding.data, parcel->padding.length)
    };
    SecBuffer list[LIST_MAX];
    SecBufferDesc desc = { SECBUFFER_VERSION, 0, list };
    ULONG fQOP = 7;

    desc.cBuffers = make_list(face, form, &copy, list);
    expect_status(face->peer, "DecryptMessage",
                  DecryptMessage(&face->end.ctx, &desc, 0, &fQOP));
    expect(face->peer, fQOP == (seal ? 0 : SECQOP_WRAP_NO_ENCRYPT),
           "fQOP is %x", (unsigned)fQOP);
    expect(face->peer, copy.body.length == message->length &&
           memcmp(copy.body.data, message->data, message->length) == 0,
           "another message");
    parcel_free(&copy);
}

void
sspi_face_take(struct face *face, enum form form, bool seal,
               const struct parcel *parcel, const struct bytes *message)
{
    if (form == FORM_MIC)
        take_mic(face, parcel, message);
    else if (form == FORM_WHOLE || form == FORM_STREAM)
        take_stream(face, seal, parcel, message);
    else
        take_list(face, form, seal, parcel, message);
}
