/* SPDX-License-Identifier: MIT */
/*
 * What is in a complete context: keys, authorization data, times, pseudo
 * random octets, and the ways out of it.
 */
#include <krb5.h>
#include <string.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

/* ---- keys ---------------------------------------------------------- */

/* The keys are new in every run; their lengths, the enctype's OID and that
 * both ends have the same are not. */
static void
show_session_key(const struct both_ends *ends)
{
    gss_ctx_id_t contexts[2] = { ends->initiator, ends->acceptor };
    gss_buffer_set_t sets[2] = { NULL, NULL };
    OM_uint32 major, minor, ignored;
    size_t i;

    enter("session key");
    for (i = 0; i < 2; i++) {
        major = gss_inquire_sec_context_by_oid(&minor, contexts[i],
                                               GSS_C_INQ_SSPI_SESSION_KEY,
                                               &sets[i]);
        result("inquire", major, minor);
        if (sets[i] != NULL && sets[i]->count == 2) {
            say("key", "%zu bytes", sets[i]->elements[0].length);
            say_buffer("enctype", &sets[i]->elements[1]);
        }
    }
    if (sets[0] != NULL && sets[1] != NULL)
        say_same("keys", &sets[0]->elements[0], &sets[1]->elements[0]);
    gss_release_buffer_set(&ignored, &sets[0]);
    gss_release_buffer_set(&ignored, &sets[1]);
    leave();
}

static void
show_pseudo_random_of(const char *step, gss_ctx_id_t context, int key,
                      gss_buffer_t seed, ssize_t length, gss_buffer_t out)
{
    OM_uint32 major, minor;

    out->length = 77;
    out->value = NULL;
    enter(step);
    major = gss_pseudo_random(&minor, context, key, seed, length, out);
    result("pseudo_random", major, minor);
    say("pseudo_random", "%zu bytes, value %s", out->length,
        out->value != NULL ? "some" : "none");
    leave();
}

static void
show_pseudo_random(const struct both_ends *ends)
{
    static const ssize_t lengths[] = {
        0, 1, 16, 17, 1000, 70000, -1, -70000
    };
    static const int keys[] = {
        GSS_C_PRF_KEY_FULL, GSS_C_PRF_KEY_PARTIAL, 2, -1
    };
    gss_buffer_desc seed = text_buffer("seed"), out[2];
    OM_uint32 ignored;
    size_t i, j;

    enter("pseudo random");
    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        for (j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
            say("key", "%d, length %zd", keys[i], lengths[j]);
            show_pseudo_random_of("initiator", ends->initiator, keys[i],
                                  &seed, lengths[j], &out[0]);
            show_pseudo_random_of("acceptor", ends->acceptor, keys[i], &seed,
                                  lengths[j], &out[1]);
            if (out[0].value != NULL && out[1].value != NULL)
                say_same("octets", &out[0], &out[1]);
            gss_release_buffer(&ignored, &out[0]);
            gss_release_buffer(&ignored, &out[1]);
        }
    }
    leave();
}

/* The full and the partial key, and another seed, give something else
 * (where the keys are not the same one). */
static void
show_pseudo_random_differs(gss_ctx_id_t context)
{
    gss_buffer_desc seed = text_buffer("seed"), none = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc out[4];
    OM_uint32 ignored;
    size_t i;

    enter("pseudo random differs");
    show_pseudo_random_of("full", context, GSS_C_PRF_KEY_FULL, &seed, 40,
                          &out[0]);
    show_pseudo_random_of("partial", context, GSS_C_PRF_KEY_PARTIAL, &seed,
                          40, &out[1]);
    show_pseudo_random_of("no seed", context, GSS_C_PRF_KEY_FULL, &none, 40,
                          &out[2]);
    show_pseudo_random_of("again", context, GSS_C_PRF_KEY_FULL, &seed, 40,
                          &out[3]);
    for (i = 1; i < 4; i++)
        say_same("octets", &out[0], &out[i]);
    for (i = 0; i < 4; i++)
        gss_release_buffer(&ignored, &out[i]);
    leave();
}

