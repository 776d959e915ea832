/* SPDX-License-Identifier: MIT */
/*
 * The calls that take a token, each with the buffers in many shapes.
 */
#include "realm/diff/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "realm/diff/iov.h"
#include "realm/diff/shortage.h"
#include "realm/diff/spoil.h"

#define CFX_HEADER 16

typedef void form_function(const struct parcel *parcel, struct world *world,
                           struct rng *rng);

/* The hash of a message's carried pieces, as unwrap is to give them. */
static uint64_t
carried_hash(const struct parcel *parcel)
{
    const struct token *token = parcel->token;
    unsigned char *carried = copy_bytes(NULL, token->plain_length);
    size_t from = 0, to = 0;
    uint64_t hash;
    unsigned i;

    for (i = 0; i < token->pieces; i++) {
        if (!token->piece[i].sign_only) {
            memcpy(carried + to, token->plain + from, token->piece[i].length);
            to += token->piece[i].length;
        }
        from += token->piece[i].length;
    }
    hash = record_hash(carried, to);
    free(carried);
    return hash;
}

/* ---- one buffer ----------------------------------------------------- */

static void
form_verify_mic(const struct parcel *parcel, struct world *world,
                struct rng *rng)
{
    gss_buffer_desc message = { parcel->plain_length, parcel->plain };
    gss_buffer_desc mic = { parcel->length, parcel->bytes };
    gss_qop_t storage, *qop = random_qop_state(rng, &storage);
    OM_uint32 major, minor = RECORD_MINOR;

    record_what(world->record, ", verify_mic");
    spoil_empty(rng, &message);
    do {
        major = gss_verify_mic(&minor, world_context(world, parcel->receiver),
                               &message, &mic, qop);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_outcome(world->record, " qop_state=%x", (unsigned)storage);
}

static void
form_unwrap(const struct parcel *parcel, struct world *world, struct rng *rng)
{
    gss_buffer_desc in = { parcel->length, parcel->bytes }, out;
    int conf_storage, *conf = random_state(rng, &conf_storage);
    gss_qop_t qop_storage, *qop = random_qop_state(rng, &qop_storage);
    OM_uint32 major, minor = RECORD_MINOR;

    record_what(world->record, ", unwrap");
    world->record->initiator_key = parcel->dce &&
        parcel_under_initiator_key(parcel);
    do {
        record_preset(&out);
        major = gss_unwrap(&minor, world_context(world, parcel->receiver),
                           &in, &out, conf, qop);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d qop_state=%x",
                   conf_storage, (unsigned)qop_storage);
    record_buffer(world->record, "plain", &out, true);
    if (world->record->routine == 0)
        world->record->plain_seen = record_hash(out.value, out.length);
    record_release(&out);
}

/* The associated data that belongs to the token, or none, or other. */
static void
choose_assoc(const struct parcel *parcel, struct rng *rng,
             gss_buffer_t assoc, bool *none)
{
    const struct token *token = parcel->token;
    bool first = token->pieces > 0 && token->piece[0].sign_only;

    assoc->value = parcel->plain;
    assoc->length = first ? token->piece[0].length : 0;
    if (assoc->length > parcel->plain_length)
        assoc->length = parcel->plain_length;
    *none = !first;
    if (rng_chance(rng, 5)) {
        *none = !*none;
        assoc->length = rng_below(rng, parcel->plain_length + 1);
    }
}

static void
form_unwrap_aead(const struct parcel *parcel, struct world *world,
                 struct rng *rng)
{
    gss_buffer_desc in = { parcel->length, parcel->bytes }, assoc, out;
    int conf_storage, *conf = random_state(rng, &conf_storage);
    gss_qop_t qop_storage, *qop = random_qop_state(rng, &qop_storage);
    OM_uint32 major, minor = RECORD_MINOR;
    bool none;

    choose_assoc(parcel, rng, &assoc, &none);
    record_what(world->record, ", unwrap_aead, %s%zu bytes",
                none ? "no " : "", assoc.length);
    spoil_empty(rng, &assoc);
    do {
        record_preset(&out);
        major = gss_unwrap_aead(&minor,
                                world_context(world, parcel->receiver), &in,
                                none ? GSS_C_NO_BUFFER : &assoc, &out, conf,
                                qop);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d qop_state=%x",
                   conf_storage, (unsigned)qop_storage);
    record_buffer(world->record, "plain", &out, true);
    if (major == GSS_S_COMPLETE)
        world->record->plain_seen = record_hash(out.value, out.length);
    record_release(&out);
}

/* ---- buffer lists --------------------------------------------------- */

/* What is unusual about a list; several may come together. */
struct shape {
    bool with_trailer;      /* TRAILER apart; else inside HEADER */
    bool with_padding;      /* a PADDING buffer, empty or not */
    bool one_data;          /* neighbouring DATA in one buffer */
    bool split_data;        /* the first DATA in two buffers */
    bool with_empty;        /* an EMPTY buffer in between */
    int header_moved;       /* so many bytes of DATA are in HEADER */
    unsigned headers;       /* usually 1 */
    bool drop_sign_only;
};

static void
choose_shape(const struct parcel *parcel, const struct world *world,
             struct rng *rng, struct shape *shape)
{
    const struct token *token = parcel->token;

