/* SPDX-License-Identifier: MIT */
/*
 * The steps that make contexts, move them, and ask about them.
 */
#include "realm/diff/world.h"

#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "realm/diff/iov.h"
#include "realm/gss_oids.h"

/* ---- establishment -------------------------------------------------- */

struct mech_choice {
    unsigned percent;
    gss_OID mech;
    enum negotiation negotiation;
    const char *name;
};

static const struct mech_choice mech_choices[RECORD_DIALOGS] = {
    { 55, &oid_krb5, NEG_NONE, "krb5" },
    { 3, &oid_krb5_old, NEG_NONE, "krb5, old OID" },
    { 4, &oid_krb5_wrong, NEG_NONE, "krb5, wrong OID" },
    { 10, &oid_iakerb, NEG_NONE, "IAKERB" },
    { 15, &oid_krb5, NEG_PLAIN, "SPNEGO" },
    { 13, &oid_krb5, NEG_MIC, "SPNEGO with MIC" }
};

static const struct mech_choice *
random_mech(struct rng *rng)
{
    uint32_t pick = rng_below(rng, 100);
    const struct mech_choice *choice = mech_choices;

    while (pick >= choice->percent) {
        pick -= choice->percent;
        choice++;
    }
    return choice;
}

static OM_uint32
random_flags(struct rng *rng)
{
    OM_uint32 flags = 0;

    flags |= rng_chance(rng, 75) ? GSS_C_MUTUAL_FLAG : 0;
    flags |= rng_chance(rng, 50) ? GSS_C_REPLAY_FLAG : 0;
    flags |= rng_chance(rng, 50) ? GSS_C_SEQUENCE_FLAG : 0;
    flags |= rng_chance(rng, 50) ? GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG : 0;
    flags |= rng_chance(rng, 15) ? GSS_C_DCE_STYLE | GSS_C_MUTUAL_FLAG : 0;
    flags |= rng_chance(rng, 5) ? GSS_C_IDENTIFY_FLAG : 0;
    flags |= rng_chance(rng, 5) ? GSS_C_EXTENDED_ERROR_FLAG : 0;
    return flags;
}

static void
random_bindings(struct rng *rng, const char *bindings[2])
{
    static const char *const choices[][2] = {
        { NULL, NULL }, { NULL, NULL }, { NULL, NULL }, { NULL, NULL },
        { NULL, NULL }, { "cb", "cb" }, { "cb", "cb" }, { "cb", NULL },
        { NULL, "cb" }, { "cb", "other" }
    };
    uint32_t pick = rng_below(rng, sizeof(choices) / sizeof(choices[0]));

    bindings[INITIATOR] = choices[pick][INITIATOR];
    bindings[ACCEPTOR] = choices[pick][ACCEPTOR];
}

/*
 * IAKERB must have a ticket to get: MIT's acceptor answers a context token
 * that starts with the AP-REQ by COMPLETE and no context.
 */
static const struct mech_choice *
random_dialog(struct rng *rng, const char *tgt_only, struct dialog *dialog)
{
    const struct mech_choice *choice = random_mech(rng);

    memset(dialog, 0, sizeof(*dialog));
    dialog->mech = choice->mech;
    dialog->negotiation = choice->negotiation;
    dialog->flags = random_flags(rng);
    dialog->explicit_creds = rng_chance(rng, 50);
    random_bindings(rng, dialog->bindings);
    if (choice->mech == &oid_iakerb) {
        dialog->tgt_only = tgt_only;
        /* The acceptor needs a credential for it. */
        dialog->explicit_creds |= rng_chance(rng, 80);
    }
    return choice;
}

/*
 * The calls that make tokens, on a context that is not complete yet.  Inside
 * SPNEGO the Kerberos context may be, and then they work and take numbers.
 */
static void
make_half_open(struct world *world, enum side side)
{
    gss_ctx_id_t ctx = world_context(world, side);
    gss_buffer_desc in = { 5, (void *)(uintptr_t)"early" }, out;
    struct iov_list list;
    OM_uint32 major[3], minor;
    int conf = -77, i;

    record_preset(&out);
    major[0] = gss_get_mic(&minor, ctx, GSS_C_QOP_DEFAULT, &in, &out);
    record_release(&out);
    record_preset(&out);
    major[1] = gss_wrap(&minor, ctx, 1, GSS_C_QOP_DEFAULT, &in, &conf, &out);
    record_release(&out);
    iov_start(&list);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_HEADER |
                  GSS_IOV_BUFFER_FLAG_ALLOCATE);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, "early", 5);
    major[2] = gss_wrap_iov(&minor, ctx, 1, GSS_C_QOP_DEFAULT, &conf,
                            list.iov, list.count);
    iov_free(&list);
    for (i = 0; i < 3; i++) {
        record_status(world->record, "make", major[i]);
        world->used_before[side] += major[i] == GSS_S_COMPLETE;
    }
    record_outcome(world->record, " conf=%d", conf);
}

