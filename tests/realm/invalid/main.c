/* SPDX-License-Identifier: MIT */
/*
 * invalid WORLD ENCTYPE TARGET: gives every malformed token of the catalogue
 * to the acceptor of a context with TARGET, by each function that takes one,
 * and prints what was said; after each the initiator sends a message of the
 * number that was forged.  WORLD is "stock" or "module": the contexts must
 * be stock's or the package's then.  ENCTYPE is the number of the contexts'
 * enctype.
 *
 * invalid contexts ENCTYPE TARGET TGT: what is not about messages
 * (invalid_contexts.c).
 *
 * invalid compare STOCK MODULE [all]: compares what the first form said in the
 * two worlds, two files.  With "all" every intended difference must have been
 * met.
 */
#include "realm/invalid/invalid.h"

#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/gss_oids.h"

#define FLAGS (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | \
               GSS_C_INTEG_FLAG)

static const struct {
    const char *name;
    OM_uint32 flags;
    bool dce;
} modes[] = {
    { "mutual", FLAGS | GSS_C_MUTUAL_FLAG, false },
    { "one key", FLAGS, false },
    { "DCE style", FLAGS | GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE, true },
};

enum world { STOCK, MODULE };

/* A context, and what is known of its initiator. */
struct trial {
    enum world world;
    const char *mode;
    bool dce;
    struct gss_pair pair;
    gss_krb5_lucid_context_v1_t *lucid;
    struct forge_party party;
    uint64_t first;             /* SND_SEQ */
    uint64_t sent;
};

static void
fail(const char *what, OM_uint32 status)
{
    fprintf(stderr, "%s: %08x\n", what, (unsigned)status);
    exit(1);
}

/* ---- keys and numbers ------------------------------------------------ */

static gss_krb5_lucid_context_v1_t *
lucid_of(gss_ctx_id_t ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major, minor;
    void *given;

    major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_lucid_v1, &set);
    if (major != GSS_S_COMPLETE || set->count != 1 ||
        set->elements[0].length != sizeof(given))
        fail("lucid context", major);
    memcpy(&given, set->elements[0].value, sizeof(given));
    gss_release_buffer_set(&minor, &set);
    lucid = given;
    return lucid;
}

static void
add_key(struct forge_party *party, const gss_krb5_lucid_key_t *key)
{
    int32_t enctype = (int32_t)key->type;

    /* DES3 by its name for the cipher alone. */
    if (enctype == ENCTYPE_DES3_CBC_RAW)
        enctype = ENCTYPE_DES3_CBC_SHA1;
    if (party->key_count == 0)
        party->enctype = ksp_enctype_find(enctype);
    if (party->enctype == NULL || key->length != party->enctype->key_length)
        fail("key of an unknown enctype", key->type);
    party->keys[party->key_count++] = key->data;
}

gss_krb5_lucid_context_v1_t *
learn_keys(gss_ctx_id_t ctx, struct forge_party *party)
{
    gss_krb5_lucid_context_v1_t *lucid = lucid_of(ctx);

    memset(party, 0, sizeof(*party));
    if (lucid->protocol == 0) {
        add_key(party, &lucid->rfc1964_kd.ctx_key);
    } else {
        add_key(party, &lucid->cfx_kd.ctx_key);
        if (lucid->cfx_kd.have_acceptor_subkey)
            add_key(party, &lucid->cfx_kd.acceptor_subkey);
    }
    party->acceptor = !lucid->initiate;
    party->number = lucid->send_seq;
    party->oid = oid_krb5.elements;
    party->oid_length = oid_krb5.length;
    return lucid;
}

static void
trial_open(struct trial *t, enum world world, size_t mode,
           int32_t enctype, const char *target)
{
    struct dialog dialog = { .flags = modes[mode].flags };
    OM_uint32 major;
    bool ours;

    memset(t, 0, sizeof(*t));
    t->world = world;
    t->mode = modes[mode].name;
    t->dce = modes[mode].dce;
    if (!pair_open(&t->pair, &dialog, target, NULL, NULL))
        fail("no context", t->pair.end[INITIATOR].major);
    ours = context_is_ours(t->pair.end[ACCEPTOR].ctx, &major);
    if (ours != (world == MODULE))
        fail("the context is of the other world", major);
    t->lucid = learn_keys(t->pair.end[INITIATOR].ctx, &t->party);
    t->first = t->party.number;
    if (t->party.enctype->enctype != enctype)
        fail("wrong enctype", (OM_uint32)t->party.enctype->enctype);
}

