/* SPDX-License-Identifier: MIT */
/* RFC 4178 section 4.2. */
#include "tools/decode/keys.h"
#include "tools/decode/names.h"
#include "tools/decode/tokens.h"

#define INIT 0xa0
#define RESP 0xa1
#define SEQUENCE 0x30
#define OID 0x06
#define OCTET_STRING 0x04

static const char *
name_of_state(long long number)
{
    static const char *const names[] = {
        "accept-completed", "accept-incomplete", "reject", "request-mic"
    };

    return number >= 0 && number < 4 ? names[number] : "?";
}

static void
print_mechanism(struct decoding *d, const struct span *oid,
                const char *name)
{
    const struct mechanism_name *mechanism = name_of_mechanism(oid);

    field(d, oid, name, "%s", mechanism->name);
}

static void
print_mechanisms(struct decoding *d, struct span in)
{
    struct span part, list, oid;
    unsigned char tag;

    if (!span_find(in, 0xa0, &part) || !span_enter(part, SEQUENCE, &list)) {
        complain(d, "mechTypes is missing");
        return;
    }
    if (d->keys != NULL)
        d->keys->mechanisms = part;
    while (list.length > 0 && span_element(&list, &tag, &oid)) {
        if (tag == OID)
            print_mechanism(d, &oid, "mechTypes");
    }
}

/* A token within. */
static void
print_inner(struct decoding *d, struct span in, unsigned char tag,
            const char *name)
{
    struct span part, token;

    if (!span_find(in, tag, &part) ||
        !span_enter(part, OCTET_STRING, &token))
        return;
    field(d, &token, name, "%zu bytes", token.length);
    d->depth++;
    decode_token(d, token);
    d->depth--;
}

/* A MIC of the list of mechanisms, which may have been in a token before
 * (RFC 4178 section 5). */
static void
print_list_mic(struct decoding *d, struct span in)
{
    struct span message;
    bool has_message;

    if (d->keys == NULL) {
        print_inner(d, in, 0xa3, "mechListMIC");
        return;
    }
    message = d->keys->message;
    has_message = d->keys->has_message;
    d->keys->message = d->keys->mechanisms;
    d->keys->has_message = d->keys->mechanisms.length > 0;
    print_inner(d, in, 0xa3, "mechListMIC");
    d->keys->message = message;
    d->keys->has_message = has_message;
}

static void
print_init(struct decoding *d, struct span in)
{
    print_mechanisms(d, in);
    print_inner(d, in, 0xa2, "mechToken");
    print_list_mic(d, in);
}

static void
print_resp(struct decoding *d, struct span in)
{
    struct span part, oid;
    long long state;

    if (span_find(in, 0xa0, &part) && span_number(part, &state))
        field(d, &part, "negState", "%lld, %s", state,
              name_of_state(state));
    if (span_find(in, 0xa1, &part) && span_enter(part, OID, &oid))
        print_mechanism(d, &oid, "supportedMech");
    print_inner(d, in, 0xa2, "responseToken");
    print_list_mic(d, in);
}

void
decode_spnego(struct decoding *d, struct span token)
{
    struct span part, sequence;
    unsigned char tag;

    if (!span_element(&token, &tag, &part) ||
        !span_enter(part, SEQUENCE, &sequence) ||
        (tag != INIT && tag != RESP)) {
        complain(d, "no NegTokenInit or NegTokenResp, or cut short");
    } else if (tag == INIT) {
        heading(d, "NegTokenInit, RFC 4178 section 4.2.1",
                "InitializeSecurityContext of Negotiate, first call");
        print_init(d, sequence);
    } else {
        heading(d, "NegTokenResp, RFC 4178 section 4.2.2",
                "AcceptSecurityContext of Negotiate, or a later call");
        print_resp(d, sequence);
    }
}