/* The calls that take tokens or ask. */
static void
ask_half_open(struct world *world, enum side side)
{
    gss_ctx_id_t ctx = world_context(world, side);
    gss_buffer_desc in = { 5, (void *)(uintptr_t)"early" }, out;
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    struct record *record = world->record;
    OM_uint32 minor, size = 77;
    int conf = -77, open = -77;
    gss_qop_t qop = 0x5a5a;

    record_status(record, "verify",
                  gss_verify_mic(&minor, ctx, &in, &in, &qop));
    record_preset(&out);
    record_status(record, "unwrap",
                  gss_unwrap(&minor, ctx, &in, &out, &conf, &qop));
    record_release(&out);
    record_status(record, "limit",
                  gss_wrap_size_limit(&minor, ctx, 1, GSS_C_QOP_DEFAULT, 1000,
                                      &size));
    record_preset(&out);
    record_status(record, "prf",
                  gss_pseudo_random(&minor, ctx, GSS_C_PRF_KEY_FULL, &in, 16,
                                    &out));
    record_release(&out);
    record_status(record, "key",
                  gss_inquire_sec_context_by_oid(
                      &minor, ctx, GSS_C_INQ_SSPI_SESSION_KEY, &set));
    gss_release_buffer_set(&minor, &set);
    record_status(record, "inquire",
                  gss_inquire_context(&minor, ctx, NULL, NULL, NULL, NULL,
                                      NULL, NULL, &open));
    record_outcome(record, " conf=%d qop=%x open=%d", conf, (unsigned)qop,
                   open);
}

/* As the length of the TRAILER of a token that is only signed. */
static unsigned
checksum_length(struct world *world)
{
    gss_iov_buffer_t trailer;
    struct iov_list list;
    OM_uint32 minor;
    unsigned length;

    iov_start(&list);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_HEADER);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, NULL, 8);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_PADDING);
    trailer = iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_TRAILER);
    gss_wrap_iov_length(&minor, world_context(world, INITIATOR), 0,
                        GSS_C_QOP_DEFAULT, NULL, list.iov, list.count);
    length = (unsigned)trailer->buffer.length;
    iov_free(&list);
    return length;
}

/* What may happen to the tokens of an establishment. */
struct meddler {
    struct world *world;
    struct rng rng;
    bool half_open;             /* try the contexts on the way */
    bool damage;                /* one token */
};

static void
meddle(void *arg, struct gss_pair *pair, enum side to, gss_buffer_t token)
{
    struct meddler *meddler = arg;
    struct world *world = meddler->world;
    enum side from = other_side(to);

    if (meddler->half_open && pair->end[from].ctx != GSS_C_NO_CONTEXT &&
        pair->end[from].major == GSS_S_CONTINUE_NEEDED) {
        record_outcome(world->record, " half-open");
        /* Not where it would shift the number of a mechListMIC. */
        if (world->dialog.negotiation != NEG_MIC)
            make_half_open(world, from);
        ask_half_open(world, from);
        meddler->half_open = false;
    }
    if (meddler->damage && token->length > 0 &&
        rng_chance(&meddler->rng, 60)) {
        if (rng_chance(&meddler->rng, 50)) {
            ((unsigned char *)token->value)[token->length - 1] ^= 1;
            record_what(world->record, ", token spoilt");
        } else {
            token->length /= 2;
            record_what(world->record, ", token cut");
        }
        meddler->damage = false;
    }
}

static void
forget_pair(struct world *world)
{
    enum side side;
    struct token *last;

    pair_close(&world->pair);
    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        last = pool_reset(&world->pool[side]);
        if (last != NULL) {
            token_free(world->stranger[side]);
            world->stranger[side] = last;
        }
        world->imported[side] = false;
        world->used_before[side] = 0;
        world->seen_first[side] = false;
    }
    world->alive = false;
}

static void
record_oid(struct record *record, const char *name, const gss_OID_desc *oid)
{
    OM_uint32 i;

    record_outcome(record, " %s=", name);
    for (i = 0; oid != GSS_C_NO_OID && i < oid->length; i++)
        record_outcome(record, "%02x",
                       ((const unsigned char *)oid->elements)[i]);
}

static void
record_end(struct record *record, const struct endpoint *end)
{
    record_outcome(record, " [major=%08x flags=%x time=%d legs=%u ctx=%d",
                   (unsigned)end->major, (unsigned)end->flags,
                   end->lifetime > 0, end->legs,
                   end->ctx != GSS_C_NO_CONTEXT);
    record_oid(record, "mech", end->mech);
    record_outcome(record, "]");
}

const char *
dialog_name(uint32_t dialog)
{
    return mech_choices[dialog].name;
}

