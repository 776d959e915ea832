/* SPDX-License-Identifier: MIT */
/*
 * Who stands between two sides of SPNEGO can change what is around Kerberos'
 * tokens, and nobody protects it before there is a mechListMIC.  Which number
 * the peer's first message has must not depend on it: each row is played to
 * the library and to GSS, by a peer that is put together here, and both must
 * say the same of the peer's messages.
 */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/spnego_mic.h"
#include "realm/sspi/tests.h"

#define FLAGS (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_INTEG_FLAG)
#define LEGS_MAX 8

/* ---- DER ------------------------------------------------------------ */

struct bytes {
    size_t length;
    unsigned char at[16384];
};

static void
append(struct bytes *to, const void *from, size_t length)
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
put(struct bytes *to, unsigned char tag, const void *content, size_t length)
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
    append(to, head, used);
    append(to, content, length);
}

/* All that is there, inside one more element. */
static void
enclose(struct bytes *b, unsigned char tag)
{
    struct bytes inside = *b;

    b->length = 0;
    put(b, tag, inside.at, inside.length);
}

static void
put_octets(struct bytes *to, unsigned char tag, const void *content,
           size_t length)
{
    struct bytes field = { 0 };

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

/* ---- what is done on the way ----------------------------------------- */

enum change { UNTOUCHED, EMPTY_FIELDS, COPY_OF_TOKEN, JUNK, NO_SEQUENCE,
              FRAMED, NO_MIC, WRONG_MIC, MIC_AGAIN };

/* All in order; the first message missing; no context. */
enum outcome { IN_ORDER, GAP, NO_CONTEXT, AS_GSS };

static const struct row {
    const char *name;
    bool client;                /* the library is the client */
    OM_uint32 flags;            /* beside FLAGS */
    bool mic;                   /* the peer sends one as soon as it can */
    enum change change;
    unsigned int leg;           /* of the peer's tokens, which is changed */
    enum outcome want;
    bool early;                 /* a token on the client's first call */
} rows[] = {
    { "client", true, GSS_C_MUTUAL_FLAG, false, UNTOUCHED, 0, IN_ORDER,
      false },
    { "client, empty fields", true, GSS_C_MUTUAL_FLAG, false, EMPTY_FIELDS,
      0, AS_GSS, false },
    { "client, the token twice, as from Windows 2000", true,
      GSS_C_MUTUAL_FLAG, false, COPY_OF_TOKEN, 0, AS_GSS, false },
    { "client, junk", true, GSS_C_MUTUAL_FLAG, false, JUNK, 0, AS_GSS,
      false },
    { "client, no SEQUENCE", true, GSS_C_MUTUAL_FLAG, false, NO_SEQUENCE, 0,
      AS_GSS, false },
    { "client, a token on the first call", true, GSS_C_MUTUAL_FLAG, false,
      UNTOUCHED, 0, AS_GSS, true },
    { "client, MIC", true, GSS_C_MUTUAL_FLAG, true, UNTOUCHED, 0, IN_ORDER,
      false },
    { "client, MIC, no SEQUENCE", true, GSS_C_MUTUAL_FLAG, true, NO_SEQUENCE,
      0, AS_GSS, false },
    { "client, MIC, junk", true, GSS_C_MUTUAL_FLAG, true, JUNK, 0, AS_GSS,
      false },
    { "client, MIC twice", true, GSS_C_MUTUAL_FLAG, true, MIC_AGAIN, 0,
      AS_GSS, false },
    { "client, MIC taken away", true, GSS_C_MUTUAL_FLAG, true, NO_MIC, 0,
      GAP, false },
    { "client, wrong MIC", true, GSS_C_MUTUAL_FLAG, true, WRONG_MIC, 0,
      NO_CONTEXT, false },
    { "client, DCE style", true, GSS_C_DCE_STYLE, false, UNTOUCHED, 1,
      IN_ORDER, false },
    { "client, DCE style, empty fields", true, GSS_C_DCE_STYLE, false,
      EMPTY_FIELDS, 1, AS_GSS, false },
    { "client, DCE style, MIC", true, GSS_C_DCE_STYLE, true, UNTOUCHED, 1,
      AS_GSS, false },
    { "server", false, 0, false, UNTOUCHED, 0, IN_ORDER, false },
    { "server, empty fields", false, 0, false, EMPTY_FIELDS, 0, AS_GSS,
      false },
    { "server, MIC", false, 0, true, UNTOUCHED, 0, IN_ORDER, false },
    { "server, MIC twice", false, 0, true, MIC_AGAIN, 0, AS_GSS, false },
    { "server, MIC taken away", false, 0, true, NO_MIC, 0, GAP, false },
    { "server, wrong MIC", false, 0, true, WRONG_MIC, 0, NO_CONTEXT, false },
    { "server, mutual", false, GSS_C_MUTUAL_FLAG, false, UNTOUCHED, 0,
      IN_ORDER, false },
    { "server, DCE style", false, GSS_C_DCE_STYLE, false, UNTOUCHED, 1,
      IN_ORDER, false },
    { "server, DCE style, empty fields", false, GSS_C_DCE_STYLE, false,
      EMPTY_FIELDS, 1, AS_GSS, false },
    { "server, DCE style, the token twice", false, GSS_C_DCE_STYLE, false,
      COPY_OF_TOKEN, 1, AS_GSS, false },
    { "server, DCE style, MIC", false, GSS_C_DCE_STYLE, true, UNTOUCHED, 1,
      IN_ORDER, false },
    { "server, DCE style, MIC, no SEQUENCE", false, GSS_C_DCE_STYLE, true,
      NO_SEQUENCE, 1, AS_GSS, false },
    { "server, DCE style, MIC, framing", false, GSS_C_DCE_STYLE, true,
      FRAMED, 1, AS_GSS, false },
    { "server, DCE style, MIC after junk", false, GSS_C_DCE_STYLE, true,
      JUNK, 0, AS_GSS, false },
    { "server, DCE style, MIC taken away", false, GSS_C_DCE_STYLE, true,
      NO_MIC, 1, GAP, false },
};

/* A client's first call has no use for a token; this has been one that said
 * "mechListMIC". */
static const unsigned char early[] = { 0xa1, 4, 0x30, 2, 0xa3, 0 };

/* ---- the peer -------------------------------------------------------- */

struct peer {
    const struct row *row;
    gss_ctx_id_t ctx;
    gss_name_t target;
    struct bytes types;         /* the MIC is of them */
    unsigned int legs;
    bool complete, signs;
};

/* With the framing of RFC 2743 3.1, for SPNEGO. */
static void
frame(struct bytes *token)
{
    struct bytes framed = { 0 };

    put(&framed, 0x06, oid_spnego.elements, oid_spnego.length);
    append(&framed, token->at, token->length);
    enclose(&framed, 0x60);
    *token = framed;
}

static void
put_mic(struct bytes *fields, struct peer *p, enum change change)
{
    gss_buffer_desc types = { p->types.length, p->types.at }, mic;
    const char *where = getenv(SPNEGO_MIC_TAG);
    OM_uint32 minor;

    tap_number(gss_get_mic(&minor, p->ctx, 0, &types, &mic), GSS_S_COMPLETE,
               "the peer's MIC");
    if (change == WRONG_MIC)
        ((unsigned char *)mic.value)[mic.length - 1] ^= 1;
    if (change != NO_MIC && where != NULL && strcmp(where, "4") == 0 &&
        !(p->legs == 1 && !p->row->client))
        put_octets(fields, 0xa4, mic.value, mic.length);
    if (change != NO_MIC)
        put_octets(fields, 0xa3, mic.value, mic.length);
    if (change == MIC_AGAIN)
        put_octets(fields, 0xa4, mic.value, mic.length);
    gss_release_buffer(&minor, &mic);
}

/* The token around one of Kerberos', with what is done to it. */
static void
build(struct peer *p, gss_buffer_t inside, struct bytes *token)
{
    bool first = p->legs == 1 && !p->row->client;
    enum change change = p->legs - 1 == p->row->leg ? p->row->change :
        UNTOUCHED;
    unsigned char state[] = { 0x0a, 1, p->complete ? 0 : 1 };
    struct bytes oid = { 0 };
    int i;

    token->length = 0;
    put(&oid, 0x06, oid_krb5.elements, oid_krb5.length);
    if (first)
        put(token, 0xa0, p->types.at, p->types.length);
    else
        put(token, 0xa0, state, sizeof(state));
    if (p->legs == 1 && p->row->client)
        put(token, 0xa1, oid.at, oid.length);
    if (inside->length > 0)
        put_octets(token, 0xa2, inside->value, inside->length);
    if (p->row->mic && p->complete && !p->signs) {
        put_mic(token, p, change);
        p->signs = true;
    }
    if (change == EMPTY_FIELDS)
        append(token, "\xa4\0\xa3\0", 4);
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
open_token(struct peer *p, const struct bytes *token)
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
            append(&p->types, field.next, field.left);
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

/* One token of the peer's; none when it has nothing more to say. */
static void
speak(struct peer *p, const struct bytes *in, struct bytes *out)
{
    gss_buffer_desc inside = open_token(p, in), next = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, minor;
    bool completed = p->complete;

    out->length = 0;
    p->legs++;
    if (!p->complete && !p->row->client)
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &p->ctx,
                                     p->target, &oid_krb5, FLAGS |
                                     p->row->flags, 0, NULL, &inside, NULL,
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

static void
peer_init(struct peer *p, const struct row *row, gss_name_t target)
{
    static const unsigned char krb5_only[] = "\x30\x0b\x06\x09";

    memset(p, 0, sizeof(*p));
    p->row = row;
    p->target = target;
    if (!row->client) {
        append(&p->types, krb5_only, 4);
        append(&p->types, oid_krb5.elements, oid_krb5.length);
    }
}

/* ---- who hears it ---------------------------------------------------- */

enum state { ON_THE_WAY, OPEN, FAILED };

struct hearer {
    const struct row *row;
    const struct sspi_facts *facts;
    gss_name_t target;
    bool gss;
    enum state state;
    struct sspi_dialog dialog;
    struct sspi_end end;
    gss_ctx_id_t ctx;
};

static void
hear_gss(struct hearer *h, const struct bytes *in, struct bytes *out)
{
    gss_buffer_desc token = { in->length, (void *)(uintptr_t)in->at }, next;
    OM_uint32 major, minor;

    if (h->row->client)
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &h->ctx,
                                     h->target, &oid_spnego, FLAGS |
                                     h->row->flags, 0, NULL, &token, NULL,
                                     &next, NULL, NULL);
    else
        major = gss_accept_sec_context(&minor, &h->ctx, GSS_C_NO_CREDENTIAL,
                                       &token, NULL, NULL, NULL, &next, NULL,
                                       NULL, NULL);
    append(out, next.value, next.length);
    h->state = GSS_ERROR(major) ? FAILED : major == GSS_S_COMPLETE ? OPEN :
        ON_THE_WAY;
    gss_release_buffer(&minor, &next);
}

static void
hear_sspi(struct hearer *h, const struct bytes *in, struct bytes *out)
{
    SecBuffer token = { (ULONG)in->length, SECBUFFER_TOKEN,
                        (void *)(uintptr_t)in->at }, next;

    sspi_end_step(&h->end, h->facts->target, &h->dialog, &token, &next);
    append(out, next.pvBuffer, next.cbBuffer);
    h->state = h->end.status < 0 ? FAILED : h->end.status == SEC_E_OK ?
        OPEN : ON_THE_WAY;
    FreeContextBuffer(next.pvBuffer);
}

static void
hear(struct hearer *h, const struct bytes *in, struct bytes *out)
{
    out->length = 0;
    (h->gss ? hear_gss : hear_sspi)(h, in, out);
}

static void
hearer_init(struct hearer *h, const struct row *row,
            const struct sspi_facts *facts, gss_name_t target, bool gss)
{
    memset(h, 0, sizeof(*h));
    h->row = row;
    h->facts = facts;
    h->target = target;
    h->gss = gss;
    h->ctx = GSS_C_NO_CONTEXT;
    h->dialog.package = "Negotiate";
    h->dialog.request = ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT;
    if ((row->flags & GSS_C_MUTUAL_FLAG) != 0)
        h->dialog.request |= ISC_REQ_MUTUAL_AUTH;
    if ((row->flags & GSS_C_DCE_STYLE) != 0)
        h->dialog.request |= ISC_REQ_USE_DCE_STYLE;
    if (!gss)
        sspi_end_open(&h->end, row->client, &h->dialog);
}

static void
hearer_close(struct hearer *h)
{
    OM_uint32 minor;

    if (h->gss)
        gss_delete_sec_context(&minor, &h->ctx, GSS_C_NO_BUFFER);
    else
        sspi_end_close(&h->end);
}

/* ---- messages -------------------------------------------------------- */

static char text[] = "text";

/* Whether a MIC of the peer's is taken, as number `number` if the program is
 * to say. */
static bool
takes(struct hearer *h, gss_buffer_t mic, ULONG number)
{
    gss_buffer_desc message = { sizeof(text), text };
    SecBuffer buffers[2] = {
        { sizeof(text), SECBUFFER_DATA, text },
        { (ULONG)mic->length, SECBUFFER_TOKEN, mic->value }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    OM_uint32 minor;

    return h->gss ?
        gss_verify_mic(&minor, h->ctx, &message, mic, NULL) ==
        GSS_S_COMPLETE :
        VerifySignature(&h->end.ctx, &list, number, NULL) == SEC_E_OK;
}

/* Whether the peer takes the next message. */
static bool
is_heard(struct hearer *h, struct peer *p)
{
    gss_buffer_desc message = { sizeof(text), text }, mic;
    unsigned char token[256];
    SecBuffer buffers[2] = {
        { sizeof(text), SECBUFFER_DATA, text },
        { sizeof(token), SECBUFFER_TOKEN, token }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    OM_uint32 minor;
    bool heard;

    if (h->gss) {
        gss_get_mic(&minor, h->ctx, 0, &message, &mic);
    } else {
        MakeSignature(&h->end.ctx, 0, &list, 0);
        mic.value = token;
        mic.length = buffers[1].cbBuffer;
    }
    heard = gss_verify_mic(&minor, p->ctx, &message, &mic, NULL) ==
        GSS_S_COMPLETE;
    if (h->gss)
        gss_release_buffer(&minor, &mic);
    return heard;
}

/* ---- both together --------------------------------------------------- */

static void
converse(struct hearer *h, struct peer *p)
{
    static struct bytes from_peer, from_hearer;
    bool more = true;
    int i;

    from_peer.length = from_hearer.length = 0;
    if (h->row->client) {
        if (h->row->early)
            append(&from_peer, early, sizeof(early));
        hear(h, &from_peer, &from_hearer);
        more = h->state != FAILED;
    }
    for (i = 0; more && i < LEGS_MAX; i++) {
        speak(p, &from_hearer, &from_peer);
        if (from_peer.length > 0 && h->state == ON_THE_WAY)
            hear(h, &from_peer, &from_hearer);
        more = h->state != FAILED && from_hearer.length > 0 &&
            from_peer.length > 0;
    }
    /* The last of all may be a MIC alone. */
    if (h->state == OPEN && more)
        speak(p, &from_hearer, &from_peer);
}

/* What the other side says of two messages and of its own; one bit each. */
enum { IS_OPEN = 1, TAKES_A = 2, TAKES_B = 4, IS_HEARD = 8 };

static unsigned int
listen(struct hearer *h, struct peer *p, bool dropped)
{
    gss_buffer_desc message = { sizeof(text), text }, mics[2];
    unsigned int said = 0, first = dropped ? 1 : 0;
    OM_uint32 minor;

    converse(h, p);
    if (h->state == OPEN) {
        gss_get_mic(&minor, p->ctx, 0, &message, &mics[0]);
        gss_get_mic(&minor, p->ctx, 0, &message, &mics[1]);
        said = IS_OPEN;
        said |= takes(h, &mics[first], first + 1) ? TAKES_A : 0;
        said |= takes(h, &mics[1 - first], 2 - first) ? TAKES_B : 0;
        said |= is_heard(h, p) ? IS_HEARD : 0;
        gss_release_buffer(&minor, &mics[0]);
        gss_release_buffer(&minor, &mics[1]);
    }
    return said;
}

static unsigned int
play(const struct row *row, const struct sspi_facts *facts, gss_name_t target,
     bool gss, bool dropped)
{
    static struct peer peer;
    struct hearer hearer;
    unsigned int said;
    OM_uint32 minor;

    peer_init(&peer, row, target);
    hearer_init(&hearer, row, facts, target, gss);
    said = listen(&hearer, &peer, dropped);
    hearer_close(&hearer);
    gss_delete_sec_context(&minor, &peer.ctx, GSS_C_NO_BUFFER);
    return said;
}

/* Messages in order, and the second without the first. */
static const unsigned int wanted[][2] = {
    [IN_ORDER] = { IS_OPEN | TAKES_A | TAKES_B | IS_HEARD,
                   IS_OPEN | IS_HEARD },
    [GAP] = { IS_OPEN | TAKES_B | IS_HEARD, IS_OPEN | IS_HEARD },
    [NO_CONTEXT] = { 0, 0 },
};

static void
play_row(const struct row *row, const struct sspi_facts *facts,
         gss_name_t target)
{
    unsigned int said, gss;
    int dropped;
    char name[128];

    for (dropped = 0; dropped < 2; dropped++) {
        snprintf(name, sizeof(name), "%s%s", row->name, dropped ?
                 ": the first message is dropped" : "");
        gss = play(row, facts, target, true, dropped != 0);
        said = play(row, facts, target, false, dropped != 0);
        tap_number(said, gss, name);
        if (row->want != AS_GSS)
            tap_number(said, wanted[row->want][dropped], row->name);
    }
}

/* Where the program numbers, the MIC is no message of its. */
static void
numbered(const struct sspi_facts *facts, gss_name_t target)
{
    static const struct row row = {
        "numbered", false, 0, true, UNTOUCHED, 0, IN_ORDER, false
    };
    gss_buffer_desc message = { sizeof(text), text }, mic;
    static struct peer peer;
    struct hearer hearer;
    OM_uint32 minor;

    peer_init(&peer, &row, target);
    hearer_init(&hearer, &row, facts, target, false);
    hearer.dialog.request |= ISC_REQ_DATAGRAM;
    converse(&hearer, &peer);
    tap_number(hearer.state, OPEN, "numbered");
    gss_get_mic(&minor, peer.ctx, 0, &message, &mic);
    tap_ok(!takes(&hearer, &mic, 2), "it is not the second");
    tap_ok(takes(&hearer, &mic, 1), "but the first");
    gss_release_buffer(&minor, &mic);
    hearer_close(&hearer);
    gss_delete_sec_context(&minor, &peer.ctx, GSS_C_NO_BUFFER);
}

void
section_mic(const struct sspi_facts *facts)
{
    char *service = strdup(facts->target);
    gss_buffer_desc text_of = { strlen(service), service };
    gss_name_t target;
    OM_uint32 minor;
    size_t i;

    *strchr(service, '/') = '@';
    gss_import_name(&minor, &text_of, GSS_C_NT_HOSTBASED_SERVICE, &target);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        play_row(&rows[i], facts, target);
    numbered(facts, target);
    gss_release_name(&minor, &target);
    free(service);
}
