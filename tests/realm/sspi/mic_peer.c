/* SPDX-License-Identifier: MIT */
#include "realm/sspi/mic_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/spnego_mic.h"
#include "realm/sspi_tap.h"

/* ---- DER ------------------------------------------------------------ */

void
mic_append(struct mic_bytes *to, const void *from, size_t length)
{
    if (length > sizeof(to->at) - to->length) {
        fprintf(stderr, "a token is too long\n");
        exit(1);
    }
    if (length > 0)
        memcpy(to->at + to->length, from, length);
    to->length += length;
}

static void
put(struct mic_bytes *to, unsigned char tag, const void *content,
    size_t length)
{
    unsigned char head[4] = { tag, (unsigned char)length };
    size_t used = 2;

    if (length > 0xff) {
        head[1] = 0x82;
        head[2] = (unsigned char)(length >> 8);
        head[3] = (unsigned char)length;
        used = 4;
    } else if (length > 0x7f) {
        head[1] = 0x81;
        head[2] = (unsigned char)length;
        used = 3;
    }
    mic_append(to, head, used);
    mic_append(to, content, length);
}

/* All that is there, inside one more element. */
static void
enclose(struct mic_bytes *b, unsigned char tag)
{
    struct mic_bytes inside = *b;

    b->length = 0;
    put(b, tag, inside.at, inside.length);
}

static void
put_octets(struct mic_bytes *to, unsigned char tag, const void *content,
           size_t length)
{
    struct mic_bytes field = { 0 };

    put(&field, 0x04, content, length);
    put(to, tag, field.at, field.length);
}

struct run {
    const unsigned char *next;
    size_t left;
};

/* The contents of the next element, of a token that the library made. */
static unsigned char
take(struct run *in, struct run *contents)
{
    unsigned char tag = 0;
    size_t used = 2, i;

    contents->left = 0;
    if (in->left >= 2) {
        tag = in->next[0];
        contents->left = in->next[1];
        if (in->next[1] > 0x80) {
            used += in->next[1] & 0x7f;
            contents->left = 0;
            for (i = 2; i < used && i < in->left; i++)
                contents->left = contents->left << 8 | in->next[i];
        }
        if (used > in->left || contents->left > in->left - used) {
            fprintf(stderr, "a token of the library is broken\n");
            exit(1);
        }
        contents->next = in->next + used;
        in->next += used + contents->left;
        in->left -= used + contents->left;
    }
    return tag;
}

/* ---- the peer -------------------------------------------------------- */

/* With the framing of RFC 2743 3.1, for SPNEGO. */
static void
frame(struct mic_bytes *token)
{
    struct mic_bytes framed = { 0 };

    put(&framed, 0x06, oid_spnego.elements, oid_spnego.length);
    mic_append(&framed, token->at, token->length);
    enclose(&framed, 0x60);
    *token = framed;
}

static void
put_mic(struct mic_bytes *fields, struct mic_peer *p, enum mic_change change)
{
    gss_buffer_desc types = { p->types.length, p->types.at }, mic;
    const char *where = getenv(SPNEGO_MIC_TAG);
    OM_uint32 minor;

    tap_number(gss_get_mic(&minor, p->ctx, 0, &types, &mic), GSS_S_COMPLETE,
               "the peer's MIC");
    if (change == WRONG_MIC)
        ((unsigned char *)mic.value)[mic.length - 1] ^= 1;
    if (change != NO_MIC && where != NULL && strcmp(where, "4") == 0 &&
        !(p->legs == 1 && !p->way->client))
        put_octets(fields, 0xa4, mic.value, mic.length);
    if (change != NO_MIC)
        put_octets(fields, 0xa3, mic.value, mic.length);
    if (change == MIC_AGAIN)
        put_octets(fields, 0xa4, mic.value, mic.length);
    gss_release_buffer(&minor, &mic);
}

