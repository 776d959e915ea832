/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/wipe.h"
#include "bridge/package.h"
#include "ksp/winerror.h"
#include "tools/decode/keys.h"
#include "tools/decode/names.h"
#include "tools/decode/open_message.h"
#include "tools/decode/outcome.h"

/* One attempt, and what came of it. */
struct attempt {
    const struct message_token *m;
    enum key_role role;
    unsigned char *copy;        /* of the token: it is opened in place */
    NTSTATUS status;
    KSP_MESSAGE_PARAMS params;
    SecBuffer message;
    USHORT sender;              /* KSP_ROLE_* */
    bool sealed;
};

/* A context that has nothing but the key: it knows no number that was
 * before, and no end. */
static KSP_PACKED_CONTEXT
describe(const struct decoding *d, const struct attempt *a)
{
    const KSP_PACKED_KEY *key = &d->keys->of[a->role];
    KSP_PACKED_CONTEXT c;

    memset(&c, 0, sizeof(c));
    c.Role = a->sender == KSP_ROLE_INITIATOR ? KSP_ROLE_ACCEPTOR :
        KSP_ROLE_INITIATOR;
    c.ExpiryTime = INT64_MAX;
    c.Mechanism = d->mechanism;
    c.KeyCount = a->m->acceptor_subkey ? 2 : 1;
    c.Keys[0] = *key;
    c.Keys[1] = *key;
    return c;
}

static void
give_to_package(struct decoding *d, LSA_SEC_HANDLE context,
                struct attempt *a)
{
    SecBuffer buffers[3] = {
        { (ULONG)a->m->token.length, a->m->mic ? SECBUFFER_TOKEN :
          SECBUFFER_STREAM, a->copy },
        { 0, SECBUFFER_DATA, NULL },
        { sizeof(a->params), SECBUFFER_PKG_PARAMS, &a->params }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 3, buffers };
    ULONG fQOP = 0;

    memcpy(a->copy, a->m->token.data, a->m->token.length);
    memset(&a->params, 0, sizeof(a->params));
    a->params.cbSize = sizeof(a->params);
    a->params.Flags = KSP_MESSAGE_GSS_WRAP;
    if (a->m->mic) {
        a->params.Flags = 0;
        buffers[1].cbBuffer = (ULONG)d->keys->message.length;
        buffers[1].pvBuffer = (void *)(uintptr_t)d->keys->message.data;
        a->status = gssksp_verify(context, &list, &fQOP);
    } else {
        a->status = gssksp_unseal(context, &list, &fQOP);
    }
    a->message = buffers[1];
    a->sealed = fQOP == 0;
}

static void
try_one(struct decoding *d, struct attempt *a)
{
    KSP_PACKED_CONTEXT c = describe(d, a);
    LSA_SEC_HANDLE context = 0;

    a->status = gssksp_make_context(&c, &context);
    ksp_wipe(&c, sizeof(c));
    if (a->status != SEC_E_OK)
        return;
    give_to_package(d, context, a);
    (void)gssksp_delete_context(context);
}

/* Whose messages are not those of RFC 4121. */
static bool
is_old(const KSP_PACKED_KEY *key)
{
    return key->Enctype == ENCTYPE_DES3_CBC_SHA1 ||
        key->Enctype == ENCTYPE_ARCFOUR_HMAC ||
        key->Enctype == ENCTYPE_ARCFOUR_HMAC_EXP;
}

/* RFC 4121 section 2, and RFC 1964's tokens do not say. */
static bool
fits(const struct decoding *d, const struct message_token *m,
     enum key_role role)
{
    const KSP_PACKED_KEY *keys = d->keys->of;
    bool yes = keys[role].Length > 0 && is_old(&keys[role]) == m->old;

    if (yes && !m->old && role == KEY_ACCEPTOR)
        yes = m->acceptor_subkey;
    else if (yes && !m->old && role == KEY_INITIATOR)
        yes = !m->acceptor_subkey;
    else if (yes && !m->old && role == KEY_SESSION)
        yes = !m->acceptor_subkey && keys[KEY_INITIATOR].Length == 0;
    return yes;
}

/* The one that was given, and then the youngest first. */
static bool
try_keys(struct decoding *d, struct attempt *a)
{
    static const enum key_role order[KEY_ROLES] = {
        KEY_GIVEN, KEY_ACCEPTOR, KEY_INITIATOR, KEY_SESSION
    };
    bool tried = false;
    size_t i;

    for (i = 0; i < KEY_ROLES; i++) {
        if (!fits(d, a->m, order[i]))
            continue;
        a->role = order[i];
        a->sender = a->m->from_acceptor ? KSP_ROLE_ACCEPTOR :
            KSP_ROLE_INITIATOR;
        try_one(d, a);
        tried = true;
        if (a->params.Verdict == KSP_SEQ_REFLECTED) {
            a->sender = KSP_ROLE_ACCEPTOR;
            try_one(d, a);
        }
        if (a->status == SEC_E_OK)
            break;
    }
    return tried;
}

static void
write_out(struct decoding *d, const SecBuffer *message)
{
    const char *bytes = message->pvBuffer;
    size_t left = message->cbBuffer;
    ssize_t written;

    while (d->keys->output >= 0 && d->keys->output_error == 0 && left > 0) {
        written = write(d->keys->output, bytes, left);
        if (written < 0 && errno != EINTR)
            d->keys->output_error = errno;
        if (written > 0) {
            bytes += written;
            left -= (size_t)written;
        }
    }
}

/* Its own bytes, at the place of the token they came out of. */
static void
print_message(struct decoding *d, const struct attempt *a)
{
    struct span message = { a->message.pvBuffer, a->message.cbBuffer };

    field_plain(d, &a->m->token, &message, "message");
    write_out(d, &a->message);
}

static void
print_success(struct decoding *d, const struct attempt *a)
{
    field(d, &a->m->token, a->sealed && !a->m->mic ? "opened" : "verified",
          "under %s, %s", keys_name(a->role),
          name_of_enctype(d->keys->of[a->role].Enctype));
    if (a->m->old)
        field(d, &a->m->token, "SND_SEQ", "sent by the %s",
              a->sender == KSP_ROLE_ACCEPTOR ? "acceptor" : "initiator");
    if (!a->m->mic)
        print_message(d, a);
}

void
open_message(struct decoding *d, const struct message_token *m)
{
    struct attempt a;

    if (d->keys == NULL)
        return;
    if (m->mic && !d->keys->has_message) {
        complain(d, "not verified: it is not known of which message it is");
        return;
    }
    memset(&a, 0, sizeof(a));
    a.m = m;
    a.copy = malloc(m->token.length);
    if (a.copy == NULL)
        complain(d, "not verified: %s", strerror(errno));
    else if (!try_keys(d, &a))
        complain(d, "not verified: there is no key that fits");
    else if (a.status != SEC_E_OK)
        complain_package(d, "not genuine under any key that fits",
                         a.status, a.params.Verdict);
    else
        print_success(d, &a);
    if (a.copy != NULL)
        ksp_wipe(a.copy, m->token.length);
    free(a.copy);
}
