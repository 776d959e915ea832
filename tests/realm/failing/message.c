/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "realm/failing/message.h"

static char assoc_text[] = "not in the token";

char text[24] = "the text of the message";
gss_buffer_desc message = { sizeof(text), text };
gss_buffer_desc assoc = { sizeof(assoc_text), assoc_text };

gss_ctx_id_t
sender(const struct failing_scene *s)
{
    return s->pair.end[INITIATOR].ctx;
}

gss_ctx_id_t
receiver(const struct failing_scene *s)
{
    return s->pair.end[ACCEPTOR].ctx;
}

void
add(struct failing_scene *s, OM_uint32 type, void *value, size_t length)
{
    gss_iov_buffer_t entry = &s->iov[s->iov_count++];

    entry->type = type;
    entry->buffer.value = value;
    entry->buffer.length = length;
}

void
lay_out(struct failing_scene *s, OM_uint32 header, size_t pieces)
{
    size_t each = sizeof(text) / pieces, i;

    memcpy(s->bytes, text, sizeof(text));
    s->iov_count = 0;
    add(s, header | GSS_IOV_BUFFER_FLAG_ALLOCATE, NULL, 0);
    add(s, GSS_IOV_BUFFER_TYPE_SIGN_ONLY, assoc_text, sizeof(assoc_text));
    for (i = 0; i < pieces; i++) {
        add(s, GSS_IOV_BUFFER_TYPE_DATA, s->bytes + i * each,
            i + 1 < pieces ? each : sizeof(text) - i * each);
    }
    add(s, GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE, NULL,
        0);
    add(s, GSS_IOV_BUFFER_TYPE_TRAILER | GSS_IOV_BUFFER_FLAG_ALLOCATE, NULL,
        0);
}