    memset(shape, 0, sizeof(*shape));
    shape->headers = 1;
    shape->with_trailer = token->trailer > 0 || rng_chance(rng, 5);
    /* Rotated, the token goes into a list without TRAILER. */
    if (!token->old_format && token->length >= CFX_HEADER &&
        !world->detection && token->trailer > 0 && rng_chance(rng, 30))
        shape->with_trailer = false;
    shape->with_padding = token->padding > 0 || rng_chance(rng, 50);
    shape->one_data = rng_chance(rng, 50);
    shape->split_data = rng_chance(rng, 30);
    shape->with_empty = rng_chance(rng, 5);
    if (rng_chance(rng, 3))
        shape->header_moved = (int)rng_below(rng, 9) - 4;
    if (rng_chance(rng, 4))
        shape->headers = rng_below(rng, 2) * 2;
    shape->drop_sign_only = rng_chance(rng, 3);
}

/* How the bytes of the parcel, damaged or not, fall into buffers. */
struct cuts {
    size_t header, data, padding, trailer;
};

static size_t
take(size_t *left, size_t wanted)
{
    size_t taken = wanted < *left ? wanted : *left;

    *left -= taken;
    return taken;
}

static void
cut_parcel(const struct parcel *parcel, const struct shape *shape,
           struct cuts *cuts)
{
    const struct token *token = parcel->token;
    size_t left = parcel->length, header = token->header;

    if (!shape->with_trailer)
        header += token->trailer;
    if (shape->header_moved < 0 && header > 4)
        header -= (size_t)-shape->header_moved;
    else if (shape->header_moved > 0)
        header += (size_t)shape->header_moved;
    cuts->header = take(&left, header);
    cuts->trailer = shape->with_trailer ? take(&left, token->trailer) : 0;
    cuts->padding = shape->with_padding ? take(&left, token->padding) : 0;
    cuts->data = left;
}

/* A run of the message that goes into one or two buffers. */
struct run {
    bool sign_only;
    size_t offset;          /* in the message */
    size_t length;
};

/* The pieces of the token; neighbouring DATA is joined on demand. */
static unsigned
make_runs(const struct token *token, bool join, struct run *runs)
{
    unsigned i, n = 0;
    size_t offset = 0;

    for (i = 0; i < token->pieces; i++) {
        const struct piece *piece = &token->piece[i];

        if (join && n > 0 && !piece->sign_only && !runs[n - 1].sign_only) {
            runs[n - 1].length += piece->length;
        } else {
            runs[n].sign_only = piece->sign_only;
            runs[n].offset = offset;
            runs[n++].length = piece->length;
        }
        offset += piece->length;
    }
    return n;
}

/* One DATA buffer, or two. */
static void
add_data(struct iov_list *list, struct rng *rng, bool split,
         const unsigned char *data, size_t length)
{
    size_t first = split ? rng_below(rng, length + 1) : 0;

    if (split)
        iov_add(list, GSS_IOV_BUFFER_TYPE_DATA, data, first);
    iov_add(list, GSS_IOV_BUFFER_TYPE_DATA, data + first, length - first);
}

/* What is left of a run in a message that may have become shorter. */
static size_t
length_in(const struct parcel *parcel, const struct run *run)
{
    size_t left = parcel->plain_length > run->offset ?
        parcel->plain_length - run->offset : 0;

    return run->length < left ? run->length : left;
}

/*
 * DATA and SIGN_ONLY in the order they were signed in.  The carried bytes are
 * shared out among the DATA buffers; the last takes what is left.
 */
static void
add_pieces(const struct parcel *parcel, const struct shape *shape,
           struct rng *rng, const unsigned char *data, size_t left,
           struct iov_list *list)
{
    struct run runs[TOKEN_PIECES];
    unsigned n = make_runs(parcel->token, shape->one_data, runs);
    unsigned i, last = n;
    size_t part;
    bool split = shape->split_data;

