/* SPDX-License-Identifier: MIT */
#include "realm/matrix/message.h"

#include <string.h>

#include "realm/diff/iov.h"
#include "realm/gss_oids.h"

/* Bytes in each DATA and SIGN_ONLY buffer: DES3 in DCE style wants blocks. */
#define PIECE 24

static gss_buffer_desc
as_buffer(const struct bytes *bytes)
{
    gss_buffer_desc buffer = { bytes->length, bytes->data };

    return buffer;
}

/* Takes a buffer over from the library. */
static struct bytes
take_over(gss_buffer_t buffer)
{
    struct bytes copy = bytes_copy(buffer->value, buffer->length);
    OM_uint32 minor;

    gss_release_buffer(&minor, buffer);
    return copy;
}

static bool
same(const struct bytes *a, const void *data, size_t length)
{
    return a->length == length &&
        (length == 0 || memcmp(a->data, data, length) == 0);
}

uint64_t
token_number(const struct bytes *token)
{
    uint64_t number = 0;
    size_t i;

    for (i = 8; i < 16 && i < token->length; i++)
        number = number << 8 | token->data[i];
    return number;
}

/* RFC 1964 framing names the mechanism, and IAKERB's OID is shorter. */
static size_t
mic_length(const struct peer *peer)
{
    size_t length = peer->facts->mic;

    if (peer->facts->old_format && peer->dialog.mech == &oid_iakerb)
        length -= oid_krb5.length - oid_iakerb.length;
    return length;
}

/* ---- single buffers ------------------------------------------------- */

struct bytes
make_mic(struct peer *peer, const struct bytes *message)
{
    gss_buffer_desc in = as_buffer(message), mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    if (peer->verdict.good) {
        major = gss_get_mic(&minor, peer->end.ctx, GSS_C_QOP_DEFAULT, &in,
                            &mic);
        expect_major(peer, "gss_get_mic", major, minor, GSS_S_COMPLETE);
        expect(peer, mic.length == mic_length(peer),
               "a MIC of %zu bytes, not %zu", mic.length, mic_length(peer));
    }
    return take_over(&mic);
}

void
take_mic(struct peer *peer, const struct bytes *message,
         const struct bytes *mic, OM_uint32 want)
{
    gss_buffer_desc in = as_buffer(message), token = as_buffer(mic);
    gss_qop_t qop = 77;
    OM_uint32 major, minor;

    if (peer->verdict.good) {
        major = gss_verify_mic(&minor, peer->end.ctx, &in, &token, &qop);
        expect_major(peer, "gss_verify_mic", major, minor, want);
        expect(peer, qop == GSS_C_QOP_DEFAULT, "qop_state %u", (unsigned)qop);
    }
}

void
exchange_mic(struct peer *peer, enum side from, size_t length, OM_uint32 want)
{
    struct bytes message = bytes_pattern(length), mic;

    if (peer->side == from) {
        mic = make_mic(peer, &message);
        peer_send(peer, mic.data, mic.length);
    } else {
        mic = peer_receive(peer);
        take_mic(peer, &message, &mic, want);
    }
    bytes_free(&mic);
    bytes_free(&message);
}

static struct bytes
wrap(struct peer *peer, const struct bytes *message, int conf)
{
    gss_buffer_desc in = as_buffer(message), token = GSS_C_EMPTY_BUFFER;
    size_t more = conf != 0 ? peer->facts->sealed : peer->facts->signed_only;
    OM_uint32 major, minor;
    int state = -1;

    if (peer->verdict.good) {
        major = gss_wrap(&minor, peer->end.ctx, conf, GSS_C_QOP_DEFAULT, &in,
                         &state, &token);
        expect_major(peer, "gss_wrap", major, minor, GSS_S_COMPLETE);
        expect(peer, state == conf, "gss_wrap: conf_state %d", state);
        expect(peer, peer->facts->old_format ||
               token.length == message->length + more,
               "a token of %zu bytes for %zu, not %zu", token.length,
               message->length, message->length + more);
    }
    return take_over(&token);
}

