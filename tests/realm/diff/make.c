/* SPDX-License-Identifier: MIT */
/*
 * The steps that make tokens, and those that only ask how long they would be.
 */
#include "realm/diff/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/diff/iov.h"
#include "realm/diff/shortage.h"
#include "realm/diff/spoil.h"

/* Bytes, in an RFC 1964 wrap token. */
#define OLD_CONFOUNDER 8

#define CFX_HEADER 16

/*
 * Orders of buffers.  H header, D data, S sign only, P padding, T trailer,
 * E empty, N data without bytes, M mechanism parameters, U a type nobody
 * knows.  K is the token of a MIC.
 */
static const char *const wrap_layouts[] = {
    "HDPT", "HDPT", "HDPT", "HDPT", "HDPT", "HDP", "HDP", "HDT", "HDT", "HD",
    "HD", "HDDPT", "HDDDPT", "HDDD", "HDDDDP", "SHDPT", "HSDPT", "HDSPT",
    "HSDSPT", "HDSDPT", "HSDP", "SHDSDS", "HSPT", "HS", "HPT", "H", "DPT",
    "D", "HHDPT", "HDPTT", "HDPPT", "HNPT", "HNDPT", "HEDPT", "HDEPTE",
    "HMDPT", "HUDPT", "DHTP", "TDHP"
};

static const char *const mic_layouts[] = {
    "DK", "DK", "DK", "KD", "DDK", "DKDD", "SDK", "SK", "K", "DSDK", "D",
    "DKK", "NK", "EDK", "DPK", "HDK"
};

#define PICK(rng, table) \
    (table)[rng_below(rng, sizeof(table) / sizeof((table)[0]))]

/* How the caller lends a buffer for output. */
enum lend { LEND_ALLOCATE, LEND_EXACT, LEND_LARGER, LEND_SMALLER, LEND_NONE };

static enum lend
random_lend(struct rng *rng)
{
    static const enum lend lends[] = {
        LEND_ALLOCATE, LEND_ALLOCATE, LEND_ALLOCATE, LEND_ALLOCATE,
        LEND_ALLOCATE, LEND_ALLOCATE, LEND_ALLOCATE, LEND_ALLOCATE,
        LEND_EXACT, LEND_EXACT, LEND_EXACT, LEND_EXACT, LEND_EXACT,
        LEND_EXACT, LEND_EXACT, LEND_EXACT, LEND_LARGER, LEND_LARGER,
        LEND_SMALLER, LEND_NONE
    };

    return PICK(rng, lends);
}

/* ---- tokens that were made ----------------------------------------- */

static bool
is_cfx(const unsigned char *bytes, size_t length)
{
    return length >= CFX_HEADER && (bytes[0] == 4 || bytes[0] == 5) &&
        bytes[1] == 4;
}

/*
 * What must be the same in both worlds although the rest is random: TOK_ID,
 * flags, filler, EC, RRC, and the number relative to the side's first.
 */
static void
record_header(struct world *world, enum side side, const unsigned char *bytes,
              size_t length)
{
    uint64_t number = 0;
    int i;

    if (is_cfx(bytes, length)) {
        for (i = 8; i < 16; i++)
            number = number << 8 | bytes[i];
        if (!world->seen_first[side]) {
            world->seen_first[side] = true;
            world->first_number[side] = number - world->pool[side].made;
        }
        record_outcome(world->record,
                       " head=%02x%02x%02x%02x%02x%02x%02x%02x#%lld",
                       bytes[0], bytes[1], bytes[2], bytes[3], bytes[4],
                       bytes[5], bytes[6], bytes[7],
                       (long long)(number - world->first_number[side]));
    } else {
        record_outcome(world->record, " head=%02x",
                       length > 0 ? bytes[0] : 0u);
    }
}

static struct token *
new_token(const struct world *world, bool wrap, bool conf,
          const unsigned char *plain, size_t length)
{
    struct token *token = calloc(1, sizeof(*token));

    if (token == NULL) {
        perror("calloc");
        exit(1);
    }
    token->wrap = wrap;
    token->conf = conf;
    token->old_format = world->old_format;
    token->dce = world->dce;
    token->checksum = world->checksum;
    token->plain = copy_bytes(plain, length);
    token->plain_length = length;
    return token;
}