/* The token around one of Kerberos', with what is done to it. */
static void
build(struct mic_peer *p, gss_buffer_t inside, struct mic_bytes *token)
{
    bool first = p->legs == 1 && !p->way->client;
    enum mic_change change = p->legs - 1 == p->way->leg ? p->way->change :
        UNTOUCHED;
    unsigned char state[] = { 0x0a, 1, p->complete ? 0 : 1 };
    struct mic_bytes oid = { 0 };
    int i;

    token->length = 0;
    put(&oid, 0x06, oid_krb5.elements, oid_krb5.length);
    if (first)
        put(token, 0xa0, p->types.at, p->types.length);
    else
        put(token, 0xa0, state, sizeof(state));
    if (p->legs == 1 && p->way->client)
        put(token, 0xa1, oid.at, oid.length);
    if (inside->length > 0)
        put_octets(token, 0xa2, inside->value, inside->length);
    if (p->way->mic && p->complete && !p->signs) {
        put_mic(token, p, change);
        p->signs = true;
    }
    if (change == EMPTY_FIELDS)
        mic_append(token, "\xa4\0\xa3\0", 4);
    if (change == COPY_OF_TOKEN)
        put_octets(token, 0xa3, inside->value, inside->length);
    for (i = 0; change == JUNK && i < 5; i++)
        put_octets(token, (unsigned char)(0xa4 + i), "\x04\x04\0\xff", 4);
    if (change != NO_SEQUENCE)
        enclose(token, 0x30);
    enclose(token, first ? 0xa0 : 0xa1);
    if (first || change == FRAMED)
        frame(token);
}

/* Finds Kerberos' token in the other side's, and what it offers; its MIC is
 * verified. */
static gss_buffer_desc
open_token(struct mic_peer *p, const struct mic_bytes *token)
{
    struct run in = { token->at, token->length }, fields, field, inside;
    gss_buffer_desc found = GSS_C_EMPTY_BUFFER, mic, types;
    unsigned char choice = take(&in, &fields), tag;
    OM_uint32 minor;

    if (choice == 0x60) {
        in = fields;
        take(&in, &inside);
        choice = take(&in, &fields);
    }
    in = fields;
    take(&in, &fields);
    while ((tag = take(&fields, &field)) != 0) {
        if (choice == 0xa0 && tag == 0xa0)
            mic_append(&p->types, field.next, field.left);
        if (tag == 0xa2 && take(&field, &inside) == 0x04) {
            found.value = (void *)(uintptr_t)inside.next;
            found.length = inside.left;
        }
        if (tag == 0xa3 && take(&field, &inside) == 0x04) {
            mic.value = (void *)(uintptr_t)inside.next;
            mic.length = inside.left;
            types.value = p->types.at;
            types.length = p->types.length;
            tap_number(gss_verify_mic(&minor, p->ctx, &types, &mic, NULL),
                       GSS_S_COMPLETE, "the MIC that came back");
        }
    }
    return found;
}

void
mic_peer_speak(struct mic_peer *p, const struct mic_bytes *in,
               struct mic_bytes *out)
{
    gss_buffer_desc inside = open_token(p, in), next = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, minor;
    bool completed = p->complete;

    out->length = 0;
    p->legs++;
    if (!p->complete && !p->way->client)
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &p->ctx,
                                     p->target, &oid_krb5, MIC_FLAGS |
                                     p->way->flags, 0, NULL, &inside, NULL,
                                     &next, NULL, NULL);
    else if (!p->complete)
        major = gss_accept_sec_context(&minor, &p->ctx, GSS_C_NO_CREDENTIAL,
                                       &inside, NULL, NULL, NULL, &next,
                                       NULL, NULL, NULL);
    tap_ok(!GSS_ERROR(major), "the peer goes on");
    p->complete = major == GSS_S_COMPLETE;
    if (next.length > 0 || !completed)
        build(p, &next, out);
    gss_release_buffer(&minor, &next);
}

void
mic_peer_init(struct mic_peer *p, const struct mic_way *way,
              gss_name_t target)
{
    static const unsigned char krb5_only[] = "\x30\x0b\x06\x09";

    memset(p, 0, sizeof(*p));
    p->way = way;
    p->target = target;
    if (!way->client) {
        mic_append(&p->types, krb5_only, 4);
        mic_append(&p->types, oid_krb5.elements, oid_krb5.length);
    }
}