/* Whose context it is, and the facts the models of the window start from. */
static void
record_established(struct world *world)
{
    struct record *record = world->record;
    enum side side;

    record->kind = RECORD_ESTABLISHED;
    record->flags = world->pair.end[INITIATOR].flags;
    record->first_number = world->dialog.negotiation == NEG_MIC ? 1 : 0;
    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        world->used_before[side] += record->first_number;
        record->proof_ours[side] =
            context_is_ours(world_context(world, side),
                            &record->proof_major[side]);
    }
    world->ours = record->proof_ours[INITIATOR] != 0 &&
        record->proof_ours[ACCEPTOR] != 0;
}

void
step_establish(struct world *world, struct step *step)
{
    struct record *record = world->record;
    struct meddler meddler = { world, { 0 }, false, false };
    const struct mech_choice *choice;
    enum side side;

    forget_pair(world);
    choice = random_dialog(&step->rng, world->tgt_only, &world->dialog);
    meddler.rng.state = rng_next(&step->rng);
    meddler.half_open = rng_chance(&meddler.rng, 30);
    meddler.damage = rng_chance(&meddler.rng, 6);
    record_what(record, ", %s, flags %x%s, bindings %s %s", choice->name,
                (unsigned)world->dialog.flags,
                world->dialog.explicit_creds ? ", own creds" : "",
                world->dialog.bindings[0] == NULL ? "-" :
                world->dialog.bindings[0],
                world->dialog.bindings[1] == NULL ? "-" :
                world->dialog.bindings[1]);
    world->alive = pair_open(&world->pair, &world->dialog, world->target,
                             meddle, &meddler);
    for (side = INITIATOR; side <= ACCEPTOR; side++)
        record_end(record, &world->pair.end[side]);
    record->dialog = (uint32_t)(choice - mech_choices);
    if (world->alive) {
        record_established(world);
        world->dce = (record->flags & GSS_C_DCE_STYLE) != 0;
        world->checksum = checksum_length(world);
        world->detection = (record->flags &
                            (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)) != 0;
    }
}

/* Out of this process and back again. */
void
step_transfer(struct world *world, struct step *step)
{
    struct endpoint *end = &world->pair.end[step->side];
    gss_buffer_desc token;
    OM_uint32 major, minor;

    record_preset(&token);
    major = gss_export_sec_context(&minor, &end->ctx, &token);
    record_major(world->record, major);
    record_outcome(world->record, " ctx=%d", end->ctx != GSS_C_NO_CONTEXT);
    if (major == GSS_S_COMPLETE) {
        record_outcome(world->record, " token=%d", token.length > 0);
        major = gss_import_sec_context(&minor, &token, &end->ctx);
        record_status(world->record, "import", major);
        world->imported[step->side] = true;
    }
    record_release(&token);
    world->alive = end->ctx != GSS_C_NO_CONTEXT;
}

/* ---- questions ------------------------------------------------------ */

void
step_context_time(struct world *world, struct step *step)
{
    OM_uint32 major, minor, seconds = 0;

    major = gss_context_time(&minor, world_context(world, step->side),
                             &seconds);
    record_major(world->record, major);
    record_outcome(world->record, " some=%d", seconds > 0);
}

static void
record_name(struct record *record, const char *title, gss_name_t name)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 major, minor;

    if (name == GSS_C_NO_NAME) {
        record_outcome(record, " %s none", title);
    } else {
        major = gss_display_name(&minor, name, &text, &type);
        record_outcome(record, " %s %08x %.*s", title, (unsigned)major,
                       (int)text.length, (char *)text.value);
        record_oid(record, "type", type);
        gss_release_buffer(&minor, &text);
        gss_release_name(&minor, &name);
    }
}

void
step_inquire(struct world *world, struct step *step)
{
    struct record *record = world->record;
    gss_name_t source = GSS_C_NO_NAME, target = GSS_C_NO_NAME;
    OM_uint32 major, minor, seconds = 0, flags = 0;
    gss_OID mech = GSS_C_NO_OID;
    int local = -77, open = -77;

    major = gss_inquire_context(&minor, world_context(world, step->side),
                                &source, &target, &seconds, &mech, &flags,
                                &local, &open);
    record_major(record, major);
    record_outcome(record, " time=%d flags=%x local=%d open=%d", seconds > 0,
                   (unsigned)flags, local, open);
    record_oid(record, "mech", mech);
    record_name(record, "from", source);
    record_name(record, "to", target);
}

/* The session key is secret and random: only its length counts. */
static void
record_set(struct record *record, gss_buffer_set_t set, bool first_secret)
{
    size_t i;

    for (i = 0; set != GSS_C_NO_BUFFER_SET && i < set->count; i++)
        record_buffer(record, "element", &set->elements[i],
                      i > 0 || !first_secret);
}