static void
unwrap(struct peer *peer, const struct bytes *token, const void *message,
       size_t length, int conf, OM_uint32 want)
{
    gss_buffer_desc in = as_buffer(token), out = GSS_C_EMPTY_BUFFER;
    gss_qop_t qop = 77;
    OM_uint32 major, minor;
    int state = -1;

    if (peer->verdict.good) {
        major = gss_unwrap(&minor, peer->end.ctx, &in, &out, &state, &qop);
        expect_major(peer, "gss_unwrap", major, minor, want);
        expect(peer, out.length == length &&
               (length == 0 || memcmp(out.value, message, length) == 0),
               "gss_unwrap gave another message (%zu bytes)", out.length);
        expect(peer, state == conf && qop == GSS_C_QOP_DEFAULT,
               "gss_unwrap: conf_state %d, qop_state %u", state,
               (unsigned)qop);
        gss_release_buffer(&minor, &out);
    }
}

void
exchange_wrap(struct peer *peer, enum side from, size_t length, int conf,
              OM_uint32 want)
{
    struct bytes message = bytes_pattern(length), token;

    if (peer->side == from) {
        token = wrap(peer, &message, conf);
        peer_send(peer, token.data, token.length);
    } else {
        token = peer_receive(peer);
        unwrap(peer, &token, message.data, message.length, conf, want);
    }
    bytes_free(&token);
    bytes_free(&message);
}

void
exchange_all(struct peer *peer, size_t length)
{
    enum side from;

    for (from = INITIATOR; from <= ACCEPTOR; from++) {
        exchange_mic(peer, from, length, GSS_S_COMPLETE);
        exchange_wrap(peer, from, length, 1, GSS_S_COMPLETE);
        exchange_wrap(peer, from, length, 0, GSS_S_COMPLETE);
    }
}

static struct bytes
wrap_aead(struct peer *peer, gss_buffer_t assoc, gss_buffer_t in, int conf)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int state = -1;

    if (peer->verdict.good) {
        major = gss_wrap_aead(&minor, peer->end.ctx, conf, GSS_C_QOP_DEFAULT,
                              assoc, in, &state, &token);
        expect_major(peer, "gss_wrap_aead", major, minor, GSS_S_COMPLETE);
        expect(peer, state == conf, "gss_wrap_aead: conf_state %d", state);
    }
    return take_over(&token);
}

static void
unwrap_aead(struct peer *peer, gss_buffer_t assoc, gss_buffer_t want,
            const struct bytes *token, int conf)
{
    gss_buffer_desc in = as_buffer(token), out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;
    int state = -1;

    if (peer->verdict.good) {
        major = gss_unwrap_aead(&minor, peer->end.ctx, &in, assoc, &out,
                                &state, &qop);
        expect_major(peer, "gss_unwrap_aead", major, minor, GSS_S_COMPLETE);
        expect(peer, out.length == want->length &&
               (out.length == 0 ||
                memcmp(out.value, want->value, out.length) == 0),
               "gss_unwrap_aead gave another message");
        expect(peer, state == conf, "gss_unwrap_aead: conf_state %d", state);
        gss_release_buffer(&minor, &out);
    }
}

void
exchange_aead(struct peer *peer, enum side from, size_t assoc, size_t length,
              int conf)
{
    struct bytes message = bytes_pattern(assoc + length), token;
    gss_buffer_desc first = { assoc, message.data };
    gss_buffer_desc rest = { length, message.data + assoc };

    if (peer->side == from) {
        token = wrap_aead(peer, &first, &rest, conf);
        peer_send(peer, token.data, token.length);
    } else {
        token = peer_receive(peer);
        unwrap_aead(peer, &first, &rest, &token, conf);
    }
    bytes_free(&token);
    bytes_free(&message);
}

/* ---- buffer lists --------------------------------------------------- */

