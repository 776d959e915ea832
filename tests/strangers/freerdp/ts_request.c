/* SPDX-License-Identifier: MIT */
#include "ts_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTEGER 0x02
#define OCTET_STRING 0x04
#define OID 0x06
#define SEQUENCE 0x30
#define APPLICATION_0 0x60
#define FIELD(number) (0xa0 + (number))

/* Where the length of a length is said by its first byte. */
#define LONG_FORM 0x80
#define HEAD_MAX 6

/* ---- reading -------------------------------------------------------- */

/* Take a tag and a length of up to four bytes. */
static bool
take_head(struct ts_bytes *in, unsigned int *tag, size_t *length)
{
    size_t more, i;

    if (in->length < 2)
        return false;
    more = in->at[1] >= LONG_FORM ? in->at[1] & (LONG_FORM - 1u) : 0;
    if (more > HEAD_MAX - 2 || in->length - 2 < more)
        return false;
    *tag = in->at[0];
    *length = in->at[1] >= LONG_FORM ? 0 : in->at[1];
    for (i = 0; i < more; i++)
        *length = *length << 8 | in->at[2 + i];
    in->at += 2 + more;
    in->length -= 2 + more;
    return true;
}

/* Take one element, whose contents go to *out. */
static bool
take(struct ts_bytes *in, unsigned int *tag, struct ts_bytes *out)
{
    size_t length;

    if (!take_head(in, tag, &length) || length > in->length)
        return false;
    out->at = in->at;
    out->length = length;
    in->at += length;
    in->length -= length;
    return true;
}

/* Take one that has this tag. */
static bool
take_tag(struct ts_bytes *in, unsigned int tag, struct ts_bytes *out)
{
    unsigned int found;

    return take(in, &found, out) && found == tag;
}

/* Take a field of that number, and what is in it. */
static bool
take_field(struct ts_bytes *in, unsigned int number, unsigned int tag,
           struct ts_bytes *out)
{
    struct ts_bytes field;

    return take_tag(in, FIELD(number), &field) && take_tag(&field, tag, out);
}

static unsigned long
number_of(const struct ts_bytes *integer)
{
    unsigned long number = 0;
    size_t i;

    for (i = 0; i < integer->length; i++)
        number = number << 8 | integer->at[i];
    return number;
}

size_t
ts_message_length(const unsigned char *start, size_t length)
{
    struct ts_bytes in = { start, length };
    size_t contents;
    unsigned int tag;

    if (!take_head(&in, &tag, &contents) || tag != SEQUENCE)
        return 0;
    return (size_t)(in.at - start) + contents;
}

static bool
read_tokens(struct ts_bytes *field, struct ts_request *request)
{
    struct ts_bytes list, item;

    return take_tag(field, SEQUENCE, &list) &&
        take_tag(&list, SEQUENCE, &item) &&
        take_field(&item, 0, OCTET_STRING, &request->nego_token);
}

static bool
read_field(unsigned int tag, struct ts_bytes *field,
           struct ts_request *request)
{
    bool good = false;

    switch (tag) {
    case FIELD(1):
        good = read_tokens(field, request);
        break;
    case FIELD(2):
        good = take_tag(field, OCTET_STRING, &request->auth_info);
        break;
    case FIELD(3):
        good = take_tag(field, OCTET_STRING, &request->pub_key_auth);
        break;
    case FIELD(5):
        good = take_tag(field, OCTET_STRING, &request->client_nonce);
        break;
    default:
        break;
    }
    return good;
}

bool
ts_request_read(const unsigned char *message, size_t length,
                struct ts_request *request)
{
    struct ts_bytes in = { message, length }, fields, field;
    unsigned int tag;
    bool good;

    memset(request, 0, sizeof(*request));
    good = take_tag(&in, SEQUENCE, &fields) && in.length == 0 &&
        take_field(&fields, 0, INTEGER, &field);
    if (good)
        request->version = number_of(&field);
    while (good && fields.length > 0) {
        good = take(&fields, &tag, &field) &&
            read_field(tag, &field, request);
    }
    return good;
}