static void
add_piece(struct token *token, bool sign_only, size_t length)
{
    token->piece[token->pieces].sign_only = sign_only;
    token->piece[token->pieces].length = length;
    token->pieces++;
}

static void
keep(struct world *world, enum side side, struct token *token)
{
    record_header(world, side, token->bytes, token->length);
    if (token->conf)
        world->record->sealed = record_hash(token->bytes, token->length);
    pool_add(&world->pool[side], token);
}

/*
 * Where a token made in one buffer is to be cut: asks for the lengths of the
 * buffers it could have been made in.  What is left is the trailer (in DCE
 * style it is shorter than that of a token made in a list).
 */
static void
find_cuts(struct world *world, enum side side, struct token *token)
{
    struct iov_list list;
    gss_iov_buffer_t header, padding;
    OM_uint32 major, minor;
    size_t used;
    int conf;

    token->data = token_carried(token);
    iov_start(&list);
    header = iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_HEADER);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, NULL, token->data);
    padding = iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_PADDING);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_TRAILER);
    do {
        major = gss_wrap_iov_length(&minor, world_context(world, side),
                                    token->conf, GSS_C_QOP_DEFAULT, &conf,
                                    list.iov, list.count);
    } while (shortage_again(major));
    record_status(world->record, "cuts", major);
    token->header = header->buffer.length;
    token->padding = padding->buffer.length;
    used = token->header + token->data + token->padding;
    token->trailer = token->length > used ? token->length - used : 0;
    iov_free(&list);
}

/* ---- one buffer in, one token out ---------------------------------- */