/* ---- the ticket ---------------------------------------------------- */

static void
show_ticket(const char *step, gss_ctx_id_t context)
{
    gss_buffer_desc data = GSS_C_EMPTY_BUFFER;
    krb5_timestamp authtime = 0;
    krb5_flags flags = 0;
    OM_uint32 major, minor, ignored;
    int type;

    enter(step);
    major = gsskrb5_extract_authtime_from_sec_context(&minor, context,
                                                      &authtime);
    result("authtime", major, minor);
    say("authtime", "%s", authtime != 0 ? "some" : "none");
    major = gss_krb5_get_tkt_flags(&minor, context, &flags);
    result("flags", major, minor);
    say("flags", "%x", (unsigned int)flags);
    for (type = 0; type <= 150; type++) {
        data.length = 0;
        data.value = NULL;
        major = gsskrb5_extract_authz_data_from_sec_context(&minor, context,
                                                            type, &data);
        /* Most are not there, each in the same way. */
        if (type <= 1 || data.length > 0 || major != GSS_S_COMPLETE) {
            say("authz data", "type %d", type);
            result("authz data", major, minor);
            say("authz data", "%s", data.length > 0 ? "some" : "none");
        }
        gss_release_buffer(&ignored, &data);
    }
    leave();
}

/* ---- the ways out -------------------------------------------------- */

static void
show_key(const char *label, const gss_krb5_lucid_key_t *key)
{
    say(label, "enctype %d, %u bytes", (int)key->type, key->length);
}

/* Numbers are random at first: how far this one is from the first the peer
 * awaits. */
static void
show_lucid_content(const gss_krb5_lucid_context_v1_t *lucid,
                   uint64_t peer_first)
{
    say("lucid", "version %u, initiate %u, protocol %u, sent %llu",
        lucid->version, lucid->initiate, lucid->protocol,
        (unsigned long long)(lucid->send_seq - peer_first));
    say("lucid", "endtime %s", lucid->endtime != 0 ? "some" : "none");
    if (lucid->protocol == 0) {
        say("rfc1964", "sign %u, seal %u", lucid->rfc1964_kd.sign_alg,
            lucid->rfc1964_kd.seal_alg);
        show_key("key", &lucid->rfc1964_kd.ctx_key);
    } else {
        say("cfx", "acceptor subkey %u",
            lucid->cfx_kd.have_acceptor_subkey);
        show_key("key", &lucid->cfx_kd.ctx_key);
        if (lucid->cfx_kd.have_acceptor_subkey)
            show_key("subkey", &lucid->cfx_kd.acceptor_subkey);
    }
}

/* Sends `n` messages to nobody. */
static void
send_some(gss_ctx_id_t context, int n)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    int i;

    for (i = 0; i < n; i++) {
        if (i % 2 == 0)
            gss_get_mic(&minor, context, 0, &message, &out);
        else
            gss_wrap(&minor, context, 1, 0, &message, NULL, &out);
        gss_release_buffer(&minor, &out);
    }
}

static gss_krb5_lucid_context_v1_t *
lucid_export(const char *label, gss_ctx_id_t *context)
{
    void *lucid = NULL;
    OM_uint32 major, minor;

    major = gss_krb5_export_lucid_sec_context(&minor, context, 1, &lucid);
    result(label, major, minor);
    say(label, "lucid %s, context %s", lucid != NULL ? "yes" : "no",
        *context != GSS_C_NO_CONTEXT ? "yes" : "no");
    return lucid;
}

/* By the OID itself, which keeps the context; the version is 1, written with
 * more bytes than it needs. */
