/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "tools/decode/open_context.h"
#include "tools/decode/outcome.h"
#include "tools/decode/plain.h"

#define SEQUENCE 0x30
#define OCTET_STRING 0x04
#define TICKET 0x61
#define AUTHENTICATOR 0x62
#define ENC_AP_REP_PART 0x7b

/* RFC 4120 section 7.5.1. */
#define USAGE_AUTHENTICATOR 11
#define USAGE_AP_REP 12

/* An EncryptedData. */
struct sealed {
    long long enctype;
    struct span cipher;
};

static bool
find_sealed(struct span in, unsigned char tag, struct sealed *sealed)
{
    struct span part, sequence, number;

    return span_find(in, tag, &part) &&
        span_enter(part, SEQUENCE, &sequence) &&
        span_find(sequence, 0xa0, &number) &&
        span_number(number, &sealed->enctype) &&
        span_find(sequence, 0xa2, &part) &&
        span_enter(part, OCTET_STRING, &sealed->cipher);
}

/* A keyblock of libkrb5's is a view of ours. */
static krb5_error_code
decrypt(struct keys *keys, enum key_role role, krb5_keyusage usage,
        const struct sealed *sealed, krb5_data *plain)
{
    KSP_PACKED_KEY *key = &keys->of[role];
    krb5_keyblock block = {
        .enctype = key->Enctype, .length = key->Length,
        .contents = key->Contents
    };
    krb5_enc_data input = {
        .enctype = (krb5_enctype)sealed->enctype,
        .ciphertext = { .length = (unsigned int)sealed->cipher.length,
                        .data = (char *)(uintptr_t)sealed->cipher.data }
    };

    return krb5_c_decrypt(keys->krb5, &block, usage, NULL, &input, plain);
}

/* The part opened and handed to `print`; false if it does not open. */
static bool
open_part(struct decoding *d, const struct sealed *sealed,
          enum key_role role, krb5_keyusage usage, unsigned char tag,
          void (*print)(struct decoding *d, const struct span *place,
                        struct span in), const char *name)
{
    krb5_data plain = { .length = (unsigned int)sealed->cipher.length };
    struct span all, part, sequence;
    krb5_error_code code;

    plain.data = malloc(sealed->cipher.length + 1);
    code = plain.data != NULL ?
        decrypt(d->keys, role, usage, sealed, &plain) : ENOMEM;
    if (code != 0) {
        complain_krb5(d, name, code);
    } else {
        all.data = (unsigned char *)plain.data;
        all.length = plain.length;
        field(d, &sealed->cipher, "opened", "%s, with %s", name,
              keys_name(role));
        if (span_enter(all, tag, &part) &&
            span_enter(part, SEQUENCE, &sequence))
            print(d, &sealed->cipher, sequence);
        else
            complain(d, "%s: what is in it is no DER", name);
    }
    if (plain.data != NULL)
        ksp_wipe(plain.data, sealed->cipher.length);
    free(plain.data);
    return code == 0;
}

/* What the library's acceptor says of it now; it looks at the clock too.
 * `why` is what has kept the ticket from being opened, if that was libkrb5. */
static void
print_acceptance(struct decoding *d, const struct span *message,
                 bool opened, krb5_error_code why)
{
    krb5_data request = {
        .length = (unsigned int)message->length,
        .data = (char *)(uintptr_t)message->data
    };
    krb5_context krb5 = d->keys->krb5;
    krb5_auth_context auth = NULL;
    char words[OUTCOME_MAX];
    krb5_error_code code;

    code = krb5_rd_req(krb5, &auth, &request, NULL, d->keys->keytab, NULL,
                       NULL);
    words_of_krb5(d, code, words);
    if (code == 0)
        field(d, message, "acceptor", "takes it now, if not seen before");
    else if (opened)
        field(d, message, "acceptor", "refuses it now: %s", words);
    else
        complain(d, "the keytab does not open it: %s", words);
    /* The acceptor could: it was no fault of the ticket's. */
    if (code == 0 && why != 0)
        complain_krb5(d, "the ticket", why);
    krb5_auth_con_free(krb5, auth);
}

static bool
open_ticket(struct decoding *d, struct span in, krb5_error_code *why)
{
    krb5_context krb5 = d->keys->krb5;
    struct sealed sealed = { 0, { in.data, 0 } };
    krb5_ticket *ticket = NULL;
    struct span part, place;
    krb5_error_code code;
    krb5_data der;

    *why = 0;
    if (!span_find(in, 0xa3, &part) || !span_enter(part, TICKET, &place) ||
        !span_enter(place, SEQUENCE, &place) ||
        !find_sealed(place, 0xa3, &sealed))
        return false;       /* and that was said */
    der = (krb5_data){ .length = (unsigned int)part.length,
                       .data = (char *)(uintptr_t)part.data };
    code = krb5_decode_ticket(&der, &ticket);
    if (code == 0)
        code = krb5_server_decrypt_ticket_keytab(krb5, d->keys->keytab,
                                                 ticket);
    if (code == 0) {
        field(d, &sealed.cipher, "opened", "the ticket, with the keytab");
        print_ticket_part(d, &sealed.cipher, ticket);
    }
    krb5_free_ticket(krb5, ticket);
    *why = code;
    return code == 0;
}

void
open_ap_req(struct decoding *d, struct span message, struct span in)
{
    krb5_error_code why;
    struct sealed sealed;
    bool opened;

    if (d->keys == NULL || d->keys->keytab == NULL)
        return;
    opened = open_ticket(d, in, &why);
    if (opened && find_sealed(in, 0xa4, &sealed))
        (void)open_part(d, &sealed, KEY_SESSION, USAGE_AUTHENTICATOR,
                        AUTHENTICATOR, print_authenticator,
                        "the authenticator");
    print_acceptance(d, &message, opened, why);
}

void
open_ap_rep(struct decoding *d, struct span in)
{
    enum key_role role = KEY_SESSION;
    struct sealed sealed;

    if (d->keys == NULL)
        return;
    if (d->keys->of[role].Length == 0)
        role = KEY_GIVEN;
    if (d->keys->of[role].Length > 0 && find_sealed(in, 0xa2, &sealed))
        (void)open_part(d, &sealed, role, USAGE_AP_REP, ENC_AP_REP_PART,
                        print_reply_part, "the AP-REP");
    else
        complain(d, "not opened: the ticket's session key is not known");
}