static void
make_mic(struct world *world, enum side side, gss_qop_t qop,
         const gss_buffer_desc *message)
{
    gss_buffer_desc in = *message, out;
    struct token *token;
    OM_uint32 major, minor = RECORD_MINOR;

    do {
        record_preset(&out);
        major = gss_get_mic(&minor, world_context(world, side), qop, &in,
                            &out);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_buffer(world->record, "mic", &out, false);
    if (major == GSS_S_COMPLETE) {
        token = new_token(world, false, false, in.value, in.length);
        add_piece(token, false, in.length);
        token->bytes = copy_bytes(out.value, out.length);
        token->length = out.length;
        keep(world, side, token);
    }
    record_release(&out);
}

void
step_get_mic(struct world *world, struct step *step)
{
    gss_buffer_desc message;
    gss_qop_t qop = random_qop(&step->rng);
    unsigned char *bytes;

    message.value = random_message(&step->rng, &message.length);
    record_what(world->record, ", %zu bytes, qop %x", message.length,
                (unsigned)qop);
    bytes = message.value;
    spoil_empty(&step->rng, &message);
    make_mic(world, step->side, qop, &message);
    free(bytes);
}

/* A row of MICs that will be late or never come. */
void
step_drop(struct world *world, struct step *step)
{
    struct pool *pool = &world->pool[step->side];
    gss_buffer_desc message = { 4, (void *)(uintptr_t)"late" };
    uint32_t most = world->script.mode == MODE_GAPS ? 200 : 62;
    uint32_t count = 1 + rng_below(&step->rng, most), i;

    record_what(world->record, ", %u MICs", (unsigned)count);
    for (i = 0; i < count; i++)
        make_mic(world, step->side, GSS_C_QOP_DEFAULT, &message);
    pool->cursor = pool->made;
}

void
step_wrap(struct world *world, struct step *step)
{
    gss_buffer_desc in, out;
    struct token *token;
    int conf = (int)rng_below(&step->rng, 2), storage, *state;
    gss_qop_t qop = random_qop(&step->rng);
    OM_uint32 major, minor = RECORD_MINOR;
    unsigned char *bytes;

    bytes = in.value = random_message(&step->rng, &in.length);
    spoil_empty(&step->rng, &in);
    state = random_state(&step->rng, &storage);
    record_what(world->record, ", conf %d, %zu bytes, qop %x", conf,
                in.length, (unsigned)qop);
    do {
        record_preset(&out);
        major = gss_wrap(&minor, world_context(world, step->side), conf, qop,
                         &in, state, &out);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d", storage);
    record_buffer(world->record, "token", &out, false);
    if (major == GSS_S_COMPLETE) {
        token = new_token(world, true, conf != 0, in.value, in.length);
        add_piece(token, false, in.length);
        token->bytes = copy_bytes(out.value, out.length);
        token->length = out.length;
        find_cuts(world, step->side, token);
        keep(world, step->side, token);
    }
    record_release(&out);
    free(bytes);
}

/*
 * How many bytes the length in the framing of an RFC 1964 token takes, by
 * the length of what it counts.
 */
static int
framing_class(size_t length)
{
    return (length >= 0x80) + (length >= 0x100) + (length >= 0x10000);
}

/*
 * MIT's gss_wrap_iov_length counts what is only signed into the length in
 * the framing, and gss_wrap_iov does not; so that the two, and the token of
 * gss_wrap_aead, fit together only where it makes no difference.  Header and
 * padding have 40 to 90 bytes.
 */
static bool
mit_frames_right(size_t data, size_t assoc)
{
    return framing_class(data + 40) == framing_class(data + assoc + 90);
}

void
step_wrap_aead(struct world *world, struct step *step)
{
    gss_buffer_desc all, assoc, in, out;
    struct token *token;
    int conf = (int)rng_below(&step->rng, 2), storage, *state;
    bool no_assoc = rng_chance(&step->rng, 20);
    gss_qop_t qop = random_qop(&step->rng);
    OM_uint32 major, minor = RECORD_MINOR;

    all.value = random_message(&step->rng, &all.length);
    assoc.value = all.value;
    assoc.length = no_assoc ? 0 : rng_below(&step->rng, all.length + 1);
    in.value = (unsigned char *)all.value + assoc.length;
    in.length = all.length - assoc.length;
    if (world->old_format && !mit_frames_right(in.length, assoc.length)) {
        assoc.length = 0;
        in = all;
    }
    state = random_state(&step->rng, &storage);
    record_what(world->record, ", conf %d, %s%zu+%zu bytes, qop %x", conf,
                no_assoc ? "no " : "", assoc.length, in.length,
                (unsigned)qop);
    spoil_empty(&step->rng, &assoc);
    spoil_empty(&step->rng, &in);
    do {
        record_preset(&out);
        major = gss_wrap_aead(&minor, world_context(world, step->side), conf,
                              qop, no_assoc ? GSS_C_NO_BUFFER : &assoc, &in,
                              state, &out);
    } while (shortage_again(major));
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d", storage);
    record_buffer(world->record, "token", &out, false);
    if (major == GSS_S_COMPLETE) {
        token = new_token(world, true, conf != 0, all.value, all.length);
        if (!no_assoc)
            add_piece(token, true, assoc.length);
        add_piece(token, false, in.length);
        token->bytes = copy_bytes(out.value, out.length);
        token->length = out.length;
        find_cuts(world, step->side, token);
        keep(world, step->side, token);
    }
    record_release(&out);
    free(all.value);
}

/* ---- buffer lists --------------------------------------------------- */

static OM_uint32
type_of(char letter)
{
    static const char letters[] = "HDSPTENMUK";
    static const OM_uint32 types[] = {
        GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_DATA,
        GSS_IOV_BUFFER_TYPE_SIGN_ONLY, GSS_IOV_BUFFER_TYPE_PADDING,
        GSS_IOV_BUFFER_TYPE_TRAILER, GSS_IOV_BUFFER_TYPE_EMPTY,
        GSS_IOV_BUFFER_TYPE_DATA, GSS_IOV_BUFFER_TYPE_MECH_PARAMS, 0x55,
        GSS_IOV_BUFFER_TYPE_MIC_TOKEN
    };

    return types[strchr(letters, letter) - letters];
}

static unsigned
count_of(const char *layout, char letter)
{
    unsigned n = 0;

    for (; *layout != '\0'; layout++)
        n += *layout == letter;
    return n;
}

/* A message and its cut into the D and S buffers of a layout, in order. */
struct cut_message {
    unsigned char *bytes;
    size_t length;
    struct piece piece[TOKEN_PIECES];
    unsigned pieces;
};

/* Nothing is only signed where that would change MIT's framing. */
static void
shorten_signed(struct cut_message *cut)
{
    size_t assoc = 0, i;

    for (i = 0; i < cut->pieces; i++)
        assoc += cut->piece[i].sign_only ? cut->piece[i].length : 0;
    if (!mit_frames_right(cut->length - assoc, assoc)) {
        for (i = 0; i < cut->pieces; i++) {
            if (cut->piece[i].sign_only)
                cut->piece[i].length = 0;
        }
        cut->length -= assoc;
    }
}

static void
cut_for_layout(const struct world *world, struct rng *rng, const char *layout,
               struct cut_message *cut)
{
    unsigned last = count_of(layout, 'D') + count_of(layout, 'S');
    size_t left;

    cut->bytes = random_message(rng, &cut->length);
    left = last == 0 ? 0 : cut->length;
    cut->length = left;
    for (cut->pieces = 0; *layout != '\0'; layout++) {
        if (*layout == 'D' || *layout == 'S') {
            struct piece *piece = &cut->piece[cut->pieces++];

            piece->sign_only = *layout == 'S';
            piece->length = cut->pieces == last ? left :
                rng_below(rng, left + 1);
            left -= piece->length;
        }
    }
    if (world->old_format)
        shorten_signed(cut);
}

/* A buffer the library is to fill, lent in one of the ways. */
static void
lend_buffer(struct iov_list *list, OM_uint32 type, enum lend lend,
            size_t needed)
{
    switch (lend) {
    case LEND_ALLOCATE:
        iov_add_empty(list, type | GSS_IOV_BUFFER_FLAG_ALLOCATE);
        break;
    case LEND_EXACT:
        iov_add(list, type, NULL, needed);
        break;
    case LEND_LARGER:
        iov_add(list, type, NULL, needed + 13);
        break;
    case LEND_SMALLER:
        iov_add(list, type, NULL, needed > 0 ? needed - 1 : 0);
        break;
    case LEND_NONE:
        iov_add_empty(list, type);
        break;
    }
}

/*
 * The list for a layout.  `needed` is one for the same layout as the length
 * call left it, or NULL to lend nothing.
 */
static void
build_list(struct rng *rng, const char *layout, const struct cut_message *cut,
           const struct iov_list *needed, struct iov_list *list)
{
    const unsigned char *bytes = cut->bytes;
    unsigned piece = 0;
    size_t i;

    iov_start(list);
    for (i = 0; layout[i] != '\0'; i++) {
        OM_uint32 type = type_of(layout[i]);

        if (layout[i] == 'D' || layout[i] == 'S') {
            iov_add(list, type, bytes, cut->piece[piece].length);
            bytes += cut->piece[piece++].length;
        } else if (needed == NULL || strchr("ENMU", layout[i]) != NULL ||
                   (layout[i] == 'P' && count_of(layout, 'P') > 1)) {
            iov_add_empty(list, type);
        } else {
            lend_buffer(list, type, random_lend(rng),
                        needed->iov[i].buffer.length);
        }
    }
}

/*
 * MIT's library stops the process when it is asked how long an RFC 1964 token
 * without confidentiality would be and no single PADDING buffer is there.
 */
static bool
length_call_aborts(const struct world *world, const char *layout, int conf)
{
    return world->old_format && conf == 0 && count_of(layout, 'P') != 1;
}

static void
wrap_lengths(struct world *world, struct step *step, const char *layout,
             int conf, const struct cut_message *cut, struct iov_list *list)
{
    struct spoilt spoilt;
    OM_uint32 major, minor;
    int state;

    build_list(&step->rng, layout, cut, NULL, list);
    if (!length_call_aborts(world, layout, conf)) {
        spoil_list(&spoilt, world, &step->rng, IOV_WRAP_LENGTH, list);
        do {
            major = gss_wrap_iov_length(&minor,
                                        world_context(world, step->side),
                                        conf, GSS_C_QOP_DEFAULT, &state,
                                        list->iov, list->count);
        } while (shortage_again(major));
        spoil_undo(&spoilt, list);
        record_status(world->record, "need", major);
    }
}

/* The length of a buffer that is there just once: MIT uses no other. */
static size_t
single_length(const struct iov_list *list, const char *layout, char letter)
{
    return count_of(layout, letter) == 1 ?
        iov_length_of(list, type_of(letter)) : 0;
}

static unsigned char *
gather_single(const struct iov_list *list, const char *layout, char letter,
              unsigned char *to)
{
    return count_of(layout, letter) == 1 ?
        iov_gather(list, type_of(letter), to) : to;
}

/* Bytes and cuts of a token from the buffers it was made in. */
static struct token *
token_from_list(const struct world *world, const struct iov_list *list,
                const char *layout, const struct cut_message *cut, bool wrap,
                bool conf)
{
    struct token *token = new_token(world, wrap, conf, cut->bytes,
                                    cut->length);
    unsigned char *end;
    unsigned i;

    for (i = 0; i < cut->pieces; i++)
        add_piece(token, cut->piece[i].sign_only, cut->piece[i].length);
    token->header = single_length(list, layout, wrap ? 'H' : 'K');
    if (wrap) {
        token->data = iov_length_of(list, GSS_IOV_BUFFER_TYPE_DATA);
        token->padding = single_length(list, layout, 'P');
        token->trailer = single_length(list, layout, 'T');
    }
    token->length = token->header + token->data + token->padding +
        token->trailer;
    token->bytes = copy_bytes(NULL, token->length);
    end = gather_single(list, layout, wrap ? 'H' : 'K', token->bytes);
    if (wrap) {
        end = iov_gather(list, GSS_IOV_BUFFER_TYPE_DATA, end);
        end = gather_single(list, layout, 'P', end);
        gather_single(list, layout, 'T', end);
    }
    return token;
}

/* wrap_iov; if it fails for want of memory the message must be what it was. */
static OM_uint32
wrap_list(struct world *world, const struct step *step, int conf,
          gss_qop_t qop, int *state, struct iov_list *list)
{
    uint64_t message = iov_data_hash(list);
    OM_uint32 major, minor = RECORD_MINOR;
    bool again;

    do {
        major = gss_wrap_iov(&minor, world_context(world, step->side), conf,
                             qop, state, list->iov, list->count);
        again = shortage_again(major);
        if (again && iov_data_hash(list) != message)
            record_outcome(world->record, " MESSAGE LOST");
    } while (again);
    record_result(world->record, major, minor);
    return major;
}

void
step_wrap_iov(struct world *world, struct step *step)
{
    const char *layout = PICK(&step->rng, wrap_layouts);
    int conf = (int)rng_below(&step->rng, 2), storage, *state;
    gss_qop_t qop = random_qop(&step->rng);
    struct cut_message cut;
    struct iov_list needed, list;
    struct spoilt spoilt;
    OM_uint32 major;
    bool sealed;

    cut_for_layout(world, &step->rng, layout, &cut);
    state = random_state(&step->rng, &storage);
    record_what(world->record, ", %s, conf %d, %zu bytes, qop %x", layout,
                conf, cut.length, (unsigned)qop);
    wrap_lengths(world, step, layout, conf, &cut, &needed);
    build_list(&step->rng, layout, &cut, &needed, &list);
    spoil_list(&spoilt, world, &step->rng, IOV_WRAP, &list);
    major = wrap_list(world, step, conf, qop, state, &list);
    spoil_undo(&spoilt, &list);
    record_outcome(world->record, " conf_state=%d", storage);
    sealed = conf != 0 && strpbrk(layout, "DN") != NULL;
    iov_record(&list, world->record, major != GSS_S_COMPLETE || !sealed);
    if (major == GSS_S_COMPLETE)
        keep(world, step->side,
             token_from_list(world, &list, layout, &cut, true, sealed));
    iov_free(&list);
    iov_free(&needed);
    free(cut.bytes);
}

void
step_wrap_iov_length(struct world *world, struct step *step)
{
    const char *layout = PICK(&step->rng, wrap_layouts);
    int conf = (int)rng_below(&step->rng, 2), storage, *state;
    gss_qop_t qop = random_qop(&step->rng);
    struct cut_message cut;
    struct iov_list list;
    struct spoilt spoilt;
    OM_uint32 major, minor = RECORD_MINOR;

    if (length_call_aborts(world, layout, conf))
        conf = 1;
    cut_for_layout(world, &step->rng, layout, &cut);
    state = random_state(&step->rng, &storage);
    record_what(world->record, ", %s, conf %d, %zu bytes, qop %x", layout,
                conf, cut.length, (unsigned)qop);
    build_list(&step->rng, layout, &cut, NULL, &list);
    spoil_list(&spoilt, world, &step->rng, IOV_WRAP_LENGTH, &list);
    do {
        major = gss_wrap_iov_length(&minor, world_context(world, step->side),
                                    conf, qop, state, list.iov, list.count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, &list);
    record_result(world->record, major, minor);
    record_outcome(world->record, " conf_state=%d", storage);
    iov_record(&list, world->record, true);
    iov_free(&list);
    free(cut.bytes);
}

/*
 * MIT says that the MIC of an RFC 1964 context has a confounder, of 8 bytes,
 * which it has not: the entry `list` holds the answer in.  Takes them off.
 */
static void
correct_mic_length(const struct world *world, enum side side,
                   struct iov_list *list)
{
    bool ours = world->ours && !world->imported[side];
    int i;

    for (i = 0; i < list->count; i++) {
        if (world->old_format && !ours &&
            GSS_IOV_BUFFER_TYPE(list->iov[i].type) ==
            GSS_IOV_BUFFER_TYPE_MIC_TOKEN &&
            list->iov[i].buffer.length >= OLD_CONFOUNDER)
            list->iov[i].buffer.length -= OLD_CONFOUNDER;
    }
}

void
step_get_mic_iov(struct world *world, struct step *step)
{
    const char *layout = PICK(&step->rng, mic_layouts);
    gss_qop_t qop = random_qop(&step->rng);
    struct cut_message cut;
    struct iov_list needed, list;
    struct spoilt spoilt;
    OM_uint32 major, minor = RECORD_MINOR;

    cut_for_layout(world, &step->rng, layout, &cut);
    record_what(world->record, ", %s, %zu bytes, qop %x", layout, cut.length,
                (unsigned)qop);
    build_list(&step->rng, layout, &cut, NULL, &needed);
    spoil_list(&spoilt, world, &step->rng, IOV_GET_MIC_LENGTH, &needed);
    do {
        major = gss_get_mic_iov_length(&minor,
                                       world_context(world, step->side),
                                       GSS_C_QOP_DEFAULT, needed.iov,
                                       needed.count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, &needed);
    record_status(world->record, "need", major);
    if (major == GSS_S_COMPLETE)
        correct_mic_length(world, step->side, &needed);
    build_list(&step->rng, layout, &cut, &needed, &list);
    spoil_list(&spoilt, world, &step->rng, IOV_GET_MIC, &list);
    do {
        major = gss_get_mic_iov(&minor, world_context(world, step->side), qop,
                                list.iov, list.count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, &list);
    record_result(world->record, major, minor);
    iov_record(&list, world->record, true);
    if (major == GSS_S_COMPLETE)
        keep(world, step->side,
             token_from_list(world, &list, layout, &cut, false, false));
    iov_free(&list);
    iov_free(&needed);
    free(cut.bytes);
}

void
step_get_mic_iov_length(struct world *world, struct step *step)
{
    const char *layout = PICK(&step->rng, mic_layouts);
    gss_qop_t qop = random_qop(&step->rng);
    struct cut_message cut;
    struct iov_list list;
    struct spoilt spoilt;
    OM_uint32 major, minor = RECORD_MINOR;

    cut_for_layout(world, &step->rng, layout, &cut);
    record_what(world->record, ", %s, %zu bytes, qop %x", layout, cut.length,
                (unsigned)qop);
    build_list(&step->rng, layout, &cut, NULL, &list);
    spoil_list(&spoilt, world, &step->rng, IOV_GET_MIC_LENGTH, &list);
    do {
        major = gss_get_mic_iov_length(&minor,
                                       world_context(world, step->side), qop,
                                       list.iov, list.count);
    } while (shortage_again(major));
    spoil_undo(&spoilt, &list);
    record_result(world->record, major, minor);
    if (world->old_format && major == GSS_S_COMPLETE) {
        world->record->old_length = iov_length_of(
            &list, GSS_IOV_BUFFER_TYPE_MIC_TOKEN);
        correct_mic_length(world, step->side, &list);
    }
    iov_record(&list, world->record, true);
    iov_free(&list);
    free(cut.bytes);
}
