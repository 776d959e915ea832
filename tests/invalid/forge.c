/* SPDX-License-Identifier: MIT */
/* What all forged tokens share: how they are delivered, and framing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "invalid/forge.h"

/* Of no meaning to anybody; as padding they would count one. */
#define APPENDED 1

void *
forge_alloc(size_t length)
{
    void *memory = malloc(length > 0 ? length : 1);

    if (memory == NULL) {
        fputs("no memory for a token\n", stderr);
        abort();
    }
    return memory;
}

void
forged_free(struct forged *token)
{
    free(token->bytes);
    token->bytes = NULL;
}

void
forged_want(struct forged *token, NTSTATUS verify, NTSTATUS unseal)
{
    int form;

    token->want[FORM_VERIFY] = verify;
    for (form = FORM_SPLIT; form < FORMS; form++)
        token->want[form] = unseal;
}

/* ---- delivery -------------------------------------------------------- */

/* What is behind the message comes before it, and RRC says so. */
static void
rotate(const struct forged *token, bool dce, unsigned char *bytes)
{
    size_t body = token->length - CFX_HEADER, back = token->back % body;
    size_t RRC = token->back - (dce ? token->filler : 0);

    memcpy(bytes + CFX_HEADER, token->bytes + token->length - back, back);
    memcpy(bytes + CFX_HEADER + back, token->bytes + CFX_HEADER,
           body - back);
    bytes[CFX_RRC] = (unsigned char)(RRC >> 8);
    bytes[CFX_RRC + 1] = (unsigned char)RRC;
}

unsigned char *
forged_bytes(const struct forged *token, enum forge_form form, bool dce,
             size_t *length)
{
    size_t all = token->length + token->appended;
    unsigned char *bytes = forge_alloc(all);

    if (token->length > 0)
        memcpy(bytes, token->bytes, token->length);
    if (form == FORM_WINDOWS && !token->fixed && !token->mic &&
        !token->old && token->length > CFX_HEADER)
        rotate(token, dce, bytes);
    memset(bytes + token->length, APPENDED, token->appended);
    *length = token->cut < all ? token->cut : all;
    return bytes;
}

static size_t
take(size_t *left, size_t wanted)
{
    size_t taken = wanted < *left ? wanted : *left;

    *left -= taken;
    return taken;
}

struct forge_parts
forged_parts(const struct forged *token, enum forge_form form, size_t length)
{
    bool split = form == FORM_SPLIT;
    struct forge_parts parts;

    parts.token = take(&length, token->front +
                       (split || token->old ? 0 : token->back));
    parts.behind = split ? take(&length, token->back) : 0;
    parts.data = length;
    return parts;
}

/* ---- framing --------------------------------------------------------- */

void
forge_prepend(struct forged *out, const void *bytes, size_t length)
{
    unsigned char *longer = forge_alloc(length + out->length);

    memcpy(longer, bytes, length);
    if (out->length > 0)
        memcpy(longer + length, out->bytes, out->length);
    free(out->bytes);
    out->bytes = longer;
    out->length += length;
    out->front += length;
}

static size_t
fewest_bytes(uint64_t length)
{
    size_t bytes = 1;

    if (length >= 0x80) {
        while (length >> (8 * bytes) != 0)
            bytes++;
        bytes++;
    }
    return bytes;
}

void
forge_frame(const struct forge_party *p, struct forged *out,
            uint64_t length, size_t bytes)
{
    unsigned char framing[2 + 127 + 2 + 128];
    size_t n = 0, i;

    if (bytes == 0)
        bytes = fewest_bytes(length);
    framing[n++] = 0x60;
    if (bytes == 1) {
        framing[n++] = (unsigned char)length;
    } else {
        framing[n++] = (unsigned char)(0x80 | (bytes - 1));
        for (i = bytes - 1; i > 0; i--)
            framing[n++] = (unsigned char)
                (i > sizeof(length) ? 0 : length >> (8 * (i - 1)));
    }
    framing[n++] = 0x06;
    framing[n++] = (unsigned char)p->oid_length;
    memcpy(framing + n, p->oid, p->oid_length);
    forge_prepend(out, framing, n + p->oid_length);
}

/* In DCE style the message is not counted. */
size_t
forge_inside(const struct forge_party *p, const struct forged *out)
{
    return 2 + p->oid_length +
        (p->dce && out->old && !out->mic ? out->front : out->length);
}