    for (i = 0; i < n; i++)
        last = runs[i].sign_only ? last : i;
    for (i = 0; i < n; i++) {
        if (!runs[i].sign_only) {
            part = i == last ? take(&left, left) :
                take(&left, runs[i].length);
            add_data(list, rng, split, data, part);
            split = false;
            data += part;
        } else if (!shape->drop_sign_only) {
            iov_add(list, GSS_IOV_BUFFER_TYPE_SIGN_ONLY,
                    parcel->plain + runs[i].offset,
                    length_in(parcel, &runs[i]));
        }
    }
}

static void
build_parts(const struct parcel *parcel, const struct shape *shape,
            struct rng *rng, struct iov_list *list)
{
    const unsigned char *bytes = parcel->bytes;
    struct cuts cuts;
    unsigned i;

    cut_parcel(parcel, shape, &cuts);
    iov_start(list);
    for (i = 0; i < shape->headers; i++)
        iov_add(list, GSS_IOV_BUFFER_TYPE_HEADER, bytes, cuts.header);
    bytes += cuts.header;
    if (shape->with_empty)
        iov_add_empty(list, GSS_IOV_BUFFER_TYPE_EMPTY);
    add_pieces(parcel, shape, rng, bytes, cuts.data, list);
    bytes += cuts.data;
    if (shape->with_padding)
        iov_add(list, GSS_IOV_BUFFER_TYPE_PADDING, bytes, cuts.padding);
    bytes += cuts.padding;
    if (shape->with_trailer)
        iov_add(list, GSS_IOV_BUFFER_TYPE_TRAILER, bytes, cuts.trailer);
}

/* unwrap_iov, and what it left behind. */
static void
unwrap_list(const struct parcel *parcel, struct world *world,
            struct rng *rng, struct iov_list *list)
{
    int conf_storage, *conf = random_state(rng, &conf_storage);
    gss_qop_t qop_storage, *qop = random_qop_state(rng, &qop_storage);
    OM_uint32 major, minor = RECORD_MINOR;
    struct spoilt spoilt;

    spoil_list(&spoilt, world, rng, IOV_UNWRAP, list);
    do {
        major = gss_unwrap_iov(&minor, world_context(world, parcel->receiver),
                               conf, qop, list->iov, list->count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, list);
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d qop_state=%x",
                   conf_storage, (unsigned)qop_storage);
    iov_record(list, world->record, world->record->routine == 0);
    if (world->record->routine == 0)
        world->record->plain_seen = iov_data_hash(list);
}

/*
 * A genuine token with an RRC that only one world takes: nothing else must be
 * wrong with the list then.  And not with replay or sequence detection on, as
 * only one world's window would move: such a token gets the buffers its RRC
 * is for, or is not given at all (an empty list of HEADERs).
 */
static void
settle_rrc(const struct parcel *parcel, struct world *world,
           struct shape *shape)
{
    enum other_rrc rrc = parcel_rrc(parcel, shape->with_trailer);

    if (rrc == RRC_OTHER_GENUINE) {
        shape->drop_sign_only = false;
        shape->header_moved = 0;
    }
    if (rrc == RRC_OTHER_GENUINE && world->detection) {
        shape->with_trailer = !shape->with_trailer;
        rrc = parcel_rrc(parcel, shape->with_trailer);
    }
    if (rrc == RRC_OTHER_GENUINE && world->detection)
        shape->headers = 0;
    world->record->other_rrc = shape->headers == 1 ? rrc : RRC_USUAL;
}

static void
form_unwrap_iov(const struct parcel *parcel, struct world *world,
                struct rng *rng)
{
    struct iov_list list;
    struct shape shape;