static OM_uint32
type_of(char letter)
{
    static const char letters[] = "HDSPTK";
    static const OM_uint32 types[] = {
        GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_DATA,
        GSS_IOV_BUFFER_TYPE_SIGN_ONLY, GSS_IOV_BUFFER_TYPE_PADDING,
        GSS_IOV_BUFFER_TYPE_TRAILER, GSS_IOV_BUFFER_TYPE_MIC_TOKEN
    };

    return types[strchr(letters, letter) - letters];
}

static size_t
pieces_of(const char *order, const char *letters)
{
    size_t n = 0;

    for (; *order != '\0'; order++)
        n += strchr(letters, *order) != NULL;
    return n;
}

/* The message of an order of buffers, and its DATA alone. */
static struct bytes
message_of(const char *order)
{
    return bytes_pattern(PIECE * pieces_of(order, "DS"));
}

static struct bytes
data_of(const char *order, const struct bytes *message)
{
    struct bytes data = bytes_copy(NULL, PIECE * pieces_of(order, "D"));
    const unsigned char *from = message->data;
    unsigned char *to = data.data;

    for (; *order != '\0'; order++) {
        if (*order == 'D') {
            memcpy(to, from, PIECE);
            to += PIECE;
        }
        from += strchr("DS", *order) != NULL ? PIECE : 0;
    }
    return data;
}

/* The sender's list; buffers for the library to fill are empty. */
static void
build(const char *order, const struct bytes *message, bool allocate,
      struct iov_list *list)
{
    const unsigned char *from = message->data;

    iov_start(list);
    for (; *order != '\0'; order++) {
        if (*order == 'D' || *order == 'S') {
            iov_add(list, type_of(*order), from, PIECE);
            from += PIECE;
        } else {
            iov_add_empty(list, type_of(*order) |
                          (allocate ? GSS_IOV_BUFFER_FLAG_ALLOCATE : 0u));
        }
    }
}

/* Lends the buffers the length call has asked for. */
static void
lend(const struct iov_list *lengths, const char *order,
     const struct bytes *message, struct iov_list *list)
{
    const unsigned char *from = message->data;
    int i;

    iov_start(list);
    for (i = 0; order[i] != '\0'; i++) {
        bool input = order[i] == 'D' || order[i] == 'S';

        iov_add(list, type_of(order[i]), input ? from : NULL,
                lengths->iov[i].buffer.length);
        from += input ? PIECE : 0;
    }
}

/* The parts of a token on their way: a length each, then the bytes. */
struct parts {
    uint32_t header, padding, trailer, data;
};

static void
check_list_lengths(struct peer *peer, const char *order,
                   const struct parts *parts, int conf)
{
    bool dce = (peer->end.flags & GSS_C_DCE_STYLE) != 0;
    size_t want = conf == 0 ? peer->facts->signed_only :
        dce ? peer->facts->sealed_dce : peer->facts->sealed;
    size_t got = (size_t)parts->header + parts->padding + parts->trailer;

    expect(peer, peer->facts->old_format || got == want,
           "%s: %zu bytes around the data, not %zu", order, got, want);
}

static void
send_list(struct peer *peer, const char *order, const struct iov_list *list,
          int conf)
{
    struct parts parts;
    struct bytes all;
    unsigned char *to;

    parts.header = (uint32_t)iov_length_of(list, GSS_IOV_BUFFER_TYPE_HEADER);
    parts.padding = (uint32_t)iov_length_of(list,
                                            GSS_IOV_BUFFER_TYPE_PADDING);
    parts.trailer = (uint32_t)iov_length_of(list,
                                            GSS_IOV_BUFFER_TYPE_TRAILER);
    parts.data = (uint32_t)iov_length_of(list, GSS_IOV_BUFFER_TYPE_DATA);
    check_list_lengths(peer, order, &parts, conf);
    all = bytes_copy(NULL, (size_t)parts.header + parts.padding +
                     parts.trailer + parts.data);
    to = iov_gather(list, GSS_IOV_BUFFER_TYPE_HEADER, all.data);
    to = iov_gather(list, GSS_IOV_BUFFER_TYPE_DATA, to);
    to = iov_gather(list, GSS_IOV_BUFFER_TYPE_PADDING, to);
    iov_gather(list, GSS_IOV_BUFFER_TYPE_TRAILER, to);
    peer_send(peer, &parts, sizeof(parts));
    peer_send(peer, all.data, all.length);
    bytes_free(&all);
}

