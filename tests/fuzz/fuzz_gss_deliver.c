/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_gss.h"
#include "mech/gssi.h"

struct list {
    gss_iov_buffer_desc iov[GSS_ENTRIES];
    void *memory[GSS_ENTRIES];
    int count;
};

/* Just as long: what reads further is found out. */
static void *
copy_of(const void *bytes, size_t length)
{
    void *copy = malloc(length);

    if (copy == NULL)
        abort();
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

/* ---- lists ----------------------------------------------------------- */

static gss_iov_buffer_t
add(struct list *l, OM_uint32 type, const void *bytes, size_t length)
{
    gss_iov_buffer_t entry = &l->iov[l->count];

    if (l->count == GSS_ENTRIES)
        abort();
    l->memory[l->count] = bytes != NULL ? copy_of(bytes, length) : NULL;
    entry->type = type;
    entry->buffer.length = length;
    entry->buffer.value = l->memory[l->count++];
    return entry;
}

/* Types have the bits that the input wants beside them. */
static void
begin(struct list *l, const struct gss_shape *s)
{
    memset(l, 0, sizeof(*l));
    if (s->empty_first)
        add(l, GSS_IOV_BUFFER_TYPE_EMPTY, "", 0);
}

static void
add_data(struct list *l, const struct gss_shape *s,
         const unsigned char *bytes, size_t length)
{
    size_t first = length;

    if (s->pieces > 0)
        first = fuzz_smaller(s->pieces, length);
    add(l, GSS_IOV_BUFFER_TYPE_DATA | s->flags, bytes, first);
    if (first < length)
        add(l, GSS_IOV_BUFFER_TYPE_DATA, bytes + first, length - first);
}

static void
add_assoc(struct list *l, const struct gss_shape *s)
{
    if (s->assoc_length > 0)
        add(l, GSS_IOV_BUFFER_TYPE_SIGN_ONLY | s->flags, s->assoc,
            s->assoc_length);
}

static void
add_parts(struct list *l, const struct gss_shape *s,
          const struct gss_token *t)
{
    const unsigned char *bytes = t->token.bytes;
    size_t front = fuzz_smaller(t->front, t->token.length);
    size_t back = fuzz_smaller(t->back, t->token.length - front);
    size_t data = t->token.length - front - back;

    add(l, GSS_IOV_BUFFER_TYPE_HEADER | s->flags, bytes, front);
    add_assoc(l, s);
    add_data(l, s, bytes + front, data);
    bytes += front + data;
    if (s->old)
        add(l, GSS_IOV_BUFFER_TYPE_PADDING, bytes, back);
    else if (back > 0 || (!s->no_trailer && s->call != GSS_UNWRAP_TWO))
        add(l, GSS_IOV_BUFFER_TYPE_TRAILER | s->flags, bytes, back);
}

static void
add_stream(struct list *l, const struct gss_shape *s,
           const struct gss_token *t)
{
    OM_uint32 type = GSS_IOV_BUFFER_TYPE_DATA;

    if (s->call == GSS_UNWRAP_ALLOCATE)
        type |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
    add(l, GSS_IOV_BUFFER_TYPE_STREAM | s->flags, t->token.bytes,
        t->token.length);
    add_assoc(l, s);
    add(l, type, NULL, 0);
}

static void
take_entry(struct gss_said *said, const gss_iov_buffer_desc *entry)
{
    size_t length = entry->buffer.length;

    said->lengths[said->entries++] = length;
    if (GSS_IOV_BUFFER_TYPE(entry->type) != GSS_IOV_BUFFER_TYPE_DATA ||
        GSS_ERROR(said->major) || length > GSS_SAID_MAX - said->length)
        return;
    if (length > 0)
        memcpy(said->message + said->length, entry->buffer.value, length);
    said->length += length;
}

/* Stock allocates a message of no bytes, and does not free it. */
static void
free_empty(gss_iov_buffer_t entry)
{
    if ((entry->type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0 &&
        entry->buffer.length == 0) {
        free(entry->buffer.value);
        entry->buffer.value = NULL;
    }
}

/* The bytes of the list are the caller's, but what was allocated. */
static void
finish(struct list *l, const struct gss_shape *s, struct gss_said *said)
{
    OM_uint32 minor;
    int i;

    for (i = 0; i < l->count; i++) {
        take_entry(said, &l->iov[i]);
        if (s->call == GSS_UNWRAP_ALLOCATE)
            free_empty(&l->iov[i]);
    }
    gss_release_iov_buffer(&minor, l->iov, l->count);
    for (i = 0; i < l->count; i++)
        free(l->memory[i]);
}

static void
verify_list(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
            const struct gss_token *t, struct gss_said *said)
{
    struct list l;
    OM_uint32 minor;

    begin(&l, s);
    add_assoc(&l, s);
    add_data(&l, s, s->message, s->message_length);
    add(&l, GSS_IOV_BUFFER_TYPE_MIC_TOKEN | s->flags, t->token.bytes,
        t->token.length);
    said->major = (ours ? gssi_verify_mic_iov : gss_verify_mic_iov)(
        &minor, ctx, &said->qop, l.iov, l.count);
    finish(&l, s, said);
}

static void
unwrap_list(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
            const struct gss_token *t, struct gss_said *said)
{
    struct list l;
    OM_uint32 minor;

    begin(&l, s);
    if (s->call == GSS_UNWRAP_PARTS || s->call == GSS_UNWRAP_TWO)
        add_parts(&l, s, t);
    else
        add_stream(&l, s, t);
    said->major = (ours ? gssi_unwrap_iov : gss_unwrap_iov)(
        &minor, ctx, &said->conf, &said->qop, l.iov, l.count);
    finish(&l, s, said);
}

/* ---- buffers --------------------------------------------------------- */

static void
take_message(struct gss_said *said, gss_buffer_t message)
{
    OM_uint32 minor;

    said->null = message->value == NULL;
    said->length = fuzz_smaller(message->length, GSS_SAID_MAX);
    if (said->length > 0)
        memcpy(said->message, message->value, said->length);
    /* Stock gives a message of no bytes as memory. */
    if (message->length == 0)
        free(message->value);
    else
        (void)gss_release_buffer(&minor, message);
}

static void
verify(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
       gss_buffer_t token, struct gss_said *said)
{
    gss_buffer_desc message = { s->message_length, NULL };
    OM_uint32 minor;

    message.value = copy_of(s->message, s->message_length);
    said->major = (ours ? gssi_verify_mic : gss_verify_mic)(
        &minor, ctx, &message, token, &said->qop);
    free(message.value);
}

static void
unwrap(gss_ctx_id_t ctx, bool ours, gss_buffer_t token,
       struct gss_said *said)
{
    gss_buffer_desc message = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    said->major = (ours ? gssi_unwrap : gss_unwrap)(
        &minor, ctx, token, &message, &said->conf, &said->qop);
    take_message(said, &message);
}

static void
unwrap_aead(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
            gss_buffer_t token, struct gss_said *said)
{
    gss_buffer_desc message = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc assoc = { s->assoc_length, NULL };
    OM_uint32 minor;

    assoc.value = copy_of(s->assoc, s->assoc_length);
    said->major = (ours ? gssi_unwrap_aead : gss_unwrap_aead)(
        &minor, ctx, token, s->assoc_length > 0 ? &assoc : GSS_C_NO_BUFFER,
        &message, &said->conf, &said->qop);
    take_message(said, &message);
    free(assoc.value);
}

static void
deliver_whole(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
              const struct gss_token *t, struct gss_said *said)
{
    gss_buffer_desc token = { t->token.length, NULL };

    token.value = copy_of(t->token.bytes, t->token.length);
    if (s->call == GSS_VERIFY_MIC)
        verify(ctx, ours, s, &token, said);
    else if (s->call == GSS_UNWRAP)
        unwrap(ctx, ours, &token, said);
    else
        unwrap_aead(ctx, ours, s, &token, said);
    /* Stock turns it back in its place. */
    if (ours && t->token.length > 0 &&
        memcmp(token.value, t->token.bytes, t->token.length) != 0)
        abort();
    free(token.value);
}

void
gss_deliver(gss_ctx_id_t ctx, bool ours, const struct gss_shape *s,
            const struct gss_token *t, struct gss_said *said)
{
    said->conf = GSS_CONF_UNSET;
    said->qop = GSS_QOP_UNSET;
    said->length = 0;
    said->null = false;
    said->entries = 0;
    if (s->call == GSS_VERIFY_MIC || s->call == GSS_UNWRAP ||
        s->call == GSS_UNWRAP_AEAD)
        deliver_whole(ctx, ours, s, t, said);
    else if (s->call == GSS_VERIFY_MIC_IOV)
        verify_list(ctx, ours, s, t, said);
    else
        unwrap_list(ctx, ours, s, t, said);
}