    choose_shape(parcel, world, rng, &shape);
    settle_rrc(parcel, world, &shape);
    record_what(world->record, ", unwrap_iov%s%s%s%s%s%s, %u headers%+d",
                shape.with_trailer ? " T" : "", shape.with_padding ? " P" : "",
                shape.one_data ? " one" : "", shape.split_data ? " split" : "",
                shape.with_empty ? " E" : "",
                shape.drop_sign_only ? " no S" : "", shape.headers,
                shape.header_moved);
    build_parts(parcel, &shape, rng, &list);
    unwrap_list(parcel, world, rng, &list);
    iov_free(&list);
}

/* STREAM and the buffers that go with it. */
enum stream_data {
    STREAM_DATA, STREAM_DATA_ALLOCATE, STREAM_DATA_LENT, STREAM_NO_DATA,
    STREAM_TWO_DATA
};

static void
add_stream_data(struct iov_list *list, enum stream_data kind)
{
    switch (kind) {
    case STREAM_DATA:
        iov_add_empty(list, GSS_IOV_BUFFER_TYPE_DATA);
        break;
    case STREAM_DATA_ALLOCATE:
        iov_add_empty(list, GSS_IOV_BUFFER_TYPE_DATA |
                      GSS_IOV_BUFFER_FLAG_ALLOCATE);
        break;
    case STREAM_DATA_LENT:
        iov_add(list, GSS_IOV_BUFFER_TYPE_DATA, "lent", 4);
        break;
    case STREAM_NO_DATA:
        break;
    case STREAM_TWO_DATA:
        iov_add_empty(list, GSS_IOV_BUFFER_TYPE_DATA);
        iov_add_empty(list, GSS_IOV_BUFFER_TYPE_DATA);
        break;
    }
}

/* Puts SIGN_ONLY pieces before or after DATA, as they were signed. */
static void
build_stream(const struct parcel *parcel, enum stream_data kind, bool last,
             bool drop_sign_only, struct iov_list *list)
{
    struct run runs[TOKEN_PIECES];
    unsigned n = make_runs(parcel->token, true, runs), i;
    bool data_done = false;

    iov_start(list);
    if (!last)
        iov_add(list, GSS_IOV_BUFFER_TYPE_STREAM, parcel->bytes,
                parcel->length);
    for (i = 0; i < n; i++) {
        if (!runs[i].sign_only && !data_done) {
            add_stream_data(list, kind);
            data_done = true;
        } else if (runs[i].sign_only && !drop_sign_only) {
            iov_add(list, GSS_IOV_BUFFER_TYPE_SIGN_ONLY,
                    parcel->plain + runs[i].offset,
                    length_in(parcel, &runs[i]));
        }
    }
    if (!data_done)
        add_stream_data(list, kind);
    if (last)
        iov_add(list, GSS_IOV_BUFFER_TYPE_STREAM, parcel->bytes,
                parcel->length);
}

/* Where the plaintext lies: MIT points into the caller's STREAM buffer. */
static void
record_place(const struct iov_list *list, struct record *record)
{
    const unsigned char *stream = NULL, *data;
    size_t length = 0;
    int i;

    for (i = 0; i < list->count; i++) {
        if (GSS_IOV_BUFFER_TYPE(list->iov[i].type) ==
            GSS_IOV_BUFFER_TYPE_STREAM) {
            stream = list->iov[i].buffer.value;
            length = list->iov[i].buffer.length;
        }
    }
    for (i = 0; i < list->count; i++) {
        data = list->iov[i].buffer.value;
        /* Memory of its own may begin where STREAM ends. */
        if (GSS_IOV_BUFFER_TYPE(list->iov[i].type) ==
            GSS_IOV_BUFFER_TYPE_DATA && stream != NULL && data >= stream &&
            (size_t)(data - stream) + list->iov[i].buffer.length <= length)
            record_outcome(record, " at=%zu", (size_t)(data - stream));
    }
}

static void
form_stream(const struct parcel *parcel, struct world *world,
            struct rng *rng)
{
    enum stream_data kind = STREAM_DATA;
    bool last = rng_chance(rng, 10), drop = rng_chance(rng, 3);
    struct iov_list list;

    if (rng_chance(rng, 40))
        kind = STREAM_DATA_ALLOCATE;
    else if (rng_chance(rng, 20))
        kind = (enum stream_data)(STREAM_DATA_LENT + rng_below(rng, 3));
    record_what(world->record, ", stream, data %u%s%s", (unsigned)kind,
                last ? ", last" : "", drop ? ", no S" : "");
    world->record->not_one_data = kind == STREAM_NO_DATA ||
        kind == STREAM_TWO_DATA;
    build_stream(parcel, kind, last, drop, &list);
    unwrap_list(parcel, world, rng, &list);
    record_place(&list, world->record);
    iov_free(&list);
}

/* The message in any number of buffers, DATA or SIGN_ONLY, and the MIC. */
static void
build_mic_list(const struct parcel *parcel, struct rng *rng,
               unsigned tokens, struct iov_list *list)
{
    unsigned buffers = rng_below(rng, 4), before = rng_below(rng, 4), i;
    size_t at = 0, n;
    OM_uint32 type;

    iov_start(list);
    for (i = 0; i <= buffers; i++) {
        if (i == before && tokens > 0)
            iov_add(list, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, parcel->bytes,
                    parcel->length);
        n = i == buffers ? parcel->plain_length - at :
            rng_below(rng, parcel->plain_length - at + 1);
        type = rng_chance(rng, 70) ? GSS_IOV_BUFFER_TYPE_DATA :
            GSS_IOV_BUFFER_TYPE_SIGN_ONLY;
        iov_add(list, type, parcel->plain + at, n);
        at += n;
    }
    for (i = before <= buffers ? 1 : 0; i < tokens; i++)
        iov_add(list, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, parcel->bytes,
                parcel->length);
}

static void
form_verify_mic_iov(const struct parcel *parcel, struct world *world,
                    struct rng *rng)
{
    unsigned tokens = rng_chance(rng, 4) ? rng_below(rng, 2) * 2 : 1;
    gss_qop_t storage, *qop = random_qop_state(rng, &storage);
    struct iov_list list;
    struct spoilt spoilt;
    OM_uint32 major, minor = RECORD_MINOR;

