/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/enctype.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_enctypes.h"
#include "invalid/guard.h"
#include "ksp/kerberos.h"
#include "ksp/message.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define MESSAGE_MAX 300
#define EDGES_MAX 256
#define GLIMPSE 8

enum kind { MIC, SIGNED, SEALED, KINDS };

enum form { VERIFY, SPLIT, WINDOWS, IN_PLACE, COPY, FORMS };

struct round {
    struct fuzz_input in;
    const SECPKG_KERNEL_FUNCTION_TABLE *package;
    const struct ksp_enctype *enctype;
    LSA_SEC_HANDLE sender, receiver;
    enum kind kind, other_kind;     /* of token and other */
    enum form form;
    bool dce;
    ULONG Flags;
    unsigned char message[MESSAGE_MAX];
    size_t message_length;
    struct fuzz_token token, other;
    unsigned char made[FUZZ_TOKEN_MAX];     /* the token as it was */
    size_t made_length;
    size_t front, back;
    bool parted_as_made;
};

static void
must(const struct round *r, bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s: %s, kind %d, form %d%s, flags %x, %zu bytes\n",
                what, r->enctype->name, r->kind, r->form,
                r->dce ? ", DCE style" : "", (unsigned)r->Flags,
                r->token.length);
        abort();
    }
}

/* ---- contexts -------------------------------------------------------- */

static LSA_SEC_HANDLE
new_context(const struct round *r, USHORT Role, unsigned int keys)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 0;
    KSP_PACKED_CONTEXT p;
    unsigned int i, j;

    memset(&p, 0, sizeof(p));
    p.Role = Role;
    p.ContextAttributes = ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT |
        (r->dce ? ISC_RET_USED_DCE_STYLE : 0u);
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = keys;
    for (i = 0; i < keys; i++) {
        p.Keys[i].Enctype = r->enctype->enctype;
        p.Keys[i].Length = r->enctype->key_length;
        for (j = 0; j < r->enctype->key_length; j++)
            p.Keys[i].Contents[j] = (UCHAR)(j * 5 + i * 77 + 1);
    }
    must(r, KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer) ==
         SEC_E_OK &&
         r->package->InitContext(0, &data, &ContextId) == SEC_E_OK,
         "no context");
    return ContextId;
}

static SecBuffer
state_of(const struct round *r)
{
    SecBuffer packed = { 0, 0, NULL };

    must(r, r->package->ExportContext(r->receiver, 0, &packed, NULL) ==
         SEC_E_OK, "no state");
    return packed;
}

static bool
same_state(const struct round *r, const SecBuffer *before)
{
    SecBuffer now = state_of(r);
    bool same = now.cbBuffer == before->cbBuffer &&
        memcmp(now.pvBuffer, before->pvBuffer, now.cbBuffer) == 0;

    KspKernelFunctions.FreeHeap(now.pvBuffer);
    return same;
}

/* ---- a genuine token ------------------------------------------------- */

/* TOKEN, DATA, PADDING, STREAM_TRAILER: the layout with RRC 0. */
static void
make(struct round *r, enum kind kind, struct fuzz_token *token)
{
    unsigned char header[EDGES_MAX], padding[8], trailer[EDGES_MAX];
    unsigned char data[MESSAGE_MAX];
    KSP_MESSAGE_PARAMS params = { sizeof(params), r->Flags, 0, 0, 0 };
    SecBuffer b[] = {
        { sizeof(header), SECBUFFER_TOKEN, header },
        { (ULONG)r->message_length, SECBUFFER_DATA, data },
        { sizeof(padding), SECBUFFER_PADDING, padding },
        { sizeof(trailer), SECBUFFER_STREAM_TRAILER, trailer },
        { sizeof(params), SECBUFFER_PKG_PARAMS, &params },
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 5, b };
    NTSTATUS status;

    memcpy(data, r->message, r->message_length);
    token->length = 0;
    if (kind == MIC) {
        b[2] = b[4];
        desc.cBuffers = 3;
        status = r->package->Sign(r->sender, 0, &desc, 0);
        fuzz_append(token, &b[0]);
        b[2].cbBuffer = b[3].cbBuffer = 0;
    } else {
        status = r->package->Seal(r->sender, kind == SEALED ? 0 :
                                  SECQOP_WRAP_NO_ENCRYPT, &desc, 0);
        fuzz_append(token, &b[0]);
        fuzz_append(token, &b[1]);
        fuzz_append(token, &b[2]);
        fuzz_append(token, &b[3]);
    }
    must(r, status == SEC_E_OK, "no token");
    r->front = b[0].cbBuffer;
    r->back = b[2].cbBuffer + b[3].cbBuffer;
}

/* ---- the round ------------------------------------------------------- */