static void
wrap_list(struct peer *peer, const char *order, int conf, bool lent)
{
    struct bytes message = message_of(order);
    struct iov_list lengths, list;
    OM_uint32 major, minor;
    int state = -1;

    build(order, &message, false, &lengths);
    build(order, &message, true, &list);
    if (peer->verdict.good && lent) {
        major = gss_wrap_iov_length(&minor, peer->end.ctx, conf,
                                    GSS_C_QOP_DEFAULT, &state, lengths.iov,
                                    lengths.count);
        expect_major(peer, "gss_wrap_iov_length", major, minor,
                     GSS_S_COMPLETE);
        iov_free(&list);
        lend(&lengths, order, &message, &list);
    }
    if (peer->verdict.good) {
        major = gss_wrap_iov(&minor, peer->end.ctx, conf, GSS_C_QOP_DEFAULT,
                             &state, list.iov, list.count);
        expect_major(peer, "gss_wrap_iov", major, minor, GSS_S_COMPLETE);
        expect(peer, state == conf, "gss_wrap_iov: conf_state %d", state);
    }
    send_list(peer, order, &list, conf);
    iov_free(&list);
    iov_free(&lengths);
    bytes_free(&message);
}

/* The receiver's list, from the parts of the token. */
static void
build_take(const char *take, const struct parts *parts,
           const struct bytes *message, const struct bytes *token,
           struct iov_list *list)
{
    const unsigned char *from = token->data, *plain = message->data;
    size_t left = parts->data, n;
    size_t last = pieces_of(take, "D");

    iov_start(list);
    for (; *take != '\0'; take++) {
        n = *take == 'H' ? parts->header : *take == 'P' ? parts->padding :
            *take == 'T' ? parts->trailer : PIECE;
        if (*take == 'D') {
            n = --last == 0 ? left : n;
            left -= n;
        }
        iov_add(list, type_of(*take), *take == 'S' ? plain : from, n);
        from += *take == 'S' ? 0 : n;
        plain += *take == 'S' || *take == 'D' ? n : 0;
    }
}

static void
build_stream(const char *send, bool copy, const struct bytes *message,
             const struct bytes *token, struct iov_list *list)
{
    const unsigned char *plain = message->data;
    bool data_done = false;

    iov_start(list);
    iov_add(list, GSS_IOV_BUFFER_TYPE_STREAM, token->data, token->length);
    for (; *send != '\0'; send++) {
        if (*send == 'S')
            iov_add(list, GSS_IOV_BUFFER_TYPE_SIGN_ONLY, plain, PIECE);
        if (*send == 'D' && !data_done) {
            iov_add_empty(list, GSS_IOV_BUFFER_TYPE_DATA |
                          (copy ? GSS_IOV_BUFFER_FLAG_ALLOCATE : 0u));
            data_done = true;
        }
        plain += *send == 'S' || *send == 'D' ? PIECE : 0;
    }
}

static void
unwrap_list(struct peer *peer, struct iov_list *list,
            const struct bytes *want, int conf)
{
    struct bytes got;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;
    int state = -1;

    if (peer->verdict.good) {
        major = gss_unwrap_iov(&minor, peer->end.ctx, &state, &qop, list->iov,
                               list->count);
        expect_major(peer, "gss_unwrap_iov", major, minor, GSS_S_COMPLETE);
        expect(peer, state == conf && qop == GSS_C_QOP_DEFAULT,
               "gss_unwrap_iov: conf_state %d, qop_state %u", state,
               (unsigned)qop);
        got = bytes_copy(NULL, iov_length_of(list, GSS_IOV_BUFFER_TYPE_DATA));
        iov_gather(list, GSS_IOV_BUFFER_TYPE_DATA, got.data);
        expect(peer, same(&got, want->data, want->length),
               "gss_unwrap_iov gave another message (%zu bytes)", got.length);
        bytes_free(&got);
    }
}

