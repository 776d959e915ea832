/* SPDX-License-Identifier: MIT */
#include "realm/matrix/cases.h"

#include <gssapi/gssapi_krb5.h>
#include <string.h>

#include "realm/gss_oids.h"
#include "realm/matrix/message.h"
#include "realm/matrix/stock.h"

#define FLAG_ACCEPTOR_SUBKEY 4  /* RFC 4121 section 4.2.2 */
#define ORDERED \
    (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

static void
establish_flags(struct peer *peer, OM_uint32 flags)
{
    peer->dialog.flags = flags;
    peer_establish(peer);
    expect(peer, (peer->end.flags & flags) == flags,
           "flags %x do not hold %x", (unsigned)peer->end.flags,
           (unsigned)flags);
}

/* ---- establishment -------------------------------------------------- */

/* Bit 4 of the token's flags says which key it was made with. */
static void
check_subkey(struct peer *peer, bool want)
{
    struct bytes message = bytes_pattern(10), mic = make_mic(peer, &message);

    if (peer->verdict.good && !peer->facts->old_format)
        expect(peer, ((mic.data[2] & FLAG_ACCEPTOR_SUBKEY) != 0) == want,
               "flags of the token are %02x", mic.data[2]);
    bytes_free(&mic);
    bytes_free(&message);
}

static void
case_mutual(struct peer *peer)
{
    establish_flags(peer, GSS_C_MUTUAL_FLAG);
    exchange_all(peer, 100);
    check_subkey(peer, true);
}

static void
case_one_way(struct peer *peer)
{
    establish_flags(peer, 0);
    expect(peer, (peer->end.flags & GSS_C_MUTUAL_FLAG) == 0,
           "mutual although not asked for");
    exchange_all(peer, 100);
    check_subkey(peer, false);
}

static void
case_own_creds(struct peer *peer)
{
    peer->dialog.explicit_creds = true;
    peer->dialog.bindings[INITIATOR] = "both know this";
    peer->dialog.bindings[ACCEPTOR] = "both know this";
    establish_flags(peer, ORDERED);
    exchange_all(peer, 100);
}

static void
case_spnego(struct peer *peer)
{
    peer->dialog.negotiation = NEG_PLAIN;
    establish_flags(peer, ORDERED);
    exchange_all(peer, 100);
}

/* Without the mechListMIC the initiator takes two steps, the acceptor one. */
static void
case_spnego_mic(struct peer *peer)
{
    peer->dialog.negotiation = NEG_MIC;
    establish_flags(peer, ORDERED);
    expect(peer, peer->end.legs == 3, "%u legs: was there a mechListMIC?",
           peer->end.legs);
    exchange_all(peer, 100);
}

/*
 * A direct AP exchange would take one step less.  MIT's acceptor does IAKERB
 * with a credential for it only.
 */
static void
case_iakerb(struct peer *peer)
{
    peer->dialog.explicit_creds = true;
    peer->dialog.mech = &oid_iakerb;
    peer->dialog.tgt_only = peer->tgt_only;
    establish_flags(peer, ORDERED);
    expect(peer, peer->end.legs > (peer->side == INITIATOR ? 2u : 1u),
           "%u legs: was this IAKERB?", peer->end.legs);
    exchange_all(peer, 100);
}

/* ---- messages ------------------------------------------------------- */

static void
case_lengths(struct peer *peer)
{
    static const size_t lengths[] = {
        0, 1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 65535, 65536, 10u << 20
    };
    size_t i;

    establish_flags(peer, ORDERED);
    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        exchange_all(peer, lengths[i]);
}

struct list_row {
    bool old_too;           /* RFC 1964 tokens can do this */
    const char *send;
    const char *take;
};

static const struct list_row lists[] = {
    { true, "HDPT", "HDPT" },
    { true, "HDP", "HDP" },
    { true, "HDP", "unwrap" },
    { true, "HDPT", "unwrap" },
    { true, "HDPT", "stream" },
    { true, "HDP", "copy" },
    { false, "HDT", "HDPT" },
    { false, "HDPT", "HDT" },
    { false, "HD", "HD" },
    { false, "HD", "HDP" },
    { false, "HD", "unwrap" },
    { false, "HD", "stream" },
    { false, "HD", "copy" },
    { false, "HDDDPT", "HDDDPT" },
    { false, "HDDDPT", "HDPT" },
    { false, "HDDD", "HDD" },
    { false, "HDDD", "unwrap" },
    { false, "HDDD", "copy" },
    { true, "HSDP", "HSDP" },
    { true, "HDSPT", "HDSPT" },
    { false, "HSDSPT", "HSDSPT" },
    { false, "HSDS", "HSDS" },
    { false, "HSDSDST", "HSDSDST" },
    { false, "HSDPT", "stream" },
    { false, "HSDS", "copy" }
};

static void
case_lists(struct peer *peer)
{
    size_t i;
    int conf;
    enum side from;

    establish_flags(peer, ORDERED);
    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (from = INITIATOR; from <= ACCEPTOR; from++) {
            for (conf = 0; conf <= 1; conf++) {
                if (lists[i].old_too || !peer->facts->old_format) {
                    exchange_iov(peer, from, lists[i].send, lists[i].take,
                                 conf, false);
                    exchange_iov(peer, from, lists[i].send, lists[i].take,
                                 conf, true);
                }
            }
        }
    }
}