bool
ts_password_read(const unsigned char *credentials, size_t length,
                 struct ts_password *p)
{
    struct ts_bytes in = { credentials, length }, outer, type, inner, fields;

    memset(p, 0, sizeof(*p));
    return take_tag(&in, SEQUENCE, &outer) &&
        take_field(&outer, 0, INTEGER, &type) && number_of(&type) == 1 &&
        take_field(&outer, 1, OCTET_STRING, &inner) &&
        take_tag(&inner, SEQUENCE, &fields) &&
        take_field(&fields, 0, OCTET_STRING, &p->domain) &&
        take_field(&fields, 1, OCTET_STRING, &p->user) &&
        take_field(&fields, 2, OCTET_STRING, &p->password);
}

bool
ts_mech_list(const struct ts_bytes *token, struct ts_bytes *list)
{
    static const unsigned char spnego[] = { 0x2b, 6, 1, 5, 5, 2 };
    struct ts_bytes in = *token, framed, oid, init, fields;

    return take_tag(&in, APPLICATION_0, &framed) &&
        take_tag(&framed, OID, &oid) && oid.length == sizeof(spnego) &&
        memcmp(oid.at, spnego, sizeof(spnego)) == 0 &&
        take_tag(&framed, FIELD(0), &init) &&
        take_tag(&init, SEQUENCE, &fields) &&
        take_field(&fields, 0, SEQUENCE, list);
}

bool
ts_next_oid(struct ts_bytes *list, struct ts_bytes *oid)
{
    return take_tag(list, OID, oid);
}

/* ---- writing, from the end to the start ----------------------------- */

struct writer {
    unsigned char *start, *at;
};

static void
put_bytes(struct writer *w, const void *data, size_t length)
{
    w->at -= length;
    memcpy(w->at, data, length);
}

static void
put_byte(struct writer *w, size_t byte)
{
    *--w->at = (unsigned char)byte;
}

/* A head for what was written since `end`. */
static void
put_head(struct writer *w, unsigned int tag, const unsigned char *end)
{
    size_t length = (size_t)(end - w->at), rest = length, more = 0;

    if (length >= LONG_FORM) {
        for (; rest > 0; rest >>= 8, more++)
            put_byte(w, rest & 0xff);
        put_byte(w, LONG_FORM + more);
    } else {
        put_byte(w, length);
    }
    put_byte(w, tag);
}

static void
put_octets(struct writer *w, unsigned int number,
           const struct ts_bytes *octets)
{
    const unsigned char *end = w->at;

    if (octets->at == NULL)
        return;
    put_bytes(w, octets->at, octets->length);
    put_head(w, OCTET_STRING, end);
    put_head(w, FIELD(number), end);
}

static void
put_tokens(struct writer *w, const struct ts_bytes *token)
{
    const unsigned char *end = w->at;

    if (token->at == NULL)
        return;
    put_octets(w, 0, token);
    put_head(w, SEQUENCE, end);
    put_head(w, SEQUENCE, end);
    put_head(w, FIELD(1), end);
}

static void
put_version(struct writer *w, unsigned long version)
{
    const unsigned char *end = w->at;

    put_byte(w, version);
    put_head(w, INTEGER, end);
    put_head(w, FIELD(0), end);
}

unsigned char *
ts_request_write(const struct ts_request *r, size_t *length)
{
    size_t size = 16 * HEAD_MAX + r->nego_token.length +
        r->auth_info.length + r->pub_key_auth.length;
    struct writer w;
    unsigned char *end;

    w.start = malloc(size);
    if (w.start == NULL) {
        perror("malloc");
        exit(1);
    }
    end = w.at = w.start + size;
    put_octets(&w, 3, &r->pub_key_auth);
    put_octets(&w, 2, &r->auth_info);
    put_tokens(&w, &r->nego_token);
    put_version(&w, r->version);
    put_head(&w, SEQUENCE, end);
    *length = (size_t)(end - w.at);
    memmove(w.start, w.at, *length);
    return w.start;
}