static void
take_list(struct peer *peer, const char *send, const char *take, int conf)
{
    struct bytes message = message_of(send), data = data_of(send, &message);
    struct bytes head = peer_receive(peer), token = peer_receive(peer);
    struct iov_list list;
    struct parts parts;

    memset(&parts, 0, sizeof(parts));
    iov_start(&list);
    if (expect(peer, head.length == sizeof(parts), "no parts"))
        memcpy(&parts, head.data, sizeof(parts));
    if (!peer->verdict.good)
        iov_start(&list);
    else if (strcmp(take, "unwrap") == 0)
        unwrap(peer, &token, data.data, data.length, conf, GSS_S_COMPLETE);
    else if (strcmp(take, "stream") == 0)
        build_stream(send, false, &message, &token, &list);
    else if (strcmp(take, "copy") == 0)
        build_stream(send, true, &message, &token, &list);
    else
        build_take(take, &parts, &message, &token, &list);
    if (list.count > 0)
        unwrap_list(peer, &list, &data, conf);
    iov_free(&list);
    bytes_free(&token);
    bytes_free(&head);
    bytes_free(&data);
    bytes_free(&message);
}

void
exchange_iov(struct peer *peer, enum side from, const char *send,
             const char *take, int conf, bool lent)
{
    if (peer->side == from)
        wrap_list(peer, send, conf, lent);
    else
        take_list(peer, send, take, conf);
}

static struct bytes
mic_of_list(struct peer *peer, const char *order)
{
    struct bytes message = message_of(order), mic;
    struct iov_list list;
    OM_uint32 major, minor;

    build(order, &message, true, &list);
    if (peer->verdict.good) {
        major = gss_get_mic_iov(&minor, peer->end.ctx, GSS_C_QOP_DEFAULT,
                                list.iov, list.count);
        expect_major(peer, "gss_get_mic_iov", major, minor, GSS_S_COMPLETE);
    }
    mic = bytes_copy(NULL, iov_length_of(&list,
                                         GSS_IOV_BUFFER_TYPE_MIC_TOKEN));
    iov_gather(&list, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, mic.data);
    expect(peer, mic.length == mic_length(peer),
           "a MIC of %zu bytes, not %zu", mic.length, mic_length(peer));
    iov_free(&list);
    bytes_free(&message);
    return mic;
}

static void
take_mic_list(struct peer *peer, const char *order,
              const struct bytes *message, const struct bytes *mic)
{
    const unsigned char *from = message->data;
    struct iov_list list;
    OM_uint32 major, minor;
    gss_qop_t qop = 77;

    iov_start(&list);
    for (; *order != '\0'; order++) {
        bool token = *order == 'K';

        iov_add(&list, type_of(*order), token ? mic->data : from,
                token ? mic->length : PIECE);
        from += token ? 0 : PIECE;
    }
    if (peer->verdict.good) {
        major = gss_verify_mic_iov(&minor, peer->end.ctx, &qop, list.iov,
                                   list.count);
        expect_major(peer, "gss_verify_mic_iov", major, minor,
                     GSS_S_COMPLETE);
    }
    iov_free(&list);
}

void
exchange_mic_iov(struct peer *peer, enum side from, const char *send,
                 const char *take)
{
    struct bytes message = message_of(send), mic;

    if (peer->side == from) {
        mic = mic_of_list(peer, send);
        peer_send(peer, mic.data, mic.length);
    } else {
        mic = peer_receive(peer);
        if (take == NULL)
            take_mic(peer, &message, &mic, GSS_S_COMPLETE);
        else
            take_mic_list(peer, take, &message, &mic);
    }
    bytes_free(&mic);
    bytes_free(&message);
}