static void
case_mic_lists(struct peer *peer)
{
    enum side from;

    establish_flags(peer, ORDERED);
    for (from = INITIATOR; from <= ACCEPTOR; from++) {
        exchange_mic_iov(peer, from, "DK", "DK");
        exchange_mic_iov(peer, from, "DSDK", "KDDD");
        exchange_mic_iov(peer, from, "KDD", NULL);
        exchange_mic_iov(peer, from, "SSK", NULL);
    }
}

static void
case_aead(struct peer *peer)
{
    enum side from;
    int conf;

    establish_flags(peer, ORDERED);
    for (from = INITIATOR; from <= ACCEPTOR; from++) {
        for (conf = 0; conf <= 1; conf++) {
            exchange_aead(peer, from, 20, 100, conf);
            exchange_aead(peer, from, 0, 16, conf);
            exchange_aead(peer, from, 33, 1, conf);
        }
    }
}

static void
case_dce(struct peer *peer)
{
    static const char *const orders[] = { "HD", "HSDS", "HDP" };
    size_t i;
    int conf;
    enum side from;

    establish_flags(peer, ORDERED | GSS_C_DCE_STYLE);
    expect(peer, peer->end.legs == 2, "%u legs, not three in all",
           peer->end.legs);
    for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        for (from = INITIATOR; from <= ACCEPTOR; from++) {
            for (conf = 0; conf <= 1; conf++)
                exchange_iov(peer, from, orders[i], orders[i], conf,
                             conf != 0);
        }
    }
    exchange_mic(peer, INITIATOR, 100, GSS_S_COMPLETE);
    exchange_mic(peer, ACCEPTOR, 100, GSS_S_COMPLETE);
}

/* What wrap_size_limit promises, wrap keeps. */
static void
case_size_limit(struct peer *peer)
{
    struct bytes message;
    gss_buffer_desc in, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, limit = 0;
    int conf;

    establish_flags(peer, ORDERED);
    for (conf = 0; conf <= 1 && peer->verdict.good; conf++) {
        major = gss_wrap_size_limit(&minor, peer->end.ctx, conf,
                                    GSS_C_QOP_DEFAULT, 1000, &limit);
        expect_major(peer, "gss_wrap_size_limit", major, minor,
                     GSS_S_COMPLETE);
        expect(peer, limit > 900 && limit < 1000, "limit %u",
               (unsigned)limit);
        message = bytes_pattern(limit);
        in.value = message.data;
        in.length = message.length;
        major = gss_wrap(&minor, peer->end.ctx, conf, GSS_C_QOP_DEFAULT, &in,
                         NULL, &out);
        expect_major(peer, "gss_wrap", major, minor, GSS_S_COMPLETE);
        expect(peer, out.length <= 1000, "a token of %zu bytes", out.length);
        gss_release_buffer(&minor, &out);
        bytes_free(&message);
    }
}

