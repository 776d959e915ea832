/* SPDX-License-Identifier: MIT */
#include "realm/spnego_mic.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEG_TOKEN_RESP 0xa1     /* [1] of NegotiationToken */
#define SEQUENCE 0x30
#define MECH_LIST_MIC 0xa3      /* [3] of NegTokenResp */
#define WHERE_1_21_LOOKS 0xa4

struct run {
    const unsigned char *next;
    size_t left;
};

/*
 * The contents of the element at *in, which must be one of our own library's
 * and shorter than 64 KiB; *in is behind it then.  The tag, 0 if there is no
 * such element.
 */
static unsigned char
take_element(struct run *in, struct run *contents)
{
    const unsigned char *p = in->next;
    size_t header = 2, length;
    unsigned char tag = 0;

    contents->next = NULL;
    contents->left = 0;
    if (in->left < 4)
        goto cleanup;
    length = p[1];
    if (p[1] == 0x81) {
        header = 3;
        length = p[2];
    } else if (p[1] == 0x82) {
        header = 4;
        length = (size_t)p[2] << 8 | p[3];
    } else if (p[1] >= 0x80) {
        goto cleanup;
    }
    if (length > in->left - header)
        goto cleanup;
    tag = p[0];
    contents->next = p + header;
    contents->left = length;
    in->next += header + length;
    in->left -= header + length;
cleanup:
    return tag;
}

static unsigned char *
put_header(unsigned char *to, unsigned char tag, size_t length)
{
    to[0] = tag;
    to[1] = 0x82;
    to[2] = (unsigned char)(length >> 8);
    to[3] = (unsigned char)length;
    return to + 4;
}

static unsigned char *
put_bytes(unsigned char *to, const unsigned char *from, size_t length)
{
    memcpy(to, from, length);
    return to + length;
}

/* The token with the field `mic` twice; `before` are the fields up to it. */
static void
rebuild(gss_buffer_t token, const struct run *before, const struct run *mic)
{
    size_t fields = before->left + 2 * (4 + mic->left);
    unsigned char *bytes = malloc(8 + fields), *p = bytes;

    if (bytes == NULL) {
        perror("malloc");
        exit(1);
    }
    p = put_header(p, NEG_TOKEN_RESP, 4 + fields);
    p = put_header(p, SEQUENCE, fields);
    p = put_bytes(p, before->next, before->left);
    p = put_header(p, WHERE_1_21_LOOKS, mic->left);
    p = put_bytes(p, mic->next, mic->left);
    p = put_header(p, MECH_LIST_MIC, mic->left);
    put_bytes(p, mic->next, mic->left);
    free(token->value);
    token->value = bytes;
    token->length = 8 + fields;
}

void
spnego_mic_where_read(gss_buffer_t token)
{
    struct run outer = { token->value, token->length }, response, fields;
    struct run before, field;
    const char *where = getenv(SPNEGO_MIC_TAG);
    unsigned char tag;

    if (where == NULL || strcmp(where, "4") != 0 ||
        take_element(&outer, &response) != NEG_TOKEN_RESP ||
        take_element(&response, &fields) != SEQUENCE)
        return;
    before = fields;
    do {
        before.left = (size_t)(fields.next - before.next);
        tag = take_element(&fields, &field);
    } while (tag != 0 && tag != MECH_LIST_MIC);
    if (tag == MECH_LIST_MIC)
        rebuild(token, &before, &field);
}