static void
start(struct round *r)
{
    unsigned int flags, keys;
    size_t i;

    r->package = KspRegisterKerberos() == SEC_E_OK ?
        KSecLocateSecurityProvider(&KspKerberosName) : NULL;
    r->enctype = ksp_enctype_at(fuzz_byte(&r->in) % fuzz_enctypes());
    flags = fuzz_byte(&r->in);
    r->dce = (flags & 1) != 0;
    r->Flags = (flags & 2) != 0 ? KSP_MESSAGE_GSS_WRAP : 0;
    keys = r->enctype->protocol == KSP_RFC4121 && (flags & 4) != 0 ? 2 : 1;
    r->kind = (enum kind)((flags >> 3) % KINDS);
    r->form = (enum form)(fuzz_byte(&r->in) % FORMS);
    r->message_length = fuzz_number(&r->in) % (MESSAGE_MAX + 1);
    if (r->enctype->protocol == KSP_RFC1964)
        r->message_length -= r->message_length % r->enctype->block_size;
    for (i = 0; i < r->message_length; i++)
        r->message[i] = (unsigned char)(i * 7 + 3);
    r->sender = new_context(r, KSP_ROLE_INITIATOR, keys);
    r->receiver = new_context(r, KSP_ROLE_ACCEPTOR, keys);
}

/* As Windows lays it out: what is behind the message comes first. */
static void
rotate_for_windows(struct round *r)
{
    size_t EC = 0, RRC = r->back;

    if (r->form == WINDOWS && r->enctype->protocol == KSP_RFC4121 &&
        r->kind != MIC) {
        fuzz_rotate(&r->token, r->back);
        if (r->dce && r->Flags == 0 && r->kind == SEALED)
            EC = (size_t)r->token.bytes[4] << 8 | r->token.bytes[5];
        RRC -= EC;
        r->token.bytes[6] = (unsigned char)(RRC >> 8);
        r->token.bytes[7] = (unsigned char)RRC;
        r->front += r->back;
        r->back = 0;
    }
}

static void
prepare(struct round *r)
{
    r->other_kind = (enum kind)(fuzz_byte(&r->in) % KINDS);
    make(r, r->other_kind, &r->other);
    make(r, r->kind, &r->token);
    rotate_for_windows(r);
    r->made_length = r->token.length;
    memcpy(r->made, r->token.bytes, r->made_length);
    r->parted_as_made = true;
    if (r->form == WINDOWS)
        r->back = 0;
    while (r->in.left > 0 && !fuzz_change(&r->token, &r->in, &r->other)) {
        r->front = fuzz_number(&r->in) % (FUZZ_TOKEN_MAX + 1);
        r->back = fuzz_number(&r->in) % 64;
        r->parted_as_made = false;
    }
}

/* ---- delivery -------------------------------------------------------- */

static struct guard places[3];

struct delivery {
    SecBuffer b[4];
    ULONG count;
    SecBuffer *data;
    KSP_MESSAGE_PARAMS params;
};

static SecBuffer *
put(struct delivery *d, const struct round *r, ULONG type,
    const unsigned char *bytes, size_t length)
{
    SecBuffer *b = &d->b[d->count];

    b->BufferType = type;
    b->cbBuffer = (ULONG)length;
    b->pvBuffer = guard_put(&places[d->count], bytes, length,
                            r->message_length % 2 == 0);
    d->count++;
    return b;
}

static void
put_parts(struct delivery *d, struct round *r)
{
    size_t front = fuzz_smaller(r->front, r->token.length);
    size_t back = fuzz_smaller(r->back, r->token.length - front);
    size_t data = r->token.length - front - back;

    put(d, r, SECBUFFER_TOKEN, r->token.bytes, front);
    d->data = put(d, r, SECBUFFER_DATA, r->token.bytes + front, data);
    if (r->form == SPLIT) {
        put(d, r, r->enctype->protocol == KSP_RFC1964 ? SECBUFFER_PADDING :
            SECBUFFER_STREAM_TRAILER, r->token.bytes + front + data, back);
    }
}

static void
lay_out(struct delivery *d, struct round *r, size_t room)
{
    memset(d, 0, sizeof(*d));
    if (r->form == VERIFY) {
        put(d, r, SECBUFFER_TOKEN, r->token.bytes, r->token.length);
        d->data = put(d, r, SECBUFFER_DATA, r->message, r->message_length);
    } else if (r->form == SPLIT || r->form == WINDOWS) {
        put_parts(d, r);
    } else {
        put(d, r, SECBUFFER_STREAM, r->token.bytes, r->token.length);
        d->data = put(d, r, SECBUFFER_DATA, NULL, room);
        if (r->form == IN_PLACE) {
            d->data->cbBuffer = 0;
            d->data->pvBuffer = NULL;
        }
    }
    d->params.cbSize = sizeof(d->params);
    d->params.Flags = r->Flags;
    d->b[d->count].BufferType = SECBUFFER_PKG_PARAMS;
    d->b[d->count].cbBuffer = sizeof(d->params);
    d->b[d->count].pvBuffer = &d->params;
    d->count++;
}