static void
trial_close(struct trial *t)
{
    OM_uint32 minor;

    gss_krb5_free_lucid_sec_context(&minor, t->lucid);
    pair_close(&t->pair);
}

/* ---- one token ------------------------------------------------------- */

/* What the initiator really sends with the number that was forged. */
static OM_uint32
genuine(struct trial *t)
{
    gss_buffer_desc message = { FORGE_TEXT_LENGTH, (char[]){ FORGE_TEXT } };
    gss_buffer_desc token;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, t->pair.end[INITIATOR].ctx, 0, &message,
                        &token);
    if (major != GSS_S_COMPLETE)
        fail("gss_get_mic", major);
    major = gss_verify_mic(&minor, t->pair.end[ACCEPTOR].ctx, &message,
                           &token, NULL);
    gss_release_buffer(&minor, &token);
    t->sent++;
    return major;
}

/* One line; invalid_compare.c reads it. */
static void
try_token(struct trial *t, const struct invalid_case *c,
          unsigned int variant, enum call call, const struct forged *token)
{
    NTSTATUS want = token->want[call_form(call)];
    /* Of RFC 1964 tokens in lists stock gives few reasons; ours gives more. */
    bool minor = t->party.enctype->protocol == KSP_RFC4121;
    struct said said = { minor, 0, "" };

    printf("%s\t%s\t%u\t%d\t%08x\t", t->mode, c->name, variant, call,
           (unsigned)want);
    fflush(stdout);
    if (t->world == STOCK &&
        stock_never(&t->party, call, token, t->party.dce)) {
        printf(NEVER "\t-\t%08x\n", (unsigned)genuine(t));
    } else {
        call_with(call, t->pair.end[ACCEPTOR].ctx, token, t->party.dce,
                  &said);
        printf("%08x\t%s\t%08x\n", (unsigned)said.major, said.text,
               (unsigned)genuine(t));
    }
}

static void
try_case(struct trial *t, const struct invalid_case *c)
{
    unsigned int variant, call;
    struct forged token;
    bool more = true;

    for (variant = 0; more; variant++) {
        for (call = 0; call < CALLS && more; call++) {
            t->party.gss_wrap = call == CALL_UNWRAP;
            t->party.dce = t->dce && call != CALL_UNWRAP;
            t->party.number = t->first + t->sent;
            more = c->make(&t->party, variant, &token);
            if (more)
                try_token(t, c, variant, (enum call)call, &token);
            forged_free(&token);
        }
    }
}

static void
try_cases(struct trial *t, const struct invalid_case *c)
{
    for (; c->name != NULL; c++)
        try_case(t, c);
}

static void
try_mode(enum world world, size_t mode, int32_t enctype, const char *target)
{
    struct trial t;

    trial_open(&t, world, mode, enctype, target);
    if (t.party.enctype->protocol == KSP_RFC4121) {
        try_cases(&t, invalid_mic);
        try_cases(&t, invalid_wrap);
        try_cases(&t, invalid_foreign);
    } else {
        try_cases(&t, invalid_old);
        try_cases(&t, invalid_framing);
    }
    trial_close(&t);
}

static FILE *
open_run(const char *name)
{
    FILE *run = fopen(name, "r");

    if (run == NULL) {
        perror(name);
        exit(1);
    }
    return run;
}

int
main(int argc, char **argv)
{
    enum world world;
    size_t mode;
    int status = 0;

    if (argc < 4)
        fail("arguments", (OM_uint32)argc);
    if (strcmp(argv[1], "compare") == 0) {
        status = compare_runs(open_run(argv[2]), open_run(argv[3]),
                              argc > 4) > 0;
    } else if (strcmp(argv[1], "contexts") == 0) {
        try_contexts(atoi(argv[2]), argv[3], argc > 4 ? argv[4] : "");
    } else {
        world = strcmp(argv[1], "module") == 0 ? MODULE : STOCK;
        for (mode = 0; mode < sizeof(modes) / sizeof(modes[0]); mode++)
            try_mode(world, mode, atoi(argv[2]), argv[3]);
    }
    return status;
}