static void
show_lucid_spelled(gss_ctx_id_t context, uint64_t peer_first)
{
    static gss_OID_desc spelled = {
        13, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x06\x80\x01"
    };
    gss_krb5_lucid_context_v1_t *lucid = NULL;
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor, ignored;

    major = gss_inquire_sec_context_by_oid(&minor, context, &spelled, &set);
    result("spelled", major, minor);
    if (major == GSS_S_COMPLETE && set->count == 1 &&
        set->elements[0].length == sizeof(lucid)) {
        memcpy(&lucid, set->elements[0].value, sizeof(lucid));
        show_lucid_content(lucid, peer_first);
        gss_krb5_free_lucid_sec_context(&ignored, lucid);
    }
    gss_release_buffer_set(&ignored, &set);
}

/* Consumes both contexts. */
static void
show_lucid(struct both_ends *ends)
{
    gss_krb5_lucid_context_v1_t *mine, *theirs;
    void *wrong = NULL;
    OM_uint32 major, minor;

    enter("lucid");
    major = gss_krb5_export_lucid_sec_context(&minor, &ends->initiator, 2,
                                              &wrong);
    result("version 2", major, minor);
    say("version 2", "context %s",
        ends->initiator != GSS_C_NO_CONTEXT ? "yes" : "no");
    send_some(ends->initiator, 5);
    send_some(ends->acceptor, 2);
    theirs = lucid_export("acceptor", &ends->acceptor);
    if (theirs != NULL)
        show_lucid_spelled(ends->initiator, theirs->recv_seq);
    mine = lucid_export("initiator", &ends->initiator);
    if (mine != NULL && theirs != NULL) {
        show_lucid_content(mine, theirs->recv_seq);
        show_lucid_content(theirs, mine->recv_seq);
    }
    if (mine != NULL)
        result("free", gss_krb5_free_lucid_sec_context(&minor, mine), 0);
    if (theirs != NULL)
        result("free", gss_krb5_free_lucid_sec_context(&minor, theirs), 0);
    leave();
}

static void
show_delete(struct both_ends *ends)
{
    gss_buffer_desc token = { 77, NULL };
    OM_uint32 major, minor;

    enter("delete");
    major = gss_delete_sec_context(&minor, &ends->initiator, &token);
    result("delete", major, minor);
    say("delete", "%zu bytes, context %s", token.length,
        ends->initiator != GSS_C_NO_CONTEXT ? "yes" : "no");
    token.length = 77;
    major = gss_delete_sec_context(&minor, &ends->initiator, &token);
    result("delete twice", major, minor);
    say("delete twice", "%zu bytes", token.length);
    major = gss_delete_sec_context(&minor, NULL, GSS_C_NO_BUFFER);
    result("delete nothing", major, minor);
    leave();
}

/* ---- all of it ----------------------------------------------------- */

static void
show_one(const char *step, gss_OID mech, OM_uint32 flags,
         const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech, flags, args);
    struct both_ends ends = { 0 };

    enter(step);
    if (establish(&recipe, &ends)) {
        show_calls("initiator", &ends.initiator);
        show_calls("acceptor", &ends.acceptor);
        show_session_key(&ends);
        show_pseudo_random(&ends);
        show_pseudo_random_differs(ends.initiator);
        show_ticket("initiator's ticket", ends.initiator);
        show_ticket("acceptor's ticket", ends.acceptor);
        show_lucid(&ends);
    }
    release_ends(&ends);
    memset(&ends, 0, sizeof(ends));
    if (establish(&recipe, &ends))
        show_delete(&ends);
    release_ends(&ends);
    leave();
    release_recipe(&recipe);
}

void
show_inspect(const struct fidelity_args *args)
{
    OM_uint32 both = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG;

    enter("inspect");
    show_one("krb5", mech_of("krb5"), both, args);
    show_one("one way", mech_of("krb5"), 0, args);
    show_one("DCE style", mech_of("krb5"), both | GSS_C_DCE_STYLE, args);
    show_one("iakerb", mech_of("iakerb"), both, args);
    show_one("spnego", mech_of("spnego"), both, args);
    leave();
}