/* ---- order ---------------------------------------------------------- */

#define MICS 80

/* All the MICs one side makes in a row, on the other side. */
static void
send_mics(struct peer *peer, const struct bytes *message)
{
    struct bytes mic;
    int i;

    for (i = 0; i < MICS; i++) {
        mic = make_mic(peer, message);
        peer_send(peer, mic.data, mic.length);
        bytes_free(&mic);
    }
}

struct verdict_row {
    int number;
    /* With replay and sequence detection, with one, with the other. */
    OM_uint32 both, replay, sequence;
};

static const struct verdict_row verdict_rows[] = {
    { 0, 0, 0, 0 },
    { 2, GSS_S_GAP_TOKEN, 0, GSS_S_GAP_TOKEN },
    { 1, GSS_S_UNSEQ_TOKEN, 0, GSS_S_UNSEQ_TOKEN },
    { 2, GSS_S_DUPLICATE_TOKEN, GSS_S_DUPLICATE_TOKEN, GSS_S_UNSEQ_TOKEN },
    { 3, 0, 0, 0 },
    { 60, GSS_S_GAP_TOKEN, 0, GSS_S_GAP_TOKEN },
    { 4, GSS_S_UNSEQ_TOKEN, 0, GSS_S_UNSEQ_TOKEN },
    { 4, GSS_S_DUPLICATE_TOKEN, GSS_S_DUPLICATE_TOKEN, GSS_S_UNSEQ_TOKEN },
    { 60, GSS_S_DUPLICATE_TOKEN, GSS_S_DUPLICATE_TOKEN, GSS_S_UNSEQ_TOKEN },
    { 61, 0, 0, 0 },
    { 79, GSS_S_GAP_TOKEN, 0, GSS_S_GAP_TOKEN },
    { 10, GSS_S_UNSEQ_TOKEN, GSS_S_OLD_TOKEN, GSS_S_UNSEQ_TOKEN },
    { 16, GSS_S_UNSEQ_TOKEN, 0, GSS_S_UNSEQ_TOKEN },
    { 16, GSS_S_DUPLICATE_TOKEN, GSS_S_DUPLICATE_TOKEN, GSS_S_UNSEQ_TOKEN }
};

static OM_uint32
wanted_verdict(const struct verdict_row *row, OM_uint32 flags)
{
    bool replay = (flags & GSS_C_REPLAY_FLAG) != 0;
    bool sequence = (flags & GSS_C_SEQUENCE_FLAG) != 0;

    return replay && sequence ? row->both : replay ? row->replay :
        sequence ? row->sequence : GSS_S_COMPLETE;
}

static void
take_mics(struct peer *peer, const struct bytes *message, OM_uint32 flags)
{
    struct bytes mic[MICS];
    const struct verdict_row *row;
    size_t i;

    for (i = 0; i < MICS; i++)
        mic[i] = peer_receive(peer);
    for (i = 0; i < sizeof(verdict_rows) / sizeof(verdict_rows[0]); i++) {
        row = &verdict_rows[i];
        take_mic(peer, message, &mic[row->number],
                 wanted_verdict(row, flags));
    }
    for (i = 0; i < MICS; i++)
        bytes_free(&mic[i]);
}

static void
verdicts(struct peer *peer, OM_uint32 flags)
{
    struct bytes message = bytes_pattern(30);
    enum side from;

    establish_flags(peer, GSS_C_MUTUAL_FLAG | flags);
    for (from = INITIATOR; from <= ACCEPTOR; from++) {
        if (peer->side == from)
            send_mics(peer, &message);
        else
            take_mics(peer, &message, flags);
    }
    bytes_free(&message);
}

