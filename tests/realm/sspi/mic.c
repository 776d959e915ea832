/* SPDX-License-Identifier: MIT */
/*
 * Who stands between two sides of SPNEGO can change what is around Kerberos'
 * tokens, and nobody protects it before there is a mechListMIC.  Which number
 * the peer's first message has must not depend on it: each row is played to
 * the library and to GSS, by the peer of mic_peer.h, and both must say the
 * same of the peer's messages.
 */
#include <gssapi/gssapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/sspi/mic_peer.h"
#include "realm/sspi/tests.h"

#define LEGS_MAX 8

/* All in order; the first message missing; no context; that, and stock may die
 * of it (MIT's releases 1.21). */
enum outcome { IN_ORDER, GAP, NO_CONTEXT, REFUSED, AS_GSS };

static const struct row {
    const char *name;
    struct mic_way way;
    enum outcome want;
    bool early;                 /* a token on the client's first call */
} rows[] = {
    { "client",
      { true, GSS_C_MUTUAL_FLAG, false, UNTOUCHED, 0 }, IN_ORDER, false },
    { "client, empty fields",
      { true, GSS_C_MUTUAL_FLAG, false, EMPTY_FIELDS, 0 }, REFUSED, false },
    { "client, the token twice, as from Windows 2000",
      { true, GSS_C_MUTUAL_FLAG, false, COPY_OF_TOKEN, 0 }, AS_GSS, false },
    { "client, junk",
      { true, GSS_C_MUTUAL_FLAG, false, JUNK, 0 }, AS_GSS, false },
    { "client, no SEQUENCE",
      { true, GSS_C_MUTUAL_FLAG, false, NO_SEQUENCE, 0 }, AS_GSS, false },
    { "client, a token on the first call",
      { true, GSS_C_MUTUAL_FLAG, false, UNTOUCHED, 0 }, AS_GSS, true },
    { "client, MIC",
      { true, GSS_C_MUTUAL_FLAG, true, UNTOUCHED, 0 }, IN_ORDER, false },
    { "client, MIC, no SEQUENCE",
      { true, GSS_C_MUTUAL_FLAG, true, NO_SEQUENCE, 0 }, AS_GSS, false },
    { "client, MIC, junk",
      { true, GSS_C_MUTUAL_FLAG, true, JUNK, 0 }, AS_GSS, false },
    { "client, MIC twice",
      { true, GSS_C_MUTUAL_FLAG, true, MIC_AGAIN, 0 }, AS_GSS, false },
    { "client, MIC taken away",
      { true, GSS_C_MUTUAL_FLAG, true, NO_MIC, 0 }, GAP, false },
    { "client, wrong MIC",
      { true, GSS_C_MUTUAL_FLAG, true, WRONG_MIC, 0 }, NO_CONTEXT, false },
    { "client, DCE style",
      { true, GSS_C_DCE_STYLE, false, UNTOUCHED, 1 }, IN_ORDER, false },
    { "client, DCE style, empty fields",
      { true, GSS_C_DCE_STYLE, false, EMPTY_FIELDS, 1 }, REFUSED, false },
    { "client, DCE style, MIC",
      { true, GSS_C_DCE_STYLE, true, UNTOUCHED, 1 }, AS_GSS, false },
    { "server", { false, 0, false, UNTOUCHED, 0 }, IN_ORDER, false },
    { "server, empty fields",
      { false, 0, false, EMPTY_FIELDS, 0 }, AS_GSS, false },
    { "server, MIC", { false, 0, true, UNTOUCHED, 0 }, IN_ORDER, false },
    { "server, MIC twice", { false, 0, true, MIC_AGAIN, 0 }, AS_GSS, false },
    { "server, MIC taken away", { false, 0, true, NO_MIC, 0 }, GAP, false },
    { "server, wrong MIC",
      { false, 0, true, WRONG_MIC, 0 }, NO_CONTEXT, false },
    { "server, mutual",
      { false, GSS_C_MUTUAL_FLAG, false, UNTOUCHED, 0 }, IN_ORDER, false },
    { "server, DCE style",
      { false, GSS_C_DCE_STYLE, false, UNTOUCHED, 1 }, IN_ORDER, false },
    { "server, DCE style, empty fields",
      { false, GSS_C_DCE_STYLE, false, EMPTY_FIELDS, 1 }, REFUSED, false },
    { "server, DCE style, the token twice",
      { false, GSS_C_DCE_STYLE, false, COPY_OF_TOKEN, 1 }, AS_GSS, false },
    { "server, DCE style, MIC",
      { false, GSS_C_DCE_STYLE, true, UNTOUCHED, 1 }, IN_ORDER, false },
    { "server, DCE style, MIC, no SEQUENCE",
      { false, GSS_C_DCE_STYLE, true, NO_SEQUENCE, 1 }, AS_GSS, false },
    { "server, DCE style, MIC, framing",
      { false, GSS_C_DCE_STYLE, true, FRAMED, 1 }, AS_GSS, false },
    { "server, DCE style, MIC after junk",
      { false, GSS_C_DCE_STYLE, true, JUNK, 0 }, AS_GSS, false },
    { "server, DCE style, MIC taken away",
      { false, GSS_C_DCE_STYLE, true, NO_MIC, 1 }, GAP, false },
};

