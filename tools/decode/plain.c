/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ksp/sspi.h"
#include "tools/decode/names.h"
#include "tools/decode/outcome.h"
#include "tools/decode/plain.h"

#define SEQUENCE 0x30
#define GENERALIZED_TIME 0x18
#define OCTET_STRING 0x04

/* RFC 4121 section 4.1.1. */
#define CKSUM_GSS 0x8003
#define CKSUM_BINDINGS 16
#define CKSUM_FLAGS_AT 20
#define CKSUM_LEAST 24

#define TEXT_MAX 512

/* Parts of a text, one behind the other. */
struct text {
    char words[TEXT_MAX];
    size_t length;
};

static void
add(struct text *t, const char *separator, const char *word)
{
    size_t left = sizeof(t->words) - t->length;
    int n = snprintf(t->words + t->length, left, "%s%s",
                     t->length > 0 ? separator : "", word);

    if (n > 0)
        t->length += (size_t)n < left ? (size_t)n : left - 1;
}

/* Of a stretch of plaintext, the place in the token is that of all of it. */
static void
line(struct decoding *d, const struct span *place, const char *name,
     const char *words)
{
    field(d, place, name, "%s", words);
}

/* ---- the ticket ----------------------------------------------------- */

static const struct {
    krb5_flags flag;
    const char *name;
} ticket_flags[] = {
    { TKT_FLG_FORWARDABLE, "forwardable" },
    { TKT_FLG_FORWARDED, "forwarded" },
    { TKT_FLG_PROXIABLE, "proxiable" },
    { TKT_FLG_PROXY, "proxy" },
    { TKT_FLG_MAY_POSTDATE, "may-postdate" },
    { TKT_FLG_POSTDATED, "postdated" },
    { TKT_FLG_INVALID, "invalid" },
    { TKT_FLG_RENEWABLE, "renewable" },
    { TKT_FLG_INITIAL, "initial" },
    { TKT_FLG_PRE_AUTH, "pre-authent" },
    { TKT_FLG_HW_AUTH, "hw-authent" },
    { TKT_FLG_TRANSIT_POLICY_CHECKED, "transited-policy-checked" },
    { TKT_FLG_OK_AS_DELEGATE, "ok-as-delegate" },
    { TKT_FLG_ENC_PA_REP, "enc-pa-rep" },
    { TKT_FLG_ANONYMOUS, "anonymous" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
print_ticket_flags(struct decoding *d, const struct span *place,
                   krb5_flags flags)
{
    struct text t = { "", 0 };
    size_t i;

    for (i = 0; i < COUNT(ticket_flags); i++) {
        if ((flags & ticket_flags[i].flag) != 0)
            add(&t, ", ", ticket_flags[i].name);
    }
    field(d, place, "flags", "0x%08x%s%s", (unsigned int)flags,
          t.length > 0 ? ": " : "", t.words);
}

static void
print_time(struct decoding *d, const struct span *place, const char *name,
           krb5_timestamp when)
{
    time_t seconds = (time_t)(uint32_t)when;
    char words[32] = "?";
    struct tm tm;

    if (when == 0)
        return;
    if (gmtime_r(&seconds, &tm) != NULL)
        (void)strftime(words, sizeof(words), "%Y-%m-%d %H:%M:%S UTC", &tm);
    line(d, place, name, words);
}

static void
print_client(struct decoding *d, const struct span *place,
             const krb5_ticket *ticket)
{
    char *name = NULL;
    krb5_error_code code;

    code = krb5_unparse_name(d->keys->krb5, ticket->enc_part2->client,
                             &name);
    if (code == 0) {
        struct span text = { (const unsigned char *)name, strlen(name) };

        field_plain_text(d, place, &text, "client");
    } else {
        complain_krb5(d, "the client's name", code);
    }
    krb5_free_unparsed_name(d->keys->krb5, name);
}

void
print_ticket_part(struct decoding *d, const struct span *place,
                  const krb5_ticket *ticket)
{
    const krb5_enc_tkt_part *part = ticket->enc_part2;

    print_client(d, place, ticket);
    field(d, place, "session key", "%d, %s", (int)part->session->enctype,
          name_of_enctype(part->session->enctype));
    print_ticket_flags(d, place, part->flags);
    print_time(d, place, "authtime", part->times.authtime);
    print_time(d, place, "starttime", part->times.starttime);
    print_time(d, place, "endtime", part->times.endtime);
    print_time(d, place, "renew-till", part->times.renew_till);
    if (!keys_put(d->keys, KEY_SESSION, part->session->enctype,
                  part->session->contents, part->session->length))
        complain(d, "the session key is longer than any here");
}

/* ---- authenticator and reply ---------------------------------------- */

static bool
find(struct span in, unsigned int n, unsigned char tag, struct span *found)
{
    struct span part;

    return span_find(in, (unsigned char)(0xa0 + n), &part) &&
        span_enter(part, tag, found);
}

static bool
find_number(struct span in, unsigned int n, long long *value)
{
    struct span part;

    *value = 0;
    return span_find(in, (unsigned char)(0xa0 + n), &part) &&
        span_number(part, value);
}

static void
print_subkey(struct decoding *d, const struct span *place, struct span in,
             unsigned int n, enum key_role role)
{
    struct span key, bytes;
    long long enctype;

    if (!find(in, n, SEQUENCE, &key) || !find_number(key, 0, &enctype) ||
        !find(key, 1, OCTET_STRING, &bytes))
        return;
    field(d, place, "subkey", "%lld, %s: %s", enctype,
          name_of_enctype(enctype), keys_name(role));
    if (!keys_put(d->keys, role, (krb5_enctype)enctype, bytes.data,
                  bytes.length))
        complain(d, "the subkey is longer than any here");
}

/* Of both: the time, and where the numbers of the sender's messages begin. */
static void
print_sender(struct decoding *d, const struct span *place, struct span in,
             unsigned int time_at, unsigned int number_at)
{
    struct span text;
    long long number;

    if (find(in, time_at, GENERALIZED_TIME, &text))
        field_plain_text(d, place, &text, "ctime");
    if (find_number(in, time_at == 0 ? 1 : time_at - 1, &number))
        field(d, place, "cusec", "%lld", number);
    if (find_number(in, number_at, &number))
        field(d, place, "seq-number", "%lld: SND_SEQ of the first message",
              number & 0xffffffff);
}

static const struct {
    OM_uint32 flag;
    const char *gss;
    const char *sspi;
} context_flags[] = {
    { GSS_C_DELEG_FLAG, "DELEG", "ISC_REQ_DELEGATE" },
    { GSS_C_MUTUAL_FLAG, "MUTUAL", "ISC_REQ_MUTUAL_AUTH" },
    { GSS_C_REPLAY_FLAG, "REPLAY", "ISC_REQ_REPLAY_DETECT" },
    { GSS_C_SEQUENCE_FLAG, "SEQUENCE", "ISC_REQ_SEQUENCE_DETECT" },
    { GSS_C_CONF_FLAG, "CONF", "ISC_REQ_CONFIDENTIALITY" },
    { GSS_C_INTEG_FLAG, "INTEG", "ISC_REQ_INTEGRITY" },
    { 0x1000, "DCE_STYLE", "ISC_REQ_USE_DCE_STYLE" },
    { 0x2000, "IDENTIFY", "ISC_REQ_IDENTIFY" },
    { 0x4000, "EXTENDED_ERROR", "ISC_REQ_EXTENDED_ERROR" },
};

static void
print_context_flags(struct decoding *d, const struct span *place,
                    const unsigned char *bytes)
{
    OM_uint32 flags = bytes[0] | (OM_uint32)bytes[1] << 8 |
        (OM_uint32)bytes[2] << 16 | (OM_uint32)bytes[3] << 24;
    struct text gss = { "", 0 }, sspi = { "", 0 };
    size_t i;

    for (i = 0; i < COUNT(context_flags); i++) {
        if ((flags & context_flags[i].flag) != 0) {
            add(&gss, ", ", context_flags[i].gss);
            add(&sspi, ", ", context_flags[i].sspi);
        }
    }
    field(d, place, "GSS flags", "0x%08x: %s", (unsigned int)flags,
          gss.words);
    field(d, place, "", "SSPI: %s", sspi.words);
}

static bool
are_zero(const unsigned char *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* The checksum of an authenticator of GSS-API is none. */
static void
print_checksum(struct decoding *d, const struct span *place, struct span in)
{
    struct span sequence, bytes;
    long long type;

    if (!find(in, 3, SEQUENCE, &sequence) ||
        !find_number(sequence, 0, &type) ||
        !find(sequence, 1, OCTET_STRING, &bytes))
        return;
    field(d, place, "cksum", "0x%llx, %zu bytes", type, bytes.length);
    if (type != CKSUM_GSS || bytes.length < CKSUM_LEAST)
        return;
    line(d, place, "bindings", are_zero(bytes.data + 4, CKSUM_BINDINGS) ?
         "none" : "of a channel");
    print_context_flags(d, place, bytes.data + CKSUM_FLAGS_AT);
}

void
print_authenticator(struct decoding *d, const struct span *place,
                    struct span in)
{
    print_checksum(d, place, in);
    print_sender(d, place, in, 5, 7);
    print_subkey(d, place, in, 6, KEY_INITIATOR);
}

void
print_reply_part(struct decoding *d, const struct span *place,
                 struct span in)
{
    print_sender(d, place, in, 0, 3);
    print_subkey(d, place, in, 2, KEY_ACCEPTOR);
}