static void
case_verdicts_both(struct peer *peer)
{
    verdicts(peer, GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG);
}

static void
case_verdicts_replay(struct peer *peer)
{
    verdicts(peer, GSS_C_REPLAY_FLAG);
}

static void
case_verdicts_sequence(struct peer *peer)
{
    verdicts(peer, GSS_C_SEQUENCE_FLAG);
}

static void
case_verdicts_none(struct peer *peer)
{
    verdicts(peer, 0);
}

/* ---- out of the process and back ------------------------------------ */

static struct bytes
export_context(struct peer *peer)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    struct bytes exported;
    OM_uint32 major, minor;

    if (peer->verdict.good) {
        major = gss_export_sec_context(&minor, &peer->end.ctx, &token);
        expect_major(peer, "gss_export_sec_context", major, minor,
                     GSS_S_COMPLETE);
        expect(peer, peer->end.ctx == GSS_C_NO_CONTEXT,
               "the exported context is still there");
    }
    exported = bytes_copy(token.value, token.length);
    gss_release_buffer(&minor, &token);
    return exported;
}

static void
import_context(struct peer *peer, const struct bytes *exported)
{
    gss_buffer_desc token = { exported->length, exported->data };
    OM_uint32 major, minor;

    if (peer->verdict.good) {
        major = gss_import_sec_context(&minor, &token, &peer->end.ctx);
        expect_major(peer, "gss_import_sec_context", major, minor,
                     GSS_S_COMPLETE);
    }
}

static void
there_and_back(struct peer *peer)
{
    struct bytes exported = export_context(peer);

    import_context(peer, &exported);
    bytes_free(&exported);
}

static void
export_import(struct peer *peer, enum side who)
{
    establish_flags(peer, ORDERED);
    exchange_all(peer, 100);
    if (peer->side == who)
        there_and_back(peer);
    exchange_all(peer, 100);
    if (peer->side == who)
        there_and_back(peer);
    exchange_all(peer, 100);
}

static void
case_export_initiator(struct peer *peer)
{
    export_import(peer, INITIATOR);
}

static void
case_export_acceptor(struct peer *peer)
{
    export_import(peer, ACCEPTOR);
}

/* The window goes with the context. */
static void
take_around_export(struct peer *peer, const struct bytes *message)
{
    struct bytes mic[MICS];
    int i;

    for (i = 0; i < MICS; i++)
        mic[i] = peer_receive(peer);
    take_mic(peer, message, &mic[0], GSS_S_COMPLETE);
    take_mic(peer, message, &mic[2], GSS_S_GAP_TOKEN);
    take_mic(peer, message, &mic[5], GSS_S_GAP_TOKEN);
    there_and_back(peer);
    take_mic(peer, message, &mic[1], GSS_S_UNSEQ_TOKEN);
    take_mic(peer, message, &mic[2], GSS_S_DUPLICATE_TOKEN);
    take_mic(peer, message, &mic[5], GSS_S_DUPLICATE_TOKEN);
    take_mic(peer, message, &mic[6], GSS_S_COMPLETE);
    take_mic(peer, message, &mic[8], GSS_S_GAP_TOKEN);
    there_and_back(peer);
    take_mic(peer, message, &mic[7], GSS_S_UNSEQ_TOKEN);
    take_mic(peer, message, &mic[8], GSS_S_DUPLICATE_TOKEN);
    for (i = 0; i < MICS; i++)
        bytes_free(&mic[i]);
}

static void
case_export_window(struct peer *peer)
{
    struct bytes message = bytes_pattern(30);
    enum side from;

    establish_flags(peer, ORDERED);
    for (from = INITIATOR; from <= ACCEPTOR; from++) {
        if (peer->side == from)
            send_mics(peer, &message);
        else
            take_around_export(peer, &message);
    }
    bytes_free(&message);
}

