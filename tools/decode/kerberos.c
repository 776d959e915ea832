/* SPDX-License-Identifier: MIT */
/* The messages of RFC 4120 that establish a context, as far as they are not
 * encrypted; open_context.h has the rest. */
#include <stdio.h>

#include "tools/decode/names.h"
#include "tools/decode/open_context.h"
#include "tools/decode/tokens.h"

#define SEQUENCE 0x30
#define GENERAL_STRING 0x1b
#define GENERALIZED_TIME 0x18
#define OCTET_STRING 0x04
#define BIT_STRING 0x03

#define TICKET 0x61
#define AS_REQ 0x6a
#define AS_REP 0x6b
#define TGS_REQ 0x6c
#define TGS_REP 0x6d
#define AP_REQ 0x6e
#define AP_REP 0x6f
#define KRB_ERROR 0x7e

#define OPTIONAL true
#define REQUIRED false

/* [n], constructed. */
static unsigned char
context_tag(unsigned int n)
{
    return (unsigned char)(0xa0 + n);
}

static void
print_number(struct decoding *d, struct span in, unsigned int n,
             const char *name, const char *(*name_of)(long long number),
             bool optional)
{
    struct span part;
    long long value;

    if (span_find(in, context_tag(n), &part) && span_number(part, &value))
        field(d, &part, name, "%lld%s%s", value, name_of != NULL ? ", " : "",
              name_of != NULL ? name_of(value) : "");
    else if (!optional)
        complain(d, "%s is missing", name);
}

static void
print_text(struct decoding *d, struct span in, unsigned int n,
           unsigned char tag, const char *name, bool optional)
{
    struct span part, text;

    if (span_find(in, context_tag(n), &part) && span_enter(part, tag, &text))
        field_text(d, &text, name);
    else if (!optional)
        complain(d, "%s is missing", name);
}

/* The parts of a principal's name, a line for each. */
static void
print_principal(struct decoding *d, struct span in, unsigned int n,
                const char *name)
{
    struct span part, sequence, strings, text;
    unsigned char tag;

    if (!span_find(in, context_tag(n), &part) ||
        !span_enter(part, SEQUENCE, &sequence) ||
        !span_find(sequence, context_tag(1), &part) ||
        !span_enter(part, SEQUENCE, &strings))
        return;
    while (strings.length > 0 && span_element(&strings, &tag, &text)) {
        if (tag == GENERAL_STRING)
            field_text(d, &text, name);
    }
}

static void
print_encrypted(struct decoding *d, struct span in, unsigned int n,
                const char *name)
{
    struct span part, sequence, cipher;

    if (!span_find(in, context_tag(n), &part) ||
        !span_enter(part, SEQUENCE, &sequence)) {
        complain(d, "%s is missing", name);
        return;
    }
    print_number(d, sequence, 0, "etype", name_of_enctype, REQUIRED);
    print_number(d, sequence, 1, "kvno", NULL, OPTIONAL);
    if (span_find(sequence, context_tag(2), &part) &&
        span_enter(part, OCTET_STRING, &cipher))
        field_bytes(d, &cipher, name);
}

static void
print_ticket(struct decoding *d, struct span in, unsigned int n)
{
    struct span part, ticket, sequence;

    if (!span_find(in, context_tag(n), &part) ||
        !span_enter(part, TICKET, &ticket) ||
        !span_enter(ticket, SEQUENCE, &sequence)) {
        complain(d, "ticket is missing");
        return;
    }
    print_text(d, sequence, 1, GENERAL_STRING, "realm", REQUIRED);
    print_principal(d, sequence, 2, "sname");
    print_encrypted(d, sequence, 3, "ticket");
}

static void
print_options(struct decoding *d, struct span in)
{
    struct span part, bits;
    unsigned int options;

    if (!span_find(in, context_tag(2), &part) ||
        !span_enter(part, BIT_STRING, &bits) || bits.length < 2) {
        complain(d, "ap-options is missing");
        return;
    }
    options = bits.data[1];
    field(d, &bits, "ap-options", "0x%02x%s%s", options,
          (options & 0x40) != 0 ? ", use-session-key" : "",
          (options & 0x20) != 0 ? ", mutual-required; SSPI: "
          "ISC_REQ_MUTUAL_AUTH" : "");
}

static void
print_ap_req(struct decoding *d, struct span message, struct span in)
{
    print_options(d, in);
    print_ticket(d, in, 3);
    print_encrypted(d, in, 4, "authenticator");
    open_ap_req(d, message, in);
}

static void
print_ap_rep(struct decoding *d, struct span message, struct span in)
{
    (void)message;
    print_encrypted(d, in, 2, "enc-part");
    open_ap_rep(d, in);
}

static void
print_error(struct decoding *d, struct span message, struct span in)
{
    (void)message;
    print_text(d, in, 4, GENERALIZED_TIME, "stime", REQUIRED);
    print_number(d, in, 6, "error-code", name_of_error, REQUIRED);
    print_text(d, in, 7, GENERAL_STRING, "crealm", OPTIONAL);
    print_principal(d, in, 8, "cname");
    print_text(d, in, 9, GENERAL_STRING, "realm", REQUIRED);
    print_principal(d, in, 10, "sname");
    print_text(d, in, 11, GENERAL_STRING, "e-text", OPTIONAL);
}

static void
print_nothing(struct decoding *d, struct span message, struct span in)
{
    (void)message;
    field_bytes(d, &in, "message");
}

static const struct {
    unsigned char tag;
    const char *name;
    const char *sspi;
    void (*print)(struct decoding *d, struct span message, struct span in);
} messages[] = {
    { AP_REQ, "AP-REQ, RFC 4120 section 5.5.1",
      "InitializeSecurityContext, first call", print_ap_req },
    { AP_REP, "AP-REP, RFC 4120 section 5.5.2", "AcceptSecurityContext",
      print_ap_rep },
    { KRB_ERROR, "KRB-ERROR, RFC 4120 section 5.9.1", "", print_error },
    { AS_REQ, "AS-REQ, RFC 4120 section 5.4.1", "", print_nothing },
    { AS_REP, "AS-REP, RFC 4120 section 5.4.2", "", print_nothing },
    { TGS_REQ, "TGS-REQ, RFC 4120 section 5.4.1", "", print_nothing },
    { TGS_REP, "TGS-REP, RFC 4120 section 5.4.2", "", print_nothing },
};

#define N_MESSAGES (sizeof(messages) / sizeof(messages[0]))

bool
decode_kerberos(struct decoding *d, struct span message)
{
    struct span rest = message, part, sequence;
    unsigned char tag;
    size_t i;

    for (i = 0; i < N_MESSAGES; i++) {
        if (message.length > 0 && messages[i].tag == message.data[0])
            break;
    }
    if (i == N_MESSAGES)
        return false;
    heading(d, messages[i].name, messages[i].sspi);
    if (!span_element(&rest, &tag, &part) ||
        !span_enter(part, SEQUENCE, &sequence)) {
        complain(d, "cut short, or no DER");
        return true;
    }
    message.length -= rest.length;
    messages[i].print(d, message, sequence);
    if (rest.length > 0)
        complain(d, "%zu bytes stand behind it", rest.length);
    return true;
}