void
step_inquire_oid(struct world *world, struct step *step)
{
    struct {
        const char *name;
        gss_OID oid;
        bool first_secret;
    } questions[] = {
        { "session key", GSS_C_INQ_SSPI_SESSION_KEY, true },
        { "SASL SSF", GSS_C_SEC_CONTEXT_SASL_SSF, false },
        { "NegoEx key", GSS_C_INQ_NEGOEX_KEY, true },
        { "nobody's", &oid_nobody, false }
    };
    uint32_t i = rng_below(&step->rng,
                           sizeof(questions) / sizeof(questions[0]));
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;

    record_what(world->record, ", %s", questions[i].name);
    major = gss_inquire_sec_context_by_oid(&minor,
                                           world_context(world, step->side),
                                           questions[i].oid, &set);
    record_major(world->record, major);
    record_set(world->record, set, questions[i].first_secret);
    gss_release_buffer_set(&minor, &set);
}

/* Both sides must get the same. */
void
step_pseudo_random(struct world *world, struct step *step)
{
    int full = (int)rng_below(&step->rng, 2);
    ssize_t length = (ssize_t)rng_below(&step->rng, 100);
    int key = full != 0 ? GSS_C_PRF_KEY_FULL : GSS_C_PRF_KEY_PARTIAL;
    gss_buffer_desc in = { 4, (void *)(uintptr_t)"seed" }, out[2];
    OM_uint32 minor;
    enum side side;

    record_what(world->record, ", key %d, %d bytes", key, (int)length);
    for (side = INITIATOR; side <= ACCEPTOR; side++) {
        record_preset(&out[side]);
        record_status(world->record, "major",
                      gss_pseudo_random(&minor, world_context(world, side),
                                        key, &in, length, &out[side]));
        record_buffer(world->record, "out", &out[side], false);
    }
    record_outcome(world->record, " same=%d",
                   out[0].length == out[1].length &&
                   record_hash(out[0].value, out[0].length) ==
                   record_hash(out[1].value, out[1].length));
    record_release(&out[0]);
    record_release(&out[1]);
}

/* Garbage, or a token of the peer that is none to delete a context. */
void
step_process_token(struct world *world, struct step *step)
{
    struct pool *pool = &world->pool[other_side(step->side)];
    const struct token *token = pool->made == 0 ? NULL :
        pool_get(pool, pool->made - 1);
    gss_buffer_desc in = { 30, NULL };
    unsigned char *bytes;
    OM_uint32 major, minor;

    if (token != NULL && rng_chance(&step->rng, 60)) {
        in.length = token->length;
        bytes = copy_bytes(token->bytes, token->length);
        record_what(world->record, ", a token of the peer");
    } else {
        bytes = copy_bytes(NULL, in.length);
        record_what(world->record, ", garbage");
    }
    in.value = bytes;
    major = gss_process_context_token(&minor,
                                      world_context(world, step->side), &in);
    record_major(world->record, major);
    free(bytes);
}

/* The number of the next token, as others are told. */
void
step_lucid(struct world *world, struct step *step)
{
    gss_ctx_id_t ctx = world_context(world, step->side);
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    const gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major, minor;
    void *given;

    major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_lucid_v1, &set);
    record_major(world->record, major);
    if (major == GSS_S_COMPLETE && set != GSS_C_NO_BUFFER_SET &&
        set->count == 1 && set->elements[0].length == sizeof(given)) {
        memcpy(&given, set->elements[0].value, sizeof(given));
        lucid = given;
        record_outcome(world->record, " version=%u protocol=%u initiate=%u",
                       (unsigned)lucid->version, (unsigned)lucid->protocol,
                       (unsigned)lucid->initiate);
        if (world->seen_first[step->side])
            record_outcome(world->record, " next=%lld",
                           (long long)(lucid->send_seq -
                                       world->first_number[step->side]));
        gss_krb5_free_lucid_sec_context(&minor, given);
    }
    gss_release_buffer_set(&minor, &set);
}

void
step_size_limit(struct world *world, struct step *step)
{
    int conf = (int)rng_below(&step->rng, 2);
    gss_qop_t qop = random_qop(&step->rng);
    OM_uint32 size = rng_below(&step->rng, rng_chance(&step->rng, 80) ? 300 :
                               0xffffffff);
    OM_uint32 major, minor, limit = 77;

    record_what(world->record, ", conf %d, size %u, qop %x", conf,
                (unsigned)size, (unsigned)qop);
    major = gss_wrap_size_limit(&minor, world_context(world, step->side),
                                conf, qop, size, &limit);
    record_major(world->record, major);
    if (world->old_format && major == GSS_S_COMPLETE) {
        world->record->old_length = (uint64_t)limit + 1;
        world->record->old_arg = size;
    } else {
        record_outcome(world->record, " limit=%u", (unsigned)limit);
    }
}