/* One message each way between the stock process and the other peer. */
static void
talk_through_stock(struct peer *peer, enum side who)
{
    struct bytes message = bytes_pattern(50), mic;

    if (peer->side == who) {
        mic = stock_get_mic(peer, &message);
        peer_send(peer, mic.data, mic.length);
        bytes_free(&mic);
        mic = peer_receive(peer);
        stock_verify_mic(peer, &message, &mic, GSS_S_COMPLETE);
        stock_verify_mic(peer, &message, &mic, GSS_S_DUPLICATE_TOKEN);
    } else {
        mic = peer_receive(peer);
        take_mic(peer, &message, &mic, GSS_S_COMPLETE);
        bytes_free(&mic);
        mic = make_mic(peer, &message);
        peer_send(peer, mic.data, mic.length);
    }
    bytes_free(&mic);
    bytes_free(&message);
}

/*
 * The mechglue names the mechanism in front of an exported context (four
 * bytes of length, the OID), and with an interposer it does so in a way that
 * only it understands: the interposer's OID, then the mechanism's.  What
 * follows must be MIT's own token.  So a program that moves contexts from a
 * process with the module to one without takes the first OID off.
 */
static void
name_real_mech(struct bytes *exported)
{
    size_t extra = oid_interposer.length;
    unsigned char *p = exported->data;

    if (exported->length > 4 + extra && p[0] == 0 && p[1] == 0 &&
        p[2] == 0 && p[3] > extra &&
        memcmp(p + 4, oid_interposer.elements, extra) == 0) {
        p[3] = (unsigned char)(p[3] - extra);
        exported->length -= extra;
        memmove(p + 4, p + 4 + extra, exported->length - 4);
    }
}

static void
export_to_stock(struct peer *peer, enum side who)
{
    struct bytes exported;

    establish_flags(peer, ORDERED);
    exchange_all(peer, 100);
    if (peer->side == who) {
        exported = export_context(peer);
        name_real_mech(&exported);
        stock_import(peer, &exported);
        bytes_free(&exported);
    }
    talk_through_stock(peer, who);
    if (peer->side == who) {
        exported = stock_export(peer);
        import_context(peer, &exported);
        bytes_free(&exported);
    }
    exchange_all(peer, 100);
}

static void
case_export_stock_initiator(struct peer *peer)
{
    export_to_stock(peer, INITIATOR);
}

static void
case_export_stock_acceptor(struct peer *peer)
{
    export_to_stock(peer, ACCEPTOR);
}

/* The number a program is told is that of the next token. */
static void
case_lucid(struct peer *peer)
{
    struct bytes message = bytes_pattern(30), mic;
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major, minor;
    void *given = NULL;

    establish_flags(peer, ORDERED);
    exchange_all(peer, 100);
    mic = make_mic(peer, &message);
    if (peer->verdict.good) {
        major = gss_krb5_export_lucid_sec_context(&minor, &peer->end.ctx, 1,
                                                  &given);
        expect_major(peer, "gss_krb5_export_lucid_sec_context", major, minor,
                     GSS_S_COMPLETE);
    }
    if (given != NULL) {
        lucid = given;
        expect(peer, lucid->version == 1 &&
               lucid->protocol == (peer->facts->old_format ? 0 : 1) &&
               lucid->initiate == (peer->side == INITIATOR),
               "version %u, protocol %u, initiate %u",
               (unsigned)lucid->version, (unsigned)lucid->protocol,
               (unsigned)lucid->initiate);
        expect(peer, peer->facts->old_format ||
               lucid->send_seq == token_number(&mic) + 1,
               "send_seq is %lld from the last token",
               (long long)(lucid->send_seq - token_number(&mic)));
        expect(peer, peer->end.ctx == GSS_C_NO_CONTEXT,
               "the context is still there");
        gss_krb5_free_lucid_sec_context(&minor, given);
    }
    bytes_free(&mic);
    bytes_free(&message);
}