    record_what(world->record, ", verify_mic_iov, %u tokens", tokens);
    build_mic_list(parcel, rng, tokens, &list);
    spoil_list(&spoilt, world, rng, IOV_VERIFY_MIC, &list);
    do {
        major = gss_verify_mic_iov(&minor,
                                   world_context(world, parcel->receiver),
                                   qop, list.iov, list.count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, &list);
    record_result(world->record, major, minor);
    record_outcome(world->record, " qop_state=%x", (unsigned)storage);
    iov_record(&list, world->record, true);
    iov_free(&list);
}

/* ---- choice --------------------------------------------------------- */

struct form {
    unsigned mic, wrap;         /* percent, for tokens of this kind */
    form_function *receive;
};

static const struct form forms[] = {
    { 60, 0, form_verify_mic },
    { 40, 0, form_verify_mic_iov },
    { 0, 30, form_unwrap },
    { 0, 15, form_unwrap_aead },
    { 0, 35, form_unwrap_iov },
    { 0, 20, form_stream }
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* MIT's library stops the process on a MIC of just 16 bytes in a list. */
static bool
mit_aborts(const struct parcel *parcel)
{
    return parcel->length == CFX_HEADER;
}

/*
 * What it must not get in a list: framing (it takes the wrong bytes for the
 * header, and some are random); in a STREAM also an RFC 1964 token for a
 * context of an RFC 4121 enctype (it reads through a NULL pointer).
 */
static bool
starts_with(const struct parcel *parcel, unsigned first, unsigned second)
{
    return !parcel->token->old_format && parcel->length >= 2 &&
        parcel->bytes[0] == first && parcel->bytes[1] == second;
}

static bool
mit_misreads_framing(const struct parcel *parcel)
{
    return starts_with(parcel, 0x60, 0x82);
}

static bool
mit_crashes(const struct parcel *parcel)
{
    return starts_with(parcel, 1, 1) || starts_with(parcel, 1, 2) ||
        starts_with(parcel, 2, 1);
}

/*
 * An RFC 1964 token of no data and no padding (DCE style has none): taken
 * whole, its last random byte is read as the length of the padding.
 */
static bool
padding_is_random(const struct parcel *parcel)
{
    const struct token *token = parcel->token;

    return token->old_format && token->wrap &&
        token->data + token->padding == 0;
}

static form_function *
choose_form(const struct parcel *parcel, struct rng *rng, bool any_form)
{
    uint32_t pick = rng_below(rng, 100);
    size_t i = 0;
    form_function *receive;
    bool stream;

    if (any_form) {
        i = rng_below(rng, FORMS);
    } else {
        while (pick >= (parcel->token->wrap ? forms[i].wrap : forms[i].mic)) {
            pick -= parcel->token->wrap ? forms[i].wrap : forms[i].mic;
            i++;
        }
    }
    receive = forms[i].receive;
    stream = receive == form_stream || receive == form_unwrap_aead;
    if (receive == form_verify_mic_iov &&
        (mit_aborts(parcel) || mit_misreads_framing(parcel)))
        receive = form_verify_mic;
    else if ((receive == form_unwrap_iov || stream) &&
             mit_misreads_framing(parcel))
        receive = form_unwrap;
    else if (stream && mit_crashes(parcel))
        receive = form_unwrap;
    else if ((stream || receive == form_unwrap) && padding_is_random(parcel))
        receive = form_unwrap_iov;
    return receive;
}

void
parcel_receive(struct parcel *parcel, struct world *world, struct rng *rng,
               bool any_form)
{
    struct record *record = world->record;

    record->kind = RECORD_RECEIVED;
    record->receiver = parcel->receiver;
    record->imported = world->imported[parcel->receiver];
    record->plain_expected = carried_hash(parcel);
    record->framing_wrong = parcel_framing_is_wrong(parcel);
    choose_form(parcel, rng, any_form)(parcel, world, rng);
}