/* A client's first call has no use for a token; this has been one that said
 * "mechListMIC". */
static const unsigned char early[] = { 0xa1, 4, 0x30, 2, 0xa3, 0 };

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
hear_gss(struct hearer *h, const struct mic_bytes *in, struct mic_bytes *out)
{
    gss_buffer_desc token = { in->length, (void *)(uintptr_t)in->at }, next;
    OM_uint32 major, minor;

    if (h->row->way.client)
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &h->ctx,
                                     h->target, &oid_spnego, MIC_FLAGS |
                                     h->row->way.flags, 0, NULL, &token, NULL,
                                     &next, NULL, NULL);
    else
        major = gss_accept_sec_context(&minor, &h->ctx, GSS_C_NO_CREDENTIAL,
                                       &token, NULL, NULL, NULL, &next, NULL,
                                       NULL, NULL);
    mic_append(out, next.value, next.length);
    h->state = GSS_ERROR(major) ? FAILED : major == GSS_S_COMPLETE ? OPEN :
        ON_THE_WAY;
    gss_release_buffer(&minor, &next);
}

static void
hear_sspi(struct hearer *h, const struct mic_bytes *in, struct mic_bytes *out)
{
    SecBuffer token = { (ULONG)in->length, SECBUFFER_TOKEN,
                        (void *)(uintptr_t)in->at }, next;

    sspi_end_step(&h->end, h->facts->target, &h->dialog, &token, &next);
    mic_append(out, next.pvBuffer, next.cbBuffer);
    h->state = h->end.status < 0 ? FAILED : h->end.status == SEC_E_OK ?
        OPEN : ON_THE_WAY;
    FreeContextBuffer(next.pvBuffer);
}

static void
hear(struct hearer *h, const struct mic_bytes *in, struct mic_bytes *out)
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
    if ((row->way.flags & GSS_C_MUTUAL_FLAG) != 0)
        h->dialog.request |= ISC_REQ_MUTUAL_AUTH;
    if ((row->way.flags & GSS_C_DCE_STYLE) != 0)
        h->dialog.request |= ISC_REQ_USE_DCE_STYLE;
    if (!gss)
        sspi_end_open(&h->end, row->way.client, &h->dialog);
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
is_heard(struct hearer *h, struct mic_peer *p)
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
converse(struct hearer *h, struct mic_peer *p)
{
    static struct mic_bytes from_peer, from_hearer;
    bool more = true;
    int i;

    from_peer.length = from_hearer.length = 0;
    if (h->row->way.client) {
        if (h->row->early)
            mic_append(&from_peer, early, sizeof(early));
        hear(h, &from_peer, &from_hearer);
        more = h->state != FAILED;
    }
    for (i = 0; more && i < LEGS_MAX; i++) {
        mic_peer_speak(p, &from_hearer, &from_peer);
        if (from_peer.length > 0 && h->state == ON_THE_WAY)
            hear(h, &from_peer, &from_hearer);
        more = h->state != FAILED && from_hearer.length > 0 &&
            from_peer.length > 0;
    }
    /* The last of all may be a MIC alone. */
    if (h->state == OPEN && more)
        mic_peer_speak(p, &from_hearer, &from_peer);
}

/* What the other side says of two messages and of its own; one bit each. */
enum { IS_OPEN = 1, TAKES_A = 2, TAKES_B = 4, IS_HEARD = 8 };

static unsigned int
listen(struct hearer *h, struct mic_peer *p, bool dropped)
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
    static struct mic_peer peer;
    struct hearer hearer;
    unsigned int said;
    OM_uint32 minor;

    mic_peer_init(&peer, &row->way, target);
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
    [REFUSED] = { 0, 0 },
};

static void
play_row(const struct row *row, const struct sspi_facts *facts,
         gss_name_t target)
{
    unsigned int said;
    int dropped;
    char name[128];

    for (dropped = 0; dropped < 2; dropped++) {
        snprintf(name, sizeof(name), "%s%s", row->name, dropped ?
                 ": the first message is dropped" : "");
        said = play(row, facts, target, false, dropped != 0);
        if (row->want != REFUSED)
            tap_number(said, play(row, facts, target, true, dropped != 0),
                       name);
        if (row->want != AS_GSS)
            tap_number(said, wanted[row->want][dropped], row->name);
    }
}

/* Where the program numbers, the MIC is no message of its. */
static void
numbered(const struct sspi_facts *facts, gss_name_t target)
{
    static const struct row row = {
        "numbered", { false, 0, true, UNTOUCHED, 0 }, IN_ORDER, false
    };
    gss_buffer_desc message = { sizeof(text), text }, mic;
    static struct mic_peer peer;
    struct hearer hearer;
    OM_uint32 minor;

    mic_peer_init(&peer, &row.way, target);
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