/* ---- delegation ----------------------------------------------------- */

/* Both ends in this process, the initiator with the credential given. */
static void
use_credential(struct peer *peer, gss_cred_id_t cred)
{
    struct dialog plain;
    struct endpoint ends[2];
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, reply = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    memset(&plain, 0, sizeof(plain));
    plain.flags = GSS_C_MUTUAL_FLAG;
    endpoint_open(&ends[INITIATOR], INITIATOR, &plain);
    endpoint_open(&ends[ACCEPTOR], ACCEPTOR, &plain);
    ends[INITIATOR].cred = cred;
    endpoint_step(&ends[INITIATOR], &plain, peer->target, &reply, &token);
    expect_major(peer, "init with the delegated credential",
                 ends[INITIATOR].major, ends[INITIATOR].minor,
                 GSS_S_CONTINUE_NEEDED);
    endpoint_step(&ends[ACCEPTOR], &plain, peer->target, &token, &reply);
    expect_major(peer, "accept of the delegated credential",
                 ends[ACCEPTOR].major, ends[ACCEPTOR].minor, GSS_S_COMPLETE);
    gss_release_buffer(&minor, &token);
    endpoint_step(&ends[INITIATOR], &plain, peer->target, &reply, &token);
    expect_major(peer, "init with the delegated credential",
                 ends[INITIATOR].major, ends[INITIATOR].minor,
                 GSS_S_COMPLETE);
    gss_release_buffer(&minor, &reply);
    ends[INITIATOR].cred = GSS_C_NO_CREDENTIAL;
    endpoint_close(&ends[INITIATOR]);
    endpoint_close(&ends[ACCEPTOR]);
}

static void
delegation(struct peer *peer)
{
    establish_flags(peer, ORDERED | GSS_C_DELEG_FLAG);
    exchange_all(peer, 100);
    if (peer->side == ACCEPTOR &&
        expect(peer, peer->end.delegated != GSS_C_NO_CREDENTIAL,
               "no credential was delegated"))
        use_credential(peer, peer->end.delegated);
}

static void
case_delegation(struct peer *peer)
{
    delegation(peer);
}

static void
case_delegation_spnego(struct peer *peer)
{
    peer->dialog.negotiation = NEG_PLAIN;
    delegation(peer);
}

/* --------------------------------------------------------------------- */

const struct matrix_case matrix_cases[] = {
    { "mutual authentication; MIC, sealed and signed wrap both ways",
      case_mutual },
    { "no mutual authentication, no acceptor subkey", case_one_way },
    { "own credentials and channel bindings", case_own_creds },
    { "SPNEGO", case_spnego },
    { "SPNEGO with a mechListMIC", case_spnego_mic },
    { "IAKERB", case_iakerb },
    { "messages from none to 10 MiB", case_lengths },
    { "buffer lists and STREAM", case_lists },
    { "MICs of buffer lists", case_mic_lists },
    { "associated data", case_aead },
    { "DCE style", case_dce },
    { "wrap_size_limit", case_size_limit },
    { "replay and sequence detection", case_verdicts_both },
    { "replay detection", case_verdicts_replay },
    { "sequence detection", case_verdicts_sequence },
    { "neither replay nor sequence detection", case_verdicts_none },
    { "export and import, initiator", case_export_initiator },
    { "export and import, acceptor", case_export_acceptor },
    { "export and import keep the window", case_export_window },
    { "export to a stock process and back, initiator",
      case_export_stock_initiator },
    { "export to a stock process and back, acceptor",
      case_export_stock_acceptor },
    { "lucid context for a program", case_lucid },
    { "delegation", case_delegation },
    { "delegation through SPNEGO", case_delegation_spnego }
};

const unsigned matrix_case_count =
    sizeof(matrix_cases) / sizeof(matrix_cases[0]);