/* ---- judgement ------------------------------------------------------- */

/* As much of it as there is. */
static bool
starts_with(const void *bytes, size_t length, const unsigned char *what,
            size_t what_length)
{
    size_t n = fuzz_smaller(length, what_length);

    return n == 0 || memcmp(bytes, what, n) == 0;
}

/* Padding nobody looked at stays with the message in parts.  In DCE style
 * PADDING is the caller's, who may have put the end of the message there. */
static bool
is_message(const struct round *r, const struct delivery *d)
{
    bool old = r->enctype->protocol == KSP_RFC1964;
    bool parts = r->form == SPLIT || r->form == WINDOWS;
    size_t length = d->data->cbBuffer, behind = 0;
    size_t spare = parts && old ? 8 : 0;

    if (r->form == SPLIT && old && r->dce && r->Flags == 0)
        behind = d->b[2].cbBuffer;
    return length + behind >= r->message_length &&
        length + behind <= r->message_length + spare &&
        starts_with(d->data->pvBuffer, length, r->message,
                    r->message_length) &&
        (length >= r->message_length ||
         starts_with(d->b[2].pvBuffer, behind, r->message + length,
                     r->message_length - length));
}

/* For the function that is called. */
static bool
is_of_kind(const struct round *r, enum kind kind)
{
    return (r->form == VERIFY) == (kind == MIC);
}

static bool
has_message(const struct round *r, const void *bytes, size_t length)
{
    return r->message_length >= GLIMPSE && length >= GLIMPSE &&
        memmem(bytes, length, r->message, GLIMPSE) != NULL;
}

/* Where the input has not put it. */
static bool
shows_message(const struct round *r, const struct delivery *d)
{
    bool shown = false;
    size_t i;

    for (i = 0; i < d->count - 1; i++)
        shown = shown || has_message(r, d->b[i].pvBuffer, d->b[i].cbBuffer);
    return shown && !has_message(r, r->token.bytes, r->token.length);
}

static void
check_beside(const struct round *r, const struct delivery *d)
{
    size_t i;

    for (i = 0; i < d->count - 1; i++)
        must(r, guard_kept(&places[i]), "wrote beside a buffer");
}

static enum fuzz_result
judge(const struct round *r, const struct delivery *d, NTSTATUS status,
      bool changed, const SecBuffer *before)
{
    enum fuzz_result result = FUZZ_UNCHANGED;

    check_beside(r, d);
    switch ((ULONG)status) {
    case (ULONG)SEC_E_OK:
    case (ULONG)SEC_E_OUT_OF_SEQUENCE:
        must(r, is_of_kind(r, r->kind) || is_of_kind(r, r->other_kind),
             "took another kind");
        must(r, is_message(r, d), "took another message");
        return changed ? FUZZ_TAKEN : FUZZ_UNCHANGED;
    case (ULONG)SEC_E_INVALID_TOKEN:
        result = FUZZ_INVALID;
        break;
    case (ULONG)SEC_E_MESSAGE_ALTERED:
        result = FUZZ_ALTERED;
        break;
    case (ULONG)SEC_E_BUFFER_TOO_SMALL:
        must(r, r->form == COPY, "no room in parts");
        result = FUZZ_TOO_SMALL;
        break;
    default:
        must(r, false, "a status nobody has heard of");
    }
    must(r, changed || !is_of_kind(r, r->kind) ||
         result == FUZZ_TOO_SMALL, "refused a genuine token");
    must(r, same_state(r, before), "the context has changed");
    must(r, r->form == VERIFY || r->kind != SEALED ||
         r->other_kind == SIGNED || !shows_message(r, d),
         "the message is seen");
    return result;
}

enum fuzz_result
fuzz_round(const unsigned char *input, size_t length)
{
    static struct round r;
    struct delivery d;
    SecBuffer before;
    NTSTATUS status;
    bool changed;
    size_t room;
    enum fuzz_result result;

    memset(&r, 0, sizeof(r));
    r.in.next = input;
    r.in.left = length;
    start(&r);
    room = MESSAGE_MAX + fuzz_byte(&r.in) - 200;
    prepare(&r);
    changed = !r.parted_as_made || r.token.length != r.made_length ||
        memcmp(r.token.bytes, r.made, r.made_length) != 0;
    before = state_of(&r);
    lay_out(&d, &r, room);
    {
        SecBufferDesc desc = { SECBUFFER_VERSION, d.count, d.b };

        status = r.form == VERIFY ?
            r.package->Verify(r.receiver, &desc, 0, NULL) :
            r.package->Unseal(r.receiver, &desc, 0, NULL);
    }
    result = judge(&r, &d, status, changed, &before);
    KspKernelFunctions.FreeHeap(before.pvBuffer);
    r.package->DeleteContext(r.sender, NULL);
    r.package->DeleteContext(r.receiver, NULL);
    return result;
}
